"""The tables are whole: every row is well formed, every documented row is there, every example shows its own cause."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from genai_triage.evidence import classify_exception, classify_grpc, classify_response
from genai_triage.taxonomy import CAUSES, UNCLASSIFIED, Cause, Failure, FailureClass, Owner, Provider, causes_of
from tests.support.vendor_exceptions import named_exception

_ROWS = pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES.keys())

_URLS = {
    "token": "https://ngw.devices.sberbank.ru:9443/api/v2/oauth",
    "chat": "https://api.giga.chat/v1/chat/completions",
    "embeddings": "https://api.giga.chat/v1/embeddings",
    "tokens": "https://api.giga.chat/v1/tokens/count",
    "balance": "https://api.giga.chat/v1/balance",
    "models": "https://api.giga.chat/v1/models",
    "files": "https://api.giga.chat/v1/files",
    "threads": "https://api.giga.chat/v1/threads/run",
}

_ENDPOINTS: dict[Provider | None, tuple[str, ...]] = {
    "gemini": ("", "generate", "stream", "embed", "count", "interactions", "live"),
    "gigachat": ("", "stream", *_URLS),
}

GEMINI_PAGE = {
    "400 INVALID_ARGUMENT": "gemini.invalid_argument",
    "400 INVALID_ARGUMENT, newer feature on an older endpoint": "gemini.unknown_field",
    "400 FAILED_PRECONDITION": "gemini.free_tier_unavailable",
    "403 PERMISSION_DENIED": "gemini.permission_denied",
    "403 PERMISSION_DENIED, key not set": "gemini.key_missing",
    "403 PERMISSION_DENIED, tuned model": "gemini.tuned_model_denied",
    "404 NOT_FOUND": "gemini.not_found",
    "404 NOT_FOUND, file": "gemini.file_not_found",
    "429 RESOURCE_EXHAUSTED": "gemini.rate_limited",
    "429 RESOURCE_EXHAUSTED, per minute": "gemini.requests_per_minute",
    "429 RESOURCE_EXHAUSTED, request a quota increase": "gemini.requests_per_day",
    "500 INTERNAL": "gemini.internal",
    "503 UNAVAILABLE": "gemini.unavailable",
    "504 DEADLINE_EXCEEDED": "gemini.deadline_exceeded",
    "parameter ranges": "gemini.parameter_range",
    "maximum output tokens": "gemini.max_tokens",
    "right model": "gemini.model_not_found",
    "model supports the feature": "gemini.feature_unsupported",
    "safety settings, prompt": "gemini.prompt_safety",
    "safety settings, answer": "gemini.answer_safety",
    "BlockedReason.OTHER": "gemini.prompt_other",
    "RECITATION": "gemini.recitation",
    "unsupported language": "gemini.language",
}

GIGACHAT_PAGE = {
    "400 token, RqUID": "gigachat.token_rquid",
    "400 token, code 5": "gigachat.token_scope_empty",
    "400 token, code 7": "gigachat.token_scope_mismatch",
    "400 token, code 1": "gigachat.token_scope_invalid",
    "400 API": "gigachat.bad_request",
    "401 token, code 4": "gigachat.token_key_undecodable",
    "401 token, code 6": "gigachat.token_key_unknown",
    "401 API": "gigachat.unauthorized",
    "401 API, token older than 30 minutes": "gigachat.token_expired",
    "402": "gigachat.payment_required",
    "403 balance": "gigachat.balance_pay_as_you_go",
    "403": "gigachat.permission_denied",
    "413": "gigachat.payload_too_large",
    "422": "gigachat.functions_unsupported",
    "429": "gigachat.parallel_requests",
    "500": "gigachat.internal",
    "gRPC 8": "gigachat.grpc_exhausted",
}

GIGACHAT_PAGE_GRPC = {
    ("INVALID_ARGUMENT", ""): "gigachat.grpc_invalid",
    ("INVALID_ARGUMENT", "Payload too large"): "gigachat.payload_too_large",
    ("INVALID_ARGUMENT", "Requested model does not support functions"): "gigachat.functions_unsupported",
    ("DEADLINE_EXCEEDED", ""): "gigachat.deadline_exceeded",
    ("NOT_FOUND", ""): "gigachat.grpc_not_found",
    ("PERMISSION_DENIED", ""): "gigachat.grpc_denied",
    ("RESOURCE_EXHAUSTED", ""): "gigachat.grpc_exhausted",
    ("INTERNAL", ""): "gigachat.internal",
}


def provider_of(cause: Cause) -> Provider | None:
    prefix = cause.id.partition(".")[0]
    if prefix == "gemini":
        return "gemini"
    return "gigachat" if prefix == "gigachat" else None


def shown_by_example(cause: Cause) -> Failure | None:
    """What the row's own example is classified as."""
    example = cause.example
    assert example is not None, f"{cause.id!r} has no example: give the row the answer that shows it"
    provider = provider_of(cause)
    if example.exception:
        return classify_exception(named_exception(example.exception), provider=provider)
    if example.grpc is not None:
        return classify_grpc(provider, *example.grpc)
    elapsed = max((signal.min_elapsed for signal in cause.signals), default=0.0)
    if 300 <= (example.http or 0) < 400:
        return classify_exception(_redirected(example.http or 0), provider=provider)
    url = _URLS.get(example.endpoint)
    return classify_response(provider, example.http, example.body, example.headers, url, elapsed=elapsed)


