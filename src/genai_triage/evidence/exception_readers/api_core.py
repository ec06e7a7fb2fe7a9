"""google-api-core, under google-generativeai and the GAPIC clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from genai_triage.evidence.address import endpoint_of, url_text
from genai_triage.evidence.error_body import as_status, read_error
from genai_triage.evidence.exception_readers.crashes import hidden_in_crash
from genai_triage.evidence.exception_readers.status_errors import url_of
from genai_triage.evidence.exception_view import ExceptionView, items, mapping, peek
from genai_triage.evidence.http import evidence_of_response, read_failed_text
from genai_triage.evidence.limits import MAX_TEXT
from genai_triage.evidence.text import without_status
from genai_triage.patterns import late
from genai_triage.taxonomy import Evidence
from genai_triage.taxonomy.vendors import GEMINI

_MAX_REQUEST: Final = 2000
_REQUEST: Final = late(r"(?:GET|POST|PUT|PATCH|DELETE) (https?://[^\s]{1,1900}): ")
"""What a message over REST begins with, before the service's own words."""
# google-generativeai's own words for an error body that google-api-core could not read; its status is made up.
_REWRITTEN: Final = "Unknown error trying to retrieve streaming response"


def of_api_core(view: ExceptionView) -> Evidence | None:
    """`google.api_core.exceptions.GoogleAPICallError`: code, grpc_status_code, message, details, reason, metadata."""
    if not view.is_a("google.GoogleAPICallError"):
        return None
    number = as_status(peek(view.get("code"), "value") or view.get("code"))
    status = peek(view.get("grpc_status_code"), "name")
    message = view.get("message")
    if isinstance(message, str) and message.startswith(_REWRITTEN):
        hidden = hidden_in_crash(view.get("__context__"), view.provider)
        if hidden is not None:
            return hidden
    answered = _answer_over_rest(view, number)
    if answered is not None:
        return answered
    evidence = Evidence(
        provider=view.provider or GEMINI.provider,
        http_status=number,
        status=status if isinstance(status, str) else None,
    )
    text, printed = message if isinstance(message, str) else view.text, view.text
    asked = _REQUEST.match(text[:_MAX_REQUEST])
    if asked is not None:  # words of an address are none of the service's
        evidence.endpoint = endpoint_of(evidence.provider, url_text(asked[1]))
        text, printed = text[asked.end() :], printed.replace(asked[0], "", 1)
    _read_proto_details(view.get("details"), evidence)
    read_failed_text(printed, evidence)
    evidence.message = without_status(text)[:MAX_TEXT] or evidence.message
    reason = view.get("reason")
    if isinstance(reason, str) and reason not in evidence.reasons:
        evidence.reasons = (reason, *evidence.reasons)
    return evidence


def _answer_over_rest(view: ExceptionView, status: int | None) -> Evidence | None:
    """The answer that an exception of a REST client still holds: a page says who sent it, headers when to come back."""
    response = view.get("response")
    content = peek(response, "_content")
    if not isinstance(content, bytes):
        return None
    return evidence_of_response(
        view.provider or GEMINI.provider, status, content, peek(response, "headers"), url_of(response)
    )


def _read_proto_details(details: object, evidence: Evidence) -> None:
    """Detail messages of google.rpc as protobuf objects."""
    if not isinstance(details, (list, tuple)):
        return
    for detail in details[:50]:
        as_json = {
            "reason": peek(detail, "reason"),
            "metadata": mapping(peek(detail, "metadata")),
            "violations": [_proto_violation(item) for item in items(peek(detail, "violations"))],
            "fieldViolations": [
                {"description": peek(item, "description")} for item in items(peek(detail, "field_violations"))
            ],
            "message": peek(detail, "message"),
        }
        delay = peek(detail, "retry_delay")
        if delay is not None:
            as_json["retryDelay"] = {"seconds": peek(delay, "seconds"), "nanos": peek(delay, "nanos")}
        source = detail if isinstance(detail, Mapping) else {key: value for key, value in as_json.items() if value}
        read_error({"details": [source]}, evidence)


def _proto_violation(item: object) -> dict[str, Any]:
    """A violation as JSON has it, which leaves out what is empty."""
    violation = {
        "quotaId": peek(item, "quota_id"),
        "quotaMetric": peek(item, "quota_metric"),
        "quotaDimensions": mapping(peek(item, "quota_dimensions")),
        "quotaValue": peek(item, "quota_value"),
        "description": peek(item, "description"),
    }
    return {name: value for name, value in violation.items() if value}
