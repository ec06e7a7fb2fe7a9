"""The network: a stub that answers at once, and tells when a request or a piece of a stream passes; or a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import answers, server

Mark = Callable[[], None]


class Wire:
    """Answers every request with one status and body; `body` may make a new one for each request."""

    def __init__(self, module: Any, status: int, body: bytes | Callable[[], bytes], kind: str = "application/json"):
        self._module = module
        self._status = status
        self._body = body
        self._headers = {"content-type": kind}
        self.mark: Mark = _nobody
        self.address: str | None = None
        """Where the SDK has to send to; None: where it does anyway."""

    def client(self) -> Any:
        """A client of httpx or httpx2 on this wire."""
        return self._module.Client(transport=self._module.MockTransport(self._answer))

    def async_client(self) -> Any:
        """The same, asynchronous."""
        return self._module.AsyncClient(transport=self._module.MockTransport(self._answer))

    def _answer(self, request: Any) -> Any:
        self.mark()
        body = self._body if isinstance(self._body, bytes) else self._body()
        return self._module.Response(self._status, headers=self._headers, content=body)


class StreamWire(Wire):
    """Answers with a stream, a piece for every chunk."""

    def __init__(self, module: Any):
        super().__init__(module, 200, b"", "text/event-stream")
        wire = self

        class Pieces(module.SyncByteStream):  # type: ignore[misc]
            def __iter__(self) -> Iterator[bytes]:
                for piece in answers.PIECES:
                    wire.mark()
                    yield piece
                wire.mark()

        self._pieces = Pieces

    def _answer(self, request: Any) -> Any:
        return self._module.Response(200, headers=self._headers, stream=self._pieces())


class SocketWire(Wire):
    """The library's own transport, to the server of the benchmarks."""

    def __init__(self, module: Any, kind: server.Kind):
        super().__init__(module, 200, b"")
        self.address = f"{server.address()}/{kind}"

    def client(self) -> Any:
        return self._module.Client()

    def async_client(self) -> Any:
        return self._module.AsyncClient()


def _nobody() -> None:
    """Is told in the runs that are measured."""
