"""Reaches addresses within a time that is bounded; proxies of the environment are honoured."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit, urlunsplit

SECONDS: Final = 2.0
"""The longest wait for an answer, or for a connection."""
MAX_BYTES: Final = 8_000_000
_PORTS: Final = {"http": 80, "https": 443}


class Unreachable(Exception):
    """An address that does not answer; the message is what happened."""


def shown(url: str) -> str:
    """Returns a URL without its user, password, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def is_proxied(url: str) -> bool:
    """Whether a proxy of the environment stands before an address."""
    return proxy_of(url) is not None


def proxy_of(url: str) -> str | None:
    """Returns the address of the proxy that stands before another, without user and password; None for none."""
    parts = urlsplit(url)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if proxy is None or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    return shown(proxy if "://" in proxy else f"http://{proxy}")


def grpc_proxy_of(url: str, environ: Mapping[str, str]) -> str | None:
    """Returns the variable by which gRPC goes through a proxy to an address; None for none.

    Source: gRPC, environment_variables.md: `grpc_proxy`, `https_proxy`, `http_proxy`, in this order, lower case only;
    `no_grpc_proxy` or `no_proxy` says which hosts are left out.
    """
    variable = next((name for name in ("grpc_proxy", "https_proxy", "http_proxy") if environ.get(name)), None)
    spared = environ.get("no_grpc_proxy") or environ.get("no_proxy") or ""
    host = urlsplit(url).hostname or ""
    is_spared = any(host.endswith(one.strip()) for one in spared.split(",") if one.strip())
    return None if is_spared else variable


def connect(url: str, cafile: str | None = None) -> None:
    """Resolves the host, connects, and shakes hands over TLS where the URL is https.

    Raises:
        Unreachable: With the step that failed.
    """
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 4317)
    except ValueError as error:
        raise Unreachable(f"its port is no number from 0 to 65535 ({error})") from error
    try:
        with socket.create_connection((host, port), timeout=SECONDS) as plain:
            if parts.scheme == "https":
                plain.settimeout(SECONDS)
                with ssl.create_default_context(cafile=cafile).wrap_socket(plain, server_hostname=host):
                    pass
    except OSError as error:
        raise Unreachable(_reason(error, f"{host}:{port}")) from error


def ask(url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
    """Sends a request and returns the status and the answer, whatever the status is.

    Raises:
        Unreachable: If there is no answer.
    """
    try:
        request = urllib.request.Request(_without_user(url), data=body, headers={**(headers or {}), **_of_user(url)})
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.status, answer.read(MAX_BYTES)
    except urllib.error.HTTPError as error:
        return error.code, b""
    except urllib.error.URLError as error:
        reason = error.reason if isinstance(error.reason, OSError) else OSError(str(error.reason))
        raise Unreachable(_reason(reason, _first(url))) from error
    except (OSError, ValueError) as error:
        raise Unreachable(_reason(OSError(str(error)), _first(url))) from error


def ask_json(url: str) -> Any:
    """Returns the JSON of an answer with 200.

    Raises:
        Unreachable: If there is no such answer.
    """
    status, body = ask(url)
    if status != 200:
        raise Unreachable(f"it answers {status}")
    try:
        return json.loads(body)
    except ValueError as error:
        raise Unreachable("what it answers is no JSON") from error


def _first(url: str) -> str:
    """What is connected to for an address: a proxy, or the address itself."""
    proxy = proxy_of(url)
    return urlsplit(shown(url)).netloc if proxy is None else f"the proxy {urlsplit(proxy).netloc}"


def _of_user(url: str) -> dict[str, str]:
    """The header for a URL's user and password, which takes the place of another, as in the exporter."""
    user, at, _ = urlsplit(url).netloc.rpartition("@")
    name, _, password = user.partition(":")
    plain = f"{unquote(name)}:{unquote(password)}".encode()
    return {"authorization": f"Basic {base64.b64encode(plain).decode()}"} if at else {}


def _without_user(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _reason(error: OSError, place: str) -> str:
    if isinstance(error, socket.gaierror):
        return f"the host of {place} cannot be resolved"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of {place} is not trusted ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return f"{place} does not speak TLS"
    if isinstance(error, TimeoutError):
        return f"{place} did not answer within {SECONDS:g} s"
    if isinstance(error, ConnectionRefusedError):
        return f"nothing listens at {place}"
    return f"{place}: {error.strerror or error}"
