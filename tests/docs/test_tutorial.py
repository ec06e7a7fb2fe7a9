"""The tutorial, typed as it stands: one reader, one folder, from an empty machine to a drill."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from genai_triage.taxonomy import CAUSES
from tests.support.fresh import ROOT, blocks_of, outside
from tests.support.programs import needs

PAGE: Final = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS: Final = blocks_of("docs/tutorial.md")
SIMULATE: Final = "genai-triage simulate"
FOREGROUND: Final = (
    f"{SIMULATE} --port {{port}} > simulate.log 2>&1 &\nuntil grep -q Ctrl-C simulate.log; do sleep 0.2; done"
)
"""What is left running in a first terminal, here in the background; its port may be taken on a machine with others."""
APP: Final = """
import os, urllib.request
try:
    import gemini
except Exception:
    address = "http://localhost:" + os.environ["OTEL_EXPORTER_PROMETHEUS_PORT"] + "/metrics"
    print(urllib.request.urlopen(address).read().decode())
"""
"""The reader's own application: it fails as `gemini.py` does, and reads the page that Prometheus would."""


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])


def typed(port: str) -> str:
    """The blocks, each with a line before what it prints, in one shell that goes on when a program fails."""
    blocks = [
        re.sub(rf"^{SIMULATE}$", FOREGROUND.format(port=port), block.commands.replace(":8080", f":{port}"), flags=re.M)
        for block in BLOCKS
    ]
    return "\n".join(f"echo '== {number}'\n{block}" for number, block in enumerate(blocks, 1)) + "\nkill %1"


@pytest.mark.exhaustive
@pytest.mark.timeout(1200)
@needs("prometheus", "alertmanager")
def test_every_command_of_the_tutorial_does_what_it_says(wheel: Path, tmp_path: Path) -> None:
    for name, text in re.findall(r"^```python\n# (\w+\.py)\n(.*?)^```", PAGE, re.M | re.S):
        (tmp_path / name).write_text(text)
    (tmp_path / "app.py").write_text(APP)
    env = outside(wheel, tmp_path, f"{sys.base_prefix}/bin:/usr/bin:/bin")
    env["OTEL_EXPORTER_PROMETHEUS_PORT"] = free_port()
    done = subprocess.run(
        ["bash", "-c", typed(free_port())],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    said = re.split(r"^== \d\n", done.stdout, flags=re.M)[1:]

    assert len(said) == 6, done.stdout
    for number, cause in ((2, "gemini.key_invalid"), (3, "gigachat.token_scope_mismatch"), (4, "gemini.key_invalid")):
        assert f" · {cause} · " in said[number - 1], done.stdout
        assert CAUSES[cause].fix in said[number - 1]
    assert 'triage_cause="gemini.key_invalid"' in said[4], done.stdout
    assert "LLMQuotaExhausted arrived." in said[5], done.stdout
    assert "command not found" not in done.stdout
