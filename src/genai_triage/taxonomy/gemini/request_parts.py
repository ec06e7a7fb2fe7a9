"""Causes of Gemini's class `invalid_request` that name a part of the request: turns, media, schemas, caches."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import bad_request, close_frame, google_error, interactions_error

from .common import (
    API_ERRORS,
    CACHING,
    CLOSED,
    DOCS,
    FILES,
    FUNCTIONS,
    INVALID,
    REFERENCE,
    REFUSED,
    TROUBLESHOOTING,
    said,
)

_STRUCTURED: Final = DOCS + "structured-output"
_SIGNATURES: Final = DOCS + "thought-signatures"
_TYPES: Final = ("mime type", "mime_type", "mimetype", "media type")
_SCHEMA: Final = (
    *("schema", "too many states", "should be non-empty for object type", "response_schema"),
    *("property is not defined", ".properties", ".items"),
)

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gemini.thought_signature",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=_SIGNATURES,
        source="observed: 400 and finish reason MISSING_THOUGHT_SIGNATURE",
        signals=(
            Signal(finish=("MISSING_THOUGHT_SIGNATURE",)),
            Signal(code=("missing_thought_signature",)),
            *said("thought_signature", "thought signature", "thoughtsignature", "corrupted thought", status=INVALID),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Function call is missing a thought_signature in functionCall parts. This is required for tools to "
                "work correctly, and "
                "missing thought_signature may lead to degraded model performance.",
            ),
        ),
    ),
    Cause(
        id="gemini.function_turns",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FUNCTIONS,
        source="observed: 400 on the order or number of function parts",
        signals=said(
            "function response parts",
            "function call turn",
            "function response turn",
            "function_response.name",
            "functioncall.name",
            "function call comes immediately after",
            status=INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Please ensure that the number of function response parts is equal to the number of function call "
                "parts of the function "
                "call turn.",
            ),
        ),
    ),
    Cause(
        id="gemini.role",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=REFERENCE,
        source="observed: 400 on roles and turns",
        signals=said(
            "valid role",
            "multiturn requests",
            "role 'system'",
            "role of the",
            "user role",
            "alternate between",
            status=INVALID,
        ),
        example=Example(http=400, body=google_error("INVALID_ARGUMENT", "Please use a valid role: user, model.")),
    ),
    Cause(
        id="gemini.combination_unsupported",
        failure_class=FailureClass.UNSUPPORTED,
        doc=FUNCTIONS,
        source="observed: 400 on tools together with other features",
        signals=said(
            "with a response mime type",
            "multiple tools are supported only",
            "controlled generation is not supported",
            "tool use with function calling",
            "with function calling is unsupported",
            "not supported together",
            "cannot be used together",
            "can not be used together",
            "json mode is not supported with",
            status=REFUSED,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT", "Function calling with a response mime type: 'application/json' is unsupported"
            ),
        ),
    ),
    Cause(
        id="gemini.mime_type",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FILES,
        source="observed: 400 on a MIME type",
        signals=(
            Signal(status=INVALID, text=_TYPES, unless=("response_mime", "response mime", "responsemime")),
            Signal(close=CLOSED, text=_TYPES),
        ),
        example=Example(
            http=400, body=google_error("INVALID_ARGUMENT", "Unsupported MIME type: application/octet-stream")
        ),
    ),
    Cause(
        id="gemini.voice",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=DOCS + "speech-generation",
        source="observed: 400 and Live API close on the name of a voice",
        signals=said("speaker voice", "voice name", "unsupported voice", status=INVALID),
        example=Example(
            http=400, body=google_error("INVALID_ARGUMENT", "No matching speaker voice found for name: alloy")
        ),
    ),
    Cause(
        id="gemini.speech_only",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=DOCS + "speech-generation",
        source="observed: 400 of a model that only speaks",
        signals=said("only be used for tts", "from a non-audio request", status=INVALID),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "Model tried to generate text, but it should only be used for TTS."),
        ),
    ),
    Cause(
        id="gemini.audio_format",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=DOCS + "live-guide",
        source="observed: 400 and Live API close on the format of audio",
        signals=said("sample rate", "failed to parse wav", status=INVALID),
        example=Example(
            body=close_frame(1007, "Sample rate changed from previously 24000 to 16000, which is not supported."),
            endpoint="live",
        ),
    ),
    Cause(
        id="gemini.media_too_long",
        failure_class=FailureClass.TOO_LARGE,
        doc=DOCS + "video-understanding",
        source="observed: 400 'The video is too long'",
        signals=(
            Signal(
                status=INVALID,
                text=("is too long", "maximum allowed duration", "exceeds the maximum duration"),
                subject=("video is", "audio is", "video duration", "audio duration"),
            ),
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "The video is too long. Maximum allowed duration is 3600 seconds."),
        ),
    ),
    Cause(
        id="gemini.base64",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=REFERENCE,
        source="observed: 400 'Base64 decoding failed'",
        signals=said("base64 decoding failed", "invalid base64", status=INVALID),
        example=Example(http=400, body=google_error("INVALID_ARGUMENT", 'Base64 decoding failed for "abc"')),
    ),
    Cause(
        id="gemini.file_uri",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FILES,
        source="observed: 400 'Invalid or unsupported file uri'",
        signals=said("unsupported file uri", "invalid file uri", status=INVALID),
        example=Example(
            http=400, body=google_error("INVALID_ARGUMENT", "Invalid or unsupported file uri: gs://bucket/object")
        ),
    ),
    Cause(
        id="gemini.unreadable_input",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FILES,
        source="observed: 400 on images, documents and URLs",
        signals=said(
            "provided image is not valid",
            "unable to process input image",
            "input image is",
            "document has no pages",
            "cannot fetch content",
            "failed to fetch",
            "url_retrieval",
            "image is not valid",
            status=INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Unable to process input image. Please retry or report in "
                "https://developers.generativeai.google/guide/troubleshooting",
            ),
        ),
    ),
    Cause(
        id="gemini.schema",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=_STRUCTURED,
        source="observed: 400 on schemas",
        signals=(
            Signal(status=INVALID, text=_SCHEMA, unless=("schematic", "legacy")),
            Signal(close=CLOSED, text=_SCHEMA),
            Signal(status=INVALID, text=("enum",), subject=("properties", "function", "tool", "response_", "string")),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Request contains an invalid argument.",
                bad_request("The specified schema produces a constraint that has too many states for serving."),
            ),
        ),
    ),
    Cause(
        id="gemini.tool_mode",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FUNCTIONS,
        source="observed: 400 '`allowed_function_names` should only be specified for ANY mode'",
        signals=said("allowed_function_names", "allowed function names", status=INVALID),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "`allowed_function_names` should only be specified for ANY mode."),
        ),
    ),
    Cause(
        id="gemini.cache_conflict",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=CACHING,
        source="observed: 400 on cached content",
        signals=said(
            "cachedcontent can not be used",
            "cachedcontent cannot be used",
            "is different from the model",
            "cachedcontent.model",
            "model used by generatecontent request",
            "when using cached content",
            status=INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "CachedContent can not be used with GenerateContent request setting system_instruction, tools or "
                "tool_config.\n\nProposed "
                "fix: move those values to CachedContent from GenerateContent request.",
            ),
        ),
    ),
    Cause(
        id="gemini.cache_too_small",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=CACHING,
        source="observed: 400 on cached content",
        signals=said(
            "cached content is too small",
            "min_total_token_count",
            "minimum token count to start caching",
            status=INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT", "Cached content is too small. total_token_count=1032, min_total_token_count=4096"
            ),
        ),
    ),
    Cause(
        id="gemini.deadline_too_short",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=TROUBLESHOOTING,
        source="observed: 400 on X-Server-Timeout below 10 s",
        signals=(
            Signal(
                status=INVALID,
                text=("deadline", "x-server-timeout"),
                subject=("too short", "minimum", "manually set", "at least", "invalid"),
            ),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT", "Manually set deadline 5s is too short. Minimum allowed deadline is 10s."
            ),
        ),
    ),
    Cause(
        id="gemini.already_exists",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=API_ERRORS,
        source="observed: api-errors: already_exists (409)",
        signals=(
            Signal(code=("already_exists",)),
            Signal(status=("ALREADY_EXISTS",)),
            Signal(status=("409",), text=("already exists",)),
            Signal(exception=("*.AlreadyExists",), general=True),
        ),
        example=Example(
            http=409, body=interactions_error("already_exists", "The resource already exists."), endpoint="interactions"
        ),
    ),
)
