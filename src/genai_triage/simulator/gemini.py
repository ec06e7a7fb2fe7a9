"""The Gemini API and Vertex AI: what a request asks for, and good answers in Google's JSON.

Shapes: https://ai.google.dev/api/generate-content, https://ai.google.dev/api/embeddings, https://ai.google.dev/api/interactions-api.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any

from genai_triage.simulator import resources
from genai_triage.simulator.exchange import EVENT_STREAM, JSON, Facts, SimResponse
from genai_triage.simulator.reply import Reply, count_tokens, vector
from genai_triage.simulator.resources.outcome import failed, outcome_of
from genai_triage.simulator.scenarios import stage_of
from genai_triage.taxonomy.model import Example

MODELS = ("gemini-2.5-flash", "gemini-2.5-pro", "gemini-embedding-001")
_CONTENT_TYPE = f"{JSON}; charset=UTF-8"
_HEADERS = {
    "vary": "Origin, X-Origin, Referer",
    "x-xss-protection": "0",
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
}
_ENDPOINTS = {
    "generateContent": "generate",
    "streamGenerateContent": "stream",
    "countTokens": "count",
    "embedContent": "embed",
    "batchEmbedContents": "embed",
    "predict": "embed",
}
_LOOKUP = re.compile(r"^(?P<collection>(?:.*/)?models)(?:/(?P<name>[^/]+))?$")
_FINISH = {"stop": "STOP", "length": "MAX_TOKENS", "function_call": "STOP"}
_DIMENSIONS = 768


def read(
    method: str,
    path: str,
    query: Mapping[str, str],
    body: Any,
    headers: Mapping[str, str] = MappingProxyType({}),
    size: int = 0,
) -> Facts:
    """The facts of a request.

    Args:
        method: HTTP method.
        path: Path, e.g. `/v1beta/models/gemini-2.5-flash:generateContent`.
        query: Query parameters.
        body: The JSON body; anything for a request without one.
        headers: Request headers, names in lower case.
        size: Length of the body, in bytes.
    """
    resource = path.lstrip("/").partition("/")[2]
    request = body if isinstance(body, dict) else {}
    if resource.partition("/")[0] == "interactions":
        return _read_interaction(method, path, query, request)
    name, _, verb = resource.rpartition(":")
    if verb not in _ENDPOINTS or (verb == "predict" and not _embeds(request)):
        found = resources.read(method, path, query, headers, body, size)
        return _read_lookup(method, path, resource) if found is None else found
    facts = Facts(
        provider="gemini",
        endpoint=_ENDPOINTS[verb],
        operation=verb,
        method=method,
        path=path,
        model=name.rpartition("models/")[2].rpartition("tunedModels/")[2],
        stream=verb == "streamGenerateContent",
        sse="sse" in (query.get("alt"), query.get("$alt")),
        input_characters=_input_characters(verb, request),
    )
    return _with_generation(replace(facts, stage=stage_of(facts.model)), request)


def _embeds(request: Mapping[str, Any]) -> bool:
    """Whether a prediction is one of embeddings; one of media has a prompt."""
    instances = _dicts(request.get("instances"))
    return not instances or "prompt" not in instances[0]


def _read_lookup(method: str, path: str, resource: str) -> Facts:
    found = _LOOKUP.match(resource) if method == "GET" else None
    if found is None:
        return Facts("gemini", "other", "", method, path)
    operation = "models.get" if found["name"] else "models.list"
    details = {"collection": found["collection"]}
    return Facts("gemini", "models", operation, method, path, model=found["name"] or "", details=details)


def _read_interaction(method: str, path: str, query: Mapping[str, str], request: Mapping[str, Any]) -> Facts:
    steps = request.get("input")
    last = steps[-1] if isinstance(steps, list) and steps else {}
    tools = [tool for tool in _dicts(request.get("tools")) if tool.get("type") == "function"]
    identifier, _, verb = path.partition("/interactions/")[2].partition("/")
    model = str(request.get("model") or request.get("agent") or "")
    makes_job = method == "POST" and not identifier and request.get("background") is True
    return Facts(
        provider="gemini",
        endpoint="interactions",
        operation=_interaction_method(method, identifier, verb),
        method=method,
        path=path,
        model=model,
        stage=stage_of(model),
        stream=request.get("stream") is True or query.get("stream") == "true",
        sse=True,
        input_characters=(_characters(steps) + _characters(request.get("system_instruction")),),
        functions=tuple(tools),
        has_function_result=isinstance(last, dict) and last.get("type") == "function_result",
        job="" if method == "DELETE" else identifier,
        makes_job=makes_job,
        cancels_job=verb == "cancel",
    )


def _interaction_method(method: str, identifier: str, verb: str) -> str:
    if verb.startswith("auth_tokens"):
        return "interactions.auth_tokens"
    if verb == "cancel" or method == "DELETE":
        return "interactions.cancel" if verb else "interactions.delete"
    return "interactions.get" if identifier else "interactions.create"


def _with_generation(facts: Facts, request: Mapping[str, Any]) -> Facts:
    settings = _dict(request, "generationConfig", "generation_config")
    calling = _dict(_dict(request, "toolConfig", "tool_config"), "functionCallingConfig", "function_calling_config")
    contents = _dicts(request.get("contents"))
    last_parts = _dicts(contents[-1].get("parts")) if contents else []
    max_tokens = settings.get("maxOutputTokens", settings.get("max_output_tokens"))
    is_json = settings.get("responseMimeType", settings.get("response_mime_type")) == JSON
    schema = _dict(settings, "responseSchema", "responseJsonSchema", "response_schema", "response_json_schema")
    return replace(
        facts,
        max_tokens=max_tokens if isinstance(max_tokens, int) else None,
        functions=tuple(_declared_functions(request)),
        must_call=calling.get("mode") == "ANY",
        has_function_result=any("functionResponse" in part or "function_response" in part for part in last_parts),
        schema=schema if is_json else None,
    )


def _declared_functions(request: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for tool in _dicts(request.get("tools")):
        for function in _dicts(tool.get("functionDeclarations", tool.get("function_declarations"))):
            schema = _dict(function, "parameters", "parametersJsonSchema", "parameters_json_schema")
            yield {"name": function.get("name", ""), "parameters": schema}


def _input_characters(verb: str, request: Mapping[str, Any]) -> tuple[int, ...]:
    if verb == "batchEmbedContents":
        return tuple(_characters(item) for item in _dicts(request.get("requests"))) or (0,)
    if verb == "predict":
        return tuple(_characters(item) for item in _dicts(request.get("instances"))) or (0,)
    return (_characters(request),)


def _characters(node: Any) -> int:
    """Length of all texts in a request."""
    if isinstance(node, str):
        return len(node)
    if isinstance(node, list):
        return sum(_characters(item) for item in node)
    if isinstance(node, dict):
        return sum(
            _characters(value) for key, value in node.items() if key in _TEXT_KEYS or isinstance(value, (dict, list))
        )
    return 0


_TEXT_KEYS = ("text", "content")


def _dict(node: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    return next((node[name] for name in names if isinstance(node.get(name), dict)), {})


def _dicts(node: Any) -> list[dict[str, Any]]:
    return [item for item in node if isinstance(item, dict)] if isinstance(node, list) else []


def good(facts: Facts, reply: Reply) -> SimResponse:
    """The good answer to a request."""
    if facts.endpoint in ("generate", "stream"):
        return _as_answer(facts, _generation_chunks(facts, reply))
    if facts.endpoint == "interactions":
        return _good_interaction(facts, reply)
    if facts.details.get("kind"):
        return _with_headers(resources.good(facts))
    if facts.endpoint == "count":
        tokens = count_tokens(sum(facts.input_characters))
        return _as_answer(facts, [{"totalTokens": tokens, "promptTokensDetails": [_text_tokens(tokens)]}])
    if facts.endpoint == "embed":
        return _as_answer(facts, [_embeddings(facts)])
    if facts.endpoint == "models":
        return _as_answer(facts, [_models(facts)])
    return error(404, f"{facts.method} {facts.path} is not served.")


def ended(facts: Facts, example: Example, reply: Reply) -> SimResponse:
    """The answer about a job that has ended with a cause."""
    if facts.endpoint != "interactions":
        return _with_headers(resources.ended(facts, example))
    end = failed(example)
    if end is None:
        return error(400, "no interaction ends with this cause.")
    return _as_answer(facts, [{**_interaction_head(facts, reply, end.status), "steps": []}])


def error(status: int, message: str) -> SimResponse:
    """An error of the simulator itself, in Google's envelope."""
    return _with_headers(resources.error(status, message))


