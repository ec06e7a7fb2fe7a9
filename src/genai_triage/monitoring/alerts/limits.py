"""Alerts before a limit is reached: a daily quota, and prepaid tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.model import DAY, FINANCE, HOLD, Alert, Silenced
from genai_triage.monitoring.options import Options, number, share
from genai_triage.monitoring.panels import OVERVIEW
from genai_triage.monitoring.recording import HOUR, WINDOW, by, group, recorded, total
from genai_triage.taxonomy.model import FailureClass, Owner

QUOTA_SHARE: Final = share("quota_share", 0.8, "used share of a daily limit")
BALANCE_HOURS: Final = number("balance_hours", 24, "hours within which the balance would be used up")
BALANCE_SHARE: Final = share("balance_share", 0.05, "share left of the week's highest balance")


def alerts(options: Options) -> Iterator[Alert]:
    """Yields an alert for each allowance that runs out."""
    yield _quota_running_out(options)
    yield _balance_running_out(options)


def _quota_running_out(options: Options) -> Alert:
    """Counts what was used in the last day, because only the provider knows when its day begins."""
    per_model = (*group(options), m.MODEL)
    inputs = f'{recorded("tokens", options)}{{{m.TOKEN_TYPE}="input"}}'
    shares = (
        f"{total(used, DAY, options)} / on ({', '.join(per_model)}) group_right () {_daily_limits(is_tokens, options)}"
        for used, is_tokens in ((recorded("operations", options), False), (by(per_model, inputs), True))
    )
    return Alert(
        name="LLMQuotaRunningOut",
        severity="warning",
        classes=(FailureClass.QUOTA,),
        owner=Owner.ACCOUNT,
        expr=f"({' or '.join(shares)}) >= {options.thresholds[QUOTA_SHARE]:g}",
        wait=0,
        keep=HOLD,
        summary="{service} calling {provider}: a daily quota of {model} is almost used up.",
        problem="In the last {day}, {service} used {value} of a daily quota of {model} at {provider}.",
        value="percent",
        values={"day": options.span(DAY)},
        about=FailureClass.QUOTA,
        advice="Raise the quota or the plan, or move work to another model, before calls are refused.",
        dashboard=OVERVIEW,
        panel="quota_limits",
        series=(m.MODEL, m.QUOTA_ID),
        lead=DAY,
        silenced=(Silenced("LLMQuotaExhausted"),),
    )


def _daily_limits(of_tokens: bool, options: Options) -> str:
    """Selects the limits by day that a provider stated, of tokens or of requests."""
    tokens = f'{m.QUOTA_ID}{"=~" if of_tokens else "!~"}"(?i).*token.*"'
    stated = f"max_over_time({m.QUOTA_LIMIT.name}{{{m.OF_A_DAY},{tokens}}}[{options.time(DAY)}])"
    return f"(max by ({', '.join((*group(options), m.MODEL, m.QUOTA_ID))}) ({stated}) > 0)"


def _balance_running_out(options: Options) -> Alert:
    limits = options.thresholds
    # Of several instances the one that saw least is right: the others asked earlier.
    balance = f"min by ({', '.join((*group(options), m.MODEL))}) ({m.BALANCE.name})"
    step, quarter, week = options.time(WINDOW), options.time(6 * HOUR), options.time(7 * DAY)
    ahead = max(1, round(limits[BALANCE_HOURS] * HOUR / options.speed))
    soon = f"predict_linear(({balance})[{quarter}:{step}], {ahead}) <= 0"
    known = f"count_over_time(({balance})[{quarter}:{step}]) > {HOUR // WINDOW}"
    little = f"{balance} <= {limits[BALANCE_SHARE]:g} * max_over_time(({balance})[{week}:{options.time(HOUR)}])"
    return Alert(
        name="LLMBalanceRunningOut",
        severity="warning",
        classes=(FailureClass.BILLING,),
        owner=Owner.ACCOUNT,
        expr=f"{balance} and ({soon} and {known} or {little})",
        wait=WINDOW,
        keep=HOLD,
        summary="{service} calling {provider}: the prepaid tokens of {model} are almost used up.",
        problem="{service} has {value} prepaid tokens of {model} left at {provider}: "
        "under {least} of the week's highest balance, or used up within {hours} hours at this pace.",
        value="tokens",
        values={"least": options.percent(limits[BALANCE_SHARE]), "hours": f"{limits[BALANCE_HOURS]:g}"},
        about=FailureClass.BILLING,
        advice="Top up the tokens of this model before calls are refused.",
        dashboard=OVERVIEW,
        panel="balance",
        series=(m.MODEL,),
        lead=DAY,
        silenced=(Silenced("LLMBillingBlocked"),),
        tells=(FINANCE,),
    )
