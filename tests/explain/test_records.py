"""A record of a logger is known by its members, whichever logger wrote it, and read by them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genai_triage.explain.records import Record, is_record, parsed, status_in, status_said
from tests.explain.forms import DAY, QUOTA, as_traceback, causes
from tests.support import vendor_exceptions as vendor

ERROR = vendor.genai_error(429, QUOTA)
"""Over the day's quota."""


@pytest.mark.parametrize(
    "member",
    [
        *(
            "level",
            "severity",
            "levelname",
            "lvl",
            "log_level",
            "loglevel",
            "@timestamp",
            "asctime",
            "logger",
            "logName",
        ),
        *("logName", "logger_name", "textPayload", "jsonPayload", "severityText", "severity_text", "resourceSpans"),
        *("resourceLogs", "scopeSpans", "scopeLogs", "trace_id", "exc_info", "stack_trace", "log", "PRIORITY"),
        *("MESSAGE", "body", "kubernetes", "log.level", "levelno", "insertId", "record", "triage.cause"),
        *("timestamp", "time", "ts", "event", "msg", "exception"),
    ],
)
def test_a_document_with_a_member_that_loggers_write_is_a_record(member: str) -> None:
    assert is_record({member: "x"})
    assert is_record([{member: "x"}])
    assert not is_record({f"{member}_of_ours": "x"})


@pytest.mark.parametrize(
    "document",
    [
        {"error": {"code": 429, "message": "x"}},
        {"status": 429, "message": "x", "timestamp": "2026-11-26"},
        {"code": 404, "error": "x", "time": 1},
        {"event": "error", "error": {"code": 500}},
        {"level": "error", "candidates": []},
        {"level": "error", "choices": []},
        {"level": "error", "promptFeedback": {}},
        {"level": "error", "usageMetadata": {}},
        {"level": "error", "ws_close_code": 1011},
        {"level": "error", "predictions": []},
        [],
        [1],
        "text",
        None,
    ],
    ids=str,
)
def test_an_answer_is_none_though_it_has_a_member_of_that_name(document: Any) -> None:
    assert not is_record(document)


@pytest.mark.parametrize("attributes", [{}, []], ids=["console", "otlp"])
def test_what_has_attributes_is_one(attributes: Any) -> None:
    assert is_record({"attributes": attributes})
    assert not is_record({"attributes": "x"})


@pytest.mark.parametrize(
    "member",
    [
        *("exception", "exc_info", "stack_trace", "stacktrace", "traceback", "exc_text", "exception.stacktrace"),
        *("error.stack_trace", "stack", "error_stack"),
    ],
)
def test_a_member_of_several_lines_with_a_traceback_is_told_from_a_message(member: str) -> None:
    record = Record({"level": "error", member: "ValueError: x\n  at y", "message": "one\ntwo"})
    assert (record.traces, record.texts) == (["ValueError: x\n  at y"], ["error", "one\ntwo"])


def test_a_traceback_is_known_by_its_heading_wherever_it_stands() -> None:
    trace = as_traceback(ERROR)
    assert Record({"message": trace}).traces == [trace]


@pytest.mark.parametrize(
    "member",
    ["level", "severity", "levelname", "lvl", "log.level", "severityText", "severity_text", "log_level"],
)
def test_a_record_has_a_level(member: str) -> None:
    assert Record({member: "warning", "message": "x"}).level == "WARNING"
    assert Record({member: 30, "message": "x"}).level == ""


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        *(("exc_type", "exc_value"), ("exception.type", "exception.message"), ("error.type", "error.message")),
        *(("type", "value"), ("exception_type", "exception_message"), ("error_type", "error_message")),
        *(("exceptionType", "message"), ("class", "message")),
    ],
)
def test_an_exception_in_two_members_is_read(kind: str, said: str) -> None:
    members = {kind: "google.genai.errors.ClientError", said: str(ERROR)}
    assert Record(members).exceptions == [("google.genai.errors", "ClientError", str(ERROR))]
    assert Record({kind: members[kind]}).exceptions == []
    assert Record({said: members[said]}).exceptions == []
    assert causes(json.dumps({"level": "error", "error": members})) == [DAY]


@pytest.mark.parametrize("kind", ["no class", "client_error", "a.b.c", ""])
def test_a_type_that_is_no_class_is_no_exception(kind: str) -> None:
    assert Record({"type": kind, "message": "x"}).exceptions == []


def test_otlp_s_attributes_are_read_as_members() -> None:
    attributes = [
        {"key": "exception.type", "value": {"stringValue": "google.genai.errors.ClientError"}},
        {"key": "exception.message", "value": {"stringValue": str(ERROR)}},
        {"key": 1, "value": {"stringValue": "x"}},
        {"key": "n", "value": {"intValue": 1}},
        {"key": "x", "value": "x"},
        "x",
    ]
    assert Record({"attributes": attributes}).exceptions == [("google.genai.errors", "ClientError", str(ERROR))]


def test_our_own_judgement_has_its_provider_and_is_read_alone() -> None:
    own = {"triage.cause": DAY, "gen_ai.provider.name": "gcp.gemini", "exc_type": "ValueError", "exc_value": "x"}
    record = Record([own, {"triage.cause": DAY}, {"triage.cause": "no.cause"}, {"triage.cause": 1}])
    assert (record.causes, record.exceptions) == ([(DAY, "gcp.gemini"), (DAY, "")], [])


def test_of_messages_tracebacks_and_exceptions_a_record_keeps_twenty_each() -> None:
    one = {"exc_type": "a.Error", "exc_value": "long", "message": "text", "stack": "x\ny"}
    record = Record([one] * 100)
    assert (len(record.texts), len(record.traces), len(record.exceptions)) == (20, 20, 20)


def test_texts_keep_their_order() -> None:
    assert Record({"a": "one", "b": ["two", {"c": "three"}], "d": "four"}).texts == ["one", "two", "three", "four"]


@pytest.mark.parametrize("member", ["code", "status", "status_code", "statusCode", "http_status"])
@pytest.mark.parametrize(("status", "wanted"), [(429, 429), ("503", 503), (400, 400), (399, None), ("x", None)])
def test_a_body_may_repeat_its_status(member: str, status: Any, wanted: int | None) -> None:
    assert status_in({"error": {member: status, "message": "x"}}) == wanted


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"error": {"code": 429, "message": "cut', 429),
        ("{'error': {'status_code': '503', 'message", 503),
        ('{"status" : 404,', 404),
        ('{"status": 200,', None),
        ('{"code": 4290', None),
        ('{"codes": 429', None),
    ],
)
def test_a_body_that_was_cut_still_tells_its_status(text: str, status: int | None) -> None:
    assert status_said(text) == status


@pytest.mark.parametrize("text", ["{", "nul", "[" * 20_001 + "]" * 20_001, "[" * 15_000 + "]" * 15_000])
def test_what_is_no_json_or_too_deep_is_none(text: str) -> None:
    assert parsed(text) is None
