"""What Prometheus has stored when the rules are evaluated: an hour of every instance, and the records of three days."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.drill import servers
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import (
    COMING,
    INTERVAL,
    STEADY,
    WATCHED,
    WINDOW,
    class_share,
    failed_share,
    failed_since_success,
    recorded,
    success_share,
)
from genai_triage.taxonomy.model import FailureClass
from genai_triage.telemetry import names

SCRAPES: Final = 60
"""Seconds between two scrapes."""
_RAW: Final = 3600
_RECORDS: Final = 3 * 86400 + 3600
_EVERY: Final = 300
"""Seconds between the records' samples before the last six hours: the rules look at each fifth minute of them."""
_OPTIONS: Final = Options()
_CALLS: Final = 100.0
"""Of a service in five minutes."""
_FAILED: Final = 10.0
_INCIDENT: Final = 1800
"""Seconds of every three hours in which a service's calls fail, each class in its turn."""
_PERIOD: Final = 3 * 3600


def lines(template: list[str], services: int, instances: int, end: int) -> Iterator[str]:
    """Yields the samples, as lines of OpenMetrics, by time."""
    pages = [_texts(template, service, place) for service in range(services) for place in range(instances)]
    rows = [_Recorded(number) for number in range(services)]
    for when in (*range(end - _RECORDS, end - COMING, _EVERY), *range(end - COMING, end + 1, INTERVAL)):
        for row in rows:
            yield from row.lines(when)
    for step, when in enumerate(range(end - _RAW, end + 1, SCRAPES), start=100):
        for texts in pages:
            yield from (f"{text}{value * step:g} {when}" for text, value in texts)


def _texts(template: list[str], service: int, place: int) -> list[tuple[str, float]]:
    """Each series up to its value, and by how much it grows in a scrape; gauges stay about what they are."""
    own = f'job="service-{service}",instance="pod-{service}-{place}"'
    found = []
    for line in template:
        series, _, value = line.rpartition(" ")
        name, brace, labels = series.partition("{")
        text = f"{name}{{{own},{labels} " if brace and labels != "}" else f"{name}{{{own}}} "
        found.append((text, float(value)))
    return found


class _Recorded:
    """A service's records."""

    def __init__(self, number: int) -> None:
        self._number = number
        labels = f'{m.JOB}="service-{number}",{m.PROVIDER}="gcp.gemini"'
        self._all = f"{{{labels}}}"
        self._classes = [
            (f'{{{labels},{m.CLASS}="{one}",{m.OWNER}="{one.owner}"}}', f'{{{labels},{m.CLASS}="{one}"}}')
            for one in FailureClass
        ]
        self._ok = (f'{{{labels},{m.CLASS}="{names.OK}",{m.OWNER}="none"}}', f'{{{labels},{m.CLASS}="{names.OK}"}}')

    def lines(self, when: int) -> Iterator[str]:
        failing, failed_class = self._failing(when)
        failed = _FAILED if failing else 0.0
        if self._number == 0:
            yield f"{WATCHED} 1 {when}"
        yield f"{recorded('all_calls', _OPTIONS)}{self._all} {_CALLS} {when}"
        yield f"{recorded('provider_failures', _OPTIONS)}{self._all} {failed} {when}"
        yield f"{success_share(_OPTIONS)}{self._all} {1 - failed / _CALLS} {when}"
        calls = recorded("calls", _OPTIONS)
        yield f"{calls}{self._ok[0]} {_CALLS - failed} {when}"
        yield f"{class_share(_OPTIONS)}{self._ok[1]} {1 - failed / _CALLS} {when}"
        for number, (owned, classed) in enumerate(self._classes):
            met = failed if number == failed_class else 0.0
            yield f"{calls}{owned} {met} {when}"
            yield f"{class_share(_OPTIONS)}{classed} {met / _CALLS} {when}"
            yield f"{failed_since_success(_OPTIONS)}{owned} 0 {when}"
            if met:
                for window in (WINDOW, STEADY):
                    yield f"{failed_share(window, _OPTIONS)}{owned} {met / _CALLS} {when}"

    def _failing(self, when: int) -> tuple[bool, int]:
        period, seconds = divmod(when + self._number * 977, _PERIOD)
        return seconds < _INCIDENT, (period + self._number) % len(self._classes)


def make(folder: Path, samples: Iterable[str]) -> Path:
    """Writes blocks of the samples, by promtool, and returns their folder."""
    text, data = folder / "samples.txt", folder / "data"
    with text.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in samples)
        file.write("# EOF\n")
    command = [servers.binary(("promtool",)), "tsdb", "create-blocks-from", "openmetrics", "--quiet"]
    subprocess.run([*command, "--max-block-duration=96h", str(text), str(data)], check=True)
    text.unlink()
    return data
