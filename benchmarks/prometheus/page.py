"""The metrics page of a process after a day that met a class of every kind, as Prometheus scrapes it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, Final

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from prometheus_client import REGISTRY, generate_latest

import genai_triage
from benchmarks import answers
from benchmarks.scenarios import gemini, library
from benchmarks.wire import StreamWire, Wire
from genai_triage.taxonomy import CAUSES

MET: Final = (
    "gemini.requests_per_minute",
    "gemini.requests_per_day",
    "gemini.model_overloaded",
    "gemini.prompt_blocked",
    "gemini.internal",
    "gemini.invalid_argument",
    "gemini.key_invalid",
    "gemini.max_tokens",
)
"""What a process of a representative day meets, each at least once."""
MODEL: Final = "gemini-2.5-flash"


def page() -> list[str]:
    """Makes the day's calls in this process, and returns the lines of its series, with their values.

    The service calls one model, by one method and as streams, and counts tokens.
    """
    reader = PrometheusMetricReader()
    provider = MeterProvider([reader], resource=Resource.create({"service.name": "shop"}))
    genai_triage.instrument(meter_provider=provider)
    try:
        for call in _day():
            call()
        lines = generate_latest(REGISTRY).decode().splitlines()
    finally:
        genai_triage.uninstrument()
        provider.shutdown()
    ours = ("triage_", "gen_ai_", "target_info")
    return [line for line in lines if line.startswith(ours) and "_created" not in line.partition("{")[0]]


def _day() -> Iterator[Callable[[], Any]]:
    module = library()
    good = gemini(Wire(module, 200, answers.GOOD)).models
    streams = gemini(StreamWire(module)).models
    counts = gemini(Wire(module, 200, answers.COUNT)).models
    yield lambda: good.generate_content(model=MODEL, contents="Hi")
    yield lambda: list(streams.generate_content_stream(model=MODEL, contents="Hi"))
    yield lambda: counts.count_tokens(model=MODEL, contents="Hi")
    for cause in MET:
        yield _failing(cause)


def _failing(cause: str) -> Callable[[], None]:
    example = CAUSES[cause].example
    assert example is not None
    assert example.http is not None
    body = example.body if isinstance(example.body, str) else answers.as_bytes(example.body).decode()
    models = gemini(Wire(library(), example.http, body.encode())).models

    def call() -> None:
        from google.genai.errors import APIError

        try:
            models.generate_content(model=MODEL, contents="Hi")
        except APIError:
            return

    return call


def by_metric(lines: list[str]) -> dict[str, int]:
    """Counts the series of each metric, the most first; those of a histogram are one metric's."""
    names = sorted(_metric(line) for line in lines)
    counts = {name: len(list(some)) for name, some in itertools.groupby(names)}
    return dict(sorted(counts.items(), key=lambda one: -one[1]))


def _metric(line: str) -> str:
    name = line.partition("{")[0].partition(" ")[0]
    for ending in ("_bucket", "_sum", "_count", "_total"):
        name = name.removesuffix(ending)
    return name
