"""Any pasted text → candidates: lines go to a reader of what they began, or are looked at by themselves.

Nothing is kept but the block at hand: a log may be of any length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.patterns import late

from .answers import PAGE, STATUS_LINE, AnswerReader, Asked, PageReader
from .candidate import Candidate
from .ends import begins_record, is_open
from .lines import cleaned, shape
from .lines_that_tell import candidates_in, has_class, is_strong, level_of, may_tell
from .records import Record, exceptions_of, is_record, parsed, status_in, status_said
from .tracebacks import TracebackReader, is_paragraph

_EVENT: Final = late(r"(?:data|event|id|retry): ?|: ")
_BEGINNINGS: Final = frozenset("{[<>*H}de:")
"""With which the lines of JSON, pages, answers and streams begin; nearly every other line is passed over at once."""
_JSON: Final = late(r"\{\s*(?:[\"}]|$)|\[\s*(?:[{\[\"\]]|$)")
_IN_JSON: Final = late(r"\s|[{}\[\]\",]|-?\d|true\b|false\b|null\b|NaN\b|Infinity\b")
"""How a line goes on that is a part of JSON; one of a log begins otherwise, or with a date."""
_FENCE: Final = "```"
_RUNTIMES: Final = frozenset({"log", "time", "stream", "attrs", "kubernetes", "docker"})
"""Members of the records that containers' runtimes write of each line."""
_MAX_DEPTH: Final = 3
_MAX_JSON_LINES: Final = 20_000
_MAX_JSON: Final = 4 * 1024 * 1024
_MAX_MORE: Final = 60
"""Lines with which the text of a line may go on."""
_GOES_ON: Final = (" ", "\t", "For more information", "For further information", ">", "}", "]", ")")


class Reader:
    """Takes lines one by one and gives the candidates that end with each."""

    def __init__(self, depth: int = 0, level: str = "") -> None:
        self._depth = depth
        self._level = level
        self._block: Any = None
        self._strip = ("", 0)
        """Shape and length of what stands before each line of a traceback."""
        self._before: Candidate | None = None
        """The line that may announce a traceback, which then tells the same failure."""
        self._asked = Asked()

    def feed(self, line: str) -> Iterator[Candidate]:
        """Takes a line."""
        yield from self._line(line)

    def end(self) -> Iterator[Candidate]:
        """Gives what the last lines came to."""
        yield from self._close()
        yield from self._release()

    def _line(self, raw: str) -> Iterator[Candidate]:
        line = cleaned(raw)
        if line.startswith("{") and '"log":' in line[:20_000] and self._depth == 0:
            line = _unwrapped(line)
        if self._block is not None:
            inner = self._stripped(line)
            if self._block.add(inner):
                if isinstance(self._block, _TextReader):
                    self._asked.note(inner)  # curl's `port 443` seems to tell a failure, and where it asks follows
                return
            yield from self._close()
        yield from self._begin(line)

    def _stripped(self, line: str) -> str:
        """A line of a traceback without the log's own prefix."""
        form, length = self._strip
        if not length:
            return line
        return line[length:] if shape(line[:length]).rstrip() == form.rstrip() else line

    def _begin(self, line: str) -> Iterator[Candidate]:
        text = line.strip()
        if not text or text.startswith(_FENCE):
            return
        if text[0] not in _BEGINNINGS and not may_tell(text) and "Traceback (most" not in text:
            yield from self._release()
            return
        if "Traceback (most recent" in text and "\\n" in text and self._depth < _MAX_DEPTH and text[:1] != "{":
            yield from self._inside(line.replace("\\n", "\n"), level_of(line))
            return
        column = TracebackReader.column(line)
        if column >= 0 and text[:1] != "{":
            self._block, self._strip = TracebackReader(line[column:]), (shape(line[:column]), column)
            return
        status = STATUS_LINE.match(text)
        if status is not None:
            yield from self._release()
            self._block = AnswerReader(int(status[1]), self._asked)
            return
        if self._asked.note(text) and not may_tell(text):
            return
        if PAGE.match(text):
            yield from self._release()
            self._block = PageReader()
            self._block.add(line)
            return
        if _JSON.match(text):
            yield from self._json(line)
            return
        if _EVENT.match(text) and text.startswith(("data:", "event:")):
            yield from self._release()
            self._block = _EventReader(line)
            return
        if may_tell(line):
            yield from self._release()
            self._block = _TextReader(line, self._level)
            return
        yield from self._release()

    def _json(self, line: str) -> Iterator[Candidate]:
        yield from self._release()
        text = line.strip()
        document = parsed(text) if text[-1:] in ("}", "]") else None
        if document is not None:
            yield from self._of_document(document, text)
        elif is_open(text) or text in ("{", "["):
            self._block = _JsonReader(line)
        elif may_tell(line):
            self._block = _TextReader(line, self._level)

    def _of_document(self, document: Any, text: str) -> Iterator[Candidate]:
        if is_record(document) and self._depth < _MAX_DEPTH:
            if may_tell(text):
                yield from self._of_record(document)
        elif isinstance(document, (dict, list)):
            yield Candidate(
                "answer", text[:8192], status=status_in(document), body=document, is_whole=True, level=self._level
            )

    def _of_record(self, document: Any) -> Iterator[Candidate]:
        """What a record tells, once: a traceback says more than members, and these more than a message."""
        record = Record(document)
        if record.causes:
            for cause, provider_name in record.causes:
                yield Candidate("cause", "", word=cause, provider_name=provider_name)
            return
        context = " ".join(record.texts)[:4096]
        found = [one for text in record.traces for one in self._nested(text, record.level)]
        found = found or list(exceptions_of(record))
        if not found:
            found = [one for text in record.texts for one in self._nested(text, record.level)][:1]
        for candidate in found:
            candidate.context = f"{candidate.context}\n{context}"
            candidate.is_whole = False
            yield candidate

    def _nested(self, text: str, level: str) -> Iterator[Candidate]:
        inner = Reader(self._depth + 1, level)
        for line in text[:MAX_BODY].split("\n"):
            yield from inner.feed(line)
        yield from inner.end()

    def _inside(self, text: str, level: str) -> Iterator[Candidate]:
        found = list(self._nested(text, level))
        raised = [one for one in found if one.form == "exception"]
        yield from raised or found

    def _close(self) -> Iterator[Candidate]:
        """Ends the block at hand."""
        block, self._block, self._strip = self._block, None, ("", 0)
        if block is None:
            return
        if isinstance(block, TracebackReader):
            candidate = block.candidate()
            if candidate is None:
                yield from self._release()
                return
            if self._before is not None:
                candidate.context = f"{candidate.context}\n{self._before.context[:2000]}"
            self._before = None
            yield candidate
        elif isinstance(block, _JsonReader):
            text = block.text
            document = parsed(text)
            if document is not None:
                yield from self._of_document(document, text)
            else:
                yield Candidate("answer", text[:8192], status=status_said(text), body=text[:MAX_BODY], is_whole=True)
        elif isinstance(block, _TextReader):
            for candidate in candidates_in(block.text, block.level):
                yield from self._release()
                self._before = candidate
        else:
            candidate = block.candidate()
            if candidate is not None:
                yield candidate

    def _release(self) -> Iterator[Candidate]:
        """Gives the line that turned out to announce nothing."""
        before, self._before = self._before, None
        if before is not None:
            yield before


