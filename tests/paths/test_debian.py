"""The ways that Debian's Prometheus alone can show, with the real library: `make paths` in small."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Final

import pytest

from scripts.paths import check, load
from scripts.paths.check import BY_DEFAULT, SAYS, Findings
from scripts.paths.run import differences, started
from scripts.paths.ways import WAYS, Way
from tests.support.programs import needs

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.timeout(600),
    needs("prometheus", "promtool"),
]

DEBIAN: Final = [replace(way, speed=60) for way in WAYS if way.versions == WAYS[0].versions]
"""With a second for a minute."""
PATIENCE: Final = 400.0
NO_CALLS: Final = {
    "Tokens of calls that raised",
    "Open sessions",
    "How sessions ended",
    "Oldest unfinished job",
    "Functions that models called",
}
"""Panels that are empty for a service without sessions, jobs, functions and the latest conventions."""
AT_ONCE: Final = {
    (f"LLM{what}", "warning")
    for what in ("AuthFailing", "BillingBlocked", "PermissionDenied", "QuotaExhausted", "RegionBlocked")
}
"""Alerts that the first failure fires, and that then stay."""


@pytest.fixture(scope="module")
def found() -> dict[str, Findings]:
    """What each way has shown; calls are made until all have shown enough."""
    seen: dict[str, Findings] = {}
    until = time.monotonic() + PATIENCE
    with started(DEBIAN, names=[load.FAILING]) as scene:

        def look(way: Way, at: Any) -> None:
            seen[way.key] = after(seen.get(way.key), check.findings(at, way.names, scene.since))

        def is_all_seen() -> bool:
            for way, at in scene.ways:
                if not is_right(way, seen):
                    if way is not DEBIAN[0]:
                        look(*scene.ways[0])  # it may have been asked when a panel had only a part of its rows
                    look(way, at)
                    if not is_right(way, seen) and time.monotonic() < until:
                        return False
            return True

        load.work(scene.services, is_all_seen)
    return seen


def after(before: Findings | None, now: Findings) -> Findings:
    """Returns what is shown, and what no longer is: some panels are about the last five minutes."""
    queries = (
        now.queries if before is None else before.queries | {k: v for k, v in now.queries.items() if v is not None}
    )
    alerts = {one for one in now.alerts if one in AT_ONCE or one[0] in (*SAYS, BY_DEFAULT)}
    return replace(now, queries=queries, alerts=frozenset(alerts))


def is_right(way: Way, seen: dict[str, Findings]) -> bool:
    """Whether a way has shown what the first way has, and the first all that it can."""
    if way.key not in seen:
        return False
    first = seen[DEBIAN[0].key]
    is_whole = silent_panels(first) == NO_CALLS and first.alerts == AT_ONCE
    return is_whole and not list(differences(way, seen[way.key], first))


def silent_panels(found: Findings) -> set[str]:
    return {name.partition("/")[2][: -len(" A")] for name, labels in found.queries.items() if labels is None}


def test_the_first_way_shows_everything_but_what_was_not_called(found: dict[str, Findings]) -> None:
    first = found[DEBIAN[0].key]

    assert (silent_panels(first), set(first.alerts), first.problems) == (NO_CALLS, AT_ONCE, [])


@pytest.mark.parametrize("way", DEBIAN, ids=lambda way: way.key)
def test_a_way_shows_what_is_said_of_it(way: Way, found: dict[str, Findings]) -> None:
    assert list(differences(way, found[way.key], found[DEBIAN[0].key])) == []


def test_there_are_ways_that_work_that_need_names_and_that_say_what_is_wrong() -> None:
    assert {(way.outcome, way.names == DEBIAN[0].names) for way in DEBIAN} == {
        ("works", True),
        ("works", False),
        ("says so", True),
    }
