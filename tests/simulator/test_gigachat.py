"""Good answers of GigaChat, and the life of its tokens, as the gigachat SDK sees them."""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Callable

import httpx
import pytest
from gigachat import GigaChat
from gigachat.exceptions import AuthenticationError
from gigachat.models import Chat, Function, FunctionParameters, Messages, MessagesRole
from pydantic import BaseModel

from genai_triage.simulator import Simulator
from tests.support import AUTHORIZATION_KEY

Clients = Callable[..., GigaChat]


def test_chat_has_text_and_usage(gigachat: Clients) -> None:
    with gigachat() as client:
        answer = client.chat("x" * 40)

    assert answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.prompt_tokens == 10
    assert answer.model == "GigaChat-2:2.0.28.2"


def test_stream_ends_with_finish_reason_and_usage(gigachat: Clients) -> None:
    with gigachat() as client:
        chunks = list(client.stream("Hello"))

    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None, None, None, None, "stop"]
    assert [chunk.usage is not None for chunk in chunks] == [False, False, False, False, True]


def test_stream_is_bare_data_lines_and_done(simulator: Simulator) -> None:
    headers = {"authorization": f"Bearer {token(simulator)}"}
    body = {"messages": [], "stream": True}
    answer = httpx.post(f"{simulator.gigachat_url}/chat/completions", headers=headers, json=body)

    lines = [line for line in answer.text.split("\n") if line]
    assert all(line.startswith("data: ") for line in lines)
    assert lines[-1] == "data: [DONE]"


def test_second_version_of_chat_answers_and_streams(simulator: Simulator, gigachat: Clients) -> None:
    with gigachat() as client:
        answer = client.chat.create("Hello")
        events = list(client.chat.stream("Hello"))

    assert answer.finish_reason == "stop"
    assert answer.messages[0].content
    assert answer.messages[0].content[0].text
    assert [event.event for event in events] == ["response.message.delta", "response.message.done"]
    assert simulator.requests[-1].path == "/api/v2/chat/completions"


def test_answers_carry_request_and_session_ids(gigachat: Clients) -> None:
    with gigachat() as client:
        headers = client.chat("Hello").x_headers or {}

    assert uuid.UUID(headers["x-request-id"] or "")
    assert uuid.UUID(headers["x-session-id"] or "")


def test_token_answers_carry_no_ids(simulator: Simulator) -> None:
    assert "x-request-id" not in ask_for_token(simulator).headers


def test_function_is_called_and_then_answered(gigachat: Clients) -> None:
    function = Function(
        name="weather", parameters=FunctionParameters.model_validate({"properties": {"city": {"type": "string"}}})
    )
    ask = Messages(role=MessagesRole.USER, content="Weather?")
    with gigachat() as client:
        call = client.chat(Chat(model="GigaChat-2-call-function", messages=[ask], functions=[function])).choices[0]
        result = Messages(role=MessagesRole.FUNCTION, name="weather", content="{}")
        history = [ask, call.message, result]
        end = client.chat(Chat(model="GigaChat-2-call-function", messages=history, functions=[function])).choices[0]

    assert call.finish_reason == "function_call"
    assert call.message.function_call
    assert call.message.function_call.arguments == {"city": "example"}
    assert end.finish_reason == "stop"


def test_structured_answer_fits_its_schema(gigachat: Clients) -> None:
    class Inner(BaseModel):
        size: float

    class Verdict(BaseModel):
        title: str
        inner: Inner

    with gigachat() as client:
        _, parsed = client.chat_parse("Hello", response_format=Verdict)

    assert parsed == Verdict(title="example", inner=Inner(size=1.5))


def test_side_endpoints_answer_what_the_sdk_reads(gigachat: Clients) -> None:
    with gigachat() as client:
        assert [len(item.embedding) for item in client.embeddings(["a", "b"]).data] == [256, 256]
        assert [count.tokens for count in client.tokens_count(["x" * 8, "x" * 16])] == [2, 4]
        assert "GigaChat-2" in [model.id_ for model in client.get_models().data]
        assert client.get_model("GigaChat-2").id_ == "GigaChat-2"
        assert client.get_balance().balance[0].value > 0
        assert client.upload_file(("a.txt", b"text")).id_
        assert client.get_file("abc").id_ == "abc"
        assert client.delete_file("abc").deleted
        assert client.get_files().data == []
        assert client.threads.list().threads == []
        assert client.threads.run_messages([Messages(role=MessagesRole.USER, content="Hello")]).finish_reason == "stop"


