"""What is asked of servers that are not as they should be; the good answers are asked of real ones, end to end."""

from __future__ import annotations

import base64
import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from genai_triage.monitoring.drill import api
from genai_triage.monitoring.drill.api import (
    Alertmanager,
    ApiError,
    Prometheus,
    Rule,
    Sample,
    Target,
    _seconds,
    metrics_page,
)

PAGE = """\
# HELP python_info Python platform information
# TYPE python_info gauge
python_info{version="3.11"} 1.0
# HELP triage_calls_total Calls by outcome.
# TYPE triage_calls_total counter
triage_calls_total{triage_class="auth",gen_ai_provider_name="gcp.gemini"} 3.0
"""


class Server(ThreadingHTTPServer):
    """Answers everything with `body`, and keeps the headers of the last request."""

    body = b""
    status = 200
    headers: Any = None
    location = ""
    """Where it sends whoever does not ask for the path `/there`."""
    endless = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.headers = self.headers
        if self.server.location and not self.path.startswith("/there"):
            self.send_response(302)
            self.send_header("location", self.server.location)
            self.send_header("content-length", "0")
            self.end_headers()
            return
        self.send_response(self.server.status)
        if self.server.endless:
            self.end_headers()
            with contextlib.suppress(OSError):
                while True:
                    self.wfile.write(b"x" * 65536)
        self.send_header("content-length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def other(server: Server) -> Iterator[Server]:
    """Another origin: the same host, another port."""
    with Server(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


def test_password_is_not_sent_on_to_another_origin(server: Server, other: Server) -> None:
    server.location, other.body = f"{other.url}/there", b"[]"
    Alertmanager(server.url.replace("//", "//me:secret@")).alerts()

    assert server.headers["authorization"] == "Basic " + base64.b64encode(b"me:secret").decode()
    assert other.headers["authorization"] is None


def test_password_is_sent_on_within_the_origin(server: Server) -> None:
    server.location, server.body = "/there", b"[]"
    Alertmanager(server.url.replace("//", "//me:secret@")).alerts()

    assert server.headers["authorization"] == "Basic " + base64.b64encode(b"me:secret").decode()


def test_answer_without_an_end_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_MAX_ANSWER", 1024 * 1024)
    server.endless = True
    with pytest.raises(ApiError, match=f"^Alertmanager at {server.url} answers with more than 1 MiB$"):
        Alertmanager(server.url).alerts()


def test_answer_that_drips_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_PATIENCE", -1.0)
    server.endless = True
    with pytest.raises(ApiError, match="has not come to the end of its answer"):
        Alertmanager(server.url).alerts()


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"config": '])
def test_json_that_cannot_be_read_is_said_so(server: Server, body: bytes) -> None:
    server.body = body
    with pytest.raises(ApiError, match=f"^Alertmanager at {server.url} answers something other than JSON$"):
        Alertmanager(server.url).alerts()


def test_page_gives_only_the_metrics_asked_for(server: Server) -> None:
    server.body = PAGE.encode()
    ((name, sample),) = metrics_page(f"{server.url}/metrics", ("triage_calls",))

    assert (name, sample.value, sample.labels["triage_class"]) == ("triage_calls_total", 3.0, "auth")


@pytest.mark.parametrize("body", [b"<html>", b"\xff\xfe"])
def test_page_of_something_else_has_no_metrics(server: Server, body: bytes) -> None:
    server.body = body
    assert metrics_page(server.url, ("triage_calls",)) == []


def test_page_that_cannot_be_read_is_said_so(server: Server) -> None:
    server.body = b"triage_calls_total{"
    with pytest.raises(ApiError, match=f"^{server.url} is no metrics page$"):
        metrics_page(server.url, ("triage_calls",))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"status": "error"}', b"5"])
def test_server_that_is_no_prometheus_is_said_so(server: Server, body: bytes) -> None:
    server.body = body
    with pytest.raises(ApiError, match=f"Prometheus at {server.url} (does not answer|answers something other)"):
        Prometheus(server.url).query("up")


def test_status_of_a_refusal_is_said(server: Server) -> None:
    server.status = 401
    with pytest.raises(ApiError, match=f"^Alertmanager at {server.url} answers HTTP 401$"):
        Alertmanager(server.url).alerts()


def test_password_in_the_address_is_sent_and_never_shown(server: Server) -> None:
    url = server.url.replace("http://", "http://user:secret@")
    with pytest.raises(ApiError) as raised:
        Prometheus(f"{url}/").query("up")

    assert server.headers["authorization"] == f"Basic {base64.b64encode(b'user:secret').decode()}"
    assert "secret" not in str(raised.value)


def test_password_that_is_escaped_is_sent_as_what_it_stands_for(server: Server) -> None:
    with pytest.raises(ApiError):
        Prometheus(server.url.replace("http://", "http://user:p%40ss@")).query("up")

    assert server.headers["authorization"] == f"Basic {base64.b64encode(b'user:p@ss').decode()}"


@pytest.mark.parametrize(
    ("text", "seconds"), [("15s", 15), ("1m30s", 90), ("500ms", 0.5), ("1m", 60), ("2h", 7200), ("1d", 86400)]
)
def test_durations_of_prometheus_are_read(text: str, seconds: float) -> None:
    assert _seconds(text) == seconds


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What each path of an API answers; Prometheus' are data."""
    found: dict[str, Any] = {}

    def ask(url: str, whom: str) -> Any:
        path = url.removeprefix("http://p:1/").partition("?")[0]
        return {"status": "success", "data": found[path]} if whom == "Prometheus" else found[path]

    monkeypatch.setattr(api, "_json", ask)
    return found


def test_rules_are_read_with_their_times_and_alerts(answers: dict[str, Any]) -> None:
    active = {"labels": {"a": "b"}, "state": "firing", "activeAt": "2026-07-14T12:00:00Z"}
    answers["api/v1/rules"] = {
        "groups": [
            {
                "interval": 30,
                "rules": [
                    {"type": "recording", "name": "triage:calls:increase5m"},
                    {
                        "type": "alerting",
                        "name": "A",
                        "labels": {"severity": "critical"},
                        "duration": 120,
                        "lastError": "no",
                        "alerts": [active],
                    },
                ],
            },
            {"rules": [{"type": "alerting", "name": "B"}, {"type": "recording", "name": "x"}]},
        ]
    }
    assert Prometheus("http://p:1/").rules() == (
        [Rule("A", {"severity": "critical"}, 120.0, 30.0, "no", (active,)), Rule("B", {}, 0.0, 60.0, "", ())],
        ["triage:calls:increase5m", "x"],
    )


def test_a_vector_is_read_with_its_labels(answers: dict[str, Any]) -> None:
    answers["api/v1/query"] = {"result": [{"metric": {"job": "shop"}, "value": [1700000000, "2.5"]}]}
    assert Prometheus("http://p:1").query("up") == [Sample({"job": "shop"}, 2.5)]


def test_alertmanagers_are_the_addresses_that_prometheus_sends_to(answers: dict[str, Any]) -> None:
    answers["api/v1/alertmanagers"] = {
        "activeAlertmanagers": [{"url": "http://am:9093/sub/api/v2/alerts"}, {"url": "http://other:9093/api/v2/alerts"}]
    }
    assert Prometheus("http://p:1").alertmanagers() == ["http://am:9093/sub", "http://other:9093"]


def test_alertmanager_s_alerts_and_configuration_are_read(answers: dict[str, Any]) -> None:
    answers["api/v2/alerts"] = [{"labels": {}}]
    answers["api/v2/status"] = {"config": {"original": "route: {}"}}
    asked = Alertmanager("http://p:1/")
    assert (asked.alerts(), asked.config()) == ([{"labels": {}}], "route: {}")


def test_tries_and_failures_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    page = [
        ("alertmanager_notification_requests_total", Sample({"integration": "webhook"}, 5.0)),
        ("alertmanager_notification_requests_total", Sample({"integration": "slack"}, 2.0)),
        ("alertmanager_notification_requests_failed_total", Sample({"integration": "slack"}, 1.0)),
        ("alertmanager_notification_requests_other", Sample({}, 9.0)),
    ]
    asked: list[Any] = []

    def read(*of: Any) -> list[tuple[str, Sample]]:
        asked.append(of)
        return page

    monkeypatch.setattr(api, "metrics_page", read)
    assert Alertmanager("http://p:1/").sent() == (7.0, 1.0)
    assert asked == [("http://p:1/metrics", ("alertmanager_notification_requests_",))]


def test_targets_are_read_with_their_interval_and_health(answers: dict[str, Any]) -> None:
    one = {"scrapeUrl": "http://x:1/metrics", "labels": {"job": "shop"}}
    answers["api/v1/targets"] = {
        "activeTargets": [
            {**one, "scrapeInterval": "1m30s", "lastError": "refused", "health": "down"},
            {**one, "health": "up"},
            {**one, "health": "unknown"},
        ]
    }
    assert Prometheus("http://p:1").targets() == [
        Target("http://x:1/metrics", {"job": "shop"}, 90.0, "refused", True),
        Target("http://x:1/metrics", {"job": "shop"}, 60.0, "", True),
        Target("http://x:1/metrics", {"job": "shop"}, 60.0, "", False),
    ]
