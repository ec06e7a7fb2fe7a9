"""llama-index needs no code of ours: each call of it is one operation with the right outcome."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.simulator import Simulator

pytest.importorskip("llama_index.llms.google_genai")

from llama_index.llms.google_genai import GoogleGenAI


def llm(simulator: Simulator, model: str = "gemini-2.5-flash") -> GoogleGenAI:
    return GoogleGenAI(
        model=model,
        api_key="any",
        http_options={"base_url": simulator.gemini_url},
        max_retries=1,
        context_window=1000,
        max_tokens=100,
    )


def test_complete_is_one_operation(telemetry: Any, simulator: Simulator) -> None:
    llm(simulator).complete("Hi")
    calls = [span for span in telemetry.operations if span.name.startswith("generate_content")]
    assert [span.attributes["gen_ai.response.finish_reasons"] for span in calls] == [("stop",)]


def test_a_failure_keeps_its_class_through_the_framework(telemetry: Any, simulator: Simulator) -> None:
    with pytest.raises(Exception):  # noqa: B017  # whatever the framework makes of it
        llm(simulator, "fail-gemini.requests_per_day").complete("Hi")
    assert telemetry.operations[-1].attributes["triage.class"] == "quota"
