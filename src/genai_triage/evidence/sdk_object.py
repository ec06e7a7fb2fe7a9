"""Answers as objects of an SDK or of protobuf → their reading, by attributes: nothing is parsed, nothing is dumped.

The methods of nearly every call are read attribute by attribute, since they must cost next to nothing. Every other
object is read as the JSON document that it came from (`read_object`), by the same code as that document.

Fields: google-genai `types`, gigachat `models`, google/ai/generativelanguage/v1beta, google/cloud/aiplatform/v1
(prediction_service.proto) and GigaChat's `gigachatv1.proto`. A field that a version lacks is skipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from genai_triage.taxonomy.vendors import GIGACHAT

from .documents import CONTENT_EVENTS, MESSAGE_EXTRAS, SAYING, read_documents
from .error_body import find_error
from .jobs import CANCELLED
from .limits import MAX_CANDIDATES, MAX_DEPTH, MAX_ITEMS
from .reading import CHAT, GEMINI, GIGACHAT_V2, LIVE, Reading

_MAX_LEVELS: Final = MAX_DEPTH + 2
_REQUEST_ID: Final = GIGACHAT.request_id_headers[0]
_INTERACTION: Final = {"object": "interaction"}
"""What the service says of an interaction, and some versions of the SDK leave out."""
_PLAIN: Final = frozenset({str, int, float, bool, bytes, type(None)})
"""Types of which nothing else can be made."""


def read_genai_content(reading: Reading, response: Any) -> None:
    """google-genai: an answer of `generate_content`."""
    read_genai_chunk(reading, response)
    reading.read_usage()


def read_genai_chunk(reading: Reading, response: Any) -> None:
    """google-genai: a chunk of `generate_content_stream`, whose usage is read when the stream is over.

    Most streams have a usage in every chunk, and the last that says anything counts.
    """
    reading.generated = True
    for position, candidate in enumerate(response.candidates or ()):
        index, finish = candidate.index or position, candidate.finish_reason
        known = reading.candidates.get(index)
        if finish is None and known is not None and known.content:
            continue  # nothing that another chunk has not shown
        content = candidate.content
        parts: Any = () if content is None else content.parts or ()
        reading.add_candidate(index, finish, _says(parts))
    feedback = response.prompt_feedback
    if feedback is not None and feedback.block_reason is not None:
        reading.block_reason = str(getattr(feedback.block_reason, "value", feedback.block_reason))
        reading.finish_message = getattr(feedback, "block_reason_message", None)
    usage, model = response.usage_metadata, response.model_version
    if usage is not None:
        reading.usage = usage
        if usage.prompt_token_count is not None:
            reading.unread_usage = usage
    if model is not None:
        reading.model = model
    identifier = getattr(response, "response_id", None)
    if identifier is not None:
        reading.id = identifier


def read_genai_embeddings(reading: Reading, response: Any) -> None:
    """google-genai: an answer of `embed_content`."""
    embeddings = response.embeddings or ()
    reading.add_results(len(embeddings), sum(1 for embedding in embeddings if embedding.values))
    counts = [
        embedding.statistics.token_count
        for embedding in embeddings
        if embedding.statistics is not None and embedding.statistics.token_count is not None
    ]
    if counts:
        reading.input_tokens = int(sum(counts))


def read_gigachat_completion(reading: Reading, completion: Any) -> None:
    """gigachat: a chat answer or chunk of the first generation."""
    reading.generated = True
    for choice in completion.choices or ():
        message = getattr(choice, "message", None) or getattr(choice, "delta", None)
        has_content = message is not None and (bool(message.content) or _has_extra(message))
        reading.add_candidate(getattr(choice, "index", 0) or 0, choice.finish_reason, has_content)
    usage = getattr(completion, "usage", None)
    if usage is not None:
        reading.add_usage(usage, CHAT)
    _read_gigachat_identity(reading, completion)


def read_gigachat_primary(reading: Reading, completion: Any) -> None:
    """gigachat: a chat answer or event of the second generation."""
    reading.generated = True
    for message in completion.messages or ():
        has_content = _says(message.content or ()) or _has_extra(message)
        reading.add_candidate(0, getattr(message, "finish_reason", None), has_content)
    is_executed = getattr(completion, "tool_execution", None) is not None
    if completion.finish_reason or is_executed:
        reading.add_candidate(0, completion.finish_reason, is_executed)
    if completion.usage is not None:
        reading.add_usage(completion.usage, GIGACHAT_V2)
    _read_gigachat_identity(reading, completion)


def read_gigachat_run(reading: Reading, answer: Any) -> None:
    """gigachat: a thread's run, its result or a chunk of it."""
    if getattr(answer, "choices", None) is not None:
        read_gigachat_completion(reading, answer)
        return
    read_object(reading, answer)
    read_gigachat_thread(reading, answer)


