"""What a call of google-genai asks for: read off the resource that the method belongs to, and its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from genai_triage.taxonomy.vendors import GEMINI_API, VERTEX_AI
from genai_triage.telemetry import runtime
from genai_triage.telemetry.request import Request, Server, least_of, model_of, server_of


def request_of(
    instance: Any,
    operation: str,
    *,
    model: Any = None,
    config: Mapping[str, Any] | None = None,
    attributes: dict[str, Any] | None = None,
    stream: bool = False,
) -> Request:
    """Describes a call of a method of `instance`, a resource of the SDK's client."""
    try:
        client = instance._api_client
        options, is_vertex = client._http_options, client.vertexai
        base_url, api_version = options.base_url, options.api_version
    except AttributeError:  # a resource that has another client, or a version of the SDK that names them otherwise
        client = getattr(instance, "_api_client", None)
        options, is_vertex = getattr(client, "_http_options", None), getattr(client, "vertexai", False)
        base_url, api_version = getattr(options, "base_url", None), getattr(options, "api_version", None)
    asked = config.get("http_options") if config else None
    if asked is not None:
        own = fields_of(asked)
        base_url, api_version = own.get("base_url") or base_url, own.get("api_version") or api_version
    base_url = base_url or _next_url(instance) or ""
    is_vertex = is_vertex or (client is None and "aiplatform" in base_url)
    service = VERTEX_AI if is_vertex else GEMINI_API
    return Request(  # by position: names of arguments would cost as much again
        service.provider,
        service.provider_name,
        operation,
        model_of(model),
        _server(base_url, api_version),
        {} if attributes is None else attributes,
        stream,
        partial(_credential_of, client) if runtime.wants_credentials() else None,
    )


def _credential_of(client: Any) -> str | None:
    """What a client of Vertex AI has its tokens for: the id of a service account's key, or a user's refresh token."""
    credentials = getattr(client, "_credentials", None)
    key = getattr(getattr(credentials, "signer", None), "key_id", None)
    found = getattr(credentials, "refresh_token", None) if key is None else key
    return found if isinstance(found, str) else None


def _next_url(instance: Any) -> str | None:
    """The address of a resource that has a client of its own, of which each generation has another kind."""
    configured = getattr(getattr(instance, "sdk_configuration", None), "server_url", None)
    if configured:
        return str(configured)
    former = getattr(getattr(instance, "_client", None), "base_url", None)
    return None if former is None else str(former)


least = partial(least_of, GEMINI_API)


def fields_of(config: Any) -> Mapping[str, Any]:
    """Returns a config's fields without dumping it: a pydantic model keeps them in its `__dict__`."""
    if config is None:
        return {}
    return config if type(config) is dict or isinstance(config, Mapping) else getattr(config, "__dict__", {})


@lru_cache(maxsize=64)
def _server(base_url: str, api_version: str | None) -> Server:
    return replace(server_of(base_url), api_version=api_version)
