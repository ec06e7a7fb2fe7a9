"""The overview: is it broken, whose is it, what is to be done; then since when, how near the limits, how slow."""

from __future__ import annotations

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.limits import QUOTA_SHARE
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import OVERVIEW
from genai_triage.monitoring.recording import class_share, success_share
from genai_triage.telemetry import names
from generator import colours, links, promql
from generator.answered import who_answered
from generator.columns import Column
from generator.cost import failed_requests, failed_time, failed_tokens
from generator.examples import waited
from generator.headroom import headroom
from generator.incidents import failure_table, firing_table, hidden
from generator.layout import Line, Row, text
from generator.new_causes import new_causes
from generator.panel import (
    AGO,
    COUNT,
    LARGE,
    NO_TELEMETRY,
    PER_MINUTE,
    PERCENT,
    SECONDS,
    TEXT,
    About,
    Panel,
    Query,
    Step,
    class_shades,
    label_of,
    lines,
    number,
    owner_shades,
    stacks,
    tiles,
)
from generator.parts import (
    BY_CLASS,
    BY_MODEL,
    BY_PROVIDER,
    NO_MODEL,
    asked_to_wait,
    attempts,
    called,
    calls_over_time,
    class_links,
    first_chunk,
    latency_heatmap,
    quantiles,
)
from generator.promql import NO_CALLS, NONE
from generator.sessions import functions, jobs_oldest, sessions_ended, sessions_open
from generator.tables import last_times, ranking
from generator.variables import variables

_DEFAULTS = Options()
_NO_RULES = "No calls, or the recording rules are not loaded"
_WELL = 1
"""Green is for what is well: each call succeeded."""
_GOOD_FROM = (Step(None, colours.BAD), Step(0.95, colours.WARNING), Step(_WELL, colours.GOOD))
_FULL_FROM = (
    Step(None, colours.GOOD),
    Step(_DEFAULTS.thresholds[QUOTA_SHARE], colours.WARNING),
    Step(1, colours.BAD),
)
_FAILED = promql.select(m.FAILURES, promql.CLASS_FILTER)
_SUCCEEDED = promql.select(m.CALLS, promql.IS_OK)


def overview() -> str:
    """Writes the dashboard's file."""
    return text(
        OVERVIEW,
        "Is a call to Gemini or GigaChat failing, whose problem is it, and what is to be done?",
        variables(one_class=False),
        (
            Line(5, ((4, _success()), (7, _owners()), (13, _firing()))),
            Line(11, ((24, _failures()),)),
        ),
        (
            Row("row_failures", "Since when", (Line(8, ((14, _classes()), (10, _attempts()))),)),
            Row("row_new", "What is new, and who answered", (Line(8, ((15, new_causes()), (9, who_answered()))),)),
            Row(
                "row_quota",
                "Limits",
                (Line(6, ((24, headroom()),)), Line(7, ((12, asked_to_wait(OVERVIEW)), (12, _balance())))),
            ),
            Row(
                "row_latency",
                "Latency",
                (Line(8, ((9, latency_heatmap(OVERVIEW)), (8, _p95()), (7, first_chunk(OVERVIEW, _MODEL, BY_MODEL)))),),
                collapsed=True,
            ),
            Row(
                "row_cost",
                "What failure costs",
                (
                    Line(7, ((11, failed_time()), (5, failed_requests()), (8, failed_tokens()))),
                    Line(7, ((24, waited()),)),
                ),
                collapsed=True,
            ),
            Row(
                "row_sessions",
                "Sessions, jobs and functions",
                (
                    Line(7, ((10, sessions_open()), (14, sessions_ended()))),
                    Line(7, ((10, jobs_oldest()), (14, functions()))),
                ),
                collapsed=True,
            ),
            Row(
                "row_tokens",
                "Usage",
                (
                    Line(8, ((8, _called()), (8, _tokens()), (8, _tokens_per_call()))),
                    Line(8, ((12, _models()), (12, _per_chunk()))),
                ),
                collapsed=True,
            ),
            Row(
                "row_telemetry",
                "Owners over time, and the telemetry itself",
                (Line(8, ((12, _owners_over_time()), (6, _last_failure()), (6, _last_seen()))),),
                collapsed=True,
            ),
            Row(
                "row_months",
                "Over months, from the recording rules",
                (Line(8, ((12, _success_recorded()), (12, _classes_recorded()))),),
                collapsed=True,
            ),
        ),
    )


