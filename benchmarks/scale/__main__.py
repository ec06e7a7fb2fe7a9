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
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.choice import some_of
from benchmarks.machine import machine
from benchmarks.peers.catalogue import Peer
from benchmarks.peers.environments import NotInstalled, python
from benchmarks.scale.finding import Finding, report, told_by

CALLS: Final = 1_000_000
_ROOT: Final = Path(__file__).parents[2]
_SERVED: Final = ("google-genai", "gunicorn", "httpx", "opentelemetry-distro", "opentelemetry-exporter-otlp-proto-http")
OWN: Final = {
    "gevent": Peer("gevent", (".", "gevent", "httpx")),
    "prefork": Peer("gunicorn", (".[simulator]", *_SERVED)),
}
"""Phases that have an environment of their own."""
NAMES: Final = ("calls", "memory", "tasks", "hostile", "streams", "sessions", "forks", *OWN, "locks", "sockets")
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
    parser.add_argument(
        "--only", type=some_of(NAMES, "phase"), metavar="NAME,…", help=f"these phases, of: {', '.join(NAMES)}"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there as well")
    parser.add_argument("--phase", choices=NAMES, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def _in_process(name: str, calls: int) -> dict[str, Any]:
    """Runs a phase, without any setting of anybody's."""
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    try:
        command = _command(name, calls)
    except NotInstalled as problem:
        return {"text": f"{name}: not run, as {OWN[name].name} cannot be installed: {problem}", "is_good": True}
    done = subprocess.run(
        command, cwd=_ROOT, env={**kept, "PYTHONPATH": str(_ROOT)}, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        failed = [Finding("the phase itself", "failed", "to end", False)]
        told: dict[str, Any] = json.loads(report(name, "", 0, failed))
        return told
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _command(name: str, calls: int) -> list[str]:
    """What runs a phase, in its environment.

    Raises:
        NotInstalled: If that cannot be made.
    """
    if name == "gevent":
        module = ["-m", "gevent.monkey", "--module", "benchmarks.scale.greenlets"]
        return [str(python(name, OWN[name])), *module, str(max(calls // 100, 64))]
    if name == "prefork":
        return [str(python(name, OWN[name])), "-m", "benchmarks.scale.prefork", str(max(calls // 100, 640))]
    return [sys.executable, "-m", "benchmarks.scale", "--phase", name, "--calls", str(calls)]


def _phase(name: str, calls: int) -> int:
    """Prints what a phase has found as its last line of output."""
    from benchmarks.scale.phases import PHASES

    what, run, part = PHASES[name]
    print(told_by(name, what, run, max(calls // part, 64)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
