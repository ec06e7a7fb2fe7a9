"""The one door: what passes it, what does not, and that there is no other."""

from __future__ import annotations

import ast
import base64
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from http import HTTPStatus
from pathlib import Path
from threading import Barrier
from typing import Any
from unittest.mock import MagicMock

import pytest
from opentelemetry._logs import SeverityNumber
from opentelemetry.context import Context
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.trace import SpanKind, Status, StatusCode

import genai_triage
from genai_triage.telemetry import gate, names, redaction
from genai_triage.telemetry.bounded_set import BoundedSet
from genai_triage.telemetry.instruments import known_codes

_SOURCE = Path(genai_triage.__file__).parent
_APART = ("monitoring", "simulator", "cli")
_OF_SPANS = frozenset(
    {"set_attribute", "set_attributes", "add_event", "update_name", "set_status", "start_span", "start_as_current_span"}
    | {"record_exception", "add_link"}
    | {f"create_observable_{kind}" for kind in ("counter", "gauge", "up_down_counter")}
)
"""Names that stand for writing wherever they stand: called, kept for later, or as a text for `getattr`."""
_WRITERS = frozenset({"record", "emit"})
_KEY = "AIza" + "SyD-9tSrke72PouQMnMX_a7eZSW0jkFMBWY"
_AUTHORIZATION_KEY = base64.b64encode(
    b"019b5133-8d86-76ba-bc9a-237cb9f9854f:a7cd265b-abd3-4195-8a6e-0d2f9a8f1c11"
).decode()


# No other door


def _modules() -> list[Path]:
    paths = sorted(_SOURCE.rglob("*.py"))
    return [path for path in paths if path.relative_to(_SOURCE).parts[0] not in _APART and path.name != "gate.py"]


