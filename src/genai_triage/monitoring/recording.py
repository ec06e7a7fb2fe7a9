"""Recording rules: what happened in five minutes, summed over instances, so that months stay fast to draw.

Standard PromQL only. Every count is taken for each series first and summed afterwards: a sum of counters would
fall with every instance that leaves, and look like a burst of failures. Only what tells a new process from one that is
back after a gap is recorded by instance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.metrics import Metric
from genai_triage.monitoring.options import Options, number, share
from genai_triage.taxonomy.model import FailureClass, Owner
from genai_triage.telemetry import names

GROUP: Final = (m.JOB, m.SERVICE, m.PROVIDER)
"""What alerts and records are for: a service (by both of its labels, one may be absent) and a provider."""
WINDOW: Final = 300
"""Seconds that a recorded count looks back."""
LOOKBACK: Final = 3600
"""Seconds of a scrape gap, or of a silence, after which dashboards take an old counter for a new one."""
GAP: Final = 1800
"""Seconds of a scrape gap across which the rules count a counter's growth."""
INTERVAL: Final = 60
"""Seconds between evaluations of the rules."""
STEADY: Final = 600
"""Seconds over which a share is steady, though failures come in bursts."""
COMING: Final = 21600
"""Seconds in which failures that come and go are one incident."""
BURN_WINDOWS: Final = (300, 1800, 3600, 7200, 21600, 86400, 259200)
HOUR: Final = 3600
DAY: Final = 86400
"""Seconds for which the rules remember a process, and when a call succeeded."""
WATCHED: Final = "triage:rules:evaluated"
"""Name of the record that says that somebody looked."""
FAILED_SINCE_SUCCESS: Final = "triage:failed_since_success:count"
"""Name of the record of the failed calls since the last one that succeeded, by class and owner.

It is 0 where one has succeeded since, or where the service was taken away, and absent a day after the last failure.
"""
SHARE_SINCE_SUCCESS: Final = "triage:failed_since_success:ratio"
"""Name of the record of what part of the failures since the last success is of a class and owner."""

_ABSENT: Final = 1200
"""Seconds after which a process that appears is back from a gap: fewer than `GAP`, as its record lasts a bit longer."""
_LIVES: Final = 600
"""Seconds that a process lives for which it is remembered: a cron job's starts from 0 each time."""
_BEGINS: Final = 480
"""Seconds from the first evaluation in which what appears may be old."""
_PROCESS: Final = "triage:process:calls"
_LIVED: Final = "triage:process_lived:calls"
_RETURNED: Final = "triage:process_returned:calls"
"""Processes that are back after a long gap."""
_REMEMBERED: Final = 6 * HOUR
"""Seconds of a gap in the rules' evaluation after which failures since the last success are counted anew."""
_STEADY_CALLS: Final = "triage:calls:steady"
"""Services that were there all of an hour and call twice an hour: no short job, and nobody who rarely calls."""
_ALL_OF_AN_HOUR: Final = 0.9
_CALLS_OF_AN_HOUR: Final = 2
_TAKEN_AWAY: Final = 5400
"""Seconds without a word from such a service after which it is no more: longer than most gaps."""
STAYS: Final = 900
"""Seconds that a service is in an incident after its last failure: what its alerts remember is over then."""

_OWNERS: Final = (Owner.ACCOUNT, Owner.NETWORK)
"""Of what services have in common, beside the provider itself."""
LIMIT: Final = FailureClass.RATE_LIMIT
"""What they have in common too, though each must call less."""
OWNERS: Final = (*_OWNERS, LIMIT.owner)
"""Of whatever several services may be in an incident of, beside the provider."""
_MUCH: Final = 0.2
"""Share of the calls from which a service is in an incident of several."""
_WITHIN: Final = 600
_REMAINS: Final = 1800
"""Seconds between two failures of a service that is in an incident."""
_UNSOLVED: Final = 7200
"""The same, where none of its calls has succeeded."""
_NO_FAULTS: Final = (FailureClass.SAFETY, FailureClass.RECITATION, FailureClass.TRUNCATED, FailureClass.CANCELLED)
"""What says nothing about whether calls work."""


def is_shared(failure_class: FailureClass) -> bool:
    """Whether services may have in common what a class comes from, beside the provider itself."""
    return failure_class is LIMIT or failure_class.owner in _OWNERS


def group(options: Options) -> tuple[str, ...]:
    """Returns what alerts and records are for, with the further labels that the options tell services apart by."""
    return (*GROUP, *options.group_labels)


