"""What is printed at the end: a line for each class, then the totals; on request every cause with its fix."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plan import OK, Step
from verdict import Operation, Verdict

from genai_triage.taxonomy import CAUSES, FailureClass

_COLUMNS = (("class", -17), ("owner", -10), ("calls", 6), ("retries", 9), ("causes", 8))
"""Title and width of each; a negative one is aligned to the left."""
_LEAST_EXAMPLE = 20
_LEAST_FIX = 40
_UNDER = " " * 5
_PLACES = {cause: place for place, cause in enumerate(CAUSES)}
_BOLD, _DIM, _RED, _GREEN, _PLAIN = "\033[1m", "\033[2m", "\033[31m", "\033[32m", "\033[0m"


@dataclass(frozen=True)
class Table:
    """What the telemetry said, in the width of the terminal."""

    verdict: Verdict
    steps: Sequence[Step]
    """What the application did."""
    left_out: Mapping[str, str]
    """Reasons by causes that the simulator knows and no step brings about."""
    width: int
    colours: bool

    def classes(self) -> str:
        """A line for each class, with the fix of its first most frequent cause; the totals, and what differs."""
        return "\n".join([*self._classes(), *self._totals(), *self._omissions(), *self._differences()])

    def causes(self) -> str:
        """Each class, and under it each cause with its count, its owner and its fix."""
        return "\n".join(self._causes())

    def more(self, *, dashboards: bool) -> str:
        """What else can be asked for."""
        asked = "Every cause with its fix: make demo DETAILS=1."
        asked += " The same run on the dashboards: make demo DASHBOARDS=1." if dashboards else ""
        return "\n".join(self._wrapped(asked, _DIM))

    @property
    def _failed(self) -> list[Operation]:
        return [operation for operation in self.verdict.operations if operation.failure_class != OK]

    def _by_class(self) -> Iterator[tuple[FailureClass, list[Operation]]]:
        """The classes that occurred."""
        for failure_class in FailureClass:
            if inside := [one for one in self._failed if one.failure_class == failure_class]:
                yield failure_class, inside

    def _classes(self) -> Iterator[str]:
        yield self._in(_BOLD, self._row([title for title, _ in _COLUMNS], "for example"))
        yield self._rule()
        for failure_class, inside in self._by_class():
            causes = Counter((one.cause, one.fix) for one in sorted(inside, key=_place))
            retries = sum(one.retries for one in inside)
            yield self._row([failure_class, failure_class.owner, len(inside), retries, len(causes)], _example(causes))
        yield self._rule()

    def _row(self, cells: Sequence[object], example: str) -> str:
        """The columns that fit, and as much of the example as does."""
        line = ""
        for cell, (_, width) in zip(cells, _COLUMNS, strict=True):
            if len(line) + abs(width) > self.width:
                return line.rstrip()
            line += f"{cell!s:<{-width}}" if width < 0 else f"{cell!s:>{width}}"
        left = self.width - len(line) - 3
        if left < _LEAST_EXAMPLE:
            return line
        if left < _LEAST_FIX:
            example = example.partition(":")[0]
        return f"{line}   {textwrap.shorten(example, left, placeholder=' …')}".rstrip()

    def _totals(self) -> Iterator[str]:
        operations, failed = self.verdict.operations, self._failed
        retries = sum(one.retries for one in operations)
        yield self._in(_BOLD, self._row(["all", "", len(operations), retries, len({one.cause for one in failed})], ""))
        yield ""
        healed = sum(step.heals for step in self.steps)
        succeeded = len(operations) - len(failed)
        yield from self._wrapped(
            f"{len(failed)} calls failed, {succeeded} succeeded, {healed} of them after a healing retry."
        )

    def _omissions(self) -> Iterator[str]:
        """What the demonstration does not show, so that nobody takes it for all there is."""
        if self.left_out:
            reasons = Counter(self.left_out.values())
            text = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
            yield from self._wrapped(f"Causes of the simulator that no call here can meet: {text}.", _DIM)

    def _differences(self) -> Iterator[str]:
        differences = self.verdict.differences
        if not differences:
            text = "Every failure was classified as the simulator meant it, in spans, metrics and logs alike."
            yield from self._wrapped(text, _GREEN)
            return
        yield from self._wrapped(
            f"{_plural(len(differences), 'difference')} between what was meant and what was recorded:", _RED
        )
        for line in differences:
            yield from textwrap.wrap(line, self.width, initial_indent="  ", subsequent_indent="      ")

    def _causes(self) -> Iterator[str]:
        longest = max((len(one.cause) for one in self._failed), default=0)
        for failure_class, inside in self._by_class():
            retry = "retryable" if failure_class.retryable else "not retryable"
            yield ""
            yield self._in(_BOLD, failure_class) + self._in(_DIM, f"  {_plural(len(inside), 'call')}, {retry}")
            yield self._rule()
            counts = Counter((one.cause, one.owner, one.fix) for one in inside)
            for (cause, owner, fix), count in sorted(counts.items(), key=_order):
                if self.width < longest + 17 + _LEAST_FIX:
                    yield f"{count:>3}  {cause}"
                    yield from textwrap.wrap(
                        f"{owner}: {fix}", self.width, initial_indent=_UNDER, subsequent_indent=_UNDER
                    )
                else:
                    yield from self._cause(f"{count:>3}  {cause:<{longest + 2}}{owner:<10}", fix)

    def _cause(self, start: str, fix: str) -> Iterator[str]:
        """The fix beside the cause."""
        lines = textwrap.wrap(fix, self.width - len(start), break_on_hyphens=False) or [""]
        yield f"{start}{lines[0]}".rstrip()
        yield from (" " * len(start) + line for line in lines[1:])

    def _rule(self) -> str:
        return self._in(_DIM, "─" * self.width)

    def _wrapped(self, text: str, code: str = "") -> Iterator[str]:
        yield from (self._in(code, line) for line in textwrap.wrap(text, self.width))

    def _in(self, code: str, text: str) -> str:
        return f"{code}{text}{_PLAIN}" if self.colours and code else text


def _order(item: tuple[tuple[str, str, str], int]) -> int:
    return _PLACES.get(item[0][0], len(_PLACES))


def _place(operation: Operation) -> int:
    return _PLACES.get(operation.cause, len(_PLACES))


def _example(causes: Counter[tuple[str, str]]) -> str:
    (((cause, fix), _),) = causes.most_common(1)
    return f"{cause.partition('.')[2]}: {fix}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
