"""Findings counted by cause: what is kept of a log of any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from genai_triage.taxonomy.model import Provider

from .candidate import Candidate
from .ends import begins_record
from .judge import Elsewhere, Finding, judge, judge_words
from .lines import cleaned
from .read import candidates_of

_RANK: Final = {"weak": 0, "likely": 1, "certain": 2}
_MAX_LABELS: Final = 200
_MAX_GROUPS: Final = 500
_WHOLE_LINES: Final = 40
_WHOLE: Final = 16 * 1024
"""Lines and characters of an input that is looked at as one text if nothing in it tells a failure by itself."""


@dataclass(slots=True)
class Group:
    """Failures of one cause; the finding that is surest stands for them."""

    finding: Finding
    count: int = 1

    def add(self, finding: Finding) -> None:
        self.count += 1
        if _RANK[finding.sureness] > _RANK[self.finding.sureness]:
            self.finding = finding


class Report:
    """What an input came to."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str | None, str], Group] = {}
        self._nameless: dict[tuple[str, str | None, str], Group] = {}
        self.elsewhere: dict[str, int] = {}
        """What is told of no vendor, by what it is."""

    @property
    def groups(self) -> list[Group]:
        """The most frequent first; of equals the first that was met."""
        return sorted(self._groups.values(), key=lambda group: -group.count)

    @property
    def count(self) -> int:
        return sum(group.count for group in self._groups.values())

    @property
    def status(self) -> int:
        """The exit status: 0 if all that failed is known, 1 if any is not, or nothing failed."""
        return 1 if not self._groups or any(group.finding.is_unknown for group in self._groups.values()) else 0

    def add(self, found: Finding | Elsewhere) -> None:
        """Counts what a candidate came to."""
        if isinstance(found, Finding):
            _count(found, self._groups)
            return
        if found.label in self.elsewhere or len(self.elsewhere) < _MAX_LABELS:
            self.elsewhere[found.label] = self.elsewhere.get(found.label, 0) + 1
        if found.finding is not None:
            _count(found.finding, self._nameless)

    def settle(self) -> None:
        """Takes the one thing that was pasted for what it is, though it names no vendor."""
        is_one_thing = not self._groups and len(self._nameless) == 1 and len(self.elsewhere) == 1
        if is_one_thing:
            self._groups, self.elsewhere = self._nameless, {}


def _count(finding: Finding, groups: dict[tuple[str, str | None, str], Group]) -> None:
    known = groups.get(finding.key)
    if known is not None:
        known.add(finding)
    elif len(groups) < _MAX_GROUPS:
        groups[finding.key] = Group(finding)


def report_of(lines: Iterable[str], given: Provider | None) -> Report:
    """Reads a whole input, line by line."""
    report, head = Report(), _Head(lines)
    for candidate in candidates_of(head):
        found = judge(candidate, given)
        if found is not None:
            report.add(found)
    if not report.count and not report.elsewhere and head.text is not None:
        told = judge(Candidate("text", head.text, is_whole=True), given) if not head.is_log else None
        told = told or judge_words(head.text, given)
        if told is not None:
            report.add(told)
    report.settle()
    return report


class _Head:
    """Passes lines on and keeps the beginning, as long as the input is short."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self._kept: list[str] | None = []
        self._length = 0
        self.is_log = False

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if self._kept is not None:
                self._kept.append(cleaned(line))
                self._length += len(line)
                self.is_log = self.is_log or begins_record(line)
                if len(self._kept) > _WHOLE_LINES or self._length > _WHOLE:
                    self._kept = None
            yield line

    @property
    def text(self) -> str | None:
        """The input; None for an empty or a long one, and for a document, which was read as one."""
        text = "\n".join(islice(self._kept or (), _WHOLE_LINES)).strip()
        is_list = text[:1] == "[" and not text[1:2].isupper()  # `[Errno 111]` is none
        return None if is_list or text[:1] in ("", "<", "{") else text