def without_credential(labels: Iterable[str]) -> tuple[str, ...]:
    """Returns the labels that targets and every metric have."""
    return tuple(one for one in labels if one != m.CREDENTIAL)


def credential(options: Options) -> tuple[str, ...]:
    """Returns the label of the credential, where it tells accounts apart."""
    return tuple(one for one in options.group_labels if one == m.CREDENTIAL)


def services(options: Options) -> tuple[str, ...]:
    """Returns the labels that tell services apart which share a provider, and a credential."""
    return without_credential(of_a_provider(options))


def of_a_provider(options: Options) -> tuple[str, ...]:
    """Returns what alerts and records are for, of one provider."""
    return tuple(one for one in group(options) if one != m.PROVIDER)


def alerted(name: str, severity: str = "") -> str:
    """Selects where an alert fires, as Prometheus and its family keep it."""
    of_severity = f',severity="{severity}"' if severity else ""
    return f'ALERTS{{alertname="{name}",alertstate="firing"{of_severity}}}'


def process(options: Options) -> tuple[str, ...]:
    """Returns what tells processes apart, for each provider that they call."""
    return (*without_credential(group(options)), "instance")


TOTAL_CALLS: Final = number("total_calls", 5, "calls in 5 minutes below which total_share says nothing")
OUTAGE_SERVICES: Final = number(
    "outage_services", 3, "services that begin to see a provider fail together from which it is one outage for all"
)
OUTAGE_SHARE: Final = share("outage_share", 0.2, "share of overloaded and internal that is an outage of the provider")
OUTAGE_CALLS: Final = number("outage_calls", 10, "calls in 5 minutes below which outage_share says nothing")
FAILED_RUN: Final = number(
    "failed_run", 3, "failures since the last success from which it is critical that none succeeds"
)
SHARED_SERVICES: Final = number(
    "shared_services", 2, "services that begin to fail together for another reason from which it is one for all"
)


@dataclass(frozen=True, slots=True)
class Record:
    """One recording rule."""

    name: str
    expr: str


def counted(selector: str, window: int, options: Options) -> str:
    """Counts how often a counter was incremented in `window` seconds, for each of its series.

    A series that was not there before counts from 0, so a failure that its first sample shows is seen; a series that
    was there, even before a gap of up to `LOOKBACK` seconds, counts by `increase`.
    """
    time, lookback = options.time(window), options.time(LOOKBACK)
    born = f"max_over_time({selector}[{time}]) unless max_over_time({selector}[{lookback}] offset {time})"
    return f"({born}) or increase({selector}[{time}])"


def events(metric: str, options: Options) -> str:
    """Counts, exactly, how often a counter was incremented in five minutes, for each of its series.

    It counts from its value of five minutes ago, which may be from before a gap of up to `GAP` seconds. A series
    without one counts from 0: it is new, or its process was restarted. It is not new where its process was away for
    longer and goes on counting, nor where nobody looked before, as when the rules are loaded.
    """
    time, gap = options.time(WINDOW), options.time(GAP)
    now, was_reset = f"last_over_time({metric}[{time}])", f"(resets({metric}[{time}]) > 0)"
    grown = f"{now} - last_over_time({metric}[{gap}] offset {time}) >= 0"
    watched = f"count_over_time({WATCHED}[{gap}] offset {options.time(_BEGINS)})"
    new = f"{now} unless on ({', '.join(process(options))}) {_RETURNED} and on () {watched}"
    return f"({grown} or ({new})) unless {was_reset} or increase({metric}[{time}])"


def by(labels: Iterable[str], expr: str) -> str:
    return f"sum by ({', '.join(labels)}) ({expr})"


def recorded(what: str, options: Options) -> str:
    """Names the record of a count in five minutes: `calls`, `failures`, `attempts`, `operations`, `tokens`,
    `duration`, `all_calls` or `provider_failures`."""
    return f"triage:{what}:increase{options.time(WINDOW)}"


def burn(window: int, options: Options) -> str:
    """Names the record of the share of calls that the provider failed."""
    return f"triage:provider_failures:ratio{options.time(window)}"


def untold(options: Options) -> str:
    """Names the record of the calls that the provider failed, where some succeed and it fails few services."""
    return f"triage:provider_untold:increase{options.time(WINDOW)}"


def unseen(options: Options) -> str:
    """Names the record of the same, where they are so few that no alert tells of them at once."""
    return f"triage:provider_unseen:increase{options.time(WINDOW)}"


def success_share(options: Options) -> str:
    """Names the record of the share of calls that succeeded in five minutes."""
    return f"triage:success:ratio{options.time(WINDOW)}"


