"""The stages between a failure and the person who must hear of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.drill.api import Sample
from genai_triage.monitoring.drill.webhook import Message, Notification

Labels = Mapping[str, str]


class Stage(str, Enum):
    """Where an alert can get stuck, from the inside out."""

    READY = "ready"
    PRODUCED = "failure produced"
    EXPOSED = "metric exposed"
    SCRAPED = "series in Prometheus"
    PENDING = "alert pending"
    FIRING = "alert firing"
    RECEIVED = "in Alertmanager"
    DELIVERED = "receiver got it"
    OVER = "success seen"


@dataclass(frozen=True, slots=True)
class Passed:
    """A stage that was reached."""

    says: str
    labels: Labels | None = None
    """Of the alert, where there is one."""
    page: Notification | None = None
    """What a person was sent."""
    message: Message | None = None
    """How the templates tell it, where they are known."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A stage that is not reached yet, or not at all."""

    says: str
    """What is the case, as a sentence."""
    advice: str
    """What to do, as a sentence."""
    final: bool = False
    """Whether waiting cannot help."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one stage ended."""

    stage: Stage
    outcome: Passed | Stuck | None
    """None: not checked."""
    seconds: float = 0.0

    @property
    def stopped(self) -> bool:
        return isinstance(self.outcome, Stuck)


def plain(labels: Labels) -> Labels:
    """Returns labels as the default strategy names them, whatever the pipeline's does: `triage_class`."""
    return {m.label(name): value for name, value in labels.items()}


def where(labels: Labels) -> str:
    """Says who calls whom, by a series' labels."""
    labels = plain(labels)
    service = labels.get(m.SERVICE) or labels.get(m.JOB, "a service")
    return f"{service} calling {labels.get(m.PROVIDER, 'a provider')}"


def times(count: float) -> str:
    return "1 call" if count == 1 else f"{count:.0f} calls"


def by_class(samples: Iterable[Sample]) -> str:
    """Says what was counted, class by class."""
    found: dict[str, float] = {}
    for sample in samples:
        name = sample.labels.get(m.CLASS, "")
        found[name] = found.get(name, 0.0) + sample.value
    return ", ".join(f"{name} {value:.0f}" for name, value in sorted(found.items()) if value > 0) or "nothing"


def host(url: str) -> str:
    """Returns host and port, without a password."""
    return urlsplit(url).netloc.rpartition("@")[2]
