"""Measures what the instrumentation costs over the bare SDK, beside a floor that makes the same OpenTelemetry calls.

Instructions are counted where valgrind is installed, and held to `baseline.json`: status 1 if a number is more than 5 %
over.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import baseline, callgrind, goals
from benchmarks.choice import some_of
from benchmarks.functions import as_text, functions
from benchmarks.machine import machine
from benchmarks.replay import source
from benchmarks.scenarios import SCENARIOS
from benchmarks.table import Rows, over_bare, ratio, table
from benchmarks.worker import LAUNCHES

TITLES = {**{scenario.name: scenario.what for scenario in SCENARIOS}, **LAUNCHES}
_ROOT = Path(__file__).parents[1]
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
"""Of the environment: no setting of anybody's changes what is measured."""


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    names: list[str] = options.only or list(TITLES)
    why_not = "times were asked for" if options.times else callgrind.why_not()
    if options.functions:
        _show_functions(names)
        return 0
    if why_not and (options.renew or options.counts):
        cannot = "Nothing can be made the baseline" if options.renew else "Nothing can be counted"
        print(f"{cannot}: {why_not}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        times = over_bare(_run([] if options.counts else names, directory, counting=False))
        counts = {} if why_not else over_bare(_run(names, directory, counting=True))
        if options.floor:
            _show_floors(directory)
    print(table(TITLES, counts, times, baseline.load()[1], {name: goals.as_text(name, counts) for name in names}))
    if options.json:
        options.json.write_text(json.dumps(_as_json(counts, times), indent=2) + "\n")
    if why_not:
        print(f"Only times, which the machine's load changes: {why_not}.")
        return 0
    if options.renew:
        baseline.renew(counts)
        return 0
    return _judge(counts)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    names = f"of: {', '.join(TITLES)}"
    parser.add_argument(
        "--only", type=some_of(TITLES, "scenario"), metavar="NAME,…", help=f"measure these only, {names}"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there as well")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--times", action="store_true", help="do not count instructions")
    what.add_argument("--counts", action="store_true", help="count instructions only, which no other load changes")
    parser.add_argument("--functions", action="store_true", help="print where our cost goes, and measure nothing")
    parser.add_argument("--floor", action="store_true", help="print the floors' code")
    parser.add_argument("--renew", action="store_true", help="make these numbers the baseline")
    return parser.parse_args(argv)


def _run(names: list[str], directory: Path, *, counting: bool) -> Any:
    """What the worker measures, by scenario and mode."""
    results = directory / "results"
    before = callgrind.command(directory) if counting else []
    arguments = [",".join(names), str(directory) if counting else "", str(directory / "recorded"), str(results)]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    subprocess.run(
        [*before, sys.executable, "-m", "benchmarks.worker", *arguments],
        env={**environment, "PYTHONHASHSEED": "0"},
        cwd=_ROOT,
        check=True,
    )
    return pickle.loads(results.read_bytes())


def _show_floors(directory: Path) -> None:
    for name, recording in pickle.loads((directory / "recorded").read_bytes())["recordings"].items():
        print(f"# {TITLES[name]}\n{source(recording)}\n")


def _show_functions(names: list[str]) -> None:
    for scenario in SCENARIOS:
        if scenario.name in names:
            print(f"Bytecodes of one call: {scenario.what}\n{as_text(functions(scenario))}\n", flush=True)


def _as_json(counts: Rows, times: Rows) -> dict[str, Any]:
    return {
        "environment": baseline.environment(),
        "machine": machine(),
        "titles": {name: TITLES[name] for name in counts or times},
        "thousand_instructions": _rounded(counts),
        "microseconds": _rounded(times),
        "ratio_to_floor": {name: ratio(row) for name, row in counts.items()},
    }


def _rounded(rows: Rows) -> dict[str, Mapping[str, float]]:
    return {name: {mode: round(value, 1) for mode, value in row.items()} for name, row in rows.items()}


def _judge(counts: Rows) -> int:
    over, warnings = baseline.judge(counts)
    for line in (*warnings, *over):
        print(line)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
