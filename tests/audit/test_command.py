"""`genai-triage audit` as a user runs it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from genai_triage.cli import main
from tests.support import AUTHORIZATION_KEY

for _needed in ("opentelemetry.distro", "aiohttp", "gigachat", "google.genai", "google.generativeai", "websockets"):
    pytest.importorskip(_needed)

pytestmark = pytest.mark.timeout(600)
FOLDER = Path(__file__).parent
COMMAND = [sys.executable, "-m", "genai_triage.cli", "audit"]
KEY = "AIza" + "SyD-9tSrke72PouQMnMX_a7eZSW0jkFMBWY"
ASK = "import httpx; httpx.post('https://api.giga.chat/v1/chat/completions', json={'messages': []})"
SECRETS = {
    "APP_TOKEN": "spelled-0ut-s3cret",
    "CLIENT_KEY": AUTHORIZATION_KEY,
    "LOGGED_TOKEN": KEY,
    "CHILD_TOKEN": "handed-d0wn-s3cret",
}
QUIET = {"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "grpc_client,google_genai"}
"""Without other instrumentations that record the vendor's messages and answers by themselves."""

Ended = subprocess.CompletedProcess[str]


def run(words: Sequence[str], environ: Mapping[str, str] | None = None) -> Ended:
    bare = {name: value for name, value in os.environ.items() if not re.search("KEY|TOKEN|SECRET|CREDENTIAL", name)}
    return subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, env={**bare, **(environ or {})}, check=False
    )


def result(ended: Ended) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def clean() -> Ended:
    """A program that uses every way and records nothing by itself."""
    keys = {"GEMINI_API_KEY": KEY, "GIGACHAT_CREDENTIALS": AUTHORIZATION_KEY}
    hosts = {"GENAI_TRIAGE_HOSTS": "gateway.invalid=gemini"}
    return run(["--json", "--", "python", str(FOLDER / "every_way.py")], {**QUIET, **keys, **hosts})


@pytest.fixture(scope="module")
def leaking() -> Ended:
    """A program that records an answer and secrets by itself."""
    return run(["--", sys.executable, str(FOLDER / "leaking.py")], {**QUIET, **SECRETS})


Audited = Callable[[Sequence[str], Mapping[str, str]], Ended]


@pytest.fixture
def audited(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Audited:
    """Audits in this process, where all is loaded; the program has one of its own."""

    def audit(words: Sequence[str], environ: Mapping[str, str]) -> Ended:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        status = main(["audit", *words])
        return Ended(words, status, *capfd.readouterr())

    return audit


def test_a_clean_program_passes(clean: Ended) -> None:
    assert (clean.returncode, result(clean)["status"], result(clean)["findings"]) == (0, "clean", [])


@pytest.mark.parametrize(
    ("way", "second"),
    [
        ("google-genai", "ClientError"),
        ("google-genai stream", "ClientError"),
        ("google-genai async", "ClientError"),
        ("gigachat", "ForbiddenError"),
        ("gigachat async", "NotFoundError"),
        ("httpx", "HTTPStatusError"),
        ("httpx async", "HTTPStatusError"),
        ("named host", "HTTPStatusError"),
        ("requests", "HTTPError"),
        ("aiohttp", "ClientResponseError"),
        ("grpc", "NotFound"),
    ],
)
def test_each_way_leads_to_the_simulator_which_refuses_every_second_request(
    clean: Ended, way: str, second: str
) -> None:
    assert f"{way}: {['ok', second]}" in clean.stdout.splitlines()


@pytest.mark.parametrize("way", ["websocket", "socket"])
def test_what_cannot_be_sent_elsewhere_is_refused(clean: Ended, way: str) -> None:
    assert f"{way}: {['Refused', 'Refused']}" in clean.stdout.splitlines()


def test_tells_what_was_searched_and_for_what(clean: Ended) -> None:
    told = result(clean)

    assert told["requests"]["refused"] == 11
    assert all(told["searched_bytes"][signal] for signal in ("traces", "metrics", "logs"))
    assert told["searched_for"] == {
        "canary": ["answer of the model", "prompt", "Google API key", "authorization key", "access token"],
        "environment": ["GEMINI_API_KEY", "GIGACHAT_CREDENTIALS"],
    }


LEAKS = {
    "answer": "canary: answer of the model, in traces, Span.attributes.app.answer, recorded by leaking",
    "secret": "the value of APP_TOKEN, in traces, Span.attributes.app.key, recorded by leaking",
    "secret, decoded": "the value of CLIENT_KEY, in traces, Span.attributes.app.user, recorded by leaking",
    "line of our own log": "the value of LOGGED_TOKEN, in own log, line",
    "secret, by a child": "the value of CHILD_TOKEN, in traces, Span.attributes.app.key, recorded by child",
}


@pytest.mark.parametrize("line", LEAKS.values(), ids=LEAKS)
def test_what_the_program_records_is_found_and_its_field_named(leaking: Ended, line: str) -> None:
    assert leaking.returncode == 1
    assert f"LEAK        {line}" in leaking.stdout.splitlines()


def test_nothing_else_is_found(leaking: Ended) -> None:
    assert leaking.stdout.count("LEAK") == len(LEAKS)


def test_the_requests_of_a_python_that_the_program_starts_are_seen_too(leaking: Ended) -> None:
    assert "requests    2 seen by the simulator, 1 of them refused with canaries" in leaking.stdout.splitlines()


def test_a_secret_is_never_printed(leaking: Ended) -> None:
    assert [name for name, value in SECRETS.items() if value in leaking.stdout + leaking.stderr] == []


def test_the_streams_are_the_programs_and_its_status_is_told(leaking: Ended) -> None:
    assert leaking.stdout.startswith("to stdout\n")
    assert leaking.stderr == "to stderr\n"
    assert re.search(r"^program +ended with status 7$", leaking.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("pass", "No request of the program reached the simulator, so nothing is proven."),
        (f"{ASK}; import os; os._exit(0)", "The program exported nothing, so nothing is proven."),
    ],
)
def test_what_proves_nothing_is_no_success(code: str, sentence: str, audited: Audited) -> None:
    ended = audited(["--", "python", "-c", code], {"OTEL_BSP_SCHEDULE_DELAY": "60000"})

    assert ended.returncode == 2
    assert sentence in ended.stdout


