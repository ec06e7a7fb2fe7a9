"""Which failure counts where exception, last attempt, answer and the end of a stream disagree: rule after rule."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry import trace

from genai_triage.evidence.reading import Reading
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Failure
from genai_triage.telemetry import verdict
from genai_triage.telemetry.attempt import Attempt, Response

URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
OVERLOADED = {"error": {"code": 503, "status": "UNAVAILABLE", "message": "The model is overloaded."}}
BAD_KEY = {"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "API key not valid."}}
STOPPED = {"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}]}
BLOCKED = {"candidates": [{"finishReason": "SAFETY"}]}


class SdkError(Exception):
    """As an SDK raises it for an HTTP error."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.code = code


def _attempt(status: int, body: Any = None, *, tail: Any = None) -> Attempt:
    """An attempt that was answered; `tail` is the end of its stream."""
    attempt = Attempt("gemini", "httpx", None, trace.INVALID_SPAN)
    content = None if body is None else json.dumps(body).encode()
    attempt.on_response(Response(status, {"content-type": "application/json"}, URL, lambda: content))
    if tail is not None:
        attempt.tail = (b"", b"data: " + json.dumps(tail).encode() + b"\r\n\r\n")
    return attempt


def _answer(finish: str | None = None, *, content: bool = True, **known: Any) -> Reading:
    """An answer with one candidate."""
    answer = Reading()
    answer.add_candidate(0, finish, content)
    answer.received = True
    for name, value in known.items():
        setattr(answer, name, value)
    return answer


def _raised(error: BaseException, answer: Reading | None = None, last: Attempt | None = None) -> str:
    return verdict.failure_of_exception(error, "gemini", answer or Reading(), last, 0.5).cause.id


def _id(failure: Failure | None) -> str | None:
    return None if failure is None else failure.cause.id


# The call raised


def test_1_the_last_attempt_counts_if_the_sdk_raised_it() -> None:
    assert _raised(SdkError(400), last=_attempt(400, BAD_KEY)) == "gemini.key_invalid"


def test_2_another_status_in_the_exception_counts_more_than_the_last_attempt() -> None:
    assert _raised(SdkError(503, "The model is overloaded."), last=_attempt(400, BAD_KEY)) == "gemini.model_overloaded"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), GeneratorExit()], ids=repr)
@pytest.mark.parametrize("last", [None, _attempt(400, BAD_KEY), _attempt(200, OVERLOADED)], ids=["none", "400", "200"])
def test_2_that_the_call_was_given_up_counts_whatever_had_been_answered(
    error: BaseException, last: Attempt | None
) -> None:
    assert CAUSES[_raised(error, _answer("SAFETY"), last)].failure_class == "cancelled"


class _RpcError(Exception):
    """As grpc raises it."""

    def code(self) -> Any:
        return SimpleNamespace(name="UNAVAILABLE")

    def details(self) -> str:
        return ""


def test_2_the_status_of_an_rpc_counts_more_than_the_answer() -> None:
    alone = _raised(_RpcError())
    assert _raised(_RpcError(), _answer("SAFETY", content=False)) == alone != "gemini.answer_safety"


def test_3_the_answer_counts_on_which_the_sdk_choked() -> None:
    assert _raised(LookupError("parts"), _answer("SAFETY", content=False)) == "gemini.answer_safety"
    assert _raised(LookupError("parts"), _answer(None, content=False)) == "gemini.empty_answer"


def test_3_a_good_answer_on_which_the_sdk_choked_leaves_the_exception() -> None:
    assert _raised(LookupError("parts"), _answer("STOP"), _attempt(200, STOPPED)) == _raised(LookupError("parts"))


def test_3_what_was_not_read_is_no_answer() -> None:
    nothing = Reading()
    nothing.generated = True
    assert _raised(LookupError("parts"), nothing) == _raised(LookupError("parts"))


