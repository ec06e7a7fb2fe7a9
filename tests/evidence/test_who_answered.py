"""Who answered is told by headers, envelopes, words and signatures; it decides whose fix is given."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genai_triage.evidence import classify_exception, classify_grpc, classify_response
from genai_triage.evidence.carried_error import printed_in
from genai_triage.evidence.error_body import read_error
from genai_triage.evidence.who_answered import note_request_id
from genai_triage.taxonomy import CAUSES, Evidence, Failure, Provider
from genai_triage.taxonomy.gateways import ANSWERED_BY, GATEWAYS

RELAY = "https://relay.example.com/v1/chat/completions"
GOOGLE = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
SBER = "https://gigachat.devices.sberbank.ru/api/v1/chat/completions"
TOKEN = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth"
EXHAUSTED = '{"error": {"code": 429, "message": "Resource has been exhausted", "status": "RESOURCE_EXHAUSTED"}}'
SYNGX = (
    "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr><center>SynGX</center></body></html>"
)
PRINTED = "{status} {url}: b'{body}\\n', Headers({{'server': 'SynGX'}})"


def answer(provider: Provider | None, status: int, body: Any, headers: Any = None, url: str | None = RELAY) -> Failure:
    failure = classify_response(provider, status, body, headers, url)
    assert failure is not None
    return failure


def printed(status: int, body: str, url: str = SBER) -> dict[str, Any]:
    """What gpt2giga makes of an exception of the gigachat SDK."""
    message = PRINTED.format(status=status, url=url, body=body)
    return {"detail": {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}}}


CARRIED = {
    "gpt2giga, printed": ("gigachat", 422, printed(422, '{"status":422,"message":"No such model"}'), None, "gpt2giga"),
    "gpt2giga, object": (
        "gigachat",
        402,
        {"detail": {"url": SBER, "error": {"status": 402, "message": "Payment Required"}}},
        None,
        "gpt2giga",
    ),
    "litellm": (
        "gemini",
        500,
        {"error": {"message": f"litellm.RateLimitError: VertexAIException - {EXHAUSTED}", "type": None, "code": "500"}},
        None,
        "litellm",
    ),
    "litellm, bytes": (
        "gemini",
        429,
        {"error": {"message": f"litellm.RateLimitError: geminiException - b'{EXHAUSTED}'", "code": "429"}},
        None,
        "litellm",
    ),
    "openrouter": (
        "gemini",
        429,
        {"error": {"message": "Provider returned error", "code": 429, "metadata": {"raw": EXHAUSTED}}},
        None,
        "openrouter",
    ),
    "kong": ("gemini", 429, EXHAUSTED, {"via": "1.1 kong/3.9.1", "x-kong-upstream-latency": "80"}, "kong"),
    "new-api": (
        "gemini",
        429,
        {"error": {"message": f"{EXHAUSTED} (request id: 20260412153058)", "type": "upstream_error", "code": 429}},
        None,
        "new_api",
    ),
    "new-api, in its own words": (
        "gemini",
        429,
        {"error": {"message": "bad response status code 429", "type": "upstream_error", "code": 429}},
        None,
        "new_api",
    ),
}


@pytest.mark.parametrize(("provider", "status", "body", "headers", "who"), CARRIED.values(), ids=CARRIED.keys())
def test_an_error_that_a_gateway_carries_is_the_vendor_s(
    provider: Provider, status: int, body: Any, headers: Any, who: str
) -> None:
    failure = answer(provider, status, body, headers)
    assert failure.answered_by == who
    assert failure.cause.id.startswith(f"{provider}.")


BAD_KEY = {
    "error": {"code": 400, "message": "API key not valid. Please pass a valid API key.", "status": "INVALID_ARGUMENT"}
}


@pytest.mark.parametrize(
    "error",
    [
        {"message": "Provider returned error", "code": 502, "metadata": {"raw": json.dumps(BAD_KEY)}},
        {"message": f"litellm.BadRequestError: GeminiException - b'{json.dumps(BAD_KEY)}'", "code": "502"},
        {"message": f"litellm.BadRequestError: GeminiException - {json.dumps(BAD_KEY)}", "code": "502"},
        {"message": f"litellm.BadRequestError: GeminiException - {BAD_KEY}", "code": "502"},
    ],
    ids=["in a member", "printed as bytes", "printed", "printed by Python"],
)
def test_a_carried_error_is_read_with_its_own_code(error: Any) -> None:
    failure = answer("gemini", 502, {"error": error})
    assert (failure.cause.id, failure.code) == ("gemini.key_invalid", "INVALID_ARGUMENT")


def test_a_carried_message_in_russian_can_be_read() -> None:
    said = '{"status":422,"message":"Нет такой модели"}'.encode()
    message = f"422 {SBER}: {said!r}, Headers({{'server': 'SynGX'}})"
    failure = answer("gigachat", 422, {"detail": {"error": {"message": message, "type": "invalid_request_error"}}})
    assert failure.message == "Нет такой модели"


def test_a_function_of_the_user_s_own_that_crashed_is_told_as_that() -> None:
    crash = {"errorType": "Error", "errorMessage": "undefined is not a function"}
    failure = answer("gemini", 500, crash, url=None)
    assert (failure.answered_by, failure.cause.id) == ("gateway", "gateway.fault")


LIMITED = "Rate limit exceeded for user projects/1"
"""LiteLLM's own words too, of a limit of its own."""