@pytest.mark.parametrize("prefix", ["/api/v1", "/v1"])
def test_both_prefixes_are_served(simulator: Simulator, prefix: str) -> None:
    headers = {"authorization": f"Bearer {token(simulator)}"}

    assert httpx.get(f"{simulator.url}{prefix}/models", headers=headers).json()["object"] == "list"


def test_models_of_the_first_version_belong_to_google_where_a_google_key_is_sent(simulator: Simulator) -> None:
    answer = httpx.get(f"{simulator.url}/v1/models", headers={"x-goog-api-key": "any"})

    assert answer.json()["models"][0]["name"].startswith("models/gemini")


def test_token_expires_after_half_an_hour_in_milliseconds(simulator: Simulator) -> None:
    before = time.time() * 1000
    expires_at = ask_for_token(simulator).json()["expires_at"]

    assert 0 <= expires_at - before - 1_800_000 < 10_000


def test_expired_token_is_refreshed_by_the_sdk(simulator: Simulator, gigachat: Clients) -> None:
    with gigachat() as client:
        client.chat("Hello")
        simulator.expire_tokens()
        answer = client.chat("Hello")

    assert answer.choices[0].finish_reason == "stop"
    assert [(record.endpoint, record.status) for record in simulator.requests] == [
        ("token", 200),
        ("chat", 200),
        ("chat", 401),
        ("token", 200),
        ("chat", 200),
    ]


def test_expired_and_unknown_tokens_are_told_apart(simulator: Simulator) -> None:
    value = token(simulator)
    simulator.expire_tokens()
    expired = httpx.get(f"{simulator.gigachat_url}/models", headers={"authorization": f"Bearer {value}"})
    unknown = httpx.get(f"{simulator.gigachat_url}/models", headers={"authorization": "Bearer nobody"})

    assert (expired.status_code, expired.json()["message"]) == (401, "Token has expired")
    assert (unknown.status_code, unknown.json()["message"]) == (401, "Unauthorized")


def test_token_that_was_never_issued_is_refused(gigachat: Clients) -> None:
    with gigachat(credentials=None, access_token="nobody") as client, pytest.raises(AuthenticationError):
        client.chat("Hello")


def test_user_and_password_get_a_token(gigachat: Clients) -> None:
    with gigachat(credentials=None, user="user", password="secret") as client:
        assert client.chat("Hello").choices[0].finish_reason == "stop"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"key": "?"}, 4),
        ({"key": base64.b64encode(b"no colon").decode()}, 4),
        ({"scope": ""}, 5),
        ({"scope": "EVERYTHING"}, 1),
    ],
)
def test_bad_token_requests_get_their_code(simulator: Simulator, change: dict[str, str], code: int) -> None:
    answer = ask_for_token(simulator, **change)

    assert (answer.status_code // 100, answer.json()["code"]) == (4, code)


@pytest.mark.parametrize("request_id", ["", "1", "58b9e734-e819-11f1-935c-02fc00000001"])
def test_token_request_needs_a_random_uuid(simulator: Simulator, request_id: str) -> None:
    answer = ask_for_token(simulator, request_id=request_id)

    assert answer.status_code == 400
    assert "rquid" in answer.json()["message"].lower()


def ask_for_token(
    simulator: Simulator,
    key: str = AUTHORIZATION_KEY,
    scope: str = "GIGACHAT_API_PERS",
    request_id: str | None = None,
) -> httpx.Response:
    headers = {"authorization": f"Basic {key}", "rquid": str(uuid.uuid4()) if request_id is None else request_id}
    return httpx.post(simulator.oauth_url, headers=headers, data={"scope": scope})


def token(simulator: Simulator) -> str:
    value = ask_for_token(simulator).json()["access_token"]
    assert isinstance(value, str)
    return value


_SCOPE = b"scope=GIGACHAT_API_PERS"


@pytest.mark.parametrize(
    "body", [b"&".join((_SCOPE, *(b"f%d=x" % number for number in range(40)))), b"scope=\xff", b"", b"scope"]
)
def test_a_form_that_cannot_be_read_has_no_scope(simulator: Simulator, body: bytes) -> None:
    headers = {"authorization": f"Basic {AUTHORIZATION_KEY}", "rquid": str(uuid.uuid4())}
    headers["content-type"] = "application/x-www-form-urlencoded"
    assert httpx.post(simulator.oauth_url, headers=headers, content=body).status_code == 400
