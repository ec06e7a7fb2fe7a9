"""What docs/explain.md and dashboards/README.md have a reader type does what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.fresh import blocks_of

EXPLAIN = blocks_of("docs/explain.md")[0]
EXPORT = blocks_of("dashboards/README.md")[0]
BLOCKS = [EXPLAIN, EXPORT]
LOG = (
    "google.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED. "
    "{'error': {'code': 429, 'status': 'RESOURCE_EXHAUSTED'}}\n"
)


def typed(line: str, folder: Path) -> str:
    """What a line prints, in a folder that has `app.log` and a `kubectl` that prints it too."""
    (folder / "app.log").write_text(LOG, encoding="utf-8")
    kubectl = folder / "kubectl"
    kubectl.write_text("#!/bin/sh\n[ \"$*\" = 'logs deploy/app' ] && cat app.log\n", encoding="utf-8")
    kubectl.chmod(0o755)
    path = os.pathsep.join([str(folder), str(Path(sys.executable).parent), os.environ["PATH"]])
    command = ["bash", "-eu", "-o", "pipefail", "-c", line]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, encoding="utf-8", check=True
    ).stdout


@pytest.mark.parametrize("number", range(3))
def test_an_error_is_explained_wherever_it_stands(number: int, tmp_path: Path) -> None:
    line = EXPLAIN.commands.splitlines()[number]

    assert typed(line, tmp_path).startswith("rate_limit · ")


def test_a_name_is_explained(tmp_path: Path) -> None:
    *_, last = EXPLAIN.commands.splitlines()

    assert "gemini.requests_per_day" in typed(last, tmp_path).splitlines()[0]


def test_the_rules_of_the_dashboards_page_have_its_threshold_and_address(tmp_path: Path) -> None:
    typed(EXPORT.commands, tmp_path)
    rules = (tmp_path / "monitoring" / "rules" / "prometheus" / "alerts.rules.yml").read_text(encoding="utf-8")

    assert "https://grafana.internal/d/genai-triage-overview" in rules
    assert 'triage:failed:ratio5m{triage_class="rate_limit"} >= 0.1\n' in rules
    assert 'triage:failed:ratio5m{triage_class="rate_limit"} >= 0.05\n' not in rules
