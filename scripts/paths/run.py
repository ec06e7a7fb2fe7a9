"""Runs some ways under the same load, and tells what differs from the first of them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.paths import check, load
from scripts.paths.check import BY_DEFAULT, SAYS, Findings
from scripts.paths.ways import WAYS, Place, Running, Way

_WORKED: Final = 20
"""Minutes, at the speed of the rules: the condition of every alert about frequent calls is met for long enough."""
_EVALUATED: Final = 2
"""Minutes from the last call until it is evaluated."""
_SETTLE: Final = 15.0
"""Seconds from the last call until everything is exported, scraped and evaluated."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Ways and services that are there."""

    ways: Sequence[tuple[Way, Running]]
    services: Sequence[load.Service]
    since: float
    """Seconds since 1970 when they were."""


@contextmanager
def started(ways: Sequence[Way], names: Sequence[str] = load.SERVICES) -> Iterator[Scene]:
    """Runs the servers of some ways, and what they are to show: services of these names."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="paths-")))
        services = [load.Service(name) for name in names]
        pages = {service.page: service.name for service in services}
        running = []
        for way in ways:
            rules = check.fast_rules(folder / way.key / "rules", way.names, way.speed)
            at = stack.enter_context(way.start(Place(folder / way.key, rules, pages)))
            running.append((way, at))
            for service in services:
                service.pushes += [(at.otlp, way.delta)] if at.otlp else []
        yield Scene(running, services, time.time())
        for service in services:
            service.stop()


def run(ways: Sequence[Way]) -> Iterator[tuple[str, Findings]]:
    """Yields what some ways, all of one speed, show of the same load."""
    print(f"Running {', '.join(way.key for way in ways)}", flush=True)
    with started(ways) as scene:
        minute = 60 / ways[0].speed
        load.work(scene.services, lambda: time.time() >= scene.since + _WORKED * minute)
        print(f"worked for {time.time() - scene.since:.0f} s", flush=True)
        time.sleep(max(_SETTLE, _EVALUATED * minute))
        for way, at in scene.ways:
            yield way.key, check.findings(at, way.names, scene.since)


def differences(way: Way, found: Findings, reference: Findings) -> Iterator[str]:
    """Yields in what a way is not as expected."""
    yield from (f"{way.key}: {problem}" for problem in found.problems)
    names = {name for name, _ in found.alerts}
    if way.outcome == "works":
        yield from (
            f"{way.key}: {name} has {found.queries[name]}, not {labels}"
            for name, labels in reference.queries.items()
            if found.queries[name] != labels
        )
        if found.variables != reference.variables:
            yield f"{way.key}: the variables have {found.variables}, not {reference.variables}"
        # Where a condition is barely met, one way has it for long enough and another has not.
        yield from (f"{way.key}: {one} did not even wait" for one in sorted(reference.alerts - found.seen))
        more = {one for one in found.alerts - reference.seen if one[0] != BY_DEFAULT}
        yield from (f"{way.key}: {one} should not fire" for one in sorted(more))
    says = bool(names & SAYS)
    if way.outcome != "wrong" and says != (way.outcome == "says so"):
        yield f"{way.key}: the alerts {'say' if says else 'do not say'} that something is wrong"
    if (BY_DEFAULT in names) != (way.names != WAYS[0].names):
        yield f"{way.key}: exported by default, the rules {'say' if BY_DEFAULT in names else 'do not say'} so"
