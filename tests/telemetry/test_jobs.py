"""What is remembered of jobs."""

from __future__ import annotations

import pytest
from opentelemetry.trace import INVALID_SPAN

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
