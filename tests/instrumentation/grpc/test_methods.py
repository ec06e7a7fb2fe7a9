"""What a request over gRPC asks for, and of whom: read off the method's name, the message and the channel."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("grpc")

from genai_triage.instrumentation.grpc.channels import _is_genai
from genai_triage.instrumentation.grpc.messages import gemini_options, gigachat_options, model_in, texts_in
from genai_triage.instrumentation.grpc.methods import api_version_of, service_of, target_of
from genai_triage.telemetry.request import Server

G, V, S = "google.ai.generativelanguage.v1beta", "google.cloud.aiplatform.v1", "gigachat.v1"


@pytest.mark.parametrize(
    ("method", "operation", "finishes"),
    [
        ("GenerateContent", "generate_content", False),
        ("StreamGenerateContent", "generate_content", True),
        ("BidiGenerateContent", "generate_content", False),
        ("Chat", "chat", False),
        ("ChatStream", "chat", True),
        ("EmbedContent", "embeddings", False),
        ("BatchEmbedContents", "embeddings", False),
        ("RetrieveModel", "get_model", False),
        ("WaitOperation", "get_operation", False),
        ("CountTokens", "count_tokens", False),
        ("ListCachedContents", "list_cached_contents", False),
        ("X", "other", False),
        ("A" + "b" * 60, "other", False),
        ("Generate5", "other", False),
        ("generate", "other", False),
    ],
)
def test_a_method_names_the_operation_and_a_stream_of_an_answer_says_when_it_ends(
    method: str, operation: str, finishes: bool
) -> None:
    target = target_of(f"/{G}.GenerativeService/{method}", is_stream=False)
    request: Any = target.describe(SimpleNamespace(_self_server=Server(None, None, ())), (), {})
    assert (request.operation, target.finishes) == (operation, finishes)


@pytest.mark.parametrize("is_stream", [True, False])
def test_a_request_is_found_by_position_or_name(is_stream: bool) -> None:
    server = Server("h", 443, ("h",))
    target = target_of(f"/{G}.GenerativeService/BatchEmbedContents", is_stream=is_stream)
    message = SimpleNamespace(model="models/e", requests=[1, 2])
    for args, kwargs in (((message,), {}), ((message, 5.0), {}), ((), {"request": message})):
        request: Any = target.describe(SimpleNamespace(_self_server=server), args, kwargs)
        assert (request.model, request.results, request.stream, request.server) == ("e", 2, is_stream, server)


@pytest.mark.parametrize(
    ("path", "name", "version"),
    [
        (f"/{G}.GenerativeService/GenerateContent", "gcp.gemini", "v1beta"),
        (f"/{V}.PredictionService/GenerateContent", "gcp.vertex_ai", "v1"),
        ("/google.longrunning.Operations/GetOperation", "gcp.gemini", None),
    ],
)
def test_whose_method_it_is_and_its_version_are_in_its_name(path: str, name: str, version: str | None) -> None:
    assert (service_of(path).provider_name, api_version_of(path)) == (name, version)


@pytest.mark.parametrize(
    ("fields", "operation", "model"),
    [
        ({"model": "models/m"}, "generate_content", "m"),
        ({"endpoint": "projects/p/locations/l/endpoints/5"}, "generate_content", "5"),
        ({"model": "", "endpoint": "projects/p/endpoints/5"}, "generate_content", "5"),
        ({"model": "m", "endpoint": "e"}, "generate_content", "m"),
        ({"name": "models/m"}, "get_model", "m"),
        ({"name": "models/m"}, "get_file", None),
        ({"name": "models/m", "model": "x"}, "get_model", "m"),
        ({}, "generate_content", None),
    ],
)
def test_the_model_is_in_the_field_of_its_method(fields: Any, operation: str, model: str | None) -> None:
    assert model_in(SimpleNamespace(**fields), operation) == model


@pytest.mark.parametrize(("count", "texts"), [(0, 0), (1, 0), (2, 2), (3, 3)])
def test_a_batch_of_embeddings_is_for_as_many_texts(count: int, texts: int) -> None:
    assert texts_in(SimpleNamespace(requests=[object()] * count)) == texts
    assert texts_in(SimpleNamespace()) == 0


NUMBERS = {
    "temperature": (0.5, "gen_ai.request.temperature"),
    "top_p": (0.9, "gen_ai.request.top_p"),
    "top_k": (40, "gen_ai.request.top_k"),
    "max_output_tokens": (100, "gen_ai.request.max_tokens"),
    "seed": (7, "gen_ai.request.seed"),
    "frequency_penalty": (1.5, "gen_ai.request.frequency_penalty"),
    "presence_penalty": (-1.5, "gen_ai.request.presence_penalty"),
    "candidate_count": (2, "gen_ai.request.choice.count"),
}


class Message:
    """A protobuf message of one field."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)
        self._set = set(fields)

    def HasField(self, name: str) -> bool:
        return name in self._set


@pytest.mark.parametrize("name", NUMBERS)
def test_every_option_of_gemini_is_told(name: str) -> None:
    value, attribute = NUMBERS[name]
    assert gemini_options(Message(generation_config=Message(**{name: value}))) == {attribute: value}


def test_a_number_of_32_bits_is_told_as_it_was_written() -> None:
    config = Message(temperature=0.699999988079071, top_k=40.0)
    options = gemini_options(Message(generation_config=config))
    assert options == {"gen_ai.request.temperature": 0.7, "gen_ai.request.top_k": 40}
    assert type(options["gen_ai.request.top_k"]) is int


@pytest.mark.parametrize(
    ("stops", "told"),
    [(["a"], ["a"]), (["x" * 101], ["x" * 100]), (list("abcdefghijklmnopq"), list("abcdefghijklmnop"))],
)
def test_sixteen_stop_sequences_are_told_with_a_hundred_characters_each(stops: Any, told: Any) -> None:
    config = Message(stop_sequences=stops)
    assert gemini_options(Message(generation_config=config)) == {"gen_ai.request.stop_sequences": told}


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (Message(), {}),
        (Message(generation_config=Message()), {}),
        (Message(generation_config=Message(stop_sequences=[])), {}),
        (Message(generation_config=Message(response_mime_type="application/json")), {"gen_ai.output.type": "json"}),
        (Message(generation_config=Message(response_mime_type="")), {}),
        (Message(output_dimensionality=256), {"gen_ai.embeddings.dimension.count": 256}),
    ],
)
def test_what_else_a_request_to_gemini_wishes_for_is_told(message: Any, told: Any) -> None:
    assert gemini_options(message) == told


@pytest.mark.parametrize("name", ["temperature", "top_p", "max_tokens"])
def test_every_option_of_gigachat_is_told(name: str) -> None:
    assert gigachat_options(Message(options=Message(**{name: 3}))) == {f"gen_ai.request.{name}": 3}
    assert gigachat_options(Message()) == gigachat_options(Message(options=Message())) == {}


def test_of_a_channel_s_methods_those_of_genai_are_ours_and_with_them_only_its_long_running_operations() -> None:
    ours, others = _Channel(), _Channel()
    poll = "/google.longrunning.Operations/GetOperation"
    assert not _is_genai(poll, ours)
    assert _is_genai(f"/{G}.GenerativeService/GenerateContent", ours)
    methods = (poll, "/google.pubsub.v1.Publisher/Publish", None)
    assert [_is_genai(method, ours) for method in methods] == [True, False, False]
    assert [_is_genai(method, others) for method in methods] == [False, False, False]


class _Channel:
    pass