def class_share(options: Options) -> str:
    """Names the record of each class's share of an hour's calls."""
    return f"triage:class:ratio{options.time(HOUR)}"


def failed_share(window: int, options: Options) -> str:
    """Names the record of the share of calls that failed, by class and owner, where some did: of 5 or 10 minutes."""
    return f"triage:failed:ratio{options.time(window)}"


def failing_changes(options: Options) -> str:
    """Names the record of how often, in six hours, a class began to fail, or ended to, by the calls that were made."""
    return f"triage:failing:changes{options.time(COMING)}"


def failed_much(options: Options) -> str:
    """Names the record of the share of calls that fail for one reason, where it is large and services may share it.

    A class is a reason. All that the provider answers for is one reason, and has no class.
    """
    return f"triage:failed_much:ratio{options.time(WINDOW)}"


def failed_together(options: Options) -> str:
    """Names the record of the same, of services that began to fail together, until they no longer do."""
    return f"triage:failed_together:ratio{options.time(WINDOW)}"


def in_incident(owners: str, options: Options) -> str:
    """Selects the services that are, or were a moment ago, in an incident of several.

    Args:
        owners: Matches who must act.
    """
    return f'last_over_time({failed_together(options)}{{{m.OWNER}=~"{owners}"}}[{options.time(STAYS)}])'


def total(expr: str, window: int, options: Options) -> str:
    """Adds up the events of `window` seconds: every fifth minute's value of a record of five minutes."""
    if window == WINDOW:
        return expr
    return f"sum_over_time({expr}[{options.time(window)}:{options.time(WINDOW)}])"


def records(options: Options) -> tuple[Record, ...]:
    """Returns every recording rule, each after those that it reads.

    A share divides by a sum of what it is a part of, not by the record of that sum: VictoriaMetrics finds a record an
    evaluation later, and a share of a service that begins would be too large.
    """
    calls, all_calls = recorded("calls", options), recorded("all_calls", options)
    every = by(group(options), calls)
    return (
        Record(WATCHED, "vector(1)"),
        Record(_PROCESS, by(process(options), m.CALLS.name)),
        Record(_LIVED, f"{_PROCESS} and {_PROCESS} offset {options.time(_LIVES)}"),
        Record(_RETURNED, _are_back(options)),
        _counted("calls", m.CALLS, (m.CLASS, m.OWNER), options),
        _counted("failures", m.FAILURES, (m.OPERATION, m.MODEL, m.CLASS, m.CAUSE, m.OWNER), options),
        _counted("attempts", m.ATTEMPTS, (m.CLASS,), options),
        Record(recorded("operations", options), by((*group(options), m.MODEL), _operations(options))),
        Record(recorded("duration", options), by((*group(options), m.MODEL, "le"), _buckets(options))),
        Record(recorded("tokens", options), by((*group(options), m.MODEL, m.TOKEN_TYPE), _tokens(options))),
        Record(all_calls, by(group(options), calls)),
        Record(
            recorded("provider_failures", options),
            by(group(options), f'{calls}{{{m.OWNER}="{Owner.PROVIDER.value}"}}') + f" or 0 * {all_calls}",
        ),
        Record(
            success_share(options),
            f"({by(group(options), _succeeded(options))} or 0 * {every}) / ({every} > 0)",
        ),
        Record(_STEADY_CALLS, _steady(options)),
        Record(FAILED_SINCE_SUCCESS, _failed_since_success(options)),
        Record(SHARE_SINCE_SUCCESS, _share_since_success(options)),
        Record(failing_changes(options), _failing_changes(options)),
        *(Record(failed_share(window, options), _failed_share(window, options)) for window in (WINDOW, STEADY)),
        Record(failed_much(options), _failed_much(options)),
        Record(failed_together(options), _failed_together(options)),
        Record(untold(options), _untold(options)),
        Record(unseen(options), _unseen(options)),
        Record(
            class_share(options),
            share_of(
                by((*group(options), m.CLASS), total(calls, HOUR, options)),
                by(group(options), total(calls, HOUR, options)),
                options,
            ),
        ),
        *(_burn(window, options) for window in BURN_WINDOWS),
    )


def share_of(part: str, whole: str, options: Options) -> str:
    """Divides `part` by all of its service and provider, where there are any."""
    return f"{part} / on ({', '.join(group(options))}) group_left () ({whole} > 0)"


