"""GigaChat's REST API: what a request asks for, and good answers in Sber's JSON.

Shapes: https://developers.sber.ru/docs/ru/gigachat/api/reference/rest/gigachat-api
"""

from __future__ import annotations

import base64
import json
import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from genai_triage.simulator.exchange import EVENT_STREAM, JSON, Facts, SimResponse
from genai_triage.simulator.reply import Reply, count_tokens, vector
from genai_triage.simulator.scenarios import named_by, named_by_authorization_key
from genai_triage.simulator.tokens import Token
from genai_triage.taxonomy.model import Example

SCOPES = ("GIGACHAT_API_PERS", "GIGACHAT_API_B2B", "GIGACHAT_API_CORP")
MODELS = ("GigaChat-2", "GigaChat-2-Pro", "GigaChat-2-Max", "Embeddings")
DEFAULT_MODEL = "GigaChat-2"
_VERSION = "2.0.28.2"
_DIMENSIONS = 256
_CHAT = "chat/completions"
_CHAT_V2 = "v2/chat/completions"
_IMAGE = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
_THREAD_RUNS = ("threads/messages/run", "threads/messages/rerun")
_ENDPOINTS = {
    ("POST", _CHAT): "chat",
    ("POST", _CHAT_V2): "chat",
    ("POST", "embeddings"): "embeddings",
    ("POST", "tokens/count"): "tokens",
    ("GET", "models"): "models",
    ("GET", "models/{id}"): "models",
    ("GET", "balance"): "balance",
    ("GET", "files"): "files",
    ("POST", "files"): "files",
    ("GET", "files/{id}"): "files",
    ("GET", "files/{id}/content"): "files",
    ("POST", "files/{id}/delete"): "files",
    ("GET", "threads"): "threads",
    ("POST", "threads"): "threads",
    ("POST", "threads/retrieve"): "threads",
    ("POST", "threads/delete"): "threads",
    ("GET", "threads/run"): "threads",
    ("POST", "threads/run"): "threads",
    ("GET", "threads/messages"): "threads",
    ("POST", "threads/messages"): "threads",
    **{("POST", run): "threads" for run in _THREAD_RUNS},
    ("GET", "assistants"): "threads",
    ("POST", "assistants"): "threads",
    ("POST", "assistants/modify"): "threads",
    ("POST", "assistants/delete"): "threads",
    ("POST", "assistants/files/delete"): "threads",
    ("POST", "functions/convert"): "functions",
    ("POST", "ai/check"): "check",
}
_UUID4 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", re.IGNORECASE)
_WITH_ID = re.compile(r"^(?P<kind>models|files)/(?P<id>[^/]+)(?P<rest>/content|/delete)?$")


def read(method: str, path: str, query: Mapping[str, str], body: Any, size: int) -> Facts:
    """The facts of a request to the API.

    Args:
        method: HTTP method.
        path: Path, e.g. `/api/v1/chat/completions`.
        query: Query parameters.
        body: The JSON body; anything for a request without one.
        size: Length of the body, in bytes.
    """
    version, _, resource = path.removeprefix("/api").lstrip("/").partition("/")
    request = body if isinstance(body, dict) else {}
    operation, identifier = _operation(f"v2/{resource}" if version == "v2" else resource)
    endpoint = _ENDPOINTS.get((method, operation), "other")
    streams = request.get("stream") is True and (endpoint == "chat" or operation in (*_THREAD_RUNS, "threads/run"))
    thread = request.get("thread_id") or query.get("thread_id") or ""
    makes_job = (method, operation) == ("POST", "threads/run") and not streams
    assistant = request.get("assistant_id") or query.get("assistant_id") or ""
    return Facts(
        provider="gigachat",
        endpoint="stream" if streams and endpoint == "chat" else endpoint,
        operation=operation,
        method=method,
        path=path,
        model=identifier if operation == "models/{id}" else str(request.get("model") or ""),
        stream=streams,
        sse=True,
        input_characters=_input_characters(request),
        max_tokens=_max_tokens(request),
        functions=_functions(request),
        must_call=_must_call(request),
        has_function_result=_has_function_result(request),
        schema=_schema(request),
        job=str(thread) if operation == "threads/run" else "",
        makes_job=makes_job,
        details={"id": identifier, "thread": str(thread), "assistant": str(assistant), "size": str(size)},
    )