def _with_headers(answer: SimResponse) -> SimResponse:
    return replace(answer, headers={**_HEADERS, **answer.headers})


def _as_answer(facts: Facts, bodies: list[dict[str, Any]]) -> SimResponse:
    """Bodies in the form that the request wants: one JSON object, events, or one JSON array."""
    if not facts.stream:
        return SimResponse(200, (_bytes(bodies[0]),), _CONTENT_TYPE, _HEADERS)
    if facts.sse:
        pieces = [event(facts, body) for body in bodies]
        if facts.endpoint == "interactions":
            pieces.append(b"event: done\ndata: [DONE]\n\n")
        return SimResponse(200, tuple(pieces), EVENT_STREAM, _HEADERS, streamed=True)
    opened = [b"," + _bytes(body) for body in bodies[1:]]
    return SimResponse(200, (b"[" + _bytes(bodies[0]), *opened, b"]"), _CONTENT_TYPE, _HEADERS, streamed=True)


def event(facts: Facts, body: Any) -> bytes:
    """One server-sent event."""
    if facts.endpoint == "interactions" and isinstance(body, dict):
        kind = body.get("event_type", "error" if "error" in body else "interaction.completed")
        return f"event: {kind}\ndata: ".encode() + _bytes({"event_type": kind, **body}) + b"\n\n"
    return b"data: " + _bytes(body) + b"\r\n\r\n"


