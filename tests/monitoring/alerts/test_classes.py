"""Alerts about one class each: when they fire, when they do not, and that they resolve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from genai_triage.monitoring.options import Options, Thresholds
from genai_triage.taxonomy import FailureClass
from tests.support.promtool import (
    ONE_IN_TEN_MINUTES,
    Expected,
    Unit,
    calls,
    check,
    fired,
    fires,
    firing,
    merged,
    ok,
    quiet,
)

pytestmark = pytest.mark.timeout(600)

FIRST = {
    FailureClass.AUTH: "LLMAuthFailing",
    FailureClass.PERMISSION: "LLMPermissionDenied",
    FailureClass.BILLING: "LLMBillingBlocked",
    FailureClass.QUOTA: "LLMQuotaExhausted",
    FailureClass.REGION: "LLMRegionBlocked",
    FailureClass.UNCLASSIFIED: "LLMUnclassifiedFailures",
}
SHARED = {
    FailureClass.RATE_LIMIT: "LLMRateLimited",
    FailureClass.INVALID_REQUEST: "LLMInvalidRequests",
    FailureClass.TOO_LARGE: "LLMRequestsTooLarge",
    FailureClass.UNSUPPORTED: "LLMFeatureUnsupported",
    FailureClass.NOT_FOUND: "LLMResourceNotFound",
    FailureClass.MALFORMED_OUTPUT: "LLMMalformedOutput",
    FailureClass.TIMEOUT: "LLMTimeouts",
    FailureClass.NETWORK: "LLMNetworkFailing",
    FailureClass.CLIENT: "LLMClientRefused",
}
NOTED = {
    FailureClass.RECITATION: "LLMRecitations",
    FailureClass.TRUNCATED: "LLMTruncatedAnswers",
    FailureClass.CANCELLED: "LLMCallsCancelled",
}


def failed(failure_class: FailureClass) -> str:
    """The calls of a class, of a service that is called like the class."""
    return calls(failure_class.value, failure_class.owner.value, job=failure_class.value)


def good(failure_class: FailureClass) -> str:
    return ok(job=failure_class.value)


class Claim:
    """What holds for the alerts of a class."""

    def __init__(self, failure_class: FailureClass, name: str, severity: str) -> None:
        self.job, self.name, self.severity = failure_class.value, name, severity
        self.owner = failure_class.owner.value

    def fires(self, at: str) -> Expected:
        return firing(at, self.name, self.severity, self.owner, job=self.job)

    def rests(self, at: str) -> Expected:
        return firing(at, self.name, self.severity, job=self.job)

    def alone(self, until: str) -> Expected:
        """It fired, and nothing else did."""
        return fired(until, (self.name, self.severity), job=self.job)

    def never(self, until: str) -> Expected:
        """Nothing fired."""
        return fired(until, job=self.job)


def first_failure_born_at_1(failure_class: FailureClass, name: str) -> Unit:
    """One failure that the first sample of its series shows, among many good calls."""
    warning = Claim(failure_class, name, "warning")
    return Unit(
        {good(failure_class): "0+6x60", failed(failure_class): "_x10 1x50"},
        (warning.rests("9m"), warning.fires("10m"), warning.fires("25m"), warning.rests("35m"), warning.alone("60m")),
    )


def first_failure_from_0(failure_class: FailureClass, name: str) -> Unit:
    """One failure in a series that was started at 0, as the library does."""
    warning = Claim(failure_class, name, "warning")
    return Unit(
        {good(failure_class): "0+6x60", failed(failure_class): "0x9 1x50"},
        (warning.rests("9m"), warning.fires("11m"), warning.rests("35m"), warning.alone("60m")),
    )


def eight_in_ten(failure_class: FailureClass, name: str) -> Unit:
    """For twenty minutes, then none."""
    critical = Claim(failure_class, name, "critical")
    return Unit(
        {good(failure_class): "0+2x20 42+10x60", failed(failure_class): "0+8x20 160x60"},
        (critical.fires("15m"), critical.fires("22m"), critical.rests("45m")),
    )


def every_tenth_minute(failure_class: FailureClass, name: str) -> Unit:
    """A call every ten minutes, and all fail: five minutes never say enough. After two hours they succeed."""
    critical = Claim(failure_class, name, "critical")
    return Unit(
        {failed(failure_class): f"{ONE_IN_TEN_MINUTES} 11x120", good(failure_class): f"0x119 {ONE_IN_TEN_MINUTES}"},
        (critical.rests("30m"), critical.fires("80m"), critical.fires("110m"), critical.rests("160m")),
    )


def one_of_one(failure_class: FailureClass, name: str) -> Unit:
    """A single call, and it fails."""
    critical = Claim(failure_class, name, "critical")
    return Unit({good(failure_class): "0x60", failed(failure_class): "0x9 1x50"}, (critical.rests("12m"),))


def two_in_five(failure_class: FailureClass, name: str) -> Unit:
    critical = Claim(failure_class, name, "critical")
    return Unit({good(failure_class): "0+6x60", failed(failure_class): "0+4x60"}, (critical.rests("30m"),))


def one_in_ten(failure_class: FailureClass, name: str) -> Unit:
    """For twenty minutes, then none."""
    warning = Claim(failure_class, name, "warning")
    return Unit(
        {good(failure_class): "0+54x60", failed(failure_class): "0+6x20 120x40"},
        (warning.rests("4m"), warning.fires("12m"), warning.fires("21m"), warning.rests("35m")),
    )


def four_in_a_hundred(failure_class: FailureClass, name: str) -> Unit:
    warning = Claim(failure_class, name, "warning")
    return Unit({good(failure_class): "0+96x60", failed(failure_class): "0+4x60"}, (warning.rests("30m"),))


def four_in_all(failure_class: FailureClass, name: str) -> Unit:
    """Every second call fails, but five minutes have four failures at most."""
    warning = Claim(failure_class, name, "warning")
    return Unit({good(failure_class): "0+1x60", failed(failure_class): "0 1 2 3 4x56"}, (warning.never("60m"),))


def an_hour_of_all(failure_class: FailureClass, name: str) -> Unit:
    """When it is over, the page lasts as long as the warning, of which its owner would be told anew."""
    chosen = f'alertstate="firing",alertname="{name}",job="{failure_class}"'
    left = f'ALERTS{{{chosen},severity="warning"}} unless on (job) ALERTS{{{chosen},severity="critical"}}'
    return Unit(
        {
            good(failure_class): "0+30x60 1800x59 1830+30x80",
            failed(failure_class): "0x60 30+30x59 1800x80",
        },
        (
            Claim(failure_class, name, "critical").fires("119m"),
            Expected("200m", f"count_over_time(({left})[120m:1m])"),
        ),
    )


def three_in_ten(failure_class: FailureClass, name: str) -> Unit:
    """Of an hour's calls, then none."""
    info = Claim(failure_class, name, "info")
    return Unit(
        {good(failure_class): "0+7x200", failed(failure_class): "0+3x60 180x140"},
        (info.fires("30m"), info.rests("180m"), info.alone("200m")),
    )


