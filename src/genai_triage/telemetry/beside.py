"""Beside other GenAI instrumentations: the span of theirs that stands for the very SDK call that begins.

A framework's span, or the application's own, is never one: it may stand for many calls. So a span is told by who made
it and by what it says it is, and it has no call of ours in it yet.

The official instrumentation's span is used instead of ours. Any other's is told what ours is, and ours is its child.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Mapping
from typing import Any, Final

from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind

from genai_triage.taxonomy.vendors import SDK_SCOPES
from genai_triage.telemetry import gate, names
from genai_triage.telemetry.guard import guarded

INFERENCE_KEY: Final = "opentelemetry.genai.client.inference.context"
"""Set by opentelemetry-util-genai (1.3b0) while one of its instrumentations records an inference."""
_CONVERSATIONS: Final = "opentelemetry.util.genai._conversation_context"
_OFFICIAL_SCOPES: Final = ("opentelemetry.instrumentation.google_genai", "opentelemetry.util.genai")
_FAMILIES: Final = ("openinference.instrumentation.", "opentelemetry.instrumentation.", "openlit.instrumentation.")
"""OpenInference, OpenLLMetry and OpenLIT: a scope for each SDK."""
_SHARED_SCOPES: Final = ("openlit.otel.", "sentry")
"""An older OpenLIT and Sentry: one scope for SDKs and frameworks alike."""
_ATTRIBUTES: Final = ("gen_ai.", "llm.", "openinference.")
_CALLS: Final = frozenset({"chat", "generate_content", "text_completion", "embeddings", "fetch_response"})

_taken: weakref.WeakSet[Any] = weakref.WeakSet()
"""Spans that have a call of ours in them."""


@guarded
def span_instead(span: Span, context: Context) -> Span | None:
    """Returns the current span if the official instrumentation records the call that begins now."""
    scope = _scope_of(span)
    if scope == names.SCOPE:
        return None  # a call made from inside an operation, by a tool: an operation of its own
    if context.get(INFERENCE_KEY) is not None:
        return span
    return span if scope.startswith(_OFFICIAL_SCOPES) and span.is_recording() and _operation(span) in _CALLS else None


@guarded
def span_beside(span: Span) -> Span | None:
    """Returns the current span if another instrumentation started it for the SDK call that begins now."""
    scope = _scope_of(span)
    if not scope.startswith((*_FAMILIES, *_SHARED_SCOPES)) or scope.startswith(_OFFICIAL_SCOPES):
        return None
    if not span.is_recording() or span in _taken or not _is_of_an_sdk_call(scope, span):
        return None
    _taken.add(span)
    return span


def conversation_of(context: Context) -> Any:
    """Returns the conversation that opentelemetry-util-genai keeps in the context, under a key made at its import."""
    module = sys.modules.get(_CONVERSATIONS)
    return None if module is None else context.get(getattr(module, "CONVERSATION_ID_KEY", ""))


def tell(span: Span, attributes: Mapping[str, Any]) -> None:
    """Writes what is ours and nothing else; a span of theirs that has ended by then is left alone."""
    if span.is_recording():
        gate.write(span, gate.Clean({name: value for name, value in attributes.items() if name.startswith(names.OURS)}))


def _is_of_an_sdk_call(scope: str, span: Any) -> bool:
    if not span.attributes:
        # OpenLIT writes its attributes when the call is over; until then only the name says what it is.
        is_call = span.kind is SpanKind.CLIENT and span.name.partition(" ")[0] in _CALLS
        return is_call and (scope.startswith(_SHARED_SCOPES) or _sdk_of(scope) in SDK_SCOPES)
    if scope.startswith(_SHARED_SCOPES):
        return _operation(span) in _CALLS
    return _sdk_of(scope) in SDK_SCOPES and any(name.startswith(_ATTRIBUTES) for name in span.attributes)


def _sdk_of(scope: str) -> str:
    return next((scope[len(family) :] for family in _FAMILIES if scope.startswith(family)), "")


def _scope_of(span: Any) -> str:
    """Returns the name of what made the span; none for one of another process."""
    name = getattr(getattr(span, "instrumentation_scope", None), "name", "")
    return name if isinstance(name, str) else ""


def _operation(span: Any) -> Any:
    return span.attributes.get(names.OPERATION_NAME)
