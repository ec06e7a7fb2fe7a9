"""What is recorded of a call of gigachat is what its arguments and its client ask for."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("gigachat.client")

from genai_triage.instrumentation.sdks.gigachat import chat, request
from genai_triage.instrumentation.sdks.gigachat.request import default_model
from genai_triage.taxonomy.vendors import GIGACHAT_API
from genai_triage.telemetry.target import Target

CLIENT = SimpleNamespace(
    _settings=SimpleNamespace(
        base_url="https://giga.test:8443/api/v1", auth_url="https://auth.test/oauth", model="GigaChat-2"
    )
)
MESSAGES: list[Any] = [{"role": "user", "content": "Hi"}]


def asked(target: Target, *args: Any, client: Any = CLIENT, **kwargs: Any) -> Any:
    return target.describe(client, args, kwargs)


@pytest.mark.parametrize(
    ("target", "stream", "version"),
    [
        (chat._CHAT, False, "v1"),
        (chat._STREAM, True, "v1"),
        (chat._PARSE, False, "v1"),
        (chat._CREATE, False, "v2"),
        (chat._CREATE_STREAM, True, "v2"),
        (chat._CREATE_PARSE, False, "v2"),
    ],
    ids=["chat", "stream", "parse", "create", "create stream", "create parse"],
)
def test_each_way_to_chat_has_its_generation_of_the_api(target: Target, stream: bool, version: str) -> None:
    found = asked(target, {"messages": MESSAGES})
    assert (found.operation, found.stream, found.server.api_version) == ("chat", stream, version)
    assert target.least is not None
    assert (target.least.operation, target.least.stream) == ("chat", stream)


@pytest.mark.parametrize("target", [chat._CHAT, chat._CREATE], ids=["v1", "v2"])
def test_a_call_goes_to_the_server_of_its_client_and_its_tokens_to_another(target: Target) -> None:
    server = asked(target, "Hi").server
    assert (server.address, server.port) == ("giga.test", 8443)
    assert server.netlocs == ("giga.test:8443", "auth.test")


def test_a_client_without_settings_calls_the_service_itself() -> None:
    assert asked(chat._BALANCE, client=object()).server.address == GIGACHAT_API.hosts[0]


@pytest.mark.parametrize(
    ("target", "args", "kwargs", "model"),
    [
        (chat._CHAT, ("Hi",), {}, "GigaChat-2"),
        (chat._CHAT, ({"model": "GigaChat-Max"},), {}, "GigaChat-Max"),
        (chat._CHAT, (), {"payload": {"model": "GigaChat-Max"}}, "GigaChat-Max"),
        (chat._CHAT, (SimpleNamespace(model="GigaChat-Max"),), {}, "GigaChat-Max"),
        (chat._CHAT, ({"model": 5},), {}, None),
        (chat._EMBEDDINGS, (["Hi"],), {}, "Embeddings"),
        (chat._EMBEDDINGS, (["Hi"], "EmbeddingsGigaR"), {}, "EmbeddingsGigaR"),
        (chat._EMBEDDINGS, (), {"texts": ["Hi"], "model": "EmbeddingsGigaR"}, "EmbeddingsGigaR"),
        (chat._COUNT, (["Hi"],), {}, "GigaChat-2"),
        (chat._COUNT, (["Hi"], "GigaChat-Max"), {}, "GigaChat-Max"),
        (chat._COUNT, (["Hi"],), {"model": "GigaChat-Max"}, "GigaChat-Max"),
        (chat._BALANCE, (), {}, None),
    ],
)
def test_the_model_is_the_argument_s_else_the_default_s(
    target: Target, args: tuple[Any, ...], kwargs: dict[str, Any], model: str | None
) -> None:
    assert asked(target, *args, **kwargs).model == model


@pytest.mark.parametrize(
    ("args", "kwargs"), [((["a", "b"],), {}), ((["a", "b"], "EmbeddingsGigaR"), {}), ((), {"texts": ["a", "b"]})]
)
def test_of_embeddings_as_many_are_expected_as_texts_are_sent(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    assert asked(chat._EMBEDDINGS, *args, **kwargs).results == 2


@pytest.mark.parametrize(
    ("payload", "attributes"),
    [
        ({"temperature": 0.5, "top_p": 0, "max_tokens": 10}, {"temperature": 0.5, "top_p": 0, "max_tokens": 10}),
        ({"temperature": None, "top_p": "0.1"}, {}),
        ({"model_options": {"temperature": 0.5}}, {"temperature": 0.5}),
        ({"temperature": 1, "model_options": {"temperature": 0.5}}, {"temperature": 0.5}),
        ({"reasoning_effort": "high"}, {"reasoning.level": "high"}),
        ({"reasoning": {"effort": "low"}}, {"reasoning.level": "low"}),
        ({"reasoning": SimpleNamespace(effort="low")}, {"reasoning.level": "low"}),
        ({"reasoning_effort": "high", "reasoning": {"effort": "low"}}, {"reasoning.level": "high"}),
        ({"reasoning": {}}, {}),
    ],
)
def test_the_options_of_a_call_are_attributes(payload: dict[str, Any], attributes: dict[str, Any]) -> None:
    expected = {f"gen_ai.request.{name}": value for name, value in attributes.items()}
    assert asked(chat._CHAT, payload).attributes == expected


@pytest.mark.parametrize(
    ("storage", "conversation"),
    [(None, None), ({"thread_id": "t-1"}, "t-1"), (SimpleNamespace(thread_id="t-1"), "t-1"), ({"thread_id": ""}, None)],
)
def test_a_call_that_continues_a_thread_belongs_to_its_conversation(storage: Any, conversation: str | None) -> None:
    found = asked(chat._CREATE, {"messages": MESSAGES, "storage": storage})
    assert found.attributes.get("gen_ai.conversation.id") == conversation


def test_a_credential_is_the_client_s_own_text() -> None:
    assert request._credential_of(SimpleNamespace(credentials="key")) == "key"
    assert request._credential_of(SimpleNamespace(credentials=5)) is None


@pytest.mark.parametrize(
    ("settings", "former", "told"),
    [
        (SimpleNamespace(model="own"), "GigaChat", "own"),
        (SimpleNamespace(model=None), "GigaChat", "GigaChat"),
        (SimpleNamespace(model=""), None, None),
        (None, "GigaChat", "GigaChat"),
    ],
)
def test_the_model_of_a_call_that_names_none_is_the_clients_or_that_of_its_version(
    settings: Any, former: str | None, told: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["gigachat.client"]
    monkeypatch.setattr(module, "GIGACHAT_MODEL", former, raising=False)

    assert default_model(SimpleNamespace(_settings=settings)) == told
