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


QUOTA = {"code": 8, "message": "q"}
FAILED_ITEM = {"inlinedResponses": [{"error": QUOTA}, {"response": {}}]}


def what_is_read(document: Any) -> tuple[Any, ...]:
    reading = Reading()
    read_job(document, reading)
    return reading.job, reading.fact, reading.items, list(reading.item_errors)


@pytest.mark.parametrize(
    ("document", "job", "fact"),
    [
        ({"name": "a"}, None, None),
        ({"name": "a", "state": "JOB_STATE_FAILED"}, "a", "job_failed"),
        ({"name": "a", "state": "FAILED"}, "a", "job_failed"),
        ({"name": "a", "state": "JOB_STATE_EXPIRED"}, "a", "job_expired"),
        ({"name": "a", "state": "JOB_STATE_CANCELLED"}, "a", "cancelled"),
        ({"name": "a", "state": "job_state_canceled"}, "a", "cancelled"),
        ({"name": "a", "metadata": {"state": "BATCH_STATE_FAILED"}}, "a", "job_failed"),
        ({"name": "a", "state": 5, "metadata": {"state": "BATCH_STATE_FAILED"}}, "a", "job_failed"),
        ({"name": "", "id": "i", "status": "failed"}, "i", "job_failed"),
        ({"run_id": "r", "status": "Expired"}, "r", "job_expired"),
        ({"thread_id": "t", "status": "canceled"}, "t", "cancelled"),
        ({"id": "i", "status": "cancelled"}, "i", "cancelled"),
        ({"id": "i", "status": "budget_exceeded"}, "i", "budget_exceeded"),
        ({"id": 5, "status": "failed"}, None, "job_failed"),
        *(({name: {"id": "i", "status": "failed"}}, "i", "job_failed") for name in ("interaction", "run", "batch")),
        ({"file": {"name": "f", "state": "FAILED"}}, "f", "job_failed"),
        ({"response": {"name": "f", "state": "FAILED"}}, None, None),
        ({"choices": [], "id": "i", "status": "failed"}, "i", None),
        ({"candidates": [], "id": "i", "status": "failed"}, "i", None),
        ({"name": "models/m/operations/1", "done": True}, "models/m/operations/1", "no_result"),
        *(
            ({"name": "operations/1", "done": True, end: {}}, "operations/1", None)
            for end in ("response", "error", "result")
        ),
        ({"name": "operations/1", "done": False}, "operations/1", None),
        ({"name": "operations/1", "done": "true"}, "operations/1", None),
        ({"name": "others/1", "done": True}, "others/1", None),
    ],
    ids=str,
)
def test_what_became_of_a_job_is_told_with_its_name(document: Any, job: str | None, fact: str | None) -> None:
    assert what_is_read(document) == (job, fact, None, [])


@pytest.mark.parametrize(
    ("stats", "items"),
    [
        ({"batchStats": {"failedRequestCount": "2", "successfulRequestCount": 3}}, (2, 5)),
        ({"batch_stats": {"failed_request_count": 2, "successful_request_count": "3"}}, (2, 5)),
        ({"completionStats": {"failedCount": 1}}, (1, 1)),
        ({"completion_stats": {"failed_count": 1, "successful_count": 4}}, (1, 5)),
        ({"metadata": {"completionStats": {"failedCount": 1, "successfulCount": 4}}}, (1, 5)),
        ({"completionStats": {"failedCount": "9" * 11}}, (99_999_999_999, 99_999_999_999)),
        *(
            ({"completionStats": {"failedCount": value}}, None)
            for value in (0, "0", -1, True, "9" * 12, 10**12, "many", None)
        ),
        ({"completionStats": {"successfulCount": 4}}, None),
        ({"completionStats": 5}, None),
    ],
    ids=str,
)
def test_how_many_items_failed_is_what_the_answer_counts(stats: Any, items: tuple[int, int] | None) -> None:
    document = {"name": "b", "state": "JOB_STATE_SUCCEEDED", **stats}
    assert what_is_read(document) == ("b", "items_failed" if items else None, items, [])


@pytest.mark.parametrize(
    "result",
    [
        {"response": FAILED_ITEM},
        {"dest": {"inlined_responses": FAILED_ITEM["inlinedResponses"]}},
        {"output": {"inlinedEmbedContentResponses": FAILED_ITEM["inlinedResponses"]}},
        {"output": {"inlined_embed_content_responses": FAILED_ITEM["inlinedResponses"]}},
        {"response": {"inlinedResponses": FAILED_ITEM}},
        {"response": {}, "dest": None, "output": FAILED_ITEM},
        {"metadata": {"state": "BATCH_STATE_SUCCEEDED", "output": {"inlinedResponses": FAILED_ITEM}}},
    ],
    ids=str,
)
@pytest.mark.parametrize("end", [{"state": "JOB_STATE_SUCCEEDED"}, {"done": True}], ids=str)
def test_items_that_failed_are_found_wherever_the_answer_holds_them(result: Any, end: Any) -> None:
    assert what_is_read({"name": "b", **end, **result}) == ("b", "items_failed", (1, 2), [QUOTA])


@pytest.mark.parametrize(
    ("document", "fact"),
    [
        ({"state": "JOB_STATE_RUNNING", "response": FAILED_ITEM}, None),
        ({"state": "JOB_STATE_RUNNING", "completionStats": {"failedCount": 1}}, None),
        ({"done": False, "response": FAILED_ITEM}, None),
        ({"state": "JOB_STATE_FAILED", "response": FAILED_ITEM}, "job_failed"),
        ({"state": "JOB_STATE_SUCCEEDED", "response": {"inlinedResponses": [{"error": {}}, 5]}}, None),
        ({"state": "JOB_STATE_PARTIALLY_SUCCEEDED"}, "items_failed"),
        ({"state": "JOB_STATE_PARTIALLY_RUNNING"}, None),
    ],
    ids=str,
)
def test_items_are_counted_once_and_where_nothing_worse_is_known(document: Any, fact: str | None) -> None:
    assert what_is_read({"name": "b", **document}) == ("b", fact, None, [])
