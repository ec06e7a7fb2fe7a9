"""Who takes part in a drill, and what is followed through it."""

from __future__ import annotations

from dataclasses import dataclass, field

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.drill.api import Prometheus
from genai_triage.monitoring.drill.application import Application
from genai_triage.monitoring.drill.plan import Plan, expected
from genai_triage.monitoring.drill.stages import Labels, plain
from genai_triage.monitoring.drill.webhook import Webhook
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import without_credential
from genai_triage.simulator import Simulator


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Who takes part in a drill."""

    plan: Plan
    simulator: Simulator
    prometheus: Prometheus
    app: Application | None = None
    """The drill's own; None: the user's."""
    metrics_url: str = ""
    """The application's metrics page; empty: it is not looked at."""
    pushes: bool = False
    """Whether the application pushes its metrics, even if it has a page too."""
    service: str = ""
    """Label `job` or `service_name` of its series; empty: the job that scrapes its page, else whichever is found."""
    alertmanager_url: str = ""
    """Empty: Prometheus is asked."""
    webhook: Webhook | None = None
    """None: Alertmanager's own count of notifications is believed."""
    is_local: bool = False
    """Whether Prometheus and Alertmanager are the drill's own, and end with it."""
    rules: Options = field(default_factory=Options)
    """What the rules were exported with."""
    patience: float | None = None
    """Seconds to wait at each stage; None: by the intervals that Prometheus names."""


class Subject:
    """The class of a drill, its alerts, and the series that its failures were seen in."""

    def __init__(self, setting: Setting) -> None:
        self.failure_class = setting.plan.failure_class
        self._group_labels = setting.rules.group_labels
        self.alerts = frozenset(alert.name for alert in expected(self.failure_class, Options()))
        self.service = setting.service
        """Label `job` or `service_name`; empty: not known."""
        self.groups: list[Labels] = []
        """Job, service and provider of the series that have grown."""
        self.others: list[Labels] = []
        """Labels of the alerts of other services that were active before."""

    def is_others(self, labels: Labels) -> bool:
        """Tells whether a series or an alert is of a service that failed before the drill began."""
        return any(self.is_same(labels, other) for other in self.others)

    def is_mine(self, labels: Labels) -> bool:
        """Tells whether an alert is about failures of this drill."""
        return self._is_of_class(labels) and any(self.is_same(labels, group) for group in self.groups)

    def could_be_mine(self, labels: Labels) -> bool:
        """Tells the same, before it is known which series the failures are seen in."""
        labels = plain(labels)
        of_service = not self.service or self.service in (labels.get(m.JOB), labels.get(m.SERVICE))
        return of_service and self._is_of_class(labels)

    def _is_of_class(self, labels: Labels) -> bool:
        labels = plain(labels)
        return labels.get("alertname") in self.alerts and labels.get(m.CLASS, self.failure_class) == self.failure_class

    @property
    def group(self) -> tuple[str, ...]:
        """Returns the labels of what an alert is about."""
        return (m.JOB, m.SERVICE, m.PROVIDER, *without_credential(self._group_labels))

    def is_same(self, one: Labels, other: Labels) -> bool:
        """Tells whether two series are of one service and provider."""
        one, other = plain(one), plain(other)
        return all(one.get(name, "") == other.get(name, "") for name in self.group)
