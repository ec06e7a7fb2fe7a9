"""The same alerts fire, at the same time, whatever the interval of scrapes and evaluations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.monitoring.traffic.measure import measure
from tests.monitoring.traffic.scenes import START, TRAFFICS, Process, Scene, share, within

pytestmark = pytest.mark.timeout(600)
_END = START + 150
_SLACK = 3
"""Minutes: a window that begins between two samples has one less."""
_RARE, _FREQUENT = TRAFFICS[1:3]


def _scenes() -> dict[str, Scene]:
    classes = ("auth", "not_found", "rate_limit", "timeout", "overloaded")
    return {
        **{f"{one}, frequent": (Process(_FREQUENT, within(START, START + 60, _FREQUENT), one),) for one in classes},
        **{f"{one}, rare": (Process(_RARE, within(START, START + 90, _RARE), one),) for one in classes[:2]},
        "5 % rate_limit": (Process(_FREQUENT, share(0.05, _FREQUENT), "rate_limit"),),
        "a restart": (Process(_FREQUENT, lambda minute: 0, old=(90_000, 900), resets=frozenset({START})),),
    }


@pytest.mark.exhaustive
@pytest.mark.parametrize("interval", [15, 30])
def test_scrapes_every_15_or_30_seconds_fire_what_those_of_a_minute_do(tmp_path: Path, interval: int) -> None:
    scenes = _scenes()
    by_minute, found = measure(tmp_path, scenes, end=_END), measure(tmp_path, scenes, end=_END, interval=interval)
    for name in scenes:
        known = {(one.name, one.severity): one for one in by_minute[name]}
        assert {(one.name, one.severity) for one in found[name]} == set(known), name
        for one in found[name]:
            expected = known[one.name, one.severity]
            assert one.episodes == expected.episodes == 1, name
            assert abs(one.first - expected.first) <= _SLACK, (name, one, expected)
            assert abs(one.last - expected.last) <= _SLACK, (name, one, expected)
