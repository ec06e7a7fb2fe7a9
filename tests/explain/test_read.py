"""Lines of a log: with which the text of the line before goes on, and with which something else begins."""

from __future__ import annotations

import pytest

from genai_triage.explain.read import _TextReader
from tests.explain.forms import causes

LIMITED = "ERROR app: 429 RESOURCE_EXHAUSTED. You exceeded your current quota."


@pytest.mark.parametrize(
    "line",
    [
        "  head to: https://ai.dev/rate-limit",
        "\tindented by a tab",
        "For more information on this error, head to: https://ai.dev/rate-limit",
        "For further information see the page.",
        "> quoted",
        "}",
        "]",
        ")",
    ],
)
def test_a_text_goes_on_with_what_cannot_begin_another(line: str) -> None:
    reader = _TextReader(LIMITED, "")
    assert reader.add(line)
    assert reader.text == f"{LIMITED}\n{line}"


@pytest.mark.parametrize("line", ["Another sentence.", "2026-11-26 22:00:00 INFO app: done", "INFO: done", "$ ls"])
def test_a_text_ends_where_something_else_begins(line: str) -> None:
    assert not _TextReader(LIMITED, "").add(line)


def test_a_text_goes_on_while_its_brackets_are_open() -> None:
    reader = _TextReader(f"{LIMITED} {{'error': {{", "")
    assert [reader.add(line) for line in ("'code': 429", "}}", "Another sentence.")] == [True, True, False]


def test_two_lines_that_each_tell_a_failure_are_two() -> None:
    assert len(causes(f"{LIMITED} gemini\n{LIMITED} gemini\n")) == 2
