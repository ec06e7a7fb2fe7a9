"""What is written of the numbers."""

from __future__ import annotations

from typing import Any

from benchmarks.pages import performance, scale
from benchmarks.pages.tables import number, table

_MACHINE = {"processor": "A processor, 2 cores", "system": "Linux x86_64", "python": "3.11.7", "date": "2026-11-28"}


def _rule(name: str, seconds: float, group: str = "genai-triage.records1") -> dict[str, Any]:
    return {"group": group, "rule": name, "seconds": seconds, "samples": 1, "series": 1}


_MEASURED = {
    "services": 10,
    "instances": 2,
    "series_of_an_instance": 300,
    "by_metric": {"triage_calls": 300},
    "machine": _MACHINE,
    "version": "2.42.0",
    "own": {"genai-triage.records1": 0.5},
    "rules": [_rule("triage:calls:increase5m", 0.1), _rule("triage:success:ratio5m", 0.01)],
}


def test_a_table_has_its_numbers_on_the_right() -> None:
    assert table(("", "n"), [("a", "1")]) == "|  | n |\n| --- | ---: |\n| a | 1 |"


def test_a_number_is_as_short_as_it_says_something() -> None:
    assert [number(value) for value in (1234.5, 12.34, -0.04, None)] == ["1,234", "12.3", "0", ""]


def test_a_record_of_every_instance_grows_with_them_and_others_with_the_services() -> None:
    found = scale.group_seconds(_MEASURED, "genai-triage.records1", services=100, instances=20)
    assert round(found, 3) == 0.1 * 100 + 0.01 * 10


def test_a_group_as_it_was_measured() -> None:
    assert round(scale.group_seconds(_MEASURED, "genai-triage.records1"), 3) == 0.11


def test_the_page_of_scale_has_series_samples_and_the_dearest_rule() -> None:
    lines = scale.page([_MEASURED]).splitlines()
    assert "| 1,000 × 20 | 6,000,000 | 100,000 | 400,000 |" in lines
    assert "| 10 × 2 | processor | 0.110 s |" in lines
    assert "| 10 × 2 | its own clock | 0.500 s |" in lines
    assert "| `triage:calls:increase5m` | 0.100 s |" in lines
    assert "of it at about **5,500 instances**: that many fit one server, and more want several." in lines


def _costs() -> dict[str, Any]:
    return {
        "machine": _MACHINE,
        "titles": {"success": "google-genai, success"},
        "thousand_instructions": {"success": {"bare": 7000.0, "floor": 600.0, "ours": 660.0}},
        "microseconds": {"success": {"bare": 700.0, "floor": 60.0, "ours": 70.0}},
        "ratio_to_floor": {"success": 1.1},
    }


def _peers() -> dict[str, Any]:
    seen = {"spans": ["chat"], "attributes": ["a", "b"], "metrics": [], "points": 0, "events": []}
    cost = {"bare": 7_000_000, "peer": 7_500_000}
    one = {
        "unit": "k",
        "versions": {"sentry-sdk": "2.75.0", "google-genai": "3.6.1"},
        "cost": {"success": cost, "quota-new": cost},
        "records": {"success": seen, "quota-new": seen},
    }
    return {
        "machine": _MACHINE,
        "peers": {"sentry": one, "openlit": {"problem": "cannot be installed: no"}},
    }


def _limit() -> dict[str, Any]:
    good = {"what": "triage.calls", "value": "10", "wanted": "10", "is_good": True}
    bad = {"what": "growth", "value": "9 MB", "wanted": "≤ 4 MB", "is_good": False}
    return {"machine": _MACHINE, "phases": {"calls": {"title": "calls: 10 calls (1 s)", "findings": [good, bad]}}}


def test_the_page_of_performance_has_costs_goals_peers_and_what_was_found() -> None:
    lines = performance.page(_costs(), _peers(), _limit(), "Half of it is the SDK's.").splitlines()
    assert "| google-genai, success | 7,000 | 600 | **660** | 1.10 | 70 | 902 | ✓ ≤ 680 |" in lines
    recorded = "1 span of 2 attributes, no metric, no event"
    assert f"| Sentry | 2.75.0 | 500 k | 500 k | {recorded} | {recorded} |" in lines
    assert "- OpenLIT cannot be installed: no" in lines
    assert "| triage.calls | 10 | 10 |" in lines
    assert "| growth | 9 MB | ≤ 4 MB ✗ |" in lines
    assert lines[-1] == "Half of it is the SDK's."


def test_what_was_not_measured_has_no_section() -> None:
    assert [line for line in performance.page(_costs(), {}, {}, "").splitlines() if line.startswith("## ")] == [
        "## A call"
    ]
