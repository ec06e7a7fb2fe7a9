"""An incident that thirty services begin to see one after another is told once to each: our rules, a real Alertmanager.

The published numbers are those of `scenes.TOLD`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from genai_triage.monitoring import alertmanager
from genai_triage.monitoring.drill import local
from genai_triage.monitoring.options import Options
from tests.monitoring.incidents import scenes, timeline
from tests.monitoring.incidents.scenes import BEGINS, TOLD, incidents
from tests.support import stack
from tests.support.fleet import fleet
from tests.support.inbox import Inbox, inbox

pytestmark = pytest.mark.timeout(900)

DOCS = Path(__file__).parents[3] / "docs" / "thirty-services.md"
SPEED = 80
"""Times as fast as Alertmanager's routes are replayed: a minute is three quarters of a second."""
REAL = 20
"""The same, of a real Prometheus: it evaluates every third second, which a loaded machine can."""


def counted(found: Inbox, status: str = "firing") -> dict[str, dict[str, int]]:
    """Notifications by incident and receiver."""
    told: dict[str, Counter[str]] = {}
    for one in found.sent:
        if one.status == status:
            (of,) = {labels["gen_ai_provider_name"] for labels in one.alerts}
            told.setdefault(of, Counter())[one.receiver] += 1
    return {of: dict(by_receiver) for of, by_receiver in told.items()}


@pytest.mark.parametrize(
    ("chosen", "minutes"),
    [
        pytest.param(("key",), 17, id="one dead key"),
        pytest.param(tuple(TOLD), 45, id="all", marks=pytest.mark.exhaustive),
    ],
)
def test_an_incident_that_begins_slowly_is_told_once_to_each(
    chosen: tuple[str, ...], minutes: int, tmp_path: Path
) -> None:
    every = [one for one in incidents() if one.provider in chosen]
    firing = timeline.firing(tmp_path, every, BEGINS + minutes, Options())
    with inbox() as found:
        config = timeline.faster(alertmanager.configuration(Options(webhooks_url=found.url)), SPEED)
        with stack.alertmanager(tmp_path, config) as url:
            timeline.replay(url, firing, SPEED)

    assert counted(found) == {of: TOLD[of] for of in chosen}


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "options",
    [Options(), Options(group_labels=("namespace", "deployment_environment_name"), language="ru")],
    ids=["plain", "in places, in Russian"],
)
def test_a_real_prometheus_has_it_told_as_often(options: Options, tmp_path: Path) -> None:
    """It lasts for twenty minutes; what follows in the next three quarters of an hour is told to nobody."""
    with inbox() as found, fleet(incidents(lasts=20), REAL) as services:
        options = replace(options, speed=REAL, webhooks_url=found.url)
        with stack.alertmanager(tmp_path, alertmanager.configuration(options)) as receiving:
            files = local.written_rules(tmp_path, options)
            config = local.prometheus_config({"fleet": services.url}, files, receiving, scrape="3s")
            config["scrape_configs"][0]["honor_labels"] = True
            with stack.prometheus(tmp_path, config):
                services.wait(BEGINS + 65)

    assert counted(found) == TOLD


def test_the_published_table_has_these_numbers() -> None:
    told = {of: ", ".join(f"{name} {number}" for name, number in by.items()) for of, by in scenes.TOLD.items()}
    rows = [line.strip("| ").split(" | ") for line in DOCS.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert {row[0]: row[-1] for row in rows if row[0] in scenes.TITLES.values()} == {
        scenes.TITLES[of]: numbers for of, numbers in told.items()
    }
