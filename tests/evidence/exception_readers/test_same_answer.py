"""What a library raises of an answer says all that the answer itself says: who sent it, and when to come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import requests
from google.api_core import exceptions as api_core

from genai_triage.evidence import classify_exception, classify_response
from tests.support import vendor_exceptions as vendor

GEMINI = "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"
INTERACTIONS = "https://generativelanguage.googleapis.com/v1beta/interactions"
GIGACHAT = "https://gigachat.devices.sberbank.ru/api/v1/chat/completions"
OVERLOADED = {"error": {"code": 503, "status": "UNAVAILABLE", "message": "The model is overloaded."}}
NGINX = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"
EDGE = "<!DOCTYPE html><html><title>Error 404 (Not Found)!!1</title><ins>That\u2019s all we know.</ins></html>"
IDENTIFIED = {"Retry-After": "7", "X-Request-Id": "abc-12345"}

Answer = tuple[int, Any, dict[str, str]]
SHARED: dict[str, Answer] = {
    "a page of a server": (502, NGINX, {"server": "nginx"}),
    "a page of a proxy": (403, "<html>ERR_ACCESS_DENIED</html>", {"x-squid-error": "ERR_ACCESS_DENIED 0"}),
    "a code of Cloudflare": (403, "error code: 1020", {"server": "cloudflare", "cf-ray": "8a-AMS"}),
    "words of a gateway": (503, "no healthy upstream", {}),
    "words of nobody": (400, "bad", {}),
    "nothing": (500, "", {}),
    "an empty object": (500, {}, {}),
    "a list of what is wrong": (422, {"detail": [{"msg": "field required", "type": "missing"}]}, {}),
    "what gpt2giga was told": (503, {"detail": {"url": GEMINI, "error": OVERLOADED}}, {}),
}
OF_GEMINI: dict[str, Answer] = {
    **SHARED,
    "an error": (503, OVERLOADED, {}),
    "headers": (503, OVERLOADED, IDENTIFIED),
    "an error that is cut": (503, json.dumps(OVERLOADED)[:-3], {}),
    "an error without its envelope": (400, {"status": "INVALID_ARGUMENT", "message": "m"}, {}),
    "a page of Google's edge": (404, EDGE, {}),
}
NO_OBJECTS: dict[str, Answer] = {
    "a list": (503, [OVERLOADED], {}),
    "a text": (500, '"boom"', {}),
    "a number": (500, "5", {}),
}
OF_GIGACHAT: dict[str, Answer] = {
    **SHARED,
    **NO_OBJECTS,
    "an error": (402, {"status": 402, "message": "Payment Required"}, {}),
    "headers": (429, {"status": 429, "message": "Too many requests"}, IDENTIFIED),
    "an error that is cut": (429, '{"status": 429, "message": "Too many', {}),
    "a code of the token endpoint": (401, {"code": 6, "message": "credentials doesn't match db data"}, {}),
    "a page of Sber's": (502, "<html><h1>502 Bad Gateway</h1><hr><center>SynGX</center></html>", {"server": "SynGX"}),
}


def over_rest(status: int, body: Any, url: str, headers: dict[str, str]) -> BaseException:
    """What google-api-core raises, under google-generativeai and the GAPIC clients."""
    response = requests.Response()
    response.status_code, response._content, response.url = status, vendor.raw_body(body), url
    response.headers.update(headers)
    response.request = requests.Request("POST", url).prepare()
    error: BaseException = api_core.from_http_response(response)
    return error


def of_genai(status: int, body: Any, url: str, headers: dict[str, str]) -> BaseException:
    return vendor.genai_error(status, body, headers, url)


def of_interactions(status: int, body: Any, url: str, headers: dict[str, str]) -> BaseException:
    """The client gets the object that it parsed, or the text that is none."""
    try:
        parsed = json.loads(body) if isinstance(body, str) else body
    except ValueError:
        parsed = body
    return vendor.interactions_error(status, parsed, headers)


def of_openai(status: int, body: Any, url: str, headers: dict[str, str]) -> BaseException:
    """Stands for openai.APIStatusError, which keeps the error object alone, or the whole of what has none."""
    error = RuntimeError(f"Error code: {status}")
    kept = body.get("error", body) if isinstance(body, dict) else body
    error.status_code, error.body = status, kept  # type: ignore[attr-defined]
    error.response = httpx.Response(status, headers=headers, request=httpx.Request("POST", url))  # type: ignore[attr-defined]
    return error


Make = Callable[[int, Any, str, dict[str, str]], BaseException]
LIBRARIES: dict[str, tuple[Make, str, Any, dict[str, Answer]]] = {
    "google-genai": (of_genai, GEMINI, "gemini", {**OF_GEMINI, **NO_OBJECTS}),
    "google-genai interactions": (of_interactions, INTERACTIONS, "gemini", {**OF_GEMINI, **NO_OBJECTS}),
    "google-api-core": (over_rest, GEMINI, "gemini", OF_GEMINI),
    "httpx of gemini": (vendor.http_status_error, GEMINI, "gemini", {**OF_GEMINI, **NO_OBJECTS}),
    "openai of gemini": (of_openai, GEMINI, "gemini", OF_GEMINI),
    "gigachat": (vendor.gigachat_error, GIGACHAT, "gigachat", OF_GIGACHAT),
    "gigachat 0.1": (vendor.old_gigachat_error, GIGACHAT, "gigachat", OF_GIGACHAT),
    "httpx of gigachat": (vendor.http_status_error, GIGACHAT, "gigachat", OF_GIGACHAT),
    "openai of gigachat": (of_openai, GIGACHAT, "gigachat", OF_GIGACHAT),
}
"""How a library makes its exception, of which requests, and the answers that it makes one of."""


@pytest.mark.parametrize(
    ("make", "url", "provider", "answer"),
    [
        pytest.param(make, url, provider, answer, id=f"{library}: {name}")
        for library, (make, url, provider, answers) in LIBRARIES.items()
        for name, answer in answers.items()
    ],
)
def test_an_exception_says_what_its_answer_says(make: Make, url: str, provider: Any, answer: Answer) -> None:
    status, body, headers = answer
    said = classify_response(provider, status, vendor.raw_body(body), headers, url)
    assert classify_exception(make(status, body, url, headers)) == said
