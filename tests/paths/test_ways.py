"""The ways that `make paths` runs, and the page that says what was found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from genai_triage.monitoring.alerts.pipeline import EVERY_NAME
from genai_triage.monitoring.metrics import STRATEGIES
from scripts.paths.table import PAGE, lines
from scripts.paths.ways import WAYS, Way

TEXT = PAGE.read_text("utf-8")


def test_every_strategy_is_run() -> None:
    assert {way.names for way in WAYS} == set(STRATEGIES)


def test_keys_differ() -> None:
    assert len({way.key for way in WAYS}) == len(WAYS)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.key)
def test_every_way_stands_on_the_page(way: Way) -> None:
    assert f"| {way.how} |" in TEXT


def test_what_was_not_run_is_said_to_be_so() -> None:
    _, _, first, *_ = lines(WAYS, {})
    assert first == "| Prometheus scrapes the Python exporter's page | not run |  | | |  |"


def test_the_row_of_a_way_says_what_was_found() -> None:
    way = next(way for way in WAYS if way.key == "otlp-NoTranslation")
    *_, row = lines([way], {way.key: {"queries": 7, "all_queries": 8, "alerts": 9}})
    how = "OTLP into Prometheus, `otlp.translation_strategy: NoTranslation`"
    assert row == f"| {how} | Prometheus 3.16 | `--names NoTranslation` | 7 of 8 queries | 9 |  |"


def test_the_page_asks_for_names_as_the_alert_does() -> None:
    assert f'{{__name__=~"{EVERY_NAME}"}}' in TEXT


def test_what_is_built_is_not_committed() -> None:
    assert ".paths/" in (Path(__file__).parents[2] / ".gitignore").read_text("utf-8").splitlines()


def test_the_collector_is_built_with_what_the_stack_names() -> None:
    root = Path(__file__).parents[2]
    built = (root / "scripts" / "paths" / "collector.yaml").read_text("utf-8")
    image = re.search(
        r"opentelemetry-collector-contrib:([\d.]+)", (root / "examples/stack/docker-compose.yml").read_text()
    )
    assert image is not None
    assert f"version: {image[1]}" in built
