"""The gRPC side of both services: good answers, and every cause that an RPC status can show."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytest.importorskip("grpc")
pytest.importorskip("google.ai.generativelanguage_v1beta")

import grpc
from google.ai import generativelanguage_v1beta as glm
from google.api_core import exceptions

import genai_triage
from genai_triage import cli
from genai_triage.evidence.grpc_names import RPC_CODES
from genai_triage.simulator import Simulator, scenario
from genai_triage.simulator.proto import gigachatv1_pb2 as giga
from genai_triage.simulator.proto import gigachatv1_pb2_grpc as stubs
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause
from tests.support import rpc_calls as calls
from tests.support.told import told

MODEL = "models/gemini-2.5-flash"
SIMULATE = "x-simulate"


@pytest.fixture
def channel(rpc: Simulator) -> Iterator[Any]:
    with grpc.insecure_channel(rpc.grpc_target) as opened:
        yield opened


@pytest.fixture
def gemini(channel: Any) -> glm.GenerativeServiceClient:
    return calls.gapic(channel)


def failure(act: Any) -> Any:
    with pytest.raises(grpc.RpcError) as raised:
        act()
    return raised.value


def ask(channel: Any, provider: str, cause: Cause, *, by: str = "metadata") -> Any:
    """Asks for a cause by the method that can show it; what the RPC raises."""
    model = f"fail-{cause.id}" if by == "model" else "any"
    metadata = [calls.FREE_TOKEN] if by == "model" else [(SIMULATE, cause.id), calls.FREE_TOKEN]
    if provider == "gigachat":
        return failure(lambda: stubs.ChatServiceStub(channel).Chat(calls.chat(model), metadata=metadata))
    multicallable = channel.unary_unary(
        f"{calls.GEMINI}GenerateContent",
        request_serializer=glm.GenerateContentRequest.serialize,
        response_deserializer=glm.GenerateContentResponse.deserialize,
    )
    return failure(lambda: multicallable(calls.generate(model), metadata=metadata))


def test_gigachat_answers_a_chat(rpc: Simulator, channel: Any) -> None:
    answer = stubs.ChatServiceStub(channel).Chat(calls.chat(), metadata=[calls.token(rpc)])

    (alternative,) = answer.alternatives
    assert alternative.message.role == "assistant"
    assert alternative.message.content
    assert alternative.finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 2
    assert (answer.model_info.name, bool(answer.model_info.version)) == ("GigaChat-2", True)
    assert answer.timestamp > 1_700_000_000


def test_gigachat_streams_a_chat(rpc: Simulator, channel: Any) -> None:
    chunks = list(stubs.ChatServiceStub(channel).ChatStream(calls.chat(), metadata=[calls.token(rpc)]))

    assert len(chunks) > 2
    assert [chunk.alternatives[0].finish_reason for chunk in chunks] == [""] * (len(chunks) - 1) + ["stop"]
    assert [chunk.HasField("usage") for chunk in chunks] == [False] * (len(chunks) - 1) + [True]


def test_gigachat_stops_at_the_limit_of_the_options(channel: Any) -> None:
    answer = stubs.ChatServiceStub(channel).Chat(
        calls.chat(max_tokens=2), metadata=[("authorization", "Bearer call-function")]
    )

    assert answer.alternatives[0].finish_reason == "length"
    assert answer.usage.completion_tokens == 2


def test_gigachat_calls_a_function_with_arguments_as_text(channel: Any) -> None:
    function = giga.Function(
        name="weather", parameters='{"type": "object", "properties": {"city": {"type": "string"}}}'
    )
    policy = giga.FunctionCallPolicy(mode=giga.FunctionCallPolicy.forced, name="weather")
    answer = stubs.ChatServiceStub(channel).Chat(
        calls.chat(functions=[function], function_call=policy), metadata=[calls.FREE_TOKEN]
    )

    call = answer.alternatives[0].message.function_call
    assert (call.name, call.arguments) == ("weather", '{"city": "example"}')
    assert answer.alternatives[0].finish_reason == "function_call"


def test_gigachat_knows_its_models(rpc: Simulator, channel: Any) -> None:
    models, metadata = stubs.ModelsServiceStub(channel), [calls.token(rpc)]

    assert "GigaChat-2" in [
        model.name for model in models.ListModels(giga.ListModelsRequest(), metadata=metadata).models
    ]
    found = models.RetrieveModel(giga.RetrieveModelRequest(name="GigaChat-2"), metadata=metadata)
    assert (found.model.name, found.model.type) == ("GigaChat-2", "chat")


@pytest.mark.parametrize("expire", [False, True], ids=["unknown", "expired"])
def test_gigachat_refuses_a_token(rpc: Simulator, channel: Any, expire: bool) -> None:
    metadata = [calls.token(rpc)] if expire else [("authorization", "Bearer never-given")]
    rpc.expire_tokens()
    error = failure(lambda: stubs.ChatServiceStub(channel).Chat(calls.chat(), metadata=metadata))

    assert error.code() is grpc.StatusCode.UNAUTHENTICATED
    assert [record.cause for record in rpc.requests][-1] == (
        "gigachat.token_expired" if expire else "gigachat.unauthorized"
    )


def test_gemini_answers(gemini: glm.GenerativeServiceClient) -> None:
    answer = gemini.generate_content(model=MODEL, contents=calls.CONTENTS)

    assert answer.candidates[0].content.parts[0].text
    assert answer.candidates[0].finish_reason.name == "STOP"
    assert answer.usage_metadata.candidates_token_count > 1
    assert answer.model_version == "gemini-2.5-flash"


def test_gemini_streams(gemini: glm.GenerativeServiceClient) -> None:
    chunks = list(gemini.stream_generate_content(model=MODEL, contents=calls.CONTENTS))

    assert len(chunks) > 2
    assert [bool(chunk.candidates[0].finish_reason) for chunk in chunks] == [False] * (len(chunks) - 1) + [True]


def test_gemini_counts_and_embeds(gemini: glm.GenerativeServiceClient) -> None:
    content = {"parts": [{"text": "Hello, world"}]}
    request = {"model": MODEL, "content": content}

    assert gemini.count_tokens(model=MODEL, contents=[content]).total_tokens == 3
    assert len(gemini.embed_content(model=MODEL, content=content).embedding.values) == 768
    assert len(gemini.batch_embed_contents(model=MODEL, requests=[request, request]).embeddings) == 2


def test_gemini_knows_its_models(channel: Any) -> None:
    def method(name: str, request: Any, response: Any) -> Any:
        path = f"/google.ai.generativelanguage.v1beta.ModelService/{name}"
        return channel.unary_unary(path, request.serialize, response.deserialize)

    listed = method("ListModels", glm.ListModelsRequest, glm.ListModelsResponse)(glm.ListModelsRequest())
    found = method("GetModel", glm.GetModelRequest, glm.Model)(glm.GetModelRequest(name=MODEL))

    assert MODEL in [model.name for model in listed.models]
    assert (found.name, found.input_token_limit) == (MODEL, 1048576)


@pytest.mark.parametrize("by", ["metadata", "model"])
@pytest.mark.parametrize("cause", calls.refused_over_grpc("gemini"), ids=lambda cause: cause.id)
def test_gemini_refuses_with_the_status_and_details_of_the_example(
    rpc: Simulator, channel: Any, cause: Cause, by: str
) -> None:
    error = ask(channel, "gemini", cause, by=by)

    example = calls.error_of(cause)
    assert error.code().name == example["status"]
    assert error.details() == example["message"]
    sent = {detail["@type"]: detail for detail in calls.details_in(error)}
    expected = {detail["@type"]: detail for detail in example.get("details", ())}
    assert sent.keys() >= {kind for kind in expected if kind.rpartition(".")[2] in ("ErrorInfo", "QuotaFailure")}
    for kind, detail in sent.items():
        assert detail == expected[kind]
    found = genai_triage.classify_grpc("gemini", error.code().name, error.details(), error.trailing_metadata())
    assert found is not None
    assert found.cause.id == cause.id
    assert told(exceptions.from_grpc_error(error)).cause.id == cause.id
    assert [record.cause for record in rpc.requests] == [cause.id]


@pytest.mark.parametrize("cause", calls.refused_over_grpc("gemini"), ids=lambda cause: cause.id)
def test_an_error_with_googles_details_needs_no_provider(channel: Any, cause: Cause) -> None:
    """An error of grpc does not say whose service it is of; a reason or a quota in its details does."""
    error = ask(channel, "gemini", cause)
    kinds = {detail["@type"].rpartition(".")[2] for detail in calls.details_in(error)}
    found = told(error)

    assert found.rpc_status == error.code().name
    if kinds & {"ErrorInfo", "QuotaFailure"}:
        assert found.cause.id == cause.id
    else:
        assert found.failure_class.value != "unclassified"


@pytest.mark.parametrize("by", ["metadata", "model"])
@pytest.mark.parametrize("cause", calls.refused_over_grpc("gigachat"), ids=lambda cause: cause.id)
def test_gigachat_refuses_with_the_status_of_its_table(channel: Any, cause: Cause, by: str) -> None:
    error = ask(channel, "gigachat", cause, by=by)

    assert cause.example is not None
    assert error.details() == (cause.example.grpc[1] if cause.example.grpc else cause.example.body["message"])
    found = genai_triage.classify_grpc("gigachat", error.code().name, error.details())
    assert found is not None
    assert found.cause.id == calls.told_over_grpc(cause, error.code().name)


@pytest.mark.parametrize(
    ("http", "code"),
    [
        (400, "INVALID_ARGUMENT"),
        (413, "INVALID_ARGUMENT"),
        (422, "INVALID_ARGUMENT"),
        (404, "NOT_FOUND"),
        (403, "PERMISSION_DENIED"),
        (402, "RESOURCE_EXHAUSTED"),
        (429, "RESOURCE_EXHAUSTED"),
        (500, "INTERNAL"),
        (502, "INTERNAL"),
        (503, "UNAVAILABLE"),
        (401, "UNAUTHENTICATED"),
    ],
)
def test_gigachat_has_the_status_that_stands_for_an_http_status(channel: Any, http: int, code: str) -> None:
    rows = [cause for cause in CAUSES.values() if cause.id.startswith("gigachat.") and scenario(cause).way == "answer"]
    cause = next(cause for cause in rows if cause.example and cause.example.http == http)

    assert ask(channel, "gigachat", cause).code().name == code


def test_every_status_of_both_tables_is_sent() -> None:
    def statuses(provider: str) -> set[str]:
        with Simulator(latency=0, grpc_port=0) as own, grpc.insecure_channel(own.grpc_target) as channel:
            return {ask(channel, provider, cause).code().name for cause in calls.refused_over_grpc(provider)}

    table = {
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "INTERNAL",
    }
    assert statuses("gigachat") == table | {"UNAVAILABLE", "UNAUTHENTICATED", "UNIMPLEMENTED"}
    rest = {"FAILED_PRECONDITION", "UNIMPLEMENTED", "ABORTED", "CANCELLED", "UNAVAILABLE", "UNAUTHENTICATED"}
    assert statuses("gemini") == table | rest


@pytest.mark.parametrize("finish", ["blacklist", "length", "error"])
def test_gigachat_ends_for_the_reason_asked_for(channel: Any, finish: str) -> None:
    cause = next(cause for cause in CAUSES.values() if f"'finish_reason': '{finish}'" in str(cause.example))
    answer = stubs.ChatServiceStub(channel).Chat(calls.chat(f"fail-{cause.id}"), metadata=[calls.FREE_TOKEN])

    assert answer.alternatives[0].finish_reason == finish


def test_gemini_blocks_and_ends_as_asked_for(gemini: glm.GenerativeServiceClient) -> None:
    blocked = gemini.generate_content(model="models/fail-gemini.prompt_safety", contents=calls.CONTENTS)
    ended = gemini.generate_content(model="models/fail-gemini.recitation", contents=calls.CONTENTS)

    assert blocked.prompt_feedback.block_reason.name == "SAFETY"
    assert ended.candidates[0].finish_reason.name == "RECITATION"


@pytest.mark.parametrize("cause", ["gemini.internal", "gemini.model_overloaded", "gemini.requests_per_day"])
def test_a_stream_of_gemini_that_has_begun_ends_with_the_status_of_its_last_message(
    gemini: glm.GenerativeServiceClient, cause: str
) -> None:
    example = CAUSES[cause].example
    assert example is not None
    chunks: list[Any] = []
    model = f"models/{MODEL}-message-fail-{cause}"
    with pytest.raises(exceptions.GoogleAPICallError) as raised:
        chunks.extend(gemini.stream_generate_content(model=model, contents=calls.CONTENTS, retry=None))

    assert raised.value.grpc_status_code is not None
    assert raised.value.grpc_status_code.name == example.body["error"]["status"]
    assert raised.value.message == example.body["error"]["message"]


@pytest.mark.parametrize("cause", ["gemini.job_failed", "network.reset", "gemini.interaction_budget"])
def test_what_grpc_cannot_tell_is_said(channel: Any, cause: str) -> None:
    error = ask(channel, "gemini", CAUSES[cause])

    assert error.code() is grpc.StatusCode.UNIMPLEMENTED
    assert error.details().startswith("simulator: ")


def test_an_rpc_status_cannot_be_asked_for_over_http(rpc: Simulator) -> None:
    answer = httpx.post(f"{rpc.gigachat_url}/chat/completions", headers={SIMULATE: "gigachat.grpc_exhausted"})

    assert answer.status_code == 400
    assert "does not happen at this endpoint. Make an RPC" in answer.json()["message"]


def test_a_schedule_counts_rpcs(rpc: Simulator, channel: Any) -> None:
    rpc.schedule("gigachat.grpc_exhausted", every=2)
    stub, metadata = stubs.ChatServiceStub(channel), [calls.token(rpc)]
    httpx.post(f"{rpc.gigachat_url}/chat/completions", headers=dict(metadata), json={"messages": []})
    stub.Chat(calls.chat(), metadata=metadata)

    assert failure(lambda: stub.Chat(calls.chat(), metadata=metadata)).code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    stub.Chat(calls.chat(), metadata=metadata)


def test_an_rpc_is_remembered_by_its_full_name(rpc: Simulator, channel: Any) -> None:
    ask(channel, "gigachat", CAUSES["gigachat.payment_required"], by="model")

    (record,) = rpc.requests
    assert (record.path, record.status) == ("/gigachat.v1.ChatService/Chat", 402)
    assert (record.model, record.cause) == ("fail-gigachat.payment_required", "gigachat.payment_required")


def test_a_stall_lasts_until_the_deadline(channel: Any) -> None:
    metadata = [(SIMULATE, "network.read_timeout"), calls.FREE_TOKEN]
    error = failure(lambda: stubs.ChatServiceStub(channel).Chat(calls.chat(), timeout=0.2, metadata=metadata))

    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED


@pytest.mark.parametrize("path", ["/gigachat.v1.ChatService/Paint", f"{calls.GEMINI}Paint", "/other.Service/Call"])
def test_a_method_that_is_not_served_is_unimplemented(channel: Any, path: str) -> None:
    assert failure(lambda: channel.unary_unary(path)(b"")).code() is grpc.StatusCode.UNIMPLEMENTED


def test_tls_is_trusted_with_the_root(rpc: Simulator) -> None:
    root = Path(rpc.ca_file).read_bytes()
    with grpc.secure_channel(rpc.grpc_tls_target, grpc.ssl_channel_credentials(root)) as channel:
        answer = stubs.ChatServiceStub(channel).Chat(calls.chat(), metadata=[calls.FREE_TOKEN])

    assert answer.alternatives[0].finish_reason == "stop"


def test_grpc_is_not_served_unless_asked_for() -> None:
    with Simulator(latency=0) as simulator:
        assert (simulator.grpc_target, simulator.grpc_tls_target) == ("", "")


def test_a_grpc_port_in_use_is_one_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert cli.main(["simulate", "--port", "0", "--grpc-port", port]) == 2

    assert capfd.readouterr().err == f"genai-triage: Cannot listen on 127.0.0.1:{port}: Address already in use.\n"


WITHOUT_GRPC = """
import sys
sys.modules["grpc"] = None
from genai_triage.simulator import Simulator
from genai_triage.cli import main
from genai_triage.simulator.hints import directions
with Simulator() as simulator:
    assert "gRPC is not served" in directions(simulator)
sys.exit(main(["simulate", "--port", "0", "--grpc-port", "0"]))
"""


def test_rest_does_without_grpcio() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_GRPC], capture_output=True, text=True, env=os.environ, check=False
    )

    assert ended.returncode == 2
    assert ended.stderr == 'genai-triage: grpc is not installed; type: pip install "genai-triage[simulator]"\n'


def test_names_of_codes_are_those_of_grpc() -> None:
    assert {code.name: code.value[0] for code in grpc.StatusCode} == {name: i for i, name in enumerate(RPC_CODES)}
