"""A dashboard that is too large is divided at its rows: what alerts lead to stays with the first screen."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.kubernetes.split import divided, single_quoted
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import OVERVIEW, PANELS

OPTIONS = Options()
LED_TO = {PANELS[one.dashboard][one.panel] for one in alerts(OPTIONS) if one.dashboard == OVERVIEW}
ELSEWHERE = next(
    number
    for one in alerts(OPTIONS)
    if one.dashboard != OVERVIEW and (number := PANELS[one.dashboard][one.panel]) not in LED_TO
)
"""Id of a panel that alerts lead to, but on another dashboard."""


def panel(number: int, y: int, h: int = 4, **more: Any) -> dict[str, Any]:
    return {"id": number, "type": "stat", "gridPos": {"x": 0, "y": y, "w": 24, "h": h}, **more}


def row(number: int, y: int, **more: Any) -> dict[str, Any]:
    return panel(number, y, 1, **{"type": "row", **more})


def board(*panels: dict[str, Any]) -> dict[str, Any]:
    links = [{"title": "Page", "url": "https://x"}, {"title": "Class", "url": "/d/class?${a:queryparam}", "icon": "i"}]
    return {"uid": OVERVIEW, "title": "Overview", "links": links, "panels": list(panels)}


def places(panels: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(one["id"], one["gridPos"]["y"]) for top in panels for one in (top, *top.get("panels", ()))]


def test_rows_stay_or_go_whole_and_close_the_gaps() -> None:
    led_to = min(LED_TO)
    whole = board(
        panel(900, 0),
        row(901, 4),
        panel(902, 5, 8),
        row(903, 13),
        panel(led_to, 14),
        row(904, 18, panels=[panel(905, 19), panel(906, 23)], collapsed=True),
        row(907, 19),
        panel(ELSEWHERE, 20),
    )
    first, second = divided(whole, OPTIONS)
    assert places(first["panels"]) == [(900, 0), (903, 4), (led_to, 5)]
    assert places(second["panels"]) == [(901, 0), (902, 1), (904, 9), (905, 10), (906, 14), (907, 10), (ELSEWHERE, 11)]
    assert [(one["uid"], one["title"]) for one in (first, second)] == [
        (OVERVIEW, "Overview"),
        (f"{OVERVIEW}-2", "Overview (2)"),
    ]


def test_each_links_to_the_other_with_what_is_chosen() -> None:
    first, second = divided(board(panel(900, 0), row(901, 4), panel(902, 5)), OPTIONS)
    assert first["links"][:2] == second["links"][:2] == board()["links"]
    chosen = "?${a:queryparam}"
    assert first["links"][2:] == [{"title": "Overview (2)", "url": f"/d/{OVERVIEW}-2{chosen}", "icon": "i"}]
    assert second["links"][2:] == [{"title": "Overview", "url": f"/d/{OVERVIEW}{chosen}", "icon": "i"}]


def test_a_dashboard_that_begins_with_a_row_keeps_it() -> None:
    first, second = divided(board(row(901, 0), panel(902, 1), row(903, 5), panel(904, 6)), OPTIONS)
    assert places(first["panels"]) == [(901, 0), (902, 1)]
    assert places(second["panels"]) == [(903, 0), (904, 1)]


def test_a_collapsed_row_with_what_an_alert_leads_to_stays() -> None:
    led_to = min(LED_TO)
    first, second = divided(board(panel(900, 0), row(901, 4), row(902, 5, panels=[panel(led_to, 6)])), OPTIONS)
    assert places(first["panels"]) == [(900, 0), (902, 4), (led_to, 5)]
    assert places(second["panels"]) == [(901, 0)]


@pytest.mark.parametrize(
    ("expr", "small"),
    [
        ('a{b="c", d=~"e|f"}', "a{b='c', d=~'e|f'}"),
        ('a{b="it\'s"}', 'a{b="it\'s"}'),
        ('a{b="c\\"d"}', 'a{b="c\\"d"}'),
        ('a{b="c\\\\."}', "a{b='c\\\\.'}"),
    ],
)
def test_a_text_has_single_quotes_where_it_means_the_same(expr: str, small: str) -> None:
    assert single_quoted({"targets": [{"expr": expr}], "title": 'a "b"'}) == {
        "targets": [{"expr": small}],
        "title": 'a "b"',
    }


@pytest.mark.parametrize(("kind", "small"), [("loki", 'a{b="c"}'), ("tempo", "a{b='c'}"), ("prometheus", "a{b='c'}")])
def test_logql_keeps_its_quotes(kind: str, small: str) -> None:
    target = {"datasource": {"type": kind}, "expr": 'a{b="c"}'}
    assert single_quoted(target) == {**target, "expr": small}
