"""JSON in a log or alone: records of loggers, spans and events of ours, bodies of answers → texts and candidates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from genai_triage.evidence.error_body import as_status, find_error
from genai_triage.evidence.limits import MAX_BODY
from genai_triage.patterns import late
from genai_triage.taxonomy.match import CAUSES

from .candidate import Candidate
from .printed import rebuild

_RECORD_KEYS: Final = frozenset(
    {
        *(
            "level",
            "severity",
            "levelname",
            "lvl",
            "log_level",
            "loglevel",
            "@timestamp",
            "asctime",
            "logger",
            "logName",
        ),
        *("logger_name", "textPayload", "jsonPayload", "severityText", "severity_text"),
        *("resourceSpans", "resourceLogs", "scopeSpans", "scopeLogs", "trace_id", "exc_info", "stack_trace"),
        *("log", "PRIORITY", "MESSAGE", "body", "kubernetes", "log.level", "levelno", "insertId", "record"),
    }
)
"""Members that a logger or an exporter writes, and no service in the body of an error."""
_TIMES: Final = frozenset({"timestamp", "time", "ts"})
"""Members that a logger writes, and some servers in the body of an error."""
_LEVELS: Final = ("level", "severity", "levelname", "lvl", "log.level", "severityText", "severity_text", "log_level")
_TRACES: Final = (
    *("exception", "exc_info", "stack_trace", "stacktrace", "traceback", "exc_text", "exception.stacktrace"),
    *("error.stack_trace", "stack", "error_stack"),
)
"""Members with a traceback: where one is, the message beside it tells the same failure."""
_TYPES: Final = (
    "exc_type",
    "exception.type",
    "error.type",
    "type",
    "exception_type",
    "error_type",
    "exceptionType",
    "class",
)
_VALUES: Final = (
    "exc_value",
    "exception.message",
    "error.message",
    "value",
    "message",
    "exception_message",
    "error_message",
)
_ANSWERS: Final = frozenset(
    {"candidates", "choices", "promptFeedback", "usageMetadata", "ws_close_code", "predictions"}
)
_STATUS: Final = late(r"[\"'](?:code|status|status_code)[\"']\s{0,9}:\s{0,9}[\"']?([45]\d\d)\b")
_CLASS_NAME: Final = late(r"(?:[A-Za-z_]\w{0,100}\.){0,12}[A-Z]\w{2,100}")
_CAUSE: Final = "triage.cause"
_PROVIDER: Final = "gen_ai.provider.name"
_MAX_NODES: Final = 2000
_MAX_TEXTS: Final = 20


class Record:
    """What a record of a logger or an exporter holds."""

    __slots__ = ("causes", "exceptions", "level", "texts", "traces")

    def __init__(self, document: Any) -> None:
        self.level = ""
        self.texts: list[str] = []
        """Messages, in the record's order."""
        self.traces: list[str] = []
        self.exceptions: list[tuple[str, str, str]] = []
        """Module, name and text of an exception that is written as members."""
        self.causes: list[tuple[str, str]] = []
        """Id and `gen_ai.provider.name` of what our own telemetry had judged."""
        if isinstance(document, Mapping):
            self.level = next((str(document[key]).upper() for key in _LEVELS if isinstance(document.get(key), str)), "")
        self._walk(document)

    def _walk(self, document: Any) -> None:
        waiting: list[tuple[str, Any]] = [("", document)]
        for _ in range(_MAX_NODES):
            if not waiting:
                return
            key, value = waiting.pop()
            if isinstance(value, Mapping):
                self._read(value)
                waiting.extend(reversed([(str(name), inner) for name, inner in value.items()]))
            elif isinstance(value, list):
                waiting.extend(reversed([(key, inner) for inner in value]))
            elif isinstance(value, str) and len(value) > 2:
                self._note(key, value)

    def _note(self, key: str, value: str) -> None:
        if "Traceback (most recent call last)" in value or (key in _TRACES and "\n" in value):
            if len(self.traces) < _MAX_TEXTS:
                self.traces.append(value)
        elif len(self.texts) < _MAX_TEXTS:
            self.texts.append(value)

    def _read(self, members: Mapping[str, Any]) -> None:
        attributes = {**members, **_otlp(members.get("attributes"))}
        cause = attributes.get(_CAUSE)
        if isinstance(cause, str) and cause in CAUSES:
            provider = attributes.get(_PROVIDER)
            self.causes.append((cause, provider if isinstance(provider, str) else ""))
            return
        kind = next((attributes[name] for name in _TYPES if isinstance(attributes.get(name), str)), "")
        said = next((attributes[name] for name in _VALUES if isinstance(attributes.get(name), str)), "")
        if kind and said and _CLASS_NAME.fullmatch(kind) and len(self.exceptions) < _MAX_TEXTS:
            module, _, name = kind.rpartition(".")
            self.exceptions.append((module or str(attributes.get("exc_module") or ""), name, said))


def _otlp(attributes: Any) -> dict[str, Any]:
    """Attributes as OTLP has them in JSON, as a plain mapping."""
    if not isinstance(attributes, list):
        return {}
    found = {}
    for one in attributes[:200]:
        value = one.get("value") if isinstance(one, Mapping) else None
        if isinstance(value, Mapping) and isinstance(one.get("key"), str):
            found[one["key"]] = value.get("stringValue", value.get("intValue"))
    return found


def parsed(text: str) -> Any:
    """The JSON value that a text is; None if it is none, or too deep."""
    if text.count("[") + text.count("{") > 20_000:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def is_record(document: Any) -> bool:
    """Whether a JSON value was written by a logger or an exporter, and is no body of an answer."""
    if isinstance(document, list):
        return bool(document) and is_record(document[0])
    if not isinstance(document, Mapping) or not _ANSWERS.isdisjoint(document):
        return False
    if not _RECORD_KEYS.isdisjoint(document) or _CAUSE in document:
        return True
    if not _TIMES.isdisjoint(document) and status_in(document) is None:
        return True
    attributes = document.get("attributes")
    return isinstance(attributes, (dict, list)) or _is_log_of_event(document)


def _is_log_of_event(document: Mapping[str, Any]) -> bool:
    """Whether it is a record that has an event or a message, and no status of its own."""
    return ("event" in document or "msg" in document or "exception" in document) and find_error(
        document, failed=False
    ) is None


def status_in(document: Any) -> int | None:
    """The HTTP status of a failed answer that its body repeats."""
    error = find_error(document, failed=True)
    if error is None:
        return None
    for key in ("code", "status", "status_code", "statusCode", "http_status"):
        status = as_status(error.get(key))
        if status is not None and status >= 400:
            return status
    return None


def status_said(text: str) -> int | None:
    """The HTTP status in a body that was cut, or is JSON no more."""
    found = _STATUS.search(text[:MAX_BODY])
    return int(found[1]) if found else None


def exceptions_of(record: Record) -> Iterator[Candidate]:
    """The exceptions that a record writes as members."""
    for module, name, text in record.exceptions:
        exception = rebuild(module, name, text)
        yield Candidate(
            "exception",
            f"{module}.{name} {text}"[:8192],
            exception=exception,
            modules=(module or type(exception).__module__,),
            level=record.level,
        )
