"""A log tells its failures and no others, whatever else stands in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from genai_triage.explain.judge import _sureness
from genai_triage.explain.lines_that_tell import may_tell
from genai_triage.explain.printed import rebuild
from genai_triage.explain.records import Record
from genai_triage.explain.whose import is_of_others
from genai_triage.taxonomy import CAUSES, Failure
from genai_triage.taxonomy.match import Try
from tests.explain.forms import DAY, QUOTA, as_log_line, as_traceback, causes, over_quota, read
from tests.support import vendor_exceptions as vendor

ORDINARY = [
    'INFO:     127.0.0.1:5000 - "GET /items/404 HTTP/1.1" 200 OK',
    '10.0.0.1 - - [26/Nov/2026:22:00:00 +0000] "POST /chat HTTP/1.1" 500 12 "-" "curl/8"',
    "2026-11-26 22:00:00,123 INFO app: 500 records done, 0 errors, 429 skipped",
    "2026-11-26 22:00:00,123 INFO app: Gemini answered in 503 ms",
    "2026-11-26 22:00:00,123 INFO app: gemini model loaded, timeout=30, retries on 429 and 503",
    "INFO:httpx:HTTP Request: POST https://generativelanguage.googleapis.com/v1beta/models/m:generateContent "
    '"HTTP/1.1 200 OK"',
    "DEBUG app: finish_reason: STOP",
    "DEBUG app: finish_reason=FinishReason.STOP block_reason: None",
    '{"level":"info","msg":"no error at all","status":200,"path":"/items/404"}',
    '{"choices":[{"message":{"content":"an error occurred: 429"},"finish_reason":"stop"}],"model":"GigaChat"}',
    '{"candidates":[{"content":{"parts":[{"text":"Error code: 429"}]},"finishReason":"STOP"}],"modelVersion":"m"}',
    "Installing error-handling middleware; circuit breaker is closed",
    "warning: gigachat is deprecated, use gigachat2",
    "the quick brown fox",
    "npm ERR! 404 Not Found - GET https://registry.example.org/x",
    "version 4.0.4 released, see #500",
    "<!doctype html><html><head><title>My blog about 404</title></head><body>An error, once.</body></html>",
    "$ pip install gigachat",
    "",
]


@pytest.mark.parametrize("line", ORDINARY)
def test_an_ordinary_line_is_no_failure(line: str) -> None:
    assert causes(f"{line}\n{line}\n") == []


def test_failures_are_found_among_ordinary_lines() -> None:
    noise = "\n".join(ORDINARY)
    assert causes(f"{noise}\n{over_quota()}{noise}\n") == [DAY]


FOREIGN = [
    "2026-11-26 22:00:00 ERROR billing: POST https://payments.example.com/v1 returned HTTP 500",
    'INFO:httpx:HTTP Request: POST https://api.openai.com/v1/chat/completions "HTTP/1.1 429 Too Many Requests"',
    as_traceback(vendor.http_status_error(500, None, "https://api.example.com/orders")),
    "google.api_core.exceptions.NotFound: 404 GET https://storage.googleapis.com/storage/v1/b/bucket: no bucket.",
    "Traceback (most recent call last):\n"
    '  File "/app/db.py", line 3, in connect\n'
    'psycopg2.OperationalError: connection to server at "db", port 5432 failed: Connection refused\n',
    "redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.",
    "google.cloud.exceptions.ServiceUnavailable: 503 The service is currently unavailable.",
    "firebase_admin.exceptions.UnavailableError: 503 The service is currently unavailable.",
    "Traceback (most recent call last):\n"
    '  File "/usr/lib/python3/site-packages/google/cloud/pubsub_v1/publisher/client.py", line 40, in publish\n'
    "google.api_core.exceptions.ServiceUnavailable: 503 The service is currently unavailable.\n",
    "ERROR celery: botocore.exceptions.ClientError: An error occurred (Throttling) when calling the X operation",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_a_failure_of_another_service_is_counted_apart(text: str) -> None:
    report = read(text)
    assert [group.finding.failure.cause.id for group in report.groups] == []
    assert sum(report.elsewhere.values()) == 1


@pytest.mark.parametrize("text", FOREIGN)
def test_whoever_says_whose_it_is_has_it_judged(text: str) -> None:
    (group,) = read(text, "gemini").groups
    assert (group.finding.failure.provider, group.finding.how) == ("gemini", "given")


VERTEX = """Traceback (most recent call last):
  File "/usr/lib/python3/site-packages/google/cloud/aiplatform_v1/services/prediction_service/client.py", line 9, in f
