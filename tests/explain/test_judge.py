"""What an exception of the application's own is, where its text says more than its class."""

from __future__ import annotations

import pytest

from tests.explain.forms import read


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("app.LlmError: gemini finish_reason: SAFETY", ("gemini.answer_safety", "gemini", "finish", "certain")),
        ("app.LlmError: finish_reason: SAFETY", ("gemini.answer_safety", "gemini", "finish", "certain")),
        ("app.LlmError: gemini block_reason: OTHER", ("gemini.prompt_other", "gemini", "block", "certain")),
        ("gigachat.app.LlmError: finish_reason: blacklist", ("gigachat.blacklist", "gigachat", "finish", "certain")),
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
