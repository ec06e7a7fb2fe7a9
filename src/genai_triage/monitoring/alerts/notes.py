"""Alerts that page nobody: blocks that rise, and answers or calls that end early."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.expressions import calls, owner_of
from genai_triage.monitoring.alerts.model import DAY, HOLD, Alert
from genai_triage.monitoring.options import Options, number, share
from genai_triage.monitoring.panels import FAILURE_CLASS
from genai_triage.monitoring.recording import HOUR, by, class_share, group, total
from genai_triage.taxonomy.model import FailureClass

SAFETY_FACTOR: Final = number("safety_factor", 3, "how many times yesterday's share of blocks is a spike")
SAFETY_SHARE: Final = share("safety_share", 0.05, "share of blocks that is never a spike below it")
SAFETY_COUNT: Final = number("safety_count", 10, "blocks in an hour below which there is no spike")
NOTICE_SHARE: Final = share("notice_share", 0.2, "share of one class, in an hour, that is worth a note")
NOTICE_COUNT: Final = number("notice_count", 10, "failures in an hour below which notice_share says nothing")

_NOTED: Final = (
    (FailureClass.RECITATION, "LLMRecitations", "are stopped because the answer recites known material"),
    (FailureClass.TRUNCATED, "LLMTruncatedAnswers", "end at the token limit"),
    (FailureClass.CANCELLED, "LLMCallsCancelled", "are given up by the caller"),
)
"""Class, name of its alert, and what happens to the calls."""


def alerts(options: Options) -> Iterator[Alert]:
    """Yields a note for each class that is nobody's emergency."""
    yield _safety_spike(options)
    for failure_class, name, says in _NOTED:
        yield _note(failure_class, name, says, options)


def _safety_spike(options: Options) -> Alert:
    limits = options.thresholds
    blocked = f'{class_share(options)}{{{m.CLASS}="{FailureClass.SAFETY}"}}'
    usual = f"avg_over_time({blocked}[{options.time(DAY)}] offset {options.time(HOUR)})"
    return Alert(
        name="LLMSafetyBlocksSpike",
        severity="info",
        classes=(FailureClass.SAFETY,),
        owner=owner_of(FailureClass.SAFETY),
        expr=(
            f"{blocked} >= {limits[SAFETY_SHARE]:g} and {_of_an_hour(FailureClass.SAFETY, options)}"
            f" >= {limits[SAFETY_COUNT]:g} unless {blocked} <= {limits[SAFETY_FACTOR]:g} * {usual}"
        ),
        wait=0,
        keep=HOLD,
        summary="{service} calling {provider}: {value} of the calls are blocked, far more than yesterday.",
        problem="In the last hour {value} of the calls of {service} to {provider} were blocked, "
        "more than {factor} times the share of the day before.",
        value="percent",
        values={"factor": f"{limits[SAFETY_FACTOR]:g}"},
        about=FailureClass.SAFETY,
        dashboard=FAILURE_CLASS,
        panel="failures",
        series=(m.CLASS,),
        lead=DAY,
    )


def _note(failure_class: FailureClass, name: str, says: str, options: Options) -> Alert:
    limits = options.thresholds
    return Alert(
        name=name,
        severity="info",
        classes=(failure_class,),
        owner=owner_of(failure_class),
        expr=(
            f'{class_share(options)}{{{m.CLASS}="{failure_class}"}} >= {limits[NOTICE_SHARE]:g}'
            f" and {_of_an_hour(failure_class, options)} >= {limits[NOTICE_COUNT]:g}"
        ),
        wait=0,
        keep=HOLD,
        summary=f"{{service}} calling {{provider}}: {{value}} of the calls {says}.",
        problem=f"{{value}} of the last hour's calls of {{service}} to {{provider}} {says}.",
        value="percent",
        about=failure_class,
        dashboard=FAILURE_CLASS,
        panel="failures",
        series=(m.CLASS,),
        lead=DAY,
    )


def _of_an_hour(failure_class: FailureClass, options: Options) -> str:
    """Counts an hour's failed calls of a class."""
    return by((*group(options), m.CLASS), total(calls(failure_class, options), HOUR, options))
