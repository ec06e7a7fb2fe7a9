"""What the dashboards are drawn with: free packages, and states in which things happen when they are said to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("google.genai")
pytest.importorskip("gigachat")

import preview.states.__main__ as running
from preview.states import history, rules, timetable
from preview.states.exported import FAST, Added, Series
from preview.states.recorded import GOOD_GEMINI, Recorded
from preview.states.timetable import EVALUATED, MINUTE, NOW, SCRAPED, Service

PREVIEW = Path(__file__).parents[2] / "dashboards" / "preview"
LOCK: dict[str, Any] = json.loads((PREVIEW / "package-lock.json").read_text("utf-8"))
PACKAGES = {path: package for path, package in LOCK["packages"].items() if path}


class AnyCall(Recorded):
    """Knows every call: each adds one to a counter of its name."""

    def __missing__(self, name: str) -> Added:
        return Added({counter(name): 1.0}, {})


def counter(name: str) -> Series:
    return "calls_total", (("call", name),)


def named() -> Iterator[timetable.State]:
    yield from timetable.states(AnyCall({f"gemini.x {FAST}": Added({}, {})}))


def test_no_package_is_under_the_agpl() -> None:
    assert len(PACKAGES) > 100
    assert [path for path, package in PACKAGES.items() if "AGPL" in package.get("license", "")] == []
    assert not any(path.endswith("@grafana/prometheus") for path in PACKAGES)


def test_lock_file_holds_each_package_to_its_content_and_names_no_registry() -> None:
    assert [path for path, package in PACKAGES.items() if "integrity" not in package and "bundled" not in package] == []
    assert "resolved" not in json.dumps(LOCK)


def test_counter_appears_with_the_first_scrape_after_its_call() -> None:
    service = Service("shop", [(SCRAPED - 90, GOOD_GEMINI), (SCRAPED - 30, GOOD_GEMINI)], since=NOW - 300)
    name, labels = counter(GOOD_GEMINI)

    scraped = history._scraped(service, AnyCall())

    series = name, (*labels, ("instance", "shop-1:9464"), ("job", "shop"))
    assert scraped[series] == [(SCRAPED - MINUTE, 1), (SCRAPED, 2)]
    assert len(scraped["up", (("instance", "shop-1:9464"), ("job", "shop"))]) == 6


def test_version_of_the_target_changes_when_it_is_deployed() -> None:
    versions = ((0, "1.4.0"), (SCRAPED - 90, "1.5.0"))
    scraped = history._scraped(Service("shop", [], versions, since=NOW - 180), AnyCall())

    lasting = {
        dict(labels)["service_version"]: len(points) for (name, labels), points in scraped.items() if name != "up"
    }
    assert lasting == {"1.4.0": 2, "1.5.0": 2}


def test_failure_of_a_minute_ago_is_newer_than_the_last_point_of_a_graph() -> None:
    (state,) = (one for one in named() if one.name == "minute")
    (failed,) = (at for at, name in state.services[0].calls if name.startswith("gemini."))

    assert NOW - failed < MINUTE
    assert NOW - NOW % MINUTE < SCRAPED  # what the last scrape shows is not in the graph's last point


def test_all_is_well_only_where_nothing_fails() -> None:
    failing = {
        state.name: any("." in name for service in state.services for _, name in service.calls) for state in named()
    }

    assert failing == {
        "all": True,
        "one": True,
        "minute": True,
        "well": False,
        "nocalls": False,
        "empty": False,
        "outage": True,
        "weeks": True,
    }


def test_no_call_is_in_the_range_where_none_is_said_to_be() -> None:
    (state,) = (one for one in named() if one.name == "nocalls")

    assert state.services[0].calls
    assert all(at < NOW - state.last for at, _ in state.services[0].calls)


@pytest.mark.parametrize(
    ("active", "expected"),
    [
        ([0, 60, 120], ["pending", "pending", "firing", "firing", "firing"]),
        ([0, 60, 240], ["pending", "pending", "pending"]),
        ([0], ["pending"]),
    ],
)
def test_alert_waits_fires_and_is_kept(active: list[float], expected: list[str]) -> None:
    states = rules._states(active, wait=120, keep=150, times=rules.Times(0, 300, 60))

    assert [state for _, state, _ in states] == expected


@pytest.mark.parametrize(("language", "title"), [("ru", "Чья это проблема"), ("pt", "De quem é o problema")])
def test_dashboards_are_drawn_in_another_language(
    language: str, title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_OUT", tmp_path)

    folder = Path(running._exported(language)["EXPORTED"])

    assert f'"title": "{title}"' in (folder / "grafana" / "genai-triage-overview.json").read_text("utf-8")
    assert (folder / "runbooks" / "auth.md").exists()


def test_rules_are_evaluated_after_the_last_scrape() -> None:
    assert SCRAPED < EVALUATED < NOW