_MODEL = (m.PROVIDER, m.MODEL)


def _success() -> Panel:
    about = About(
        OVERVIEW,
        "success",
        "Calls that succeeded",
        "Share of all calls in the range, by provider, after the SDK's retries. A call is what the application asked "
        f"for, however many requests it took; a blocked or cut answer counts as failed.{NO_MODEL}",
        PERCENT,
        NO_TELEMETRY,
    )
    part = promql.total((m.PROVIDER,), promql.counted(_SUCCEEDED))
    whole = promql.total((m.PROVIDER,), promql.counted(*promql.all_calls()))
    shares = promql.or_no_calls(promql.ratio(part, whole), (m.PROVIDER,), -1)
    to_provider = (links.to_provider(links.series(m.PROVIDER)),)
    return number(
        about,
        Query(shares, BY_PROVIDER),
        decimals=2,
        steps=_GOOD_FROM,
        texts={"-1": "No calls"},
        links=to_provider,
        below_each_other=True,
    )


def _owners() -> Panel:
    about = About(
        OVERVIEW,
        "owners",
        "Whose problem it is",
        "Failed calls by who must act, most first. Account: keys, rights, money, quota. Caller: the code that asks. "
        "Content: what was asked. Provider: Google or Sber. Network: the way there.",
        COUNT,
        NO_TELEMETRY,
    )
    failed = f"sort_desc({promql.count((m.OWNER,), _FAILED)} > 0)"
    states = {NONE: ("Failures", colours.GOOD_TILE), NO_CALLS: ("Calls", colours.NOTHING)}
    return tiles(
        about,
        Query(promql.or_state(failed, m.OWNER, called(), listed=promql.any_of((), _FAILED)), label_of(m.OWNER)),
        owner_shades(),
        states,
    )


def _firing() -> Panel:
    about = About(
        OVERVIEW,
        "firing",
        "Firing alerts",
        "Alerts of these rules that are firing now, for the chosen services and providers, the gravest first. Click an "
        "alert for its runbook, a class for its dashboard. Grafana's own alerts appear if Grafana writes their state "
        f"history to this data source.{NO_MODEL}",
        TEXT,
        "No telemetry, or the rules are not loaded",
    )
    return firing_table(about)


def _failures() -> Panel:
    about = About(
        OVERVIEW,
        "failures",
        "What failed, and what to do",
        "One line for each class, cause, service, provider and model in the range: the gravest alert about it first, "
        "then by size. Click a class for its dashboard, a provider for its health.",
        TEXT,
        NO_TELEMETRY,
    )
    return failure_table(about, called())


def _classes() -> Panel:
    about = About(
        OVERVIEW,
        "classes",
        "Failures by class",
        "Failed calls in each step, after the SDK's retries: the six largest classes, and all others together. Colours "
        "are the same everywhere: red is the account, blue the caller, purple the content, ochre the provider, cyan "
        "the network.",
        COUNT,
    )
    failed = promql.largest(f"({promql.events((m.CLASS,), _FAILED)} > 0)", m.CLASS, _FAILED)
    drawn = promql.beside_none(failed, m.CLASS, calls_over_time())
    return stacks(
        about, Query(drawn, BY_CLASS), shades=class_shades(), ranked=True, links=class_links(links.series(m.CLASS))
    )


def _attempts() -> Panel:
    description = "Bars: requests on the wire that failed, by class. Line: calls that failed."
    return attempts(OVERVIEW, description, promql.of_any_model(m.FAILURES, promql.CLASS_FILTER))


