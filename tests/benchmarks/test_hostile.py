"""Whatever a body is made of, to judge it costs little."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.hostile import WANTED, bodies, milliseconds, ways

_LIMIT = 6 * WANTED
"""As the machine may be busy; a bound that is missing costs far more."""
_ALL = [(f"{way}: {name}", judge) for name, body in bodies().items() for way, judge in ways(body)]


@pytest.mark.parametrize("judge", [judge for _, judge in _ALL], ids=[name for name, _ in _ALL])
def test_a_body_costs_little_to_judge(judge: Callable[[], Any]) -> None:
    assert milliseconds(judge, rounds=5) < _LIMIT
