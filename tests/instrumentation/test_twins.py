"""The same answer through every reader is recorded alike: one judge, one way of counting, whatever brought it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("google.genai")
pytest.importorskip("google.generativeai")
pytest.importorskip("gigachat")
pytest.importorskip("grpc")

import genai_triage
from genai_triage.instrumentation.raw import hosts
from tests.support import twins
from tests.support.recorded import Recorded
from tests.support.twins import GEMINI_READERS, GIGACHAT_READERS, Reader, Said, Scene

CALL = {"functionCall": {"name": "f", "args": {}}}
GEMINI_SAID: dict[str, tuple[Said, str, str | None]] = {
    "a good answer": (Said("STOP"), "stop", None),
    "unspecified before the end": (Said("STOP", before="FINISH_REASON_UNSPECIFIED"), "stop", None),
    "a call": (Said("STOP", ("",), parts=(CALL,)), "stop", None),
    "one piece": (Said("STOP", ("Hello",)), "stop", None),
    "no content": (Said("STOP", ("",)), "stop", "gemini.empty_answer"),
    "nothing but empty parts": (Said("STOP", ("",), parts=({"text": ""},) * 2), "stop", "gemini.empty_answer"),
    "too long": (Said("MAX_TOKENS"), "length", "gemini.max_tokens"),
    "filtered": (Said("SAFETY"), "content_filter", "gemini.safety_output"),
    "blocked": (Said(block="PROHIBITED_CONTENT", pieces=("",)), "", "gemini.safety_prompt"),
}
GIGACHAT_SAID: dict[str, tuple[Said, str, str | None]] = {
    "a good answer": (Said("stop", end=b"data: [DONE]\n\n"), "stop", None),
    "one piece": (Said("stop", ("Hello",), end=b"data: [DONE]\n\n"), "stop", None),
    "no end mark": (Said("stop"), "stop", None),
    "a call": (Said("function_call", ("",), parts=({"function_call": {"name": "f", "arguments": {}}},)), "tool_call", None),
    "a file": (Said("stop", ("",), parts=({"functions_state_id": "s"},)), "stop", None),
    "no content": (Said("stop", ("",), end=b"data: [DONE]\n\n"), "stop", "gigachat.empty_answer"),
    "too long": (Said("length"), "length", "gigachat.max_tokens"),
    "filtered": (Said("blacklist", ("",)), "content_filter", "gigachat.blacklist"),
}
"""What is said, and the finish reason and the cause that are recorded of it."""


@pytest.fixture(scope="session")
def both_servers() -> Iterator[Scene]:
    with twins.scene() as running:
        yield running


@pytest.fixture
def scene(both_servers: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, both_servers.hosts)
    both_servers.encoding = "plain"
    return both_servers


@pytest.fixture
def watched(scene: Scene, recorded: Recorded) -> Iterator[Recorded]:
    """Instrumented, with both servers as known hosts."""
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    yield recorded
    genai_triage.uninstrument()


def expected(said: Said, reader: Reader, finish: str, cause: str | None) -> dict[str, Any]:
    """What is to be recorded of an answer."""
    used = {name: 0 if name in reader.lacks else count for name, count in said.usage.items()}
    attributes = {
        "gen_ai.response.id": None if "id" in reader.lacks else twins.ID,
        "gen_ai.response.model": twins.MODEL,
        "gen_ai.response.finish_reasons": (finish,) if finish else None,
        "gen_ai.usage.input_tokens": used["input"] + used["tools"],
        "gen_ai.usage.output_tokens": used["output"] + used["thoughts"],
        "gen_ai.usage.cache_read.input_tokens": used["cached"] or None,
        "gen_ai.usage.reasoning.output_tokens": used["thoughts"] or None,
        "triage.cause": cause,
        "error.type": None,
    }
    return {name: value for name, value in attributes.items() if value is not None}


FACETS = tuple(expected(Said("STOP"), Reader(lambda scene, said: None), "stop", "x")) + ("error.type",)


def told(recorded: Recorded) -> dict[str, Any]:
    attributes = recorded.attributes
    return {name: attributes[name] for name in FACETS if name in attributes}


def every(readers: dict[str, Reader]) -> Any:
    return pytest.mark.parametrize("reader", [pytest.param(value, id=name) for name, value in readers.items()])


def every_said(table: dict[str, tuple[Said, str, str | None]]) -> Any:
    return pytest.mark.parametrize(
        ("said", "finish", "cause"), [pytest.param(*row, id=name) for name, row in table.items()]
    )


@every(GEMINI_READERS)
@every_said(GEMINI_SAID)
def test_every_reader_of_gemini_tells_the_same(
    said: Said, finish: str, cause: str | None, reader: Reader, scene: Scene, watched: Recorded
) -> None:
    reader.ask(scene, said)
    assert told(watched) == expected(said, reader, finish, cause)


@every(GIGACHAT_READERS)
@every_said(GIGACHAT_SAID)
def test_every_reader_of_gigachat_tells_the_same(
    said: Said, finish: str, cause: str | None, reader: Reader, scene: Scene, watched: Recorded
) -> None:
    reader.ask(scene, said)
    assert told(watched) == expected(said, reader, finish, cause)
