"""Streams that break after a good chunk, and failures inside a 200 that is streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from gigachat import GigaChat
from google import genai
from google.genai import errors, types
from pydantic import ValidationError

from genai_triage.simulator import Simulator
from genai_triage.simulator.wire import Pace
from genai_triage.taxonomy.model import Cause, Example, FailureClass

Clients = Callable[..., GigaChat]
GOOGLE_ERROR = {"error": {"code": 503, "message": "The service is unavailable.", "status": "UNAVAILABLE"}}
SBER_ERROR = {"status_code": 500, "message": "Internal Server Error"}
FILTERED = {
    "choices": [{"message": {"role": "assistant", "content": "No."}, "index": 0, "finish_reason": "blacklist"}],
    "created": 1768996171,
    "model": "GigaChat:2.0.28.2",
    "object": "chat.completion",
    "usage": {"prompt_tokens": 12, "completion_tokens": 0, "total_tokens": 12},
}
EXAMPLES = {
    "gemini.broken": Example(http=200, body=GOOGLE_ERROR, endpoint="stream", stream=True),
    "gemini.torn": Example(http=200, body='data: {"candidates": [{"con', endpoint="stream", stream=True),
    "gemini.unfinished": Example(http=200, endpoint="stream", stream=True),
    "gemini.page": Example(http=200, body="<html>captive</html>"),
    "gemini.blocked": Example(http=200, body={"promptFeedback": {"blockReason": "OTHER"}}),
    "gemini.unavailable": Example(http=503, body=GOOGLE_ERROR),
    "gigachat.broken": Example(http=200, body=SBER_ERROR, endpoint="stream", stream=True),
    "gigachat.filtered": Example(http=200, body=FILTERED, endpoint="chat"),
    "gigachat.status_in_200": Example(http=200, body={"status": 429, "message": "Too many requests"}),
}


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    rows = {
        name: Cause(name, FailureClass.INTERNAL, "https://example.com", "observed", (), example)
        for name, example in EXAMPLES.items()
    }
    with Simulator(latency=0, causes=rows) as running:
        yield running


def stream(simulator: Simulator, model: str, query: str = "") -> httpx.Response:
    return httpx.post(f"{simulator.gemini_url}/v1beta/models/{model}:streamGenerateContent{query}", json={})


def test_error_comes_after_a_good_chunk(gemini: genai.Client) -> None:
    chunks = gemini.models.generate_content_stream(model="fail-gemini.broken", contents="Hello")

    assert next(chunks).text
    with pytest.raises(errors.ServerError) as caught:
        next(chunks)
    assert caught.value.status == "UNAVAILABLE"


def test_error_closes_the_array_of_a_stream_without_events(simulator: Simulator) -> None:
    good, bad = stream(simulator, "fail-gemini.broken").json()

    assert good["candidates"]
    assert bad == GOOGLE_ERROR


def test_text_is_sent_as_it_is(simulator: Simulator) -> None:
    answer = stream(simulator, "fail-gemini.torn", "?alt=sse")

    assert answer.text.endswith('\r\n\r\ndata: {"candidates": [{"con')


def test_stream_can_end_without_a_finish_reason(gemini: genai.Client) -> None:
    chunks = list(gemini.models.generate_content_stream(model="fail-gemini.unfinished", contents="Hello"))

    assert [chunk.candidates and chunk.candidates[0].finish_reason for chunk in chunks] == [None]


def test_refused_stream_is_an_array_where_the_stream_is_one(simulator: Simulator) -> None:
    assert stream(simulator, "fail-gemini.unavailable").json() == [GOOGLE_ERROR]
    assert stream(simulator, "fail-gemini.unavailable", "?alt=sse").json() == GOOGLE_ERROR


def test_blocked_prompt_is_the_only_event(gemini: genai.Client) -> None:
    (chunk,) = gemini.models.generate_content_stream(model="fail-gemini.blocked", contents="Hello")

    assert chunk.prompt_feedback
    assert chunk.prompt_feedback.block_reason == types.BlockedReason.OTHER


def test_page_in_a_200_is_html(simulator: Simulator) -> None:
    answer = stream(simulator, "fail-gemini.page", "?alt=sse")

    assert (answer.text, answer.headers["content-type"]) == ("<html>captive</html>", "text/html; charset=utf-8")


def test_gigachat_error_comes_after_a_good_chunk(gigachat: Clients) -> None:
    with gigachat(model="fail-gigachat.broken") as client:
        chunks = client.stream("Hello")
        assert next(chunks).choices[0].delta.content
        with pytest.raises(ValidationError):
            next(chunks)


def test_gigachat_filter_ends_the_stream_with_its_reason(gigachat: Clients) -> None:
    with gigachat(model="fail-gigachat.filtered") as client:
        (chunk,) = client.stream("Hello")

    assert (chunk.choices[0].delta.content, chunk.choices[0].finish_reason) == ("No.", "blacklist")


def test_gigachat_filter_speaks_the_second_version(gigachat: Clients) -> None:
    with gigachat(model="fail-gigachat.filtered") as client:
        answer = client.chat.create("Hello")
        events = list(client.chat.stream("Hello"))

    assert answer.finish_reason == "blacklist"
    assert [event.finish_reason for event in events] == [None, "blacklist"]


def test_gigachat_json_instead_of_a_stream(gigachat: Clients) -> None:
    with (
        gigachat(model="fail-gigachat.status_in_200") as client,
        pytest.raises(httpx.TransportError, match="application/json"),
    ):
        next(client.stream("Hello"))


def test_pace_is_real_by_default_and_repeats_with_its_seed() -> None:
    first, second = Pace(1.0, 60, seed=1), Pace(1.0, 60, seed=1)
    times = [first.answer() for _ in range(50)]

    assert all(0.005 <= time <= 0.03 for time in times)
    assert times == [second.answer() for _ in range(50)]


def test_pace_of_scale_0_does_not_wait() -> None:
    pace = Pace(0, 60, seed=1)

    assert (pace.answer(), pace.piece()) == (0, 0)
