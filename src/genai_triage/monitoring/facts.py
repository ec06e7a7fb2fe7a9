"""What an alert tells beside its number: since when, causes, model, who answered, limit, reset, wait.

Each fact is a query. Prometheus' templates ask it for the alert's own series. Grafana's templates cannot ask: there it
is evaluated beside the condition, for all series at once, and an alert gets the answer whose labels include its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.model import Alert
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import HOUR, WINDOW, by, counted, failed_share, recorded, without_credential
from genai_triage.taxonomy.gateways import SERVICE
from genai_triage.taxonomy.model import FailureClass
from genai_triage.taxonomy.vendors import VENDORS
from genai_triage.telemetry import names

MOST: Final = 3
"""How many causes, or classes, a text names."""
MOST_SERVICES: Final = 10
"""How many services a text names, by Grafana: each is a query."""
_MOST_SERVICES_ASKED: Final = 50
PACIFIC: Final = "America/Los_Angeles"
"""The only zone that a vendor's day ends in."""
_PROVIDERS: Final = "|".join(
    service.provider_name for vendor in VENDORS if vendor.quota_day == PACIFIC for service in vendor.services
)
ENDS_IN_PACIFIC: Final = f'{m.PROVIDER}=~"{_PROVIDERS}"'
"""Matches the providers whose daily quotas come back at midnight there."""
_DAY: Final = 86400
_LATELY: Final = 1800
"""Seconds in which a service that calls every few minutes has failed."""
_LONG_AGO: Final = 6 * HOUR
"""Seconds before which Grafana's links do not look for a beginning."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The series that a query is about, and the labels by which its answers are kept apart.

    For Prometheus, matchers choose the series of one alert and no label is kept; for Grafana, the other way round.
    """

    options: Options
    group: str = ""
    """Matchers of the service and the provider."""
    target: str = ""
    """The same, without the credential, which not every metric has."""
    series: str = ""
    """Matchers of the further labels that the alert's series have."""
    kept_group: tuple[str, ...] = ()
    kept_series: tuple[str, ...] = ()

    @property
    def kept_target(self) -> tuple[str, ...]:
        return without_credential(self.kept_group)

    @property
    def kept(self) -> tuple[str, ...]:
        """The labels that the alert's series have."""
        return (*self.kept_group, *self.kept_series)


