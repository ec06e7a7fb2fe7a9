"""Whatever library puts a status, a body, headers or a URL on its exception: they are found where they are."""

from __future__ import annotations

import json
from types import SimpleNamespace as Having
from typing import Any

import pytest

from genai_triage.evidence import classify_exception
from genai_triage.evidence.exceptions import evidence_of_exception
from tests.support.told import told

from .made import raised

CHAT = "https://api.giga.chat/v1/chat/completions"
LATER = {"Retry-After": "3"}
TOO_MANY = b'{"status": 429, "message": "Too many requests"}'


@pytest.mark.parametrize("name", ["status_code", "status", "http_status", "http_code", "code"])
def test_a_status_of_the_exception_s_own_is_the_answer_s(name: str) -> None:
    failure = told(raised("any", "Refused", **{name: 402}))
    assert (failure.cause.id, failure.http_status) == ("status.payment_required", 402)


@pytest.mark.parametrize("name", ["status_code", "status"])
@pytest.mark.parametrize("holder", ["response", "raw_response"])
def test_a_status_of_the_response_is_the_answer_s(holder: str, name: str) -> None:
    failure = told(raised("any", "Refused", **{holder: Having(**{name: 503}, headers=LATER)}))
    assert (failure.cause.id, failure.http_status, failure.retry_after) == ("status.unavailable", 503, 3.0)


@pytest.mark.parametrize(
    ("status", "cause", "known"),
    [
        (299, "status.unclassified", None),
        (300, "status.redirected", 300),
        (399, "status.redirected", 399),
        (400, "status.bad_request", 400),
        (99, "status.unclassified", None),
        (1000, "status.unclassified", None),
    ],
)
def test_a_number_that_is_no_failed_status_says_nothing(status: int, cause: str, known: int | None) -> None:
    failure = told(raised("any", "Refused", "words", status_code=status))
    assert (failure.cause.id, failure.http_status) == (cause, known)


@pytest.mark.parametrize(
    "attributes",
    [
        {"url": CHAT},
        {"request_info": Having(real_url=CHAT)},
        {"response": Having(url=CHAT)},
        {"response": Having(request=Having(url=CHAT))},
        {"response": Having(_request=Having(url=CHAT))},
        {"llm_provider": "gigachat"},
        {"args": ("GigaChat says no",)},
        {"args": (f"Client error for url {CHAT}",)},
    ],
    ids=["own URL", "aiohttp", "response", "request", "httpx", "LiteLLM", "named", "URL in the text"],
)
def test_whose_answer_it_is_is_told_by_whatever_the_exception_has(attributes: dict[str, Any]) -> None:
    failure = told(raised("any", "Refused", status_code=402, **attributes))
    assert (failure.cause.id, failure.provider) == ("gigachat.payment_required", "gigachat")


def test_who_called_is_known_better_than_any_word() -> None:
    error = raised("any", "Refused", "GigaChat says no", status_code=402)
    assert classify_exception(error, provider="gemini").provider == "gemini"


@pytest.mark.parametrize(
    "attributes",
    [
        {"body": TOO_MANY},
        {"body": TOO_MANY.decode()},
        {"body": {"status": 429, "message": "Too many requests"}},
        {"body": "", "content": TOO_MANY},
        {"content": TOO_MANY},
        {"response": Having(_content=TOO_MANY)},
        {"response": Having(_content=bytearray(TOO_MANY))},
        {"response": Having(body=TOO_MANY)},
        {"response": Having(_content=None, _body=TOO_MANY)},
        {"response": Having(_content="", body=None, _body=None), "content": TOO_MANY},
    ],
    ids=str,
)
def test_a_body_that_was_read_is_read_wherever_it_is_kept(attributes: dict[str, Any]) -> None:
    failure = told(raised("any", "Refused", "Error", status_code=429, url=CHAT, **attributes))
    assert (failure.cause.id, failure.message) == ("gigachat.parallel_requests", "Too many requests")


@pytest.mark.parametrize("headers", ["own", "response's"])
def test_headers_of_the_response_come_before_those_of_the_exception(headers: str) -> None:
    response = Having(headers={"Retry-After": "5"}) if headers == "response's" else None
    failure = told(raised("any", "Refused", status_code=503, headers=LATER, response=response))
    assert failure.retry_after == (3.0 if headers == "own" else 5.0)


