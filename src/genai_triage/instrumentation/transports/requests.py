"""requests, google-genai's transport for mTLS and google-generativeai's for REST: its requests are attempts."""

from __future__ import annotations

from functools import partial
from typing import Any

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.transports.attempts import sync_send
from genai_triage.interrupts import let_through
from genai_triage.telemetry.attempt import Attempt, Response
from genai_triage.telemetry.current import attempt_at
from genai_triage.telemetry.request import netloc_of
from genai_triage.telemetry.url_keys import hide_keys


def _start(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    request = args[0] if args else kwargs["request"]
    attempt = attempt_at("requests", netloc_of(request.url) or "", request)
    span = None if attempt is None else attempt.others_span
    if span is not None:
        hide_keys(span)
    return attempt


def _note(attempt: Attempt, answer: Any) -> None:
    if answer.status_code >= 400 and attempt.others_span is not None:
        # The span ends before the SDK reads the body, which it does to its end; requests keeps what was read.
        try:
            _ = answer.content
        except Exception as error:
            let_through(error)  # if the body broke off, whoever reads it next gets the same error
    read_body = partial(getattr, answer, "_content", None)
    attempt.on_response(Response(answer.status_code, answer.headers, answer.url, read_body))


PATCHES = (Patch("requests", "Session.send", sync_send(_start, _note)),)
