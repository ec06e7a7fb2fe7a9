"""A service that falls silent: when that fires, when it does not, and that it resolves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.promtool import COARSE, JOB, Series, Unit, check, fires, firing, none_fires, ok

pytestmark = pytest.mark.timeout(600)

MISSING = ("LLMTelemetryMissing", "warning")
UP, TARGET = f'up{{job="{JOB}",instance="a"}}', f'target_info{{job="{JOB}",instance="a"}}'


@fires(MISSING)
def test_telemetry_missing_fires_when_a_service_falls_silent_and_resolves(tmp_path: Path) -> None:
    samples = {ok(): "0+1x1200 stale _x60 0+1x120", UP: "1x1200 0x60 1x120"}
    times = (firing("1205m", *MISSING), firing("1225m", *MISSING, "caller"), firing("1270m", *MISSING))
    check(tmp_path, [Unit(samples, times)], every=COARSE)


def test_telemetry_missing_fires_when_a_service_that_pushes_falls_silent(tmp_path: Path) -> None:
    samples = {ok(): "0+1x1200 stale", TARGET: "1x1200 stale"}
    check(tmp_path, [Unit(samples, (firing("1225m", *MISSING, "caller"),))], every=COARSE)


def test_telemetry_missing_does_not_fire(tmp_path: Path) -> None:
    cases: dict[str, Series] = {
        "restarted and idle": {ok(): "0+1x1200 stale", UP: "1x1300"},
        "restarted and idle, pushes": {ok(): "0+1x1200 stale", TARGET: "1x1300"},
        "away for twelve minutes": {ok(): "0+1x1200 stale _x12 0+1x90", UP: "1x1200 0x12 1x90"},
        "a batch": {ok(): "0+1x30 stale", UP: "1x30 stale"},
        "no traffic": {ok(): "5x1300", UP: "1x1300"},
    }
    check(tmp_path, [none_fires(*MISSING, "1300m", cases)], every=COARSE)
