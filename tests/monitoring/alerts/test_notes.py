"""Notes about blocked content: when they fire, when they do not, and that they resolve."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.promtool import COARSE, Series, Unit, calls, check, fires, firing, none_fires, ok

pytestmark = pytest.mark.timeout(600)

SPIKE = ("LLMSafetyBlocksSpike", "info")
SAFETY = calls("safety", "content")


@fires(SPIKE)
def test_safety_spike_fires_against_the_day_before_and_resolves(tmp_path: Path) -> None:
    samples = {ok(): "0+98x1500 147000+80x60 151800+98x180", SAFETY: "0+2x1500 3000+20x60 4200+2x180"}
    times = (firing("1500m", *SPIKE), firing("1540m", *SPIKE, "content"), firing("1700m", *SPIKE))
    check(tmp_path, [Unit(samples, times)], every=COARSE)


def test_safety_spike_fires_where_there_is_no_day_before(tmp_path: Path) -> None:
    check(tmp_path, [Unit({ok(): "0+8x60", SAFETY: "0+2x60"}, (firing("30m", *SPIKE, "content"),))])


def test_safety_spike_does_not_fire(tmp_path: Path) -> None:
    cases: dict[str, Series] = {
        "4 in 100": {ok(): "0+96x60", SAFETY: "0+4x60"},
        "nine": {ok(): "0+1x60", SAFETY: "0x9 9x50"},
    }
    check(tmp_path, [none_fires(*SPIKE, "60m", cases)])


def test_safety_spike_does_not_fire_for_as_many_as_the_day_before(tmp_path: Path) -> None:
    samples = {ok(): "0+80x1500", SAFETY: "0+20x1500"}
    check(tmp_path, [Unit(samples, (firing("1490m", *SPIKE),))], every=COARSE)
