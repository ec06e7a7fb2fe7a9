"""What an answer says of a job: which states are a failure, and which of its items failed."""

from __future__ import annotations

from typing import Any

import pytest

import genai_triage
from genai_triage.evidence.jobs import read_job
from genai_triage.evidence.reading import Reading

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


@pytest.mark.parametrize(
    ("document", "goes_on"),
    [
        *((job(f"JOB_STATE_{state}"), True) for state in ("QUEUED", "PENDING", "RUNNING", "PAUSED", "UPDATING")),
        *((job(f"JOB_STATE_{state}"), False) for state in ("SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED")),
        *(({"name": "files/1", "state": state}, state == "PROCESSING") for state in ("PROCESSING", "ACTIVE", "FAILED")),
        ({"name": "tunedModels/1", "state": "CREATING"}, True),
        ({"name": "operations/1", "done": False}, True),
        ({"name": "operations/1", "done": True, "response": {}}, False),
        *(({"id": "v1", "status": status}, True) for status in ("in_progress", "queued")),
        ({"id": "v1", "status": "completed"}, False),
    ],
    ids=str,
)
def test_a_job_goes_on_until_it_has_ended(document: Any, goes_on: bool) -> None:
    reading = Reading()
    read_job(document, reading)
    assert reading.job_goes_on is goes_on