def read_gigachat_thread(reading: Reading, answer: Any) -> None:
    """gigachat: what a method says of a thread, or the id of a new one."""
    if isinstance(answer, str):
        reading.conversation = answer
    else:
        _read_request_id(reading, answer)
        _read_thread_id(reading, answer)


def _read_gigachat_identity(reading: Reading, completion: Any) -> None:
    if completion.model:
        reading.model = completion.model
    _read_request_id(reading, completion)
    if reading.conversation is None:
        _read_thread_id(reading, completion)


def _read_request_id(reading: Reading, answer: Any) -> None:
    if reading.id is None:
        headers = getattr(answer, "x_headers", None)
        if headers:
            reading.id = headers.get(_REQUEST_ID)


def _read_thread_id(reading: Reading, answer: Any) -> None:
    # Of a pydantic object that lacks it, getattr would cost as much as all the rest.
    thread = getattr(answer, "__dict__", {}).get("thread_id")
    if thread.__class__ is str:
        reading.conversation = thread


def read_gigachat_embeddings(reading: Reading, result: Any) -> None:
    """gigachat: an answer of `embeddings`."""
    data = result.data or ()
    reading.add_results(len(data), sum(1 for item in data if item.embedding))
    reading.model = getattr(result, "model", None)
    _read_request_id(reading, result)
    counts = [getattr(getattr(item, "usage", None), "prompt_tokens", None) for item in result.data or ()]
    known = [count for count in counts if count is not None]
    if known:
        reading.input_tokens = sum(known)


def read_gigachat_balance(reading: Reading, result: Any) -> None:
    """gigachat: what `get_balance` says is left, by model."""
    _read_request_id(reading, result)
    reading.balance = {str(item.usage): float(item.value) for item in (result.balance or ())[:MAX_ITEMS]}


def read_embedding_dict(reading: Reading, result: Mapping[str, Any]) -> None:
    """google-generativeai: an answer of `embed_content`."""
    found = result["embedding"]
    is_list = bool(found) and isinstance(found[0], (list, tuple))  # one of several texts, else the numbers of one
    reading.add_results(len(found) if is_list else bool(found), sum(map(bool, found)) if is_list else 1)


def read_gemini_message(reading: Reading, response: Any) -> None:
    """Protobuf: an answer or chunk of `GenerateContent`; a response of google-generativeai holds one."""
    message = raw_message(getattr(response, "_result", response))
    if type(message) is bytes:
        reading.ended = True  # the application decodes it itself: whether its end is missing cannot be told
        return
    reading.generated = True
    for candidate in getattr(message, "candidates", ()):
        index = getattr(candidate, "index", 0)
        has_content = any(_is_said(part) for part in candidate.content.parts)
        reading.add_candidate(index, _enum(candidate, "finish_reason"), has_content)
    feedback = set_field(message, "prompt_feedback")
    if feedback is not None:
        reading.block_reason = _enum(feedback, "block_reason") or reading.block_reason
    usage = set_field(message, "usage_metadata")
    if usage is not None and usage.prompt_token_count:
        reading.add_usage(usage, GEMINI)
    reading.model = getattr(message, "model_version", "") or reading.model
    reading.id = getattr(message, "response_id", "") or reading.id


def read_gigachat_message(reading: Reading, response: Any) -> None:
    """Protobuf: an answer or chunk of GigaChat's `Chat`."""
    message = raw_message(response)
    if type(message) is bytes:
        reading.ended = True  # the application decodes it itself: whether its end is missing cannot be told
        return
    reading.generated = True
    for alternative in message.alternatives:
        said = alternative.message
        has_content = (
            bool(said.content)
            or any(set_field(said, name) for name in ("function_call", "functions_state_id"))
            or bool(getattr(said, "attachments", ()))
        )
        reading.add_candidate(alternative.index, alternative.finish_reason, has_content)
    usage = set_field(message, "usage")
    if usage is not None:
        reading.add_usage(usage, CHAT)
    info = set_field(message, "model_info")
    if info is not None and info.name:
        reading.model = f"{info.name}:{info.version}" if info.version else info.name


def read_embeddings_message(reading: Reading, response: Any) -> None:
    """Protobuf: an answer of `EmbedContent` or `BatchEmbedContents`."""
    message = raw_message(response)
    if type(message) is bytes:
        return
    found = getattr(message, "embeddings", None)
    if found is None:
        found = [embedding] if (embedding := set_field(message, "embedding")) is not None else ()
    reading.add_results(len(found), sum(1 for embedding in found if embedding.values))


