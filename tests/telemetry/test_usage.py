"""Tokens by modality, cached and reasoning tokens: on spans, and as counters of the latest conventions."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.evidence.documents import read_documents
from genai_triage.evidence.reading import GEMINI, Reading
from genai_triage.telemetry import runtime
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.settings import Settings
from tests.support.recorded import Recorded

INPUT = "gen_ai.client.inference.usage.input_tokens"
OUTPUT = "gen_ai.client.inference.usage.output_tokens"
CACHED = "gen_ai.client.inference.usage.cache_read.input_tokens"
REASONING = "gen_ai.client.inference.usage.reasoning.output_tokens"

FIELDS = {
    "prompt_token_count": 40,
    "candidates_token_count": 25,
    "cached_content_token_count": 12,
    "tool_use_prompt_token_count": 2,
    "thoughts_token_count": 3,
    "prompt_tokens_details": [("TEXT", 10), ("IMAGE", 20), ("VIDEO", 10)],
    "candidates_tokens_details": [("TEXT", 5), ("AUDIO", 20)],
    "cache_tokens_details": [("TEXT", 12)],
    "tool_use_prompt_tokens_details": [("TEXT", 2)],
}
SPAN = {
    "gen_ai.usage.input_tokens": 42,
    "gen_ai.usage.output_tokens": 28,
    "gen_ai.usage.cache_read.input_tokens": 12,
    "gen_ai.usage.reasoning.output_tokens": 3,
    "gen_ai.usage.text.input_tokens": 12,
    "gen_ai.usage.image.input_tokens": 20,
    "gen_ai.usage.text.output_tokens": 5,
    "gen_ai.usage.audio.output_tokens": 20,
    "gen_ai.usage.text.cache_read.input_tokens": 12,
}


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


def as_document() -> dict[str, Any]:
    """The usage as it comes over the wire."""
    return {
        camel(name): [{"modality": kind, "tokenCount": count} for kind, count in value]
        if isinstance(value, list)
        else value
        for name, value in FIELDS.items()
    }


def read_json(reading: Reading) -> None:
    read_documents([{"candidates": [], "usageMetadata": as_document()}], reading)


def read_sdk(reading: Reading) -> None:
    types = pytest.importorskip("google.genai").types
    usage = types.GenerateContentResponseUsageMetadata.model_validate(as_document())
    reading.add_usage(usage, GEMINI)


def read_protobuf(reading: Reading) -> None:
    """Protobuf has numbers for modalities."""
    numbers = {"TEXT": 1, "IMAGE": 2, "VIDEO": 3, "AUDIO": 4}
    fields = {
        name: [SimpleNamespace(modality=numbers[kind], token_count=count) for kind, count in value]
        if isinstance(value, list)
        else value
        for name, value in FIELDS.items()
    }
    reading.add_usage(SimpleNamespace(**fields), GEMINI)


every_reader = pytest.mark.parametrize("read", [read_json, read_sdk, read_protobuf])


@pytest.fixture(params=[False], ids=["default"])
def on(request: pytest.FixtureRequest, recorded: Recorded) -> Iterator[Recorded]:
    providers = (recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    runtime.configure(*providers, Settings(latest_conventions=request.param))
    yield recorded
    runtime.drop()


latest = pytest.mark.parametrize("on", [True], indirect=True, ids=["latest"])


def begin(operation: str = "generate_content") -> Operation:
    telemetry = runtime.current()
    assert telemetry is not None
    server = server_of("https://generativelanguage.googleapis.com")
    return Operation(telemetry, Request("gemini", "gcp.gemini", operation, "m", server))


def by_modality(recorded: Recorded, counter: str) -> dict[str, int]:
    return {labels["gen_ai.token.modality"]: value for labels, value in recorded.points(counter)}


@every_reader
def test_the_span_has_the_tokens_of_each_modality(on: Recorded, read: Any) -> None:
    operation = begin()
    read(operation.answer)
    operation.succeed()
    assert {name: value for name, value in on.attributes.items() if name.startswith("gen_ai.usage.")} == SPAN


def test_a_usage_without_details_has_no_modalities(on: Recorded) -> None:
    operation = begin()
    operation.answer.add_usage(SimpleNamespace(prompt_token_count=1, candidates_token_count=2), GEMINI)
    operation.succeed()
    found = {name for name in on.attributes if name.startswith("gen_ai.usage.")}
    assert found == {"gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"}


@pytest.mark.parametrize(
    "details",
    [
        *(None, 5, "TEXT", {}, [None], [{}], [{"modality": "TEXT"}], [{"modality": [], "tokenCount": 1}]),
        [{"modality": "TEXT", "tokenCount": "5"}],
        [{"modality": "TEXT", "tokenCount": -5}],
        [{"modality": "SMELL", "tokenCount": 5}],
    ],
)
def test_odd_details_are_left_out(on: Recorded, details: Any) -> None:
    operation = begin()
    usage = {"promptTokenCount": 1, "promptTokensDetails": details}
    read_documents([{"candidates": [], "usageMetadata": usage}], operation.answer)
    operation.succeed()
    assert [name for name in on.attributes if name.startswith("gen_ai.usage.text")] == []
    assert on.points("triage.skipped") == []


def test_added_up_rounds_have_no_modalities(on: Recorded) -> None:
    operation = begin()
    read_sdk(operation.answer)
    operation.answer.begin_round()
    read_sdk(operation.answer)
    operation.succeed()
    assert on.attributes["gen_ai.usage.input_tokens"] == 84
    assert [name for name in on.attributes if name.startswith("gen_ai.usage.text")] == []


@latest
@every_reader
def test_the_counters_are_split_by_modality_and_add_up(on: Recorded, read: Any) -> None:
    operation = begin()
    read(operation.answer)
    operation.succeed()
    assert by_modality(on, INPUT) == {"text": 12, "image": 20, "unknown": 10}
    assert by_modality(on, OUTPUT) == {"text": 5, "audio": 20, "unknown": 3}
    assert by_modality(on, CACHED) == {"text": 12}
    assert by_modality(on, REASONING) == {"unknown": 3}


@latest
def test_details_that_exceed_their_total_are_of_unknown_modality(on: Recorded) -> None:
    operation = begin()
    usage = {"promptTokenCount": 10, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 11}]}
    read_documents([{"candidates": [], "usageMetadata": usage}], operation.answer)
    operation.succeed()
    assert by_modality(on, INPUT) == {"unknown": 10}


@latest
def test_rounds_that_are_added_up_count_in_full(on: Recorded) -> None:
    operation = begin()
    read_sdk(operation.answer)
    operation.answer.begin_round()
    read_sdk(operation.answer)
    operation.succeed()
    assert sum(by_modality(on, INPUT).values()) == 84


@latest
@pytest.mark.parametrize("counter", [INPUT, OUTPUT])
def test_a_failure_without_usage_counts_0_of_unknown_modality_without_an_error_type(on: Recorded, counter: str) -> None:
    begin().fail(ConnectionRefusedError())
    (labels,) = on.zeros(counter)
    assert labels["gen_ai.token.modality"] == "unknown"
    assert "error.type" not in labels


@latest
@pytest.mark.parametrize("counter", [CACHED, REASONING])
@pytest.mark.parametrize("usage", [{}, {"cachedContentTokenCount": 0, "thoughtsTokenCount": 0}], ids=["none", "0"])
def test_what_was_not_cached_or_thought_is_no_point(on: Recorded, counter: str, usage: dict[str, int]) -> None:
    operation = begin()
    read_documents([{"candidates": [], "usageMetadata": {"promptTokenCount": 1, **usage}}], operation.answer)
    operation.succeed()
    assert on.points(counter) == []
    assert on.zeros(counter) == []


def test_details_of_the_same_modality_are_added_up(on: Recorded) -> None:
    operation = begin()
    details = [{"modality": "IMAGE", "tokenCount": 258}, {"modality": "IMAGE", "tokenCount": 516}]
    usage = {"promptTokenCount": 774, "promptTokensDetails": details}
    read_documents([{"candidates": [], "usageMetadata": usage}], operation.answer)
    operation.succeed()
    assert on.attributes["gen_ai.usage.image.input_tokens"] == 774
