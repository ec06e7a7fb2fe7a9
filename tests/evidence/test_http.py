"""What is read of an HTTP answer: whose it is, its headers, and a body that is no JSON."""

from __future__ import annotations

import json
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
        ([("retry-after", "7"), ("Retry-After", "60")], 7.0),
        ([(b"retry-after", b"7"), (b"Retry-After", b"60")], 7.0),
        ([("retry-after", 7)], None),
        (["retry-after"], None),
        ([*[("x", "1")] * 5000, ("retry-after", "7")], None),
        (None, None),
        (5, None),
    ],
    ids=[
        "mapping",
        "pairs",
        "bytes",
        "lists",
        "another",
        "two",
        "two, bytes",
        "a number",
        "no pairs",
        "too many",
        "none",
        "nothing",
    ],
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


def known(provider: Any, status: Any, body: Any, url: str = API, **given: Any) -> tuple[str, int | None] | None:
    failure = classify_response(provider, status, body, None, url, **given)
    return None if failure is None else (failure.cause.id, failure.http_status)


SAFETY = {"candidates": [{"finishReason": "SAFETY"}]}


@pytest.mark.parametrize("status", [None, True, "503", 0, 99, 1000, -1, 200, 299])
def test_of_a_status_that_says_nothing_bad_the_body_decides(status: Any) -> None:
    shown = status if status in (200, 299) else None
    assert known("gemini", status, SAFETY) == ("gemini.answer_safety", shown)
    assert known("gemini", status, {"error": {"code": 503, "message": "m"}}) == ("gemini.unavailable", shown)
    assert known("gemini", status, None) is None


@pytest.mark.parametrize("status", [100, 199, 300, 399])
def test_an_answer_on_the_way_or_elsewhere_is_no_failure(status: int) -> None:
    assert known("gemini", status, SAFETY) is None
    assert known("gemini", status, {"error": {"code": 503, "message": "m"}}) is None


@pytest.mark.parametrize(("status", "cause"), [(400, "gemini.invalid_argument"), (999, "status.unclassified")])
def test_a_failed_status_is_a_failure_whatever_the_body(status: int, cause: str) -> None:
    for body in (SAFETY, None, {}, b"", "words"):
        assert known("gemini", status, body) == (cause, status)


@pytest.mark.parametrize(
    ("path", "state", "cause"),
    [
        ("batches/1", "CANCELLED", "gemini.cancelled"),
        ("batches/1:cancel", "CANCELLED", None),
        ("batches/1:cancel", "FAILED", "gemini.job_failed"),
    ],
)
def test_that_a_job_is_cancelled_is_no_failure_where_it_was_asked_for(path: str, state: str, cause: Any) -> None:
    document = {"name": "batches/1", "metadata": {"state": f"BATCH_STATE_{state}"}}
    assert known("gemini", 200, document, API + path) == (None if cause is None else (cause, 200))


@pytest.mark.parametrize("path", ["files/1?alt=media", "files/1:download"])
def test_the_content_of_a_file_is_never_judged(path: str) -> None:
    for body in ("{oops", SAFETY, {"error": {"code": 503, "message": "m"}}):
        assert known("gemini", 200, body, API + path) is None
    assert known("gemini", 404, SAFETY, API + path) == ("gemini.not_found", 404)


@pytest.mark.parametrize(
    ("error", "who"),
    [
        ({"code": 503, "status": "UNAVAILABLE", "message": "m"}, "service"),
        ({"code": 503, "message": "m"}, "gateway"),
        ({"type": "server_error", "message": "m"}, "gateway"),
    ],
)
@pytest.mark.parametrize("status", [200, 503])
def test_behind_a_relay_an_error_of_the_vendor_s_form_is_the_vendor_s(status: int, error: Any, who: str) -> None:
    failure = classify_response("gemini", status, {"error": error}, None, RELAY)
    assert failure is not None
    assert failure.answered_by == who


def test_a_text_in_a_list_is_read_like_a_text() -> None:
    assert known("gemini", 500, ["429 RESOURCE_EXHAUSTED: wait"]) == ("gemini.rate_limited", 500)


TOKEN = {
    1: "scope_invalid",
    2: "refused",
    4: "key_undecodable",
    5: "scope_empty",
    6: "key_unknown",
    7: "scope_mismatch",
}


@pytest.mark.parametrize(("code", "cause"), TOKEN.items())
def test_an_error_with_a_code_alone_is_the_token_endpoint_s(code: int, cause: str) -> None:
    assert known("gigachat", 400, {"code": code, "message": "m"}, "") == (f"gigachat.token_{cause}", 400)


@pytest.mark.parametrize("code", [9, 12, 16])
def test_a_code_that_the_token_endpoint_does_not_have_is_its_own_only_where_nothing_says_otherwise(code: int) -> None:
    refused = {"code": code, "message": "m"}
    assert known("gigachat", 429, refused, "") == ("gigachat.token_rate_limited", 429)
    assert known("gigachat", 429, refused, "https://api.giga.chat/v1/chat/completions") != (
        "gigachat.token_rate_limited",
        429,
    )


@pytest.mark.parametrize("code", TOKEN.keys() - {2})
def test_the_code_in_a_body_that_is_cut_is_that_of_the_whole_body(code: int) -> None:
    whole = json.dumps({"code": code, "message": "Sorry"})
    assert known("gigachat", 400, whole[:-2], "") == known("gigachat", 400, whole, "")


