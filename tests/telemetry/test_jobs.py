"""What is remembered of jobs."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.trace import INVALID_SPAN, NonRecordingSpan, SpanContext

from genai_triage.telemetry.jobs import Jobs
from genai_triage.telemetry.operation_names import makes_jobs


def is_known(jobs: Jobs, number: int) -> bool:
    """Asks for a failed job; whether its failure was learned before."""
    name = f"batches/{number}"
    return jobs.seen("gcp.gemini", name, INVALID_SPAN, is_made=False, goes_on=False, outcome="gemini.job_failed")[0]


def test_the_last_thousand_jobs_are_remembered_and_no_more() -> None:
    jobs = Jobs()
    for number in range(1001):
        is_known(jobs, number)
    assert [is_known(jobs, number) for number in (1000, 1, 0)] == [True, True, False]


def test_a_name_that_is_given_again_is_another_job() -> None:
    jobs = Jobs()
    for _ in range(2):
        failed = [
            jobs.seen("gigachat", "threads/1", INVALID_SPAN, is_made=made, goes_on=False, outcome="gigachat.job_failed")
            for made in (True, False)
        ]
        assert [is_repeated for is_repeated, _ in failed] == [False, True]


class Asking:
    """Jobs that are asked for at certain times, in days."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.jobs = Jobs()
        self._patch = monkeypatch

    def at(self, day: float, *names: str) -> None:
        self._patch.setattr("time.monotonic", lambda: day * DAY)
        for name in names:
            self.jobs.seen("gcp.gemini", name, INVALID_SPAN, is_made=False, goes_on=True, outcome=None)

    @property
    def oldest(self) -> dict[str, float]:
        """Of the provider's, in days."""
        return {provider: seconds / DAY for provider, seconds in self.jobs.oldest()}


DAY = 24 * 3600.0


def test_of_unfinished_jobs_the_oldest_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking(monkeypatch)
    asking.at(1, "batches/1")
    asking.at(2, "batches/2")
    asking.at(3, "batches/1", "batches/2")
    assert asking.oldest == {"gcp.gemini": 2.0}


def test_a_job_that_nobody_asks_for_any_more_is_forgotten_after_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking(monkeypatch)
    asking.at(1, "batches/1")
    asking.at(7.9)
    assert asking.oldest == {"gcp.gemini": pytest.approx(6.9)}
    asking.at(8.1)
    assert asking.oldest == {}


@pytest.mark.parametrize(
    ("operation", "makes"), [("create_batch", True), ("generate_videos", True), ("get_batch", False), ("other", False)]
)
def test_a_job_that_is_only_asked_for_was_not_made(operation: str, makes: bool) -> None:
    assert makes_jobs(operation) is makes


def _span(number: int) -> NonRecordingSpan:
    return NonRecordingSpan(SpanContext(number, number, is_remote=False))


def _seen(jobs: Jobs, name: str = "batches/1", number: int = 1, **known: Any) -> tuple[bool, int | None]:
    """Whether the outcome was known, and the number of the span that made the job."""
    asked: dict[str, Any] = {"is_made": False, "goes_on": True, "outcome": None, **known}
    is_repeated, creator = jobs.seen("gcp.gemini", name, _span(number), **asked)
    return is_repeated, None if creator is None else creator.span_id


def test_who_asks_for_a_job_learns_who_made_it() -> None:
    jobs = Jobs()
    assert _seen(jobs, number=1, is_made=True) == (False, None)
    assert [_seen(jobs, number=number) for number in (2, 3)] == [(False, 1), (False, 1)]
    assert _seen(jobs, number=4, is_made=True) == (False, None)
    assert _seen(jobs, number=5) == (False, 4)


def test_nobody_in_this_process_made_a_job_that_is_only_asked_for() -> None:
    jobs = Jobs()
    assert [_seen(jobs, number=number) for number in (1, 2)] == [(False, None), (False, None)]


def test_a_failure_is_repeated_as_long_as_it_is_the_same() -> None:
    jobs = Jobs()
    outcomes = [None, None, "a", "a", "b", "a", None, "a", "a"]
    repeated = [_seen(jobs, goes_on=False, outcome=outcome)[0] for outcome in outcomes]
    assert repeated == [False, False, False, True, False, False, False, False, True]


def test_a_job_is_known_by_its_provider_and_200_characters_of_its_name() -> None:
    jobs = Jobs()
    assert _seen(jobs, "n" * 200 + "a", outcome="a") == (False, None)
    assert _seen(jobs, "n" * 200 + "b", outcome="a") == (True, None)
    assert _seen(jobs, "n" * 199 + "b", outcome="a") == (False, None)
    assert jobs.seen("gigachat", "n" * 200, INVALID_SPAN, is_made=False, goes_on=True, outcome="a") == (False, None)


def test_a_job_that_is_finished_is_not_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking(monkeypatch)
    asking.at(1, "batches/1", "batches/2")
    asking.at(2)
    _seen(asking.jobs, "batches/1", goes_on=False)
    _seen(asking.jobs, "batches/2", goes_on=False)
    assert asking.oldest == {}


def test_each_provider_has_its_oldest_job(monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking(monkeypatch)
    asking.at(1, "batches/1")
    asking.at(2)
    asking.jobs.seen("gigachat", "batches/1", INVALID_SPAN, is_made=True, goes_on=True, outcome=None)
    asking.at(4, "batches/2")
    assert asking.oldest == {"gcp.gemini": 3.0, "gigachat": 2.0}
