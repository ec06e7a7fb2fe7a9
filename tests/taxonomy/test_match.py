"""Matching reads a text as people do, however it was typeset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, replace
from itertools import permutations
from typing import Any, ClassVar

import pytest

from genai_triage.taxonomy import CAUSES, UNCLASSIFIED, Cause, Evidence, Failure, FailureClass, Provider, Quota, Signal
from genai_triage.taxonomy import match as judge
from genai_triage.taxonomy.match import causes_of, match
from genai_triage.taxonomy.model import OpenFailure, OpenQuota


def _evidence(cause: Cause, signal: Signal, text: str) -> Evidence:
    """Builds the evidence that holds all that the signal asks for, with the text as the message."""
    table = cause.id.partition(".")[0]
    provider: Provider | None = "gemini" if table == "gemini" else "gigachat" if table == "gigachat" else None
    first: dict[str, Any] = {
        "status": next(iter(signal.status), None),
        "close_code": next((code for code in signal.close if isinstance(code, int)), None),
        "exceptions": signal.exception[:1],
        "reasons": signal.reason[:1],
        "endpoint": next(iter(signal.endpoint), ""),
    }
    message = " ".join((text, *signal.subject[:1]))
    return replace(Evidence(provider=provider, message=message), **first)


def _digit(number: int) -> dict[int, str]:
    """What makes every digit the same."""
    return dict.fromkeys(map(ord, "0123456789"), str(number))


def _quoting() -> Iterator[Any]:
    for cause in CAUSES.values():
        for number, signal in enumerate(cause.signals):
            for text in () if signal.quota else signal.text:
                if "'" in text:
                    yield pytest.param(cause, signal, text, id=f"{cause.id}-{number}-{text}")


_QUOTING = pytest.mark.parametrize(("cause", "signal", "text"), list(_quoting()))


@_QUOTING
def test_a_text_tells_its_cause(cause: Cause, signal: Signal, text: str) -> None:
    assert match(_evidence(cause, signal, text)).cause.failure_class is cause.failure_class


@_QUOTING
def test_typographic_quotes_and_apostrophes_are_straight_ones(cause: Cause, signal: Signal, text: str) -> None:
    typeset = re.sub(r"(?<!\w)'", "\u2018", text).replace("'", "\u2019")
    straight = match(_evidence(cause, signal, text))
    assert typeset != text
    assert match(_evidence(cause, signal, typeset)).cause is straight.cause
    assert match(_evidence(cause, signal, typeset.replace("\u2018", "\u2019"))).cause is straight.cause


def test_quotes_are_there_to_be_tested() -> None:
    assert len(list(_quoting())) > 15


def test_where_a_gateway_answers_with_a_status_of_its_own_the_vendor_s_counts() -> None:
    wrapped = Evidence(provider="gemini", status="OF_TOMORROW", error_status=429, http_status=502)
    alone = Evidence(provider="gemini", status="OF_TOMORROW", error_status=429, http_status=429)
    assert match(wrapped).cause is match(alone).cause
    assert match(wrapped).failure_class is FailureClass.RATE_LIMIT


@pytest.mark.parametrize(("code", "shown"), [("7", "401"), ("invalid_grant", "invalid_grant"), (None, "401")])
def test_a_bare_number_of_the_token_endpoint_is_not_shown_as_the_code(code: str | None, shown: str) -> None:
    assert match(Evidence(provider="gigachat", code=code, http_status=401, endpoint="token")).code == shown


@pytest.mark.parametrize("name", ["api key not valid", "reported as leaked", "foo"])
def test_a_field_s_name_that_the_caller_wrote_is_no_phrase_of_the_service_s(name: str) -> None:
    said = f"Invalid JSON payload received. Unknown name \"{name}\" at 'generation_config': Cannot find field."
    found = match(Evidence(provider="gemini", status="INVALID_ARGUMENT", http_status=400, message=said))
    assert found.cause.id == "gemini.unknown_field"


def test_a_phrase_that_is_broken_and_indented_is_known() -> None:
    found = match(Evidence(provider="gemini", status="INVALID_ARGUMENT", message="API  key\n    not valid."))
    assert found.cause.id == "gemini.key_invalid"


@pytest.mark.parametrize(("is_rpc", "status"), [(True, "UNAVAILABLE"), (False, None)])
def test_only_an_rpc_has_the_status_of_one(is_rpc: bool, status: str | None) -> None:
    assert match(Evidence(provider="gemini", status="UNAVAILABLE", http_status=503, rpc=is_rpc)).rpc_status == status


@pytest.mark.parametrize("provider", ["gemini", "gigachat"])
def test_a_vendor_s_own_causes_come_before_those_of_all(provider: Provider) -> None:
    shared = causes_of(None)
    own = [cause for cause in causes_of(provider) if cause not in shared]
    assert own
    assert causes_of(provider) == (*own, *shared)


class _Watched(Evidence):
    read: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> Any:
        _Watched.read.add(name)
        return super().__getattribute__(name)


_SIGNALS = pytest.mark.parametrize(
    ("cause", "signal"),
    [(cause, signal) for cause in CAUSES.values() for signal in cause.signals if not signal.quota],
    ids=lambda value: value.id if isinstance(value, Cause) else "",
)


@_SIGNALS
def test_all_that_a_row_asks_for_tells_remembered_evidence_apart(cause: Cause, signal: Signal) -> None:
    evidence = _evidence(cause, signal, next(iter(signal.text), ""))
    known = {field.name: getattr(evidence, field.name) for field in fields(evidence)}
    _Watched.read.clear()
    judge._tried(_Watched(**known), None)
    assert {name for name in _Watched.read if name in known} <= {*judge._FACTS, "message", "hint", "elapsed"}


def test_how_long_it_took_tells_remembered_evidence_apart() -> None:
    quick, slow = (
        Evidence(provider="gigachat", http_status=502, message="Bad Gateway", elapsed=seconds)
        for seconds in (279.9, 280.0)
    )
    assert judge._tried_before(quick) is judge._tried(quick, None)
    assert judge._tried_before(slow) is judge._tried(slow, None)
    assert match(slow).cause is not match(quick).cause


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES.keys())
def test_a_text_with_other_digits_than_a_remembered_one_is_told_as_by_itself(cause: Cause) -> None:
    for signal in cause.signals:
        quota = next(iter(signal.quota), None)
        for text in signal.text or ("after 17 of 30 s",):
            said = _evidence(cause, signal, f"{text} 123")
            others = [replace(said, message=str(said.message).translate(_digit(number))) for number in (8, 1)]
            for first, second in permutations((said, *others), 2):
                judge._taken.clear()
                judge._tried_before(first, quota)
                assert judge._tried_before(second, quota) is judge._tried(second, quota)


def test_a_quota_s_text_that_differs_in_its_digits_is_looked_for_once() -> None:
    said = Evidence(provider="gemini", status="RESOURCE_EXHAUSTED", http_status=429, message="Retry in 17.25s.")
    judge._taken.clear()
    judge._tried_before(said, "requests:day")
    judge._tried_before(replace(said, message="Retry in 41.38s."), "requests:day")
    assert len(judge._taken) == 1


def test_an_open_failure_becomes_the_failure_that_its_fields_make() -> None:
    given: dict[str, Any] = {field.name: field.name for field in fields(Failure)} | {"cause": UNCLASSIFIED}
    closed = OpenFailure(**given).closed()
    assert type(closed) is Failure
    assert {name: getattr(closed, name) for name in given} == given
    assert closed == Failure(**given)
    with pytest.raises(FrozenInstanceError):
        closed.code = "other"  # type: ignore[misc]


def test_an_open_quota_becomes_the_quota_that_its_fields_make() -> None:
    closed = OpenQuota(id="i", metric="m", limit=3, window="day", model="g").closed()
    assert type(closed) is Quota
    assert closed == Quota(id="i", metric="m", limit=3, window="day", model="g")
    assert closed.resets_at is None
    with pytest.raises(FrozenInstanceError):
        closed.limit = 4  # type: ignore[misc]
