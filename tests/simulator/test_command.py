"""The command `genai-triage simulate`."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from genai_triage import cli
from genai_triage.simulator import Simulator, simulatable
from genai_triage.simulator.hints import directions
from genai_triage.taxonomy import CAUSES

COMMAND = [sys.executable, "-m", "genai_triage.cli", "simulate"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_prints_how_to_reach_it_and_ends_cleanly(end: signal.Signals) -> None:
    words = ["--port", "0", "--latency", "0", "--schedule", "gemini.internal:first=1"]
    with subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Stop with"):
                break
        text = "".join(lines)
        found = re.search(r"GOOGLE_GEMINI_BASE_URL=(\S+)", text)
        assert found
        url = f"{found[1]}/v1beta/models/any:generateContent"
        statuses = [httpx.post(url, json={}).status_code for _ in range(2)]
        process.send_signal(end)
        _, complaint = process.communicate(timeout=120)

    assert statuses == [500, 200]
    assert (process.returncode, complaint) == (0, "")
    for hint in ("GIGACHAT_BASE_URL=", "GIGACHAT_AUTH_URL=", "HttpOptions(base_url=", "verify_ssl_certs", "refuse"):
        assert hint in text


@pytest.mark.parametrize(
    "words",
    [
        ["simulate", "--port", "many"],
        ["simulate", "--port", "70000"],
        ["simulate", "--latency", "-1"],
        ["simulate", "--latency", "nan"],
        ["simulate", "--latency", "inf"],
        ["simulate", "--stall", "many"],
        ["simulate", "--port", "0", "--schedule", "gemini.nothing"],
        ["simulate", "--port", "0", "--schedule", "gemini.internal:every=0"],
        ["simulate", "--colour"],
        ["paint"],
        [],
    ],
)
def test_bad_input_is_one_sentence_and_status_2(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert cli.main(words) == 2

    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(r"genai-triage: [^\n]+\n", printed.err)


def test_port_in_use_is_one_sentence_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert cli.main(["simulate", "--port", str(taken.getsockname()[1])]) == 2

    assert "Cannot listen on 127.0.0.1" in capsys.readouterr().err


def test_missing_extra_is_named() -> None:
    code = "import sys; sys.modules['uvicorn'] = None; from genai_triage.cli import main; sys.exit(main(['simulate']))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False)

    assert ended.returncode == 2
    assert 'pip install "genai-triage[simulator]"' in ended.stderr


def test_causes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["simulate", "--list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    possible = [cause.id for cause in CAUSES.values() if simulatable(cause)]
    assert [line for line in lines if not line.startswith(" ")][: len(possible)] == possible
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_directions_fit_a_terminal_of_80_columns(host: str) -> None:
    with Simulator(host=host, grpc_port=0) as running:
        lines = directions(running).splitlines()

    assert [line for line in lines if len(line) > 80] == []
