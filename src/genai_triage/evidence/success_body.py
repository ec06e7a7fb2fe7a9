"""Answers with a good status → evidence of a failure inside them, or None for a good answer.

A good answer must never become a failure: what is not recognised as an answer of a generating method is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from genai_triage.taxonomy import Evidence, FailureClass
from genai_triage.taxonomy.match import match

from .error_body import NESTED, find_error, note_unreadable, read_error
from .parse import Body, BrokenEvent
from .text import read_raw

# Of several unusable candidates the one whose class stands first is reported.
_WORST_FIRST: Final = (
    FailureClass.PERMISSION,
    FailureClass.INVALID_REQUEST,
    FailureClass.SAFETY,
    FailureClass.RECITATION,
    FailureClass.MALFORMED_OUTPUT,
    FailureClass.TRUNCATED,
)

GOOD_FINISHES: Final = frozenset(
    {
        *("STOP", "stop", "FUNCTION_CALL", "function_call", "TOOL_CALLS", "tool_calls", "TOOL_CALL", "tool_call"),
        *("NEED_MORE_INPUT", "TURN_COMPLETE_REASON_UNSPECIFIED", "COMPLETED", "completed", "END_TURN", "end_turn"),
    }
)
"""Finish reasons of both providers that end a usable answer, in the spellings that are met."""

_STREAM_ENDPOINTS: Final = ("stream",)
_GENERATING: Final = ("generate", "stream", "chat", "interactions", "")
_BODYLESS: Final = ("files", "operations", "caches", "batches", "models", "threads", "live")
_MAX_CANDIDATES: Final = 200
_MAX_PARTS: Final = 1000

# A key that is not escaped stands outside the model's own text.
_ERROR_OBJECT: Final = re.compile(
    r"(?<!\\)\"error\"\s{0,9}:\s{0,9}\{|^\{'error'\s{0,9}:|^\{\s{0,9}\"(?:status|status_code|code)\"\s{0,9}:\s{0,9}[45]\d\d\b"
)

_FAILED_STATES: Final = {
    "FAILED": "job_failed",
    "EXPIRED": "job_expired",
    "CANCELLED": "cancelled",
    "CANCELED": "cancelled",
}
_INTERACTION_STATES: Final = {
    "failed": "job_failed",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "budget_exceeded": "budget_exceeded",
    "expired": "job_expired",
}
FAILED_STATES: Final = (*_FAILED_STATES, *_INTERACTION_STATES)
"""States of a job, a file or an interaction that failed, as they end the service's own names for them."""


@dataclass(slots=True)
class _Candidate:
    finish: str | None = None
    content: bool = False

    @property
    def usable(self) -> bool:
        return self.finish is None or self.finish in GOOD_FINISHES


@dataclass(slots=True)
class SuccessBody:
    """What the documents of one answer add up to."""

    generated: bool = False
    """At least one document is an answer of a generating method."""
    block: str | None = None
    candidates: dict[int, _Candidate] = field(default_factory=dict)
    content: bool = False
    ended: bool = False
    fact: str | None = None
    finish_message: str | None = None
    last: Mapping[str, Any] | None = None


def failure_in_success(body: Body, evidence: Evidence, content_type: str) -> Evidence | None:
    """Completes the evidence of an answer with a good status; None if the answer is good."""
    if evidence.endpoint == "download":
        return None  # a file's content is the user's own, whatever it says
    for document in body.documents:
        error = find_error(document, failed=False)
        if error is not None:
            read_error(error, evidence)
            note_unreadable(evidence)
            return evidence
    if body.html or (not body.documents and body.text.strip()[:1] == "<" and "text/html" in content_type):
        return _with_fact(evidence, "html")
    if not body.documents:
        return _judge_text(body, evidence, content_type)
    answer = _collect(body.documents)
    if answer.fact:
        return _with_fact(evidence, answer.fact)
    for document in body.documents[: -1 if body.cut else None]:
        if isinstance(document, BrokenEvent):
            return _unparsable(document.data, evidence)
    if not answer.generated:
        return _judge_unknown(body, evidence)
    return _judge_generated(answer, body, evidence)


