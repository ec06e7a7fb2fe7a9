"""An answer's body as it passes: what is kept of it and what it says."""

from __future__ import annotations

import gzip
import zlib

import pytest

from genai_triage.evidence import Reading, classify_body
from genai_triage.evidence.limits import MAX_BODY
from genai_triage.instrumentation.raw.body_view import BodyView, WholeBody

JSON, EVENTS = "application/json", "text/event-stream"
URL = "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"
BODY = b'{"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}], "modelVersion": "m"}'


def viewed(body: bytes, *, kind: str = JSON, encoding: str = "", size: int = 10) -> tuple[BodyView, Reading]:
    """The view after a body has passed in pieces, and what is read of it."""
    view = BodyView(kind, encoding)
    for start in range(0, len(body), size):
        view.add(body[start : start + size])
    answer = Reading()
    kept = view.body(is_complete=True)
    if kept is not None:
        classify_body("gemini", 200, kept, {"content-type": kind}, URL, answer)
    return view, answer


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("", BODY),
        ("identity", BODY),
        ("gzip", gzip.compress(BODY)),
        ("GZIP ", gzip.compress(BODY)),
        ("x-gzip", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", raw_deflate(BODY)),
    ],
)
def test_a_body_is_read_through_its_encoding(encoding: str, body: bytes) -> None:
    view, answer = viewed(body, encoding=encoding)
    assert view.kept == BODY
    assert answer.has_content
    assert (answer.finish_reasons, answer.model) == (["STOP"], "m")


@pytest.mark.parametrize(("encoding", "body"), [("br", BODY), ("zstd", BODY), ("gzip, br", BODY), ("gzip", BODY)])
def test_what_cannot_be_decoded_is_not_guessed_at(encoding: str, body: bytes) -> None:
    view, answer = viewed(body, encoding=encoding)
    assert view.kept is None
    assert answer.finish_reasons == []


def test_a_long_body_keeps_its_beginning_and_its_end() -> None:
    body = b'{"text": "' + b"x" * 200_000 + b'", "finishReason": "MAX_TOKENS"}'
    view, answer = viewed(body, size=1000)
    assert view.kept is not None
    assert len(view.kept) == MAX_BODY
    assert answer.has_content
    assert answer.finish_reasons == ["MAX_TOKENS"]
    assert WholeBody(body, {"content-type": JSON}).body(is_complete=True) == view.body(is_complete=True)


def test_a_long_stream_of_events_keeps_its_end_and_that_there_was_content() -> None:
    event = b'data: {"text": "Hi"}\r\n\r\n'
    body = event + b": comment\r\n\r\n" * 5000 + b'data: {"finishReason": "STOP"}\r\n\r\n'
    view, answer = viewed(body, size=100, kind="text/event-stream")
    assert view.kept is not None
    assert len(view.kept) < MAX_BODY
    assert answer.has_content
    assert answer.finish_reasons == ["STOP"]


@pytest.mark.parametrize("kind", [JSON, "text/event-stream"])
def test_a_stream_repeats_its_finish_reason(kind: str) -> None:
    body = b"[" + b",\r\n".join([BODY] * 3) + b"]" if kind == JSON else b"".join([b"data: " + BODY + b"\r\n\r\n"] * 3)
    assert viewed(body, kind=kind)[1].finish_reasons == ["STOP"]


def test_each_candidate_has_its_finish_reason() -> None:
    body = b'{"candidates": [{"finishReason": "STOP"}, {"finishReason": "SAFETY"}]}'
    assert viewed(body)[1].finish_reasons == ["STOP", "SAFETY"]


def test_a_bomb_is_not_unpacked() -> None:
    view, _ = viewed(gzip.compress(b"x" * 50_000_000), encoding="gzip", size=1_000_000)
    assert view.kept is None


@pytest.mark.parametrize("text", [rb'{"content": "\"finishReason\": \"SAFETY\""}', b'{"finishReason": ""}', b""])
def test_quoted_keys_are_text(text: bytes) -> None:
    assert viewed(text)[1].finish_reasons == []


@pytest.mark.parametrize("size", [MAX_BODY - 1, MAX_BODY, MAX_BODY + 1])
@pytest.mark.parametrize("is_complete", [True, False])
@pytest.mark.parametrize("piece", [1000, 10**6])
def test_a_body_of_64_kilobytes_is_kept_whole_and_a_longer_one_or_one_that_was_left_is_cut(
    size: int, is_complete: bool, piece: int
) -> None:
    body = b'{"text": "' + b"x" * (size - 12) + b'"}'
    view = BodyView(JSON, "")
    for start in range(0, size, piece):
        view.add(body[start : start + piece])
    assert view.kept is not None
    assert len(view.kept) == min(size, MAX_BODY)
    for one in (view, WholeBody(body, {"content-type": JSON})):
        read = one.body(is_complete=is_complete)
        assert read is not None
        assert read.cut is (size > MAX_BODY or not is_complete)
        assert bool(read.documents) is (size <= MAX_BODY)


@pytest.mark.parametrize(("size", "is_whole"), [(4096, True), (4097, False)])
def test_of_an_answer_full_of_numbers_no_more_than_4_kilobytes_are_parsed(size: int, is_whole: bool) -> None:
    body = b'{"values": [' + b"1," * ((size - 15) // 2) + b"1" * (1 + (size - 15) % 2) + b"]}"
    assert len(body) == size
    view = BodyView(JSON, "")
    view.add(body)
    for one in (view, WholeBody(body, {"content-type": JSON})):
        numbers, other = one.body(is_complete=True, is_numbers=True), one.body(is_complete=True)
        assert numbers is not None
        assert other is not None
        assert (bool(numbers.documents), bool(other.documents)) == (is_whole, True)


def test_a_body_that_turns_out_not_to_be_packed_is_unreadable_to_its_end() -> None:
    view = BodyView(JSON, "gzip")
    for piece in (gzip.compress(BODY)[:20], b"no gzip" * 10, gzip.compress(BODY)):
        view.add(piece)
    assert view.kept is None
    assert view.body(is_complete=True) is None


def test_an_empty_piece_changes_nothing() -> None:
    view = BodyView(JSON, "deflate")
    for piece in (b"", raw_deflate(BODY), b""):
        view.add(piece)
    assert view.kept == BODY


def test_only_a_stream_of_events_is_asked_for_early_content() -> None:
    text = b'data: {"candidates": [{"content": {"parts": [{"text": "Hi"}]}}]}\r\n\r\n'
    padding = b": comment\r\n\r\n" * 10_000
    for kind, had_content in ((f"{EVENTS}; charset=utf-8", True), (EVENTS, True), (JSON, False), ("", False)):
        view = BodyView(kind, "")
        for piece in (text, padding):
            view.add(piece)
        read = view.body(is_complete=True)
        assert read is not None
        assert read.had_content is had_content


def test_a_long_stream_that_has_been_read_already_is_read_as_one() -> None:
    body = b"data: " + BODY + b"\r\n\r\n" + b": comment\r\n\r\n" * 10_000 + b'data: {"finishReason": "SAFETY"}\r\n\r\n'
    answer = Reading()
    read = WholeBody(body, {"content-type": EVENTS}).body(is_complete=True)
    classify_body("gemini", 200, read, {"content-type": EVENTS}, URL, answer)
    assert answer.finish_reasons[-1] == "SAFETY"
    assert len(WholeBody(body, {}).kept) < MAX_BODY
