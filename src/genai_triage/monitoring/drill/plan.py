"""What a drill brings about: a cause that stands for its class, and who brings it about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts import Alert, alerts_of
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.playbooks import PLAYBOOKS
from genai_triage.simulator.scenarios import fits_endpoint, provider_of, scenario
from genai_triage.taxonomy import CAUSES, Cause, FailureClass
from genai_triage.taxonomy.vendors import VENDORS

ENDPOINTS: Final[Mapping[str, str]] = {vendor.provider: vendor.main_endpoint for vendor in VENDORS}
"""What the drill's application calls, in the words of `Example.endpoint`, by provider."""
_OWN: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "client.cancelled": ("give_up", ("gemini", "gigachat")),
    "client.contents_required": ("refused", ("gemini",)),
    "client.model_required": ("refused", ("gigachat",)),
    "status.unclassified": ("unknown", ("gemini", "gigachat")),
}
"""Causes of the application's own doing: its manner, and the providers whose SDK takes part."""
_IMPATIENT: Final = "network.read_timeout"
_OF_A_CLASS: Final = re.compile(rf"{m.CLASS}[=!]")
"""What an expression that chooses classes has."""


class DrillError(Exception):
    """A drill that cannot be held; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One cause, by one provider."""

    cause: Cause
    provider: str
    manner: str
    """How the drill's application calls."""

    @property
    def failure_class(self) -> FailureClass:
        return self.cause.failure_class

    @property
    def by_service(self) -> bool:
        """Whether the simulated service brings it about; otherwise the application does by itself."""
        return self.cause.id not in _OWN

    @property
    def raises(self) -> bool:
        """Whether the call raises; a failure inside an answer does not."""
        example = self.cause.example
        return example is None or bool(example.fault) or (example.http or 0) >= 400 or not self.by_service

    @property
    def schedule(self) -> Mapping[str, Any]:
        """What the simulator is told: an error answers every call, a blocked answer only those that ask for one."""
        return {"cause": self.cause.id, **({"endpoint": "*"} if self.raises else {})}


def named(word: str) -> Cause | FailureClass:
    """Returns what a word of the command line names: a class, or one cause.

    Raises:
        DrillError: If there is no such class or cause.
    """
    found = CAUSES.get(word) or _class(word)
    if found is None:
        raise DrillError(f"There is no class or cause {word!r}; classes are {', '.join(FailureClass)}.")
    return found


def plan(word: str, provider: str) -> Plan:
    """Returns the drill of a class or of one cause.

    Raises:
        DrillError: If there is no such class or cause, or the provider cannot fail so.
    """
    found = named(word)
    if isinstance(found, Cause):
        made = _plan(found, provider)
        if made is None:
            raise DrillError(f"{word} cannot be brought about by {provider}: {scenario(found).how}")
        return made
    made = _typical(found, provider)
    if made is None:
        raise DrillError(f"{provider} does not fail with {word}; try another --provider.")
    return made


def plans(provider: str) -> Iterator[Plan]:
    """Yields the drill of every class that the provider can fail with, in the taxonomy's order."""
    for failure_class in FailureClass:
        made = _typical(failure_class, provider)
        if made is not None:
            yield made


def listing(provider: str, options: Options) -> str:
    """Writes a line for each class: the cause that stands for it, who acts, and its alerts."""
    rows = [
        (made.failure_class.value, made.cause.id, made.cause.owner.value, _names(made, options))
        for made in plans(provider)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3])) for row in rows
    )


def rows_of(provider: str, options: Options) -> list[dict[str, Any]]:
    """Returns the same for programs: an object for each class."""
    return [
        {
            "class": made.failure_class.value,
            "cause": made.cause.id,
            "owner": made.cause.owner.value,
            "alerts": [
                {"name": alert.name, "severity": alert.severity} for alert in expected(made.failure_class, options)
            ],
        }
        for made in plans(provider)
    ]


def expected(failure_class: FailureClass, options: Options) -> list[Alert]:
    """Returns the alerts about the class's own failures, the most severe first: budgets and forecasts take longer,
    and what is told of several services takes several."""
    found = alerts_of(failure_class, options)
    return [alert for alert in found if _OF_A_CLASS.search(alert.expr) and not alert.every_service]


def _names(made: Plan, options: Options) -> str:
    found: dict[str, list[str]] = {}
    for alert in expected(made.failure_class, options):
        found.setdefault(alert.name, []).append(alert.severity)
    return ", ".join(f"{name} ({', '.join(severities)})" for name, severities in found.items())


def _class(word: str) -> FailureClass | None:
    return next((member for member in FailureClass if member.value == word), None)


def _typical(failure_class: FailureClass, provider: str) -> Plan | None:
    made = (_plan(CAUSES[name], provider) for name in PLAYBOOKS[failure_class].typical)
    return next(filter(None, made), None)


def _plan(cause: Cause, provider: str) -> Plan | None:
    if cause.id in _OWN:
        manner, providers = _OWN[cause.id]
        return Plan(cause, provider, manner) if provider in providers else None
    example = cause.example
    if scenario(cause).way != "answer" or provider_of(cause) not in (None, provider) or example is None:
        return None
    if not fits_endpoint(example.endpoint, ENDPOINTS[provider]):
        return None
    return Plan(cause, provider, "impatient" if cause.id == _IMPATIENT else "ask")