def _redirected(status: int) -> Exception:
    exc = Exception("redirect")
    exc.status_code = status  # type: ignore[attr-defined]
    return exc


@_ROWS
def test_the_example_of_a_row_shows_that_very_cause(cause: Cause) -> None:
    failure = shown_by_example(cause)
    assert failure is not None, f"the example of {cause.id!r} is no failure"
    assert failure.cause.id == cause.id, (
        f"the example of {cause.id!r} is told as {failure.cause.id!r}: a signal of the row must match its own example, "
        "and no row before it as well"
    )


def _is_answer(cause: Cause) -> bool:
    example = cause.example
    return example is not None and example.body is not None and not 300 <= (example.http or 0) < 400


_ANSWERS = [cause for cause in CAUSES.values() if _is_answer(cause)]


@pytest.mark.parametrize("cause", _ANSWERS, ids=[cause.id for cause in _ANSWERS])
def test_the_example_survives_as_text(cause: Cause) -> None:
    example = cause.example
    assert example is not None
    body = example.body if isinstance(example.body, str) else json.dumps(example.body, ensure_ascii=False)
    elapsed = max((signal.min_elapsed for signal in cause.signals), default=0.0)
    url = _URLS.get(example.endpoint)
    failure = classify_response(provider_of(cause), example.http, body.encode(), example.headers, url, elapsed=elapsed)
    assert failure is not None
    assert failure.cause.id == cause.id


@_ROWS
def test_an_example_is_of_an_endpoint_that_there_is(cause: Cause) -> None:
    endpoint = "" if cause.example is None else cause.example.endpoint
    known = _ENDPOINTS.get(provider_of(cause), ("",))
    assert endpoint in known, f"the example of {cause.id!r} is of {endpoint!r}, which is none of {known}"


def _rows_where(is_wrong: Callable[[Cause], object]) -> list[str]:
    return [cause.id for cause in CAUSES.values() if is_wrong(cause)]


def test_an_id_is_a_table_and_a_snake_case_name() -> None:
    pattern = r"(gemini|gigachat|gateway|network|client|status)\.[a-z][a-z0-9_]{2,40}"
    assert _rows_where(lambda cause: not re.fullmatch(pattern, cause.id)) == []


def test_a_doc_is_an_https_page() -> None:
    assert _rows_where(lambda cause: urlsplit(cause.doc).scheme != "https") == []
    assert _rows_where(lambda cause: "." not in urlsplit(cause.doc).netloc) == []


