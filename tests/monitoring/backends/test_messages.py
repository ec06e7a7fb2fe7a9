"""What a person reads of an alert, whatever the backend's limit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from genai_triage.monitoring.backends import messages
from genai_triage.monitoring.backends.conditions import Monitor, monitors
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.playbooks import PLAYBOOKS, Guide
from genai_triage.taxonomy import CAUSES, FailureClass
from genai_triage.taxonomy.texts import LANGUAGES
from tests.support.pages import OURS

NAMES = messages.Variables("SERVICE", "PROVIDER")


def monitor_of(uid: str, options: Options) -> Monitor:
    return next(one for one in monitors(options) if one.uid == uid)


def test_it_says_what_is_seen_whose_it_is_what_to_do_and_where_to_look() -> None:
    options = Options(runbooks_url="https://books.test")
    found = monitor_of("llm-resource-not-found-warning", options)
    checks = PLAYBOOKS[FailureClass.NOT_FOUND].checks

    assert messages.text(found, NAMES, options, 10_000).splitlines()[:10] == [
        "≥ 5% of the calls of SERVICE to PROVIDER ask for a model or resource that is not there.",
        "",
        f"What to do (caller): {found.alert.fix}",
        "",
        "Runbook: https://books.test/not_found.md",
        "",
        "Look first:",
        *(f"{number}. {check}" for number, check in enumerate(checks, 1)),
    ]


def test_a_count_shows_the_number_that_fires() -> None:
    found = monitor_of("llm-auth-failing-warning", Options())
    first = messages.text(found, NAMES, Options(), 10_000).splitlines()[0]
    assert first.startswith("Calls of SERVICE to PROVIDER are refused for their credential: ≥ 1 in 5 min")


def test_every_cause_stands_with_its_fix_and_an_owner_of_its_own() -> None:
    found = monitor_of("llm-quota-exhausted-critical", Options())
    lines = messages.text(found, NAMES, Options(), 100_000).splitlines()
    expected = [
        f"- `{cause.id}`{'' if cause.owner.value == 'account' else f' ({cause.owner.value})'}: {cause.fix}"
        for cause in CAUSES.values()
        if cause.failure_class is FailureClass.QUOTA
    ]
    assert [line for line in lines if line.startswith("- ")] == expected
    assert any(line.startswith("- `gateway.openrouter_day` (caller):") for line in expected)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("most", [1000, 4000])
def test_it_never_exceeds_the_backends_limit_and_loses_no_advice(most: int, language: str) -> None:
    options = replace(OURS, language=language)
    for found in monitors(options):
        told = messages.text(found, NAMES, options, most)
        assert len(told) <= most
        assert options.say(found.alert.fix) in told
        assert f"/{found.alert.page}.md" in told


def test_it_says_that_no_call_has_succeeded() -> None:
    found = monitor_of("llm-resource-not-found-critical-8h", Options())
    assert messages.title(found, NAMES, Options()) == (
        "SERVICE calling PROVIDER: ≥ 3 of the calls ask for a model or resource that is not there. "
        "No call has succeeded in 8 h."
    )


def test_what_does_not_fit_is_counted() -> None:
    lines = ["Causes:", *(f"- cause {number}" for number in range(20))]
    assert messages.bounded(lines, 80, Options()) == (
        "Causes:\n- cause 0\n- cause 1\n- cause 2\n- cause 3\nAnd 16 more: see the runbook."
    )
    assert messages.bounded(lines, 10_000, Options()) == "\n".join(lines)
    assert messages.bounded(lines, 30, Options()) == ""
    assert messages.bounded(lines, 37, Options()) == ""  # A heading without a cause.


def test_a_paragraph_that_does_not_fit_is_left_out_whole() -> None:
    assert messages.within(iter(["what", "to do", "first"]), "\n\n", 14) == "what\n\nto do"


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_every_part_of_it_is_in_the_language(language: str) -> None:
    options = Options(language=language, runbooks_url="https://books.test")
    found = monitor_of("llm-quota-exhausted-critical", options)
    say, playbook = options.say, PLAYBOOKS[FailureClass.QUOTA]
    lines = messages.text(found, NAMES, options, 100_000).splitlines()

    assert lines[2] == say("What to do ({owner}): {fix}", owner="account", fix=say(playbook.fix))
    assert lines[6:10] == [
        say("Look first:"),
        *(f"{number}. {say(check)}" for number, check in enumerate(playbook.checks, 1)),
    ]
    assert lines[11] == say("Causes, each with its fix:")
    fixes = [cause.fix_in(language) for cause in CAUSES.values() if cause.failure_class is FailureClass.QUOTA]
    assert [line.partition(": ")[2] for line in lines[12:]] == fixes
    assert messages.title(found, NAMES, options) == say(
        found.alert.summary, service="SERVICE", provider="PROVIDER", model="", value="≥ 50%", **found.alert.values
    )
    assert messages.bounded(["a", "b", "c" * 60], 60, options).endswith(
        say("And {number} more: see the runbook.", number=1)
    )


def test_what_is_about_calls_in_general_has_the_first_checks_of_its_own_page() -> None:
    found = monitor_of("llm-retries-hide-failures-warning", Options())
    lines = messages.text(found, NAMES, Options(), 10_000).splitlines()
    assert isinstance(found.alert.about, Guide)
    assert lines[5:] == [f"{number}. {check}" for number, check in enumerate(found.alert.about.checks, 1)]


@pytest.mark.parametrize(("most", "told"), [(27, "what\n\nto do"), (11, "what\n\nto do"), (10, "what"), (3, "")])
def test_as_many_paragraphs_as_fit_are_told(most: int, told: str) -> None:
    assert messages.within(iter(["what", "to do", "first of all things"]), "\n\n", most) == told


@pytest.mark.parametrize(
    ("most", "told"),
    [(5, "a\nb\nc"), (4, ""), (37, "a\nb\nc")],
)
def test_lines_that_fit_exactly_are_all_told(most: int, told: str) -> None:
    assert messages.bounded(["a", "b", "c"], most, Options()) == told
