"""JSON documents of an answer, and any object of an SDK as one → its reading.

What is not recognised as an answer of a generating method is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .error_body import NESTED, TELLING, find_error
from .jobs import read_job
from .judge import ends_badly
from .limits import MAX_CANDIDATES, MAX_PARTS, MAX_TEXT
from .reading import DIALECTS, Dialect, Reading, normal_name

_VIDEO_FILTERS: Final = (
    *("raiMediaFilteredCount", "raiMediaFilteredReasons"),
    *("rai_media_filtered_count", "rai_media_filtered_reasons"),
)
_VIDEOS: Final = ("generatedSamples", "videos", "generatedVideos", "generated_videos")
MESSAGE_EXTRAS: Final = (
    *("function_call", "tool_calls", "attachments", "functions_state_id", "tool_execution", "audio", "refusal"),
)
"""Members of a message (GigaChat, OpenAI-compatible) that say something without a text."""
_RARE: Final = frozenset(
    {"status", "state", "done", "metadata", *NESTED[1:], "predictions", "generated_images", "generateVideoResponse"}
    | {*_VIDEO_FILTERS, "event_type", "type", "messages", "finishReason", "finish_reason", "serverContent"}
    | {"server_content", "id"}
)
"""Members of which every answer has one that is no usual answer of text: a job, images, an event, an interaction."""
_EMBEDDINGS: Final = (("embeddings", "values"), ("data", "embedding"))
"""Where the embeddings of several texts stand, and what each holds: Gemini's, GigaChat's and OpenAI's."""
_LISTS: Final = frozenset(name for name, _ in _EMBEDDINGS)
_MAX_COUNT: Final = 10**12
_ENVELOPES: Final = frozenset({"response", "data"})
SAYING: Final = (
    frozenset({"modelVersion", "model_version", "model", "responseId", "response_id", "usageMetadata"})
    | {"usage_metadata", "usage", "embeddings", "candidates", "promptFeedback", "prompt_feedback", "choices"}
    | (TELLING | _RARE | _ENVELOPES)
)
"""Members that are looked for in a document: one that has none of them says nothing."""
_MAX_ENVELOPES: Final = 3
_END_EVENTS: Final = ("interaction.complete", "interaction.completed", "response.completed", "response.message.done")

CONTENT_EVENTS: Final = ("step.", "content.")
"""How the types of an interaction's events begin that carry a part of the answer."""
_UNFINISHED: Final = ("requires_continuation", "in_progress", "queued")


def read_documents(documents: Iterable[Any], reading: Reading) -> None:
    """Adds what the documents of one answer, one or one per event, show together."""
    for document in documents:
        if reading.error is None:
            reading.error = find_error(document, failed=False)
        if isinstance(document, dict):
            _collect_document(document, reading, 0)


def _collect_document(document: Mapping[str, Any], reading: Reading, depth: int) -> None:
    if depth < _MAX_ENVELOPES and not _ENVELOPES.isdisjoint(document) and _collect_inner(document, reading, depth + 1):
        return
    _read_identity(document, reading)
    _read_usage(document, reading)
    _collect_gemini(document, reading)
    _collect_choices(document, reading)
    if not _RARE.isdisjoint(document):
        _collect_rare(document, reading)


def _collect_inner(document: Mapping[str, Any], reading: Reading, depth: int) -> bool:
    """Reads the answer that an operation or an event holds; False if it holds none."""
    inner = document.get("response")
    if isinstance(inner, dict) and "candidates" not in document:
        read_job(document, reading)
        reading.fact = reading.fact or _filtered_media(inner)
        _note_filter(inner, reading)
        _collect_document(inner, reading, depth)
        return True
    data = document.get("data")
    if isinstance(data, dict) and ("event" in document or "type" in document):
        _collect_document(data, reading, depth)
        return True
    return False


def _collect_rare(document: Mapping[str, Any], reading: Reading) -> None:
    read_job(document, reading)
    reading.fact = reading.fact or _filtered_media(document)
    _note_filter(document, reading)
    reading.ended = reading.ended or _is_end(document)
    _collect_messages(document, reading)
    _collect_flat(document, reading)
    _collect_live(document, reading)
    _collect_interaction(document, reading)


def _is_end(document: Mapping[str, Any]) -> bool:
    """Whether an event is its stream's own end mark."""
    kind = document.get("event_type", document.get("type"))
    if not isinstance(kind, str) or kind not in _END_EVENTS:
        return False
    interaction = document.get("interaction")
    return not (isinstance(interaction, dict) and interaction.get("status") in _UNFINISHED)


def _read_identity(document: Mapping[str, Any], reading: Reading) -> None:
    """Model and id, at the answer's own level only: a function's arguments may hold any name."""
    model = document.get("modelVersion") or document.get("model_version") or document.get("model")
    if isinstance(model, str) and model:
        reading.model = model
    # OpenAI's name for it; other answers have the ids of jobs, files and messages there.
    identifier = document.get("id") if "choices" in document else _get(document, "responseId", "response_id")
    if isinstance(identifier, str) and identifier:
        reading.id = identifier


