"""Causes of failures that have no answer: the name, the connection, TLS, the stream, the client's own time limits.

Sources: the exception classes of httpx, httpx2, httpcore, aiohttp, requests, urllib3, websockets, grpc and the
standard library. They belong to no provider.
"""

from __future__ import annotations

from typing import Final

from .model import Cause, Example, FailureClass, Owner, Signal

_HTTPX: Final = "https://www.python-httpx.org/exceptions/"
_TIMEOUTS: Final = "https://www.python-httpx.org/advanced/timeouts/"
_SSL: Final = "https://www.python-httpx.org/advanced/ssl/"
_PROXIES: Final = "https://www.python-httpx.org/advanced/proxies/"
_CERTIFICATES: Final = "https://developers.sber.ru/docs/ru/gigachat/certificates"
_OS: Final = "https://docs.python.org/3/library/exceptions.html#os-exceptions"

_ANY: Final = ("builtins.Exception",)
_GATEWAY: Final = ("UNAVAILABLE", "503", "UNKNOWN", "INTERNAL", "500")


def _any_package(*names: str) -> tuple[str, ...]:
    """Classes that httpx, its forks, httpcore and others share by name."""
    return tuple(f"*.{name}" for name in names)


_TLS_UNTRUSTED_TEXT: Final = (
    "certificate_verify_failed",
    "certificate verify failed",
    "self-signed certificate",
    "self signed certificate",
    "unable to get local issuer certificate",
    "unable to get issuer certificate",
    "certificate has expired",
    "hostname mismatch",
    "doesn't match either of",
    "certificate is not valid for",
    "ip address mismatch",
    "unknown ca",
    "certificate signed by unknown",
    "unable to verify the first certificate",
)
_DNS_TEXT: Final = (
    "getaddrinfo",
    "name or service not known",
    "nodename nor servname",
    "temporary failure in name resolution",
    "no address associated with hostname",
    "name resolution",
    "failed to resolve",
    "dns resolution failed",
    "dns lookup failed",
    "could not resolve host",
    "could not contact dns servers",
    "domain name not found",
    "nameresolutionerror",
    "no such host",
)
_REFUSED_TEXT: Final = (
    "connection refused",
    "actively refused",
    "connectionrefused",
    "connect call failed",
    "econnrefused",
    "errno 111]",
    "winerror 10061",
    "errno 61]",
)
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
_UNREACHABLE_TEXT: Final = (
    "network is unreachable",
    "no route to host",
    "host is unreachable",
    "host unreachable",
    "network is down",
    "host is down",
    "enetunreach",
    "ehostunreach",
)

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="network.tls_untrusted",
        failure_class=FailureClass.NETWORK,
        owner=Owner.CALLER,
        retryable=False,
        fix="Give the client the root certificate it lacks: the Russian Trusted Root CA (`ca_bundle_file`) for "
        "GigaChat, your proxy's own CA (SSL_CERT_FILE) elsewhere.",
        doc=_CERTIFICATES,
        source="observed: CERTIFICATE_VERIFY_FAILED",
        signals=(
            Signal(exception=("ssl.SSLCertVerificationError", "aiohttp.ClientConnectorCertificateError")),
            Signal(exception=_ANY, text=_TLS_UNTRUSTED_TEXT),
            Signal(status=_GATEWAY, text=_TLS_UNTRUSTED_TEXT),
        ),
        example=Example(
            fault="tls_untrusted",
            exception="httpx.ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed "
            "certificate in certificate chain (_ssl.c:1000)",
        ),
    ),
    Cause(
        id="network.tls_failed",
        failure_class=FailureClass.NETWORK,
        fix="Check that no proxy or firewall breaks TLS on the way and that both ends share a TLS version.",
        doc=_SSL,
        source="observed: UNEXPECTED_EOF_WHILE_READING, WRONG_VERSION_NUMBER",
        signals=(
            Signal(
                exception=(
                    "ssl.SSLError",
                    "aiohttp.ClientConnectorSSLError",
                    "aiohttp.ClientSSLError",
                    "requests.SSLError",
                    "urllib3.SSLError",
                ),
                general=True,
            ),
            Signal(
                exception=_ANY,
                text=(
                    "[ssl:",
                    "[ssl]",
                    "_ssl.c",
                    "ssl handshake",
                    "tls handshake",
                    "sslerror",
                    "ssl error",
                    "wrong_version_number",
                    "unexpected_eof_while_reading",
                    "eof occurred in violation of protocol",
                ),
            ),
            Signal(status=_GATEWAY, text=("ssl handshake", "handshake failed", "ssl_error", "tls handshake", "tsi_")),
        ),
        example=Example(
            exception="httpx.ConnectError: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol "
            "(_ssl.c:1000)"
        ),
    ),
    Cause(
        id="network.dns",
        failure_class=FailureClass.NETWORK,
        fix="Check the host name in the base URL and this machine's DNS: the name does not resolve.",
        doc=_HTTPX,
        source="observed: getaddrinfo failed",
        signals=(
            Signal(
                exception=(
                    "socket.gaierror",
                    "socket.herror",
                    "urllib3.NameResolutionError",
                    "aiohttp.ClientConnectorDNSError",
                )
            ),
            Signal(exception=_ANY, text=_DNS_TEXT),
            Signal(status=_GATEWAY, text=_DNS_TEXT),
        ),
        example=Example(fault="dns", exception="httpx.ConnectError: [Errno -2] Name or service not known"),
    ),
    Cause(
        id="network.connect_timeout",
        failure_class=FailureClass.NETWORK,
        fix="Open the way to the host and port (9443 for GigaChat's token endpoint) in firewall and VPN: the "
        "connection is never answered.",
        doc=_TIMEOUTS,
        source="observed: ConnectTimeout",
        signals=(
            Signal(
                exception=(
                    *_any_package("ConnectTimeout"),
                    "requests.ConnectTimeout",
                    "urllib3.ConnectTimeoutError",
                    "aiohttp.ConnectionTimeoutError",
                )
            ),
            Signal(
                exception=_ANY,
                text=(
                    "connection timeout to host",
                    "connect timeout",
                    "timed out during opening handshake",
                    "connection timed out",
                    "handshake operation timed out",
                    "errno 110]",
                    "errno 60]",
                    "winerror 10060",
                    "etimedout",
                    "timed out. (connect timeout",
                ),
            ),
            Signal(
                status=("UNAVAILABLE", "503"), text=("connection timed out", "ssl_handshake_timeout", "connect timeout")
            ),
        ),
        example=Example(fault="connect_stall", exception="httpx.ConnectTimeout: timed out"),
    ),
    Cause(
        id="network.refused",
        failure_class=FailureClass.NETWORK,
        fix="Check the host and port of the base URL and any proxy: nothing listens there.",
        doc=_HTTPX,
        source="observed: connection refused",
        signals=(
            Signal(exception=("builtins.ConnectionRefusedError",)),
            Signal(exception=_ANY, text=_REFUSED_TEXT),
            Signal(status=("UNAVAILABLE",), text=_REFUSED_TEXT),
        ),
        example=Example(fault="refuse", exception="httpx.ConnectError: [Errno 111] Connection refused"),
    ),
    Cause(
        id="network.unreachable",
        failure_class=FailureClass.NETWORK,
        fix="Check this machine's network, VPN and IPv6 routes: there is no way to the host.",
        doc=_OS,
        source="observed: network is unreachable",
        signals=(
            Signal(exception=_ANY, text=_UNREACHABLE_TEXT),
            Signal(status=("UNAVAILABLE",), text=_UNREACHABLE_TEXT),
        ),
        example=Example(exception="httpx.ConnectError: [Errno 101] Network is unreachable"),
    ),
    Cause(
        id="network.proxy",
        failure_class=FailureClass.NETWORK,
        fix="Check HTTPS_PROXY and the proxy's credentials: the proxy refuses the connection.",
        doc=_PROXIES,
        source="observed: ProxyError",
        signals=(
            Signal(
                exception=(
                    *_any_package("ProxyError"),
                    "requests.ProxyError",
                    "urllib3.ProxyError",
                    "aiohttp.ClientProxyConnectionError",
                    "aiohttp.ClientHttpProxyError",
                    "websockets.ProxyError",
                    "websockets.InvalidProxy",
                    "websockets.InvalidProxyStatus",
                )
            ),
            Signal(
                exception=_ANY,
                text=(
                    "tunnel connection failed",
                    "proxyerror",
                    "proxy authentication required",
                    "unable to connect to proxy",
                    "cannot connect to proxy",
                ),
            ),
        ),
        example=Example(exception="httpx.ProxyError: 407 Proxy Authentication Required"),
    ),
    Cause(
        id="network.stream_cut",
        failure_class=FailureClass.NETWORK,
        fix="Retry, and check proxies that close long connections: the answer broke off before its end.",
        doc=_HTTPX,
        source="observed: incomplete chunked read; a stream without any finish reason",
        signals=(
            Signal(fact=("stream_cut",)),
            Signal(
                exception=(
                    *_any_package("RemoteProtocolError"),
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
            Signal(exception=_ANY, text=_CUT_TEXT),
            Signal(close=(1000, 1001, 1005, 1006, 1014)),
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
        fix="Retry, and check firewalls and proxies on the way: the connection was reset.",
        doc=_HTTPX,
        source="observed: connection reset by peer",
        signals=(
            Signal(
                exception=(
                    "builtins.ConnectionResetError",
                    "builtins.ConnectionAbortedError",
                    "builtins.BrokenPipeError",
                    "aiohttp.ClientConnectionResetError",
                    *_any_package("ReadError", "WriteError", "CloseError"),
                    "anyio.BrokenResourceError",
                    "anyio.ClosedResourceError",
                )
            ),
            Signal(exception=_ANY, text=_RESET_TEXT),
            Signal(status=("UNAVAILABLE", "UNKNOWN"), text=_RESET_TEXT),
        ),
        example=Example(fault="reset", exception="httpx.ReadError: [Errno 104] Connection reset by peer"),
    ),
    Cause(
        id="network.connect_failed",
        failure_class=FailureClass.NETWORK,
        fix="Check the base URL, DNS, proxy and firewall: no connection to the host came about.",
        doc=_HTTPX,
        source="observed: ConnectError without a known reason",
        signals=(
            Signal(
                exception=(
                    *_any_package("ConnectError"),
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
                exception=_ANY,
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
    Cause(
        id="network.read_timeout",
        failure_class=FailureClass.TIMEOUT,
        fix="Raise the client's read timeout or stream the answer: the service took longer than the client waits.",
        doc=_TIMEOUTS,
        source="observed: ReadTimeout",
        signals=(
            Signal(
                exception=(
                    *_any_package("ReadTimeout"),
                    "requests.ReadTimeout",
                    "urllib3.ReadTimeoutError",
                    "aiohttp.SocketTimeoutError",
                )
            ),
            Signal(
                exception=_ANY,
                text=(
                    "read operation timed out",
                    "read timed out",
                    "read timeout",
                    "timeout on reading data from socket",
                    "keepalive ping timeout",
                ),
            ),
        ),
        example=Example(fault="stall", exception="httpx.ReadTimeout: The read operation timed out"),
    ),
    Cause(
        id="network.write_timeout",
        failure_class=FailureClass.TIMEOUT,
        fix="Raise the client's write timeout or send a smaller request: the upload took too long.",
        doc=_TIMEOUTS,
        source="observed: WriteTimeout",
        signals=(
            Signal(exception=_any_package("WriteTimeout")),
            Signal(exception=_ANY, text=("write operation timed out",)),
        ),
        example=Example(exception="httpx.WriteTimeout: The write operation timed out"),
    ),
    Cause(
        id="network.pool_timeout",
        failure_class=FailureClass.TIMEOUT,
        owner=Owner.CALLER,
        fix="Raise the client's connection limits or run fewer calls at once: every connection of the pool was busy.",
        doc=_TIMEOUTS,
        source="observed: PoolTimeout",
        signals=(Signal(exception=(*_any_package("PoolTimeout"), "urllib3.EmptyPoolError")),),
        example=Example(exception="httpx.PoolTimeout: "),
    ),
    Cause(
        id="network.timeout",
        failure_class=FailureClass.TIMEOUT,
        fix="Raise the client's timeout or shorten the task: the call took longer than the client waits.",
        doc=_TIMEOUTS,
        source="observed: TimeoutError",
        signals=(
            Signal(
                exception=(
                    "builtins.TimeoutError",
                    "asyncio.TimeoutError",
                    "concurrent.TimeoutError",
                    "socket.timeout",
                    *_any_package("TimeoutException"),
                    "requests.Timeout",
                    "urllib3.TimeoutError",
                    "aiohttp.ServerTimeoutError",
                    "openai.APITimeoutError",
                    "google.APITimeoutError",
                    "*.TimeoutError",
                    "google.RetryError",
                    "grpc.FutureTimeoutError",
                ),
                general=True,
            ),
            Signal(exception=_ANY, text=("timed out", "deadline exceeded")),
        ),
        example=Example(exception="builtins.TimeoutError: "),
    ),
    Cause(
        id="network.live_handshake",
        failure_class=FailureClass.NETWORK,
        fix="Check the key, the model and any proxy: the WebSocket handshake was refused.",
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
        fix="Log the raw answer: the service sent another content type than the event stream that was asked for.",
        doc=_HTTPX,
        source="observed: httpx.TransportError of the GigaChat SDK on a JSON answer to a stream request",
        signals=(Signal(exception=_ANY, text=("expected response content-type to be",)),),
        example=Example(
            exception="httpx.TransportError: Expected response Content-Type to be 'text/event-stream', got "
            "'application/json'"
        ),
    ),
    Cause(
        id="network.unparsable",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        fix="Log the raw answer: the service, or a proxy in front of it, sent something other than the JSON that was "
        "promised.",
        doc=_HTTPX,
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
                    *_any_package("DecodingError"),
                    "requests.ContentDecodingError",
                    "urllib3.DecodeError",
                    "orjson.JSONDecodeError",
                )
            ),
            Signal(
                exception=_ANY,
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
        fix="Retry, and look at the exception's text for what broke between this machine and the service.",
        doc=_HTTPX,
        source="general: any other exception of an HTTP, WebSocket or gRPC library",
        signals=(
            Signal(
                exception=(
                    *_any_package(
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
