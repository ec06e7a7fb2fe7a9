"""The process that measures: every measurement is a fork of it, so that none sees what another has left."""

from __future__ import annotations

import gc
import importlib
import importlib.metadata
import logging
import os
import pickle
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TypedDict
from unittest.mock import patch

from opentelemetry.instrumentation.utils import suppress_instrumentation

from benchmarks.callgrind import Callgrind
from benchmarks.measure import Clock, Counter, in_fork, least, measure, plain
from benchmarks.providers import Providers
from benchmarks.recorder import Recorder, Recording
from benchmarks.replay import Floor, floor
from benchmarks.scenarios import SCENARIOS, Call, Scenario

LAUNCHES = {"launch": "launch with both SDKs", "launch-no-sdk": "launch without an SDK"}
_BY_OTHERS = ("opentelemetry.instrumentation.auto_instrumentation._load", "opentelemetry.distro")
"""What `opentelemetry-instrument` has imported itself."""
_SDKS = ("google.genai", "gigachat", "httpx")
_TRANSLATED = ("success", "quota", "gigachat-success", "gigachat-failure", "raw-success")
"""Called once before all forks: what valgrind has translated of them, each fork has."""


class Recorded(TypedDict):
    """What the runs that are not measured have shown."""

    recordings: dict[str, Recording]
    modules: list[str]


def main(names: list[str], counting: Path | None, recorded: Path, results: Path) -> None:
    """Measures the scenarios; times and records where `counting` names no directory."""
    logging.disable(logging.WARNING)
    gc.disable()
    counter: Counter = Clock() if counting is None else Callgrind(counting)
    found: dict[str, dict[str, float]] = {}
    for module in _BY_OTHERS:
        importlib.import_module(module)
    if "launch-no-sdk" in names:
        found["launch-no-sdk"] = least(counter, {"ours": lambda: _launch(counter)})
    for module in _SDKS:
        importlib.import_module(module)
    if "launch" in names:
        found["launch"] = least(counter, {"ours": lambda: _launch(counter)})
    if counting is None:
        recorded.write_bytes(pickle.dumps(_record_all()))
    found.update(_measure_all(counter, names, pickle.loads(recorded.read_bytes())))
    results.write_bytes(pickle.dumps(found))


def record(scenario: Scenario, providers: Providers) -> Recording:
    """The OpenTelemetry calls of one call, once everything is warm."""
    import genai_triage

    recorder = Recorder(providers)
    with patch.dict(os.environ, scenario.environment):
        genai_triage.instrument(providers.tracer_provider, providers.meter_provider, providers.logger_provider)
    try:
        wire, call = scenario.make()
        run = plain(call)
        run()
        wire.mark = recorder.mark
        return recorder.recorded(lambda: _with_counts(run, providers))
    finally:
        genai_triage.uninstrument()


def _with_counts(run: Callable[[], None], providers: Providers) -> None:
    """The floor adds at once what the instrumentation adds when metrics are collected."""
    run()
    providers.reader.collect()


def _record_all() -> Recorded:
    modules: set[str] = set()
    recordings = {}
    for scenario in SCENARIOS:
        if scenario.has_floor:
            recordings[scenario.name], loaded = in_fork(lambda: (record(scenario, Providers()), list(sys.modules)))  # noqa: B023
            modules.update(name for name in loaded if name.startswith("genai_triage"))
    return {"recordings": recordings, "modules": sorted(modules)}


def _measure_all(counter: Counter, names: list[str], known: Recorded) -> dict[str, dict[str, float]]:
    """Measures the chosen ones; all are prepared, as a number must not depend on which others are asked for."""
    for module in known["modules"]:
        importlib.import_module(module)
    calls = {make: make()[1] for make in dict.fromkeys(scenario.make for scenario in SCENARIOS)}
    for call in calls.values():
        plain(call)()
    counter.begin()
    for scenario in SCENARIOS:
        if scenario.name in _TRANSLATED:
            plain(calls[scenario.make])()
    found: dict[str, dict[str, float]] = {}
    bare: dict[Any, float] = {}
    for scenario in (scenario for scenario in SCENARIOS if scenario.name in names):
        modes = _modes(counter, scenario, calls[scenario.make], known["recordings"].get(scenario.name))
        if scenario.make in bare:
            del modes["bare"]
        found[scenario.name] = least(counter, modes)
        found[scenario.name].setdefault("bare", bare.get(scenario.make, 0))
        bare[scenario.make] = found[scenario.name]["bare"]
    return found


def _modes(
    counter: Counter, scenario: Scenario, call: Call, recording: Recording | None
) -> dict[str, Callable[[], float]]:
    modes: dict[str, Callable[[], float]] = {"bare": lambda: measure(counter, scenario, plain(call))}
    if recording is not None:
        modes["floor"] = lambda: measure(counter, scenario, beside(floor(recording, Providers()), call))
    modes["ours"] = lambda: _ours(counter, scenario, call)
    return modes


def _ours(counter: Counter, scenario: Scenario, call: Call) -> float:
    with on(scenario):
        return measure(counter, scenario, plain(call))


def on(scenario: Scenario) -> AbstractContextManager[Any]:
    """Switches the instrumentation on, in the scenario's state."""
    import genai_triage

    os.environ.update(scenario.environment)
    if scenario.state == "disabled":
        os.environ["OTEL_SDK_DISABLED"] = "true"
    if scenario.state == "no provider":
        genai_triage.instrument()
    else:
        providers = Providers()
        genai_triage.instrument(providers.tracer_provider, providers.meter_provider, providers.logger_provider)
    return suppress_instrumentation() if scenario.state == "suppressed" else nullcontext()


def beside(floor: Floor, call: Call) -> Callable[[], None]:
    """Makes the call, and the floor's calls where the instrumentation makes them."""

    def run() -> None:
        steps = floor()
        next(steps)
        stream = call()
        if stream is not None:
            for _ in stream:
                next(steps)
        for _ in steps:
            pass

    return run


def _launch(counter: Counter) -> float:
    """What our entry points cost when they are loaded and switched on."""
    entries = importlib.metadata.entry_points(group="opentelemetry_instrumentor")
    ours = [entry for entry in entries if entry.value.startswith("genai_triage.")]
    gc.enable()  # what is imported sets the collector to work, as in any launch
    counter.begin()
    counter.start()
    for entry in ours:
        entry.load()().instrument()
    return float(counter.stop())


if __name__ == "__main__":
    _names, _counting, _recorded, _results = sys.argv[1:]
    main(_names.split(","), Path(_counting) if _counting else None, Path(_recorded), Path(_results))
