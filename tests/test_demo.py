"""The demonstration, run as a user runs it: its exit status and what its table says."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from genai_triage.taxonomy import CAUSES, FailureClass
from tests.support.programs import needs

pytestmark = pytest.mark.timeout(1200)

DEMO = Path(__file__).parent.parent / "examples" / "demo"


def run(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(DEMO / "run.py"), *arguments],
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def shown() -> str:
    """What the whole demonstration prints; it must have found no difference."""
    ended = run("--details")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stderr == ""
    return ended.stdout


@pytest.mark.parametrize("failure_class", list(FailureClass))
@pytest.mark.exhaustive
def test_table_has_a_line_with_operations_for_every_class(shown: str, failure_class: FailureClass) -> None:
    lines = re.findall(rf"^{failure_class} +{failure_class.owner} +([1-9]\d*) +(\d+) +([1-9]\d*)   \S", shown, re.M)

    assert len(lines) == 1


@pytest.mark.parametrize(
    "cause",
    ["gemini.requests_per_day", "gigachat.token_scope_mismatch", "gigachat.payment_required", "network.tls_untrusted"],
)
@pytest.mark.exhaustive
def test_table_has_a_cause_with_its_owner_and_its_fix(shown: str, cause: str) -> None:
    row = CAUSES[cause]
    table = shown.partition("classified as the simulator meant it")[2]
    after = re.search(rf"^ +[1-9]\d*  {re.escape(cause)} +{row.owner} +(.*)", table, re.M | re.S)

    assert after is not None
    assert " ".join(after[1].split()).startswith(row.fix)


@pytest.mark.exhaustive
def test_totals_add_up_and_something_healed(shown: str) -> None:
    totals = re.search(r"^all +(\d+) +(\d+) +\d+$", shown, re.M)
    told = re.search(r"^(\d+) calls failed, (\d+) succeeded, (\d+) of them after a healing retry", shown, re.M)
    assert totals is not None
    assert told is not None
    operations, retries = map(int, totals.groups())
    failed, succeeded, healed = map(int, told.groups())

    assert operations == failed + succeeded
    assert healed <= retries < operations
    assert healed == 6


@pytest.mark.exhaustive
def test_what_the_application_saw_of_every_step_is_a_line_of_the_details(shown: str) -> None:
    lines = re.findall(r"^ *(\d+)/(\d+)  (?:agents|files|gemini|gigachat|grpc|httpx|jobs|live) ", shown, re.M)

    assert [int(number) for number, _ in lines] == list(range(1, int(lines[0][1]) + 1))


@pytest.mark.exhaustive
def test_output_fits_120_columns_and_has_no_colours_in_a_pipe(shown: str) -> None:
    assert max(map(len, shown.splitlines())) <= 120
    assert "\033" not in shown


@pytest.mark.exhaustive
def test_it_says_what_is_to_be_seen_then_how_far_it_is_then_the_table_then_the_details(shown: str) -> None:
    beginnings = (
        "An application that knows nothing of genai-triage takes ",
        "  0 %  0 of ",
        "100 %  ",
        "What genai-triage recorded in ",
        "class ",
        "auth  ",
        "What the application saw itself:",
    )
    lines = shown.splitlines()
    places = [next(place for place, line in enumerate(lines) if line.startswith(text)) for text in beginnings[:-2]]
    places.append(max(place for place, line in enumerate(lines) if line.startswith(beginnings[-2])))
    places.append(lines.index(beginnings[-1]))

    assert places[0] == 0
    assert places == sorted(places)


class Parts:
    """The modules of the demonstration, which are scripts beside each other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.syspath_prepend(str(DEMO))
        import application
        import progress
        import table
        import verdict

        self.application, self.progress, self.table, self.verdict = application, progress, table, verdict


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Parts:
    return Parts(monkeypatch)


def operation(parts: Parts, cause: str) -> Any:
    row = CAUSES[cause]
    return parts.verdict.Operation(b"", row.failure_class, cause, row.owner, row.fix, 0, True)


@pytest.mark.parametrize("width", [40, 50, 59, 60, 80, 119, 120])
def test_tables_fit_the_terminal(parts: Parts, width: int) -> None:
    operations = [operation(parts, cause) for cause in CAUSES]
    differences = ["gemini generate_content: " + "not as it was meant " * 10]
    made = parts.table.Table(
        parts.verdict.Verdict(operations, differences), [], {"x": "long reasons " * 20}, width, False
    )
    printed = "\n".join([made.classes(), made.causes(), made.more(dashboards=True)])

    assert max(map(len, printed.splitlines())) <= width
    assert [line.split()[:2] for line in made.classes().splitlines()[2:4]] == [
        ["auth", "account"],
        ["permission", "account"],
    ]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (120, "quota            account        1        0       1   no_quota: {fix} …"),
        (80, "quota            account        1        0       1   no_quota"),
        (60, "quota            account        1        0       1"),
        (40, "quota            account        1"),
    ],
)
def test_columns_that_do_not_fit_are_left_out(parts: Parts, width: int, line: str) -> None:
    found = parts.verdict.Verdict([operation(parts, "gemini.no_quota")], [])
    _, _, row, *_ = parts.table.Table(found, [], {}, width, False).classes().splitlines()
    fix = row.partition(": ")[2].removesuffix(" …")

    assert row == line.format(fix=fix)
    assert CAUSES["gemini.no_quota"].fix.startswith(fix)


