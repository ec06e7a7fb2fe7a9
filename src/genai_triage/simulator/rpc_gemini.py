"""The Gemini API's gRPC side: google's own messages, whose JSON form is what REST speaks.

Messages: google/ai/generativelanguage/{v1,v1beta}/*.proto, from the package google-ai-generativelanguage.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import replace
from typing import Any

from google.protobuf import json_format

from genai_triage.simulator import gemini
from genai_triage.simulator.exchange import Facts
from genai_triage.simulator.rpc_method import RpcMethod
from genai_triage.simulator.rpc_status import NotTellable

_PATH = re.compile(r"/google\.ai\.generativelanguage\.(?P<version>v\w+)\.\w+/(?P<name>\w+)")
_VERBS = {
    "GenerateContent": "generateContent",
    "StreamGenerateContent": "streamGenerateContent",
    "EmbedContent": "embedContent",
    "BatchEmbedContents": "batchEmbedContents",
    "CountTokens": "countTokens",
    "GetModel": "",
    "ListModels": "",
}
_REQUESTS = {"StreamGenerateContent": "GenerateContentRequest"}
_RESPONSES = {"StreamGenerateContent": "GenerateContentResponse", "GetModel": "Model"}


def method(path: str) -> RpcMethod | None:
    """A method by its full name; None for one that is not served."""
    found = _PATH.fullmatch(path)
    if found is None or found["name"] not in _VERBS:
        return None
    name, version = found["name"], found["version"]
    try:
        package = importlib.import_module(f"google.ai.generativelanguage_{version}")
    except ModuleNotFoundError:
        return None
    request = getattr(package, _REQUESTS.get(name, f"{name}Request")).pb()
    response = getattr(package, _RESPONSES.get(name, f"{name}Response")).pb()

    def read(message: Any) -> Facts:
        return _read(version, name, path, message)

    def write(body: Any) -> Any:
        return _write(response, body)

    return RpcMethod("gemini", request, name == "StreamGenerateContent", read, write)


def _read(version: str, name: str, path: str, message: Any) -> Facts:
    body = json_format.MessageToDict(message)
    verb = _VERBS[name]
    resource = f"{body.get('model', '')}:{verb}" if verb else body.get("name", "models")
    facts = gemini.read("POST" if verb else "GET", f"/{version}/{resource}", {"alt": "sse"}, body)
    return replace(facts, path=path, rpc=True)


def _write(response: Any, body: Any) -> Any:
    try:
        message = json_format.ParseDict(body, response(), ignore_unknown_fields=True)
    except json_format.ParseError as problem:
        raise NotTellable(f"{response.DESCRIPTOR.name} has no form for it: {problem}.") from problem
    lost = _reasons(body) - _reasons(json_format.MessageToDict(message))
    if lost or not message.ByteSize():
        what = " and ".join(sorted(lost)) or "such answer"
        raise NotTellable(f"{response.DESCRIPTOR.name} of the installed google-ai-generativelanguage has no {what}.")
    return message


def _reasons(body: Any) -> set[str]:
    """The finish and block reasons in an answer: the package may be older than some."""
    if not isinstance(body, dict):
        return set()
    feedback = body.get("promptFeedback") or {}
    found = {candidate.get("finishReason") for candidate in body.get("candidates") or ()}
    return {reason for reason in (*found, feedback.get("blockReason")) if reason}
