"""Whose span is told what ours is: another instrumentation's for this very call, never a framework's or an app's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from opentelemetry.context import Context, create_key, get_current, set_value
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON
from opentelemetry.trace import SpanKind

from genai_triage.telemetry import names, runtime
from genai_triage.telemetry.beside import INFERENCE_KEY
from genai_triage.telemetry.calls import call_in
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.settings import Settings
from tests.support.recorded import Recorded

OPENINFERENCE = ("openinference.instrumentation.google_genai", "GenerateContent", SpanKind.INTERNAL)
OPENLLMETRY = ("opentelemetry.instrumentation.google_generativeai", "generate_content m", SpanKind.CLIENT)
OPENLIT_SDK = ("openlit.instrumentation.google_ai_studio", "chat m", SpanKind.CLIENT)
OPENLIT = ("openlit.otel.tracing", "chat m", SpanKind.CLIENT)
SENTRY = ("sentry_sdk", "chat m", SpanKind.INTERNAL)
CHAT = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "m"}
LLM = {"openinference.span.kind": "LLM", "llm.model_name": "m"}

NEIGHBOURS = {
    "OpenInference": (OPENINFERENCE, LLM),
    "OpenLLMetry": (OPENLLMETRY, {**CHAT, "llm.request.type": "chat"}),
    "OpenLIT before its attributes": (OPENLIT_SDK, {}),
    "OpenLIT": (OPENLIT_SDK, CHAT),
    "an older OpenLIT before its attributes": (OPENLIT, {}),
    "an older OpenLIT": (OPENLIT, CHAT),
    "Sentry": (SENTRY, CHAT),
    **{
        f"OpenInference with {name} among others": (OPENINFERENCE, {"session.id": "1", name: "m"})
        for name in ("gen_ai.request.model", "llm.model_name", "openinference.span.kind")
    },
}
STRANGERS = {
    "the application": (("app", "chat m", SpanKind.CLIENT), CHAT),
    "an agent of the application": (
        ("app", "invoke_agent", SpanKind.INTERNAL),
        {"gen_ai.operation.name": "invoke_agent"},
    ),
    "a framework": (("openinference.instrumentation.langchain", "ChatGoogleGenerativeAI", SpanKind.INTERNAL), LLM),
    "a framework of OpenLLMetry": (("opentelemetry.instrumentation.langchain", "chat m", SpanKind.CLIENT), CHAT),
    "a framework of OpenLIT": (("openlit.instrumentation.langchain", "chat m", SpanKind.CLIENT), {}),
    "a function traced with OpenLIT": (("openlit", "chat", SpanKind.CLIENT), {}),
    "an agent of OpenLIT": (OPENLIT, {"gen_ai.operation.name": "invoke_agent"}),
    "a task of OpenLIT": (("openlit.otel.tracing", "task", SpanKind.CLIENT), {}),
    "a task of OpenLIT beside an SDK": (("openlit.instrumentation.google_ai_studio", "task", SpanKind.CLIENT), {}),
    "a function that is named as a call": (("openlit.otel.tracing", "chat m", SpanKind.INTERNAL), {}),
    "a function beside an SDK that is named as a call": (
        ("openlit.instrumentation.google_ai_studio", "chat m", SpanKind.INTERNAL),
        {},
    ),
    "a function of Sentry": (SENTRY, {"sentry.op": "function"}),
    "a server": (("opentelemetry.instrumentation.asgi", "POST /", SpanKind.SERVER), {"http.request.method": "POST"}),
    "an SDK's span without a word of GenAI": (OPENINFERENCE, {"session.id": "1"}),
    "an agent of the official utilities": (
        ("opentelemetry.util.genai.handler", "invoke_agent", SpanKind.INTERNAL),
        {"gen_ai.operation.name": "invoke_agent"},
    ),
    "a tool of the official instrumentation": (
        ("opentelemetry.instrumentation.google_genai", "execute_tool t", SpanKind.INTERNAL),
        {"gen_ai.operation.name": "execute_tool"},
    ),
}
every_neighbour = pytest.mark.parametrize(("who", "attributes"), NEIGHBOURS.values(), ids=NEIGHBOURS.keys())


@pytest.fixture
def on(recorded: Recorded) -> Iterator[Recorded]:
    configure(recorded)
    yield recorded
    runtime.drop()


def configure(recorded: Recorded, **settings: Any) -> None:
    providers = (recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    runtime.configure(*providers, Settings(**settings))


@contextmanager
def current(provider: TracerProvider, who: tuple[str, str, SpanKind], attributes: dict[str, Any]) -> Iterator[Any]:
    scope, name, kind = who
    with provider.get_tracer(scope).start_as_current_span(name, kind=kind, attributes=attributes) as span:
        yield span


def begin(attributes: dict[str, Any] | None = None) -> Operation:
    telemetry = runtime.current()
    assert telemetry is not None
    server = server_of("https://generativelanguage.googleapis.com")
    return Operation(telemetry, Request("gemini", "gcp.gemini", "generate_content", "m", server, attributes or {}))


def fail(operation: Operation) -> None:
    operation.fail(ConnectionRefusedError())


def triage(span: Any) -> dict[str, Any]:
    return {name: value for name, value in span.attributes.items() if name.startswith("triage.")}


@every_neighbour
def test_a_neighbour_is_told_and_keeps_what_is_its_own(on: Recorded, who: Any, attributes: dict[str, Any]) -> None:
    with current(on.tracer_provider, who, attributes):
        fail(begin())
    ours, theirs = on.spans
    assert triage(ours)["triage.class"] == "network"
    assert dict(theirs.attributes) == {**attributes, **triage(ours)}
    assert theirs.status.is_unset
    assert list(theirs.events) == []
    assert theirs.name == who[1]


@every_neighbour
def test_ours_is_its_child_with_metrics_of_its_own(on: Recorded, who: Any, attributes: dict[str, Any]) -> None:
    with current(on.tracer_provider, who, attributes):
        fail(begin())
    ours, theirs = on.spans
    assert ours.parent == theirs.context
    assert ours.name == "generate_content m"
    assert on.durations == 1
    assert on.calls == {"network": 1}


@every_neighbour
def test_a_good_call_changes_nothing_of_theirs(on: Recorded, who: Any, attributes: dict[str, Any]) -> None:
    with current(on.tracer_provider, who, attributes):
        begin().succeed()
    ours, theirs = on.spans
    assert dict(theirs.attributes) == attributes
    assert ours.parent == theirs.context
    assert on.calls == {"ok": 1}


@pytest.mark.parametrize(("who", "attributes"), STRANGERS.values(), ids=STRANGERS.keys())
def test_any_other_span_is_left_alone(on: Recorded, who: Any, attributes: dict[str, Any]) -> None:
    with current(on.tracer_provider, who, attributes):
        fail(begin())
    ours, theirs = on.spans
    assert dict(theirs.attributes) == attributes
    assert ours.parent == theirs.context
    assert on.durations == 1


def test_a_span_stands_for_one_call_only(on: Recorded) -> None:
    with current(on.tracer_provider, OPENLIT, CHAT):
        begin().succeed()
        fail(begin())
    assert triage(on.spans[-1]) == {}


def test_only_the_current_span_is_looked_at(on: Recorded) -> None:
    with (
        current(on.tracer_provider, OPENINFERENCE, LLM),
        current(on.tracer_provider, ("app", "tool", SpanKind.INTERNAL), {}),
    ):
        fail(begin())
    _, tool, theirs = on.spans
    assert triage(tool) == triage(theirs) == {}


def test_a_call_inside_our_operation_has_no_neighbour(on: Recorded) -> None:
    with current(on.tracer_provider, OPENINFERENCE, LLM):
        outer = begin()
        call_in(outer.context, lambda: fail(begin()))
        outer.succeed()
    assert triage(on.spans[-1]) == {}


def test_a_span_that_ended_before_the_call_is_left_alone(on: Recorded, caplog: pytest.LogCaptureFixture) -> None:
    with current(on.tracer_provider, OPENINFERENCE, LLM):
        operation = begin()
    fail(operation)
    assert triage(on.spans[0]) == {}
    assert caplog.records == []


def test_a_stream_that_is_left_early_is_told(on: Recorded) -> None:
    with current(on.tracer_provider, OPENINFERENCE, LLM):
        operation = begin()
        operation.chunk(lambda answer, chunk: answer.add_candidate(0, None, True), None)
        operation.abandon()
    assert triage(on.spans[-1]) == {"triage.abandoned": True}


@pytest.mark.parametrize("sampler", [ALWAYS_OFF, ALWAYS_ON], ids=["not sampled", "elsewhere"])
def test_it_is_told_where_ours_is_not_sampled_or_goes_elsewhere(on: Recorded, sampler: Any) -> None:
    runtime.configure(TracerProvider(sampler), on.meter_provider, on.logger_provider, Settings())
    with current(on.tracer_provider, OPENINFERENCE, LLM):
        fail(begin())
    (theirs,) = on.spans
    assert triage(theirs)["triage.cause"] == "network.refused"


def test_metrics_can_be_left_to_it(on: Recorded) -> None:
    configure(on, genai_metrics=False)
    with current(on.tracer_provider, OPENINFERENCE, LLM):
        fail(begin())
    assert on.durations == 0
    assert on.calls == {"network": 1}
    assert triage(on.spans[-1])["triage.class"] == "network"


# The official instrumentation's span is used instead of ours

OFFICIAL = ["opentelemetry.instrumentation.google_genai", "opentelemetry.util.genai.handler"]
every_official_scope = pytest.mark.parametrize("scope", OFFICIAL)


@every_official_scope
@pytest.mark.parametrize("call", ["chat", "generate_content", "text_completion", "embeddings", "fetch_response"])
def test_a_call_that_the_official_instrumentation_records_is_its_span(on: Recorded, scope: str, call: str) -> None:
    attributes = {"gen_ai.operation.name": call}
    with current(on.tracer_provider, (scope, f"{call} m", SpanKind.CLIENT), attributes):
        fail(begin())
    (theirs,) = on.spans
    assert triage(theirs)["triage.cause"] == "network.refused"
    assert dict(theirs.attributes) == {**attributes, **triage(theirs)}
    assert (on.calls, on.durations) == ({"network": 1}, 0)


@every_official_scope
def test_an_official_span_that_has_ended_is_not_used(on: Recorded, scope: str) -> None:
    with current(on.tracer_provider, (scope, "chat m", SpanKind.CLIENT), CHAT) as theirs:
        theirs.end()
        fail(begin())
    assert [span.name for span in on.spans] == ["chat m", "generate_content m"]
    assert triage(on.spans[0]) == {}
    assert on.durations == 1


@pytest.mark.parametrize("is_told", [True, False], ids=["an inference", "no inference"])
def test_the_current_span_is_used_while_the_official_utilities_record_an_inference(on: Recorded, is_told: bool) -> None:
    with current(on.tracer_provider, ("app", "theirs", SpanKind.CLIENT), {}):
        context = set_value(INFERENCE_KEY, object()) if is_told else Context(get_current())
        call_in(context, lambda: fail(begin()))
    assert [span.name for span in on.spans] == (["theirs"] if is_told else ["generate_content m", "theirs"])


def test_a_call_of_a_tool_inside_an_inference_has_a_span_of_its_own(on: Recorded) -> None:
    with current(on.tracer_provider, (names.SCOPE, "execute_tool t", SpanKind.INTERNAL), {}):
        call_in(set_value(INFERENCE_KEY, object()), lambda: fail(begin()))
    ours, tool = on.spans
    assert (ours.name, triage(tool)) == ("generate_content m", {})


# The conversation that opentelemetry-util-genai keeps in the context


@pytest.fixture
def conversation(monkeypatch: pytest.MonkeyPatch) -> Context:
    module = ModuleType("opentelemetry.util.genai._conversation_context")
    module.CONVERSATION_ID_KEY = create_key("opentelemetry.util.genai.conversation_id")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return set_value(module.CONVERSATION_ID_KEY, "conv-1")


def test_the_conversation_of_the_context_is_known_when_the_span_starts(on: Recorded, conversation: Context) -> None:
    call_in(conversation, lambda: begin().succeed())
    assert on.attributes["gen_ai.conversation.id"] == "conv-1"


def test_the_conversation_of_the_request_comes_first(on: Recorded, conversation: Context) -> None:
    call_in(conversation, lambda: begin({"gen_ai.conversation.id": "thread-1"}).succeed())
    assert on.attributes["gen_ai.conversation.id"] == "thread-1"


def test_without_a_conversation_there_is_no_id(on: Recorded, conversation: Context) -> None:
    begin().succeed()
    assert "gen_ai.conversation.id" not in on.attributes


def test_the_conversation_is_no_label(on: Recorded, conversation: Context) -> None:
    call_in(conversation, lambda: begin().succeed())
    ((labels, _),) = on.points("gen_ai.client.operation.duration")
    assert "gen_ai.conversation.id" not in labels


def test_a_conversation_that_is_a_key_is_not_told(on: Recorded, conversation: Context) -> None:
    key = sys.modules["opentelemetry.util.genai._conversation_context"].CONVERSATION_ID_KEY
    call_in(set_value(key, "AIzaSyD-9tSrke72PouQMnMX", conversation), lambda: begin().succeed())
    assert on.attributes["gen_ai.conversation.id"] == "[key]"
