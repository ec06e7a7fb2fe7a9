"""How near the limits: of each quota and model what is used, what the limit is, and when it comes back."""

from __future__ import annotations

from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.limits import QUOTA_SHARE
from genai_triage.monitoring.facts import ENDS_IN_PACIFIC
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import OVERVIEW
from generator import colours, promql, quota_day
from generator.columns import Column
from generator.panel import COUNT, LOCAL_TIME, PERCENT, TEXT, About, Panel, Query, Step
from generator.parts import called
from generator.promql import NONE
from generator.tables import rows

_QUOTA: Final = (m.PROVIDER, m.MODEL, m.QUOTA_ID)
_MODEL: Final = (m.PROVIDER, m.MODEL)
_UNKNOWN: Final = -1
"""0 is a limit, and a use."""
_BLANK: Final = {str(_UNKNOWN): ""}
_SOON: Final = 0
_OF_TOKENS: Final = f'{m.QUOTA_ID}=~"(?i).*input_?token.*"'
_OF_REQUESTS: Final = f'{m.QUOTA_ID}=~"(?i).*request.*",{m.QUOTA_ID}!~"(?i).*token.*"'
_BY_MINUTE: Final = f'{m.QUOTA_ID}=~"(?i).*per_?minute.*"'
_REQUESTS: Final = tuple(promql.select(one, suffix="_count") for one in (m.OPERATION_DURATION, m.INFERENCE_DURATION))
_TOKENS: Final = (promql.select(m.TOKEN_USAGE, f'{m.TOKEN_TYPE}="input"', suffix="_sum"), promql.select(m.INPUT_USAGE))
_FULL_FROM: Final = (
    Step(None, colours.NEUTRAL),
    Step(Options().thresholds[QUOTA_SHARE], colours.WARNING),
    Step(1, colours.BAD),
)


def headroom() -> Panel:
    """Lists the limits that a provider stated in the range."""
    about = About(
        OVERVIEW,
        "quota_limits",
        "Limits that were hit, and what is left of them",
        "The limit that the provider stated when it refused a call. Used: requests or input tokens of the chosen "
        "services, of a day since midnight Pacific time, when Gemini's days end, of a minute the average of the last "
        "ones; other services of the project use the same limits. Resets is in your time. A limit of 0 means that the "
        "plan does not include the model.",
        TEXT,
    )
    used = _used()
    shares = f"({used}) / ({_limits()} > 0)"
    queries = (
        _limits(),
        _or_unknown(used),
        _or_unknown(f"({shares})", f"0 * ({_limits()} == 0) + 1"),
        _or_unknown(_ends(ENDS_IN_PACIFIC, m.OF_A_DAY), f"0 * {_limits(_BY_MINUTE)} + {_SOON}"),
    )
    return rows(
        about,
        tuple(Query(promql.or_none(one, m.QUOTA_ID, called(), _UNKNOWN)) for one in queries),
        (
            Column(m.QUOTA_ID, "Quota", texts={NONE: "No limit was hit in this range"}, wraps=True),
            Column(m.MODEL, "Model", 200, wraps=True),
            Column("Value #B", "Used", 114, unit=COUNT, texts=_BLANK),
            Column("Value #A", "Limit", 100, unit=COUNT, texts=_BLANK),
            Column("Value #C", "Share", 100, unit=PERCENT, texts=_BLANK),
            Column("Value #D", "Resets", 190, unit=LOCAL_TIME, texts={**_BLANK, str(_SOON): "within a minute"}),
        ),
        sort=(("Share", True),),
    )


def _limits(*matchers: str) -> str:
    return promql.latest(_QUOTA, promql.select(m.QUOTA_LIMIT, *matchers))


def _used() -> str:
    """Returns what is used of each limit whose kind is known."""
    found = (
        (_OF_REQUESTS, m.OF_A_DAY, _since_midnight(_REQUESTS)),
        (_OF_TOKENS, m.OF_A_DAY, _since_midnight(_TOKENS)),
        (_OF_REQUESTS, _BY_MINUTE, _in_a_minute(_REQUESTS)),
        (_OF_TOKENS, _BY_MINUTE, _in_a_minute(_TOKENS)),
    )
    here = ", ".join(_MODEL)
    return " or ".join(f"0 * {_limits(of, by)} + on ({here}) group_left () {amount}" for of, by, amount in found)


def _since_midnight(counters: tuple[str, ...]) -> str:
    return promql.total(_MODEL, " or ".join(quota_day.used(one) for one in counters))


def _in_a_minute(counters: tuple[str, ...]) -> str:
    return f"60 * {promql.total(_MODEL, ' or '.join(f'rate({one}[{promql.WINDOW}])' for one in counters))}"


def _ends(*matchers: str) -> str:
    """Returns when each limit by day comes back."""
    return f"0 * {_limits(*matchers)} + on () group_left () ({quota_day.ENDS})"


def _or_unknown(*found: str) -> str:
    """Returns a value for each limit, so that the table has the column."""
    return " or ".join((*found, f"0 * {_limits()} + {_UNKNOWN}"))