def read_token_request(path: str, headers: Mapping[str, str], scope: str | None) -> Facts:
    """The facts of a request for an access token.

    Args:
        path: Path, e.g. `/api/v2/oauth`.
        headers: Request headers, names in lower case.
        scope: The form's `scope`; None if the form has none.
    """
    # gigachat 0.1.30 sends the key as `Bearer`.
    key = headers.get("authorization", "").removeprefix("Basic ").removeprefix("Bearer ").strip()
    by_password = not path.endswith("/oauth")
    return Facts(
        provider="gigachat",
        endpoint="token",
        operation="token" if by_password else "oauth",
        path=path,
        credential_cause=named_by(scope or "") or named_by_authorization_key(key),
        refusal="" if by_password else _refusal(headers.get("rquid", ""), key, scope),
    )


def _refusal(request_id: str, key: str, scope: str | None) -> str:
    """What the token endpoint objects to: `rquid` or its own error code; empty if nothing."""
    if not _UUID4.match(request_id):
        return "rquid"
    if not _is_authorization_key(key):
        return "4"
    if not scope:
        return "5"
    return "" if scope in SCOPES or named_by(scope) else "1"


def _is_authorization_key(key: str) -> bool:
    try:
        return b":" in base64.b64decode(key, validate=True)
    except ValueError:
        return False


def _operation(resource: str) -> tuple[str, str]:
    found = _WITH_ID.match(resource)
    if not found:
        return resource, ""
    return f"{found['kind']}/{{id}}{found['rest'] or ''}", found["id"]


