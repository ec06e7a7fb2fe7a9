"""The same answer through every reader is recorded alike: one judge, one way of counting, whatever brought it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

pytest.importorskip("google.genai")
pytest.importorskip("google.generativeai")
pytest.importorskip("gigachat")
pytest.importorskip("grpc")

from tests.support import twins
from tests.support.products import crossed
from tests.support.recorded import Recorded
from tests.support.twins import (
    GEMINI_READERS,
    GEMINI_SAID,
    GIGACHAT_READERS,
    GIGACHAT_SAID,
    USAGE,
    Reader,
    Said,
    Scene,
)

SAID_TO = 2
"""Of what is said, how many each reader gets in the cross-section."""


def expected(said: Said, reader: Reader, finish: str, cause: str | None) -> dict[str, Any]:
    """What is to be recorded of an answer."""
    used = {name: 0 if name in reader.lacks else count for name, count in said.usage.items()}
    attributes = {
        "gen_ai.response.id": None if "id" in reader.lacks else twins.ID,
        "gen_ai.response.model": twins.MODEL,
        # A stream that ends without a reason has "error" (semconv, gen_ai.response.finish_reasons, note 18).
        "gen_ai.response.finish_reasons": (finish,) if finish else None if reader.whole else ("error",),
        "gen_ai.usage.input_tokens": used["input"] + used["tools"],
        "gen_ai.usage.output_tokens": used["output"] + used["thoughts"],
        "gen_ai.usage.cache_read.input_tokens": used["cached"] or None,
        "gen_ai.usage.reasoning.output_tokens": used["thoughts"] or None,
        "triage.cause": cause,
        "error.type": None,
    }
    return {name: value for name, value in attributes.items() if value is not None}


FACETS = (*expected(Said("STOP"), GEMINI_READERS["raw httpx whole"], "stop", "any"), "error.type")


def told(recorded: Recorded) -> dict[str, Any]:
    attributes = recorded.attributes
    return {name: attributes[name] for name in FACETS if name in attributes}


def every(readers: dict[str, Reader]) -> Any:
    return pytest.mark.parametrize("reader", [pytest.param(value, id=name) for name, value in readers.items()])


def every_said(table: dict[str, tuple[Said, str, str | None]], readers: dict[str, Reader]) -> Any:
    """Whatever is said, to every reader."""
    named: dict[Any, str] = {**{id(row): name for name, row in table.items()}, **_names(readers)}
    return pytest.mark.parametrize(
        ("said", "finish", "cause", "reader"),
        crossed(table.values(), readers.values(), name=lambda value: named[id(value)], times=SAID_TO),
    )


def every_encoding(readers: dict[str, Reader]) -> Any:
    """Every reader, of a body that is packed in every way."""
    named = _names(readers)
    return pytest.mark.parametrize(
        ("encoding", "reader"),
        crossed(
            [name for name in twins.ENCODINGS if name != "plain"],
            readers.values(),
            name=lambda value: named.get(id(value), value),
        ),
    )


def _names(readers: dict[str, Reader]) -> dict[Any, str]:
    return {id(reader): name for name, reader in readers.items()}


@every_said(GEMINI_SAID, GEMINI_READERS)
def test_every_reader_of_gemini_tells_the_same(
    said: Said, finish: str, cause: str | None, reader: Reader, scene: Scene, watched: Recorded
) -> None:
    reader.ask(scene, said)
    assert told(watched) == expected(said, reader, finish, cause)


@every_said(GIGACHAT_SAID, GIGACHAT_READERS)
def test_every_reader_of_gigachat_tells_the_same(
    said: Said, finish: str, cause: str | None, reader: Reader, scene: Scene, watched: Recorded
) -> None:
    reader.ask(scene, said)
    assert told(watched) == expected(said, reader, finish, cause)


# What only streams show


def only(readers: dict[str, Reader], *, over_http: bool = False) -> dict[str, Reader]:
    """The readers of streams; over HTTP also those of plain text only."""
    return {name: reader for name, reader in readers.items() if not reader.whole and not (over_http and "grpc" in name)}


@every(only(GEMINI_READERS))
def test_a_stream_of_gemini_without_a_reason_was_cut(reader: Reader, scene: Scene, watched: Recorded) -> None:
    reader.ask(scene, Said())
    assert watched.attributes["triage.cause"] == "network.stream_cut"


@every(only(GIGACHAT_READERS))
def test_a_stream_of_gigachat_without_a_reason_was_cut(reader: Reader, scene: Scene, watched: Recorded) -> None:
    reader.ask(scene, Said())
    assert watched.attributes["triage.cause"] == "network.stream_cut"


@every(only(GIGACHAT_READERS, over_http=True))
def test_a_stream_with_its_end_mark_was_not_cut(reader: Reader, scene: Scene, watched: Recorded) -> None:
    reader.ask(scene, Said(end=b"data: [DONE]\n\n"))
    assert watched.calls == {"ok": 1}


# Bodies that are packed


def over_http(readers: dict[str, Reader]) -> dict[str, Reader]:
    return {name: reader for name, reader in readers.items() if "grpc" not in name}


@every_encoding(over_http(GEMINI_READERS))
def test_a_packed_answer_of_gemini_says_the_same(
    encoding: str, reader: Reader, scene: Scene, watched: Recorded
) -> None:
    scene.encoding = encoding
    reader.ask(scene, Said("SAFETY"))
    assert told(watched) == expected(Said("SAFETY"), reader, "content_filter", "gemini.answer_safety")


@every_encoding(over_http(GIGACHAT_READERS))
def test_a_packed_answer_of_gigachat_says_the_same(
    encoding: str, reader: Reader, scene: Scene, watched: Recorded
) -> None:
    scene.encoding = encoding
    reader.ask(scene, Said("blacklist"))
    assert told(watched) == expected(Said("blacklist"), reader, "content_filter", "gigachat.blacklist")


# Metrics


def counted(recorded: Recorded) -> dict[str, Any]:
    """Tokens by kind, and calls by class."""
    tokens = recorded.points("gen_ai.client.token.usage")
    return {**{point["gen_ai.token.type"]: total for point, (_, total) in tokens}, **recorded.calls}


@every(GEMINI_READERS)
def test_every_reader_of_gemini_counts_the_same(reader: Reader, scene: Scene, watched: Recorded) -> None:
    reader.ask(scene, Said("MAX_TOKENS"))
    spent = expected(Said(), reader, "", None)
    names = ("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
    assert counted(watched) == {"input": spent[names[0]], "output": spent[names[1]], "truncated": 1}


@every(GIGACHAT_READERS)
def test_every_reader_of_gigachat_counts_the_same(reader: Reader, scene: Scene, watched: Recorded) -> None:
    reader.ask(scene, Said("length"))
    assert counted(watched) == {"input": USAGE["input"], "output": USAGE["output"], "truncated": 1}


# Ids


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "events"])
def test_the_id_of_an_openai_compatible_answer_is_recorded(whole: bool, scene: Scene, watched: Recorded) -> None:
    choice = {"message" if whole else "delta": {"content": "Hello"}, "index": 0, "finish_reason": "stop"}
    answer = {"id": "chatcmpl-1", "object": "chat.completion", "model": "m", "choices": [choice]}
    scene.answer(*((twins.as_json(answer), twins.JSON) if whole else (twins.events([answer]), twins.EVENTS)))
    httpx.post(f"{scene.gemini_url}/v1beta/openai/chat/completions", json={"model": "m", "stream": not whole})
    assert watched.attributes["gen_ai.response.id"] == "chatcmpl-1"


@pytest.mark.parametrize("way", ["raw", "SDK"])
@pytest.mark.parametrize(
    ("path", "ask", "answer"),
    [
        ("embeddings", lambda client: client.embeddings(["Hi"]), {"data": [], "model": "E", "object": "list"}),
        ("balance", lambda client: client.get_balance(), {"balance": []}),
    ],
    ids=["embeddings", "balance"],
)
def test_every_answer_of_gigachat_has_its_request_as_id(
    path: str, ask: Any, answer: Any, way: str, scene: Scene, watched: Recorded
) -> None:
    scene.answer_gigachat(twins.as_json(answer))
    if way == "SDK":
        ask(scene.gigachat)
    else:
        httpx.get(f"{scene.gigachat_url}/v1/{path}")
    assert watched.attributes["gen_ai.response.id"] == twins.ID
