"""Errors that a gateway carries: under which member, how printed, and how much of it is read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genai_triage.evidence.carried_error import json_in, members_with_errors, printed_answer, printed_in
from genai_triage.evidence.limits import MAX_BODY, MAX_LITERAL, MAX_NESTING, MAX_TEXT, MAX_WEIGHT

ERROR: dict[str, Any] = {"code": 429, "message": "Quota exceeded"}
MEMBERS = ["raw", "upstream", "upstream_error", "original_error", "provider_error", "inner_error", "cause", "body"]


@pytest.mark.parametrize(
    "as_kept", [lambda error: error, json.dumps, lambda error: [error]], ids=["dict", "text", "list"]
)
@pytest.mark.parametrize("holder", [None, "metadata", "param", "innererror"])
def test_an_error_is_found_under_every_member_that_gateways_have(holder: str | None, as_kept: Any) -> None:
    kept = as_kept(ERROR)
    found = {
        member: members_with_errors({member: kept} if holder is None else {holder: {member: kept}})
        for member in MEMBERS
    }
    assert found == dict.fromkeys(MEMBERS, [ERROR] if not isinstance(kept, list) else [[ERROR]])


def test_the_error_s_own_members_come_before_those_of_its_holders() -> None:
    error = {"metadata": {"raw": {"a": 2}}, "param": {"raw": {"a": 3}}, "raw": {"a": 1}, "body": '{"a": 1.5}'}
    assert members_with_errors(error) == [{"a": 1}, {"a": 1.5}, {"a": 2}, {"a": 3}]


@pytest.mark.parametrize(
    "error", [{"raw": "no JSON"}, {"raw": 5}, {"raw": None}, {"raw": {}}, {"metadata": "raw"}, {"other": ERROR}, {}]
)
def test_what_is_no_error_of_somebody_behind_is_none(error: dict[str, Any]) -> None:
    assert members_with_errors(error) == []


@pytest.mark.parametrize("key", ["error", "status", "code", "message", "status_code"])
@pytest.mark.parametrize(
    "form",
    ["litellm said {}", "said [{}]", "said { 0}", "{text} and {}, then [1]"],
    ids=["plain", "list", "spaced", "after"],
)
def test_an_object_that_a_message_prints_is_known_by_its_first_member(key: str, form: str) -> None:
    found = {key: "a", "b": [1]}
    for text in (json.dumps(found), repr(found)):
        printed = form.replace("{ 0}", "{ " + text[1:]).replace("{}", text)
        assert printed_in(printed) == [[found] if "[{" in printed else found]


@pytest.mark.parametrize(
    "message",
    [
        'said {"other": 1, "code": 429}',
        "said {code: 429}",
        'said {"code": ',
        "said {'code': open(1)}",
        "said b'{' and b'[]'[:0]",
        "b'no JSON' {",
        "b'\udcff' {",
        "b'ё' {",
        "b'{\"a\": 1\\xff' {",
        '{"error": ' + "[" * (MAX_TEXT - 10),
        "{'error': " + "[" * (MAX_LITERAL - 50) + "}",
        " " * MAX_TEXT + '{"code": 429}',
    ],
)
def test_a_message_that_prints_no_error_has_none(message: str) -> None:
    assert printed_in(message) in ([], [[]])


@pytest.mark.parametrize("quote", ["'", '"'])
def test_bytes_are_read_as_python_prints_them(quote: str) -> None:
    inner = {"message": "Сбой", "text": 'it\'s \\ "so"'}
    text = json.dumps(inner, ensure_ascii=False).replace("'", "’") if quote == "'" else json.dumps(inner)
    inner = json.loads(text)
    printed = repr(text.encode()) if quote == "'" else 'b"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert printed[1] == quote
    assert printed_in(f"422 https://a.test: {printed}, Headers()") == [inner]


def test_bytes_that_are_no_utf_8_are_read_but_for_those() -> None:
    assert printed_in(repr(b'{"message": "cut \xd0"}')) == [{"message": "cut \ufffd"}]


def test_of_many_that_are_printed_the_first_four_are_read() -> None:
    assert printed_in("b'{\"code\": 1}' " * 6) == [{"code": 1}] * 4
    assert printed_in("{'code' : x} " * 3 + "{'code': 1}") == [{"code": 1}]
    assert printed_in("{'code' : x} " * 4 + "{'code': 1}") == []


def test_a_printed_object_with_too_many_marks_is_not_evaluated() -> None:
    at_most = "{'code': '" + "a-" * (MAX_LITERAL - 7) + "'}"
    assert printed_in(at_most) == [{"code": "a-" * (MAX_LITERAL - 7)}]
    assert printed_in(at_most.replace("a-", "a--", 1)) == []


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("422 https://a.test/v1: b'{}', Headers({})", (422, "https://a.test/v1")),
        ('failed: 503 http://a.test: b"no"', (503, "http://a.test")),
        ("1422 https://a.test: b'{}'", None),
        ("200 https://a.test: b'{}'", None),
        ("422 https://a.test: '{}'", None),
        ("422 ftp://a.test: b'{}'", None),
        (" " * MAX_TEXT + "422 https://a.test: b'{}'", None),
        ("", None),
    ],
)
def test_the_status_and_url_of_a_printed_answer_are_read(message: str, answer: tuple[int, str] | None) -> None:
    assert printed_answer(message) == answer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (' {"a": 1}\n', {"a": 1}),
        ("[1]", [1]),
        ('"a"', None),
        ("5", None),
        ("null", None),
        ("", None),
        ("{a}", None),
        ('{"a": 1} b', None),
        ("[" * MAX_NESTING + "]" * MAX_NESTING, json.loads("[" * MAX_NESTING + "]" * MAX_NESTING)),
        ("[" * (MAX_NESTING + 1) + "]" * (MAX_NESTING + 1), None),
        ('["' + "x" * (MAX_BODY - 4) + '"]', ["x" * (MAX_BODY - 4)]),
        ('["' + "x" * (MAX_BODY - 3) + '"]', None),
        ('["' + "1" * (MAX_WEIGHT - 4) + '"]', ["1" * (MAX_WEIGHT - 4)]),
        ('["' + "1" * (MAX_WEIGHT - 3) + '"]', None),
    ],
    ids=[
        "spaced",
        "list",
        "text",
        "number",
        "null",
        "empty",
        "broken",
        "more",
        "deep",
        "too-deep",
        "long",
        "too-long",
        "heavy",
        "too-heavy",
    ],
)
def test_a_text_is_read_as_json_within_bounds(text: str, value: Any) -> None:
    assert json_in(text) == value
