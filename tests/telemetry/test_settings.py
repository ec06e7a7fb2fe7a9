import logging

import pytest

from genai_triage.telemetry.settings import Settings, from_environment, is_on, language


def test_defaults() -> None:
    assert from_environment({}) == Settings(
        capture_message=True,
        soft_failures_are_errors=False,
        balance_interval=None,
        chunk_times=True,
        genai_metrics=True,
        latest_conventions=False,
        language="en",
        credential_fingerprint=False,
        credential_label=False,
    )


@pytest.mark.parametrize("text", ["false", "0", "No", " off "])
def test_messages_can_be_switched_off(text: str) -> None:
    assert from_environment({"GENAI_TRIAGE_CAPTURE_MESSAGE": text}).capture_message is False


def test_times_between_chunks_can_be_switched_off() -> None:
    assert from_environment({"GENAI_TRIAGE_CHUNK_TIMES": "false"}) == Settings(chunk_times=False)


def test_the_metrics_of_the_conventions_can_be_left_to_a_neighbour() -> None:
    assert from_environment({"GENAI_TRIAGE_GENAI_METRICS": "false"}) == Settings(genai_metrics=False)


def test_a_failure_can_say_which_credential_it_was_made_with() -> None:
    chosen = from_environment({"GENAI_TRIAGE_CREDENTIAL_FINGERPRINT": "true"})
    assert chosen == Settings(credential_fingerprint=True)


def test_a_label_of_the_credential_is_no_less_than_its_fingerprint() -> None:
    chosen = from_environment({"GENAI_TRIAGE_CREDENTIAL_LABEL": "1", "GENAI_TRIAGE_CREDENTIAL_FINGERPRINT": "no"})
    assert chosen == Settings(credential_fingerprint=True, credential_label=True)


def test_soft_failures_can_be_errors() -> None:
    assert from_environment({"GENAI_TRIAGE_SOFT_FAILURES": "error"}).soft_failures_are_errors is True


def test_the_balance_can_be_polled() -> None:
    assert from_environment({"GENAI_TRIAGE_BALANCE_INTERVAL": "300"}).balance_interval == 300.0


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("ru", "ru"), (" PT ", "pt"), ("pt-BR", "pt"), ("ru_RU.UTF-8", "ru"), ("en", "en"), ("", "en")],
)
def test_the_language_of_fixes_can_be_chosen(text: str, chosen: str) -> None:
    assert from_environment({"GENAI_TRIAGE_LANGUAGE": text}).language == chosen


def test_the_latest_conventions_can_be_chosen_among_others() -> None:
    chosen = from_environment({"OTEL_SEMCONV_STABILITY_OPT_IN": "http, gen_ai_latest_experimental"})
    assert chosen.latest_conventions is True


def test_what_others_opt_in_to_changes_no_name_of_ours() -> None:
    assert from_environment({"OTEL_SEMCONV_STABILITY_OPT_IN": "http,database/dup"}) == Settings()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "GENAI_TRIAGE_CAPTURE_MESSAGE",
            "maybe",
            "GENAI_TRIAGE_CAPTURE_MESSAGE='maybe' is neither true nor false; using true.",
        ),
        (
            "GENAI_TRIAGE_SOFT_FAILURES",
            "warn",
            "GENAI_TRIAGE_SOFT_FAILURES='warn' is unknown; use 'error' or leave it out. Using 'unset'.",
        ),
        (
            "GENAI_TRIAGE_BALANCE_INTERVAL",
            "soon",
            "GENAI_TRIAGE_BALANCE_INTERVAL='soon' is not a number of seconds from 1 to 86400; it is ignored.",
        ),
        (
            "GENAI_TRIAGE_BALANCE_INTERVAL",
            "nan",
            "GENAI_TRIAGE_BALANCE_INTERVAL='nan' is not a number of seconds from 1 to 86400; it is ignored.",
        ),
        *(
            (
                "GENAI_TRIAGE_BALANCE_INTERVAL",
                seconds,
                f"GENAI_TRIAGE_BALANCE_INTERVAL='{seconds}' is not a number of seconds from 1 to 86400; it is ignored.",
            )
            for seconds in ("0", "86401")
        ),
        ("GENAI_TRIAGE_LANGUAGE", "de", "GENAI_TRIAGE_LANGUAGE='de' is none of en, ru, pt; using en."),
    ],
)
def test_a_wrong_setting_is_one_clear_warning_and_the_default(
    caplog: pytest.LogCaptureFixture, name: str, text: str, sentence: str
) -> None:
    with caplog.at_level(logging.WARNING, "genai_triage"):
        assert from_environment({name: text}) == Settings()
    assert [record.getMessage() for record in caplog.records] == [sentence]


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        *((word, True) for word in ("1", "true", "yes", "on", " TRUE ")),
        *((word, False) for word in ("0", "false", "no", "off", "Off\n")),
        *((word, None) for word in ("", "2", "maybe", "truee")),
    ],
)
def test_a_word_is_true_or_false_or_neither(text: str, is_true: bool | None) -> None:
    assert is_on(text) is is_true


