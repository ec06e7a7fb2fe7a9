"""Lines of a log: with which the text of the line before goes on, and with which something else begins."""

from __future__ import annotations

import json

import pytest

from genai_triage.explain.candidate import Candidate
from genai_triage.explain.read import _balance, _JsonReader, _TextReader, _unwrapped, candidates_of
from tests.explain.forms import DAY, QUOTA, causes, over_quota, read

LIMITED = "ERROR app: 429 RESOURCE_EXHAUSTED. You exceeded your current quota."


@pytest.mark.parametrize(
    "line",
    [
        "  head to: https://ai.dev/rate-limit",
        "\tindented by a tab",
        "For more information on this error, head to: https://ai.dev/rate-limit",
        "For further information see the page.",
        "> quoted",
        "}",
        "]",
        ")",
    ],
)
def test_a_text_goes_on_with_what_cannot_begin_another(line: str) -> None:
    reader = _TextReader(LIMITED, "")
    assert reader.add(line)
    assert reader.text == f"{LIMITED}\n{line}"


@pytest.mark.parametrize("line", ["Another sentence.", "2026-11-26 22:00:00 INFO app: done", "INFO: done", "$ ls"])
def test_a_text_ends_where_something_else_begins(line: str) -> None:
    assert not _TextReader(LIMITED, "").add(line)


def test_a_text_goes_on_while_its_brackets_are_open() -> None:
    reader = _TextReader(f"{LIMITED} {{'error': {{", "")
    assert [reader.add(line) for line in ("'code': 429", "}}", "Another sentence.")] == [True, True, False]


def test_two_lines_that_each_tell_a_failure_are_two() -> None:
    assert len(causes(f"{LIMITED} gemini\n{LIMITED} gemini\n")) == 2


def found(text: str) -> list[Candidate]:
    return list(candidates_of(text.split("\n")))


def test_a_text_of_paragraphs_goes_on_behind_one_empty_line_where_the_next_is_indented() -> None:
    reader = _TextReader(LIMITED, "")
    assert [reader.add(line) for line in ("", "  more", "", "Another sentence.")] == [True, True, True, False]
    reader = _TextReader(LIMITED, "")
    assert [reader.add(line) for line in ("", "")] == [True, False]


def test_a_text_of_any_length_ends() -> None:
    reader = _TextReader(LIMITED, "")
    assert sum(reader.add("  more") for _ in range(1000)) == 60


def test_of_an_exception_the_text_goes_on_until_a_line_tells_a_failure_of_its_own() -> None:
    reader = _TextReader("ERROR app: gigachat.exceptions.ResponseError: it failed", "")
    lines = ["without a reason,", "as it seems", "status 503"]
    assert [reader.add(line) for line in lines] == [True, True, False]
    assert not _TextReader(LIMITED, "").add("without a reason,")


def test_a_traceback_ends_the_text_before_it() -> None:
    assert not _TextReader(f"{LIMITED} (", "").add("  Traceback (most recent call last):")


EVENTS = """\
event: message
id: 1
retry: 500
: a comment

data: {"candidates": [{"finishReason": "SAFETY"}], "modelVersion": "gemini-2.5-flash"}

id: 2
data: [DONE]
"""


@pytest.mark.parametrize("begin", ["event: message\n", "data: {}\n"])
def test_the_events_of_a_stream_are_one_answer_with_200(begin: str) -> None:
    (candidate,) = found(f"{begin}{EVENTS}ordinary\n")
    assert (candidate.form, candidate.status, candidate.is_whole) == ("answer", 200, True)
    assert candidate.body.rstrip() == f"{begin}{EVENTS}".rstrip()
    assert causes(EVENTS) == ["gemini.answer_safety"]


def test_the_lines_of_a_stream_may_be_indented() -> None:
    (candidate,) = found("".join(f"  {line}\n" for line in EVENTS.splitlines()))
    assert candidate.body.count("data:") == 2


def test_curl_tells_the_address_with_its_path() -> None:
    lines = [
        "* Connected to generativelanguage.googleapis.com (1.2.3.4) port 443",
        "> POST /v1beta/models/m:generateContent HTTP/2",
        "< HTTP/2 503",
        "<",
    ]
    *_, candidate = candidates_of(lines)
    assert candidate.url == "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"


@pytest.mark.parametrize(
    ("document", "status", "body"),
    [
        ('{"error": {"code": 503, "message": "x"}}', 503, {"error": {"code": 503, "message": "x"}}),
        ('[{"error": {"code": 503, "message": "x"}}]', 503, [{"error": {"code": 503, "message": "x"}}]),
        (
            '{\n  "error": {\n    "code": 503,\n    "message": "x"\n  }\n}',
            503,
            {"error": {"code": 503, "message": "x"}},
        ),
        ('[\n{"error": {"code": 503, "message": "x"}}\n]', 503, [{"error": {"code": 503, "message": "x"}}]),
        ('{"candidates": []}', None, {"candidates": []}),
    ],
)
def test_a_document_is_an_answer_with_the_status_that_it_repeats(
    document: str, status: int | None, body: object
) -> None:
    (candidate,) = found(document)
    assert (candidate.form, candidate.status, candidate.body, candidate.is_whole) == ("answer", status, body, True)


