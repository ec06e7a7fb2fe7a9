"""Every public call of google-generativeai is exactly one operation, over REST and gRPC, good and refused."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import pytest

pytest.importorskip("google.generativeai")

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)
    import google.generativeai as genai

import grpc
from google.ai.generativelanguage_v1beta import types as protos
from google.api_core import exceptions, grpc_helpers, grpc_helpers_async
from google.generativeai.client import FileServiceClient, _client_manager
from google.generativeai.types import file_types

from tests.support import generativeai_surface as surface
from tests.support.answering import AnsweringServer, answering
from tests.support.declared import declared
from tests.support.recorded import Recorded

pytestmark = pytest.mark.filterwarnings("ignore")

REFUSAL = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota"}}
Serve = Callable[..., None]


class _Rpc(grpc.GenericRpcHandler):  # type: ignore[misc,unused-ignore]
    """Answers every RPC with one message, which is empty by default, or refuses it."""

    refuses = False
    body = b""

    def service(self, details: Any) -> Any:
        def answer(request: Any, context: Any) -> bytes:
            if self.refuses:
                context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "Quota")
            return self.body

        return grpc.unary_unary_rpc_method_handler(answer)


@pytest.fixture(scope="module")
def rest() -> Iterator[AnsweringServer]:
    with answering() as server:
        yield server


@pytest.fixture(scope="module")
def rpc() -> Iterator[tuple[_Rpc, str]]:
    handler = _Rpc()
    server = grpc.server(futures.ThreadPoolExecutor(4), [handler])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield handler, f"127.0.0.1:{port}"
    server.stop(None).wait()


@pytest.fixture
def serve(
    rest: AnsweringServer, rpc: tuple[_Rpc, str], telemetry: Recorded, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Serve]:
    """Configures the SDK for a transport of a service that answers well or refuses everything."""
    # The upload itself asks the vendor's own host how to upload.
    monkeypatch.setattr(FileServiceClient, "create_file", lambda self, **_: self.get_file({"name": "files/f"}))
    monkeypatch.setattr(grpc_helpers, "create_channel", lambda host, **_: grpc.insecure_channel(host))
    monkeypatch.setattr(grpc_helpers_async, "create_channel", lambda host, **_: grpc.aio.insecure_channel(host))

    def use(transport: str, *, refuses: bool = False, body: Any = None) -> None:
        handler, target = rpc
        handler.refuses, handler.body = refuses, b""
        rest.answer(429 if refuses else 200, REFUSAL if refuses else body or {})
        address = rest.url if transport == "rest" else target
        genai.configure(api_key="any", transport=transport, client_options={"api_endpoint": address})

    yield use
    _client_manager.configure()


def _called(name: str, function: Callable[..., Any]) -> Callable[[], Any]:
    def call() -> Any:
        answer = function(**surface.arguments(name, function))
        return list(answer) if hasattr(answer, "__next__") else answer

    return call


def _calls() -> Iterator[tuple[str, Callable[[], Any]]]:
    for name, function in surface.functions(is_async=False):
        yield name, _called(name, function)
    for name, call in surface.caches():
        yield f"caches.{name}", call
    yield "file.delete", file_types.File({"name": "files/f"}).delete


def _error_of(call: Callable[[], Any]) -> Exception | None:
    try:
        call()
    except Exception as error:
        return error
    return None


@pytest.mark.parametrize("refuses", [False, True], ids=["good", "refused"])
@pytest.mark.parametrize("transport", ["rest", "grpc"])
def test_every_public_call_is_exactly_one_operation(
    transport: str, refuses: bool, serve: Serve, telemetry: Recorded
) -> None:
    serve(transport, refuses=refuses)
    found, wrong = 0, {}
    for name, call in _calls():
        telemetry.forget_spans()
        error = _error_of(call)
        found += 1
        classes = [span.attributes.get("triage.class") for span in telemetry.operations]
        if len(classes) != 1 or (isinstance(error, exceptions.GoogleAPICallError) and classes != ["rate_limit"]):
            wrong[name] = (classes, error)

    assert found > 20
    assert wrong == {}


@pytest.mark.parametrize("refuses", [False, True], ids=["good", "refused"])
def test_every_asynchronous_call_is_exactly_one_operation(refuses: bool, serve: Serve, telemetry: Recorded) -> None:
    async def main() -> dict[str, Any]:
        serve("grpc_asyncio", refuses=refuses)
        wrong = {}
        for name, function in surface.functions(is_async=True):
            telemetry.forget_spans()
            try:
                answer = function(**surface.arguments(name, function))
                _ = [item async for item in answer] if hasattr(answer, "__anext__") else await answer
            except Exception as error:
                wrong[name] = error
            if len(telemetry.operations) == 1:
                wrong.pop(name, None)
            else:
                wrong[name] = wrong.get(name, ValueError(len(telemetry.operations)))
        return wrong

    assert asyncio.run(main()) == {}


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: genai.get_model("models/m"), "get_model m"),
        (lambda: genai.get_tuned_model("tunedModels/t"), "get_tuned_model t"),
        (lambda: list(genai.list_models()), "list_models"),
        (lambda: genai.get_file("f"), "get_file"),
        (lambda: genai.upload_file(**surface.arguments("upload_file", genai.upload_file)), "upload_file"),
        (lambda: genai.delete_file("f"), "delete_file"),
        (lambda: list(genai.list_files()), "list_files"),
        (lambda: genai.caching.CachedContent.create(model="m"), "create_cache m"),
        (lambda: genai.caching.CachedContent.get("c"), "get_cache"),
        (lambda: list(genai.caching.CachedContent.list()), "list_caches"),
        (lambda: genai.create_tuned_model("models/m", [("one", "two")]), "create_tuned_model m"),
        (lambda: genai.delete_tuned_model("tunedModels/t"), "delete_tuned_model t"),
        (lambda: genai.get_operation("tunedModels/t/operations/o"), "get_operation"),
    ],
)
def test_operations_are_named_after_the_call_and_its_model(
    call: Callable[[], Any], name: str, serve: Serve, telemetry: Recorded
) -> None:
    serve("rest")

    _error_of(call)

    assert telemetry.operation.name == name


def test_a_file_that_could_not_be_processed_is_a_failure(serve: Serve, telemetry: Recorded) -> None:
    serve("rest", body={"name": "files/f", "state": "FAILED", "error": {"code": 3, "message": "No video"}})

    genai.get_file("f")

    assert "triage.cause" in telemetry.attributes
    assert telemetry.operation.status.is_unset


def test_a_listing_is_one_operation_whatever_its_pages(
    serve: Serve, rest: AnsweringServer, telemetry: Recorded
) -> None:
    serve("rest", body={"models": [{"name": "models/m"}]})

    items = genai.list_models()
    assert telemetry.operations == []
    assert len(list(items)) == 1

    assert telemetry.calls == {"ok": 1}
    assert telemetry.points("gen_ai.client.operation.time_to_first_chunk") == []


def test_a_listing_that_is_left_early_is_good(serve: Serve, telemetry: Recorded) -> None:
    serve("rest", body={"models": [{"name": "models/m"}, {"name": "models/n"}]})

    items = genai.list_models()
    next(iter(items))
    items.close()

    assert telemetry.calls == {"ok": 1}
    assert "triage.abandoned" not in telemetry.attributes


TIMES = {"create_time": {"seconds": 1}, "update_time": {"seconds": 1}}


def corpora(*names: str, **more: Any) -> bytes:
    answer = protos.ListCorporaResponse.pb()(corpora=[{"name": name, **TIMES} for name in names], **more)
    return bytes(answer.SerializeToString())


@pytest.mark.parametrize("read", [1, 2, 99], ids=["left early", "left at its last item", "whole"])
def test_an_asynchronous_listing_is_one_good_operation_however_much_of_it_is_read(
    read: int, serve: Serve, rpc: tuple[_Rpc, str], telemetry: Recorded
) -> None:
    async def main() -> int:
        serve("grpc_asyncio")
        rpc[0].body = corpora("corpora/a", "corpora/b")
        items = genai.retriever.list_corpora_async()
        assert telemetry.operations == []
        found = 0
        async for _ in items:
            found += 1
            if found == read:
                break
        await items.aclose()
        return found

    assert asyncio.run(main()) == min(read, 2)

    assert telemetry.calls == telemetry.attempts == {"ok": 1}
    assert "triage.abandoned" not in telemetry.attributes
    assert telemetry.points("gen_ai.client.operation.time_to_first_chunk") == []


def test_an_asynchronous_listing_that_is_refused_at_a_later_page_is_one_failure(
    serve: Serve, rpc: tuple[_Rpc, str], telemetry: Recorded
) -> None:
    async def main() -> None:
        serve("grpc_asyncio")
        rpc[0].body = corpora("corpora/a", next_page_token="2")
        async for _ in genai.retriever.list_corpora_async():
            rpc[0].refuses = True

    with pytest.raises(exceptions.ResourceExhausted):
        asyncio.run(main())

    assert telemetry.calls == {"rate_limit": 1}
    assert telemetry.attempts == {"ok": 1, "rate_limit": 1}


def test_what_is_refused_is_one_failure_with_its_class(serve: Serve, telemetry: Recorded) -> None:
    serve("rest", refuses=True)

    with pytest.raises(exceptions.TooManyRequests):
        genai.get_model("models/m")

    assert telemetry.attributes["triage.class"] == "rate_limit"
    assert telemetry.attempts == {"rate_limit": 1}


@pytest.mark.parametrize("is_async", [False, True])
def test_the_list_of_methods_is_that_of_the_sdk(is_async: bool) -> None:
    listed = {
        path
        for path, method in declared("google-generativeai").items()
        if "." not in path and path != "embed_content" and (method.has_async if is_async else method.has_sync)
    }

    assert {name.removesuffix("_async") for name, _ in surface.functions(is_async=is_async)} == listed
