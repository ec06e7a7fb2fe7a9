"""Error objects in any of the vendors' envelopes → evidence.

Envelopes: Google's `{"error": {code, message, status, details[], errors[]}}`, also inside an array; the Interactions
API's `{"error": {"code": "<string>", "message"}}`; OAuth's `{"error": "invalid_grant"}`; GigaChat's
`{status|code|status_code, message}`; a whole JSON error inside `message`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from genai_triage.patterns import late
from genai_triage.taxonomy import CAUSES, Evidence, Violation
from genai_triage.taxonomy.vendors import vendor_of

from . import delay
from .address import endpoint_of
from .carried_error import json_in, members_with_errors, printed_answer, printed_in
from .grpc_names import FAILED_RPC_CODES, RPC_CODES
from .limits import MAX_DEPTH, MAX_DETAILS, MAX_OBJECTS, MAX_TEXT, MAX_VIOLATIONS
from .text import read_raw
from .who_answered import note_gateway

_STATUS_NAME: Final = late(r"[A-Z][A-Z_]{2,40}")
_STRING_CODE: Final = late(r"[a-z][a-z0-9_]{2,60}")
_NEWER_STATUSES: Final = {"content_too_large": 413, "payload_too_large": 413, "unprocessable_content": 422}
"""HTTP statuses as newer Pythons and services call them."""
_UNAVAILABLE_IN_PORTUGUESE: Final = "INDISPONÍVEL"  # as the troubleshooting page prints it

_MESSAGE_KEYS: Final = (
    *("message", "error_description", "detail", "error", "error_message", "errorMessage", "reason", "msg"),
)
_KIND: Final = late(r"[A-Za-z][A-Za-z0-9_.-]{2,60}")
_STATUS_OF_KIND: Final = {
    "BadRequestError": 400,
    "invalid_request_error": 400,
    "AuthenticationError": 401,
    "ResponseError": 402,  # gigachat's for a status without a class of its own; of those on the page only this one
    "authentication_error": 401,
    "ForbiddenError": 403,
    "permission_denied_error": 403,
    "PermissionDeniedError": 403,
    "NotFoundError": 404,
    "not_found_error": 404,
    "RequestEntityTooLargeError": 413,
    "UnprocessableEntityError": 422,
    "RateLimitError": 429,
    "rate_limit_error": 429,
    "ServerError": 500,
    "server_error": 500,
    "InternalServerError": 500,
    "ServiceUnavailableError": 503,
    "Timeout": 504,
}
"""The status that an error's type stands for where a stream's event has nothing else; OpenAI's names and gigachat's."""

_TRANSPORT_KINDS: Final = frozenset(
    {"ConnectError", "ConnectTimeout", "ReadError", "ReadTimeout", "WriteError", "WriteTimeout", "PoolTimeout"}
    | {"RemoteProtocolError"}
)
"""Types that are httpx's exceptions: a gateway that did not reach the vendor says so in a stream's event."""

NESTED: Final = ("response", "interaction", "run", "batch", "file")
"""Keys under which an answer holds the object that has a state or an error of its own."""
_GOOGLES: Final = frozenset({"code", "message", "status", "details"})
_NO_WORDS: Final = frozenset({"", "{", "["})
"""How a message begins that is none, or that is JSON."""
_STATUS_KEYS: Final = ("status", "code", "status_code", "statusCode")
_SAID_STATUS: Final = (*_STATUS_KEYS, "error")
_QUOTA_KEYS: Final = frozenset({"quotaId", "quota_id", "quotaMetric", "quota_metric", "subject"})
TELLING: Final = frozenset({"error", "errors", *_STATUS_KEYS, *NESTED})
"""Members without which no object of a good answer is an error; nearly every answer has none."""
_ANSWERS: Final = frozenset({"candidates", "choices", "data", "models", "access_token"})


def find_error(document: object, *, failed: bool, depth: int = 0) -> Mapping[str, Any] | None:
    """The error object in a JSON value, or None.

    Args:
        document: a parsed JSON value.
        failed: the answer's own status says that it failed, so that any object is taken for the error.
        depth: how deep the search already is.
    """
    if depth > MAX_DEPTH:
        return None
    if not isinstance(document, dict):
        if isinstance(document, (list, tuple)):
            return _first_error(document, failed=failed, depth=depth)
        return None
    if not failed and TELLING.isdisjoint(document):
        return None
    error = document.get("error")
    if isinstance(error, dict) and error:
        nested = find_error(error, failed=False, depth=depth + 1) if "error" in error or "errors" in error else None
        return nested or error
    if isinstance(error, list):
        return _first_error(error, failed=True, depth=depth)
    if isinstance(error, str) and error and (failed or not _is_answer(document)):
        return document
    detail = document.get("detail")
    if failed and isinstance(detail, dict) and detail:
        found = find_error(detail, failed=True, depth=depth + 1)
        if found is not None:
            return found
    if isinstance(document.get("errors"), list) and "candidates" not in document and document["errors"]:
        found = _first_error(document["errors"], failed=True, depth=depth)
        if found is not None and (failed or _shows_failure(found)):
            return found
    if failed or _shows_failure(document):
        return document
    inner = next((document[key] for key in NESTED if isinstance(document.get(key), dict)), None)
    return None if inner is None else find_error(inner, failed=False, depth=depth + 1)


def read_error(error: Mapping[str, Any], evidence: Evidence, depth: int = 0) -> None:
    """Adds to the evidence what an error object says, or the one that it carries for somebody behind."""
    if _is_plain(error):
        _read_plain(error, evidence)
    elif depth < MAX_DEPTH and _read_carried(error, evidence, depth):
        return
    else:
        _read_status(error, evidence)
        _read_message(error, evidence, depth)
        _read_details_of(error, evidence)
        old = error.get("errors")
        if isinstance(old, (list, tuple)):
            _read_old_errors(old[:MAX_DETAILS], evidence)
        _read_foreign_words(error, evidence)
    if not (error.get("details") and _is_vendors_own(error)):  # no gateway adds details to Google's own error
        note_gateway(error, evidence)
    _read_delays(evidence)


def _is_plain(error: Mapping[str, Any]) -> bool:
    """Whether an error object has Google's members and no others, so that nothing else needs to be looked for."""
    if type(error) is not dict or not _GOOGLES.issuperset(error) or not _is_vendors_own(error):
        return False
    message, code = error.get("message"), error["code"]
    return type(message) is str and message.strip()[:1] not in _NO_WORDS and type(code) is int and code >= 100