def _read_usage(document: Mapping[str, Any], reading: Reading) -> None:
    usage = document.get("usageMetadata") or document.get("usage_metadata") or document.get("usage")
    if isinstance(usage, dict):
        for dialect in DIALECTS:
            if dialect.input in usage:
                _read_tokens(usage, dialect, reading)
                break
    elif isinstance(document.get("data"), list):
        _read_embedding_usage(document["data"], reading)
    if not _LISTS.isdisjoint(document):
        _read_embeddings(document, reading)


def _read_tokens(usage: Mapping[str, Any], dialect: Dialect, reading: Reading) -> None:
    given, output, cached, *others = [
        value if type(value) is int and 0 <= value < _MAX_COUNT else None for value in map(usage.get, dialect[:5])
    ]
    if cached is None and dialect.input_details:
        inner = usage.get(dialect.input_details)
        cached = _count(inner.get("cached_tokens")) if isinstance(inner, dict) else None
    reading.usage = usage
    reading.set_tokens(given, output, cached, *others)
    inner = usage.get(dialect.output_details)
    if isinstance(inner, dict):
        reading.reasoning_tokens = _count(inner.get("reasoning_tokens"))


def _read_embedding_usage(items: list[Any], reading: Reading) -> None:
    """GigaChat counts the tokens of each embedding by itself."""
    usages = [item.get("usage") for item in items[:MAX_CANDIDATES] if isinstance(item, dict)]
    counts = [_count(usage.get("prompt_tokens")) for usage in usages if isinstance(usage, dict)]
    known = [count for count in counts if count is not None]
    if known:
        reading.input_tokens = sum(known)


def _read_embeddings(document: Mapping[str, Any], reading: Reading) -> None:
    """Counts the embeddings of several texts; of one with nothing in it the text went missing."""
    for name, inner in _EMBEDDINGS:
        items = document.get(name)
        if (
            isinstance(items, list)
            and items
            and isinstance(items[0], dict)
            and any(isinstance(item, dict) and inner in item for item in items[:3])
        ):
            reading.add_results(len(items), sum(1 for item in items if isinstance(item, dict) and item.get(inner)))


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < _MAX_COUNT else None


def _get(document: Mapping[str, Any], camel: str, snake: str) -> Any:
    return document[camel] if camel in document else document.get(snake)


_WITHOUT_CANDIDATES: Final = (
    ("usageMetadata", "modelVersion", "totalTokens"),
    ("usage_metadata", "model_version", "total_tokens"),
)
"""What an answer says that has no candidate, and what only a count of tokens says."""


def _collect_gemini(document: Mapping[str, Any], reading: Reading) -> None:
    feedback = _get(document, "promptFeedback", "prompt_feedback")
    candidates = document.get("candidates")
    known = "candidates" in document or isinstance(feedback, dict)
    if not known and not any(u in document and v in document and t not in document for u, v, t in _WITHOUT_CANDIDATES):
        return
    if "serverContent" in document or "setupComplete" in document:
        return
    reading.generated = True
    if isinstance(feedback, dict):
        reason = _get(feedback, "blockReason", "block_reason")
        if reason:
            reading.block_reason = str(reason)
            _note_words(_get(feedback, "blockReasonMessage", "block_reason_message"), reading)
    for position, candidate in enumerate(candidates[:MAX_CANDIDATES] if isinstance(candidates, list) else ()):
        if not isinstance(candidate, dict):
            continue
        index = candidate.get("index", position)
        finish = candidate.get("finishReason", candidate.get("finish_reason"))
        message = candidate.get("finishMessage", candidate.get("finish_message"))
        if isinstance(message, str):
            reading.finish_message = message
        reading.add_candidate(index, finish, _has_parts(candidate.get("content")))


def _collect_choices(document: Mapping[str, Any], reading: Reading) -> None:
    """GigaChat v1 and the OpenAI-compatible endpoint."""
    choices = document.get("choices")
    if not isinstance(choices, list):
        return
    reading.generated = True
    for position, choice in enumerate(choices[:MAX_CANDIDATES]):
        if not isinstance(choice, dict):
            continue
        message = choice.get("message", choice.get("delta"))
        reading.add_candidate(choice.get("index", position), choice.get("finish_reason"), _has_message(message))


