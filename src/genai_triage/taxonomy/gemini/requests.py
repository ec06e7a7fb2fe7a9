"""Causes of Gemini's classes `invalid_request` and `too_large`: the request as a whole."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import bad_request, google_error

from .common import CLOSED, DENIED, FILES, INTERNAL, INVALID, REFERENCE, REFUSED, TOKENS, TROUBLESHOOTING, said

_LONG: Final = (*INVALID, *INTERNAL, "OUT_OF_RANGE")
_TOO_LONG: Final = (
    "input token count",
    "exceeds the maximum number of tokens",
    "maximum number of tokens allowed",
    "token count exceeds",
    "tokens exceeds",
    "exceeds the maximum number of input tokens",
    "maximum context length",
    "context length",
    "context window",
    "context is too long",
    "input context is too long",
    "prompt is too long",
    "input is too long",
    "too many tokens",
    "token limit",
)
_NO_CONTEXT: Final = ("output token", "output_token", "outputtoken", "token has been", "access token", "page token")
"""Other tokens."""
_NOT_READY: Final = ("not in an active state", "active state", "still processing", "is not active")
_SIZED: Final = (*INVALID, "RESOURCE_EXHAUSTED", "OUT_OF_RANGE")
_OVER: Final = (
    "exceeds the limit",
    "exceeds the maximum",
    "exceeds the allowed",
    "exceeds the size",
    "too large",
    "too big",
    "size limit",
    "larger than",
    "too many contents",
)
_BYTES: Final = (
    *("payload", "request size", "request is", "request body", "body", "file", "image", "video", "audio", "document"),
    *("content", "bytes", " mb", "inline", "upload", "media", "input", "message"),
)
"""What has a size."""
_NO_SIZE: Final = (
    *(
        "urls",
        "number of ",
        "function",
        "schema",
        "message larger than max",
        "metadata",
        "stop_sequence",
        "temperature",
        "top_k",
    ),
    *("candidate", "display name", "display_name", "dimension", "deadline", "timeout", "budget", "enum", "label"),
)
"""What has a count or a value instead."""

CAUSES: Final[tuple[Cause, ...]] = (
    # Before the other rows of 400: the filter of Imagen and Veo refuses a prompt as INVALID_ARGUMENT.
    Cause(
        id="gemini.media_filtered",
        failure_class=FailureClass.SAFETY,
        doc="https://cloud.google.com/vertex-ai/generative-ai/docs/image/responsible-ai-imagen",
        source="observed: raiFilteredReason of Imagen and Veo; 400 on a prompt",
        signals=(
            Signal(fact=("media_filtered",)),
            *said(
                "responsible ai",
                "usage guidelines",
                "sensitive words",
                "safety filter",
                "safety polic",
                "violates our",
                "may violate our",
                "violated google",
                "blocked by safety",
                "content polic",
                status=(*INVALID, *DENIED),
            ),
        ),
        example=Example(
            http=200,
            body={
                "predictions": [
                    {
                        "raiFilteredReason": (
                            "Unable to show generated images. All images were filtered out because "
                            "they violated usage guidelines."
                        )
                    }
                ]
            },
        ),
    ),
    Cause(
        id="gemini.invalid_argument",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=TROUBLESHOOTING,
        source="page: 400 INVALID_ARGUMENT",
        signals=(
            Signal(status=INVALID),
            Signal(
                code=(
                    "invalid_request",
                    "invalid_argument",
                    "invalid_request_error",
                    "bad_request",
                    "invalid_value",
                    "missing_required_parameter",
                )
            ),
            Signal(close=(1002, 1003, 1007, 1008)),
            Signal(
                exception=(
                    "google.ClientError",
                    "*.BadRequestError",
                    "google.BadRequest",
                    "*.UnprocessableEntityError",
                    "*.InvalidArgument",
                ),
                general=True,
            ),
        ),
        example=Example(http=400, body=google_error("INVALID_ARGUMENT", "Request contains an invalid argument.")),
    ),
    Cause(
        id="gemini.service_agents",
        failure_class=FailureClass.INVALID_REQUEST,
        retryable=True,
        doc="https://cloud.google.com/vertex-ai/docs/general/access-control#service-agents",
        source="observed: 400 'Service agents are being provisioned'",
        signals=said("service agents are being provisioned", "service agents are needed", status=REFUSED),
        example=Example(
            http=400,
            body=google_error(
                "FAILED_PRECONDITION",
                "Service agents are being provisioned. Service agents are needed to read the Cloud Storage file "
                "provided. So please try again in a few minutes.",
            ),
        ),
    ),
    Cause(
        id="gemini.failed_precondition",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=TROUBLESHOOTING,
        source="observed: 400 FAILED_PRECONDITION with any other text",
        signals=(
            Signal(status=("FAILED_PRECONDITION",)),
            Signal(close=CLOSED, text=("precondition check failed",)),
            Signal(exception=("*.FailedPrecondition",), general=True),
        ),
        example=Example(http=400, body=google_error("FAILED_PRECONDITION", "Precondition check failed.")),
    ),
    Cause(
        id="gemini.file_not_active",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FILES,
        source="observed: 400 FAILED_PRECONDITION",
        signals=(
            Signal(status=REFUSED, text=_NOT_READY, subject=("file", "video", "media", "upload")),
            Signal(close=CLOSED, text=_NOT_READY),
        ),
        example=Example(
            http=400,
            body=google_error(
                "FAILED_PRECONDITION", "The File ksyc4x0ratoj is not in an ACTIVE state and usage is not allowed."
            ),
        ),
    ),
    Cause(
        id="gemini.context_too_long",
        failure_class=FailureClass.TOO_LARGE,
        doc=TOKENS,
        source="observed: 400 on the input token count; page: 500 INTERNAL (context too long)",
        signals=(
            Signal(status=_LONG, text=_TOO_LONG, unless=_NO_CONTEXT),
            Signal(close=CLOSED, text=_TOO_LONG, unless=_NO_CONTEXT),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "The input token count (1208303) exceeds the maximum number of tokens allowed (1048576).",
            ),
        ),
    ),
    Cause(
        id="gemini.payload_too_large",
        failure_class=FailureClass.TOO_LARGE,
        doc=FILES,
        source="observed: 400 and 413 on the request size",
        signals=(
            Signal(status=("413",)),
            *said(
                "payload size exceeds",
                "request size exceeds",
                "request body size",
                "request entity too large",
                "exceeds the maximum allowed size",
                "file size exceeds",
                "maximum file size",
                "max payload size",
                status=_SIZED,
            ),
            Signal(status=_SIZED, text=_OVER, subject=_BYTES, unless=_NO_SIZE),
            Signal(close=CLOSED, text=_OVER, subject=_BYTES, unless=_NO_SIZE),
            Signal(close=(1009,)),
        ),
        example=Example(
            http=400, body=google_error("INVALID_ARGUMENT", "Request payload size exceeds the limit: 20971520 bytes.")
        ),
    ),
    Cause(
        id="gemini.parameter_range",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=TROUBLESHOOTING,
        source="page: parameter ranges; api-errors: out_of_range (416)",
        signals=(
            Signal(code=("out_of_range",)),
            Signal(status=("OUT_OF_RANGE", "416")),
            Signal(exception=("*.OutOfRange",), general=True),
            *said(
                "supported range",
                "must be in the range",
                "must be in range",
                "must be between",
                "out of range",
                "must be less than",
                "must be greater than",
                "must be at most",
                "must be at least",
                "must be one of",
                "choose a value between",
                "valid range",
                status=INVALID,
            ),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, "
                "2.0].\n",
            ),
        ),
    ),
    Cause(
        id="gemini.unknown_field",
        failure_class=FailureClass.UNSUPPORTED,
        doc=TROUBLESHOOTING,
        source="page: 400 INVALID_ARGUMENT (feature of a newer API version); observed: 'Unknown name'",
        signals=(
            Signal(reason=("SYSTEM_PARAMETER_UNSUPPORTED",)),
            Signal(code=("parameter_unknown", "unknown_parameter")),
            Signal(
                status=INVALID,
                text=("unknown name", "cannot find field", "unknown field", "no such field"),
                unless=("proto field is not repeating", "starting an object on a scalar"),
            ),
            Signal(close=CLOSED, text=("unknown name", "cannot find field", "unknown field", "no such field")),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                'Invalid JSON payload received. Unknown name "systemInstruction": Cannot find field.',
                bad_request('Invalid JSON payload received. Unknown name "systemInstruction": Cannot find field.'),
            ),
        ),
    ),
    Cause(
        id="gemini.malformed_json",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=REFERENCE,
        source="observed: 400 with BadRequest.fieldViolations",
        signals=said(
            "invalid json payload",
            "invalid value at",
            "proto field is not repeating",
            "starting an object on a scalar field",
            "error parsing request",
            "failed to parse request",
            "could not parse json",
            "cannot bind",
            status=INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Invalid value at 'contents[0].parts[0]' (text), 1",
                bad_request("Invalid value at 'contents[0].parts[0]' (text), 1", "contents[0].parts[0]"),
            ),
        ),
    ),
    Cause(
        id="gemini.empty_input",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=REFERENCE,
        source="observed: 400 'contents is not specified'",
        signals=(
            *said(
                "contents is not specified",
                "must include at least one parts field",
                "empty text parameter",
                "must have a text parameter",
                "one field must be initialized",
                "must have one initialized field",
                "contents cannot be empty",
                "content is empty",
                "content is required",
                "contents are required",
                "at least one contents field is required",
                status=INVALID,
            ),
            Signal(
                status=INVALID,
                text=("must not be empty", "is not set", "cannot be empty", "is empty"),
                subject=("content", "part", "text", "prompt", "input", "data"),
                unless=(
                    "enum",
                    "schema",
                    "properties",
                    "function_declarations",
                    "function_response",
                    "function_call",
                    "tools[",
                ),
            ),
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "* GenerateContentRequest.contents: contents is not specified\n"),
        ),
    ),
)
