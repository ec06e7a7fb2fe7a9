"""Causes by date: what a model, a field or an API was until Google changed it."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import close_frame, google_error, interactions_error

from .common import CLOSED, DOCS, LIVE, NOT_FOUND, REFUSED, said

_INTERACTIONS: Final = DOCS + "interactions"
_DEPRECATIONS: Final = DOCS + "deprecations"

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gemini.interactions_only",
        failure_class=FailureClass.UNSUPPORTED,
        doc=_INTERACTIONS,
        source="observed: 400 'This model only supports Interactions API'",
        signals=(
            Signal(
                status=(*REFUSED, *NOT_FOUND, "UNIMPLEMENTED", "501"),
                text=(
                    "only supports interactions api",
                    "only supports the interactions api",
                    "only supported in the interactions api",
                    "only available in the interactions api",
                    "only available on the interactions api",
                    "only available through the interactions api",
                    "only available via the interactions api",
                    "only be used with the interactions api",
                    "use the interactions api instead",
                    "requires the interactions api",
                ),
            ),
        ),
        example=Example(http=400, body=google_error("INVALID_ARGUMENT", "This model only supports Interactions API.")),
    ),
    Cause(
        id="gemini.interactions_schema",
        failure_class=FailureClass.UNSUPPORTED,
        doc=_INTERACTIONS,
        source="observed: 400 on the legacy Interactions schema",
        signals=(
            Signal(
                status=(*REFUSED, *NOT_FOUND),
                text=("legacy interactions", "interactions schema", "interactions api schema", "legacy schema"),
            ),
            Signal(code=("invalid_request", "failed_precondition"), text=("legacy", "api revision", "api-revision")),
        ),
        example=Example(
            http=400,
            body=interactions_error("invalid_request", "The legacy Interactions API schema is no longer supported."),
            endpoint="interactions",
        ),
    ),
    Cause(
        id="gemini.media_chunks",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=LIVE,
        source="observed: Live API close 1007 'realtime_input.media_chunks is deprecated'",
        signals=said("media_chunks", "mediachunks", status=REFUSED),
        example=Example(
            body=close_frame(1007, "realtime_input.media_chunks is deprecated. Use audio, video, or text instead."),
            endpoint="live",
        ),
    ),
    Cause(
        id="gemini.field_deprecated",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=_DEPRECATIONS,
        source="observed: 400 on a field or parameter that is no longer taken",
        signals=(
            Signal(
                status=REFUSED,
                text=("is deprecated", "has been deprecated", "no longer supported", "has been removed"),
                subject=("field", "parameter", "argument", "config", "option", "_"),
                unless=("model", "gemini-", "imagen", "veo-", "media_chunks"),
            ),
            Signal(
                close=CLOSED,
                text=("is deprecated", "has been deprecated", "no longer supported"),
                unless=("model", "gemini-", "media_chunks"),
            ),
        ),
        example=Example(
            http=400, body=google_error("INVALID_ARGUMENT", "The parameter google_search_retrieval is deprecated.")
        ),
    ),
    Cause(
        id="gemini.ephemeral_token",
        failure_class=FailureClass.AUTH,
        doc=DOCS + "ephemeral-tokens",
        source="observed: Live API close 'Token has been used too many times'",
        signals=said(
            "token has been used too many times",
            "ephemeral token",
            "auth token has expired",
            "auth_tokens/",
            "token's newsessionexpiretime",
            "new_session_expire_time",
            status=(*REFUSED, "UNAUTHENTICATED", "401", "PERMISSION_DENIED", "403"),
        ),
        example=Example(body=close_frame(1008, "Token has been used too many times"), endpoint="live"),
    ),
)
