"""The methods of the GenAI services over gRPC: what a call is named, where it goes, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from genai_triage.evidence import sdk_object
from genai_triage.instrumentation.grpc import messages
from genai_triage.patterns import late
from genai_triage.taxonomy.model import Provider
from genai_triage.taxonomy.vendors import GEMINI_API, Service, service_of_method
from genai_triage.telemetry import names
from genai_triage.telemetry.request import Request, Server
from genai_triage.telemetry.target import Read, Target

_DEFAULT_PORT = 443
_TARGET = late(
    r"(?:(?:dns|xds|google-c2p|passthrough):(?://[^/]*/)?|ipv[46]:)?"
    r"(?P<host>\[[^\]]*\]|[^:,/]*)(?::(?P<port>\d{1,5}))?(?:,.*)?"
)
_VERSION = late(r"\.(v\d\w*)\.")
_METHOD = late(r"[A-Z][A-Za-z]{1,59}")
_WORD = late(r"(?<=[a-z0-9])(?=[A-Z])")

_OPERATIONS = {
    "GenerateContent": "generate_content",
    "StreamGenerateContent": "generate_content",
    "BidiGenerateContent": "generate_content",
    "Chat": "chat",
    "ChatStream": "chat",
    "EmbedContent": "embeddings",
    "BatchEmbedContents": "embeddings",
    "RetrieveModel": "get_model",
    "WaitOperation": "get_operation",
}
"""`gen_ai.operation.name` by method; for the others the method's own name in snake case."""
_READERS: dict[str, Read] = {
    "GenerateContent": sdk_object.read_gemini_message,
    "StreamGenerateContent": sdk_object.read_gemini_message,
    "Chat": sdk_object.read_gigachat_message,
    "ChatStream": sdk_object.read_gigachat_message,
    "EmbedContent": sdk_object.read_embeddings_message,
    "BatchEmbedContents": sdk_object.read_embeddings_message,
    "GetOperation": sdk_object.read_job_message,
    "WaitOperation": sdk_object.read_job_message,
}
_OPTIONS: dict[Provider, Callable[[Any], dict[str, Any]]] = {
    "gemini": messages.gemini_options,
    "gigachat": messages.gigachat_options,
}
_FINISHING = frozenset({"StreamGenerateContent", "ChatStream"})


def target_of(path: str, *, is_stream: bool) -> Target:
    """How a method is read; the instance of its calls is a multicallable with `_self_server`.

    Args:
        path: full name of the method, `/package.Service/Method`.
        is_stream: whether the answer is a stream.
    """
    name = path.lstrip("/").partition("/")[2]
    owner = service_of(path)
    operation = _OPERATIONS.get(name) or _operation(name)
    options = _OPTIONS[owner.provider]

    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        message = args[0] if args else kwargs.get("request")
        return Request(
            provider=owner.provider,
            provider_name=owner.provider_name,
            operation=operation,
            model=messages.model_in(message, operation),
            server=instance._self_server,
            attributes=options(message),
            stream=is_stream,
            results=messages.texts_in(message) if operation == "embeddings" else 0,
        )

    return Target(describe, _READERS.get(name, sdk_object.read_nothing), finishes=name in _FINISHING)


def _operation(method: str) -> str:
    return _WORD.sub("_", method).lower() if _METHOD.fullmatch(method) else names.OTHER_OPERATION


def service_of(path: str) -> Service:
    """Whose method it is; of a method that is nobody's, Gemini's."""
    return service_of_method(path) or GEMINI_API


def api_version_of(path: str) -> str | None:
    """`v1beta` of `/google.ai.generativelanguage.v1beta.GenerativeService/GenerateContent`."""
    version = _VERSION.search(path)
    return version[1] if version else None


@lru_cache(maxsize=256)
def server_of_target(target: str, api_version: str | None) -> Server:
    """Reads a channel's target.

    Args:
        target: as it was given to the channel: `host`, `host:port`, `dns:///host:port`, `unix:/path` …; empty if it
            is not known.
        api_version: of the service that is called.
    """
    if not target:
        return Server(None, None, (), api_version)
    if target.startswith("unix"):
        return Server(target.partition(":")[2], None, (target,), api_version)
    found = _TARGET.fullmatch(target)
    if found is None or not found["host"]:
        return Server(None, None, (target,), api_version)
    port = int(found["port"] or _DEFAULT_PORT)
    netloc = found["host"] if port == _DEFAULT_PORT else f"{found['host']}:{port}"
    return Server(found["host"].strip("[]"), port, (netloc, target), api_version)
