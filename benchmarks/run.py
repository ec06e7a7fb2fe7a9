"""What the instrumentation costs, as ratios inside one run: the bare SDK, a hand-written floor, and us, interleaved.

The floor writes the same span, attributes, metric points and log event by hand with the OpenTelemetry SDK. The
transport is stubbed, so the bare SDK is all Python; the modes take turns in short rounds, and each one's better half
counts.
Exits with status 1 if a budget is exceeded.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import floor
import httpx2
from google import genai
from google.genai import types
from opentelemetry import _logs, metrics, trace
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider

import genai_triage
from genai_triage import taxonomy

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "40"))
CHUNKS = 200

GOOD = {
    "candidates": [
        {"content": {"role": "model", "parts": [{"text": "Hello there."}]}, "finishReason": "STOP", "index": 0}
    ],
    "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 3, "totalTokenCount": 15},
    "modelVersion": "gemini-2.5-flash",
    "responseId": "r-1",
}
QUOTA = taxonomy.CAUSES["gemini.requests_per_day"].example


def answer(request: httpx2.Request) -> httpx2.Response:
    path = request.url.path
    if "fail" in path:
        return httpx2.Response(429, json=QUOTA.body)
    if "stream" in path:
        chunk = {**GOOD, "candidates": [{"content": GOOD["candidates"][0]["content"], "index": 0}]}
        events = [chunk] * (CHUNKS - 1) + [GOOD]
        body = "".join(f"data: {json.dumps(event)}\r\n\r\n" for event in events)
        return httpx2.Response(200, content=body.encode(), headers={"content-type": "text/event-stream"})
    return httpx2.Response(200, json=GOOD)


def client() -> genai.Client:
    return genai.Client(
        api_key="bench",
        http_options=types.HttpOptions(
            base_url="http://127.0.0.1:9", httpx_client=httpx2.Client(transport=httpx2.MockTransport(answer))
        ),
    )


def succeed(models: genai.models.Models) -> None:
    models.generate_content(model="gemini-2.5-flash", contents="Hi", config={"temperature": 0.5})


def fail(models: genai.models.Models) -> None:
    try:
        models.generate_content(model="fail", contents="Hi", config={"temperature": 0.5})
    except genai.errors.ClientError:
        return


def stream(models: genai.models.Models) -> None:
    for _ in models.generate_content_stream(model="gemini-2.5-flash", contents="Hi", config={"temperature": 0.5}):
        pass


def timed(call: Callable[[], None], calls: int) -> float:
    """Seconds per call."""
    began = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - began) / calls


def measure(bare: Callable[[], None], by_hand: Callable[[], None], calls: int) -> tuple[float, float, float]:
    """Microseconds per call of the bare SDK, of the floor and of us: the medians of the better half of the rounds."""
    samples: dict[str, list[float]] = {"bare": [], "floor": [], "ours": []}
    gc.collect()
    gc.disable()
    try:
        for round_number in range(ROUNDS + 1):
            turns = {"bare": timed(bare, calls), "floor": timed(by_hand, calls)}
            genai_triage.instrument()
            turns["ours"] = timed(bare, calls)
            genai_triage.uninstrument()
            if round_number:  # the first round warms up
                for mode, seconds in turns.items():
                    samples[mode].append(seconds)
            gc.collect()
    finally:
        gc.enable()
    best = {mode: statistics.median(sorted(values)[: max(1, len(values) // 2)]) for mode, values in samples.items()}
    return best["bare"] * 1e6, best["floor"] * 1e6, best["ours"] * 1e6


def launch() -> float:
    """Milliseconds that our entry points add to the launch of an application that imports no SDK."""
    names = "triage_google_genai,triage_gigachat"
    command = [str(Path(sys.executable).with_name("opentelemetry-instrument")), sys.executable, "-c", "pass"]
    quiet = {"OTEL_TRACES_EXPORTER": "none", "OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
    samples: dict[str, list[float]] = {"off": [], "on": []}
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(12):
            for mode, disabled in (("off", names), ("on", "")):
                environment = {**os.environ, **quiet, "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": disabled}
                began = time.perf_counter()
                subprocess.run(command, env=environment, cwd=directory, check=True, capture_output=True)
                samples[mode].append(time.perf_counter() - began)
    return (statistics.median(samples["on"]) - statistics.median(samples["off"])) * 1e3


def main() -> int:
    logging.disable(logging.WARNING)
    trace.set_tracer_provider(TracerProvider())
    metrics.set_meter_provider(MeterProvider([InMemoryMetricReader()]))
    _logs.set_logger_provider(LoggerProvider())
    models = client().models
    hand = floor.Floor()
    rows = []
    within = True
    for name, call, by_hand, calls, budget in (
        ("success", succeed, hand.succeed, 40, 1.5),
        ("failure, quota details", fail, hand.fail, 40, 2.0),
        (f"stream of {CHUNKS} chunks", stream, hand.stream, 1, None),
    ):
        bare, by_hand_us, ours = measure(lambda: call(models), lambda: by_hand(call, models), calls)  # noqa: B023
        ratio = (ours - bare) / (by_hand_us - bare)
        per_chunk = (ours - bare) / CHUNKS
        over = f"{per_chunk:.1f} µs a chunk (budget 6)" if budget is None else f"{ratio:.2f} × floor (budget {budget})"
        within &= per_chunk <= 6 if budget is None else ratio <= budget
        rows.append((name, f"{bare:.0f}", f"+{by_hand_us - bare:.0f}", f"+{ours - bare:.0f}", over))
    milliseconds = launch()
    within &= milliseconds <= 15
    rows.append(("launch without an SDK", "", "", f"+{milliseconds * 1e3:.0f}", f"{milliseconds:.1f} ms (budget 15)"))
    print(f"{'':26}{'bare µs':>10}{'floor':>10}{'ours':>10}  ours over the bare SDK")
    for name, *cells, over in rows:
        print(f"{name:26}" + "".join(f"{cell:>10}" for cell in cells) + f"  {over}")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
