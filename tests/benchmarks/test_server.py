"""The server of the benchmarks, over a socket."""

from __future__ import annotations

import httpx
import pytest

from benchmarks import answers, server


def _post(path: str) -> httpx.Response:
    return httpx.post(f"{server.address()}/{path}", json={})


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [("success/v1beta/models/m:generateContent", 200, answers.GOOD), ("gigachat/api/v1", 200, answers.GIGACHAT_GOOD)],
)
def test_the_first_part_of_the_path_says_what_is_answered(path: str, status: int, body: bytes) -> None:
    answer = _post(path)
    assert (answer.status_code, answer.content) == (status, body)


def test_every_refusal_has_another_text() -> None:
    one, another = _post("quota/x"), _post("quota/x")
    assert one.status_code == another.status_code == 429
    assert one.content != another.content


def test_a_stream_has_all_its_pieces() -> None:
    assert _post("stream/x").content == b"".join(answers.PIECES)


def test_one_server_serves_all() -> None:
    assert server.address() == server.address()
