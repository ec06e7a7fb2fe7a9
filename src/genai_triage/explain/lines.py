"""Bytes of a file or a pipe → lines of text, each bounded, without what terminals and containers put around them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Final

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.patterns import late

MAX_LINE: Final = MAX_BODY
"""Characters of a line that are kept; the rest of it is passed over."""

_ESCAPES: Final = late(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,500}(?:\x07|\x1b\\)|[@-Z\\-_])|\\u001b\[[\d;]{0,20}m"
)
_CONTROL: Final = late(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
_PREFIXES: Final = late(
    r"(?:"
    r"\d{4}-\d\d-\d\dT[\d:.]{8,15}\+00:00 \w{1,20}\[[\w.-]{1,40}\]: "  # heroku, whose time docker has too
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{6,9}(?:Z|[+-]\d\d:?\d\d) (?:(?:stdout|stderr) [FP] )?"  # CRI, docker -t
    r"|\[pod/[\w./-]{1,200}\] "  # kubectl logs --prefix
    r"|(?=[\w.-]{0,59}\d)[\w.-]{1,60}\s{0,20} \| "  # docker compose
    r"|(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.+-]{8,25}) \S{1,100} [\w./-]{1,60}\[\d{1,9}\]: "
    r")"
)
_QUOTING: Final = late(r"(?:E {3,7}|#\d{1,3} \d{1,5}\.\d{1,4} )")
"""What pytest and docker build put before a line."""
_BORDER: Final = late(r"^\s*[│┃|║] ?(.*?)\s*[│┃|║]\s*$")
_WIDE: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def lines_of(pieces: Iterable[bytes]) -> Iterator[str]:
    """Cuts pieces of any size into lines; what is no UTF-8 (or UTF-16 with its mark) is replaced, never refused."""
    decoder: codecs.IncrementalDecoder | None = None
    rest = _Rest()
    for piece in pieces:
        if decoder is None:
            decoder, piece = _decoder(piece)
        *whole, last = decoder.decode(piece).split("\n")
        for part in whole:
            yield rest.ended(part)
        rest.add(last)
    if rest.length:
        yield rest.ended("")


class _Rest:
    """The beginning of a line whose end is not read yet."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0

    def add(self, part: str) -> None:
        if part and self.length < MAX_LINE:
            self._parts.append(part[: MAX_LINE - self.length])
        self.length += len(part)

    def ended(self, part: str) -> str:
        """The line, as far as it is kept, with its last part."""
        if not self.length:
            return part[:MAX_LINE]
        self.add(part)
        line = "".join(self._parts)
        self._parts, self.length = [], 0
        return line


def _decoder(piece: bytes) -> tuple[codecs.IncrementalDecoder, bytes]:
    for mark, name in _WIDE:
        if piece.startswith(mark):
            return codecs.getincrementaldecoder(name)("replace"), piece[len(mark) :]
    return codecs.getincrementaldecoder("utf-8")("replace"), piece.removeprefix(codecs.BOM_UTF8)


def cleaned(line: str) -> str:
    """A line without colours, control characters and a container's prefix; spaces at its beginning stay."""
    if "\x1b" in line or "\\u001b" in line:
        line = _ESCAPES.sub("", line)
    line = line.rstrip("\r\n ")
    if not line.isprintable():
        line = _CONTROL.sub("", line.replace("\r", ""))
    found = _PREFIXES.match(line)
    if found is not None:
        line = line[found.end() :]
    found = _QUOTING.match(line)
    return line if found is None else line[found.end() :]


def without_border(line: str) -> str:
    """What stands between the borders that rich draws; any other line as it is."""
    found = _BORDER.match(line)
    return line if found is None else found[1]


def shape(text: str) -> str:
    """The form of a prefix: the same with other digits is the same prefix."""
    return re.sub(r"\d", "0", text)
