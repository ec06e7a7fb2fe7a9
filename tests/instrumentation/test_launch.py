"""Whole processes: `opentelemetry-instrument`, the entry points, and instrumenting before and after an import."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined]

import genai_triage
from genai_triage.instrumentation.instrumentors import _LazyInstrumentor
from genai_triage.simulator import Simulator
from tests.support.recorded import Recorded

LAUNCHER = Path(sys.executable).with_name("opentelemetry-instrument")
SDKS = ("google.genai", "google.generativeai", "gigachat", "httpx", "httpx2", "aiohttp", "requests", "grpc")
HEAVY = (
    "genai_triage.taxonomy.match",
    "genai_triage.taxonomy.gemini",
    "genai_triage.evidence",
    "genai_triage.telemetry.operation",
)
ENTRIES = entry_points(group="opentelemetry_instrumentor")
OURS = tuple(entry for entry in ENTRIES if entry.value.partition(":")[0].split(".")[0] == "genai_triage")
OFFICIAL = ",".join(entry.name for entry in ENTRIES if entry not in OURS)
"""The other instrumentations, some of which import what they instrument."""


def run(code: str, *, launcher: bool = True, **environment: str) -> tuple[Any, str]:
    """Runs code in a new process; what it printed last, as JSON, and what it logged."""
    command = [str(LAUNCHER)] if launcher else []
    quiet = {f"OTEL_{signal}_EXPORTER": "none" for signal in ("TRACES", "METRICS", "LOGS")}
    done = subprocess.run(
        [*command, sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, **quiet, **environment},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), done.stderr


LOADED = f"""
import json, sys
from genai_triage.instrumentation import INSTRUMENTORS
active = sorted(kind.entry_point for kind in INSTRUMENTORS if kind().is_instrumented_by_opentelemetry)
heavy = [name for name in {(*HEAVY, *SDKS)!r} if name in sys.modules]
print(json.dumps([active, heavy]))
"""


@pytest.mark.skipif(not LAUNCHER.exists(), reason="needs opentelemetry-instrument")
def test_an_application_without_an_sdk_loads_neither_taxonomy_nor_sdk() -> None:
    (active, heavy), log = run(LOADED, OTEL_PYTHON_DISABLED_INSTRUMENTATIONS=OFFICIAL)
    assert active == sorted(entry.name for entry in OURS)
    assert heavy == []
    assert "rror" not in log


EXPORTS = f"""
import json, sys
import grpc, grpc.aio
channel = grpc.insecure_channel("127.0.0.1:1")
for form in ("unary_unary", "unary_stream", "stream_unary", "stream_stream"):
    method = getattr(channel, form)("/opentelemetry.proto.collector.trace.v1.TraceService/Export")
    assert type(method).__module__ == "grpc._channel", type(method)
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""


@pytest.mark.skipif(not LAUNCHER.exists(), reason="needs opentelemetry-instrument")
def test_an_application_that_only_exports_over_grpc_loads_neither_taxonomy_nor_operations() -> None:
    heavy, log = run(EXPORTS, OTEL_PYTHON_DISABLED_INSTRUMENTATIONS=OFFICIAL)
    assert heavy == []
    assert "rror" not in log


@pytest.mark.skipif(not LAUNCHER.exists(), reason="needs opentelemetry-instrument")
@pytest.mark.parametrize(
    "disabled", ["triage_gigachat", "triage_google_genai", "triage_google_generativeai", "triage_httpx"]
)
def test_a_library_that_is_disabled_is_left_alone(disabled: str) -> None:
    (active, _), log = run(LOADED, OTEL_PYTHON_DISABLED_INSTRUMENTATIONS=f"{OFFICIAL}, {disabled}")
    assert active == sorted({entry.name for entry in OURS} - {disabled})
    assert "rror" not in log


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.name)
def test_an_entry_point_loads_an_instrumentor_of_its_name(entry: Any) -> None:
    kind = entry.load()
    assert issubclass(kind, BaseInstrumentor)
    assert kind.entry_point == entry.name
    assert kind().instrumentation_dependencies() == ()


def test_every_instrumentor_has_an_entry_point() -> None:
    from genai_triage.instrumentation import INSTRUMENTORS

    assert sorted(kind.entry_point for kind in INSTRUMENTORS) == sorted(entry.name for entry in OURS)


CALL = """
import json, os
{before}
from gigachat import GigaChat
{after}
def call(model):
    try:
        GigaChat(base_url=os.environ["URL"], auth_url=os.environ["AUTH"], access_token="t",
                 model=model).chat("Hello")
    except Exception as error:
        return type(error).__name__
    return "ok"
found = call("fail-gigachat.payment_required")
{report}
"""
PROVIDE = """
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
exporter, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
"""
INSTRUMENT = PROVIDE + "import genai_triage; genai_triage.instrument(tracer_provider=provider)"
REPORT = "print(json.dumps([found, [span.attributes['triage.cause'] for span in exporter.get_finished_spans()]]))"


