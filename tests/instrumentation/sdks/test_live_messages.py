"""What messages of a session say of whether the model is answering: who leaves then, leaves in the middle."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.evidence.reading import Reading
from genai_triage.instrumentation.sdks.google_genai.live import (
    _attach,
    _attach_interaction,
    _note_content,
    _note_events,
)


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
    _note_content(session, content(turn_complete=True, interrupted=True, turn_complete_reason="cut"))
    assert ended == ["why", None, "cut"]


class _Opened:
    """A session as the SDK gives it, as far as it is looked at when it begins."""

    async def _receive(self) -> None: ...
    async def _fill_pending_events(self) -> None: ...
    async def _close_socket_only(self) -> None: ...


@pytest.mark.parametrize("known", [{"session_id": "s-1"}, {"session_id": None}, {}])
def test_a_live_session_is_the_conversation_that_the_sdk_names_if_its_version_does(known: dict[str, Any]) -> None:
    opened, session = _Opened(), SimpleNamespace(conversation=None)
    vars(opened).update(known)
    _attach(opened, session)  # type: ignore[arg-type]
    assert session.conversation == known.get("session_id")


@pytest.mark.parametrize(("known", "told"), [("v1_x", "v1_x"), (None, None), (5, None)])
def test_a_session_of_an_interaction_has_its_id(known: Any, told: str | None) -> None:
    opened, session = _Opened(), SimpleNamespace(answer=Reading())
    vars(opened)["id"] = known
    _attach_interaction(opened, session)  # type: ignore[arg-type]
    assert session.answer.id == told
