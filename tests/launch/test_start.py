"""What observes a program depends on how it was started: OpenTelemetry is set up only where something is exported."""

from __future__ import annotations

import os

import pytest
from opentelemetry.instrumentation import auto_instrumentation

import genai_triage
from genai_triage.launch import mark, start


@pytest.mark.parametrize(
    ("how", "done"), [(mark.EXPORT, ["initialize"]), (mark.TERMINAL, ["instrument"]), (None, ["instrument"])]
)
def test_opentelemetry_is_set_up_only_where_something_is_exported(
    how: str | None, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    monkeypatch.setattr(auto_instrumentation, "initialize", lambda: found.append("initialize"))
    monkeypatch.setattr(genai_triage, "instrument", lambda: found.append("instrument"))
    monkeypatch.delenv(mark.RUN, raising=False)
    if how is not None:
        monkeypatch.setenv(mark.RUN, mark.mark(how))
    start.observe()
    assert found == done


def test_the_mark_names_the_process_whose_place_the_program_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mark.mark(mark.TERMINAL) == f"terminal:{os.getpid()}"
    monkeypatch.setenv(mark.RUN, mark.mark(mark.EXPORT))
    assert (mark.how_started(), mark.first_process()) == ("export", os.getpid())