def _read_plain(error: Mapping[str, Any], evidence: Evidence) -> None:
    """Reads Google's own error, as nearly every one is."""
    evidence.status = evidence.status or error["status"]
    if evidence.error_status is None and 400 <= error["code"] < 600:
        evidence.error_status = error["code"]
    if evidence.message is None or not evidence.is_spoken:
        evidence.message, evidence.is_spoken = error["message"][:MAX_TEXT], True
    if "details" in error:
        _read_details_of(error, evidence)


def _read_details_of(error: Mapping[str, Any], evidence: Evidence) -> None:
    details = error.get("details")
    if isinstance(details, dict):
        details = [details]
    if isinstance(details, (list, tuple)):
        read_details(details[:MAX_DETAILS], evidence)
    elif isinstance(details, str):
        evidence.hint += "\n" + details[:MAX_TEXT]


def _read_delays(evidence: Evidence) -> None:
    """Notes how long to wait where only metadata or the message say so."""
    message = evidence.message or ""
    is_said = delay.is_said_in(message)
    if evidence.reset_after is None:
        evidence.reset_after = _metadata_delay(evidence) or (delay.reset_said_in(message) if is_said else None)
    if evidence.retry_after is None:
        evidence.retry_after = evidence.reset_after or (delay.said_in(message) if is_said else None)


