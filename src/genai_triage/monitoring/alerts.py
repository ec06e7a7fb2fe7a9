"""The alerts: a row for each, from which Prometheus', Mimir's and Grafana's rules are written.

Every expression keeps only the series that fire, none with a value below 0, so an evaluator that needs a condition of
its own takes `> -1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypedDict
from urllib.parse import quote

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.guides import GUIDES
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import FAILURE_CLASS, OVERVIEW, PROVIDER_HEALTH, Dashboard, panel_id
from genai_triage.monitoring.playbooks import PLAYBOOKS
from genai_triage.monitoring.recording import (
    GROUP,
    HOUR,
    WINDOW,
    burn,
    by,
    class_share,
    recorded,
    success_share,
    total,
)
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import FailureClass, Owner
from genai_triage.telemetry import names

Severity = Literal["critical", "warning", "info"]
"""`critical` pages, `warning` is worked on in office hours, `info` is a note and wakes nobody."""
SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "warning", "info")
Value = Literal["count", "percent", "tokens", "none"]
"""What the value of an expression is."""
TELEMETRY_PAGE: Final = "telemetry"
RETRIES_PAGE: Final = "retries"
"""The two runbooks that belong to no class."""

_WORD_START: Final = re.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MINUTE: Final = 60
_DAY: Final = 86400
_HOLD: Final = 15 * _MINUTE
"""Seconds that an alert stays after its last failure, so that rare failures do not resolve between two calls."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert rule."""

    name: str
    severity: Severity
    classes: tuple[FailureClass, ...]
    """Classes that it is about; empty for what is no class: telemetry, hidden failures."""
    owner: Owner | None
    """Who must act; None: the label `triage_owner` of the series says it."""
    expr: str
    wait: int
    """Seconds it must hold before it fires (`for`), at full speed."""
    keep: int
    """Seconds it stays after (`keep_firing_for`), at full speed."""
    summary: str
    """One line; `{service}` and `{provider}` stand for those of the series."""
    problem: str
    """What is seen, with `{service}`, `{provider}`, `{value}` and, where it has one, `{model}`."""
    fix: str
    """What the owner does, in the imperative."""
    value: Value
    page: str
    """The runbook, a class or `telemetry` or `retries`."""
    dashboard: Dashboard
    panel: str
    """Key of the panel that shows it."""

    @property
    def uid(self) -> str:
        """Unique over all rows, at most 40 characters: `llm-auth-failing-critical`."""
        return f"{_WORD_START.sub('-', self.name).lower()}-{self.severity}"

    @property
    def labels(self) -> dict[str, str]:
        """Static labels, `owner` only where no series says it."""
        labels: dict[str, str] = {"severity": self.severity}
        if self.owner is not None:
            labels["owner"] = self.owner.value
        return labels


def alerts(options: Options) -> tuple[Alert, ...]:
    """Every alert, those of single classes first."""
    return (
        *_first_failures(options),
        *_shares(options),
        _outage(options),
        *_burns(options),
        _safety_spike(options),
        *_notices(options),
        _quota_running_out(options),
        _balance_running_out(options),
        _retries_hide_failures(options),
        _telemetry_missing(options),
    )


def alerts_of(failure_class: FailureClass, options: Options) -> tuple[Alert, ...]:
    """The alerts about a class, the most severe first."""
    found = [alert for alert in alerts(options) if failure_class in alert.classes]
    return tuple(sorted(found, key=lambda alert: SEVERITIES.index(alert.severity)))


def dashboard_link(alert: Alert, options: Options, service: str, provider: str) -> str:
    """Address of the panel that an alert leads to.

    Args:
        service, provider: The series' labels in the evaluator's template language, URL-quoted.
    """
    variables = {"var-service": service}
    if _PROVIDER_MARK in alert.summary:
        variables["var-provider"] = provider
    if alert.dashboard == FAILURE_CLASS:
        variables["var-class"] = quote(alert.classes[0].value)
    variables |= {"from": "now-3h", "to": "now", "viewPanel": str(panel_id(alert.dashboard, alert.panel))}
    query = "&".join(f"{name}={value}" for name, value in variables.items())
    return f"{options.dashboards_url.rstrip('/')}/d/{alert.dashboard}?{query}"


def runbook_link(alert: Alert, options: Options) -> str:
    """Address of an alert's runbook, at the section about the alert."""
    base = options.runbooks_url.rstrip("/")
    return f"{base}/{alert.page}{options.runbook_suffix}#{alert.name.lower()}"


