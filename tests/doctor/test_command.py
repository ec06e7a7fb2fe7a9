"""`genai-triage doctor` as it is typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from genai_triage.doctor.examination import examine
from genai_triage.doctor.model import Check, as_json, report
from genai_triage.doctor.text import as_text
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import records

SECRET = "abcdefgh1234567890"


class _Server(ThreadingHTTPServer):
    def __init__(self, answers: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.posted: list[tuple[str, bytes, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.posted.append((self.path, body, self.headers.get("Authorization")))
        self._answer(200, b"")

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        found = self.server.answers.get(path)
        self._answer(404 if found is None else 200, json.dumps(found).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving(answers: dict[str, Any] | None = None) -> Iterator[_Server]:
    with _Server(answers or {}) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def environment(**variables: str) -> dict[str, str]:
    """This process's, without what tells OpenTelemetry or a client anything."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "GEMINI_", "GIGACHAT_"))}
    return {**bare, **variables}


def test_a_simulated_failure_is_followed_to_the_endpoint_and_no_secret_is_shown() -> None:
    with serving() as collector:
        found = examine(
            (),
            environment(
                OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf",
                OTEL_EXPORTER_OTLP_ENDPOINT=collector.url.replace("//", "//me:pass-word@"),
                OTEL_EXPORTER_OTLP_HEADERS=f"authorization=Bearer%20{SECRET}",
            ),
        )
        posted = list(collector.posted)

    (journey,) = (check for check in found.checks if check.name == "journey")
    assert (journey.state, journey.text) == (
        "ok",
        "a simulated failure of google-genai was recorded as quota/gemini.requests_per_day, and its span reached "
        f"the OTLP endpoint {collector.url}/v1/traces",
    )
    assert sorted(path for path, body, _ in posted if not body) == ["/v1/logs", "/v1/metrics", "/v1/traces"]
    assert [path for path, body, _ in posted if b"genai-triage-doctor" in body] == ["/v1/traces"]
    assert {authorization for _, _, authorization in posted} == {
        "Basic bWU6cGFzcy13b3Jk"
    }  # the URL's, as the exporter has it
    assert SECRET not in as_json(found)
    assert "pass-word" not in as_json(found)


def prometheus(alerting: int) -> dict[str, Any]:
    """The answers of a Prometheus with all records and the first so many alerts."""
    options = Options()
    names = [*(one.name for one in records(options)), *dict.fromkeys(one.name for one in alerts(options))]
    loaded = names if alerting < 0 else names[:-alerting]
    series = {"result": [{"metric": {"__name__": "triage_calls_total"}, "value": [0, "1"]}]}
    return {
        "/api/v1/query": {"status": "success", "data": series},
        "/api/v1/rules": {"status": "success", "data": {"groups": [{"rules": [{"name": name} for name in loaded]}]}},
        "/api/v1/alertmanagers": {"status": "success", "data": {"activeAlertmanagers": [{"url": "http://a"}]}},
    }


@pytest.mark.parametrize(("missing", "states"), [(-1, ["ok"] * 4), (1, ["ok", "ok", "fail", "ok"])])
def test_rules_that_are_not_loaded_are_told(missing: int, states: list[str]) -> None:
    from genai_triage.doctor import monitoring

    with serving(prometheus(missing)) as server:
        found = list(monitoring.prometheus(server.url))

    assert [check.name for check in found] == ["series", "records", "alerts", "alerting"]
    assert [check.state for check in found] == states
    assert found[0].text == "Prometheus sees triage_calls_total"


def test_an_alertmanager_answers_with_its_version() -> None:
    from genai_triage.doctor import monitoring

    with serving({"/api/v2/status": {"versionInfo": {"version": "0.25.0"}}}) as server:
        (check,) = monitoring.alertmanager(server.url)

    assert (check.state, check.text) == ("ok", f"Alertmanager 0.25.0 answers at {server.url}")


def test_the_report_fits_80_columns_and_says_what_to_do() -> None:
    found = report([Check("exporter", "traces", "fail", "traces: nothing listens at " + "there " * 10, "Start it.")])

    assert as_text(found, 80, is_coloured=False).splitlines() == [
        "exporter",
        "  fail traces: nothing listens at there there there there there there there",
        "       there there there",
        "       -> Start it.",
        "",
        "0 ok, 0 to look at, 1 to mend",
    ]


def test_json_has_one_shape() -> None:
    found = report([Check("installed", "python", "ok", "Python")])

    assert json.loads(as_json(found)) == {
        "status": 0,
        "ok": 1,
        "warn": 0,
        "fail": 0,
        "checks": [{"group": "installed", "name": "python", "state": "ok", "text": "Python", "fix": ""}],
    }


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--", "no-such-program"], "genai-triage: There is no program no-such-program.\n"),
        (
            ["--prometheus", "user:pw@x"],
            "genai-triage: argument --prometheus: it is not an http or https URL\n",
        ),
    ],
)
def test_bad_input_is_one_sentence(words: list[str], complaint: str) -> None:
    command = [sys.executable, "-m", "genai_triage.cli", "doctor", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", complaint)


def test_the_version_is_told() -> None:
    from genai_triage._version import __version__

    done = subprocess.run(
        [sys.executable, "-m", "genai_triage.cli", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"genai-triage {__version__}\n"
