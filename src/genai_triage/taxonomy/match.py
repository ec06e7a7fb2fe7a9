"""Evidence → failure, by the tables.

The strongest kind of evidence that any row knows decides (see `_KINDS`); text only splits what the stronger
evidence leaves open, and an unknown detail falls back to the general row of its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple, cast

from genai_triage.patterns import late, lower

from . import client, gateways, gemini, gigachat, network, status, texts
from .model import Cause, Evidence, Failure, OpenFailure, Provider, Quota, Signal
from .phrases import Phrases
from .quota import deciding_quota
from .resets import with_reset

_OWN: Final[Mapping[Provider, tuple[Cause, ...]]] = {"gemini": gemini.CAUSES, "gigachat": gigachat.CAUSES}
_SHARED: Final = (gateways.CAUSES, network.CAUSES, client.CAUSES, status.CAUSES)
_MESSAGE_LIMIT: Final = 2000
_MAX_FINDINGS: Final = 12
_NAME: Final = late(r"[A-Za-z0-9_.:-]{1,100}")
_TEXT_LIMIT: Final = 8192
_VALUE: Final = "invalid value at "
_ECHO_OF_VALUE: Final = late(_VALUE + r"['\u2018][^'\u2019\n]{0,400}['\u2019] \([^)\n]{0,200}\)(?P<said>, [^\n]*)")
_NAMED: Final = "unknown name "
_ECHO_OF_NAME: Final = late(rf"(?<={_NAMED}[\"\u201c])[^\"\u201d\n]{{0,400}}")
"""Google's answer to a wrong value or name repeats it: what the caller wrote is no phrase of the service's."""


def _by_id() -> dict[str, Cause]:
    rows = [cause for table in (*_OWN.values(), *_SHARED) for cause in table]
    found = {cause.id: cause for cause in rows}
    if len(found) != len(rows):
        twice = sorted({cause.id for cause in rows if found[cause.id] is not cause})
        raise ValueError(f"two rows of the taxonomy share an id: {', '.join(twice)}")
    return found


CAUSES: Final[Mapping[str, Cause]] = _by_id()
"""Every row of the taxonomy by its id."""

_LEAST_SECONDS: Final = sorted({signal.min_elapsed for cause in CAUSES.values() for signal in cause.signals} - {0.0})
_REMEMBERED: Final = 2500
"""Characters of a text that is remembered together with the row that it was found to show."""

UNCLASSIFIED: Final = CAUSES["status.unclassified"]

# Kinds of evidence, strongest first.
_KINDS: Final = ("hop", "finish", "block", "quota", "reason", "code", "close", "status", "fact", "exception")

_Row = tuple[Signal, Cause]


class _Rows:
    """The rows of one piece of evidence, a status for one: those with a text by their phrases, then the others."""

    __slots__ = ("_by_phrase", "_phrases_with_digits", "_plain", "_rows", "have_texts")

    def __init__(self, rows: Sequence[_Row]) -> None:
        self._rows = rows
        self._plain = [row for row in rows if not row[0].text]
        by_phrase: dict[str, list[int]] = {}
        for position, (signal, _) in enumerate(rows):
            for phrase in signal.text:
                by_phrase.setdefault(phrase, []).append(position)
        self._by_phrase = Phrases(by_phrase)
        self.have_texts = bool(by_phrase)
        self._phrases_with_digits: list[bytes] | None = None

    def fitting(self, text: str) -> Iterator[_Row]:
        """The rows that the text leaves, the narrowest first: each phrase is looked for once, whoever has it."""
        if self.have_texts and text:
            for position in sorted({position for places in self._by_phrase.found_in(text) for position in places}):
                yield self._rows[position]
        yield from self._plain

    def phrases_with_digits(self) -> list[bytes]:
        """What the rows look for that has digits, as `_form` gives it."""
        if self._phrases_with_digits is None:
            phrases = {phrase for signal, _ in self._rows for phrase in (*signal.text, *signal.subject, *signal.unless)}
            self._phrases_with_digits = [_form(phrase) for phrase in phrases if not _DIGITS.isdisjoint(phrase)]
        return self._phrases_with_digits


_Index = dict[str, dict[object, _Rows]]


# A named tuple, as a frozen dataclass takes a dozen times as long to make when a program starts.
class Try(NamedTuple):
    """A row that was tried: by which evidence, and whether all that it asks for was there."""

    kind: str
    """The kind of evidence: `reason`, `status`, `exception` …"""
    value: object
    """The evidence itself: `RESOURCE_EXHAUSTED`, `google.RefreshError` …"""
    cause: Cause
    phrase: str
    """The row's own phrase that the text has; empty for a row without any."""
    holds: bool