_GROUP: Final = ", ".join(GROUP)
_PROVIDER_MARK: Final = "{provider}"
_WHERE: Final = "{service} calling {provider}"
_TO: Final = "{service} to {provider}"


@dataclass(frozen=True, slots=True)
class _Words:
    """What the alerts of a class are called and say."""

    name: str
    says: str
    """After "calls of … ": what happens to them."""


_WORDS: Final[Mapping[FailureClass, _Words]] = {
    FailureClass.AUTH: _Words("LLMAuthFailing", "are refused for their credential"),
    FailureClass.PERMISSION: _Words("LLMPermissionDenied", "are not allowed"),
    FailureClass.BILLING: _Words("LLMBillingBlocked", "are refused because of money"),
    FailureClass.QUOTA: _Words("LLMQuotaExhausted", "are refused because a long-window quota is used up"),
    FailureClass.REGION: _Words("LLMRegionBlocked", "are refused for the place they come from"),
    FailureClass.UNCLASSIFIED: _Words("LLMUnclassifiedFailures", "fail in a way that the taxonomy does not know"),
    FailureClass.RATE_LIMIT: _Words("LLMRateLimited", "are over a short-window limit"),
    FailureClass.INVALID_REQUEST: _Words("LLMInvalidRequests", "are refused as malformed"),
    FailureClass.TOO_LARGE: _Words("LLMRequestsTooLarge", "are refused as too large"),
    FailureClass.UNSUPPORTED: _Words("LLMFeatureUnsupported", "ask for what the model or API version lacks"),
    FailureClass.NOT_FOUND: _Words("LLMResourceNotFound", "ask for a model or resource that is not there"),
    FailureClass.MALFORMED_OUTPUT: _Words("LLMMalformedOutput", "get an unusable answer"),
    FailureClass.TIMEOUT: _Words("LLMTimeouts", "run into a time limit"),
    FailureClass.NETWORK: _Words("LLMNetworkFailing", "do not reach the provider"),
    FailureClass.CLIENT: _Words("LLMClientRefused", "are refused by the SDK before they are sent"),
    FailureClass.RECITATION: _Words("LLMRecitations", "are stopped because the answer recites known material"),
    FailureClass.TRUNCATED: _Words("LLMTruncatedAnswers", "end at the token limit"),
    FailureClass.CANCELLED: _Words("LLMCallsCancelled", "are given up by the caller"),
}
"""Classes with alerts of their own kind: `_FIRST`, `_SHARED` and `_NOTED`."""

_FIRST: Final = (
    FailureClass.AUTH,
    FailureClass.PERMISSION,
    FailureClass.BILLING,
    FailureClass.QUOTA,
    FailureClass.REGION,
    FailureClass.UNCLASSIFIED,
)
"""They do not heal by themselves: one failure is enough."""
_SHARED: Final = (
    FailureClass.RATE_LIMIT,
    FailureClass.INVALID_REQUEST,
    FailureClass.TOO_LARGE,
    FailureClass.UNSUPPORTED,
    FailureClass.NOT_FOUND,
    FailureClass.MALFORMED_OUTPUT,
    FailureClass.TIMEOUT,
    FailureClass.NETWORK,
    FailureClass.CLIENT,
)
"""A few are normal: their share of the calls counts."""
_NOTED: Final = (FailureClass.RECITATION, FailureClass.TRUNCATED, FailureClass.CANCELLED)
"""They never page: a note at most."""
_FAULTS: Final = (FailureClass.OVERLOADED, FailureClass.INTERNAL)
"""What a provider in trouble answers."""


def _owner(failure_class: FailureClass) -> Owner | None:
    """The class's owner, or None where one of its causes has another: then the series says it."""
    owners = {cause.owner for cause in CAUSES.values() if cause.failure_class is failure_class}
    return failure_class.owner if owners <= {failure_class.owner} else None


def _calls(failure_class: FailureClass, options: Options) -> str:
    """Failed calls of a class in five minutes."""
    return f'{recorded("calls", options)}{{{m.CLASS}="{failure_class}"}}'


def _share(part: str, whole: str) -> str:
    return f"{part} / on ({_GROUP}) group_left () ({whole} > 0)"


def _nothing_works(part: str, options: Options) -> str:
    """The share of an hour's calls that failed, where enough did and none succeeded for half an hour.

    For services that call too rarely for five minutes to say anything.
    """
    least = options.thresholds.total_calls
    succeeded = f'{recorded("calls", options)}{{{m.CLASS}="{names.OK}"}}'
    failed = total(part, HOUR, options)
    return (
        f"{_share(failed, total(recorded('all_calls', options), HOUR, options))} > 0"
        f" and ({failed} >= {least:g})"
        f" unless on ({_GROUP}) ({total(succeeded, HOUR // 2, options)} > 0)"
    )