def judge_candidates(evidence: Evidence, candidates: Sequence[tuple[str | None, bool]]) -> Evidence | None:
    """The evidence of the worst candidate, or None if any is usable; each is (finish reason, has content)."""
    if not candidates:
        return _with_fact(evidence, "no_candidate")
    if any((finish is None or finish in GOOD_FINISHES) and content for finish, content in candidates):
        return None
    unusable = [finish for finish, _ in candidates if finish is not None and finish not in GOOD_FINISHES]
    if not unusable:
        return _with_fact(evidence, "empty_answer")
    evidence.finish = worst_finish(evidence, unusable)
    return evidence


def worst_finish(evidence: Evidence, finishes: Iterable[str]) -> str:
    """The finish reason whose class ranks first."""
    known = [normal_name(finish) for finish in finishes]
    if len(known) == 1:
        return known[0]
    return min(known, key=lambda name: _rank(_class_of(evidence, name)))


def _class_of(evidence: Evidence, finish: str) -> FailureClass:
    return match(Evidence(provider=evidence.provider, finish=finish)).failure_class


def _rank(failure_class: FailureClass) -> int:
    return _WORST_FIRST.index(failure_class) if failure_class in _WORST_FIRST else len(_WORST_FIRST)


def normal_name(value: object) -> str:
    """An enum's name however it comes: `FinishReason.SAFETY`, `safety`, `content_filter: SAFETY`."""
    text = value if isinstance(value, str) else str(getattr(value, "name", value))
    text = text[:200].rpartition(":")[2].strip()
    return text.rpartition(".")[2].strip().upper()


def _with_fact(evidence: Evidence, fact: str) -> Evidence:
    evidence.fact = fact
    return evidence


def _judge_text(body: Body, evidence: Evidence, content_type: str) -> Evidence | None:
    """A body without any JSON value in it."""
    stripped = body.text.strip()
    if not body.given or evidence.http_status not in (200, None):
        return None
    if not stripped:
        return None if evidence.endpoint in _BODYLESS or body.cut else _with_fact(evidence, "empty_body")
    if body.cut:
        return None
    promised = "json" in content_type or "event-stream" in content_type or stripped[0] in "{["
    if body.stream and not body.done:
        is_generating = evidence.endpoint in _GENERATING
        return _with_fact(evidence, "stream_cut") if is_generating else _unparsable(stripped, evidence)
    if promised and not body.done and not ("text/plain" in content_type or "octet-stream" in content_type):
        return _unparsable(stripped, evidence)
    return _unparsable(stripped, evidence) if evidence.endpoint in ("generate", "chat", "stream", "token") else None


def read_broken(text: str, evidence: Evidence) -> bool:
    """Adds the error object that can be made out in a text that is no JSON; says whether there is one."""
    found = _ERROR_OBJECT.search(text)
    if found is None or not read_raw(text[found.start() :], evidence):
        return False
    note_unreadable(evidence)
    return True


def _unparsable(text: str, evidence: Evidence) -> Evidence:
    return evidence if read_broken(text, evidence) else _with_fact(evidence, "unparsable")


def _judge_unknown(body: Body, evidence: Evidence) -> Evidence | None:
    """JSON that is no answer of a generating method: good, unless the endpoint promised one."""
    if evidence.endpoint not in ("generate", "chat") or body.stream or evidence.http_status not in (200, None):
        return None
    document = body.documents[0]
    empty = isinstance(document, dict) and not document
    return _with_fact(evidence, "no_candidate") if empty else None


def _judge_generated(answer: SuccessBody, body: Body, evidence: Evidence) -> Evidence | None:
    if answer.block and not answer.content:
        evidence.block = answer.block
        return evidence
    candidates = [(candidate.finish, candidate.content) for candidate in answer.candidates.values()]
    chunk = body.stream or evidence.endpoint in _STREAM_ENDPOINTS
    if chunk and not answer.ended and all(finish is None for finish, _ in candidates):
        whole = body.text and body.stream and not body.cut and not body.done
        return _with_fact(evidence, "stream_cut") if whole else None
    if body.cut and not candidates:
        return None
    if answer.ended and not candidates:
        return None
    evidence.message = evidence.message or answer.finish_message
    return judge_candidates(evidence, candidates)


def _collect(documents: Iterable[Any]) -> SuccessBody:
    answer = SuccessBody()
    for document in documents:
        if isinstance(document, dict):
            answer.last = document
            _collect_document(document, answer, 0)
    return answer