@pytest.mark.parametrize(
    ("error", "headers"),
    [
        ({"message": f"litellm.RateLimitError: VertexAIException - {LIMITED}", "type": None}, {}),
        ({"message": LIMITED, "status": "RESOURCE_EXHAUSTED", "code": 429}, {"x-litellm-call-id": "c-1"}),
    ],
    ids=["said", "passed on"],
)
def test_what_a_gateway_carries_is_not_read_as_its_own_words(error: Any, headers: Any) -> None:
    failure = answer("gemini", 429, {"error": error}, headers)
    assert (failure.answered_by, failure.cause.id) == ("litellm", "gemini.rate_limited")


@pytest.mark.parametrize(
    ("status", "page", "who"),
    [
        (407, "", "proxy"),
        (403, "<html><title>Web Page Blocked</title></html>", "proxy"),
        (403, "<html>Доступ к ресурсу запрещён</html>", "proxy"),
        (522, "", "cloudflare"),
        (502, "error code: 502", "cloudflare"),
        (502, "<html><center>nginx</center></html>", "gateway"),
        (500, '{"errorType": "Error", "errorMessage": "Task timed out after 10.01 seconds"}', "gateway"),
    ],
)
def test_who_stands_before_the_service_is_told_without_any_header(status: int, page: str, who: str) -> None:
    failure = answer("gemini", status, page)
    assert failure.answered_by == who
    assert failure.cause.id.startswith("gateway.")


def test_a_carried_error_has_its_own_status_and_endpoint() -> None:
    failure = answer("gigachat", 500, printed(401, '{"code":6,"message":"credentials"}', TOKEN))
    assert failure.cause.id == "gigachat.token_key_unknown"
    wrapped = answer("gemini", 500, CARRIED["litellm"][2])
    assert (wrapped.cause.id, wrapped.code) == ("gemini.shared_capacity", "RESOURCE_EXHAUSTED")


def test_a_carried_error_in_a_stream_is_read_as_if_it_had_been_the_answer() -> None:
    event = '{"error": {"message": "Upstream service error", "type": "RateLimitError", "code": "stream_error"}}'
    failure = answer("gigachat", 200, f"data: {event}\n\n")
    assert failure.cause.id == "gigachat.parallel_requests"


def test_what_a_vendor_quotes_of_the_request_is_not_a_carried_error() -> None:
    quoting = {"error": {"code": 400, "message": f"Invalid value {EXHAUSTED}", "status": "INVALID_ARGUMENT"}}
    failure = answer("gemini", 400, quoting, url=GOOGLE)
    assert (failure.failure_class, failure.answered_by) == ("invalid_request", "service")


_OWN = [cause for cause in CAUSES.values() if cause.id.startswith("gateway.")]