def _collect_messages(document: Mapping[str, Any], reading: Reading) -> None:
    """GigaChat v2: `messages` and the events `response.message.*`."""
    messages = document.get("messages")
    if not isinstance(messages, list) or not any(
        key in document for key in ("finish_reason", "model", "usage", "created_at")
    ):
        return
    if not messages and "model" in document and "created_at" in document and "status" not in document:
        reading.generated = True  # and nothing came; a run of a thread has a status
    shared = document.get("finish_reason")
    for position, message in enumerate(messages[:MAX_CANDIDATES]):
        if isinstance(message, dict) and message.get("role", "assistant") in ("assistant", "model"):
            finish = message.get("finish_reason", shared)
            reading.generated = True
            reading.add_candidate(0 if shared is not None else position, finish, _has_message(message))
    if shared is not None:
        reading.generated = True
        reading.add_candidate(0, shared, False)


def _collect_flat(document: Mapping[str, Any], reading: Reading) -> None:
    """A simplified answer `{"response": text, "finishReason": …}`, a thread run and a v2 event with only the reason."""
    finish = document.get("finishReason", document.get("finish_reason"))
    if (
        isinstance(finish, str)
        and finish
        and "candidates" not in document
        and "choices" not in document
        and "messages" not in document
    ):
        reading.generated = True
        content = any(isinstance(document.get(key), str) and document[key] for key in ("response", "text", "content"))
        reading.add_candidate(0, finish, content or _has_message(document.get("message")))


def _collect_live(document: Mapping[str, Any], reading: Reading) -> None:
    content = _get(document, "serverContent", "server_content")
    if not isinstance(content, dict):
        return
    reason = _get(content, "turnCompleteReason", "turn_complete_reason")
    if reason:
        read_turn_end(reason, reading)


def read_turn_end(reason: Any, reading: Reading) -> None:
    """Adds why a session's turn ended; one that ended well says nothing of the turns before it."""
    if ends_badly(normal_name(reason)):
        reading.add_candidate(0, reason, False)


def _collect_interaction(document: Mapping[str, Any], reading: Reading) -> None:
    kind = document.get("event_type")
    if isinstance(kind, str) and kind.startswith((*CONTENT_EVENTS, "interaction.created", "interaction.start")):
        reading.add_candidate(0, None, True)  # until its terminal event the stream is not complete
    interaction = document.get("interaction")
    if isinstance(interaction, dict):
        document = interaction
        _read_identity(document, reading)
        _read_usage(document, reading)
    if _is_interaction(document):
        identifier = document.get("id")
        if isinstance(identifier, str) and identifier:
            reading.id = identifier
    if document.get("status") == "incomplete" and _is_interaction(document):
        reading.generated = True
        reading.add_candidate(0, "MAX_TOKENS", False)


def _is_interaction(document: Mapping[str, Any]) -> bool:
    return (
        document.get("object") == "interaction"
        or any(
            key in document for key in ("outputs", "steps", "interaction_id", "event_type", "previous_interaction_id")
        )
        or ("id" in document and ("model" in document or "agent" in document))
    )


def _note_words(text: Any, reading: Reading) -> None:
    """Notes what the service says of a filter, which names the filter."""
    if isinstance(text, str) and text:
        reading.finish_message = text[:MAX_TEXT]


def _note_filter(document: Mapping[str, Any], reading: Reading) -> None:
    """Notes the reason that Imagen or Veo gives, with its support code."""
    if reading.fact != "media_filtered":
        return
    images = _get(document, "predictions", "generated_images")
    for image in images[:1] if isinstance(images, list) else ():
        if isinstance(image, dict):
            _note_words(_get(image, "raiFilteredReason", "rai_filtered_reason"), reading)
    video = document.get("generateVideoResponse", document)
    reasons = _get(video, "raiMediaFilteredReasons", "rai_media_filtered_reasons") if isinstance(video, dict) else None
    if isinstance(reasons, list) and reasons:
        _note_words(reasons[0], reading)


def _filtered_media(document: Mapping[str, Any]) -> str | None:
    """Imagen and Veo leave a reason where the filter removed every image or video."""
    images = _get(document, "predictions", "generated_images")
    if isinstance(images, list) and images:
        is_filtered = all(_is_filtered(image) for image in images[:MAX_CANDIDATES])
        return "media_filtered" if is_filtered else None
    video = document.get("generateVideoResponse", document)
    if not isinstance(video, dict) or not any(video.get(key) for key in _VIDEO_FILTERS):
        return None
    return None if any(video.get(key) for key in _VIDEOS) else "media_filtered"


def _is_filtered(image: Any) -> bool:
    return isinstance(image, dict) and bool(_get(image, "raiFilteredReason", "rai_filtered_reason"))


def _has_parts(content: Any) -> bool:
    """A part counts unless it is only blank text."""
    if isinstance(content, str):
        return bool(content)
    parts = content.get("parts") if isinstance(content, dict) else content
    if not isinstance(parts, list):
        return False
    return any(map(_has_part, parts[:MAX_PARTS]))


def _has_part(part: Any) -> bool:
    if not isinstance(part, dict) or part.get("text"):
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
        said = any(_has_part(part) for part in content[:MAX_PARTS])
    else:
        said = False
    return said or any(message.get(key) for key in MESSAGE_EXTRAS)
