"""However many names servers and callers make up: a label has a hundred values and one for all others."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import types

import genai_triage
from tests.support.recorded import Recorded

MADE_UP = 120
"""More than a label may have."""
MOST = 101
"""Values of a label: a hundred, and the one that stands for all others."""
RPC = "type.googleapis.com/google.rpc"


def _word(number: int) -> str:
    """The n-th made-up word, of letters only: it looks like a name that somebody has chosen."""
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, 26)
        letters += chr(97 + letter)
    return letters


def _status(word: str) -> int:
    return 400 + (ord(word[0]) + 26 * ord(word[1])) % 199


def _good(word: str) -> Any:
    return {
        "candidates": [{"content": {"parts": [{"text": "Hi"}], "role": word}, "finishReason": word.upper()}],
        "modelVersion": f"version-{word}",
        "responseId": word,
        "usageMetadata": {
            "promptTokenCount": 1,
            "candidatesTokenCount": 1,
            "promptTokensDetails": [{"modality": word.upper(), "tokenCount": 1}],
            "candidatesTokensDetails": [{"modality": word.upper(), "tokenCount": 1}],
            "trafficType": word,
        },
    }


def _refusal(word: str) -> Any:
    violation = {
        "quotaId": f"{word}PerDay",
        "quotaMetric": word,
        "quotaDimensions": {"model": word, "location": word},
        "quotaValue": "5",
    }
    details = [
        {"@type": f"{RPC}.QuotaFailure", "violations": [violation]},
        {"@type": f"{RPC}.ErrorInfo", "reason": word.upper(), "domain": word},
    ]
    return {"error": {"code": 429, "status": word.upper(), "message": word, "details": details}}


def _chat(word: str) -> Any:
    choice = {"message": {"role": word, "content": "Hi"}, "finish_reason": word, "index": 0}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {"choices": [choice], "created": 1, "model": f"version-{word}", "object": word, "usage": usage}


def _blocked(word: str) -> Any:
    return {"promptFeedback": {"blockReason": word.upper()}, "modelVersion": f"version-{word}"}


ANSWERS: dict[str, Callable[[str], tuple[int, Any]]] = {
    "good": lambda word: (200, {**_good(word), **_chat(word)}),
    "blocked": lambda word: (200, _blocked(word)),
    "refused": lambda word: (429, _refusal(word)),
    "refused with a code of its own": lambda word: (400, {"error": {"code": word, "message": "m"}, "code": word}),
    "refused with any status": lambda word: (_status(word), {"status": word, "message": word}),
    "refused with nothing but a status": lambda word: (_status(word), ""),
}


class _Server(httpx.BaseTransport):
    """Answers the n-th request with the n-th made-up word, or raises an exception of that name."""

    def __init__(self, answer: Callable[[str], tuple[int, Any]] | None) -> None:
        self._answer = answer
        self.word = ""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._answer is None:
            raise type(self.word.capitalize(), (Exception,), {"__module__": self.word})
        status, body = self._answer(self.word)
        return httpx.Response(status, content=json.dumps(body), headers={"content-type": "application/json"})


@pytest.fixture
def instrumented(recorded: Recorded) -> Iterator[Recorded]:
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    yield recorded
    genai_triage.uninstrument()


def _crowded(telemetry: Recorded) -> dict[str, int]:
    """The labels with more values than any may have."""
    values: dict[tuple[str, str], set[Any]] = {}
    for resource in telemetry.metrics_data.resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                for point in metric.data.data_points:
                    for label, value in point.attributes.items():
                        values.setdefault((metric.name, label), set()).add(value)
    assert values
    return {f"{metric} {label}": len(found) for (metric, label), found in values.items() if len(found) > MOST}


every_answer = pytest.mark.parametrize("answer", [*ANSWERS.values(), None], ids=[*ANSWERS, "an exception"])


@every_answer
def test_of_an_sdk_s_calls(answer: Any, instrumented: Recorded) -> None:
    server = _Server(answer)
    with httpx.Client(transport=server) as client:
        options = types.HttpOptions(httpx_client=client)
        models = genai.Client(api_key="any", http_options=options).models
        for number in range(MADE_UP):
            server.word = _word(number)
            with contextlib.suppress(Exception):
                models.generate_content(model=f"model-{server.word}", contents="Hi")

    assert _crowded(instrumented) == {}


@every_answer
def test_of_raw_calls(answer: Any, instrumented: Recorded) -> None:
    server = _Server(answer)
    with httpx.Client(transport=server) as client:
        for number in range(MADE_UP):
            word = server.word = _word(number)
            for method, url in (
                ("POST", f"https://{word}-aiplatform.googleapis.com/v1/models/model-{word}:generateContent"),
                (word.upper(), f"https://gigachat.devices.sberbank.ru/api/v1/{word}/{word}"),
                ("POST", f"https://gigachat.devices.sberbank.ru:{1025 + number}/api/v1/chat/completions"),
                ("GET", f"https://generativelanguage.googleapis.com/v1{word}/{word}s:{word}"),
            ):
                with contextlib.suppress(Exception):
                    client.request(method, url, json={"model": word})

    assert _crowded(instrumented) == {}


@pytest.mark.parametrize("package", ["google.ai.generativelanguage.v1beta", "gigachat.v1"])
def test_of_rpcs(package: str, instrumented: Recorded) -> None:
    grpc = pytest.importorskip("grpc")
    for number in range(MADE_UP):
        word = _word(number)
        with grpc.insecure_channel(f"unix:/nowhere/{word}") as channel, contextlib.suppress(grpc.RpcError):
            channel.unary_unary(f"/{package}.{word.capitalize()}/{word.capitalize()}Things")(b"", timeout=0)

    assert _crowded(instrumented) == {}
