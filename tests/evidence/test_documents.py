"""What a filter of images or videos left, and what it says of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.evidence import Reading, classify_answer, classify_response
from genai_triage.evidence.documents import _LISTS, _RARE, SAYING, read_documents
from genai_triage.evidence.error_body import TELLING
from genai_triage.evidence.sdk_object import read_object

WORDS = "Support codes: 58061214"  # of a child, by the page on responsible AI
GOOD_IMAGE, BAD_IMAGE = {"bytesBase64Encoded": "aGk="}, {"raiFilteredReason": WORDS}
FILTERED: dict[str, Any] = {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": [WORDS]}
IN_SNAKE_CASE: dict[str, Any] = {"rai_media_filtered_count": 1, "rai_media_filtered_reasons": [WORDS]}
VIDEO = {"video": {"uri": "https://generativelanguage.googleapis.com/v1beta/files/f"}}


@pytest.mark.parametrize(
    ("document", "cause"),
    [
        ({"predictions": [BAD_IMAGE, BAD_IMAGE]}, "gemini.media_child"),
        ({"generated_images": [{"rai_filtered_reason": WORDS}]}, "gemini.media_child"),
        ({"generateVideoResponse": FILTERED}, "gemini.media_child"),
        ({"name": "operations/o", "done": True, "response": {"generateVideoResponse": FILTERED}}, "gemini.media_child"),
        ({"done": True, "response": FILTERED}, "gemini.media_child"),
        ({"done": True, "response": IN_SNAKE_CASE}, "gemini.media_child"),
        ({"done": True, "response": {**FILTERED, "generatedSamples": []}}, "gemini.media_child"),
        ({"generateVideoResponse": {"raiMediaFilteredCount": 2}}, "gemini.media_filtered"),
        ({"generateVideoResponse": {**FILTERED, "raiMediaFilteredReasons": []}}, "gemini.media_filtered"),
        ({"generateVideoResponse": {**FILTERED, "raiMediaFilteredReasons": [5]}}, "gemini.media_filtered"),
        ({"generateVideoResponse": {**FILTERED, "raiMediaFilteredReasons": WORDS}}, "gemini.media_filtered"),
    ],
)
def test_a_filter_that_left_nothing_is_a_failure_by_its_own_words(document: Any, cause: str) -> None:
    reading = Reading()
    read_documents([document], reading)
    failure = classify_answer("gemini", reading)
    assert failure is not None
    assert failure.cause.id == cause


@pytest.mark.parametrize(
    "document",
    [
        {"predictions": [GOOD_IMAGE]},
        {"predictions": [BAD_IMAGE, GOOD_IMAGE]},
        {"predictions": []},
        {"predictions": "none"},
        {"predictions": [[0.1, 0.2]]},
        {"generated_images": [{"image": {}}]},
        {"generateVideoResponse": {"generatedSamples": [VIDEO], **FILTERED}},
        {"done": True, "response": {"videos": [VIDEO], **FILTERED}},
        {"done": True, "response": {"generatedVideos": [VIDEO], **FILTERED}},
        {"done": True, "response": {"generated_videos": [VIDEO], **IN_SNAKE_CASE}},
        {"generateVideoResponse": {"raiMediaFilteredCount": 0, "generatedSamples": [VIDEO]}},
        {"generateVideoResponse": "none"},
        {"generateVideoResponse": None, "done": True},
        {"done": True, "response": {}},
    ],
)
def test_what_a_filter_left_over_is_a_good_answer(document: Any) -> None:
    reading = Reading()
    read_documents([document], reading)
    assert classify_answer("gemini", reading) is None


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"modelVersion": "a", "model": "b", "responseId": "i", "candidates": []}, ("a", "i")),
        ({"model_version": "a", "response_id": "i", "candidates": []}, ("a", "i")),
        ({"model": "b", "id": "j", "choices": []}, ("b", "j")),
        ({"name": "n", "id": "j", "candidates": []}, (None, None)),
        ({"model": 5, "id": 7, "choices": []}, (None, None)),
        ({"model": "", "responseId": "", "candidates": []}, (None, None)),
        ({"interaction": {"id": "v1_i", "model": "g", "object": "interaction"}}, ("g", "v1_i")),
        ({"id": "v1_i", "object": "interaction", "model": "g"}, ("g", "v1_i")),
        ({"type": "event", "data": {"model": "b", "id": "j", "choices": []}}, ("b", "j")),
        ({"data": {"model": "b", "id": "j", "choices": []}}, (None, None)),
    ],
)
def test_model_and_id_stand_at_the_answer_s_own_level(document: Any, found: tuple[str | None, str | None]) -> None:
    reading = Reading()
    read_documents([document], reading)
    assert (reading.model, reading.id) == found


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 3}}, (7, 3, None, None)),
        ({"usage_metadata": {"prompt_token_count": 7, "candidates_token_count": 3}}, (7, 3, None, None)),
        (
            {"usageMetadata": {"promptTokenCount": 7, "toolUsePromptTokenCount": 2, "thoughtsTokenCount": 4}},
            (9, 4, None, 4),
        ),
        (
            {
                "usage": {
                    "prompt_tokens": 7,
                    "completion_tokens": 3,
                    "prompt_tokens_details": {"cached_tokens": 5},
                    "completion_tokens_details": {"reasoning_tokens": 2},
                }
            },
            (7, 3, 5, 2),
        ),
        ({"usage": {"prompt_tokens": 7, "completion_tokens": 3, "precached_prompt_tokens": 0}}, (7, 3, 0, None)),
        (
            {
                "usage": {
                    "input_tokens": 7,
                    "output_tokens": 3,
                    "input_tokens_details": {"cached_tokens": 5},
                    "output_tokens_details": {"reasoning_tokens": 2},
                }
            },
            (7, 3, 5, 2),
        ),
        ({"usage": {"total_input_tokens": 7, "total_output_tokens": 3, "total_thought_tokens": 4}}, (7, 7, None, 4)),
        (
            {"usage": {"prompt_tokens": 7, "completion_tokens": 3, "input_tokens": 70, "output_tokens": 30}},
            (7, 3, None, None),
        ),
        (
            {"usage": {"prompt_tokens": 7, "completion_tokens_details": {"reasoning_tokens": True}}},
            (7, 0, None, None),
        ),
        ({"usage": {"prompt_tokens": 7, "prompt_tokens_details": {"cached_tokens": 10**12}}}, (7, 0, None, None)),
        ({"usage": {"prompt_tokens": 7, "prompt_tokens_details": {"cached_tokens": 0}}}, (7, 0, 0, None)),
        ({"usage": {"prompt_tokens": 7, "prompt_tokens_details": {"cached_tokens": -1}}}, (7, 0, None, None)),
        ({"usageMetadata": {"promptTokenCount": -1}}, (None, None, None, None)),
        ({"usageMetadata": {"promptTokenCount": 10**12}}, (None, None, None, None)),
        ({"usageMetadata": {"promptTokenCount": True}}, (None, None, None, None)),
        ({"usageMetadata": {"promptTokenCount": 0}}, (0, 0, None, None)),
        ({"usageMetadata": {"candidatesTokenCount": 3}}, (None, None, None, None)),
        ({"usageMetadata": [7]}, (None, None, None, None)),
        ({"data": [{"usage": {"prompt_tokens": 3}}, {"usage": {"prompt_tokens": 4}}, "x", {}]}, (7, None, None, None)),
        ({"data": [{"usage": 5}]}, (None, None, None, None)),
    ],
)
def test_tokens_are_counted_in_every_dialect(usage: Any, tokens: tuple[int | None, ...]) -> None:
    reading = Reading()
    read_documents([usage], reading)
    found = (reading.input_tokens, reading.output_tokens, reading.cached_tokens, reading.reasoning_tokens)
    assert found == tokens


@pytest.mark.parametrize(
    ("document", "has_content"),
    [
        ({"text": "Hi"}, True),
        ({"text": ""}, False),
        ({}, False),
        ({"text": "", "thoughtSignature": "s"}, False),
        ({"thought": True, "text": ""}, False),
        ({"functionCall": {"name": "f"}}, True),
        ({"functionCall": {}}, False),
        ({"functionCall": []}, False),
        ({"functionCall": ""}, False),
        ({"functionCall": False}, False),
        ({"functionCall": 0.5}, True),
        ({"inlineData": None}, False),
        ("Hi", True),
        ("", False),
    ],
)
def test_a_part_counts_unless_it_is_blank(document: Any, has_content: bool) -> None:
    reading = Reading()
    read_documents([{"candidates": [{"content": {"parts": [document]}, "finishReason": "STOP"}]}], reading)
    assert reading.has_content is has_content


@pytest.mark.parametrize(
    "extra",
    [
        "function_call",
        "tool_calls",
        "attachments",
        "functions_state_id",
        "tool_execution",
        "audio",
        "refusal",
    ],
)
@pytest.mark.parametrize("place", ["message", "delta"])
def test_a_message_without_a_text_may_say_something_else(extra: str, place: str) -> None:
    reading, empty = Reading(), Reading()
    read_documents([{"choices": [{place: {"content": "", extra: ["x"]}, "finish_reason": "stop"}]}], reading)
    read_documents([{"choices": [{place: {"content": "", extra: []}, "finish_reason": "stop"}]}], empty)
    assert (reading.has_content, empty.has_content) == (True, False)


@pytest.mark.parametrize(
    ("document", "cause"),
    [
        ({"usageMetadata": {"promptTokenCount": 1}, "modelVersion": "m"}, "gemini.no_candidate"),
        ({"usage_metadata": {"prompt_token_count": 1}, "model_version": "m"}, "gemini.no_candidate"),
        ({"usage_metadata": {"prompt_token_count": 1}}, None),
        ({"usage_metadata": {}, "model_version": "m", "total_tokens": 3}, None),
    ],
)
def test_an_answer_without_a_candidate_is_known_by_its_other_parts(document: dict[str, Any], cause: str | None) -> None:
    failure = classify_response("gemini", 200, document)
    assert (None if failure is None else failure.cause.id) == cause


class _Asked(dict[str, Any]):
    """A document that notes for which of its members it is asked."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return default

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return False


