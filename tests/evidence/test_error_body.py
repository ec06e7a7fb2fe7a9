"""What each envelope of an error says: its status, its words, what it is refused for, and when to come back."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from genai_triage.evidence import classify_response
from genai_triage.evidence.error_body import note_unreadable, read_error
from genai_triage.evidence.limits import MAX_DETAILS, MAX_VIOLATIONS
from genai_triage.taxonomy import Evidence, Violation

ERRORS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the first code of gRPC": ({"code": 1, "message": "m"}, {"status": "CANCELLED", "message": "m"}),
    "no code of gRPC": ({"code": 0, "message": "m"}, {"message": "m"}),
    "every reason counts, the first before the others": (
        {
            "code": 403,
            "message": "m",
            "details": [
                {"@type": "google.rpc.ErrorInfo", "reason": "A", "metadata": {"a": "1", "b": "1"}},
                {"@type": "google.rpc.ErrorInfo", "reason": "B", "metadata": {"b": "2"}},
            ],
            "errors": [{"reason": "c"}, {"reason": "d"}],
        },
        {"error_status": 403, "message": "m", "reasons": ("A", "B", "c", "d"), "metadata": {"a": "1", "b": "2"}},
    ),
    "a reason that is empty or no text": (
        {
            "code": 403,
            "message": "m",
            "details": [
                {"@type": "google.rpc.ErrorInfo", "reason": "", "metadata": {"a": "b"}},
                {"@type": "google.rpc.ErrorInfo", "reason": 5, "metadata": {"a": "b"}},
            ],
        },
        {"error_status": 403, "message": "m"},
    ),
    "old errors fill a missing message": (
        {"code": 403, "errors": [{"reason": "a", "message": "B"}]},
        {"error_status": 403, "reasons": ("a",), "message": "B"},
    ),
    "old errors: own message stays": (
        {"code": 403, "message": "A", "errors": [{"reason": "a", "message": "B"}]},
        {"error_status": 403, "reasons": ("a",), "message": "A"},
    ),
    "old errors: what is no text says nothing": (
        {"code": 403, "errors": [{"reason": 5, "message": 7}, "x", {"reason": ""}]},
        {"error_status": 403},
    ),
    "detail dict": (
        {
            "code": 429,
            "status": "RESOURCE_EXHAUSTED",
            "message": "m",
            "details": {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3s"},
        },
        {"status": "RESOURCE_EXHAUSTED", "error_status": 429, "message": "m", "retry_after": 3.0},
    ),
    "detail text": (
        {"code": 400, "message": "m", "details": "more"},
        {"error_status": 400, "message": "m", "hint": "\nmore"},
    ),
    "snake case": (
        {
            "code": 429,
            "message": "m",
            "details": [
                {"@type": "google.rpc.RetryInfo", "retry_delay": "3s"},
                {
                    "@type": "google.rpc.QuotaFailure",
                    "violations": [
                        {"quota_id": "Q", "quota_metric": "M", "quota_value": "0", "quota_dimensions": {"model": "g"}}
                    ],
                },
                {"@type": "google.rpc.BadRequest", "field_violations": [{"description": "d"}]},
            ],
        },
        {
            "error_status": 429,
            "violations": (Violation(quota_id="Q", metric="M", value="0", model="g"),),
            "message": "m",
            "hint": "\nd",
            "retry_after": 3.0,
        },
    ),
    "help says nothing": (
        {"code": 400, "message": "m", "details": [{"@type": "google.rpc.Help", "message": "h"}]},
        {"error_status": 400, "message": "m"},
    ),
    "localized": (
        {
            "code": 400,
            "message": "m",
            "details": [
                {"@type": "google.rpc.LocalizedMessage", "message": "l"},
                {"@type": "google.rpc.DebugInfo", "detail": "d"},
            ],
        },
        {"error_status": 400, "message": "m", "hint": "\nl\nd"},
    ),
    "localized same": (
        {"code": 400, "message": "m", "details": [{"@type": "google.rpc.LocalizedMessage", "message": "m"}]},
        {"error_status": 400, "message": "m"},
    ),
    "unknown detail": (
        {
            "code": 400,
            "message": "m",
            "details": [{"@type": "x.Y", "reason": "R", "metadata": {"a": "b", "n": 1, "l": [1]}}],
        },
        {"error_status": 400, "reasons": ("R",), "metadata": {"a": "b", "n": "1"}, "message": "m"},
    ),
    "text in details": (
        {"code": 400, "message": "m", "details": ["more"]},
        {"error_status": 400, "message": "m", "hint": "\nmore"},
    ),
    "apigee": (
        {"fault": {"faultstring": "Rate limit", "detail": {"errorcode": "policies.ratelimit.QuotaViolation"}}},
        {"message": "Rate limit", "hint": "\npolicies.ratelimit.QuotaViolation", "answered_by": "apigee"},
    ),
    "apigee beside message": (
        {"message": "A", "fault": {"faultstring": "Rate limit", "detail": {"errorcode": "p.q"}}},
        {"message": "A", "hint": "\np.q", "answered_by": "apigee"},
    ),
    "fastapi": ({"detail": [{"msg": "a", "type": "x"}, {"msg": 5}, "z", {"msg": "b"}]}, {"message": "a; b"}),
    "fastapi beside message": ({"message": "A", "detail": [{"msg": "a"}]}, {"message": "A"}),
    "openrouter raw": (
        {"code": 429, "message": "m", "metadata": {"raw": "plain"}},
        {"error_status": 429, "message": "m", "hint": "\nplain"},
    ),
    "kind alone": (
        {"type": "RateLimitError", "message": "m"},
        {"error_status": 429, "message": "m", "hint": "\nRateLimitError"},
    ),
    "kind beside status": (
        {"type": "RateLimitError", "message": "m", "code": 500},
        {"error_status": 500, "message": "m", "hint": "\nRateLimitError"},
    ),
    "transport kind": (
        {"type": "ConnectTimeout", "message": "m"},
        {"message": "m", "hint": "\nConnectTimeout", "exceptions": ("httpx.ConnectTimeout", "builtins.Exception")},
    ),
    "string code": (
        {"code": "rate_limit_exceeded", "message": "m"},
        {"code": "rate_limit_exceeded", "message": "m", "hint": "\nrate_limit_exceeded"},
    ),
    "digits": ({"code": "429", "message": "m"}, {"error_status": 429, "message": "m"}),
    "float": ({"code": 429.0, "message": "m"}, {"error_status": 429, "message": "m"}),
    "bool": ({"code": True, "message": "m"}, {"message": "m"}),
    "small code": ({"code": 8, "message": "m"}, {"status": "RESOURCE_EXHAUSTED", "message": "m"}),
    "small code text": ({"code": "8", "message": "m"}, {"status": "RESOURCE_EXHAUSTED", "message": "m"}),
    "oauth": ({"error": "invalid_grant", "error_description": "d"}, {"code": "invalid_grant", "message": "d"}),
    "status name": ({"status": "RESOURCE_EXHAUSTED", "message": "m"}, {"status": "RESOURCE_EXHAUSTED", "message": "m"}),
    "two statuses": ({"status": 429, "code": 500, "message": "m"}, {"error_status": 429, "message": "m"}),
    "portuguese": (
        {"code": 503, "status": "INDISPONÍVEL", "message": "m"},
        {"status": "INDISPONÍVEL", "error_status": 503, "message": "m"},
    ),
    "nested json in message": (
        {"code": 500, "message": '{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "inner"}}'},
        {"status": "RESOURCE_EXHAUSTED", "error_status": 500, "message": "inner"},
    ),
    "message object": (
        {"code": 500, "message": {"error": {"code": 429, "message": "inner"}}},
        {"error_status": 500, "message": "inner"},
    ),
    "quota reset delay": (
        {
            "code": 429,
            "message": "m",
            "details": [{"@type": "google.rpc.ErrorInfo", "reason": "R", "metadata": {"quotaResetDelay": "61s"}}],
        },
        {
            "error_status": 429,
            "reasons": ("R",),
            "metadata": {"quotaResetDelay": "61s"},
            "message": "m",
            "retry_after": 61.0,
            "reset_after": 61.0,
        },
    ),
    "said in words": (
        {"code": 429, "message": "Please retry in 12.5s."},
        {"error_status": 429, "message": "Please retry in 12.5s.", "retry_after": 12.5},
    ),
    "empty violations": (
        {"code": 429, "message": "m", "details": [{"@type": "google.rpc.QuotaFailure", "violations": [{}, {}]}]},
        {
            "error_status": 429,
            "violations": (
                Violation(quota_id="", metric="", value=None, model=""),
                Violation(quota_id="", metric="", value=None, model=""),
            ),
            "message": "m",
        },
    ),
    "one empty violation": (
        {"code": 429, "message": "m", "details": [{"@type": "google.rpc.QuotaFailure", "violations": [{}]}]},
        {"error_status": 429, "message": "m"},
    ),
    "unnamed beside named": (
        {
            "code": 429,
            "message": "m",
            "details": [
                {
                    "@type": "google.rpc.QuotaFailure",
                    "violations": [{"description": "d"}, {"subject": "s", "quotaValue": True}],
                }
            ],
        },
        {
            "error_status": 429,
            "violations": (Violation(quota_id="", metric="", value=None, model=""),),
            "message": "m",
            "hint": "\nd",
        },
    ),
}
"""An error object, and all that is known by it."""


def known(error: dict[str, Any], provider: Any = "gemini") -> dict[str, Any]:
    """What is not as it is where nothing was said."""
    said, nothing = Evidence(provider=provider), Evidence(provider=provider)
    read_error(error, said)
    names = [field.name for field in fields(said) if field.name != "is_spoken"]
    return {name: getattr(said, name) for name in names if getattr(said, name) != getattr(nothing, name)}


@pytest.mark.parametrize(("error", "says"), [pytest.param(*row, id=name) for name, row in ERRORS.items()])
def test_an_error_says_this_and_nothing_else(error: dict[str, Any], says: dict[str, Any]) -> None:
    assert known(error) == says


@pytest.mark.parametrize("code", [8, "8"])
def test_a_small_number_is_a_code_of_gigachat_s_own(code: object) -> None:
    assert known({"code": code, "message": "m"}, "gigachat") == {"code": "8", "message": "m"}


def test_what_was_known_before_is_not_said_again() -> None:
    before = Evidence(provider="gemini", status="UNAVAILABLE", error_status=503, retry_after=1.0)
    read_error({"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Please retry in 12.5s."}, before)
    assert (before.status, before.error_status, before.retry_after) == ("UNAVAILABLE", 503, 1.0)


_OWN: dict[str, Any] = {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Please retry in 7s."}
_QUOTA: dict[str, Any] = {"@type": "google.rpc.QuotaFailure", "violations": [{"quotaId": "a", "quotaValue": "2"}]}
PLAIN: dict[str, dict[str, Any]] = {
    "as nearly every one": _OWN,
    "with details": {**_OWN, "details": [_QUOTA, {"@type": "google.rpc.RetryInfo", "retryDelay": "3s"}]},
    "with a violation that is described": {
        **_OWN,
        "details": [{**_QUOTA, "violations": [{"subject": "s", "description": "d"}]}],
    },
    "with a violation that is none": {**_OWN, "details": [{**_QUOTA, "violations": [{"a": 1}]}]},
    "with one detail": {**_OWN, "details": {"@type": "google.rpc.ErrorInfo", "reason": "R"}},
    "with details in words": {**_OWN, "details": "reset after 3h"},
    "that says when it comes back": {**_OWN, "message": "Quota will reset after 3h."},
    "with a gateway's words": {**_OWN, "message": "litellm.RateLimitError: no."},
    "with JSON for a message": {**_OWN, "message": ' {"error": {"code": 403, "message": "no"}}'},
    "with an empty message": {**_OWN, "message": " "},
    "without a message": {"code": 429, "status": "RESOURCE_EXHAUSTED"},
    "with a code of gRPC": {**_OWN, "code": 8},
    "with a code of 3xx": {**_OWN, "code": 301},
    "with a code that is true": {**_OWN, "code": True},
}


@pytest.mark.parametrize("error", PLAIN.values(), ids=PLAIN)
def test_google_s_own_error_says_the_same_as_with_a_member_that_says_nothing(error: dict[str, Any]) -> None:
    found = [Evidence(provider="gemini", http_status=429) for _ in range(2)]
    read_error(error, found[0])
    read_error({**error, "documentation": None}, found[1])
    assert found[0] == found[1]


_KEYS = ("message", "error_description", "detail", "error", "error_message", "errorMessage", "reason", "msg")


@pytest.mark.parametrize("key", _KEYS)
def test_words_are_found_under_every_name_that_services_have_for_them(key: str) -> None:
    for error in ({"code": 429, key: "said"}, {"code": 429, **dict.fromkeys(_KEYS, " \n"), key: "said"}):
        evidence = Evidence(provider="gigachat")
        read_error(error, evidence)
        assert (evidence.message, evidence.error_status) == ("said", 429)


def test_of_several_words_the_first_name_s_count() -> None:
    for number, key in enumerate(_KEYS):
        evidence = Evidence(provider="gigachat")
        read_error({"code": 429, **{later: later for later in reversed(_KEYS[number:])}}, evidence)
        assert evidence.message == key


@pytest.mark.parametrize("key", ["status", "status_code", "statusCode", "error"])
def test_a_small_number_under_another_name_is_no_code(key: str) -> None:
    assert "code" not in known({key: "8", "message": "m"}, "gigachat")


NUMBERED = """
    CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED
    FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED
