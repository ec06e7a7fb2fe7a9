"""requests, google-genai's transport for mTLS and google-generativeai's for REST: its requests are attempts."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.transports.attempts import sync_send
from genai_triage.telemetry.attempt import Attempt, Response
from genai_triage.telemetry.current import attempt_at
from genai_triage.telemetry.request import netloc_of


def _start(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    request = args[0] if args else kwargs["request"]
    return attempt_at("requests", netloc_of(request.url) or "", request)


def _note(attempt: Attempt, answer: Any) -> None:
    if answer.status_code >= 400 and attempt.others_span is not None:
        # The span ends before the SDK reads the body, which it does to its end; requests keeps what was read.
        with suppress(Exception):
            _ = answer.content  # if it breaks off, whoever reads it next gets the same error
    read_body = partial(getattr, answer, "_content", None)
    attempt.on_response(Response(answer.status_code, answer.headers, answer.url, read_body))


PATCHES = (Patch("requests", "Session.send", sync_send(_start, _note)),)
