"""Where an error object stands in a document, and what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.evidence.error_body import as_status, find_error
from genai_triage.evidence.limits import MAX_DEPTH, MAX_OBJECTS

ERROR = {"code": 503, "message": "m"}
OTHER = {"code": 400, "message": "o"}
NONE: list[Any] = [
    "\u00b2\u00b2\u00b2",
    99,
    1000,
    "99",
    "1000",
    99.0,
    1000.0,
    503.5,
    True,
    None,
    "5o3",
    " 503",
    [],
    1e300,
]
"""What is no status."""
GOOD: dict[str, Any] = {"candidates": [], "status": 503}


@pytest.mark.parametrize("failed", [True, False])
@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"error": ERROR}, ERROR),
        ([{"error": ERROR}, {"error": OTHER}], ERROR),
        (({"a": 1}, {"error": ERROR}), ERROR),
        ([5, None, {"error": ERROR}], ERROR),
        ({"error": {"error": ERROR, "code": 500}}, ERROR),
        ({"error": {"errors": [ERROR], "code": 500}}, ERROR),
        ({"error": {"errors": [{"reason": "r"}], "message": "o"}}, {"errors": [{"reason": "r"}], "message": "o"}),
        ({"error": [OTHER, ERROR]}, OTHER),
        ({"error": [{"a": 1}]}, {"a": 1}),
        ({"errors": [ERROR]}, ERROR),
        ({"error": "invalid_grant"}, {"error": "invalid_grant"}),
        (ERROR, ERROR),
        ({"status": "UNAVAILABLE", "message": "m"}, {"status": "UNAVAILABLE", "message": "m"}),
        ({"status": 400}, {"status": 400}),
        ({"code": "x_y", "message": "m", "a": 1, "b": 2}, {"code": "x_y", "message": "m", "a": 1, "b": 2}),
        ({"code": 16, "message": "m", "a": 1}, {"code": 16, "message": "m", "a": 1}),
        ({"error": [5, {"a": 1}]}, {"a": 1}),
        ({"code": "too_many", "message": "m"}, {"code": "too_many", "message": "m"}),
        ({"code": 8, "message": "m"}, {"code": 8, "message": "m"}),
        (5, None),
        ("error", None),
        (None, None),
        ([], None),
        ([5], None),
    ],
    ids=str,
)
def test_an_error_is_found_whatever_the_status_of_its_answer(document: Any, found: Any, failed: bool) -> None:
    assert find_error(document, failed=failed) == found


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"a": 1}, {"a": 1}),
        ({}, {}),
        ({"error": ""}, {"error": ""}),
        ({"error": {}}, {"error": {}}),
        ({"error": []}, None),
        ({"error": "x", "candidates": []}, {"error": "x", "candidates": []}),
        ({"detail": ERROR}, ERROR),
        ({"detail": {}}, {"detail": {}}),
        ({"detail": {"a": 1}}, {"a": 1}),
        ({"errors": [ERROR], "candidates": []}, {"errors": [ERROR], "candidates": []}),
        ({"detail": "words"}, {"detail": "words"}),
        ({"errors": [{"reason": "r"}]}, {"reason": "r"}),
        ({"errors": []}, {"errors": []}),
        ({"errors": [5]}, {"errors": [5]}),
        ([{"a": 1}, {"b": 2}], {"a": 1}),
        ({"status": 399}, {"status": 399}),
        ({"status": "OK", "message": "m"}, {"status": "OK", "message": "m"}),
        ({"code": 8}, {"code": 8}),
        ({"status": "UNAVAILABLE"}, {"status": "UNAVAILABLE"}),
        ({"code": 0, "message": "m"}, {"code": 0, "message": "m"}),
        ({"code": 17, "message": "m"}, {"code": 17, "message": "m"}),
        ({"code": True, "message": "m"}, {"code": True, "message": "m"}),
        ({"code": 8, "message": "m", "a": 1, "b": 2}, {"code": 8, "message": "m", "a": 1, "b": 2}),
        (
            {"code": "x_y", "message": "m", "a": 1, "b": 2, "c": 3},
            {"code": "x_y", "message": "m", "a": 1, "b": 2, "c": 3},
        ),
        ({"code": "Too Many", "message": "m"}, {"code": "Too Many", "message": "m"}),
        (GOOD, GOOD),
        *(({"code": 503, name: []}, {"code": 503, name: []}) for name in ("choices", "data", "models", "access_token")),
    ],
    ids=str,
)
def test_what_is_only_an_error_in_a_failed_answer(document: Any, found: Any) -> None:
    assert find_error(document, failed=True) == found
    assert find_error(document, failed=False) is None


@pytest.mark.parametrize("name", ["response", "interaction", "run", "batch", "file"])
def test_an_object_with_an_error_of_its_own_is_looked_into(name: str) -> None:
    assert find_error({name: {"error": ERROR}}, failed=False) == ERROR
    assert find_error({name: {"a": 1}}, failed=False) is None
    assert find_error({name: [{"error": ERROR}]}, failed=False) is None


def test_an_error_is_looked_for_a_few_levels_deep() -> None:
    document: Any = ERROR
    for _ in range(MAX_DEPTH):
        document = {"run": document}
    assert find_error(document, failed=False) == ERROR
    assert find_error({"run": document}, failed=False) is None


def test_among_many_objects_the_first_are_looked_at() -> None:
    assert find_error([{"a": 1}] * (MAX_OBJECTS - 1) + [{"error": ERROR}], failed=False) == ERROR
    assert find_error([{"a": 1}] * MAX_OBJECTS + [{"error": ERROR}], failed=False) is None


@pytest.mark.parametrize(
    ("value", "status"),
    [
        *((value, 100) for value in (100, "100", 100.0)),
        *((value, 999) for value in (999, "999", 999.0)),
        *((value, None) for value in NONE),
    ],
    ids=repr,
)
def test_a_status_is_a_number_of_three_digits(value: Any, status: int | None) -> None:
    assert as_status(value) == status
