"""Causes of GigaChat's classes `safety`, `truncated` and `malformed_output`: what an answer's finish reason shows."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import gigachat_answer

from .common import CHAT, DOCS, FUNCTIONS

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gigachat.blacklist",
        failure_class=FailureClass.SAFETY,
        doc=CHAT,
        source="page of the chat method: finish_reason blacklist",
        signals=(
            Signal(finish=("BLACKLIST", "CONTENT_FILTER", "CENSORED")),
            Signal(exception=("gigachat.ContentFilterFinishReasonError",)),
        ),
        example=Example(
            http=200,
            body=gigachat_answer(
                "blacklist",
                "Генеративные языковые модели не обладают собственным мнением — их ответы являются обобщением "
                "информации, находящейся в "
                "открытом доступе.",
            ),
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.length",
        failure_class=FailureClass.TRUNCATED,
        doc=CHAT,
        source="page of the chat method: finish_reason length",
        signals=(Signal(finish=("LENGTH", "MAX_TOKENS")), Signal(exception=("gigachat.LengthFinishReasonError",))),
        example=Example(http=200, body=gigachat_answer("length", "Жили-были"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.invalid_function_arguments",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=FUNCTIONS,
        source="page of the chat method: finish_reason error",
        signals=(Signal(finish=("ERROR",)),),
        example=Example(http=200, body=gigachat_answer("error", ""), endpoint="chat"),
    ),
    Cause(
        id="gigachat.unknown_finish_reason",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=CHAT,
        source="observed: an unknown finish reason",
        signals=(Signal(finish=("*",)), Signal(block=("*",))),
        example=Example(http=200, body=gigachat_answer("something_new", ""), endpoint="chat"),
    ),
    Cause(
        id="gigachat.empty_answer",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=CHAT,
        source="observed: 200 without choices or content",
        signals=(
            Signal(fact=("no_candidate", "empty_answer")),
            Signal(
                exception=("builtins.Exception",),
                text=("response has no choices", "response has no messages", "response has no assistant"),
            ),
        ),
        example=Example(
            http=200,
            body={"choices": [], "created": 1768996171, "model": "GigaChat:2.0.28.2", "object": "chat.completion"},
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.missing_embeddings",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=DOCS + "api/reference/rest/post-embeddings",
        source="observed: 200 with fewer embeddings than texts",
        signals=(Signal(fact=("results_missing",)),),
        example=Example(
            http=200,
            body={
                "object": "list",
                "data": [
                    {"object": "embedding", "embedding": [0.013, -0.008], "index": 0, "usage": {"prompt_tokens": 6}},
                    {"object": "embedding", "embedding": [], "index": 1, "usage": {"prompt_tokens": 6}},
                ],
                "model": "Embeddings",
            },
            endpoint="embeddings",
        ),
    ),
)
