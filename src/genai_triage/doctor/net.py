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
    parts = urlsplit(url)
    return parts.scheme in urllib.request.getproxies() and not urllib.request.proxy_bypass(parts.hostname or "")


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
        raise Unreachable(_reason(reason, urlsplit(shown(url)).netloc)) from error
    except (OSError, ValueError) as error:
        raise Unreachable(_reason(OSError(str(error)), urlsplit(shown(url)).netloc)) from error


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
