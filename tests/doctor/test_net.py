"""Addresses are reached within a bounded time, and what is in the way is said in words."""

from __future__ import annotations

import io
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import Message
from typing import Any

import pytest

from genai_triage.doctor import net


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:pw@host:1/a/b?key=1#x", "https://host:1/a/b"),
        ("http://a@b@host/", "http://host/"),
        ("http://host", "http://host"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(url: str, shown: str) -> None:
    assert net.shown(url) == shown


@pytest.mark.parametrize(
    ("url", "proxied"),
    [
        ("http://collector:4318", True),
        ("https://collector:4318", False),
        ("http://inside.example", False),
        ("http://other.example", True),
    ],
)
def test_a_proxy_stands_before_what_the_environment_says(
    url: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://proxy:3128")
    monkeypatch.setenv("no_proxy", "inside.example")
    assert net.is_proxied(url) is proxied


@pytest.mark.parametrize(
    ("proxy", "shown"),
    [("http://me:pw@proxy:3128/x", "the proxy proxy:3128"), ("127.0.0.1:9", "the proxy 127.0.0.1:9")],
)
def test_what_a_proxy_keeps_away_is_said_of_the_proxy(proxy: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise urllib.error.URLError(ConnectionRefusedError())

    monkeypatch.setattr(urllib.request, "urlopen", refused)
    monkeypatch.setattr(urllib.request, "getproxies", lambda: {"http": proxy})
    with pytest.raises(net.Unreachable, match=f"^nothing listens at {shown}$"):
        net.ask("http://collector:4318/v1/traces")


@pytest.mark.parametrize(
    ("environ", "variable"),
    [
        ({}, None),
        ({"HTTP_PROXY": "http://proxy:3128"}, None),
        ({"http_proxy": "http://proxy:3128"}, "http_proxy"),
        ({"http_proxy": "http://proxy:3128", "https_proxy": "http://other:1"}, "https_proxy"),
        ({"https_proxy": "http://proxy:3128", "grpc_proxy": "http://other:1"}, "grpc_proxy"),
        ({"http_proxy": "http://proxy:3128", "no_proxy": "localhost, .internal"}, None),
        ({"http_proxy": "http://proxy:3128", "no_proxy": "localhost", "no_grpc_proxy": "other"}, "http_proxy"),
        ({"http_proxy": "http://proxy:3128", "no_grpc_proxy": ".internal"}, None),
        ({"http_proxy": "http://proxy:3128", "no_proxy": "other", "no_grpc_proxy": ".internal"}, None),
        ({"http_proxy": "http://proxy:3128", "no_proxy": ".internal", "no_grpc_proxy": "other"}, "http_proxy"),
        ({"http_proxy": "http://proxy:3128", "no_proxy": ",, "}, "http_proxy"),
    ],
)
def test_grpc_goes_through_the_proxy_that_its_own_variables_name(environ: dict[str, str], variable: str | None) -> None:
    assert net.grpc_proxy_of("http://collector.internal:4317", environ) == variable


class Sockets:
    """Takes the place of sockets: notes where to, and fails as asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.problem: Exception | None = None
        self.to: list[tuple[Any, float]] = []
        self._theirs: list[socket.socket] = []
        monkeypatch.setattr(socket, "create_connection", self._connect)

    def _connect(self, address: tuple[str, int], timeout: float) -> socket.socket:
        self.to.append((address, timeout))
        if self.problem is not None:
            raise self.problem
        ours, theirs = socket.socketpair()
        theirs.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        self._theirs.append(theirs)
        return ours

    def close(self) -> None:
        for one in self._theirs:
            one.close()


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sockets]:
    with closing(Sockets(monkeypatch)) as made:
        yield made


@pytest.mark.parametrize(
    ("url", "port"),
    [("http://h", 80), ("http://h:4318/x", 4318), ("grpc://h", 4317), ("http://h:0", 80)],
)
def test_a_port_that_is_not_said_is_the_scheme_s(url: str, port: int, sockets: Sockets) -> None:
    net.connect(url)
    assert sockets.to == [(("h", port), 2.0)]


def test_https_shakes_hands_and_a_server_without_tls_is_told(sockets: Sockets) -> None:
    with pytest.raises(net.Unreachable) as raised:
        net.connect("https://h")
    assert sockets.to == [(("h", 443), 2.0)]
    assert str(raised.value) == "h:443 does not speak TLS"


def test_a_port_that_is_none_is_told() -> None:
    with pytest.raises(net.Unreachable, match=r"its port is no number from 0 to 65535 \(.*\)"):
        net.connect("http://h:99999")


def _untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("x")
    error.verify_message = "self-signed"
    return error


PROBLEMS: list[tuple[Callable[[], OSError], str]] = [
    (lambda: socket.gaierror(-2, "Name or service not known"), "the host of h:80 cannot be resolved"),
    (_untrusted, "the certificate of h:80 is not trusted (self-signed)"),
    (lambda: ssl.SSLError(1, "wrong version"), "h:80 does not speak TLS"),
    (lambda: TimeoutError("timed out"), "h:80 did not answer within 2 s"),
    (lambda: ConnectionRefusedError(111, "Connection refused"), "nothing listens at h:80"),
    (lambda: OSError(113, "No route to host"), "h:80: No route to host"),
    (lambda: OSError("odd"), "h:80: odd"),
]


@pytest.mark.parametrize(("make", "said"), PROBLEMS, ids=[said for _, said in PROBLEMS])
def test_what_is_in_the_way_is_said_in_words(
    make: Callable[[], OSError], said: str, sockets: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets.problem = make()
    with pytest.raises(net.Unreachable) as raised:
        net.connect("http://me:pw@h:80/x")
    assert str(raised.value) == said
    monkeypatch.setattr(urllib.request, "urlopen", _raising(urllib.error.URLError(make())))
    with pytest.raises(net.Unreachable) as raised:
        net.ask("http://me:pw@h:80/x")
    assert str(raised.value) == said


def _raising(error: Exception) -> Callable[..., Any]:
    def urlopen(request: Any, timeout: float) -> Any:
        raise error

    return urlopen


@pytest.mark.parametrize("error", [urllib.error.URLError("odd"), ValueError("odd"), OSError("odd")])
def test_whatever_else_fails_is_said_with_the_place(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib.request, "urlopen", _raising(error))
    with pytest.raises(net.Unreachable, match=r"^h: odd$"):
        net.ask("http://h")


class _Answer(io.BytesIO):
    status = 200


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("http://h/x", {"A": "b"}),
        ("http://me%40x:p%3Aw@h/x", {"A": "b", "Authorization": "Basic bWVAeDpwOnc="}),
        ("http://me@x:p:w@h/x", {"A": "b", "Authorization": "Basic bWVAeDpwOnc="}),
    ],
)
def test_a_request_has_the_headers_and_the_user_of_the_address(
    url: str, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, Any, dict[str, str], float]] = []

    def urlopen(request: urllib.request.Request, timeout: float) -> _Answer:
        sent.append((request.full_url, request.data, dict(request.headers), timeout))
        return _Answer(b"answer")

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    assert net.ask(url, body=b"body", headers={"a": "b"}) == (200, b"answer")
    assert sent == [("http://h/x", b"body", headers, 2.0)]


def test_the_user_of_the_address_comes_before_a_header_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, str]] = []

    def urlopen(request: urllib.request.Request, timeout: float) -> _Answer:
        sent.append(dict(request.headers))
        return _Answer(b"x" * (net.MAX_BYTES + 1))

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    _, answer = net.ask("http://a:b@h/x", headers={"authorization": "Bearer x"})
    assert (sent, len(answer)) == ([{"Authorization": "Basic YTpi"}], 8_000_000)


def test_a_certificate_is_checked_by_the_file_that_is_named_and_for_the_host(
    sockets: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    class Context:
        def wrap_socket(self, plain: socket.socket, server_hostname: str) -> Any:
            asked.append((plain.gettimeout(), server_hostname))
            return plain

    def context(cafile: str | None) -> Context:
        asked.append(cafile)
        return Context()

    monkeypatch.setattr(ssl, "create_default_context", context)
    net.connect("https://h:1", "/ca.pem")
    net.connect("https://h:1")
    assert asked == ["/ca.pem", (2.0, "h"), None, (2.0, "h")]


def test_a_refusal_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = urllib.error.HTTPError("http://h", 401, "Unauthorized", Message(), None)
    monkeypatch.setattr(urllib.request, "urlopen", _raising(refused))
    assert net.ask("http://h") == (401, b"")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((503, b""), "it answers 503"),
        ((201, b"{}"), "it answers 201"),
        ((200, b"<html>"), "what it answers is no JSON"),
    ],
)
def test_what_is_no_json_is_told(answer: tuple[int, bytes], problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net, "ask", lambda url: answer)
    with pytest.raises(net.Unreachable) as raised:
        net.ask_json("http://h")
    assert str(raised.value) == problem


def test_json_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net, "ask", lambda url: (200, b'{"a": [1]}'))
    assert net.ask_json("http://h") == {"a": [1]}
