"""What a good status hides, and what only looks like a failure: a raw request is judged as its bytes are.

Each answer is told by `classify_response` and by the operation of a raw request, and both say the same.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("grpc")
pytest.importorskip("google.generativeai")

from genai_triage.evidence import classify_response
from genai_triage.taxonomy.vendors import VENDORS
from tests.support import twins
from tests.support.recorded import Recorded
from tests.support.twins import Scene

GEMINI = "https://generativelanguage.googleapis.com/v1beta"
GIGACHAT = "https://gigachat.devices.sberbank.ru/api/v1"
FILTERED = "Unable to show generated images: they violated usage guidelines."
TRAPS = {
    "error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded"},
    "status": "failed",
    "state": "FAILED",
    "finishReason": "SAFETY",
    "finish_reason": "blacklist",
    "blockReason": "SAFETY",
    "promptFeedback": {"blockReason": "SAFETY"},
}
"""Members that are failures at an answer's own level, and data anywhere else."""


def gemini(part: Any) -> Any:
    return {"candidates": [{"content": {"parts": [part]}, "finishReason": "STOP", "index": 0}]}


def gigachat(message: Any, finish: str = "stop") -> Any:
    choice = {"message": {"role": "assistant", **message}, "index": 0, "finish_reason": finish}
    return {"choices": [choice], "created": 1, "model": "GigaChat", "object": "chat.completion"}


def veo(**response: Any) -> Any:
    return {"name": "models/veo/operations/o", "done": True, "response": {"generateVideoResponse": response}}


def run_answer(finish: str) -> Any:
    """What a run of a thread answers with at once."""
    return {
        "thread_id": "t",
        "message_id": "m",
        "created": 1,
        "model": "GigaChat",
        "object": "chat.completion",
        "message": {"role": "assistant", "content": "No."},
        "finish_reason": finish,
    }


RUN = {"thread_id": "t", "updated_at": 1, "model": "GigaChat"}
FAILURES: dict[str, tuple[str, Any, str]] = {
    "images, all filtered": (
        f"{GEMINI}/models/i:predict",
        {"predictions": [{"raiFilteredReason": FILTERED}] * 2},
        "gemini.media_filtered",
    ),
    "video, filtered": (
        f"{GEMINI}/models/veo/operations/o",
        veo(raiMediaFilteredCount=1, raiMediaFilteredReasons=[FILTERED]),
        "gemini.media_filtered",
    ),
    "interaction, incomplete": (
        f"{GEMINI}/interactions",
        {"id": "i", "object": "interaction", "status": "incomplete", "outputs": [{"type": "text", "text": "Hel"}]},
        "gemini.max_tokens",
    ),
    "run, blocked": (f"{GIGACHAT}/threads/messages/run", run_answer("blacklist"), "gigachat.blacklist"),
    "run, too long": (f"{GIGACHAT}/threads/messages/run", run_answer("length"), "gigachat.length"),
    "interaction, cancelled by somebody": (
        f"{GEMINI}/interactions/i",
        {"id": "i", "object": "interaction", "status": "cancelled"},
        "gemini.cancelled",
    ),
    "run, failed": (f"{GIGACHAT}/threads/run", {**RUN, "status": "failed"}, "gigachat.run_failed"),
    "batch, failed": (
        f"{GEMINI}/batches/b",
        {"name": "batches/b", "metadata": {"state": "BATCH_STATE_FAILED"}, "done": True},
        "gemini.job_failed",
    ),
    "message without a word": (f"{GIGACHAT}/chat/completions", gigachat({"content": ""}), "gigachat.empty_answer"),
}
GOOD: dict[str, tuple[str, Any]] = {
    "images, one filtered": (
        f"{GEMINI}/models/i:predict",
        {"predictions": [{"raiFilteredReason": FILTERED}, {"bytesBase64Encoded": "aGk="}]},
    ),
    "video": (
        f"{GEMINI}/models/veo/operations/o",
        veo(generatedSamples=[{"video": {"uri": "u"}}], raiMediaFilteredCount=1),
    ),
    "interaction": (
        f"{GEMINI}/interactions",
        {"id": "i", "object": "interaction", "status": "completed", "outputs": []},
    ),
    "interaction that was to be cancelled": (
        f"{GEMINI}/interactions/i/cancel",
        {"id": "i", "object": "interaction", "status": "cancelled"},
    ),
    "content of a file": (f"{GEMINI}/environments/e/files/log.json?alt=media", TRAPS),
    "run": (f"{GIGACHAT}/threads/messages/run", run_answer("stop")),
    "run that goes on": (f"{GIGACHAT}/threads/run", {**RUN, "status": "in_progress", "messages": []}),
    "arguments of a call": (
        f"{GEMINI}/models/m:generateContent",
        gemini({"functionCall": {"name": "f", "args": TRAPS}}),
    ),
    "a text about errors": (f"{GEMINI}/models/m:generateContent", gemini({"text": json.dumps(TRAPS)})),
    "result of a program": (
        f"{GEMINI}/models/m:generateContent",
        gemini({"codeExecutionResult": {"outcome": "OUTCOME_FAILED", "output": json.dumps(TRAPS)}}),
    ),
    "arguments of GigaChat's call": (
        f"{GIGACHAT}/chat/completions",
        gigachat({"content": "", "function_call": {"name": "f", "arguments": TRAPS}}, "function_call"),
    ),
}


every_client = pytest.mark.parametrize("send", twins.CLIENTS.values(), ids=twins.CLIENTS)


def ask(send: twins.Send, scene: Scene, url: str, answer: Any) -> None:
    """Asks the server that stands for the one of the URL."""
    scene.answer(twins.as_json(answer))
    own = url.replace(GEMINI, f"{scene.gemini_url}/v1beta").replace(GIGACHAT, f"{scene.gigachat_url}/api/v1")
    send(own, {"model": "m"})


def told_of_bytes(url: str, answer: Any) -> str | None:
    provider = next(vendor.provider for vendor in VENDORS if any(domain in url for domain in vendor.domains))
    failure = classify_response(provider, 200, json.dumps(answer).encode(), url=url)
    return None if failure is None else failure.cause.id


@every_client
@pytest.mark.parametrize(("url", "answer", "cause"), FAILURES.values(), ids=FAILURES)
def test_a_failure_that_a_good_status_hides_is_told_of_a_raw_request(
    url: str, answer: Any, cause: str, send: twins.Send, scene: Scene, watched: Recorded
) -> None:
    ask(send, scene, url, answer)
    assert watched.attributes["triage.cause"] == cause == told_of_bytes(url, answer)


@every_client
@pytest.mark.parametrize(("url", "answer"), GOOD.values(), ids=GOOD)
def test_a_good_answer_of_a_raw_request_is_good(
    url: str, answer: Any, send: twins.Send, scene: Scene, watched: Recorded
) -> None:
    ask(send, scene, url, answer)
    assert watched.calls == {"ok": 1}
    assert told_of_bytes(url, answer) is None
