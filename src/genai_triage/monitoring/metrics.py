"""The metric catalogue: what each metric of the contract is called in Prometheus, and which labels it has.

The names are those of the Python Prometheus exporter, of Prometheus' OTLP receiver and of the collector, each with
its default translation: dots become underscores, seconds and counters get a suffix, units in braces get none. Where a
pipeline translates by another strategy, what is written is translated at the end: see `translation.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal, get_args

from genai_triage.telemetry import names

Kind = Literal["counter", "gauge", "histogram"]
Strategy = Literal[
    "UnderscoreEscapingWithSuffixes", "UnderscoreEscapingWithoutSuffixes", "NoUTF8EscapingWithSuffixes", "NoTranslation"
]
"""How names are translated, as Prometheus' `otlp.translation_strategy` and the collector's exporter call it."""
STRATEGIES: Final[tuple[Strategy, ...]] = get_args(Strategy)
DEFAULT_STRATEGY: Final[Strategy] = "UnderscoreEscapingWithSuffixes"

JOB: Final = "job"
"""Always there: from the scrape, or the OTLP resource's service. Dashboards' variable `service` chooses by it."""
SERVICE: Final = "service_name"
"""There only if the pipeline copies it from the resource; a matcher for all must be `.*`, which matches its absence."""


def has_dots(strategy: Strategy) -> bool:
    """Whether a strategy leaves the dots in names of metrics and labels: such names need quotes."""
    return strategy in ("NoUTF8EscapingWithSuffixes", "NoTranslation")


def has_suffixes(strategy: Strategy) -> bool:
    """Whether a strategy adds the unit and `_total` to names of metrics."""
    return strategy in ("UnderscoreEscapingWithSuffixes", "NoUTF8EscapingWithSuffixes")


def label(attribute: str) -> str:
    """Returns the label that an attribute becomes: `gen_ai.provider.name` is `gen_ai_provider_name`."""
    return re.sub(r"[^a-zA-Z0-9_]", "_", attribute)


PROVIDER: Final = label(names.PROVIDER_NAME)
OPERATION: Final = label(names.OPERATION_NAME)
MODEL: Final = label(names.REQUEST_MODEL)
TOKEN_TYPE: Final = label(names.TOKEN_TYPE)
CLASS: Final = label(names.CLASS)
CAUSE: Final = label(names.CAUSE)
OWNER: Final = label(names.OWNER)
TRANSPORT: Final = label(names.TRANSPORT)
QUOTA_ID: Final = label(names.QUOTA_ID)
ANSWERED_BY: Final = label(names.ANSWERED_BY)
QUOTA_WINDOW: Final = label(names.QUOTA_WINDOW)
OF_A_DAY: Final = f'{QUOTA_ID}=~"(?i).*per_?day.*"'
"""Matches the ids of quotas by day."""
ERROR_TYPE: Final = label(names.ERROR_TYPE)
TOOL: Final = label(names.TOOL_NAME)
CREDENTIAL: Final = "triage_credential"
"""There only where it is opted in to; calls, attempts and failures have it, no target and no other metric has."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the contract."""

    otel: str
    """Its OpenTelemetry name."""
    kind: Kind
    unit: str
    labels: tuple[str, ...]
    """Labels of ours that it always has or may have."""
    latest: bool = False
    """Whether it is there only under the latest conventions (`gen_ai_latest_experimental`)."""

    @property
    def name(self) -> str:
        """The Prometheus name; of a histogram, without `_bucket`, `_sum`, `_count`."""
        return self.named(DEFAULT_STRATEGY)

    def named(self, strategy: Strategy) -> str:
        """Returns the Prometheus name by a strategy."""
        name = self.otel if has_dots(strategy) else label(self.otel)
        if not has_suffixes(strategy):
            return name
        unit = {"s": "_seconds"}.get(self.unit, "")
        return f"{name}{unit}{'_total' if self.kind == 'counter' else ''}"


_SEMCONV: Final = (OPERATION, PROVIDER, MODEL)
_SEMCONV_SIZES: Final = (*_SEMCONV, ERROR_TYPE)
"""The latest conventions record the tokens of failed operations too."""