def test_an_error_with_the_code_of_a_status_or_none_is_the_api_s() -> None:
    assert known("gigachat", 401, {"code": 77, "message": "m"}, "") == ("gigachat.token_unauthorized", 401)
    assert known("gigachat", 401, {"code": 401, "message": "m"}, "") == ("gigachat.unauthorized", 401)
    assert known("gigachat", 401, {"message": "m"}, "") == ("gigachat.unauthorized", 401)


CUT = b'{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "' + b"Slow down. " * 400


@pytest.mark.parametrize("status", [429, 502])
def test_of_a_long_refusal_that_is_cut_status_and_words_are_read_every_time(status: int) -> None:
    for provider in ("gemini", "gigachat", "gemini"):
        failure = classify_response(provider, status, CUT)
        assert failure is not None
        assert (failure.code, (failure.message or "")[:22]) == ("RESOURCE_EXHAUSTED", "Slow down. Slow down. ")


@pytest.mark.parametrize(
    ("elapsed", "cause"), [("300", "gateway_fault"), (None, "gateway_fault"), (300, "gateway_time_limit")]
)
def test_only_a_number_of_seconds_tells_a_time_limit(elapsed: Any, cause: str) -> None:
    url = "https://gigachat.devices.sberbank.ru/api/v1/chat/completions"
    assert known("gigachat", 502, "<html>", url, elapsed=elapsed) == (f"gigachat.{cause}", 502)


CLOSE = {"ws_close_code": 1008, "ws_close_reason": "Your API key was reported as leaked"}


@pytest.mark.parametrize(
    ("body", "cause"),
    [(CLOSE, "gemini.key_leaked"), ([CLOSE, {"a": 1}], "gemini.key_leaked"), ([{"a": 1}, CLOSE], None)],
)
def test_only_a_document_that_is_a_close_from_its_beginning_is_one(body: Any, cause: str | None) -> None:
    assert known(None, 200, body, "") == (None if cause is None else (cause, None))


def test_only_gemini_closes_a_socket_so_that_a_close_is_its_own_where_nobody_says_whose_it_is() -> None:
    failure = classify_response(None, None, CLOSE)
    assert failure is not None
    assert failure.provider == "gemini"


@pytest.mark.parametrize(("before", "provider"), [(19, "gigachat"), (20, None)])
def test_the_url_that_a_gateway_prints_is_looked_for_among_the_first_objects(before: int, provider: Any) -> None:
    others = {str(number): {"x": "y"} for number in range(before)}
    failure = classify_response(None, 503, {"detail": {**others, "z": {"url": "https://api.giga.chat/v1"}}})
    assert failure is not None
    assert failure.provider == provider


@pytest.mark.parametrize("count", [150, 900])
def test_of_a_good_stream_far_more_events_are_read_than_of_a_refusal(count: int) -> None:
    event = b'data: {"candidates": [{"content": {"parts": [{"text": "x"}]}}]}\n\n'
    last = b'data: {"candidates": [{"finishReason": "SAFETY"}]}\n\n'
    assert known("gemini", 200, event * count + last) == ("gemini.answer_safety", 200)


@pytest.mark.parametrize(
    ("body", "provider"), [([{"candidates": []}, {"a": 1}], "gemini"), ([{"a": 1}, {"candidates": []}], None)]
)
def test_whose_a_stream_is_is_told_by_its_first_document(body: Any, provider: str | None) -> None:
    failure = classify_response(None, 503, body)
    assert failure is not None
    assert failure.provider == provider


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize("name", ["status", "code", "status_code", "statusCode"])
def test_the_status_in_a_body_counts_under_every_name_that_it_has(name: str, status: int) -> None:
    for number in (429, "429"):
        assert known("gemini", status, {name: number, "message": "Slow down."}) == ("gemini.rate_limited", status)


def test_how_long_to_wait_is_what_the_body_says_before_the_header() -> None:
    body = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Please retry in 9s."}}
    waits = []
    for said in (body, {"error": {**body["error"], "message": "m"}}):
        failure = classify_response("gemini", 429, said, {"Retry-After": "7"}, API)
        assert failure is not None
        waits.append(failure.retry_after)
    assert waits == [9.0, 7.0]


@pytest.mark.parametrize(("body", "who"), [("", "service"), (None, "service"), ("error code: 1020", "cloudflare")])
def test_an_answer_without_a_body_is_no_page(body: Any, who: str) -> None:
    """Sber's and Google's own answers pass Cloudflare's network as well."""
    failure = classify_response("gigachat", 503, body, {"cf-ray": "8c0000000000abcd-FRA"}, "https://api.giga.chat/v1")
    assert failure is not None
    assert failure.answered_by == who


@pytest.mark.parametrize("url", ["https://api.giga.chat/v1", "https://API.GIGA.CHAT/v1"])
def test_the_url_that_a_gateway_prints_tells_whose_it_is_however_it_is_spelt(url: str) -> None:
    failure = classify_response(None, 503, {"detail": {"url": url}})
    assert failure is not None
    assert failure.provider == "gigachat"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "m"}}, "RESOURCE_EXHAUSTED"),
        ({"errors": [{"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "m"}]}, "RESOURCE_EXHAUSTED"),
    ],
    ids=str,
)
def test_an_error_inside_an_error_is_the_one_that_counts(error: Any, code: str) -> None:
    failure = classify_response("gemini", 500, {"error": error}, None, API)
    assert failure is not None
    assert failure.code == code


@pytest.mark.parametrize("code", [["x"], None])
def test_a_code_that_is_no_number_is_not_the_token_endpoint_s(code: Any) -> None:
    failure = classify_response("gigachat", 400, {"code": code, "message": "scope"}, None, "")
    assert failure is not None
    assert failure.cause.id == "gigachat.bad_request"