OTHER_PYTHON = getattr(sys, "_base_executable", sys.executable)


@pytest.mark.skipif(sys.executable == OTHER_PYTHON, reason="the tests run in no environment of their own")
@pytest.mark.parametrize(
    "words", [["python", "-I"], ["python", "-uE"], [OTHER_PYTHON], ["script"]], ids=["-I", "-uE", "other", "script"]
)
def test_a_program_whose_requests_would_reach_a_vendor_does_not_run(
    tmp_path: Path, words: list[str], audited: Audited
) -> None:
    script = tmp_path / "script"
    script.write_text(f"#!{OTHER_PYTHON}\nprint('ran')\n")
    script.chmod(0o755)
    ended = audited(["--", *words, "-c", "print('ran')"], {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"})

    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"{words[0]} starts without the instrumentation" in ended.stderr


def test_a_signal_reaches_the_program() -> None:
    code = "import signal, sys; signal.signal(15, lambda *_: sys.exit(5)); print('ready', flush=True); signal.pause()"
    with subprocess.Popen([*COMMAND, "--json", "--", "python", "-c", code], stdout=subprocess.PIPE, text=True) as audit:
        assert audit.stdout is not None
        assert audit.stdout.readline() == "ready\n"
        audit.send_signal(signal.SIGTERM)
        last = audit.stdout.read()

    assert json.loads(last)["program_status"] == 5


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Name the program to run, e.g. genai-triage audit -- python app.py."),
        (["--"], "Name the program to run, e.g. genai-triage audit -- python app.py."),
        (["--", "no-such-program"], "There is no program no-such-program."),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main(["audit", *words]) == 2

    assert capsys.readouterr().err == f"genai-triage: {sentence}\n"


@pytest.mark.parametrize("module", ["uvicorn", "opentelemetry.proto"])
def test_a_missing_extra_is_named(module: str) -> None:
    code = f"import sys; sys.modules[{module!r}] = None; from genai_triage.cli import main; sys.exit(main(['audit']))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert 'pip install "genai-triage[drill]"' in ended.stderr


def test_without_the_variable_nothing_of_it_is_imported() -> None:
    code = (
        "import sys, genai_triage; genai_triage.instrument(); import httpx, socket;"
        "loaded = [name for name in sys.modules if name.startswith('genai_triage.audit')];"
        "print(loaded, type(socket.getaddrinfo).__name__)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ended.stdout == "[] function\n"


def test_a_program_is_not_sent_to_another_machine() -> None:
    code = "import genai_triage; genai_triage.instrument(); print('ran')"
    environ = {**os.environ, "GENAI_TRIAGE_AUDIT": "http://192.0.2.1:80"}
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=False)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "192.0.2.1:80 is not on this machine" in ended.stderr