@pytest.mark.parametrize("provider", ["gemini", "gigachat"])
@pytest.mark.parametrize("cause", _OWN, ids=[cause.id for cause in _OWN])
def test_a_gateway_s_own_refusal_is_the_same_whoever_was_called(cause: Any, provider: Provider) -> None:
    gateway = next((gateway for gateway in GATEWAYS if cause.id.startswith(f"gateway.{gateway.name}_")), None)
    if gateway is not None and gateway.provider not in (None, provider):
        pytest.skip("another vendor stands behind this gateway")
    example = cause.example
    failure = answer(provider, example.http, example.body, example.headers)
    assert failure.cause.id == cause.id
    assert failure.answered_by in ANSWERED_BY
    if gateway is not None:
        assert failure.answered_by == gateway.name


@pytest.mark.parametrize("cause", _OWN, ids=[cause.id for cause in _OWN])
def test_a_gateway_s_refusal_never_sends_to_the_vendor_s_console(cause: Any) -> None:
    assert "aistudio" not in cause.fix
    assert "Sber Studio" not in cause.fix


@pytest.mark.parametrize("detail", ["Invalid API key", "API key required"])
def test_gpt2giga_s_own_key_is_told_by_its_words_where_gigachat_is_called(detail: str) -> None:
    assert answer("gigachat", 401, {"detail": detail}).cause.id == "gateway.gpt2giga_key"
    assert answer("gemini", 401, {"detail": detail}).cause.id != "gateway.gpt2giga_key"


@pytest.mark.parametrize(
    ("provider", "status", "page", "url", "cause"),
    [
        ("gigachat", 404, "404 Not Found", SBER, "gigachat.wrong_base_url"),
        ("gigachat", 403, "403 Forbidden", SBER.replace("/v1/", "/v2/"), "gigachat.wrong_base_url"),
        ("gigachat", 403, "403 Forbidden", SBER, "gigachat.edge_refused"),
        ("gigachat", 404, "404 Not Found", TOKEN + "/token", "gigachat.wrong_auth_url"),
        ("gemini", 404, "Error 404 (Not Found)!!1", GOOGLE.replace("v1beta", "v1beta/v1beta"), "gemini.wrong_address"),
    ],
)
def test_a_page_of_the_vendor_s_edge_is_a_wrong_address(
    provider: Provider, status: int, page: str, url: str, cause: str
) -> None:
    headers = {"server": "SynGX" if provider == "gigachat" else "ESF", "content-type": "text/html"}
    failure = answer(provider, status, SYNGX.format(page), headers, url)
    assert (failure.cause.id, failure.answered_by) == (cause, "edge")


def test_a_page_with_the_service_s_own_id_is_no_wrong_address() -> None:
    headers = {"server": "SynGX", "content-type": "text/html", "x-request-id": "r-1"}
    failure = answer("gigachat", 404, SYNGX.format("404 Not Found"), headers, SBER)
    assert failure.cause.id != "gigachat.wrong_base_url"


def test_a_refusal_of_the_service_itself_is_no_wrong_address() -> None:
    body = {"status": 404, "message": "No such model"}
    failure = answer("gigachat", 404, body, {"server": "SynGX", "x-request-id": "r-1"}, SBER)
    assert (failure.cause.id, failure.answered_by) == ("gigachat.model_not_found", "service")


@pytest.mark.parametrize("name", ["x-request-id", "x-litellm-call-id", "cf-ray", "x-kong-request-id"])
def test_a_failure_has_the_answer_s_id(name: str) -> None:
    assert answer("gigachat", 500, "{}", {name.upper(): "abc-123"}, SBER).request_id == "abc-123"


def test_an_id_is_told_by_an_rpc_s_metadata_and_by_a_gateway_s_message() -> None:
    rpc = classify_grpc("gigachat", "INTERNAL", "", [("x-request-id", "r-7")])
    assert rpc is not None
    assert rpc.request_id == "r-7"
    body = {"error": {"message": "无效的令牌 (request id: 2026041215)", "type": "new_api_error"}}
    assert answer("gemini", 401, body).request_id == "2026041215"


def test_an_id_is_told_behind_a_letter_whose_small_one_is_longer() -> None:
    body = {"error": {"message": "\u0130stek reddedildi (request id: 2026041215)", "type": "new_api_error"}}
    assert answer("gemini", 401, body).request_id == "2026041215"


