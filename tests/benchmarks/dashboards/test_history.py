"""The history has what the library shows, and what the rules record of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from benchmarks.dashboards.history import INSTANCES, SERVICES, STEP, History
from benchmarks.dashboards.records import Recorder
from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import class_share, records
from tests.dashboards.test_expressions import CATALOGUE

pytestmark = pytest.mark.exhaustive
WEEK = 7 * 86400 // STEP


def names_of(lines: list[str]) -> set[str]:
    return {line.partition("{")[0] for line in lines}


@pytest.fixture(scope="module")
def steps() -> list[list[str]]:
    """A service's first week and a bit."""
    story = History(services=1)
    return [list(story.lines(step * STEP, step)) for step in range(WEEK + 100)]


def test_every_name_is_one_of_the_library_or_of_the_rules(steps: list[list[str]]) -> None:
    assert names_of(steps[-1]) <= {*CATALOGUE, *(record.name for record in records(Options())), "target_info"}


def test_month_has_about_thirty_million_samples_of_the_library() -> None:
    story = History()
    for step in range(WEEK // 2):
        lines = story.lines(step * STEP, step)
        found = sum(1 for line in lines if not line.startswith("triage:"))

    assert found * 30 * 86400 / STEP == pytest.approx(30e6, rel=0.2)
    assert (SERVICES, INSTANCES) == (10, 3)


def test_counters_fall_only_when_their_process_starts_anew(steps: list[list[str]]) -> None:
    before: dict[str, float] = {}
    falls: Counter[str] = Counter()
    for lines in steps:
        for text, value, _ in (line.rsplit(" ", 2) for line in lines if line.startswith("triage_calls")):
            falls[text] += float(value) < before.get(text, 0)
            before[text] = float(value)

    assert set(falls.values()) == {0, 1}
    assert all('instance="pod-0"' in text for text, times in falls.items() if times)


def test_instances_end_and_others_begin(steps: list[list[str]]) -> None:
    seen: dict[int, set[str]] = defaultdict(set)
    for step in (0, len(steps) - 1):
        seen[step] = {found[1] for line in steps[step] if (found := re.search('instance="([^"]+)"', line))}

    first, last = seen.values()
    assert (len(first), len(last), len(first & last)) == (3, 3, 1)


def test_share_of_a_class_is_of_an_hours_calls() -> None:
    recorder = Recorder("shop", "gigachat", STEP)
    for load in [{"ok": 6}, *[{"ok": 1}] * 11, {"network.refused": 4}]:
        recorder.add([load])

    name = f'{class_share(Options())}{{job="shop",{m.PROVIDER}="gigachat",{m.CLASS}="network"}} '
    assert dict(recorder.values())[name] == 4 / 15
