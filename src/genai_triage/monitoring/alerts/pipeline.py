"""Alerts about metrics that arrive, but not as rules and dashboards read them: everything else then looks healthy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.model import MINUTE, Alert
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import OVERVIEW
from genai_triage.monitoring.playbooks import Guide
from genai_triage.monitoring.recording import HOUR, without_credential
from genai_triage.taxonomy.model import Owner

EVERY_NAME: Final = "(.+_)?triage(_|[.]|_dot_|_2e_)calls(_?_total)?"
"""Matches the counter of calls by each translation strategy, each escaping, and with a namespace before it."""
_GAUGES: Final = "(.+_)?triage(_|[.]|_dot_|_2e_)(quota(_|[.]|_dot_|_2e_)limit|jobs(_|[.]|_dot_|_2e_)oldest.*)"
"""Matches in the same way what is there only after calls, and is no counter: what drops deltas leaves it."""
_FOUND: Final = "found"
"""The label that says under which name it is there."""
_EXPORTED: Final = "exported_job"
"""Where a scrape without `honor_labels` puts the service that the collector named."""
_STARTS: Final = 20
"""Times in an hour that no counter starts anew, however often a service is deployed."""
_STRATEGY: Final = (
    f'{{{{ if match "[.]calls$" $labels.{_FOUND} }}}}NoTranslation'
    f'{{{{ else if match "[.]calls_total$" $labels.{_FOUND} }}}}NoUTF8EscapingWithSuffixes'
    f'{{{{ else if match "_calls$" $labels.{_FOUND} }}}}UnderscoreEscapingWithoutSuffixes'
    "{{ else }}UnderscoreEscapingWithSuffixes{{ end }}"
)
"""The template of what to give as `--names`."""


def alerts(options: Options) -> Iterator[Alert]:
    """Yields an alert for each way in which metrics that are there are not read."""
    alert = partial(
        Alert,
        severity="warning",
        classes=(),
        owner=Owner.CALLER,
        wait=5 * MINUTE,
        keep=0,
        value="none",
        about=_GUIDE,
        dashboard=OVERVIEW,
        panel="last_seen",
        quiet_without_data=True,
    )
    service = ", ".join((m.JOB, *options.group_labels))
    others = f'{{__name__=~"{EVERY_NAME}",__name__!="{m.CALLS.name}"}}'
    yield alert(
        name="LLMTelemetryRenamed",
        expr=(
            f'group by ({service}, {_FOUND}) (label_replace({others}, "{_FOUND}", "$1", "__name__", "(.+)"))'
            f" unless on ({service}) {m.CALLS.name}"
        ),
        summary="{service}: its metrics have other names than the rules read.",
        problem="{service} counts its calls as {found}, which neither rules nor dashboards read: nothing of it is "
        "seen. Export them again with --names {strategy}.",
        values={"found": f"{{{{ $labels.{_FOUND} }}}}", "strategy": _STRATEGY},
        series=(_FOUND,),
    )
    yield alert(
        name="LLMTelemetryMerged",
        expr=f'group by ({service}) ({m.CALLS.name}{{{_EXPORTED}!=""}})',
        summary="{service}: the services behind it are counted as one.",
        problem="The series of {service} name the real service in the label exported_job, so all services behind it "
        "are one. Set honor_labels: true in this scrape job.",
    )
    yield alert(
        name="LLMTelemetryDropped",
        expr=_without_calls(options),
        wait=15 * MINUTE,
        summary="{service}: its counters do not arrive.",
        problem="{service} reports limits of quotas or jobs that wait, but no calls: its counters are dropped on the "
        "way, as deltas are. Unset OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE in the service, or put the "
        "processor delta_to_cumulative into the collector.",
    )
    yield alert(
        name="LLMTelemetryRestarting",
        expr=f"max by ({service}) (resets({m.CALLS.name}[{options.time(HOUR)}])) >= {_STARTS}",
        summary="{service}: its counters start anew all the time.",
        problem="In the last hour a counter of {service} started anew {times} times, so what is counted of it is "
        "wrong.",
        values={"times": '{{ printf "%.0f" $value }}'},
    )


def _without_calls(options: Options) -> str:
    """Finds what is there of services whose calls are counted under no name."""
    service = ", ".join((m.JOB, *without_credential(options.group_labels)))
    return f'group by ({service}) ({{__name__=~"{_GAUGES}"}}) unless on ({service}) {{__name__=~"{EVERY_NAME}"}}'


def _queries(options: Options) -> tuple[tuple[str, str], ...]:
    calls, service = m.CALLS.name, ", ".join((m.JOB, *options.group_labels))
    return (
        (
            "Names under which calls are counted",
            f'count by ({service}, {_FOUND}) (label_replace({{__name__=~"{EVERY_NAME}"}}, "{_FOUND}", "$1", '
            '"__name__", "(.+)"))',
        ),
        ("Services that a scrape job hides", f'count by ({service}, {_EXPORTED}) ({calls}{{{_EXPORTED}!=""}})'),
        ("Services whose counters do not arrive", _without_calls(options)),
        (
            "How often counters started anew in an hour",
            f"max by ({service}, instance) (resets({calls}[{options.time(HOUR)}])) > 0",
        ),
    )


_GUIDE: Final = Guide(
    name="pipeline",
    fix="Let rules and pipeline agree: export with the pipeline's names, or set the pipeline right.",
    meaning="The metrics of a service arrive, but not as rules and dashboards read them. Until they do, no other "
    "alert can be relied on for this service.",
    checks=(
        "Under which names are its calls counted? The first query tells, by service.",
        "Is it one service, or all behind one collector? An exporter of the collector decides for all.",
        "What was changed: the collector's exporter, Prometheus' `translation_strategy`, a scrape job, the number of "
        "processes?",
    ),
    queries=_queries,
    head=("what is there", "what makes it", "what to do"),
    causes=(
        (
            "Underscores, no `_total`",
            "`UnderscoreEscapingWithoutSuffixes`, or `add_metric_suffixes: false`",
            "Export with `--names UnderscoreEscapingWithoutSuffixes`.",
        ),
        (
            "Dots, and `_total`",
            "`NoUTF8EscapingWithSuffixes`",
            "Export with `--names NoUTF8EscapingWithSuffixes`.",
        ),
        (
            "Dots, no `_total`",
            "`NoTranslation`, or VictoriaMetrics without `-opentelemetry.usePrometheusNaming`",
            "Export with `--names NoTranslation`.",
        ),
        (
            "Underscores, and `_total`",
            "The default, `UnderscoreEscapingWithSuffixes`",
            "Export without `--names`.",
        ),
        (
            "Something before `triage`, or `_dot_` or `_2e_` for a dot",
            "A `namespace` of the exporter; a `metric_name_escaping_scheme` of the scrape job",
            "Take it out: no export has such names.",
        ),
        (
            "The label `exported_job`",
            "A scrape of the collector without `honor_labels`",
            "Set `honor_labels: true` in the scrape job.",
        ),
        (
            "No counter, but `triage_quota_limit` or `triage_jobs_oldest_seconds`",
            "Delta temporality, which Prometheus and the collector's `prometheus_remote_write` drop",
            "Unset `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`, or put the processor `delta_to_cumulative` "
            "into the collector.",
        ),
        (
            "Counters that start anew all the time",
            "Deltas that are stored as they are, or several processes that write the same series",
            "Unset `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`; give each process a `service.instance.id`.",
        ),
    ),
    verify="The first query has the name that these rules read, once for each service, and the alert resolves.",
    escalate="If the pipeline is another team's: at once, with what the first query shows.",
)