def _read_carried(error: Mapping[str, Any], evidence: Evidence, depth: int) -> bool:
    """Reads the error that a gateway carries, as deep as it goes; False if it carries none."""
    if _is_vendors_own(error):
        return False
    message = _first_text(error, _MESSAGE_KEYS) or ""
    carried = next(
        (
            found
            for value in (
                *members_with_errors(error),
                *(printed_in(message) if message.strip()[:1] not in ("{", "[") else ()),
            )
            if (found := find_error(value, failed=False)) is not None and found is not error
        ),
        None,
    )
    printed = printed_answer(message)
    if carried is None and printed is None:
        return False
    note_gateway({"type": error.get("type")}, evidence)
    if printed is not None:
        evidence.error_status = printed[0]
        evidence.endpoint = endpoint_of(evidence.provider, printed[1].lower()) or evidence.endpoint
        evidence.answered_by = evidence.answered_by or "gpt2giga"
    if carried is not None:
        outer = Evidence(provider=evidence.provider, message=message)
        note_gateway(error, outer)
        read_error(carried, evidence, depth + 1)
        evidence.answered_by = evidence.answered_by or outer.answered_by
    if evidence.error_status is None and evidence.status is None:
        _read_status(error, evidence)
    evidence.is_carried = True
    return True


def _is_vendors_own(error: Mapping[str, Any]) -> bool:
    """Whether an error object is Google's, which has a status name: what its message quotes is the caller's."""
    status = error.get("status")
    return isinstance(status, str) and status in FAILED_RPC_CODES and isinstance(error.get("code"), int)


def _read_foreign_words(error: Mapping[str, Any], evidence: Evidence) -> None:
    """Adds what only gateways have: a type, Apigee's fault, FastAPI's list of errors, a provider's plain words."""
    fault = error.get("fault")
    if isinstance(fault, dict):
        said, detail = fault.get("faultstring"), fault.get("detail")
        if isinstance(said, str) and evidence.message is None:
            evidence.message, evidence.is_spoken = said[:MAX_TEXT], True
        code = detail.get("errorcode") if isinstance(detail, dict) else None
        if isinstance(code, str):
            evidence.hint += "\n" + code[:200]
    kind = error.get("type")
    if isinstance(kind, str) and _KIND.fullmatch(kind):
        evidence.hint += "\n" + kind
        if not (evidence.status or evidence.error_status or evidence.http_status not in (None, 200)):
            evidence.error_status = _STATUS_OF_KIND.get(kind)
            if kind in _TRANSPORT_KINDS:
                evidence.exceptions = (f"httpx.{kind}", "builtins.Exception")
    code = error.get("code")
    if isinstance(code, str) and _KIND.fullmatch(code):
        evidence.hint += "\n" + code
    raw = (error.get("metadata") or {}).get("raw") if isinstance(error.get("metadata"), dict) else None
    if isinstance(raw, str):
        evidence.hint += "\n" + raw[:MAX_TEXT]
    failures = error.get("detail")
    if isinstance(failures, list):
        said = [one["msg"] for one in failures[:20] if isinstance(one, dict) and isinstance(one.get("msg"), str)]
        if said and evidence.message is None:
            evidence.message, evidence.is_spoken = "; ".join(said)[:MAX_TEXT], True


@lru_cache(maxsize=1)
def _spelt_statuses() -> Mapping[str, int]:
    """The codes that spell an HTTP status, as the Interactions API does, and that no row knows."""
    known = {code for cause in CAUSES.values() for signal in cause.signals for code in signal.code}
    spelt = {**{status.name.lower(): status.value for status in HTTPStatus if status >= 400}, **_NEWER_STATUSES}
    return {code: status for code, status in spelt.items() if code not in known}


def note_unreadable(evidence: Evidence) -> None:
    """Of an error object in a good answer: without a status, only a code or reason that a row knows says more."""
    named = evidence.status in FAILED_RPC_CODES or evidence.status == _UNAVAILABLE_IN_PORTUGUESE
    if evidence.error_status is None and not named:
        evidence.error_status = _spelt_statuses().get(evidence.code or "")
    if not (evidence.error_status or named or evidence.exceptions):
        evidence.fact = "error_without_code"


def read_details(details: Iterable[Any], evidence: Evidence) -> None:
    """Adds what `google.rpc` detail messages say, as JSON objects."""
    for detail in details:
        if isinstance(detail, str):
            evidence.hint += "\n" + detail[:MAX_TEXT]
        elif isinstance(detail, dict):
            _read_detail(detail, evidence)


def as_status(value: object) -> int | None:
    """An HTTP status out of a number or its digits, or None."""
    if type(value) is int:
        return value if 100 <= value <= 999 else None
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and len(value) == 3 and value.isdecimal():
        value = int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1000:
        value = int(value)
    return int(value) if isinstance(value, int) and 100 <= value <= 999 else None


