"""Prometheus' blocks of the history: made by promtool, and kept among the temporary files."""

from __future__ import annotations

import hashlib
import itertools
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from benchmarks.dashboards.history import STEP, History
from genai_triage.monitoring.drill import servers

DAYS: Final = 30
SECONDS: Final = DAYS * 86400
BLOCK: Final = "54h"
"""What Prometheus makes of blocks of two hours, three by three, within days."""
_BLOCK_SECONDS: Final = 54 * 3600
_HERE: Final = Path(__file__).parent


def history(*, fresh: bool = False) -> tuple[Path, int]:
    """Finds or makes the blocks.

    Returns:
        Their directory, and when the history ends.
    """
    folder = Path(tempfile.gettempdir()) / f"genai-triage-dashboards-{_version()}"
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    ended = folder / "end"
    if not ended.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        end = int(time.time()) // STEP * STEP
        _make(folder, end)
        ended.write_text(str(end), encoding="utf-8")
    return folder / "data", int(ended.read_text("utf-8"))


def _version() -> str:
    """Names the history by the code that makes it."""
    code = b"".join(path.read_bytes() for path in sorted(_HERE.glob("*.py")) if path.stem in _MAKERS)
    return hashlib.sha256(code).hexdigest()[:12]


_MAKERS: Final = ("blocks", "history", "records")


def _make(folder: Path, end: int) -> None:
    """Writes a block after the other: promtool reads a text once for each block that is in it."""
    story = History()
    times = enumerate(range(end - SECONDS, end + 1, STEP))
    for number, (_, steps) in enumerate(itertools.groupby(times, lambda one: one[1] // _BLOCK_SECONDS)):
        print(f"Making day {number * _BLOCK_SECONDS // 86400 + 1} of {DAYS} …", flush=True)
        _make_block(folder, itertools.chain.from_iterable(story.lines(when, step) for step, when in steps))


def _make_block(folder: Path, lines: Iterable[str]) -> None:
    text = folder / "samples.txt"
    with text.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.write("# EOF\n")
    command = [servers.binary(("promtool",)), "tsdb", "create-blocks-from", "openmetrics"]
    options = [f"--max-block-duration={BLOCK}", "--quiet"]
    subprocess.run([*command, *options, str(text), str(folder / "data")], check=True)
    text.unlink()
