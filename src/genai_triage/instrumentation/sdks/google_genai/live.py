"""Sessions on a WebSocket: `client.aio.live.connect`, `live.music.connect` and `interactions.connect`.

A session is one operation from the connection to its close. Messages are read as they pass, a few attributes each;
how the connection was closed is asked of the transport, as google-genai tells it differently in each version.
"""

from __future__ import annotations

import weakref
from typing import Any, Final

from genai_triage.evidence import delay
from genai_triage.evidence.reading import Reading
from genai_triage.evidence.sdk_object import read_interaction_event, read_live_usage, read_nothing
from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.sdks.gemini_config import config_attributes
from genai_triage.instrumentation.sdks.google_genai.request import fields_of, least, request_of
from genai_triage.telemetry.calls import Wrapper, managed_session, opened_session, watch_end, watch_step
from genai_triage.telemetry.operation_names import operation_name
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.session import Session
from genai_triage.telemetry.target import Describe, Target

_FILTERED: Final = "media_filtered"
_IDLE: Final = "IDLE"
_ANSWERING: Final = ("step.start", "step.delta")


def _describe(operation: str) -> Describe:
    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        config = fields_of(kwargs.get("config"))
        attributes = config_attributes(config) if config else {}
        return request_of(instance, operation, model=kwargs.get("model"), config=config, attributes=attributes)

    return describe


def _attach(opened: Any, session: Session) -> None:
    """Watches the messages of a Live session."""
    session.conversation = getattr(opened, "session_id", None)
    watch_step(opened, "_receive", session, _note)


def _note(session: Session, message: Any) -> None:
    if message.usage_metadata is not None:
        turn = Reading()
        read_live_usage(turn, message.usage_metadata)
        session.used(turn)
    if message.server_content is not None:
        _note_content(session, message.server_content)
    if message.go_away is not None:
        session.going_away(delay.seconds(message.go_away.time_left))


def _note_content(session: Session, content: Any) -> None:
    if content.turn_complete:
        session.turn_ended(getattr(content, "turn_complete_reason", None))
    elif content.interrupted or getattr(getattr(content, "interaction_status", None), "value", None) == _IDLE:
        session.is_mid_turn = False
    elif content.model_turn is not None:
        session.is_mid_turn = True


def _attach_music(opened: Any, session: Session) -> None:
    watch_step(opened, "_receive", session, _note_music)


def _note_music(session: Session, message: Any) -> None:
    if getattr(message, "filtered_prompt", None) is not None:
        session.answer.fact = _FILTERED


def _attach_interaction(opened: Any, session: Session) -> None:
    """Watches the events of an interaction as they come in: before it gives out the last, the SDK closes the socket."""
    session.answer.id = opened.id if isinstance(opened.id, str) else None
    of = weakref.ref(opened)
    watch_step(opened, "_fill_pending_events", session, lambda session, _: _note_events(session, of()))
    watch_end(opened, "_close_socket_only", session, _is_over)


def _is_over(opened: Any) -> bool:
    """Whether the SDK keeps a close to itself: the application has left, or the interaction is complete."""
    return bool(opened._terminal or opened._detached)


def _note_events(session: Session, opened: Any) -> None:
    for event in opened._pending_events:
        read_interaction_event(session.answer, event)
        session.is_mid_turn = event["event_type"] in _ANSWERING


def _target(resource: str) -> Target:
    name = operation_name(resource, "connect")
    return Target(_describe(name), read_nothing, least=least(name))


def wrapper() -> Wrapper:
    """Returns the wrapper of the method that connects to an interaction."""
    return opened_session(_target("interactions"), "_open", _attach_interaction)


PATCHES = (
    Patch("google.genai.live", "AsyncLive.connect", managed_session(_target("live"), _attach)),
    Patch("google.genai.live_music", "AsyncLiveMusic.connect", managed_session(_target("live_music"), _attach_music)),
)