def test_an_error_of_the_vendor_s_own_form_is_the_vendor_s_whatever_the_gateway_measured() -> None:
    body, headers = {"status": 429, "message": "Too Many Requests"}, {"server": "kong/3.9.1"}
    assert answer("gigachat", 429, body, headers).cause.id == "gigachat.parallel_requests"


@pytest.mark.parametrize("value", ["", "two words", "x" * 200, "<script>"])
def test_what_is_no_plain_id_is_none(value: str) -> None:
    assert answer("gigachat", 500, "{}", {"x-request-id": value}, SBER).request_id is None


def test_nobody_answered_where_no_answer_came() -> None:
    assert classify_exception(ConnectionRefusedError(111, "Connection refused")).answered_by == "none"
    lost = classify_grpc("gigachat", "UNAVAILABLE", "DNS resolution failed for gigachat.devices.sberbank.ru:443")
    assert lost is not None
    assert lost.answered_by == "none"


def test_openrouter_s_shared_limit_is_its_own_though_a_provider_said_it() -> None:
    raw = "google/gemini-2.5-pro is temporarily rate-limited upstream. Please retry shortly, or add your own key"
    body = {"error": {"message": "Provider returned error", "code": 429, "metadata": {"raw": raw}}}
    assert answer("gemini", 429, body).cause.id == "gateway.openrouter_limit"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("GigaChat OAuth 401", "gigachat.token_unauthorized"),
        ("Failed to get GigaChat token: 401", "gigachat.token_unauthorized"),
        ("GigaChat вернул 401: неверный или просроченный access_token", "gigachat.unauthorized"),
        ("GigaChat error 402", "gigachat.payment_required"),
        ("Gemini API error (503): The model is overloaded", "gemini.model_overloaded"),
        ("gemini made 500 tokens too many", "client.refused"),
        ("the clock of Gemini is 404 seconds late", "client.refused"),
    ],
)
def test_an_application_s_own_text_is_read_as_the_status_that_it_quotes(text: str, cause: str) -> None:
    assert classify_exception(RuntimeError(text)).cause.id == cause


STREAM = 'data: {{"error": {{"message": "{message}", "type": "{kind}", "code": "{code}"}}}}\n\ndata: [DONE]\n\n'
GPT2GIGA = "http://gateway.internal:8090/chat/completions"


@pytest.mark.parametrize(
    ("kind", "cause", "owner"),
    [
        ("AuthenticationError", "gigachat.unauthorized", "account"),
        ("ResponseError", "gigachat.payment_required", "account"),
        ("RateLimitError", "gigachat.parallel_requests", "caller"),
        ("RequestEntityTooLargeError", "gigachat.payload_too_large", "caller"),
    ],
)
def test_a_class_of_the_sdk_in_gpt2giga_s_stream_is_the_vendor_s_error(kind: str, cause: str, owner: str) -> None:
    body = STREAM.format(message="Upstream service error", kind=kind, code="stream_error")
    failure = answer("gigachat", 200, body, {"content-type": "text/event-stream"}, GPT2GIGA)
    assert (failure.cause.id, failure.owner, failure.answered_by) == (cause, owner, "gpt2giga")


@pytest.mark.parametrize(
    ("kind", "cause"), [("ConnectError", "network.connect_failed"), ("ReadTimeout", "network.read_timeout")]
)
def test_a_gateway_that_did_not_reach_the_vendor_names_httpx_s_exception(kind: str, cause: str) -> None:
    body = STREAM.format(message="Stream interrupted", kind=kind, code="internal_error")
    failure = answer("gigachat", 200, body, {"content-type": "text/event-stream"}, GPT2GIGA)
    assert (failure.cause.id, failure.answered_by) == (cause, "gpt2giga")