def test_a_document_that_was_cut_is_an_answer_with_the_status_that_it_still_has() -> None:
    text = '{\n  "error": {\n    "code": 503,\n    "message": "cut'
    (candidate,) = found(text)
    assert (candidate.status, candidate.body, candidate.is_whole) == (503, text, True)


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ("{", 1),
        ('{"a": [', 2),
        ('{"a": "}}}"', 1),
        ('{"a": "\\"}"', 1),
        ("}]", -2),
        ('"{": "["', 0),
    ],
)
def test_brackets_in_texts_are_not_counted(line: str, more: int) -> None:
    assert _balance(line) == more


@pytest.mark.parametrize("line", ['  "a": 1,', "", "}", "-1,", "true,", "NaN", "null", "Infinity", '"a"', "[", "12,"])
def test_json_goes_on_with_what_is_a_part_of_it(line: str) -> None:
    assert _JsonReader("{").add(line)


@pytest.mark.parametrize("line", ["ERROR x", "Traceback", "trueish"])
def test_json_ends_where_a_log_goes_on(line: str) -> None:
    assert not _JsonReader("{").add(line)


def test_json_ends_with_its_last_bracket_and_at_a_bound() -> None:
    reader = _JsonReader("{")
    assert [reader.add(line) for line in ('"a": 1', "}", "{")] == [True, True, False]
    reader = _JsonReader("[")
    assert sum(reader.add("1,") for _ in range(20_100)) == 20_000
    reader = _JsonReader("[")
    assert sum(reader.add(f'"{"x" * 1_000_000}",') for _ in range(10)) == 5


@pytest.mark.parametrize(
    ("members", "line"),
    [
        ({"stream": "stderr"}, "said"),
        ({"time": "1", "attrs": {}, "kubernetes": {}, "docker": {}}, "said"),
        ({"stream": "stderr", "anything": 1}, "said"),
        ({"level": "error"}, None),
    ],
)
def test_a_line_that_a_runtime_wrapped_is_what_the_application_wrote(
    members: dict[str, object], line: str | None
) -> None:
    wrapped = json.dumps({"log": "\x1b[31msaid\x1b[0m\n", **members})
    assert _unwrapped(wrapped) == (wrapped if line is None else line)


def test_what_announces_a_traceback_tells_the_same_failure_and_what_does_not_is_one_of_its_own() -> None:
    line = "ERROR app: the call to gigachat failed: HTTP 503"
    assert causes(f"{line}\n{over_quota()}") == [DAY]
    assert causes(f"{line}\nall is well\n{over_quota()}") == ["gigachat.unavailable", DAY]


@pytest.mark.parametrize("between", ["{}", "<html></html>", "data: {}\n", "all is well"])
def test_whatever_stands_between_makes_a_line_no_announcement(between: str) -> None:
    line = "ERROR app: the call to gigachat failed: HTTP 503"
    assert causes(f"{line}\n{between}\n{over_quota()}") == ["gigachat.unavailable", DAY]


def test_what_announces_a_traceback_that_was_cut_is_told() -> None:
    assert causes("ERROR app: the call to gigachat failed: HTTP 503\nTraceback (most recent call last):\n") == [
        "gigachat.unavailable"
    ]


def test_of_a_record_the_traceback_tells_and_the_message_says_whose_it_is() -> None:
    trace = 'Traceback (most recent call last):\n  File "/app/a.py", line 1, in a\nhttpx.ConnectTimeout: timed out\n'
    record = {"level": "error", "message": "gigachat did not answer: HTTP 503", "exception": trace}
    (group,) = read(json.dumps(record)).groups
    finding = group.finding
    assert (finding.failure.cause.id, finding.failure.provider, group.count) == (
        "network.connect_timeout",
        "gigachat",
        1,
    )


def test_of_two_messages_of_a_record_the_first_that_tells_a_failure_counts() -> None:
    record = {"level": "error", "a": "gigachat: HTTP 503", "b": "gigachat: HTTP 402"}
    assert causes(json.dumps(record)) == ["gigachat.unavailable"]


def test_a_record_in_a_record_in_a_record_is_read() -> None:
    text = json.dumps({"level": "error", "message": f"gemini: 429 RESOURCE_EXHAUSTED. {json.dumps(QUOTA)}"})
    for _ in range(2):
        text = json.dumps({"level": "error", "message": text})
    assert causes(text) == [DAY]


def test_a_record_of_a_low_level_tells_no_weak_words() -> None:
    assert causes(json.dumps({"level": "info", "message": "gigachat: the call failed, error 503"})) == causes(
        "INFO gigachat: the call failed, error 503"
    )


@pytest.mark.parametrize("fence", ["```", "```json", "  ```"])
def test_a_fence_begins_nothing(fence: str) -> None:
    assert found(f"{fence}\n{fence} error\n") == []
