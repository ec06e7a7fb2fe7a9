"""The HTTP side: routes requests to the backend."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.routing import Mount, WebSocketRoute
from starlette.types import Receive, Scope, Send

from genai_triage.simulator import gemini, gigachat
from genai_triage.simulator.backend import Backend
from genai_triage.simulator.control import PATH, Guard, control
from genai_triage.simulator.exchange import Facts, SimResponse
from genai_triage.simulator.live import LiveSession
from genai_triage.simulator.resources import uploads
from genai_triage.simulator.resources.documents import KINDS
from genai_triage.simulator.scenarios import HEADER, named_by
from genai_triage.simulator.services import SERVICES
from genai_triage.simulator.wire import Pace, deliver
from genai_triage.taxonomy.model import Provider
from genai_triage.taxonomy.vendors import vendor_of

_MAX_BODY = 32 * 1024 * 1024
_GEMINI_VERSIONS = ("v1beta", "v1alpha", "v1beta1")
_COMMON_COLLECTIONS = {"models", "files", "batches"}
"""That both services have."""
_GEMINI_COLLECTIONS = ("projects", "publishers", "interactions", *KINDS.keys() - _COMMON_COLLECTIONS)
_GEMINI_ROOTS = ("upload", "download", "resumable", "$discovery")
_GOOGLE_HEADERS = ("x-goog-api-key", "x-goog-api-client")
_TOKEN_PATHS = ("/oauth", "/token")


@dataclass(frozen=True, slots=True)
class _Call:
    """An HTTP request, read."""

    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes

    @property
    def bearer(self) -> str:
        kind, _, value = self.headers.get("authorization", "").partition(" ")
        return value.strip() if kind.lower() == "bearer" else ""

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def application(backend: Backend, pace: Pace, stopping: asyncio.Event, guard: Guard) -> Starlette:
    """The whole simulator as an ASGI application for a server with `wire.ConnectionProtocol`."""
    return Starlette(
        routes=[
            Mount(PATH, app=control(backend, guard)),
            WebSocketRoute("/ws/{method:path}", LiveSession(backend, pace.stall).serve),
            WebSocketRoute("/{version}/interactions/live", LiveSession(backend, pace.stall).serve),
            Mount("/", app=_Services(backend, pace, stopping)),
        ]
    )


class _Services:
    """Both services; which one is meant stands in the path, and for `/v1/models` in the headers."""

    def __init__(self, backend: Backend, pace: Pace, stopping: asyncio.Event) -> None:
        self._backend = backend
        self._pace = pace
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await _read_body(request)
        except ClientDisconnect:
            return
        headers = {**request.headers, ":scheme": request.url.scheme}
        call = _Call(request.method, request.url.path, headers, request.query_params, body or b"")
        provider = _provider(call)
        if body is None:
            answer = SERVICES[provider].error(413, f"a request may have at most {_MAX_BODY} bytes.")
        else:
            facts = self._backend.known(self._facts(provider, call))
            answer = uploads.ended(facts, self._backend.answer(facts))
        vendor = vendor_of(provider)
        if vendor is not None and vendor.request_id_headers and not call.path.endswith(vendor.token_path):
            answer = _with_request_ids(answer, call, vendor.request_id_headers)
        await deliver(answer, self._pace, self._stopping, scope, receive, send)

    def _facts(self, provider: Provider, call: _Call) -> Facts:
        vendor = vendor_of(provider)
        if vendor is None or not vendor.token_path:
            facts = gemini.read(call.method, call.path, call.query, call.json, call.headers, len(call.body))
            key = call.headers.get("x-goog-api-key") or call.query.get("key") or call.bearer
            facts = replace(facts, credential_cause=named_by(key))
        elif call.method == "POST" and call.path.endswith(_TOKEN_PATHS):
            facts = gigachat.read_token_request(call.path, call.headers, _scope(call.body))
        else:
            facts = gigachat.read(call.method, call.path, call.query, call.json, len(call.body))
            facts = self._backend.with_token(facts, call.bearer)
        return replace(facts, asked=call.headers.get(HEADER, ""))


async def _read_body(request: Request) -> bytes | None:
    """The body; None if it is too large to be kept."""
    body = bytearray()
    async for chunk in request.stream():
        if len(body) <= _MAX_BODY:
            body += chunk
    return bytes(body) if len(body) <= _MAX_BODY else None


def _provider(call: _Call) -> Provider:
    version, _, resource = call.path.lstrip("/").partition("/")
    if version in _GEMINI_VERSIONS or version in _GEMINI_ROOTS:
        return "gemini"
    if version != "v1":
        return "gigachat"
    if resource.partition("/")[0] in _GEMINI_COLLECTIONS or ":" in resource:
        return "gemini"
    is_google = "key" in call.query or any(name in call.headers for name in _GOOGLE_HEADERS)
    return "gemini" if is_google else "gigachat"


def _scope(body: bytes) -> str | None:
    try:
        return parse_qs(body.decode("ascii"), max_num_fields=16).get("scope", [None])[0]
    except (UnicodeDecodeError, ValueError):
        return None


def _with_request_ids(answer: SimResponse, call: _Call, names: tuple[str, ...]) -> SimResponse:
    """The API's answers carry two ids; a gateway's page does not."""
    if answer.content_type.startswith("text/html"):
        return answer
    ids = {name: call.headers.get(name) or str(uuid.uuid4()) for name in names}
    return replace(answer, headers={**ids, **answer.headers})
