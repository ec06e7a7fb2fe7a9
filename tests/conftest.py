"""Fixtures that every test may use: the instrumentation on, and what it records, in memory."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import trustme
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from genai_triage import evidence
from genai_triage.interrupts import let_through
from genai_triage.simulator import Simulator
from genai_triage.taxonomy import resets
from genai_triage.telemetry import guard
from tests.support import AUTHORIZATION_KEY
from tests.support.fresh import Machine, built_wheel
from tests.support.left_on import FIXTURES as LEFT_ON_BY
from tests.support.left_on import LEFT_ON
from tests.support.log_records import InMemoryLogRecordExporter
from tests.support.programs import missing_in_ci, note_skipped
from tests.support.recorded import Recorded

if TYPE_CHECKING:
    from gigachat import GigaChat


def pytest_sessionstart() -> None:
    """In CI no test is skipped for a missing program; garbage is collected where tests ask, and else rarely."""
    gc.set_threshold(50_000, 20, 20)
    if problem := missing_in_ci():
        pytest.exit(problem, returncode=2)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Ends with what was skipped for want of a program, and how to get it."""
    if said := note_skipped(terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_line(said)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """The instrumentation may be on from the test before; it stays so only for one that asks for it."""
    if isinstance(item, pytest.Function) and LEFT_ON_BY.isdisjoint(item.fixturenames):
        LEFT_ON.switch_off()


@pytest.fixture(scope="session", autouse=True)
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One root is trusted instead of the world's: to load those costs each HTTP client 50 ms."""
    file = tmp_path_factory.mktemp("authority") / "root.pem"
    trustme.CA().cert_pem.write_to_path(str(file))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(file))
        yield


@pytest.fixture(scope="session", autouse=True)
def left_on() -> Iterator[None]:
    with LEFT_ON.noticing():
        yield


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return built_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def machines(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Machine]:
    """A new user's machine for each SDK, which is made once."""
    return cache(lambda sdk: Machine(tmp_path_factory.mktemp("machine"), wheel, sdk))


NOON: Final = datetime(2026, 7, 14, 19, 0, tzinfo=timezone.utc)
"""A moment in the middle of a day of Gemini's quotas."""


@pytest.fixture(scope="session", autouse=True)
def noon() -> Iterator[datetime]:
    """The clock by which quotas come back stands still: no test has another result at another time of the day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resets, "now", NOON.timestamp)
        yield NOON


@pytest.fixture(scope="module", autouse=True)
def settled() -> None:
    """What is there when a file of tests begins is no garbage: a full collection need not look at it again."""
    gc.collect()
    gc.freeze()


_hidden: list[str] = []
"""What the one place where classification ends has kept from its caller."""


@pytest.fixture(scope="session", autouse=True)
def noticing_hidden() -> Iterator[None]:
    def note(error: BaseException) -> None:
        let_through(error)
        _hidden.append(repr(error))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "let_through", note)
        yield


@pytest.fixture(autouse=True)
def nothing_of_ours_failed(request: pytest.FixtureRequest) -> Iterator[None]:
    """What our guards hide from the application they do not hide here; `breaks_us` marks tests that break our code."""
    guard._reported.clear()  # each place speaks once, and may have in another test
    _hidden.clear()
    yield
    if request.node.get_closest_marker("breaks_us") is None:
        assert (guard._reported, _hidden) == (set(), [])


_RESOURCE = Resource.create()
"""One for all providers: to make one costs more than the provider."""


@pytest.fixture
def recorded() -> Iterator[Recorded]:
    """Providers with in-memory exporters; nothing is instrumented."""
    spans, logs, metrics = InMemorySpanExporter(), InMemoryLogRecordExporter(), InMemoryMetricReader()
    # Nothing is done for them when Python exits: each would be held until then.
    tracer_provider = TracerProvider(resource=_RESOURCE, shutdown_on_exit=False)
    logger_provider = LoggerProvider(resource=_RESOURCE, shutdown_on_exit=False)
    tracer_provider.add_span_processor(SimpleSpanProcessor(spans))
    logger_provider.add_log_record_processor(SimpleLogRecordProcessor(logs))
    meter_provider = MeterProvider([metrics], resource=_RESOURCE, shutdown_on_exit=False)
    yield Recorded(tracer_provider, meter_provider, logger_provider, spans, metrics, logs)
    meter_provider.shutdown()


@pytest.fixture
def telemetry(recorded: Recorded) -> Recorded:
    """The instrumentation on, recording in memory."""
    LEFT_ON.switch_on(recorded)
    return recorded


@pytest.fixture(scope="session")
def running_simulator() -> Iterator[Simulator]:
    """A simulator for the whole session; a module whose simulator has rows of its own overrides this."""
    with Simulator(latency=0, stall=5) as running:
        yield running


@pytest.fixture
def simulator(running_simulator: Simulator) -> Iterator[Simulator]:
    """A running simulator with no schedules and no past requests."""
    running_simulator.reset()
    yield running_simulator
    running_simulator.reset()


@pytest.fixture(scope="session")
def running_rpc() -> Iterator[Simulator]:
    pytest.importorskip("grpc")
    with Simulator(latency=0, stall=5, grpc_port=0) as running:
        yield running


@pytest.fixture
def rpc(running_rpc: Simulator) -> Iterator[Simulator]:
    """A running simulator that speaks gRPC too, with no schedules and no past requests."""
    running_rpc.reset()
    yield running_rpc
    running_rpc.reset()


@pytest.fixture
def gigachat(simulator: Simulator) -> Callable[..., GigaChat]:
    """Makes a client; takes the SDK's own settings."""
    sdk = pytest.importorskip("gigachat")

    def make(**settings: Any) -> GigaChat:
        defaults = {
            "base_url": simulator.gigachat_url,
            "auth_url": simulator.oauth_url,
            "credentials": AUTHORIZATION_KEY,
            "model": "GigaChat-2",
        }
        made: GigaChat = sdk.GigaChat(**{**defaults, **settings})
        return made

    return make