class Explanation(NamedTuple):
    """Why a row won."""

    failure: Failure
    evidence: tuple[tuple[str, object], ...]
    """All that was observed, as kind and value, strongest first."""
    tried: tuple[Try, ...]
    """The rows tried, in their order, to the one taken."""
    others: tuple[Cause, ...]
    """What else it could be: rows that hold too, by weaker evidence or a wider signal."""

    @property
    def taken(self) -> Try | None:
        """The row taken; None if no row knows any of the evidence."""
        return self.tried[-1] if self.tried and self.tried[-1].holds else None


def _key_kind(signal: Signal) -> str:
    return next(kind for kind in _KINDS if getattr(signal, kind))


def _narrowness(row: _Row) -> tuple[bool, int]:
    signal = row[0]
    given = sum(1 for name in (*_KINDS, "endpoint", "min_elapsed", "subject") if getattr(signal, name))
    return (not signal.text, -given)


def _index(tables: Iterable[tuple[Cause, ...]]) -> _Index:
    rows = [(signal, cause) for table in tables for cause in table for signal in cause.signals]
    rows.sort(key=_narrowness)
    collected: dict[str, dict[object, list[_Row]]] = {kind: {} for kind in _KINDS}
    for row in rows:
        kind = _key_kind(row[0])
        for value in getattr(row[0], kind):
            collected[kind].setdefault(value, []).append(row)
    return {kind: {value: _Rows(found) for value, found in values.items()} for kind, values in collected.items()}


@lru_cache(maxsize=4)  # made for the first failure: most processes call one provider, and some have no failure
def _index_of(provider: Provider | None) -> _Index:
    """The rows that a provider's failures can have, by kind and value.

    Without a provider every row, but a bare status is judged by the general rows: it means no more than that.
    """
    if provider is not None:
        return _index((_OWN[provider], *_SHARED))
    return {**_index((*_SHARED, *_OWN.values())), "status": _index(_SHARED)["status"]}


def causes_of(provider: Provider | None) -> tuple[Cause, ...]:
    """The rows that a provider's failures can have: its own, then the shared ones; None is the shared ones alone."""
    own = _OWN.get(provider, ()) if provider else ()
    return tuple(cause for table in (own, *_SHARED) for cause in table)


def match(evidence: Evidence) -> Failure:
    """The failure that the evidence shows; `status.unclassified` if no row knows any of it."""
    quota_key, quota = deciding_quota(evidence)
    cause = _tried_before(evidence, quota_key)
    return _failure(_of_exception(evidence)[1] if cause is None else cause, evidence, quota)


def _tried(evidence: Evidence, quota_key: str | None) -> Cause | None:
    """The first row that holds."""
    return next((cause for _, _, _, cause, holds in _tries(evidence, quota_key) if holds), None)


_FACTS: Final = (
    *("provider", "http_status", "status", "error_status", "code", "reasons", "finish", "block", "close_code", "fact"),
    *("endpoint", "answered_by", "is_carried"),
)
"""All of the evidence that a row may ask for, beside its texts, its quota, its exceptions and how long it took."""
_facts: Final = attrgetter(*_FACTS)
_DIGITS: Final = frozenset("0123456789")
_FORM: Final = bytes.maketrans(b"012345679", b"888888888")
_MAX_TAKEN: Final = 256
_taken: Final[dict[tuple[Any, ...], Cause | None]] = {}
"""The row that some evidence shows, looked for once for all texts that differ in their digits only."""
_UNKNOWN: Final = object()