@pytest.mark.parametrize(
    ("status", "message", "cause"),
    [
        (429, "Max parallel request limit reached. Hit limit for api_key: 88dc", "gateway.litellm_limit"),
        (429, "Rate limit exceeded for api_key: 88dc. Limit type: tokens. Remaining: 0", "gateway.litellm_limit"),
        (400, "/chat/completions: Invalid model name passed in model=gemini-9.", "gateway.litellm_unknown_model"),
    ],
)
def test_litellm_s_own_refusals_are_known_by_their_words(status: int, message: str, cause: str) -> None:
    failure = answer("gemini", status, {"error": {"message": message, "type": "None", "code": str(status)}})
    assert (failure.cause.id, failure.owner, failure.answered_by) == (cause, "caller", "litellm")


def test_the_id_that_the_answer_says_is_not_replaced_by_a_header() -> None:
    evidence = Evidence(request_id="said")
    note_request_id(evidence, {"x-request-id": "sent"})
    assert evidence.request_id == "said"


@pytest.mark.parametrize(
    ("message", "printed"),
    [
        ('first {"error": 1} then {"error": 2}', [{"error": 1}]),
        ("first {'error': 1}", [{"error": 1}]),
        ("""b'{"error": 1}' and b'{"error": 2}'""", [{"error": 1}, {"error": 2}]),
        ("no { value", []),
        ("none", []),
    ],
)
def test_of_the_objects_that_a_message_prints_the_first_counts_and_all_bytes(message: str, printed: list[Any]) -> None:
    assert printed_in(message) == printed


@pytest.mark.parametrize(
    ("status", "of_the_service", "of_kong"),
    [
        (401, "gemini.unauthenticated", "gateway.key"),
        (403, "gemini.permission_denied", "gateway.denied"),
        (404, "gemini.not_found", "gateway.route"),
        (429, "gemini.rate_limited", "gateway.limit"),
        (500, "gemini.internal", "gateway.fault"),
        (503, "gemini.unavailable", "gateway.unavailable"),
    ],
)
def test_what_kong_has_asked_upstream_for_is_the_service_s_refusal(
    status: int, of_the_service: str, of_kong: str
) -> None:
    body, kong = {"message": "Something else"}, {"server": "kong/3.9.1"}
    assert answer("gemini", status, body, {**kong, "x-kong-upstream-latency": "80"}).cause.id == of_the_service
    assert answer("gemini", status, body, {**kong, "x-kong-response-latency": "1"}).cause.id == of_kong
    assert answer("gemini", status, body, kong).cause.id == of_kong


def test_kong_s_own_words_are_its_own_though_it_has_asked_upstream() -> None:
    headers = {"server": "kong/3.9.1", "x-kong-upstream-latency": "80"}
    assert (
        answer("gemini", 404, {"message": "no Route matched with those values"}, headers).cause.id
        == "gateway.kong_route"
    )


@pytest.mark.parametrize(
    ("words", "who"),
    [
        (
            "ERR_ACCESS_DENIED|by (squid/5.7)|The requested URL could not be retrieved|Zscaler|FortiGuard|Fortinet|"
            "BlueCoat|Blue Coat|Forcepoint|Websense|McAfee Web Gateway|Skyhigh|Cisco Umbrella|Sophos|Barracuda|"
            "Netskope|UserGate|Kerio|Web Page Blocked|Proxy Authentication Required|This website is blocked|"
            "blocked by your organization|blocked by your organisation|Доступ к ресурсу запрещён|"
            "Доступ к ресурсу ограничен|Доступ к сайту заблокирован|Доступ к сайту ограничен|"
            "Сайт заблокирован администратором",
            "proxy",
        ),
        (
            "<center>nginx|<center>tengine|<center>angie|<center>cloudfront|nginx/1.25|openresty|"
            "upstream connect error or disconnect|no healthy upstream|"
            "No server is available to handle this request|<address>Apache|Varnish cache server|Traefik|Envoy|"
            "HAProxy|Akamai|Generated by cloudfront|FUNCTION_INVOCATION_TIMEOUT|HTTP Error 502. The service|"
            "HTTP Error 503. The service|HTTP Error 504. The service|Azure Application Gateway|"
            "Microsoft-Azure-Application-Gateway",
            "gateway",
        ),
    ],
)
def test_a_page_is_of_whoever_signs_it(words: str, who: str) -> None:
    signed = {word: f"<html><body><p>{word}</p></body></html>" for word in words.split("|")}
    for url in (RELAY, GOOGLE):  # behind the vendor's own host nothing else tells it from the vendor's edge
        told = {word: answer("gemini", 503, page, url=url) for word, page in signed.items()}
        assert {word: failure.answered_by for word, failure in told.items()} == dict.fromkeys(signed, who)
        assert {failure.cause.id.partition(".")[0] for failure in told.values()} == {"gateway"}


