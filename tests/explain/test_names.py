"""A name is explained: a cause, a class, an alert, a code, a reason, an exception's class."""

from __future__ import annotations

import pytest

from genai_triage.evidence.grpc_names import FAILED_RPC_CODES
from genai_triage.explain import names
from genai_triage.explain.names import About
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


@pytest.mark.parametrize("word", ["ReadTimeout", "httpx.ReadTimeout"])
def test_what_is_the_same_of_every_vendor_is_of_none(word: str) -> None:
    (finding,) = names.findings_of(word, None)
    assert (finding.failure.cause.id, finding.failure.provider) == ("network.read_timeout", None)
    (finding,) = names.findings_of(word, "gigachat")
    assert (finding.failure.cause.id, finding.failure.provider) == ("network.read_timeout", "gigachat")


@pytest.mark.parametrize(
    ("word", "provider", "told"),
    [
        ("gemini.key_invalid", None, [("gemini.key_invalid", "gemini")]),
        ("gigachat.blacklist", None, [("gigachat.blacklist", "gigachat")]),
        ("network.dns", None, [("network.dns", None)]),
        ("network.dns", "gigachat", [("network.dns", "gigachat")]),
        ("blacklist", "gemini", []),
        ("blacklist", "gigachat", [("gigachat.blacklist", "gigachat")]),
        ("PROHIBITED_CONTENT", None, [("gemini.answer_prohibited", "gemini")]),
        ("BLOCKED_REASON_X", None, []),
        ("MAX_TOKENS", None, [("gemini.max_tokens", "gemini"), ("gigachat.length", "gigachat")]),
        ("STOP", None, []),
        ("model_not_found_x", None, []),
        ("google.genai.errors.ClientErrors", None, []),
    ],
)
def test_a_name_is_of_the_vendor_whose_row_knows_it(
    word: str, provider: str | None, told: list[tuple[str, str | None]]
) -> None:
    found = names.findings_of(word, provider)  # type: ignore[arg-type]
    assert [(finding.failure.cause.id, finding.failure.provider) for finding in found] == told
    assert {(finding.form, finding.how) for finding in found} <= {("name", "")}


@pytest.mark.parametrize("name", ["llmratelimited", "LLMRateLimited", "LLMRATELIMITED"])
def test_an_alert_is_found_however_it_is_written(name: str) -> None:
    about = names.about(name, "gigachat", "pt")
    alert = next(one for one in alerts(Options()) if one.name == "LLMRateLimited")
    assert about == About(
        "LLMRateLimited",
        FailureClass.RATE_LIMIT,
        names._causes_in(FailureClass.RATE_LIMIT, "gigachat"),
        Options(language="pt").say(
            alert.summary,
            **{part: f"{{{part}}}" for part in ("service", "provider", "model", "value", "failure_class")},
        ),
        Options(language="pt").say(alert.fix),
    )
    assert names.about("LLMRateLimit", None, "en") is None


def test_an_alert_of_no_class_has_no_causes() -> None:
    (name,) = [one.name for one in alerts(Options()) if not isinstance(one.about, FailureClass)][:1]
    about = names.about(name, None, "en")
    assert about is not None
    assert (about.failure_class, about.causes) == (None, ())


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        *((text, True) for text in ("gemini.key_invalid", "SAFETY", "a@b", "a" + "b" * 120, "network.tls@gigachat")),
        *((text, False) for text in ("a", "429", "two words", "a" + "b" * 121, "x=1", "")),
    ],
)
def test_one_word_may_be_a_name(text: str, is_name: bool) -> None:
    assert names.is_name(text) is is_name


@pytest.mark.parametrize(
    ("text", "is_cause"),
    [("gemini.x", True), ("network.tls@gigachat", True), ("openai.x", False), ("gemini", False), ("gemini.x.y", False)],
)
def test_a_word_is_written_as_a_cause_where_it_begins_as_one(text: str, is_cause: bool) -> None:
    assert names.is_like_a_cause(text) is is_cause


@pytest.mark.parametrize(("length", "shown"), [(80, True), (81, False)])
def test_a_name_that_is_long_is_not_repeated(length: int, shown: bool) -> None:
    text = "a_" * (length // 2) + "a" * (length % 2)
    assert names.shown(text) == (text if shown else "[…]")


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
