"""How far the application is: a bar that is written over in a terminal, a line for each tenth elsewhere."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

WIDEST = 120
_NARROWEST = 40
_BAR = 20
_LINE = re.compile(r" *(\d+)/(\d+)  (\S.*?)(?:\s{2,}(.*))?")


def columns() -> int:
    """The width that the output has; where it is no terminal, the widest."""
    return max(_NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


@dataclass
class Progress:
    """Reads what the application prints, a line for each step that is done."""

    steps: int
    in_terminal: bool = field(default_factory=sys.stdout.isatty)
    lines: list[str] = field(default_factory=list)
    """All that the application has printed."""
    _tenths: int = 0

    def begin(self) -> None:
        self._show(0, "the application starts")

    def take(self, line: str) -> bool:
        """Notes a line; true if it is of the last step."""
        self.lines.append(line)
        found = _LINE.fullmatch(line)
        if found is None:
            return False
        done = int(found[1])
        self._show(done, found[3])
        return done == self.steps

    def seen(self, width: int) -> Iterator[str]:
        """What the application saw of each step, in this width."""
        for line in self.lines:
            if found := _LINE.fullmatch(line):
                left = (width - 12) * 4 // 7
                line = f"{found[1]:>4}/{found[2]}  {found[3][:left]:<{left}}  {found[4] or ''}"
            yield line[:width].rstrip()

    def end(self) -> None:
        """Makes room for what is printed next."""
        if self.in_terminal:
            print("\r\033[K", end="", flush=True)

    def _show(self, done: int, what: str) -> None:
        if self.in_terminal:
            filled = _BAR * done // self.steps
            line = f"{'█' * filled}{'░' * (_BAR - filled)} {done}/{self.steps}  {what}"
            print(f"\r\033[K{line[: columns() - 1]}", end="", flush=True)
        elif (tenths := 10 * done // self.steps) > self._tenths or not done:
            self._tenths = tenths
            print(f"{10 * tenths:>3} %  {done} of {self.steps} steps", flush=True)
