"""Measures what other instrumentations of google-genai record of a call, and what they cost over the bare SDK.

Each is installed from PyPI into an environment of its own, which is kept among the user's caches. One that cannot be
installed or does not run is said in one line.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks import callgrind
from benchmarks.choice import some_of
from benchmarks.machine import machine
from benchmarks.peers.catalogue import PEERS
from benchmarks.peers.environments import NotInstalled, python

_ROOT: Final = Path(__file__).parents[2]
_KEPT: Final = ("PATH", "HOME", "LANG", "TMPDIR")
_PATIENCE: Final = 3600
"""Seconds that a peer may take to be measured."""


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    why_not = "times were asked for" if options.times else callgrind.why_not()
    found: dict[str, Any] = {"machine": machine(), "peers": {}}
    for name in options.only or PEERS:
        found["peers"][name] = one = _measured(name, counting=not why_not, fresh=options.fresh)
        print(as_text(PEERS[name].name, one), flush=True)
    if options.json:
        _write(options.json, found)
    return 0


def _write(path: Path, found: dict[str, Any]) -> None:
    """Writes what was found; peers that were not asked for stay."""
    known = json.loads(path.read_text("utf-8")) if path.exists() else {"peers": {}}
    merged = {**known["peers"], **found["peers"]}
    found = {**found, "peers": {name: merged[name] for name in PEERS if name in merged}}
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--only", type=some_of(PEERS, "peer"), metavar="NAME,…", help=f"these, of: {', '.join(PEERS)}")
    parser.add_argument("--times", action="store_true", help="do not count instructions")
    parser.add_argument("--fresh", action="store_true", help="make the environments again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there as well")
    return parser.parse_args(argv)


def _measured(name: str, *, counting: bool, fresh: bool) -> dict[str, Any]:
    """What was found of a peer, or why nothing was."""
    try:
        found = python(name, PEERS[name], fresh=fresh)
    except NotInstalled as problem:
        return {"problem": f"cannot be installed: {problem}"}
    with tempfile.TemporaryDirectory() as made:
        directory, results = Path(made), Path(made) / "results.json"
        before = callgrind.command(directory) if counting else []
        command = [*before, str(found), "-m", "benchmarks.peers.worker", name, str(results)]
        kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
        try:
            done = subprocess.run(
                [*command, *([made] if counting else [])],
                env={**kept, "PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": "0"},
                cwd=directory,
                capture_output=True,
                text=True,
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"problem": f"does not end within {_PATIENCE} s"}
        if done.returncode:
            return {"problem": f"does not run: {(done.stderr.strip().splitlines() or ['no word'])[-1]}"}
        return {"unit": "k" if counting else "µs", **json.loads(results.read_text())}


def as_text(title: str, one: dict[str, Any]) -> str:
    """A peer in a few lines."""
    if "problem" in one:
        return f"{title} {one['problem']}"
    versions = ", ".join(f"{package} {version}" for package, version in one["versions"].items())
    lines = [f"{title} ({versions})"]
    for scenario, cost in one["cost"].items():
        over, bare = (cost["peer"] - cost["bare"]) / 1000, cost["bare"] / 1000
        lines.append(f"  {scenario:12}{over:10,.1f} {one['unit']} over {bare:,.0f}")
    for scenario, seen in one["records"].items():
        lines.append(f"  {scenario:12}{recorded(seen)}")
    return "\n".join(lines)


def recorded(seen: dict[str, Any]) -> str:
    """Says what was recorded of one call."""
    parts = (
        (len(seen["spans"]), "span", "spans"),
        (len(seen["attributes"]), "attribute", "attributes"),
        (seen["points"], "metric point", "metric points"),
        (len(seen["events"]), "event", "events"),
    )
    return ", ".join(f"{number} {one if number == 1 else more}" for number, one, more in parts)


if __name__ == "__main__":
    sys.exit(main())
