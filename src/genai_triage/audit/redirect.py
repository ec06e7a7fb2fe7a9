"""Sends a program's requests to the vendors to the simulator instead; exists in an audit only.

The patches lie under those that observe, which see what the program asked for. What cannot be sent elsewhere is
refused: no vendor is called in an audit.
"""

from __future__ import annotations

import functools
import ipaddress
import logging
import os
import re
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from opentelemetry.instrumentation import auto_instrumentation

from genai_triage.audit import variables
from genai_triage.instrumentation.patch import Patch, Wrapper
from genai_triage.instrumentation.raw.hosts import Hosts, hosts_from_environment

_COLLECTOR: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
_VERSION: Final = re.compile(r"/(?:api/)?v\d")
"""Where a vendor's path begins, behind what a gateway puts before it."""


class Refused(ConnectionRefusedError):
    """A connection to a vendor that an audit has no stand-in for."""

    def __init__(self, what: str) -> None:
        super().__init__(f"genai-triage audit: {what} is not called in an audit, and the simulator does not stand in.")


class Redirect:
    """Where requests go instead.

    Args:
        simulator: URL of the simulator, on this machine.
        rpc: Its gRPC address; empty if it has none.
        collector: URL that telemetry is sent to, which a user's own hosts may happen to name.

    Raises:
        ValueError: If the simulator is not on this machine: keys go where the program is sent.
    """

    def __init__(self, simulator: str, rpc: str = "", collector: str = "") -> None:
        self._netloc = urlsplit(simulator).netloc
        self._rpc = rpc
        for address in (self._netloc, *filter(None, [rpc])):
            if not ipaddress.ip_address(urlsplit(f"//{address}").hostname or "").is_loopback:
                raise ValueError(f"{address} is not on this machine.")
        self._own = {self._netloc, rpc, urlsplit(collector).netloc}
        self._hosts = hosts_from_environment()
        self._known = Hosts()

    def url(self, url: str) -> str | None:
        """Returns where a request goes instead; None for one that is nobody's of ours."""
        parts = urlsplit(url)
        if not self._is_vendor(parts.netloc.rpartition("@")[2]):
            return None
        begin = _VERSION.search(parts.path)
        path = parts.path if begin is None else parts.path[begin.start() :]
        return urlunsplit(("http", self._netloc, path, parts.query, ""))

    def target(self, target: str) -> str | None:
        """Returns where a gRPC channel leads instead; None for one that is nobody's of ours.

        Raises:
            Refused: If gRPC is not served.
        """
        address = target.rpartition("/")[2].removeprefix("dns:")
        if not self._is_vendor(address):
            return None
        if not self._rpc:
            raise Refused(f"{address} over gRPC")
        return self._rpc

    def refuse(self, url: str) -> None:
        """Raises `Refused` for a URL of a vendor's."""
        netloc = urlsplit(url).netloc
        if self._is_vendor(netloc.rpartition("@")[2]):
            raise Refused(netloc)

    def refuse_host(self, host: object) -> None:
        """Raises `Refused` for a name of a vendor's; a user's own names may be needed for something else."""
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if isinstance(name, str) and self._known.service(name.rstrip(".").lower()) is not None:
            raise Refused(name)

    def _is_vendor(self, netloc: str) -> bool:
        netloc = netloc.lower()
        return netloc not in self._own and self._hosts.service(netloc) is not None


