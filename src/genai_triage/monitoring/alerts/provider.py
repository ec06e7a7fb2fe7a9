"""Alerts about what the provider must answer for: an outage, and an error budget that burns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.expressions import CLEARLY, NO_CHANCE, Part, most_fail, on_group
from genai_triage.monitoring.alerts.failing import TOTAL_CALLS, TOTAL_SHARE
from genai_triage.monitoring.alerts.model import (
    BY_OUTAGE,
    BY_WIDE_OUTAGE,
    DAY,
    HOLD,
    MINUTE,
    OUTAGE,
    WIDE_OUTAGE,
    Alert,
    Severity,
)
from genai_triage.monitoring.options import Options, number, share
from genai_triage.monitoring.panels import PROVIDER_HEALTH
from genai_triage.monitoring.recording import (
    HOUR,
    OUTAGE_CALLS,
    OUTAGE_SERVICES,
    OUTAGE_SHARE,
    STEADY,
    WINDOW,
    alerted,
    burn,
    failed_share,
    failed_together,
    in_incident,
    of_a_provider,
    recorded,
    total,
    unseen,
    untold,
)
from genai_triage.taxonomy.model import FailureClass, Owner

SERVICES_SHARE: Final = share("services_share", 0.5, "share of the services that call a provider that must see it too")
SLO: Final = share("slo", 0.99, "share of calls that a provider must not fail")
SLO_CALLS: Final = number("slo_calls", 20, "calls in the long window below which the error budget is not judged")
SLO_FAILURES: Final = number(
    "slo_failures", 5, "failures in the long window below which the error budget is not judged"
)

_FAULTS: Final = (FailureClass.OVERLOADED, FailureClass.INTERNAL)
"""What a provider in trouble answers."""
_OF_PROVIDER: Final = tuple(member for member in FailureClass if member.owner is Owner.PROVIDER)
_Pair = tuple[float, int, int]
"""Burn rate, long window, short window (seconds): both must burn. Source: Google's SRE workbook, chapter 5."""
FAST: Final[tuple[_Pair, ...]] = ((14.4, HOUR, WINDOW), (6, 6 * HOUR, HOUR))
SLOW: Final[tuple[_Pair, ...]] = ((3, DAY, 2 * HOUR), (1, 3 * DAY, 6 * HOUR))
_ALMOST_ALL: Final = 0.9
_WOULD_FAIL: Final = 3
"""Failures that good calls would have had, of which one of twenty times there is none by chance."""
_OUTLASTS: Final = HOLD + 2 * WINDOW
"""Seconds that an outage stays: as long as what it silences, which would page once more when it is over."""
_OUTLASTS_ALL: Final = _OUTLASTS + 2 * WINDOW
"""The same, of the one that silences outages, each of which has ten minutes' share in it."""


def alerts(options: Options) -> Iterator[Alert]:
    """Yields the outage, as most services see it and as one does, and the budget that burns fast and slowly."""
    yield _wide_outage(options)
    yield _outage(options)
    yield _burning("critical", FAST, 2 * MINUTE, options)
    yield _burning("warning", SLOW, HOUR, options)


def _outage(options: Options) -> Alert:
    limits, wait = options.thresholds, 2 * MINUTE
    return Alert(
        name=OUTAGE,
        severity="critical",
        classes=_FAULTS,
        owner=Owner.PROVIDER,
        expr=most_fail(Part(_FAULTS, options), limits[OUTAGE_SHARE], limits[OUTAGE_CALLS], wait),
        wait=wait,
        keep=_OUTLASTS,
        summary="{service} calling {provider}: {value} of the calls fail as overloaded or internal.",
        problem="{value} of the calls of {service} to {provider} fail as overloaded or internal.",
        value="percent",
        about=FailureClass.OVERLOADED,
        dashboard=PROVIDER_HEALTH,
        panel="failures",
        silenced=(BY_WIDE_OUTAGE,),
    )


def _wide_outage(options: Options) -> Alert:
    """Pages once for all services: each of them would otherwise, at a time of its own."""
    limits = options.thresholds
    return Alert(
        name=WIDE_OUTAGE,
        severity="critical",
        classes=_OF_PROVIDER,
        owner=Owner.PROVIDER,
        expr=f"{_for_most(options)} or {_together(options)} or {_still(options)}",
        # At once: the first service's own page, 2 minutes after it fails, would be told before a third is seen to.
        wait=0,
        keep=_OUTLASTS_ALL,
        summary="{provider} fails the calls of {value} services.",
        problem="{provider} fails at least {least} of the calls of {value} services, by its own fault.",
        value="count",
        values={"least": options.percent(limits[OUTAGE_SHARE])},
        about=FailureClass.OVERLOADED,
        dashboard=PROVIDER_HEALTH,
        panel="failures",
        every_service=True,
    )