def _are_back(options: Options) -> str:
    """Finds processes that were away and have no fewer calls than before: they were not restarted."""
    before = f"last_over_time({_LIVED}[{options.time(DAY)}])"
    lately = f"last_over_time({_PROCESS}[{options.time(_ABSENT)}] offset {options.time(WINDOW)})"
    return f"{_PROCESS} >= {before} unless {lately}"


def _succeeded(options: Options) -> str:
    return f'{recorded("calls", options)}{{{m.CLASS}="{names.OK}"}}'


def _failed_since_success(options: Options) -> str:
    """Adds every fifth minute's failures to what it was, or is 0 where a call has succeeded, or none can be made.

    It reads its own past, and not the calls of a day: a subquery over a day would be in memory for every service.
    """
    own, calls = FAILED_SINCE_SUCCESS, recorded("calls", options)
    was = f"last_over_time({own}[{options.time(_REMEMBERED)}])"
    was = f"({was} unless {was} == {own} offset {options.time(DAY)})"
    fifth = f"vector(time() % {WINDOW / options.speed:g}) < {INTERVAL / options.speed:g}"
    more = f'({calls}{{{m.CLASS}!~"{"|".join((names.OK, *_NO_FAULTS))}"}} > 0 and on () ({fifth}))'
    of_service = f"on ({', '.join(group(options))})"
    over = f"unless {of_service} ({_succeeded(options)} > 0) unless {of_service} ({_taken_away(options)})"
    return f"({was} + {more} or {was} or {more}) {over} or 0 * {was}"


def _steady(options: Options) -> str:
    """Finds services that were heard of in nearly every evaluation of the last hour, and call often enough to miss."""
    calls, often = recorded("all_calls", options), _CALLS_OF_AN_HOUR * WINDOW / HOUR
    hour, most = options.time(HOUR), f"{_ALL_OF_AN_HOUR:g} * count_over_time({WATCHED}[{options.time(HOUR)}])"
    whole = f"last_over_time({WATCHED}[{options.time(WINDOW)}] offset {options.time(HOUR - WINDOW)})"
    there = f"count_over_time({calls}[{hour}]) >= on () group_left () ({most} and {whole})"
    return f"{there} and avg_over_time({calls}[{options.time(DAY)}]) >= {often:.3g}"


def _taken_away(options: Options) -> str:
    """Finds services that were there all the time, and are not heard of any more, while somebody looked.

    One whose target is there has only made no call since it was started, unless it calls others, or with another
    credential.
    """
    all_calls, gap = recorded("all_calls", options), options.time(_TAKEN_AWAY)
    caller = ", ".join(one for one in process(options) if one not in (m.PROVIDER, m.SERVICE, "instance"))
    waits = f"((up or target_info) unless on ({caller}) {all_calls})"
    looked = f"last_over_time({WATCHED}[{options.time(WINDOW)}] offset {options.time(_TAKEN_AWAY - 2 * WINDOW)})"
    steady = f"last_over_time({_STEADY_CALLS}[{options.time(DAY)}])"
    return f"{steady} unless last_over_time({all_calls}[{gap}]) unless on ({caller}) {waits} and on () {looked}"


def _share_since_success(options: Options) -> str:
    return share_of(FAILED_SINCE_SUCCESS, by(group(options), FAILED_SINCE_SUCCESS), options)


def _failing_changes(options: Options) -> str:
    """Looks at every five minutes in which calls were made: a time without any says nothing."""
    failing = f'({recorded("calls", options)}{{{m.CLASS}!="{names.OK}"}} > bool 0)'
    called = f"on ({', '.join(group(options))}) ({recorded('all_calls', options)} > 0)"
    return f"changes(({failing} and {called})[{options.time(COMING)}:{options.time(WINDOW)}]) > 0"


def _failed_share(window: int, options: Options) -> str:
    calls = recorded("calls", options)
    failed, every = f'{calls}{{{m.CLASS}!="{names.OK}"}}', by(group(options), calls)
    if window == STEADY:
        before = f"{calls} offset {options.time(WINDOW)}"
        failed = f"({failed} + {failed} offset {options.time(WINDOW)})"
        every = f"({every} + {by(group(options), before)})"
    return share_of(f"({failed} > 0)", every, options)


def _failed_much(options: Options) -> str:
    share = failed_share(WINDOW, options)
    own = f'({share}{{{m.OWNER}=~"{"|".join(_OWNERS)}"}} or {share}{{{m.CLASS}="{LIMIT}"}}) >= {_MUCH:g}'
    of_provider = by((*group(options), m.OWNER), f'{share}{{{m.OWNER}="{Owner.PROVIDER}"}}')
    return f"{own} or {of_provider} >= {_MUCH:g}"


