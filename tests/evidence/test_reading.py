"""What is kept of an answer while it is read."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.evidence import classify_answer, classify_response
from genai_triage.evidence.documents import read_documents
from genai_triage.evidence.limits import MAX_CANDIDATES
from genai_triage.evidence.reading import Reading
from genai_triage.evidence.scan import scan
from genai_triage.taxonomy import Provider


def test_a_reason_is_not_lost_to_an_unspecified_one_that_follows() -> None:
    reading = Reading()
    reading.add_candidate(0, "STOP", True)
    reading.add_candidate(0, "FINISH_REASON_UNSPECIFIED", False)
    assert reading.finish_reasons == ["STOP"]


def test_a_reason_that_is_printed_with_its_class_is_known() -> None:
    reading = Reading()
    reading.add_candidate(0, "FinishReason.SAFETY", False)
    assert reading.finish_reasons == ["SAFETY"]


def test_an_answer_with_alternatives_without_end_keeps_the_first() -> None:
    reading = Reading()
    for index in range(10 * MAX_CANDIDATES):
        reading.add_candidate(index, "STOP", True)
    assert list(reading.candidates) == list(range(MAX_CANDIDATES))


@pytest.mark.parametrize(
    ("provider", "url"),
    [
        ("gemini", "https://generativelanguage.googleapis.com/v1beta/files/f-1:download?alt=media"),
        ("gigachat", "https://gigachat.devices.sberbank.ru/api/v1/files/f-1/content"),
    ],
)
def test_a_file_that_is_downloaded_may_quote_an_error(provider: Provider, url: str) -> None:
    quoting = '{"error": {"code": 503, "status": "UNAVAILABLE", "message": "The model is overloaded."}}'
    assert classify_response(provider, 200, quoting, {"content-type": "application/json"}, url) is None


@pytest.mark.parametrize("chunk", [{"candidates": []}, {"candidates": [{"content": {"role": "model"}, "index": 0}]}])
def test_a_stream_that_is_left_before_its_first_words_has_not_failed(chunk: dict[str, Any]) -> None:
    reading = Reading()
    read_documents([chunk], reading)
    assert classify_answer("gemini", reading, complete=False) is None
    assert classify_answer("gemini", reading, complete=True) is not None


@pytest.mark.parametrize(
    ("status", "has_ended"),
    [
        ("completed", True),
        ("failed", True),
        ("requires_continuation", False),
        ("in_progress", False),
        ("queued", False),
    ],
)
def test_an_interaction_s_last_event_is_an_end_unless_it_says_that_it_goes_on(status: str, has_ended: bool) -> None:
    reading = Reading()
    read_documents([{"event_type": "interaction.completed", "interaction": {"id": "v1_x", "status": status}}], reading)
    assert reading.ended is has_ended


@pytest.mark.parametrize("text", ["}}}", "[[[", '\\"}', ""])
def test_brackets_in_the_texts_behind_a_model_are_no_levels(text: str) -> None:
    answer = Reading()
    scan('{"choices": [', f'], "model": "GigaChat-2", "note": "{text}"}}', answer, is_stream=False)
    assert answer.model == "GigaChat-2"


def test_a_model_deeper_in_an_answer_is_not_the_answer_s() -> None:
    answer = Reading()
    scan('{"choices": [', '{"model": "of a part"}], "note": "{"}', answer, is_stream=False)
    assert answer.model is None


@pytest.mark.parametrize(("given", "taken"), [(5, 3), (5, None), (None, 3), (0, None), (None, None)])
def test_one_number_of_tokens_is_usage(given: int | None, taken: int | None) -> None:
    answer = Reading()
    answer.input_tokens, answer.output_tokens = given, taken
    assert answer.has_usage is (given is not None or taken is not None)


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ('"finishReason": "MAX_TOKENS"', {"finish_reasons": ["MAX_TOKENS"]}),
        ('"finish_reason": "length"', {"finish_reasons": ["LENGTH"]}),
        ('"blockReason": "SAFETY"', {"block_reason": "SAFETY"}),
        ('"block_reason": "SAFETY"', {"block_reason": "SAFETY"}),
        ('"responseId": "r-1"', {"id": "r-1"}),
        ('"modelVersion": "m-1"', {"model": "m-1"}),
        ('"promptTokenCount": 7', {"input_tokens": 7, "output_tokens": 0}),
        ('"prompt_tokens": 7, "completion_tokens": 3', {"input_tokens": 7, "output_tokens": 3}),
    ],
)
@pytest.mark.parametrize("is_head", [True, False], ids=["beginning", "end"])
def test_what_is_too_long_to_parse_says_this_at_either_end(
    member: str, expected: dict[str, Any], is_head: bool
) -> None:
    answer = Reading()
    scan(*(("{" + member, "") if is_head else ("", member + "}")), answer, is_stream=False)
    assert {name: getattr(answer, name) for name in expected} == expected


def test_the_model_that_answered_is_no_model_that_was_asked_for() -> None:
    answer = Reading()
    scan('{"model": "asked", "modelVersion": "answered"', "", answer, is_stream=False)
    assert answer.model == "answered"


@pytest.mark.parametrize(("is_stream", "reasons"), [(True, ["SAFETY"]), (False, ["STOP", "SAFETY"])])
def test_a_stream_repeats_its_reason_and_a_whole_answer_has_one_of_each_candidate(
    is_stream: bool, reasons: list[str]
) -> None:
    answer = Reading()
    scan('{"finishReason": "STOP"', '"finishReason": "SAFETY"}', answer, is_stream=is_stream)
    assert answer.finish_reasons == reasons
