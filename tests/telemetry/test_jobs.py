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


@pytest.mark.parametrize(
    ("operation", "makes"), [("create_batch", True), ("generate_videos", True), ("get_batch", False), ("other", False)]
)
def test_a_job_that_is_only_asked_for_was_not_made(operation: str, makes: bool) -> None:
    assert makes_jobs(operation) is makes