def all_of_nine(failure_class: FailureClass, name: str) -> Unit:
    info = Claim(failure_class, name, "info")
    return Unit({good(failure_class): "0x120", failed(failure_class): "0x9 9x110"}, (info.never("120m"),))


def one_in_ten_noted(failure_class: FailureClass, name: str) -> Unit:
    info = Claim(failure_class, name, "info")
    return Unit({good(failure_class): "0+9x120", failed(failure_class): "0+1x120"}, (info.never("120m"),))


Names = Mapping[FailureClass, str]
BOTH: Names = {**FIRST, **SHARED}


@fires(
    *((name, severity) for name in BOTH.values() for severity in ("critical", "warning")),
    *((name, "info") for name in NOTED.values()),
)
@pytest.mark.parametrize(
    ("happens", "classes"),
    [
        (first_failure_born_at_1, FIRST),
        (first_failure_from_0, FIRST),
        (eight_in_ten, BOTH),
        (every_tenth_minute, BOTH),
        (one_of_one, BOTH),
        (two_in_five, BOTH),
        (one_in_ten, SHARED),
        (four_in_a_hundred, SHARED),
        (four_in_all, SHARED),
        (an_hour_of_all, BOTH),
        (three_in_ten, NOTED),
        (all_of_nine, NOTED),
        (one_in_ten_noted, NOTED),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_alerts_of_a_class(happens: Callable[[FailureClass, str], Unit], classes: Names, tmp_path: Path) -> None:
    check(tmp_path, [merged(happens(member, name) for member, name in classes.items())])


def test_fewer_calls_than_the_threshold_page_nobody(tmp_path: Path) -> None:
    """Ten in five minutes, of which eight fail."""
    samples = {ok(): "0+0.4x60", calls("auth", "account"): "0+1.6x60"}
    page = ("LLMAuthFailing", "critical")
    check(tmp_path, [quiet(*page, "60m", samples)], Options(thresholds=Thresholds(total_calls=11)))
    check(tmp_path, [Unit(samples, (firing("30m", *page, "account"),))], Options(thresholds=Thresholds(total_calls=9)))
