"""What each word, code and class of the tables has been found to show, as it is kept in `words.jsonl`.

A word that is lost or mistyped in a table moves failures to another cause, and no example of a row has all its words.
After a change on purpose: `python -m tests.taxonomy.words`, and read the difference: it says what moved, and where to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from genai_triage.taxonomy import CAUSES, Cause, Evidence
from genai_triage.taxonomy.match import match
from genai_triage.taxonomy.model import Signal, Violation
from genai_triage.taxonomy.vendors import PROVIDERS

FILE: Final = Path(__file__).with_name("words.jsonl")
_KINDS: Final = ("hop", "finish", "block", "quota", "reason", "code", "close", "status", "fact", "exception")
_ANY: Final = "builtins.Exception"


@dataclass(frozen=True)
class Row:
    """Values of one kind of evidence, and words beside the first of them, that show one cause."""

    cause: str
    provider: Any
    kind: str
    values: tuple[Any, ...]
    beside: dict[str, Any]
    """Further evidence, by the field's name."""
    words: tuple[str, ...]

    def shown(self) -> Iterator[tuple[Any, str, str]]:
        """Yields a value, words and the cause that they show: each value with the first words, all words with one."""
        for value in self.values:
            yield value, self.words[0], self._cause(value, self.words[0])
        for words in self.words[1:]:
            yield self.values[0], words, self._cause(self.values[0], words)

    def _cause(self, value: Any, words: str) -> str:
        return match(_evidence(self.provider, self.kind, value, self.beside, words)).cause.id

    def written(self) -> str:
        """The row as a line of the file."""
        parts = [self.cause, self.provider, self.kind, [*self.values], self.beside, [*self.words]]
        return json.dumps(parts, ensure_ascii=False)


def kept() -> list[Row]:
    """Reads the rows of the file."""
    found = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    return [
        Row(cause, provider, kind, tuple(values), beside, tuple(words))
        for cause, provider, kind, values, beside, words in found
    ]


def _evidence(provider: Any, kind: str, value: Any, beside: dict[str, Any], words: str) -> Evidence:
    given = {name: one for name, one in beside.items() if name != "status"}
    evidence = Evidence(provider=provider, message=words or None, **given)
    _note_status(beside.get("status", value if kind == "status" else ""), evidence)
    if kind in ("finish", "block", "code", "fact"):
        setattr(evidence, kind, value)
    elif kind == "hop":
        evidence.answered_by = value
    elif kind == "close":
        evidence.close_code = value
    elif kind == "reason":
        evidence.reasons = (value,)
    elif kind == "exception":
        evidence.exceptions = tuple(dict.fromkeys((value.replace("*.", "somebody."), _ANY)))
    elif kind == "quota":
        what, window = value.split(":")
        named = {"tokens": "Tokens", "concurrent": "ConcurrentRequests"}.get(what, "Requests")
        quota = f"{named}Per{'Day' if window in ('zero', 'unknown') else window.capitalize()}"
        evidence.status, evidence.violations = (
            "RESOURCE_EXHAUSTED",
            (Violation(quota, value="0" if window == "zero" else "5"),),
        )
    return evidence


def _note_status(status: str, evidence: Evidence) -> None:
    if status.isdecimal():
        evidence.error_status = int(status)
    elif status:
        evidence.status = status


def found() -> Iterator[Row]:
    """Yields the rows that the tables make now."""
    for cause in CAUSES.values():
        own = cause.id.partition(".")[0]
        for signal in cause.signals:
            yield from _rows(cause, signal, (own,) if own in PROVIDERS else (*PROVIDERS, None))


def _rows(cause: Cause, signal: Signal, providers: tuple[str | None, ...]) -> Iterator[Row]:
    kind = next(kind for kind in _KINDS if getattr(signal, kind))
    values = tuple(_one_of(kind, value) for value in getattr(signal, kind))
    first, *others = _beside(kind, signal)
    words = tuple(dict.fromkeys(_together(text, subject) for text, subject in _pairs(signal)))
    best = max((Row(cause.id, one, kind, values, first, words) for one in providers), key=_right)
    good = [(value, said) for value, said, shown in best.shown() if shown == cause.id]
    if good:
        known = tuple(dict.fromkeys(value for value, said in good if said == good[0][1]))
        said = tuple(dict.fromkeys(said for value, said in good if value == good[0][0]))
        yield Row(cause.id, best.provider, kind, known, first, said)
    for beside in others:
        row = Row(cause.id, best.provider, kind, values[:1], beside, words[:1])
        if _right(row):
            yield row
    for word in signal.unless:
        other = Row(cause.id, best.provider, kind, values[:1], first, (f"{words[0]} {word}",))
        shown = next(shown for _, _, shown in other.shown())
        if shown != cause.id:
            yield replace(other, cause=shown)


def _beside(kind: str, signal: Signal) -> list[dict[str, Any]]:
    """Lists the further evidence that a signal asks for: all of its statuses, endpoints and facts, one by one."""
    found: dict[str, list[Any]] = {}
    if signal.status and kind != "status":
        found["status"] = [_one_of("status", status) for status in signal.status]
    if signal.endpoint:
        found["endpoint"] = [*signal.endpoint]
    if signal.min_elapsed:
        found["elapsed"] = [signal.min_elapsed]
    if signal.fact and kind != "fact":
        found["fact"] = [*signal.fact]
    first = {name: values[0] for name, values in found.items()}
    return [first, *({**first, name: value} for name, values in found.items() for value in values[1:])]


def _right(row: Row) -> int:
    return sum(shown == row.cause for _, _, shown in row.shown())


def _one_of(kind: str, value: Any) -> Any:
    """A value that a pattern of a table stands for; any other as it is."""
    if value == "*":
        return 4999 if kind == "close" else "SOMETHING_NEW"
    if not isinstance(value, str) or value.startswith("*."):
        return value
    return value.replace("_*", "_NEW").replace("*:", "requests:").replace("xx", "79")


def _pairs(signal: Signal) -> Iterator[tuple[str, str]]:
    for text in signal.text or ("",):
        yield text, signal.subject[0] if signal.subject else ""
    for subject in signal.subject[1:]:
        yield signal.text[0] if signal.text else "", subject


def _together(text: str, subject: str) -> str:
    return text if subject in text else f"{subject} {text}".strip()


if __name__ == "__main__":
    FILE.write_text("".join(f"{row.written()}\n" for row in found()), encoding="utf-8")
