"""What more than one dashboard shows: the table of failures, the latency of calls, and links of a class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import Dashboard
from genai_triage.taxonomy import CAUSES
from generator import colours, links, promql
from generator.links import Link
from generator.panel import (
    AGO,
    COUNT,
    NONE,
    SECONDS,
    About,
    Column,
    Panel,
    Query,
    bars,
    class_shades,
    heat,
    label_of,
    lines,
    owner_shades,
    rows,
    stacks,
)

NO_FAILURE: Final = "No failure in this range"
FIX: Final = "fix"
PAGE: Final = "page"
RUNBOOK: Final = "runbook"
TRACES: Final = "traces"
LOGS: Final = "logs"
SUCCEEDED: Final = f'{m.CLASS}=""'
"""Durations of successful calls have no class."""

BY_CLASS: Final = label_of(m.CLASS)
BY_PROVIDER: Final = label_of(m.PROVIDER)
BY_PROVIDER_AND_CLASS: Final = f"{BY_PROVIDER} {BY_CLASS}"
BY_MODEL: Final = f"{label_of(m.PROVIDER)} {label_of(m.MODEL)}"


def called(*labels: str) -> str:
    """Returns a number above 0 if there was a call in the range."""
    return promql.any_of(labels, *promql.all_calls())


def calls_over_time() -> str:
    """Returns a number above 0 in each step with a call."""
    return promql.calling(*promql.all_calls())


def fix_texts() -> dict[str, str]:
    """Says what to do about each cause, from the taxonomy."""
    return {**{cause.id: cause.fix for cause in CAUSES.values()}, NONE: ""}


def class_links(failure_class: str) -> tuple[Link, ...]:
    """Lists where a series or a cell of a class leads."""
    return (
        links.to_class(failure_class),
        links.to_traces(failure_class),
        links.to_logs(failure_class),
        links.to_runbook(failure_class),
    )


def failure_table(about: About, *matchers: str) -> Panel:
    """Lists class × cause × provider × model: how often, when last, what to do, and links."""
    labels = (m.CLASS, m.CAUSE, m.OWNER, m.PROVIDER, m.MODEL)
    selector = promql.select(m.FAILURES, promql.CLASS_FILTER, *matchers)
    copies = ((FIX, m.CAUSE), (RUNBOOK, m.CLASS), (TRACES, m.CLASS), (LOGS, m.CLASS))
    found = promql.or_none(f"{promql.count(labels, selector)} > 0", m.CLASS, called())
    queries = (
        Query(promql.with_columns(found, *copies)),
        Query(promql.with_columns(promql.last_time(labels, selector), *copies)),
    )
    here, cause = links.field(m.CLASS), links.field(m.CAUSE)
    return rows(
        about,
        queries,
        (
            Column(
                m.CLASS,
                "Class",
                130,
                texts={NONE: NO_FAILURE},
                shades=class_shades(),
                links=(links.to_class(here),),
            ),
            Column(m.CAUSE, "Cause", 220, links=(links.to_traces(here, cause),)),
            Column(m.OWNER, "Whose", 85, shades=owner_shades()),
            Column(m.PROVIDER, "Provider", 110, links=(links.to_provider(links.field(m.PROVIDER)),)),
            Column(m.MODEL, "Model", 170),
            Column("Value #A", "Failures", 80, unit=COUNT),
            Column("Value #B", "Last seen", 120, unit=AGO),
            Column(FIX, "What to do", texts=fix_texts(), wraps=True),
            Column(RUNBOOK, "Runbook", 80, word="Runbook", links=(links.to_runbook(here),)),
            Column(TRACES, "Traces", 70, word="Traces", links=(links.to_traces(here, cause),)),
            Column(LOGS, "Logs", 60, word="Logs", links=(links.to_logs(here),)),
        ),
        sort="Failures",
    )


def attempts(uid: Dashboard, description: str, failed: str) -> Panel:
    """Draws attempts that failed, by class, against the calls that did: `failed` selects those."""
    about = About(
        uid,
        "attempts",
        "Attempts that failed behind successes",
        f"{description} What stands above the line was healed by a retry: nobody saw it, but it costs time and quota.",
        COUNT,
    )
    selector = promql.select(m.ATTEMPTS, promql.CLASS_FILTER)
    return stacks(
        about,
        Query(promql.beside_none(f"{promql.events((m.CLASS,), selector)} > 0", m.CLASS, calls_over_time()), BY_CLASS),
        Query(promql.or_zero(promql.events((), failed), calls_over_time()), _FAILED_CALLS),
        shades=class_shades(),
        over={_FAILED_CALLS: colours.BAD},
        links=class_links(links.series(m.CLASS)),
    )


_FAILED_CALLS: Final = "calls that failed"


def latency_heatmap(uid: Dashboard, key: str = "latency") -> Panel:
    about = About(
        uid,
        key,
        "Duration of calls",
        "How many calls took how long: failed ones too, and with all the SDK's retries. A second band appears where "
        "some calls wait for a retry or a timeout.",
        SECONDS,
    )
    buckets, number = (promql.rates(m.OPERATION_DURATION, m.INFERENCE_DURATION, part) for part in ("_bucket", "_count"))
    found = promql.known(promql.total(("le",), buckets), promql.total((), number))
    return heat(about, Query(found, label_of("le")))


def quantiles(about: About, labels: Iterable[str], legend: str, *shares: float) -> Panel:
    """Draws quantiles of the duration of successful calls."""
    buckets = promql.rates(m.OPERATION_DURATION, m.INFERENCE_DURATION, "_bucket", SUCCEEDED)
    found = (Query(promql.quantile(share, labels, buckets), f"p{share * 100:g} {legend}") for share in shares)
    return lines(about, *found)


def first_chunk(uid: Dashboard, labels: Iterable[str], legend: str) -> Panel:
    about = About(
        uid,
        "first_chunk",
        "Time to the first chunk, p95",
        "Streams only: how long a user looks at nothing. 95 of 100 streams begin sooner.",
        SECONDS,
        "No streams",
    )
    buckets = promql.rates(m.OPERATION_FIRST_CHUNK, m.INFERENCE_FIRST_CHUNK, "_bucket")
    return lines(about, Query(promql.quantile(0.95, labels, buckets), legend))


def asked_to_wait(uid: Dashboard, *matchers: str) -> Panel:
    """Shows how long the provider asked to wait."""
    buckets, number = (promql.select(m.RETRY_AFTER, *matchers, suffix=part) for part in ("_bucket", "_count"))
    waits = f"{promql.quantile(0.95, (m.PROVIDER, m.CLASS), promql.roughly(buckets))} >= 0"
    found = promql.or_none(waits, m.CLASS, called(), listed=promql.any_of((), number))
    about = About(
        uid,
        "retry_after",
        "Time to retry",
        "How long the provider asked to wait before the next call (retry delay or Retry-After), p95. Seconds are a "
        "burst limit, hours are a daily quota: then retrying is useless.",
        SECONDS,
    )
    return bars(
        about,
        Query(found, BY_PROVIDER_AND_CLASS),
        shades=class_shades(),
        decimals=None,
        links=class_links(links.series(m.CLASS)),
    )
