"""How the answer of a raw call ends its operation: at once, as it passes, or when it is let go."""

from __future__ import annotations

import json
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.evidence.reading import Reading
from genai_triage.instrumentation.raw.watch import Facts, RefusalWatch, Watch, judged, watching

URL = "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"
GOOD = json.dumps({"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}]}).encode()
BARE = b'{"candidates": [{"content": {"parts": [{"text": "Hi"}]}}]}'
REFUSAL = b'{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Too many requests."}}'


class Call:
    """An operation, as far as it is told of an answer; what it was told last ends it."""

    def __init__(self, operation: str = "generate_content", *, results: int = 0, stream: bool = False) -> None:
        self.request = SimpleNamespace(provider="gemini", operation=operation, results=results, stream=stream)
        self.answer = Reading()
        self.last_attempt: Any = None
        self.pieces: list[bytes] = []
        self.tokens: list[Any] = []
        self.ends: list[Any] = []

    @property
    def is_open(self) -> bool:
        return not self.ends

    def conclude(self, failure: Any, *, refused: bool = False) -> None:
        self.ends.append((None if failure is None else failure.cause.id, refused))

    def abandon(self) -> None:
        self.ends.append("abandoned")

    def fail(self, error: BaseException) -> None:
        self.ends.append(error)

    def chunk(self, read: Any, piece: bytes) -> None:
        self.pieces.append(piece)

    def learn_token(self, body: Any) -> None:
        self.tokens.append(body)


def facts(status: int = 200, **headers: str) -> Facts:
    return Facts(status, {"content-type": "application/json", **headers}, URL)


@pytest.mark.parametrize(
    ("status", "end"),
    [
        (200, (None, False)),
        (299, (None, False)),
        (300, ("status.redirected", True)),
        (304, (None, False)),
        (307, ("status.redirected", True)),
        (399, ("status.redirected", True)),
        (400, ("gemini.rate_limited", True)),
        (429, ("gemini.rate_limited", True)),
    ],
)
def test_an_answer_that_has_been_read_ends_the_call_at_once(status: int, end: Any) -> None:
    call: Any = Call()
    assert judged(call, facts(status), REFUSAL if status >= 400 else GOOD)
    assert call.ends == [end]


@pytest.mark.parametrize(("status", "is_over"), [(200, False), (304, False), (307, True), (429, False)])
def test_of_answers_that_are_still_to_be_read_only_a_redirect_needs_no_reading(status: int, is_over: bool) -> None:
    call: Any = Call()
    assert judged(call, facts(status), None) is is_over
    assert bool(call.ends) is is_over


def test_a_redirect_is_told_with_its_status() -> None:
    told: list[Any] = []
    call: Any = Call()
    call.conclude = lambda failure, *, refused: told.append(failure)
    judged(call, facts(308), None)
    assert [(one.http_status, one.code, one.provider) for one in told] == [(308, "308", "gemini")]


@pytest.mark.breaks_us
@pytest.mark.parametrize(("status", "end"), [(399, (None, False)), (400, ("status.400", True)), (503, None)])
def test_a_body_that_cannot_be_followed_is_told_by_its_status(status: int, end: Any) -> None:
    call: Any = Call()
    watch = watching(call, Facts(status, None, URL), "")
    assert len(call.ends) == 1
    for happens in (lambda: watch.passed(b"x"), watch.ended, lambda: watch.failed(ValueError()), watch.closed):
        happens()
    ((cause, refused),) = call.ends
    assert refused is (status >= 400)
    assert (cause is None) is (status < 400)


def watched(call: Any, status: int = 200) -> Watch:
    watch = watching(call, facts(status), "")
    assert type(watch) is (Watch if status < 400 else RefusalWatch)
    return watch


BROKEN = ConnectionResetError()
ENDS: dict[str, Any] = {
    "ended": lambda watch: watch.ended(),
    "failed": lambda watch: watch.failed(BROKEN),
    "closed": lambda watch: watch.closed(),
}


@pytest.mark.parametrize(
    ("body", "how", "end"),
    [
        (GOOD, "ended", (None, False)),
        (GOOD, "closed", (None, False)),
        (GOOD, "failed", BROKEN),
        (BARE, "closed", "abandoned"),
        (BARE, "ended", (None, False)),
        (b"", "closed", "abandoned"),
        (b"", "ended", ("gemini.no_candidate", False)),
        (REFUSAL, "ended", ("gemini.rate_limited", False)),
        (REFUSAL, "closed", ("gemini.rate_limited", False)),
    ],
)
def test_a_body_ends_its_call_once_by_what_has_passed(body: bytes, how: str, end: Any) -> None:
    call: Any = Call()
    watch = watched(call)
    watch.passed(body)
    ENDS[how](watch)
    for later in ("ended", "closed"):
        ENDS[later](watch)
    assert call.ends == [end]


def test_a_stream_that_is_left_behind_its_end_mark_is_complete() -> None:
    call: Any = Call(stream=True)
    watch = watching(call, Facts(200, {"content-type": "text/event-stream"}, URL), "")
    watch.passed(b"data: " + BARE + b"\n\ndata: [DONE]\n\n")
    watch.closed()
    assert (call.ends, call.answer.finish_reasons) == ([(None, False)], [])


def test_of_a_long_answer_full_of_numbers_little_is_parsed() -> None:
    body = b'{"embeddings": [{"values": [' + b"1," * 4000 + b'1]}], "metadata": {"billableCharacterCount": 5}}'
    parsed: list[bool] = []
    for operation in ("embeddings", "generate_content"):
        call: Any = Call(operation)
        watch = watched(call)
        watch._view = SimpleNamespace(  # type: ignore[assignment]
            body=lambda *, is_complete, is_numbers: parsed.append(is_numbers), results=lambda: 0, add=lambda piece: None
        )
        watch.passed(body)
        watch.ended()
    assert parsed == [True, False]


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize(("body", "has_details"), [(REFUSAL, True), (b"", True), (None, False)])
def test_a_refusal_is_one_however_its_reading_ends(body: bytes | None, has_details: bool, how: str) -> None:
    given: list[Any] = []
    call: Any = Call()
    call.last_attempt = SimpleNamespace(status=429, on_body=given.append, failure=None)
    watch = watched(call, 429)
    if body is not None:
        watch.passed(body)
    ENDS[how](watch)
    watch.closed()
    assert call.ends == [(None, True)]
    assert given == [(body or b"") if has_details or how == "ended" else None]


def test_a_refusal_that_another_answer_has_replaced_is_judged_by_itself() -> None:
    call: Any = Call()
    call.last_attempt = SimpleNamespace(status=503)
    assert judged(call, facts(429), REFUSAL)
    assert call.ends == [("gemini.rate_limited", True)]


@pytest.mark.parametrize("stream", [True, False])
def test_only_the_pieces_of_a_stream_are_measured(stream: bool) -> None:
    call: Any = Call(stream=stream)
    watched(call).passed(b"piece")
    assert call.pieces == ([b"piece"] if stream else [])


@pytest.mark.breaks_us
@pytest.mark.parametrize("status", [200, 503])
def test_a_piece_that_we_fail_at_hurts_nobody(status: int) -> None:
    watch = watched(Call(), status)
    watch.passed("no bytes")  # type: ignore[arg-type]


@pytest.mark.parametrize(("operation", "tokens"), [("get_token", [b"{}"]), ("chat", [])])
def test_only_the_answer_to_a_request_for_a_token_holds_one(operation: str, tokens: list[bytes]) -> None:
    call: Any = Call(operation)
    judged(call, facts(), b"{}")
    assert call.tokens == tokens


@pytest.mark.parametrize(("asked", "told"), [(0, None), (1, None), (2, None), (3, "results_missing")])
@pytest.mark.parametrize("is_read", [True, False])
def test_embeddings_are_missing_if_some_came_and_not_all(asked: int, told: str | None, is_read: bool) -> None:
    body = b'{"embeddings": [{"values": [0.5]}, {"values": [0.5]}]}'
    call: Any = Call("embeddings", results=asked)
    if is_read:
        judged(call, facts(), body)
    else:
        watch = watched(call)
        watch.passed(body)
        watch.ended()
    assert call.answer.fact == told


def test_where_no_embedding_came_at_all_it_is_not_their_number_that_is_wrong() -> None:
    call: Any = Call("embeddings", results=2)
    judged(call, facts(), b"{}")
    assert call.answer.fact is None


@pytest.mark.parametrize(
    ("provider", "own", "told"),
    [("gigachat", b"{}", "r-1"), ("gemini", b'{"responseId": "r"}', "r"), ("x", b"{}", None)],
)
def test_an_answer_s_id_is_its_own_else_that_of_its_vendor_s_header(provider: str, own: bytes, told: Any) -> None:
    call: Any = Call()
    call.request.provider = provider
    judged(call, Facts(200, {"x-request-id": "r-1"}, URL), own)
    assert call.answer.id == told


def test_embeddings_are_counted_only_where_several_were_asked_for() -> None:
    watches: list[Any] = [watched(Call(results=asked)) for asked in (0, 1, 2)]
    assert [watch._view._counts for watch in watches] == [False, True, True]


_SEEN: ContextVar[bool] = ContextVar("_SEEN", default=False)


@pytest.mark.parametrize("status", [200, 503])
def test_a_body_that_is_dropped_in_the_middle_of_anything_leaves_its_context_as_it_was(status: int) -> None:
    ended: list[bool] = []

    class Leaving(Call):
        def conclude(self, failure: Any, *, refused: bool = False) -> None:
            _SEEN.set(True)
            ended.append(True)

        def abandon(self) -> None:
            self.conclude(None)

    watched(Leaving(), status).closed()
    assert (ended, _SEEN.get()) == ([True], False)