"""
"""The names of google/rpc/code.proto, from 1 on."""


@pytest.mark.parametrize(("number", "name"), enumerate(NUMBERED.split(), 1))
def test_an_operation_s_error_has_the_name_of_its_number(number: int, name: str) -> None:
    done = {"name": "operations/x", "done": True, "error": {"code": number, "message": "m"}}
    failure = classify_response("gemini", 200, done)
    assert failure is not None
    assert failure.code == name


KINDS = {
    400: "BadRequestError invalid_request_error",
    401: "AuthenticationError authentication_error",
    402: "ResponseError",
    403: "ForbiddenError permission_denied_error PermissionDeniedError",
    404: "NotFoundError not_found_error",
    413: "RequestEntityTooLargeError",
    422: "UnprocessableEntityError",
    429: "RateLimitError rate_limit_error",
    500: "ServerError server_error InternalServerError",
    503: "ServiceUnavailableError",
    504: "Timeout",
}
"""Types of errors by OpenAI and of gigachat's exceptions, and the status that each is raised for."""


@pytest.mark.parametrize(
    ("status", "kind"), [(status, kind) for status, all_ in KINDS.items() for kind in all_.split()]
)
def test_the_type_of_an_error_stands_for_its_status(status: int, kind: str) -> None:
    found = known({"type": kind, "message": "m"})
    assert (found.get("error_status"), found["hint"]) == (status, f"\n{kind}")