def _tried_before(evidence: Evidence, quota_key: str | None = None) -> Cause | None:
    """The same, looked for once for all evidence that is the same to every row."""
    message, hint = evidence.message or "", evidence.hint
    if len(message) + len(hint) > _REMEMBERED:
        return _tried(evidence, quota_key)
    key = (_facts(evidence), quota_key, _least_seconds(evidence), _form(message), hint and _form(hint))
    found: Any = _taken.get(key, _UNKNOWN)
    if found is _UNKNOWN:
        found = _tried(evidence, quota_key)
        if not _may_digits_tell(evidence, quota_key):
            if len(_taken) >= _MAX_TAKEN:
                _taken.clear()
            _taken[key] = found
    return cast("Cause | None", found)


def _least_seconds(evidence: Evidence) -> float | None:
    """How long it took, as far as any row asks for it."""
    seconds = evidence.elapsed or 0.0
    return None if seconds < _LEAST_SECONDS[0] else max(one for one in _LEAST_SECONDS if one <= seconds)


def _form(text: str) -> bytes:
    """A text with every digit the same: a quota failure says how long to wait, so that each is new."""
    return text.encode("utf-8", "surrogatepass").translate(_FORM)


def _may_digits_tell(evidence: Evidence, quota_key: str | None) -> bool:
    """Whether a text has a row's phrase, or would have it with other digits, that has digits."""
    text, index = _form(_matched_text(evidence)), _index_of(evidence.provider)
    asked = (index[kind].get(value) for kind, value in _observed(evidence, quota_key, _status_key(evidence)))
    return any(phrase in text for rows in asked if rows is not None for phrase in rows.phrases_with_digits())


def explain(evidence: Evidence) -> Explanation:
    """Says why `match` takes the row that it takes: what was observed, which rows were tried, and what else holds."""
    quota_key, quota = deciding_quota(evidence)
    text = _matched_text(evidence)
    tries = [
        Try(kind, value, cause, _phrase(signal, text), holds)
        for kind, value, signal, cause, holds in _tries(evidence, quota_key)
    ]
    rank, by_exception = _of_exception(evidence)
    if rank:
        name = next(iter(evidence.exceptions), "")
        phrase = next((found for one in by_exception.signals if one.exception and (found := _phrase(one, text))), "")
        tries.append(Try("exception", name, by_exception, phrase, True))
    end = next((number for number, one in enumerate(tries, 1) if one.holds), len(tries))
    cause = tries[end - 1].cause if tries and tries[end - 1].holds else UNCLASSIFIED
    others = dict.fromkeys(one.cause.id for one in tries[end:] if one.holds and one.cause.id != cause.id)
    return Explanation(
        failure=_failure(cause, evidence, quota),
        evidence=tuple(_observed(evidence, quota_key, _status_key(evidence))),
        tried=tuple(tries[:end]),
        others=tuple(CAUSES[cause_id] for cause_id in others),
    )


def _phrase(signal: Signal, text: str) -> str:
    return next((phrase for phrase in signal.text if phrase in text), "")


def _tries(evidence: Evidence, quota_key: str | None) -> Iterator[tuple[str, object, Signal, Cause, bool]]:
    """The rows that the evidence leaves, in the order in which they are tried, each with whether it holds."""
    text: str | None = None  # made only if a row asks for it
    index = _index_of(evidence.provider)
    for kind, value in _observed(evidence, quota_key, _status_key(evidence)):
        rows = index[kind].get(value)
        if rows is None:
            continue
        if text is None and rows.have_texts:
            text = _matched_text(evidence)
        for signal, cause in rows.fitting(text or ""):
            yield kind, value, signal, cause, _holds(signal, evidence, text or "", kind)