def _most_fail(part: str, share: float, calls: float, options: Options) -> str:
    """The share of the calls that failed, where it is large and there are enough calls, or none works."""
    every = recorded("all_calls", options)
    return (
        f"{_share(part, every)} >= {share:g} and on ({_GROUP}) {every} >= {calls:g}"
        f" or ({_nothing_works(part, options)})"
    )


class _About(TypedDict):
    """What every alert of one class has."""

    name: str
    classes: tuple[FailureClass, ...]
    owner: Owner | None
    fix: str
    page: str
    dashboard: Dashboard
    panel: str


def _about(failure_class: FailureClass) -> _About:
    return _About(
        name=_WORDS[failure_class].name,
        classes=(failure_class,),
        owner=_owner(failure_class),
        fix=PLAYBOOKS[failure_class].fix,
        page=failure_class.value,
        dashboard=FAILURE_CLASS,
        panel="failures",
    )


def _first_failures(options: Options) -> Iterator[Alert]:
    for failure_class in _FIRST:
        says = _WORDS[failure_class].says
        yield _most_calls(failure_class, _MINUTE, _HOLD, options)
        yield Alert(
            **_about(failure_class),
            severity="warning",
            expr=f"{_calls(failure_class, options)} >= {options.thresholds.first_failures:g}",
            wait=0,
            keep=_HOLD,
            summary=f"{_WHERE}: calls {says}.",
            problem=f"Calls of {_TO} {says}: {{value}} in {options.time(WINDOW)}.",
            value="count",
        )


def _shares(options: Options) -> Iterator[Alert]:
    limits = options.thresholds
    for failure_class in _SHARED:
        says, part = _WORDS[failure_class].says, _calls(failure_class, options)
        share = _share(part, recorded("all_calls", options))
        yield _most_calls(failure_class, WINDOW, WINDOW, options)
        yield Alert(
            **_about(failure_class),
            severity="warning",
            expr=f"{share} >= {limits.failure_share:g} and {part} >= {limits.failure_count:g}",
            wait=WINDOW,
            keep=WINDOW,
            summary=f"{_WHERE}: more than a few calls {says}.",
            problem=f"{{value}} of the calls of {_TO} {says}.",
            value="percent",
        )


def _most_calls(failure_class: FailureClass, wait: int, keep: int, options: Options) -> Alert:
    """The page: for this reason the service does not work."""
    limits, says = options.thresholds, _WORDS[failure_class].says
    return Alert(
        **_about(failure_class),
        severity="critical",
        expr=_most_fail(_calls(failure_class, options), limits.total_share, limits.total_calls, options),
        wait=wait,
        keep=keep,
        summary=f"{_WHERE}: most calls {says}.",
        problem=f"{{value}} of the calls of {_TO} {says}.",
        value="percent",
    )


def _outage(options: Options) -> Alert:
    limits = options.thresholds
    pattern = "|".join(_FAULTS)
    faults = f'{recorded("calls", options)}{{{m.CLASS}=~"{pattern}"}}'
    return Alert(
        name="LLMProviderOutage",
        severity="critical",
        classes=_FAULTS,
        owner=Owner.PROVIDER,
        expr=_most_fail(by(GROUP, faults), limits.outage_share, limits.outage_calls, options),
        wait=2 * _MINUTE,
        keep=WINDOW,
        summary=f"{_WHERE}: the provider is down.",
        problem=f"The provider fails {{value}} of the calls of {_TO} (overloaded or internal).",
        fix=PLAYBOOKS[FailureClass.OVERLOADED].fix,
        value="percent",
        page=FailureClass.OVERLOADED.value,
        dashboard=PROVIDER_HEALTH,
        panel="failures",
    )


_Pair = tuple[float, int, int]
"""Burn rate, long window, short window (seconds): both must burn. Source: Google's SRE workbook, chapter 5."""
_ALMOST_ALL: Final = 0.9
_FAST: Final[tuple[_Pair, ...]] = ((14.4, HOUR, WINDOW), (6, 6 * HOUR, 1800))
_SLOW: Final[tuple[_Pair, ...]] = ((3, _DAY, 2 * HOUR), (1, 3 * _DAY, 6 * HOUR))


def _burns(options: Options) -> Iterator[Alert]:
    yield _burning("critical", _FAST, 2 * _MINUTE, options)
    yield _burning("warning", _SLOW, HOUR, options)