@pytest.mark.parametrize("known_before", [{"status": "UNAVAILABLE"}, {"error_status": 503}, {"http_status": 503}])
def test_the_type_of_an_error_does_not_count_where_a_status_is_known(known_before: dict[str, Any]) -> None:
    said, expected = Evidence(provider="gemini", **known_before), Evidence(provider="gemini", **known_before)
    read_error({"type": "RateLimitError", "message": "m"}, said)
    assert (said.status, said.error_status) == (expected.status, expected.error_status)
    of_stream = Evidence(provider="gemini", http_status=200)
    read_error({"type": "RateLimitError", "message": "m"}, of_stream)
    assert of_stream.error_status == 429


_OF_HTTPX = "ConnectError ConnectTimeout ReadError ReadTimeout WriteError WriteTimeout PoolTimeout RemoteProtocolError"


@pytest.mark.parametrize("kind", _OF_HTTPX.split())
def test_a_type_that_is_an_exception_of_httpx_says_that_nobody_answered(kind: str) -> None:
    found = known({"type": kind, "message": "m"})
    assert found["exceptions"] == (f"httpx.{kind}", "builtins.Exception")


_RETRY: dict[str, Any] = {"@type": "google.rpc.RetryInfo", "retryDelay": "3s"}
_LITELLM = {"code": 429, "message": "litellm.RateLimitError: no."}
_INNER = '{"error": {"code": 403, "message": "inner"}}'
CARRIED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a gateway is known by its words": (
        _LITELLM,
        {"error_status": 429, "message": "litellm.RateLimitError: no.", "answered_by": "litellm"},
    ),
    "beside details": (
        {**_LITELLM, "details": [_RETRY]},
        {"error_status": 429, "message": "litellm.RateLimitError: no.", "answered_by": "litellm", "retry_after": 3.0},
    ),
    "in Google's words": (
        {**_LITELLM, "status": "RESOURCE_EXHAUSTED"},
        {
            "status": "RESOURCE_EXHAUSTED",
            "error_status": 429,
            "message": "litellm.RateLimitError: no.",
            "answered_by": "litellm",
        },
    ),
    "but not in Google's with details": (
        {**_LITELLM, "status": "RESOURCE_EXHAUSTED", "details": [_RETRY]},
        {
            "status": "RESOURCE_EXHAUSTED",
            "error_status": 429,
            "message": "litellm.RateLimitError: no.",
            "retry_after": 3.0,
        },
    ),
    "the inner error decides over its carrier's code": (
        {"code": 502, "message": "m", "metadata": {"raw": _INNER}},
        {"error_status": 403, "message": "inner", "is_carried": True},
    ),
    "the carrier's code counts where the inner one has none": (
        {"code": 502, "message": "m", "raw": {"error": {"message": "inner"}}},
        {"error_status": 502, "message": "inner", "is_carried": True},
    ),
    "nor where the inner one has a status name": (
        {"code": 502, "message": "m", "raw": {"error": {"status": "UNAVAILABLE", "message": "inner"}}},
        {"status": "UNAVAILABLE", "message": "inner", "is_carried": True},
    ),
    "a carrier is known by its type": (
        {"type": "upstream_error", "message": "m", "raw": _INNER},
        {"error_status": 403, "message": "inner", "answered_by": "new_api", "is_carried": True},
    ),
    "a carrier is known by its words": (
        {"message": f"litellm.APIError: GeminiException - {_INNER}"},
        {"error_status": 403, "message": "inner", "answered_by": "litellm", "is_carried": True},
    ),
    "what was printed with its address": (
        {"message": f"422 https://API.test/v1beta/models/m:generateContent: b'{_INNER}', Headers()"},
        {
            "error_status": 422,
            "endpoint": "generate",
            "message": "inner",
            "answered_by": "gpt2giga",
            "is_carried": True,
        },
    ),
    "what was printed without an error": (
        {"code": 500, "message": "422 https://api.test/x: b'no', Headers()"},
        {"error_status": 422, "answered_by": "gpt2giga", "is_carried": True},
    ),
    "a member that is no error": (
        {"code": 502, "message": "m", "raw": {"a": 1}},
        {"error_status": 502, "message": "m"},
    ),
    "what Google's own words quote": (
        {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": f"said {_INNER}"},
        {"status": "RESOURCE_EXHAUSTED", "error_status": 429, "message": f"said {_INNER}"},
    ),
    "a message of JSON": ({"code": 500, "message": f" {_INNER}"}, {"error_status": 500, "message": "inner"}),
    "a message of a list": ({"code": 500, "message": f"[{_INNER}]"}, {"error_status": 500, "message": "inner"}),
    "a message of JSON that is cut": (
        {"message": ' [{"error": {"code": 403, "status": "PERMISSION_DENIED", "mess'},
        {
            "status": "PERMISSION_DENIED",
            "error_status": 403,
            "message": ' [{"error": {"code": 403, "status": "PERMISSION_DENIED", "mess',
        },
    ),
    "a message of JSON that is none of an error": (
        {"code": 500, "message": '{"a": 1}'},
        {"error_status": 500, "message": '{"a": 1}'},
    ),
    "an object without its envelope": (
        {"code": 500, "message": {"message": "inner"}},
        {"error_status": 500, "message": "inner"},
    ),
    "the first of two codes": (
        {"error": "x_y", "code": "a_b", "message": "m"},
        {"code": "a_b", "message": "m", "hint": "\na_b"},
    ),
    "a code with a digit": (
        {"code": "error_4xx", "message": "m"},
        {"code": "error_4xx", "message": "m", "hint": "\nerror_4xx"},
    ),
    "a code of two digits": ({"code": "14", "message": "m"}, {"status": "UNAVAILABLE", "message": "m"}),
    "a code with blanks": ({"code": " 14 ", "message": "m"}, {"status": "UNAVAILABLE", "message": "m"}),
    "a status name before a number": (
        {"status": "UNAVAILABLE", "code": 8, "message": "m"},
        {"status": "UNAVAILABLE", "message": "m"},
    ),
    "a quota that is described": (
        {"message": "m", "details": [{"violations": [{"quotaId": "a" * 301, "description": "d" * 1001}]}]},
        {
            "message": "m",
            "violations": (Violation(quota_id="a" * 300, metric="", value=None, model=""),),
            "hint": "\n" + "d" * 1000,
        },
    ),
    "metadata of many members": (
        {"message": "m", "details": [{"reason": "R", "metadata": {str(number): "v" for number in range(51)}}]},
        {"message": "m", "reasons": ("R",), "metadata": {str(number): "v" for number in range(50)}},
    ),
    "no code of two digits": ({"code": 17, "message": "m"}, {"message": "m"}),
    "a reason in a hundred characters": (
        {
            "message": "m",
            "details": [{"reason": "R" * 101, "metadata": {"k" * 101: "v" * 301, "b": True}}],
            "errors": [{"reason": "S" * 101}],
        },
        {
            "message": "m",
            "reasons": ("R" * 100, "S" * 100),
            "metadata": {"k" * 100: "v" * 300, "b": "True"},
        },
    ),
    "two quotas in two details": (
        {
            "message": "m",
            "details": [
                {"@type": "google.rpc.QuotaFailure", "violations": [{"quotaId": "a"}]},
                {"@type": "google.rpc.QuotaFailure", "violations": [{"quotaMetric": "b", "quotaValue": 0}]},
                {"@type": "google.rpc.QuotaFailure", "violations": [{"quotaId": 5, "quotaDimensions": "x"}, "x"]},
            ],
        },
        {
            "message": "m",
            "violations": (
                Violation(quota_id="a", metric="", value=None, model=""),
                Violation(quota_id="", metric="b", value="0", model=""),
                Violation(quota_id="", metric="", value=None, model=""),
            ),
        },
    ),
    "a quota with a description": (
        {
            "message": "m",
            "details": [
                {"violations": [{"subject": "s", "description": "d"}, {"description": 5}, {"description": "e"}]}
            ],
        },
        {
            "message": "m",
            "violations": (Violation(quota_id="", metric="", value=None, model=""),),
            "hint": "\nd\ne",
        },
    ),
    "an unknown detail of every kind": (
        {
            "message": "m",
            "details": [
                {
                    "reason": "R",
                    "violations": [{"quotaId": "a"}],
                    "retryDelay": "3s",
                    "fieldViolations": [{"description": "f"}],
                    "message": "l",
                },
                {"@type": 5, "detail": "d"},
            ],
        },
        {
            "message": "m",
            "reasons": ("R",),
            "violations": (Violation(quota_id="a", metric="", value=None, model=""),),
            "retry_after": 3.0,
            "hint": "\nf\nl\nd",
        },
    ),
    "the first of two delays, over what is said": (
        {"message": "Please retry in 9s.", "details": [_RETRY, {**_RETRY, "retryDelay": "5s"}]},
        {"message": "Please retry in 9s.", "retry_after": 3.0},
    ),
    "the quota's own delay of its metadata, over what is said": (
        {"message": "It will reset after 1h.", "details": [{"reason": "R", "metadata": {"quotaResetDelay": "61s"}}]},
        {
            "message": "It will reset after 1h.",
            "reasons": ("R",),
            "metadata": {"quotaResetDelay": "61s"},
            "retry_after": 61.0,
            "reset_after": 61.0,
        },
    ),
    "when a quota comes back": (
        {"message": "It will reset after 1h. Please retry in 9s."},
        {"message": "It will reset after 1h. Please retry in 9s.", "retry_after": 3600.0, "reset_after": 3600.0},
    ),
    "words of nobody's fault": ({"fault": {"faultstring": 5, "detail": {"errorcode": 5}}}, {"answered_by": "apigee"}),
}
"""What gateways carry and add, and all that is known by it."""


