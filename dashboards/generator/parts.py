"""What more than one dashboard shows: attempts, the latency of calls, waiting times, and links of a class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import OF_ANY_MODEL, Dashboard
from generator import colours, links, promql
from generator.columns import Column
from generator.links import Link
from generator.panel import (
    COUNT,
    SECONDS,
    About,
    Panel,
    Query,
    class_shades,
    heat,
    label_of,
    lines,
    stacks,
)
from generator.promql import NONE
from generator.tables import ranking

NO_MODEL: Final = f" {OF_ANY_MODEL}"
SUCCEEDED: Final = f'{m.CLASS}=""'
"""Durations of successful calls have no class."""

BY_CLASS: Final = label_of(m.CLASS)
BY_PROVIDER: Final = label_of(m.PROVIDER)
BY_MODEL: Final = f"{label_of(m.PROVIDER)} {label_of(m.MODEL)}"


def called(*labels: str) -> str:
    """Returns a number above 0 if there was a call in the range."""
    return promql.any_of(labels, *promql.all_calls())


def calls_over_time() -> str:
    """Returns a number above 0 in each step with a call."""
    return promql.calling(*promql.all_calls())


def class_links(failure_class: str) -> tuple[Link, ...]:
    """Lists where a series or a cell of a class leads."""
    return (
        links.to_class(failure_class),
        links.to_traces(failure_class),
        links.to_logs(failure_class),
        links.to_runbook(failure_class),
    )


def attempts(uid: Dashboard, description: str, failed: str) -> Panel:
    """Draws attempts that failed, by class, against the calls that did: `failed` selects those."""
    about = About(
        uid,
        "attempts",
        "Attempts that failed behind successes",
        f"{description} What stands above the line was healed by a retry: nobody saw it, but it costs time and quota."
        f"{NO_MODEL}",
        COUNT,
    )
    selector = promql.select(m.ATTEMPTS, promql.CLASS_FILTER)
    failures = promql.largest(f"({promql.events((m.CLASS,), selector)} > 0)", m.CLASS, selector)
    return stacks(
        about,
        Query(promql.beside_none(failures, m.CLASS, calls_over_time()), BY_CLASS),
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
    """Draws quantiles of the duration of successful calls; the legend names the quantile where there are several."""
    buckets = promql.rates(m.OPERATION_DURATION, m.INFERENCE_DURATION, "_bucket", SUCCEEDED)
    found = (
        Query(promql.quantile(share, labels, buckets), f"p{share * 100:g} {legend}" if len(shares) > 1 else legend)
        for share in shares
    )
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
    found = promql.or_none(waits, m.PROVIDER, called(), listed=promql.any_of((), number))
    about = About(
        uid,
        "retry_after",
        "Time to retry",
        "How long the provider asked to wait before the next call (retry delay or Retry-After), p95. Seconds are a "
        "burst limit, hours are a daily quota: then retrying is useless."
        f"{NO_MODEL}",
        SECONDS,
    )
    return ranking(
        about,
        Query(found),
        (
            Column(m.PROVIDER, "Provider", texts={NONE: "No wait was asked for"}),
            Column(
                m.CLASS,
                "Class",
                120,
                shades=class_shades(),
                links=(links.to_class(links.field(m.CLASS), links.ROW_PROVIDER),),
            ),
        ),
        Column("Value", "Wait"),
        decimals=None,
    )
