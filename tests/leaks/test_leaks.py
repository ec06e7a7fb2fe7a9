"""The leak table: every way in by every path, and nothing of a canary in anything that leaves."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any, Final

import pytest

import genai_triage
from tests.leaks import paths
from tests.leaks.canaries import CONVERSATION, EVERY, KEYS, TEXTS, Canary, leaked
from tests.leaks.exported import everything
from tests.support.answering import AnsweringServer
from tests.support.recorded import Recorded
from tests.support.told import told

Answer = tuple[int, Any, str]
"""Status, body, content type."""

VENDORS = ("gemini", "gigachat")
JSON, EVENTS, HTML = "application/json", "text/event-stream", "text/html"


def _gemini_error(message: str, *details: Any, status: str = "INVALID_ARGUMENT") -> Any:
    return {"error": {"code": 400, "status": status, "message": message, "details": list(details)}}


def _good(**fields: Any) -> Any:
    return {
        "candidates": [{"content": {"parts": [{"text": "Hello"}], "role": "model"}, "finishReason": "STOP"}],
        "choices": [{"message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop", "index": 0}],
        "created": 1,
        "model": "m",
        "object": "chat.completion",
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        **fields,
    }


SAID_BY_SERVER: dict[str, Callable[[str], Answer]] = {
    "quoted in the error's message": lambda text: (
        400,
        _gemini_error(f'Invalid value: "{text}" is not allowed.'),
        JSON,
    ),
    "single-quoted in the message": lambda text: (
        400,
        _gemini_error(f"Unknown name '{text}': Cannot find field."),
        JSON,
    ),
    "in quotes inside quotes": lambda text: (
        400,
        _gemini_error(f'Invalid value: ""{text}"" is not allowed, "say "{text}" twice" neither.'),
        JSON,
    ),
    "in quotes of many languages": lambda text: (400, _gemini_error(f"‹{text}› 「{text}」 ‚{text}‘ bad"), JSON),
    "in an answer for machines": lambda text: (
        422,
        {"detail": [{"loc": ["body", text], "msg": f"'{text}'", "type": text, "input": text}], "title": f'"{text}"'},
        "application/problem+json",
    ),
    "as an error of a gateway's": lambda text: (
        502,
        {"error": {"message": "Provider returned error", "code": 502, "metadata": {"raw": text}}, "user_id": text},
        JSON,
    ),
    "in another encoding": lambda text: (400, json.dumps(_gemini_error(f'"{text}"')).encode("utf-16"), JSON),
    "as lines of JSON": lambda text: (200, f"{json.dumps(_good())}\n{json.dumps(_gemini_error(repr(text)))}", JSON),
    "as the reasons of a job": lambda text: (
        200,
        {"name": text, "done": True, "state": text, "error": {"code": 3, "message": f"'{text}'", "details": [text]}},
        JSON,
    ),
    "in typographic quotes": lambda text: (422, {"status": 422, "message": f"Недопустимое значение «{text}»"}, JSON),
    "cut inside a quotation": lambda text: (
        400,
        _gemini_error(f'Invalid JSON payload received. Unexpected: "{text}'),
        JSON,
    ),
    "echoed by the JSON parser": lambda text: (
        400,
        _gemini_error(f'Expected , or }} after key:value pair.\n"parts": [{{"text": "{text}"\n ^'),
        JSON,
    ),
    "in the error's details": lambda text: (
        400,
        _gemini_error(
            "Bad",
            {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"description": f"'{text}'"}]},
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "X", "metadata": {"value": text}},
            {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "message": f'"{text}"'},
        ),
        JSON,
    ),
    "as the error's status": lambda text: (400, _gemini_error("Bad", status=text), JSON),
    "as a code": lambda text: (400, {"error": {"code": text, "message": "Bad"}, "code": text, "message": "Bad"}, JSON),
    "as a quota": lambda text: (
        429,
        _gemini_error(
            "Quota",
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [
                    {
                        "quotaId": f"{text}PerDay",
                        "quotaMetric": text,
                        "quotaDimensions": {"model": text},
                        "quotaValue": "5",
                    }
                ],
            },
            status="RESOURCE_EXHAUSTED",
        ),
        JSON,
    ),
    "as a page": lambda text: (502, f"<html><title>Error</title><body>{text}</body></html>", HTML),
    "as a page of a good status": lambda text: (200, f"<html><body>{text}</body></html>", HTML),
    "as text": lambda text: (500, text, "text/plain"),
    "as JSON that is cut": lambda text: (
        200,
        '{"candidates": [{"content": {"parts": [{"text": ' + json.dumps(text),
        JSON,
    ),
    "as an answer of another shape": lambda text: (200, {"candidates": text, "choices": text, "usage": text}, JSON),
    "as an error cut in the middle": lambda text: (
        400,
        '{"error": {"message": "Bad", "echo": ' + json.dumps(text),
        JSON,
    ),
    "as the answer": lambda text: (200, _good(candidates=[{"content": {"parts": [{"text": text}]}}]), JSON),
    "as the model's version": lambda text: (200, _good(modelVersion=text, model=text), JSON),
    "as the answer's id": lambda text: (200, _good(responseId=text, id=text), JSON),
    "as a finish reason": lambda text: (
        200,
        _good(candidates=[{"finishReason": text}], choices=[{"finish_reason": text, "message": {}}]),
        JSON,
    ),
    "as a block reason": lambda text: (
        200,
        {"promptFeedback": {"blockReason": text, "blockReasonMessage": text}},
        JSON,
    ),
    "as an event": lambda text: (200, f"data: {json.dumps(_good(text=text))}\n\ndata: {text}\n\n", EVENTS),
    "as an error event": lambda text: (200, f"data: {json.dumps(_gemini_error(repr(text)))}\n\n", EVENTS),
    "in a function's arguments": lambda text: (
        200,
        _good(
            choices=[
                {
                    "message": {
                        "role": "assistant",
                        "content": "",
                        "function_call": {"name": "f", "arguments": {"model": text}},
                    },
                    "finish_reason": "function_call",
                    "index": 0,
                }
            ],
            candidates=[{"content": {"parts": [{"functionCall": {"name": "f", "args": {"modelVersion": text}}}]}}],
        ),
        JSON,
    ),
}
"""Ways in from the server: what it answers, given a text."""

PATHS: dict[str, tuple[paths.Path, str]] = {
    **{name: (path, name.partition(" ")[0]) for name, path in paths.SDKS.items()},
    **{f"{name} to {to}": (path, to) for name, path in paths.RAW.items() for to in VENDORS},
}
"""Path and vendor."""
PATHS_OF_A_WAY = 4
"""By how many paths each way in is gone each time; by all, with all texts, in the exhaustive tests."""
every_path = pytest.mark.parametrize(("path", "vendor"), PATHS.values(), ids=list(PATHS))
every_key = pytest.mark.parametrize("canary", KEYS, ids=lambda canary: canary.kind)


def _pairs() -> Iterator[Any]:
    """Every way in by several paths with one text, so that each path has many ways and each text comes in many."""
    for (row, way), (column, (name, path)) in product(enumerate(SAID_BY_SERVER), enumerate(PATHS.items())):
        if (row - column) % len(PATHS) < PATHS_OF_A_WAY:
            yield pytest.param(*path, way, TEXTS[(row + column) % len(TEXTS)], id=f"{name}-{way}")


@pytest.mark.parametrize(("path", "vendor", "way", "text"), list(_pairs()))
def test_nothing_that_a_server_says_leaves(
    path: paths.Path,
    vendor: str,
    way: str,
    text: str,
    telemetry: Recorded,
    server: AnsweringServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert _left(path, way, (text,), telemetry, server, caplog) == {}


@pytest.mark.exhaustive
@every_path
@pytest.mark.parametrize("way", SAID_BY_SERVER)
def test_nothing_of_any_text_that_a_server_says_leaves(
    path: paths.Path,
    way: str,
    vendor: str,
    telemetry: Recorded,
    server: AnsweringServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert _left(path, way, TEXTS, telemetry, server, caplog) == {}


def _left(
    path: paths.Path,
    way: str,
    texts: Iterable[str],
    telemetry: Recorded,
    server: AnsweringServer,
    caplog: pytest.LogCaptureFixture,
) -> dict[str, list[str]]:
    """What has left of each canary once the server has said the texts."""
    for text in texts:
        server.answer(*SAID_BY_SERVER[way](text))
        with contextlib.suppress(Exception):
            path(server.url, paths.MODEL, "Hello")
    exported = everything(telemetry, caplog)
    return {canary.kind: leaked(canary, exported) for canary in EVERY if leaked(canary, exported)}


WRONG_PROMPTS: dict[str, Callable[[str], Any]] = {
    "a text": lambda text: text,
    "a dict of another SDK": lambda text: {"role": "user", "text": text},
    "messages of another SDK": lambda text: [{"role": "user", "content": text}],
    "an object": lambda text: type("Prompt", (), {"__repr__": lambda self: text, "__str__": lambda self: text})(),
    "bytes": lambda text: text.encode(),
    "a lone surrogate": lambda text: f"{text}\ud800",
}


@every_path
@pytest.mark.parametrize("status", [200, 400])
def test_no_prompt_leaves_however_wrong_it_is(
    path: paths.Path,
    status: int,
    vendor: str,
    telemetry: Recorded,
    server: AnsweringServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.answer(status, _good() if status == 200 else _gemini_error("Bad"))
    for form in WRONG_PROMPTS.values():
        with contextlib.suppress(Exception):
            path(server.url, paths.MODEL, form(CONVERSATION.text))

    assert leaked(CONVERSATION, everything(telemetry, caplog)) == []


@every_path
@pytest.mark.parametrize("status", [200, 400])
def test_no_key_that_is_typed_as_the_model_leaves(
    path: paths.Path,
    vendor: str,
    status: int,
    telemetry: Recorded,
    server: AnsweringServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.answer(status, _good() if status == 200 else _gemini_error("Bad"))
    for key in KEYS:
        with contextlib.suppress(Exception):
            path(server.url, key.text, "Hello")
    exported = everything(telemetry, caplog)

    assert {key.kind: leaked(key, exported) for key in KEYS if leaked(key, exported)} == {}


def _repeated(message: str) -> Answer:
    return 400, {**_gemini_error(message), "status": 400, "message": message}, JSON


SERVICES_WORDS: Final = "The request was refused as the words of it break the rules of use: "
REPEATED: dict[str, Callable[[str], Answer]] = {
    "behind a sentence": lambda text: _repeated(f"{SERVICES_WORDS}{text}."),
    "before a sentence": lambda text: _repeated(f"{text} - no such thing is allowed."),
    "in other letters and marks": lambda text: _repeated(f"Refused: {text.upper().replace(' ', ', ')}!"),
    "over several lines": lambda text: _repeated("Refused:\n" + text.replace(" ", "\n")),
    "twice": lambda text: _repeated(f"Refused {text} because {text} is no question"),
    "where the message is cut": lambda text: _repeated((SERVICES_WORDS * 5)[: 290 - len(text)] + text + " " + text),
    "among words of the service": lambda text: _repeated(f"Quota exceeded for metric: {text}, limit: 20"),
    "in an error event": lambda text: (200, f"data: {json.dumps(_repeated(text)[1])}\n\n", EVENTS),
}
"""How a service says again what it was asked, without a mark that would tell."""
UNKNOWN_TO = frozenset({(paths.SDKS["gemini async stream"], "in an error event")})
"""aiohttp keeps no request while a stream is read."""


@pytest.mark.parametrize("way", REPEATED)
@every_path
def test_no_prompt_leaves_that_a_service_repeats(
    path: paths.Path,
    vendor: str,
    way: str,
    telemetry: Recorded,
    server: AnsweringServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if (path, way) in UNKNOWN_TO:
        pytest.skip("docs/privacy.md says so")
    server.answer(*REPEATED[way](CONVERSATION.text))
    with contextlib.suppress(Exception):
        path(server.url, paths.MODEL, CONVERSATION.text)
    exported = everything(telemetry, caplog)

    assert "triage.message" in exported
    assert leaked(CONVERSATION, exported) == []


CONFIGS: dict[str, Any] = {
    "camel case": {"systemInstructions": CONVERSATION.text},
    "a list": [CONVERSATION.text],
    "a schema": {"response_schema": CONVERSATION.text},
    "a safety setting": {"safety_settings": [{"category": CONVERSATION.text}]},
    "a tool": {"tools": [{"name": CONVERSATION.text}]},
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=list(CONFIGS))
def test_no_setting_that_the_sdk_refuses_leaves(
    config: Any, telemetry: Recorded, server: AnsweringServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = paths.gemini(server.url)
    with contextlib.suppress(Exception):
        client.models.generate_content(model=paths.MODEL, contents="Hello", config=config)

    assert leaked(CONVERSATION, everything(telemetry, caplog)) == []


@every_key
def test_no_key_leaves_through_the_public_classifier(canary: Canary) -> None:
    bodies = [answer(canary.text) for answer in SAID_BY_SERVER.values()]
    for status, body, _ in bodies:
        failure = genai_triage.classify_response("gemini", status, body)
        assert failure is None or leaked(canary, failure.message or "") == []
    failure = told(ValueError(f"Illegal header value b'{canary.text}'"))
    assert leaked(canary, failure.message or "") == []