def read_object(reading: Reading, answer: Any) -> None:
    """Any other object: images, videos and their operations, interactions, jobs, files, thread runs."""
    fields = getattr(answer, "__dict__", None)
    if type(fields) is dict and SAYING.isdisjoint(fields) and not isinstance(answer, Mapping):
        return  # a model's description, a cache: to make a document of it costs more than all the rest
    document = _as_document(answer, 0)
    if isinstance(document, dict):
        read_documents((document,), reading)


def read_job_message(reading: Reading, message: Any) -> None:
    """protobuf: a file, a cache or a long-running operation, as the document that it came from."""
    if type(message) is bytes:
        return
    document = {"name": message.name}
    state, error = getattr(message, "state", None), getattr(message, "error", None)
    if state is not None:
        document["state"] = state.name
    elif hasattr(message, "done"):
        document["done"] = message.done
    if error is not None and error.code:
        document["error"] = {"code": error.code, "message": error.message}
    result = set_field(raw_message(message), "response")
    if result is not None:
        document["response"] = {"@type": result.type_url}
    read_object(reading, document)


def read_cancelled(reading: Reading, answer: Any) -> None:
    """The answer to the wish that a job end: that it has ended so is what was asked for."""
    read_object(reading, answer)
    if reading.fact == CANCELLED:
        reading.fact = None


def read_interaction(reading: Reading, interaction: Any) -> None:
    """google-genai: an interaction, which need not say so; nothing is read of one that has no fields of its own yet."""
    if not isinstance(interaction, Mapping) and not hasattr(interaction, "status"):
        return
    document = _as_document(interaction, 0)
    if isinstance(document, dict):
        read_documents(({**_INTERACTION, **document},), reading)


def read_interaction_event(reading: Reading, event: Any) -> None:
    """google-genai: an event of an interaction's stream; most carry a piece of text and say nothing else."""
    kind = event.get("event_type") if isinstance(event, Mapping) else getattr(event, "event_type", None)
    if isinstance(kind, str) and kind.startswith(CONTENT_EVENTS):
        reading.add_candidate(0, None, True)
    else:
        raw = getattr(event, "raw", None)
        read_object(reading, raw if isinstance(raw, Mapping) else event)


def read_live_usage(reading: Reading, usage: Any) -> None:
    """google-genai: what a turn of a Live session used."""
    reading.add_usage(usage, LIVE)
    if reading.input_tokens is None and usage.response_token_count is not None:
        reading.output_tokens = usage.response_token_count + (getattr(usage, "thoughts_token_count", None) or 0)


def read_nothing(reading: Reading, answer: Any) -> None:
    """An answer that is good because it came, or that was read when it arrived."""


def read_error_object(reading: Reading, document: Any) -> None:
    """A document that an SDK could not read, which holds an error."""
    reading.error = find_error(document, failed=True)


def raw_message(message: Any) -> Any:
    """The protobuf message inside proto-plus's, which converts every field that is read."""
    return getattr(message, "_pb", message)


def set_field(message: Any, name: str) -> Any:
    """The field's value if it is set, else None."""
    try:
        return getattr(message, name) if message.HasField(name) else None
    except (AttributeError, ValueError):
        return None


def _says(parts: Any) -> bool:
    """Whether any part is more than an empty text; one without a text holds something else."""
    for part in parts:  # noqa: SIM110  (a generator would double the time of nearly every answer)
        if part.text != "":
            return True
    return False


def _is_said(part: Any) -> bool:
    """The same of a part of protobuf, whose texts are never None."""
    return bool(part.WhichOneof("data") != "text" or part.text)


def _has_extra(message: Any) -> bool:
    """Whether a message without a text still says something."""
    return any(getattr(message, name, None) for name in MESSAGE_EXTRAS)


def _enum(message: Any, field: str) -> str | None:
    """The name of an enum's value, its number if this version has no name for it; None if it is not set."""
    number = getattr(message, field, 0)
    if not number:
        return None
    known = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number.get(number)
    return str(number) if known is None else str(known.name)


def _as_document(value: Any, level: int) -> Any:
    """The object as the JSON it came from, a few levels deep; texts and bytes are handed on, not copied."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (str, int, float, bytes)):
        return value
    if level >= _MAX_LEVELS:
        return None
    if isinstance(value, (list, tuple)):
        return [_as_document(item, level + 1) for item in value[:MAX_CANDIDATES]]
    fields = value if isinstance(value, Mapping) else getattr(value, "__dict__", None)
    return _members(fields, level) if isinstance(fields, Mapping) else None


def _members(fields: Mapping[Any, Any], level: int) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, field in list(fields.items())[:MAX_ITEMS]:
        if field is None:
            continue  # most fields of most objects
        member = field if type(field) in _PLAIN else _as_document(field, level + 1)
        if member is not None and isinstance(name, str):
            members[name] = member
    return members
