"""Causes that end a connection: cut, reset, or failed without a word why."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal

from .common import ANY, HTTPX, any_package

_RESET_TEXT: Final = (
    "connection reset",
    "reset by peer",
    "forcibly closed",
    "broken pipe",
    "connection aborted",
    "econnreset",
    "socket hang up",
    "socket closed",
    "goaway",
    "rst_stream",
    "winerror 10054",
    "winerror 10053",
    "connection was aborted",
    "software caused connection abort",
    "connectionterminated",
    "stream removed",
)
_CUT_TEXT: Final = (
    "incomplete chunked read",
    "incomplete read",
    "incompleteread",
    "peer closed connection",
    "server disconnected",
    "without sending complete message body",
    "without sending a response",
    "response payload is not completed",
    "connection broken",
    "remote end closed connection",
    "premature",
    "response ended prematurely",
    "no close frame received",
    "transferencodingerror",
    "contentlengtherror",
    "connection closed unexpectedly",
    "connection lost",
)

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="network.stream_cut",
        failure_class=FailureClass.NETWORK,
        doc=HTTPX,
        source="observed: incomplete chunked read; a stream without any finish reason",
        signals=(
            Signal(fact=("stream_cut",)),
            Signal(
                exception=(
                    *any_package("RemoteProtocolError"),
                    "aiohttp.ServerDisconnectedError",
                    "aiohttp.ClientPayloadError",
                    "requests.ChunkedEncodingError",
                    "urllib3.IncompleteRead",
                    "http.IncompleteRead",
                    "http.RemoteDisconnected",
                    "asyncio.IncompleteReadError",
                    "websockets.ConnectionClosedError",
                    "websockets.ConnectionClosed",
                    "h11.RemoteProtocolError",
                    "h2.ProtocolError",
                    "anyio.IncompleteRead",
                    "anyio.EndOfStream",
                    "aiohttp.EofStream",
                    "builtins.EOFError",
                )
            ),
            Signal(exception=ANY, text=_CUT_TEXT),
            Signal(close=(1001, 1005, 1006, 1014)),
        ),
        example=Example(
            fault="cut",
            exception="httpx.RemoteProtocolError: peer closed connection without sending complete message body "
            "(incomplete chunked read)",
        ),
    ),
    Cause(
        id="network.reset",
        failure_class=FailureClass.NETWORK,
        doc=HTTPX,
        source="observed: connection reset by peer",
        signals=(
            Signal(
                exception=(
                    "builtins.ConnectionResetError",
                    "builtins.ConnectionAbortedError",
                    "builtins.BrokenPipeError",
                    "aiohttp.ClientConnectionResetError",
                    *any_package("ReadError", "WriteError", "CloseError"),
                    "anyio.BrokenResourceError",
                    "anyio.ClosedResourceError",
                )
            ),
            Signal(exception=ANY, text=_RESET_TEXT),
            Signal(status=("UNAVAILABLE", "UNKNOWN"), text=_RESET_TEXT),
        ),
        example=Example(fault="reset", exception="httpx.ReadError: [Errno 104] Connection reset by peer"),
    ),
    Cause(
        id="network.connect_failed",
        failure_class=FailureClass.NETWORK,
        doc=HTTPX,
        source="observed: ConnectError without a known reason",
        signals=(
            Signal(
                exception=(
                    *any_package("ConnectError"),
                    "aiohttp.ClientConnectorError",
                    "aiohttp.ClientConnectionError",
                    "requests.ConnectionError",
                    "urllib3.NewConnectionError",
                    "urllib3.MaxRetryError",
                    "builtins.ConnectionError",
                    "openai.APIConnectionError",
                    "google.APIConnectionError",
                    "google.NoResponseError",
                    "websockets.InvalidHandshake",
                ),
                general=True,
            ),
            Signal(
                exception=ANY,
                text=(
                    "all connection attempts failed",
                    "failed to establish a new connection",
                    "cannot connect to host",
                    "failed to connect",
                    "connection error",
                    "couldn't connect",
                    "could not connect",
                    "max retries exceeded",
                ),
                general=True,
            ),
            Signal(
                status=("UNAVAILABLE", "503"),
                text=(
                    "failed to connect",
                    "no connection established",
                    "connections to all backends failing",
                    "channel closed",
                    "connection closed",
                    "tcp handshaker shutdown",
                    "transport closed",
                    "transport is closing",
                    "keepalive",
                    "recvmsg",
                    "connection error",
                    "channel is shutting down",
                    "endpoint closing",
                ),
            ),
        ),
        example=Example(exception="httpx.ConnectError: All connection attempts failed"),
    ),
)
