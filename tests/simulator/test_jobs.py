"""Jobs that go on, end late, end partly, end badly or are cancelled."""

from __future__ import annotations

from typing import Any

import pytest
from gigachat import GigaChat
from google import genai
from google.genai import types

from genai_triage.simulator import Simulator, authorization_key
from genai_triage.simulator.exchange import Facts
from genai_triage.simulator.jobs import JobBook
from genai_triage.taxonomy import CAUSES
from tests.support import AUTHORIZATION_KEY

MODEL = "gemini-2.5-flash"
SOURCE: Any = [{"contents": [{"parts": [{"text": "Hello"}], "role": "user"}]}]


def _states(client: genai.Client, model: str, polls: int, src: Any = SOURCE) -> list[str]:
    """The last words of the states of a batch: as it is made, and at each poll."""
    job = client.batches.create(model=model, src=src)
    seen = [job, *(client.batches.get(name=str(job.name)) for _ in range(polls))]
    return [str(one.state and one.state.value).removeprefix("JOB_STATE_") for one in seen]


@pytest.mark.parametrize(
    ("model", "states"),
    [
        (MODEL, ["RUNNING", "RUNNING", "SUCCEEDED", "SUCCEEDED"]),
        (f"{MODEL}-polls-0", ["RUNNING", "SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]),
        (f"{MODEL}-polls-2", ["RUNNING", "RUNNING", "RUNNING", "SUCCEEDED"]),
        (f"{MODEL}-polls-0-job-fail-gemini.job_failed", ["RUNNING", "FAILED", "FAILED", "FAILED"]),
        (f"{MODEL}-job-fail-gemini.job_expired", ["RUNNING", "RUNNING", "EXPIRED", "EXPIRED"]),
        (f"{MODEL}-job-fail-gemini.internal", ["RUNNING", "RUNNING", "FAILED", "FAILED"]),
    ],
)
def test_a_batch_ends_when_and_as_its_models_name_says(model: str, states: list[str], gemini: genai.Client) -> None:
    assert _states(gemini, model, 3) == states


def test_a_batch_of_vertex_ends_partly(vertex: genai.Client) -> None:
    model = f"{MODEL}-polls-0-job-fail-gemini.batch_items_failed"
    config: Any = {"dest": "gs://bucket/out"}
    job = vertex.batches.create(model=model, src="gs://bucket/in.jsonl", config=config)
    seen = vertex.batches.get(name=str(job.name))

    assert seen.state == types.JobState.JOB_STATE_PARTIALLY_SUCCEEDED
    assert seen.completion_stats
    assert (seen.completion_stats.successful_count, seen.completion_stats.failed_count) == (8, 2)


def test_a_batch_ends_partly_and_shows_its_items(gemini: genai.Client) -> None:
    job = gemini.batches.create(model=f"{MODEL}-polls-0-job-fail-gemini.batch_items_failed", src=SOURCE)
    seen = gemini.batches.get(name=str(job.name))

    assert seen.dest
    assert [item.error is None for item in seen.dest.inlined_responses or ()] == [True] * 8 + [False] * 2


def test_a_batch_that_is_cancelled_is_cancelled(gemini: genai.Client) -> None:
    job = gemini.batches.create(model=f"{MODEL}-polls-9", src=SOURCE)
    gemini.batches.cancel(name=str(job.name))

    assert gemini.batches.get(name=str(job.name)).state == types.JobState.JOB_STATE_CANCELLED


def test_a_request_for_a_batch_may_be_refused(gemini: genai.Client) -> None:
    with pytest.raises(Exception, match="500"):
        gemini.batches.create(model=f"{MODEL}-fail-gemini.internal", src=SOURCE)


def test_a_refused_poll_says_nothing_of_the_job(gemini: genai.Client, simulator: Simulator) -> None:
    job = gemini.batches.create(model=f"{MODEL}-polls-0", src=SOURCE)
    simulator.schedule("gemini.internal", endpoint="batches", first=1)
    with pytest.raises(Exception, match="500"):
        gemini.batches.get(name=str(job.name))

    assert gemini.batches.get(name=str(job.name)).state == types.JobState.JOB_STATE_SUCCEEDED


def _video(vertex: genai.Client, model: str) -> types.GenerateVideosOperation:
    source = types.GenerateVideosSource(prompt="Hello")
    begun = vertex.models.generate_videos(model=f"veo-3.1-polls-0{model}", source=source)
    assert not begun.done
    seen = vertex.operations.get(begun)
    assert seen.done
    return seen


def test_a_video_is_made(vertex: genai.Client) -> None:
    seen = _video(vertex, "")

    assert seen.response
    assert len(seen.response.generated_videos or ()) == 1


def test_a_video_is_filtered(vertex: genai.Client) -> None:
    seen = _video(vertex, "-job-fail-gemini.media_child")

    assert seen.response
    assert seen.response.rai_media_filtered_count == 1
    assert "58061214" in str(seen.response.rai_media_filtered_reasons)


def test_a_video_fails(vertex: genai.Client) -> None:
    error = _video(vertex, "-job-fail-gemini.internal").error

    assert error
    assert (error["code"], error["message"]) == (13, CAUSES["gemini.internal"].example.body["error"]["message"])  # type: ignore[union-attr]


def test_a_cause_that_no_job_ends_with_is_said(gemini: genai.Client) -> None:
    with pytest.raises(Exception, match="no job ends with this cause"):
        _states(gemini, f"{MODEL}-polls-0-job-fail-gemini.prompt_safety", 1)


def test_a_run_of_a_thread_ends_badly(simulator: Simulator) -> None:
    settings: dict[str, Any] = {
        "base_url": simulator.gigachat_url,
        "auth_url": simulator.oauth_url,
        "credentials": AUTHORIZATION_KEY,
    }
    with GigaChat(**settings) as client:
        run = client.threads.run("t-polls-1-job-fail-gigachat.run_failed")
        states = [client.threads.get_run(run.thread_id).status.value for _ in range(2)]

    assert [run.status.value, *states] == ["in_progress", "in_progress", "failed"]


def test_another_simulator_knows_nothing_of_a_job(gemini: genai.Client, simulator: Simulator) -> None:
    job = gemini.batches.create(model=f"{MODEL}-polls-9", src=SOURCE)
    simulator.reset()

    assert gemini.batches.get(name=str(job.name)).state == types.JobState.JOB_STATE_SUCCEEDED


def test_a_credential_asks_for_a_cause_of_a_poll(simulator: Simulator) -> None:
    settings: dict[str, Any] = {"base_url": simulator.gigachat_url, "auth_url": simulator.oauth_url}
    with GigaChat(**settings, credentials=authorization_key("gigachat.run_failed")) as client:
        assert client.threads.get_run("t").status.value == "failed"


def of_job(**of: Any) -> Facts:
    return Facts(**{"provider": "gemini", "endpoint": "other", "operation": "batchGenerateContent", **of})


def polled(book: JobBook, job: str, times: int) -> list[str]:
    return [book.seen(of_job(job=job)).job_state for _ in range(times)]


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("m", ["open", "done", "done"]),
        ("m-polls-0", ["done", "done", "done"]),
        ("m-polls-2", ["open", "open", "done"]),
        ("m-polls-2-job-fail-gemini.internal", ["open", "open", "done"]),
        ("m-polls-1234567", ["open", "done", "done"]),
        ("m-polls-2x", ["open", "done", "done"]),
    ],
)
@pytest.mark.parametrize("where", ["model", "label", "job"])
def test_a_job_is_open_for_as_many_polls_as_its_name_says(where: str, name: str, states: list[str]) -> None:
    book = JobBook(CAUSES)
    made = book.seen(of_job(makes_job=True, **{where: name}))
    assert (made.job_state, bool(made.job)) == ("open", True)
    assert polled(book, made.job, 3) == states


