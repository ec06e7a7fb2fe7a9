"""The one door to OpenTelemetry: every text, label and number that is recorded passes here.

Nothing else in the library writes to a span, an instrument or a logger. What passes is encodable as UTF-8, bounded and
scrubbed; integers fit int64, floats are finite. A value of a foreign type is left out, and takes no other with it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, Final, Literal

from opentelemetry._logs import Logger, SeverityNumber
from opentelemetry.context import Context
from opentelemetry.metrics import Counter, Histogram, Meter, Observation, UpDownCounter
from opentelemetry.metrics import _Gauge as Gauge  # public in no release yet
from opentelemetry.trace import Span, SpanContext, SpanKind, Status, StatusCode, Tracer

from genai_triage.interrupts import let_through
from genai_triage.patterns import late
from genai_triage.telemetry import names, redaction
from genai_triage.telemetry.bounded_set import BoundedSet

MAX_NAME: Final = 200
"""Characters of a span's name and of what is a name itself: a model, a quota, an id."""
MAX_TEXT: Final = 1000
"""Characters of any other attribute."""
_SCANNED_NAME: Final = MAX_NAME + redaction.MAX_SECRET
_MAX_ITEMS: Final = 64
_LEAST: Final = -(2**63)
_MOST: Final = 2**63 - 1
"""Integers fit 64 bits."""
_MAX_MEASURED: Final = 10**9
"""No call uses more tokens or takes more seconds; one such point would ruin a histogram's sum for good."""
_MAX_STATED: Final = 2**53
"""Of a limit or a balance: the largest integer that a float still counts."""

_NUMBERS: Final = frozenset({int, float})
"""Exact types: a bool is no number, and a foreign class keeps no promise."""

_WORDS: Final = frozenset({"stop", "length", "tool_call", "content_filter", "error"})
"""Finish reasons of the conventions, which nearly every answer has."""

Value = str | bool | int | float | list[str]
Attributes = dict[str, Any]


class Clean(Attributes):
    """Attributes that have passed; what is put together of them is not looked at again for the event after the span."""

    __slots__ = ()


_UNENCODABLE: Final = late("[\ud800-\udfff]")
_CONTROL: Final = late("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]+")
"""Also what turns the direction of the text behind it around."""
_MODEL_IN_PATH: Final = late(r"(?:.*/)?(?:models|endpoints)/([^/]+)")
_NO_MODEL: Final = late(
    r"(?:projects|publishers|files|batches|cachedContents|operations|fileSearchStores|corpora|auth_tokens)/"
)
_HOST: Final = late(r"[\w.:%\[\]-]{1,253}")


# Writing


def start_span(
    tracer: Tracer, name: str, parent: Context, attributes: Attributes, kind: SpanKind = SpanKind.CLIENT
) -> Span:
    """Starts a span; `attributes` are clean already, see `clean`."""
    return tracer.start_span(plain(name, MAX_NAME) or "", parent, kind, attributes)


def write(span: Span, attributes: Mapping[str, Any]) -> None:
    """Sets attributes of a span."""
    fit = clean(attributes)
    if fit:
        span.set_attributes(fit)


def mend(span: Span, name: str, text: str) -> None:
    """Replaces an attribute of another instrumentation's span by its own text without what must not be there."""
    span.set_attribute(name, text)


def shield(span: Span, mended: Callable[[str], str]) -> None:
    """Has the texts of events and of the status that another instrumentation is still to write pass `mended` first."""
    add_event, set_status = span.add_event, span.set_status

    def add(name: str, attributes: Any = None, timestamp: int | None = None) -> None:
        add_event(name, {key: _mended(value, mended) for key, value in (attributes or {}).items()}, timestamp)

    def mark(status: Any, description: str | None = None) -> None:
        if isinstance(status, Status) and status.description:
            status = Status(status.status_code, _mended(status.description, mended))
        set_status(status, _mended(description, mended))

    setattr(span, "add_event", add)
    setattr(span, "set_status", mark)