def redirect_children(environ: MutableMapping[str, str]) -> None:
    """Has every Python that the program starts with its own environment redirected like the program itself.

    The launcher takes its folder out of PYTHONPATH while it works, and some releases never put it back.
    """
    folder = str(Path(auto_instrumentation.__file__).parent)
    paths = [path for path in environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    if folder not in paths:
        environ["PYTHONPATH"] = os.pathsep.join([folder, *paths])


@functools.lru_cache(maxsize=1)
def place() -> None:
    """Puts the patches on, for good: a program that switches the instrumentation off must not reach a vendor either.

    Raises:
        SystemExit: If that fails: the program must not run without them.
    """
    try:
        environ = os.environ
        redirect = Redirect(environ[variables.SIMULATOR], environ.get(variables.RPC, ""), environ.get(_COLLECTOR, ""))
        _keep_log(environ.get(variables.LOG, ""))
        for patch in patches(redirect):
            patch.apply()
        redirect_children(environ)
    except Exception as problem:
        raise SystemExit(f"genai-triage audit: requests cannot be redirected ({problem}).") from problem


def _keep_log(path: str) -> None:
    if path:
        handler = logging.FileHandler(path, "a", encoding="utf-8", errors="backslashreplace", delay=True)
        logging.getLogger("genai_triage").addHandler(handler)


def patches(redirect: Redirect) -> tuple[Patch, ...]:
    """All patches of an audit."""
    refuse_url = _refusing(lambda args, kwargs: redirect.refuse(str(args[0] if args else kwargs["uri"])))
    refuse_host = _refusing(lambda args, kwargs: redirect.refuse_host(args[0] if args else kwargs.get("host")))
    return (
        *(
            patch
            for library in ("httpx", "httpx2")
            for patch in (
                Patch(library, "HTTPTransport.handle_request", _httpx(redirect)),
                Patch(library, "AsyncHTTPTransport.handle_async_request", _httpx(redirect)),
            )
        ),
        Patch("aiohttp", "ClientSession._request", _aiohttp(redirect)),
        Patch("requests.adapters", "HTTPAdapter.send", _requests(redirect)),
        Patch("grpc._channel", "Channel.__init__", _grpc(redirect)),
        Patch("grpc.aio._channel", "Channel.__init__", _grpc(redirect)),
        Patch("websockets.asyncio.client", "connect.__init__", refuse_url, optional=True),
        Patch("websockets.legacy.client", "Connect.__init__", refuse_url, optional=True),
        Patch("websockets.sync.client", "connect", refuse_url, optional=True),
        # The net under all others: whatever library it is, it asks for the address first.
        Patch("socket", "getaddrinfo", refuse_host),
    )


def _httpx(redirect: Redirect) -> Wrapper:
    def send(wrapped: Callable[..., Any], transport: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        request = args[0] if args else kwargs["request"]
        url = redirect.url(str(request.url))
        if url is None:
            return wrapped(*args, **kwargs)
        # A copy: whoever looks at the request afterwards, as spans are named, sees the vendor's URL.
        moved = type(request)(
            request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
        )
        if _is_direct(transport):
            return wrapped(moved)
        direct = _plain_transport(transport)
        return getattr(direct, wrapped.__name__)(moved)

    return send


def _is_direct(transport: Any) -> bool:
    """Whether no proxy stands between: one elsewhere cannot reach the simulator, and would be sent keys in clear."""
    return "Proxy" not in type(getattr(transport, "_pool", None)).__name__


def _plain_transport(transport: Any) -> Any:
    kind = next(base for base in type(transport).__mro__ if base.__name__ in ("HTTPTransport", "AsyncHTTPTransport"))
    return kind(verify=False, trust_env=False)


def _aiohttp(redirect: Redirect) -> Wrapper:
    def request(wrapped: Callable[..., Any], session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        given = dict(zip(("method", "str_or_url"), args, strict=False)) | kwargs
        url = redirect.url(str(session._build_url(given["str_or_url"])))
        if url is None:
            return wrapped(*args, **kwargs)
        if getattr(session, "_default_proxy", None) is not None:
            raise Refused("a vendor behind a proxy of aiohttp's session")
        return wrapped(**{**given, "str_or_url": url, "proxy": None})

    return request


def _requests(redirect: Redirect) -> Wrapper:
    def send(wrapped: Callable[..., Any], adapter: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        names = ("request", "stream", "timeout", "verify", "cert", "proxies")
        given = dict(zip(names, args, strict=False)) | kwargs
        url = redirect.url(str(given["request"].url))
        if url is None:
            return wrapped(*args, **kwargs)
        moved = given["request"].copy()
        moved.url = url
        return wrapped(**{**given, "request": moved, "proxies": {}})

    return send


def _grpc(redirect: Redirect) -> Wrapper:
    def make(wrapped: Callable[..., Any], channel: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        names = ("target", "options", "credentials", "compression", "interceptors")
        given = dict(zip(names, args, strict=False)) | kwargs
        target = redirect.target(str(given["target"]))
        if target is None:
            return wrapped(*args, **kwargs)
        return wrapped(**{**given, "target": target, "credentials": None})

    return make


def _refusing(check: Callable[[tuple[Any, ...], dict[str, Any]], None]) -> Wrapper:
    def call(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        check(args, kwargs)
        return wrapped(*args, **kwargs)

    return call