def _first_error(items: Iterable[Any], *, failed: bool, depth: int) -> Mapping[str, Any] | None:
    fallback: Mapping[str, Any] | None = None
    for index, item in enumerate(items):
        if index >= MAX_OBJECTS:
            break
        if not isinstance(item, dict):
            continue
        found = find_error(item, failed=False, depth=depth + 1)
        if found is not None:
            return found
        fallback = fallback if fallback is not None else item
    return find_error(fallback, failed=True, depth=depth + 1) if failed and fallback is not None else None


def _is_answer(document: Mapping[str, Any]) -> bool:
    return not _ANSWERS.isdisjoint(document)


def _shows_failure(document: Mapping[str, Any]) -> bool:
    """A status of 400 or more, or a Google status name, next to a message or alone."""
    if _is_answer(document):
        return False
    for key in _STATUS_KEYS:
        status = as_status(document.get(key))
        if status is not None and status >= 400:
            return True
    code = document.get("code")
    said = isinstance(document.get("message"), str)
    if said and isinstance(code, int) and not isinstance(code, bool) and 0 < code < 17 and len(document) <= 3:
        return True
    if said and isinstance(code, str) and _STRING_CODE.fullmatch(code) and len(document) <= 4:
        return True
    status_name = document.get("status")
    return said and isinstance(status_name, str) and status_name in FAILED_RPC_CODES


def _read_status(error: Mapping[str, Any], evidence: Evidence) -> None:
    for key in _SAID_STATUS:
        value = error.get(key)
        if value is None:
            continue
        number = as_status(value)
        if number is not None:
            if 400 <= number < 600 and evidence.error_status is None:
                evidence.error_status = number
        elif isinstance(value, str):
            _read_status_text(value.strip(), key, evidence)
        elif key == "code" and isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100:
            _read_small_code(value, evidence)


def _read_status_text(value: str, key: str, evidence: Evidence) -> None:
    if value in FAILED_RPC_CODES or _STATUS_NAME.fullmatch(value) or value == _UNAVAILABLE_IN_PORTUGUESE:
        evidence.status = evidence.status or value
    elif key in ("code", "error") and _STRING_CODE.fullmatch(value):
        evidence.code = evidence.code or value
    elif key == "code" and value.isdecimal() and len(value) < 3:
        _read_small_code(int(value), evidence)


def _read_small_code(value: int, evidence: Evidence) -> None:
    """A number below 100 is GigaChat's token code, or the gRPC code of a Google operation."""
    vendor = vendor_of(evidence.provider)
    if vendor is not None and not vendor.has_own_codes:
        if value < len(RPC_CODES) and evidence.status is None:
            evidence.status = RPC_CODES[value]
    elif evidence.code is None:
        evidence.code = str(value)


def _read_message(error: Mapping[str, Any], evidence: Evidence, depth: int) -> None:
    message = _first_text(error, _MESSAGE_KEYS)
    if message is None:
        inner = error.get("message")
        if isinstance(inner, dict) and depth < MAX_DEPTH:
            read_error(find_error(inner, failed=False) or inner, evidence, depth + 1)
        return
    nested = json_in(message) if depth < MAX_DEPTH else None
    found = find_error(nested, failed=False) if nested is not None else None
    if found is not None:
        read_error(found, evidence, depth + 1)
        return
    if message.lstrip()[:1] in ("{", "[") and nested is None:
        read_raw(message, evidence)
    if evidence.message is None or not evidence.is_spoken:
        evidence.message, evidence.is_spoken = message[:MAX_TEXT], True


def _first_text(error: Mapping[str, Any], keys: Iterable[str]) -> str | None:
    for key in keys:
        value = error.get(key)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _read_detail(detail: Mapping[str, Any], evidence: Evidence) -> None:
    kind = detail.get("@type")
    kind = kind.rpartition(".")[2] if isinstance(kind, str) else ""
    reader = _DETAIL_READERS.get(kind)
    if reader is not None:
        reader(detail, evidence)
    elif kind != "Help":
        for reader in dict.fromkeys(_DETAIL_READERS.values()):
            reader(detail, evidence)


