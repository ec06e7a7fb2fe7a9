"""Answers as curl prints them: where one ends and the next begins, whatever is missing of it."""

from __future__ import annotations

import json

import pytest

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.explain.answers import AnswerReader, Asked, PageReader
from genai_triage.explain.read import _EventReader
from tests.explain.forms import causes, read

LIMITED = json.dumps({"error": {"code": 429, "message": "Slow down.", "status": "RESOURCE_EXHAUSTED"}})
BUSY = json.dumps({"error": {"code": 503, "message": "Later.", "status": "UNAVAILABLE"}})


@pytest.mark.parametrize("head", ["", "content-length: 0\n", "content-length: 0\n\n"])
@pytest.mark.parametrize("body", [LIMITED, "Slow down.", ""], ids=["JSON", "words", "nothing"])
def test_an_answer_without_a_body_ends_where_the_next_begins(head: str, body: str) -> None:
    report = read(f"HTTP/1.1 503 Service Unavailable\n{head}HTTP/1.1 429 Too Many Requests\n\n{body}\n", "gemini")
    assert [(group.finding.failure.cause.id, group.count) for group in report.groups] == [
        ("gemini.unavailable", 1),
        ("gemini.rate_limited", 1),
    ]


def test_two_answers_one_behind_the_other_are_two() -> None:
    answers = "".join(
        f"HTTP/2 {status}\ncontent-type: application/json\n\n{body}\n" for status, body in ((429, LIMITED), (503, BUSY))
    )
    assert causes(answers) == ["gemini.rate_limited", "gemini.unavailable"]


@pytest.mark.parametrize("head", ["", "content-type: application/json\n"], ids=["no header", "a header"])
def test_a_body_may_begin_without_an_empty_line_before_it(head: str) -> None:
    (group,) = read(f"HTTP/1.1 400 Bad Request\n{head}{LIMITED}\n").groups
    assert (group.finding.failure.http_status, group.finding.failure.cause.id) == (400, "gemini.rate_limited")


def test_a_text_may_begin_without_an_empty_line_behind_the_headers() -> None:
    (group,) = read(
        "HTTP/1.1 503 Service Unavailable\ncontent-type: text/plain\nno healthy upstream\n", "gemini"
    ).groups
    assert (group.finding.failure.answered_by, group.finding.failure.cause.id) == ("gateway", "gateway.unavailable")


def test_what_is_neither_a_header_nor_a_body_ends_an_answer_that_has_none() -> None:
    report = read(f"HTTP/1.1 503 Service Unavailable\nnothing of it\n{LIMITED}\n")
    assert ([group.finding.failure.http_status for group in report.groups], report.elsewhere) == (
        [429],
        {"HTTP 503": 1},
    )


@pytest.mark.parametrize(("status", "count"), [("0", 0), ("8", 1), ("14", 1), ("x", 0)])
def test_an_rpc_that_went_well_is_no_failure(status: str, count: int) -> None:
    pasted = f"HTTP/2 200\ngrpc-status: {status}\ngrpc-message: x\nHost: generativelanguage.googleapis.com\n\n"
    assert len(causes(pasted)) == count


@pytest.mark.parametrize("reader", [AnswerReader(503, Asked()), PageReader(), _EventReader("data: {}")])
def test_of_a_body_of_any_length_the_first_64_kb_are_kept(reader: AnswerReader | PageReader | _EventReader) -> None:
    lines = ["<html>", "", *["data: " + "x" * 994] * 200]
    taken = sum(reader.add(line) for line in lines)
    candidate = reader.candidate()
    assert candidate is not None
    assert taken >= len(lines) - 2  # passed over, and not read as something else
    assert MAX_BODY <= len(candidate.body) <= MAX_BODY + 2000