@pytest.mark.parametrize(("error", "says"), [pytest.param(*row, id=name) for name, row in CARRIED.items()])
def test_an_error_that_somebody_carries_says_this_and_nothing_else(error: dict[str, Any], says: dict[str, Any]) -> None:
    assert known(error) == says


@pytest.mark.parametrize("code", [17, 99])
def test_any_small_number_is_a_code_of_gigachat_s_own(code: int) -> None:
    assert known({"code": code, "message": "m"}, "gigachat") == {"code": str(code), "message": "m"}
    assert known({"code": 0, "message": "m"}, "gigachat") == {"message": "m"}
    assert known({"code": code, "message": "m"}, None) == {"code": str(code), "message": "m"}


@pytest.mark.parametrize("name", [{}, {"status": "UNKNOWN"}], ids=["anyone's", "Google's"])
@pytest.mark.parametrize(("code", "is_one"), [(399, False), (400, True), (599, True), (600, False)])
def test_a_status_of_an_error_is_one_that_failed(name: dict[str, Any], code: int, is_one: bool) -> None:
    assert known({"code": code, "message": "m", **name}).get("error_status") == (code if is_one else None)


@pytest.mark.parametrize(
    "error",
    [
        {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "m"},
        {"message": "m"},
        {"errors": [{"message": "m"}]},
        {"fault": {"faultstring": "m"}},
        {"detail": [{"msg": "m"}]},
    ],
    ids=str,
)
def test_what_an_error_says_is_the_service_s_words_and_comes_before_what_was_only_printed(
    error: dict[str, Any],
) -> None:
    first, printed, spoken = Evidence(), Evidence(message="printed"), Evidence(message="spoken", is_spoken=True)
    for evidence in (first, printed, spoken):
        read_error(error, evidence)
    assert (first.message, first.is_spoken) == ("m", True)
    assert (spoken.message, spoken.is_spoken) == ("spoken", True)
    of_message = "message" in error
    assert (printed.message, printed.is_spoken) == (("m", True) if of_message else ("printed", False))


