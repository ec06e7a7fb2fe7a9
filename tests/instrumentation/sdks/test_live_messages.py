"""What messages of a session say of whether the model is answering: who leaves then, leaves in the middle."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.evidence.reading import Reading
from genai_triage.instrumentation.sdks.google_genai.live import _note_content, _note_events


@pytest.mark.parametrize(
    ("events", "is_mid_turn"),
    [
        (["interaction.created"], False),
        (["step.start"], True),
        (["step.delta"], True),
        (["step.start", "step.stop"], False),
        (["step.stop", "step.start"], True),
    ],
)
def test_an_interaction_is_in_the_middle_of_a_turn_from_a_step_s_start_to_its_stop(
    events: list[str], is_mid_turn: bool
) -> None:
    session: Any = SimpleNamespace(answer=Reading(), is_mid_turn=False)
    _note_events(session, SimpleNamespace(_pending_events=[{"event_type": name} for name in events]))
    assert session.is_mid_turn is is_mid_turn


def content(**said: Any) -> Any:
    nothing = {"turn_complete": None, "interrupted": None, "model_turn": None, "interaction_status": None}
    return SimpleNamespace(**{**nothing, **said})


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        ({"model_turn": object()}, False, True),
        ({"interrupted": True}, True, False),
        ({"interaction_status": SimpleNamespace(value="IDLE")}, True, False),
        ({"interaction_status": SimpleNamespace(value="OTHER")}, True, True),
        ({"interaction_status": SimpleNamespace(value="OTHER"), "model_turn": object()}, False, True),
        ({}, True, True),
        ({}, False, False),
    ],
)
def test_a_live_session_is_in_the_middle_of_a_turn_while_the_model_answers(
    said: dict[str, Any], before: bool, after: bool
) -> None:
    session: Any = SimpleNamespace(is_mid_turn=before)
    _note_content(session, content(**said))
    assert session.is_mid_turn is after


def test_a_turn_ends_with_its_reason() -> None:
    ended: list[Any] = []
    session: Any = SimpleNamespace(turn_ended=ended.append)
    _note_content(session, content(turn_complete=True, turn_complete_reason="why", model_turn=object()))
    _note_content(session, content(turn_complete=True))
    assert ended == ["why", None]
