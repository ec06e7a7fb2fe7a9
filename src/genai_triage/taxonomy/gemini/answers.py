"""Causes of Gemini's classes `truncated` and `malformed_output`: an answer came, and it is not usable."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import no_candidate

from .common import DOCS, FUNCTIONS, IMAGES, REFERENCE, TOKENS, TROUBLESHOOTING, enum_row

CAUSES: Final[tuple[Cause, ...]] = (
    enum_row(
        "max_tokens",
        finish=("MAX_TOKENS", "LENGTH"),
        code=("max_tokens", "incomplete"),
        doc=TOKENS,
        source="page: maximum output tokens",
        failure_class=FailureClass.TRUNCATED,
    ),
    enum_row(
        "continuation",
        finish=("CONTINUATION",),
        doc=DOCS + "interactions",
        source="observed: an answer that is to be continued",
        failure_class=FailureClass.TRUNCATED,
    ),
    Cause(
        id="gemini.interaction_budget",
        failure_class=FailureClass.TRUNCATED,
        doc=DOCS + "interactions",
        source="observed: Interaction status budget_exceeded",
        signals=(Signal(fact=("budget_exceeded",)), Signal(code=("budget_exceeded",))),
        example=Example(
            http=200,
            body={"id": "v1_example", "object": "interaction", "status": "budget_exceeded"},
            endpoint="interactions",
        ),
    ),
    enum_row(
        "malformed_function_call",
        finish=("MALFORMED_FUNCTION_CALL", "MALFORMED_TOOL_CALL"),
        code=("malformed_function_call", "malformed_tool_call"),
        doc=FUNCTIONS,
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    enum_row(
        "unexpected_tool_call",
        finish=("UNEXPECTED_TOOL_CALL",),
        code=("unexpected_tool_call",),
        doc=FUNCTIONS,
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    enum_row(
        "too_many_tool_calls",
        finish=("TOO_MANY_TOOL_CALLS",),
        code=("too_many_tool_calls",),
        doc=FUNCTIONS,
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    enum_row(
        "no_image",
        finish=("NO_IMAGE",),
        code=("no_image",),
        doc=IMAGES,
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    enum_row(
        "malformed_response",
        finish=("MALFORMED_RESPONSE", "FINISH_REASON_UNSPECIFIED"),
        doc=REFERENCE,
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    enum_row(
        "finish_other",
        finish=("OTHER", "*"),
        doc=REFERENCE,
        source="observed: finish reason OTHER or unknown",
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    Cause(
        id="gemini.no_candidate",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=REFERENCE,
        source="observed: 200 without candidates",
        signals=(
            Signal(fact=("no_candidate", "empty_body")),
            Signal(
                exception=("builtins.Exception",),
                text=(
                    "only works when the response contains a valid",
                    "none was returned",
                    "none were returned",
                    "requires the response to contain",
                    "no candidates",
                    "candidates is empty",
                    "returned no candidates",
                    "list index (0) out of range",
                ),
            ),
        ),
        example=Example(http=200, body=no_candidate()),
    ),
    Cause(
        id="gemini.empty_answer",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=REFERENCE,
        source="observed: 200 STOP without parts",
        signals=(Signal(fact=("empty_answer",)),),
        example=Example(
            http=200,
            body={
                "candidates": [{"content": {"role": "model"}, "finishReason": "STOP", "index": 0}],
                "modelVersion": "gemini-2.5-flash",
            },
        ),
    ),
    Cause(
        id="gemini.missing_embeddings",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=DOCS + "embeddings",
        source="observed: 200 with fewer embeddings than texts",
        signals=(Signal(fact=("results_missing",)),),
        example=Example(http=200, body={"embeddings": [{"values": [0.013, -0.008]}, {}]}, endpoint="embed"),
    ),
    Cause(
        id="gemini.no_result",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=DOCS + "video",
        source="observed: an operation that is done, without response and error",
        signals=(Signal(fact=("no_result",)),),
        example=Example(http=200, body={"name": "models/veo-3.1-generate-preview/operations/abc123", "done": True}),
    ),
    Cause(
        id="gemini.error_without_code",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=TROUBLESHOOTING,
        source="observed: TypeError in google.genai.errors",
        signals=(
            Signal(fact=("error_without_code",)),
            Signal(
                exception=("builtins.TypeError",),
                text=(
                    "'<=' not supported between instances of 'int' and 'nonetype'",
                    "'<=' not supported between instances of 'int' and 'str'",
                ),
            ),
        ),
        example=Example(exception="builtins.TypeError: '<=' not supported between instances of 'int' and 'NoneType'"),
    ),
)
