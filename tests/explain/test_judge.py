"""What an exception of the application's own is, where its text says more than its class."""

from __future__ import annotations

import pytest

from genai_triage.explain.judge import judge_words
from tests.explain.forms import read


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("app.LlmError: gemini finish_reason: SAFETY", ("gemini.answer_safety", "gemini", "finish", "certain")),
        ("app.LlmError: finish_reason: SAFETY", ("gemini.answer_safety", "gemini", "finish", "certain")),
        ("app.LlmError: gemini block_reason: OTHER", ("gemini.prompt_other", "gemini", "block", "certain")),
        ("gigachat.app.LlmError: finish_reason: blacklist", ("gigachat.blacklist", "gigachat", "finish", "certain")),
        (
            "gigachat.app.LlmError: finish_reason: blacklist response code=503",
            ("gigachat.blacklist", "gigachat", "finish", "certain"),
        ),
        ("gigachat.app.LlmError: response code=503", ("gigachat.unavailable", "gigachat", "answer", "weak")),
        ("app.LlmError: gemini response code: 429", ("gemini.rate_limited", "gemini", "exception", "weak")),
        (
            "app.LlmError: gemini finish_reason: SAFETY http code 503",
            ("gemini.unavailable", "gemini", "exception", "weak"),
        ),
        ("httpx.ReadTimeout: gemini finish_reason: SAFETY", ("network.read_timeout", "gemini", "exception", "certain")),
        ("app.LlmError: gemini finish_reason: STOP", ("status.unclassified", "gemini", "exception", "weak")),
        ("app.LlmError: gemini broke", ("status.unclassified", "gemini", "exception", "weak")),
    ],
)
def test_the_words_of_an_exception_count_where_its_class_says_little(said: str, known: tuple[str, ...]) -> None:
    (group,) = read(f"ERROR {said}\n").groups
    finding = group.finding
    assert (finding.failure.cause.id, finding.failure.provider, finding.form, finding.sureness) == known
    assert finding.exception == said.partition(":")[0]


@pytest.mark.parametrize(
    ("words", "longest"),
    [
        ("Token used too early: token must be a short-lived token", "token must be a short-lived token"),
        ("service account is disabled, invalid_grant: account not found", "invalid_grant: account not found"),
        ("INVALID_GRANT:  account\nnot found", "invalid_grant: account not found"),
    ],
)
def test_of_the_words_of_a_row_the_longest_decide_however_they_are_written(words: str, longest: str) -> None:
    finding = judge_words(words, None)
    assert finding is not None
    assert finding.signal is not None
    assert (finding.signal.kind, finding.signal.phrase) == ("words", longest)
    assert (finding.failure.provider, finding.how, finding.sureness, finding.form) == (
        "gemini",
        "form",
        "weak",
        "words",
    )
    assert judge_words(words, "gigachat") is None
