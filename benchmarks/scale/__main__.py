"""Holds the instrumentation to what it promises at the limit: every call is counted, memory and series stay bounded, a
call costs at the end what it did at the start, and no lock is held while the network is waited for.

Each phase is a process of its own. Status 1 if a number is not as wanted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.machine import machine
from benchmarks.scale.finding import Finding, as_text

CALLS: Final = 1_000_000
_ROOT: Final = Path(__file__).parents[2]
NAMES: Final = ("calls", "memory", "tasks", "hostile", "streams", "sessions", "forks", "locks", "sockets")
_KEPT: Final = ("PATH", "HOME", "LANG", "TMPDIR")


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    if options.phase:
        return _phase(options.phase, options.calls)
    told: dict[str, Any] = {}
    for name in options.only or NAMES:
        told[name] = _in_process(name, options.calls)
        print(told[name]["text"], flush=True)
    if options.json:
        _write(options.json, told)
    bad = [name for name, one in told.items() if not one["is_good"]]
    if bad:
        print(f"Not as wanted: {', '.join(bad)}.")
    return 1 if bad else 0


def _write(path: Path, told: dict[str, Any]) -> None:
    """Writes what was found; phases that were not run stay as they are."""
    known = json.loads(path.read_text("utf-8"))["phases"] if path.exists() else {}
    phases = {name: told.get(name) or known[name] for name in NAMES if name in told or name in known}
    content = {"machine": machine(), "phases": phases}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS, help=f"of the largest phase (default: {CALLS:,})")
    parser.add_argument("--only", type=_names, metavar="NAME,…", help=f"these phases, of: {', '.join(NAMES)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there as well")
    parser.add_argument("--phase", choices=NAMES, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise argparse.ArgumentTypeError(f"no phase is named {', '.join(unknown)}; there are {', '.join(NAMES)}")
    return names


def _in_process(name: str, calls: int) -> dict[str, Any]:
    """Runs a phase, without any setting of anybody's."""
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    command = [sys.executable, "-m", "benchmarks.scale", "--phase", name, "--calls", str(calls)]
    done = subprocess.run(command, cwd=_ROOT, env=kept, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        text = f"{name}\n{as_text([Finding('the phase itself', 'failed', 'to end', False)])}"
        return {"text": text, "is_good": False}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _phase(name: str, calls: int) -> int:
    """Prints what a phase has found as its last line of output."""
    from benchmarks.scale.phases import PHASES

    what, run, part = PHASES[name]
    size = max(calls // part, 64)
    began = time.monotonic()
    findings = run(size)
    title = f"{name}: {size:,} {what} ({time.monotonic() - began:.0f} s)"
    print(
        json.dumps(
            {
                "text": f"{title}\n{as_text(findings)}",
                "is_good": all(one.is_good for one in findings),
                "title": title,
                "findings": [one.as_dict() for one in findings],
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