def _writes(tree: ast.AST) -> Iterator[str]:
    """Yields every place that writes to a span, an instrument or a logger, or takes a method that does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found = node.attr in _OF_SPANS and not _is_ours(node)
        elif isinstance(node, ast.Call):
            found = isinstance(node.func, ast.Attribute) and not _is_ours(node.func) and _is_write(node.func, node)
        else:
            found = isinstance(node, ast.Constant) and type(node.value) is str and node.value in _OF_SPANS
        if found:
            yield f"line {getattr(node, 'lineno', 0)}: {ast.unparse(node)}"


def _is_ours(method: ast.Attribute) -> bool:
    """Whether it is the gate's, or an attempt's, which notes an exception and records nothing of it."""
    owner = method.value.id if isinstance(method.value, ast.Name) else ""
    return owner == "gate" or (owner == "attempt" and method.attr == "record_exception")


def _is_write(method: ast.Attribute, call: ast.Call) -> bool:
    if method.attr not in ("add", "set"):
        return method.attr in _WRITERS
    # Of a set, an event or a variable it takes one thing, and a set of ours holds no numbers.
    first = call.args[0] if call.args else None
    amount = isinstance(first, ast.Constant) and type(first.value) in (int, float)
    return len(call.args) + len(call.keywords) > 1 or amount


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(_SOURCE)))
def test_nothing_but_the_gate_writes_to_opentelemetry(path: Path) -> None:
    assert list(_writes(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "line",
    [
        *(
            "span.set_attribute('a', 1)",
            "self.span.set_attributes({})",
            "span.update_name('x')",
            "tracer.start_span('x')",
        ),
        *("span.set_status(ERROR)", "histogram.record(1, {})", "self._calls.add(1, {})", "logger.emit(body='x')"),
        *("self._balance.set(1, {})", "span.add_event('x')", "span.record_exception(error)"),
        *("put = span.set_attribute", "getattr(span, 'set_status')", "meter.create_observable_gauge('x', [])"),
    ],
)
def test_the_search_for_other_doors_finds_each_kind(line: str) -> None:
    assert len(list(_writes(ast.parse(line)))) == 1


# Texts


@pytest.mark.parametrize(
    ("value", "passed"),
    [
        ("plain", "plain"),
        ("m\ud800", "m\ufffd"),
        ("\udfffx\ud800y", "\ufffdx\ufffdy"),
        ("a\x00b\x1b[31mc\x7f\x85d", "a b [31mc d"),
        ("gemini\n2.5\t\r\nflash", "gemini 2.5 flash"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\x80b\x9fc\ufeffd", "a b c d"),
        ("мир 世界 🙂", "мир 世界 🙂"),
        (f"key {_KEY} here", "key [key] here"),
        ("x" * 1000, "x" * 1000),
        ("x" * 1001, "x" * 999 + "…"),
        ("x" * 1_000_000, "x" * 999 + "…"),
    ],
)
def test_a_text_is_encodable_bounded_and_scrubbed(value: str, passed: str) -> None:
    assert gate.text(value) == passed
    assert len(passed.encode()) > 0


class _Shouting(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "SHOUTED"


class _Reason(str, Enum):
    STOP = "stop"


@pytest.mark.parametrize(("value", "passed"), [(_Shouting("calm"), "calm"), (_Reason.STOP, "stop")])
def test_of_a_string_s_own_class_only_the_characters_count(value: str, passed: str) -> None:
    assert gate.text(value) == passed
    assert type(gate.text(value)) is str


@pytest.mark.parametrize("value", [None, 1, 1.5, True, b"bytes", object(), MagicMock(), {"a": 1}, ValueError("x")])
@pytest.mark.parametrize("kind", [gate.text, gate.plain, gate.identifier, gate.model, gate.host])
def test_no_other_type_is_a_text(kind: Any, value: Any) -> None:
    assert kind(value) is None


@pytest.mark.parametrize(
    ("value", "passed"),
    [
        ("gemini-2.5-flash", "gemini-2.5-flash"),
        ("models/gemini-2.5-flash", "gemini-2.5-flash"),
        ("projects/p-1/locations/us/publishers/google/models/gemini-3-pro", "gemini-3-pro"),
        ("projects/p-1/locations/us/endpoints/1234567890123456", "1234567890123456"),
        ("publishers/google/models/veo-3", "veo-3"),
        ("google/gemini-2.5-flash", "google/gemini-2.5-flash"),
        ("tunedModels/my-model-x1", "tunedModels/my-model-x1"),
        ("GigaChat-2-Max", "GigaChat-2-Max"),
        ("gemini-2.5-flash-native-audio-preview-12-2025-experimental", None),
        *((f"{resource}/abc", "no") for resource in ("publishers", "operations", "fileSearchStores", "corpora")),
        ("auth_tokens/abc", "no"),
        ("files/abc-123", "no"),
        ("models/a/b", "models/a/b"),
        ("a\u3000model", "no"),
        ("batches/abc", "no"),
        ("cachedContents/abc", "no"),
        ("projects/p/locations/us/batchPredictionJobs/123", "no"),
        ("", "no"),
        ("\x00\n", "no"),
        (_KEY, "[key]"),
        (f"models/{_KEY}", "[key]"),
        (_AUTHORIZATION_KEY, "[redacted]"),
        ("0123456789abcdef0123456789abcdef", "[redacted]"),
        ("m" * 1_000_000, "m" * 199 + "…"),
    ],
)
def test_a_model_is_its_name(value: str, passed: str | None) -> None:
    assert gate.model(value) == (None if passed == "no" else value if passed is None else passed)


@pytest.mark.parametrize(
    ("value", "passed"),
    [
        ("kdU3aLGOEoWJ1MkP8Yia6Q8", "kdU3aLGOEoWJ1MkP8Yia6Q8"),
        ("019b5133-8d86-76ba-bc9a-237cb9f9854f", "019b5133-8d86-76ba-bc9a-237cb9f9854f"),
        ("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "GenerateRequestsPerDayPerProjectPerModel-FreeTier"),
        (f"id-{_KEY}", "id-[key]"),
        ("AKIAIOSFODNN7EXAMPLE", "[key]"),
        ("\ud800PerDay", "\ufffdPerDay"),
        ("i" * 1_000_000, "i" * 199 + "…"),
        ("v1_ChdQYWQxYVp1NkpmR1lxdHNQ", "v1_ChdQYWQxYVp1NkpmR1lxdHNQ"),
        ("a sentence of the answer", None),
        ("two\nlines", None),
        (f"key={_AUTHORIZATION_KEY}", "[redacted]"),
        (_AUTHORIZATION_KEY, "[redacted]"),
    ],
)
def test_an_id_may_look_random_but_is_no_key(value: str, passed: str | None) -> None:
    assert gate.identifier(value) == passed


@pytest.mark.parametrize(
    ("value", "passed"),
    [
        ("Gemini25ProRequestsPerDay", "Gemini25ProRequestsPerDay"),
        ("generativelanguage.googleapis.com/requests", "generativelanguage.googleapis.com/requests"),
        ("a sentence of the answer", None),
        (_AUTHORIZATION_KEY, "[redacted]"),
    ],
)
def test_a_term_of_the_provider_is_a_name(value: str, passed: str | None) -> None:
    assert gate.clean({names.QUOTA_ID: value}).get(names.QUOTA_ID) == passed


def test_no_sentence_is_a_model_that_answered() -> None:
    sentence = {names.RESPONSE_MODEL: "a sentence of the answer", names.QUOTA_MODEL: "another of them"}
    assert gate.clean(sentence) == {}


@pytest.mark.parametrize(
    ("value", "passed"),
    [
        (["END", f"key {_KEY}", "\n\n", "\t", 5, None], ["END", "key [key]", "\n\n", "\t"]),
        (("a",), ["a"]),
        ("END", None),
        (["x"] * 100, ["x"] * 64),
    ],
)
def test_stop_sequences_stay_scrubbed(value: Any, passed: list[str] | None) -> None:
    assert gate.stop_sequences(value) == passed


# Numbers


@pytest.mark.parametrize(
    ("value", "passed"),
    [
        (0, 0),
        (-5, -5),
        (2**63 - 1, 2**63 - 1),
        (2**63, 2**63 - 1),
        (10**30, 2**63 - 1),
        (-(10**30), -(2**63)),
        (1.5, 1.5),
        (float("nan"), None),
        (float("inf"), None),
        (float("-inf"), None),
        (True, None),
        (False, None),
        ("5", None),
        (None, None),
        (1j, None),
        (MagicMock(), None),
    ],
)
def test_a_number_fits_64_bits_and_is_finite(value: Any, passed: Any) -> None:
    assert gate.number(value) == passed
    assert type(gate.number(value)) in (int, float, type(None))


class _Points:
    """An instrument that notes its values."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def record(self, value: Any, attributes: Any = None, context: Any = None) -> None:
        self.values.append(value)

    add = set = record