def _failed_together(options: Options) -> str:
    """Takes in whoever begins to fail while several do, and lets go of whoever no longer fails.

    Who rarely calls begins later, while several still fail, and is not let go of until a call succeeds.
    """
    much, own, within = failed_much(options), failed_together(options), options.time(_WITHIN)

    def begins(of: str) -> str:
        return f"({much}{of} unless last_over_time({much}{of}[{within}] offset {within}))"

    def remains(of: str) -> str:
        return f"{much}{of} and last_over_time({own}{of}[{options.time(_REMAINS)}])"

    on_reason = f"on ({', '.join((m.PROVIDER, m.CLASS, m.OWNER, *credential(options)))})"
    often = f"on ({', '.join(group(options))}) {recorded('all_calls', options)} >= {options.thresholds[TOTAL_CALLS]:g}"
    rare = f"{much} unless {often} and {on_reason} {_several(remains, options)}"
    was = f"last_over_time({much}[{options.time(_UNSOLVED)}]) and last_over_time({own}[{options.time(WINDOW)}])"
    unsolved = f"{was} and on ({', '.join((*group(options), m.CLASS, m.OWNER))}) {FAILED_SINCE_SUCCESS} > 0"
    together = f"{begins('')} and {on_reason} {_several(begins, options)}"
    return f"{together} or {remains('')} or {unsolved} or {rare}"


def _several(found: Callable[[str], str], options: Options) -> str:
    """Finds the reasons that enough services have: two share a key, and two that see a provider fail are too few.

    Args:
        found: Finds the services by further matchers.
    """
    limits, each = options.thresholds, ", ".join(services(options))
    of_provider = found(f'{{{m.OWNER}="{Owner.PROVIDER}"}}')
    own = found(f'{{{m.OWNER}!="{Owner.PROVIDER}"}}')
    return (
        f"(count without ({each}) ({of_provider}) >= {limits[OUTAGE_SERVICES]:g}"
        f" or count without ({each}) ({own}) >= {limits[SHARED_SERVICES]:g})"
    )


def _untold(options: Options) -> str:
    """Takes away what fails while no call succeeds, or several services fail together: an alert tells that at once."""
    limits, failed = options.thresholds, recorded("provider_failures", options)
    none = f"{by(group(options), FAILED_SINCE_SUCCESS)} >= {limits[FAILED_RUN]:g}"
    each = ", ".join((*of_a_provider(options), m.OWNER))
    together = f'count without ({each}) ({failed_together(options)}{{{m.OWNER}="{Owner.PROVIDER}"}})'
    # All that the provider answers for is one reason, without a class.
    return f"{failed} unless {none} unless on ({m.PROVIDER}, {m.CLASS}) {together} >= {limits[OUTAGE_SERVICES]:g}"


def _unseen(options: Options) -> str:
    limits, every = options.thresholds, recorded("all_calls", options)
    share = f"{recorded('provider_failures', options)} / ({every} > 0)"
    return f"{untold(options)} unless ({share} >= {limits[OUTAGE_SHARE]:g} and {every} >= {limits[OUTAGE_CALLS]:g})"


def _counted(what: str, metric: Metric, labels: tuple[str, ...], options: Options) -> Record:
    return Record(recorded(what, options), by((*group(options), *labels), events(metric.name, options)))


_DURATIONS: Final = (m.OPERATION_DURATION.name, m.INFERENCE_DURATION.name)
"""Under the name of either convention; an operation is recorded under one of them."""


def _operations(options: Options) -> str:
    return " or ".join(f"({events(f'{name}_count', options)})" for name in _DURATIONS)


def _buckets(options: Options) -> str:
    return " or ".join(f"increase({name}_bucket[{options.time(WINDOW)}])" for name in _DURATIONS)


def _tokens(options: Options) -> str:
    window = options.time(WINDOW)
    old = f"increase({m.TOKEN_USAGE.name}_sum[{window}])"
    new = (
        f'label_replace(increase({metric.name}[{window}]), "{m.TOKEN_TYPE}", "{kind}", "", "")'
        for metric, kind in ((m.INPUT_USAGE, "input"), (m.OUTPUT_USAGE, "output"))
    )
    return " or ".join((old, *new))


def _burn(window: int, options: Options) -> Record:
    failed = total(recorded("provider_failures", options), window, options)
    return Record(burn(window, options), f"{failed} / ({total(recorded('all_calls', options), window, options)} > 0)")