def _mended(value: Any, mended: Callable[[str], str]) -> Any:
    if type(value) is not str:
        return value
    try:
        return mended(value)
    except Exception as error:
        let_through(error)
        return ""


def mark_error(span: Span, description: str) -> None:
    """Sets a span's status to ERROR."""
    span.set_status(Status(StatusCode.ERROR, plain(description, MAX_NAME)))


def record(histogram: Histogram, value: Any, labels: Mapping[str, Any], context: Context | None = None) -> None:
    """Records a point; one that no call can have caused is left out."""
    if type(value) in _NUMBERS and 0 <= value <= _MAX_MEASURED:
        histogram.record(value, labels, context)


def record_time(histogram: Histogram, seconds: float, labels: Mapping[str, Any], context: Context | None) -> None:
    """Records a time that we have measured ourselves."""
    histogram.record(seconds, labels, context)


def recorder(histogram: Histogram, labels: Mapping[str, Any]) -> Callable[[float], None]:
    """Returns what records many points with the same labels; for times that we measure ourselves."""
    return partial(histogram.record, attributes=labels)


def count(counter: Counter, amount: Any, labels: Mapping[str, Any], context: Context | None = None) -> None:
    """Adds to a counter; an amount that no call can have caused is left out."""
    if type(amount) in _NUMBERS and 0 <= amount <= _MAX_MEASURED:
        counter.add(amount, labels, context)


def count_one(counter: Counter, labels: Mapping[str, Any], context: Context | None = None) -> None:
    """Adds 1 to a counter."""
    counter.add(1, labels, context)


def step(counter: UpDownCounter, amount: Literal[1, -1], labels: Mapping[str, Any]) -> None:
    """Counts one thing more, or one less, of those that there are now."""
    counter.add(amount, labels)


def state(gauge: Gauge, value: Any, labels: Mapping[str, Any]) -> None:
    """Sets a gauge to what the provider stated."""
    if type(value) in _NUMBERS and 0 <= value <= _MAX_STATED:
        gauge.set(value, labels)


def watch(
    meter: Meter, name: str, description: str, label: str, read: Callable[[], Iterable[tuple[str, float]]]
) -> None:
    """Has a gauge in seconds read whenever metrics are collected; `read` gives the values of `label`, and seconds."""

    def observe(_: Any) -> Iterable[Observation]:
        return [Observation(seconds, {label: value}) for value, seconds in read() if 0 <= seconds <= _MAX_MEASURED]

    meter.create_observable_gauge(name, [observe], "s", description)


def link(span: Span, context: SpanContext) -> None:
    """Links a span to an earlier one of the same process; OpenTelemetry before 1.23 cannot, once a span has begun."""
    if hasattr(span, "add_link"):
        span.add_link(context)


def add_event(span: Span, event: str, attributes: Mapping[str, Any]) -> None:
    """Adds an event to a span."""
    span.add_event(event, clean(attributes))


def emit(
    logger: Logger, event: str, attributes: Mapping[str, Any], context: Context | None, body: str | None = None
) -> None:
    """Emits an event of severity WARN; `body` is put together of clean attributes."""
    logger.emit(
        timestamp=time.time_ns(),
        context=context,
        severity_number=SeverityNumber.WARN,
        severity_text="WARN",
        body=body,
        attributes=clean(attributes),
        event_name=event,
    )


# Values


def clean(attributes: Mapping[str, Any]) -> Clean:
    """Returns the attributes that may be recorded, each as its name asks for; those that have passed, as they are."""
    if type(attributes) is Clean:
        return attributes
    fit = Clean()
    for name, value in attributes.items():
        kind = type(value)
        if kind in _NUMBERS and _LEAST <= value <= _MOST:
            fit[name] = value
            continue
        try:
            if kind is str and len(value) <= MAX_NAME and name not in _UNIQUE:
                passed = _passed(name, value)
            elif name in _KINDS:
                passed = _KINDS[name](value)
            else:
                passed = _any(value)
        except Exception as error:  # an object that breaks its type's promises
            let_through(error)
            continue
        if passed is not None:
            fit[name] = passed
    return fit


