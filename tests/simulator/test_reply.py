"""How long a good answer is."""

from __future__ import annotations

import pytest

from genai_triage.simulator.reply import _text

TEXT = "An answer of a few words."


@pytest.mark.parametrize(
    ("change", "finish"),
    [(None, "stop"), (1, "stop"), (0, "stop"), (-1, "length")],
    ids=["unbounded", "more", "as many", "fewer"],
)
def test_an_answer_that_just_fits_is_whole(change: int | None, finish: str) -> None:
    wanted = _text("id", TEXT, 1, None).completion_tokens
    reply = _text("id", TEXT, 1, None if change is None else wanted + change)
    assert (reply.finish, reply.text == TEXT) == (finish, finish == "stop")


def test_a_bound_of_no_tokens_is_none() -> None:
    assert _text("id", TEXT, 1, 0).finish == "stop"
