"""Whatever is said, every object of an SDK that can say it is read alike; over real sockets: `test_twins.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

pytest.importorskip("google.genai")
pytest.importorskip("gigachat")
pytest.importorskip("grpc")
pytest.importorskip("google.ai.generativelanguage_v1beta")

from gigachat.models import ChatCompletion, ChatCompletionChunk
from gigachat.models.chat_completions import ChatCompletionChunk as PrimaryChunk
from gigachat.models.chat_completions import ChatCompletionResponse
from google.genai import types

from genai_triage.evidence import Reading, classify_answer, sdk_object
from genai_triage.evidence.documents import read_documents
from genai_triage.simulator.proto import gigachatv1_pb2 as giga
from tests.support import twins
from tests.support.twins import GEMINI_SAID, GIGACHAT_SAID, USAGE, Said

_NOT_IN_GIGACHAT = frozenset({"id", "thoughts", "tools"})  # its id stands in a header
_NOT_IN_MESSAGE = _NOT_IN_GIGACHAT | {"cached"}


class Form(NamedTuple):
    """One of the forms in which an answer reaches us."""

    read: Callable[[Reading, Said], None]
    whole: bool
    lacks: frozenset[str] = frozenset()


def _json(documents: Callable[..., list[Any]], *, whole: bool) -> Callable[[Reading, Said], None]:
    return lambda reading, said: read_documents(documents(said, whole=whole), reading)


def _objects(
    read: Callable[[Reading, Any], None],
    make: Callable[[Any], Any],
    written: Callable[..., list[Any]],
    *,
    whole: bool,
) -> Callable[[Reading, Said], None]:
    def read_all(reading: Reading, said: Said) -> None:
        for one in written(said, whole=whole):
            read(reading, make(one))
        reading.read_usage()

    return read_all


def _chat(document: dict[str, Any]) -> ChatCompletion:
    return ChatCompletion.model_validate(document)


GEMINI_FORMS = {
    "JSON": Form(_json(twins.gemini_documents, whole=True), True),
    "JSON chunks": Form(_json(twins.gemini_documents, whole=False), False),
    "object": Form(
        _objects(
            sdk_object.read_genai_content,
            types.GenerateContentResponse.model_validate,
            twins.gemini_documents,
            whole=True,
        ),
        True,
    ),
    "chunks": Form(
        _objects(
            sdk_object.read_genai_chunk,
            types.GenerateContentResponse.model_validate,
            twins.gemini_documents,
            whole=False,
        ),
        False,
    ),
    "message": Form(
        _objects(
            sdk_object.read_gemini_message,
            lambda data: twins.newer_response().FromString(data),
            twins.gemini_messages,
            whole=True,
        ),
        True,
    ),
    "messages": Form(
        _objects(
            sdk_object.read_gemini_message,
            lambda data: twins.newer_response().FromString(data),
            twins.gemini_messages,
            whole=False,
        ),
        False,
    ),
}
GIGACHAT_FORMS = {
    "JSON": Form(_json(twins.gigachat_documents, whole=True), True, _NOT_IN_GIGACHAT),
    "JSON chunks": Form(_json(twins.gigachat_documents, whole=False), False, _NOT_IN_GIGACHAT),
    "object": Form(
        _objects(sdk_object.read_gigachat_completion, _chat, twins.gigachat_documents, whole=True),
        True,
        _NOT_IN_GIGACHAT,
    ),
    "chunks": Form(
        _objects(
            sdk_object.read_gigachat_completion,
            ChatCompletionChunk.model_validate,
            twins.gigachat_documents,
            whole=False,
        ),
        False,
        _NOT_IN_GIGACHAT,
    ),
    "JSON of v2": Form(_json(twins.gigachat_v2_documents, whole=True), True, _NOT_IN_GIGACHAT),
    "JSON events of v2": Form(_json(twins.gigachat_v2_documents, whole=False), False, _NOT_IN_GIGACHAT),
    "object of v2": Form(
        _objects(
            sdk_object.read_gigachat_primary,
            ChatCompletionResponse.model_validate,
            twins.gigachat_v2_documents,
            whole=True,
        ),
        True,
        _NOT_IN_GIGACHAT,
    ),
    "events of v2": Form(
        _objects(
            sdk_object.read_gigachat_primary, PrimaryChunk.model_validate, twins.gigachat_v2_documents, whole=False
        ),
        False,
        _NOT_IN_GIGACHAT,
    ),
    "message": Form(
        _objects(sdk_object.read_gigachat_message, giga.ChatResponse.FromString, twins.gigachat_messages, whole=True),
        True,
        _NOT_IN_MESSAGE,
    ),
    "messages": Form(
        _objects(sdk_object.read_gigachat_message, giga.ChatResponse.FromString, twins.gigachat_messages, whole=False),
        False,
        _NOT_IN_MESSAGE,
    ),
}


def every(table: dict[str, tuple[Said, str, str | None]], forms: dict[str, Form]) -> Iterator[Any]:
    for what, (said, _, cause) in table.items():
        for name, form in forms.items():
            yield pytest.param(said, form, cause, id=f"{what}-{name}")


def told(reading: Reading) -> dict[str, Any]:
    return {
        "id": reading.id,
        "model": reading.model,
        "finish": reading.finish_reasons,
        "block": reading.block_reason,
        "input": reading.input_tokens,
        "output": reading.output_tokens,
        "cached": reading.cached_tokens or 0,
        "thoughts": reading.reasoning_tokens or 0,
    }


def expected(said: Said, form: Form) -> dict[str, Any]:
    used = {name: 0 if name in form.lacks else count for name, count in said.usage.items()}
    return {
        "id": None if "id" in form.lacks else twins.ID,
        "model": twins.MODEL,
        "finish": [] if said.block or said.finish is None else [said.finish.upper()],
        "block": said.block,
        "input": used["input"] + used["tools"],
        "output": used["output"] + used["thoughts"],
        "cached": used["cached"],
        "thoughts": used["thoughts"],
    }


def cause_of(provider: Any, reading: Reading, form: Form) -> str | None:
    failure = classify_answer(provider, reading, complete=None if form.whole else True)
    return None if failure is None else failure.cause.id


@pytest.mark.parametrize(("said", "form", "cause"), list(every(GEMINI_SAID, GEMINI_FORMS)))
def test_every_form_of_an_answer_of_gemini_is_read_alike(said: Said, form: Form, cause: str | None) -> None:
    reading = Reading()
    form.read(reading, said)
    assert told(reading) == expected(said, form)
    assert cause_of("gemini", reading, form) == cause


@pytest.mark.parametrize(("said", "form", "cause"), list(every(GIGACHAT_SAID, GIGACHAT_FORMS)))
def test_every_form_of_an_answer_of_gigachat_is_read_alike(said: Said, form: Form, cause: str | None) -> None:
    reading = Reading()
    form.read(reading, said)
    assert told(reading) == expected(said, form)
    assert cause_of("gigachat", reading, form) == cause


@pytest.mark.parametrize("form", [pytest.param(form, id=name) for name, form in GEMINI_FORMS.items()])
def test_a_usage_of_nothing_but_a_prompt_is_one(form: Form) -> None:
    reading = Reading()
    form.read(reading, Said("STOP", usage=dict.fromkeys(USAGE, 0) | {"input": 7}))
    assert (reading.input_tokens, reading.output_tokens) == (7, 0)
    assert (reading.cached_tokens or None, reading.reasoning_tokens) == (None, None)
