"""There is one judge of a good answer: in whatever form an answer comes, it shows the same cause."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("google.genai")
pytest.importorskip("gigachat")
pytest.importorskip("grpc")
pytest.importorskip("google.ai.generativelanguage_v1beta")

from gigachat.models import ChatCompletion, ChatCompletionChunk, Embeddings, ThreadRunResult
from gigachat.models.chat_completions import ChatCompletionChunk as PrimaryChunk
from gigachat.models.chat_completions import ChatCompletionResponse
from google.genai import interactions, types
from google.protobuf import json_format

import genai_triage
from genai_triage.evidence import classify_answer, classify_body, classify_response, sdk_object
from genai_triage.evidence.reading import GOOD_FINISHES, Reading
from genai_triage.instrumentation.raw.body_view import BodyView
from genai_triage.simulator.proto import gigachatv1_pb2 as giga
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause, Failure
from tests.support import twins

Body = dict[str, Any]
Judged = Failure | None

_HOSTS = {"gemini": "https://generativelanguage.googleapis.com", "gigachat": "https://gigachat.devices.sberbank.ru"}
_PATHS = {
    "gemini": "/v1beta/models/m:generateContent",
    "gigachat": "/api/v1/chat/completions",
    "interactions": "/v1beta/interactions",
    "threads": "/api/v1/threads/run",
}
_STREAM_PATHS = {"gemini": "/v1beta/models/m:streamGenerateContent", "gigachat": "/api/v1/chat/completions"}


def rows() -> list[Cause]:
    """The causes that a good status hides."""
    return [
        cause
        for cause in CAUSES.values()
        if cause.example is not None
        and cause.example.http == 200
        and isinstance(cause.example.body, dict)
        and cause.id.startswith(("gemini.", "gigachat."))
    ]


def provider_of(cause: Cause) -> Any:
    return cause.id.partition(".")[0]


def body_of(cause: Cause) -> Body:
    assert cause.example is not None
    body: Body = cause.example.body
    return body


def url_of(cause: Cause) -> str:
    assert cause.example is not None
    provider = provider_of(cause)
    body = body_of(cause)
    if "predictions" in body:
        return f"{_HOSTS[provider]}/v1beta/models/m:predict"
    if "name" in body:
        return f"{_HOSTS[provider]}/v1beta/{body['name']}"
    return _HOSTS[provider] + _PATHS.get(cause.example.endpoint, _PATHS[provider])


def is_chat(body: Body) -> bool:
    """Whether it is an answer of a method that streams."""
    return any(key in body for key in ("candidates", "promptFeedback", "usageMetadata", "choices"))


def has_end(cause: Cause) -> bool:
    """Whether a stream of it shows that it is over."""
    return any(signal.finish or signal.block for signal in cause.signals) or provider_of(cause) == "gigachat"


# Forms: each takes a cause and judges its example in its own way


def as_json(cause: Cause) -> Judged:
    return classify_response(provider_of(cause), 200, body_of(cause), url=url_of(cause))


def as_snake(cause: Cause) -> Judged:
    """As an SDK writes its object down again, and as protobuf's names are."""
    return classify_response(provider_of(cause), 200, in_snake_case(body_of(cause)), url=url_of(cause))


def in_snake_case(value: Any) -> Any:
    if isinstance(value, dict):
        return {re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower(): in_snake_case(item) for name, item in value.items()}
    return [in_snake_case(item) for item in value] if isinstance(value, list) else value


def as_text(cause: Cause) -> Judged:
    return classify_response(provider_of(cause), 200, json.dumps(body_of(cause)), url=url_of(cause))


def as_object(cause: Cause) -> Judged:
    reading = Reading()
    read, answer = sdk_answer(body_of(cause))
    read(reading, answer)
    return classify_answer(provider_of(cause), reading)


def sdk_answer(body: Body) -> tuple[Callable[[Reading, Any], None], Any]:
    """The answer as its SDK gives it, and who reads it."""
    if "choices" in body:
        usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        return sdk_object.read_gigachat_completion, ChatCompletion(**{"usage": usage, **body})
    if "predictions" in body:
        images = [types.GeneratedImage(rai_filtered_reason=item["raiFilteredReason"]) for item in body["predictions"]]
        return sdk_object.read_object, types.GenerateImagesResponse(generated_images=images)
    if "embeddings" in body:
        return sdk_object.read_genai_embeddings, types.EmbedContentResponse.model_validate(body)
    if "data" in body:
        return sdk_object.read_gigachat_embeddings, Embeddings.model_validate(body)
    if "metadata" not in body and "name" in body:
        return sdk_object.read_object, types.GenerateVideosOperation.model_validate(body)
    if "name" in body:
        return sdk_object.read_object, batch_job(body)
    if body.get("object") == "interaction":
        return sdk_object.read_interaction, interactions.Interaction.model_construct(**body)
    if "thread_id" in body:
        return sdk_object.read_object, ThreadRunResult.model_construct(**body)
    return sdk_object.read_genai_content, types.GenerateContentResponse.model_validate(body)