def _of_exception(evidence: Evidence) -> tuple[int, Cause]:
    if not evidence.exceptions:
        return 0, UNCLASSIFIED
    if evidence.ranked is not None and evidence.ranked[0] == evidence.provider:
        return evidence.ranked[1:]
    return _by_exception(_index_of(evidence.provider)["exception"], evidence, _matched_text(evidence))


def exception_rank(evidence: Evidence) -> int:
    """How much an exception without an answer says: 3 its class, 2 its text, 1 a general class, 0 nothing.

    It is asked when all else about the exception is known: the evidence keeps the answer for `match`.
    """
    found = _of_exception(evidence)
    evidence.ranked = (evidence.provider, *found)
    return found[0]


def _by_exception(rows: Mapping[object, _Rows], evidence: Evidence, text: str) -> tuple[int, Cause]:
    """The row for an exception: a telling class, then a telling text, then a general class."""
    found: tuple[int, Cause] = (0, UNCLASSIFIED)
    for package_and_name in evidence.exceptions:
        by_text = package_and_name == "builtins.Exception"
        for name in (package_and_name, "*." + package_and_name.rpartition(".")[2]):
            known = rows.get(name)
            for signal, cause in known.fitting(text) if known is not None else ():
                if found[0] and signal.general:
                    continue
                if _holds(signal, evidence, text, "exception"):
                    if not signal.general:
                        return (2 if by_text else 3), cause
                    found = (1, cause)
    return found


def _observed(evidence: Evidence, quota_key: str | None, status_key: str | None) -> Iterator[tuple[str, object]]:
    """Every piece of evidence as (kind, value), strongest first, each general form after the particular one."""
    if evidence.answered_by is not None and not evidence.is_carried:
        yield "hop", evidence.answered_by
    if evidence.finish:
        yield "finish", evidence.finish
        yield "finish", "*"
    if evidence.block:
        yield "block", evidence.block
        yield "block", "*"
    if quota_key:
        yield "quota", quota_key
        yield "quota", "*" + quota_key[quota_key.index(":") :]
    for reason in evidence.reasons:
        yield "reason", reason
        yield "reason", _family(reason)
    if evidence.code:
        yield "code", evidence.code
    if evidence.close_code is not None:
        yield "close", evidence.close_code
        yield "close", "*"
    if evidence.fact:
        yield "fact", evidence.fact
    if status_key:
        yield "status", status_key
        number = evidence.error_status or evidence.http_status
        if number is not None:
            yield "status", str(number)
            yield "status", f"{number // 100}xx"
        else:
            yield "status", "rpc"


def _family(reason: str) -> str:
    """`CONSUMER_*` for `CONSUMER_SUSPENDED`: Google's reasons are named after what they are about."""
    return reason.partition("_")[0] + "_*"


def _holds(signal: Signal, evidence: Evidence, text: str, kind: str) -> bool:
    """Whether the conditions beside the key of the row hold too."""
    if signal.text and True not in map(text.__contains__, signal.text):  # the hot spot: no step of ours for each part
        return False
    if signal.subject and True not in map(text.__contains__, signal.subject):
        return False
    if signal.unless and True in map(text.__contains__, signal.unless):
        return False
    if signal.endpoint and evidence.endpoint not in signal.endpoint:
        return False
    if signal.min_elapsed and (evidence.elapsed is None or evidence.elapsed < signal.min_elapsed):
        return False
    if signal.fact and kind != "fact" and evidence.fact not in signal.fact:
        return False
    return not signal.status or kind == "status" or _status_key(evidence) in signal.status


def _status_key(evidence: Evidence) -> str | None:
    if evidence.status:
        return evidence.status
    number = evidence.error_status or evidence.http_status
    return None if number is None else str(number)