def test_whatever_is_looked_for_in_every_document_is_known_to_say_something() -> None:
    document = _Asked()
    read_documents((document,), Reading())
    assert "candidates" in document.names
    assert document.names - SAYING == set()
    assert _RARE | _LISTS | TELLING < SAYING


@pytest.mark.parametrize(
    ("fields", "job", "fact"),
    [
        ({"name": "files/1", "state": "FAILED"}, "files/1", "job_failed"),
        ({"name": "operations/1", "done": True}, "operations/1", "no_result"),
        ({"name": "models/m", "display_name": "M", "version": "1"}, None, None),
    ],
)
def test_an_object_is_read_unless_it_says_nothing(fields: dict[str, Any], job: str | None, fact: str | None) -> None:
    reading = Reading()
    read_object(reading, SimpleNamespace(**fields))
    assert (reading.job, reading.fact) == (job, fact)


@pytest.mark.parametrize(
    "kind", ["interaction.complete", "interaction.completed", "response.completed", "response.message.done"]
)
def test_a_stream_s_last_event_is_its_end(kind: str) -> None:
    for key in ("event_type", "type"):
        reading = Reading()
        read_documents([{key: kind}], reading)
        assert reading.ended is True


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        *((kind, True) for kind in ("step.start", "content.delta", "interaction.created", "interaction.start")),
        ("interaction.status_update", False),
        ("", False),
        (5, False),
    ],
)
def test_an_interaction_that_has_begun_is_an_answer_that_is_not_whole(kind: object, begins: bool) -> None:
    reading = Reading()
    read_documents([{"event_type": kind}], reading)
    assert reading.has_content is begins


