"""Causes of a 400 that counts or names one part of the request: URLs, functions, texts, thinking, tools."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import google_error

from .common import CLOSED, DOCS, FUNCTIONS, INVALID, REFUSED, said

_EMBEDDINGS: Final = DOCS + "embeddings"
_THINKING: Final = DOCS + "thinking"
_COUNTED: Final = ("exceed", "too many", "at most", "limit", "maximum", "more than")

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gemini.url_count",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=DOCS + "url-context",
        source="observed: 400 'Number of urls to lookup exceeds the limit'",
        signals=(Signal(status=INVALID, text=("number of urls", "too many urls", "urls to lookup"), subject=_COUNTED),),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "Number of urls to lookup exceeds the limit (21 > 20)."),
        ),
    ),
    Cause(
        id="gemini.function_name",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FUNCTIONS,
        source="observed: 400 on the name of a function",
        signals=said("invalid function name", "duplicate function declaration", "function name must", status=INVALID),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "* GenerateContentRequest.tools[0].function_declarations[0].name: [FIELD_INVALID] Invalid "
                "function name. Must start with a letter or an underscore.",
            ),
        ),
    ),
    Cause(
        id="gemini.function_count",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FUNCTIONS,
        source="observed: 400 'Too many function declarations'",
        signals=(
            Signal(
                status=INVALID,
                text=("function declarations", "function_declarations", "functiondeclarations", "number of tools"),
                subject=_COUNTED,
                unless=("function name", "duplicate function"),
            ),
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "Too many function declarations: 600. The maximum is 512."),
        ),
    ),
    Cause(
        id="gemini.stop_sequence_count",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=DOCS + "text-generation",
        source="observed: 400 on the number of stop sequences",
        signals=(Signal(status=INVALID, text=("stop_sequences", "stop sequences", "stopsequences"), subject=_COUNTED),),
        example=Example(
            http=400, body=google_error("INVALID_ARGUMENT", "The number of stop_sequences exceeds the maximum of 5.")
        ),
    ),
    Cause(
        id="gemini.embedding_batch",
        failure_class=FailureClass.TOO_LARGE,
        doc=_EMBEDDINGS,
        source="observed: 400 on the size of an embeddings batch",
        signals=(
            Signal(status=INVALID, text=("at most 100 requests", "at most 250")),
            Signal(status=INVALID, text=("batch size",), subject=_COUNTED, unless=("tuning",)),
            Signal(
                status=INVALID,
                endpoint=("embed", "predict"),
                text=("20000", "20,000", "input token", "token count", "tokens in"),
            ),
            Signal(status=INVALID, endpoint=("embed",), text=("payload size exceeds",)),
            Signal(status=("413",), endpoint=("embed",)),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT", "* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch\n"
            ),
        ),
    ),
    Cause(
        id="gemini.image_count",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=DOCS + "image-understanding",
        source="observed: 400 on the number of images, videos or files",
        signals=(
            Signal(
                status=INVALID,
                text=(
                    *("too many images", "too many videos", "too many files"),
                    *("number of images", "number of input images", "number of videos"),
                ),
                subject=_COUNTED,
            ),
            Signal(status=INVALID, text=("use fewer than",), subject=("images", "videos", "files")),
        ),
        example=Example(
            http=400, body=google_error("INVALID_ARGUMENT", "Too many images in the request: 3601 (maximum is 3600).")
        ),
    ),
    Cause(
        id="gemini.page_count",
        failure_class=FailureClass.TOO_LARGE,
        doc=DOCS + "document-processing",
        source="observed: 400 'exceeds the supported page limit'",
        signals=said("supported page limit", "number of pages", "too many pages", status=INVALID),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT", "The document contains 1200 pages which exceeds the supported page limit of 1000."
            ),
        ),
    ),
    Cause(
        id="gemini.thinking_both",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=_THINKING,
        source="observed: 400 'only one of thinking budget and thinking level'",
        signals=said(
            "only one of thinking",
            "thinking budget and thinking level",
            "thinking_budget and thinking_level",
            status=INVALID,
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "You can only set only one of thinking budget and thinking level."),
        ),
    ),
    Cause(
        id="gemini.thinking",
        failure_class=FailureClass.UNSUPPORTED,
        doc=_THINKING,
        source="observed: 400 on thinking_level or thinking_budget",
        signals=(
            Signal(
                status=REFUSED,
                text=(
                    "thinking_level",
                    "thinking level",
                    "thinkinglevel",
                    "thinking_budget",
                    "thinking budget",
                    "thinkingbudget",
                    "thinking_config",
                    "thinking config",
                    "thinking mode",
                    "thinking is not",
                ),
                unless=(
                    "choose a value between",
                    "out of range",
                    "must be between",
                    "must be in the range",
                    "only one of",
                    "unknown name",
                ),
            ),
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "Thinking level is unsupported: THINKING_LEVEL_MINIMAL"),
        ),
    ),
    Cause(
        id="gemini.safety_settings",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=DOCS + "safety-settings",
        source="observed: 400 on a category or threshold of the safety settings",
        signals=(
            Signal(
                status=INVALID,
                text=("safety_settings", "safety settings", "safety setting", "safetysettings"),
                subject=("invalid", "predicate failed", "unknown", "unsupported", "not supported"),
                unless=("blocked", "unknown name"),
            ),
            Signal(close=CLOSED, text=("invalid safety setting",)),
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "Invalid safety setting threshold for HARM_CATEGORY_CIVIC_INTEGRITY"),
        ),
    ),
    Cause(
        id="gemini.tool_required",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=DOCS + "computer-use",
        source="observed: 400 'This model requires the use of the Computer Use tool'",
        signals=said("requires the use of the computer use tool", status=INVALID),
        example=Example(
            http=400, body=google_error("INVALID_ARGUMENT", "This model requires the use of the Computer Use tool.")
        ),
    ),
    Cause(
        id="gemini.search_retrieval",
        failure_class=FailureClass.UNSUPPORTED,
        doc=DOCS + "google-search",
        source="observed: 400 'google_search_retrieval is not supported'",
        signals=said("google_search_retrieval is not supported", "please use google_search", status=REFUSED),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT", "google_search_retrieval is not supported. Please use google_search tool instead."
            ),
        ),
    ),
    Cause(
        id="gemini.server_side_tools",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FUNCTIONS,
        source="observed: 400 'Please enable tool_config.include_server_side_tool_invocations'",
        signals=said("include_server_side_tool_invocations", "includeserversidetoolinvocations", status=REFUSED),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with Function "
                "calling.",
            ),
        ),
    ),
    Cause(
        id="gemini.tool_circulation",
        failure_class=FailureClass.UNSUPPORTED,
        doc=FUNCTIONS,
        source="observed: 400 'Tool call context circulation is not enabled for …'",
        signals=said("context circulation", "server-side tool", "server side tool", status=REFUSED),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT", "Tool call context circulation is not enabled for models/gemini-2.5-flash"
            ),
        ),
    ),
    Cause(
        id="gemini.output_tokens",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=DOCS + "tokens",
        source="page: maximum output tokens (400 when it is over the model's limit)",
        signals=(
            Signal(
                status=(*INVALID, "OUT_OF_RANGE"),
                text=("max_output_tokens", "maxoutputtokens", "max output tokens"),
                unless=("is not supported", "unknown name", "invalid json payload", "invalid value at"),
            ),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Unable to submit request because it has a maxOutputTokens value of 100000 but the supported range is "
                "from 1 (inclusive) to 65537 (exclusive).",
            ),
        ),
    ),
)