def _for_most(options: Options) -> str:
    """Counts the services that see an outage, where most do."""
    limits, every = options.thresholds, recorded("all_calls", options)
    failures, each = recorded("provider_failures", options), f"without ({_services(options)})"
    failed = f"{failures} / ({every} > 0) >= {limits[OUTAGE_SHARE]:g}"
    failing, calling = (f"count {each} ({part})" for part in (failed, f"{every} > 0"))
    return (
        f"{failing} >= {limits[OUTAGE_SERVICES]:g} and {failing} / {calling} >= {limits[SERVICES_SHARE]:g}"
        f" and sum {each} ({every}) >= {limits[OUTAGE_CALLS]:g} and sum {each} ({failures}) >= {NO_CHANCE}"
    )


def _together(options: Options) -> str:
    """Counts the services that began to fail together, where one of them would page by itself."""
    limits, every = options.thresholds, recorded("all_calls", options)
    on, now = on_group(options), f'{failed_together(options)}{{{m.OWNER}="{Owner.PROVIDER}"}}'
    several = f"{on} {recorded('provider_failures', options)} >= {NO_CHANCE}"
    most = f"{now} >= {limits[TOTAL_SHARE]:g} and {several} and {on} {every} >= {limits[TOTAL_CALLS]:g}"
    outage = f"{now} and {several} and {on} ({Part(_FAULTS, options).share} >= {limits[OUTAGE_SHARE]:g}"
    outage += f" and {on} {every} >= {limits[OUTAGE_CALLS]:g})"
    each = f"{_services(options)}, {m.OWNER}"
    found = in_incident(Owner.PROVIDER, options)
    return f"count without ({each}) ({found}) and count without ({each}) ({most} or {outage})"


def _still(options: Options) -> str:
    """Counts the services of which that is not clearly over: their own alerts go on, and would be told anew."""
    share = (
        f"{Part(_FAULTS, options).of(failed_share(STEADY, options))} >= {CLEARLY * options.thresholds[OUTAGE_SHARE]:g}"
    )
    several = f"count without ({_services(options)}) ({share}) >= {options.thresholds[OUTAGE_SERVICES]:g}"
    return f"{several} and on ({m.PROVIDER}) {alerted(WIDE_OUTAGE)}"


def _services(options: Options) -> str:
    return ", ".join(of_a_provider(options))


def _burning(severity: Severity, pairs: tuple[_Pair, ...], wait: int, options: Options) -> Alert:
    burns = " or ".join(_burns_in(*pair, options) for pair in pairs)
    # The long windows are full of failures for half an hour after an outage: nobody is woken up by what is over.
    lasts = f"({burns}) unless {_works(options)}" if severity == "critical" else burns
    return Alert(
        name="LLMProviderDegraded",
        severity=severity,
        classes=_OF_PROVIDER,
        owner=Owner.PROVIDER,
        expr=lasts,
        wait=wait,
        keep=HOLD,
        summary="{service} calling {provider}: {value} of the calls fail by the provider's fault.",
        problem="{value} of the calls of {service} to {provider} fail by the provider's fault; "
        "its error budget allows {budget}.",
        value="percent",
        values={"budget": options.percent(1 - options.thresholds[SLO])},
        about=FailureClass.INTERNAL,
        dashboard=PROVIDER_HEALTH,
        panel="burn",
        lead=max(short for _, _, short in pairs),
        silenced=BY_OUTAGE,
    )


def _works(options: Options) -> str:
    """Tells where so many good calls were made in a row that some of them would have failed at the last hours' share.

    One call tells nothing: with a few an hour, of which half fail, the alert would end and begin after each.
    """
    every = recorded("all_calls", options)
    lately = f"{recorded('provider_failures', options)} == 0 and {every} * {burn(HOUR, options)} >= {_WOULD_FAIL}"
    expected = f"{total(every, HOUR, options)} * {burn(6 * HOUR, options)} >= {_WOULD_FAIL}"
    return f"({lately} or {burn(HOUR, options)} == 0 and {expected})"


def _burns_in(rate: float, long: int, short: int, options: Options) -> str:
    """Returns the long window's share of failures, where both windows burn and the long one has enough of both.

    Over six hours and more, what failed lately in an outage does not count: that was told when it happened, and of
    rare calls, an hour is full of it long after.
    """
    limits, every = options.thresholds, recorded("all_calls", options)
    # A low objective times a high rate would ask for more failures than calls.
    most = f"{min(rate * (1 - limits[SLO]), _ALMOST_ALL):.6g}"
    burns = (
        f"{burn(long, options)} > {most} and {_lately((rate, long, short), options)} > {most}"
        f" and {total(every, long, options)} >= {limits[SLO_CALLS]:g}"
        f" and {total(recorded('provider_failures', options), long, options)} >= {limits[SLO_FAILURES]:g}"
    )
    return f"({burns}{_unless_paged(short, options) if (rate, long, short) in SLOW else ''})"


def _lately(pair: _Pair, options: Options) -> str:
    short = pair[-1]
    if pair == FAST[0]:
        return burn(short, options)
    failed = unseen(options) if pair in SLOW else untold(options)
    return f"{total(failed, short, options)} / ({total(recorded('all_calls', options), short, options)} > 0)"


def _unless_paged(seconds: int, options: Options) -> str:
    """Leaves out services whose budget paged lately: it would be told once more, an hour after."""
    paged = alerted("LLMProviderDegraded", "critical")
    return f" unless {on_group(options)} last_over_time({paged}[{options.time(seconds)}])"
