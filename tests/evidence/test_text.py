"""What stands in a text that is no JSON is found wherever it stands, and costs little where nothing does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from genai_triage.evidence import classify_exception, classify_response
from genai_triage.evidence.grpc_names import RPC_CODES
from genai_triage.evidence.limits import MAX_BODY, MAX_TEXT
from genai_triage.evidence.text import (
    asks_for_token,
    read_close,
    read_leading_status,
    read_mentioned_status,
    read_quoted_status,
    read_raw,
    without_status,
)
from genai_triage.taxonomy import Evidence, Provider, Violation

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


@pytest.mark.parametrize(
    ("read", "said", "found"),
    [
        (read_leading_status, "429 RESOURCE_EXHAUSTED. x", (429, "RESOURCE_EXHAUSTED")),
        (read_leading_status, "404 POST https://host.test: x", (404, None)),
        (read_mentioned_status, "failed with 503 UNAVAILABLE. x", (503, "UNAVAILABLE")),
        (read_mentioned_status, "failed with Status: UNAVAILABLE", (None, "UNAVAILABLE")),
        (read_mentioned_status, "failed with StatusCode.UNAVAILABLE", (None, "UNAVAILABLE")),
        (read_mentioned_status, "it says UNAVAILABLE: busy, not StatusCode.INTERNAL", (None, "UNAVAILABLE")),
        (read_mentioned_status, "it says StatusCode.INTERNAL, not UNAVAILABLE: busy", (None, "INTERNAL")),
        (read_mentioned_status, "rpc error: code = Canceled desc = x", (None, "CANCELLED")),
        (read_mentioned_status, "code = 5, then rpc error: code = NotFound desc = x", (None, "NOT_FOUND")),
        (read_mentioned_status, "it was http status 503", (503, None)),
        (read_mentioned_status, "it was http/2 503", (503, None)),
        (read_mentioned_status, "its status is 503", (503, None)),
        (read_mentioned_status, "its status code: 503", (503, None)),
        (read_mentioned_status, "Client error '404 Not Found'", (404, None)),
        (read_mentioned_status, "Server error '503 Busy'", (503, None)),
        (read_mentioned_status, "('https://host.test'), 503", (503, None)),
        (read_mentioned_status, "an error: 503", (503, None)),
        (read_quoted_status, "Gemini: 429", (429, None)),
        (read_quoted_status, "Gemini on port=443: 429", (429, None)),
        (read_quoted_status, "Gemini has answered, after a minute and some more seconds of waiting, 429", (429, None)),
        (read_quoted_status, "Gemini: 429 http", (429, None)),
        (read_quoted_status, "Gemini said 429. Then it was quiet", (429, None)),
        (read_quoted_status, "Gemini said 429.", (429, None)),
        (read_quoted_status, "Gemini: 429 from upstream", (429, None)),
        (read_quoted_status, "Гигачат ответил 429 на запрос", (429, None)),
        (read_raw, '{"code": 503, "status": "UNAVAILABLE"}', (503, "UNAVAILABLE")),
        (read_raw, "{'status_code': 503}", (503, None)),
        (read_raw, '{"status": "RESOURCE_EXHAUSTED"}', (None, "RESOURCE_EXHAUSTED")),
        (read_raw, '{"status": 503}', (503, None)),
        (read_raw, '{"code": 400, "inner": {"code": 503}}', (400, None)),
        (read_raw, '{"code": 599}', (599, None)),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_status_in_a_text_is_told_unless_one_is_known(
    read: Callable[[str, Evidence], bool], said: str, found: tuple[int | None, str | None]
) -> None:
    fresh, known = Evidence(), Evidence(error_status=418, status="ABORTED")
    assert read(said, fresh) is True
    assert (fresh.error_status, fresh.status) == found
    read(said, known)
    assert (known.error_status, known.status) == (418, "ABORTED")


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (read_leading_status, "4291 RESOURCE_EXHAUSTED"),
        (read_leading_status, "429th try"),
        (read_leading_status, "The 429 RESOURCE_EXHAUSTED"),
        (read_quoted_status, "Gemini on port=443"),
        (read_quoted_status, "Gemini has read 429 rows"),
        (read_quoted_status, "Gemini 2.429"),
        (read_raw, '{"code": 399}'),
        (read_raw, '{"code": 600}'),
    ],
)
def test_another_number_in_a_text_is_no_status(read: Callable[[str, Evidence], bool], said: str) -> None:
    evidence = Evidence()
    assert read(said, evidence) is False
    assert evidence == Evidence()


@pytest.mark.parametrize(
    ("said", "provider", "endpoint"),
    [
        ("GigaChat OAuth 401", "gigachat", "token"),
        ("GigaChat auth failed: 401", "gigachat", "token"),
        ("GigaChat token request: 401", "gigachat", "token"),
        ("ГигаЧат не выдал токен: 401", "gigachat", "token"),
        ("GigaChat chat: 401", "gigachat", ""),
        ("Gemini auth failed: 401", "gemini", ""),
        ("Vertex AI 401: x; GigaChat 500: y", "gemini", ""),
    ],
)
def test_a_quoted_status_is_of_the_vendor_and_its_token_endpoint_where_the_text_says_so(
    said: str, provider: str, endpoint: str
) -> None:
    evidence = Evidence()
    assert read_quoted_status(said, evidence)
    assert (evidence.provider, evidence.endpoint, evidence.error_status) == (provider, endpoint, 401)
    theirs = Evidence(provider="gemini")
    read_quoted_status(said, theirs)
    assert theirs.provider == "gemini"


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        *((f"could not {verb} an access token", True) for verb in ("get", "obtain", "fetch", "request", "refresh")),
        *((f"could not {verb} the token", True) for verb in ("acquire", "receive")),
        ("OAuth failed", True),
        ("Не удалось получить новый токен", True),
        ("too many tokens", False),
        ("the token is long", False),
        ("токен длинный", False),
    ],
)
def test_a_text_about_the_request_for_a_token_is_told_from_one_about_tokens(said: str, asks: bool) -> None:
    assert asks_for_token(said) is asks


@pytest.mark.parametrize(
    ("said", "close"),
    [
        ("received 1008 (policy violation) Key leaked; then sent 1008", (1008, "Key leaked")),
        ("received 3000 Odd", (3000, "Odd")),
        ("it closed with code 1011 Internal", (1011, "Internal")),
        ("1007 None. Request contains an invalid argument.", (1007, "Request contains an invalid argument.")),
        ("received 2000 rows", None),
        ("the code 404 was sent", None),
    ],
)
def test_a_close_of_a_socket_is_read_as_libraries_print_it(said: str, close: tuple[int, str] | None) -> None:
    assert read_close(said) == close


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("404 POST https://host.test/v1: gone", "gone"),
        ("404 gone", "gone"),
        ("404: gone", "404: gone"),
        ("the 404 gone", "the 404 gone"),
    ],
)
def test_a_message_begins_behind_its_status(said: str, rest: str) -> None:
    assert without_status(said) == rest


@pytest.mark.parametrize(
    ("printed", "seconds"),
    [
        ('{"code": 429, "retryDelay": "41s"}', 41.0),
        ("{'code': 429, 'retry_delay': '1m2s'}", 62.0),
        ('{"code": 429, "retryDelay": "850ms"}', 0.85),
        ('[links {\n "x" }, retry_delay {\n  seconds: 41\n}]', 41.0),
        ('{"code": 429, "message": "Please retry in 9s."}', 9.0),
        ("Please retry in 9s.", 9.0),
        ("retry_delay {\n  seconds: 41\n}", 41.0),
    ],
)
def test_how_long_to_wait_is_read_in_every_form_and_only_where_it_is_not_known(printed: str, seconds: float) -> None:
    fresh, known = Evidence(), Evidence(retry_after=7.0)
    read_raw(printed, fresh)
    read_raw(printed, known)
    assert (fresh.retry_after, known.retry_after) == (seconds, 7.0)


@pytest.mark.parametrize(
    ("provider", "said", "code"),
    [
        ("gigachat", '{"code": 6, "message": "x"}', "6"),
        ("gigachat", '{"code": 16}', "16"),
        ("gigachat", '{"code": 17}', None),
        ("gigachat", '{"code": 0}', None),
        ("gigachat", '{"code": 6, "inner": {"code": 7}}', "6"),
        ("gemini", '{"code": 6}', None),
        (None, '{"code": 6}', None),
        ("gemini", '{"code": "resource_exhausted2"}', "resource_exhausted2"),
    ],
)
def test_a_code_of_the_provider_s_own_is_read(provider: Provider | None, said: str, code: str | None) -> None:
    evidence = Evidence(provider=provider)
    read_raw(said, evidence)
    assert evidence.code == code


def test_what_is_known_of_an_error_is_not_replaced_by_what_is_printed_of_it() -> None:
    known = Evidence(code="known", reasons=("FIRST",), message="known", retry_after=1.0)
    assert read_raw('{"code": "printed", "reason": "SECOND", "message": "printed"}', known)
    assert (known.code, known.reasons, known.message, known.is_spoken) == ("known", ("FIRST", "SECOND"), "known", False)


@pytest.mark.parametrize(
    "printed", ["'reason': 'API_KEY_INVALID'", '"reason":"API_KEY_INVALID"', 'reason: "API_KEY_INVALID"']
)
def test_a_reason_is_read_however_it_is_printed(printed: str) -> None:
    evidence = Evidence(provider="gemini")
    assert read_raw(f"[{printed}\ndomain: 'x']", evidence)
    assert evidence.reasons == ("API_KEY_INVALID",)


@pytest.mark.parametrize(
    "printed",
    [
        '"quotaId": "i", "quotaMetric": "a/b", "quotaValue": "7", "model": "m-1"',
        "'quota_id': 'i', 'quota_metric': 'a/b', 'quota_value': 7, 'model': 'm-1'",
        'quota_id: "i"\nquota_metric: "a/b"\nquota_value: 7\nkey: "model"\n  value: "m-1"',
    ],
)
def test_a_quota_is_read_member_by_member_however_it_is_printed(printed: str) -> None:
    evidence = Evidence(provider="gemini")
    assert read_raw(printed, evidence)
    assert evidence.violations == (Violation("i", "a/b", "7", "m-1"),)
    known = Evidence(provider="gemini", violations=(Violation("k"),))
    read_raw(printed, known)
    assert known.violations == (Violation("k"),)


@pytest.mark.parametrize(
    ("said", "is_rpc"),
    [
        ("StatusCode.UNAVAILABLE", True),
        ("it says UNAVAILABLE: busy", True),
        ("code = NotFound desc = x", True),
        ("failed with 503 UNAVAILABLE. x", False),
        ("failed with Status: UNAVAILABLE", False),
        ("http status 503", False),
    ],
)
def test_only_grpc_s_own_forms_tell_the_status_of_an_rpc(said: str, is_rpc: bool) -> None:
    evidence = Evidence()
    assert read_mentioned_status(said, evidence)
    assert evidence.rpc is is_rpc


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('"a \\"b\\" c\\/d"', 'a "b" c/d'),
        ("'it\\'s'", "it's"),
        ('"one\\ntwo"', "one\ntwo"),
        ('"cut off in the middl', "cut off in the middl"),
    ],
)
def test_the_message_of_an_error_object_is_the_service_s_own_sentence(written: str, message: str) -> None:
    evidence = Evidence(provider="gemini")
    assert read_raw(f'{{"code": 503, "message": {written}', evidence)
    assert (evidence.message, evidence.is_spoken) == (message, True)