def batch_job(body: Body) -> types.BatchJob:
    metadata = body["metadata"]
    stats = metadata.get("batchStats", {})
    return types.BatchJob(
        name=body["name"],
        state=types.JobState(metadata["state"].replace("BATCH_", "JOB_")),
        completion_stats=types.CompletionStats(failed_count=stats.get("failedRequestCount")),
    )


def as_v2_object(cause: Cause) -> Judged:
    reading = Reading()
    sdk_object.read_gigachat_primary(reading, ChatCompletionResponse(**as_v2(body_of(cause))))
    return classify_answer("gigachat", reading)


def as_v2(body: Body) -> Body:
    """The same answer in the second generation's words."""
    choice = body["choices"][0] if body["choices"] else {}
    message = choice.get("message", {})
    made: Body = {"model": "m", "created_at": 1, "messages": []}
    if message:
        made["messages"] = [{"role": "assistant", "content": [{"text": message["content"]}]}]
    return {**made, "finish_reason": choice["finish_reason"]} if choice else made


def as_v2_json(cause: Cause) -> Judged:
    return classify_response("gigachat", 200, as_v2(body_of(cause)), url=url_of(cause))


def as_message(cause: Cause) -> Judged:
    reading = Reading()
    if provider_of(cause) == "gemini":
        sdk_object.read_gemini_message(reading, gemini_message(body_of(cause)))
    else:
        sdk_object.read_gigachat_message(reading, gigachat_message(body_of(cause)))
    return classify_answer(provider_of(cause), reading)


def gemini_message(body: Body) -> Any:
    return json_format.ParseDict(body, twins.newer_response()(), ignore_unknown_fields=True)


def gigachat_message(body: Body) -> Any:
    message = giga.ChatResponse()
    for choice in body["choices"]:
        said = giga.Message(role="assistant", content=choice["message"]["content"])
        message.alternatives.add(message=said, finish_reason=choice["finish_reason"])
    return message


def as_raw(cause: Cause) -> Judged:
    return raw(cause, twins.as_json(body_of(cause)), twins.JSON, url_of(cause), is_complete=True)


def as_events(cause: Cause) -> Judged:
    return raw(cause, stream_of(cause), twins.EVENTS, stream_url(cause), is_complete=True)


def as_events_left(cause: Cause) -> Judged:
    return raw(cause, stream_of(cause), twins.EVENTS, stream_url(cause), is_complete=False)


def as_array(cause: Cause) -> Judged:
    return raw(cause, twins.as_json([body_of(cause)]), twins.JSON, stream_url(cause), is_complete=True)


def raw(cause: Cause, body: bytes, content_type: str, url: str, *, is_complete: bool) -> Judged:
    """As a raw request's answer is judged, whose body has passed piece by piece."""
    view = BodyView(content_type, "")
    for start in range(0, len(body), 100):
        view.add(body[start : start + 100])
    read = view.body(is_complete=is_complete)
    assert read is not None
    return classify_body(provider_of(cause), 200, read, {"content-type": content_type}, url, Reading())


def stream_url(cause: Cause) -> str:
    return _HOSTS[provider_of(cause)] + _STREAM_PATHS[provider_of(cause)]


def stream_of(cause: Cause) -> bytes:
    return twins.events([chunk_of(body_of(cause))], end=b"" if provider_of(cause) == "gemini" else b"data: [DONE]\n\n")


def chunk_of(body: Body) -> Body:
    if "choices" not in body:
        return body
    choices = [{**choice, "delta": choice["message"]} for choice in body["choices"]]
    return {**body, "choices": [{key: choice[key] for key in choice if key != "message"} for choice in choices]}


def as_chunk(cause: Cause, *, complete: bool = True) -> Judged:
    reading = Reading()
    if provider_of(cause) == "gemini":
        sdk_object.read_genai_content(reading, types.GenerateContentResponse.model_validate(body_of(cause)))
    else:
        sdk_object.read_gigachat_completion(reading, ChatCompletionChunk(**chunk_of(body_of(cause))))
    return classify_answer(provider_of(cause), reading, complete=complete)


def as_chunk_left(cause: Cause) -> Judged:
    return as_chunk(cause, complete=False)


def as_v2_event(cause: Cause) -> Judged:
    reading = Reading()
    sdk_object.read_gigachat_primary(reading, PrimaryChunk(**as_v2(body_of(cause))))
    return classify_answer("gigachat", reading, complete=True)


def as_long_text(cause: Cause) -> Judged:
    """An answer that is too long to be parsed: its head and its tail are read."""
    text = "x" * 70_000
    body = json.loads(json.dumps(body_of(cause)))
    if "choices" in body:
        body["choices"][0]["message"]["content"] = text
    else:
        body["candidates"][0] = {"content": {"parts": [{"text": text}]}, **_without_content(body["candidates"][0])}
    return raw(cause, twins.as_json(body), twins.JSON, url_of(cause), is_complete=True)


