"""Alerts about one class each: one failure of what does not heal, a share of what is normal in small numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypedDict

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring import recording
from genai_triage.monitoring.alerts.expressions import Part, most_fail, owner_of
from genai_triage.monitoring.alerts.model import BY_OUTAGE, BY_SHARED, FINANCE, HOLD, MINUTE, Alert, Shared, Silenced
from genai_triage.monitoring.options import Options, Threshold, number, share
from genai_triage.monitoring.panels import FAILURE_CLASS, Dashboard
from genai_triage.monitoring.recording import (
    COMING,
    FAILED_SINCE_SUCCESS,
    OWNERS,
    SHARE_SINCE_SUCCESS,
    WINDOW,
    alerted,
    group,
    in_incident,
    is_shared,
    recorded,
    total,
)
from genai_triage.taxonomy.model import FailureClass, Owner

FIRST_FAILURES: Final = number("first_failures", 1, "failures in 5 minutes of a class that does not heal by itself")
TOTAL_SHARE: Final = share(
    "total_share", 0.5, "share from which such a class is critical, where one failure is only a warning"
)
TOTAL_CALLS: Final = recording.TOTAL_CALLS
FAILURE_SHARE: Final = share("failure_share", 0.05, "share of failures of one class that is a warning")
FAILURE_COUNT: Final = number("failure_count", 5, "failures below which failure_share says nothing")


@dataclass(frozen=True, slots=True)
class Row:
    """What the alerts of a class are called and say."""

    failure_class: FailureClass
    name: str
    says: str
    """After "… of the calls": what happens to them."""
    silenced: tuple[Silenced, ...] = ()
    tells: tuple[str, ...] = ()
    shared: Shared = ""

    @property
    def is_shared(self) -> bool:
        """Whether services have in common what it comes from."""
        return is_shared(self.failure_class)

    @property
    def first_share(self) -> Threshold:
        """The share of the calls from which first failures are a warning; of the classes that do not heal."""
        about = f"share of {self.failure_class} below which first_failures says nothing"
        return share(f"first_share_{self.failure_class}", _FIRST_SHARE, about)


_FIRST_SHARE: Final = 0.001
"""One of a thousand: a service that makes three calls a second is told of the first failure."""
_FIRST: Final = (
    Row(FailureClass.AUTH, "LLMAuthFailing", "are refused for their credential"),
    Row(FailureClass.PERMISSION, "LLMPermissionDenied", "are not allowed"),
    Row(FailureClass.BILLING, "LLMBillingBlocked", "are refused because of money", tells=(FINANCE,)),
    Row(FailureClass.QUOTA, "LLMQuotaExhausted", "are refused because a long-window quota is used up"),
    Row(FailureClass.REGION, "LLMRegionBlocked", "are refused for the place they come from"),
    Row(
        FailureClass.UNCLASSIFIED,
        "LLMUnclassifiedFailures",
        "fail in a way that the taxonomy does not know",
        shared="account",
    ),
)
"""They do not heal by themselves: one failure is enough, where it is not one of very many calls."""
_SHARED: Final = (
    Row(FailureClass.RATE_LIMIT, "LLMRateLimited", "are over a short-window limit", shared="account"),
    Row(FailureClass.INVALID_REQUEST, "LLMInvalidRequests", "are refused as malformed"),
    Row(FailureClass.TOO_LARGE, "LLMRequestsTooLarge", "are refused as too large"),
    Row(FailureClass.UNSUPPORTED, "LLMFeatureUnsupported", "ask for what the model or API version lacks"),
    Row(FailureClass.NOT_FOUND, "LLMResourceNotFound", "ask for a model or resource that is not there"),
    Row(FailureClass.MALFORMED_OUTPUT, "LLMMalformedOutput", "get an unusable answer", BY_OUTAGE),
    Row(FailureClass.TIMEOUT, "LLMTimeouts", "run into a time limit", BY_OUTAGE),
    Row(FailureClass.NETWORK, "LLMNetworkFailing", "do not reach the provider"),
    Row(FailureClass.CLIENT, "LLMClientRefused", "are refused by the SDK before they are sent"),
)
"""A few are normal: their share of the calls counts."""
_OUTLASTS: Final = WINDOW + 3 * MINUTE
"""Seconds that a page stays: as long as its warning, which half the share of ten minutes keeps; else that is told."""
ROWS: Final = (*_FIRST, *_SHARED)
FIRST_SHARES: Final = tuple(row.first_share for row in _FIRST)
"""Made here, as a threshold can be set on the command line once it is made."""


def alerts(options: Options) -> Iterator[Alert]:
    """Yields two alerts for each class: most calls fail, and the first or more than a few."""
    for row in _FIRST:
        yield _most_calls(row, MINUTE, HOLD, options)
        yield _first_failure(row, options)
    for row in _SHARED:
        yield _most_calls(row, WINDOW, _OUTLASTS, options)
        yield _more_than_a_few(row, options)


def _most_calls(row: Row, wait: int, keep: int, options: Options) -> Alert:
    """Pages: for this reason the service does not work."""
    limits = options.thresholds
    most = most_fail(Part((row.failure_class,), options), limits[TOTAL_SHARE], limits[TOTAL_CALLS], wait)
    of_reason = f"on ({', '.join((*group(options), m.CLASS, m.OWNER))})"
    # Who was paged before others joined stays: a group that loses an alert is told once more.
    paged = alerted(row.name, "critical")
    joined = f"({in_incident('|'.join(OWNERS), options)} unless {of_reason} {paged})"
    own = f"({most}) unless {of_reason} {joined}"
    return Alert(
        **_about(row),
        severity="critical",
        silenced=row.silenced,
        expr=own if row.is_shared else most,
        wait=wait,
        keep=keep,
        summary=f"{{service}} calling {{provider}}: {{value}} of the calls {row.says}.",
        problem=f"{{value}} of the calls of {{service}} to {{provider}} {row.says}.",
        value="percent",
    )


def _first_failure(row: Row, options: Options) -> Alert:
    return Alert(
        **_about(row),
        severity="warning",
        silenced=(BY_SHARED,) if row.is_shared else row.silenced,
        expr=_first_or_since(row, options),
        wait=0,
        keep=HOLD,
        summary=f"{{service}} calling {{provider}}: calls {row.says}.",
        problem=f"Calls of {{service}} to {{provider}} {row.says}: {{value}} in {{window}} or since a call succeeded.",
        value="count",
        values={"window": options.span(WINDOW)},
    )


def _first_or_since(row: Row, options: Options) -> str:
    """Returns the failures since a call last succeeded, or of five minutes, where their share is no trifle."""
    part, limits = Part((row.failure_class,), options), options.thresholds
    failed, since = part.of(recorded("calls", options)), part.of(FAILED_SINCE_SUCCESS)
    least, least_share = limits[FIRST_FAILURES], limits[row.first_share]
    first = f"{failed} >= {least:g} and {part.share} >= {least_share:g}"
    none_succeeds = f"{since} >= {least:g} and {part.of(SHARE_SINCE_SUCCESS)} >= {least_share:g}"
    still = f"{failed} > 0 and {part.still(first, least_share, 1)}"
    again = f"{part.comes_and_goes()} and {part.on_share} {part.share_of_hours(least_share)}"
    return f"{none_succeeds} or {first} or {still} or {again}"


def _more_than_a_few(row: Row, options: Options) -> Alert:
    limits, part = options.thresholds, Part((row.failure_class,), options)
    least, least_share = limits[FAILURE_COUNT], limits[FAILURE_SHARE]
    calls = part.of(recorded("calls", options))
    many = f"{part.share} >= {least_share:g} and {calls} >= {least:g}"
    again = f"{total(calls, COMING, options)} >= {least:g} and {part.comes_and_goes()}"
    return Alert(
        **_about(row),
        severity="warning",
        silenced=(BY_SHARED,) if row.is_shared else row.silenced,
        expr=(
            f"{many} or {part.still(many, least_share, WINDOW // MINUTE + 1)} or {part.of_hours(least_share, again)}"
        ),
        wait=WINDOW,
        keep=WINDOW,
        summary=f"{{service}} calling {{provider}}: {{value}} of the calls {row.says}.",
        problem=f"{{value}} of the calls of {{service}} to {{provider}} {row.says}.",
        value="percent",
    )


class _About(TypedDict):
    """What every alert of one class has."""

    name: str
    classes: tuple[FailureClass, ...]
    owner: Owner | None
    about: FailureClass
    dashboard: Dashboard
    panel: str
    series: tuple[str, ...]
    tells: tuple[str, ...]
    shared: Shared


def _about(row: Row) -> _About:
    return _About(
        name=row.name,
        classes=(row.failure_class,),
        owner=owner_of(row.failure_class),
        about=row.failure_class,
        dashboard=FAILURE_CLASS,
        panel="failures",
        series=(m.CLASS, m.OWNER),
        tells=row.tells,
        shared=row.shared,
    )
