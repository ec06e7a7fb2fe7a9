"""The alert about silence: a service that reported its calls reports nothing, which looks like health elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.model import DAY, HOLD, Alert
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import OVERVIEW
from genai_triage.monitoring.playbooks import Guide
from genai_triage.monitoring.recording import WINDOW, recorded, without_credential
from genai_triage.taxonomy.model import Owner


def alerts(options: Options) -> Iterator[Alert]:
    """Yields the alert about a service that was there for half of the last day and is no longer heard."""
    # No target has the credential; one that is no longer used is no silence.
    further = without_credential(options.group_labels)
    service, process = ((*labels, *further) for labels in ((m.JOB, m.SERVICE), (m.JOB,)))
    present = f"count by ({', '.join(service)}) ({recorded('all_calls', options)})"
    step, day = options.time(WINDOW), options.time(DAY)
    yield Alert(
        name="LLMTelemetryMissing",
        severity="warning",
        classes=(),
        owner=Owner.CALLER,
        expr=(
            f"count_over_time(({present})[{day}:{step}]) >= {DAY // WINDOW // 2}"
            # Counters appear with the first call after a start: a process that is alive and idle is no alarm.
            f" unless {present} unless on ({', '.join(process)}) (up == 1 or target_info)"
        ),
        wait=HOLD,
        keep=0,
        summary="{service}: no telemetry about its model calls.",
        problem="{service} reported its model calls for most of the last day and reports nothing now.",
        value="none",
        about=_GUIDE,
        dashboard=OVERVIEW,
        panel="last_seen",
        shared="place",
    )


def _queries(options: Options) -> tuple[tuple[str, str], ...]:
    calls, day = m.CALLS.name, options.time(DAY)
    service = ", ".join((m.JOB, *without_credential(options.group_labels)))
    return (
        (
            "Seconds since each service was last heard",
            f"time() - max by ({service}) (max_over_time(timestamp({calls} >= 0)[{day}:{options.time(WINDOW)}]))",
        ),
        (
            "What was there a day ago and is not now",
            f"count by ({service}) ({calls} offset {day}) unless count by ({service}) ({calls})",
        ),
    )


_GUIDE: Final = Guide(
    name="telemetry",
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
    queries=_queries,
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
    verify="The series has new samples and the alert resolves; a failure brought about on purpose arrives: "
    "`genai-triage drill auth --app`.",
    escalate="If several services are silent: at once, to whoever runs the collector and Prometheus, because every "
    "alert is blind.",
)
