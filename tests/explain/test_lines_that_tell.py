"""What one line tells, by its form: the candidate that is read from it."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.evidence.limits import MAX_TEXT
from genai_triage.explain.candidate import Candidate
from genai_triage.explain.lines_that_tell import candidates_in, is_low, level_of


def told(line: str, level: str = "") -> Candidate | None:
    return next(candidates_in(line, level), None)


@pytest.mark.parametrize(
    ("line", "form", "members"),
    [
        ("quota: gemini.requests_per_day", "cause", {"word": "gemini.requests_per_day"}),
        ('"triage.cause": "gemini.unavailable"', "cause", {"word": "gemini.unavailable"}),
        ("quota: app.mine, triage.cause=gemini.unavailable", "cause", {"word": "gemini.unavailable"}),
        (
            'HTTP Request: POST https://a.test/v1 "HTTP/1.1 503 Service"',
            "answer",
            {"status": 503, "url": "https://a.test/v1", "context": "HTTP Request: POST https://a.test/v1"},
        ),
        (
            'DEBUG:urllib3: https://a.test:443 "POST /v1/x HTTP/1.1" 429 12',
            "answer",
            {"status": 429, "url": "https://a.test:443/v1/x"},
        ),
        ("rpc error: code = Unavailable desc = no", "rpc", {"status": "UNAVAILABLE", "body": "no"}),
        ("gRPC status: 14 UNAVAILABLE: the service is down", "rpc", {"status": "UNAVAILABLE"}),
        ("grpc code UNAVAILABLE", "rpc", {"status": "UNAVAILABLE", "body": ""}),
        ("Error: 8 RESOURCE_EXHAUSTED: Quota", "rpc", {"status": "RESOURCE_EXHAUSTED", "body": "Quota"}),
        ("msg=failed grpc_code=ABORTED", "rpc", {"status": "ABORTED", "body": ""}),
        ("block_reason: SAFETY", "block", {"word": "SAFETY"}),
        ("blocked due to PROHIBITED_CONTENT", "block", {"word": "PROHIBITED_CONTENT"}),
        ("finish_reason: FinishReason.MAX_TOKENS", "finish", {"word": "MAX_TOKENS"}),
        ("block_reason: NONE finish_reason: RECITATION", "finish", {"word": "RECITATION"}),
        ("Error code: 429", "text", {"is_strong": True}),
        ("it failed", "text", {"is_strong": False}),
    ],
)
def test_a_line_has_the_form_of_what_it_tells(line: str, form: str, members: dict[str, Any]) -> None:
    found = told(line)
    assert found is not None
    assert (found.form, {name: getattr(found, name) for name in members}) == (form, members)


@pytest.mark.parametrize(
    "line",
    [
        "finish_reason: STOP",
        "finish_reason: NONE",
        "block_reason: BLOCKED_REASON_UNSPECIFIED",
        "INFO it failed",
        "tests/test_a.py:12: ValueError",
        "FAILED tests/test_a.py::test_b",
        '10.0.0.1 "GET /a HTTP/1.1" 500 it failed',
        "quota: app.mine",
        " " * MAX_TEXT + "Error code: 429",
        "all is well",
    ],
)
def test_a_line_that_tells_no_failure_has_no_form(line: str) -> None:
    assert told(line) is None


@pytest.mark.parametrize(
    ("line", "given", "level"),
    [
        ("ERROR it failed", "", "ERROR"),
        ("WARN it failed", "ERROR", "ERROR"),
        ("INFO Error code: 429", "", "INFO"),
        ("Error code: 429", "WARNING", "WARNING"),
        ("Error code: 429", "", ""),
    ],
)
def test_a_line_is_as_bad_as_it_says_or_as_its_record_says(line: str, given: str, level: str) -> None:
    found = told(line, given)
    assert found is not None
    assert found.level == level


@pytest.mark.parametrize("level", ["INFO", "DEBUG", "TRACE", "NOTICE", "I"])
def test_weak_words_of_a_low_level_tell_nothing(level: str) -> None:
    assert (told("it failed", level), is_low(level)) == (None, True)
    assert told("Error code: 429", level) is not None


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("2026 error_count INFO x", "INFO"),
        ("level=warn x", "WARN"),
        ('level="error" x', "ERROR"),
        ("E0101 12:00:00 x", "E"),
        ("x E0101 ", ""),
        ("x" * 200 + " ERROR", ""),
        *((name, name) for name in "TRACE DEBUG INFO NOTICE WARN WARNING ERROR CRITICAL FATAL SEVERE PANIC".split()),  # noqa: SIM905
    ],
)
def test_the_beginning_of_a_line_says_how_bad_it_is(line: str, level: str) -> None:
    assert level_of(line) == level


@pytest.mark.parametrize(
    ("line", "names", "modules", "is_strong"),
    [
        ("httpx.ReadTimeout: late", ["ReadTimeout"], ("httpx",), True),
        ("Exception: httpx.ReadTimeout: late", ["ReadTimeout"], ("httpx",), True),
        ("app.Broken: no", None, None, None),
        ("ValueError: no", ["ValueError"], ("builtins",), True),
        ("Exception: no", ["Exception"], ("builtins",), False),
        ("app.errors.Exception: no", ["Exception"], ("app.errors",), True),
        ("AppError: httpx.ReadTimeout: late", ["AppError", "ReadTimeout"], ("builtins", "httpx"), True),
        ("AppError: ReadTimeout: late", ["AppError"], ("builtins",), True),
        ("raised ReadTimeout", ["ReadTimeout"], None, True),
        ("RetryError[<Future at 0x7f7dc1 state=finished raised ReadTimeout>]", ["ReadTimeout"], ("tenacity",), True),
    ],
)
def test_an_exception_is_told_with_what_it_quotes(
    line: str, names: list[str] | None, modules: tuple[str, ...] | None, is_strong: bool | None
) -> None:
    found = told(line)
    if names is None:
        assert found is None or found.form != "exception"
        return
    assert found is not None
    assert found.exception is not None
    chain = [type(found.exception).__name__]
    if found.exception.__cause__ is not None:
        chain.append(type(found.exception.__cause__).__name__)
    assert (chain, found.is_strong) == (names, is_strong)
    assert modules is None or found.modules == modules
