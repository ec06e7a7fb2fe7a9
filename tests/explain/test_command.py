"""The command in a shell: what it takes, its exit status, what it says of bad input, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from genai_triage.cli import main
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.texts import LANGUAGES
from tests.explain.forms import DAY, QUOTA, over_quota

COMMAND = [sys.executable, "-m", "genai_triage.cli", "explain"]


def run(*words: str, pasted: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *words], input=pasted, capture_output=True, env={**os.environ, **environment}, check=False
    )


WAYS = {
    "a name": ([DAY], b""),
    "a text": ([json.dumps(QUOTA)], b""),
    "words": (["grpc", "status", "8", "RESOURCE_EXHAUSTED"], b""),
    "stdin": ([], over_quota().encode()),
    "a dash": (["-"], over_quota().encode()),
    "no line's end": (["-"], over_quota().rstrip().encode()),
}


@pytest.mark.parametrize(("words", "pasted"), WAYS.values(), ids=WAYS.keys())
def test_it_takes(words: list[str], pasted: bytes) -> None:
    ended = run(*words, pasted=pasted)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.count(b" \xc2\xb7 ") >= 1


def test_it_takes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "app.log").write_text(over_quota())
    assert main(["explain", str(tmp_path / "app.log")]) == 0
    assert DAY in capsys.readouterr().out


UNKNOWN = "gigachat.exceptions.QuiteNewError: new"
STATUSES = {
    "all is known": (json.dumps(QUOTA), 0),
    "a class": ("quota", 0),
    "an alert": ("LLMAuthFailing", 0),
    "one is unknown": (f"{UNKNOWN}\n{json.dumps(QUOTA)}", 1),
    "nothing failed": ("all is well", 1),
    "others only": ("psycopg2.OperationalError: no", 1),
}


@pytest.mark.parametrize(("pasted", "status"), STATUSES.values(), ids=STATUSES.keys())
def test_the_exit_status_says_whether_all_is_known(
    pasted: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", pasted]) == status
    assert capsys.readouterr().err == ""


def test_an_empty_input_has_nothing_that_failed() -> None:
    ended = run("-")
    assert (ended.returncode, ended.stderr) == (1, b"")


BAD = [
    (["gemini.request_per_day"], "gemini.request_per_day is no cause, class, alert or code; did you mean "
     "gemini.requests_per_day"),
    (["gemini.zzzzzzzzzzz"], "gemini.zzzzzzzzzzz is no cause, class, alert or code; docs/taxonomy.md lists them all."),
    (["--language", "xx", DAY], f"--language must be one of {', '.join(LANGUAGES)}."),
    (["--provider", "openai", DAY], "argument --provider: invalid choice: 'openai'"),
    (["missing.log"], "The file cannot be read: No such file or directory."),
    (["./missing"], "The file cannot be read: No such file or directory."),
    (["."], "The file cannot be read: Is a directory."),
    ([""], "The text to explain is empty."),
    ([" ", ""], "The text to explain is empty."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "sentence"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_bad_input_is_one_sentence_and_status_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"genai-triage: {sentence}")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_environment_has_a_language_too(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GENAI_TRIAGE_LANGUAGE", language)
    main(["explain", DAY])
    assert CAUSES[DAY].fix_in(language) in capsys.readouterr().out


def test_a_language_that_was_asked_for_outranks_the_environment_s(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GENAI_TRIAGE_LANGUAGE", "ru")
    main(["explain", "--language", "en", DAY])
    assert CAUSES[DAY].fix_in("en") in capsys.readouterr().out


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "--json", json.dumps(QUOTA)])
    assert json.loads(capsys.readouterr().out)["failures"][0]["cause"] == DAY


def test_a_terminal_that_has_no_such_letters_is_written_to() -> None:
    ended = run("--language", "ru", DAY, PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_it_needs_neither_the_sdk_of_opentelemetry_nor_a_vendor_s() -> None:
    program = (
        "import sys\nfrom genai_triage.cli import main\nmain(sys.argv[1:])\n"
        "print([name for name in sys.modules if name.startswith(('opentelemetry', 'httpx', 'grpc', 'pydantic'))])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, "explain", over_quota()], capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says how much memory a process took")
def test_a_log_of_any_length_is_read_with_little_memory() -> None:
    program = (
        "from genai_triage.cli import main\nmain(['explain', '-'])\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        line = b"2026-11-26 22:00:00,123 INFO app: nothing happened in a line of quite a usual length\n" * 5000
        for _ in range(40):
            process.stdin.write(line)
        process.stdin.write(b"[" * 40_000_000)  # a line that does not end
        process.stdin.write(b"\n" + over_quota().encode())
        process.stdin.close()
        assert process.stdout is not None
        printed = process.stdout.read().decode()
    assert DAY in printed
    assert int(printed.splitlines()[-1]) < 60_000


def test_it_ends_quietly_when_nobody_reads_its_output_any_more() -> None:
    with subprocess.Popen([*COMMAND, "safety"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        complaint = process.stderr.read()
    assert (process.returncode, complaint) == (141, b"")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell runs in the background ignores Ctrl-C, and so does all that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_ends_it_quietly(interruptible: None) -> None:
    with subprocess.Popen(
        [*COMMAND, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        process.stdin.write(over_quota().encode() * 400)  # more than a pipe holds: it is reading
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        assert process.stderr is not None
        printed, complaint = process.stdout.read(), process.stderr.read()
        process.stdin.close()
    assert (process.wait(), printed, complaint) == (130, b"", b"")


def test_nothing_is_looked_up_in_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()
    monkeypatch.setattr("socket.socket.connect", lambda *_: asked.set())
    main(["explain", over_quota()])
    assert not asked.is_set()
