"""What the real library adds to a service's metrics for each kind of call, recorded once against the simulator."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from google import genai
from google.genai import types
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from prometheus_client import CollectorRegistry

import genai_triage
from genai_triage.monitoring import metrics as m
from genai_triage.simulator import Simulator
from genai_triage.taxonomy import CAUSES
from tests.support.load import GIGACHAT, Application, Call, make

Series = tuple[str, tuple[tuple[str, str], ...]]
"""A sample's name and its labels."""

FAST, SLOW = "gemini-2.5-flash", "gemini-2.5-pro"
CHAT = "GigaChat-2"
GOOD_GEMINI, GOOD_STREAM, GOOD_EMBEDDING = "ok gemini", "ok gemini stream", "ok gemini embedding"
GOOD_GIGACHAT, GOOD_GIGACHAT_STREAM, BALANCE = "ok gigachat", "ok gigachat stream", "balance"
HEALED = "healed"
"""Two overloaded attempts, then an answer."""
_STALLED: Final = "fail-network.read_timeout"
_SOURCES: Final = Path(genai_triage.__file__).parent


@dataclass(frozen=True)
class Added:
    """What one call adds to counters and histograms, and the gauges that it sets."""

    counts: dict[Series, float]
    gauges: dict[Series, float]


Recorded = dict[str, Added]
"""By the name of the call: one of the words above, or a cause's id, for a provider's own a model after it."""


def recorded(cache: Path) -> Recorded:
    """Returns what each call adds; it is recorded anew when the library has changed."""
    kept = cache / f"recorded-{_digest()}.json"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({name: _packed(added) for name, added in _record().items()}), encoding="utf-8")
    return {name: _unpacked(added) for name, added in json.loads(kept.read_text("utf-8")).items()}


def _digest() -> str:
    sources = [Path(__file__), *sorted(_SOURCES.rglob("*.py"))]
    found = hashlib.sha256()
    for path in sources:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _packed(added: Added) -> list[list[Any]]:
    return [[[name, list(labels), value] for (name, labels), value in part.items()] for part in _parts(added)]


def _parts(added: Added) -> tuple[dict[Series, float], dict[Series, float]]:
    return added.counts, added.gauges


def _unpacked(parts: list[list[Any]]) -> Added:
    counts, gauges = (
        {(name, tuple((key, text) for key, text in labels)): value for name, labels, value in part} for part in parts
    )
    return Added(counts, gauges)


def _record() -> Recorded:
    """Makes every call once, alone, and compares what the service shows before and after."""
    registry = CollectorRegistry()
    resource = Resource({"service.name": "any"})
    meters = MeterProvider([PrometheusMetricReader(registry=registry)], resource)
    found: Recorded = {}
    with Simulator() as simulator:
        application = Application(simulator)
        make(application.succeeding())  # the first call of a client also fetches a token
        genai_triage.instrument(meter_provider=meters)
        try:
            for name, call in _calls(simulator, application):
                before = _shown(registry)
                with suppress(Exception):
                    call()
                found[name] = _difference(before, _shown(registry))
        finally:
            genai_triage.uninstrument()
            meters.shutdown()
    return found


def _calls(simulator: Simulator, application: Application) -> Iterator[tuple[str, Callable[[], object]]]:
    good = (GOOD_GEMINI, GOOD_STREAM, GOOD_EMBEDDING, GOOD_GIGACHAT, GOOD_GIGACHAT_STREAM, None, BALANCE)
    for name, call in zip(good, application.succeeding(), strict=True):
        if name:
            yield name, call.make
    (healing,) = application.healing()
    yield HEALED, healing.make
    simulator.reset()
    for call in application.failing():
        assert call.cause is not None
        yield from _failing(simulator, application, call, call.cause)


def _failing(
    simulator: Simulator, application: Application, call: Call, cause: str
) -> Iterator[tuple[str, Callable[[], object]]]:
    """A call that fails by a cause; a provider's own causes are met by models that exist."""
    if not cause.startswith(("gemini.", "gigachat.")):
        yield f"{cause} {call.provider}", partial(make, [call])
        return
    example = CAUSES[cause].example
    assert example is not None
    ask: Callable[[str], object]
    if call.provider == GIGACHAT:
        ask = application.chat_stream if example.stream else application.chat
    else:
        ask = application.stream if example.stream else _asking(simulator)
    for model in (CHAT,) if call.provider == GIGACHAT else (FAST, SLOW):
        yield f"{cause} {model}", partial(_scheduled, simulator, cause, ask, model)


def _asking(simulator: Simulator) -> Callable[[str], object]:
    """Asks Gemini without retries."""
    client = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=simulator.gemini_url))
    return lambda model: client.models.generate_content(model=model, contents="Why is the sky blue?")


def _scheduled(simulator: Simulator, cause: str, ask: Callable[[str], object], model: str) -> None:
    simulator.reset()
    simulator.schedule(cause)
    try:
        ask(model)
    finally:
        simulator.reset()


def _shown(registry: CollectorRegistry) -> dict[Series, tuple[str, float]]:
    """Kind and value of every series that Prometheus would read."""
    return {
        (sample.name, _labels(sample.labels)): (family.type, sample.value)
        for family in registry.collect()
        for sample in family.samples
        if not sample.name.endswith("_created") and family.name != "target"
    }


def _labels(shown: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """As Prometheus keeps them, without the empty ones; the name by which the simulator stalls becomes a real one."""
    usual = CHAT if shown.get(m.PROVIDER) == GIGACHAT else FAST
    kept = {name: usual if text == _STALLED else text for name, text in shown.items() if text}
    return tuple(sorted(kept.items()))


def _difference(before: dict[Series, tuple[str, float]], after: dict[Series, tuple[str, float]]) -> Added:
    counts = {
        series: value - before.get(series, ("", 0.0))[1]
        for series, (kind, value) in after.items()
        if kind in ("counter", "histogram")
    }
    touched = {_family(series) for series, value in counts.items() if value}
    gauges = {
        series: value
        for series, (kind, value) in after.items()
        if kind == "gauge" and before.get(series) != (kind, value)
    }
    return Added({series: value for series, value in counts.items() if _family(series) in touched}, gauges)


def _family(series: Series) -> Series:
    """The series with the others of its histogram."""
    name, labels = series
    for suffix in ("_bucket", "_sum", "_count"):
        name = name.removesuffix(suffix)
    return name, tuple(label for label in labels if label[0] != "le")
