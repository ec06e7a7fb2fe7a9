"""The table at the end: every cause with its owner and fix, then one line for each class, then the totals."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plan import OK, Step
from verdict import Operation, Verdict

from genai_triage.taxonomy import CAUSES, FailureClass

WIDTH = 120
_RULE = "─" * WIDTH
_LABEL = 17
_OWNER = 10
_NUMBER = 11
_COUNT = 8
_PLACES = {cause: place for place, cause in enumerate(CAUSES)}
_BOLD, _DIM, _RED, _GREEN, _PLAIN = "\033[1m", "\033[2m", "\033[31m", "\033[32m", "\033[0m"


@dataclass(frozen=True)
class Style:
    """Colours, where the output is a terminal."""

    colours: bool

    def bold(self, text: str) -> str:
        return self._in(_BOLD, text)

    def dim(self, text: str) -> str:
        return self._in(_DIM, text)

    def red(self, text: str) -> str:
        return self._in(_RED, text)

    def green(self, text: str) -> str:
        return self._in(_GREEN, text)

    def _in(self, code: str, text: str) -> str:
        return f"{code}{text}{_PLAIN}" if self.colours else text


def table(verdict: Verdict, steps: Sequence[Step], left_out: Mapping[str, str], style: Style) -> str:
    """The whole table, at most 120 columns wide.

    Args:
        verdict: What the telemetry said.
        steps: What the application did.
        left_out: Reasons by causes that the simulator knows and no step brings about.
        style: Colours or none.
    """
    failed = [operation for operation in verdict.operations if operation.failure_class != OK]
    sections = [
        *_causes(failed, style),
        *_classes(failed, style),
        *_totals(verdict.operations, steps, style),
        *_omissions(left_out, style),
        *_differences(verdict.differences, style),
    ]
    return "\n".join(sections)


def _causes(failed: list[Operation], style: Style) -> Iterator[str]:
    """Each class, and under it each cause with its count, its owner and its fix."""
    width = max((len(operation.cause) for operation in failed), default=0) + 2
    for failure_class, inside in _by_class(failed):
        if not inside:
            continue
        retry = "retryable" if failure_class.retryable else "not retryable"
        yield ""
        yield style.bold(failure_class) + style.dim(f"  {_plural(len(inside), 'operation')}, {retry}")
        yield style.dim(_RULE)
        counts = Counter((operation.cause, operation.owner, operation.fix) for operation in inside)
        for (cause, owner, fix), count in sorted(counts.items(), key=_order):
            yield from _row(f"{count:>3}  {cause:<{width}}{owner:<{_OWNER}}", fix)


def _by_class(failed: list[Operation]) -> Iterator[tuple[FailureClass, list[Operation]]]:
    for failure_class in FailureClass:
        yield failure_class, [operation for operation in failed if operation.failure_class == failure_class]


def _order(item: tuple[tuple[str, str, str], int]) -> int:
    return _PLACES.get(item[0][0], len(_PLACES))


def _place(operation: Operation) -> int:
    return _PLACES.get(operation.cause, len(_PLACES))


def _row(start: str, text: str) -> Iterator[str]:
    lines = textwrap.wrap(text, WIDTH - len(start), break_on_hyphens=False) or [""]
    yield f"{start}{lines[0]}".rstrip()
    yield from (" " * len(start) + line for line in lines[1:])


def _classes(failed: list[Operation], style: Style) -> Iterator[str]:
    """A line for each class, with the fix of its first most frequent cause."""
    yield ""
    yield ""
    header = (
        f"{'class':<{_LABEL}}{'owner':<{_OWNER}}{'operations':>{_NUMBER}}{'retries':>{_NUMBER}}{'causes':>{_COUNT}}"
    )
    yield style.bold(f"{header}   for example")
    yield style.dim(_RULE)
    for failure_class, inside in _by_class(failed):
        retries = sum(operation.retries for operation in inside)
        causes = Counter((operation.cause, operation.fix) for operation in sorted(inside, key=_place))
        start = f"{failure_class:<{_LABEL}}{failure_class.owner:<{_OWNER}}{len(inside):>{_NUMBER}}{retries:>{_NUMBER}}"
        start += f"{len(causes):>{_COUNT}}   "
        yield start + textwrap.shorten(_example(causes), WIDTH - len(start), placeholder=" …")
    yield style.dim(_RULE)


def _example(causes: Counter[tuple[str, str]]) -> str:
    for (cause, fix), _ in causes.most_common(1):
        return f"{cause.partition('.')[2]}: {fix}"
    return "–"


def _totals(operations: list[Operation], steps: Sequence[Step], style: Style) -> Iterator[str]:
    succeeded = sum(operation.failure_class == OK for operation in operations)
    healed = sum(step.heals for step in steps)
    retries = sum(operation.retries for operation in operations)
    failed = [operation.cause for operation in operations if operation.failure_class != OK]
    start = f"{'all':<{_LABEL + _OWNER}}{len(operations):>{_NUMBER}}{retries:>{_NUMBER}}{len(set(failed)):>{_COUNT}}   "
    yield style.bold(start) + f"{len(failed)} failed, {succeeded} succeeded, {healed} of them after a healing retry"


def _omissions(left_out: Mapping[str, str], style: Style) -> Iterator[str]:
    """What the demonstration does not show, so that nobody takes it for all there is."""
    if not left_out:
        return
    yield ""
    reasons = Counter(left_out.values())
    text = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
    yield from map(style.dim, textwrap.wrap(f"Causes of the simulator that no call here can meet: {text}.", WIDTH))


def _differences(differences: Sequence[str], style: Style) -> Iterator[str]:
    yield ""
    if not differences:
        yield style.green("Every failure was classified as the simulator meant it, in spans, metrics and logs alike.")
        return
    yield style.red(f"{_plural(len(differences), 'difference')} between what was meant and what was recorded:")
    for line in differences:
        yield from textwrap.wrap(line, WIDTH, initial_indent="  ", subsequent_indent="      ")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
