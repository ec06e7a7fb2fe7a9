"""A model's answer that a parser refused, and a body that a transport could not read: told by the frames between."""

from __future__ import annotations

import json
import sys
from types import ModuleType
from typing import Any

import pydantic
import pytest

from genai_triage.evidence.exception_readers.structured import is_request_model
from tests.support.told import told

from .made import raised

MODEL, TRANSPORT = "client.answer_not_json", "network.unparsable"


def failed(module: str = "app", function: str = "call", arguments: str = "", bases: Any = json.JSONDecodeError) -> Any:
    """What `json` raises of a sentence in a function of a module."""
    frame: dict[str, Any] = {"__name__": module, "error": bases("Expecting value", "Sure!", 0)}
    exec(f"def {function}({arguments}):\n    raise error", frame)
    with pytest.raises(json.JSONDecodeError) as error:
        frame[function](*[object()] * len(arguments.split()))
    return error.value


@pytest.mark.parametrize(
    ("module", "cause"),
    [
        *((module, TRANSPORT) for module in ("httpx", "httpx._models", "httpcore._sync", "requests.models", "urllib3")),
        *((module, TRANSPORT) for module in ("aiohttp.client", "google.api_core.rest_streaming", "google.auth.jwt")),
        *((module, TRANSPORT) for module in ("google.genai._api_client", "google.genai.errors", "openai._response")),
        *((module, TRANSPORT) for module in ("gigachat.api.chat", "gigachat.client", "gigachat._async", "websockets")),
        *((module, MODEL) for module in ("app", "my.httpx", "requests_cache", "google.genai.types", "gigachat.models")),
    ],
)
def test_a_text_that_a_transport_s_module_read_is_none_of_the_model_s(module: str, cause: str) -> None:
    assert told(failed(module)).cause.id == cause


@pytest.mark.parametrize("function", ["json", "raise_for_status", "iter_lines", "aiter_lines"])
def test_a_method_that_reads_a_response_is_a_transport_s_and_a_function_is_anyone_s(function: str) -> None:
    assert told(failed("app", function, "self")).cause.id == TRANSPORT
    assert told(failed("app", function)).cause.id == MODEL
    assert told(failed("app", f"{function}_of_mine", "self")).cause.id == MODEL


@pytest.mark.parametrize("module", ["openai._response", "httpx._models"])
@pytest.mark.parametrize(
    "function",
    [
        *(
            "parse",
            "parse_answer",
            "chat_parse",
            "achat_parse",
            "with_parse_result",
            "_parse_json_list",
            "try_parse_json",
        ),
        *("my_parse_response", "model_validate_json", "validate_json"),
    ],
)
def test_a_parser_of_answers_reads_what_the_model_wrote_wherever_it_stands(module: str, function: str) -> None:
    assert told(failed(module, function)).cause.id == MODEL
    assert told(failed(module, function.replace("alid", "ali").replace("arse", "arce"))).cause.id == TRANSPORT


def test_what_requests_could_not_read_was_the_transport_s() -> None:
    kind = type("JSONDecodeError", (json.JSONDecodeError,), {"__module__": "requests.exceptions"})
    assert told(failed("app", bases=kind)).cause.id == TRANSPORT


SENT = """
    FooParameters FooConfig FooRequest FooOptions FooParam FooParams FooSettings FooInput _Own Chat Messages Message
    Function FunctionParameters Content Part Tool Blob FileData Schema GigaChat Client
"""
OF_RESPONSES = """
    FooResponse Embedding Embeddings Balance TokensCount AccessToken Token Model Models
    UploadedFile UploadedFiles Image Interaction LiveServerMessage Operation OpenApiFunctions AICheckResult Assistants
    Threads ThreadRunResult ThreadMessages ThreadMessagesResult
"""


@pytest.mark.parametrize(
    ("title", "cause"),
    [
        *((title, "client.request_invalid") for title in SENT.split()),
        *((title, TRANSPORT) for title in OF_RESPONSES.split()),
        *(
            (title, "client.answer_off_schema")
            for title in ("Chats", "MyChat", "Parts", "Configs", "Balances", "Modeled")
        ),
    ],
)
def test_whose_model_was_not_met_is_told_by_its_name(title: str, cause: str) -> None:
    model = pydantic.create_model(title, role=(int, ...))
    with pytest.raises(pydantic.ValidationError) as error:
        model.model_validate({})
    assert told(error.value).cause.id == cause


@pytest.mark.parametrize(
    "module", ["google.genai.types", "gigachat.models", "gigachat.models.chat", "gigachat.models.chat_v2"]
)
def test_a_model_of_an_sdk_s_requests_is_known_by_its_module(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in: Any = ModuleType(module)
    stand_in.Storage, stand_in.helper = type("Storage", (), {}), "a text"
    assert is_request_model("Storage of nobody") is False
    monkeypatch.setitem(sys.modules, module, stand_in)
    assert (is_request_model("Storage"), is_request_model("helper"), is_request_model(None)) == (True, False, True)


def test_the_models_of_messages_are_read_of_their_own_names_only() -> None:
    assert told(raised("pydantic", "ValidationError", title="Answer")).cause.id == "client.answer_off_schema"