@pytest.mark.parametrize("member", ["thoughtSignature", "thought_signature", "thought", "partMetadata"])
def test_a_part_that_only_says_something_of_itself_is_no_content(member: str) -> None:
    found = []
    for part in ({member: "a"}, {member: "a", "functionCall": {"name": "f"}}):
        reading = Reading()
        read_documents([{"candidates": [{"content": {"parts": [part]}}]}], reading)
        found.append(reading.has_content)
    assert found == [False, True]


@pytest.mark.parametrize(
    ("document", "is_one"),
    [
        ({"object": "interaction"}, True),
        *(({key: None}, True) for key in ("outputs", "steps", "interaction_id", "previous_interaction_id")),
        ({"event_type": "e"}, True),
        ({"id": "i", "model": "m"}, True),
        ({"id": "i", "agent": "a"}, True),
        ({"id": "i"}, False),
        ({"model": "m"}, False),
        ({"object": "other"}, False),
    ],
)
def test_an_interaction_that_is_incomplete_was_cut_off(document: dict[str, Any], is_one: bool) -> None:
    reading = Reading()
    read_documents([{"status": "incomplete", **document}], reading)
    assert (reading.finish_reasons, reading.generated) == ((["MAX_TOKENS"], True) if is_one else ([], False))


@pytest.mark.parametrize("member", ["response", "text", "content"])
@pytest.mark.parametrize(("said", "has_content"), [("a", True), ("", False), (5, False)])
def test_a_simplified_answer_holds_what_it_says_under_any_name(member: str, said: object, has_content: bool) -> None:
    reading = Reading()
    read_documents([{member: said, "finishReason": "STOP"}], reading)
    assert (reading.finish_reasons, reading.has_content) == (["STOP"], has_content)