@pytest.mark.parametrize("write", [gate.record, gate.count, gate.state])
@pytest.mark.parametrize(
    "value", [10**30, -1, float("nan"), float("inf"), -0.5, True, None, "7", MagicMock(), object(), sys.maxsize]
)
def test_a_point_that_no_call_can_have_caused_is_not_recorded(write: Any, value: Any) -> None:
    instrument = _Points()
    write(instrument, value, {})
    assert instrument.values == []


@pytest.mark.parametrize("write", [gate.record, gate.count, gate.state])
@pytest.mark.parametrize("value", [0, 1, 0.25, 67_108_864])
def test_a_point_that_a_call_can_have_caused_is_recorded(write: Any, value: Any) -> None:
    instrument = _Points()
    write(instrument, value, {})
    assert instrument.values == [value]


# Attributes


class _Broken(list[Any]):
    def __getitem__(self, item: Any) -> Any:
        raise RuntimeError


@pytest.mark.parametrize("value", [MagicMock(), object(), _Broken(), {"a": 1}, None, b"x", float("nan"), 1j])
@pytest.mark.parametrize("name", [names.REQUEST_TEMPERATURE, names.RESPONSE_ID, names.FINDINGS, "triage.of_tomorrow"])
def test_a_value_of_a_foreign_type_takes_no_neighbour_with_it(name: str, value: Any) -> None:
    assert gate.clean({names.CLASS: "quota", name: value, names.CAUSE: "c"}) == {
        names.CLASS: "quota",
        names.CAUSE: "c",
    }


@pytest.mark.parametrize(
    ("name", "value", "passed"),
    [
        (names.RETRYABLE, True, True),
        (names.REQUEST_TEMPERATURE, True, None),
        (names.USAGE_INPUT_TOKENS, 10**30, 2**63 - 1),
        (names.SERVER_ADDRESS, "127.0.0.1", "127.0.0.1"),
        (names.SERVER_ADDRESS, "::1", "::1"),
        (names.SERVER_ADDRESS, "not a host", None),
        (names.DOC, "https://a.dev/p?x=1#part", "https://a.dev/p?x=1#part"),
        (names.FINDINGS, [f"the model used is {_KEY}"], ["the model used is [key]"]),
        (names.MESSAGE, "word " * 200, ("word " * 200)[:299] + "…"),
        ("triage.of_tomorrow", f"with {_KEY}", "with [key]"),
        ("triage.of_tomorrow", [1, "a", MagicMock()], ["a"]),
        ("triage.of_tomorrow", 3, 3),
    ],
)
def test_an_attribute_is_seen_to_as_its_name_asks_for(name: str, value: Any, passed: Any) -> None:
    assert gate.clean({name: value}).get(name) == passed


