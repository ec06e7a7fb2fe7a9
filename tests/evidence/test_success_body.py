"""Bodies of answers with a good status: what of each is a failure, by the endpoint that was asked."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from genai_triage.evidence import Reading, classify_response
from genai_triage.evidence.parse import read_body
from genai_triage.evidence.success_body import failure_in_end, failure_in_success, read_answer, read_broken, read_end
from genai_triage.taxonomy import Evidence

BASE = "https://generativelanguage.googleapis.com/v1beta/"
NONE, UNREAD = "gemini.no_candidate", "network.unparsable"
ANSWERING = ("models/m:generateContent", "models/m:streamGenerateContent", "chat/completions")
EMBEDDING = ("models/m:embedContent", "embeddings")
OTHERS = ("interactions", "elsewhere", "models/m:countTokens")
BODYLESS = ("files", "models", "cachedContents", "batches", "operations/o")


def cause(body: Any, path: str, content_type: str = "application/json") -> str | None:
    failure = classify_response("gemini", 200, body, {"content-type": content_type}, BASE + path)
    return None if failure is None else failure.cause.id


@pytest.mark.parametrize(
    ("body", "content_type", "answering", "embedding", "others", "bodyless"),
    [
        ("", "application/json", NONE, NONE, NONE, None),
        ("{}", "application/json", NONE, NONE, None, None),
        ('{"data": []}', "application/json", NONE, NONE, None, None),
        ('{"a": 1}', "application/json", None, None, None, None),
        ("[]", "application/json", NONE, UNREAD, None, None),
        ("data: [DONE]\n\n", "application/json", NONE, None, None, None),
        ('data: {"candid', "application/json", UNREAD, UNREAD, UNREAD, UNREAD),
        ("plain text", "application/json", UNREAD, UNREAD, UNREAD, UNREAD),
        ("plain text", "text/event-stream", UNREAD, UNREAD, UNREAD, UNREAD),
        ("plain text", "text/plain", UNREAD, None, None, None),
        ("{broken", "text/plain", UNREAD, None, None, None),
        ("{broken", "", UNREAD, UNREAD, UNREAD, UNREAD),
    ],
)
def test_what_was_promised_decides_whether_a_body_is_a_failure(
    body: str,
    content_type: str,
    answering: str | None,
    embedding: str | None,
    others: str | None,
    bodyless: str | None,
) -> None:
    expected = {
        **dict.fromkeys(ANSWERING, answering),
        **dict.fromkeys(EMBEDDING, embedding),
        **dict.fromkeys(OTHERS, others),
        **dict.fromkeys(BODYLESS, bodyless),
    }
    assert {path: cause(body, path, content_type) for path in expected} == expected


def event(finish: str, text: str = "a") -> str:
    candidate = {"content": {"parts": [{"text": text}]}, "finishReason": finish}
    return f"data: {json.dumps({'candidates': [candidate]})}\n\n"


@pytest.mark.parametrize(("finish", "known"), [("SAFETY", "gemini.answer_safety"), ("STOP", None)])
def test_of_one_event_that_is_longer_than_what_is_read_the_end_counts(finish: str, known: str | None) -> None:
    assert cause(event(finish, "a" * 70_000), "models/m:streamGenerateContent") == known


@pytest.mark.parametrize(
    ("events", "is_cut", "fact"),
    [
        (event("STOP") + 'data: {"bro\n\n', False, "unparsable"),
        (event("STOP") + 'data: {"bro\n\n', True, None),
        ('data: {"bro\n\n' + event("STOP"), False, "unparsable"),
        ('data: {"bro\n\n' + event("STOP"), True, "unparsable"),
    ],
)
def test_an_event_that_is_no_json_is_a_failure_unless_it_was_left_there(
    events: str, is_cut: bool, fact: str | None
) -> None:
    evidence = Evidence(provider="gemini", http_status=200, endpoint="stream")
    found = failure_in_success(replace(read_body(events), cut=is_cut), evidence, str)
    assert (None if found is None else found.fact) == fact


@pytest.mark.parametrize(
    ("body", "is_good", "has_ended"),
    [
        (event("STOP")[6:], True, False),
        (event("SAFETY")[6:], False, False),
        (event("STOP") + "data: [DONE]\n\n", True, True),
        (event("STOP") * 2, False, False),
        ("", False, False),
    ],
)
def test_one_document_with_a_good_candidate_is_good_beyond_doubt(body: str, is_good: bool, has_ended: bool) -> None:
    reading = Reading()
    assert (read_answer(read_body(body), reading), reading.ended) == (is_good, has_ended)


def test_an_end_that_was_seen_before_stays_seen() -> None:
    reading = Reading()
    reading.ended = True
    read_answer(read_body(event("STOP")), reading)
    assert reading.ended is True


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{x "error": {"code": 503, "status": "UNAVAILABLE"', "UNAVAILABLE"),
        ('{x "error"  :  {"code": 503, "status": "UNAVAILABLE"', "UNAVAILABLE"),
        ("{'error': {'code': 503, 'status': 'UNAVAILABLE'", "UNAVAILABLE"),
        ('{"code": 503, "status": "UNAVAILABLE"', "UNAVAILABLE"),
        ('{x "error" ' * 19 + '"error": {"code": 503, "status": "UNAVAILABLE"', "UNAVAILABLE"),
        ('{x "error" ' * 20 + '"error": {"code": 503, "status": "UNAVAILABLE"', None),
        ('{"text": "\\"error\\": {\\"code\\": 503, \\"status\\": \\"UNAVAILABLE\\"', None),
        ('{x "code": 503, "status": "UNAVAILABLE"', None),
        ('"error" {"code": 503, "status": "UNAVAILABLE"', None),
        ('{"code": 303, "status": "UNAVAILABLE"', None),
    ],
)
def test_an_error_is_made_out_in_what_is_no_json(text: str, status: str | None) -> None:
    evidence = Evidence(provider="gemini")
    assert (read_broken(text, evidence), evidence.status) == (status is not None, status)


LONG = "a" * 70_000
ERROR = '{"error": {"code": 503, "status": "UNAVAILABLE", "message": "'
CANDIDATE = '{"candidates": [{"content": {"parts": [{"text": "'


@pytest.mark.parametrize(
    ("body", "known"),
    [
        (ERROR + LONG, "gemini.unavailable"),
        ("[" + ERROR + LONG, "gemini.unavailable"),
        (' {"status_code": 503, "message": "' + LONG, "gemini.unavailable"),
        ('{"error": {"details": [{"reason": "SOMETHING_ODD"}], "message": "' + LONG, "gemini.error_without_code"),
        ('{"text": "a", "status": "UNAVAILABLE", "code": 503, "b": "' + LONG, None),
        (CANDIDATE + LONG + '"}]}, "finishReason": "SAFETY"}]}', "gemini.answer_safety"),
        ("[" + CANDIDATE + LONG + '"}]}, "finishReason": "SAFETY"}]}]', "gemini.answer_safety"),
        (CANDIDATE + LONG, None),
        (LONG, None),
    ],
    ids=["error", "listed", "flat", "odd", "other", "answer", "stream", "left", "text"],
)
def test_a_body_that_is_too_long_to_parse_is_known_by_its_ends(body: str, known: str | None) -> None:
    assert cause(body, ANSWERING[0]) == known


@pytest.mark.parametrize(("length", "known"), [(2, None), (4096, None), (4097, UNREAD)])
def test_a_list_of_nothing_is_a_good_answer_of_another_method(length: int, known: str | None) -> None:
    assert cause("[" + " " * (length - 2) + "]", "files") == known


def test_a_stream_that_ends_before_its_first_data_was_cut_where_words_were_expected() -> None:
    expected = {
        **dict.fromkeys((*ANSWERING, "interactions", "elsewhere"), "network.stream_cut"),
        **dict.fromkeys((*EMBEDDING, *BODYLESS), UNREAD),
    }
    assert {path: cause("event: x\n\n", path, "") for path in expected} == expected


@pytest.mark.parametrize(
    ("end", "status", "finish"),
    [
        (b'lo"}\n\ndata: {"error": {"code": 503, "status": "UNAVAILABLE"}}\n\n', "UNAVAILABLE", None),
        (b'lo"}\n\ndata: {x "error": {"code": 503, "status": "UNAVAILABLE"}}\n\n', "UNAVAILABLE", None),
        (b'"error": {"code": 503, "status": "UNAVAILABLE"', "UNAVAILABLE", None),
        (
            b'"error": {"code": 404, "status": "NOT_FOUND"} "error": {"code": 503, "status": "UNAVAILABLE"',
            "UNAVAILABLE",
            None,
        ),
        (b'"text": {"code": 503, "status": "UNAVAILABLE"', None, None),
        (event("SAFETY").encode(), None, "SAFETY"),
        ((event("SAFETY") + 'data: {"bro\n\n').encode(), None, "SAFETY"),
        (event("STOP").encode(), None, None),
        (b"data: {}\n\n", None, None),
        (b"", None, None),
    ],
)
def test_the_end_of_a_stream_says_an_error_or_why_it_ended(end: bytes, status: str | None, finish: str | None) -> None:
    found = failure_in_end(end, Evidence(provider="gemini", http_status=200, endpoint="stream"))
    assert (None if found is None else (found.status, found.finish)) == ((status, finish) if status or finish else None)


@pytest.mark.parametrize(
    ("end", "reasons", "has_ended"),
    [
        (event("SAFETY").encode(), ["SAFETY"], False),
        (b'"}]}, "finishReason": "SAFETY"}]}\n\n', ["SAFETY"], False),
        (event("STOP").encode() + b"data: [DONE]\n\n", ["STOP"], True),
        (b'"finishReason": "STOP"}, "finishReason": "SAFETY"}]}', ["SAFETY"], False),
        (b'data: lo"}]}, "finishReason": "SAFETY"}]}\n\n', ["SAFETY"], False),
        (b"data: [DONE]\n\n", [], True),
        (b"", [], False),
    ],
)
def test_the_kept_end_of_a_stream_says_how_it_ended(end: bytes, reasons: list[str], has_ended: bool) -> None:
    reading = Reading()
    read_end(end, reading)
    assert (reading.finish_reasons, reading.ended) == (reasons, has_ended)
    reading.ended = True
    read_end(b"", reading)
    assert reading.ended is True


def test_an_error_that_names_no_status_is_known_as_that() -> None:
    evidence = Evidence(provider="gemini")
    assert (read_broken('{x "error": {"reason": "SOMETHING_ODD"', evidence), evidence.fact) == (
        True,
        "error_without_code",
    )


@pytest.mark.parametrize(("status", "known"), [(200, NONE), (202, None), (204, None)])
def test_an_answer_that_says_that_it_has_no_content_is_good(status: int, known: str | None) -> None:
    for body in ("", "{}"):
        failure = classify_response("gemini", status, body, {}, BASE + ANSWERING[0])
        assert (None if failure is None else failure.cause.id) == known


@pytest.mark.parametrize("path", [*ANSWERING, *OTHERS, *BODYLESS])
def test_a_body_that_was_not_read_is_no_failure(path: str) -> None:
    assert cause(None, path) is None


def test_what_stands_before_a_broken_error_is_none_of_it() -> None:
    evidence = Evidence(provider="gemini")
    assert read_broken('{x "reason": "OTHER", "code": 404, "error": {"code": 503, "status": "UNAVAILABLE"', evidence)
    assert (evidence.error_status, evidence.reasons) == (503, ())