def tokens(attributes: Attributes) -> Attributes:
    """Returns what `clean` does: the attributes themselves where all are integers of usual size."""
    for value in attributes.values():
        if type(value) is not int or not 0 <= value <= _MAX_MEASURED:
            return clean(attributes)
    return attributes


@lru_cache(maxsize=2048)
def _passed(name: str, value: str) -> Value | None:
    return _KINDS.get(name, _any)(value)


def number(value: object) -> int | float | None:
    """Returns an integer of 64 bits or a finite float; a bool is no number."""
    if type(value) is int:
        return _clamped(value)
    if type(value) is float:
        return value if math.isfinite(value) else None
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return _clamped(int.__int__(value))
    return number(float.__float__(value)) if isinstance(value, float) else None


def flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def text(value: object, limit: int = MAX_TEXT) -> str | None:
    """Returns a text without keys, addresses and control characters."""
    if type(value) is str and len(value) <= limit:
        return _text(value, limit)
    known = _exact(value)
    return None if known is None else _text(redaction.cut_at_a_word(known, limit + redaction.MAX_SECRET), limit)


def plain(value: object, limit: int = MAX_TEXT) -> str | None:
    """Returns a text that is our own or was scrubbed before; only its characters and its length are seen to."""
    if type(value) is str and len(value) <= limit:
        return _plain(value)
    known = _exact(value)
    return None if known is None else _plain(known[:limit])


def identifier(value: object) -> str | None:
    """Returns an id that the provider gave, in one word; it may look random, but not like a key."""
    known = _exact(value)
    if known is None or redaction.is_ordinary_id(known):  # as nearly all are; each is new: none can be remembered
        return known
    if len(known) <= MAX_NAME and known.isascii() and known.isprintable() and " " not in known:
        return redaction.scrub_id(known)
    return _one_word(_bounded(redaction.scrub_id(_encodable(known[:_SCANNED_NAME])), MAX_NAME))


def term(value: object) -> str | None:
    """Returns a name that the provider gave, of a quota say, in one word that does not look random."""
    known = _exact(value)
    return None if known is None else _one_word(_bounded(_term(known[:_SCANNED_NAME]), MAX_NAME))


def _one_word(value: str | None) -> str | None:
    return None if value is None or " " in value else value


def model(value: object) -> str | None:
    """Returns a model's name, cut out of its resource path; None for the path of anything else, and for a sentence."""
    known = _exact(value)
    return _model(known[:_SCANNED_NAME]) if known else None


def host(value: object) -> str | None:
    """Returns a host's name or address."""
    known = _exact(value)
    return None if known is None or not _HOST.fullmatch(known) else redaction.scrub_id(known)


def texts(value: object) -> list[str] | None:
    if not isinstance(value, (list, tuple)):
        return None
    if type(value) is list and len(value) == 1 and value[0] in _WORDS:
        return value
    return [fit for item in value[:_MAX_ITEMS] if (fit := text(item)) is not None]


def stop_sequences(value: object) -> list[str] | None:
    """Returns the caller's stop sequences, scrubbed; a line break is a frequent one and stays."""
    if not isinstance(value, (list, tuple)):
        return None
    known = [item for item in map(_exact, value[:_MAX_ITEMS]) if item is not None]
    return [item if not item.strip("\r\n\t ") else text(item) or "" for item in known if len(item) <= MAX_TEXT]


def _any(value: object) -> Value | None:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bool):
        return value
    return number(value) if isinstance(value, (int, float)) else texts(value)


def _exact(value: object) -> str | None:
    """Returns the characters of a string or of a member of a string enumeration, whatever its class makes of them."""
    if type(value) is str:
        return value
    return str.__str__(value) if isinstance(value, str) else None


def _clamped(value: int) -> int:
    return max(_LEAST, min(_MOST, value))