def _read_error_info(detail: Mapping[str, Any], evidence: Evidence) -> None:
    reason = detail.get("reason")
    if isinstance(reason, str) and reason:
        evidence.reasons = (*evidence.reasons, reason[:100])
        metadata = detail.get("metadata")
        if isinstance(metadata, dict):
            evidence.metadata = {**evidence.metadata, **_texts(metadata)}


def _read_quota_failure(detail: Mapping[str, Any], evidence: Evidence) -> None:
    violations = detail.get("violations")
    if isinstance(violations, (list, tuple)):
        if not evidence.violations and len(violations) == 1 and _read_violation(violations[0], evidence):
            return
        bounded = violations[: max(MAX_VIOLATIONS - len(evidence.violations), 0)]
        items = [item for item in bounded if isinstance(item, dict)]
        named = [item for item in items if _is_quota(item)]
        if not named and len(items) > 1 and not any(items):
            named = items  # no member at all: a limit of zero is left out of JSON, as is the rest
        evidence.violations += tuple([_violation(item) for item in named])
        evidence.hint += _descriptions(bounded)


def _read_violation(item: Any, evidence: Evidence) -> bool:
    """Reads the only violation, as most answers have one; False if it needs a closer look."""
    if type(item) is not dict or "description" in item or not _is_quota(item):
        return False
    evidence.violations = (_violation(item),)
    return True


def _read_retry_info(detail: Mapping[str, Any], evidence: Evidence) -> None:
    if evidence.retry_after is None:
        evidence.retry_after = delay.seconds(detail.get("retryDelay", detail.get("retry_delay")))


def _read_bad_request(detail: Mapping[str, Any], evidence: Evidence) -> None:
    fields = detail.get("fieldViolations", detail.get("field_violations"))
    if isinstance(fields, (list, tuple)):
        evidence.hint += _descriptions(fields)


def _read_wording(detail: Mapping[str, Any], evidence: Evidence) -> None:
    text = detail.get("message", detail.get("detail"))
    if isinstance(text, str) and text != evidence.message:
        evidence.hint += "\n" + text[:1000]


_DETAIL_READERS: Final = {
    "ErrorInfo": _read_error_info,
    "QuotaFailure": _read_quota_failure,
    "RetryInfo": _read_retry_info,
    "BadRequest": _read_bad_request,
    "LocalizedMessage": _read_wording,
    "DebugInfo": _read_wording,
}


def _is_quota(item: Mapping[str, Any]) -> bool:
    return not _QUOTA_KEYS.isdisjoint(item)


def _violation(item: Mapping[str, Any]) -> Violation:
    dimensions = item.get("quotaDimensions", item.get("quota_dimensions"))
    model = dimensions.get("model") if isinstance(dimensions, dict) else None
    value = item.get("quotaValue", item.get("quota_value"))
    return Violation(
        _text(item.get("quotaId", item.get("quota_id"))),
        _text(item.get("quotaMetric", item.get("quota_metric"))),
        None if value is None or isinstance(value, bool) else str(value)[:30],
        _text(model),
    )


def _descriptions(items: Iterable[Any]) -> str:
    texts = [item["description"] for item in list(items)[:20] if isinstance(item, dict) and "description" in item]
    return "".join(["\n" + text[:1000] for text in texts if isinstance(text, str)])


def _read_old_errors(items: Iterable[Any], evidence: Evidence) -> None:
    """The `errors` list of Google's first error format; its reasons rank after `ErrorInfo`."""
    for item in items:
        if isinstance(item, dict):
            reason = item.get("reason")
            if isinstance(reason, str) and reason:
                evidence.reasons = (*evidence.reasons, reason[:100])
            if evidence.message is None and isinstance(item.get("message"), str):
                evidence.message, evidence.is_spoken = item["message"][:MAX_TEXT], True


def _metadata_delay(evidence: Evidence) -> float | None:
    return delay.seconds(evidence.metadata["quotaResetDelay"]) if "quotaResetDelay" in evidence.metadata else None


def _texts(mapping: Mapping[Any, Any]) -> dict[str, str]:
    return {
        str(key)[:100]: str(mapping[key])[:300] for key in list(mapping)[:50] if isinstance(mapping[key], (str, int))
    }


def _text(value: object) -> str:
    return value[:300] if isinstance(value, str) else ""
