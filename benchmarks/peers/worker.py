"""Measures one peer, in its environment: what it records of a call, and what it costs over the bare SDK.

Usage: python -m benchmarks.peers.worker NAME RESULTS [DIRECTORY, where callgrind counts]
"""

from __future__ import annotations

import gc
import importlib.metadata
import json
import logging
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.callgrind import Callgrind
from benchmarks.measure import Clock, Counter, in_fork, least, measure, plain
from benchmarks.peers.catalogue import PEERS
from benchmarks.peers.switches import SWITCHES
from benchmarks.scenarios import SCENARIOS, Scenario

MEASURED: Final = ("success", "quota-new")


class _Clock(Clock):
    """The least of fewer rounds: a peer is measured to a few percent."""

    rounds = 3


class _Counts(Callgrind):
    """Two windows, as instructions hardly differ from one to the next."""

    windows = 2


def main(name: str, results: Path, counting: Path | None) -> None:
    """Writes what it has found; what a peer cannot do is no result of it."""
    logging.disable(logging.CRITICAL)
    gc.disable()
    chosen = {one.name: one for one in SCENARIOS if one.name in MEASURED}
    found: dict[str, Any] = {"versions": _versions(name), "cost": {}}
    found["records"] = in_fork(lambda: {one: _recorded(name, chosen[one]) for one in MEASURED})
    counter: Counter = _Clock() if counting is None else _Counts(counting)
    calls = {one: scenario.make()[1] for one, scenario in chosen.items()}
    for call in calls.values():
        plain(call)()
    counter.begin()
    for one, scenario in chosen.items():
        run = plain(calls[one])
        modes = {"bare": partial(measure, counter, scenario, run), "peer": partial(_on, name, counter, scenario, run)}
        found["cost"][one] = least(counter, modes)
    results.write_text(json.dumps(found))


def _versions(name: str) -> dict[str, str]:
    own = [package.split(">")[0].split("[")[0].strip() for package in PEERS[name].packages]
    own = ["genai-triage" if one == "." else one for one in own]
    return {package: importlib.metadata.version(package) for package in dict.fromkeys((*own, "google-genai"))}


def _on(name: str, counter: Counter, scenario: Scenario, run: Any) -> float:
    SWITCHES[name](False)
    return measure(counter, scenario, run)


def _recorded(name: str, scenario: Scenario) -> dict[str, Any]:
    """What a second call records: with the first, things begin."""
    look = SWITCHES[name](True) if name not in _looks else _looks[name]
    _looks[name] = look
    run = plain(scenario.make()[1])
    run()
    look()
    run()
    return asdict(look())


_looks: dict[str, Any] = {}


if __name__ == "__main__":
    _name, _results, *_counting = sys.argv[1:]
    main(_name, Path(_results), Path(_counting[0]) if _counting else None)
