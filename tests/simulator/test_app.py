"""Which service a request is for, and who calls: by the path, and for shared paths by a key or headers of Google's."""

from __future__ import annotations

import re
import uuid
from typing import Any

import httpx
import pytest

from genai_triage.simulator import Simulator, app
from genai_triage.simulator.app import _Call, _provider, _scope, _with_request_ids
from genai_triage.simulator.exchange import SimResponse

NAMES = ("x-request-id", "x-session-id")


def call(path: str = "/", *, query: dict[str, str] | None = None, body: bytes = b"", **headers: str) -> _Call:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return _Call("POST", path, named, query or {}, body)


@pytest.mark.parametrize(
    ("path", "provider"),
    [
        ("/v1beta/models/m:generateContent", "gemini"),
        ("/v1alpha/models/m:generateContent", "gemini"),
        ("/v1beta1/projects/p/locations/l", "gemini"),
        ("/v1/models/m:generateContent", "gemini"),
        ("/v1/projects/p/locations/l/publishers/google/models", "gemini"),
        ("/v1/publishers/google/models/m", "gemini"),
        ("/v1/interactions", "gemini"),
        ("/upload/v1beta/files", "gemini"),
        ("/download/v1beta/files/f", "gemini"),
        ("/resumable/upload/1", "gemini"),
        ("/$discovery/rest", "gemini"),
        ("/v1/models", "gigachat"),
        ("/v1/files", "gigachat"),
        ("/v1/batches", "gigachat"),
        ("/v1/chat/completions", "gigachat"),
        ("/api/v1/chat/completions", "gigachat"),
        ("/v2/chat/completions", "gigachat"),
        ("/api/v2/oauth", "gigachat"),
        ("/", "gigachat"),
    ],
)
def test_a_path_is_of_one_service(path: str, provider: str) -> None:
    assert _provider(call(path)) == provider


@pytest.mark.parametrize("path", ["/v1/models", "/v1/files", "/v1/batches", "/v1/models/m"])
@pytest.mark.parametrize(
    "more", [{"query": {"key": ""}}, {"x_goog_api_key": "k"}, {"x_goog_api_client": "genai/1"}], ids=str
)
def test_what_both_have_is_google_s_where_its_key_or_client_is_named(path: str, more: dict[str, Any]) -> None:
    assert _provider(call(path, **more)) == "gemini"


@pytest.mark.parametrize(
    ("header", "bearer"),
    [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic abc", ""), ("Bearer", ""), ("abc", ""), ("", "")],
)
def test_a_token_stands_behind_the_word_bearer(header: str, bearer: str) -> None:
    assert call(authorization=header).bearer == bearer


@pytest.mark.parametrize(
    ("body", "value"),
    [(b'{"a": 1}', {"a": 1}), (b"", None), (b"\xff", None), (b"[" * 100_000, None)],
    ids=lambda one: "x",
)
def test_a_body_that_cannot_be_read_is_none(body: bytes, value: Any) -> None:
    assert call(body=body).json == value


@pytest.mark.parametrize(
    ("body", "scope"),
    [
        (b"scope=GIGACHAT_API_PERS", "GIGACHAT_API_PERS"),
        (b"a=b&scope=x&scope=y", "x"),
        (b"&".join(b"a=b" for _ in range(15)) + b"&scope=x", "x"),
        (b"&".join(b"a=b" for _ in range(16)) + b"&scope=x", None),
        (b"scope=\xd1\x8f", None),
        (b"", None),
    ],
)
def test_a_scope_stands_in_a_form_of_few_fields(body: bytes, scope: str | None) -> None:
    assert _scope(body) == scope


def test_ids_are_those_that_were_sent_or_new_ones() -> None:
    found = _with_request_ids(SimResponse(headers={"a": "b"}), call(x_session_id="mine"), NAMES).headers
    assert found == {"a": "b", "x-session-id": "mine", "x-request-id": found["x-request-id"]}
    assert str(uuid.UUID(found["x-request-id"])) == found["x-request-id"]
    again = _with_request_ids(SimResponse(), call(), NAMES).headers
    assert re.fullmatch(r"[0-9a-f-]{36}", again["x-session-id"])
    assert len({found["x-request-id"], *again.values()}) == 3


def test_an_answer_s_own_id_stays_and_a_gateway_s_page_has_none() -> None:
    assert (
        _with_request_ids(SimResponse(headers={"x-request-id": "own"}), call(), NAMES).headers["x-request-id"] == "own"
    )
    page = SimResponse(content_type="text/html; charset=utf-8")
    assert _with_request_ids(page, call(), NAMES) is page


@pytest.mark.parametrize(("method", "endpoint"), [("POST", True), ("GET", False)])
def test_only_a_post_asks_for_a_token(method: str, endpoint: bool, simulator: Simulator) -> None:
    httpx.request(method, simulator.oauth_url)
    assert (simulator.requests[-1].endpoint == "token") is endpoint


@pytest.mark.parametrize(("size", "status"), [(40, 200), (41, 413)])
@pytest.mark.parametrize("service", ["gemini", "gigachat"])
def test_a_body_that_is_too_large_is_refused(
    service: str, size: int, status: int, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_MAX_BODY", 40)
    path = "/v1beta/models/m:generateContent" if service == "gemini" else "/api/v1/chat/completions"
    answer = httpx.post(f"{simulator.url}{path}", content=b"{}".ljust(size))
    assert answer.status_code == (status if service == "gemini" or status == 413 else 401)
    if status == 413:
        assert "simulator: a request may have at most 40 bytes." in answer.text