def _balance() -> Panel:
    about = About(
        OVERVIEW,
        "balance",
        "Prepaid balance",
        "GigaChat's tokens that are left, by model: seen whenever the application asks for its balance, or polled if "
        "GENAI_TRIAGE_BALANCE_INTERVAL is set. At 0 every call fails with 402.",
        LARGE,
        "Nobody asked for a balance",
    )
    left = f"min by ({m.PROVIDER}, {m.MODEL}) ({promql.select(m.BALANCE)})"
    return lines(about, Query(left, BY_MODEL))


def _p95() -> Panel:
    about = About(
        OVERVIEW,
        "p95",
        "Duration of successful calls, p95",
        "95 of 100 successful calls are faster. A client's timeout below it is the cause of timeouts.",
        SECONDS,
    )
    return quantiles(about, _MODEL, BY_MODEL, 0.95)


def _called() -> Panel:
    about = About(OVERVIEW, "calls", "Calls", f"All calls in each step, failed ones too, by provider.{NO_MODEL}", COUNT)
    return stacks(
        about, Query(f"{promql.events((m.PROVIDER,), *promql.all_calls())} > 0", BY_PROVIDER), hues=colours.PROVIDERS
    )


def _tokens() -> Panel:
    about = About(
        OVERVIEW,
        "tokens",
        "Tokens a minute",
        "Tokens that answers reported, by model and direction. They are what quotas per minute count and what is paid "
        "for; failed calls report none.",
        PER_MINUTE,
        "No calls that used tokens",
    )
    old = f"rate({promql.select(m.TOKEN_USAGE, suffix='_sum')}[{promql.WINDOW}])"
    new = (_directed(f"rate({promql.select(one)}[{promql.WINDOW}])", kind) for one, kind in _USAGE)
    used = " or ".join((old, *new))
    return lines(about, Query(f"60 * {promql.total((*_MODEL, m.TOKEN_TYPE), used)}", f"{BY_MODEL} {_BY_DIRECTION}"))


_USAGE = ((m.INPUT_USAGE, "input"), (m.OUTPUT_USAGE, "output"))
_PER_CALL = ((m.INPUT_TOKENS, "input"), (m.OUTPUT_TOKENS, "output"))
_BY_DIRECTION = label_of(m.TOKEN_TYPE)


def _directed(expr: str, kind: str) -> str:
    """Adds the direction as a label, as the older conventions have it; the latest have a metric for each."""
    return f'label_replace({expr}, "{m.TOKEN_TYPE}", "{kind}", "", "")'


def _tokens_per_call() -> Panel:
    about = About(
        OVERVIEW,
        "tokens_per_call",
        "Tokens of a call, p95",
        "95 of 100 calls use fewer. Prompts that grow end in too_large and timeout, answers that grow in truncated.",
        LARGE,
        "No calls that used tokens",
    )
    old = f"rate({promql.select(m.TOKEN_USAGE, suffix='_bucket')}[{promql.WINDOW}])"
    new = (_directed(f"rate({promql.select(one, suffix='_bucket')}[{promql.WINDOW}])", kind) for one, kind in _PER_CALL)
    buckets = " or ".join((old, *new))
    p95 = promql.quantile(0.95, (*_MODEL, m.TOKEN_TYPE), buckets)
    return lines(about, Query(p95, f"{BY_MODEL} {_BY_DIRECTION}"))


def _models() -> Panel:
    about = About(
        OVERVIEW,
        "models",
        "Failed calls by model",
        "Share of a model's calls that failed. One model at the top points at its quota, its retirement or its "
        "capacity; all alike point at the account or the network.",
        PERCENT,
    )
    failed = promql.total(_MODEL, promql.counted(promql.select(m.FAILURES, promql.CLASS_FILTER)))
    return ranking(
        about,
        Query(promql.with_chosen_model(promql.ratio(failed, _operations()))),
        _MODEL_COLUMNS,
        Column("Value", "Failed"),
        decimals=1,
        most=1,
        steps=_BAD_FROM,
    )


