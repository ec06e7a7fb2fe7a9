"""An answer's body as it passes: what is kept of it and what it says."""

from __future__ import annotations

import gzip
import zlib

import pytest

from genai_triage.evidence import Reading, classify_body
from genai_triage.evidence.limits import MAX_BODY
from genai_triage.instrumentation.raw.body_view import BodyView, WholeBody

JSON = "application/json"
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
