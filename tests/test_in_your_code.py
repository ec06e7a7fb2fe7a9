"""What docs/in-your-code.md shows runs as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from google import genai
from google.genai import errors, types

import genai_triage
from genai_triage.simulator import Simulator

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "in-your-code.md").read_text(encoding="utf-8")
EXAMPLES: list[str] = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
TOLD, TESTED, WITH_GRPC = EXAMPLES[1:4]
"""The first one, of an exception, is typed by tests/test_readme.py."""


@pytest.fixture
def switched_off_after() -> Iterator[None]:
    yield
    genai_triage.uninstrument()


@pytest.mark.usefixtures("switched_off_after")
def test_the_function_of_the_example_is_told(simulator: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(TOLD, "docs/in-your-code.md", "exec"), {})
    client = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=simulator.gemini_url))
    with pytest.raises(errors.ClientError):
        client.models.generate_content(model="fail-gemini.requests_per_day", contents="Hello")
    assert capsys.readouterr().out == "next key, please: gemini.requests_per_day\n"


# Named twice: whether or not the package that is installed has the entry point.
PLUGIN = ("-p", "no:genai_triage", "-p", "genai_triage.pytest_plugin")


def run_pytest(folder: Path, *arguments: str) -> str:
    """What pytest prints in a folder that has nothing of ours."""
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PLUGIN, *arguments)
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=alone, capture_output=True, text=True, timeout=300).stdout


def test_the_tests_of_the_example_pass(tmp_path: Path) -> None:
    (tmp_path / "test_example.py").write_text(TESTED, encoding="utf-8")
    assert "2 passed" in run_pytest(tmp_path)


def test_a_test_finds_no_trace_of_what_was_before_and_leaves_none(tmp_path: Path) -> None:
    test = """
import urllib.request
import pytest

def ask(simulator):
    urllib.request.urlopen(f"{simulator.url}/v1beta/models").close()

@pytest.fixture(scope="session", autouse=True)
def warmed_up(running_simulator):
    ask(running_simulator)
    running_simulator.schedule("gemini.internal", endpoint="*")
    assert running_simulator.requests
    yield
    assert not running_simulator.requests
    ask(running_simulator)

def test_it(simulator):
    assert not simulator.requests
    ask(simulator)
    simulator.schedule("gemini.internal", endpoint="*")
"""
    (tmp_path / "test_example.py").write_text(test, encoding="utf-8")
    assert "1 passed" in (printed := run_pytest(tmp_path))
    assert "error" not in printed


def test_the_settings_of_the_example_bring_grpc(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(WITH_GRPC, encoding="utf-8")
    test = "def test_it(simulator):\n    assert simulator.grpc_target and not simulator.requests\n"
    (tmp_path / "test_example.py").write_text(test, encoding="utf-8")
    assert "1 passed" in run_pytest(tmp_path)


def test_without_the_extra_the_fixture_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("import sys\nsys.modules['trustme'] = None\n", encoding="utf-8")
    (tmp_path / "test_example.py").write_text("def test_it(simulator):\n    pass\n", encoding="utf-8")
    assert "The fixture `simulator` needs trustme: pip install 'genai-triage[simulator]'." in run_pytest(tmp_path)


def test_sessions_that_do_not_use_it_import_nothing_of_ours(tmp_path: Path) -> None:
    test = (
        "import sys\n"
        "def test_it():\n"
        "    ours = {name for name in sys.modules if name.startswith('genai_triage')}\n"
        "    assert ours == {'genai_triage', 'genai_triage.pytest_plugin'}\n"
    )
    (tmp_path / "test_example.py").write_text(test, encoding="utf-8")
    assert "1 passed" in run_pytest(tmp_path)


def test_pytest_finds_the_plugin_by_itself() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '[project.entry-points.pytest11]\ngenai_triage = "genai_triage.pytest_plugin"\n' in project
