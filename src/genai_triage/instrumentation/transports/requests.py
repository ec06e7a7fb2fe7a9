"""requests, google-genai's transport for mTLS and google-generativeai's for REST: its requests are attempts."""

from __future__ import annotations

from functools import partial
from typing import Any

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.transports.attempts import sync_send
from genai_triage.interrupts import let_through
from genai_triage.telemetry.attempt import Attempt, Response
from genai_triage.telemetry.current import attempt_at, current_operation
from genai_triage.telemetry.request import netloc_of
from genai_triage.telemetry.url_keys import hide_keys


def _start(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    operation = current_operation()
    # The raw layer starts the attempts of its own calls, as it may be there without an SDK's.
    return None if operation is None or operation.client is not None else _begun(session, args, kwargs)


def _begun(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    request = args[0] if args else kwargs["request"]
    attempt = attempt_at(
        "requests",
        lambda: netloc_of(request.url) or "",
        request,
        headers=request.headers,
        url=request.url,
        client=session,
    )
    span = None if attempt is None else attempt.others_span
    if span is not None:
        hide_keys(span)
    return attempt


def _note(attempt: Attempt, answer: Any) -> None:
    operation = current_operation()
    is_of_sdk = operation is not None and operation.client is None
    if answer.status_code >= 400 and is_of_sdk and attempt.others_span is not None:
        # The span ends before the SDK reads the body, which it does to its end; requests keeps what was read.
        try:
            _ = answer.content
        except Exception as error:
            let_through(error)  # if the body broke off, whoever reads it next gets the same error
    read_body = partial(getattr, answer, "_content", None)
    attempt.on_response(Response(answer.status_code, answer.headers, answer.url, read_body))


raw_send = sync_send(_begun, _note)

PATCHES = (Patch("requests", "Session.send", sync_send(_start, _note), is_outermost=True),)