@pytest.mark.parametrize(
    ("model", "kept", "cause"),
    [
        ("m-job-fail-gemini.internal", "m", "gemini.internal"),
        ("m-job-fail-gemini.nothing", "m-job-fail-gemini.nothing", ""),
        ("m-fail-gemini.internal", "m-fail-gemini.internal", ""),
    ],
)
def test_a_job_ends_with_the_cause_of_its_name_and_shows_the_rest(model: str, kept: str, cause: str) -> None:
    book = JobBook(CAUSES)
    made = book.seen(of_job(makes_job=True, model=model, label="mine"))
    book.seen(of_job(job=made.job))
    ended = book.seen(of_job(job=made.job))
    assert (made.model, ended.model, ended.label, ended.job_state, ended.job_cause) == (
        kept,
        kept,
        "mine",
        "done",
        cause,
    )


def test_a_cancelled_job_stays_so_and_an_unknown_one_says_nothing() -> None:
    book = JobBook(CAUSES)
    made = book.seen(of_job(makes_job=True, model="m-job-fail-gemini.internal"))
    assert book.seen(of_job(job=made.job, cancels_job=True)).job_state == ""
    found = book.seen(of_job(job=made.job))
    assert (found.job_state, found.job_cause) == ("cancelled", "")
    for unknown in (of_job(job="other"), of_job()):
        assert book.seen(unknown) is unknown
    book.clear()
    assert polled(book, made.job, 1) == [""]


def test_the_latest_thousand_jobs_are_remembered() -> None:
    book = JobBook(CAUSES)
    made = [book.seen(of_job(makes_job=True, model="m")).job for _ in range(1001)]
    assert len(set(made)) == 1001
    assert [polled(book, job, 1) for job in (made[0], made[1], made[-1])] == [[""], ["open"], ["open"]]
