"""Bodies as JSON documents: how deep, how many, and how much of a broken stream is read."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from typing import Any

import pytest

from genai_triage.evidence import classify_response, parse
from genai_triage.evidence.limits import (
    MAX_BODY,
    MAX_BROKEN,
    MAX_DOCUMENTS,
    MAX_LINES,
    MAX_NESTING,
    MAX_OBJECTS,
    MAX_TAIL,
    MAX_WEIGHT,
)
from genai_triage.evidence.parse import BrokenEvent, parsed_by_sdk, read_body, read_last_events, read_window
from genai_triage.taxonomy import Failure

URL = "https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse"
BROKEN = 'data: {"candidates": [{"content"\n\n'


def nested(levels: int, inner: str = "1") -> str:
    return "[" * levels + inner + "]" * levels


@pytest.mark.parametrize(
    "text",
    [
        nested(MAX_NESTING),
        nested(10, ", ".join(["[]", "{}"] * MAX_NESTING)),
        nested(10, '"' + "[" * 2 * MAX_NESTING + '"'),
        nested(10, '"\\"' + "[" * 2 * MAX_NESTING + '"'),
        nested(10, '"' + "[" * 2 * MAX_NESTING + '\\\\", "' + "{" * 2 * MAX_NESTING + '"'),
        nested(10, '{"' + "[" * 2 * MAX_NESTING + '": "\u043f\u0440\u0438\u0432\u0435\u0442"}'),
    ],
    ids=["deep", "wide", "in a text", "behind an escaped mark", "behind an escaped backslash", "in a key"],
)
def test_brackets_count_where_they_nest(text: str) -> None:
    assert read_body(text).documents != []


@pytest.mark.parametrize(
    "text",
    [
        nested(MAX_NESTING + 1),
        '{"a": ' * (MAX_NESTING + 1) + "1" + "}" * (MAX_NESTING + 1),
        nested(1, '"\\\\", ' + nested(MAX_NESTING)),
        "[" * 2 * MAX_NESTING,
    ],
    ids=["lists", "objects", "behind a text that ends in a backslash", "open"],
)
def test_what_nests_too_deep_is_not_parsed(text: str) -> None:
    assert read_body(text).documents == []


def test_of_events_without_end_the_first_are_read() -> None:
    read = read_body("data: {}\n\n" * (MAX_DOCUMENTS + 5))
    assert (len(read.documents), read.cut) == (MAX_DOCUMENTS, True)


@pytest.mark.parametrize("body", [BROKEN * 2000, "data: {\n" * 5000 + "\n"], ids=["events", "one event"])
def test_of_a_broken_stream_the_first_events_are_read(body: str) -> None:
    pieces = body.split("data: ")[1 : MAX_BROKEN + 1]
    assert read_body(body).documents == [BrokenEvent(piece.strip()) for piece in pieces]


@pytest.mark.parametrize(
    ("event", "provider", "cause"),
    [
        (
            '{"error": {"code": 503, "status": "UNAVAILABLE", "message": "Overloaded."}}',
            "gemini",
            "gemini.model_overloaded",
        ),
        ('{"status": 401, "message": "Token has expired"}', "gigachat", "gigachat.token_expired"),
        ('{"status_code": 401, "message": "Token has expired"}', "gigachat", "gigachat.token_expired"),
        ('{"code": 401, "message": "Token has expired"}', "gigachat", "gigachat.token_expired"),
        ('{"error": {"message": "The model is overloaded."}}', "gemini", "gemini.error_without_code"),
    ],
)
def test_an_error_behind_broken_events_counts(event: str, provider: Any, cause: str) -> None:
    body = BROKEN * 500 + f"data: {event}\n\n"
    failure = classify_response(provider, 200, body, {"content-type": "text/event-stream"}, URL)
    assert failure is not None
    assert failure.cause.id == cause


def test_events_without_lines_between_them_are_read_to_the_end() -> None:
    body = 'data: {"a": 1}\n' * (2 * MAX_LINES) + 'data: {"error": {"code": 503}}\n'
    assert read_body(body).documents == [{"a": 1}] * 2 * MAX_LINES + [{"error": {"code": 503}}]


@pytest.mark.parametrize("body", ["data: {}\n\n" * 500, "{}\n" * 500, "{}" * 500], ids=["events", "lines", "in a row"])
def test_of_a_refusal_so_many_values_are_read_as_an_error_is_looked_for_among(body: str) -> None:
    assert len(read_body(body, is_refusal=True).documents) == MAX_OBJECTS
    assert len(read_body(body).documents) == 500


@pytest.mark.parametrize("as_bytes", [True, False], ids=["bytes", "text"])
def test_a_refusal_full_of_numbers_is_not_parsed_to_its_end(as_bytes: bool) -> None:
    text = '{"error": [' + ", ".join(["1"] * MAX_WEIGHT) + "]}"
    body = text.encode() if as_bytes else text
    assert read_body(body, is_refusal=True).documents == []
    assert len(read_body(body).documents) == 1


def test_a_long_refusal_of_words_is_parsed_whole() -> None:
    error = {"code": 400, "message": "Unknown name. " * 3000, "status": "INVALID_ARGUMENT"}
    body = json.dumps({"error": error, "x": ["a"] * 500})
    assert MAX_WEIGHT < len(body) < MAX_BODY
    assert read_body(body, is_refusal=True).documents == [json.loads(body)]


def test_a_refusal_that_is_no_utf_8_is_read_at_both_ends() -> None:
    read = read_body(b"begin " + b"\xff" * 40_000 + b" end", is_refusal=True)
    assert (read.text[:6], read.text[-4:], len(read.text)) == ("begin ", " end", 16 * 1024 + 1)


def test_of_a_long_end_of_a_stream_the_last_events_are_read() -> None:
    read = read_last_events(b'data: {"a": 1}\n\n' * 2000 + b'data: {"error": {"code": 503}}\n\n')
    assert (len(read.documents) < 200, read.documents[-1]) == (True, {"error": {"code": 503}})


@pytest.mark.parametrize("name", ["content-type", "Content-Type"])
def test_a_text_that_is_no_json_is_fine_where_its_type_says_so(name: str) -> None:
    broken = '{"rows": "1'
    assert classify_response("gigachat", 200, broken, {name: "text/plain"}) is None
    assert classify_response("gigachat", 200, broken, {name: "application/json"}) is not None


@pytest.mark.parametrize(("count", "cause"), [(MAX_DOCUMENTS, "gemini.no_candidate"), (MAX_DOCUMENTS + 1, None)])
def test_what_may_stand_behind_the_documents_that_are_read_is_not_missing(count: int, cause: str | None) -> None:
    url = "https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent"
    failure = classify_response("gemini", 200, [{}] * count, None, url)
    assert (failure and failure.cause.id) == cause


def test_the_kept_end_of_a_stream_may_begin_in_the_middle_of_an_event() -> None:
    read = read_window(b"", b'"error"}\n\ndata: {"a": 1}\n\ndata: {"b": 2}\n\n', is_stream=True)
    assert (read.documents, read.stream) == ([{"a": 1}, {"b": 2}], True)


def test_a_whole_looking_event_at_the_edge_of_the_kept_end_is_not_believed() -> None:
    read = read_window(b"", b'{"error": {"code": 503}}\n\ndata: {"b": 2}\n\n', is_stream=True)
    assert read.documents == [{"b": 2}]


class Answer:
    def __init__(self, content: bytes) -> None:
        self._content = content


class Refused(Exception):
    def __init__(self, details: object, response: object) -> None:
        self.details = details
        self.response = response


REFUSAL = json.dumps({"error": {"code": 429, "message": "x"}}).encode()
DETAILS = json.loads(REFUSAL)


def test_what_the_sdk_has_parsed_of_the_very_body_is_taken() -> None:
    assert parsed_by_sdk(Refused(DETAILS, Answer(REFUSAL)), REFUSAL) is DETAILS


@pytest.mark.parametrize(
    ("details", "content"),
    [
        (DETAILS, bytearray(REFUSAL).replace(b"x", b"y")),
        ({"message": "x", "status": "Bad Gateway"}, REFUSAL),
        ([DETAILS], b"[" + REFUSAL + b"]"),
        ({"error": "x"}, b'{"error": "x"}'),
        ({"error": {"message": "\u0436"}}, '{"error": {"message": "\u0436"}}'.encode()),
        ({"error": {"a": "x" * MAX_WEIGHT}}, json.dumps({"error": {"a": "x" * MAX_WEIGHT}}).encode()),
        ({"error": {"a": [[]] * MAX_NESTING}}, json.dumps({"error": {"a": [[]] * MAX_NESTING}}).encode()),
    ],
    ids=["of another answer", "no JSON", "a list", "a word", "no ASCII", "long", "many brackets"],
)
def test_anything_else_is_read_from_the_body(details: object, content: bytes | bytearray) -> None:
    body = bytes(content)
    answer = Answer(REFUSAL if isinstance(content, bytearray) else body)
    assert parsed_by_sdk(Refused(details, answer), body) is body


def test_a_property_of_an_exception_is_not_asked() -> None:
    class Strange(Exception):
        @property
        def details(self) -> object:
            raise AssertionError

    assert parsed_by_sdk(Strange(), REFUSAL) is REFUSAL


PAGE = b"<html><title>502</title>" + b"nobody here " * 400 + b"<center>nginx</center>"
CUT = b'{"error": {"code": 503, "status": "UNAVAILABLE", "message": "' + b"overloaded " * 400


@pytest.mark.parametrize("body", [PAGE, CUT], ids=["page", "cut JSON"])
@pytest.mark.parametrize("provider", ["gemini", "gigachat"])
def test_a_page_that_comes_again_is_judged_as_the_first_one(body: bytes, provider: Any) -> None:
    parse._pages.clear()
    first = classify_response(provider, 502, body, {"retry-after": "3"}, elapsed=1.0)
    classify_response("gigachat" if provider == "gemini" else "gemini", 502, body)
    again = classify_response(provider, 502, body, {"retry-after": "5"}, elapsed=1.0)
    assert first is not None
    assert first.retry_after == 3.0
    assert again is not None
    assert again.retry_after == 5.0
    assert {**_fields(first), "retry_after": 0} == {**_fields(again), "retry_after": 0}
    assert read_body(body, is_refusal=True) is read_body(body, is_refusal=True)


def _fields(failure: Failure) -> dict[str, Any]:
    return {field.name: getattr(failure, field.name) for field in fields(failure)}


def test_only_the_last_pages_are_remembered() -> None:
    for number in range(10):
        read_body(PAGE + str(number).encode(), is_refusal=True)
    assert [known[-1:] for known, _ in parse._pages] == [b"9", b"8", b"7", b"6"]


def test_a_page_that_is_remembered_keeps_no_body_of_the_application() -> None:
    body = PAGE + b"anew"
    held = sys.getrefcount(body)
    read_body(body, is_refusal=True)
    assert sys.getrefcount(body) == held


def test_an_answer_that_is_json_is_not_remembered() -> None:
    parse._pages.clear()
    read_body(json.dumps({"error": {"message": "x" * 3000}}).encode(), is_refusal=True)
    assert parse._pages == []


@pytest.mark.parametrize(
    ("events", "documents"),
    [
        ('data: {"a":\ndata: 1}\n\n', [{"a": 1}]),
        ('data: {"a": 1}\ndata: {"b": 2}\n\n', [{"a": 1}, {"b": 2}]),
        ('data: {"a": 1}\n\ndata: {"b": 2}\n', [{"a": 1}, {"b": 2}]),
        ('event: x\ndata: {"a": 1}\nid: 7\n\n', [{"a": 1}]),
        ('event: x\n{"a": 1}\ndata: {"b": 2}\nid: 7\n\n', [{"a": 1}, {"b": 2}]),
        ('event: x\n{\n"a": 1\n}\n\ndata: {"b": 2}\n\n', [{"a": 1}, {"b": 2}]),
        ('data: [{"a": 1}, {"b": 2}]\n\n', [{"a": 1}, {"b": 2}]),
        ('data: {"a": 1}\n\ndata: [DONE]\n\n', [{"a": 1}]),
    ],
)
def test_the_documents_of_a_stream_are_those_of_its_events(events: str, documents: list[Any]) -> None:
    read = read_body(events)
    assert (read.documents, read.stream, read.done) == (documents, True, "[DONE]" in events)


@pytest.mark.parametrize("first", ["event: x", "id: 7", "retry: 5", ": hello", "a" * 4000 + "\nevent: x\n: hello"])
@pytest.mark.parametrize(
    ("rest", "documents"),
    [('{"a": 1}', [{"a": 1}]), ('[{"a": 1}]', [{"a": 1}]), ('data:{"a": 1}', [{"a": 1}]), ("data:  1 ", [1])],
)
def test_a_stream_is_one_by_any_of_its_fields(first: str, rest: str, documents: list[Any]) -> None:
    read = read_body(f"{first}\n{rest}\n\n")
    assert (read.documents, read.stream) == (documents, True)


@pytest.mark.parametrize(("beyond", "is_cut"), [(-1, False), (0, True), (1, True)])
@pytest.mark.parametrize("piece", ["x", b"x"])
def test_a_body_as_long_as_what_is_looked_at_may_go_on(piece: Any, beyond: int, is_cut: bool) -> None:
    read = read_body(piece * (MAX_BODY + beyond))
    assert (read.cut, read.tail) == (is_cut, "x" * MAX_TAIL if beyond > 0 else "")


@pytest.mark.parametrize("make", [bytes, bytearray, memoryview, bytes.decode], ids=lambda make: make.__name__)
def test_a_body_is_read_whatever_holds_it(make: Any) -> None:
    for said in (b'{"a": "\xd0\xb9"}', b'\xef\xbb\xbf{"a": "\xd0\xb9"}', '{"a": "й"}'.encode("utf-16")):
        if make is not bytes.decode or not said.startswith(b"\xff"):
            assert read_body(make(said)).documents == [{"a": "й"}]
            assert read_body(make(said), is_refusal=True).documents == [{"a": "й"}]


@pytest.mark.parametrize(
    ("parsed", "documents", "is_stream"),
    [
        ({"a": 1}, [{"a": 1}], False),
        ([{"a": 1}], [{"a": 1}], False),
        *(([{key: 1}, {"a": 1}], [{key: 1}, {"a": 1}], True) for key in ("candidates", "promptFeedback", "response")),
        (({"usageMetadata": 1},), [{"usageMetadata": 1}], True),
        ([{"candidates": 1}, 5], [{"candidates": 1}, 5], False),
        ([], [], False),
    ],
    ids=str,
)
def test_a_body_that_comes_parsed_is_taken_as_it_is(parsed: Any, documents: list[Any], is_stream: bool) -> None:
    read = read_body(parsed)
    assert (read.documents, read.stream, read.cut, read.given) == (documents, is_stream, False, True)
    written = read_body(json.dumps(parsed))
    assert (written.documents, written.stream) == (documents, is_stream)


@pytest.mark.parametrize("body", [None, 5, object(), 1.5])
def test_what_is_no_body_is_not_judged(body: object) -> None:
    assert read_body(body).given is False


def test_of_a_list_that_comes_parsed_the_first_values_are_taken() -> None:
    for count, is_cut in ((MAX_DOCUMENTS, False), (MAX_DOCUMENTS + 1, True)):
        read = read_body([{}] * count)
        assert (len(read.documents), read.cut) == (MAX_DOCUMENTS, is_cut)


@pytest.mark.parametrize(
    ("page", "is_html"),
    [
        *((f"<{tag}>", True) for tag in ("!DOCTYPE html", "html", "HEAD", "body", "title")),
        ("<?xml version='1.0'?>\n<html>", True),
        ("<" + " " * 2000 + "<html>", True),
        ("<" + " " * 2100 + "<html>", False),
        ("<note>", False),
        ("<bodyguard>", False),
        ("html", False),
    ],
)
def test_a_page_is_known_by_its_first_tags(page: str, is_html: bool) -> None:
    assert read_body(page).html is is_html


@pytest.mark.parametrize("between", ["", " ", "\n", "\r\n", "\t", ",", ",\n"])
def test_values_in_a_row_are_a_stream_whatever_stands_between_them(between: str) -> None:
    read = read_body(f'{{"a": 1}}{between}{{"b": 2}}')
    assert (read.documents, read.stream) == ([{"a": 1}, {"b": 2}], True)


@pytest.mark.parametrize(("length", "is_cut"), [(MAX_BODY - 1, False), (MAX_BODY, True), (MAX_BODY + 1, True)])
def test_the_end_of_a_stream_that_is_as_long_as_what_is_kept_may_be_cut(length: int, is_cut: bool) -> None:
    end = b"data: {}\n\n"
    assert read_last_events(b"x" * (length - len(end)) + end).cut is is_cut