def _without_content(candidate: Body) -> Body:
    return {key: value for key, value in candidate.items() if key != "content"}


def has_message(cause: Cause) -> bool:
    """Whether an RPC can answer so: its enums are numbers, and `*` is no name of one."""
    feedback = body_of(cause).get("promptFeedback", {})
    # Google's message has no field for the filter's own words.
    return is_chat(body_of(cause)) and feedback.get("blockReason") != "*" and "blockReasonMessage" not in feedback


def is_choice(cause: Cause) -> bool:
    return "choices" in body_of(cause)


def streams(cause: Cause) -> bool:
    return is_chat(body_of(cause))


def ends(cause: Cause) -> bool:
    return streams(cause) and has_end(cause)


def ends_in_sdk(cause: Cause) -> bool:
    """The SDK keeps `[DONE]` to itself."""
    return ends(cause) and body_of(cause).get("choices") != []


def is_finished(cause: Cause) -> bool:
    """Whether a text may stand beside what it shows."""
    return any(signal.finish and not signal.text for signal in cause.signals) and streams(cause)


FORMS: dict[str, tuple[Callable[[Cause], Judged], Callable[[Cause], bool]]] = {
    "JSON": (as_json, lambda cause: True),
    "JSON in snake case": (as_snake, lambda cause: "usageMetadata" not in body_of(cause)),
    "text": (as_text, lambda cause: True),
    "SDK object": (as_object, lambda cause: True),
    "SDK object of v2": (as_v2_object, is_choice),
    "JSON of v2": (as_v2_json, is_choice),
    "gRPC message": (as_message, has_message),
    "raw": (as_raw, lambda cause: True),
    "raw events": (as_events, streams),
    "raw events left at their end": (as_events_left, ends),
    "raw array": (as_array, lambda cause: streams(cause) and provider_of(cause) == "gemini"),
    "SDK chunk": (as_chunk, streams),
    "SDK chunk left at its end": (as_chunk_left, ends_in_sdk),
    "SDK event of v2": (as_v2_event, is_choice),
    "too long to parse": (as_long_text, is_finished),
}
"""How it is judged, and of which causes there is such a form."""


def cases() -> Iterator[Any]:
    for cause in rows():
        for name, (judge, exists) in FORMS.items():
            if exists(cause):
                yield pytest.param(cause, judge, id=f"{cause.id}-{name}")


@pytest.mark.parametrize(("cause", "judge"), cases())
def test_an_answer_shows_the_same_cause_in_every_form(cause: Cause, judge: Callable[[Cause], Judged]) -> None:
    failure = judge(cause)
    assert failure is not None
    assert failure.cause.id == cause.id


# That there is no other judge


SOURCES = Path(genai_triage.__file__).parent
NO_KEYS = GOOD_FINISHES - {"FUNCTION_CALL", "TOOL_CALLS", "TOOL_CALL"}
"""Reasons that are no names of a message's members too."""
KNOWING = (
    "evidence/reading.py",  # the list
    "telemetry/finish_reasons.py",  # how the conventions spell them
    "telemetry/gate.py",  # whose texts need no scrubbing
)


def modules() -> Iterator[Any]:
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if not name.startswith(("taxonomy/", "simulator/", "monitoring/", *KNOWING)):
            yield pytest.param(path, id=name)


def texts_in(node: ast.AST) -> set[str]:
    constants = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant))
    return {text.upper() for text in constants if isinstance(text, str)}


@pytest.mark.parametrize("path", modules())
def test_no_other_file_knows_which_finish_reasons_are_good(path: Path) -> None:
    places = (ast.Set, ast.List, ast.Tuple, ast.Dict, ast.Compare)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [texts_in(node) & NO_KEYS for node in ast.walk(tree) if isinstance(node, places)]
    assert [reasons for reasons in found if reasons] == []


def test_only_the_judge_asks_for_the_list_of_good_reasons() -> None:
    users = {path.name for path in SOURCES.rglob("*.py") if "GOOD_FINISHES" in path.read_text(encoding="utf-8")}
    assert users == {"judge.py", "reading.py"}


def test_no_other_file_searches_for_finish_reasons() -> None:
    """A pattern that finds a finish reason is a second reader of answers; exceptions and log lines are texts."""
    users = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("re.compile", "late")
        and "finish" in ast.unparse(node)
    }
    assert {name for name in users if not name.startswith("evidence/exception_readers")} == {
        "evidence/scan.py",
        "explain/lines_that_tell.py",
    }


def test_only_evidence_has_a_cause_picked() -> None:
    """Whoever asks the tables by himself judges; what people paste is explained with the same evidence."""
    users = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} & {"match", "explain"}
        if (node.module or "").startswith("genai_triage.taxonomy")
    }
    assert users == {"evidence/__init__.py", "evidence/judge.py", "explain/judge.py"}
