"""What an operator does about what is no class of failure: silence, and failures that retries hide. Written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.taxonomy.model import FailureClass as Class


@dataclass(frozen=True, slots=True)
class Guide:
    """How to work on an alert that is about no class."""

    fix: str
    meaning: str
    checks: tuple[str, str, str]
    head: tuple[str, str, str]
    """Of the table that tells the causes apart."""
    causes: tuple[tuple[str, str, str], ...]
    traces: str
    """Title and TraceQL, parted by a line break; empty if traces show nothing."""
    verify: str
    escalate: str


_ATTEMPTS: Final = (
    (Class.RATE_LIMIT, "The pace is above the limit, and retries add to it."),
    (Class.OVERLOADED, "The provider sheds load."),
    (Class.INTERNAL, "The provider fails at random."),
    (Class.TIMEOUT, "Answers take longer than the client waits, and are paid for all the same."),
    (Class.NETWORK, "Connections break, often idle ones that a proxy or NAT has closed."),
    (Class.AUTH, "Access tokens are renewed too late, or by every worker for itself."),
)

GUIDES: Final[Mapping[str, Guide]] = {
    "telemetry": Guide(
        fix="Find the part of the pipeline that is silent; until then no other alert can fire.",
        meaning="A service that counted calls does so no longer. Either it makes no calls, or nobody hears of them: "
        "silence looks like health everywhere else.",
        checks=(
            "Does the service still run, and should it be calling at this hour? A job that ended, or a night without "
            "traffic, needs a silence in Alertmanager and no repair.",
            "Did a deployment change how it starts: without `opentelemetry-instrument`, under another "
            "`OTEL_SERVICE_NAME`, with `OTEL_SDK_DISABLED=true` or `OTEL_METRICS_EXPORTER=none`?",
            "Is it this service alone, or everything behind the same collector or scrape job? Many at once point at "
            "the pipeline.",
        ),
        head=("from the application outwards: the first no is the place", "how to see it", "if not"),
        causes=(
            (
                "Is the application instrumented?",
                "Started with `OTEL_METRICS_EXPORTER=console`, it prints `triage.calls` after a call.",
                "Start it under `opentelemetry-instrument`, and look at `OTEL_PYTHON_DISABLED_INSTRUMENTATIONS`.",
            ),
            (
                "Does it export?",
                f"Scraped: `curl -s localhost:9464/metrics | grep {m.CALLS.name}`. Pushed: its log has no `Failed to "
                "export`.",
                "Set `OTEL_METRICS_EXPORTER` and, where it pushes, `OTEL_EXPORTER_OTLP_ENDPOINT`.",
            ),
            (
                "Does the collector pass it on?",
                "`otelcol_receiver_accepted_metric_points` and `otelcol_exporter_sent_metric_points` rise.",
                "Read its log; look at `otelcol_exporter_send_failed_metric_points`.",
            ),
            (
                "Does Prometheus scrape it?",
                "`up` of the job is 1.",
                "Status → Targets names the error: address, network or authentication.",
            ),
            (
                "Has Prometheus the series?",
                f"`count by (job) ({m.CALLS.name})` has the service.",
                "Look for relabelling that drops it, a sample limit, or names translated in another way.",
            ),
            (
                "Are the rules evaluated?",
                "Status → Rules shows the groups without an error.",
                "Load `recording.rules.yml` next to the alerts.",
            ),
        ),
        traces="",
        verify="The series has new samples and the alert resolves; a failure brought about on purpose arrives: "
        "`genai-triage drill auth --app`.",
        escalate="If several services are silent: at once, to whoever runs the collector and Prometheus, because every "
        "alert is blind.",
    ),
    "retries": Guide(
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
        head=("attempts fail with", "what it is", "what to do"),
        causes=tuple((failure_class.value, about, "") for failure_class, about in _ATTEMPTS),
        traces="Calls that succeeded only after a retry\n{ span.triage.attempts > 1 && status != error }",
        verify="Attempts equal calls again, and the p95 of the duration is that of a single attempt.",
        escalate="As the page of the class says; earlier if the error budget is being used up as well.",
    ),
}
"""By page; a test holds that every page that an alert leads to exists."""
