"""What an audited program finds in its environment."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.audit.program import _interpreter, environment

SIMULATOR: Any = SimpleNamespace(url="http://127.0.0.1:1", grpc_target="127.0.0.1:2")


@pytest.mark.parametrize(
    ("disabled", "left"),
    [("", ""), ("triage_httpx", ""), ("flask, triage_google_genai,requests", "flask,requests")],
)
def test_instrumentations_of_ours_are_on_and_others_stay_off(disabled: str, left: str, tmp_path: Path) -> None:
    environ = {"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": disabled}
    found = environment(environ, SIMULATOR, "http://127.0.0.1:3", tmp_path / "log")
    assert found["OTEL_PYTHON_DISABLED_INSTRUMENTATIONS"] == left


@pytest.mark.parametrize("name", ["OTEL_SDK_DISABLED", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_CONFIG_FILE"])
def test_what_would_send_telemetry_elsewhere_is_left_out(name: str, tmp_path: Path) -> None:
    assert name not in environment({name: "x"}, SIMULATOR, "http://127.0.0.1:3", tmp_path / "log")


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize("given", ["", "intranet.test,10.0.0.0/8"])
def test_no_proxy_is_asked_for_a_vendor_nor_for_what_the_user_left_out(name: str, given: str, tmp_path: Path) -> None:
    found = environment({name: given} if given else {}, SIMULATOR, "http://127.0.0.1:3", tmp_path / "log")[name]

    hosts = found.split(",")
    assert hosts[: hosts.index("127.0.0.1")] == given.split(",") * bool(given)
    assert {"localhost", "generativelanguage.googleapis.com", "gigachat.devices.sberbank.ru"} <= set(hosts)


PYTHON = sys.executable


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (f"#!{PYTHON}", [PYTHON]),
        (f"#!{PYTHON} -I", [PYTHON, "-I"]),
        ("#!/usr/bin/env python3", ["python3"]),
        ("#! /usr/bin/env python3 -u", ["python3", "-u"]),
        ("#!/bin/sh", None),
        ("#!/usr/bin/env node", None),
        ("#!/usr/bin/env", None),
        ("\x7fELF", None),
        ("", None),
    ],
)
def test_a_script_is_run_by_what_its_first_line_names(first: str, words: list[str] | None, tmp_path: Path) -> None:
    script = tmp_path / "app"
    script.write_text(f"{first}\nprint()\n")
    script.chmod(0o755)

    assert _interpreter([str(script)], "") == words


@pytest.mark.parametrize(
    ("options", "kept"),
    [([], []), (["-u", "-I", "app.py", "-E"], ["-u", "-I"]), (["-m", "app"], []), (["-c", "pass"], [])],
)
def test_of_a_python_its_options_without_a_value_are_kept(options: list[str], kept: list[str]) -> None:
    assert _interpreter([PYTHON, *options], "") == [PYTHON, *kept]