def _messages(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    messages = request.get("messages")
    return [message for message in messages if isinstance(message, dict)] if isinstance(messages, list) else []


def _input_characters(request: Mapping[str, Any]) -> tuple[int, ...]:
    inputs = request.get("input")
    if isinstance(inputs, list) and inputs:
        return tuple(len(str(text)) for text in inputs)
    return (sum(_content_characters(message.get("content")) for message in _messages(request)),)


def _content_characters(content: Any) -> int:
    if isinstance(content, list):
        return sum(len(str(part.get("text") or "")) for part in content if isinstance(part, dict))
    return len(content) if isinstance(content, str) else 0


def _options(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Generation settings: at the top in version 1, under `model_options` in version 2."""
    options = request.get("model_options")
    return options if isinstance(options, dict) else request


def _max_tokens(request: Mapping[str, Any]) -> int | None:
    value = _options(request).get("max_tokens")
    return value if isinstance(value, int) else None


def _schema(request: Mapping[str, Any]) -> Mapping[str, Any] | None:
    wanted = _options(request).get("response_format")
    schema = wanted.get("schema") if isinstance(wanted, dict) else None
    return schema if isinstance(schema, dict) else None


def _functions(request: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    declared = request.get("functions")
    if isinstance(declared, list):
        return tuple(function for function in declared if isinstance(function, dict))
    found: list[Mapping[str, Any]] = []
    for tool in request.get("tools") or ():
        functions = tool.get("functions") if isinstance(tool, dict) else None
        specifications = functions.get("specifications") if isinstance(functions, dict) else None
        found.extend(item for item in specifications or () if isinstance(item, dict))
    return tuple(found)


def _must_call(request: Mapping[str, Any]) -> bool:
    tool_config = request.get("tool_config")
    return isinstance(request.get("function_call"), dict) or (
        isinstance(tool_config, dict) and tool_config.get("mode") == "forced"
    )


def _has_function_result(request: Mapping[str, Any]) -> bool:
    messages = _messages(request)
    if not messages:
        return False
    content = messages[-1].get("content")
    parts = content if isinstance(content, list) else []
    return messages[-1].get("role") == "function" or any(
        isinstance(part, dict) and part.get("function_result") for part in parts
    )


def good(facts: Facts, reply: Reply) -> SimResponse:
    """The good answer to a request to the API."""
    if facts.operation == _CHAT_V2:
        return _events_v2(_chat_v2(facts, reply)) if facts.stream else _json(_chat_v2(facts, reply))
    if facts.stream:
        return _chunks(_chat_chunks(facts, reply))
    if facts.operation == _CHAT:
        return _json(_chat(facts, reply))
    if facts.operation == "files/{id}/content":
        return SimResponse(200, (_IMAGE,), "image/jpg")
    make = _GOOD.get((facts.method, facts.operation))
    return _json(make(facts, reply)) if make else error(404, f"{facts.method} {facts.path} is not served.")


def ended(facts: Facts, example: Example, reply: Reply) -> SimResponse:
    """The result of a thread's run that has ended with a cause."""
    if not isinstance(example.body, dict) or not ({"status", "choices"} & example.body.keys()) or example.http != 200:
        return error(400, "no run ends with this cause.")
    return _json({**soft_body(facts, example.body), "thread_id": facts.job})


def good_token(token: Token) -> SimResponse:
    """The token endpoint's answer."""
    return _json({"access_token": token.value, "expires_at": int(token.expires_at * 1000)})


def good_password_token(token: Token) -> SimResponse:
    """The answer to a user's name and password."""
    return _json({"tok": token.value, "exp": int(token.expires_at * 1000)})


def error(status: int, message: str) -> SimResponse:
    """An error of the simulator itself, in the API's envelope."""
    return SimResponse(status, (_bytes({"status": status, "message": f"simulator: {message}"}),))


def event(facts: Facts, body: Any) -> bytes:
    """One event of a stream."""
    prefix = b"event: response.message.delta\n" if facts.operation == _CHAT_V2 else b""
    return prefix + b"data: " + _bytes(body) + b"\n\n"


def soft_body(facts: Facts, body: Any) -> Any:
    """A 200 body of version 1 in the form that the request's method has."""
    if not isinstance(body, dict) or "choices" not in body:
        return body
    if facts.operation == _CHAT_V2:
        return _as_v2(body)
    if facts.endpoint != "threads":
        return body
    return _as_run_result(facts, body) if facts.method == "GET" else {**body, **_tail(facts), **_first_choice(body)}


def soft_stream(facts: Facts, body: Any) -> SimResponse | None:
    """A 200 body as a stream; None for a body that the service would not stream."""
    if facts.operation == _CHAT_V2:
        body = soft_body(facts, body)
        return _events_v2(body) if isinstance(body, dict) and "messages" in body else None
    if not isinstance(body, dict) or "choices" not in body:
        return None
    choices = [
        {**{name: value for name, value in choice.items() if name != "message"}, "delta": choice.get("message", {})}
        for choice in body["choices"]
    ]
    tail = _tail(facts) if facts.endpoint == "threads" else {}
    return _chunks([{**body, **tail, "choices": choices}])


def _first_choice(body: Mapping[str, Any]) -> dict[str, Any]:
    choice: Mapping[str, Any] = next(iter(body["choices"]), {})
    return {"message": choice.get("message", {}), "finish_reason": choice.get("finish_reason")}


def _as_run_result(facts: Facts, body: Mapping[str, Any]) -> dict[str, Any]:
    """What the result of a run shows of its answer."""
    choice = _first_choice(body)
    message = {**choice["message"], "finish_reason": choice["finish_reason"], "message_id": "m", "created_at": 1}
    return {**_thread_run(facts, "ready", "updated_at"), "messages": [message]}


def _chat(facts: Facts, reply: Reply) -> dict[str, Any]:
    choice = {"message": _message(reply), "index": 0, "finish_reason": reply.finish}
    return {"choices": [choice], **_tail(facts), "usage": _usage(reply)}


def _message(reply: Reply) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text}
    if reply.call is not None:
        message["function_call"] = {"name": reply.call.name, "arguments": reply.call.arguments}
        message["functions_state_id"] = str(uuid.uuid4())
    return message


def _chat_chunks(facts: Facts, reply: Reply) -> list[dict[str, Any]]:
    texts = reply.pieces if reply.call is None else ()
    deltas: list[dict[str, Any]] = [{"content": text} for text in texts]
    if deltas:
        deltas[0]["role"] = "assistant"
    tail = _tail(facts)
    if facts.endpoint == "threads":
        tail["usage"] = _usage(reply)
    chunks = [{"choices": [{"delta": delta, "index": 0}], **tail} for delta in deltas]
    last = {"content": ""} if reply.call is None else _message(reply)
    end = {"choices": [{"delta": last, "index": 0, "finish_reason": reply.finish}], **tail, "usage": _usage(reply)}
    return [*chunks, end]


def _tail(facts: Facts) -> dict[str, Any]:
    tail: dict[str, Any] = {
        "created": int(time.time()),
        "model": f"{facts.model or DEFAULT_MODEL}:{_VERSION}",
        "object": "chat.completion",
    }
    if facts.endpoint == "threads":
        tail.update(thread_id=facts.details["thread"] or str(uuid.uuid4()), message_id=str(uuid.uuid4()))
    return tail


def _usage(reply: Reply) -> dict[str, Any]:
    return {
        "prompt_tokens": reply.prompt_tokens,
        "completion_tokens": reply.completion_tokens,
        "total_tokens": reply.total_tokens,
        "precached_prompt_tokens": 0,
    }


def _chat_v2(facts: Facts, reply: Reply) -> dict[str, Any]:
    return _as_v2(_chat(facts, reply))


def _as_v2(body: Mapping[str, Any]) -> dict[str, Any]:
    choice: Mapping[str, Any] = next(iter(body["choices"]), {})
    message = choice.get("message") or {}
    content: dict[str, Any] = {"text": message.get("content", "")}
    if message.get("function_call"):
        content = {"function_call": message["function_call"]}
    usage = body.get("usage") or {}
    return {
        "model": body.get("model", DEFAULT_MODEL),
        "created_at": body.get("created", int(time.time())),
        "messages": [{"role": message.get("role", "assistant"), "content": [content]}],
        "finish_reason": choice.get("finish_reason"),
        "usage": {
            "input_tokens": usage.get("prompt_tokens", 0),
            "output_tokens": usage.get("completion_tokens", 0),
            "total_tokens": usage.get("total_tokens", 0),
        },
    }


def _events_v2(body: Mapping[str, Any]) -> SimResponse:
    """Version 2 names its events and sends no `[DONE]`."""
    head = {name: body[name] for name in ("model", "created_at") if name in body}
    delta = {**head, "messages": body.get("messages")}
    done = {**head, **{name: body[name] for name in ("finish_reason", "usage", "error") if name in body}}
    pieces = (
        b"event: response.message.delta\ndata: " + _bytes(delta) + b"\n\n",
        b"event: response.message.done\ndata: " + _bytes(done) + b"\n\n",
    )
    return SimResponse(200, pieces, EVENT_STREAM, streamed=True)


def _chunks(chunks: list[dict[str, Any]]) -> SimResponse:
    pieces = [b"data: " + _bytes(chunk) + b"\n\n" for chunk in chunks]
    return SimResponse(200, (*pieces, b"data: [DONE]\n\n"), EVENT_STREAM, streamed=True)


def _embeddings(facts: Facts, _: Reply) -> dict[str, Any]:
    data = [
        {
            "object": "embedding",
            "embedding": vector(size, number, _DIMENSIONS),
            "index": number,
            "usage": {"prompt_tokens": count_tokens(size)},
        }
        for number, size in enumerate(facts.input_characters)
    ]
    return {"object": "list", "data": data, "model": facts.model or "Embeddings"}


def _tokens_count(facts: Facts, _: Reply) -> list[dict[str, Any]]:
    return [{"object": "tokens", "tokens": count_tokens(size), "characters": size} for size in facts.input_characters]


def _model(name: str) -> dict[str, Any]:
    kind = "embedder" if name.startswith("Embeddings") else "chat"
    return {"id": name, "object": "model", "owned_by": "salutedevices", "type": kind}


def _file(identifier: str, size: int) -> dict[str, Any]:
    return {
        "id": identifier or str(uuid.uuid4()),
        "object": "file",
        "bytes": size,
        "created_at": int(time.time()),
        "filename": "file.txt",
        "purpose": "general",
        "access_policy": "private",
    }


def _assistant(facts: Facts) -> dict[str, Any]:
    return {
        "model": facts.model or DEFAULT_MODEL,
        "assistant_id": facts.details["assistant"] or str(uuid.uuid4()),
        "name": "Assistant",
        "created_at": int(time.time()),
        "updated_at": int(time.time()),
    }


def _thread(facts: Facts) -> dict[str, Any]:
    now = int(time.time())
    return {
        "id": facts.details["thread"] or str(uuid.uuid4()),
        "model": DEFAULT_MODEL,
        "created_at": now,
        "updated_at": now,
        "run_lock": False,
        "status": "ready",
    }


_RUN_STATES = {"open": "in_progress"}


def _thread_run(facts: Facts, status: str, time_name: str) -> dict[str, Any]:
    thread = facts.job or facts.details["thread"] or str(uuid.uuid4())
    return {"status": status, "thread_id": thread, time_name: int(time.time()), "model": DEFAULT_MODEL}


def _thread_completion(facts: Facts, reply: Reply) -> dict[str, Any]:
    return {**_tail(facts), "message": _message(reply), "finish_reason": reply.finish, "usage": _usage(reply)}


def _thread_messages(facts: Facts, _: Reply) -> dict[str, Any]:
    return {"thread_id": facts.details["thread"] or str(uuid.uuid4()), "messages": []}


_GOOD: Mapping[tuple[str, str], Callable[[Facts, Reply], Any]] = {
    ("POST", "embeddings"): _embeddings,
    ("POST", "tokens/count"): _tokens_count,
    ("GET", "models"): lambda facts, reply: {"object": "list", "data": [_model(name) for name in MODELS]},
    ("GET", "models/{id}"): lambda facts, reply: _model(facts.model),
    ("GET", "balance"): lambda facts, reply: {
        "balance": [{"usage": "GigaChat", "value": 950_000}, {"usage": "Embeddings", "value": 9_800_000}]
    },
    ("GET", "files"): lambda facts, reply: {"data": []},
    ("POST", "files"): lambda facts, reply: _file("", int(facts.details["size"])),
    ("GET", "files/{id}"): lambda facts, reply: _file(facts.details["id"], 1024),
    ("POST", "files/{id}/delete"): lambda facts, reply: {"id": facts.details["id"], "deleted": True},
    ("GET", "threads"): lambda facts, reply: {"threads": []},
    ("POST", "threads"): lambda facts, reply: _thread(facts),
    ("POST", "threads/retrieve"): lambda facts, reply: {"threads": []},
    ("POST", "threads/delete"): lambda facts, reply: {},
    ("GET", "threads/run"): lambda facts, reply: _thread_run(
        facts, _RUN_STATES.get(facts.job_state, "ready"), "updated_at"
    ),
    ("POST", "threads/run"): lambda facts, reply: _thread_run(facts, "in_progress", "created_at"),
    ("GET", "threads/messages"): _thread_messages,
    ("POST", "threads/messages"): _thread_messages,
    **{("POST", run): _thread_completion for run in _THREAD_RUNS},
    ("GET", "assistants"): lambda facts, reply: {"data": [_assistant(facts)]},
    ("POST", "assistants"): lambda facts, reply: _assistant(facts),
    ("POST", "assistants/modify"): lambda facts, reply: _assistant(facts),
    ("POST", "assistants/delete"): lambda facts, reply: {"assistant_id": facts.details["assistant"], "deleted": True},
    ("POST", "assistants/files/delete"): lambda facts, reply: {"file_id": "file", "deleted": True},
    ("POST", "functions/convert"): lambda facts, reply: {"functions": []},
    ("POST", "ai/check"): lambda facts, reply: {"category": "human", "characters": 0, "tokens": 0, "ai_intervals": []},
}


def _json(body: Any) -> SimResponse:
    return SimResponse(200, (_bytes(body),), JSON)


def _bytes(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
