"""`genai-triage run`: a failed call is on the screen, and the program is as it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from genai_triage.audit.collector import Collector
from genai_triage.exporters.named import has_reader
from genai_triage.launch.program import blind
from genai_triage.simulator import Simulator
from genai_triage.taxonomy import CAUSES
from tests.launch.programs import (
    BLOCK,
    GEMINI,
    GENAI,
    GIGACHAT,
    INSTRUMENT,
    KEY,
    RUN,
    SUMMARY,
    environment,
    on_terminal,
    run,
)

PYTHON = sys.executable
AT_80 = """\
\033[1;31mgenai-triage: auth · gemini.key_invalid · Gemini · generate_content\033[0m
\033[1;31m    gemini-2.5-flash\033[0m
\033[2m  do\033[0m       Create or copy an API key on https://aistudio.google.com/apikey and
           set it as GEMINI_API_KEY, without quotes or spaces.
\033[2m  owner\033[0m    account (whoever owns the account, its keys and its plan); a retry
           does not help
\033[2m  it said\033[0m  API key not valid. Please pass a valid API key.
\033[2m  facts\033[0m    HTTP 400
\033[2m  see\033[0m      https://ai.google.dev/gemini-api/docs/api-key
\033[1;31mgenai-triage: calls 1 · failed 1\033[0m
\033[2m  1 ×\033[0m  auth · gemini.key_invalid · account
"""
AT_40 = """\
genai-triage: auth · gemini.key_invalid
    · Gemini · generate_content
    gemini-2.5-flash
  do       Create or copy an API key on
           https://aistudio.google.com/apikey
           and set it as GEMINI_API_KEY,
           without quotes or spaces.
  owner    account (whoever owns the
           account, its keys and its
           plan); a retry does not help
  it said  API key not valid. Please
           pass a valid API key.
  facts    HTTP 400
  see      https://ai.google.dev/gemini-api/docs/api-key
genai-triage: calls 1 · failed 1
  1 ×  auth · gemini.key_invalid ·
       account
"""


@pytest.fixture(scope="module")
def env() -> Iterator[dict[str, str]]:
    """Of a program that calls the simulator."""
    with Simulator(latency=0) as simulator:
        yield environment(simulator)


def test_each_failure_is_a_block_or_a_line_and_a_summary_follows(env: dict[str, str]) -> None:
    again = "genai-triage: auth · gemini.key_invalid · Gemini · generate_content gemini-2.5-flash · × 2\n"
    assert run("--", PYTHON, "-c", GEMINI, "2", env=env) == (
        0,
        "400\n400\n",
        BLOCK + again + SUMMARY.replace("1 ·", "2 ·").replace("failed 1", "failed 2").replace("1 ×", "2 ×"),
    )


def test_what_to_do_is_said_again_below_the_traceback_that_ended_the_program(env: dict[str, str]) -> None:
    status, _, said = run("--", PYTHON, "-c", GENAI.replace("print(type(error).__name__)", "raise"), env=env)
    before, _, after = said.partition("Traceback (most recent call last):\n")
    fix = f"  do   {CAUSES['gemini.key_invalid'].fix}\n"
    assert (status, before + SUMMARY) == (1, BLOCK + SUMMARY)
    assert after.endswith(f"\n{SUMMARY.replace('  1 ×', '  1 ×')}{fix}")


def test_a_terminal_has_colours_and_wrapped_lines(env: dict[str, str]) -> None:
    assert on_terminal("--", PYTHON, "-c", GENAI, columns=80, env=env) == AT_80


def test_a_narrow_terminal_without_colours_has_wrapped_lines(env: dict[str, str]) -> None:
    assert on_terminal("--", PYTHON, "-c", GEMINI, columns=40, env={**env, "NO_COLOR": "1"}) == AT_40


def test_a_failure_of_gigachat_is_one_object_of_json_a_line(env: dict[str, str]) -> None:
    status, output, said = run("--json", "--", PYTHON, "-c", GIGACHAT, env=env)
    failure, summary = map(json.loads, said.splitlines())
    cause = CAUSES["gigachat.token_scope_mismatch"]
    for changing in ("time", "process", "seconds"):
        assert failure.pop(changing)
    assert summary.pop("process")
    counted = {"class": "auth", "cause": cause.id, "owner": "account"}
    assert (status, output) == (0, "BadRequestError\n")
    assert failure == {
        "kind": "failure",
        **counted,
        "retryable": False,
        "fix": cause.fix,
        "doc": cause.doc,
        "count": 1,
        "provider": "gigachat",
        "operation": "chat",
        "model": None,
        "message": failure["message"],
        "findings": [],
        "error_type": failure["error_type"],
        "http_status": 400,
        "rpc_status": None,
        "retry_after": None,
        "quota": None,
        "answered_by": "service",
        "request_id": failure["request_id"],
        "retries": 0,
        "backoff": 0.0,
        "trace_id": None,
    }
    assert summary == {
        "kind": "summary",
        "calls": 1,
        "failed": 1,
        "retries": 0,
        "backoff": 0.0,
        "causes": [{**counted, "fix": cause.fix, "count": 1}],
    }


def test_a_file_gets_it_instead_wherever_the_program_goes(env: dict[str, str], tmp_path: Path) -> None:
    subprocess.run(
        [*RUN, "--file", "failures.txt", "--", PYTHON, "-c", "import os; os.chdir('/')\n" + GEMINI],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    assert (tmp_path / "failures.txt").read_text(encoding="utf-8") == BLOCK + SUMMARY


def test_a_program_that_makes_no_call_is_told_so(env: dict[str, str]) -> None:
    no_call = "genai-triage: no call to Gemini or GigaChat was seen.\n"
    assert run("--", PYTHON, "-c", "print(1)", env=env) == (0, "1\n", no_call)


def test_a_client_without_a_key_is_told_what_to_do_though_it_makes_no_call(env: dict[str, str]) -> None:
    keyless = {name: value for name, value in env.items() if name not in ("GEMINI_API_KEY", "GOOGLE_API_KEY")}
    status, _, said = run("--", PYTHON, "-c", "from google import genai; genai.Client()", env=keyless)
    cause = CAUSES["gemini.credentials_absent"]
    shown = said.splitlines()
    first = shown.index("genai-triage: auth · gemini.credentials_absent · Gemini")
    assert (status, shown[first + 1]) == (1, f"  do     {cause.fix}")
    assert shown[-1] == "genai-triage: no call to Gemini or GigaChat was seen."


@pytest.mark.parametrize("code", ["raise ValueError('API key')", "{}['key']", "raise ConnectionError"])
def test_what_else_ends_a_program_is_not_explained(env: dict[str, str], code: str) -> None:
    _, _, said = run("--", PYTHON, "-c", code, env=env)
    assert [line for line in said.splitlines() if line.startswith("genai-triage: ")] == [
        "genai-triage: no call to Gemini or GigaChat was seen."
    ]


# A shell that starts the tests in the background has SIGINT ignored.
_INTERRUPTIBLE = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("raise SystemExit(3)", 3),
        ("import os; os._exit(4)", 4),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("import os; os.abort()", -signal.SIGABRT),
        (f"{_INTERRUPTIBLE}; signal.raise_signal(signal.SIGINT)", -signal.SIGINT),
        ("import signal; signal.signal(signal.SIGPIPE, signal.SIG_DFL); signal.raise_signal(13)", -signal.SIGPIPE),
    ],
)
def test_the_exit_status_and_the_signal_are_the_programs(env: dict[str, str], code: str, status: int) -> None:
    assert run("--", PYTHON, "-c", code, env=env)[0] == status


def test_the_program_takes_the_place_of_the_command(env: dict[str, str]) -> None:
    process = subprocess.Popen([*RUN, "--", PYTHON, "-c", "import os; print(os.getpid())"], env=env, stdout=-1)
    output, _ = process.communicate(timeout=50)
    assert int(output) == process.pid


def test_a_signal_ends_the_program_and_what_had_failed_has_been_said(env: dict[str, str]) -> None:
    code = GEMINI + "\nprint('ready', flush=True)\nimport threading; threading.Event().wait()"
    with subprocess.Popen(
        [*RUN, "--", PYTHON, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["400\n", "ready\n"]
        process.terminate()
        _, said = process.communicate(timeout=50)
    assert (process.returncode, said) == (-signal.SIGTERM, BLOCK)


def test_a_program_whose_stderr_nobody_reads_lives_on(env: dict[str, str]) -> None:
    code = "import signal; signal.signal(signal.SIGPIPE, signal.SIG_DFL)\n" + GEMINI
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run([*RUN, "--", PYTHON, "-c", code], env=env, stdout=-1, stderr=writing, check=False)
    finally:
        os.close(writing)
    assert (done.returncode, done.stdout) == (0, b"400\n")


@pytest.mark.parametrize("first", ["", "import os; os.close(2)\n"], ids=["open", "closed"])
def test_a_program_with_its_own_stderr_is_not_disturbed(env: dict[str, str], first: str) -> None:
    code = first + "import sys; sys.stderr = None\n" + GEMINI
    assert run("--", PYTHON, "-c", code, env=env) == (0, "400\n", "" if first else BLOCK + SUMMARY)


def test_a_terminal_without_the_letters_of_a_language_is_spoken_to_in_english(env: dict[str, str]) -> None:
    ascii_only = {"GENAI_TRIAGE_LANGUAGE": "ru", "PYTHONIOENCODING": "ascii"}
    _, _, said = run("--", PYTHON, "-c", GEMINI, env={**env, **ascii_only})
    plain = (BLOCK + SUMMARY).replace("·", "-").replace("×", "x")
    assert said == plain.replace("docs/api-key\n", "docs/api-key?hl=ru\n")


def test_a_program_that_sets_opentelemetry_up_keeps_what_it_has(env: dict[str, str]) -> None:
    own = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
spans, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(spans))
trace.set_tracer_provider(provider)
"""
    shown = "\nprint([span.attributes['triage.cause'] for span in spans.get_finished_spans()])"
    assert run("--", PYTHON, "-c", own + GEMINI + shown, env=env) == (
        0,
        "400\n['gemini.key_invalid']\n",
        BLOCK + SUMMARY,
    )


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["no-such"], 127, "There is no program no-such."),
        (["app.py"], 126, "app.py is not a program; type: genai-triage run -- python app.py"),
        (["./bare"], 126, "./bare does not say by a first line (#!) what runs it; name the program that runs it."),
        (["."], 126, ". is a folder, not a program."),
        ([], 2, "Name the program to run, e.g. genai-triage run -- python app.py"),
    ],
)
def test_what_cannot_be_started_is_one_sentence(
    env: dict[str, str], words: list[str], status: int, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").touch()
    (tmp_path / "bare").write_text("echo\n")
    (tmp_path / "bare").chmod(0o755)
    env = {**env, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    assert run("--", *words, env=env) == (status, "", f"genai-triage: {sentence}\n")


def test_a_python_without_it_says_what_to_type(env: dict[str, str], tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python"
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", str(tmp_path)], check=True)
    assert run("--", str(python), "-c", "print(1)", env=env) == (
        0,
        "1\n",
        f"genai-triage: {python} has no genai-triage, so what it runs is not observed. "
        f"Type: {python} -m pip install genai-triage\n",
    )


@pytest.mark.parametrize(
    ("options", "option"), [(["-u", "-I"], "-I"), (["-uE"], "-uE"), (["-S"], "-S"), (["-u"], None)]
)
def test_options_of_python_that_keep_it_from_being_observed_are_told(options: list[str], option: str | None) -> None:
    sentence = (
        f"Python's option {option} keeps it from loading anything before the program, so it is not observed. "
        "Leave it out."
    )
    assert blind([PYTHON, *options, "-c", "-I"]) == ([sentence] if option else [])
    assert blind(["gunicorn", *options]) == []


def test_the_sitecustomize_behind_ours_is_loaded_too(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os; print(os.environ.get('GENAI_TRIAGE_RUN', '')[:8])")
    status, output, _ = run("--", PYTHON, "-c", "print(1)", env={**env, "PYTHONPATH": str(tmp_path)})
    assert (status, output) == (0, "\nterminal\n1\n")


def test_what_the_environment_names_gets_it_and_the_terminal_does_not(env: dict[str, str]) -> None:
    named = {**env, "OTEL_TRACES_EXPORTER": "console", "OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
    status, output, said = run("--", PYTHON, "-c", GEMINI, env=named)
    assert (status, said) == (0, "")
    assert output.count('"triage.cause": "gemini.key_invalid"') == 1
    assert run("--console", "--", PYTHON, "-c", GEMINI, env=named)[2] == BLOCK + SUMMARY


def test_an_endpoint_gets_what_the_first_process_and_the_ones_that_it_spawns_record(env: dict[str, str]) -> None:
    spawns = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {GEMINI!r}], check=True)
"""
    with Collector() as collector:
        exporting = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}
        assert run("--", PYTHON, "-c", GEMINI + spawns, env={**env, **exporting}) == (0, "400\n400\n", "")
        assert sum(body.count(b"gemini.key_invalid") for body in collector.bodies("traces")) == 2 * 2
        assert all(b"gemini.key_invalid" in body for body in collector.bodies("metrics"))


MISSING = (
    "genai-triage: opentelemetry-exporter-otlp-proto-grpc is not installed, so {} are not exported and failures are "
    "shown here. To export, type: export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n"
)


@pytest.mark.skipif(has_reader() is not False, reason="this SDK reads a file of settings, or asks for none")
@pytest.mark.parametrize("launcher", [RUN, INSTRUMENT], ids=["run", "opentelemetry-instrument"])
def test_a_file_of_settings_that_cannot_be_read_is_one_sentence_and_the_terminal_takes_its_place(
    env: dict[str, str], launcher: list[str]
) -> None:
    said = (
        "genai-triage: OTEL_CONFIG_FILE is set and opentelemetry-configuration is not installed, so nothing is "
        "exported and failures are shown here. To export, type: pip install opentelemetry-configuration\n"
    )
    words = ["--"] if launcher is RUN else []
    ended = run(*words, PYTHON, "-c", GEMINI, env={**env, "OTEL_CONFIG_FILE": "otel.yaml"}, launcher=launcher)
    assert ended == (0, "400\n", said + BLOCK + SUMMARY)


@pytest.mark.parametrize("launcher", [RUN, INSTRUMENT], ids=["run", "opentelemetry-instrument"])
def test_an_exporter_that_is_not_installed_is_one_sentence_and_the_terminal_takes_its_place(
    env: dict[str, str], launcher: list[str]
) -> None:
    named = {**env, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_METRICS_EXPORTER": "none"}
    words = ["--"] if launcher is RUN else []
    assert run(*words, PYTHON, "-c", GEMINI, env=named, launcher=launcher) == (
        0,
        "400\n",
        MISSING.format("traces and logs") + BLOCK + SUMMARY,
    )


def test_an_exporter_that_nobody_has_is_one_sentence(env: dict[str, str]) -> None:
    named = {**env, "OTEL_TRACES_EXPORTER": "otpl", "OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
    assert run("--", PYTHON, "-c", GEMINI, env=named)[2] == (
        "genai-triage: OTEL_TRACES_EXPORTER names 'otpl', an exporter that no installed package has, so traces are not "
        "exported and failures are shown here. Correct it to 'otlp', or install the package that has it.\n"
        + BLOCK
        + SUMMARY
    )


QUIET = {f"OTEL_{signal}_EXPORTER": "none" for signal in ("TRACES", "METRICS", "LOGS")}


TYPO = (
    "genai-triage: OTEL_{}_EXPORTER names 'otpl', an exporter that no installed package has, so {} are not exported "
    "and failures are shown here. Correct it to 'otlp', or install the package that has it.\n"
)


@pytest.mark.parametrize("signal", ["TRACES", "METRICS", "LOGS"])
@pytest.mark.parametrize("is_option", [False, True], ids=["variable", "option"])
def test_under_opentelemetrys_launcher_the_terminal_takes_its_place_too(
    env: dict[str, str], signal: str, is_option: bool
) -> None:
    variables = QUIET if is_option else {**QUIET, f"OTEL_{signal}_EXPORTER": "otpl"}
    options = [f"--{signal.lower()}_exporter", "otpl"] if is_option else []
    started = run(PYTHON, "-c", GEMINI, env={**env, **variables}, launcher=[*INSTRUMENT, *options])
    assert started == (0, "400\n", TYPO.format(signal, signal.lower()) + BLOCK + SUMMARY)


def test_a_protocol_that_no_exporter_speaks_is_one_sentence_under_it(env: dict[str, str]) -> None:
    chosen = {**env, **QUIET, "OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"}
    assert run(PYTHON, "-c", GEMINI, env=chosen, launcher=INSTRUMENT)[2] == (
        "genai-triage: OTLP is to be sent over http/json, which no exporter for Python does, so traces are not "
        "exported and failures are shown here. Type: export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n"
        + BLOCK
        + SUMMARY
    )


def test_the_programs_own_options_are_not_the_launchers(env: dict[str, str]) -> None:
    prints = "import sys; print(sys.argv[1:])"
    started = run(PYTHON, "-c", prints, "--traces_exporter", "otpl", env={**env, **QUIET}, launcher=INSTRUMENT)
    assert started == (0, "['--traces_exporter', 'otpl']\n", "")


def test_opentelemetrys_launcher_is_told_an_exporter_by_an_option_too(env: dict[str, str]) -> None:
    typo = {**env, **QUIET, "OTEL_TRACES_EXPORTER": "otpl"}
    right = [*INSTRUMENT, "--traces_exporter", "none"]
    assert run(PYTHON, "-c", "print(1)", env=typo, launcher=right) == (0, "1\n", "")


@pytest.mark.parametrize("chosen", [{"GENAI_TRIAGE_CONSOLE": "1"}, {"OTEL_TRACES_EXPORTER": "triage_console"}])
def test_opentelemetry_instrument_shows_failures_where_it_is_asked_to(
    env: dict[str, str], chosen: dict[str, str]
) -> None:
    _, _, said = run(PYTHON, "-c", GEMINI, env={**env, **QUIET, **chosen}, launcher=INSTRUMENT)
    assert said == BLOCK + SUMMARY


@pytest.mark.parametrize("launcher", [RUN, INSTRUMENT], ids=["run", "opentelemetry-instrument"])
def test_off_means_off(env: dict[str, str], launcher: list[str]) -> None:
    chosen = {"OTEL_SDK_DISABLED": "true", "GENAI_TRIAGE_CONSOLE": "1", "OTEL_TRACES_EXPORTER": "none"}
    others = {"OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
    words = ["--"] if launcher is RUN else []
    said = "genai-triage: OTEL_SDK_DISABLED is set, so nothing is observed. Type: unset OTEL_SDK_DISABLED\n"
    ended = run(*words, PYTHON, "-c", GEMINI, env={**env, **chosen, **others}, launcher=launcher)
    assert ended == (0, "400\n", said if launcher is RUN else "")


def test_a_language_that_there_is_not_is_told_once(env: dict[str, str]) -> None:
    said = "GENAI_TRIAGE_LANGUAGE='xx' is none of en, ru, pt; using en.\n"
    assert run("--", PYTHON, "-c", GEMINI, env={**env, "GENAI_TRIAGE_LANGUAGE": "xx"})[2] == said + BLOCK + SUMMARY


def test_the_key_is_not_shown(env: dict[str, str]) -> None:
    assert KEY not in run("--json", "--", PYTHON, "-c", GEMINI, env=env)[2]


FORK = """
import asyncio, os, threading, sys
import httpx
url = os.environ["GOOGLE_GEMINI_BASE_URL"] + "/v1beta/models/gemini-2.5-flash:generateContent"
headers = {"x-goog-api-key": "fail-gemini.key_invalid"}
def call():
    httpx.post(url, headers=headers, json={"contents": []})
async def acall():
    async with httpx.AsyncClient() as client:
        await client.post(url, headers=headers, json={"contents": []})
threads = [threading.Thread(target=call) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
asyncio.run(acall())
child = os.fork()
if not child:
    call()
    sys.exit(0)
os.waitpid(child, 0)
print(child)
"""


def test_threads_and_tasks_count_together_and_a_forked_process_for_itself(env: dict[str, str]) -> None:
    _, output, said = run("--", PYTHON, "-c", FORK, env=env)
    lines = said.splitlines()
    assert said.count("  it said  ") == 2
    assert sorted(line.rpartition("× ")[2] for line in lines if "· ×" in line) == ["2", "3", "4", "5"]
    counted = "{} ×  auth · gemini.key_invalid · account"
    assert lines[-4:] == [
        *(f"genai-triage: process {output.strip()} · calls 1 · failed 1", f"  {counted.format(1)}"),
        *("genai-triage: calls 5 · failed 5", f"  {counted.format(5)}"),
    ]


@pytest.mark.parametrize(
    "start", ["subprocess.call([sys.executable, '-c', 'pass'])", "os.waitpid(os.posix_spawnp('true', ['true'], {}), 0)"]
)
def test_a_program_that_starts_others_is_not_told_that_no_call_was_made(env: dict[str, str], start: str) -> None:
    _, _, said = run("--", PYTHON, "-c", f"import os, subprocess, sys; {start}", env=env)
    assert said == ""