Query = Callable[[Alert, Scope], str]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to ask for."""

    name: str
    query: Query
    """Builds the expression; its answers have the labels that the scope keeps, and those that tell the fact."""
    most: int = 0
    """Answers for an alert, the largest first; 0: there is one only."""
    most_asked: int = 0
    """The same, where a template asks by itself, for which each answer is no query of its own; 0: as many."""

    @property
    def is_ranked(self) -> bool:
        """Whether its answers are to be chosen from."""
        return self.most > 0


def facts(alert: Alert) -> Iterator[Fact]:
    """Yields what can be told of an alert."""
    yield START
    if alert.every_service:
        yield SERVICES
    elif alert.value == "count":
        yield SHARE
    if alert.tells_causes:
        yield from (CAUSES, MODEL, ANSWERED)
        if {FailureClass.QUOTA, FailureClass.RATE_LIMIT} & {*alert.classes}:
            yield LIMIT
        if FailureClass.QUOTA in alert.classes:
            yield RESET
        if any(member.retryable for member in alert.classes):
            yield WAIT
    elif m.QUOTA_ID in alert.series:
        yield from (LIMIT, RESET)
    elif alert.names_provider and not alert.classes:
        yield OUTCOMES


def top(number: int, expr: str, kept: tuple[str, ...]) -> str:
    """Selects the largest values, among those that have the same `kept` labels."""
    return f"topk{f' by ({_list(kept)}) ' if kept else ''}({number}, {expr})"


def ranked(rank: int, expr: str, kept: tuple[str, ...]) -> str:
    """Selects the second largest value, or the third …"""
    larger = f" unless {top(rank - 1, expr, kept)}" if rank > 1 else ""
    return top(1, f"{expr}{larger}", kept)


def _start(alert: Alert, scope: Scope) -> str:
    """Returns when the alert began, or now, in milliseconds, less the time before that matters."""
    if scope.group:
        state = _chosen(f'alertname="{alert.name}",severity="{alert.severity}"', scope.group, scope.series)
        began = f"min(ALERTS_FOR_STATE{state}) or vector(time())"
    elif alert.tells_causes:
        began = _first_failure(alert, scope)
    else:
        began = "vector(time())"
    return f"1000 * (({began}) - {alert.lead})"


def _first_failure(alert: Alert, scope: Scope) -> str:
    """Returns when calls first failed in the last hours: Grafana keeps no state of its own that can be asked for."""
    failed = f"timestamp({recorded('calls', scope.options)}{_chosen(_classes(alert))} > 0)"
    window, step = scope.options.time(_LONG_AGO), scope.options.time(WINDOW)
    kept = _list(scope.kept)
    return (
        f"min by ({kept}) (min_over_time({failed}[{window}:{step}])) or min by ({kept}) ({failed})"
        " or on () vector(time())"
    )


def _share(alert: Alert, scope: Scope) -> str:
    """Returns the share of the calls that failed in five minutes."""
    failed = f"{recorded('calls', scope.options)}{_chosen(scope.group, scope.series, _classes(alert))}"
    every = f"{recorded('all_calls', scope.options)}{_chosen(scope.group)}"
    # In Prometheus' query both sides are of one service, and have no label left.
    return f"{by(scope.kept, failed)} / on ({_list(scope.kept_group)}) group_left () {by(scope.kept_group, every)}"


def _services(alert: Alert, scope: Scope) -> str:
    """Returns the share of each service's calls that fail, by the provider's fault or with the alert's class."""
    if m.CLASS in alert.series:
        return f"{failed_share(WINDOW, scope.options)}{_chosen(scope.group, scope.series, _classes(alert))} > 0"
    failed, every = (
        f"{recorded(what, scope.options)}{_chosen(scope.group)}" for what in ("provider_failures", "all_calls")
    )
    return f"{failed} / ({every} > 0) > 0"


def _parts(alert: Alert, scope: Scope, *labels: str) -> str:
    """Returns the share of the failures of the last half hour that each value of the labels has."""
    chosen = _chosen(scope.group, scope.series, _classes(alert))
    failed = f"sum_over_time({recorded('failures', scope.options)}{chosen}[{scope.options.time(_LATELY)}])"
    parts = by(dict.fromkeys((*scope.kept, *labels)), failed)
    return f"{parts} / on ({_list(scope.kept)}) group_left () {by(scope.kept, failed)} > 0"


def _causes(alert: Alert, scope: Scope) -> str:
    return _parts(alert, scope, m.CLASS, m.CAUSE)


def _model(alert: Alert, scope: Scope) -> str:
    return _parts(alert, scope, m.MODEL)


def _answered(alert: Alert, scope: Scope) -> str:
    """Returns how many failures of an hour each one answered: the vendor, a gateway, nobody."""
    chosen = _chosen(scope.group, scope.series, _classes(alert), f'{m.ANSWERED_BY}!=""')
    failed = counted(f"{m.FAILURES.name}{chosen}", HOUR, scope.options)
    return f"{by((*scope.kept, m.ANSWERED_BY), failed)} > 0"


def _wait(alert: Alert, scope: Scope) -> str:
    """Returns the mean of the waiting times that the provider asked for."""
    name, chosen = m.RETRY_AFTER.name, _chosen(scope.target, _classes(alert))
    kept = (*scope.kept_target, *(label for label in scope.kept_series if label == m.CLASS))
    seconds, count = (by(kept, counted(f"{name}_{part}{chosen}", WINDOW, scope.options)) for part in ("sum", "count"))
    return f"ceil({seconds} / ({count} > 0))"


