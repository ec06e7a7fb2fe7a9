"""Matching reads a text as people do, however it was typeset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, replace
from itertools import permutations
from typing import Any, ClassVar

import pytest

from genai_triage.taxonomy import (
    CAUSES,
    UNCLASSIFIED,
    Cause,
    Evidence,
    Failure,
    FailureClass,
    Provider,
    Quota,
    Signal,
    Violation,
)
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


@pytest.mark.parametrize(
    ("observed", "code", "answered_by", "findings"),
    [
        ({"http_status": 799, "endpoint": "generate"}, "799", "service", ("endpoint generate", "status 799")),
        ({"http_status": 299, "answered_by": "edge"}, None, "edge", ("status 299",)),
        ({"exceptions": ("app.Broken", "app.Base")}, None, "none", ("exception app.Broken",)),
        ({"exceptions": ("app.<locals>",)}, None, "none", ()),
        ({"exceptions": ("a" * 101,)}, None, "none", ()),
        ({"fact": "odd"}, None, "service", ("fact odd",)),
        ({"reasons": ("Q",)}, None, "service", ("reason Q",)),
        ({"reasons": ("a@b.test", "Q")}, None, "service", ("reason Q",)),
        ({"code": "q"}, "q", "service", ("code q",)),
        ({"code": "q", "http_status": 200}, "q", "service", ("code q", "status 200")),
        ({"reasons": tuple(f"R{n}" for n in range(20))}, None, "service", tuple(f"reason R{n}" for n in range(12))),
    ],
    ids=str,
)
def test_what_no_row_knows_is_told_in_names_and_numbers(
    observed: dict[str, Any], code: str | None, answered_by: str, findings: tuple[str, ...]
) -> None:
    failure = match(Evidence(**observed))
    who = "nobody answered" if answered_by == "none" else f"answered by {answered_by}"
    assert failure.cause is UNCLASSIFIED
    assert (failure.code, failure.answered_by, failure.findings) == (code, answered_by, (who, *findings))


def test_what_a_row_knows_has_no_findings() -> None:
    assert match(Evidence(http_status=503, endpoint="generate")).findings == ()


@pytest.mark.parametrize(
    ("observed", "answered_by"),
    [
        ({"finish": "X"}, "service"),
        ({"block": "X"}, "service"),
        ({"close_code": 4999}, "service"),
        ({"violations": (Violation(),)}, "service"),
        ({"status": "UNAVAILABLE"}, "service"),
        ({"error_status": 503}, "service"),
        ({"fact": "stream_cut"}, "service"),
        ({"http_status": 407}, "proxy"),
        ({"exceptions": ("httpx.ReadTimeout",)}, "none"),
        ({"exceptions": ("httpx.ReadTimeout",), "http_status": 200}, "service"),
        ({"status": "RESOURCE_EXHAUSTED", "message": "Received message larger than max (5 vs. 4)"}, "none"),
        ({"exceptions": ("builtins.ValueError", "builtins.Exception")}, "none"),
        ({"exceptions": ("httpx.ReadTimeout",), "answered_by": "kong"}, "kong"),
    ],
    ids=str,
)
def test_whoever_said_anything_has_answered(observed: dict[str, Any], answered_by: str) -> None:
    assert match(Evidence(**observed)).answered_by == answered_by


@pytest.mark.parametrize(
    ("observed", "code"),
    [
        ({"status": "UNAVAILABLE", "code": "odd", "http_status": 500}, "UNAVAILABLE"),
        ({"code": "odd", "http_status": 500}, "odd"),
        ({"code": "12", "http_status": 401}, "401"),
        ({"error_status": 429, "http_status": 502}, "429"),
        ({"http_status": 400}, "400"),
        ({"http_status": 399}, None),
        ({"http_status": 200, "finish": "SAFETY"}, None),
    ],
    ids=str,
)
def test_the_code_is_what_the_provider_s_page_prints(observed: dict[str, Any], code: str | None) -> None:
    assert match(Evidence(provider="gemini", **observed)).code == code


ALL_AT_ONCE: dict[str, Any] = {
    "answered_by": "edge",
    "finish": "SAFETY",
    "block": "OTHER",
    "violations": (Violation("RequestsPerDay", value="5"),),
    "reasons": ("CONSUMER_SUSPENDED", "OTHER"),
    "code": "odd",
    "close_code": 1008,
    "fact": "stream_cut",
    "status": "UNAVAILABLE",
    "error_status": 503,
    "http_status": 429,
}


def test_evidence_is_tried_strongest_first_and_each_general_form_behind_the_particular_one() -> None:
    assert judge.explain(Evidence(provider="gemini", **ALL_AT_ONCE)).evidence == (
        ("hop", "edge"),
        ("finish", "SAFETY"),
        ("finish", "*"),
        ("block", "OTHER"),
        ("block", "*"),
        ("quota", "requests:day"),
        ("quota", "*:day"),
        ("reason", "CONSUMER_SUSPENDED"),
        ("reason", "CONSUMER_*"),
        ("reason", "OTHER"),
        ("reason", "OTHER_*"),
        ("code", "odd"),
        ("close", 1008),
        ("close", "*"),
        ("fact", "stream_cut"),
        ("status", "UNAVAILABLE"),
        ("status", "503"),
        ("status", "5xx"),
    )
    carried = judge.explain(Evidence(provider="gemini", is_carried=True, **ALL_AT_ONCE))
    assert carried.evidence[0] == ("finish", "SAFETY")
    assert judge.explain(Evidence(status="ABORTED")).evidence == (("status", "ABORTED"), ("status", "rpc"))


@pytest.mark.parametrize(
    ("observed", "cause"),
    [
        ({"reasons": ("CONSUMER_SUSPENDED",)}, "gemini.consumer_suspended"),
        ({"reasons": ("CONSUMER_OF_TOMORROW",)}, "gemini.consumer_invalid"),
        ({"finish": "OF_TOMORROW"}, "gemini.finish_other"),
        ({"block": "OF_TOMORROW"}, "gemini.prompt_blocked"),
        ({"close_code": 4999}, "status.connection_closed"),
        ({"http_status": 577}, "status.server_error"),
        ({"status": "OF_TOMORROW", "http_status": 418}, "status.bad_request"),
        ({"status": "OF_TOMORROW"}, "status.rpc_failed"),
        ({"http_status": 302}, "status.redirected"),
    ],
    ids=str,
)
def test_what_the_table_does_not_know_falls_back_to_the_general_row(observed: dict[str, Any], cause: str) -> None:
    assert match(Evidence(provider="gemini", **observed)).cause.id == cause


@pytest.mark.parametrize(
    ("exceptions", "message", "rank", "cause"),
    [
        (("httpx.ReadTimeout", "builtins.Exception"), "connection refused", 3, "network.read_timeout"),
        (("app.ReadTimeout", "builtins.Exception"), "", 3, "network.read_timeout"),
        (("app.Odd", "builtins.Exception"), "read timed out", 2, "network.read_timeout"),
        (("builtins.TimeoutError", "builtins.Exception"), "read timed out", 2, "network.read_timeout"),
        (("builtins.TimeoutError", "builtins.Exception"), "", 1, "network.timeout"),
        (("app.Odd", "builtins.Exception"), "", 0, "status.unclassified"),
        ((), "read timed out", 0, "status.unclassified"),
    ],
)
def test_a_class_that_tells_outranks_a_text_and_a_text_a_general_class(
    exceptions: tuple[str, ...], message: str, rank: int, cause: str
) -> None:
    evidence = Evidence(exceptions=exceptions, message=message)
    assert (match(evidence).cause.id, judge.exception_rank(evidence)) == (cause, rank)
    assert match(evidence).cause.id == cause
    evidence.provider = "gemini"  # what was found of nobody's call is not believed of Gemini's
    assert match(evidence).cause.id == cause


@pytest.mark.parametrize("lender", ["gemini.unavailable", "gemini.key_invalid", "gigachat.grpc_exhausted"])
def test_a_batch_is_of_the_class_owner_and_flag_of_what_most_of_its_items_failed_with(lender: str) -> None:
    lent = CAUSES[lender]
    failure = match(Evidence(provider="gemini", fact="items_failed", items_cause=lent))
    assert failure.cause.id == "gemini.batch_items_failed"
    assert (failure.failure_class, failure.owner, failure.retryable) == (lent.failure_class, lent.owner, lent.retryable)


@pytest.mark.parametrize(
    ("observed", "shown"),
    [
        ({"message": "m" * 3000, "is_spoken": True}, "m" * 2000),
        ({"message": "m", "is_spoken": True, "place": "p"}, "m"),
        ({"message": "m", "place": "p"}, "p"),
        ({"message": "m"}, None),
        ({"message": "", "is_spoken": True}, None),
    ],
    ids=lambda value: str(value)[:60],
)
def test_only_a_sentence_of_the_service_or_a_place_is_shown(observed: dict[str, Any], shown: str | None) -> None:
    assert match(Evidence(http_status=500, **observed)).message == shown


@pytest.mark.parametrize(
    "said",
    [
        "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), {}",
        "Invalid value at \u2018contents\u2019 (type.googleapis.com/google.ai.Content), {}",
        'Unknown name "{}": Cannot find field.',
        "Unknown name \u201c{}\u201d: Cannot find field.",
    ],
)
def test_what_the_caller_wrote_is_no_phrase_of_the_service_s(said: str) -> None:
    causes = {
        match(Evidence(provider="gemini", status="INVALID_ARGUMENT", message=said.format(value))).cause.id
        for value in ("reported as leaked", "odd")
    }
    assert len(causes) == 1


def test_of_a_long_text_only_the_beginning_is_matched() -> None:
    causes = [
        match(Evidence(provider="gemini", status="INVALID_ARGUMENT", message="x " * before + "api key not valid")).cause
        for before in (4000, 4090, 4096)
    ]
    assert [cause.id for cause in causes] == [
        "gemini.key_invalid",
        "gemini.invalid_argument",
        "gemini.invalid_argument",
    ]
    hinted = Evidence(provider="gemini", status="INVALID_ARGUMENT", message="x " * 4096, hint="api key not valid")
    assert match(hinted).cause.id == "gemini.key_invalid"


def test_what_is_remembered_is_bounded() -> None:
    for number in range(2 * judge._MAX_TAKEN):
        judge._tried_before(Evidence(http_status=500, code="x" * number))
    assert 0 < len(judge._taken) <= judge._MAX_TAKEN


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "\u202e", "\U0001f600", "\xa0"], ids=ascii)
@pytest.mark.parametrize("length", [1, judge._REMEMBERED], ids=["remembered", "long"])
def test_a_text_with_odd_characters_is_read_like_any_other(odd: str, length: int) -> None:
    message = f"{odd * length} API key not valid"
    assert (
        match(Evidence(provider="gemini", status="INVALID_ARGUMENT", message=message)).cause.id == "gemini.key_invalid"
    )


def test_the_hint_tells_remembered_evidence_apart() -> None:
    known = [
        match(Evidence(provider="gemini", status="INVALID_ARGUMENT", message="m", hint=hint)).cause.id
        for hint in ("", "api key not valid", "")
    ]
    assert known == ["gemini.invalid_argument", "gemini.key_invalid", "gemini.invalid_argument"]
