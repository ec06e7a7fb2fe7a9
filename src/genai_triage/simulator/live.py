"""Sessions on a WebSocket: Live, Live music and interactions, which end in every way in which the real ones do.

Shapes: https://ai.google.dev/api/live, https://ai.google.dev/gemini-api/docs/music-generation and the Interactions API.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from genai_triage.simulator.backend import Backend, Decision
from genai_triage.simulator.exchange import Facts, Stage
from genai_triage.simulator.reply import Reply
from genai_triage.simulator.scenarios import HEADER, is_close_frame, named_by, stage_of
from genai_triage.taxonomy.model import Cause, Example

GO_AWAY: Final = "go-away"
"""Ends the name of a model whose session is told with its first answer to end, and is closed with its second."""
_CLOSES: Final = re.compile(r"-close-(1\d{3})$")
"""Ends the name of a model whose session is closed with this code after its first answer."""
_MAX_REASON = 123
"""Bytes a close frame has for its reason."""
_CLOSE_CODES = {400: 1007, 401: 1007, 403: 1008, 404: 1008}
_CLOSED_BY_FAULT = 1011


class LiveSession:
    """Serves websocket connections of the Live API, of Live music and of interactions."""

    def __init__(self, backend: Backend, stall: float) -> None:
        self._backend = backend
        self._stall = stall

    async def serve(self, websocket: WebSocket) -> None:
        """Holds one session."""
        refused = self._backend.due_at(_read(websocket, {}, "handshake"))
        if refused is not None and refused.example is not None:
            await _refuse(websocket, refused.example)
            return
        await websocket.accept()
        try:
            facts = _read(websocket, await _message(websocket))
            decision = self._backend.decide(replace(facts, stage=""))
            self._backend.remember(facts, decision, 101)
            if decision.complaint:
                await _close(websocket, 1008, _cut(f"simulator: {decision.complaint}"))
            elif facts.stage or _is_answer(decision.cause):
                await self._converse(websocket, facts, decision, decision.cause)
            elif decision.cause is not None and decision.cause.example is not None:
                await self._fail(websocket, decision.cause.example)
            else:
                await self._converse(websocket, facts, decision, None)
        except WebSocketDisconnect:
            return

    async def _converse(self, websocket: WebSocket, facts: Facts, decision: Decision, late: Cause | None) -> None:
        dialect = _DIALECTS[facts.operation](decision.reply)
        await _send_all(websocket, dialect.ready())
        turns = 0
        while True:
            message = await _message(websocket)
            if not dialect.is_turn(message):
                await _send_all(websocket, dialect.answer(message))
                continue
            turns += 1
            if turns > 1 and facts.model.endswith(GO_AWAY):
                await _close(websocket, 1000, "")
                return
            stage, cause = (facts.stage, late) if late is not None else self._interruption(facts)
            if cause is None or cause.example is None:
                await _send_all(websocket, dialect.turn())
            else:
                await self._interrupt(websocket, dialect, stage, cause.example)
            closed = _CLOSES.search(facts.model)
            if closed:
                await _close(websocket, int(closed[1]), "")
                return
            if facts.model.endswith(GO_AWAY):
                await _send(websocket, {"goAway": {"timeLeft": "10s"}})

    def _interruption(self, facts: Facts) -> tuple[Stage, Cause | None]:
        """What happens in this turn, by the schedules."""
        stages: tuple[Stage, ...] = ("turn", "message")
        due = ((stage, self._backend.due_at(replace(facts, stage=stage))) for stage in stages)
        return next(((stage, cause) for stage, cause in due if cause is not None), ("", None))

    async def _interrupt(self, websocket: WebSocket, dialect: _Live, stage: Stage, example: Example) -> None:
        """Breaks a turn off: by a message, or by the end of the session."""
        if example.http == 200:
            await _send_all(websocket, dialect.bad_turn(_reason_in(example.body)))
            return
        await _send(websocket, dialect.pieces()[0])
        if stage == "message" and isinstance(example.body, dict):
            await _send(websocket, example.body)
        else:
            await self._fail(websocket, example)

    async def _fail(self, websocket: WebSocket, example: Example) -> None:
        """Ends the session: by the example's close frame, by none, or as the Live API words an HTTP error."""
        if example.fault == "stall":
            await self._say_nothing(websocket)
        elif example.fault:
            websocket.scope["state"]["transport"].abort()
        else:
            await _close(websocket, *close_of(example))

    async def _say_nothing(self, websocket: WebSocket) -> None:
        """Leaves the session open without an answer until the application has gone, or the stall is over."""
        try:
            await asyncio.wait_for(_gone(websocket), self._stall)
        except asyncio.TimeoutError:
            websocket.scope["state"]["transport"].abort()


