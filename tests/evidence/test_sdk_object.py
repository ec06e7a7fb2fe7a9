"""Whatever is said, every object of an SDK that can say it is read alike; over real sockets: `test_twins.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
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
from genai_triage.evidence.limits import MAX_CANDIDATES, MAX_ITEMS
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


@pytest.mark.parametrize(("counts", "tokens"), [((3, 4), 7), ((3, None), 3), ((None, None), None), ((0, 0), 0)])
def test_tokens_of_embeddings_are_those_of_all_texts(counts: tuple[int | None, ...], tokens: int | None) -> None:
    whole, ours = Reading(), Reading()
    embeddings = [
        types.ContentEmbedding(
            values=[0.1], statistics=None if count is None else types.ContentEmbeddingStatistics(token_count=count)
        )
        for count in counts
    ]
    sdk_object.read_genai_embeddings(whole, types.EmbedContentResponse(embeddings=embeddings))
    data = [
        SimpleNamespace(embedding=[0.1], usage=None if count is None else SimpleNamespace(prompt_tokens=count))
        for count in counts
    ]
    sdk_object.read_gigachat_embeddings(ours, SimpleNamespace(data=data, model="E", x_headers={"x-request-id": "r"}))
    assert (whole.input_tokens, ours.input_tokens) == (tokens, tokens)
    assert (ours.model, ours.id) == ("E", "r")


@pytest.mark.parametrize("listed", [0, 2])
def test_of_embeddings_that_lack_one_the_text_went_missing(listed: int) -> None:
    reading = Reading()
    reading.expected = 3
    data = [SimpleNamespace(embedding=[0.1], usage=None)] * listed
    sdk_object.read_gigachat_embeddings(reading, SimpleNamespace(data=data, model="E"))
    assert (reading.fact, reading.generated) == (("results_missing", False) if listed else (None, True))


@pytest.mark.parametrize(
    ("result", "fact", "generated"),
    [
        ({"embedding": [0.1, 0.2]}, None, False),
        ({"embedding": [[0.1], [0.2]]}, None, False),
        ({"embedding": [[0.1], []]}, "results_missing", False),
        ({"embedding": ((0.1,), ())}, "results_missing", False),
        ({"embedding": []}, None, True),
    ],
)
def test_an_embedding_of_the_old_sdk_is_of_one_text_or_of_several(result: Any, fact: Any, generated: bool) -> None:
    reading = Reading()
    sdk_object.read_embedding_dict(reading, result)
    assert (reading.fact, reading.generated) == (fact, generated)


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"prompt_token_count": 7, "response_token_count": 3, "thoughts_token_count": 4}, (7, 7)),
        ({"prompt_token_count": 7}, (7, 0)),
        ({"response_token_count": 3, "thoughts_token_count": 4}, (None, 7)),
        ({"response_token_count": 3}, (None, 3)),
        ({}, (None, None)),
    ],
)
def test_a_turn_of_a_session_may_have_used_output_only(usage: dict[str, Any], tokens: Any) -> None:
    reading = Reading()
    sdk_object.read_live_usage(reading, types.UsageMetadata(**usage))
    assert (reading.input_tokens, reading.output_tokens) == tokens


@pytest.mark.parametrize(
    ("name", "job", "goes_on"),
    [
        (SimpleNamespace(name="files/f", state=SimpleNamespace(name="PROCESSING")), "files/f", True),
        (SimpleNamespace(name="files/f", state=SimpleNamespace(name="ACTIVE")), "files/f", False),
        (SimpleNamespace(name="operations/o", done=False), "operations/o", True),
        (SimpleNamespace(name="operations/o", done=True), "operations/o", False),
    ],
)
def test_a_job_of_an_rpc_goes_on_as_long_as_it_says_so(name: Any, job: str, goes_on: bool) -> None:
    reading = Reading()
    sdk_object.read_job_message(reading, name)
    assert (reading.job, reading.job_goes_on) == (job, goes_on)


def test_a_job_of_an_rpc_has_failed_with_its_error() -> None:
    reading = Reading()
    error = SimpleNamespace(code=8, message="Quota exceeded")
    sdk_object.read_job_message(reading, SimpleNamespace(name="operations/o", done=True, error=error))
    failure = classify_answer("gemini", reading)
    assert failure is not None
    assert (failure.rpc_status, failure.failure_class) == (None, "quota")


def test_an_object_is_read_a_few_levels_deep_and_as_far_as_it_is_bounded() -> None:
    deep: Any = {"status": "x"}
    for _ in range(50):
        deep = {"inner": deep}
    found = sdk_object._as_document({"deep": deep, "many": list(range(5000)), "none": None, 5: "x"}, 0)
    assert sorted(found) == ["deep", "many"]
    assert found["many"] == list(range(MAX_CANDIDATES))
    levels = 0
    while found is not None:
        levels, found = levels + 1, found.get("deep") or found.get("inner")
    assert levels == 6
    assert len(sdk_object._as_document({str(number): 1 for number in range(5000)}, 0)) == MAX_ITEMS


@pytest.mark.parametrize(("reason", "known"), [(None, None), ("SAFETY", "SAFETY")])
def test_a_prompt_is_blocked_only_where_its_feedback_says_why(reason: Any, known: str | None) -> None:
    reading = Reading()
    feedback = types.GenerateContentResponsePromptFeedback(block_reason=reason)
    sdk_object.read_genai_content(reading, types.GenerateContentResponse(prompt_feedback=feedback))
    assert reading.block_reason == known


@pytest.mark.parametrize(("executed", "has_content"), [({"name": "weather"}, True), (None, False)])
def test_a_tool_that_was_executed_is_an_answer(executed: Any, has_content: bool) -> None:
    reading = Reading()
    answer = SimpleNamespace(messages=(), finish_reason="stop", tool_execution=executed, usage=None, model="m")
    sdk_object.read_gigachat_primary(reading, answer)
    assert (reading.has_content, reading.finish_reasons) == (has_content, ["STOP"])


def chunk(**members: Any) -> Any:
    """A chunk of google-genai; what is not given is None, as in its models."""
    names = ("candidates", "prompt_feedback", "usage_metadata", "model_version", "response_id")
    return SimpleNamespace(**{**dict.fromkeys(names), **members})


def completion(**members: Any) -> Any:
    names = ("choices", "messages", "usage", "model", "finish_reason", "tool_execution", "x_headers")
    return SimpleNamespace(**{**dict.fromkeys(names), **members})


@pytest.mark.parametrize(
    ("read", "first", "later"),
    [
        (sdk_object.read_genai_chunk, chunk(model_version="m", response_id="i"), chunk()),
        (
            sdk_object.read_gigachat_completion,
            completion(model="m", x_headers={"x-request-id": "i"}),
            completion(x_headers={"x-request-id": "other"}),
        ),
        (
            sdk_object.read_gigachat_primary,
            completion(model="m", x_headers={"x-request-id": "i", "x-session-id": "s"}),
            completion(model="", x_headers={}),
        ),
        (
            sdk_object.read_gigachat_message,
            giga.ChatResponse(model_info=giga.ModelInfo(name="m")),
            giga.ChatResponse(model_info=giga.ModelInfo(version="2")),
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_a_later_chunk_does_not_say_is_kept(read: Callable[[Reading, Any], None], first: Any, later: Any) -> None:
    reading = Reading()
    read(reading, first)
    read(reading, later)
    assert reading.model == "m"
    assert reading.id == (None if isinstance(first, giga.ChatResponse) else "i")


@pytest.mark.parametrize(("version", "model"), [("", "GigaChat"), ("2.0", "GigaChat:2.0")])
def test_a_model_of_gigachat_s_rpc_has_its_version(version: str, model: str) -> None:
    reading = Reading()
    info = giga.ModelInfo(name="GigaChat", version=version)
    sdk_object.read_gigachat_message(reading, giga.ChatResponse(model_info=info))
    assert reading.model == model


@pytest.mark.parametrize("extra", ["function_call", "tool_calls", "attachments", "functions_state_id"])
def test_a_message_without_a_text_may_still_say_something(extra: str) -> None:
    said = SimpleNamespace(content="", finish_reason="stop", **{extra: {"name": "weather"}})
    for read, answer in (
        (
            sdk_object.read_gigachat_completion,
            completion(choices=[SimpleNamespace(message=said, finish_reason="stop")]),
        ),
        (sdk_object.read_gigachat_completion, completion(choices=[SimpleNamespace(delta=said, finish_reason="stop")])),
        (sdk_object.read_gigachat_primary, completion(messages=[said])),
    ):
        reading = Reading()
        read(reading, answer)
        assert (reading.has_content, reading.finish_reasons) == (True, ["STOP"])


@pytest.mark.parametrize(
    ("event", "has_content"),
    [
        ({"event_type": "content.delta"}, True),
        (SimpleNamespace(event_type="content.delta"), True),
        ({"event_type": "other"}, False),
        (SimpleNamespace(event_type=5), False),
    ],
    ids=str,
)
def test_an_event_with_a_piece_of_content_holds_something(event: Any, has_content: bool) -> None:
    reading = Reading()
    sdk_object.read_interaction_event(reading, event)
    assert reading.has_content is has_content


@pytest.mark.parametrize(("state", "fact"), [("CANCELLED", None), ("FAILED", "job_failed")])
def test_that_a_job_ended_as_it_was_asked_to_is_no_failure(state: str, fact: str | None) -> None:
    reading = Reading()
    sdk_object.read_cancelled(reading, SimpleNamespace(name="batches/1", state=f"JOB_STATE_{state}"))
    assert (reading.job, reading.fact) == ("batches/1", fact)


def test_the_balance_is_what_is_left_by_model() -> None:
    reading = Reading()
    left = [SimpleNamespace(usage="GigaChat", value=5), SimpleNamespace(usage="embeddings", value="7.5")]
    sdk_object.read_gigachat_balance(reading, SimpleNamespace(balance=left, x_headers={"x-request-id": "i"}))
    assert (reading.balance, reading.id) == ({"GigaChat": 5.0, "embeddings": 7.5}, "i")
    sdk_object.read_gigachat_balance(reading, SimpleNamespace(balance=None))
    assert (reading.balance, reading.id) == ({}, "i")


@pytest.mark.parametrize(
    ("answer", "conversation"),
    [("t1", "t1"), (SimpleNamespace(thread_id="t1"), "t1"), (SimpleNamespace(thread_id=5), None), (5, None)],
    ids=str,
)
def test_a_thread_is_known_by_its_id(answer: Any, conversation: str | None) -> None:
    reading = Reading()
    sdk_object.read_gigachat_thread(reading, answer)
    assert reading.conversation == conversation


def test_an_answer_in_a_thread_is_of_the_thread_that_was_known_before() -> None:
    reading = Reading()
    sdk_object.read_gigachat_completion(reading, completion(thread_id="t1"))
    sdk_object.read_gigachat_completion(reading, completion(thread_id="t2"))
    assert reading.conversation == "t1"


def test_what_the_application_decodes_itself_is_not_judged() -> None:
    for read in (sdk_object.read_gemini_message, sdk_object.read_gigachat_message):
        reading = Reading()
        read(reading, b"\x0a")
        assert (reading.ended, reading.generated) == (True, False)


@pytest.mark.parametrize(
    "run",
    [SimpleNamespace(status="failed", thread_id="t1"), SimpleNamespace(status="expired", thread_id="t1")],
    ids=str,
)
def test_a_run_that_failed_is_told_with_its_thread_and_id(run: Any) -> None:
    run.x_headers = {"x-request-id": "i"}
    reading = Reading()
    sdk_object.read_gigachat_run(reading, run)
    assert (reading.fact, reading.conversation, reading.id) == (f"job_{run.status}", "t1", "i")


@pytest.mark.parametrize(
    ("interaction", "job", "fact", "generated"),
    [
        ({"id": "v1", "status": "failed"}, "v1", "job_failed", False),
        (SimpleNamespace(id="v1", status="failed"), "v1", "job_failed", False),
        (SimpleNamespace(id="v1", status="incomplete"), "v1", None, True),
        ({"id": "v1", "status": "incomplete"}, "v1", None, True),
        (SimpleNamespace(id="v1"), None, None, False),
        ("v1", None, None, False),
    ],
    ids=str,
)
def test_an_interaction_is_one_though_it_does_not_say_so(
    interaction: Any, job: str | None, fact: str | None, generated: bool
) -> None:
    reading = Reading()
    sdk_object.read_interaction(reading, interaction)
    assert (reading.job, reading.id, reading.fact, reading.generated) == (job, job, fact, generated)


def test_the_usage_of_a_stream_is_the_last_that_says_anything() -> None:
    used = {"candidates_token_count": 2, "cached_content_token_count": None, "tool_use_prompt_token_count": None}
    reading = Reading()
    for given in (3, 5, None):
        usage = SimpleNamespace(prompt_token_count=given, thoughts_token_count=None, **used)
        sdk_object.read_genai_chunk(reading, chunk(usage_metadata=usage))
    assert not reading.has_usage
    reading.read_usage()
    assert (reading.input_tokens, reading.output_tokens, reading.usage.prompt_token_count) == (5, 2, None)
