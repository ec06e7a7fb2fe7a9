"""What an alert is: one rule, with everything that an evaluator, a router and a person need of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import OVERVIEW, Dashboard
from genai_triage.monitoring.playbooks import PLAYBOOKS, Guide
from genai_triage.monitoring.recording import HOUR, credential, group
from genai_triage.taxonomy.model import FailureClass, Owner

Severity = Literal["critical", "warning", "info"]
"""`critical` pages, `warning` is worked on in office hours, `info` is a note and wakes nobody."""
SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "warning", "info")
Value = Literal["count", "percent", "tokens", "none"]
"""What the value of an expression is."""
Shared = Literal["", "account", "place"]
"""An account at a provider with its limits; or a place, as the group labels name it, with its network and pipeline."""

MINUTE: Final = 60
DAY: Final = 86400
HOLD: Final = 15 * MINUTE
"""Seconds that an alert stays after its last failure, so that rare failures do not resolve between two calls."""

_WORD_START: Final = re.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


FINANCE: Final = "finance"
"""Receiver of what is about money: whoever pays."""


@dataclass(frozen=True, slots=True)
class Silenced:
    """What makes an alert needless."""

    by: str
    """Name of the alert that says more, of the same service and provider."""
    of: Owner | None = None
    """Whose failures only: an outage has nothing to do with the caller's exhausted connection pool."""
    everywhere: bool = False
    """Whether that alert speaks for all services of the provider."""
    of_class: bool = False
    """Whether it does so for the failures of one class, with one credential; it silences no critical alert then."""


SHARED: Final = "LLMSharedFailure"
"""Several services began to fail together, for a reason of their account's or of their network's."""
BY_SHARED: Final = Silenced(SHARED, everywhere=True, of_class=True)
OUTAGE: Final = "LLMProviderOutage"
"""One service sees the provider fail."""
WIDE_OUTAGE: Final = "LLMProviderWideOutage"
"""Most services do."""
BY_WIDE_OUTAGE: Final = Silenced(WIDE_OUTAGE, of=Owner.PROVIDER, everywhere=True)
BY_OUTAGE: Final = (Silenced(OUTAGE, of=Owner.PROVIDER), BY_WIDE_OUTAGE)
"""What only one service sees may be its own: it says nothing about the timeouts of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert rule."""

    name: str
    severity: Severity
    classes: tuple[FailureClass, ...]
    """Classes that it is about; empty for what is no class: telemetry, hidden failures."""
    owner: Owner | None
    """Who must act; None: the label `triage_owner` of the series says it."""
    expr: str
    """It keeps only the series that fire, none below 0: an evaluator that needs a condition takes `> -1`."""
    wait: int
    """Seconds it must hold before it fires (`for`), at full speed."""
    keep: int
    """Seconds it stays after (`keep_firing_for`), at full speed."""
    summary: str
    """One line; `{service}` and `{provider}` stand for those of the series."""
    problem: str
    """What is seen, with `{service}`, `{provider}`, `{value}` and, where it has one, `{model}`."""
    value: Value
    values: Mapping[str, str] = field(default_factory=dict)
    """Of further placeholders of `problem`: thresholds and times, which are the same in every language."""
    about: FailureClass | Guide
    """The runbook page: that of a class, or a page of its own."""
    advice: str = ""
    """What the owner does, where the page's own sentence does not fit: before anything has failed."""
    dashboard: Dashboard
    panel: str
    """Key of the panel that shows it."""
    shared: Shared = ""
    """What makes it one incident for many services, where its owner does not say so."""
    every_service: bool = False
    """Whether it is about a provider, whoever calls it, and not about one service."""
    per_credential: bool = False
    """Whether it is, besides, about one credential, where that tells accounts apart."""
    series: tuple[str, ...] = ()
    """Labels of its series beside those of the group: the class, its owner, a model …"""
    lead: int = HOUR
    """Seconds before its start that its dashboard shows."""
    silenced: tuple[Silenced, ...] = ()
    tells: tuple[str, ...] = ()
    """Receivers beside the pager and the owner."""
    tells_of: tuple[FailureClass, ...] = ()
    """Classes of its series of which it tells them; empty: any."""
    quiet_without_data: bool = False
    """Whether others, about no class either, tell that the data source fails."""

    @property
    def uid(self) -> str:
        """Unique over all rows, at most 40 characters: `llm-auth-failing-critical`."""
        return f"{_WORD_START.sub('-', self.name).lower()}-{self.severity}"

    @property
    def labels(self) -> dict[str, str]:
        """Static labels, `owner` only where no series says it."""
        labels: dict[str, str] = {"severity": self.severity}
        if self.owner is not None:
            labels["owner"] = self.owner.value
        return labels

    def group(self, options: Options) -> tuple[str, ...]:
        """Returns the labels of what it is about."""
        if not self.every_service:
            return group(options)
        return (m.PROVIDER, *credential(options)) if self.per_credential else (m.PROVIDER,)

    @property
    def names_provider(self) -> bool:
        """Whether it is about calls to one provider, and not about a service alone."""
        return "{provider}" in self.summary

    @property
    def tells_causes(self) -> bool:
        """Whether causes explain it: before a limit is reached, nothing has failed."""
        return bool(self.classes) and self.dashboard != OVERVIEW

    @property
    def page(self) -> str:
        """Name of the runbook page."""
        return self.about.name if isinstance(self.about, Guide) else self.about.value

    @property
    def fix(self) -> str:
        """What the owner does, in the imperative."""
        return self.advice or (self.about if isinstance(self.about, Guide) else PLAYBOOKS[self.about]).fix