@pytest.mark.parametrize(
    ("error", "fact"),
    [
        ({"message": "m"}, "error_without_code"),
        ({"message": "m", "status": "OK_BUT"}, "error_without_code"),
        ({"message": "m", "status": "UNAVAILABLE"}, None),
        ({"message": "m", "status": "INDISPONÍVEL"}, None),
        ({"message": "m", "code": 503}, None),
        ({"message": "m", "type": "ReadError"}, None),
    ],
)
def test_an_error_in_a_good_answer_without_a_code_is_known_as_that(error: dict[str, Any], fact: str | None) -> None:
    evidence = Evidence()
    read_error(error, evidence)
    note_unreadable(evidence)
    assert evidence.fact == fact


def test_of_many_quotas_and_details_the_first_are_read() -> None:
    detail = {"@type": "google.rpc.QuotaFailure", "violations": [{"quotaId": str(number)} for number in range(15)]}
    found = known({"message": "m", "details": [detail, detail]})["violations"]
    assert [one.quota_id for one in found] == [*map(str, range(15)), *map(str, range(MAX_VIOLATIONS - 15))]
    said = [{"@type": "google.rpc.LocalizedMessage", "message": str(number)} for number in range(MAX_DETAILS + 1)]
    assert known({"message": "m", "details": said})["hint"] == "".join(f"\n{n}" for n in range(MAX_DETAILS))


