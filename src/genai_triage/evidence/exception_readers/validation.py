"""pydantic: an answer that is not of the SDK's model."""

from __future__ import annotations

from typing import Final

from genai_triage.evidence.error_body import find_error, read_error
from genai_triage.evidence.exception_place import place_of, validation_errors
from genai_triage.evidence.exception_readers.structured import is_request_model
from genai_triage.evidence.exception_view import ExceptionView
from genai_triage.evidence.parse import read_body
from genai_triage.evidence.success_body import failure_in_success
from genai_triage.patterns import late
from genai_triage.taxonomy import Evidence

_RESPONSE_MODEL: Final = late(
    r"(?:Response|Chunk|Completion|Embeddings?|Balance|TokensCount|AccessToken|Token|Models?|UploadedFiles?|Image|Interaction|LiveServerMessage|Operation|"
    r"OpenApiFunctions|AICheckResult|Assistants|Threads|ThreadRunResult|ThreadMessages\w*)$"
)
_ADDED: Final = frozenset({"x_headers"})
"""What gigachat puts into an answer before it is read."""
_GENERATED: Final = late(r"Completion|Chunk|GenerateContentResponse")
_VALIDATED: Final = late(r"\d{1,6} validation errors? for (\w{1,100})")


def of_validation(view: ExceptionView) -> Evidence | None:
    """pydantic's ValidationError of a response model: the answer, or the error that came instead, is an input value."""
    if not view.is_a("pydantic_core.ValidationError", "pydantic.ValidationError"):
        return None
    title = view.get("title") or _validated_model(view.text)
    inputs = [error.get("input") for error in validation_errors(view.exc)]
    if not isinstance(title, str) or not _RESPONSE_MODEL.search(title):
        if is_request_model(title):
            return None
        is_json = all(error.get("type") != "json_invalid" for error in validation_errors(view.exc))
        fact = "answer_off_schema" if is_json else "answer_not_json"
        return Evidence(provider=view.provider, fact=fact, place=place_of(view))
    for value in inputs:
        error = find_error(value, failed=False)
        if error is not None:
            evidence = Evidence(provider=view.provider)
            read_error(error, evidence)
            return evidence
        judged = _judged(value, Evidence(provider=view.provider), title)
        if judged is not None:
            return judged
    return Evidence(provider=view.provider, fact="unparsable", message=view.text, place=place_of(view))


def _judged(value: object, evidence: Evidence, title: str) -> Evidence | None:
    """The failure that a value shows as an answer; that it holds none, only of a model of answers or chunks."""
    if isinstance(value, dict):
        value = {name: member for name, member in value.items() if name not in _ADDED}
    evidence.endpoint = "chat" if _GENERATED.search(title) else ""
    judged = failure_in_success(read_body(value), evidence, lambda: "application/json")
    if judged is None:
        return None
    says_why = judged.finish or judged.block or judged.status or judged.error_status
    return judged if says_why or judged.fact == "no_candidate" else None


def _validated_model(text: str) -> str:
    found = _VALIDATED.match(text)
    return found[1] if found else ""
