"""Whatever stands where a value is expected, in an answer or as the model, leaves encodable, bounded, no secret."""

from __future__ import annotations

import contextlib
from typing import Any, Final

import pytest

from tests.leaks import paths
from tests.leaks.canaries import CONVERSATION, EVERY, KEYS, leaked
from tests.leaks.exported import everything
from tests.support.answering import AnsweringServer
from tests.support.recorded import Recorded

VALUES: Final[tuple[Any, ...]] = (
    *("\ud800x", "A" * 1_000_000, "\x00\x01\x1b[31m\u2028", "\u202eabc", "9" * 5000 + "s", "1e999s", "-3s", -1, 10**40),
    *(1e308, True, None, [], {}, {"a": {"b": "\ud800"}}, "https://a:b@c/?key=zzz", CONVERSATION.text, KEYS[0].text),
)
_PATHS: Final = (
    pytest.param(paths.SDKS["gemini"], "gemini", id="gemini"),
    pytest.param(paths.SDKS["gemini async stream"], "gemini", id="gemini async stream"),
    pytest.param(paths.SDKS["gigachat"], "gigachat", id="gigachat"),
    pytest.param(paths.RAW["raw"], "gigachat", id="raw"),
)
some_paths = pytest.mark.parametrize(("path", "vendor"), _PATHS)
_MAX: Final = 1000


def _refusal(value: Any) -> Any:
    violation = {"quotaId": value, "quotaMetric": value, "quotaDimensions": {"model": value}, "quotaValue": value}
    known = {**violation, "quotaId": "GenerateRequestsPerDayPerProject"}
    details = [
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation, known]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": value},
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": value, "metadata": {"quotaResetDelay": value}},
    ]
    return {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota", "details": details}}


def _answer(value: Any) -> Any:
    usage = {"promptTokenCount": value, "promptTokensDetails": [{"modality": value, "tokenCount": value}]}
    return {
        "candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": value}],
        "usageMetadata": usage,
        "modelVersion": value,
        "responseId": value,
        "choices": [{"message": {"role": "assistant", "content": "Hi"}, "index": 0, "finish_reason": value}],
        "usage": {"prompt_tokens": value, "completion_tokens": value, "total_tokens": value},
        "model": value,
    }


def _texts(telemetry: Recorded) -> list[str]:
    values = [value for span in telemetry.spans for value in (span.name, *span.attributes.values())]
    flat = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    return [one for one in flat if isinstance(one, str)] + [str(event.body) for event in telemetry.events]


def _check(telemetry: Recorded, caplog: pytest.LogCaptureFixture) -> None:
    exported = everything(telemetry, caplog)
    assert {canary.kind: leaked(canary, exported) for canary in EVERY if leaked(canary, exported)} == {}
    assert [text[:80] for text in _texts(telemetry) if len(text) > _MAX or not text.isprintable()] == []
    assert [record for record in caplog.records if record.name.startswith("genai_triage")] == []


@some_paths
@pytest.mark.parametrize(("status", "body"), [(429, _refusal), (200, _answer)], ids=["refused", "answered"])
def test_in_an_answer(
    path: paths.Path,
    vendor: str,
    status: int,
    body: Any,
    telemetry: Recorded,
    server: AnsweringServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for value in VALUES:
        server.answer(status, body(value))
        with contextlib.suppress(Exception):
            path(server.url, paths.MODEL, "Hello")
    _check(telemetry, caplog)


@some_paths
def test_as_the_model(
    path: paths.Path, vendor: str, telemetry: Recorded, server: AnsweringServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer(404, {"error": {"code": 404, "status": "NOT_FOUND", "message": "No"}, "status": 404, "message": "No"})
    for value in VALUES:
        with contextlib.suppress(Exception):
            path(server.url, value, "Hello")
    _check(telemetry, caplog)
