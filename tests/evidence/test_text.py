"""What stands in a text that is no JSON is found wherever it stands, and costs little where nothing does."""

from __future__ import annotations

import json
import time

import pytest

from genai_triage.evidence import classify_exception, classify_response
from genai_triage.evidence.grpc_names import RPC_CODES
from genai_triage.evidence.limits import MAX_BODY, MAX_TEXT
from genai_triage.evidence.text import read_mentioned_status, read_raw
from genai_triage.taxonomy import Evidence, Violation

WORDS = "The upstream server has answered with something that nobody here can read. "
ERROR = '{"error": {"code": 503, "status": "UNAVAILABLE", "message": "Sorry.", "details": ['
_LIMIT = 5.0
"""Milliseconds: ten times what is wanted, as the machine may be busy; a pattern tried at every letter takes more."""


@pytest.mark.parametrize("text", [ERROR + WORDS * 900, WORDS * 900 + ERROR, WORDS * 40 + ERROR + WORDS * 40])
def test_an_error_object_is_found_at_either_end_of_a_long_text(text: str) -> None:
    evidence = Evidence(provider="gemini")
    assert read_raw(text, evidence)
    assert (evidence.error_status, evidence.status, evidence.message) == (503, "UNAVAILABLE", "Sorry.")


@pytest.mark.parametrize(
    ("said", "kept"),
    [("a" * 3000, "a" * 2000), (r"\"" * 3000, '"' * 2000), ("a" * 1999 + r"\"b", "a" * 1999 + '"')],
    ids=["letters", "escaped", "escaped last"],
)
@pytest.mark.parametrize("end", ['"}', ""], ids=["whole", "cut"])
def test_of_a_long_message_the_beginning_is_kept(said: str, kept: str, end: str) -> None:
    evidence = Evidence(provider="gemini")
    read_raw(f'{{"code": 503, "details": [, "message": "{said}{end}', evidence)
    assert evidence.message == kept


@pytest.mark.parametrize("said", ["Error code: 429", "HTTP/1.1 429", "status_code=429", "upstream: 429 Too many"])
@pytest.mark.parametrize(
    "before", ["", "Row 412 of 500, line 433. " * 10, WORDS * 60], ids=["alone", "numbers", "words"]
)
def test_a_status_is_found_among_other_numbers(said: str, before: str) -> None:
    assert classify_exception(Exception(f"{before}{said}")).cause.id == "status.too_many_requests"


@pytest.mark.parametrize(
    "said",
    [
        *("429", "429: Slow down", "(429) Slow down", "  429 Slow down", "429, message='Slow down'", "429 models/m"),
        *("Error: 429 Slow down", "error: 429 Slow down", "error code 429: Slow down", "HTTP 429: Slow down"),
        *("Status: 429", "status 429", "Status code: 429", "429 <html>", "429 'Slow down'", "429 RESOURCE_EXHAUSTED"),
    ],
)
def test_a_text_that_begins_with_a_status_says_it_whatever_the_answer_had(said: str) -> None:
    failure = classify_response("gemini", 500, said)
    assert failure is not None
    assert (failure.cause.id, failure.http_status) == ("gemini.rate_limited", 500)


@pytest.mark.parametrize("name", RPC_CODES[1:])
@pytest.mark.parametrize(
    "said",
    [
        "{name}: x",
        "StatusCode.{name}",
        "503 {name}. x",
        "Status: {name}",
        "status {name}",
        "failed with status: {name}",
    ],
)
def test_the_name_of_a_status_is_read_in_every_form_of_it(said: str, name: str) -> None:
    evidence = Evidence(provider="gemini")
    assert read_mentioned_status(f"The call: {said.format(name=name)}", evidence)
    assert evidence.status == name


@pytest.mark.parametrize("name", RPC_CODES[1:])
def test_the_name_that_go_gives_a_status_is_read(name: str) -> None:
    evidence = Evidence(provider="gemini")
    printed = "".join(word.title() for word in name.split("_")).replace("Cancelled", "Canceled")
    assert read_mentioned_status(f"rpc error: code = {printed} desc = x", evidence)
    assert evidence.status == name


