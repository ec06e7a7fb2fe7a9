"""What is wanted, and what is not as wanted."""

from __future__ import annotations

import pytest

from benchmarks.scale.finding import as_text, at_most, equal, told


@pytest.mark.parametrize(("value", "is_good"), [(10, True), (9, False), (11, False)])
def test_a_count_is_exact(value: int, is_good: bool) -> None:
    assert equal("calls", value, 10).is_good is is_good


@pytest.mark.parametrize(("value", "is_good"), [(-5.0, True), (4.0, True), (4.001, False)])
def test_a_bound_is_not_passed(value: float, is_good: bool) -> None:
    assert at_most("growth", value, 4.0).is_good is is_good


def test_what_is_not_as_wanted_is_marked() -> None:
    good, bad = as_text([told("memory", 100.0, "MB"), at_most("growth", 4.25, 4, "MB")]).splitlines()
    assert good.split() == ["memory", "100", "MB"]
    assert bad.split() == ["✗", "growth", "4.25", "MB", "(≤", "4", "MB)"]