def _matched_text(evidence: Evidence) -> str:
    parts = [evidence.message or "", evidence.hint]
    text = lower("\n".join(part[:_TEXT_LIMIT] for part in parts if part))
    if _VALUE in text:
        text = _ECHO_OF_VALUE.sub(lambda found: found[0][: found.start("said") - found.start()], text)
    if _NAMED in text:
        text = _ECHO_OF_NAME.sub("", text)
    # A phrase may be broken by a line's end, and be typeset.
    text = text.replace("\n", " ")
    if not text.isprintable() or "  " in text:
        text = " ".join(text.split())
    return text.strip().replace("\u2019", "'").replace("\u2018", "'")


@lru_cache(maxsize=256)
def cause_of(cause_id: str, provider: Provider | None, like: str | None = None) -> Cause:
    """The row, with the vendor's own remedy where it has another one: a Gemini call never gets Sber's root.

    `like`: the cause that lends it class, owner and flag.
    """
    cause = CAUSES[cause_id]
    if like is not None:
        lent = CAUSES[like]
        cause = replace(cause, failure_class=lent.failure_class, owner=lent.owner, retryable=lent.retryable)
    return replace(cause, vendor=provider) if provider and texts.is_vendors(cause_id, provider) else cause


def _failure(cause: Cause, evidence: Evidence, quota: Quota | None) -> Failure:
    like = evidence.items_cause
    cause = cause_of(cause.id, evidence.provider, None if like is None else like.id)
    message = evidence.message if evidence.is_spoken else evidence.place
    return OpenFailure(  # in the order of its fields: to name them costs half as much again
        cause,
        evidence.provider,
        message[:_MESSAGE_LIMIT] if message else None,
        evidence.retry_after,
        with_reset(quota, cause, evidence),
        evidence.http_status,
        evidence.status if evidence.rpc else None,
        _provider_code(evidence),
        _answered_by(cause, evidence),
        evidence.request_id,
        _findings(evidence) if cause.id == UNCLASSIFIED.id else (),
    ).closed()


def _findings(evidence: Evidence) -> tuple[str, ...]:
    """What is known of a failure that no row knows, in names and numbers: who has to find out more begins there."""
    answered_by = _answered_by(UNCLASSIFIED, evidence)
    known = [f"answered by {answered_by}"] if answered_by != gateways.NOBODY else ["nobody answered"]
    if evidence.endpoint:
        known.append(f"endpoint {evidence.endpoint}")
    seen: dict[str, None] = {}
    for kind, value in _observed(evidence, None, _status_key(evidence)):
        if kind != "hop" and value != "*" and not str(value).endswith(("_*", "xx")) and _NAME.fullmatch(str(value)):
            seen[f"{kind} {value}"] = None
    if evidence.exceptions and _NAME.fullmatch(evidence.exceptions[0]):
        seen[f"exception {evidence.exceptions[0]}"] = None
    return (*known, *list(seen)[:_MAX_FINDINGS])


def _answered_by(cause: Cause, evidence: Evidence) -> str:
    """Who answered, as far as anybody did: what the client's own library says has a status too, gRPC's for one."""
    if evidence.answered_by is not None:
        return evidence.answered_by
    hop = cause.signals[0].hop if cause.signals else ()
    if len(hop) == 1:
        return hop[0]
    if evidence.http_status is not None or evidence.error_status is not None or evidence.close_code is not None:
        return gateways.SERVICE
    if cause.id.startswith(("network.", "client.")) and evidence.fact is None:
        return gateways.NOBODY
    has_answer = evidence.status or evidence.code or evidence.finish or evidence.block or evidence.fact
    return gateways.SERVICE if has_answer or evidence.reasons or evidence.violations else gateways.NOBODY


def _provider_code(evidence: Evidence) -> str | None:
    """The code as the provider's page prints it: a status name, a string code, or the HTTP status."""
    if evidence.status:
        return evidence.status
    if evidence.code and not evidence.code.isdecimal():
        return evidence.code
    number = evidence.error_status or evidence.http_status
    return None if number is None or number < 400 else str(number)
