"""A new user's first minute: the built wheel and one SDK in an empty environment."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from genai_triage.simulator import Simulator
from genai_triage.taxonomy import CAUSES
from tests.launch.programs import BLOCK, GENAI, GIGACHAT, SUMMARY, environment, run

pytestmark = [pytest.mark.exhaustive, pytest.mark.timeout(900)]

ROOT = Path(__file__).resolve().parents[2]
_FIX = CAUSES["gigachat.token_scope_mismatch"]
BLOCK_OF_GIGACHAT = f"""\
genai-triage: auth · {_FIX.id} · GigaChat · chat
  do       {_FIX.fix}
  owner    account (whoever owns the account, its keys and its plan); a retry does not help
  it said  scope from db not fully includes consumed scope
  facts    HTTP 400
  see      {_FIX.doc}
genai-triage: calls 1 · failed 1
  1 ×  auth · {_FIX.id} · account
"""
NOT_INSTALLED = (
    "genai-triage: opentelemetry-exporter-otlp-proto-grpc is not installed, so traces, metrics and logs are not "
    "exported and failures are shown here. To export, type: pip install opentelemetry-exporter-otlp-proto-grpc\n"
)


class Fresh(NamedTuple):
    """An environment that has the wheel and an SDK."""

    programs: Path
    code: str
    output: str
    said: str


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module", params=["google-genai", "gigachat"])
def fresh(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """An environment with nothing but the wheel and one SDK."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True)
    programs = folder / "bin"
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", wheel, request.param], check=True)
    if request.param == "gigachat":
        return Fresh(programs, GIGACHAT, "BadRequestError\n", BLOCK_OF_GIGACHAT)
    return Fresh(programs, GENAI, "ClientError\n", BLOCK + SUMMARY)


@pytest.fixture
def env(fresh: Fresh) -> Iterator[dict[str, str]]:
    """Of a user whose environment is active, and who has set nothing but where the services are."""
    with Simulator(latency=0) as simulator:
        found = environment(simulator, PATH=f"{fresh.programs}:/usr/bin:/bin")
        found.pop("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS")
        yield found


def test_the_failure_is_on_the_screen(fresh: Fresh, env: dict[str, str]) -> None:
    command = [str(fresh.programs / "genai-triage"), "run", "--"]
    assert run("python", "-c", fresh.code, env=env, launcher=command) == (0, fresh.output, fresh.said)


def test_opentelemetrys_launcher_needs_no_exporter(fresh: Fresh, env: dict[str, str]) -> None:
    command = [str(fresh.programs / "opentelemetry-instrument")]
    status, output, said = run("python", "-c", fresh.code, env=env, launcher=command)
    assert (status, output, said) == (0, fresh.output, NOT_INSTALLED + fresh.said)


def test_no_exporter_is_installed(fresh: Fresh) -> None:
    listed = subprocess.run(
        [fresh.programs / "pip", "freeze"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert [line for line in listed.splitlines() if "exporter" in line] == []