def soft_stream(facts: Facts, body: Any) -> SimResponse | None:
    """A 200 body as a stream; None for a body that the service would not stream."""
    if not isinstance(body, dict) or "error" in body:
        return None
    if facts.endpoint == "interactions":
        return _as_answer(facts, [{"event_type": "interaction.completed", "interaction": body}])
    return _as_answer(facts, [body])


def soft_body(facts: Facts, body: Any) -> Any:
    """A 200 body as the request wants it: the same for every version."""
    return body


def _generation_chunks(facts: Facts, reply: Reply) -> list[dict[str, Any]]:
    if reply.call is not None:
        part = {"functionCall": {"name": reply.call.name, "args": reply.call.arguments}}
        return [_generation(facts, reply, [part], last=True)]
    texts = reply.pieces if facts.stream else (reply.text,)
    return [
        _generation(facts, reply, [{"text": text}], last=number == len(texts)) for number, text in enumerate(texts, 1)
    ]


def _generation(facts: Facts, reply: Reply, parts: list[dict[str, Any]], *, last: bool) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
    usage: dict[str, Any] = {
        "promptTokenCount": reply.prompt_tokens,
        "totalTokenCount": reply.prompt_tokens,
        "promptTokensDetails": [_text_tokens(reply.prompt_tokens)],
    }
    if last:
        candidate["finishReason"] = _FINISH[reply.finish]
        usage["candidatesTokenCount"] = reply.completion_tokens
        usage["totalTokenCount"] = reply.total_tokens
    return {
        "candidates": [candidate],
        "usageMetadata": usage,
        "modelVersion": facts.model,
        "responseId": reply.id,
    }


