"""What failure costs: time, requests and tokens that brought nothing."""

from __future__ import annotations

from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import OVERVIEW, SERVICE_NAME, WHERE
from generator import colours, links, promql
from generator.columns import Column
from generator.incidents import hidden
from generator.panel import COUNT, PERCENT, SECONDS, About, Panel, Query, Step, class_shades, number
from generator.parts import BY_PROVIDER, NO_MODEL, called
from generator.tables import NO_FAILURE, ranking

_RAISED: Final = f'{m.ERROR_TYPE}!=""'
_MODEL: Final = (m.PROVIDER, m.MODEL)
_SIZES: Final = ((m.INPUT_TOKENS, "input"), (m.OUTPUT_TOKENS, "output"))


def failed_time() -> Panel:
    """Adds up the time that the application spent in calls that failed."""
    about = About(
        OVERVIEW,
        "failed_time",
        "Time spent in calls that failed",
        "Seconds that the application waited for calls which failed in the end, retries and the pauses between them "
        "included, by class, service and model.",
        SECONDS,
    )
    spent = promql.total(
        (m.CLASS, m.JOB, m.PROVIDER, m.MODEL),
        " or ".join(
            promql.counted(promql.select(one, promql.CLASS_FILTER, suffix="_sum"))
            for one in (m.OPERATION_DURATION, m.INFERENCE_DURATION)
        ),
    )
    here = links.field(m.CLASS)
    return ranking(
        about,
        Query(promql.or_none(promql.where(f"{spent} > 0"), WHERE, called(), listed=_failed())),
        (
            Column(m.CLASS, "Class", 140, shades=class_shades(), links=(links.to_class(here, links.ROW),)),
            Column(WHERE, "Where", 230, texts={promql.NONE: NO_FAILURE}, wraps=True),
            *hidden(m.JOB, m.PROVIDER, SERVICE_NAME, promql.CHOSEN_MODEL),
        ),
        Column("Value", "Time", bar=True),
        decimals=1,
    )


def _failed() -> str:
    return promql.any_of((), promql.select(m.FAILURES, promql.CLASS_FILTER))


def failed_requests() -> Panel:
    """Shows the share of requests on the wire that brought nothing."""
    about = About(
        OVERVIEW,
        "failed_requests",
        "Requests that brought nothing",
        "Share of the requests on the wire that failed, those behind a success included: each of them counts against "
        f"quotas of requests.{NO_MODEL}",
        PERCENT,
    )
    by = (m.PROVIDER,)
    failed = promql.total(by, promql.counted(promql.select(m.ATTEMPTS, promql.CLASS_FILTER)))
    sent = promql.total(by, promql.counted(promql.select(m.ATTEMPTS)))
    steps = (Step(None, colours.GOOD), Step(1e-9, colours.WARNING), Step(0.05, colours.BAD))
    return number(about, Query(promql.ratio(failed, sent), BY_PROVIDER), decimals=1, steps=steps)


def failed_tokens() -> Panel:
    """Adds up the tokens of calls that raised, which only the latest conventions tell."""
    about = About(
        OVERVIEW,
        "failed_tokens",
        "Tokens of calls that raised",
        "Tokens that were used by calls which then raised, by model and direction: a stream that broke, for one. Only "
        "the latest conventions tell (gen_ai_latest_experimental). Not those of blocked or cut answers, whose calls do "
        "not raise.",
        COUNT,
        "No call raised, or the older conventions are recorded, which do not tell",
    )
    selectors = [(promql.select(one, _RAISED, suffix="_sum"), kind) for one, kind in _SIZES]
    used = " or ".join(
        f'label_replace({promql.total(_MODEL, promql.counted(one))}, "{m.TOKEN_TYPE}", "{kind}", "", "") > 0'
        for one, kind in selectors
    )
    raised = f"count({' or '.join(f'last_over_time({one}[{promql.RANGE}])' for one, _ in selectors)})"
    return ranking(
        about,
        Query(promql.or_none(f"({used})", m.MODEL, raised)),
        (
            Column(m.MODEL, "Model", 190, texts={promql.NONE: "None of them used any"}, wraps=True),
            Column(m.TOKEN_TYPE, "Direction", 90),
        ),
        Column("Value", "Tokens", bar=True),
    )
