"""What a call of google-generativeai asks for, and where it goes."""

from __future__ import annotations

import warnings
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("google.generativeai")

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)
    import google.generativeai  # noqa: F401
    from google.generativeai import client as sdk

from genai_triage.evidence.reading import Reading
from genai_triage.instrumentation.sdks.google_generativeai import content, resources
from genai_triage.instrumentation.sdks.google_generativeai.content import server_of_client

HOST = "generativelanguage.googleapis.com"


def client(host: str | None) -> Any:
    return SimpleNamespace(_transport=SimpleNamespace(_host=host))


@pytest.mark.parametrize(
    ("host", "address", "port", "netlocs"),
    [
        ("a.example", "a.example", 443, {"a.example", "a.example:443", "dns:///a.example:443"}),
        ("a.example:443", "a.example", 443, {"a.example", "a.example:443", "dns:///a.example:443"}),
        ("https://a.example", "a.example", 443, {"a.example", "a.example:443", "dns:///a.example:443"}),
        ("a.example:8443", "a.example", 8443, {"a.example:8443", "dns:///a.example:8443"}),
        ("http://127.0.0.1:8080", "127.0.0.1", 8080, {"127.0.0.1:8080", "dns:///127.0.0.1:8080"}),
        ("[::1]:50051", "::1", 50051, {"[::1]:50051", "dns:///[::1]:50051"}),
        (None, HOST, 443, {HOST, f"{HOST}:443", f"dns:///{HOST}:443"}),
    ],
)
def test_the_server_is_known_as_rest_and_both_kinds_of_grpc_write_it(
    host: str | None, address: str, port: int, netlocs: set[str]
) -> None:
    server = server_of_client(client(host))
    assert (server.address, server.port, set(server.netlocs)) == (address, port, netlocs)
    assert server.api_version == "v1beta"


@pytest.mark.parametrize("given", [None, "own.example"])
def test_a_client_that_is_still_to_be_made_goes_where_the_sdk_is_configured_to(
    monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    config = {"client_options": SimpleNamespace(api_endpoint=given)} if given else {}
    monkeypatch.setattr(sdk._client_manager, "client_config", config)
    assert server_of_client(None).address == (given or HOST)


@pytest.mark.parametrize(
    ("args", "kwargs", "model", "dimensions", "results"),
    [
        (("models/e", ["a", "b"]), {}, "e", None, 2),
        (("models/e", "a", "task", "title", 8), {}, "e", 8, 0),
        ((), {"model": SimpleNamespace(name="models/e"), "content": ["a"], "output_dimensionality": 8}, "e", 8, 0),
        (("models/e",), {"content": ["a", "b", "c"], "output_dimensionality": "8"}, "e", None, 3),
    ],
)
def test_embeddings_are_told_by_model_and_dimensions_and_counted_where_they_are_several(
    args: tuple[Any, ...], kwargs: dict[str, Any], model: str, dimensions: int | None, results: int
) -> None:
    request = content._describe_embeddings(None, args, kwargs)
    expected = {} if dimensions is None else {"gen_ai.embeddings.dimension.count": dimensions}
    assert (request.operation, request.model, request.results) == ("embeddings", model, results)
    assert request.attributes == expected


def test_embeddings_go_where_the_client_does_that_is_given() -> None:
    given = client("own.example")
    by_place = content._describe_embeddings(None, ("m", "a", None, None, None, given), {})
    by_name = content._describe_embeddings(None, ("m", "a"), {"client": given})
    assert [request.server.address for request in (by_place, by_name)] == ["own.example", "own.example"]


def model(**fields: Any) -> Any:
    return SimpleNamespace(**{"_model_name": "models/m", "_client": None, "_async_client": None, **fields})


@pytest.mark.parametrize("describe", [content._CONTENT.describe, content._COUNT.describe, content._MESSAGE.describe])
@pytest.mark.parametrize("place", ["_client", "_async_client"])
@pytest.mark.parametrize("stream", [True, False, None])
def test_a_call_of_a_model_tells_its_server_and_whether_it_streams(
    describe: Any, place: str, stream: bool | None
) -> None:
    asked = model(**{place: client("own.example")})
    instance = SimpleNamespace(model=asked) if describe is content._MESSAGE.describe else asked
    request = describe(instance, (), {} if stream is None else {"stream": stream})
    assert (request.model, request.server.address, request.stream) == ("m", "own.example", stream is True)
    assert request.attributes == {}


def test_the_config_of_a_call_comes_before_its_models() -> None:
    asked = model(_generation_config={"temperature": 0.25, "top_k": 4})
    request = content._CONTENT.describe(asked, (), {"generation_config": {"temperature": 0.75}})
    assert request is not None
    assert request.attributes == {"gen_ai.request.temperature": 0.75, "gen_ai.request.top_k": 4}


@pytest.mark.parametrize(
    ("operation", "parameters", "args", "kwargs", "model"),
    [
        ("get_model", ("name", "client"), ("models/m",), {}, "m"),
        ("get_model", ("name", "client"), (), {"name": "tunedModels/m"}, "m"),
        ("get_model", ("self", "name"), ("m",), {}, "m"),
        ("get_file", ("name",), ("files/f",), {}, None),
        ("create_cache", ("cls", "model"), ("models/m",), {}, "m"),
        ("create_cache", ("cls", "model"), (SimpleNamespace(name="models/m"),), {}, "m"),
        ("create_tuned_model", ("source_model",), (), {"source_model": "models/m"}, "m"),
        ("update_tuned_model", ("tuned_model",), (), {"name": None, "tuned_model": "tunedModels/m"}, "m"),
        ("get_model", ("name",), (5,), {}, None),
        ("list_models", ("page_size",), (), {}, None),
    ],
)
def test_the_model_of_any_other_call_is_found_in_its_arguments(
    operation: str, parameters: tuple[str, ...], args: tuple[Any, ...], kwargs: dict[str, Any], model: str | None
) -> None:
    request = resources._describe(operation, parameters)(None, args, kwargs)
    assert request is not None
    assert (request.operation, request.model) == (operation, model)


@pytest.mark.parametrize(
    ("text", "is_told"), [('{"error":{"code":503,"status":"UNAVAILABLE"}}', True), ('{"candidates":[]}', False)]
)
def test_an_error_object_in_a_stream_of_rest_is_told(text: str, is_told: bool) -> None:
    reading = Reading()
    content._read_chunk(SimpleNamespace(_obj=text), reading, None)
    assert (reading.error is not None) == is_told


@pytest.mark.parametrize(
    ("args", "kwargs", "name"),
    [
        ((SimpleNamespace(name="weather"),), {}, "weather"),
        ((), {"fc": SimpleNamespace(name="weather")}, "weather"),
        ((object(),), {}, ""),
        ((), {}, ""),
    ],
)
def test_a_tool_has_the_name_that_the_model_calls_it_by(args: Any, kwargs: Any, name: str) -> None:
    assert content._tool_name(args, kwargs) == name


@pytest.mark.parametrize(
    ("target", "operation"),
    [
        (content._CONTENT, "generate_content"),
        (content._MESSAGE, "generate_content"),
        (content._COUNT, "count_tokens"),
        (content._EMBEDDINGS, "embeddings"),
    ],
)
def test_a_call_that_cannot_be_described_is_recorded_under_its_name(target: Any, operation: str) -> None:
    assert (target.least.operation, target.least.provider_name, target.least.model) == (operation, "gcp.gemini", None)
