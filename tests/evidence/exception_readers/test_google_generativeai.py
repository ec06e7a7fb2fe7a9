"""Answers without a text, as google-generativeai and vertexai raise them: by object, by number or in words."""

from __future__ import annotations

from types import SimpleNamespace as Having
from typing import Any

import pytest

from genai_triage.evidence import classify_exception
from genai_triage.evidence.exceptions import evidence_of_exception
from tests.support.told import told

from .made import raised

NUMBERS = {
    2: "gemini.max_tokens",
    3: "gemini.answer_safety",
    4: "gemini.recitation",
    5: "gemini.finish_other",
    7: "gemini.answer_blocklist",
    8: "gemini.answer_prohibited",
    9: "gemini.answer_personal_data",
    10: "gemini.malformed_function_call",
}


class Quiet(Having):
    """Says nothing where it is printed."""

    def __str__(self) -> str:
        return "an object"

    __repr__ = __str__


ACCESSOR = "The `response.text` quick accessor requires the response to contain a valid `Part`"


def of_sdk(name: str, argument: Any) -> Any:
    return raised("google.generativeai.types", name, argument)


@pytest.mark.parametrize(
    ("argument", "cause"),
    [
        *((Having(finish_reason=number), cause) for number, cause in NUMBERS.items()),
        *((f"finish_reason: {number}", cause) for number, cause in NUMBERS.items()),
        (Having(finish_reason=99), "gemini.finish_other"),
        (Having(finish_reason=Having(name="RECITATION")), "gemini.recitation"),
        (Having(finish_reason="SAFETY"), "gemini.answer_safety"),
        (Having(finish_reason=""), "gemini.finish_other"),
        ("index: 0\nfinish_reason: MAX_TOKENS\n", "gemini.max_tokens"),
        ("nothing", "gemini.finish_other"),
    ],
    ids=str,
)
def test_a_stopped_candidate_is_told_by_its_reason_in_every_form(argument: Any, cause: str) -> None:
    failure = told(of_sdk("StopCandidateException", argument))
    assert (failure.cause.id, failure.provider) == (cause, "gemini")


@pytest.mark.parametrize(
    ("argument", "cause"),
    [
        (Having(prompt_feedback=Having(block_reason=1)), "gemini.prompt_safety"),
        (Having(prompt_feedback=Having(block_reason=3)), "gemini.prompt_blocklist"),
        (Having(prompt_feedback=Having(block_reason=4)), "gemini.prompt_prohibited"),
        (Having(prompt_feedback=Having(block_reason=Having(name="BLOCKLIST"))), "gemini.prompt_blocklist"),
        ("block_reason: PROHIBITED_CONTENT", "gemini.prompt_prohibited"),
        ("block_reason: 1", "gemini.prompt_safety"),
        ("nothing", "gemini.prompt_other"),
    ],
    ids=str,
)
def test_a_blocked_prompt_is_told_by_its_reason_in_every_form(argument: Any, cause: str) -> None:
    failure = told(of_sdk("BlockedPromptException", argument))
    assert (failure.cause.id, failure.provider) == (cause, "gemini")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (f"{ACCESSOR}. The candidate's [finish_reason](https://x.test/a) is 3.", "gemini.answer_safety"),
        (f"{ACCESSOR}. finish_reason is 1", "gemini.empty_answer"),
        (f"{ACCESSOR}. finish_reason: FINISH_REASON_UNSPECIFIED", "gemini.empty_answer"),
        (f"{ACCESSOR}, but none was returned.", "gemini.no_candidate"),
        (f"{ACCESSOR}. block_reason: SAFETY finish_reason: RECITATION", "gemini.prompt_safety"),
        (f"{ACCESSOR}. block_reason: 0 finish_reason: 4", "gemini.recitation"),
        ("finish_reason: SAFETY", "gemini.answer_safety"),
        ("quick accessor: multiple candidates, finish_reason is 3", "client.refused"),
        ("block_reason: SAFETY", "client.refused"),
    ],
)
def test_a_value_error_of_the_quick_accessor_is_the_answer_s(text: str, cause: str) -> None:
    assert told(ValueError(text)).cause.id == cause


