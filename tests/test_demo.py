"""The demonstration, run as a user runs it: its exit status and what its table says."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from genai_triage.taxonomy import CAUSES, FailureClass

pytestmark = pytest.mark.timeout(400)

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
    ended = run()
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
    table = shown.partition("genai-triage recorded")[2]
    after = re.search(rf"^ +[1-9]\d*  {re.escape(cause)} +{row.owner} +(.*)", table, re.M | re.S)

    assert after is not None
    assert " ".join(after[1].split()).startswith(row.fix)


@pytest.mark.exhaustive
def test_totals_add_up_and_something_healed(shown: str) -> None:
    found = re.search(
        r"^all +(\d+) +(\d+) +(\d+)   (\d+) failed, (\d+) succeeded, (\d+) of them after a healing retry", shown, re.M
    )
    assert found is not None
    operations, retries, _, failed, succeeded, healed = map(int, found.groups())

    assert operations == failed + succeeded
    assert healed <= retries < operations
    assert healed == 6


@pytest.mark.exhaustive
def test_every_step_leaves_a_line_of_progress(shown: str) -> None:
    lines = re.findall(r"^ *(\d+)/(\d+)  (?:agents|files|gemini|gigachat|grpc|httpx|jobs|live) ", shown, re.M)

    assert [int(number) for number, _ in lines] == list(range(1, int(lines[0][1]) + 1))


@pytest.mark.exhaustive
def test_output_fits_120_columns_and_has_no_colours_in_a_pipe(shown: str) -> None:
    assert max(map(len, shown.splitlines())) <= 120
    assert "\033" not in shown


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