def test_a_terminal_has_one_line_that_is_written_over(parts: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    shown = parts.progress.Progress(4, in_terminal=True)
    shown.begin()
    assert [shown.take("   1/4  gemini chat: ok    Hello"), shown.take("anything")] == [False, False]
    assert shown.take("   4/4  gemini chat: auth    ClientError 401") is True
    shown.end()

    empty, quarter, full = "░" * 20, "█" * 5 + "░" * 15, "█" * 20
    assert capsys.readouterr().out.split("\r\033[K") == [
        "",
        f"{empty} 0/4  the application starts",
        f"{quarter} 1/4  gemini chat: ok",
        f"{full} 4/4  gemini chat: auth",
        "",
    ]


def test_what_was_seen_of_a_step_is_cut_where_its_name_is_long(parts: Parts) -> None:
    shown = parts.progress.Progress(4, in_terminal=True)
    shown.take(f"   4/4  gemini {'long ' * 10}    ClientError 401 of all things")

    assert list(shown.seen(40)) == ["   4/4  gemini long long  ClientError 40"]


@pytest.mark.parametrize(
    ("program", "ended"),
    [
        ("print('   1/1  x  y', flush=True); import sys; sys.stdin.read()", ""),
        ("import sys; sys.exit(3)", "exit status 3"),
    ],
)
def test_the_application_runs_until_its_input_ends(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, ended: str
) -> None:
    assert _run_application(parts, monkeypatch, tmp_path, program) == ended


def test_an_application_that_does_not_get_on_is_ended(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(parts.application, "PATIENCE", 0.5)
    assert _run_application(parts, monkeypatch, tmp_path, "import sys; sys.stdin.read()") == "no progress for 0 s"


def _run_application(parts: Parts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str) -> str:
    script = tmp_path / "app.py"
    script.write_text(program)
    monkeypatch.setattr(parts.application, "_APPLICATION", script)
    monkeypatch.setattr(parts.application, "_INSTRUMENT", "/usr/bin/env")
    shown = parts.progress.Progress(1, in_terminal=False)
    said: str = parts.application.run([], dict(os.environ), shown, lambda: None)
    return said


NODE = """#!{python}
import json, os, pathlib, sys, urllib.request
state = json.loads(pathlib.Path(os.environ["STATES"]).read_text())[0]
asked = state["url"] + "/api/v1/query?query=sum(triage_calls_total)&time=" + str(state["to"] / 1000)
with urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open(asked) as answer:
    calls = json.load(answer)["data"]["result"][0]["value"][1]
pathlib.Path("{seen}").write_text(json.dumps({{"calls": calls, "argument": sys.argv[1], **state}}))
"""


@pytest.mark.exhaustive
@needs("prometheus")
def test_dashboards_have_what_the_table_has(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import boards
    import run as demo

    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".installed").touch()
    for name in ("node", "npm"):
        (tmp_path / name).write_text(NODE.format(python=sys.executable, seen=tmp_path / "seen"))
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(boards, "PREVIEW", tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert demo.main(["--only", "gemini chat", "--dashboards"]) == 0
    printed = capsys.readouterr().out
    seen = json.loads((tmp_path / "seen").read_text())
    totals = re.search(r"^all +(\d+) ", printed, re.M)
    failed = re.search(r"^(\d+) calls failed", printed, re.M)

    assert totals is not None
    assert failed is not None
    assert int(seen["calls"]) == int(totals[1]) > 20
    assert len(seen["failures"]) == int(failed[1])
    assert all(seen["from"] < 1000 * one["at"] < seen["to"] for one in seen["failures"])
    assert seen["argument"] == str(tmp_path / "show.mjs")
    assert "DASHBOARDS=1" not in printed


def test_without_its_programs_dashboards_are_one_line_that_says_how_to_get_them(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import boards
    import received

    monkeypatch.setenv("PATH", str(tmp_path))
    with boards.scraping(wanted=True) as shown:
        shown.show(received.Received())

    assert capsys.readouterr().out == (
        "No dashboards: not installed: prometheus, nodejs, npm. "
        "To get them: put these on the PATH: prometheus, node, npm\n"
    )


def test_every_cause_that_an_sdk_call_can_meet_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DEMO))
    import plan

    from genai_triage.simulator import Simulator

    with Simulator() as simulator:
        left_out = plan.left_out(plan.steps(simulator))

    assert {cause: reason for cause, reason in left_out.items() if not reason} == {}
    assert len(left_out) < len(CAUSES) / 8


@pytest.mark.parametrize("path", sorted((DEMO / "app").glob("*.py")), ids=lambda path: path.name)
def test_application_knows_nothing_of_this_project(path: Path) -> None:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    imported = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]

    assert imported
    assert not [name for name in imported if name.startswith("genai_triage")]


@pytest.fixture(scope="module")
def different() -> str:
    """What is printed of two steps: one fails without being meant to, the other's SDK is not observed."""
    disabled = {"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "triage_gigachat,triage_httpx,triage_httpx2"}
    ended = run("--only", "count_tokens: ok", "--schedule", "gemini.internal", environment=disabled)
    assert ended.returncode == 1
    assert "2 differences between what was meant and what was recorded:" in ended.stdout
    return ended.stdout


def test_failure_that_was_not_meant_ends_it_with_1(different: str) -> None:
    assert "  gemini count_tokens: ok: ok was meant, gemini.internal was found" in different


def test_missing_telemetry_ends_it_with_1(different: str) -> None:
    assert "  gigachat count_tokens: ok: 0 operations were recorded instead of 1" in different


def test_unknown_step_ends_it_with_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.syspath_prepend(str(DEMO))
    import run as demo

    assert demo.main(["--only", "no such step"]) == 2
    assert capsys.readouterr().err == "No step's name holds 'no such step'.\n"
