"""Every sign of a gateway tells it by itself: a word, a type, a member, a header, a host, a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genai_triage.evidence import classify_response
from genai_triage.taxonomy import Evidence
from genai_triage.taxonomy.gateways import ANSWERED_BY, GATEWAYS
from genai_triage.taxonomy.gateways.rows import refusal
from genai_triage.taxonomy.match import match
from genai_triage.taxonomy.model import FailureClass

RELAY = "https://relay.test/v1/chat/completions"
WORDS = {
    "litellm": "litellm.|litellm proxy|litellm virtual key|received model group=|available model group fallbacks|"
    "exceededbudget:|budget has been exceeded! |no connected db.|no deployments available for selected model|"
    "invalid proxy server token passed|invalid model name passed in|max parallel request limit reached|"
    ". limit type: ",
    "gpt2giga": "gpt2giga|concurrency limit reached for the requested model|unexpected gigachatexception|"
    "unexpected responseerror|stream interrupted|upstream service error",
    "openrouter": "openrouter.ai/|provider returned error|no auth credentials found|"
    "no allowed providers are available|no endpoints found|free-models-per-|rate-limited upstream",
    "kong": "no route matched with those values|no api key found in request|ai token rate limit exceeded",
    "new_api": "(request id: 20",
    "portkey": "portkey",
}
TYPES = {
    "litellm": "budget_exceeded key_model_access_denied team_model_access_denied user_model_access_denied "
    "org_model_access_denied project_model_access_denied expired_key auth_error no_db_connection "
    "token_not_found_in_db throttling_error",
    "new_api": "new_api_error one_api_error v_api_error rix_api_error upstream_error",
    "portkey": "hooks_failed",
}
MEMBERS = {"litellm": "model_armor_response", "apigee": "fault"}
HEADERS = {
    "litellm": "x-litellm-version llm_provider-x-request-id",
    "apigee": "x-apigee-fault-code",
    "kong": "x-kong-response-latency",
    "new_api": "x-new-api-version x-oneapi-request-id",
    "portkey": "x-portkey-provider",
}
HOSTS = {"openrouter": "openrouter.ai", "portkey": "api.portkey.ai"}


def who(body: Any, headers: Any = None, url: str = RELAY) -> str:
    failure = classify_response("gemini", 500, body, headers, url)
    assert failure is not None
    return failure.answered_by


@pytest.mark.parametrize(("gateway", "words"), WORDS.items())
def test_each_word_of_a_gateway_s_message_tells_it(gateway: str, words: str) -> None:
    told = {word: who({"error": {"message": f"Sorry: {word} 7".title(), "code": "500"}}) for word in words.split("|")}
    assert told == dict.fromkeys(told, gateway)


@pytest.mark.parametrize(("gateway", "types"), TYPES.items())
def test_each_type_of_a_gateway_s_error_tells_it(gateway: str, types: str) -> None:
    told = {kind: who({"error": {"message": "Sorry", "type": kind, "code": "500"}}) for kind in types.split()}
    assert told == dict.fromkeys(told, gateway)


@pytest.mark.parametrize(("gateway", "member"), MEMBERS.items())
def test_a_member_that_only_a_gateway_has_tells_it(gateway: str, member: str) -> None:
    assert who({"error": {"message": "Sorry", member: {"a": 1}}}) == gateway
    assert who({member: {"a": 1}, "message": "Sorry"}) == gateway


@pytest.mark.parametrize(("gateway", "headers"), HEADERS.items())
def test_each_header_of_a_gateway_tells_it(gateway: str, headers: str) -> None:
    told = {header: who({"error": {"message": "Sorry"}}, {header.title(): "1"}) for header in headers.split()}
    assert told == dict.fromkeys(told, gateway)


@pytest.mark.parametrize(("gateway", "host"), HOSTS.items())
def test_the_host_of_a_gateway_tells_it(gateway: str, host: str) -> None:
    assert who({"error": {"message": "Sorry"}}, url=f"https://{host}/v1/chat/completions") == gateway


def test_kong_signs_as_the_server_or_on_the_way() -> None:
    assert who({"message": "Sorry"}, {"Server": "kong/3.9"}) == "kong"
    assert who({"message": "Sorry"}, {"Via": "1.1 kong/3.9"}) == "kong"


@pytest.mark.parametrize("detail", ["API key required", "Invalid API key", "API key not configured"])
def test_gpt2giga_s_own_details_are_its_own_where_gigachat_is_called(detail: str) -> None:
    own, other = (classify_response(one, 401, {"detail": detail}, None, RELAY) for one in ("gigachat", "gemini"))
    assert own is not None
    assert other is not None
    assert (own.answered_by, other.answered_by) == ("gpt2giga", "gateway")


def test_every_sign_of_the_table_is_among_them() -> None:
    for gateway in GATEWAYS:
        name = gateway.name
        assert set(gateway.words) == {*WORDS.get(name, "").split("|")} - {""}, f"write the words of {name} into WORDS"
        assert set(gateway.types) == {*TYPES.get(name, "").split()}, f"write the types of {name} into TYPES"
        assert gateway.host == HOSTS.get(name, ""), f"write the host of {name} into HOSTS"
        lacking = [prefix for prefix in gateway.headers if prefix not in HEADERS.get(name, "")]
        assert lacking == [], f"write a header of {name} that begins so into HEADERS"


@pytest.mark.parametrize("gateway", [gateway.name for gateway in GATEWAYS])
def test_the_page_names_every_gateway(gateway: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "gateways.md").read_text(encoding="utf-8")
    assert f"`{gateway}`" in page, f"docs/gateways.md has no `{gateway}` among the values of triage.answered_by"


def test_a_refusal_of_a_gateway_that_is_not_known_says_what_is_missing() -> None:
    with pytest.raises(ValueError, match=r"'helicone_limit' begins with no gateway's name: .* into known\.py first"):
        refusal("helicone_limit", FailureClass.RATE_LIMIT, "limit", http=429, body={}, doc="https://docs.example.com")


_BY_STATUS: dict[str, dict[str, tuple[int | str, ...]]] = {
    "gateway litellm apigee": {
        "fault": (500, 502),
        "unavailable": (503, 529),
        "timeout": (504, 408, "DEADLINE_EXCEEDED"),
        "limit": (429,),
        "too_large": (413, 414, 431),
        "payment": (402,),
        "key": (401,),
        "denied": (403,),
        "route": (404, 405),
    },
    "cloudflare": {
        "cloudflare_limit": (429,),
        "origin_tls": (525, 526),
        "origin_timeout": (524,),
        "origin_unreachable": (521, 523, 530),
        "origin_fault": (500, 502, 503, 504, 520, 522, 527),
        "cloudflare_refused": (400, 401, 403, 404),
    },
    "proxy": {"proxy_login": (407,), "proxy_refused": (403, 502, 503)},
    "": {
        "proxy_login": (407,),
        "origin_tls": (525, 526),
        "origin_timeout": (524,),
        "origin_unreachable": (521, 523, 530),
        "origin_fault": (520, 522, 527),
    },
}
"""What a status means where it comes from somebody on the way, and where nobody says from whom."""


@pytest.mark.parametrize(
    ("hop", "status", "cause"),
    [
        (hop or None, status, f"gateway.{cause}")
        for hops, causes in _BY_STATUS.items()
        for hop in hops.split(" ")
        for cause, statuses in causes.items()
        for status in statuses
    ],
)
def test_a_status_of_somebody_on_the_way_is_told_as_theirs(hop: str | None, status: int | str, cause: str) -> None:
    observed: dict[str, Any] = {"http_status": status} if isinstance(status, int) else {"status": status}
    for provider in ("gemini", "gigachat", None):
        assert match(Evidence(provider=provider, answered_by=hop, **observed)).cause.id == cause


@pytest.mark.parametrize(
    ("hop", "text", "cause"),
    [
        *(
            ("gateway", text, "timeout")
            for text in ("task timed out", "function_invocation_timeout", "upstream request timeout")
        ),
        *(("cloudflare", text, "cloudflare_limit") for text in ("error code: 1015", "you are being rate limited")),
        *(("cloudflare", text, "origin_unreachable") for text in ("error code: 1016", "error code: 1033")),
        *(("proxy", text, "proxy_login") for text in ("err_cache_access_denied", "proxy authentication required")),
        *(
            ("proxy", f"err_{fault}", "proxy_lost")
            for fault in ("dns_fail", "connect_fail", "read_timeout", "read_error", "zero_size_object")
        ),
        *(
            ("proxy", f"err_{fault}", "proxy_lost")
            for fault in ("secure_connect_fail", "cannot_forward", "lifetime_exp")
        ),
    ],
)
def test_a_page_of_somebody_on_the_way_is_told_by_its_words(hop: str, text: str, cause: str) -> None:
    assert match(Evidence(answered_by=hop, http_status=499, message=text.upper())).cause.id == f"gateway.{cause}"


def test_a_function_that_crashed_is_a_fault_on_the_way_whatever_its_status() -> None:
    crashed = Evidence(answered_by="gateway", http_status=299, fact="function_crashed")
    assert match(crashed).cause.id == "gateway.fault"


@pytest.mark.parametrize(
    "exception",
    [
        *("httpx.ProxyError", "httpx2.ProxyError", "httpcore.ProxyError", "requests.ProxyError", "urllib3.ProxyError"),
        *("app.ProxyError", "aiohttp.ClientHttpProxyError", "websockets.ProxyError", "websockets.InvalidProxyStatus"),
    ],
)
@pytest.mark.parametrize(
    ("text", "cause"),
    [
        *((text, "proxy_login") for text in ("407 Required", "Proxy Authentication Required")),
        *((text, "proxy_refused") for text in ("403", "Forbidden", "Access denied", "451 x")),
    ],
)
def test_a_tunnel_that_a_proxy_refuses_is_told_by_its_answer(exception: str, text: str, cause: str) -> None:
    assert match(Evidence(exceptions=(exception,), message=text)).cause.id == f"gateway.{cause}"


def test_who_may_have_answered_is_a_closed_list_in_the_order_of_pages_and_dashboards() -> None:
    gateways = [gateway.name for gateway in GATEWAYS]
    assert ("service", "edge", "proxy", "cloudflare", *gateways, "gateway", "none") == ANSWERED_BY


@pytest.mark.parametrize(
    ("header", "gateway"),
    [
        ("x-litellm-call-id", "litellm"),
        ("x-apigee-message-id", "apigee"),
        ("x-kong-request-id", "kong"),
        ("x-oneapi-request-id", "new_api"),
        ("x-portkey-trace-id", "portkey"),
    ],
)
def test_a_gateway_s_own_id_of_the_request_is_the_answer_s(header: str, gateway: str) -> None:
    failure = classify_response("gemini", 500, {"error": {"message": "m"}}, {header: "i-1"}, RELAY)
    assert failure is not None
    assert (failure.answered_by, failure.request_id) == (gateway, "i-1")
