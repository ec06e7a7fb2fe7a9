"""Causes of Gemini's classes `not_found` and `unsupported`: what is asked for is not there, or cannot do that."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import close_frame, google_error

from .common import (
    API_ERRORS,
    CACHING,
    CLOSED,
    DENIED,
    DOCS,
    FILES,
    INVALID,
    LIVE,
    NOT_FOUND,
    REFUSED,
    TROUBLESHOOTING,
    said,
)

_MODELS: Final = DOCS + "models"
_DEPRECATIONS: Final = DOCS + "deprecations"
_VERTEX_MODELS: Final = "https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations"
_RETIRED: Final = (
    "no longer available",
    "deprecated",
    "has been retired",
    "is retired",
    "discontinued",
    "has been shut down",
    "no longer supported",
)
_NO_MODEL: Final = ("field", "parameter", "argument", "media_chunks", "schema", "endpoint is", "api version")
_A_MODEL: Final = ("model", "gemini", "imagen", "veo", "gemma", "text-embedding")

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gemini.model_retired",
        failure_class=FailureClass.NOT_FOUND,
        doc=_DEPRECATIONS,
        source="observed: 404 '… is no longer available …'",
        signals=(
            Signal(status=(*NOT_FOUND, *REFUSED), text=_RETIRED, subject=_A_MODEL, unless=_NO_MODEL),
            Signal(close=CLOSED, text=_RETIRED, subject=_A_MODEL, unless=_NO_MODEL),
            Signal(status=NOT_FOUND, text=_RETIRED, unless=_NO_MODEL),
        ),
        example=Example(
            http=404,
            body=google_error(
                "NOT_FOUND",
                "This model models/gemini-2.0-flash is no longer available to new users. Please update your code to "
                "use a newer model for "
                "the latest features and improvements.",
            ),
        ),
    ),
    Cause(
        id="gemini.vertex_model_not_found",
        failure_class=FailureClass.NOT_FOUND,
        doc=_VERTEX_MODELS,
        source="observed: 404 'Publisher Model … was not found'; a Live close cut before 'was not found'",
        signals=(
            Signal(status=(*NOT_FOUND, *INVALID), text=("publisher model",)),
            Signal(close=CLOSED, text=("publisher model",)),
        ),
        example=Example(
            http=404,
            body=google_error(
                "NOT_FOUND",
                "Publisher Model `projects/example-project/locations/global/publishers/google/models/gemini-9` was not "
                "found or your project does not have access to it.",
            ),
        ),
    ),
    Cause(
        id="gemini.model_not_found",
        failure_class=FailureClass.NOT_FOUND,
        doc=_MODELS,
        source="page: 404 NOT_FOUND; observed: '… is not found for API version …'",
        signals=(
            Signal(code=("model_not_found",)),
            *said(
                "is not found for api version",
                "listmodels",
                "unexpected model name format",
                "model not found",
                status=NOT_FOUND,
            ),
            Signal(status=NOT_FOUND, text=("models/",), unless=("cached", "file", "operations/", "corpora", "batch")),
            Signal(
                status=INVALID,
                text=("unexpected model name format", "invalid model name", "model not found"),
            ),
        ),
        example=Example(
            http=404,
            body=google_error(
                "NOT_FOUND",
                "models/gemini-1.5-flash is not found for API version v1beta, or is not supported for "
                "generateContent. Call "
                "ModelService.ListModels to see the list of available models and their supported methods.",
            ),
        ),
    ),
    Cause(
        id="gemini.wrong_address",
        failure_class=FailureClass.NOT_FOUND,
        doc=DOCS + "api-versions",
        source="observed: a page of Google's front end on a path that is none of the API's",
        signals=(Signal(hop=("edge",), fact=("no_api_path",)),),
        example=Example(
            http=404,
            body="<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p>The requested URL was "
            "not found on this server. <ins>That's all we know.</ins></html>",
        ),
    ),
    Cause(
        id="gemini.file_not_found",
        failure_class=FailureClass.NOT_FOUND,
        doc=FILES,
        source="page: 404 NOT_FOUND (referenced image, audio or video); observed: 403 'File … or it may not exist'",
        signals=(
            Signal(status=DENIED, text=("access the file", "file files/")),
            Signal(
                status=(*NOT_FOUND, *INVALID),
                text=("file not found", "file files/", "file does not exist", "requested file"),
            ),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED", "You do not have permission to access the File files/abc123 or it may not exist."
            ),
        ),
    ),
    Cause(
        id="gemini.cache_not_found",
        failure_class=FailureClass.NOT_FOUND,
        doc=CACHING,
        source="observed: 403 'CachedContent not found'",
        signals=said("cachedcontent", "cached content", status=(*DENIED, *NOT_FOUND)),
        example=Example(
            http=403, body=google_error("PERMISSION_DENIED", "CachedContent not found (or permission denied)")
        ),
    ),
    Cause(
        id="gemini.session_not_found",
        failure_class=FailureClass.NOT_FOUND,
        doc=LIVE,
        source="observed: Live API close on resumption",
        signals=said(
            "session not found",
            "resumption handle",
            "session handle",
            "session expired",
            "session has expired",
            "session resumption",
            "session does not belong",
            "handle is invalid",
            "invalid handle",
            status=(*INVALID, *NOT_FOUND, *DENIED),
        ),
        example=Example(
            body=close_frame(1008, "BidiGenerateContent session expired: session resumption handle not found"),
            endpoint="live",
        ),
    ),
    Cause(
        id="gemini.live_unsupported",
        failure_class=FailureClass.UNSUPPORTED,
        doc=LIVE,
        source="observed: Live API close 1007 and 1008",
        signals=(
            Signal(
                close=CLOSED,
                text=(
                    "not supported in the live api",
                    "not supported for bidi",
                    "does not support bidi",
                    "operation is not implemented",
                    "not implemented",
                    "unimplemented",
                ),
            ),
        ),
        example=Example(
            body=close_frame(1007, "gemini-2.0-flash-exp is not supported in the live api."), endpoint="live"
        ),
    ),
    Cause(
        id="gemini.system_instruction",
        failure_class=FailureClass.UNSUPPORTED,
        doc=DOCS + "text-generation#system-instructions",
        source="observed: 400 'Developer instruction is not enabled for …' of Gemma and image models",
        signals=said(
            "developer instruction",
            "system instruction",
            "system_instruction",
            "systeminstruction",
            status=REFUSED,
            subject=("not enabled", "not support", "n't support", "unsupported"),
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "Developer instruction is not enabled for models/gemma-3-12b-it"),
        ),
    ),
    Cause(
        id="gemini.feature_unsupported",
        failure_class=FailureClass.UNSUPPORTED,
        doc=_MODELS,
        source="page: check that the model supports the feature; observed: 400 '… is not enabled for …'",
        signals=said(
            "is not enabled for",
            "not supported for this model",
            "not supported by this model",
            "not supported by the model",
            "not supported for the model",
            "not supported for model",
            "does not support",
            "doesn't support",
            "not support",
            "is unsupported",
            "not supported with",
            "not supported in",
            "not supported by",
            "not supported for",
            "is not supported",
            "are not supported",
            "only supports text output",
            "not available for this model",
            "only works in thinking mode",
            "unsupported model",
            "unsupported language",
            "only supported on",
            "only supported for",
            "not enabled",
            status=REFUSED,
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "Code execution is not enabled for models/gemini-2.5-flash-image"),
        ),
    ),
    Cause(
        id="gemini.unimplemented",
        failure_class=FailureClass.UNSUPPORTED,
        doc=API_ERRORS,
        source="observed: api-errors: unimplemented (501)",
        signals=(
            Signal(code=("unimplemented", "not_implemented")),
            Signal(status=("UNIMPLEMENTED", "501")),
            Signal(exception=("*.MethodNotImplemented",), general=True),
        ),
        example=Example(
            http=501, body=google_error("UNIMPLEMENTED", "Operation is not implemented, or supported, or enabled.")
        ),
    ),
    # Last: any other "not found", after those that say which thing and those of a feature that is not there.
    Cause(
        id="gemini.not_found",
        failure_class=FailureClass.NOT_FOUND,
        doc=TROUBLESHOOTING,
        source="page: 404 NOT_FOUND",
        signals=(
            Signal(status=NOT_FOUND),
            Signal(status=("PERMISSION_DENIED", "403"), text=("it may not exist",)),
            Signal(code=("not_found", "resource_not_found")),
            Signal(close=CLOSED, text=("not found", "is not found")),
            Signal(exception=("*.NotFoundError", "*.NotFound"), general=True),
        ),
        example=Example(http=404, body=google_error("NOT_FOUND", "Requested entity was not found.")),
    ),
)