@pytest.mark.parametrize(
    ("servers", "who"),
    [
        ("squid/5.7|Zscaler/6.2|BlueCoat|McAfee Web Gateway|Forcepoint|tinyproxy/1.11|Privoxy", "proxy"),
        ("nginx|openresty/1.25|envoy|istio-envoy|HAProxy|traefik|Caddy|Apache/2.4|Varnish", "gateway"),
    ],
)
def test_a_page_that_nobody_signs_is_of_the_server_that_sent_it(servers: str, who: str) -> None:
    page = "<html><body>Something went wrong</body></html>"
    sent = {server: answer("gemini", 503, page, {"server": server}) for server in servers.split("|")}
    assert {server: failure.answered_by for server, failure in sent.items()} == dict.fromkeys(sent, who)


@pytest.mark.parametrize("header", ["x-squid-error", "proxy-authenticate", "X-Bluecoat-Via", "x-zscaler-error"])
def test_a_proxy_is_told_by_a_header_that_only_proxies_send(header: str) -> None:
    assert answer("gemini", 403, "", {header: "a"}).answered_by == "proxy"


@pytest.mark.parametrize("status", [520, 521, 522, 523, 524, 525, 526, 527, 530])
def test_cloudflare_is_told_by_its_own_statuses(status: int) -> None:
    assert answer("gemini", status, "").answered_by == "cloudflare"


@pytest.mark.parametrize(
    "header",
    [
        "x-request-id",
        "request-id",
        "x-goog-request-id",
        "x-correlation-id",
        "x-amzn-requestid",
        "cf-ray",
        "x-litellm-call-id",
        "x-apigee-message-id",
        "x-kong-request-id",
        "x-oneapi-request-id",
        "x-portkey-trace-id",
    ],
)
def test_the_id_of_an_answer_is_found_under_every_name_that_it_has(header: str) -> None:
    assert answer("gemini", 503, EXHAUSTED, {header.title(): "id-1"}).request_id == "id-1"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("BadRequestError", 400),
        ("invalid_request_error", 400),
        ("AuthenticationError", 401),
        ("authentication_error", 401),
        ("ResponseError", 402),
        ("ForbiddenError", 403),
        ("permission_denied_error", 403),
        ("PermissionDeniedError", 403),
        ("NotFoundError", 404),
        ("not_found_error", 404),
        ("RequestEntityTooLargeError", 413),
        ("UnprocessableEntityError", 422),
        ("RateLimitError", 429),
        ("rate_limit_error", 429),
        ("ServerError", 500),
        ("server_error", 500),
        ("InternalServerError", 500),
        ("ServiceUnavailableError", 503),
        ("Timeout", 504),
        ("another_error", None),
    ],
)
def test_the_type_of_an_error_in_a_stream_stands_for_a_status(kind: str, status: int | None) -> None:
    evidence = Evidence(provider="gigachat", http_status=200)
    read_error({"message": "m", "type": kind}, evidence)
    assert evidence.error_status == status


def test_the_type_of_an_error_does_not_outrank_the_status_of_its_answer() -> None:
    evidence = Evidence(provider="gigachat", http_status=503)
    read_error({"message": "m", "type": "rate_limit_error"}, evidence)
    assert evidence.error_status is None


@pytest.mark.parametrize(
    ("provider", "words"),
    [
        (
            "gemini",
            "<title>Error 502 (|That's all we know|//www.google.com/images/errors/robot|sending automated queries",
        ),
        ("gigachat", "SynGX|SOWA"),
    ],
)
def test_a_page_of_the_vendor_s_edge_is_known_by_what_it_is_signed_with(provider: Provider, words: str) -> None:
    url = GOOGLE if provider == "gemini" else SBER
    found = {word: answer(provider, 502, f"<html>{word}</html>", None, RELAY).answered_by for word in words.split("|")}
    assert found == dict.fromkeys(found, "edge")
    assert answer(provider, 502, "<html>nobody</html>", None, url).answered_by == "edge"
    assert answer(provider, 502, "<html>nobody</html>", None, RELAY).answered_by == "gateway"