def _collect_document(document: Mapping[str, Any], answer: SuccessBody, depth: int) -> None:
    inner = document.get("response")
    if isinstance(inner, dict) and depth < 3 and "candidates" not in document:
        answer.fact = answer.fact or _filtered_media(inner)
        _collect_document(inner, answer, depth + 1)
        return
    data = document.get("data")
    if isinstance(data, dict) and depth < 3 and ("event" in document or "type" in document):
        _collect_document(data, answer, depth + 1)
        return
    answer.fact = answer.fact or _job_fact(document) or _filtered_media(document)
    _collect_gemini(document, answer)
    _collect_choices(document, answer)
    _collect_messages(document, answer)
    _collect_flat(document, answer)
    _collect_live(document, answer)
    _collect_interaction(document, answer)


def _get(document: Mapping[str, Any], camel: str, snake: str) -> Any:
    return document[camel] if camel in document else document.get(snake)


def _collect_gemini(document: Mapping[str, Any], answer: SuccessBody) -> None:
    feedback = _get(document, "promptFeedback", "prompt_feedback")
    candidates = document.get("candidates")
    known = "candidates" in document or isinstance(feedback, dict)
    if not known and not ("usageMetadata" in document and "modelVersion" in document and "totalTokens" not in document):
        return
    if "serverContent" in document or "setupComplete" in document:
        return
    answer.generated = True
    if isinstance(feedback, dict):
        reason = _get(feedback, "blockReason", "block_reason")
        if reason:
            answer.block = normal_name(reason)
    for position, candidate in enumerate(candidates[:_MAX_CANDIDATES] if isinstance(candidates, list) else ()):
        if not isinstance(candidate, dict):
            continue
        index = candidate.get("index", position)
        finish = _get(candidate, "finishReason", "finish_reason")
        message = _get(candidate, "finishMessage", "finish_message")
        if isinstance(message, str):
            answer.finish_message = message
        _add(answer, index, finish, _has_parts(candidate.get("content")))


def _collect_choices(document: Mapping[str, Any], answer: SuccessBody) -> None:
    """GigaChat v1 and the OpenAI-compatible endpoint."""
    choices = document.get("choices")
    if not isinstance(choices, list):
        return
    answer.generated = True
    for position, choice in enumerate(choices[:_MAX_CANDIDATES]):
        if not isinstance(choice, dict):
            continue
        message = choice.get("message", choice.get("delta"))
        _add(answer, choice.get("index", position), choice.get("finish_reason"), _has_message(message))


def _collect_messages(document: Mapping[str, Any], answer: SuccessBody) -> None:
    """GigaChat v2: `messages` and the events `response.message.*`."""
    messages = document.get("messages")
    if not isinstance(messages, list) or not any(
        key in document for key in ("finish_reason", "model", "usage", "created_at")
    ):
        return
    shared = document.get("finish_reason")
    for position, message in enumerate(messages[:_MAX_CANDIDATES]):
        if isinstance(message, dict) and message.get("role", "assistant") in ("assistant", "model"):
            finish = message.get("finish_reason", shared)
            answer.generated = True
            _add(answer, 0 if shared is not None else position, finish, _has_message(message))
    if shared is not None:
        answer.generated = True
        _add(answer, 0, shared, False)


def _collect_flat(document: Mapping[str, Any], answer: SuccessBody) -> None:
    """A simplified answer `{"response": text, "finishReason": …}` and a v2 event that holds only the reason."""
    finish = document.get("finishReason", document.get("finish_reason"))
    if (
        isinstance(finish, str)
        and finish
        and "candidates" not in document
        and "choices" not in document
        and "messages" not in document
    ):
        answer.generated = True
        content = any(isinstance(document.get(key), str) and document[key] for key in ("response", "text", "content"))
        _add(
            answer,
            0,
            finish,
            content or normal_name(finish) in ("FUNCTION_CALL", "TOOL_CALLS") or "response" not in document,
        )


def _collect_live(document: Mapping[str, Any], answer: SuccessBody) -> None:
    content = _get(document, "serverContent", "server_content")
    if not isinstance(content, dict):
        return
    reason = _get(content, "turnCompleteReason", "turn_complete_reason")
    if reason and normal_name(reason) not in GOOD_FINISHES:
        answer.generated = True
        _add(answer, 0, reason, False)


