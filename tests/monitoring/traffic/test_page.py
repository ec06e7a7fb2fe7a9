"""The published table is what promtool measures."""

from __future__ import annotations

import pytest

from tests.monitoring.traffic import page
from tests.monitoring.traffic.scenes import END, START, TRAFFICS

pytestmark = pytest.mark.timeout(1800)
FEW = (
    "all `not_found` for 5 h, 4 an hour",
    "steady 50 % `timeout`, 4 an hour",
    "steady 50 % `timeout`, 1 a second",
)
AND = ("LLMProviderDegraded", "LLMProviderOutage", "LLMResourceNotFound", "LLMTimeouts")
"""The alerts that these may bring about."""


def published(name: str) -> str:
    """The cell of a service in the committed page."""
    event, _, rate = name.rpartition(", ")
    rates = [one.name for one in TRAFFICS]
    row, column = (event, rates.index(rate)) if rate in rates else (name, 0)
    (line,) = (text for text in page.PAGE.read_text("utf-8").splitlines() if text.startswith(f"| {row} |"))
    return line.strip("| ").split(" | ")[column + 1]


@pytest.mark.parametrize(
    ("names", "end", "alerts"),
    [
        pytest.param(FEW, START + 330, AND, id="few"),
        pytest.param(tuple(page.scenes()), END, (), id="all", marks=pytest.mark.exhaustive),
    ],
)
def test_what_fires_is_what_is_published(names: tuple[str, ...], end: int, alerts: tuple[str, ...]) -> None:
    every = page.scenes()
    found = page.measured({name: every[name] for name in names}, end, alerts)
    assert {name: page.cell(fired, end) for name, fired in found.items()} == {name: published(name) for name in names}
