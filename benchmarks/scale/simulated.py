"""The simulator in a process of its own, so that its memory and its processor time are not ours.

It ends with the process that has started it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.scale.observed import allow_many_files
from genai_triage.simulator import Simulator


class Addresses(NamedTuple):
    """Where it is, without a slash at the end."""

    url: str
    tls_url: str
    ca_file: str


@contextmanager
def simulated() -> Iterator[Addresses]:
    """Runs it."""
    command = [sys.executable, "-m", "benchmarks.scale.simulated"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdin is not None
        try:
            yield Addresses(*running.stdout.readline().split())
        finally:
            running.stdin.close()


def main() -> None:
    """Serves until its standard input ends."""
    allow_many_files()
    with Simulator(latency=0) as simulator:
        print(simulator.url, simulator.tls_url, simulator.ca_file, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