def test_an_application_s_own_value_error_is_no_answer() -> None:
    assert told(raised("app", "Wrong", "finish_reason: SAFETY", bases=(ValueError,))).cause.id == "client.refused"


@pytest.mark.parametrize("name", ["ResponseValidationError", "ResponseBlockedError"])
@pytest.mark.parametrize(
    ("text", "cause"), [("Finish reason: 8.\n", "gemini.answer_prohibited"), ("nothing", "gemini.no_candidate")]
)
def test_what_vertexai_raises_is_always_the_answer_s(name: str, text: str, cause: str) -> None:
    failure = told(raised("vertexai.generative_models", name, text))
    assert (failure.cause.id, failure.provider, failure.message) == (cause, "gemini", None)


FINISHES = """
    MAX_TOKENS SAFETY RECITATION OTHER LANGUAGE BLOCKLIST PROHIBITED_CONTENT SPII MALFORMED_FUNCTION_CALL IMAGE_SAFETY
    UNEXPECTED_TOOL_CALL TOO_MANY_TOOL_CALLS
"""
"""Candidate.FinishReason of google.ai.generativelanguage.v1beta, from 2 on."""
BLOCKS = "SAFETY OTHER BLOCKLIST PROHIBITED_CONTENT IMAGE_SAFETY"
"""BlockedReason of the same, from 1 on."""


@pytest.mark.parametrize(("number", "name"), list(enumerate(FINISHES.split(), 2)))
def test_the_number_of_a_finish_reason_stands_for_its_name(number: int, name: str) -> None:
    for argument in (Quiet(finish_reason=number), f"finish_reason: {number}", Quiet(finish_reason=name)):
        assert evidence_of_exception(of_sdk("StopCandidateException", argument)).finish == name


@pytest.mark.parametrize(("number", "name"), list(enumerate(BLOCKS.split(), 1)))
def test_the_number_of_a_block_reason_stands_for_its_name(number: int, name: str) -> None:
    for argument in (Quiet(prompt_feedback=Having(block_reason=number)), f"block_reason: {number}"):
        assert evidence_of_exception(of_sdk("BlockedPromptException", argument)).block == name


@pytest.mark.parametrize(
    "said",
    [
        *("finish_reason: {}", "finish_reason is {}", "finish_reason={}", "finishReason: {}"),
        *(
            "finish reason: {}",
            "Finish Reason is '{}'",
            '"finishReason": "{}"',
            "[finish_reason](https://a.test/b) is {}",
        ),
        *("finish_reason: FinishReason.{}", "finish_reason=<FinishReason.{}: 3>", "[finish_reason] is {}."),
    ],
)
@pytest.mark.parametrize("reason", ["RECITATION", "4"])
def test_a_finish_reason_is_read_however_it_is_printed(said: str, reason: str) -> None:
    assert evidence_of_exception(of_sdk("StopCandidateException", said.format(reason))).finish == "RECITATION"


@pytest.mark.parametrize(
    "said",
    [
        *("block_reason: {}", "block_reason is {}", "block_reason={}", "blockReason: {}", '"blockReason": "{}"'),
        *("block_reason: BlockReason.{}", "block_reason=<BlockedReason.{}: 3>", "BLOCK_REASON: '{}'"),
    ],
)
@pytest.mark.parametrize("reason", ["BLOCKLIST", "3"])
def test_a_block_reason_is_read_however_it_is_printed(said: str, reason: str) -> None:
    assert evidence_of_exception(of_sdk("BlockedPromptException", said.format(reason))).block == "BLOCKLIST"


@pytest.mark.parametrize("name", ["StopCandidateException", "BlockedPromptException"])
def test_who_called_is_known_better_than_the_class(name: str) -> None:
    assert classify_exception(of_sdk(name, "nothing"), provider="gigachat").provider == "gigachat"
    evidence = evidence_of_exception(of_sdk(name, "finish_reason: STOP block_reason: 0"))
    assert "OTHER" in (evidence.finish, evidence.block)
