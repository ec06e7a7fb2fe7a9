"""Writes a report for the terminal: a heading for each group, a line for each check, what to do below it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from genai_triage.doctor.model import Check, Report
from genai_triage.wrapping import sentence

_COLOURS: Final = {"ok": "\x1b[32m", "warn": "\x1b[33m", "fail": "\x1b[31m"}
_PLAIN: Final = "\x1b[0m"
_INDENT: Final = " " * 7
_TITLES: Final = {"a failure": "a failure, followed", "beside": "beside others", "opentelemetry": "OpenTelemetry"}


def as_text(report: Report, width: int, *, is_coloured: bool) -> str:
    """Writes a report in lines of at most so many characters; words that are longer are left whole."""
    return "\n".join(_lines(report, width, is_coloured))


def _lines(report: Report, width: int, is_coloured: bool) -> Iterator[str]:
    for group, checks in groupby(report.checks, key=lambda check: check.group):
        yield _TITLES.get(group, group)
        yield from _group(list(checks), width, is_coloured)
    yield ""
    yield f"{report.count('ok')} ok, {report.count('warn')} to look at, {report.count('fail')} to mend"


def _group(checks: Sequence[Check], width: int, is_coloured: bool) -> Iterator[str]:
    """Says once what to do about several lines in a row."""
    for check, following in zip(checks, [*checks[1:], None], strict=True):
        is_last = following is None or following.fix != check.fix
        yield from _check(check, width, is_coloured, check.fix if is_last else "")


def _check(check: Check, width: int, is_coloured: bool, fix: str) -> Iterator[str]:
    first, *rest = _wrapped(check.text, width, f"  {check.state:<5}", _INDENT)
    if is_coloured:
        first = first.replace(check.state, f"{_COLOURS[check.state]}{check.state}{_PLAIN}", 1)
    yield from (first, *rest)
    if fix:
        yield sentence(fix, width, first=f"{_INDENT}-> ", others=f"{_INDENT}   ")


def _wrapped(text: str, width: int, first: str, others: str) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )
