"""A cause's example as the answer to a request, in the form that the request wants."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genai_triage.simulator.exchange import EVENT_STREAM, JSON, Facts, SimResponse
from genai_triage.simulator.failures import as_answer
from genai_triage.simulator.resources.outcome import GOOD, OPEN, Outcome, failed, outcome_of
from genai_triage.taxonomy.model import Example

GEMINI = Facts("gemini", "generate", "generateContent")
ARRAY = Facts("gemini", "stream", "streamGenerateContent", stream=True)
EVENTS = Facts("gemini", "stream", "streamGenerateContent", stream=True, sse=True)
GIGACHAT = Facts("gigachat", "chat", "chat/completions", sse=True)
ANSWER = SimResponse(200, (b"0123456789",), JSON, {"vary": "Origin"})
STREAM = SimResponse(200, (b"one", b"two", b"three"), EVENT_STREAM, {"vary": "Origin"}, streamed=True)
BODY = {"error": {"code": 429, "message": "Нет"}}


def of(example: Example, facts: Facts = GEMINI, good: SimResponse = ANSWER) -> SimResponse:
    return as_answer(example, facts, good)


def test_an_error_is_sent_with_the_service_s_headers_and_its_letters() -> None:
    found = of(Example(http=429, body=BODY))
    assert found == SimResponse(429, (json.dumps(BODY, ensure_ascii=False).encode(),), JSON, {"vary": "Origin"})


@pytest.mark.parametrize(
    "name", ["Content-Length", "content-encoding", "Transfer-Encoding", "connection", "date", "content-type"]
)
def test_what_the_server_says_of_what_it_sends_is_not_the_example_s(name: str) -> None:
    found = of(Example(http=429, body=BODY, headers={name: "x/y", "Retry-After": "7"}))
    assert found.headers == {"vary": "Origin", "retry-after": "7"}
    assert found.content_type == ("x/y" if name == "content-type" else JSON)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (" <html>", "text/html; charset=utf-8"),
        ("data: {}", EVENT_STREAM),
        ("event: x", EVENT_STREAM),
        *((text, JSON) for text in ("{}", "[]", '"x"')),
        ("upstream", "text/plain; charset=utf-8"),
    ],
)
def test_a_text_is_sent_as_what_it_looks_like(body: str, kind: str) -> None:
    found = of(Example(http=502, body=body))
    assert (found.content_type, found.pieces) == (kind, (body.encode(),))


@pytest.mark.parametrize(("facts", "headers"), [(GEMINI, {}), (GIGACHAT, {"server": "SynGX"})])
def test_a_page_is_the_edge_s(facts: Facts, headers: dict[str, str]) -> None:
    assert of(Example(http=502, body="<html>"), facts).headers == headers


def test_an_error_without_a_status_is_a_500_and_one_without_a_body_is_empty() -> None:
    assert (of(Example()).status, of(Example()).pieces) == (500, (b"",))


@pytest.mark.parametrize(("facts", "wrapped"), [(ARRAY, True), (EVENTS, False), (GEMINI, False), (GIGACHAT, False)])
def test_google_wraps_the_error_of_a_stream_that_is_an_array(facts: Facts, wrapped: bool) -> None:
    (piece,) = of(Example(http=429, body=BODY), facts, STREAM).pieces
    assert json.loads(piece) == ([BODY] if wrapped else BODY)
    assert of(Example(http=429, body="text"), facts, STREAM).pieces == (b"text",)


def test_an_rpc_has_its_status() -> None:
    assert of(Example(grpc=("UNAVAILABLE", "down"))) == SimResponse(0, rpc=("UNAVAILABLE", "down"))


@pytest.mark.parametrize("fault", ["reset", "stall"])
def test_a_connection_fails(fault: Any) -> None:
    assert of(Example(fault=fault)) == SimResponse(fault=fault)


def test_a_cut_ends_an_answer_at_its_half_and_a_stream_after_its_first_piece() -> None:
    cut = Example(fault="cut")
    whole = of(cut)
    assert (whole.pieces, whole.declared_length, whole.fault) == ((b"01234",), 10, "cut")
    stream = of(cut, EVENTS, STREAM)
    assert (stream.pieces, stream.declared_length, stream.fault) == ((b"one",), None, "cut")


@pytest.mark.parametrize(
    ("facts", "body", "pieces"),
    [
        (EVENTS, BODY, (b"one", b'data: {"error": {"code": 429, "message": "\xd0\x9d\xd0\xb5\xd1\x82"}}\r\n\r\n')),
        (ARRAY, {"error": 1}, (b"one", b',{"error": 1}]')),
        (EVENTS, "data: x", (b"one", b"data: x")),
        (EVENTS, None, (b"one",)),
    ],
)
def test_a_stream_breaks_after_its_first_piece(facts: Facts, body: Any, pieces: tuple[bytes, ...]) -> None:
    found = of(Example(http=200, body=body, stream=True), facts, STREAM)
    assert (found.pieces, found.status, found.streamed) == (pieces, 200, True)


def test_a_failure_inside_an_answer_is_streamed_where_it_is_asked_for_so() -> None:
    body = {"candidates": [{"finishReason": "SAFETY"}]}
    assert json.loads(of(Example(http=200, body=body)).pieces[0]) == body
    assert of(Example(http=200, body=body), EVENTS, STREAM).pieces == (
        b"data: " + json.dumps(body).encode() + b"\r\n\r\n",
    )
    found = of(Example(http=200, body=body, headers={"x-id": "1"}))
    assert found.headers == {"vary": "Origin", "x-id": "1"}


@pytest.mark.parametrize(
    ("stage", "pieces", "fault"), [("turn", (b"one",), "cut"), ("message", (b"one", b"data: x"), "")]
)
def test_a_session_that_has_begun_ends_by_its_connection_or_by_a_message(
    stage: Any, pieces: tuple[bytes, ...], fault: str
) -> None:
    facts = Facts("gemini", "stream", "streamGenerateContent", stream=True, sse=True, stage=stage)
    found = of(Example(http=429, body="data: x"), facts, STREAM)
    assert (found.pieces, found.fault) == (pieces, fault)
    assert of(Example(http=429), facts, STREAM).fault == "cut"


@pytest.mark.parametrize(
    ("example", "end"),
    [
        (
            Example(grpc=("RESOURCE_EXHAUSTED", "full")),
            Outcome("FAILED", "failed", error={"code": 8, "message": "full"}),
        ),
        (
            Example(
                http=429, body={"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "m", "details": [1]}}
            ),
            Outcome("FAILED", "failed", error={"code": 8, "message": "m", "details": [1]}),
        ),
        (
            Example(http=418, body={"error": {"status": "TEAPOT"}}),
            Outcome("FAILED", "failed", error={"code": 2, "message": ""}),
        ),
        (
            Example(http=200, body={"metadata": {"state": "BATCH_STATE_EXPIRED", "batchStats": {"a": "1"}}}),
            Outcome("EXPIRED", "failed", stats={"a": "1"}),
        ),
        (
            Example(http=200, body={"metadata": {"state": "BATCH_STATE_SUCCEEDED"}}),
            Outcome("SUCCEEDED", "completed"),
        ),
        (
            Example(http=200, body={"predictions": [{"raiFilteredReason": "a"}, {}, {"raiFilteredReason": "b"}]}),
            Outcome(filtered=("a", "b")),
        ),
        (Example(http=200, body={"status": "incomplete"}), Outcome("FAILED", "incomplete")),
        (Example(http=200, body={"choices": []}), None),
        (Example(http=502, body="<html>"), None),
        (Example(grpc=("ODD", "x")), None),
    ],
)
def test_a_job_ends_as_its_cause_s_example_says(example: Example, end: Outcome | None) -> None:
    assert failed(example) == end


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("open", OPEN), ("cancelled", Outcome("CANCELLED", "cancelled")), ("done", GOOD), ("", GOOD)],
)
def test_a_job_without_a_failure_stands_where_it_stands(state: Any, outcome: Outcome) -> None:
    assert outcome_of(Facts("gemini", "batches", "", job_state=state)) == outcome


@pytest.mark.parametrize(
    ("outcome", "is_open", "is_good"),
    [
        (OPEN, True, False),
        (GOOD, False, True),
        (Outcome(filtered=("a",)), False, False),
        (Outcome("FAILED"), False, False),
    ],
)
def test_an_outcome_is_open_good_or_neither(outcome: Outcome, is_open: bool, is_good: bool) -> None:
    assert (outcome.is_open, outcome.is_good) == (is_open, is_good)
