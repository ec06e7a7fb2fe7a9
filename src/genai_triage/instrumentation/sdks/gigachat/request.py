"""What a call of gigachat asks for: read off the client, its settings and the call's arguments."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Final

from genai_triage.instrumentation.sdks.gigachat.balance import BalancePoller
from genai_triage.instrumentation.wishes import reasoning_level
from genai_triage.taxonomy.vendors import GIGACHAT_API
from genai_triage.telemetry import names, runtime
from genai_triage.telemetry.request import Request, Server, least_of, server_of

PROVIDER_NAME: Final = GIGACHAT_API.provider_name
MODULE: Final = "gigachat.client"
_balance = BalancePoller(PROVIDER_NAME)

_OPTIONS: Final = (
    ("temperature", names.REQUEST_TEMPERATURE),
    ("top_p", names.REQUEST_TOP_P),
    ("max_tokens", names.REQUEST_MAX_TOKENS),
)


def request_of(
    client: Any,
    operation: str,
    model: Any = None,
    *,
    attributes: dict[str, Any] | None = None,
    thread: Any = None,
    stream: bool = False,
    version: str | None = None,
) -> Request:
    """Describes a call; `thread` is the id of the thread that it continues."""
    settings = getattr(client, "_settings", None)
    _balance.watch(client)
    attributes = {} if attributes is None else attributes
    if isinstance(thread, str) and thread:
        attributes[names.CONVERSATION_ID] = thread
    return Request(  # by position: names of arguments would cost as much again
        GIGACHAT_API.provider,
        PROVIDER_NAME,
        operation,
        model if isinstance(model, str) else None,
        _server(
            str(getattr(settings, "base_url", None) or GIGACHAT_API.default_url),
            str(getattr(settings, "auth_url", None) or ""),
            version,
        ),
        attributes,
        stream,
        partial(_credential_of, settings) if runtime.wants_credentials() else None,
    )


def _credential_of(settings: Any) -> str | None:
    """The authorization key of a client, which hands its requests a token."""
    credentials = getattr(settings, "credentials", None)
    return credentials if isinstance(credentials, str) else None


least = partial(least_of, GIGACHAT_API)


def fields_of(payload: Any) -> Mapping[str, Any]:
    """Returns an argument's fields without dumping it; none of a text's."""
    if payload is None or isinstance(payload, str):
        return {}
    return payload if type(payload) is dict or isinstance(payload, Mapping) else getattr(payload, "__dict__", {})


def default_model(client: Any) -> Any:
    """Returns the client's model, else the one that versions before 0.2.3 fall back to."""
    model = getattr(getattr(client, "_settings", None), "model", None)
    return model or getattr(sys.modules.get(MODULE), "GIGACHAT_MODEL", None)


def options_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the attributes of the settings that stand in `fields`."""
    options: dict[str, Any] = {}
    if not fields:
        return options
    for name, attribute in _OPTIONS:
        value = fields.get(name)
        if value is not None and isinstance(value, (int, float)):
            options[attribute] = value
    effort = fields.get("reasoning_effort")
    if not effort:
        reasoning = fields.get("reasoning")
        effort = None if reasoning is None else fields_of(reasoning).get("effort")
    if effort is not None and (level := reasoning_level(effort)) is not None:
        options[names.REQUEST_REASONING_LEVEL] = level
    return options


@lru_cache(maxsize=64)
def _server(base_url: str, auth_url: str, version: str | None) -> Server:
    server = server_of(base_url, auth_url)
    return server if version is None else replace(server, api_version=version)
