"""Every public method of gigachat is exactly one operation: good, refused, and where its token is renewed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gigachat import GigaChat
from gigachat.exceptions import ResponseError

from genai_triage.instrumentation.sdks.gigachat import resources
from genai_triage.simulator import Simulator, authorization_key
from genai_triage.telemetry.operation_names import operation_of_request
from tests.support.declared import declared, is_all_declared
from tests.support.gigachat_surface import arguments, methods
from tests.support.recorded import Recorded

Clients = Callable[..., GigaChat]
Calls = Iterator[tuple[str, Callable[[], Any]]]

pytestmark = pytest.mark.filterwarnings("ignore")


def _sync(client: GigaChat) -> Calls:
    for path, method in methods(client, is_async=False):
        yield path, lambda path=path, method=method: _read(method(**arguments(path, method)))  # type: ignore[misc]


def _read(answer: Any) -> Any:
    return list(answer) if hasattr(answer, "__next__") else answer


def _async(client: GigaChat) -> Calls:
    loop = asyncio.new_event_loop()
    for path, method in methods(client, is_async=True):
        yield path, lambda path=path, method=method: loop.run_until_complete(_aread(path, method))  # type: ignore[misc]
    loop.run_until_complete(client.aclose())
    loop.close()


async def _aread(path: str, method: Callable[..., Any]) -> Any:
    answer = method(**arguments(path, method))
    return [chunk async for chunk in answer] if hasattr(answer, "__anext__") else await answer


every_half = pytest.mark.parametrize("half", [_sync, _async], ids=["sync", "async"])


def _one_operation_each(calls: Calls, telemetry: Recorded, before: Callable[[], Any], **expected: Any) -> list[str]:
    """The methods that were called; fails with the names of those that were not exactly one such operation."""
    found, wrong = [], {}
    for path, call in calls:
        before()
        telemetry.forget_spans()
        error = _error_of(call)
        found.append(path)
        ends = [
            (span.attributes["gen_ai.operation.name"], span.attributes.get("triage.class"))
            for span in telemetry.operations
        ]
        if [end for _, end in ends] != [expected["failure_class"]] or (error is None) is expected["raises"]:
            wrong[path] = (ends, error)
    assert wrong == {}
    return found


def _error_of(call: Callable[[], Any]) -> Exception | None:
    try:
        call()
    except Exception as error:
        return error
    return None


@every_half
def test_every_public_method_is_one_good_operation(
    half: Callable[[GigaChat], Calls], telemetry: Recorded, gigachat: Clients
) -> None:
    found = _one_operation_each(half(gigachat()), telemetry, lambda: None, failure_class=None, raises=False)

    assert len(found) > 15
    assert telemetry.calls == {"ok": len(found)}
    assert telemetry.durations == len(found)


@every_half
def test_every_public_method_that_is_refused_is_one_failure(
    half: Callable[[GigaChat], Calls], telemetry: Recorded, simulator: Simulator, gigachat: Clients
) -> None:
    simulator.schedule("gigachat.parallel_requests", endpoint="*")

    found = _one_operation_each(half(gigachat()), telemetry, lambda: None, failure_class="rate_limit", raises=True)

    assert telemetry.calls == {"rate_limit": len(found)}


@every_half
def test_every_public_method_whose_token_is_renewed_is_one_good_operation(
    half: Callable[[GigaChat], Calls], telemetry: Recorded, simulator: Simulator, gigachat: Clients
) -> None:
    client = gigachat()
    client.chat("Hello")

    found = _one_operation_each(half(client), telemetry, simulator.expire_tokens, failure_class=None, raises=False)

    assert telemetry.calls == {"ok": len(found) + 1}
    assert telemetry.attempts == {"auth": len(found), "ok": 2 * len(found) + 2}
    assert telemetry.operation.attributes["triage.retries"] == 1


NAMES = {
    "get_models": "list_models",
    "get_model": "get_model",
    "upload_file": "upload_file",
    "get_files": "list_files",
    "get_file": "get_file",
    "delete_file": "delete_file",
    "get_image": "get_image",
    "get_balance": "get_balance",
    "tokens_count": "count_tokens",
    "check_ai": "check_ai",
    "openapi_function_convert": "convert_function",
    "assistants.get": "list_assistants",
    "assistants.create": "create_assistant",
    "assistants.update": "update_assistant",
    "assistants.delete": "delete_assistant",
    "assistants.delete_file": "delete_assistant_file",
    "threads.list": "list_threads",
    "threads.get_threads": "list_threads",
    "threads.create_thread": "create_thread",
    "threads.retrieve": "retrieve_threads",
    "threads.delete": "delete_thread",
    "threads.get_messages": "list_messages",
    "threads.add_message": "add_messages",
    "threads.add_messages": "add_messages",
    "threads.run": "run_thread",
    "threads.run_stream": "run_thread",
    "threads.run_messages": "run_thread",
    "threads.run_messages_stream": "run_thread",
    "threads.rerun_messages": "rerun_thread",
    "threads.rerun_messages_stream": "rerun_thread",
    "threads.get_run": "get_run",
}


@every_half
def test_operations_are_named_after_the_method_and_its_resource(
    half: Callable[[GigaChat], Calls], telemetry: Recorded, gigachat: Clients
) -> None:
    named = {}
    for path, call in half(gigachat()):
        telemetry.forget_spans()
        call()
        named[path.removeprefix("a_" if "." in path else "a")] = telemetry.operation.attributes["gen_ai.operation.name"]

    assert {path: name for path, name in named.items() if path in NAMES or "thread" in path} == {
        path: name for path, name in NAMES.items() if path in named
    }


@every_half
def test_the_list_of_methods_is_that_of_the_sdk(
    half: Callable[[GigaChat], Calls], telemetry: Recorded, gigachat: Clients
) -> None:
    named = {}
    for path, call in half(gigachat()):
        telemetry.forget_spans()
        call()
        own = path if half is _sync else path.removeprefix("a_").removeprefix("" if path.startswith("a_") else "a")
        named[own] = telemetry.operation.attributes["gen_ai.operation.name"]

    listed = {path: method.operation for path, method in declared("gigachat").items()}
    assert {path: name for path, name in named.items() if path in listed} == listed
    added = named.keys() - listed.keys()
    assert added == set() or not is_all_declared("gigachat"), (
        f"the SDK has {', '.join(sorted(added))}: write it in instrumentation/surface.py, under its release"
    )


def test_a_raw_request_has_the_name_of_the_method_that_would_have_sent_it(
    telemetry: Recorded, simulator: Simulator, gigachat: Clients
) -> None:
    different = {}
    for path, call in _sync(gigachat()):
        telemetry.forget_spans()
        call()
        sent, name = simulator.requests[-1], telemetry.operation.attributes["gen_ai.operation.name"]
        raw = operation_of_request("gigachat", sent.method, sent.path)
        if raw != name:
            different[path] = (raw, name)

    assert different == {}


@pytest.mark.parametrize(
    ("owner", "resource", "name", "method"),
    [
        ("GigaChatAsyncClient", "gigachat", "aget_models", "get_models"),
        ("GigaChatSyncClient", "gigachat", "get_models", "get_models"),
        ("GigaChatSyncClient", "gigachat", "annotate", "annotate"),
        ("AssistantsAsyncClient", "assistants", "archive", "archive"),
    ],
)
def test_only_an_asynchronous_method_of_the_client_itself_begins_with_a_letter_more(
    owner: str, resource: str, name: str, method: str
) -> None:
    assert resources._method(type(owner, (), {}), resource, name) == method


# Tokens by themselves


needs_get_token = pytest.mark.skipif(not hasattr(GigaChat, "get_token"), reason="has none")


@needs_get_token
def test_asking_for_a_token_is_one_operation(telemetry: Recorded, gigachat: Clients) -> None:
    gigachat().get_token()

    assert telemetry.operation.name == "get_token"
    assert telemetry.calls == {"ok": 1}


@needs_get_token
def test_a_token_that_is_still_good_is_no_call(telemetry: Recorded, gigachat: Clients) -> None:
    client = gigachat()
    client.get_token()
    telemetry.forget_spans()

    client.get_token()

    assert telemetry.operations == []
    assert telemetry.calls == {"ok": 1}


@needs_get_token
def test_a_token_that_is_refused_is_one_failure(telemetry: Recorded, gigachat: Clients) -> None:
    with pytest.raises(ResponseError):
        gigachat(credentials=authorization_key("gigachat.token_key_unknown")).get_token()

    assert telemetry.operation.name == "get_token"
    assert telemetry.attributes["triage.cause"] == "gigachat.token_key_unknown"
    assert telemetry.calls == {"auth": 1}