def test_a_source_says_page_or_observed() -> None:
    wrong = _rows_where(lambda cause: not cause.source.startswith(("page", "observed", "general")))
    assert wrong == [], "`source` says where it was seen: `page: …` or `observed: …`"


def test_a_row_has_signals_and_each_has_a_key() -> None:
    kinds = ("hop", "finish", "block", "quota", "reason", "code", "close", "status", "fact", "exception")
    keyless = [
        cause.id
        for cause in CAUSES.values()
        for signal in cause.signals
        if not any(getattr(signal, kind) for kind in kinds)
    ]
    assert keyless == []
    assert _rows_where(lambda cause: not cause.signals) == [UNCLASSIFIED.id]


def test_texts_are_matched_in_lower_case() -> None:
    texts = {text for cause in CAUSES.values() for signal in cause.signals for text in signal.text}
    assert sorted(text for text in texts if text != text.lower()) == []


@pytest.mark.parametrize("failure_class", list(FailureClass))
def test_every_class_has_a_cause(failure_class: FailureClass) -> None:
    assert any(cause.failure_class is failure_class for cause in CAUSES.values())


@pytest.mark.parametrize("cause_id", GEMINI_PAGE.values(), ids=GEMINI_PAGE.keys())
def test_every_row_of_the_gemini_page_is_a_cause(cause_id: str) -> None:
    assert CAUSES[cause_id].source.startswith("page")


@pytest.mark.parametrize("cause_id", GIGACHAT_PAGE.values(), ids=GIGACHAT_PAGE.keys())
def test_every_row_of_the_gigachat_page_is_a_cause(cause_id: str) -> None:
    assert CAUSES[cause_id].source.startswith("page")


@pytest.mark.parametrize(
    ("status", "cause_id"), GIGACHAT_PAGE_GRPC.items(), ids=[s[0] + s[1] for s in GIGACHAT_PAGE_GRPC]
)
def test_every_grpc_row_of_the_gigachat_page_is_classified(status: tuple[str, str], cause_id: str) -> None:
    failure = classify_grpc("gigachat", *status)
    assert failure is not None
    assert failure.cause.id == cause_id


def test_overrides_of_owner_and_retryable() -> None:
    assert CAUSES["network.tls_untrusted"].owner is Owner.CALLER
    assert CAUSES["network.tls_untrusted"].retryable is False
    assert CAUSES["gigachat.grpc_exhausted"].failure_class is FailureClass.BILLING
    assert CAUSES["gigachat.grpc_exhausted"].retryable is True


def test_causes_of_a_provider_are_its_own_and_the_shared_ones() -> None:
    prefixes = {cause.id.partition(".")[0] for cause in causes_of("gigachat")}
    assert prefixes == {"gigachat", "network", "client", "status", "gateway"}
    assert {cause.id.partition(".")[0] for cause in causes_of(None)} == {"network", "client", "status", "gateway"}


_STATUSES = [*range(400, 432), 440, 444, 449, 451, 460, 494, 498, 499, *range(500, 512), *range(520, 531), 598, 599]


@pytest.mark.parametrize("provider", ["gemini", "gigachat", None])
@pytest.mark.parametrize("status", _STATUSES)
def test_every_known_http_status_has_a_class(provider: Provider | None, status: int) -> None:
    failure = classify_response(provider, status, "")
    assert failure is not None
    assert failure.failure_class is not FailureClass.UNCLASSIFIED
    assert failure.code == str(status)


@pytest.mark.parametrize("provider", ["gemini", "gigachat", None])
@pytest.mark.parametrize("code", range(1, 17))
def test_every_grpc_status_has_a_class(provider: Provider | None, code: int) -> None:
    failure = classify_grpc(provider, code)
    assert failure is not None
    assert failure.failure_class is not FailureClass.UNCLASSIFIED
    assert failure.rpc_status == failure.code
