"""What a request wishes for in words: `gen_ai.request.reasoning.level` and `gen_ai.output.type`, on every way."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import types

from genai_triage.instrumentation.sdks.gigachat.request import options_of
from genai_triage.instrumentation.wishes import output_type, reasoning_level
from genai_triage.simulator import Simulator
from tests.support.recorded import Recorded

Clients = Callable[..., genai.Client]
LEVEL, KIND = "gen_ai.request.reasoning.level", "gen_ai.output.type"
MODEL = "gemini-2.5-flash"


@pytest.mark.parametrize(
    ("thinking", "level"),
    [
        ({"thinking_level": "LOW"}, "low"),
        ({"thinkingLevel": "high"}, "high"),
        ({"thinking_budget": 1024}, "1024"),
        ({"thinkingBudget": 0}, "0"),
        ({"thinking_budget": -1}, "-1"),
        ({"thinking_level": "MEDIUM", "thinking_budget": 5}, "medium"),
        ("low", "low"),
        ({"thinking_level": "THINKING_LEVEL_UNSPECIFIED"}, None),
        ({"thinking_level": "unspecified"}, None),
        ("Unspecified", None),
        ({"include_thoughts": True}, None),
        ({"thinking_budget": True}, None),
        ({"thinking_budget": 10**12}, None),
        ({"thinking_level": "think of my secret"}, None),
        ({"thinking_level": "секрет"}, None),
        ({"thinking_level": "a" * 32}, "a" * 32),
        ({"thinking_level": "a" * 33}, None),
        ({"thinking_level": None, "thinkingLevel": "low"}, "low"),
        ({"thinking_budget": 999_999_999}, "999999999"),
        ({"thinking_budget": -(10**9)}, None),
        ({"thinking_level": 5}, None),
        (5, None),
        (None, None),
    ],
)
def test_the_level_is_a_word_or_a_number_of_tokens(thinking: Any, level: str | None) -> None:
    assert reasoning_level(thinking) == level


@pytest.mark.parametrize(
    ("modalities", "kind"),
    [
        (["TEXT", "IMAGE"], "image"),
        (["AUDIO"], "speech"),
        (("AUDIO",), "speech"),
        (["TEXT", "AUDIO"], "speech"),
        (["AUDIO", "IMAGE"], "image"),
        (["VIDEO"] * 7 + ["AUDIO"], "speech"),
        (["VIDEO"] * 8 + ["AUDIO"], None),
        (["text"], "text"),
        ([types.Modality.IMAGE], "image"),
        (["VIDEO"], None),
        (["MODALITY_UNSPECIFIED"], None),
        ([None, 5, {}], None),
        ([], None),
        ("IMAGE", None),
        (None, None),
    ],
)
def test_the_kind_is_one_of_the_conventions(modalities: Any, kind: str | None) -> None:
    assert output_type(modalities) == kind


@pytest.mark.parametrize(
    "config",
    [
        types.GenerateContentConfig(
            thinking_config=types.ThinkingConfig(thinking_budget=1024), response_modalities=["TEXT", "IMAGE"]
        ),
        {"thinking_config": {"thinking_budget": 1024}, "response_modalities": ["TEXT", "IMAGE"]},
    ],
    ids=["object", "dict"],
)
def test_a_config_of_google_genai(telemetry: Recorded, gemini: Clients, config: Any) -> None:
    gemini().models.generate_content(model=MODEL, contents="Hello", config=config)
    assert (telemetry.attributes[LEVEL], telemetry.attributes[KIND]) == ("1024", "image")


def test_a_config_without_wishes_has_none(telemetry: Recorded, gemini: Clients) -> None:
    gemini().models.generate_content(model=MODEL, contents="Hello", config=types.GenerateContentConfig(seed=1))
    assert not {LEVEL, KIND} & telemetry.attributes.keys()


def test_a_type_asked_for_by_name_comes_first(telemetry: Recorded, gemini: Clients) -> None:
    config: Any = {"response_mime_type": "application/json", "response_modalities": ["TEXT"]}
    gemini().models.generate_content(model=MODEL, contents="Hello", config=config)
    assert telemetry.attributes[KIND] == "json"


def test_images_are_asked_for_by_method(telemetry: Recorded, gemini: Clients) -> None:
    with contextlib.suppress(Exception):  # newer versions refuse it on the Developer API
        gemini().models.generate_images(model="imagen-4.0", prompt="Hello")
    assert telemetry.attributes[KIND] == "image"


def test_an_interaction(telemetry: Recorded, gemini: Clients) -> None:
    client = gemini()
    if not hasattr(client, "interactions"):
        pytest.skip("This version has no interactions.")
    config = {"thinking_level": "low"}
    client.interactions.create(model=MODEL, input="Hello", generation_config=config, response_modalities=["audio"])
    assert (telemetry.attributes[LEVEL], telemetry.attributes[KIND]) == ("low", "speech")


def test_a_raw_request(telemetry: Recorded, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    config = {"thinkingConfig": {"thinkingLevel": "HIGH"}, "responseModalities": ["AUDIO"]}
    body = {"contents": [{"parts": [{"text": "Hello"}]}], "generationConfig": config}
    with httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200, json={}))) as client:
        client.post(f"https://generativelanguage.googleapis.com/v1beta/models/{MODEL}:generateContent", json=body)
    assert (telemetry.attributes[LEVEL], telemetry.attributes[KIND]) == ("high", "speech")


def test_gigachats_effort(telemetry: Recorded, gigachat: Callable[..., Any]) -> None:
    models = pytest.importorskip("gigachat.models")
    if "reasoning_effort" not in models.Chat.__annotations__:
        pytest.skip("This version does not know it.")
    with gigachat() as client:
        client.chat({"messages": [{"role": "user", "content": "Hello"}], "reasoning_effort": "low"})
    assert telemetry.attributes[LEVEL] == "low"


@pytest.mark.parametrize(
    "given",
    [{"reasoning_effort": "low"}, {"reasoning": {"effort": "low"}}, {"reasoning": SimpleNamespace(effort="low")}],
)
def test_gigachats_effort_in_both_generations(given: dict[str, Any]) -> None:
    assert options_of(given) == {LEVEL: "low"}
