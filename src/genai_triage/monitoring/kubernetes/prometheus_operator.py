"""Objects of the Prometheus Operator: rules, scraped pods, routes of Alertmanager."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from genai_triage.monitoring import rules
from genai_triage.monitoring.kubernetes import routing
from genai_triage.monitoring.kubernetes.objects import MAX_BYTES, NAME, Object, applied_size, manifest, written
from genai_triage.monitoring.metrics import has_dots
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.translation import translated

FOLDER: Final = "prometheus-operator"
SCRAPED: Final = {"genai-triage/metrics": "true"}
"""Labels of the pods that are scraped."""
PORT: Final = "metrics"
"""Name of the container's port that is scraped."""
JOB_LABEL: Final = "app.kubernetes.io/name"
"""The pods' label that becomes `job`: else all of them would be one service, called like the PodMonitor."""

_ROUTES: Final = "alertmanagerconfig.yaml"
_OWN_LABELS: Final = {"namespace", "pod", "container"}
"""What the operator gives every series of a scraped pod."""

_QUOTED: Final = 0.95
"""What part of an object with dots in its names it is before they are translated: they get quotes, too."""

_OF_RULES: Final = "The labels are what the Prometheus object's ruleSelector asks for."
_OF_PODS: Final = f"""\
Scrapes the pods with the label {next(iter(SCRAPED))}: "true" and a container port named {PORT}, in any namespace.
Their label {JOB_LABEL} becomes `job`, which is the service in every rule and dashboard."""


def artifacts(options: Options) -> dict[str, str]:
    """Returns the objects and their `kustomization.yaml`, by path."""
    found = {f"rules-{_short(one)}.yaml": (_OF_RULES, one) for one in _rules(options)}
    found["podmonitor.yaml"] = (_OF_PODS, _pod_monitor(options))
    found[_ROUTES] = (routing.comment(options), routing.alertmanager_config(options))
    texts = written(FOLDER, found, left_out=() if routing.has_receivers(options) else (_ROUTES,))
    return {path: translated(path, text, options.names, options.dotted_labels) for path, text in texts.items()}


def _short(document: Object) -> str:
    name: str = document["metadata"]["name"]
    return name.removeprefix(f"{NAME}-")


def _rules(options: Options) -> Iterator[Object]:
    """Yields an object for each group of rules, or several where one would be too large."""
    for group in rules.groups(options):
        for part in _parts(group, options):
            yield _prometheus_rule(part, options)


def _prometheus_rule(group: rules.Group, options: Options) -> Object:
    name = group["name"].replace(".", "-")
    return manifest("monitoring.coreos.com/v1", "PrometheusRule", name, options, spec={"groups": [group]})


def _parts(group: rules.Group, options: Options) -> Iterator[rules.Group]:
    """Yields a group in pieces that fit in an object; what is alerted on does not depend on its group."""
    part: rules.Group = {**group, "rules": []}
    number, largest = 1, MAX_BYTES * (_QUOTED if has_dots(options.names) else 1)
    for rule in group["rules"]:
        larger = {**part, "rules": [*part["rules"], rule]}
        if part["rules"] and applied_size(_prometheus_rule(larger, options)) > largest:
            yield part
            number += 1
            larger = {**group, "name": f"{group['name']}.part{number}", "rules": [rule]}
        part = larger
    yield part


def _pod_monitor(options: Options) -> Object:
    copied = [name for name in options.group_labels if name not in _OWN_LABELS]
    spec: dict[str, Any] = {
        "selector": {"matchLabels": SCRAPED},
        "namespaceSelector": {"any": True},
        "jobLabel": JOB_LABEL,
        **({"podTargetLabels": copied} if copied else {}),
        "podMetricsEndpoints": [{"port": PORT}],
    }
    return manifest("monitoring.coreos.com/v1", "PodMonitor", NAME, options, spec=spec)
