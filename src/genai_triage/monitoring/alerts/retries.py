"""The alert about failures that nobody sees, because a retry succeeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.failing import FAILURE_SHARE
from genai_triage.monitoring.alerts.model import HOLD, Alert
from genai_triage.monitoring.options import Options, number, share
from genai_triage.monitoring.panels import OVERVIEW
from genai_triage.monitoring.playbooks import Guide
from genai_triage.monitoring.recording import WINDOW, by, group, recorded, success_share
from genai_triage.taxonomy.model import FailureClass as Class
from genai_triage.taxonomy.model import Owner
from genai_triage.telemetry import names

RETRIES_SHARE: Final = share("retries_share", 0.2, "share of failed attempts")
RETRIES_COUNT: Final = number(
    "retries_count", 10, "failed attempts in 5 minutes below which retries_share says nothing"
)


def alerts(options: Options) -> Iterator[Alert]:
    """Yields the alert about a share of attempts that fail while the calls succeed."""
    limits = options.thresholds
    failed, every = _attempts(options)
    failed = by(group(options), failed)
    yield Alert(
        name="LLMRetriesHideFailures",
        severity="warning",
        classes=(),
        owner=Owner.CALLER,
        expr=(
            f"{failed} / ({by(group(options), every)} > 0) >= {limits[RETRIES_SHARE]:g}"
            f" and {failed} >= {limits[RETRIES_COUNT]:g}"
            f" and {success_share(options)} > {1 - limits[FAILURE_SHARE]:.6g}"
        ),
        wait=WINDOW,
        keep=HOLD,
        summary="{service} calling {provider}: {value} of the requests fail and are retried; the calls succeed.",
        problem="{value} of the requests of {service} to {provider} fail; "
        "retries hide it from the application, for now.",
        value="percent",
        about=_GUIDE,
        dashboard=OVERVIEW,
        panel="attempts",
        shared="account",
    )


def _attempts(options: Options) -> tuple[str, str]:
    """Selects the failed attempts of five minutes, and all of them."""
    attempts = recorded("attempts", options)
    return f'{attempts}{{{m.CLASS}!="{names.OK}"}}', attempts


def _queries(options: Options) -> tuple[tuple[str, str], ...]:
    failed, every = _attempts(options)
    return (
        ("Failed attempts by class, in five minutes", f"{by((*group(options), m.CLASS), failed)} > 0"),
        (
            "Their share of all requests on the wire",
            f"{by(group(options), failed)} / ({by(group(options), every)} > 0)",
        ),
    )


_GUIDE: Final = Guide(
    name="retries",
    fix="Treat the class behind the failed attempts before the retries stop helping.",
    meaning="Users see successes, because the SDK asks again until the provider answers. Every retry costs time, "
    "counts against the limits and may be billed; when their share grows, the same fault becomes an outage.",
    checks=(
        "Which class do the attempts fail with? `rate_limit` is your own pace; `overloaded`, `internal` and "
        "`timeout` are the provider's; `auth` is a token that is renewed too late.",
        "Does the p95 of the duration rise with it? Then users already wait for the retries.",
        "Do retries sit on retries: the SDK's, a framework's, the queue's? Three layers of three make 27 requests "
        "of one.",
    ),
    queries=_queries,
    head=("attempts fail with", "what it is", "what to do"),
    causes=(
        (Class.RATE_LIMIT, "The pace is above the limit, and retries add to it.", ""),
        (Class.OVERLOADED, "The provider sheds load.", ""),
        (Class.INTERNAL, "The provider fails at random.", ""),
        (Class.TIMEOUT, "Answers take longer than the client waits, and are paid for all the same.", ""),
        (Class.NETWORK, "Connections break, often idle ones that a proxy or NAT has closed.", ""),
        (Class.AUTH, "Access tokens are renewed too late, or by every worker for itself.", ""),
    ),
    traces=("Calls that succeeded only after a retry", "{ span.triage.retries > 0 && status != error }"),
    verify="Attempts equal calls again, and the p95 of the duration is that of a single attempt.",
    escalate="As the page of the class says; earlier if the error budget is being used up as well.",
)
