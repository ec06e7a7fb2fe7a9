"""The one judge of a good answer: of several candidates the worst is told, and none where any is usable."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from genai_triage.evidence import classify_response

WORST_FIRST = (
    ("PUP_LIMITED_DISABLED", "permission"),
    ("MISSING_THOUGHT_SIGNATURE", "invalid_request"),
    ("SAFETY", "safety"),
    ("RECITATION", "recitation"),
    ("MALFORMED_FUNCTION_CALL", "malformed_output"),
    ("MAX_TOKENS", "truncated"),
)
"""A finish reason of each class that an answer may end with."""


def told(*finishes: str, content: Any = None) -> str | None:
    candidates = [{"finishReason": finish, "index": index} for index, finish in enumerate(finishes)]
    if content is not None:
        candidates.append({"finishReason": "STOP", "index": len(finishes), "content": content})
    failure = classify_response("gemini", 200, {"candidates": candidates, "modelVersion": "m"})
    return None if failure is None else failure.failure_class.value


@pytest.mark.parametrize(("finish", "failure_class"), WORST_FIRST)
def test_a_finish_reason_has_its_class(finish: str, failure_class: str) -> None:
    assert told(finish) == failure_class


@pytest.mark.parametrize(("worse", "other"), [*combinations(WORST_FIRST, 2)])
def test_of_two_unusable_candidates_the_worse_is_told_wherever_it_stands(
    worse: tuple[str, str], other: tuple[str, str]
) -> None:
    assert (told(worse[0], other[0]), told(other[0], worse[0])) == (worse[1], worse[1])


def test_an_answer_with_any_usable_candidate_is_good() -> None:
    assert told("SAFETY", "MAX_TOKENS", content={"parts": [{"text": "Hello"}]}) is None
    assert told("SAFETY", "MAX_TOKENS", content={"parts": []}) == "safety"


@pytest.mark.parametrize(("finish", "failure_class"), WORST_FIRST)
def test_a_failure_inside_a_good_answer_has_no_code(finish: str, failure_class: str) -> None:
    """`error.type` is what the answer was refused with: it was not."""
    failure = classify_response("gemini", 200, {"candidates": [{"finishReason": finish}], "modelVersion": "m"})
    assert failure is not None
    assert (failure.code, failure.http_status) == (None, 200)
