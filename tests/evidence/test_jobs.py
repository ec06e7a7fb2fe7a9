"""What an answer says of a job: which states are a failure, and which of its items failed."""

from __future__ import annotations

from typing import Any

import pytest

import genai_triage

URL = "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/batchPredictionJobs/1"


def job(state: str, **members: Any) -> dict[str, Any]:
    """A batch as Vertex AI answers it."""
    return {"name": "projects/p/locations/us-central1/batchPredictionJobs/1", "state": state, **members}


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (job("JOB_STATE_SUCCEEDED"), None),
        (job("JOB_STATE_PARTIALLY_SUCCEEDED"), "gemini.batch_items_failed"),
        (job("JOB_STATE_SUCCEEDED", completionStats={"failedCount": "3"}), "gemini.batch_items_failed"),
        (job("JOB_STATE_SUCCEEDED", completionStats={"successfulCount": "3"}), None),
        (job("JOB_STATE_RUNNING", completionStats={"successfulCount": "3"}), None),
        (job("JOB_STATE_FAILED"), "gemini.job_failed"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_batch_that_succeeded_in_part_is_a_failure(answer: Any, cause: str | None) -> None:
    failure = genai_triage.classify_response("gemini", 200, answer, url=URL)
    assert (None if failure is None else failure.cause.id) == cause
