"""Runs every way that metrics can go, and writes the table of what is seen at its end.

Usage: python -m scripts.paths [--only KEY,KEY]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from scripts.paths import build, servers
from scripts.paths.check import BY_DEFAULT, Findings
from scripts.paths.run import differences, run
from scripts.paths.table import keep, write
from scripts.paths.ways import WAYS, Way

_AT_ONCE: Final = 6
"""Ways that share a load, beside the first, whose findings the others are compared with."""
_STACK: Final = Path(__file__).parents[2] / "examples" / "stack" / "collector.yaml"


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
        found = dict(run(batch))
        reference = found[WAYS[0].key]
        differing = {way.key: list(differences(way, found[way.key], reference)) for way in batch}
        wrong += [one for problems in differing.values() for one in problems]
        keep({way.key: _counts(found[way.key], reference) for way in batch if way in WAYS and not differing[way.key]})
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


if __name__ == "__main__":
    sys.exit(main())