def test_4_the_answer_of_the_last_attempt_counts_if_its_status_was_fine() -> None:
    assert _raised(LookupError("parts"), last=_attempt(200, BLOCKED)) == "gemini.answer_safety"
    assert _raised(ConnectionRefusedError(), last=_attempt(200, BLOCKED)) == "gemini.answer_safety"


def test_4_a_refusal_counts_if_the_exception_says_little() -> None:
    assert _raised(LookupError("parts"), last=_attempt(400, BAD_KEY)) == "gemini.key_invalid"


def test_4_a_refusal_does_not_count_if_the_exception_says_much() -> None:
    assert _raised(ConnectionRefusedError(), last=_attempt(400, BAD_KEY)) == "network.refused"


def test_5_else_the_exception_counts() -> None:
    assert _raised(ConnectionRefusedError()) == "network.refused"
    assert _raised(ConnectionRefusedError(), last=_attempt(200, STOPPED)) == "network.refused"


# The call returned, or its stream ended


def _returned(answer: Reading, last: Attempt | None = None, complete: bool | None = None) -> str | None:
    return _id(verdict.failure_of_answer("gemini", answer, last, complete_stream=complete))


@pytest.mark.parametrize("complete", [None, True, False], ids=["whole", "ended", "left"])
def test_6_what_was_read_counts(complete: bool | None) -> None:
    assert _returned(_answer("SAFETY", content=False), _attempt(200), complete) == "gemini.answer_safety"
    assert _returned(_answer("STOP"), _attempt(200, tail=OVERLOADED), complete) is None
    assert _returned(_answer(block_reason="SAFETY"), None, complete) == "gemini.prompt_safety"


def test_6_a_finish_reason_counts_more_than_an_error_at_the_end() -> None:
    assert _returned(_answer("SAFETY"), _attempt(200, tail=OVERLOADED), complete=True) == "gemini.answer_safety"


@pytest.mark.parametrize("complete", [None, True])
def test_7_an_error_at_the_end_counts_where_there_is_no_finish_reason(complete: bool | None) -> None:
    assert _returned(_answer(content=False), _attempt(200, tail=OVERLOADED), complete) == "gemini.model_overloaded"


def test_8_the_end_shows_the_finish_reason_that_the_sdk_kept() -> None:
    answer = _answer()
    assert _returned(answer, _attempt(200, tail=STOPPED), complete=True) is None
    assert answer.finish_reasons == ["STOP"]


def test_8_a_stream_without_a_good_end_was_cut() -> None:
    assert _returned(_answer(), None, complete=True) == "network.stream_cut"
    assert _returned(_answer(), _attempt(200, tail={}), complete=True) == "network.stream_cut"


def test_8_of_an_answer_that_is_no_stream_no_end_is_read() -> None:
    answer = _answer(content=False)
    assert _returned(answer, _attempt(200, tail={**STOPPED, "candidates": []})) == "gemini.empty_answer"


# The application left a stream early


def _left(answer: Reading, last: Attempt | None = None) -> str | None:
    return _id(verdict.failure_of_abandoned("gemini", answer, last))


def test_9_what_had_been_read_counts_and_not_that_the_end_is_missing() -> None:
    assert _left(_answer("SAFETY", content=False)) == "gemini.answer_safety"
    assert _left(_answer(block_reason="SAFETY")) == "gemini.prompt_safety"
    assert _left(_answer(error=OVERLOADED["error"])) == "gemini.model_overloaded"
    assert _left(_answer()) is None


def test_10_an_error_at_the_end_counts_unless_there_was_a_finish_reason() -> None:
    assert _left(_answer(), _attempt(200, tail=OVERLOADED)) == "gemini.model_overloaded"
    assert _left(_answer(block_reason="SAFETY"), _attempt(200, tail=OVERLOADED)) == "gemini.prompt_safety"
    assert _left(_answer("STOP"), _attempt(200, tail=OVERLOADED)) is None
    assert _left(_answer(), _attempt(200, tail=STOPPED)) is None