def told(simulator: Simulator, **parts: str) -> Any:
    code = CALL.format(**{"before": "", "after": "", "report": REPORT, **parts})
    answer, log = run(code, launcher=False, URL=simulator.gigachat_url, AUTH=simulator.oauth_url)
    assert "genai-triage" not in log
    return answer


@pytest.mark.parametrize("when", ["before", "after"])
def test_it_does_not_matter_whether_the_sdk_is_imported_yet(when: str, simulator: Simulator) -> None:
    assert told(simulator, **{when: INSTRUMENT}) == ["ResponseError", ["gigachat.payment_required"]]


def test_instrumenting_twice_is_one_operation(simulator: Simulator) -> None:
    twice = INSTRUMENT + "\ngenai_triage.instrument(tracer_provider=provider)"
    assert told(simulator, before=twice) == ["ResponseError", ["gigachat.payment_required"]]


def test_uninstrumenting_before_the_import_leaves_nothing(simulator: Simulator) -> None:
    off = INSTRUMENT + "\ngenai_triage.uninstrument(); genai_triage.uninstrument()"
    assert told(simulator, before=off) == ["ResponseError", []]


def test_instrumenting_again_after_uninstrumenting_works(simulator: Simulator) -> None:
    again = INSTRUMENT + "\ngenai_triage.uninstrument(); genai_triage.instrument(tracer_provider=provider)"
    assert told(simulator, before=again) == ["ResponseError", ["gigachat.payment_required"]]


OPEN_AT_EXIT = """
import asyncio, json, os
{instrument}
from gigachat import GigaChat
client = GigaChat(base_url=os.environ["URL"], auth_url=os.environ["AUTH"], credentials="Y2xpZW50OnNlY3JldA==",
                  model="m")
stream = client.stream("Hello")
next(stream)
async def main():
    async_stream = client.astream("Hello")
    await async_stream.__anext__()
    return async_stream
loop = asyncio.new_event_loop()
async_stream = loop.run_until_complete(main())
print(json.dumps("open"))
"""


@pytest.mark.skipif(sys.version_info[:3] == (3, 13, 0), reason="Python 3.13.0 itself crashes here, with us or without")
def test_streams_that_are_open_when_python_exits_make_no_noise(simulator: Simulator) -> None:
    code = OPEN_AT_EXIT.format(instrument=INSTRUMENT)
    assert run(code, launcher=False, URL=simulator.gigachat_url, AUTH=simulator.oauth_url) == ("open", "")


THREADS = """
import json, sys, threading
sys.setswitchinterval(1e-6)
import gigachat.client
{provide}
import genai_triage
raised = []
def switch():
    try:
        genai_triage.instrument(tracer_provider=provider)
    except Exception as error:
        raised.append(repr(error))
threads = [threading.Thread(target=switch) for _ in range(16)]
for thread in threads: thread.start()
for thread in threads: thread.join()
genai_triage.uninstrument()
print(json.dumps([raised, type(vars(gigachat.client.GigaChatSyncClient)["embeddings"]).__name__]))
"""


def test_threads_that_instrument_at_once_do_it_once() -> None:
    assert run(THREADS.format(provide=PROVIDE), launcher=False)[0] == [[], "function"]


def test_instrument_honours_what_is_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    from genai_triage.instrumentation import INSTRUMENTORS, GigaChatInstrumentor

    monkeypatch.setenv("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS", "redis, triage_gigachat")
    genai_triage.instrument()
    try:
        off = [kind for kind in INSTRUMENTORS if not kind().is_instrumented_by_opentelemetry]
        assert off == [GigaChatInstrumentor]
    finally:
        genai_triage.uninstrument()
    assert not any(kind().is_instrumented_by_opentelemetry for kind in INSTRUMENTORS)


def test_instrumenting_again_changes_the_providers(telemetry: Recorded, recorded: Recorded, gigachat: Any) -> None:
    from opentelemetry.sdk.trace import TracerProvider

    genai_triage.instrument(TracerProvider(), recorded.meter_provider, recorded.logger_provider)
    gigachat().chat("Hello")
    assert recorded.spans == []
    assert recorded.calls == {"ok": 1}
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    gigachat().chat("Hello")
    assert len(recorded.operations) == 1


def test_an_instrumentor_that_is_given_no_providers_leaves_those_of_another(recorded: Recorded, gigachat: Any) -> None:
    from genai_triage.instrumentation import GigaChatInstrumentor, HttpxInstrumentor

    GigaChatInstrumentor().instrument(
        skip_dep_check=True,
        tracer_provider=recorded.tracer_provider,
        meter_provider=recorded.meter_provider,
        logger_provider=recorded.logger_provider,
    )
    HttpxInstrumentor().instrument(skip_dep_check=True)
    try:
        gigachat().chat("Hello")
    finally:
        genai_triage.uninstrument()
    assert len(recorded.operations) == 1


