"""Alertmanager's routes as an AlertmanagerConfig: the same configuration in the spelling of the Prometheus Operator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from genai_triage.monitoring import alertmanager
from genai_triage.monitoring.kubernetes.objects import NAME, Object, manifest
from genai_triage.monitoring.options import Options

OURS: Final = 'alertname=~"LLM.+"'
"""Matches our alerts: what this configuration routes, beside those of others."""

_COMMENT: Final = """\
Routes: what is critical pages, and every alert goes to its owner. Replace the webhooks by receivers of your own.
By default the operator adds namespace="{namespace}" to what these routes match, which is no label of these alerts. Set
alertmanagerConfigMatcherStrategy.type of the Alertmanager to OnNamespaceExceptForAlertmanagerNamespace (this object
is in Alertmanager's namespace then) or None."""
_NOT_APPLIED: Final = "Not in kustomization.yaml: its receivers send nothing. Give --webhooks-url to send to yours."


def has_receivers(options: Options) -> bool:
    """Tells whether the alerts are sent to an address that somebody has."""
    return options.webhooks_url is not None


def comment(options: Options) -> str:
    """Says what a user has to know of the object."""
    said = _COMMENT.format(namespace=options.namespace)
    return said if has_receivers(options) else f"{said}\n{_NOT_APPLIED}"


def alertmanager_config(options: Options) -> Object:
    """Builds the object; the operator puts its route before those of other configurations."""
    plain = alertmanager.configuration(options)
    spec = {
        "route": _route(_ours(plain["route"])),
        "inhibitRules": [_renamed(rule, _INHIBITION) for rule in plain["inhibit_rules"]],
        "receivers": [_deeply_renamed(receiver) for receiver in plain["receivers"]],
    }
    return manifest("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig", NAME, options, spec=spec)


def _ours(root: Mapping[str, Any]) -> dict[str, Any]:
    """Makes the root, which takes every alert, a route that takes ours."""
    children = root["routes"]
    if len(children) == 1 and children[0]["matchers"] == [OURS]:
        return {**root, "routes": [], **children[0]}
    return {**root, "matchers": [OURS]}


def _route(plain: Mapping[str, Any]) -> dict[str, Any]:
    return _renamed(plain, _ROUTE)


def _renamed(plain: Mapping[str, Any], values: Mapping[str, tuple[str, Callable[[Any], Any]]]) -> dict[str, Any]:
    """Renames the keys: as `values` says, with what is made of the value, else to camel case."""
    found = {}
    for key, value in plain.items():
        name, change = values.get(key, (_camel(key), _same))
        found[name] = change(value)
    return found


def _deeply_renamed(node: Any) -> Any:
    if isinstance(node, list):
        return [_deeply_renamed(one) for one in node]
    if isinstance(node, dict):
        return {_camel(key): _deeply_renamed(one) for key, one in node.items()}
    return node


def _camel(key: str) -> str:
    first, *others = key.split("_")
    return first + "".join(word.capitalize() for word in others)


def _same(value: Any) -> Any:
    return value


def _matchers(texts: list[str]) -> list[dict[str, str]]:
    return [_matcher(text) for text in texts]


def _matcher(text: str) -> dict[str, str]:
    name, kind, value = alertmanager.parts(text)
    return {"name": name, "matchType": kind, "value": value}


_ROUTE: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "matchers": ("matchers", _matchers),
    "routes": ("routes", lambda routes: [_route(one) for one in routes]),
}
_INHIBITION: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "source_matchers": ("sourceMatch", _matchers),
    "target_matchers": ("targetMatch", _matchers),
}