def _limit(alert: Alert, scope: Scope) -> str:
    """Returns the limit that the provider stated: the alert's own, or, by a window of its class, that of the model with
    most failures."""
    if m.QUOTA_ID in alert.series:
        return _stated(scope)
    long = FailureClass.QUOTA in alert.classes
    window = f'{m.QUOTA_ID}{"!~" if long else "=~"}"(?i).*per_?(second|minute|hour).*"'
    model = (*scope.kept_target, m.MODEL)
    stated = f"max by ({_list((*model, m.QUOTA_ID))}) ({m.QUOTA_LIMIT.name}{_chosen(scope.target, window)})"
    most = top(1, _parts(alert, scope, m.MODEL), scope.kept)
    return f"0 * {most} + on ({_list(model)}) group_left ({m.QUOTA_ID}) {top(1, stated, model)}"


def _reset(alert: Alert, scope: Scope) -> str:
    """Returns when the day of a daily quota ends, in seconds since 1970, where the provider says when days do."""
    if m.QUOTA_ID in alert.series:
        return f"0 * {_stated(scope, ENDS_IN_PACIFIC)} + scalar({pacific_midnight()})"
    # A gateway's own quota has a day of its own.
    of_day = _chosen(scope.group, ENDS_IN_PACIFIC, f'{m.QUOTA_WINDOW}="day",{m.ANSWERED_BY}=~"|{SERVICE}"')
    used_up = counted(f"{m.FAILURES.name}{of_day}", HOUR, scope.options)
    return f"0 * ({by(scope.kept_group, used_up)} > 0) + scalar({pacific_midnight()})"


def _stated(scope: Scope, *more: str) -> str:
    """Returns the limit of the alert's own quota, which its labels name."""
    chosen = _chosen(scope.target, scope.series, *more)
    return f"max by ({_list(scope.kept or (m.QUOTA_ID,))}) ({m.QUOTA_LIMIT.name}{chosen})"


def pacific_midnight() -> str:
    """Returns the next midnight of the US Pacific coast, in seconds since 1970.

    It is an hour early in the first hour of the day on which summer time ends.
    """
    today = "vector(time() - 28800)"
    # Month and latest Sunday: summer time is from March's second Sunday to November's first. PromQL has no time zones.
    sunday = f"(100 * month({today}) + day_of_month({today}) - day_of_week({today}))"
    behind = f"28800 - 3600 * (({sunday} >= bool 308) - ({sunday} >= bool 1101))"
    return f"time() + {_DAY} - (time() + {_DAY} - ({behind})) % {_DAY}"


def _outcomes(alert: Alert, scope: Scope) -> str:
    """Returns the share of the failed attempts that each class has."""
    chosen = _chosen(scope.group, f'{m.CLASS}!="{names.OK}"')
    failed = f"{recorded('attempts', scope.options)}{chosen}"
    every = f"({by(scope.kept_group, failed)} > 0)"
    return f"{by((*scope.kept_group, m.CLASS), failed)} / on ({_list(scope.kept_group)}) group_left () {every} > 0"


def _classes(alert: Alert) -> str:
    return f'{m.CLASS}=~"{"|".join(alert.classes)}"'


def _chosen(*matchers: str) -> str:
    return f"{{{','.join(filter(None, matchers))}}}"


def _list(labels: tuple[str, ...]) -> str:
    return ", ".join(labels)


START: Final = Fact("start", _start)
SERVICES: Final = Fact("service", _services, MOST_SERVICES, _MOST_SERVICES_ASKED)
SHARE: Final = Fact("share", _share)
CAUSES: Final = Fact("cause", _causes, MOST)
MODEL: Final = Fact("model", _model, 1)
ANSWERED: Final = Fact("answered", _answered, 1)
WAIT: Final = Fact("wait", _wait)
LIMIT: Final = Fact("limit", _limit)
RESET: Final = Fact("reset", _reset)
OUTCOMES: Final = Fact("outcome", _outcomes, MOST)
