"""Finds needles in OTLP, and names the field in which each stands, never the value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from genai_triage.audit.needles import Needle

OWN_LOG: Final = "own log"
_REQUESTS: Final[dict[str, Any]] = {
    "traces": ExportTraceServiceRequest,
    "metrics": ExportMetricsServiceRequest,
    "logs": ExportLogsServiceRequest,
}
_SCOPED: Final = ("ScopeSpans", "ScopeMetrics", "ScopeLogs")
_HIDDEN: Final = "[name]"
_RAW: Final = "bytes"
"""Stands for the field of what no field of ours holds."""


@dataclass(frozen=True, order=True)
class Finding:
    """A leak."""

    needle: str
    kind: str
    signal: str
    field: str
    recorded_by: str = ""
    """Instrumentation scope."""


@dataclass(frozen=True)
class _Text:
    field: str
    scope: str
    value: bytes


def search(signal: str, bodies: Iterable[bytes], needles: Sequence[Needle]) -> list[Finding]:
    """Returns the leaks in what was exported for a signal, each field once."""
    found: set[Finding] = set()
    for body in bodies:
        present = [needle for needle in needles if needle.is_in(body)]
        if present:
            found |= _placed(signal, body, present)
    return sorted(found)


def search_log(text: bytes, needles: Sequence[Needle]) -> list[Finding]:
    """Returns the leaks in our own log lines."""
    return [Finding(needle.name, needle.kind, OWN_LOG, "line") for needle in needles if needle.is_in(text)]


def _placed(signal: str, body: bytes, needles: Sequence[Needle]) -> set[Finding]:
    texts = list(_texts(signal, body))
    found: set[Finding] = set()
    for needle in needles:
        places = [text for text in texts if needle.is_in(text.value)] or [_Text(_RAW, "", body)]
        for place in places:
            shown = _HIDDEN if any(other.is_in(place.field.encode()) for other in needles) else place.field
            scope = _HIDDEN if any(other.is_in(place.scope.encode()) for other in needles) else place.scope
            found.add(Finding(needle.name, needle.kind, signal, shown, scope))
    return found


def _texts(signal: str, body: bytes) -> Iterator[_Text]:
    try:
        request = _REQUESTS[signal].FromString(body)
    except DecodeError:
        return
    yield from _walk(request, "", "")


def _walk(message: Any, path: str, scope: str) -> Iterator[_Text]:
    """All texts of a message, each with the innermost record and the field that it stands in, e.g. `Span.name`."""
    kind = message.DESCRIPTOR.name
    if kind in _SCOPED:
        scope = message.scope.name
    if kind == "KeyValue":
        yield _Text(f"{path} (key)", scope, message.key.encode())
        yield from _walk(message.value, f"{path}.{message.key}", scope)
        return
    own = path if kind in ("AnyValue", "ArrayValue", "KeyValueList") else kind
    for descriptor, value in message.ListFields():
        inner = own if own is path else f"{own}.{descriptor.name}"
        for item in value if _is_repeated(value) else (value,):
            if hasattr(item, "ListFields"):
                yield from _walk(item, inner, scope)
            elif isinstance(item, (str, bytes)):
                yield _Text(inner, scope, item.encode() if isinstance(item, str) else item)


def _is_repeated(value: Any) -> bool:
    return not isinstance(value, (str, bytes)) and hasattr(value, "__len__")
