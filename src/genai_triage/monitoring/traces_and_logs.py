"""Group labels in traces and logs: what they are called there, and how queries are narrowed by a choice of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote

from genai_triage.monitoring.panels import CHOSEN_NAMES, SERVICE_NAME, variable_of

_NAMES: Final = {
    "namespace": ("k8s.namespace.name", "service.namespace"),
    "cluster": ("k8s.cluster.name",),
    "cloud_availability_zone": ("cloud.availability_zone",),
    **{
        name.replace(".", "_"): (name,)
        for name in (
            "cloud.account.id",
            "cloud.region",
            "deployment.environment",
            "deployment.environment.name",
            "host.name",
            "k8s.cluster.name",
            "k8s.deployment.name",
            "k8s.namespace.name",
            "service.namespace",
            "service.version",
        )
    },
}
"""Labels that say what a resource does, and its attributes that may say the same, the likeliest first."""


def resource_attributes(label: str) -> tuple[str, ...]:
    """Returns the resource attributes that may have a group label's value; none of a label that a scrape may add."""
    return _NAMES.get(label, ())


_CHOSEN: Final = quote(CHOSEN_NAMES, safe="${}:")
"""As it stands in an address."""
_ROW: Final = f"${{__data.fields.{SERVICE_NAME}}}"
_SERIES: Final = f"${{__field.labels.{SERVICE_NAME}}}"
_OF_LINK: Final = re.compile(
    "|".join(
        f"{re.escape(quote(begins, safe=''))}(?P<{kind}>{'|'.join(map(re.escape, (_CHOSEN, _ROW, _SERIES)))})"
        f"{re.escape(quote(ends, safe=''))}"
        for kind, begins, ends in (
            ("traces", "{resource.service.name =~ `", "`}"),
            ("logs", "{service_name=~`..*`, service_name=~`", "`}"),
        )
    )
)
"""The service in the address of a link to traces or logs."""
_PANEL_OF_TRACES: Final = f'resource.service.name =~ "{CHOSEN_NAMES}"'
_PANEL_OF_LOGS: Final = f'{{service_name=~".+", service_name=~"{CHOSEN_NAMES}"}}'


def narrowed(text: str, labels: Sequence[str]) -> str:
    """Adds the choice of group labels to a query for traces or logs, or to a link to one, that is about a service."""
    labels = [label for label in labels if resource_attributes(label)]
    chosen = [(label, f"${{{variable_of(label)}:pipe}}") for label in labels]
    text = text.replace(_PANEL_OF_TRACES, " && ".join((_PANEL_OF_TRACES, *_spans(chosen, '"', ".*"))))
    text = text.replace(_PANEL_OF_LOGS, " | ".join((_PANEL_OF_LOGS, *_events(chosen, '"'))))
    return _OF_LINK.sub(lambda found: found[0] + quote(_steps(found, labels), safe="${}:"), text)


def _steps(found: re.Match[str], labels: Sequence[str]) -> str:
    service = found["traces"] or found["logs"]
    values = [(label, _value(service, label)) for label in labels]
    every = ".*" if service == _CHOSEN else ""
    steps = (f"{{{one}}}" for one in _spans(values, "`", every)) if found["traces"] else _events(values, "`")
    return "".join(f" | {one}" for one in steps)


def _value(service: str, label: str) -> str:
    """Refers to a group label's value where a link refers to the service."""
    if service == _CHOSEN:
        return f"${{{variable_of(label)}:pipe}}"
    return service.replace(SERVICE_NAME, label)


def examples(labels: Sequence[str]) -> tuple[str, str]:
    """Returns what narrows a query to one place, with a word for each value: in TraceQL, and in LogQL.

    Both are empty where no label is one of traces and logs.
    """
    places = [(f"{label.upper()}", resource_attributes(label)) for label in labels]
    spans = (" || ".join(f'resource.{name} = "{place}"' for name in found) for place, found in places if found)
    events = (" or ".join(f'{name.replace(".", "_")}="{place}"' for name in found) for place, found in places if found)
    return " | ".join(f"{{ {one} }}" for one in spans), " | ".join(events)


def _spans(values: Sequence[tuple[str, str]], mark: str, every: str) -> Iterator[str]:
    """Yields a filter in TraceQL for each label.

    Args:
        every: The value that stands for any; no expression matches the attribute of a span that lacks it.
    """
    for label, value in values:
        text = f"{mark}{value}{mark}"
        either = " || ".join(f"resource.{name} =~ {text}" for name in resource_attributes(label))
        yield f"({text} = {mark}{every}{mark} || {either})"


def _events(values: Sequence[tuple[str, str]], mark: str) -> Iterator[str]:
    """Yields a filter in LogQL for each label."""
    for label, value in values:
        names = (name.replace(".", "_") for name in resource_attributes(label))
        yield " or ".join(f"{name}=~{mark}{value}{mark}" for name in names)
