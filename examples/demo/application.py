"""Runs the application under `opentelemetry-instrument`, for as long as it gets on."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO

from plan import Step
from progress import Progress

_APPLICATION = Path(__file__).parent / "app" / "main.py"
_INSTRUMENT = Path(sys.executable).parent / "opentelemetry-instrument"
PATIENCE = 180.0
"""Seconds without a step that ends, after which it is taken to hang; all of it together takes as long as it takes."""


def run(
    taken: Sequence[Step], environment: dict[str, str], progress: Progress, before_the_end: Callable[[], None]
) -> str:
    """Run the application to its end.

    Args:
        taken: The steps it is told to take.
        environment: Its environment variables.
        progress: Gets every line that it prints.
        before_the_end: Called after the last step, while the application still runs.

    Returns:
        Empty if it ended well, else how it ended.
    """
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "steps.json"
        path.write_text(json.dumps([step.as_json(number) for number, step in enumerate(taken)]), encoding="utf-8")
        command = [str(_INSTRUMENT), sys.executable, str(_APPLICATION), str(path)]
        with subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        ) as running:
            try:
                return _watched(running, progress, before_the_end)
            finally:
                running.kill()


def _watched(running: subprocess.Popen[str], progress: Progress, before_the_end: Callable[[], None]) -> str:
    assert running.stdin is not None
    assert running.stdout is not None
    lines: Queue[str | None] = Queue()
    Thread(target=_feed, args=(running.stdout, lines), daemon=True).start()
    try:
        while (line := lines.get(timeout=PATIENCE)) is not None:
            if progress.take(line):
                before_the_end()
                with suppress(BrokenPipeError):
                    running.stdin.close()  # it runs until then, as a service does
        status = running.wait(PATIENCE)
    except (Empty, subprocess.TimeoutExpired):
        return f"no progress for {PATIENCE:.0f} s"
    return f"exit status {status}" if status else ""


def _feed(output: IO[str], lines: Queue[str | None]) -> None:
    for line in output:
        lines.put(line.rstrip("\n"))
    lines.put(None)