def test_an_instrumentor_that_is_given_providers_after_another_was_given_none_uses_them(
    recorded: Recorded, gigachat: Any
) -> None:
    from genai_triage.instrumentation import GigaChatInstrumentor, HttpxInstrumentor

    HttpxInstrumentor().instrument(skip_dep_check=True)
    GigaChatInstrumentor().instrument(
        skip_dep_check=True,
        tracer_provider=recorded.tracer_provider,
        meter_provider=recorded.meter_provider,
        logger_provider=recorded.logger_provider,
    )
    try:
        gigachat().chat("Hello")
    finally:
        genai_triage.uninstrument()
    assert len(recorded.operations) == 1


def test_providers_are_forgotten_when_everything_is_switched_off(recorded: Recorded, gigachat: Any) -> None:
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    genai_triage.uninstrument()
    genai_triage.instrument()
    try:
        gigachat().chat("Hello")
    finally:
        genai_triage.uninstrument()
    assert (recorded.spans, recorded.calls) == ([], {})


def test_one_library_that_is_switched_off_leaves_the_others_observed(telemetry: Recorded, gigachat: Any) -> None:
    from genai_triage.instrumentation import RequestsInstrumentor

    client = gigachat()
    client.chat("Hello")
    RequestsInstrumentor().uninstrument()
    try:
        client.chat("Hello")
    finally:
        genai_triage.instrument(telemetry.tracer_provider, telemetry.meter_provider, telemetry.logger_provider)

    assert telemetry.calls == {"ok": 2}


def test_what_is_switched_off_is_not_told_as_observed(telemetry: Recorded) -> None:
    from genai_triage.instrumentation import RequestsInstrumentor
    from genai_triage.telemetry import start

    for library in ("httpx", "requests"):
        importlib.import_module(library)
    assert "requests" in start.observed
    RequestsInstrumentor().uninstrument()
    try:
        assert "requests" not in start.observed
        assert "httpx" in start.observed
    finally:
        genai_triage.instrument(telemetry.tracer_provider, telemetry.meter_provider, telemetry.logger_provider)


def test_a_wrong_setting_is_warned_of_once() -> None:
    libraries = ", ".join(name for name in SDKS if importlib.util.find_spec(name))
    code = (
        f"import genai_triage, logging, {libraries}\n"
        "from opentelemetry.sdk.trace import TracerProvider\n"
        "logging.basicConfig()\n"
        "genai_triage.instrument(tracer_provider=TracerProvider())\n"
        "print(1)"
    )
    _, log = run(code, launcher=False, GENAI_TRIAGE_SOFT_FAILURES="yes")
    assert log.count("GENAI_TRIAGE_SOFT_FAILURES") == 1


@pytest.mark.parametrize("file", ["no_such_file", "forks"], ids=["not there", "without patches"])
def test_a_library_that_cannot_be_observed_is_told_and_imported_all_the_same(
    file: str, caplog: pytest.LogCaptureFixture
) -> None:
    from genai_triage.telemetry import start

    class Broken(_LazyInstrumentor):
        entry_point = "triage_broken"
        library = "json"
        module = file

    broken = Broken()
    try:
        broken.switch_on()
        assert "json" not in start.observed
    finally:
        broken.switch_off()
        broken.switch_off()  # once too often

    assert [record.message for record in caplog.records] == ["genai-triage cannot observe json."]


@pytest.mark.parametrize("error", [ImportError(), RuntimeError()], ids=repr)
def test_a_terminal_that_fails_leaves_the_application_observed(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from genai_triage import console
    from genai_triage.instrumentation import INSTRUMENTORS

    def fail() -> None:
        raise error

    monkeypatch.setattr(console, "switch_on_as_set", fail)
    monkeypatch.setenv("GENAI_TRIAGE_CONSOLE", "on")
    try:
        genai_triage.instrument()
        assert all(kind().is_instrumented_by_opentelemetry for kind in INSTRUMENTORS)
    finally:
        genai_triage.uninstrument()
    told = [record.message for record in caplog.records if "terminal" in record.message]
    assert told == ["genai-triage cannot show failures in the terminal."]


def test_of_a_library_that_is_not_imported_nothing_is_observed_until_it_is(caplog: pytest.LogCaptureFixture) -> None:
    class Waiting(_LazyInstrumentor):
        entry_point = "triage_waiting"
        library = "a_library_that_nobody_imports"
        module = "no_such_file"

    waiting = Waiting()
    try:
        waiting.switch_on()
        assert (waiting._is_applied, waiting._placing) == (False, None)
    finally:
        waiting.switch_off()
    assert caplog.records == []
