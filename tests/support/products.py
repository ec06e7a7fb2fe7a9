"""Products of tables: a cross-section of them runs each time, the whole with the exhaustive tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import pytest


def crossed(rows: Iterable[Any], ways: Iterable[Any], *, name: Callable[[Any], str] = str, times: int = 1) -> list[Any]:
    """Pairs every row with every way; in the cross-section is each row and each way, and they take turns.

    Args:
        rows: Values of the first parameter; tuples are values of as many parameters.
        ways: Values of the next.
        name: Names a row or a way in a test's id.
        times: How many ways the cross-section has of a row, or rows of a way if those are more.
    """
    rows, ways = list(rows), list(ways)
    turns = min(len(rows), len(ways))
    return [
        only_exhaustively(
            *_values(row), *_values(way), id=f"{name(row)}-{name(way)}", unless=(index - other) % turns < times
        )
        for (index, row), (other, way) in product(enumerate(rows), enumerate(ways))
    ]


def first_of_each(rows: Iterable[Any], key: Callable[[Any], object], *, name: Callable[[Any], str] = str) -> list[Any]:
    """Takes every row; in the cross-section is the first of each key."""
    seen: set[object] = set()
    found = []
    for row in rows:
        found.append(only_exhaustively(row, id=name(row), unless=key(row) not in seen))
        seen.add(key(row))
    return found


def only_exhaustively(*values: Any, id: str, unless: bool = False) -> Any:
    """A case that `make test` leaves to `make test-exhaustive`."""
    return pytest.param(*values, id=id, marks=() if unless else pytest.mark.exhaustive)


def _values(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