def shown(*documents: Any) -> dict[str, Any]:
    """What documents show: candidates by number, with a reason and whether they hold anything; what else is known."""
    reading = Reading()
    read_documents(documents, reading)
    candidates = {number: (one.finish, one.content) for number, one in reading.candidates.items()}
    also = ("block_reason", "finish_message", "model", "id", "fact", "job", "input_tokens", "output_tokens")
    found = {name: value for name in also if (value := getattr(reading, name)) is not None}
    return {"generated": reading.generated, **({"candidates": candidates} if candidates else {}), **found}


_SAID = {"content": {"parts": [{"text": "a"}]}}
_V2: dict[str, Any] = {"role": "assistant", "content": [{"text": "a"}]}
SHAPES: dict[str, tuple[Any, dict[str, Any]]] = {
    "Gemini's names": (
        {"candidates": [{"index": 1, "finishReason": "SAFETY", "finishMessage": "m"}]},
        {"candidates": {1: ("SAFETY", False)}, "finish_message": "m"},
    ),
    "Gemini's names in snake case": (
        {"candidates": [{"index": 1, "finish_reason": "SAFETY", "finish_message": "m"}]},
        {"candidates": {1: ("SAFETY", False)}, "finish_message": "m"},
    ),
    "candidates without a number": (
        {"candidates": [{"finishReason": "STOP", **_SAID}, 5, {"finishReason": "SAFETY", "finishMessage": 5}]},
        {"candidates": {0: ("STOP", True), 2: ("SAFETY", False)}},
    ),
    "no candidates": ({"candidates": []}, {}),
    "candidates that are no list": ({"candidates": {}}, {}),
    "contents of every form": (
        {"candidates": [{"content": "a"}, {"content": ""}, {"content": [{"text": "a"}]}, {"content": {"parts": {}}}]},
        {"candidates": {0: (None, True), 1: (None, False), 2: (None, True), 3: (None, False)}},
    ),
    "a blocked prompt": (
        {"promptFeedback": {"blockReason": "SAFETY", "blockReasonMessage": "m"}},
        {"block_reason": "SAFETY", "finish_message": "m"},
    ),
    "a blocked prompt in snake case": (
        {"prompt_feedback": {"block_reason": "SAFETY", "block_reason_message": "m"}},
        {"block_reason": "SAFETY", "finish_message": "m"},
    ),
    "a prompt that is not blocked": ({"promptFeedback": {"blockReasonMessage": "m"}}, {}),
    "choices": (
        {"choices": [{"index": 3, "finish_reason": "length", "message": {"content": "a"}}, 5, {"delta": {}}]},
        {"candidates": {3: ("LENGTH", True), 2: (None, False)}},
    ),
    "choices with a text for a message": (
        {"choices": [{"message": "a"}, {"message": ""}]},
        {"candidates": {0: (None, True), 1: (None, False)}},
    ),
    "choices with parts": (
        {
            "choices": [
                {"message": {"content": [{"text": ""}, {"text": "a"}]}},
                {"message": {"content": [{"text": ""}]}},
            ]
        },
        {"candidates": {0: (None, True), 1: (None, False)}},
    ),
    "no choices": ({"choices": []}, {}),
    "messages": (
        {"messages": [{"role": "user", "content": "q"}, {**_V2, "finish_reason": "stop"}], "model": "g"},
        {"candidates": {1: ("STOP", True)}, "model": "g"},
    ),
    "messages of a model": (
        {"messages": [{"role": "model", "content": "a"}, {"content": ""}], "usage": {}},
        {"candidates": {0: (None, True), 1: (None, False)}},
    ),
    "messages with one reason": (
        {"messages": [{**_V2, "content": ""}, _V2], "finish_reason": "length"},
        {"candidates": {0: ("LENGTH", True)}},
    ),
    "a reason without messages": (
        {"messages": [], "finish_reason": "blacklist"},
        {"candidates": {0: ("BLACKLIST", False)}},
    ),
    "messages that never came": ({"messages": [], "model": "g", "created_at": 1}, {"model": "g"}),
    "a simplified answer": ({"finish_reason": "length", "text": "a"}, {"candidates": {0: ("LENGTH", True)}}),
    "a simplified message": (
        {"finishReason": "STOP", "message": {"content": "a"}},
        {"candidates": {0: ("STOP", True)}},
    ),
    "a reason beside candidates": (
        {"finishReason": "SAFETY", "candidates": [{"index": 1, "finishReason": "STOP", **_SAID}]},
        {"candidates": {1: ("STOP", True)}},
    ),
    "a reason beside choices": (
        {"finish_reason": "SAFETY", "choices": [{"index": 1, "finish_reason": "stop", "delta": "a"}]},
        {"candidates": {1: ("STOP", True)}},
    ),
    "a turn of a session": (
        {"serverContent": {"turnCompleteReason": "RESPONSE_REJECTED"}},
        {"candidates": {0: ("RESPONSE_REJECTED", False)}},
    ),
    "a turn of a session in snake case": (
        {"server_content": {"turn_complete_reason": "response_rejected"}},
        {"candidates": {0: ("RESPONSE_REJECTED", False)}},
    ),
    "an answer in an operation": (
        {"response": {"candidates": [{"finishReason": "SAFETY"}], "modelVersion": "m"}},
        {"candidates": {0: ("SAFETY", False)}, "model": "m"},
    ),
    "an answer in an event": (
        {"event": "message", "data": {"candidates": [{"finishReason": "SAFETY"}]}},
        {"candidates": {0: ("SAFETY", False)}},
    ),
    "an answer in three envelopes": (
        {"response": {"response": {"response": {"candidates": []}}}},
        {},
    ),
    "a model's other names": (
        {"model_version": "a", "model": "b", "response_id": "i", "candidates": []},
        {"model": "a", "id": "i"},
    ),
    "an interaction's tokens": (
        {"interaction": {"id": "i", "model": "g", "usage": {"total_input_tokens": 7, "total_output_tokens": 3}}},
        {"candidates": None, "model": "g", "id": "i", "input_tokens": 7, "output_tokens": 3},
    ),
}
"""A document, and all that it shows beside being an answer of a method that generates."""