def test_a_repeated_text_is_scrubbed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scrubbed: list[str] = []

    def scrub_text(text: str) -> str:
        scrubbed.append(text)
        return text

    monkeypatch.setattr(redaction, "scrub_text", scrub_text)
    attributes = {"triage.of_tomorrow": "a text that no other test has", names.FINDINGS: ["one finding of this test"]}
    for _ in range(3):
        gate.clean(attributes)
    assert scrubbed == ["a text that no other test has", "one finding of this test"]


# Labels


@pytest.fixture
def labels() -> gate.Labels:
    return gate.Labels(known_codes())


_BUDGETS = (
    (names.REQUEST_MODEL, "model-{}", "_other"),
    (names.RESPONSE_MODEL, "model-{}", "_other"),
    (names.QUOTA_ID, "PerDay{}", "_other"),
    (names.SERVER_ADDRESS, "h{}.example", "_other"),
)


@pytest.mark.parametrize(("name", "pattern", "other"), _BUDGETS, ids=[name for name, _, _ in _BUDGETS])
def test_a_label_that_is_filled_from_outside_has_a_hundred_values_and_one_more(
    labels: gate.Labels, name: str, pattern: str, other: str
) -> None:
    values = [labels.label(name, pattern.format(number)) for number in range(300)]
    assert values == [pattern.format(number) for number in range(100)] + [other] * 200
    assert labels.label(name, pattern.format(7)) == pattern.format(7)


def test_operations_have_a_budget_and_one_name_for_all_others(labels: gate.Labels) -> None:
    named = [f"operation_{_LETTERS[number // 26]}{_LETTERS[number % 26]}" for number in range(130)]
    assert [labels.operation(name) for name in named] == named[:100] + ["other"] * 30


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def test_the_name_of_an_exception_is_a_label_without_a_key(labels: gate.Labels) -> None:
    kind = type("Error", (Exception,), {"__module__": f"made.{_KEY}"})
    assert labels.error_type(None, kind) == "made.[key].Error"


@pytest.mark.parametrize(
    ("port", "shown"), [(443, 443), (0, 0), (None, None), ("443", None), (443.0, None), (True, None)], ids=repr
)
def test_a_port_is_an_integer(labels: gate.Labels, port: object, shown: int | None) -> None:
    assert labels.of_call("chat", "gigachat", None, "a.test", port).get(names.SERVER_PORT) == shown


@pytest.mark.parametrize("place", [2, 3])
def test_a_model_and_a_server_of_a_class_of_their_own_are_labels_by_their_characters(
    labels: gate.Labels, place: int
) -> None:
    call: list[Any] = ["chat", "gigachat", "model-1", "a.test", 443]
    plain = labels.of_call(*call)
    call[place] = _Shouting(call[place])
    assert labels.of_call(*call) is plain
    call[place] = MagicMock()
    name = (names.REQUEST_MODEL, names.SERVER_ADDRESS)[place - 2]
    assert name in plain
    assert name not in labels.of_call(*call)


def test_no_label_crowds_out_another(labels: gate.Labels) -> None:
    for number in range(300):
        for name, pattern, _ in _BUDGETS[1:]:
            labels.label(name, pattern.format(number))
    assert labels.label(names.REQUEST_MODEL, "gemini-2.5-flash") == "gemini-2.5-flash"


def test_threads_that_come_at_once_do_not_exceed_the_budget() -> None:
    bounded, start = BoundedSet(), Barrier(8)

    def take(thread: int) -> set[str]:
        start.wait()
        return {bounded.label(f"{thread}-{number}") for number in range(100)}

    with ThreadPoolExecutor(8) as pool:
        found = set().union(*pool.map(take, range(8)))
    assert len(found - {"_other"}) == 100


@pytest.mark.parametrize("value", ["m" * 101, "m" * 1_000_000])
def test_a_long_value_is_no_label(labels: gate.Labels, value: str) -> None:
    assert labels.label(names.REQUEST_MODEL, value) == "_other"


@pytest.mark.parametrize("value", [None, "", 5, MagicMock(), "files/abc", b"m"])
def test_what_is_no_model_is_no_label(labels: gate.Labels, value: Any) -> None:
    assert labels.label(names.REQUEST_MODEL, value) is None
    of_call = labels.of_call("chat", "gigachat", value, None, None)
    assert of_call == {names.OPERATION_NAME: "chat", names.PROVIDER_NAME: "gigachat"}


class OurOwnError(Exception):
    pass


