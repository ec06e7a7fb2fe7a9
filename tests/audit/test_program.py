"""What an audited program finds in its environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.audit import program
from genai_triage.audit.program import _interpreter, environment
from genai_triage.taxonomy.vendors import SERVICES

SIMULATOR: Any = SimpleNamespace(url="http://127.0.0.1:1", grpc_target="127.0.0.1:2")


@pytest.mark.parametrize(
    ("disabled", "left"),
    [
        ("", ""),
        ("*", ""),
        ("triage_httpx", ""),
        ("flask, triage_google_genai,requests,,*", "flask,requests"),
        ("requests,flask,grpc,aiohttp", "aiohttp,flask,grpc,requests"),
    ],
)
def test_instrumentations_of_ours_are_on_and_others_stay_off(disabled: str, left: str, tmp_path: Path) -> None:
    environ = {"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": disabled}
    found = environment(environ, SIMULATOR, "http://127.0.0.1:3", tmp_path / "log")
    assert found["OTEL_PYTHON_DISABLED_INSTRUMENTATIONS"] == left


def test_everything_is_recorded_and_exported_to_us_soon_and_requests_go_to_the_simulator(tmp_path: Path) -> None:
    environ = {"APP": "shop", "OTEL_TRACES_EXPORTER": "none", "OTEL_TRACES_SAMPLER": "always_off", "PATH": "/bin"}
    hosts = ["127.0.0.1", "localhost", *(host for service in SERVICES for host in service.hosts)]

    assert environment(environ, SIMULATOR, "http://127.0.0.1:3", tmp_path / "log") == {
        "APP": "shop",
        "OTEL_TRACES_EXPORTER": "otlp",
        "OTEL_METRICS_EXPORTER": "otlp",
        "OTEL_LOGS_EXPORTER": "otlp",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:3",
        "OTEL_TRACES_SAMPLER": "always_on",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
        "OTEL_BLRP_SCHEDULE_DELAY": "200",
        "OTEL_METRIC_EXPORT_INTERVAL": "1000",
        "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "",
        "GENAI_TRIAGE_AUDIT": "http://127.0.0.1:1",
        "GENAI_TRIAGE_AUDIT_GRPC": "127.0.0.1:2",
        "GENAI_TRIAGE_AUDIT_LOG": str(tmp_path / "log"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}/bin",
        "NO_PROXY": ",".join(hosts),
        "no_proxy": ",".join(hosts),
    }


@pytest.mark.parametrize(
    "name",
    [
        "OTEL_SDK_DISABLED",
        "OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_PYTHON_EXPORTER_OTLP_HTTP_CREDENTIAL_PROVIDER",
        "OTEL_CONFIG_FILE",
        "OTEL_EXPERIMENTAL_CONFIG_FILE",
        "OTEL_TRACES_SAMPLER_ARG",
    ],
)
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
        ("#!env python3", ["python3"]),
        (f"#!/opt/{'long/' * 20}python3.12", [f"/opt/{'long/' * 20}python3.12"]),
        ("#! ", None),
        ("# /usr/bin/python3", None),
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
    [
        ([], []),
        (["-u", "-I", "app.py", "-E"], ["-u", "-I"]),
        (["-m", "app"], []),
        (["-c", "pass"], []),
        (["-X", "dev", "-u"], []),
        *(([f"-{letter}", "app.py"], [f"-{letter}"]) for letter in "bBdEIOPqRsSuv"),
        (["-uIE", "-OO"], ["-uIE", "-OO"]),
    ],
)
def test_of_a_python_its_options_without_a_value_are_kept(options: list[str], kept: list[str]) -> None:
    assert _interpreter([PYTHON, *options], "") == [PYTHON, *kept]


def test_a_program_is_looked_for_on_the_path_that_it_gets(tmp_path: Path) -> None:
    for name, first in (("python3.11", ""), ("app", "#!/opt/python3 -u"), ("tool", "#!/bin/sh")):
        (tmp_path / name).write_text(f"{first}\n")
        (tmp_path / name).chmod(0o755)

    assert _interpreter(["python3.11", "-u"], str(tmp_path)) == [str(tmp_path / "python3.11"), "-u"]
    assert _interpreter(["app"], str(tmp_path)) == ["/opt/python3", "-u"]
    assert _interpreter(["tool"], str(tmp_path)) is None


def test_a_program_whose_first_line_is_no_text_is_no_python(tmp_path: Path) -> None:
    file = tmp_path / "app"
    file.write_bytes(b"\x7fELF\xff\xfe\x00\n")
    assert _interpreter([str(file)], "") is None


def test_python_is_the_one_that_has_this_package_whatever_the_path_says() -> None:
    own = str(Path(sys.executable).parent)
    assert program.search_path({"PATH": "/usr/bin"}) == f"{own}{os.pathsep}/usr/bin"
    assert [program.search_path({}), program.search_path({"PATH": ""})] == [own, own]


def test_the_launcher_is_the_one_beside_this_python_else_the_one_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("own", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "opentelemetry-instrument").touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "other"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "own" / "python"))
    assert program.launcher() == str(tmp_path / "own" / "opentelemetry-instrument")

    (tmp_path / "own" / "opentelemetry-instrument").unlink()
    assert program.launcher() == str(tmp_path / "other" / "opentelemetry-instrument")

    (tmp_path / "other" / "opentelemetry-instrument").unlink()
    assert program.launcher() is None


@pytest.mark.parametrize("code", ["exit $STATUS", "kill -TERM $$"], ids=["exit", "signal"])
def test_a_program_is_run_by_the_launcher_in_its_environment_and_its_end_is_told(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "launcher", lambda: "/usr/bin/env")
    ended = program.run(["STATUS=7", "sh", "-c", f"test $APP = shop && {code}"], {"APP": "shop", "PATH": os.defpath})
    assert ended == (7 if "exit" in code else -signal.SIGTERM)


def test_the_signals_of_a_run_reach_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[int] = []

    def wait() -> int:
        signal.raise_signal(signal.SIGTERM)
        return 3

    process = SimpleNamespace(send_signal=got.append, wait=wait)
    monkeypatch.setattr(subprocess, "Popen", lambda words, env: process)
    assert (program.run(["app"], {}), got) == (3, [signal.SIGTERM])


@pytest.mark.parametrize("is_at_a_terminal", [True, False])
def test_a_signal_is_passed_on_once_and_our_own_handlers_are_back_afterwards(
    is_at_a_terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "isatty", lambda descriptor: is_at_a_terminal and descriptor == 0)
    got: list[int] = []
    process: Any = SimpleNamespace(send_signal=got.append)
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = [lambda *_: None for _ in numbers]
    before = [signal.signal(number, handler) for number, handler in zip(numbers, handlers, strict=True)]
    try:
        with program._passing_signals(process):
            for number in numbers:
                signal.raise_signal(number)
        after = [signal.getsignal(number) for number in numbers]
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

    assert got == list(numbers[is_at_a_terminal:])  # a terminal sends Ctrl-C to both
    assert after == handlers


def test_a_run_in_a_thread_leaves_the_signals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "launcher", lambda: "/usr/bin/env")
    ended: list[int] = []
    thread = threading.Thread(target=lambda: ended.append(program.run(["true"], {"PATH": os.defpath})))
    thread.start()
    thread.join()
    assert ended == [0]


@pytest.mark.parametrize("status", [0, 1, -9])
def test_an_interpreter_is_tried_with_its_options_and_without_an_exporter(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def run(words: list[str], **given: Any) -> Any:
        asked.append((words, given))
        return SimpleNamespace(returncode=status)

    monkeypatch.setattr(program, "launcher", lambda: "launch")
    monkeypatch.setattr(subprocess, "run", run)
    environ = {"PATH": "", "OTEL_TRACES_EXPORTER": "otlp", "APP": "shop"}

    assert program.is_redirected([PYTHON, "-u", "app.py"], environ) is (status == 0)
    ((words, given),) = asked
    assert words == ["launch", PYTHON, "-u", "-c", program._TRIAL]
    silent = dict.fromkeys(("OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"), "none")
    assert given == {"env": {"PATH": "", "APP": "shop", **silent}, "capture_output": True, "check": False}


def test_a_program_that_is_no_python_is_not_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(subprocess, "run", None)
    (tmp_path / "tool").write_text("#!/bin/sh\n")
    (tmp_path / "tool").chmod(0o755)
    assert program.is_redirected(["tool"], {"PATH": str(tmp_path)}) is True


@pytest.mark.parametrize("loaded", [True, False])
def test_what_is_tried_is_whether_the_redirection_is_loaded(loaded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "genai_triage.audit.redirect", raising=False)
    if loaded:
        monkeypatch.setitem(sys.modules, "genai_triage.audit.redirect", SimpleNamespace())
    with pytest.raises(SystemExit) as ended:
        exec(program._TRIAL)
    assert ended.value.code is not loaded