def _burning(severity: Severity, pairs: tuple[_Pair, ...], wait: int, options: Options) -> Alert:
    budget = f"{100 * (1 - options.thresholds.slo):.2g} %"
    return Alert(
        name="LLMProviderDegraded",
        severity=severity,
        classes=tuple(member for member in FailureClass if member.owner is Owner.PROVIDER),
        owner=Owner.PROVIDER,
        expr=" or ".join(_burns_in(*pair, options) for pair in pairs),
        wait=wait,
        keep=_HOLD,
        summary=f"{_WHERE}: the provider uses up its error budget.",
        problem=f"The provider fails {{value}} of the calls of {_TO}, where {budget} are budgeted.",
        fix=PLAYBOOKS[FailureClass.INTERNAL].fix,
        value="percent",
        page=FailureClass.INTERNAL.value,
        dashboard=PROVIDER_HEALTH,
        panel="burn",
    )


def _burns_in(rate: float, long: int, short: int, options: Options) -> str:
    """The long window's share of failures, where both windows burn and the long one has calls and failures enough."""
    limits = options.thresholds
    # A low objective times a high rate would ask for more failures than calls.
    most = f"{min(rate * (1 - limits.slo), _ALMOST_ALL):.6g}"
    return (
        f"({burn(long, options)} > {most} and {burn(short, options)} > {most}"
        f" and {total(recorded('all_calls', options), long, options)} >= {limits.slo_calls:g}"
        f" and {total(recorded('provider_failures', options), long, options)} >= {limits.slo_failures:g})"
    )


def _safety_spike(options: Options) -> Alert:
    limits = options.thresholds
    share = f'{class_share(options)}{{{m.CLASS}="{FailureClass.SAFETY}"}}'
    usual = f"avg_over_time({share}[{options.time(_DAY)}] offset {options.time(HOUR)})"
    blocks = by((*GROUP, m.CLASS), total(_calls(FailureClass.SAFETY, options), HOUR, options))
    return Alert(
        name="LLMSafetyBlocksSpike",
        severity="info",
        classes=(FailureClass.SAFETY,),
        owner=_owner(FailureClass.SAFETY),
        expr=(
            f"{share} >= {limits.safety_share:g} and {blocks} >= {limits.safety_count:g}"
            f" unless {share} <= {limits.safety_factor:g} * {usual}"
        ),
        wait=0,
        keep=_HOLD,
        summary=f"{_WHERE}: far more answers or prompts are blocked than yesterday.",
        problem=f"In the last hour {{value}} of the calls of {_TO} were blocked, "
        f"more than {limits.safety_factor:g} times the share of the day before.",
        fix=PLAYBOOKS[FailureClass.SAFETY].fix,
        value="percent",
        page=FailureClass.SAFETY.value,
        dashboard=FAILURE_CLASS,
        panel="failures",
    )


def _notices(options: Options) -> Iterator[Alert]:
    limits = options.thresholds
    for failure_class in _NOTED:
        says = _WORDS[failure_class].says
        failed = by((*GROUP, m.CLASS), total(_calls(failure_class, options), HOUR, options))
        yield Alert(
            **_about(failure_class),
            severity="info",
            expr=f'{class_share(options)}{{{m.CLASS}="{failure_class}"}} >= {limits.notice_share:g}'
            f" and {failed} >= {limits.notice_count:g}",
            wait=0,
            keep=_HOLD,
            summary=f"{_WHERE}: many calls {says}.",
            problem=f"In the last hour {{value}} of the calls of {_TO} {says}.",
            value="percent",
        )


def _quota_running_out(options: Options) -> Alert:
    """Used in the last day, because only the provider knows when its day begins."""
    day, per_model = options.time(_DAY), (*GROUP, m.MODEL)
    inputs = f'{recorded("tokens", options)}{{{m.TOKEN_TYPE}="input"}}'
    shares = (
        f"{total(used, _DAY, options)} / on ({', '.join(per_model)}) group_right () {_daily_limits(is_tokens, day)}"
        for used, is_tokens in ((recorded("operations", options), False), (by(per_model, inputs), True))
    )
    return Alert(
        name="LLMQuotaRunningOut",
        severity="warning",
        classes=(FailureClass.QUOTA,),
        owner=Owner.ACCOUNT,
        expr=f"({' or '.join(shares)}) >= {options.thresholds.quota_share:g}",
        wait=0,
        keep=_HOLD,
        summary=f"{_WHERE}: a daily quota of {{model}} is almost used up.",
        problem=f"In the last {day} {_TO} used {{value}} of a daily quota of {{model}}.",
        fix=PLAYBOOKS[FailureClass.QUOTA].fix,
        value="percent",
        page=FailureClass.QUOTA.value,
        dashboard=OVERVIEW,
        panel="quota_limits",
    )