_NAME = f"{OurOwnError.__module__}.OurOwnError"


@pytest.mark.parametrize(
    ("code", "exception", "error_type"),
    [
        ("RESOURCE_EXHAUSTED", OurOwnError, "RESOURCE_EXHAUSTED"),
        ("402", None, "402"),
        ("599", OurOwnError, "599"),
        ("600", OurOwnError, _NAME),
        ("DEADLINE_EXCEEDED", None, "DEADLINE_EXCEEDED"),
        ("out_of_range", None, "out_of_range"),
        ("MADE_UP_1234", OurOwnError, _NAME),
        ("MADE_UP_1234", None, "_OTHER"),
        (None, ValueError, "ValueError"),
        (None, None, "_OTHER"),
    ],
)
def test_an_error_type_is_a_known_code_or_an_exception(
    labels: gate.Labels, code: str | None, exception: type[BaseException] | None, error_type: str
) -> None:
    assert labels.error_type(code, exception) == error_type


@pytest.mark.parametrize(
    ("module", "name"),
    [("builtins", "Client.Error"), (None, "Client.Error"), ("library.errors", "library.errors.Client.Error")],
)
def test_an_exception_is_named_with_the_class_around_it(module: str | None, name: str) -> None:
    kind = type("Error", (Exception,), {"__module__": module, "__qualname__": "Client.Error"})
    assert gate.qualified_name(kind) == name


def _held(value: object) -> int:
    """How many entries an object's dicts and sets have."""
    if isinstance(value, dict):
        return len(value) + sum(map(_held, value.values()))
    names_ = getattr(value, "__slots__", getattr(value, "__dict__", {})) if type(value).__module__ in _OURS else ()
    return sum(_held(getattr(value, name)) for name in names_) + (len(value) if isinstance(value, set) else 0)


_OURS = (gate.__name__, BoundedSet.__module__)


def test_labels_that_are_met_do_not_pile_up(labels: gate.Labels) -> None:
    for number in range(2000):
        for name in gate._FILLED:
            labels.label(name, f"name-{number}")
        labels.of_call("chat", "gcp.gemini", f"model-{number}", f"host-{number}.test", number)
        labels.operation(f"operation_{number}")
        labels.error_type(f"CODE_{number}", type(f"Error{number}", (Exception,), {}))
    # Two sorts of memory for each: what is told apart, and what was met lately.
    assert _held(labels) < (len(gate._FILLED) + 3) * 2 * gate._MAX_KNOWN


def test_of_error_types_codes_and_exceptions_have_a_budget_each_together_a_hundred(labels: gate.Labels) -> None:
    kinds = [type(f"Error{number}", (Exception,), {}) for number in range(150)]
    exceptions = [labels.error_type(None, kind) for kind in kinds]
    codes = [labels.error_type(str(status), ValueError) for status in range(400, 599)]
    assert (len(set(exceptions)), len(set(codes)), len({*exceptions, *codes})) == (51, 51, 101)
    assert exceptions[-1] == codes[-1] == "_OTHER"


@pytest.mark.parametrize(
    ("operation", "label"),
    [("generate_content", "generate_content"), ("Anna said", "other"), ("a" * 50, "other"), ("", "other")],
)
def test_an_operation_is_named_by_us(labels: gate.Labels, operation: str, label: str) -> None:
    assert labels.operation(operation) == label


def test_a_server_beyond_the_budget_has_no_port(labels: gate.Labels) -> None:
    for number in range(100):
        labels.of_call("chat", "gigachat", None, f"h{number}.example", 443)
    assert labels.of_call("chat", "gigachat", None, "one.more", 8080)[names.SERVER_ADDRESS] == "_other"
    assert names.SERVER_PORT not in labels.of_call("chat", "gigachat", None, "one.more", 8080)


def test_ports_have_a_budget(labels: gate.Labels) -> None:
    found = [labels.of_call("chat", "gigachat", None, "localhost", port).get(names.SERVER_PORT) for port in range(150)]
    assert found == [*range(100), *[None] * 50]


def test_the_labels_of_the_same_call_are_built_once(labels: gate.Labels) -> None:
    call = ("chat", "gigachat", "GigaChat-2", "a.example", 443)
    assert labels.of_call(*call) is labels.of_call(*call)


def test_hostile_names_are_not_remembered(labels: gate.Labels) -> None:
    for number in range(2000):
        labels.of_call("chat", "gigachat", f"m{number}" * 1000, None, None)
        labels.of_call("chat", "gigachat", f"m{number}", None, None)
    assert sum(len(key[2]) for key in labels._known) < 256 * 400
    assert len(labels._known) <= 256


