"""Runs every way that metrics can go, and writes the table of what is seen at its end.

Usage: python -m scripts.paths [--only KEY,KEY]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from scripts.paths import build, check, load, servers
from scripts.paths.check import BY_DEFAULT, SAYS, Findings
from scripts.paths.table import keep, write
from scripts.paths.ways import WAYS, Place, Way

_AT_ONCE: Final = 6
"""Ways that share a load, beside the first, whose findings the others are compared with."""
_STACK: Final = Path(__file__).parents[2] / "examples" / "stack" / "collector.yaml"
_WORKED: Final = 20
"""Minutes, at the speed of the rules: the condition of every alert about frequent calls is met for long enough."""
_EVALUATED: Final = 2
"""Minutes from the last call until it is evaluated."""
_SETTLE: Final = 15.0
"""Seconds from the last call until everything is exported, scraped and evaluated."""


def main() -> int:
    """Builds the servers, runs the ways and says what differs.

    Returns:
        0 if every way is as `ways.py` says, 1 if one is not, 2 if the servers cannot be had.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="these ways, by their keys; without it, all")
    chosen = [key for key in parser.parse_args().only.split(",") if key]
    try:
        build.build_all()
    except build.BuildError as problem:
        print(problem, file=sys.stderr)
        return 2
    servers.validate_collector(_STACK)
    ways = [way for way in WAYS[1:] if not chosen or way.key in chosen]
    wrong: list[str] = []
    for batch in _batches(ways):
        found = dict(_run(batch))
        reference = found[WAYS[0].key]
        differing = {way.key: list(_differences(way, found[way.key], reference)) for way in batch}
        wrong += [one for problems in differing.values() for one in problems]
        keep({way.key: _counts(found[way.key], reference) for way in batch if not differing[way.key]})
    print("\n".join(wrong))
    write()
    return 1 if wrong else 0


def _batches(ways: Sequence[Way]) -> Iterator[list[Way]]:
    """Yields ways of the same speed, each time behind the first way at that speed."""
    for speed in dict.fromkeys(way.speed for way in ways):
        some = [way for way in ways if way.speed == speed]
        for start in range(0, len(some), _AT_ONCE):
            yield [replace(WAYS[0], speed=speed), *some[start : start + _AT_ONCE]]


def _counts(found: Findings, reference: Findings) -> dict[str, int]:
    same = sum(found.queries[name] == labels for name, labels in reference.queries.items())
    return {
        "queries": same,
        "all_queries": len(reference.queries),
        "alerts": len({one for one in found.alerts if one[0] != BY_DEFAULT}),
    }


def _run(ways: Sequence[Way]) -> Iterator[tuple[str, Findings]]:
    """Yields what some ways show of the same load."""
    print(f"Running {', '.join(way.key for way in ways)}", flush=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="paths-")))
        services = [load.Service(name) for name in load.SERVICES]
        pages = {service.page: service.name for service in services}
        running = []
        for way in ways:
            place = Place(folder / way.key, check.fast_rules(folder / way.key / "rules", way.names, way.speed), pages)
            at = stack.enter_context(way.start(place))
            running.append((way, at))
            for service in services:
                service.pushes += [(at.otlp, way.delta)] if at.otlp else []
        since = time.time()
        minute = 60 / ways[0].speed
        load.work(services, _WORKED * minute)
        print(f"worked for {time.time() - since:.0f} s", flush=True)
        time.sleep(max(_SETTLE, _EVALUATED * minute))
        for way, at in running:
            yield way.key, check.findings(at, way.names, since)
        for service in services:
            service.stop()


def _differences(way: Way, found: Findings, reference: Findings) -> Iterator[str]:
    """Yields in what a way is not as expected."""
    yield from (f"{way.key}: {problem}" for problem in found.problems)
    names = {name for name, _ in found.alerts}
    if way.outcome == "works":
        yield from (
            f"{way.key}: {name} has {found.queries[name]}, not {labels}"
            for name, labels in reference.queries.items()
            if found.queries[name] != labels and name not in way.empty
        )
        if found.variables != reference.variables:
            yield f"{way.key}: the variables have {found.variables}, not {reference.variables}"
        # Where a condition is barely met, one way has it for long enough and another has not.
        yield from (f"{way.key}: {one} did not even wait" for one in sorted(reference.alerts - found.seen))
        more = {one for one in found.alerts - reference.seen if one[0] not in (BY_DEFAULT, *way.early)}
        yield from (f"{way.key}: {one} should not fire" for one in sorted(more))
    says = bool(names & SAYS)
    if way.outcome != "wrong" and says != (way.outcome == "says so"):
        yield f"{way.key}: the alerts {'say' if says else 'do not say'} that something is wrong"
    if (BY_DEFAULT in names) != (way.names != WAYS[0].names):
        yield f"{way.key}: exported by default, the rules {'say' if BY_DEFAULT in names else 'do not say'} so"


if __name__ == "__main__":
    sys.exit(main())
