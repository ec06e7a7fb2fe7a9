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
    for failure_class in FailureClass:
        inside = [operation for operation in failed if operation.failure_class == failure_class]
        if not inside:
            continue
        yield ""
        retry = "retryable" if failure_class.retryable else "not retryable"
        title = f"{failure_class}  {_plural(len(inside), 'operation')}, {retry}"
        yield style.bold(failure_class) + style.dim(title.removeprefix(failure_class))
        yield style.dim(_RULE)
        counts = Counter((operation.cause, operation.owner, operation.fix) for operation in inside)
        for (cause, owner, fix), count in sorted(counts.items(), key=_order):
            yield from _row(f"{count:>3}  {cause:<33}{owner:<9}", fix)


def _order(item: tuple[tuple[str, str, str], int]) -> int:
    known = list(CAUSES)
    return known.index(item[0][0]) if item[0][0] in CAUSES else len(known)


def _row(start: str, text: str) -> Iterator[str]:
    lines = textwrap.wrap(text, WIDTH - len(start) - 1) or [""]
    yield f"{start} {lines[0]}".rstrip()
    yield from (" " * (len(start) + 1) + line for line in lines[1:])


def _classes(failed: list[Operation], style: Style) -> Iterator[str]:
    yield ""
    yield ""
    header = f"{'class':<{_LABEL}}{'owner':<{_OWNER}}{'operations':>{_NUMBER}}{'attempts':>{_NUMBER}}   causes"
    yield style.bold(header)
    yield style.dim(_RULE)
    for failure_class in FailureClass:
        inside = [operation for operation in failed if operation.failure_class == failure_class]
        attempts = sum(operation.attempts for operation in inside)
        start = f"{failure_class:<{_LABEL}}{failure_class.owner:<{_OWNER}}{len(inside):>{_NUMBER}}{attempts:>{_NUMBER}}   "
        yield start + _short(Counter(operation.cause for operation in inside), WIDTH - len(start))
    yield style.dim(_RULE)


def _short(causes: Counter[str], width: int) -> str:
    """As many causes with their counts as there is room for."""
    names = [f"{cause.partition('.')[2]} {count}" for cause, count in causes.most_common()]
    shown: list[str] = []
    for number, name in enumerate(names):
        more = f" … {len(names) - number} more"
        room = width - (len(more) if number + 1 < len(names) else 0)
        if len(", ".join([*shown, name])) > room:
            return ", ".join(shown) + more
        shown.append(name)
    return ", ".join(shown) or "–"


def _totals(operations: list[Operation], steps: Sequence[Step], style: Style) -> Iterator[str]:
    succeeded = sum(operation.failure_class == OK for operation in operations)
    healed = sum(step.heals for step in steps)
    attempts = sum(operation.attempts for operation in operations)
    start = f"{'all':<{_LABEL + _OWNER}}{len(operations):>{_NUMBER}}{attempts:>{_NUMBER}}   "
    yield style.bold(start) + f"{succeeded} succeeded ({healed} healed by a retry), {len(operations) - succeeded} failed"


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
