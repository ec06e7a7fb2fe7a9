"""aiohttp as google-genai's asynchronous transport: its requests inside an operation are attempts."""

from __future__ import annotations

from functools import partial
from typing import Any

from wrapt import ObjectProxy

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.transports.attempts import async_attempt, async_send
from genai_triage.telemetry.attempt import Attempt, Response
from genai_triage.telemetry.current import attempt_at, current_operation
from genai_triage.telemetry.request import netloc_of


def _start(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    operation = current_operation()
    # The raw layer starts the attempts of its own calls, as it may be there without an SDK's.
    return None if operation is None or operation.client is not None else _begun(session, args, kwargs)


def _begun(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    url = str(args[1] if len(args) > 1 else kwargs.get("str_or_url", ""))

    def netloc() -> str:
        return netloc_of(url) or netloc_of(str(getattr(session, "_base_url", None) or "")) or ""

    sent = kwargs.get("data")
    sent = kwargs.get("json") if sent is None else sent
    headers = kwargs.get("headers")
    attempt = attempt_at(
        "aiohttp", netloc, sent, headers=headers, url=url, client=session, is_stream=lambda: "alt=sse" in url
    )
    operation = None if attempt is None else current_operation()
    if operation is not None and operation.fingerprints is not None:
        auth = kwargs.get("auth")
        operation.authorized_with(session.headers if auth is None else {"authorization": auth.encode()})
    return attempt


def _note(attempt: Attempt, answer: Any) -> None:
    if attempt.expects_stream and answer.status < 400:
        attempt.request = None  # nobody else keeps it while a stream is read
    read_body = partial(getattr, answer, "_body", None)
    attempt.on_response(Response(answer.status, answer.headers, answer.url, read_body))
    if attempt.expects_stream and answer.status < 400:
        answer.content = _Tailed(answer.content, attempt)


class _Tailed(ObjectProxy):  # type: ignore[type-arg]
    """A stream reader that remembers the last two pieces, for an error object that the SDK drops."""

    def __init__(self, wrapped: Any, attempt: Attempt) -> None:
        super().__init__(wrapped)
        self._self_attempt = attempt

    # The reader's own iterators, made to read through the proxy.

    def __aiter__(self) -> Any:
        return type(self.__wrapped__).__aiter__(self)

    def iter_any(self) -> Any:
        return type(self.__wrapped__).iter_any(self)

    def iter_chunked(self, *args: Any, **kwargs: Any) -> Any:
        return type(self.__wrapped__).iter_chunked(self, *args, **kwargs)

    async def read(self, *args: Any) -> bytes:
        return self._self_noted(await self.__wrapped__.read(*args))

    async def readany(self) -> bytes:
        return self._self_noted(await self.__wrapped__.readany())

    async def readline(self, *args: Any, **kwargs: Any) -> bytes:
        return self._self_noted(await self.__wrapped__.readline(*args, **kwargs))

    def _self_noted(self, piece: bytes) -> bytes:
        if piece:
            self._self_attempt.tail = (self._self_attempt.tail[1], piece)
        return piece


def _begun_raw(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    operation = current_operation()
    return _begun(session, args, kwargs) if operation is not None and operation.client is session else None


def _note_raw(attempt: Attempt, answer: Any) -> None:
    if answer.status < 400:
        attempt.request = None  # the application may read the answer whenever it likes
    _note(attempt, answer)


raw_attempt = async_attempt(_begun_raw, _note_raw)

PATCHES = (Patch("aiohttp", "ClientSession._request", async_send(_start, _note)),)