@pytest.mark.parametrize(("document", "shows"), SHAPES.values(), ids=SHAPES)
def test_an_answer_of_every_shape_shows_this_and_nothing_else(document: Any, shows: dict[str, Any]) -> None:
    generated = "candidates" not in shows or shows["candidates"] is not None
    expected = {name: value for name, value in shows.items() if value is not None}
    assert shown(document) == {"generated": generated, **expected}


@pytest.mark.parametrize(
    "document",
    [
        {"serverContent": {}, "promptFeedback": {}},
        {"setupComplete": {}, "usageMetadata": {}, "modelVersion": "m"},
        {"usageMetadata": {}, "modelVersion": "m", "totalTokens": 3},
        {"modelVersion": "m"},
        {"usageMetadata": {}},
        {"choices": {}},
        {"messages": [_V2]},
        {"messages": {}, "created_at": 1},
        {"messages": [], "created_at": 1},
        {"messages": [], "model": "m"},
        {"messages": [], "created_at": 1, "model": "m", "status": "queued"},
        {"messages": [{"role": "user"}], "created_at": 1},
        {"finishReason": ""},
        {"finishReason": 5},
        {"serverContent": {"turnCompleteReason": "TURN_COMPLETE_REASON_UNSPECIFIED"}},
        {"serverContent": "none"},
        {"response": {"response": {"response": {"response": {"candidates": []}}}}},
        {"data": {"candidates": []}},
        {"type": "event", "data": [{"candidates": []}]},
    ],
    ids=str,
)
def test_what_is_no_answer_of_words_has_not_to_hold_any(document: Any) -> None:
    reading = Reading()
    read_documents([document], reading)
    assert (reading.generated, reading.candidates) == (False, {})


