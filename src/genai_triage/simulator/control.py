"""The control endpoint `/_sim`: causes, requests, schedules, tokens; open to programs of this machine, to no web page.

A page in a browser can send requests to a local port: plain ones straight away, and any others once its own name has
been pointed at this machine (DNS rebinding). So a foreign `Origin` or `Host` is refused, and a body must be JSON.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from genai_triage.simulator.backend import Backend
from genai_triage.simulator.scenarios import scenario
from genai_triage.simulator.schedules import Schedule, ScheduleError

PATH: Final = "/_sim"
_MAX_BODY: Final = 64 * 1024
"""Bytes of a schedule, the only body that is read."""
_JSON: Final = "application/json"
_LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class _Answer(JSONResponse):
    """JSON in ASCII: a lone surrogate in a model's name cannot be sent as UTF-8."""

    def render(self, content: Any) -> bytes:
        """Encodes the content."""
        return json.dumps(content).encode("ascii")


class Guard:
    """Lets in who may steer the simulator."""

    def __init__(self, host: str) -> None:
        """`host`: the address that is listened on; one that other machines reach needs a token."""
        self._names = _LOCAL_NAMES | {host.lower()}
        self.token = "" if is_loopback(host) else secrets.token_urlsafe(24)
        """What a request has to carry as `Authorization: Bearer …`; empty on a loopback address."""

    def refusal(self, request: Request) -> Response | None:
        """Answers a request that is not let in; None for one that is."""
        headers = request.headers
        if not self._is_own(headers.get("host", "")):
            return _error(403, "The Host header names another server; use the simulator's own address.")
        origin = headers.get("origin")
        own = headers.get("host", "").lower()
        if origin is not None and origin.lower() not in (f"http://{own}", f"https://{own}"):
            return _error(403, "The Origin header names another site; a web page may not steer the simulator.")
        if self.token and not self._is_known(headers.get("authorization", "")):
            return _error(401, "Send the token that was printed at the start, as Authorization: Bearer <token>.")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in ("", _JSON):
            return _error(415, f"Send {_JSON}.")
        return None

    def _is_known(self, authorization: str) -> bool:
        return secrets.compare_digest(authorization.encode("utf-8", "replace"), f"Bearer {self.token}".encode())

    def _is_own(self, host: str) -> bool:
        # With a token, the machine may be called by any name: a page that rebinds one does not know the token.
        return bool(self.token) or _name_of(host) in self._names


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def control(backend: Backend, guard: Guard) -> ASGIApp:
    """The endpoint as an ASGI application, to be mounted at `PATH`."""
    router = Router(_routes(backend))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        refusal = guard.refusal(Request(scope))
        await (router if refusal is None else refusal)(scope, receive, send)

    return app


def _routes(backend: Backend) -> list[Route]:
    async def causes(request: Request) -> Response:
        return _Answer([dataclasses.asdict(scenario(cause)) for cause in backend.causes.values()])

    async def requests(request: Request) -> Response:
        return _Answer([dataclasses.asdict(record) for record in backend.records])

    async def schedules(request: Request) -> Response:
        return _Answer([dataclasses.asdict(schedule) for schedule in backend.schedules])

    async def add_schedule(request: Request) -> Response:
        if not request.headers.get("content-type"):
            return _error(415, f"Send {_JSON}.")
        try:
            backend.schedules.add(Schedule.from_mapping(await _json_object(request)))
        except ScheduleError as problem:
            return _error(400, str(problem))
        except ClientDisconnect:
            return Response(status_code=400)
        return await schedules(request)

    return [
        Route("/causes", causes),
        Route("/requests", requests),
        Route("/schedules", schedules, methods=["GET"]),
        Route("/schedules", add_schedule, methods=["POST"]),
        Route("/schedules", _action(backend.schedules.clear), methods=["DELETE"]),
        Route("/schedules/restart", _action(backend.schedules.restart), methods=["POST"]),
        Route("/tokens/expire", _action(backend.tokens.expire_all), methods=["POST"]),
        Route("/reset", _action(backend.reset), methods=["POST"]),
    ]


async def _json_object(request: Request) -> dict[str, Any]:
    """Reads a body that has to be a JSON object.

    Raises:
        ScheduleError: If it is too large, no JSON, nested too deeply, or anything but an object.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            raise ScheduleError(f"A schedule has at most {_MAX_BODY} bytes.")
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise ScheduleError("The body is not JSON.") from None
    if not isinstance(values, dict):
        raise ScheduleError("A schedule is a JSON object.")
    return values


def _action(act: Callable[[], None]) -> Callable[[Request], Awaitable[Response]]:
    async def run(request: Request) -> Response:
        act()
        return Response(status_code=204)

    return run


def _error(status: int, sentence: str) -> Response:
    return _Answer({"error": sentence}, status_code=status)
