"""A phrase counts only with its subject: what looks like a cause, and is about something else, is not that cause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from genai_triage.taxonomy import CAUSES, Cause, Evidence, Provider, Signal
from genai_triage.taxonomy.match import match

GEMINI: dict[str, list[tuple[str, str]]] = {
    # the cause that a text must not be taken for: status and text, two at least
    "gemini.model_retired": [
        ("INVALID_ARGUMENT", "realtime_input.media_chunks is deprecated. Use audio, video, or text instead."),
        ("INVALID_ARGUMENT", "The parameter google_search_retrieval is deprecated for this model."),
        ("INVALID_ARGUMENT", "The field response_schema is no longer supported."),
        ("INVALID_ARGUMENT", "This voice has been discontinued."),
    ],
    "gemini.payload_too_large": [
        ("INVALID_ARGUMENT", "Number of urls to lookup exceeds the limit (21 > 20)."),
        ("INVALID_ARGUMENT", "The number of function declarations exceeds the maximum of 512."),
        ("INVALID_ARGUMENT", "temperature is too large"),
        ("INVALID_ARGUMENT", "The schema is too large for serving."),
        ("INVALID_ARGUMENT", "display_name is larger than 512 characters"),
        ("INVALID_ARGUMENT", "top_k exceeds the maximum of 64"),
        ("INVALID_ARGUMENT", "The thinking budget exceeds the maximum"),
    ],
    "gemini.context_too_long": [
        ("INVALID_ARGUMENT", "The output token limit of 8192 was set to 0"),
        ("INVALID_ARGUMENT", "The page token is too long: token limit"),
        ("UNAUTHENTICATED", "Token has been used too many times"),
    ],
    "gemini.function_count": [
        ("INVALID_ARGUMENT", "Too many requests in the batch: at most 100"),
        ("INVALID_ARGUMENT", "function declarations must have a name"),
    ],
    "gemini.url_count": [
        ("INVALID_ARGUMENT", "Too many stop sequences: the maximum is 5"),
        ("INVALID_ARGUMENT", "Cannot fetch content from the provided URL."),
    ],
    "gemini.thinking": [
        ("INVALID_ARGUMENT", "The thinking budget 99999 is invalid. Please choose a value between 512 and 24576."),
        ("INVALID_ARGUMENT", "You can only set only one of thinking budget and thinking level."),
    ],
    "gemini.video_parameters": [
        ("INVALID_ARGUMENT", "Media resolution is not supported for this model."),
        ("INVALID_ARGUMENT", "The duration must be a number."),
    ],
    "gemini.output_tokens": [
        ("INVALID_ARGUMENT", 'Invalid JSON payload received. Unknown name "maxOutputTokens": Cannot find field.'),
        ("INVALID_ARGUMENT", "Invalid value at 'generation_config.max_output_tokens' (TYPE_INT32), \"x\""),
    ],
    "gemini.interactions_only": [
        ("NOT_FOUND", "This model is no longer available. See the Interactions API for newer ones."),
        ("INVALID_ARGUMENT", "The legacy Interactions API schema is no longer supported."),
    ],
    "gemini.unknown_field": [
        (
            "INVALID_ARGUMENT",
            'Invalid JSON payload. Unknown name "tools": Proto field is not repeating, cannot start list.',
        ),
        ("INVALID_ARGUMENT", "Unknown name: Starting an object on a scalar field"),
    ],
    "gemini.empty_input": [
        ("INVALID_ARGUMENT", "The model is not set"),
        ("INVALID_ARGUMENT", "function_declarations[0].name: must not be empty in tools[0]"),
    ],
    "gemini.deadline_too_short": [
        ("INVALID_ARGUMENT", "The field deadline is unknown to this API"),
        ("INVALID_ARGUMENT", "No deadline may be given with cachedContents"),
    ],
    "gemini.api_disabled": [
        ("PERMISSION_DENIED", "Billing has not been enabled and it is disabled"),
        ("PERMISSION_DENIED", "The tuning job cannot be read: it is disabled"),
    ],
    "gemini.consumer_suspended": [
        ("PERMISSION_DENIED", "The tuning job has been suspended"),
        ("PERMISSION_DENIED", "The batch has been suspended"),
    ],
    "gemini.consumer_invalid": [
        ("PERMISSION_DENIED", "The file has been deleted"),
        ("PERMISSION_DENIED", "The corpus has been deleted"),
    ],
    "gemini.billing_account_spend_cap": [
        ("RESOURCE_EXHAUSTED", "See the billing account for your tier"),
        ("RESOURCE_EXHAUSTED", "You exceeded your spend-based rate limit."),
    ],
    "gemini.spend_cap": [
        ("RESOURCE_EXHAUSTED", "You exceeded your spend-based rate limit."),
        ("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    ],
    "gemini.credentials_ambiguous": [
        ("INVALID_ARGUMENT", "Please pass only one image"),
        ("INVALID_ARGUMENT", "pass only one of response_schema and response_json_schema"),
    ],
    "gemini.no_free_tier": [
        ("RESOURCE_EXHAUSTED", "You exceeded the free tier's requests per minute."),
        ("RESOURCE_EXHAUSTED", "Quota exceeded for generate_content_free_tier_requests"),
    ],
    "gemini.key_not_accepted": [
        ("UNAUTHENTICATED", "Request is missing required authentication credential. Expected OAuth 2 access token."),
        ("UNAUTHENTICATED", "API key not valid. Please pass a valid API key."),
    ],
}
GIGACHAT: dict[str, list[tuple[str, str]]] = {
    "gigachat.payload_too_large": [
        ("422", "repetition_penalty exceeds the maximum of 2"),
        ("400", "Слишком много запросов"),
        ("422", "function name is too long"),
        ("RESOURCE_EXHAUSTED", "Received message larger than max (5000000 vs. 4194304)"),
        ("422", "max_tokens exceeds the maximum"),
    ],
    "gigachat.file_over_context": [("400", "file not found"), ("422", "attachments must be a list")],
    "gigachat.function_arguments": [
        ("422", "Field 'arguments' is missing in schema"),
        ("422", "arguments are out of order"),
    ],
    "gigachat.function_schema": [("422", "Field 'messages' is missing"), ("400", "Header X-Session-ID is missing")],
    "gigachat.embedding_too_long": [("400", "Bad value for index"), ("422", "No text for index 3")],
    "gigachat.payment_required": [
        ("RESOURCE_EXHAUSTED", "load balancer has no capacity"),
        ("RESOURCE_EXHAUSTED", "too many parallel requests"),
    ],
    "gigachat.undefined_function": [
        ("422", "every assistant function call must have a result in history"),
        ("422", "Requested model does not support functions"),
    ],
    "gigachat.file_type": [("422", "content type of the message is wrong"), ("400", "Id must not be empty")],
    "gigachat.requests_per_minute": [("429", "Too many requests"), ("429", "Too Many Requests: parallel limit 1")],
}


def _looks() -> Iterator[Any]:
    for provider, found in (("gemini", GEMINI), ("gigachat", GIGACHAT)):
        for cause, texts in found.items():
            for status, text in texts:
                yield pytest.param(provider, cause, status, text, id=f"{cause}-{text[:40]}")


def _told(provider: Provider, status: str, text: str) -> Cause:
    http = int(status) if status.isdecimal() else None
    return match(
        Evidence(provider=provider, status=None if http else status, error_status=http, http_status=http, message=text)
    ).cause


@pytest.mark.parametrize(("provider", "cause", "status", "text"), list(_looks()))
def test_a_text_about_something_else_is_not_that_cause(provider: Provider, cause: str, status: str, text: str) -> None:
    assert cause in CAUSES
    assert _told(provider, status, text).id != cause


@pytest.mark.parametrize("found", [*GEMINI.values(), *GIGACHAT.values()], ids=[*GEMINI, *GIGACHAT])
def test_each_has_two_lookalikes(found: list[tuple[str, str]]) -> None:
    assert len(found) >= 2


def _with_subject() -> Iterator[Any]:
    for cause in CAUSES.values():
        for number, signal in enumerate(cause.signals):
            if signal.subject and signal.status and signal.text:
                yield pytest.param(cause, signal, id=f"{cause.id}-{number}")


@pytest.mark.parametrize(("cause", "signal"), list(_with_subject()))
def test_a_phrase_without_its_subject_decides_nothing(cause: Cause, signal: Signal) -> None:
    provider: Provider = "gemini" if cause.id.startswith("gemini") else "gigachat"
    for phrase in signal.text:
        alone = f"the zyzzyva {phrase}"
        if any(word in alone for word in signal.subject):
            continue  # it names its subject itself
        others = [one for one in cause.signals if one is not signal and any(word in alone for word in one.text)]
        if not others:
            assert _told(provider, signal.status[0], alone).id != cause.id


@pytest.mark.parametrize("text", ["is no\nlonger available", "is no  longer\r\n available", "is no\tlonger available"])
def test_a_phrase_may_be_broken_by_a_line_s_end(text: str) -> None:
    assert _told("gemini", "NOT_FOUND", f"This model {text}").id == "gemini.model_retired"