@pytest.mark.parametrize("status", ["requires_continuation", "in_progress", "queued"])
def test_the_last_event_of_an_interaction_that_goes_on_is_no_end(status: str) -> None:
    reading = Reading()
    read_documents([{"event_type": "interaction.completed", "interaction": {"status": status}}], reading)
    assert reading.ended is False
    read_documents([{"event_type": "interaction.completed", "interaction": {"status": "completed"}}], reading)
    read_documents([{"event_type": "content.delta"}], reading)
    assert reading.ended is True


@pytest.mark.parametrize(
    ("document", "generated", "fact"),
    [
        ({"embeddings": [{"values": [0.1]}, {"values": [0.2]}]}, False, None),
        ({"embeddings": [{"values": [0.1]}, {"values": []}]}, False, "results_missing"),
        ({"embeddings": [{}, {}, {"values": [0.2]}]}, False, "results_missing"),
        ({"data": [{"embedding": [0.1]}, {"embedding": []}, 5]}, False, "results_missing"),
        ({"data": [{"id": "m"}]}, False, None),
        ({"embeddings": [5]}, False, None),
        ({"embeddings": []}, False, None),
    ],
    ids=str,
)
def test_an_embedding_that_went_missing_is_known(document: Any, generated: bool, fact: str | None) -> None:
    reading = Reading()
    read_documents([document], reading)
    assert (reading.generated, reading.fact) == (generated, fact)


def test_the_first_of_several_errors_and_facts_stays() -> None:
    reading = Reading()
    read_documents([{"error": {"code": 503}}, {"error": {"code": 400}}], reading)
    assert reading.error == {"code": 503}
    reading.fact = "job_failed"
    read_documents([{"predictions": [BAD_IMAGE]}, {"response": {"predictions": [BAD_IMAGE]}}], reading)
    assert (reading.fact, reading.finish_message) == ("job_failed", None)


def test_content_is_found_behind_what_is_blank() -> None:
    blank, said = {"text": ""}, {"text": "a"}
    assert shown({"candidates": [{"content": {"parts": [blank, said]}}]})["candidates"] == {0: (None, True)}
    assert shown({"candidates": [{"content": {"parts": [blank, blank]}}]})["candidates"] == {0: (None, False)}


def test_the_tokens_of_embeddings_are_those_of_the_last_document_that_has_any() -> None:
    texts = {"data": [{"usage": {"prompt_tokens": 3}}, {"usage": {"prompt_tokens": 4}}]}
    assert shown(texts, texts)["input_tokens"] == 7
    assert shown(texts, {"data": [{"usage": {}}]})["input_tokens"] == 7