@lru_cache(maxsize=1024)
def _text(value: str, limit: int) -> str:
    return _bounded(_encodable(redaction.scrub_text(value)), limit)


@lru_cache(maxsize=1024)
def _plain(value: str) -> str:
    return _encodable(value)


@lru_cache(maxsize=256)
def _term(value: str) -> str:
    return redaction.scrub_term(_encodable(value))


@lru_cache(maxsize=512)
def _model(value: str) -> str | None:
    value = _encodable(value)
    if "/" in value:
        found = _MODEL_IN_PATH.fullmatch(value)
        if found is None and _NO_MODEL.match(value):
            return None
        value = value if found is None else found[1]
    return _one_word(_bounded(redaction.scrub_name(value), MAX_NAME) or None)


def _encodable(value: str) -> str:
    """Replaces lone surrogates, which no exporter can encode, and takes control characters out."""
    if value.isprintable() and (value.isascii() or "  " not in value):
        return value
    return " ".join(_UNENCODABLE.sub("\ufffd", _CONTROL.sub(" ", value)).split())


def _bounded(value: str, limit: int) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"


@lru_cache(maxsize=64)  # the span and the event of a failure have the same message, as does a storm of failures
def message(said: str) -> str:
    """Returns what is recorded of a service's sentence."""
    return _encodable(redaction.scrub(said))


def _message(value: object) -> str | None:
    known = _exact(value)
    return None if known is None else message(known)


_IDENTIFIERS: Final = (names.RESPONSE_ID, names.PREVIOUS_RESPONSE_ID, names.CONVERSATION_ID, names.REQUEST_ID)
_MESSAGES: Final = (names.MESSAGE, names.EXCEPTION_MESSAGE, names.SESSION_CLOSE_REASON)
_UNIQUE: Final = frozenset((*_IDENTIFIERS, *_MESSAGES))
"""Attributes that are different in every call: to remember each of them is of no use."""
_KINDS: Final[Mapping[str, Callable[[Any], Value | None]]] = {
    **dict.fromkeys((names.RETRYABLE, names.REQUEST_STREAM, names.ABANDONED), flag),
    **dict.fromkeys(
        (
            *(names.REQUEST_TEMPERATURE, names.REQUEST_TOP_P, names.REQUEST_TOP_K, names.REQUEST_MAX_TOKENS),
            *(names.REQUEST_CHOICE_COUNT, names.REQUEST_SEED, names.REQUEST_FREQUENCY_PENALTY),
            *(names.REQUEST_PRESENCE_PENALTY, names.EMBEDDINGS_DIMENSIONS, names.RESPONSE_TIME_TO_FIRST_CHUNK),
            *(names.USAGE_INPUT_TOKENS, names.USAGE_OUTPUT_TOKENS, names.USAGE_CACHE_READ_TOKENS),
            *(names.USAGE_REASONING_TOKENS, names.SERVER_PORT, names.HTTP_STATUS_CODE, names.RETRY_AFTER),
            *(names.QUOTA_LIMIT, names.RETRIES, names.BACKOFF, names.ROUNDS, names.STREAM_CHUNKS),
        ),
        number,
    ),
    **dict.fromkeys(
        (
            *(names.OPERATION_NAME, names.PROVIDER_NAME, names.CLASS, names.CAUSE, names.OWNER, names.FIX, names.DOC),
            names.QUOTA_RESETS_AT,
        ),
        plain,
    ),
    **dict.fromkeys((names.REQUEST_MODEL, names.RESPONSE_MODEL, names.QUOTA_MODEL), model),
    names.TOOL_NAME: identifier,
    **dict.fromkeys((names.QUOTA_ID, names.QUOTA_METRIC), term),
    **dict.fromkeys(_IDENTIFIERS, identifier),
    **dict.fromkeys(_MESSAGES, _message),
    **dict.fromkeys((names.FINDINGS, names.RESPONSE_FINISH_REASONS), texts),
    names.REQUEST_STOP_SEQUENCES: stop_sequences,
    names.SERVER_ADDRESS: host,
}
"""How an attribute is seen to, by its name; any other by its type."""


