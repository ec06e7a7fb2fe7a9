"""Failures that retries hide: when that fires, when it does not, and that it resolves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.promtool import Series, Unit, attempts, calls, check, fires, firing, none_fires, ok

pytestmark = pytest.mark.timeout(600)

HIDDEN = ("LLMRetriesHideFailures", "warning")


@fires(HIDDEN)
def test_retries_that_hide_failures_fire_and_resolve(tmp_path: Path) -> None:
    samples = {ok(): "0+60x60", attempts("ok"): "0+60x60", attempts("rate_limit"): "0+20x20 400x40"}
    times = (firing("4m", *HIDDEN), firing("15m", *HIDDEN, "caller"), firing("50m", *HIDDEN))
    check(tmp_path, [Unit(samples, times)])


def test_retries_hide_failures_does_not_fire(tmp_path: Path) -> None:
    cases: dict[str, Series] = {
        "one in six": {attempts("rate_limit"): "0+12x60"},
        "five in five minutes": {attempts("ok"): "0+3x60", attempts("rate_limit"): "0+1x60"},
        "not hidden": {attempts("rate_limit"): "0+20x60", calls("rate_limit", "caller"): "0+20x60"},
    }
    check(tmp_path, [none_fires(*HIDDEN, "60m", cases, {ok(): "0+60x60", attempts("ok"): "0+60x60"})])
