"""What the proposed changes of the SDK keep: which points are one, and what they carry."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from opentelemetry import attributes as sdk_attributes
from opentelemetry.sdk.metrics._internal import _view_instrument_match

from benchmarks.sdk_point import ATTRIBUTES, cleaned, keyed

if not hasattr(_view_instrument_match, "_hash_attributes"):
    pytest.skip("This version of the SDK makes its key otherwise.", allow_module_level=True)

clean: Any = getattr(sdk_attributes, "_clean_attribute_value")  # noqa: B009
hashing: Any = getattr(_view_instrument_match, "_hash_attributes")  # noqa: B009
SETS: tuple[dict[Any, Any], ...] = (
    dict(ATTRIBUTES),
    dict(reversed([*ATTRIBUTES.items()])),
    {},
    {"a": 1},
    {"a": True},
    {"a": 1.0},
    {"a": "1"},
    {"a": b"1"},
    {"a": None},
    {"a": 1, "b": 2},
    {"b": 2, "a": 1},
    {"a": 2, "b": 1},
    {"a": [1, 2]},
    {"a": (1, 2)},
    {"a": {"b": 1}},
    {"a": [["b", 1]]},
    {"": 1, "a": 1},
    {1: 1, "a": 1},
    {"a": object},
)


def test_the_same_attribute_sets_are_one_point() -> None:
    changed = keyed(hashing)
    sets = [clean(one, None) for one in SETS]

    assert [changed(a) == changed(b) for a, b in product(sets, sets)] == [
        hashing(a) == hashing(b) for a, b in product(sets, sets)
    ]


@pytest.mark.parametrize("attributes", SETS, ids=repr)
def test_a_point_carries_what_it_did(attributes: dict[Any, Any]) -> None:
    was, now = clean(attributes, None), cleaned(clean)(attributes, None)

    assert (now, [*map(type, now.values())]) == (was, [*map(type, was.values())])


def test_what_the_application_changes_afterwards_is_not_in_the_point() -> None:
    attributes = {"a": 1}
    kept = cleaned(clean)(attributes, None)
    attributes["a"] = 2

    assert kept == {"a": 1}