_MEGABYTE = 1_000_000
_HUGE = {
    "one word": "x" * _MEGABYTE,
    "words": "word " * (_MEGABYTE // 5),
    "keys": f"{_KEY} " * (_MEGABYTE // 40),
    "quotations": "\"'`" * (_MEGABYTE // 3),
    "slashes": "models/" * (_MEGABYTE // 7),
    "surrogates": "\ud800" * _MEGABYTE,
    "controls": "\x00\n" * (_MEGABYTE // 2),
    "digits": "1" * _MEGABYTE,
    "dashes and digits": "1-" * (_MEGABYTE // 2),
    "names of secrets": "token=" * (_MEGABYTE // 6),
}


@pytest.mark.parametrize("value", _HUGE.values(), ids=list(_HUGE))
@pytest.mark.parametrize("name", [*gate._KINDS, "triage.of_tomorrow"])
def test_of_a_megabyte_little_is_looked_at_and_little_is_kept(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []
    for function in ("scrub_text", "scrub_id", "scrub_name", "scrub_term", "without_quotations"):
        original = getattr(redaction, function)

        def noting(text: str, original: Any = original) -> Any:
            looked_at.append(len(text))
            return original(text)

        monkeypatch.setattr(redaction, function, noting)
    kept = gate.clean({name: [value] if name in (names.FINDINGS, names.REQUEST_STOP_SEQUENCES) else value}).get(
        name, ""
    )

    assert max(looked_at, default=0) <= gate.MAX_TEXT + redaction.MAX_SECRET
    for text in kept if isinstance(kept, list) else [kept]:
        assert len(text) <= gate.MAX_TEXT
        assert len(text.encode()) <= 4 * gate.MAX_TEXT


@pytest.mark.parametrize("value", _HUGE.values(), ids=list(_HUGE))
def test_of_a_megabyte_no_label_is_made(labels: gate.Labels, value: str) -> None:
    made = labels.of_call(value, "gemini", value, value, 443)
    assert all(len(str(text)) <= 100 for text in made.values())
    assert len(labels.error_type(value, type("Error", (Exception,), {"__module__": value}))) <= 100


def test_what_cannot_be_mended_is_not_written_by_another_instrumentation() -> None:
    span = MagicMock()
    add_event, set_status = span.add_event, span.set_status

    def failing(text: str) -> str:
        raise ValueError(text)

    gate.shield(span, failing)
    span.add_event("exception", {"exception.message": _KEY, "number": 1})
    span.set_status(Status(StatusCode.ERROR, _KEY))

    assert add_event.call_args.args == ("exception", {"exception.message": "", "number": 1}, None)
    assert _KEY not in str(set_status.call_args.args[0].description)


def test_the_description_beside_a_status_of_another_instrumentation_is_mended() -> None:
    span = MagicMock()
    set_status = span.set_status
    gate.shield(span, lambda text: text.replace(_KEY, "[key]"))
    span.set_status(StatusCode.ERROR, f"refused: {_KEY}")

    assert set_status.call_args.args == (StatusCode.ERROR, "refused: [key]")


@pytest.mark.parametrize("mark", ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"])
def test_what_turns_the_direction_of_a_text_around_does_not_pass(mark: str) -> None:
    assert gate.text(f"model {mark}exe.txt") == "model exe.txt"


# Writing


class _Noted:
    """An instrument, a span or a logger that notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        if name == "add_link":
            raise AttributeError(name)
        return lambda *args, **kwargs: self.asked.append((name, args, kwargs))


_CONTEXT = Context()


@pytest.mark.parametrize(
    ("write", "asked"),
    [
        (lambda to: gate.record(to, 5, {"a": "b"}, _CONTEXT), ("record", (5, {"a": "b"}, _CONTEXT), {})),
        (lambda to: gate.record_time(to, 0.5, {"a": "b"}, _CONTEXT), ("record", (0.5, {"a": "b"}, _CONTEXT), {})),
        (lambda to: gate.recorder(to, {"a": "b"})(0.5), ("record", (0.5,), {"attributes": {"a": "b"}})),
        (lambda to: gate.count(to, 5, {"a": "b"}, _CONTEXT), ("add", (5, {"a": "b"}, _CONTEXT), {})),
        (lambda to: gate.count_one(to, {"a": "b"}, _CONTEXT), ("add", (1, {"a": "b"}, _CONTEXT), {})),
        (lambda to: gate.step(to, -1, {"a": "b"}), ("add", (-1, {"a": "b"}), {})),
        (lambda to: gate.state(to, 5, {"a": "b"}), ("set", (5, {"a": "b"}), {})),
        (lambda to: gate.mend(to, "http.url", "x"), ("set_attribute", ("http.url", "x"), {})),
        (lambda to: gate.write(to, {"triage.class": "quota"}), ("set_attributes", ({"triage.class": "quota"},), {})),
        (lambda to: gate.add_event(to, "e", {"triage.class": "q"}), ("add_event", ("e", {"triage.class": "q"}), {})),
    ],
)
def test_what_is_written_arrives_with_its_labels_and_its_trace(write: Any, asked: Any) -> None:
    noted = _Noted()
    write(noted)
    assert noted.asked == [asked]


@pytest.mark.parametrize("write", [lambda to: gate.write(to, {}), lambda to: gate.link(to, MagicMock())])
def test_nothing_is_asked_where_there_is_nothing_to_write(write: Any) -> None:
    noted = _Noted()
    write(noted)
    assert noted.asked == []


def test_an_event_is_a_warning_in_its_trace() -> None:
    noted: Any = _Noted()
    gate.emit(noted, "gen_ai.client.operation.exception", {names.CLASS: "quota"}, _CONTEXT, "quota: used up")
    ((name, _, asked),) = noted.asked
    assert asked.pop("timestamp") > 1_700_000_000 * 10**9
    assert (name, asked) == (
        "emit",
        {
            "context": _CONTEXT,
            "severity_number": SeverityNumber.WARN,
            "severity_text": "WARN",
            "body": "quota: used up",
            "attributes": {names.CLASS: "quota"},
            "event_name": "gen_ai.client.operation.exception",
        },
    )


@pytest.mark.parametrize(("text", "shown"), [("m", "m"), ("n" * 201, "n" * 200), (None, "")])
def test_a_span_s_name_is_bounded(text: Any, shown: str) -> None:
    noted: Any = _Noted()
    gate.start_span(noted, text, _CONTEXT, {})
    assert noted.asked == [("start_span", (shown, _CONTEXT, SpanKind.CLIENT, {}), {})]


def test_the_description_of_an_error_is_bounded() -> None:
    noted: Any = _Noted()
    gate.mark_error(noted, "d" * 201)
    ((_, (status,), _),) = noted.asked
    assert (status.status_code, status.description) == (StatusCode.ERROR, "d" * 200)


def test_a_gauge_that_is_read_with_every_collection_leaves_out_what_cannot_be() -> None:
    reader = InMemoryMetricReader()
    meter = MeterProvider([reader], shutdown_on_exit=False).get_meter("m")
    read = [("gcp.gemini", 5.0), ("gigachat", 0.0), ("a", -1.0), ("b", 10.0**10), ("c", 10.0**9)]
    gate.watch(meter, "age", "Age of it.", "provider", lambda: read)
    data: Any = reader.get_metrics_data()
    (metric,) = data.resource_metrics[0].scope_metrics[0].metrics
    assert (metric.name, metric.description, metric.unit) == ("age", "Age of it.", "s")
    found = {point.attributes["provider"]: point.value for point in metric.data.data_points}
    assert found == {"gcp.gemini": 5.0, "gigachat": 0.0, "c": 10.0**9}


@pytest.mark.parametrize(("value", "is_kept"), [(2**53, True), (2**53 + 1, False), (10**9 + 1, True)])
def test_a_stated_limit_is_an_integer_that_a_float_still_counts(value: int, is_kept: bool) -> None:
    noted: Any = _Noted()
    gate.state(noted, value, {})
    assert len(noted.asked) == is_kept


@pytest.mark.parametrize("write", [gate.record, gate.count])
@pytest.mark.parametrize(("value", "is_kept"), [(10**9, True), (10**9 + 1, False)])
def test_a_call_uses_no_more_than_a_billion(write: Any, value: int, is_kept: bool) -> None:
    noted: Any = _Noted()
    write(noted, value, {})
    assert len(noted.asked) == is_kept


# Edges


@pytest.mark.parametrize(
    ("name", "value", "passed"),
    [
        ("triage.of_tomorrow", 2**63 - 1, 2**63 - 1),
        ("triage.of_tomorrow", 2**63, 2**63 - 1),
        ("triage.of_tomorrow", -(2**63), -(2**63)),
        ("triage.of_tomorrow", -(2**63) - 1, -(2**63)),
        ("triage.of_tomorrow", True, True),
        ("triage.of_tomorrow", ["a"] * 65, ["a"] * 64),
        ("triage.of_tomorrow", ("a", 1), ["a"]),
        (names.RESPONSE_FINISH_REASONS, ["stop"], ["stop"]),
        (names.RESPONSE_FINISH_REASONS, ["stop", "of tomorrow"], ["stop", "of tomorrow"]),
        (names.RESPONSE_FINISH_REASONS, ["stop", _KEY], ["stop", "[key]"]),
        (names.RESPONSE_FINISH_REASONS, "stop", None),
        ("triage.of_tomorrow", HTTPStatus.OK, 200),
        (names.QUOTA_LIMIT, 0, 0),
        (names.REQUEST_STOP_SEQUENCES, [" ", "\x0b"], [" ", ""]),
        (names.HTTP_STATUS_CODE, HTTPStatus.OK, 200),
        (names.REQUEST_STOP_SEQUENCES, ["x" * 1000, "x" * 1001], ["x" * 1000]),
        (names.SERVER_ADDRESS, "h" * 253, "h" * 253),
        (names.SERVER_ADDRESS, "h" * 254, None),
        (names.RESPONSE_ID, "i" * 200, "i" * 200),
        (names.RESPONSE_ID, "i" * 201, "i" * 199 + "…"),
        (names.TOOL_NAME, "a function", None),
    ],
)
def test_at_its_bound_a_value_passes_and_beyond_it_does_not(name: str, value: Any, passed: Any) -> None:
    assert gate.clean({name: value}).get(name) == passed


class _Meter(float):
    """A number of another class, as numpy's is."""

    def __float__(self) -> float:
        return -1.0


@pytest.mark.parametrize(("value", "passed"), [(HTTPStatus.OK, 200), (_Meter(2.5), 2.5), (_Meter("nan"), None)])
def test_a_number_of_another_class_becomes_a_plain_one(value: Any, passed: Any) -> None:
    assert gate.number(value) == passed
    assert type(gate.number(value)) is type(passed)


def test_what_an_instrument_is_given_with_an_event_is_clean() -> None:
    noted: Any = _Noted()
    gate.add_event(noted, "e", {"triage.of_tomorrow": f"with {_KEY}"})
    assert noted.asked == [("add_event", ("e", {"triage.of_tomorrow": "with [key]"}), {})]


@pytest.mark.parametrize("code", [StatusCode.ERROR, StatusCode.UNSET])
def test_of_a_status_of_another_instrumentation_the_text_alone_is_mended(code: StatusCode) -> None:
    span = MagicMock()
    set_status = span.set_status
    gate.shield(span, lambda text: text.replace(_KEY, "[key]"))
    span.set_status(Status(StatusCode.ERROR, _KEY))
    span.set_status(Status(code))
    (((first,), _), ((second,), _)) = [(call.args[:1], call) for call in set_status.call_args_list]
    assert (first.status_code, first.description) == (StatusCode.ERROR, "[key]")
    assert (second.status_code, second.description) == (code, None)


def test_what_has_passed_passes_as_it_is() -> None:
    passed = gate.clean({names.CLASS: "quota"})
    assert gate.clean(passed) is passed


def test_ids_are_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    before = gate._passed.cache_info().currsize
    for number in range(50):
        for name in (names.RESPONSE_ID, names.PREVIOUS_RESPONSE_ID, names.CONVERSATION_ID, names.REQUEST_ID):
            gate.clean({name: f"an-id-that-is-new-{number}"})
    assert gate._passed.cache_info().currsize == before


@pytest.mark.parametrize(
    "value", [0, 7, 2**63 - 1, 2**63, -(2**63) - 1, 1.5, float("nan"), True, "12", None, [1]], ids=repr
)
def test_numbers_that_are_looked_at_together_pass_as_each_by_itself(value: Any) -> None:
    used = {"gen_ai.usage.input_tokens": 5, "gen_ai.usage.output_tokens": value}
    assert gate.tokens(used) == gate.clean(used)


@pytest.mark.parametrize("name", ["triage.message", "exception.message", "triage.session.close.reason"])
def test_each_sentence_of_a_service_is_scrubbed_and_bounded(name: str) -> None:
    said = 'It refused "Anna Petrova lives here". ' + "Sorry. " * 100
    recorded = gate.clean({name: said})[name]
    assert (recorded[:24], len(recorded)) == ('It refused "[…]". Sorry.', 300)