_MODEL_COLUMNS = (
    Column(m.PROVIDER, "Provider", 100, links=(links.to_provider(links.field(m.PROVIDER), links.ROW_MODEL),)),
    Column(m.MODEL, "Model", 190, wraps=True),
    *hidden(promql.CHOSEN_MODEL),
)


_BAD_FROM = (Step(None, colours.GOOD), Step(1e-9, colours.WARNING), Step(0.05, colours.BAD))


def _operations() -> str:
    """Counts calls in the range by model, from the durations, which alone have it."""
    both = (promql.select(one, suffix="_count") for one in (m.OPERATION_DURATION, m.INFERENCE_DURATION))
    return promql.total(_MODEL, promql.counted(*both))


def _per_chunk() -> Panel:
    about = About(
        OVERVIEW,
        "per_chunk",
        "Time between chunks, p95",
        "Streams only: how long a reader waits for more text. It rises when the model is overloaded.",
        SECONDS,
        "No streams",
    )
    buckets = promql.rates(m.OPERATION_PER_CHUNK, m.INFERENCE_PER_CHUNK, "_bucket")
    return lines(about, Query(promql.quantile(0.95, _MODEL, buckets), BY_MODEL))


def _owners_over_time() -> Panel:
    about = About(
        OVERVIEW,
        "owners_over_time",
        "Failures by owner, over time",
        "Failed calls in each step by who must act.",
        COUNT,
    )
    failed = promql.beside_none(f"{promql.events((m.OWNER,), _FAILED)} > 0", m.OWNER, calls_over_time())
    return stacks(about, Query(failed, label_of(m.OWNER)), shades=owner_shades())


def _last_failure() -> Panel:
    about = About(
        OVERVIEW,
        "last_failure",
        "Last failure",
        "When a call failed last, by provider.",
        AGO,
    )
    last = promql.or_zero(promql.last_time((m.PROVIDER,), _FAILED), called(m.PROVIDER))
    return last_times(about, Query(last), Column(m.PROVIDER, "Provider", 100), latest_first=True)


def _last_seen() -> Panel:
    about = About(
        OVERVIEW,
        "last_seen",
        "Last telemetry",
        "When the newest sample of the calls' counter arrived, by service. If it is older than some minutes, the "
        "service is down or its telemetry is: nothing on this page is then current."
        f"{NO_MODEL}",
        AGO,
        "No telemetry in this range",
    )
    last = promql.last_sample((m.JOB,), _SUCCEEDED)
    return last_times(about, Query(last), Column(m.JOB, "Service", wraps=True), latest_first=False)


def _success_recorded() -> Panel:
    about = About(
        OVERVIEW,
        "success_recorded",
        "Calls that succeeded, over months",
        "Share of the calls of five minutes, by service and provider, from the recording rules: fast over any range."
        f"{NO_MODEL}",
        PERCENT,
        _NO_RULES,
    )
    share = promql.record(success_share(_DEFAULTS), (m.PROVIDER,))
    mean = f"avg by ({m.JOB}, {m.PROVIDER}) (avg_over_time({share}[{promql.WINDOW}]))"
    return lines(about, Query(mean, f"{label_of(m.JOB)} {BY_PROVIDER}"), hues=colours.PROVIDERS, most=1)


def _classes_recorded() -> Panel:
    about = About(
        OVERVIEW,
        "classes_recorded",
        "Share of each class, over months",
        "Share of an hour's calls that failed with a class, the highest of the chosen services and providers, from the "
        f"recording rules.{NO_MODEL}",
        PERCENT,
        _NO_RULES,
    )
    failed = promql.record(class_share(_DEFAULTS), (m.PROVIDER,), f'{m.CLASS}!="{names.OK}"', promql.CLASS_FILTER)
    highest = f"max by ({m.CLASS}) (max_over_time({failed}[{promql.WINDOW}])) > 0"
    evaluated = f"count({promql.record(class_share(_DEFAULTS), (m.PROVIDER,))})"
    found = promql.beside_none(highest, m.CLASS, evaluated)
    return lines(about, Query(found, BY_CLASS), shades=class_shades(), links=class_links(links.series(m.CLASS)))