@pytest.mark.parametrize(
    ("setting", "name", "default"),
    [
        ("GENAI_TRIAGE_CAPTURE_MESSAGE", "capture_message", True),
        ("GENAI_TRIAGE_CHUNK_TIMES", "chunk_times", True),
        ("GENAI_TRIAGE_GENAI_METRICS", "genai_metrics", True),
        ("GENAI_TRIAGE_CREDENTIAL_FINGERPRINT", "credential_fingerprint", False),
        ("GENAI_TRIAGE_CREDENTIAL_LABEL", "credential_label", False),
    ],
)
def test_a_switch_is_what_it_is_set_to_and_else_its_default(setting: str, name: str, default: bool) -> None:
    read = [getattr(from_environment({setting: text}), name) for text in ("on", "off", "", "  ")]
    assert [*read, getattr(from_environment({}), name)] == [True, False, default, default, default]


@pytest.mark.parametrize("seconds", ["1", "86400", " 60.5 "])
def test_a_balance_is_polled_every_second_at_most_and_once_a_day_at_least(seconds: str) -> None:
    assert from_environment({"GENAI_TRIAGE_BALANCE_INTERVAL": seconds}).balance_interval == float(seconds)


@pytest.mark.parametrize(
    "name",
    [
        "GENAI_TRIAGE_CAPTURE_MESSAGE",
        "GENAI_TRIAGE_SOFT_FAILURES",
        "GENAI_TRIAGE_BALANCE_INTERVAL",
        "GENAI_TRIAGE_LANGUAGE",
    ],
)
def test_a_wrong_setting_is_shown_by_its_first_40_characters(caplog: pytest.LogCaptureFixture, name: str) -> None:
    with caplog.at_level(logging.WARNING, "genai_triage"):
        from_environment({name: "x" * 41})
    (record,) = caplog.records
    assert f"{'x' * 40}'" in record.getMessage()
    assert "x" * 41 not in record.getMessage()


def test_a_wrong_setting_is_said_with_the_default_that_is_used(caplog: pytest.LogCaptureFixture) -> None:
    from_environment({"GENAI_TRIAGE_CREDENTIAL_LABEL": "maybe"})
    assert caplog.messages == ["GENAI_TRIAGE_CREDENTIAL_LABEL='maybe' is neither true nor false; using false."]


@pytest.mark.parametrize("text", ["error", " ERROR ", "unset", ""])
def test_failures_in_good_answers_are_errors_only_if_that_is_asked_for(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    chosen = from_environment({"GENAI_TRIAGE_SOFT_FAILURES": text}).soft_failures_are_errors
    assert (chosen, caplog.messages) == ("error" in text.lower(), [])


def test_the_language_is_read_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language({"GENAI_TRIAGE_LANGUAGE": "pt_BR"}) == "pt"
    monkeypatch.setenv("GENAI_TRIAGE_LANGUAGE", "ru")
    assert (language(), from_environment().language) == ("ru", "ru")
