"""GigaChat's gRPC side: its messages from and to REST's JSON.

Messages: `proto/gigachatv1.proto`; what differs from REST: arguments and schemas are JSON texts, a model's name and
version stand apart, options stand in a message of their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from google.protobuf import json_format

from genai_triage.simulator import gigachat
from genai_triage.simulator.exchange import Facts
from genai_triage.simulator.proto import gigachatv1_pb2 as messages
from genai_triage.simulator.rpc_method import RpcMethod
from genai_triage.simulator.rpc_status import NotTellable

_CHAT = "/gigachat.v1.ChatService/"
_MODELS = "/gigachat.v1.ModelsService/"


def method(path: str) -> RpcMethod | None:
    """A method by its full name; None for one that is not served."""
    found = _METHODS.get(path)
    if found is None:
        return None
    request, read_call, write = found

    def read(message: Any) -> Facts:
        return replace(read_call(message), path=path, rpc=True)

    return RpcMethod("gigachat", request, path == f"{_CHAT}ChatStream", read, write)


def _read_chat(message: Any) -> Facts:
    return _facts_of_chat(message, stream=False)


def _read_chat_stream(message: Any) -> Facts:
    return _facts_of_chat(message, stream=True)


def _facts_of_chat(message: Any, *, stream: bool) -> Facts:
    given = json_format.MessageToDict(message, preserving_proto_field_name=True)
    options = given.pop("options", {})
    functions = [
        {**function, "parameters": _json(function.get("parameters", ""))} for function in options.pop("functions", ())
    ]
    policy = options.pop("function_call", {})
    body = {**given, **options, "functions": functions, "stream": stream}
    if policy.get("mode") == "forced":
        body["function_call"] = {"name": policy.get("name", "")}
    return gigachat.read("POST", "/api/v1/chat/completions", {}, body, message.ByteSize())


def _read_models(message: Any) -> Facts:
    return gigachat.read("GET", "/api/v1/models", {}, None, 0)


def _read_model(message: Any) -> Facts:
    return gigachat.read("GET", f"/api/v1/models/{message.name}", {}, None, 0)


def _write_chat(body: Any) -> Any:
    if not isinstance(body, Mapping) or "choices" not in body:
        raise NotTellable("A chat answers with alternatives.")
    name, _, version = str(body.get("model", "")).partition(":")
    usage = body.get("usage") or {}
    response = messages.ChatResponse(
        alternatives=[_alternative(choice) for choice in body["choices"]],
        model_info=messages.ModelInfo(name=name, version=version),
        timestamp=body.get("created", 0),
    )
    if usage:
        kept = ("prompt_tokens", "completion_tokens", "total_tokens")
        response.usage.CopyFrom(messages.Usage(**{key: usage.get(key, 0) for key in kept}))
    return response


def _alternative(choice: Mapping[str, Any]) -> Any:
    said = choice.get("message") or choice.get("delta") or {}
    message = messages.Message(role=said.get("role", ""), content=said.get("content", ""))
    call = said.get("function_call")
    if call:
        message.function_call.name = call["name"]
        message.function_call.arguments = json.dumps(call["arguments"], ensure_ascii=False)
        message.functions_state_id = said.get("functions_state_id", "")
    return messages.Alternative(
        message=message, finish_reason=choice.get("finish_reason") or "", index=choice.get("index", 0)
    )


def _write_models(body: Any) -> Any:
    return messages.ListModelsResponse(models=map(_model, body["data"]))


def _write_model(body: Any) -> Any:
    return messages.RetrieveModelResponse(model=_model(body))


def _model(model: Mapping[str, Any]) -> Any:
    return messages.Model(
        name=model["id"], object=model["object"], owned_by=model["owned_by"], type=model.get("type", "")
    )


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


_METHODS: Mapping[str, tuple[Any, Callable[[Any], Facts], Callable[[Any], Any]]] = {
    f"{_CHAT}Chat": (messages.ChatRequest, _read_chat, _write_chat),
    f"{_CHAT}ChatStream": (messages.ChatRequest, _read_chat_stream, _write_chat),
    f"{_MODELS}ListModels": (messages.ListModelsRequest, _read_models, _write_models),
    f"{_MODELS}RetrieveModel": (messages.RetrieveModelRequest, _read_model, _write_model),
}