def _good_interaction(facts: Facts, reply: Reply) -> SimResponse:
    if facts.method == "DELETE":
        return _as_answer(replace(facts, stream=False), [{}])
    if facts.operation == "interactions.auth_tokens":
        return _as_answer(facts, [{"name": "auth_tokens/1", "token": "token", "expire_time": _now()}])
    if facts.cancels_job:
        return _as_answer(facts, [_interaction_head(facts, reply, "cancelled")])
    end = outcome_of(facts)
    if facts.job_state and not end.is_good:
        head = _interaction_head(facts, reply, end.status)
        created = {"event_type": "interaction.created", "interaction": head}
        return _as_answer(facts, [created if facts.stream else head])
    return _as_answer(facts, _interaction_events(facts, reply) if facts.stream else [_interaction(facts, reply)])


def _interaction(facts: Facts, reply: Reply) -> dict[str, Any]:
    return {**_interaction_head(facts, reply, _status(reply)), "steps": [_step(reply)], "usage": _usage(reply)}


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _interaction_head(facts: Facts, reply: Reply, status: str) -> dict[str, Any]:
    now = _now()
    return {
        "id": facts.job or reply.id,
        "object": "interaction",
        "model": facts.model,
        "status": status,
        "created": now,
        "updated": now,
    }


def _interaction_events(facts: Facts, reply: Reply) -> list[dict[str, Any]]:
    start: dict[str, Any] = {"type": "model_output", "content": []} if reply.call is None else _step(reply)
    deltas = [
        {"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": text}}
        for text in (reply.pieces if reply.call is None else ())
    ]
    completed = {**_interaction_head(facts, reply, _status(reply)), "usage": _usage(reply)}
    return [
        {"event_type": "interaction.created", "interaction": _interaction_head(facts, reply, "in_progress")},
        {"event_type": "step.start", "index": 0, "step": start},
        *deltas,
        {"event_type": "step.stop", "index": 0},
        {"event_type": "interaction.completed", "interaction": completed},
    ]


def _status(reply: Reply) -> str:
    return "requires_action" if reply.call is not None else "incomplete" if reply.finish == "length" else "completed"


def _step(reply: Reply) -> dict[str, Any]:
    if reply.call is not None:
        return {"type": "function_call", "id": "call_1", "name": reply.call.name, "arguments": reply.call.arguments}
    return {"type": "model_output", "content": [{"type": "text", "text": reply.text}]}


def _usage(reply: Reply) -> dict[str, Any]:
    return {
        "total_input_tokens": reply.prompt_tokens,
        "total_output_tokens": reply.completion_tokens,
        "total_tokens": reply.total_tokens,
    }


def _embeddings(facts: Facts) -> dict[str, Any]:
    vectors = [vector(size, number, _DIMENSIONS) for number, size in enumerate(facts.input_characters)]
    if facts.operation == "embedContent":
        tokens = count_tokens(facts.input_characters[0])
        return {"embedding": {"values": vectors[0]}, "usageMetadata": {"promptTokenCount": tokens}}
    if facts.operation == "predict":
        return {"predictions": [_prediction(*pair) for pair in zip(vectors, facts.input_characters, strict=True)]}
    return {"embeddings": [{"values": values} for values in vectors]}


def _prediction(values: list[float], size: int) -> dict[str, Any]:
    return {"embeddings": {"values": values, "statistics": {"token_count": count_tokens(size), "truncated": False}}}


def _models(facts: Facts) -> dict[str, Any]:
    if facts.operation == "models.get":
        return _model(facts.model, facts.details["collection"])
    key = "publisherModels" if "publishers/" in facts.path else "models"
    return {key: [_model(name, facts.details["collection"]) for name in MODELS]}


def _model(name: str, collection: str) -> dict[str, Any]:
    method = "embedContent" if "embedding" in name else "generateContent"
    return {
        "name": f"{collection}/{name}",
        "version": "001",
        "displayName": name,
        "inputTokenLimit": 1048576,
        "outputTokenLimit": 65536,
        "supportedGenerationMethods": [method, "countTokens"],
    }


def _text_tokens(tokens: int) -> dict[str, Any]:
    return {"modality": "TEXT", "tokenCount": tokens}


def _bytes(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