@pytest.mark.parametrize(("said", "cause"), [(None, "gateway_time_limit"), (1.0, "gateway_fault")])
def test_how_long_a_call_took_is_known_better_by_its_caller_than_by_its_response(said: Any, cause: str) -> None:
    elapsed = Having(total_seconds=lambda: 299.0)
    response = Having(url=CHAT, _content=b"<html>", elapsed=elapsed)
    failure = classify_exception(raised("any", "Refused", status_code=502, response=response), elapsed=said)
    assert failure.cause.id == f"gigachat.{cause}"


def test_a_path_that_a_text_names_is_none_of_the_service_s_words() -> None:
    url = "https://generativelanguage.googleapis.com/v1beta/tunedModels/api-key-not-valid"
    worded = told(raised("any", "Refused", "API key not valid. Please pass a valid API key.", status_code=400, url=url))
    of_path = told(raised("any", "Refused", f"400 for url {url}/api key not valid".replace(" key", "-key"), code=400))
    assert (worded.cause.id, of_path.cause.id) == ("gemini.key_invalid", "gemini.invalid_argument")


@pytest.mark.parametrize("text", ["API key not valid. Please pass a valid API key.", ""])
def test_the_words_of_an_answer_without_any_are_those_of_its_exception(text: str) -> None:
    """Its `message` first, which has no decoration."""
    said = {"message": "API key not valid."} if not text else {}
    error = raised("google.api", "Refused", text or "400", status_code=400, body=b"{}", **said)
    assert told(error).cause.id == "gemini.key_invalid"


@pytest.mark.parametrize("name", ["APIConnectionError", "Timeout"])
def test_a_status_that_litellm_made_up_is_no_answer(name: str) -> None:
    failure = told(raised("litellm.exceptions", name, "timed out", status_code=408))
    assert (failure.http_status, failure.answered_by) == (None, "none")


@pytest.mark.parametrize(("body", "known"), [(None, ("RESOURCE_EXHAUSTED", 7.0)), (b"{}", ("429", None))])
def test_where_no_body_was_read_what_the_text_prints_of_it_counts(body: Any, known: tuple[str, float | None]) -> None:
    printed = "429 RESOURCE_EXHAUSTED. {'error': {'code': 429, 'details': [{'retryDelay': '7s'}]}}"
    failure = told(
        raised("google.api", "Refused", printed, status_code=429, **({} if body is None else {"body": body}))
    )
    assert (failure.code, failure.retry_after) == known


@pytest.mark.parametrize(
    ("attributes", "provider"),
    [
        ({"url": CHAT, "args": ("gemini says no",)}, "gigachat"),
        ({"url": "https://relay.test/x", "args": ("gemini says no",)}, "gemini"),
        ({"args": (f"gemini says no at {CHAT}",)}, "gigachat"),
        ({"llm_provider": "vertex_ai"}, "gemini"),
        ({"llm_provider": 5, "args": ("no",)}, None),
    ],
    ids=str,
)
def test_an_address_says_better_than_a_name_whose_answer_it_is(attributes: Any, provider: str | None) -> None:
    assert told(raised("any", "Refused", status_code=500, **attributes)).provider == provider


@pytest.mark.parametrize("member", ["error", "status", "detail"])
def test_a_body_that_was_kept_whole_is_no_error_in_an_envelope(member: str) -> None:
    body = {member: {"error": {"code": 503, "message": "m"}} if member == "detail" else 503, "message": "m"}
    of_dict = told(raised("any", "Refused", status_code=500, url=CHAT, body=body))
    of_text = told(raised("any", "Refused", status_code=500, url=CHAT, body=json.dumps(body)))
    assert (of_dict.cause.id, of_dict.code, of_dict.message) == (of_text.cause.id, of_text.code, of_text.message)


def test_words_of_a_refusal_are_those_of_its_exception_but_for_addresses() -> None:
    error = raised("any", "Refused", "no at http://a.test/b and https://c.test", status_code=500)
    assert evidence_of_exception(error).message == "no at  and "
    empty = raised("any", "Refused", "no at http://a.test/b", status_code=500, body=b"{}")
    assert evidence_of_exception(empty).message == "no at "
    moved = evidence_of_exception(raised("any", "Refused", "moved", status_code=301, url=CHAT))
    assert (moved.provider, moved.http_status, moved.message) == ("gigachat", 301, "moved")


@pytest.mark.parametrize("holder", ["own", "response"])
def test_an_address_says_the_endpoint(holder: str) -> None:
    members: Any = {"url": CHAT} if holder == "own" else {"response": Having(url=CHAT)}
    assert evidence_of_exception(raised("any", "Refused", status_code=500, **members)).endpoint == "chat"
