"""requests, google-genai's transport for mTLS and google-generativeai's for REST: its requests are attempts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genai_triage.instrumentation.patch import Patch
from genai_triage.telemetry.attempt import MAX_BODY, Attempt
from genai_triage.telemetry.current import attempt_at
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.request import netloc_of


def _send(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    attempt = _start(args, kwargs)
    if attempt is None:
        return wrapped(*args, **kwargs)
    try:
        response = wrapped(*args, **kwargs)
    except BaseException as error:
        attempt.record_exception(error)
        raise
    _look(attempt, response)
    return response


@guarded
def _start(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    request = args[0] if args else kwargs["request"]
    return attempt_at("requests", netloc_of(request.url) or "", request)


@guarded
def _look(attempt: Attempt, response: Any) -> None:
    if response.status_code < 400:
        attempt.on_response(response.status_code, response.headers, response.url, response)
        return
    try:
        # The SDK reads every error body to its end, and requests keeps what was read.
        body = response.content[:MAX_BODY]
    except Exception:
        body = b""  # it broke off: whoever reads it next gets the same error
    attempt.on_error_response(response.status_code, response.headers, body, response.url, is_decoded=True)


PATCHES = (Patch("requests", "Session.send", _send),)