google.api_core.exceptions.ServiceUnavailable: 503 The service is currently unavailable.
"""


def test_the_library_of_vertex_ai_is_google_s_and_none_of_its_neighbours() -> None:
    (group,) = read(VERTEX).groups
    assert (group.finding.failure.provider, group.finding.how) == ("gemini", "module")


TOLD = {
    "host": "ERROR app: HTTP 503 from https://gigachat.devices.sberbank.ru/api/v1/chat/completions",
    "name": "ERROR app: GigaChat API error (503)",
    "module": "ERROR langchain_gigachat.chat_models: request failed: HTTP 503",
}


@pytest.mark.parametrize(("how", "line"), TOLD.items(), ids=TOLD.keys())
def test_a_vendor_is_told_by(how: str, line: str) -> None:
    (group,) = read(line).groups
    assert (group.finding.failure.provider, group.finding.how) == ("gigachat", how)
    assert group.finding.failure.cause.failure_class == "overloaded"


def test_a_status_that_nobody_names_a_vendor_for_is_of_no_vendor() -> None:
    (group,) = read("HTTP 502").groups
    assert (group.finding.failure.cause.id, group.finding.failure.provider) == ("status.server_error", None)


def test_two_things_that_name_no_vendor_are_left_out() -> None:
    report = read("httpx.ConnectTimeout: timed out\n\nHTTP 502\n")
    assert report.groups == []
    assert report.elsewhere == {"httpx.ConnectTimeout": 1, "HTTP 502": 1}


def test_codes_that_many_services_have_are_of_no_vendor() -> None:
    report = read('{"error": {"code": "rate_limit_exceeded"}}\n\n{"error": {"code": "not_found"}}\n')
    assert (report.groups, report.elsewhere) == ([], {"answer": 2})


def test_beside_a_failure_of_another_service_what_names_no_vendor_is_left_out() -> None:
    report = read("HTTP 502\n\nredis.exceptions.ConnectionError: Error 111 connecting to redis:6379.\n")
    assert report.groups == []
    assert report.elsewhere == {"HTTP 502": 1, "redis.exceptions.ConnectionError": 1}


def test_the_close_of_a_websocket_that_names_no_vendor_may_be_anybody_s_in_a_log() -> None:
    closed = "websockets.exceptions.ConnectionClosedError: received 1011 (internal error) Internal error encountered."
    report = read(f"{closed}\nHTTP 502\n")
    assert report.groups == []
    assert report.elsewhere == {"websockets.exceptions.ConnectionClosedError": 1, "HTTP 502": 1}


LINES = [
    ("HTTP 502", "status.server_error"),
    ("429", "status.too_many_requests"),
    ("503 Service Unavailable", "status.unavailable"),
    ("grpc status 8 RESOURCE_EXHAUSTED: Quota exceeded", "status.too_many_requests"),
    ("14 UNAVAILABLE: failed to connect to all addresses", "network.connect_failed"),
    ("curl: (6) Could not resolve host: gigachat.devices.sberbank.ru", "network.dns"),
    ("curl: (60) SSL certificate problem: self-signed certificate in certificate chain", "network.tls_untrusted"),
    ("self-signed certificate in certificate chain", "network.tls_untrusted"),
    ("read ECONNRESET", "network.reset"),
    ("INFO app: gemini ended, finish_reason: SAFETY", "gemini.answer_safety"),
    ("INFO app: gigachat ended with finish_reason=blacklist", "gigachat.blacklist"),
    ("WARN gemini: block_reason: BlockedReason.PROHIBITED_CONTENT", "gemini.prompt_prohibited"),
    (f"quota: {DAY}: Wait for midnight Pacific time", DAY),
    (f"triage.cause              {DAY}", DAY),
    (f'level=error triage.cause="{DAY}" msg="a call failed"', DAY),
    (
        "INFO:httpx:HTTP Request: POST https://gigachat.devices.sberbank.ru/api/v1/chat/completions "
        '"HTTP/1.1 401 Unauthorized"',
        "gigachat.unauthorized",
    ),
    (
        'DEBUG:urllib3.connectionpool:https://gigachat.devices.sberbank.ru:443 "POST /api/v1/chat/completions '
        'HTTP/1.1" 401 None',
        "gigachat.unauthorized",
    ),
    (
        "openai.RateLimitError: Error code: 429 - [{'error': {'code': 429, 'message': 'Resource exhausted. Please try "
        "again later.', 'status': 'RESOURCE_EXHAUSTED'}}]",
        "gemini.shared_capacity",
    ),
    (
        "langchain_google_genai.chat_models.ChatGoogleGenerativeAIError: Error calling model 'gemini-2.0-flash' "
        "(RESOURCE_EXHAUSTED): 429 RESOURCE_EXHAUSTED. {'error': {'code': 429, 'message': 'Resource exhausted. Please "
        "try again later.', 'status': 'RESOURCE_EXHAUSTED'}}",
        "gemini.shared_capacity",
    ),
    ("RuntimeError: Gemini gave no answer (finish_reason=MAX_TOKENS)", "gemini.max_tokens"),
    (
        "java.io.IOException: Server returned HTTP response code: 401 for URL: "
        "https://gigachat.devices.sberbank.ru/api/v1/models",
        "gigachat.unauthorized",
    ),
    (
        "GoogleGenerativeAIError: [GoogleGenerativeAI Error]: Candidate was blocked due to SAFETY",
        "gemini.prompt_safety",
    ),
    (
        "E   google.genai.errors.ClientError: 403 PERMISSION_DENIED. {'error': {'code': 403, 'message': 'Your API key "
        "was reported as leaked. Please use another API key.', 'status': 'PERMISSION_DENIED'}}",
        "gemini.key_leaked",
    ),
]


@pytest.mark.parametrize(("line", "cause"), LINES)
def test_a_line_tells(line: str, cause: str) -> None:
    assert cause in CAUSES
    assert causes(f"{line}\n") == [cause]


def test_a_phrase_that_its_sentence_denies_is_no_guess() -> None:
    assert causes("The Compute Engine Metadata server answered with status: fine") == []


WORDS = [
    ("Request had insufficient authentication scopes.", "gemini.token_scope_insufficient"),
    ("User location is not supported for the API use.", "gemini.location_unsupported"),
    ("ERROR:root:{'code': 6, 'message': \"credentials doesn't match db data\"}", "gigachat.token_key_unknown"),
]


@pytest.mark.parametrize(("sentence", "cause"), WORDS, ids=[cause for _, cause in WORDS])
def test_a_sentence_of_a_vendor_that_stands_alone_is_a_guess(sentence: str, cause: str) -> None:
    (group,) = read(sentence).groups
    assert (group.finding.failure.cause.id, group.finding.sureness) == (cause, "weak")


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("ERROR connection refused", "network.refused"),
        ("2026-11-28 03:00:00 ERROR connection refused", "network.refused"),
        ("ERROR no route to host", "network.unreachable"),
        ("[Errno 111] Connection refused", "network.refused"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:1006)", "network.tls_untrusted"),
        ("ERROR oauth2.googleapis.com: connection refused", "gemini.token_server_unreached"),
    ],
)
def test_the_words_of_a_broken_connection_are_of_the_token_server_only_where_a_host_of_the_vendor_is_named(
    line: str, cause: str
) -> None:
    (group,) = read(line).groups
    assert group.finding.failure.cause.id == cause


@pytest.mark.parametrize(
    "line",
    [
        "openai.AuthenticationError: Error code: 401 - {'error': {'message': 'No.', 'code': 'invalid_api_key'}}",
        "websockets.exceptions.ConnectionClosedError: received 1011 (internal error) no; then sent 1011 (internal "
        "error)",
    ],
    ids=["a code that many have", "a close of any socket"],
)
def test_what_others_have_too_is_of_no_vendor_in_a_log(line: str) -> None:
    assert causes(f"{line}\n{over_quota()}") == [DAY]


def test_the_port_of_an_address_is_no_status() -> None:
    text = (
        "requests.exceptions.SSLError: HTTPSConnectionPool(host='gigachat.devices.sberbank.ru', port=443): Max retries "
        "exceeded with url: /api/v1/models (Caused by SSLError(SSLCertVerificationError(1, '[SSL: "
        "CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:997)')))"
    )
    assert causes(text) == ["network.tls_untrusted"]


def test_a_line_that_begins_with_a_bracket_is_not_taken_for_json() -> None:
    line = "[2026-11-26 22:00:00] production.ERROR: cURL error 28: Operation timed out for "
    line += (
        'https://generativelanguage.googleapis.com/v1beta/models/m:generateContent {"exception":"[object] (X(code: 0)"}'
    )
    assert causes(f"{line}\n{ORDINARY[0]}\n{over_quota()}") == ["network.timeout", DAY]


PAGES = [
    (
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center>nginx</center></body>\r\n</html>",
        "gateway.fault",
    ),
    (
        "<!DOCTYPE html>\n<html>\n<head><title>api.example.com | 521: Web server is down</title></head>\n<body>"
        "Cloudflare Ray ID: 1</body>\n</html>",
        "gateway.origin_unreachable",
    ),
    (
        "<!DOCTYPE html>\n<html><head><title>ERROR: The requested URL could not be retrieved</title></head>\n"
        "<body><p>Access Denied. ERR_ACCESS_DENIED</p>(squid/5.7)</body></html>",
        "gateway.proxy_refused",
    ),
    (
        "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p>That’s an error. That’s all we "
        "know.</html>",
        "gemini.wrong_address",
    ),
]


@pytest.mark.parametrize(("page", "cause"), PAGES, ids=[cause for _, cause in PAGES])
def test_a_page_tells_who_answered(page: str, cause: str) -> None:
    assert causes(page, "gemini") == [cause]


def test_curl_tells_where_the_request_went() -> None:
    text = """\
