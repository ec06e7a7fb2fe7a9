"""Labelled answers come to the same class through the real SDKs: sync and async, whole and streamed."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("google.genai")
pytest.importorskip("gigachat")

sys.path.insert(0, str(Path(__file__).parent))
from replay import Case, Outcome, forms, replayed
from test_cases import CASES, sorts

Outcomes = dict[str, dict[str, Outcome]]

# The exceptions hold nothing of the answer: google-genai gives up at the line `event: error`, gigachat at `null`.
_UNREAD_BY_THE_SDK = frozenset({"n-sse-error-event", "sse-event-line-error", "x-200-null"})


# google-genai before 3, the last for Python 3.10, reads a line at a time over aiohttp: nobody reads beyond that line.
_UNREAD_BY_AIOHTTP = ("n-sse-error-event", "sse-event-line-error")


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest) -> Outcomes:
    """Of the cases that some test of this run asks for."""
    here = [item for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    asked = {id(item.callspec.params["case"]) for item in here}
    found: Outcomes = replayed([case for case in CASES if id(case) in asked])
    if int(version("google-genai").partition(".")[0]) < 3:
        for case in _UNREAD_BY_AIOHTTP:
            found.get(case, {}).pop("gemini async stream", None)
    return found


def _wrong(case: Case, found: dict[str, str | None]) -> dict[str, str | None]:
    allowed = (case["class"], *case["also_ok"])
    return {way: verdict for way, verdict in found.items() if verdict not in allowed}


def _facts(case: Case) -> dict[str, Any]:
    """The attributes that the case's answer puts on a span; a fact that is null is not there."""
    named = {f"triage.{key}": case.get(key) for key in ("cause", "owner", "retryable", "retry_after") if key in case}
    quota = {f"triage.quota.{key}": value for key, value in case.get("quota", {}).items()}
    return named | quota


@pytest.mark.timeout(600)
@sorts(CASES)
def test_the_operation_has_the_class_and_the_facts_of_its_answer(case: Case, outcomes: Outcomes) -> None:
    assert not _wrong(case, {way: outcome.operation for way, outcome in outcomes[case["id"]].items()})
    expected = _facts(case)
    found = {way: {key: outcome.span.get(key) for key in expected} for way, outcome in outcomes[case["id"]].items()}
    assert found == dict.fromkeys(found, expected)


_READ: list[Any] = [case for case in CASES if case["id"] not in _UNREAD_BY_THE_SDK]


@pytest.mark.timeout(600)
@sorts(_READ)
def test_the_exception_has_the_class_of_its_answer(case: Case, outcomes: Outcomes) -> None:
    found = {way: outcome.raised for way, outcome in outcomes[case["id"]].items() if outcome.exception}
    assert not _wrong(case, found)


def test_most_answers_can_be_replayed() -> None:
    answers = [case for case in CASES if case.get("http_status")]
    assert sum(bool(forms(case)) for case in answers) > 0.75 * len(answers)