CALLS: Final = Metric(names.METRIC_CALLS, "counter", "{call}", (PROVIDER, CLASS, OWNER))
FAILURES: Final = Metric(
    names.METRIC_FAILURES,
    "counter",
    "{failure}",
    (PROVIDER, OPERATION, MODEL, CLASS, CAUSE, OWNER, ANSWERED_BY, QUOTA_WINDOW),
)
ATTEMPTS: Final = Metric(names.METRIC_ATTEMPTS, "counter", "{attempt}", (PROVIDER, CLASS, TRANSPORT))
RETRY_AFTER: Final = Metric(names.METRIC_RETRY_AFTER, "histogram", "s", (PROVIDER, CLASS))
QUOTA_LIMIT: Final = Metric(names.METRIC_QUOTA_LIMIT, "gauge", "{unit}", (PROVIDER, MODEL, QUOTA_ID))
BALANCE: Final = Metric(names.METRIC_BALANCE, "gauge", "{token}", (PROVIDER, MODEL))
SESSIONS_OPEN: Final = Metric(names.METRIC_SESSIONS_OPEN, "gauge", "{session}", _SEMCONV)
JOBS_OLDEST: Final = Metric(names.METRIC_JOBS_OLDEST, "gauge", "s", (PROVIDER,))
TOOL_DURATION: Final = Metric(
    names.EXECUTE_TOOL_DURATION, "histogram", "s", (OPERATION, TOOL, ERROR_TYPE, CLASS, CAUSE)
)
OPERATION_DURATION: Final = Metric(names.OPERATION_DURATION, "histogram", "s", (*_SEMCONV, CLASS, ERROR_TYPE))
INFERENCE_DURATION: Final = Metric(
    names.INFERENCE_DURATION, "histogram", "s", (*_SEMCONV, CLASS, ERROR_TYPE), latest=True
)
OPERATION_FIRST_CHUNK: Final = Metric(names.OPERATION_FIRST_CHUNK, "histogram", "s", _SEMCONV)
INFERENCE_FIRST_CHUNK: Final = Metric(names.INFERENCE_FIRST_CHUNK, "histogram", "s", _SEMCONV, latest=True)
OPERATION_PER_CHUNK: Final = Metric(names.OPERATION_PER_CHUNK, "histogram", "s", _SEMCONV)
INFERENCE_PER_CHUNK: Final = Metric(names.INFERENCE_PER_CHUNK, "histogram", "s", _SEMCONV, latest=True)
TOKEN_USAGE: Final = Metric(names.TOKEN_USAGE, "histogram", "{token}", (*_SEMCONV, TOKEN_TYPE))
INPUT_TOKENS: Final = Metric(names.INFERENCE_INPUT_TOKENS, "histogram", "{token}", _SEMCONV_SIZES, latest=True)
OUTPUT_TOKENS: Final = Metric(names.INFERENCE_OUTPUT_TOKENS, "histogram", "{token}", _SEMCONV_SIZES, latest=True)
INPUT_USAGE: Final = Metric(names.INFERENCE_USAGE_INPUT, "counter", "{token}", _SEMCONV, latest=True)
OUTPUT_USAGE: Final = Metric(names.INFERENCE_USAGE_OUTPUT, "counter", "{token}", _SEMCONV, latest=True)

METRICS: Final = (
    CALLS,
    FAILURES,
    ATTEMPTS,
    RETRY_AFTER,
    QUOTA_LIMIT,
    BALANCE,
    SESSIONS_OPEN,
    JOBS_OLDEST,
    TOOL_DURATION,
    OPERATION_DURATION,
    INFERENCE_DURATION,
    OPERATION_FIRST_CHUNK,
    INFERENCE_FIRST_CHUNK,
    OPERATION_PER_CHUNK,
    INFERENCE_PER_CHUNK,
    TOKEN_USAGE,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    INPUT_USAGE,
    OUTPUT_USAGE,
)

_RESOURCE: Final = ("service.name", "service.version")
"""Attributes of a resource that are labels of `target_info`, and of every series if the pipeline copies them."""
ATTRIBUTES: Final = {
    label(name): name
    for name in (
        names.PROVIDER_NAME,
        names.OPERATION_NAME,
        names.REQUEST_MODEL,
        names.TOKEN_TYPE,
        names.CLASS,
        names.CAUSE,
        names.OWNER,
        names.TRANSPORT,
        names.QUOTA_ID,
        names.ANSWERED_BY,
        names.QUOTA_WINDOW,
        names.ERROR_TYPE,
        names.TOOL_NAME,
        names.CREDENTIAL,
        *_RESOURCE,
    )
}
"""The attribute that each label is made of."""


ANY_CALLS: Final = '{__name__=~"triage[._]calls(_total)?"}'
"""Selects the counter of calls, whatever the strategy."""


def strategy_of(names: Collection[str]) -> Strategy | None:
    """Returns the strategy under which the counter of calls has one of these names."""
    return next((strategy for strategy in STRATEGIES if CALLS.named(strategy) in names), None)
