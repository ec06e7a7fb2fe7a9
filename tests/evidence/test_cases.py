"""Labelled failures get the class an expert gave them, however they reach us: answer, bytes, exception."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from genai_triage.evidence import classify_close, classify_end, classify_grpc, classify_response
from genai_triage.taxonomy import CAUSES, Failure, FailureClass, texts
from tests.support import vendor_exceptions as vendor
from tests.support.products import first_of_each

Case = dict[str, Any]

_CASES = Path(__file__).parent.parent / "cases"
_GEMINI_URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
_GIGACHAT = "https://gigachat.devices.sberbank.ru/api/v1"
_URLS = {
    "oauth": "https://ngw.devices.sberbank.ru:9443/api/v2/oauth",
    "chat": f"{_GIGACHAT}/chat/completions",
    "embeddings": f"{_GIGACHAT}/embeddings",
    "models": f"{_GIGACHAT}/models",
    "files": f"{_GIGACHAT}/files/1",
    "threads": f"{_GIGACHAT}/threads/run",
    "balance": f"{_GIGACHAT}/balance",
    "tokens": f"{_GIGACHAT}/tokens/count",
}

# The exceptions of these cases hold nothing of what the label says; their answers do.
_ANSWER_ONLY = frozenset({"chat-200-blacklist-chat-parse", "sdk-response-shape", "live-error-message"})


def _load() -> Iterator[Case]:
    for provider in ("gemini", "gigachat"):
        for case in json.loads((_CASES / f"{provider}.json").read_text(encoding="utf-8")):
            yield {"provider": provider, **case}
    for name in ("extra", "composed", "observed", "edges", "field", "harvest"):
        yield from json.loads((_CASES / f"{name}.json").read_text(encoding="utf-8"))


CASES = list(_load())


def _url(case: Case) -> str | None:
    return case.get("url") or _URLS.get(case.get("endpoint", ""))


def _only(cases: list[Case]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=[case["id"] for case in cases])


def sorts(cases: list[Case]) -> Any:
    """These cases; each time, those that are the first of their sort."""
    return pytest.mark.parametrize("case", first_of_each(cases, sort_of, name=lambda case: case["id"]))


def sort_of(case: Case) -> object:
    """What makes a case like another: whose it is, where it happens, what it is, and in what form it comes."""
    body = case.get("body")
    return case["provider"], case.get("endpoint"), case["class"], case.get("cause"), type(body)


def _check(case: Case, failure: Failure | None) -> None:
    """Compares exactly what the case states: its class, and its cause, owner, retry and quota where they are given."""
    allowed = [case["class"], *case["also_ok"]]
    assert (None if failure is None else failure.failure_class.value) in allowed
    if failure is None:
        assert "cause" not in case
        return
    assert failure.failure_class is not FailureClass.UNCLASSIFIED
    assert {key: fact(failure) for key, fact in _FACTS.items() if key in case} == {
        key: case[key] for key in _FACTS if key in case
    }
    if "quota" in case:
        assert failure.quota is not None
        assert {key: getattr(failure.quota, key) for key in case["quota"]} == case["quota"]


def _unnamed(case: Case) -> Case:
    """Leaves of a case what its text alone tells: where that names no vendor, a status means no more than itself."""
    if "unnamed_cause" not in case:
        return case
    told = {key: value for key, value in case.items() if key not in ("owner", "retryable")}
    return {**told, "cause": case["unnamed_cause"]}


_FACTS: dict[str, Callable[[Failure], object]] = {
    "cause": lambda failure: failure.cause.id,
    "owner": lambda failure: failure.owner.value,
    "retryable": lambda failure: failure.retryable,
    "retry_after": lambda failure: failure.retry_after,
}


_FIXED = [case for case in CASES if case.get("fix_says")]


@pytest.mark.parametrize("case", _FIXED, ids=[case["id"] for case in _FIXED])
def test_the_fix_of_a_case_says_what_its_reader_can_do(case: Case) -> None:
    fix = CAUSES[case["cause"]].fix_in("en").lower()
    own = texts.fix_of(case["cause"], vendor=case["provider"]).lower()
    assert [words for words in case["fix_says"] if words not in fix and words not in own] == []


_ANSWERS = [case for case in CASES if case.get("http_status") or isinstance(case.get("body"), (dict, list))]
_TEXTS = [case for case in _ANSWERS if case.get("body") is not None]
_FAILED = [case for case in CASES if (case.get("http_status") or 0) >= 400]
_RPCS = [case for case in CASES if case.get("grpc_status") and not case.get("http_status") and "body" not in case]
_CLOSES = [case for case in CASES if isinstance(case.get("body"), dict) and "ws_close_code" in case["body"]]
_PRINTED = [
    case for case in CASES if case.get("exception") and not case.get("http_status") and case["id"] not in _ANSWER_ONLY
]


@_only(_ANSWERS)
def test_an_answer(case: Case) -> None:
    failure = classify_response(
        case["provider"],
        case.get("http_status"),
        case.get("body"),
        case.get("headers"),
        _url(case),
        elapsed=case.get("elapsed"),
    )
    _check(case, failure)


_TOKEN_CODES = [
    case for case in _ANSWERS if case["id"].endswith("-without-url") and isinstance(case["body"]["code"], int)
]


@_only(_TOKEN_CODES)
def test_a_token_error_tells_whose_it_is(case: Case) -> None:
    failure = classify_response(None, case["http_status"], case["body"])
    assert failure is not None
    assert failure.provider == "gigachat"
    _check(case, failure)


@sorts(_TEXTS)
def test_an_answer_as_bytes(case: Case) -> None:
    failure = classify_response(
        case["provider"],
        case.get("http_status"),
        vendor.raw_body(case["body"]),
        case.get("headers"),
        _url(case),
        elapsed=case.get("elapsed"),
    )
    _check(case, failure)


@_only(_RPCS)
def test_an_rpc_status(case: Case) -> None:
    _check(case, classify_grpc(case["provider"], case["grpc_status"], case.get("grpc_details") or ""))


@_only(_CLOSES)
def test_a_close(case: Case) -> None:
    body = case["body"]
    _check(case, classify_close(body["ws_close_code"], body["ws_close_reason"]))
    _check(case, classify_end(vendor.genai_close(body["ws_close_code"], body["ws_close_reason"])))


@_only(_PRINTED)
def test_an_exception_by_its_class_and_text(case: Case) -> None:
    _check(case, classify_end(vendor.named_exception(case["exception"]), provider=case["provider"]))


@sorts(_PRINTED)
def test_an_exception_of_nobody_known_by_its_class_and_text(case: Case) -> None:
    _check(_unnamed(case), classify_end(vendor.named_exception(case["exception"])))


@sorts([case for case in _PRINTED if case["class"] != "cancelled"])
def test_an_exception_that_another_one_only_prints(case: Case) -> None:
    _check(case, classify_end(Exception(case["exception"]), provider=case["provider"]))


@sorts(_FAILED)
def test_the_exceptions_that_the_sdks_raise_for_an_answer(case: Case) -> None:
    status, body, headers = case["http_status"], case.get("body"), case.get("headers")
    if case["provider"] == "gemini":
        raised = [vendor.genai_error(status, body, headers), vendor.interactions_error(status, body, headers)]
    else:
        url = _url(case) or _URLS["chat"]
        raised = [
            vendor.gigachat_error(status, body, url, headers),
            vendor.old_gigachat_error(status, body, url, headers),
        ]
    for exc in raised:
        _check(case, classify_end(exc, elapsed=case.get("elapsed")))


@sorts(_FAILED)
def test_the_exception_of_raise_for_status(case: Case) -> None:
    url = _url(case) or (_GEMINI_URL if case["provider"] == "gemini" else _URLS["chat"])
    exc = vendor.http_status_error(case["http_status"], case.get("body"), url, case.get("headers"))
    _check(case, classify_end(exc, elapsed=case.get("elapsed")))


def test_a_failure_has_a_cause_or_says_why_not() -> None:
    failures = [case for case in CASES if case["class"] is not None]
    assert [case["id"] for case in failures if ("cause" in case) is ("doubt" in case)] == []
    assert [case["id"] for case in failures if "cause" in case and not {"owner", "retryable"} <= case.keys()] == []


def test_the_set_is_large_enough_to_mean_something() -> None:
    assert len(CASES) > 1500
    assert {case["class"] for case in CASES} == {member.value for member in FailureClass} - {"unclassified"} | {None}
