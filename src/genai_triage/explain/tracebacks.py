"""Printed tracebacks → exceptions: chained, grouped, with the borders of groups and of rich, with notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from genai_triage.patterns import late

from .candidate import Candidate
from .ends import begins_record, is_open
from .lines import without_border
from .printed import rebuild

_START: Final = "Traceback (most recent call last)"
_RICH: Final = late(r"^\s*[╭┌+][─-].*" + re.escape(_START))
_RICH_LINE: Final = late(r"^\s*[╭╰┌└├].*[╮╯┐┘┤─-]\s*$")
_GROUP: Final = late(r"^\s*\+ Exception Group " + re.escape(_START))
_MEMBER: Final = late(r"^[\s|]*\+-\+?-{3,}.*?(?:(\d+|\.\.\.)|-) ?-*\s*$")
_GROUP_BORDER: Final = late(r"^\s*(?:[|+] ?)+")
_FRAME: Final = late(r"^\s*File \"(?P<path>[^\"]{1,1000})\", line \d+(?:, in (?P<function>.{1,200}))?\s*$")
_RICH_FRAME: Final = late(r"^(?P<path>[^\s:]{1,1000}\.pyx?):\d+ in (?P<function>[\w<>.]{1,200})")
_RAISED: Final = late(
    r"^(?P<path>(?:[A-Za-z_][\w<>]{0,100}\.){0,12})(?P<name>[A-Za-z_]\w{0,100})(?::(?:\s(?P<text>.*))?)?$", re.S
)
_CAUSED: Final = "The above exception was the direct cause of the following exception:"
_DURING: Final = "During handling of the above exception, another exception occurred:"
_REPEATED: Final = "[Previous line repeated"
_HOME: Final = late(r"site-packages|dist-packages|python3(?:\.\d+)?|Lib")
"""Folders whose files are modules by their path in it."""
MAX_LINES: Final = 5000
MAX_MESSAGE: Final = 200
"""Lines of one exception's text."""
MAX_CHARACTERS: Final = 32 * 1024
MAX_FRAMES: Final = 150


_PARAGRAPH: Final = ("  ", "\t")
_OPENINGS: Final = ("{", "[")


def is_paragraph(line: str) -> bool:
    """Whether a text of several paragraphs goes on with this line behind an empty one: indented, or a body of JSON."""
    return line.startswith(_PARAGRAPH) or line.rstrip() in _OPENINGS


@dataclass(slots=True)
class _Raised:
    """An exception of the chain, as printed."""

    module: str
    name: str
    text: list[str]
    frames: list[tuple[str, str]]
    link: str = ""
    """How it came of the one before: `__cause__`, `__context__`, or empty for the first."""
    members: list[BaseException] = field(default_factory=list)
    length: int = 0


