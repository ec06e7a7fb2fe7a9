"""A name is explained: a cause, a class, an alert, a code, a reason, an exception's class."""

from __future__ import annotations

import pytest

from genai_triage.evidence.grpc_names import FAILED_RPC_CODES
from genai_triage.explain import names
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.options import Options
from genai_triage.taxonomy import CAUSES, FailureClass


@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_is_itself(cause: str) -> None:
    (finding,) = names.findings_of(cause, None)
    assert finding.failure.cause.id == cause
    assert finding.sureness == "certain"


@pytest.mark.parametrize("failure_class", FailureClass, ids=str)
def test_a_class_has_its_causes(failure_class: FailureClass) -> None:
    about = names.about(failure_class.value, None, "en")
    assert about is not None
    assert about.failure_class is failure_class
    assert {cause.id for cause in about.causes} == {
        cause.id for cause in CAUSES.values() if cause.failure_class is failure_class
    }


def test_a_vendor_s_causes_of_a_class_are_its_own_and_those_of_all() -> None:
    about = names.about("quota", "gigachat", "en")
    assert about is not None
    assert not [cause.id for cause in about.causes if cause.id.startswith("gemini.")]


@pytest.mark.parametrize("name", sorted({alert.name for alert in alerts(Options())}))
def test_an_alert_says_what_to_do(name: str) -> None:
    about = names.about(name, None, "en")
    assert about is not None
    assert about.fix
    assert about.summary


WORDS = [
    ("SAFETY", "gemini.answer_safety"),
    ("FinishReason.RECITATION", "gemini.recitation"),
    ("blacklist", "gigachat.blacklist"),
    ("API_KEY_INVALID", "gemini.key_invalid"),
    ("RESOURCE_EXHAUSTED", "gemini.rate_limited"),
    ("httpx.ConnectTimeout", "network.connect_timeout"),
    ("ConnectTimeout", "network.connect_timeout"),
    ("google.auth.exceptions.DefaultCredentialsError", "gemini.adc_not_found"),
]


@pytest.mark.parametrize(("word", "cause"), WORDS)
def test_a_word_of_a_vendor_or_a_library_is_what_it_shows(word: str, cause: str) -> None:
    assert cause in [finding.failure.cause.id for finding in names.findings_of(word, None)]


def test_a_status_of_both_vendors_is_told_for_each() -> None:
    found = names.findings_of("RESOURCE_EXHAUSTED", None)
    assert [finding.failure.provider for finding in found] == ["gemini", "gigachat"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("gemini.request_per_day", "gemini.requests_per_day"),
        ("gigachat.unauthorised", "gigachat.unauthorized"),
        ("quotas", "quota"),
        ("LLMAuthFails", "LLMAuthFailing"),
        ("requests_per_day", "gemini.requests_per_day"),
    ],
)
def test_a_name_that_is_nearly_one_has_a_nearest(word: str, meant: str) -> None:
    assert names.findings_of(word, None) == []
    assert names.about(word, None, "en") is None
    assert meant in names.nearest(word)


@pytest.mark.parametrize("word", ["hello", "banana", "x" * 60])
def test_any_other_word_is_none(word: str) -> None:
    assert (names.findings_of(word, None), names.about(word, None, "en"), names.nearest(word)) == ([], None, [])


def test_a_key_that_is_given_for_a_name_is_not_repeated() -> None:
    assert names.shown("AIzaSyA1234567890123456789012345678901234") == "[…]"
    assert names.shown("gemini.request_per_day") == "gemini.request_per_day"


def test_names_that_one_may_have_meant_are_a_few() -> None:
    words = {word for cause in sorted(CAUSES)[::4] for word in (cause, cause.rpartition(".")[2], cause[:-1])}
    counts = {len(names.nearest(word)) for word in words}
    assert max(counts) == 3


@pytest.mark.parametrize("name", sorted(FAILED_RPC_CODES))
def test_a_status_of_grpc_is_written_in_capitals(name: str) -> None:
    assert "rpc" in {candidate.form for candidate in names._candidates(name)}
    assert "rpc" not in {candidate.form for candidate in names._candidates(name.lower())}


@pytest.mark.parametrize("name", ["network.dns", "network.proxy", "status.conflict"])
def test_a_cause_asked_for_by_its_last_word_is_named_whatever_stands_before_it(name: str) -> None:
    assert names.nearest(f"nobody_has_a_vendor_of_this_name.{name.partition('.')[2]}") == [name]
