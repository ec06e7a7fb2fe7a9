"""What a raw request asks for, by its path and its body."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.instrumentation.raw.endpoints import read_request
from genai_triage.taxonomy.vendors import GEMINI_API, GIGACHAT_API, VERTEX_AI, Service

G = "https://generativelanguage.googleapis.com"
V = "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1"
S = "https://gigachat.devices.sberbank.ru/api/v1"


@pytest.mark.parametrize(
    ("service", "url", "body", "operation", "model"),
    [
        (GEMINI_API, f"{G}/v1beta/models/g:generateContent", b"{}", "generate_content", "g"),
        (GEMINI_API, f"{G}/v1/tunedModels/t:streamGenerateContent?alt=sse", b"{}", "generate_content", "t"),
        (GEMINI_API, f"{G}/v1beta/models/g:countTokens", b"{}", "count_tokens", "g"),
        (GEMINI_API, f"{G}/v1beta/models/e:embedContent", b"{}", "embeddings", "e"),
        (GEMINI_API, f"{G}/v1beta/models/e:batchEmbedContents", b"{}", "embeddings", "e"),
        (GEMINI_API, f"{G}/v1beta/models/e:asyncBatchEmbedContent", b"{}", "create_batch", "e"),
        (GEMINI_API, f"{G}/v1beta/models/g:batchGenerateContent", b"{}", "create_batch", "g"),
        (GEMINI_API, f"{G}/v1beta/models/i:predict", b"{}", "predict", "i"),
        (GEMINI_API, f"{G}/v1beta/models/v:predictLongRunning", b"{}", "predict", "v"),
        (GEMINI_API, f"{G}/v1beta/models/v/operations/o", None, "get_operation", "v"),
        (GEMINI_API, f"{G}/v1beta/batches/b", None, "get_batch", None),
        (GEMINI_API, f"{G}/v1beta/interactions", b'{"model": "g", "input": "x"}', "generate_content", "g"),
        (GEMINI_API, f"{G}/v1beta/cachedContents", b'{"model": "models/g"}', "create_cache", "g"),
        (GEMINI_API, f"{G}/upload/v1beta/files", b"", "upload_file", None),
        (GEMINI_API, f"{G}/v1beta/files/f", None, "get_file", None),
        (GEMINI_API, f"{G}/v1beta/files/f?alt=media", None, "download_file", None),
        (GEMINI_API, f"{G}/v1beta/fileSearchStores/s/media/m?alt=media", None, "download_file", None),
        (GEMINI_API, f"{G}/v1beta/environments/e/files/a/b", None, "list_environment_files", None),
        (GEMINI_API, f"{G}/v1beta/environments/e/files/a?alt=media", None, "download_environment_file", None),
        (GEMINI_API, f"{G}/v1beta/fileSearchStores", None, "list_file_search_stores", None),
        (GEMINI_API, f"{G}/v1beta/files:search", b"{}", "search_file", None),
        (GEMINI_API, f"{G}/v1alpha/auth_tokens", b"{}", "create_auth_token", None),
        (GEMINI_API, f"{G}/v1beta/models", None, "list_models", None),
        (GEMINI_API, f"{G}/v1beta/models/g", None, "get_model", "g"),
        (GEMINI_API, f"{G}/v1beta/openai/chat/completions", b'{"model": "g"}', "chat", "g"),
        (GEMINI_API, f"{G}/v1beta/openai/embeddings", b'{"model": "e"}', "embeddings", "e"),
        (GEMINI_API, f"{G}/v1beta/openai/images/generations", b'{"model": "i"}', "generate_images", "i"),
        (VERTEX_AI, f"{V}/publishers/google/models/g:generateContent", b"{}", "generate_content", "g"),
        (VERTEX_AI, f"{V}/publishers/anthropic/models/c:streamRawPredict", b"{}", "predict", "c"),
        (VERTEX_AI, f"{V}/endpoints/123:generateContent", b"{}", "generate_content", "123"),
        (VERTEX_AI, f"{V}/endpoints/openapi/chat/completions", b'{"model": "google/g"}', "chat", "google/g"),
        (VERTEX_AI, f"{V}/batchPredictionJobs", b"{}", "create_batch", None),
        (GIGACHAT_API, f"{S}/chat/completions", b'{"messages": [], "model": "GigaChat-2"}', "chat", "GigaChat-2"),
        (GIGACHAT_API, f"{S}/embeddings", b'{"model": "Embeddings", "input": ["x"]}', "embeddings", "Embeddings"),
        (GIGACHAT_API, f"{S}/tokens/count", b'{"model": "GigaChat", "input": ["x"]}', "count_tokens", "GigaChat"),
        (GIGACHAT_API, f"{S}/balance", None, "get_balance", None),
        (GIGACHAT_API, f"{S}/files", None, "list_files", None),
        (GIGACHAT_API, f"{S}/batches?method=chat_completions", None, "list_batches", None),
        (GIGACHAT_API, "https://ngw.devices.sberbank.ru:9443/api/v2/oauth", b"scope=x", "get_token", None),
    ],
)
def test_a_path_names_the_operation_and_path_or_body_the_model(
    service: Service, url: str, body: bytes | None, operation: str, model: str | None
) -> None:
    method = "GET" if body is None else "POST"
    request = read_request(service, url, url.partition("?")[0].partition("//")[2].partition("/")[2], body, method)
    assert request is not None
    assert (request.operation, request.model) == (operation, model)
    assert (request.provider, request.provider_name) == (service.provider, service.provider_name)


@pytest.mark.parametrize("path", ["/", "/$discovery/rest", "/v1beta", "/healthz"])
@pytest.mark.parametrize("service", [GEMINI_API, GIGACHAT_API])
def test_another_path_is_an_operation_without_a_name(service: Service, path: str) -> None:
    request = read_request(service, f"https://example.test{path}", path, b"{}")
    assert request is not None
    assert request.operation == "other"


@pytest.mark.parametrize("path", ["/", "/v1/projects/p/locations/l/datasets", "/v1/projects/p/locations/l/endpoints"])
def test_another_path_of_a_host_that_others_share_is_somebody_elses(path: str) -> None:
    assert read_request(VERTEX_AI, f"https://example.test{path}", path, b"{}") is None


@pytest.mark.parametrize(
    ("url", "version"),
    [
        (f"{G}/v1beta/models/g:generateContent", "v1beta"),
        (f"{G}/upload/v1beta/files", "v1beta"),
        (f"{S}/chat/completions", "v1"),
    ],
)
def test_the_api_version_is_in_the_path(url: str, version: str) -> None:
    request = read_request(GEMINI_API, url, url, b"{}")
    assert request is not None
    assert request.server.api_version == version


@pytest.mark.parametrize(
    ("url", "body", "stream"),
    [
        (f"{G}/v1beta/models/g:streamGenerateContent", b"{}", True),
        (f"{S}/chat/completions", b'{"model": "m", "stream": true}', True),
        (f"{S}/chat/completions", b'{"model": "m", "stream": false}', False),
        (f"{S}/chat/completions", rb'{"messages": [{"content": "\"stream\": true"}]}', False),
        (f"{S}/chat/completions", None, False),
    ],
)
def test_a_stream_is_told_by_path_or_body(url: str, body: bytes | None, stream: bool) -> None:
    request = read_request(GIGACHAT_API if url.startswith(S) else GEMINI_API, url, url, body)
    assert request is not None
    assert request.stream is stream


def test_the_options_are_found_without_parsing() -> None:
    body = (
        rb'{"contents": [{"parts": [{"text": "\"temperature\": 9"}]}], "generationConfig": {"temperature": 0.5, '
        rb'"topP": 1, "topK": 3, "maxOutputTokens": 100, "candidateCount": 2, "seed": -7}}'
    )
    request = read_request(GEMINI_API, f"{G}/v1beta/models/g:generateContent", "/v1beta/models/g:generateContent", body)
    assert request is not None
    assert request.attributes == {
        "gen_ai.request.temperature": 0.5,
        "gen_ai.request.top_p": 1.0,
        "gen_ai.request.top_k": 3,
        "gen_ai.request.max_tokens": 100,
        "gen_ai.request.choice.count": 2,
        "gen_ai.request.seed": -7,
    }


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("body", ['{"candidateCount": %d}', '{"generationConfig": {"candidateCount": %d}}'])
def test_a_count_of_one_candidate_is_what_all_have_and_is_not_told(body: str, count: int) -> None:
    request = read_request(GEMINI_API, G, "/v1beta/models/g:generateContent", (body % count).encode())
    assert request is not None
    assert request.attributes == ({} if count == 1 else {"gen_ai.request.choice.count": count})


@pytest.mark.parametrize("holder", ["generationConfig", "generation_config", "parameters", "model_options"])
@pytest.mark.parametrize("options", ["null", "5", '"topK"', '["topK", "thinkingConfig"]', "true"])
def test_options_that_are_no_object_hide_nothing_else(holder: str, options: str) -> None:
    body = f'{{"model": "m", "{holder}": {options}, "temperature": 0.5}}'.encode()
    request = read_request(GEMINI_API, G, "/v1beta/models/g:generateContent", body)
    assert request is not None
    assert request.attributes == {"gen_ai.request.temperature": 0.5}


def test_of_a_long_body_only_the_beginning_is_read() -> None:
    before, behind = b'{"model": "m", "messages": ["', b'"], "temperature": 0.5}'
    url = f"{S}/chat/completions"
    short = read_request(GIGACHAT_API, url, url, before + behind)
    long = read_request(GIGACHAT_API, url, url, before + b"x" * MAX_BODY + behind)
    assert short is not None
    assert long is not None
    assert (short.model, short.attributes) == ("m", {"gen_ai.request.temperature": 0.5})
    assert (long.model, long.attributes) == ("m", {})


@pytest.mark.parametrize("shift", range(2))
def test_a_long_body_that_is_cut_within_a_letter_says_what_stands_before(shift: int) -> None:
    url = f"{S}/chat/completions"
    body = b'{"model": "m", "messages": ["' + b"x" * shift + "ж".encode() * MAX_BODY + b'"]}'
    request = read_request(GIGACHAT_API, url, url, body)
    assert request is not None
    assert (request.operation, request.model) == ("chat", "m")


OPTIONS: dict[str, tuple[Any, str, Any]] = {
    "temperature": (1, "gen_ai.request.temperature", 1.0),
    "topP": (0.9, "gen_ai.request.top_p", 0.9),
    "top_p": (0.9, "gen_ai.request.top_p", 0.9),
    "topK": (3.0, "gen_ai.request.top_k", 3),
    "maxOutputTokens": (100, "gen_ai.request.max_tokens", 100),
    "max_tokens": (100, "gen_ai.request.max_tokens", 100),
    "candidateCount": (2, "gen_ai.request.choice.count", 2),
    "seed": (-7, "gen_ai.request.seed", -7),
    "thinkingConfig": ({"thinkingBudget": 5}, "gen_ai.request.reasoning.level", "5"),
    "thinking_config": ({"thinking_level": "low"}, "gen_ai.request.reasoning.level", "low"),
    "reasoning_effort": ("high", "gen_ai.request.reasoning.level", "high"),
    "responseModalities": (["IMAGE"], "gen_ai.output.type", "image"),
    "response_modalities": (["AUDIO"], "gen_ai.output.type", "speech"),
}
HOLDERS = ("generationConfig", "generation_config", "parameters", "model_options")
MODEL_URL = f"{G}/v1beta/models/g:generateContent"


def asked(body: Any) -> Any:
    request = read_request(GEMINI_API, MODEL_URL, MODEL_URL.removeprefix(G), body)
    assert request is not None
    return request


@pytest.mark.parametrize("holder", [None, *HOLDERS])
@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_is_told_wherever_it_stands_and_as_the_type_of_the_conventions(
    name: str, holder: str | None
) -> None:
    value, attribute, told = OPTIONS[name]
    found = asked(json.dumps({name: value} if holder is None else {"contents": [], holder: {name: value}}).encode())
    assert found.attributes == {attribute: told}
    assert type(found.attributes[attribute]) is type(told)


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("value", ["true", '"0.5"', "null", "[1]", "1e12", "-1e12", "NaN", "Infinity", '{"a": 1}'])
def test_an_option_of_another_type_or_beyond_all_reason_is_not_told(name: str, value: str) -> None:
    assert asked(f'{{"{name}": {value}}}'.encode()).attributes == {}


@pytest.mark.parametrize("value", [999_999_999_999, -999_999_999_999])
def test_an_option_is_told_up_to_a_million_millions(value: int) -> None:
    assert asked(f'{{"seed": {value}}}'.encode()).attributes == {"gen_ai.request.seed": value}


@pytest.mark.parametrize("holder", ["tools", "systemInstruction", "metadata"])
def test_what_stands_elsewhere_in_a_body_is_no_option(holder: str) -> None:
    assert asked(json.dumps({holder: {"temperature": 0.5, "reasoning_effort": "low"}}).encode()).attributes == {}


def test_a_body_that_is_not_json_yet_says_the_same() -> None:
    body = {"generationConfig": {"temperature": 0.5}, "stream": True}
    assert asked(body) == asked(json.dumps(body).encode())
    assert asked(body).stream is True


@pytest.mark.parametrize("value", [1, "true", None, [True]])
def test_only_true_asks_for_a_stream(value: Any) -> None:
    assert asked({"stream": value}).stream is False


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("models/g", "g"),
        ("x" * 201, "x" * 200),
        ("", None),
        (5, None),
        (None, None),
        ({"name": "g"}, None),
    ],
)
def test_a_model_in_the_body_is_a_text_of_200_characters_at_most(model: Any, told: str | None) -> None:
    url = f"{S}/chat/completions"
    request = read_request(GIGACHAT_API, url, "/api/v1/chat/completions", {"model": model})
    assert request is not None
    assert request.model == told


def test_the_model_in_the_path_is_the_one_that_is_called() -> None:
    assert asked({"model": "models/another"}).model == "g"


@pytest.mark.parametrize(
    ("path", "body", "results"),
    [
        ("/v1beta/models/e:batchEmbedContents", {"requests": [{}, {}, {}]}, 3),
        ("/v1beta/models/e:batchEmbedContents", {"requests": [{}]}, 0),
        ("/v1beta/openai/embeddings", {"input": ["a", "b"]}, 2),
        ("/v1beta/openai/embeddings", {"input": [1, 2, 3]}, 0),
        ("/v1beta/openai/embeddings", {"input": "text"}, 0),
        ("/v1beta/openai/chat/completions", {"input": ["a", "b"]}, 0),
        ("/v1beta/models/e:countTokens", {"requests": [{}, {}]}, 0),
    ],
)
def test_of_embeddings_alone_as_many_are_expected_as_texts_were_sent(path: str, body: Any, results: int) -> None:
    request = read_request(GEMINI_API, G + path, path, body)
    assert request is not None
    assert request.results == results