# Labels


_MAX_KNOWN: Final = 256
_OPERATION: Final = late(r"[a-z]{2,20}(?:_[a-z]{1,20}){0,4}")
_FILLED: Final = (names.REQUEST_MODEL, names.RESPONSE_MODEL, names.QUOTA_ID, names.SERVER_ADDRESS, names.TOOL_NAME)
"""Labels that are filled from outside."""


class Labels:
    """The label values of a process: from closed lists, or from sets with a budget each."""

    def __init__(self, known_codes: Iterable[str]) -> None:
        self._codes = frozenset(known_codes)
        self._sets = {name: BoundedSet() for name in _FILLED}
        # Together a hundred values of `error.type`: neither statuses nor exceptions crowd the others out.
        self._statuses = BoundedSet(50, other=names.OTHER)
        self._exceptions = BoundedSet(50, other=names.OTHER)
        self._ports = BoundedSet()
        self._operations = BoundedSet(other=names.OTHER_OPERATION)
        self._known: dict[tuple[Any, ...], Attributes] = {}
        self._labels: dict[str, dict[str, str | None]] = {name: {} for name in self._sets}

    def label(self, name: str, value: object) -> str | None:
        """Returns the value of a label that is filled from outside; None for what is no value of it."""
        if type(value) is not str or len(value) > MAX_NAME:
            return self._label(name, value)
        known = self._labels[name]
        if value not in known:
            if len(known) >= _MAX_KNOWN:
                known.clear()
            known[value] = self._label(name, value)
        return known.get(value)

    def _label(self, name: str, value: object) -> str | None:
        fit = _KINDS[name](value)
        return self._sets[name].label(fit) if isinstance(fit, str) and fit else None

    def operation(self, name: str) -> str:
        return self._operations.label(name) if _OPERATION.fullmatch(name) else names.OTHER_OPERATION

    def error_type(self, code: str | None, exception: type[BaseException] | None) -> str:
        """Returns a code that the tables know, else the exception's name, else `_OTHER`."""
        if code is not None and code in self._codes:
            return self._statuses.label(code)
        if exception is None:
            return names.OTHER
        return self._exceptions.label(text(qualified_name(exception), MAX_NAME) or "")

    def of_call(self, operation: str, provider: str, model_name: object, address: object, port: object) -> Attributes:
        """Returns the labels that all metrics of a call have; the same dict for the same call, not to be changed."""
        model_name = model_name if type(model_name) is str else _exact(model_name)
        address = address if type(address) is str else _exact(address)
        key = (operation, provider, model_name, address, port if type(port) is int else None)
        known = self._known.get(key)
        if known is None:
            known = self._of_call(*key)
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            if len(key[2] or "") <= MAX_NAME and len(key[3] or "") <= MAX_NAME:
                self._known[key] = known
        return known

    def _of_call(
        self, operation: str, provider: str, model_name: str | None, address: str | None, port: int | None
    ) -> Attributes:
        labels: Attributes = {names.OPERATION_NAME: self.operation(operation), names.PROVIDER_NAME: provider}
        request_model = self.label(names.REQUEST_MODEL, model_name)
        if request_model is not None:
            labels[names.REQUEST_MODEL] = request_model
        server = self.label(names.SERVER_ADDRESS, address)
        if server is not None:
            labels[names.SERVER_ADDRESS] = server
            if port is not None and server != names.OTHER_VALUE and self._ports.label(str(port)) == str(port):
                labels[names.SERVER_PORT] = port
        return labels


def qualified_name(kind: type[BaseException]) -> str:
    """Returns an exception's name as the conventions ask for it, `module.Class`."""
    module = kind.__module__
    return kind.__qualname__ if module in (None, "builtins") else f"{module}.{kind.__qualname__}"