* Host generativelanguage.googleapis.com:443 was resolved.
> POST /v1beta/models/gemini-2.5-flash:generateContent HTTP/2
> Host: generativelanguage.googleapis.com
>
* Request completely sent off
< HTTP/2 503
< content-type: text/html
<
<html><title>503</title></html>
* Connection #0 to host generativelanguage.googleapis.com left intact
"""
    (group,) = read(text).groups
    assert (group.finding.failure.provider, group.finding.how) == ("gemini", "host")


def test_an_answer_of_a_proxy_before_the_answer_is_passed_over() -> None:
    body = json.dumps(QUOTA)
    assert causes(f"HTTP/1.1 200 Connection established\r\n\r\nHTTP/2 429 \r\ncontent-type: a\r\n\r\n{body}\n") == [DAY]


def test_an_rpc_s_status_stands_in_the_headers() -> None:
    text = "HTTP/2 200\ncontent-type: application/grpc\ngrpc-status: 16\ngrpc-message: Token has expired\n"
    assert causes(text, "gigachat") == ["gigachat.token_expired"]


@pytest.mark.parametrize(
    "document",
    [
        {
            "resourceSpans": [
                {
                    "scopeSpans": [
                        {
                            "spans": [
                                {
                                    "attributes": [
                                        {"key": "triage.cause", "value": {"stringValue": DAY}},
                                        {"key": "gen_ai.provider.name", "value": {"stringValue": "gcp.gemini"}},
                                    ]
                                }
                            ]
                        }
                    ]
                }
            ]
        },
        {
            "name": "generate_content",
            "kind": "SpanKind.CLIENT",
            "context": {"trace_id": "0x1"},
            "attributes": {
                "gen_ai.provider.name": "gcp.gemini",
                "triage.cause": DAY,
                "triage.message": "429 RESOURCE_EXHAUSTED",
            },
        },
    ],
    ids=["otlp", "console"],
)
@pytest.mark.parametrize("indent", [None, 4])
def test_a_span_of_ours_is_believed(document: object, indent: int | None) -> None:
    (group,) = read(json.dumps(document, indent=indent)).groups
    finding = group.finding
    assert finding.signal is not None
    assert (finding.failure.cause.id, finding.failure.provider, finding.signal.kind) == (DAY, "gemini", "own")


def test_an_exception_that_a_logger_takes_apart() -> None:
    error = vendor.genai_error(429, QUOTA)
    document = {"level": "error", "exception": [{"exc_type": "ClientError", "exc_value": str(error), "frames": []}]}
    assert causes(json.dumps(document)) == [DAY]


def test_a_record_is_one_failure_though_two_members_tell_it() -> None:
    error = vendor.genai_error(429, QUOTA)
    document = {"level": "error", "event": f"the call failed: {error}", "exception": as_traceback(error)}
    assert causes(json.dumps(document)) == [DAY]


def test_failures_are_counted_by_cause_the_most_frequent_first() -> None:
    leaked = {"error": {"code": 403, "message": "Your API key was reported as leaked.", "status": "PERMISSION_DENIED"}}
    text = as_log_line(vendor.genai_error(403, leaked)) + 3 * as_log_line(vendor.genai_error(429, QUOTA))
    assert [(group.count, group.finding.failure.cause.id) for group in read(text).groups] == [
        (3, DAY),
        (1, "gemini.key_leaked"),
    ]


def test_the_surest_finding_stands_for_a_group() -> None:
    day = f"ERROR app: quota: {DAY}: wait\n"
    text = as_log_line(vendor.genai_error(429, QUOTA)) + day
    (group,) = read(text).groups
    assert group.finding.exception == "google.genai.errors.ClientError"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_is_no_utf_8_is_passed_over(mark: bytes) -> None:
    assert causes(mark + b"\xff\x80\xfe ordinary\n" + over_quota().encode()) == [DAY]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_what_powershell_writes_is_read(encoding: str) -> None:
    assert causes(f"\ufeff{over_quota()}".encode(encoding)) == [DAY]


def test_a_finding_that_is_surer_takes_the_place_of_the_first() -> None:
    weak = "ERROR app: GigaChat API error (429)\n"
    (group,) = read(f"{weak}ERROR app: rate_limit: gigachat.parallel_requests: wait\n").groups
    assert (group.count, group.finding.sureness) == (2, "certain")


@pytest.mark.parametrize(
    "line",
    [
        'INFO:     10.0.0.1:5000 - "POST /api/gigachat/ask HTTP/1.1" 503 Service Unavailable error: 503',
        '10.0.0.1 - - [26/Nov/2026:22:00:00 +0000] "POST /gemini/ask HTTP/1.1" 500 12 "-" "curl/8" status=500',
    ],
)
def test_what_a_server_logs_of_its_callers_is_no_failure_of_the_vendor(line: str) -> None:
    assert causes(line) == []


@pytest.mark.parametrize("raised", [vendor.gigachat_error, vendor.old_gigachat_error])
def test_a_printed_header_says_how_long_to_wait(raised: Callable[..., BaseException]) -> None:
    url = "https://gigachat.devices.sberbank.ru/api/v1/chat/completions"
    error = raised(429, {"status": 429, "message": "Too Many Requests"}, url, {"retry-after": "17"})
    (group,) = read(as_traceback(error)).groups
    assert group.finding.failure.retry_after == 17


def test_a_login_at_google_is_a_part_of_the_call() -> None:
    line = (
        "google.auth.exceptions.TransportError: HTTPSConnectionPool(host='oauth2.googleapis.com', port=443): "
        "Max retries exceeded with url: /token"
    )
    assert causes(line) == ["gemini.token_server_unreached"]


LOGIN = 'INFO httpx: HTTP Request: POST https://oauth2.googleapis.com/token "HTTP/1.1 200 OK"'
FOREIGN_HOST = 'INFO httpx: HTTP Request: GET https://api.example.com/x "HTTP/1.1 500 Internal Server Error"'


@pytest.mark.parametrize(
    ("lines", "others"), [((LOGIN,), False), ((FOREIGN_HOST,), True), ((LOGIN, FOREIGN_HOST), False), ((), False)]
)
def test_beside_a_login_at_google_another_host_does_not_make_it_somebody_else_s(
    lines: tuple[str, ...], others: bool
) -> None:
    assert is_of_others("\n".join(lines), ()) is others


@pytest.mark.parametrize(
    ("module", "name"), [("", "google.genai.errors.ClientError"), ("google.genai.errors", "ClientError")]
)
def test_a_logger_may_write_an_exception_s_module_apart(module: str, name: str) -> None:
    members = {"exc_type": name, "exc_module": module, "exc_value": str(vendor.genai_error(429, QUOTA))}
    assert Record(members).exceptions == [("google.genai.errors", "ClientError", members["exc_value"])]


def test_of_what_our_telemetry_had_judged_a_record_keeps_a_thousand() -> None:
    assert len(Record([{"triage.cause": DAY}] * 3000).causes) <= 1000


@pytest.mark.parametrize("closed", ["ConnectionClosedError", "ConnectionClosedOK", "ConnectionClosed"])
def test_a_printed_close_has_its_code_and_its_reason(closed: str) -> None:
    said = "Internal error encountered."
    printed: Any = rebuild("websockets.exceptions", closed, f"received 1011 (internal error) {said}")
    assert (printed.rcvd.code, printed.rcvd.reason) == (1011, said)


@pytest.mark.parametrize(
    ("cause", "sureness"),
    [
        ("gateway.proxy_refused", "likely"),
        ("network.connect_failed", "likely"),
        ("network.tls_failed", "likely"),
        ("network.dns", "certain"),
    ],
)
def test_a_hop_that_only_refused_or_failed_is_no_certainty(cause: str, sureness: str) -> None:
    found = CAUSES[cause]
    assert _sureness(Try("hop", "no_route", found, "", True), Failure(found, None)) == sureness


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("ReadTimeout", "network.read_timeout"),
        ("ServiceUnavailable", "gemini.unavailable"),
        ("ResourceExhausted", "gemini.rate_limited"),
    ],
)
def test_what_tenacity_gave_up_on_is_told(error: str, cause: str) -> None:
    line = f"ERROR gemini: RetryError[<Future at 0x7f7dc1 state=finished raised {error}>]\n"
    assert causes(line) == [cause]


@pytest.mark.parametrize(
    "words",
    [
        *("error", "An exception", "It failed", "It timed out", "timeout", "refused", "Permission denied", "unable to"),
        *("exhausted", "unauthorized", "unavailable", "interrupted", "cancelled", "reset by peer", "Broken pipe"),
        *("a certificate", "SSL", "blocked", "finish_reason", "closed", "Invalid", "unreachable", "rejected", "Quota"),
        *("could not", "cannot", "couldn't", "too many", "unsupported", "NOT_FOUND", "ALREADY_EXISTS", "deadline"),
        *("ABORTED", "OUT_OF_RANGE", "precondition", "DATA_LOSS", "UNIMPLEMENTED", "permission", "triage.cause"),
        *("incomplete", "exited", "ECONNRESET", "ETIMEDOUT", "Not Found", "gaierror", "received 1006", "INTERNAL"),
        *("UNKNOWN", "429", "503", "Ошибка", "не удалось", "отказ", "недоступен", "превышен", "вернул", "falha"),
        *("excedido", "404: x"),
    ],
)
def test_a_line_with_a_word_of_failures_is_looked_at(words: str) -> None:
    assert may_tell(f"app: {words}")


@pytest.mark.parametrize("line", ["app: done in 4290 ms", "v1.429.0", "GET /items/404/x", "port 5000", "all is well"])
def test_a_line_without_one_is_passed_over(line: str) -> None:
    assert not may_tell(line)


def test_weak_words_that_name_no_vendor_are_neither_a_failure_nor_left_out() -> None:
    report = read("2026-11-26 22:00:00 ERROR worker: request timed out\n")
    assert (report.groups, report.elsewhere) == ([], {})