class _TextReader:
    """Takes a line that may tell a failure, and the lines with which it goes on."""

    def __init__(self, line: str, level: str) -> None:
        self._lines = [line]
        self._is_exception = has_class(line)
        self._is_after_blank = False
        self.level = level

    def add(self, line: str) -> bool:
        if not line.strip() and not self._is_after_blank:
            self._is_after_blank = True
            return True
        if self._is_after_blank and not is_paragraph(line):
            return False
        if len(self._lines) > _MAX_MORE or not line.strip() or begins_record(line):
            return False
        if TracebackReader.column(line) >= 0:
            return False
        if not (line.startswith(_GOES_ON) or is_open(self.text) or (self._is_exception and not is_strong(line))):
            return False
        self._lines.append(line)
        self._is_after_blank = False
        return True

    @property
    def text(self) -> str:
        return "\n".join(self._lines)


class _EventReader:
    """Takes the server-sent events of one stream."""

    def __init__(self, line: str) -> None:
        self._lines = [line]
        self._length = 0

    def add(self, line: str) -> bool:
        if line.strip() and not _EVENT.match(line.lstrip()):
            return False
        if self._length < MAX_BODY:
            self._lines.append(line)
        self._length += len(line)
        return True

    def candidate(self) -> Candidate | None:
        text = "\n".join(self._lines)
        return Candidate("answer", text[:8192], status=200, body=text, is_whole=True)


class _JsonReader:
    """Takes the lines of a JSON value that is printed over several."""

    def __init__(self, line: str) -> None:
        self._lines = [line]
        self._length = len(line)
        self._open = _balance(line)

    def add(self, line: str) -> bool:
        if self._open <= 0 or len(self._lines) > _MAX_JSON_LINES or self._length > _MAX_JSON:
            return False
        if line and not _IN_JSON.match(line):
            return False
        self._lines.append(line)
        self._length += len(line)
        self._open += _balance(line)
        return True

    @property
    def text(self) -> str:
        return "\n".join(self._lines)


def _balance(line: str) -> int:
    """How many more brackets a line opens than it closes, those in plain strings aside."""
    bare = "".join(line.replace('\\"', "").split('"')[::2]) if '"' in line else line
    return bare.count("{") + bare.count("[") - bare.count("}") - bare.count("]")


def _unwrapped(line: str) -> str:
    """The line that a container's runtime wrapped in JSON."""
    document = parsed(line)
    log = document.get("log") if isinstance(document, dict) else None
    is_runtimes = isinstance(document, dict) and ("stream" in document or document.keys() <= _RUNTIMES)
    return cleaned(log.rstrip("\n")) if is_runtimes and isinstance(log, str) else line


def candidates_of(lines: Iterable[str]) -> Iterator[Candidate]:
    """The candidates of a whole input."""
    reader = Reader()
    for line in lines:
        yield from reader.feed(line)
    yield from reader.end()