class TracebackReader:
    """Takes the lines of one traceback, from its heading on, as long as they belong to it."""

    def __init__(self, heading: str) -> None:
        self._is_rich = _RICH.match(heading) is not None
        self._is_group = _GROUP.match(heading) is not None
        self._chain: list[_Raised] = []
        self._outer: list[_Raised] = []
        """The chain whose last exception is a group, while its members are read."""
        self._frames: list[tuple[str, str]] = []
        self._in_frames = True
        self._link = ""
        self._blank = 0
        self._lines = 0

    @staticmethod
    def column(line: str) -> int:
        """Where a traceback begins in a line; -1 if none does."""
        if _START not in line:
            return -1
        at = line.find(_START)
        grouped = line.rfind("+ Exception Group ", 0, at)
        if grouped >= 0:
            return len(line[:grouped].rstrip(" "))
        if "─" in line[:at] or "+-" in line[:at]:
            found = re.search(r"[╭┌+][─-]", line)
            return found.start() if found else at
        return at

    def add(self, line: str) -> bool:
        """Takes a line; False if it does not belong to the traceback any more."""
        self._lines += 1
        if self._lines > MAX_LINES:
            return False
        if self._is_rich and self._in_frames:
            return self._add_rich(line)
        if self._is_group:
            member = _MEMBER.match(line)
            if member is not None:
                self._begin_member(member[1] is not None)
                return True
            line = _GROUP_BORDER.sub("", line, count=1) if line.lstrip()[:1] in ("|", "+") else line
        return self._add_frame(line) if self._in_frames else self._add_text(line)

    def candidate(self) -> Candidate | None:
        """The exception that was printed last, with all that it came of; None if the traceback was cut before it."""
        self._end_group()
        exception = _linked(self._chain)
        if exception is None:
            return None
        raised = self._chain
        modules = [one.module for one in reversed(raised) if one.module]
        modules += [module for one in reversed(raised) for module, _ in reversed(one.frames)]
        context = "\n".join(" ".join((f"{one.module}.{one.name}", *one.text)) for one in raised)
        inner = [member for one in raised for member in one.members]
        context += "".join(f"\n{type(member).__module__}.{type(member).__name__} {member}" for member in inner)
        modules += [type(member).__module__ for member in inner]
        return Candidate("exception", context[:MAX_CHARACTERS], exception=exception, modules=tuple(modules))

    def _add_rich(self, line: str) -> bool:
        inner = without_border(line)
        found = _RICH_FRAME.match(inner.strip())
        if found is not None:
            self._note_frame(found["path"], found["function"])
            return True
        if _RICH_LINE.match(line) or inner != line:
            return True
        raised = _RAISED.match(line.strip())
        if raised is None:
            return not line.strip()
        self._begin(raised)
        return True

    def _add_frame(self, line: str) -> bool:
        if not line.strip() or line.lstrip().startswith((_REPEATED, "Traceback (most")):
            return True
        found = _FRAME.match(line)
        if found is not None:
            self._note_frame(found["path"], found["function"] or "")
            return True
        raised = _RAISED.match(line)
        if raised is not None:
            self._begin(raised)
            return True
        return line[:1].isspace()

    def _add_text(self, line: str) -> bool:
        current = self._chain[-1]
        stripped = line.strip()
        if not stripped:
            self._blank += 1
            return self._blank < 3
        if stripped in (_CAUSED, _DURING):
            self._link = "__cause__" if stripped == _CAUSED else "__context__"
            return True
        if _START in line:
            if self._link:
                self._is_rich = self._is_rich or _RICH.match(line) is not None
                self._frames, self._in_frames, self._blank = [], True, 0
                return True
            return False
        if self._blank and not (is_open("\n".join(current.text)) or is_paragraph(line)):
            return False
        if begins_record(line) and not line[:1].isspace():
            return False
        if len(current.text) >= MAX_MESSAGE or current.length > MAX_CHARACTERS:
            return False
        self._blank = 0
        current.text.append(line)
        current.length += len(line)
        return True

    def _begin(self, raised: re.Match[str]) -> None:
        module = raised["path"].rstrip(".")
        text = [raised["text"] or ""]
        self._chain.append(_Raised(module, raised["name"], text, self._frames[-MAX_FRAMES:], self._link))
        self._frames, self._in_frames, self._link, self._blank = [], False, "", 0

    def _note_frame(self, path: str, function: str) -> None:
        if len(self._frames) < 4 * MAX_FRAMES:
            self._frames.append((_module_of(path), function.strip()))

    def _begin_member(self, is_one_more: bool) -> None:
        """At a border inside a group: the member before is complete, and another one begins, or none."""
        if not self._outer:
            self._outer, self._chain = self._chain, []
        else:
            self._take_member()
        if not is_one_more:
            self._end_group()
        self._frames, self._in_frames, self._link, self._blank = [], is_one_more, "", 0

    def _take_member(self) -> None:
        member = _linked(self._chain)
        if member is not None and self._outer and len(self._outer[-1].members) < 16:
            self._outer[-1].members.append(member)
        self._chain = []

    def _end_group(self) -> None:
        if self._outer:
            self._take_member()
            self._chain, self._outer = self._outer, []


def _linked(chain: Sequence[_Raised]) -> BaseException | None:
    """The last exception of a chain, each with the one that it came of."""
    exception: BaseException | None = None
    for raised in chain:
        text = "\n".join(raised.text).strip()
        following = rebuild(raised.module, raised.name, text, raised.frames, raised.members)
        if exception is not None and raised.link:
            setattr(following, raised.link, exception)
        exception = following
    return exception


def _module_of(path: str) -> str:
    """The module that a file is, where its place tells it; for the application's own only the file's name."""
    parts = re.split(r"[/\\]", path)
    home = max((index for index, part in enumerate(parts) if _HOME.fullmatch(part)), default=len(parts) - 2)
    inner = "/".join(parts[home + 1 :])
    return re.sub(r"(?:/__init__)?\.pyx?$", "", inner).replace("/", ".")
