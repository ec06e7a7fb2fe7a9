"""The Live API: a websocket session that answers each turn, or ends as the real one does when it fails.

Shapes: https://ai.google.dev/api/live
"""

from __future__ import annotations

import json
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from genai_triage.simulator.backend import Backend, Decision
from genai_triage.simulator.exchange import Facts
from genai_triage.simulator.reply import Reply
from genai_triage.simulator.scenarios import HEADER, is_close_frame, named_by
from genai_triage.taxonomy.model import Example

_MAX_REASON = 123
"""Bytes a close frame has for its reason."""
_CLOSE_CODES = {400: 1007, 401: 1007, 403: 1008, 404: 1008}
_CLOSED_BY_FAULT = 1011


class LiveSession:
    """Serves websocket connections of the Live API."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def serve(self, websocket: WebSocket) -> None:
        """Hold one session."""
        await websocket.accept()
        try:
            facts = _read(websocket, await _message(websocket))
            decision = self._backend.decide(facts)
            self._backend.remember(facts, decision, 101)
            if decision.cause is not None and decision.cause.example is not None:
                await _fail(websocket, decision.cause.example)
            elif decision.complaint:
                await _close(websocket, 1008, f"simulator: {decision.complaint}")
            else:
                await self._converse(websocket, facts, decision)
        except WebSocketDisconnect:
            return

    async def _converse(self, websocket: WebSocket, facts: Facts, decision: Decision) -> None:
        await _send(websocket, {"setupComplete": {}})
        while True:
            message = await _message(websocket)
            content = message.get("clientContent", message.get("client_content"))
            if isinstance(content, dict) and content.get("turnComplete", content.get("turn_complete")) is not False:
                await _answer_turn(websocket, decision.reply)


def _read(websocket: WebSocket, message: dict[str, Any]) -> Facts:
    setup = message.get("setup")
    model = str(setup.get("model", "")) if isinstance(setup, dict) else ""
    key = websocket.headers.get("x-goog-api-key") or websocket.query_params.get("key") or ""
    return Facts(
        provider="gemini",
        endpoint="live",
        operation="BidiGenerateContent",
        method="GET",
        path=websocket.url.path,
        model=model.rpartition("models/")[2],
        asked=websocket.headers.get(HEADER, ""),
        credential_cause=named_by(key),
    )


async def _answer_turn(websocket: WebSocket, reply: Reply) -> None:
    for text in reply.pieces:
        await _send(websocket, {"serverContent": {"modelTurn": {"role": "model", "parts": [{"text": text}]}}})
    usage = {
        "promptTokenCount": reply.prompt_tokens,
        "responseTokenCount": reply.completion_tokens,
        "totalTokenCount": reply.total_tokens,
    }
    await _send(websocket, {"serverContent": {"turnComplete": True}, "usageMetadata": usage})


async def _fail(websocket: WebSocket, example: Example) -> None:
    """End the session: by the example's close frame, or as the Live API words an HTTP error."""
    body = example.body if isinstance(example.body, dict) else {}
    if is_close_frame(body):
        await _close(websocket, int(body["ws_close_code"]), str(body.get("ws_close_reason", "")))
    elif example.endpoint == "live":
        await _send(websocket, body)
        await _close(websocket, 1000, "")
    else:
        error = body.get("error")
        reason = str(error.get("message", "")) if isinstance(error, dict) else "Internal error encountered."
        await _close(websocket, _CLOSE_CODES.get(example.http or 0, _CLOSED_BY_FAULT), reason)


async def _message(websocket: WebSocket) -> dict[str, Any]:
    event = await websocket.receive()
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(event["code"])
    try:
        message = json.loads(event.get("text") or event.get("bytes") or b"")
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


async def _send(websocket: WebSocket, message: dict[str, Any]) -> None:
    """The Live API sends its JSON in binary frames."""
    await websocket.send_bytes(json.dumps(message, ensure_ascii=False).encode())


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    await websocket.close(code, reason.encode()[:_MAX_REASON].decode(errors="ignore"))