def _collect_interaction(document: Mapping[str, Any], answer: SuccessBody) -> None:
    interaction = document.get("interaction")
    if isinstance(interaction, dict):
        document = interaction
    if document.get("status") == "incomplete" and _is_interaction(document):
        answer.generated = True
        _add(answer, 0, "MAX_TOKENS", False)


def _is_interaction(document: Mapping[str, Any]) -> bool:
    return (
        document.get("object") == "interaction"
        or any(
            key in document for key in ("outputs", "steps", "interaction_id", "event_type", "previous_interaction_id")
        )
        or ("id" in document and ("model" in document or "agent" in document))
    )


def _job_fact(document: Mapping[str, Any]) -> str | None:
    """The state of a thread run, an interaction, a batch, an operation or a file that the service gave up."""
    nested = next((document[key] for key in NESTED[1:] if isinstance(document.get(key), dict)), None)
    if nested is not None:
        document = nested
    status = document.get("status")
    if isinstance(status, str) and not any(key in document for key in ("choices", "candidates")):
        fact = _INTERACTION_STATES.get(status.lower())
        if fact is not None:
            return fact
    metadata = document.get("metadata")
    for holder in (document, metadata):
        state = holder.get("state") if isinstance(holder, dict) else None
        if isinstance(state, str):
            fact = _FAILED_STATES.get(state.rpartition("_")[2].upper())
            if fact is not None:
                return fact
    return None


def _filtered_media(document: Mapping[str, Any]) -> str | None:
    """Imagen and Veo leave a reason where the filter removed every image or video."""
    predictions = document.get("predictions")
    if isinstance(predictions, list) and predictions:
        filtered = [
            item for item in predictions[:_MAX_CANDIDATES] if isinstance(item, dict) and item.get("raiFilteredReason")
        ]
        return "media_filtered" if len(filtered) == len(predictions[:_MAX_CANDIDATES]) else None
    video = document.get("generateVideoResponse", document)
    if not isinstance(video, dict) or not any(
        video.get(key) for key in ("raiMediaFilteredCount", "raiMediaFilteredReasons")
    ):
        return None
    kept = any(video.get(key) for key in ("generatedSamples", "videos", "generatedVideos"))
    return None if kept else "media_filtered"


def _add(answer: SuccessBody, index: Any, finish: Any, content: bool) -> None:
    key = index if isinstance(index, int) and not isinstance(index, bool) else 0
    if key not in answer.candidates and len(answer.candidates) >= _MAX_CANDIDATES:
        return
    candidate = answer.candidates.setdefault(key, _Candidate())
    candidate.content = candidate.content or content
    answer.content = answer.content or content
    if finish is not None and finish != "":
        candidate.finish = normal_name(finish)
        if candidate.finish == "FINISH_REASON_UNSPECIFIED" and candidate.content:
            candidate.finish = None
        elif candidate.finish in ("FUNCTION_CALL", "TOOL_CALLS", "TOOL_CALL", "NEED_MORE_INPUT"):
            candidate.content = answer.content = True


def _has_parts(content: Any) -> bool:
    """A part counts unless it is only blank text."""
    if isinstance(content, str):
        return bool(content)
    parts = content.get("parts") if isinstance(content, dict) else content
    if not isinstance(parts, list):
        return False
    return any(_has_part(part) for part in parts[:_MAX_PARTS])


def _has_part(part: Any) -> bool:
    if not isinstance(part, dict):
        return bool(part)
    return any(
        value not in ("", None, {}, [], False)
        for key, value in part.items()
        if key not in ("thoughtSignature", "thought_signature", "thought", "partMetadata")
    )


def _has_message(message: Any) -> bool:
    if not isinstance(message, dict):
        return bool(message)
    content = message.get("content")
    if isinstance(content, str):
        said = bool(content)
    elif isinstance(content, list):
        said = any(_has_part(part) for part in content[:_MAX_PARTS])
    else:
        said = False
    extras = ("function_call", "tool_calls", "attachments", "functions_state_id", "tool_execution", "audio", "refusal")
    return said or any(message.get(key) for key in extras)