def test_a_code_and_an_endpoint_that_were_known_before_stay() -> None:
    before = Evidence(provider="gigachat", code="x", endpoint="chat", answered_by="proxy")
    read_error({"code": 8, "message": "422 https://relay.test/x: b'no', Headers()"}, before)
    assert (before.endpoint, before.error_status, before.answered_by) == ("chat", 422, "proxy")
    read_error({"code": 8, "message": "m"}, before)
    assert before.code == "x"


@pytest.mark.parametrize("key", ["quotaId", "quota_id", "quotaMetric", "quota_metric", "subject"])
def test_one_member_that_names_a_quota_makes_a_violation(key: str) -> None:
    for others in ([], [{"description": "d"}]):
        found = known({"message": "m", "details": [{"violations": [{key: "x"}, *others]}]})
        assert len(found["violations"]) == 1


def test_when_a_quota_comes_back_is_not_said_again() -> None:
    before = Evidence(provider="gemini", reset_after=1.0)
    read_error({"code": 429, "message": "It will reset after 1h."}, before)
    assert (before.reset_after, before.retry_after) == (1.0, 1.0)


INTERACTIONS = "https://generativelanguage.googleapis.com/v1beta/interactions"


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("gateway_timeout", "gemini.deadline_exceeded"),
        ("bad_gateway", "status.server_error"),
        ("unauthorized", "gemini.unauthenticated"),
        ("unprocessable_entity", "status.bad_request"),
        ("unprocessable_content", "status.bad_request"),
        ("payload_too_large", "gemini.payload_too_large"),
        ("content_too_large", "gemini.payload_too_large"),
        ("method_not_allowed", "status.unsupported"),
        ("moved_permanently", "gemini.error_without_code"),
        ("of_tomorrow", "gemini.error_without_code"),
    ],
)
def test_a_code_that_spells_a_status_is_that_status(code: str, cause: str) -> None:
    event = {"event_type": "error", "error": {"code": code, "message": "Something went wrong."}}
    failure = classify_response("gemini", 200, event, url=INTERACTIONS)
    assert failure is not None
    assert (failure.cause.id, failure.code) == (cause, code)
