"""The one judge of a good answer: of several candidates the worst is told, and none where any is usable."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from genai_triage.evidence import Reading, classify_response
from genai_triage.evidence.judge import failure_in_reading
from genai_triage.taxonomy import Evidence

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


def judged(reading: Reading, complete: bool | None = None) -> tuple[str | None, str | None, str | None] | None:
    """The block reason, finish reason and fact of the failure that the judge sees."""
    evidence = failure_in_reading(reading, Evidence(provider="gemini"), complete=complete)
    return None if evidence is None else (evidence.block, evidence.finish, evidence.fact)


def one(finish: str | None = None, *, content: bool = False, ended: bool = False, block: str | None = None) -> Reading:
    reading = Reading()
    reading.add_candidate(0, finish, content)
    reading.ended, reading.block_reason = ended, block
    return reading


NOTHING = Reading()
ENDED = Reading()
ENDED.ended = True
GENERATED = Reading()
GENERATED.generated = True


@pytest.mark.parametrize(
    ("reading", "complete", "told"),
    [
        (one("SAFETY"), None, (None, "SAFETY", None)),
        (one("SAFETY"), False, (None, "SAFETY", None)),
        (one("SAFETY"), True, (None, "SAFETY", None)),
        (one(content=True), None, None),
        (one(content=True), False, None),
        (one(content=True), True, (None, None, "stream_cut")),
        (one(content=True, ended=True), True, None),
        (one("FINISH_REASON_UNSPECIFIED", content=True), None, None),
        (one("FINISH_REASON_UNSPECIFIED", content=True), True, (None, None, "stream_cut")),
        (one("FINISH_REASON_UNSPECIFIED"), None, (None, "FINISH_REASON_UNSPECIFIED", None)),
        (one("STOP"), None, (None, None, "empty_answer")),
        (one("STOP"), False, (None, None, "empty_answer")),
        (one(), False, None),
        (one(ended=True), False, (None, None, "empty_answer")),
        (one(), None, (None, None, "empty_answer")),
        (NOTHING, None, None),
        (NOTHING, False, None),
        (NOTHING, True, (None, None, "no_candidate")),
        (ENDED, True, None),
        (GENERATED, None, (None, None, "no_candidate")),
        (one(block="SAFETY"), None, ("SAFETY", None, None)),
        (one(block="SAFETY", content=True), None, ("SAFETY", None, None)),
        (one("STOP", block="SAFETY"), None, ("SAFETY", None, None)),
        (one("STOP", block="SAFETY", content=True), None, None),
        (one(block="BLOCKED_REASON_UNSPECIFIED", content=True), None, None),
        (one(block="BLOCKED_REASON_UNSPECIFIED"), None, ("BLOCKED_REASON_UNSPECIFIED", None, None)),
        (one(block="BlockReason.OTHER"), False, ("OTHER", None, None)),
    ],
    ids=lambda value: "" if isinstance(value, Reading) else str(value),
)
def test_what_an_answer_shows_is_judged_by_how_much_of_it_came(
    reading: Reading, complete: bool | None, told: tuple[str | None, str | None, str | None] | None
) -> None:
    assert judged(reading, complete) == told


FAILED_JOB = Reading()
FAILED_JOB.fact = "job_failed"


@pytest.mark.parametrize(
    "reading",
    [one("SAFETY"), one(block="SAFETY"), one("STOP"), FAILED_JOB],
    ids=["end", "block", "empty", "job"],
)
@pytest.mark.parametrize("known", [None, "said before"])
def test_the_message_of_the_end_is_the_failure_s_unless_another_was_read(reading: Reading, known: str | None) -> None:
    reading.finish_message = "of the end"
    evidence = failure_in_reading(reading, Evidence(provider="gemini", message=known))
    assert evidence is not None
    assert evidence.message == (known or "of the end")


BUSY = {"code": 14, "message": "busy"}
USED_UP = [{"code": 8, "message": f"used up {number}"} for number in range(3)]


@pytest.mark.parametrize(
    ("errors", "cause"),
    [
        ([BUSY], "gemini.unavailable"),
        ([{"code": 503, "message": "busy"}], "gemini.unavailable"),
        ([{"message": "x", "details": [{"@type": "ErrorInfo", "reason": "API_KEY_INVALID"}]}], "gemini.key_invalid"),
        ([BUSY, BUSY, *USED_UP], "gemini.rate_limited"),
        ([BUSY, BUSY, BUSY, BUSY, *USED_UP], "gemini.unavailable"),
        ([{"message": "x"}], None),
        (["x"], None),
        ([], None),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_batch_with_failed_items_says_how_many_and_with_what_most_often(errors: list[Any], cause: str | None) -> None:
    reading = Reading()
    reading.fact, reading.items, reading.item_errors = "items_failed", (7, 9), errors
    evidence = failure_in_reading(reading, Evidence(provider="gemini"))
    assert evidence is not None
    assert (evidence.items_cause and evidence.items_cause.id) == cause
    assert evidence.place == "7 of 9 items failed" + (f", most often with {cause}" if cause else "")
