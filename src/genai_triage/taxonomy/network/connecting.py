"""Causes that keep a connection from coming about: TLS, DNS, the address, the proxy."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Owner, Signal

from .common import ANY, HTTPX, TIMEOUTS, any_package

_SSL: Final = "https://www.python-httpx.org/advanced/ssl/"
_PROXIES: Final = "https://www.python-httpx.org/advanced/proxies/"
_OS: Final = "https://docs.python.org/3/library/exceptions.html#os-exceptions"
_GATEWAY: Final = ("UNAVAILABLE", "503", "UNKNOWN", "INTERNAL", "500")
_TLS_UNTRUSTED_TEXT: Final = (
    "certificate_verify_failed",
    "certificate verify failed",
    "self-signed certificate",
    "self signed certificate",
    "unable to get local issuer certificate",
    "unable to get issuer certificate",
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
        doc=_SSL,
        source="observed: CERTIFICATE_VERIFY_FAILED",
        signals=(
            Signal(exception=("ssl.SSLCertVerificationError", "aiohttp.ClientConnectorCertificateError")),
            Signal(exception=ANY, text=_TLS_UNTRUSTED_TEXT),
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
        doc=_SSL,
        source="observed: UNEXPECTED_EOF_WHILE_READING",
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
                exception=ANY,
                text=(
                    "[ssl:",
                    "[ssl]",
                    "_ssl.c",
                    "ssl handshake",
                    "tls handshake",
                    "sslerror",
                    "ssl error",
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
        doc=HTTPX,
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
            Signal(exception=ANY, text=_DNS_TEXT),
            Signal(status=_GATEWAY, text=_DNS_TEXT),
        ),
        example=Example(fault="dns", exception="httpx.ConnectError: [Errno -2] Name or service not known"),
    ),
    Cause(
        id="network.connect_timeout",
        failure_class=FailureClass.NETWORK,
        doc=TIMEOUTS,
        source="observed: ConnectTimeout",
        signals=(
            Signal(
                exception=(
                    *any_package("ConnectTimeout"),
                    "requests.ConnectTimeout",
                    "urllib3.ConnectTimeoutError",
                    "aiohttp.ConnectionTimeoutError",
                )
            ),
            Signal(
                exception=ANY,
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
        doc=HTTPX,
        source="observed: connection refused",
        signals=(
            Signal(exception=("builtins.ConnectionRefusedError",)),
            Signal(exception=ANY, text=_REFUSED_TEXT),
            Signal(status=("UNAVAILABLE",), text=_REFUSED_TEXT),
        ),
        example=Example(fault="refuse", exception="httpx.ConnectError: [Errno 111] Connection refused"),
    ),
    Cause(
        id="network.unreachable",
        failure_class=FailureClass.NETWORK,
        doc=_OS,
        source="observed: network is unreachable",
        signals=(
            Signal(exception=ANY, text=_UNREACHABLE_TEXT),
            Signal(status=("UNAVAILABLE",), text=_UNREACHABLE_TEXT),
        ),
        example=Example(exception="httpx.ConnectError: [Errno 101] Network is unreachable"),
    ),
    Cause(
        id="network.proxy",
        failure_class=FailureClass.NETWORK,
        doc=_PROXIES,
        source="observed: ProxyError",
        signals=(
            Signal(
                exception=(
                    *any_package("ProxyError"),
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
                exception=ANY,
                text=(
                    "tunnel connection failed",
                    "proxyerror",
                    "proxy authentication required",
                    "unable to connect to proxy",
                    "cannot connect to proxy",
                ),
            ),
        ),
        example=Example(exception="httpx.ProxyError: 503 Service Unavailable"),
    ),
)
