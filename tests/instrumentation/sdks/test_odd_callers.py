"""Callers whose arguments or answers are of a kind that nobody expects."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from google import genai
from pydantic import ValidationError

from tests.support.recorded import Recorded


def test_a_mocked_answer_is_a_quiet_success(
    telemetry: Recorded, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = genai.Client(api_key="any")
    monkeypatch.setattr(type(client.models), "_generate_content", lambda *args, **kwargs: mock.MagicMock())
    client.models.generate_content(model="m", contents="Hello")

    ours = [record for record in caplog.records if record.name == "genai_triage"]
    assert (telemetry.calls, telemetry.durations, ours) == ({"ok": 1}, 1, [])


@pytest.mark.breaks_us
def test_a_call_that_cannot_be_described_is_recorded_all_the_same(telemetry: Recorded) -> None:
    config: Any = {"http_options": {"base_url": ["x"]}}
    with pytest.raises(ValidationError):
        genai.Client(api_key="any").models.generate_content(model="m", contents="Hello", config=config)

    assert telemetry.operation.name == "generate_content"
    assert telemetry.calls == {"client": 1}
    assert telemetry.attributes["triage.message"] == "http_options.base_url: not a text"