async def _gone(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass


class _Live:
    """The messages of a Live session."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def ready(self) -> list[dict[str, Any]]:
        return [{"setupComplete": {}}]

    def is_turn(self, message: Mapping[str, Any]) -> bool:
        content = message.get("clientContent", message.get("client_content"))
        return isinstance(content, dict) and content.get("turnComplete", content.get("turn_complete")) is not False

    def answer(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        """To a message that is no turn."""
        return []

    def pieces(self) -> list[dict[str, Any]]:
        """A turn without its end."""
        texts = self._reply.pieces
        return [{"serverContent": {"modelTurn": {"role": "model", "parts": [{"text": text}]}}} for text in texts]

    def turn(self) -> list[dict[str, Any]]:
        usage = {
            "promptTokenCount": self._reply.prompt_tokens,
            "responseTokenCount": self._reply.completion_tokens,
            "totalTokenCount": self._reply.total_tokens,
        }
        return [*self.pieces(), {"serverContent": {"turnComplete": True}, "usageMetadata": usage}]

    def bad_turn(self, reason: str) -> list[dict[str, Any]]:
        return [{"serverContent": {"turnComplete": True, "turnCompleteReason": reason}}]


class _Music(_Live):
    """The messages of Live music: each PLAY is a turn."""

    def is_turn(self, message: Mapping[str, Any]) -> bool:
        return message.get("playbackControl") == "PLAY"

    def pieces(self) -> list[dict[str, Any]]:
        audio = base64.b64encode(bytes(64)).decode()
        chunk = {"data": audio, "mimeType": "audio/l16;rate=48000;channels=2"}
        return [{"serverContent": {"audioChunks": [chunk]}} for _ in self._reply.pieces]

    def turn(self) -> list[dict[str, Any]]:
        return self.pieces()

    def bad_turn(self, reason: str) -> list[dict[str, Any]]:
        return [{"filteredPrompt": {"text": "", "filteredReason": reason}}]


class _Interaction(_Live):
    """The events of an interaction."""

    def ready(self) -> list[dict[str, Any]]:
        return []

    def is_turn(self, message: Mapping[str, Any]) -> bool:
        return message.get("event_type") == "input"

    def answer(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [self._ended("completed")] if message.get("event_type") == "interaction.complete" else []

    def pieces(self) -> list[dict[str, Any]]:
        texts = [{"type": "text", "text": text} for text in self._reply.pieces]
        return [
            {"event_type": "step.start", "index": 0, "step": {"type": "model_output"}},
            *({"event_type": "step.delta", "index": 0, "delta": text} for text in texts),
        ]

    def turn(self) -> list[dict[str, Any]]:
        return [*self.pieces(), {"event_type": "step.stop", "index": 0}]

    def bad_turn(self, reason: str) -> list[dict[str, Any]]:
        return [self._ended("incomplete")]

    def _ended(self, status: str) -> dict[str, Any]:
        usage = {
            "total_input_tokens": self._reply.prompt_tokens,
            "total_output_tokens": self._reply.completion_tokens,
            "total_tokens": self._reply.total_tokens,
        }
        interaction = {"id": self._reply.id, "object": "interaction", "status": status, "usage": usage}
        return {"event_type": "interaction.completed", "interaction": interaction}


_LIVE: Final = "BidiGenerateContent"
_MUSIC: Final = "BidiGenerateMusic"
_INTERACTION: Final = "interactions.connect"
_DIALECTS: Final[dict[str, type[_Live]]] = {_LIVE: _Live, _MUSIC: _Music, _INTERACTION: _Interaction}


def _read(websocket: WebSocket, message: dict[str, Any], stage: Stage | None = None) -> Facts:
    setup = message.get("setup")
    model = str(setup.get("model", message.get("model", ""))) if isinstance(setup, dict) else str(message.get("id", ""))
    key = websocket.headers.get("x-goog-api-key") or websocket.query_params.get("key") or ""
    path = websocket.url.path
    return Facts(
        provider="gemini",
        endpoint="live",
        operation=_INTERACTION if path.endswith("/interactions/live") else _MUSIC if _MUSIC in path else _LIVE,
        method="GET",
        path=path,
        model=model.rpartition("models/")[2],
        asked=websocket.headers.get(HEADER, ""),
        credential_cause=named_by(key),
        stage=stage_of(model) if stage is None else stage,
    )


def _is_answer(cause: Cause | None) -> bool:
    """Whether a cause shows in an answer, and not in how the session ends."""
    return cause is not None and cause.example is not None and cause.example.http == 200


async def _refuse(websocket: WebSocket, example: Example) -> None:
    """Answers the handshake with an HTTP error."""
    body = example.body if isinstance(example.body, str) else json.dumps(example.body, ensure_ascii=False)
    headers = dict(example.headers)
    kind = headers.pop("content-type", "application/json")
    await websocket.send_denial_response(Response(body, example.http or 500, headers, media_type=kind))


def _reason_in(body: Any) -> str:
    """The finish or block reason that an answer shows."""
    text = json.dumps(body)
    for name in ("finishReason", "blockReason", "turnCompleteReason"):
        _, found, rest = text.partition(f'"{name}": "')
        if found:
            return rest.partition('"')[0]
    return "RESPONSE_REJECTED"


def close_of(example: Example) -> tuple[int, str]:
    """Code and reason of the close frame that an example has, or that the Live API makes of an HTTP error."""
    body = example.body if isinstance(example.body, dict) else {}
    if is_close_frame(body):
        code, reason = int(body["ws_close_code"]), str(body.get("ws_close_reason", ""))
    else:
        error = body.get("error")
        code = _CLOSE_CODES.get(example.http or 0, _CLOSED_BY_FAULT)
        reason = str(error.get("message", "")) if isinstance(error, dict) else "Internal error encountered."
    return code, _cut(reason)


def _cut(reason: str) -> str:
    return reason.encode()[:_MAX_REASON].decode(errors="ignore")


async def _message(websocket: WebSocket) -> dict[str, Any]:
    event = await websocket.receive()
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(event["code"])
    try:
        message = json.loads(event.get("text") or event.get("bytes") or b"")
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


async def _send_all(websocket: WebSocket, messages: list[dict[str, Any]]) -> None:
    for message in messages:
        await _send(websocket, message)


async def _send(websocket: WebSocket, message: dict[str, Any]) -> None:
    """The Live API sends its JSON in binary frames."""
    await websocket.send_bytes(json.dumps(message, ensure_ascii=False).encode())


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    await websocket.close(code, reason)
