"""How a WebSocket was closed: by whom, or that it is open."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.instrumentation.transports.websockets import _close_of
from genai_triage.telemetry.session import Close

GOODBYE, REFUSED = SimpleNamespace(code=1000, reason=""), SimpleNamespace(code=1008, reason="Denied")
TIMED_OUT = SimpleNamespace(code=1011, reason="keepalive ping timeout")


def closed(theirs: Any, ours: Any, *, they_first: bool | None = None, state: str = "CLOSED") -> Any:
    """A connection as websockets keeps it."""
    protocol = SimpleNamespace(
        close_rcvd=theirs, close_sent=ours, close_rcvd_then_sent=they_first, state=SimpleNamespace(name=state)
    )
    return SimpleNamespace(protocol=protocol)


@pytest.mark.parametrize(
    ("connection", "close"),
    [
        (closed(None, None, state="OPEN"), None),
        (closed(None, None), Close(1006, "", "none")),
        (closed(None, GOODBYE, state="CLOSING"), Close(1000, "", "client")),
        (closed(None, TIMED_OUT), Close(1006, "", "none")),
        (closed(REFUSED, REFUSED, they_first=True), Close(1008, "Denied", "service")),
        (closed(GOODBYE, GOODBYE, they_first=False), Close(1000, "", "client")),
        (object(), None),
    ],
    ids=["open", "lost", "left", "timed out", "by the service", "by us", "of another library"],
)
def test_a_close_tells_who_closed(connection: Any, close: Close | None) -> None:
    assert _close_of(connection) == close