@pytest.mark.parametrize("host", ["generativelanguage.googleapis.com", "generativelanguage.mtls.googleapis.com"])
@pytest.mark.parametrize(
    ("path", "is_wrong"),
    [
        ("/v2/models", True),
        ("/models", True),
        ("/v1beta5/models", False),
        ("/upload/v1beta/files", False),
        ("/download/v1/files", False),
        ("/ws/google", False),
        ("/v1alpha/models", False),
    ],
)
def test_a_path_that_the_api_does_not_have_is_a_wrong_address(host: str, path: str, is_wrong: bool) -> None:
    found = answer("gemini", 403, "<html><title>Error 403 (Forbidden)!!1</title></html>", None, f"https://{host}{path}")
    assert (found.cause.id == "gemini.wrong_address") is is_wrong


@pytest.mark.parametrize(
    ("error", "who"),
    [
        ({"message": "m"}, "gateway"),
        ({"message": "m", "details": [{"@type": "t/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]}, "service"),
        (
            {
                "message": "m",
                "details": [{"@type": "t/google.rpc.QuotaFailure", "violations": [{"quotaId": "PerDay"}]}],
            },
            "service",
        ),
        ({"message": "m", "code": "invalid_key"}, "service"),
    ],
    ids=str,
)
def test_behind_a_relay_what_only_a_service_says_is_the_service_s(error: Any, who: str) -> None:
    failure = classify_response("gemini", 400, {"error": error}, None, "https://relay.test/v1beta/models")
    assert failure is not None
    assert failure.answered_by == who


@pytest.mark.parametrize("header", ["server", "via"])
@pytest.mark.parametrize(
    ("value", "who"), [("Squid/5.7", "proxy"), ("istio-envoy", "gateway"), ("nginx/1.25", "gateway"), ("odd", "edge")]
)
def test_a_page_is_of_the_server_that_signs_its_headers(header: str, value: str, who: str) -> None:
    url = "https://relay.test/" if who == "gateway" else "https://generativelanguage.googleapis.com/v1beta/models"
    failure = classify_response("gemini", 500, "<html>Sorry</html>", {header: value}, url)
    assert failure is not None
    assert failure.answered_by == who


@pytest.mark.parametrize(
    ("page", "url", "who"),
    [
        ("<html>Sorry</html>", "https://api.giga.chat/v1/models", "edge"),
        ("Sorry", "https://api.giga.chat/v1/models", "service"),
        ("<html>Sorry</html>", "", "service"),
        ("Sorry", "", "service"),
        ("<html>Sorry</html>", "https://relay.test/v1/models", "gateway"),
    ],
)
def test_a_page_that_nobody_signs_is_told_by_its_host(page: str, url: str, who: str) -> None:
    failure = classify_response("gigachat", 500, page, None, url)
    assert failure is not None
    assert failure.answered_by == who


@pytest.mark.parametrize("error", [{"message": "m"}, {"type": "server_error", "message": "m"}])
@pytest.mark.parametrize(
    ("url", "who"),
    [(None, "service"), ("https://generativelanguage.googleapis.com/", "service"), ("https://relay.test/", "gateway")],
)
def test_an_error_of_no_vendor_s_form_is_a_gateway_s_only_where_a_foreign_host_was_called(
    url: str | None, who: str, error: dict[str, Any]
) -> None:
    failure = classify_response("gemini", 500, {"error": error}, None, url)
    assert failure is not None
    assert failure.answered_by == who


@pytest.mark.parametrize("status", [403, 404, 405])
def test_a_page_about_a_path_that_the_api_has_not_is_a_wrong_address(status: int) -> None:
    url = "https://generativelanguage.googleapis.com/openai/chat"
    failure = classify_response(
        "gemini", status, "<html><title>Error</title></html>", {"content-type": "text/html"}, url
    )
    assert failure is not None
    assert failure.cause.id == "gemini.wrong_address"