def _daily_limits(of_tokens: bool, day: str) -> str:
    """The limits by day that a provider stated, of tokens or of requests."""
    tokens = f'{m.QUOTA_ID}{"=~" if of_tokens else "!~"}"(?i).*token.*"'
    stated = f'max_over_time({m.QUOTA_LIMIT.name}{{{m.QUOTA_ID}=~"(?i).*per_?day.*",{tokens}}}[{day}])'
    return f"(max by ({', '.join((*GROUP, m.MODEL, m.QUOTA_ID))}) ({stated}) > 0)"


def _balance_running_out(options: Options) -> Alert:
    """Of several instances the one that saw least is right: the others asked earlier."""
    limits = options.thresholds
    balance = f"min by ({', '.join((*GROUP, m.MODEL))}) ({m.BALANCE.name})"
    step, quarter, week = options.time(WINDOW), options.time(6 * HOUR), options.time(7 * _DAY)
    ahead = max(1, round(limits.balance_hours * HOUR / options.speed))
    soon = f"predict_linear(({balance})[{quarter}:{step}], {ahead}) <= 0"
    known = f"count_over_time(({balance})[{quarter}:{step}]) > {HOUR // WINDOW}"
    little = f"{balance} <= {limits.balance_share:g} * max_over_time(({balance})[{week}:{options.time(HOUR)}])"
    return Alert(
        name="LLMBalanceRunningOut",
        severity="warning",
        classes=(FailureClass.BILLING,),
        owner=Owner.ACCOUNT,
        expr=f"{balance} and ({soon} and {known} or {little})",
        wait=WINDOW,
        keep=_HOLD,
        summary=f"{_WHERE}: the prepaid tokens of {{model}} are almost used up.",
        problem=f"{{value}} tokens of {{model}} are left for {_TO}: under {limits.balance_share:.0%} of the week's "
        f"highest balance, or used up within {limits.balance_hours:g} hours at this pace.",
        fix=PLAYBOOKS[FailureClass.BILLING].fix,
        value="tokens",
        page=FailureClass.BILLING.value,
        dashboard=OVERVIEW,
        panel="balance",
    )


def _retries_hide_failures(options: Options) -> Alert:
    limits = options.thresholds
    attempts = recorded("attempts", options)
    failed = by(GROUP, f'{attempts}{{{m.CLASS}!="{names.OK}"}}')
    return Alert(
        name="LLMRetriesHideFailures",
        severity="warning",
        classes=(),
        owner=Owner.CALLER,
        expr=(
            f"{failed} / ({by(GROUP, attempts)} > 0) >= {limits.retries_share:g}"
            f" and {failed} >= {limits.retries_count:g}"
            f" and {success_share(options)} > {1 - limits.failure_share:.6g}"
        ),
        wait=WINDOW,
        keep=_HOLD,
        summary=f"{_WHERE}: many requests fail and are retried, although the calls succeed.",
        problem=f"{{value}} of the requests of {_TO} fail; retries hide it from the application, for now.",
        fix=GUIDES[RETRIES_PAGE].fix,
        value="percent",
        page=RETRIES_PAGE,
        dashboard=OVERVIEW,
        panel="attempts",
    )


def _telemetry_missing(options: Options) -> Alert:
    """A service that was there for half of the last day and whose process no longer reports anything.

    Counters appear with the first call after a start, so that a process that is alive and idle is no alarm.
    """
    service = f"{m.JOB}, {m.SERVICE}"
    present = f"count by ({service}) ({recorded('all_calls', options)})"
    step, day = options.time(WINDOW), options.time(_DAY)
    return Alert(
        name="LLMTelemetryMissing",
        severity="warning",
        classes=(),
        owner=Owner.CALLER,
        expr=(
            f"count_over_time(({present})[{day}:{step}]) >= {_DAY // WINDOW // 2}"
            f" unless {present} unless on ({m.JOB}) (up == 1 or target_info)"
        ),
        wait=_HOLD,
        keep=0,
        summary="{service}: no telemetry about its model calls.",
        problem="{service} reported its model calls for most of the last day and reports nothing now.",
        fix=GUIDES[TELEMETRY_PAGE].fix,
        value="none",
        page=TELEMETRY_PAGE,
        dashboard=OVERVIEW,
        panel="last_seen",
    )
