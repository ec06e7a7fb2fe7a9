"""Where nothing is recorded nothing is described, judged or scrubbed: none of that code runs at all."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from opentelemetry.instrumentation.utils import suppress_instrumentation

import genai_triage
from tests.leaks import paths
from tests.support.answering import AnsweringServer
from tests.support.recorded import Recorded

_SOURCE = Path(genai_triage.__file__).parent
_IDLE = tuple(
    str(_SOURCE / part)
    for part in (
        *("evidence", "taxonomy/match.py", "taxonomy/quota.py", "telemetry/gate.py", "telemetry/redaction.py"),
        *("telemetry/operation.py", "telemetry/report.py", "telemetry/request.py", "telemetry/verdict.py"),
        *("telemetry/instruments.py", "instrumentation/sdks/gemini_config.py", "instrumentation/raw/endpoints.py"),
        *("instrumentation/raw/body_view.py", "instrumentation/grpc/messages.py"),
    )
)
"""What describes, judges, scrubs and writes."""
_CHEAP = frozenset({"is_open", "service_of_method"})
STATES = ("disabled", "without a provider", "suppressed")
GOOD = {"candidates": [{"content": {"parts": [{"text": "Hi"}], "role": "model"}, "finishReason": "STOP"}]}
REFUSED = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded"}}


def _rpc(url: str, model: str, prompt: Any) -> None:
    grpc = pytest.importorskip("grpc")
    with grpc.insecure_channel("unix:/nowhere") as channel:
        method = channel.unary_unary("/google.ai.generativelanguage.v1beta.GenerativeService/GenerateContent")
        method(prompt.encode(), timeout=0)


def _left_early(url: str, model: str, prompt: Any) -> None:
    next(iter(paths.gemini(url).models.generate_content_stream(model=model, contents=prompt)))


def _public(url: str, model: str, prompt: Any) -> None:
    paths.gemini(url).models.count_tokens(model=model, contents=prompt)


WAYS = {**paths.EVERY, "a stream that is left early": _left_early, "count_tokens": _public, "rpc": _rpc}


@pytest.fixture(params=STATES)
def quiet(
    request: pytest.FixtureRequest, recorded: Recorded, server: AnsweringServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The instrumentation on, in a state in which nothing is recorded."""
    monkeypatch.setenv("GENAI_TRIAGE_HOSTS", f"127.0.0.1:{server.server_port}=gemini")
    providers = (recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    if request.param == "disabled":
        monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    genai_triage.instrument(*(() if request.param == "without a provider" else providers))
    with suppress_instrumentation() if request.param == "suppressed" else contextlib.nullcontext():
        yield
    genai_triage.uninstrument()


def _called(function: Callable[[], None]) -> Counter[str]:
    """The functions of ours that do something for a record, and how often each was called."""
    found: Counter[str] = Counter()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(_IDLE) and code.co_name not in _CHEAP:
            found[f"{Path(code.co_filename).name}:{code.co_name}"] += 1

    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(None)
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("status", "body"), [(200, GOOD), (429, REFUSED)], ids=["good", "refused"])
def test_nothing_is_described_judged_or_scrubbed(
    way: str, status: int, body: Any, quiet: None, server: AnsweringServer
) -> None:
    server.answer(status, body)

    def call() -> None:
        with contextlib.suppress(Exception):
            WAYS[way](server.url, paths.MODEL, "Hello")

    call()  # loads what a first call loads

    assert _called(call) == {}


@pytest.mark.parametrize("way", WAYS)
def test_the_search_sees_what_a_recorded_call_runs(way: str, telemetry: Recorded, server: AnsweringServer) -> None:
    def call() -> None:
        with contextlib.suppress(Exception):
            WAYS[way](server.url, paths.MODEL, "Hello")

    assert len(_called(call)) > 5
