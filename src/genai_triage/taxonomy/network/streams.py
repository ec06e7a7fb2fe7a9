"""Causes of answers that came and could not be read, and the general row of all transports."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal

from .common import ANY, HTTPX, any_package

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="network.live_handshake",
        failure_class=FailureClass.NETWORK,
        doc="https://ai.google.dev/gemini-api/docs/live-session",
        source="observed: websockets.exceptions.InvalidStatus without a readable status",
        signals=(
            Signal(
                exception=(
                    "websockets.InvalidStatus",
                    "websockets.InvalidStatusCode",
                    "websockets.InvalidMessage",
                    "aiohttp.WSServerHandshakeError",
                ),
                general=True,
            ),
        ),
        example=Example(exception="websockets.exceptions.InvalidMessage: did not receive a valid HTTP response"),
    ),
    Cause(
        id="network.unusable_stream",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=HTTPX,
        source="observed: httpx.TransportError of the GigaChat SDK on a JSON answer to a stream request",
        signals=(Signal(exception=ANY, text=("expected response content-type to be",)),),
        example=Example(
            exception="httpx.TransportError: Expected response Content-Type to be 'text/event-stream', got "
            "'application/json'"
        ),
    ),
    Cause(
        id="network.unparsable",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=HTTPX,
        source="observed: UnknownApiResponseError, JSONDecodeError, a 200 that holds an HTML page",
        signals=(
            Signal(fact=("unparsable", "html", "empty_body", "error_without_code")),
            Signal(
                exception=(
                    "google.UnknownApiResponseError",
                    "google.ResponseValidationError",
                    "google.APIResponseValidationError",
                    "openai.APIResponseValidationError",
                    "google.BrokenResponseError",
                    "google.IncompleteIterationError",
                    "json.JSONDecodeError",
                    "requests.JSONDecodeError",
                    "simplejson.JSONDecodeError",
                    "aiohttp.ContentTypeError",
                    "builtins.UnicodeDecodeError",
                    *any_package("DecodingError"),
                    "requests.ContentDecodingError",
                    "urllib3.DecodeError",
                    "orjson.JSONDecodeError",
                )
            ),
            Signal(
                exception=ANY,
                text=(
                    "failed to parse response",
                    "expecting value: line",
                    "error parsing response",
                    "invalid json response",
                    "unable to parse response",
                    "could not parse response",
                    "unexpected token <",
                    "unterminated string starting at",
                    "can only parse array of json objects",
                    "unfinished stream: ",
                ),
            ),
        ),
        example=Example(
            exception="google.genai.errors.UnknownApiResponseError: Failed to parse response as JSON. Raw response: "
            "<html>captive</html>"
        ),
    ),
    Cause(
        id="network.transport",
        failure_class=FailureClass.NETWORK,
        doc=HTTPX,
        source="general: any other exception of an HTTP, WebSocket or gRPC library",
        signals=(
            Signal(
                exception=(
                    *any_package(
                        "TransportError",
                        "NetworkError",
                        "ProtocolError",
                        "TooManyRedirects",
                        "RequestError",
                        "StreamError",
                    ),
                    "aiohttp.ClientError",
                    "requests.RequestException",
                    "urllib3.HTTPError",
                    "websockets.WebSocketException",
                    "aiohttp.WebSocketError",
                    "urllib.URLError",
                    "builtins.OSError",
                    "anyio.WouldBlock",
                    "http.HTTPException",
                    "h2.H2Error",
                ),
                general=True,
            ),
        ),
        example=Example(exception="httpx.NetworkError: "),
    ),
)