@pytest.mark.parametrize("said", ["error 4290", "a status like 4x9", "errors 429.5 and 4299"])
def test_a_number_that_is_no_status_says_nothing(said: str) -> None:
    assert classify_exception(Exception(said)).cause.id == "status.unclassified"


@pytest.mark.parametrize(
    ("message", "request_id"),
    [
        ("Overloaded (request id: abc-1)", "abc-1"),
        ("The request failed; this request was the third request. request_id: 12345678", "12345678"),
        ("İ request: no, REQUEST ID: 12345678", "12345678"),
        ("Your request is 12345678", None),
    ],
)
def test_the_id_that_a_message_says_is_told(message: str, request_id: str | None) -> None:
    failure = classify_response("gemini", 503, {"error": {"code": 503, "message": message}})
    assert failure is not None
    assert failure.request_id == request_id


@pytest.mark.parametrize(
    "text", [WORDS, "429 ", "a", " ", "\n", "\"'", "gemini 4", "status code ", "received ", "{", "Aa."], ids=repr
)
def test_a_text_costs_little_whatever_is_in_it(text: str) -> None:
    def milliseconds(judge: object) -> float:
        assert callable(judge)
        best = float("inf")
        for _ in range(5):
            began = time.thread_time()
            judge()
            best = min(best, (time.thread_time() - began) * 1000)
        return best

    body, error = (text * MAX_BODY)[:MAX_BODY].encode(), Exception((text * MAX_TEXT)[:MAX_TEXT])
    assert milliseconds(lambda: classify_response("gemini", 502, body)) < _LIMIT
    assert milliseconds(lambda: classify_exception(error)) < _LIMIT


VIOLATIONS = [
    {
        "quotaMetric": "m/a",
        "quotaId": "PerMinute-A",
        "quotaDimensions": {"location": "global", "model": "g-1"},
        "quotaValue": "5",
    },
    {"quotaMetric": "m/b", "quotaId": "PerDay-B", "quotaDimensions": {"model": "g-2"}, "quotaValue": "0"},
]
PROTOBUF = """
  violations { quota_metric: "m/a" quota_id: "PerMinute-A" quota_dimensions { key: "model" value: "g-1" }
  quota_value: 5 } violations { quota_metric: "m/b" quota_id: "PerDay-B"
  quota_dimensions { key: "model" value: "g-2" } quota_value: 0 }"""


@pytest.mark.parametrize(
    "printed",
    [json.dumps(VIOLATIONS), str(VIOLATIONS), PROTOBUF],
    ids=["JSON", "Python", "protobuf"],
)
def test_printed_violations_say_what_they_are_of(printed: str) -> None:
    found = Evidence(provider="gemini")
    read_raw(f"429 quota: {printed}", found)
    assert found.violations == (
        Violation("PerMinute-A", metric="m/a", value="5", model="g-1"),
        Violation("PerDay-B", metric="m/b", value="0", model="g-2"),
    )


def test_of_printed_violations_that_do_not_match_up_only_the_names_are_believed() -> None:
    found = Evidence(provider="gemini")
    read_raw(f"429 quota: {json.dumps([VIOLATIONS[0], {'quotaId': 'PerDay-B'}])}", found)
    assert found.violations == (Violation("PerMinute-A"), Violation("PerDay-B"))


@pytest.mark.parametrize(
    ("printed", "metadata"),
    [
        ("{'quota_limit': 'PerDay', 'quota_limit_value': '50'}", {"quota_limit": "PerDay", "quota_limit_value": "50"}),
        ('{"quota_limit": "PerDay", "quota_limit_value": 50}', {"quota_limit": "PerDay", "quota_limit_value": "50"}),
        ("{'quota_limit': 'PerDay'}", {"quota_limit": "PerDay"}),
        ("{'quota_limit_value': '50'}", {}),
    ],
)
def test_a_printed_limit_of_a_quota_is_that_of_the_details(printed: str, metadata: dict[str, str]) -> None:
    found = Evidence(provider="gemini")
    read_raw(f"429 {printed}", found)
    assert found.metadata == metadata
