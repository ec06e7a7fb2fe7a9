"""What is read of an HTTP answer: whose it is, its headers, and a body that is no JSON."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.evidence import classify_response

API = "https://generativelanguage.googleapis.com/v1beta/"
RELAY = "https://relay.test/v1beta/models/m:generateContent"


@pytest.mark.parametrize(
    ("document", "provider"),
    [
        ({"message": "m", "status": "UNAVAILABLE"}, "gemini"),
        ({"message": "m", "status": "nope"}, None),
        ({"status": "UNAVAILABLE"}, None),
        ({"message": "m", "status": 503}, "gigachat"),
        ({"message": "m", "code": 7}, "gigachat"),
        ({"message": "m", "code": 7, "error": "x"}, None),
        ({"status": 503}, None),
        ({"candidates": []}, "gemini"),
        ({"promptFeedback": {}}, "gemini"),
        ({"usageMetadata": {}}, "gemini"),
        ({"error": {"status": "UNAVAILABLE"}}, "gemini"),
        ({"error": {"status": 503}}, None),
        ({"error": "x"}, None),
        ({"detail": {"url": "https://gigachat.devices.sberbank.ru/api/v1", "a": {"b": "c"}}}, "gigachat"),
        ({"detail": {"inner": {"url": "https://generativelanguage.googleapis.com"}}}, "gemini"),
        ({"detail": "x"}, None),
        ([1], None),
        ("x", None),
    ],
)
def test_where_nobody_says_whose_answer_it_is_its_form_does(document: Any, provider: str | None) -> None:
    failure = classify_response(None, 503, document)
    assert failure is not None
    assert failure.provider == provider


@pytest.mark.parametrize(
    ("path", "body", "content_type", "cause"),
    [
        ("models/m:generateContent", "", "", "gemini.no_candidate"),
        ("models/m:generateContent", "[]", "application/json", "gemini.no_candidate"),
        ("models/m:generateContent", "data: [DONE]\n\n", "text/event-stream", "gemini.no_candidate"),
        ("models/m:generateContent", "data: \n\n", "text/event-stream", "network.unparsable"),
        ("models/m:generateContent", "oops", "text/plain", "network.unparsable"),
        ("models/m:generateContent", "oops", "application/json", "network.unparsable"),
        ("models/m:generateContent", "{oops", "text/plain", "network.unparsable"),
        ("models/m:generateContent", "{oops", "application/json", "network.unparsable"),
        ("models/m:generateContent", "oops", "application/octet-stream", "network.unparsable"),
        ("models/m:generateContent", ": ping\n\n", "text/event-stream", "network.stream_cut"),
        ("models/m:streamGenerateContent?alt=sse", "", "", "gemini.no_candidate"),
        ("models/m:streamGenerateContent?alt=sse", "[]", "application/json", "gemini.no_candidate"),
        ("models/m:streamGenerateContent?alt=sse", "data: [DONE]\n\n", "text/event-stream", "gemini.no_candidate"),
        ("models/m:streamGenerateContent?alt=sse", "data: \n\n", "text/event-stream", "network.unparsable"),
        ("models/m:streamGenerateContent?alt=sse", "oops", "text/plain", "network.unparsable"),
        ("models/m:streamGenerateContent?alt=sse", "oops", "application/json", "network.unparsable"),
        ("models/m:streamGenerateContent?alt=sse", "{oops", "text/plain", "network.unparsable"),
        ("models/m:streamGenerateContent?alt=sse", "{oops", "application/json", "network.unparsable"),
        ("models/m:streamGenerateContent?alt=sse", "oops", "application/octet-stream", "network.unparsable"),
        ("models/m:streamGenerateContent?alt=sse", ": ping\n\n", "text/event-stream", "network.stream_cut"),
        ("files/f", "", "", None),
        ("files/f", "{oops", "", "network.unparsable"),
        ("files/f", "oops", "", None),
        ("files/f", "data: [DONE]\n\n", "text/event-stream", None),
        ("files/f", "data: \n\n", "text/event-stream", "network.unparsable"),
        ("files/f", "oops", "text/plain", None),
        ("files/f", "oops", "application/json", "network.unparsable"),
        ("files/f", "{oops", "text/plain", None),
        ("files/f", "{oops", "application/json", "network.unparsable"),
        ("files/f", "oops", "application/octet-stream", None),
        ("files/f", ": ping\n\n", "text/event-stream", "network.unparsable"),
        ("models", "", "", None),
        ("models", "data: [DONE]\n\n", "text/event-stream", None),
        ("models", "data: \n\n", "text/event-stream", "network.unparsable"),
        ("models", "oops", "text/plain", None),
        ("models", "oops", "application/json", "network.unparsable"),
        ("models", "{oops", "text/plain", None),
        ("models", "{oops", "application/json", "network.unparsable"),
        ("models", "oops", "application/octet-stream", None),
        ("models", ": ping\n\n", "text/event-stream", "network.unparsable"),
        *(
            (path, value, "application/json", None)
            for path in ("models", "files/f")
            for value in ("[]", "[ ]", "null", '"x"')
        ),
        ("models", "[", "application/json", "network.unparsable"),
        ("models/m:embedContent", "[]", "application/json", "network.unparsable"),
        ("models/m:generateContent", "null", "application/json", "network.unparsable"),
    ],
)
def test_a_good_answer_without_json_is_a_failure_where_json_was_promised(
    path: str, body: str, content_type: str, cause: str | None
) -> None:
    failure = classify_response("gemini", 200, body, {"content-type": content_type}, API + path)
    assert (None if failure is None else failure.cause.id) == cause


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ([("retry-after", "7")], 7.0),
        ([(b"Retry-After", b"7")], 7.0),
        ((["retry-after", "7"],), 7.0),
        ([("x-retry-after", "7")], None),
        ([("retry-after", 7)], None),
        (["retry-after"], None),
        ([*[("x", "1")] * 5000, ("retry-after", "7")], None),
        (None, None),
        (5, None),
    ],
    ids=["mapping", "pairs", "bytes", "lists", "another", "a number", "no pairs", "too many", "none", "nothing"],
)
def test_a_header_is_found_whatever_holds_it(headers: Any, seconds: float | None) -> None:
    failure = classify_response("gemini", 503, None, headers, API)
    assert failure is not None
    assert failure.retry_after == seconds


@pytest.mark.parametrize(
    ("page", "cause", "who"),
    [
        ("error code: 1020", "gateway.cloudflare_refused", "cloudflare"),
        ("error code: 502", "gateway.origin_fault", "cloudflare"),
        ("Attention required | Cloudflare", "gateway.cloudflare_refused", "cloudflare"),
        ("error code: nothing", "gemini.permission_denied", "gateway"),
        ("Error 1020", "gemini.permission_denied", "gateway"),
    ],
)
def test_a_page_of_cloudflare_s_is_known_by_its_name_or_its_code(page: str, cause: str, who: str) -> None:
    failure = classify_response("gemini", 403, page, {"content-type": "text/html"}, RELAY)
    assert failure is not None
    assert (failure.cause.id, failure.answered_by) == (cause, who)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ({"code": 7, "message": "m"}, "gigachat.token_scope_mismatch"),
        ({"code": "7", "message": "m"}, "gigachat.token_scope_mismatch"),
        ({"code": 401, "message": "m"}, "gigachat.unauthorized"),
    ],
)
def test_a_code_of_gigachat_s_token_endpoint_is_told_from_a_status(error: Any, cause: str) -> None:
    failure = classify_response("gigachat", 401, error)
    assert failure is not None
    assert (failure.cause.id, failure.code) == (cause, "401")
