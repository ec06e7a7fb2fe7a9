"""Every labelled failure is explained with the cause that `classify_*` gives it, in whatever form it is pasted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genai_triage.evidence import classify_end, classify_grpc, classify_response
from genai_triage.explain.records import status_in
from genai_triage.taxonomy import Failure, Provider
from tests.evidence.test_cases import _FAILED, _GEMINI_URL, _PRINTED, _RPCS, _URLS, CASES, Case, _url, sorts
from tests.explain.forms import as_curl, as_json, as_log_line, as_traceback, causes
from tests.support import vendor_exceptions as vendor

_BODIES = [
    case
    for case in CASES
    if isinstance(case.get("body"), (dict, list))
    and case.get("http_status") in (status_in(case["body"]), *((None, 200) if status_in(case["body"]) is None else ()))
]
"""Those whose body says all that the answer says: its status too."""
_PLAIN_TEXT = frozenset({"413-body", "gemini-503-plain", "gemini-504-plain", "n-503-envoy", "n-503-envoy-overflow"})
"""Bodies that google-genai's client for interactions prints instead of the status, and that do not say it."""


def _expected(failure: Failure | None) -> list[str]:
    return [] if failure is None else [failure.cause.id]


def _raised(case: Case) -> list[BaseException]:
    """What the vendor's SDKs raise for the answer."""
    status, body, headers = case["http_status"], case.get("body"), case.get("headers")
    if case["provider"] == "gemini":
        raised = [vendor.genai_error(status, body, headers)]
        if case["id"] not in _PLAIN_TEXT:
            raised.append(vendor.interactions_error(status, body, headers))
        return raised
    url = _url(case) or _URLS["chat"]
    return [vendor.gigachat_error(status, body, url, headers), vendor.old_gigachat_error(status, body, url, headers)]


def _asked(case: Case) -> tuple[Provider, int, str]:
    """What httpx prints of an answer: its status and where it came from."""
    url = _url(case) or (_GEMINI_URL if case["provider"] == "gemini" else _URLS["chat"])
    return case["provider"], case["http_status"], url


@sorts(_FAILED)
def test_a_traceback_and_a_log_line_of_the_sdk_tell_cause_and_vendor(case: Case) -> None:
    for exception in _raised(case):
        expected = _expected(classify_end(exception))
        assert causes(as_traceback(exception)) == expected
        assert causes(as_log_line(exception)) == expected


@pytest.mark.parametrize(("provider", "status", "url"), sorted({_asked(case) for case in _FAILED}))
def test_a_traceback_of_httpx_tells_what_status_and_address_tell(provider: Provider, status: int, url: str) -> None:
    exception = vendor.http_status_error(status, None, url)
    expected = _expected(classify_end(exception, provider=provider))
    assert causes(as_traceback(exception), provider) == expected


@sorts(_FAILED)
def test_what_curl_prints(case: Case) -> None:
    status, body, headers = case["http_status"], case.get("body"), case.get("headers")
    known = {name: value for name, value in (headers or {}).items() if value is not None}
    expected = _expected(classify_response(case["provider"], status, body, known))
    assert causes(as_curl(status, body, headers), case["provider"]) == expected


@sorts(_BODIES)
def test_a_body_in_one_line_and_indented(case: Case) -> None:
    expected = _expected(classify_response(case["provider"], case.get("http_status"), case["body"]))
    assert causes(as_json(case["body"]), case["provider"]) == expected
    assert causes(json.dumps(case["body"], indent=2), case["provider"]) == expected


@sorts(_PRINTED)
def test_an_exception_of_a_library(case: Case) -> None:
    exception = vendor.named_exception(case["exception"])
    expected = _expected(classify_end(exception, provider=case["provider"]))
    assert causes(as_traceback(exception), case["provider"]) == expected
    assert causes(as_log_line(exception), case["provider"]) == expected


@pytest.mark.parametrize("form", ["go", "python"])
@sorts(_RPCS)
def test_the_status_of_an_rpc(case: Case, form: str) -> None:
    status, details = case["grpc_status"], case.get("grpc_details") or ""
    texts: dict[str, Any] = {
        "go": f"rpc error: code = {status} desc = {details}",
        "python": (
            "Traceback (most recent call last):\n"
            '  File "/app/main.py", line 3, in main\n'
            "grpc._channel._InactiveRpcError: <_InactiveRpcError of RPC that terminated with:\n"
            f"\tstatus = StatusCode.{status}\n"
            f'\tdetails = "{details}"\n'
            '\tdebug_error_string = "UNKNOWN:Error received from peer"\n'
            ">\n"
        ),
    }
    expected = _expected(classify_grpc(case["provider"], status, details))
    assert causes(texts[form], case["provider"]) == expected
