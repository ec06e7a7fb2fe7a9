"""A state's history as blocks of Prometheus: samples every minute, then the rules' records and alerts over them."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from genai_triage.monitoring.drill import servers
from preview.states import rules
from preview.states.exported import Series
from preview.states.recorded import Recorded
from preview.states.timetable import EVALUATED, NOW, SCRAPED, Service, State

Samples = Mapping[Series, Iterable[tuple[float, float]]]
_BLOCK: Final = "--max-block-duration=744h"
"""One block for all: promtool reads the file once for each."""


def build(state: State, recorded: Recorded, cache: Path) -> Path:
    """Returns the folder of the state's data; it is made anew when the state, the library or the rules have changed."""
    digest = hashlib.sha256(repr((state, sorted(recorded.items(), key=str))).encode())
    for path in (*Path(__file__).parent.glob("*.py"), *rules.FILES):
        digest.update(path.read_bytes())
    folder = cache / f"{state.name}-{digest.hexdigest()[:16]}"
    if not folder.exists():
        for old in cache.glob(f"{state.name}-*"):
            shutil.rmtree(old)
        half = cache / f"{state.name}.half"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        if state.services:
            write_blocks(half, dict(_samples(state, recorded)))
            first = min(service.since for service in state.services)
            for added in rules.evaluated(half, EVALUATED - (NOW - first), EVALUATED):
                write_blocks(half, added)
        half.rename(folder)
    return folder


def write_blocks(folder: Path, samples: Samples) -> None:
    """Adds samples to the data of a Prometheus that is not running."""
    if not samples:
        return
    written = folder / "samples.om"
    with written.open("w", encoding="utf-8") as file:
        for (name, labels), points in samples.items():
            text = ",".join(f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in labels)
            file.writelines(f"{name}{{{text}}} {value:.17g} {at:.3f}\n" for at, value in points)
        file.write("# EOF\n")
    command: list[str | Path] = [
        servers.binary(("promtool",)),
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        "-q",
        _BLOCK,
        written,
        folder,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise servers.ServerError(f"promtool makes no blocks: {done.stderr.strip() or done.stdout.strip()}")
    written.unlink()


def _samples(state: State, recorded: Recorded) -> Iterator[tuple[Series, list[tuple[float, float]]]]:
    for service in state.services:
        yield from _scraped(service, recorded).items()


def _scraped(service: Service, recorded: Recorded) -> dict[Series, list[tuple[float, float]]]:
    """What Prometheus reads from a service, which counts from 0 when it starts."""
    found: dict[Series, list[tuple[float, float]]] = defaultdict(list)
    place = (("instance", f"{service.job}-1:9464"), ("job", service.job))
    values: dict[Series, float] = {}
    events = iter(sorted(service.calls))
    event = next(events, None)
    for at in range(SCRAPED - int(NOW - service.since), SCRAPED + 1, service.scraped_every):
        while event is not None and event[0] <= at:
            added = recorded[event[1]]
            for series, value in added.counts.items():
                values[series] = values.get(series, 0) + value
            values.update(added.gauges)
            event = next(events, None)
        version = [version for since, version in service.versions if since <= at][-1]
        target = (*place, ("service_name", service.job), ("service_version", version))
        found["up", place].append((at, 1))
        found["target_info", target].append((at, 1))
        for (name, labels), value in values.items():
            found[name, (*labels, *place)].append((at, value))
    return found
