"""How far a simulated failure came, and what its process is started with."""

from __future__ import annotations

import json
import logging
import os
import subprocess
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.doctor import followed, journey
from genai_triage.exporters import named
from tests.doctor.test_checks import target

RECORDED = "a simulated failure of google-genai was recorded as quota/gemini.requests_per_day"


def of(found: dict[str, Any], environ: dict[str, str] | None = None) -> list[tuple[str, str, str, str]]:
    whole = {
        "library": "google-genai",
        "class": "quota",
        "cause": "gemini.requests_per_day",
        "counted": True,
        "exported": [],
        "warnings": [],
    }
    checks = list(followed._told({**whole, **found}, target(environ)))
    assert {one.group for one in checks} == {"a failure"}
    return [(one.name, one.state, one.text, one.fix) for one in checks]


NOT_RECORDED = (
    "journey",
    "fail",
    "a simulated failure of google-genai was not recorded.",
    "Look above at what is on, what is set and which versions there are; a warning says what has changed.",
)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (
            {},
            (
                "journey",
                "ok",
                f"{RECORDED}; its span was not exported, as no exporter of traces is named and installed",
                "",
            ),
        ),
        ({"class": None}, NOT_RECORDED),
        ({"counted": False}, NOT_RECORDED),
        (
            {"library": None},
            (
                "journey",
                "warn",
                "no library is installed to make a call with.",
                "Install an SDK, as is said above.",
            ),
        ),
    ],
)
def test_it_is_said_how_far_it_came(found: dict[str, Any], told: tuple[str, str, str, str]) -> None:
    assert of(found) == [told]


def test_what_was_warned_of_comes_first() -> None:
    assert of({"warnings": ["one", "two"], "class": None}) == [
        ("warning", "warn", "one", ""),
        ("warning", "warn", "two", ""),
        NOT_RECORDED,
    ]


@pytest.mark.parametrize(
    ("environ", "word", "place"),
    [
        ({}, "otlp", "the OTLP endpoint http://localhost:4317"),
        (
            {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://u:p@h:1"},
            "otlp",
            "the OTLP endpoint http://h:1/v1/traces",
        ),
        ({"OTEL_TRACES_EXPORTER": "zipkin_json"}, "zipkin_json", "the exporter zipkin_json"),
    ],
)
def test_where_it_went_is_said(environ: dict[str, str], word: str, place: str) -> None:
    arrived = {"exported": [{"exporter": word, "result": "SUCCESS"}]}
    assert of(arrived, environ) == [("journey", "ok", f"{RECORDED}, and its span reached {place}", "")]
    lost = {"exported": [{"exporter": word, "result": "FAILURE"}]}
    assert of(lost, environ) == [
        ("journey", "fail", f"{RECORDED}, and its span did not reach {place}.", "See the lines of the exporter above.")
    ]


def test_where_this_package_is_not_nothing_is_tried() -> None:
    (found,) = followed.checks(target(genai_triage=None))
    assert (found.state, found.text) == ("fail", "genai-triage is not installed there, so nothing was tried.")


def _ending(error: Exception) -> Callable[..., Any]:
    def run(*_: Any, **__: Any) -> Any:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "text", "fix"),
    [
        (
            subprocess.TimeoutExpired("python", 20),
            "a simulated failure was not exported within 60 s.",
            "See the lines of the exporter above.",
        ),
        (
            subprocess.CalledProcessError(1, "python", stderr="Traceback\nImportError: no"),
            "a simulated failure could not be followed: ImportError: no",
            "Type: /venv/bin/python -m pip install --upgrade genai-triage",
        ),
        (
            subprocess.CalledProcessError(1, "python", stderr=""),
            "a simulated failure could not be followed: nothing was said",
            "Type: /venv/bin/python -m pip install --upgrade genai-triage",
        ),
    ],
)
def test_a_process_that_does_not_end_well_is_told(
    error: Exception, text: str, fix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", _ending(error))
    (found,) = followed.checks(target())
    assert (found.name, found.state, found.text, found.fix) == ("journey", "fail", text, fix)


def test_its_process_has_the_program_s_environment_and_an_exporter_that_gives_up_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[tuple[list[str], dict[str, str], float]] = []

    def run(command: list[str], *, env: dict[str, str], timeout: float, **_: Any) -> Any:
        started.append((command[:2], env, timeout))
        return SimpleNamespace(stdout='noise\n{"library": null, "warnings": []}\n')

    monkeypatch.setattr(subprocess, "run", run)
    (found,) = followed.checks(target({"A": "b"}))
    assert found.state == "warn"
    timeouts = {"OTEL_EXPORTER_OTLP_TIMEOUT": "2", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "2"}
    assert started == [(["/venv/bin/python", "-c"], {"A": "b", **timeouts}, 60.0)]


LEADING_ELSEWHERE = (
    *("GOOGLE_API_KEY", "GEMINI_API_KEY", "GIGACHAT_BASE_URL", "GENAI_TRIAGE_CONSOLE"),
    "GENAI_TRIAGE_BALANCE_INTERVAL",
)


def test_no_setting_of_a_client_or_of_the_report_leads_it_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "environ", {**dict.fromkeys(LEADING_ELSEWHERE, "x"), "GENAI_TRIAGE_HOSTS": "kept"})
    monkeypatch.setattr(journey, "_follow", lambda: {"environ": dict(os.environ)})
    journey.main()
    assert json.loads(capsys.readouterr().out) == {"environ": {"GENAI_TRIAGE_HOSTS": "kept"}, "warnings": []}


