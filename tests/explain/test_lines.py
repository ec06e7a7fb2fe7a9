"""Bytes in pieces of any size become lines, each bounded, without what terminals and containers put around them."""

from __future__ import annotations

import codecs

import pytest

from genai_triage.explain.ends import begins_record, is_open
from genai_triage.explain.lines import MAX_LINE, cleaned, lines_of, without_border

TEXT = "one\n\nтри\nfour"
LINES = ["one", "", "три", "four"]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
@pytest.mark.parametrize("size", [2, 3, 5, 1000])
def test_lines_are_the_same_however_the_bytes_arrive(mark: bytes, encoding: str, size: int) -> None:
    text = TEXT.encode(encoding)
    pieces = [mark + text[:size], *(text[at : at + size] for at in range(size, len(text), size))]
    assert list(lines_of(pieces)) == LINES


def test_the_end_of_a_line_at_the_end_is_no_line_more() -> None:
    assert list(lines_of([b"one\n"])) == ["one"]
    assert list(lines_of([b"on", b"e\n"])) == ["one"]
    assert list(lines_of([])) == []


def test_of_a_long_line_the_beginning_is_kept() -> None:
    long = b"x" * (MAX_LINE + 10)
    assert [len(line) for line in lines_of([long + b"\nnext"])] == [MAX_LINE, 4]
    assert [len(line) for line in lines_of([long[:10], long[10:], b"y" * 100, b"\nnext"])] == [MAX_LINE, 4]


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://x\x07link\x1b]8;;\x07", "link"),
        ("\\u001b[31mred\\u001b[0m", "red"),
        ("bell\x07 and\x00 zero", "bell and zero"),
        ("deleted\x7f", "deleted"),
        ("over\rwritten", "overwritten"),
        ("ends \r\n", "ends"),
        ("windows\r\n", "windows"),
        ("  indented  ", "  indented"),
        ("\ttabbed", "\ttabbed"),
        ("2026-11-26T22:00:00.123456789Z stdout F said", "said"),
        ("2026-11-26T22:00:00.123456789Z said", "said"),
        ("2026-11-26T22:00:00.123456789+03:00 stderr P said", "said"),
        ("[pod/app-7d9/app] said", "said"),
        ("[pod/app.v2-7d9/app] said", "said"),
        ("2026-11-26T22:00:00.123456Z said", "said"),
        ("web-1  | said", "said"),
        ("a | said", "a | said"),
        ("2026-11-26T22:00:00.123456+00:00 app[web.1]: said", "said"),
        ("Nov 26 22:00:00 host app[123]: said", "said"),
        ("E   ValueError: x", "ValueError: x"),
        ("#12 3.456 said", "said"),
        ("2026-11-26 22:00:00,123 ERROR said", "2026-11-26 22:00:00,123 ERROR said"),
    ],
)
def test_a_line_is_what_the_application_wrote(line: str, clean: str) -> None:
    assert cleaned(line) == clean


@pytest.mark.parametrize("border", "│┃|║")
def test_a_border_is_left_out(border: str) -> None:
    assert without_border(f" {border} said   {border} ") == "said"
    assert without_border(f"{border} said") == f"{border} said"


@pytest.mark.parametrize(
    "line",
    [
        *("2026-11-26 22:00:00 x", "[2026/11/26T22:00", "22:00:00 x", "[22:00:00] x", "ERROR: x", "[WARNING] x"),
        *('{"level": 1}', "E1126 22:00:00", "Nov 26 22:00:00 x", "10.0.0.1 - - x", "$ curl", "# apt", ">>> x"),
        *("HTTP/1.1 200", "time=1", "ts=1", "level=error", "timestamp=1", "    INFO x"),
    ],
)
def test_a_line_may_begin_a_record(line: str) -> None:
    assert begins_record(line)
    assert not begins_record(f"and {line}")


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        *(("{", True), ("[", True), ("(", True), ("{}", False), ("[]", False), ("()", False), ("}", False)),
        ("<_InactiveRpcError of RPC that terminated with:", True),
        ("<_InactiveRpcError of RPC that terminated with: x\n>", False),
    ],
)
def test_a_text_goes_on_until_its_brackets_are_closed(text: str, open_: bool) -> None:
    assert is_open(text) is open_
