"""Which calls are operations of their own, and which only a step of the one that is running."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry import context

from genai_triage.instrumentation import instrumentors
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.target import Target, begin, is_wanted, owner
from tests.support.recorded import Recorded


def _target(**settings: Any) -> Target:
    request = Request("gemini", "gcp.gemini", "generate_content", None, server_of(""))
    return Target(lambda *_: request, lambda answer, response: None, **settings)


@pytest.mark.parametrize("owns", [True, False], ids=["a chat", "a call"])
@pytest.mark.parametrize("is_raw", [True, False], ids=["raw", "of an SDK"])
def test_a_call_of_an_sdk_inside_a_chat_is_its_step_and_a_raw_one_never(
    telemetry: Recorded, owns: bool, is_raw: bool
) -> None:
    instrumentors.configure()  # as the first import of an SDK does; here is none
    inner = _target(is_raw=is_raw)
    outer = begin(_target(owns_nested_calls=owns), None, (), {}, None)
    assert outer is not None
    assert outer.context is not None
    token = context.attach(outer.context)
    try:
        assert owner(inner) is (outer if owns and not is_raw else None)
        assert is_wanted(inner) is (is_raw or not owns)
    finally:
        context.detach(token)
    outer.succeed()
    assert owner(inner) is None