def test_the_first_library_that_is_installed_makes_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(url: str) -> None:
        raise ImportError

    def failing(url: str) -> None:
        raise ValueError(url)

    monkeypatch.setattr(journey, "_CALLS", {"a": absent, "b": failing, "c": absent})
    assert journey._called("http://x") == "b"
    monkeypatch.setattr(journey, "_CALLS", {"a": absent, "b": lambda url: None})
    assert journey._called("http://x") == "b"
    monkeypatch.setattr(journey, "_CALLS", {"a": absent})
    assert journey._called("http://x") is None


def test_libraries_are_tried_from_the_sdks_to_raw_calls() -> None:
    assert list(journey._CALLS) == ["google-genai", "gigachat", "google-generativeai", "httpx", "httpx2", "requests"]


class _Exporter:
    def __init__(self, result: str) -> None:
        self._result = result
        self.got: list[Any] = []
        self.is_shut = False

    def export(self, spans: Any) -> Any:
        self.got.append(spans)
        if self._result == "raises":
            raise OSError
        return SimpleNamespace(name=self._result)

    def shutdown(self) -> None:
        self.is_shut = True


def test_the_span_is_given_to_each_exporter_that_is_installed_but_the_terminal_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exporters = {name: _Exporter(result) for name, result in (("a", "SUCCESS"), ("b", "FAILURE"), ("c", "raises"))}
    terminal = {name: _Exporter("SUCCESS") for name in ("console", "triage_console")}
    points = {
        name: SimpleNamespace(load=lambda one=one: lambda: one) for name, one in {**exporters, **terminal}.items()
    }
    asked: list[str] = []

    def installed(signal: str, name: str) -> Any:
        asked.append(signal)
        return points.get(name)

    monkeypatch.setattr(named, "installed", installed)
    monkeypatch.setattr(os, "environ", {"OTEL_TRACES_EXPORTER": "a,missing,console,b,triage_console,c"})
    assert journey._export(["span"]) == [
        {"exporter": "a", "result": "SUCCESS"},
        {"exporter": "b", "result": "FAILURE"},
        {"exporter": "c", "result": "OSError"},
    ]
    assert [one.got for one in exporters.values()] == [[["span"]]] * 3
    assert [one.got for one in terminal.values()] == [[], []]
    assert set(asked) == {"traces"}
    assert exporters["a"].is_shut


def test_where_no_exporter_is_named_nothing_is_exported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {})
    assert journey._export(["span"]) == []


def test_warnings_of_this_package_are_kept() -> None:
    handler = journey._Warnings()
    logger = logging.Logger("x")
    logger.addHandler(handler)
    logger.info("not this")
    logger.warning("skipped %s", "httpx")
    assert handler.texts == ["skipped httpx"]
