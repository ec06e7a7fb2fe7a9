"""HTTP answers as curl prints them, and pages: status line, headers and body → candidates."""

from __future__ import annotations

import re
from typing import Final

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.patterns import late

from .candidate import Candidate
from .ends import begins_record, is_open

STATUS_LINE: Final = late(r"(?:< ?)?HTTP/\d(?:\.\d)? (\d{3})\b")
_HEADER: Final = late(r"(?:< ?)?([A-Za-z][\w-]{0,60}): ?(.{0,4000})$")
_ASKED: Final = late(r"> ([A-Z]{3,7}) (\S{1,2000}) HTTP/")
_HOST: Final = late(
    r"(?:> ?[Hh]ost: ?|\* Connected to |\* Host |\*   Trying |\* Could not resolve host: ?)(\[?[\w.-]{1,250})"
)
_PROGRESS: Final = late(r"(?:[{}] \[\d+ bytes data\]|\* |> ?|  % Total|\s*\d+ +[\d.]+[kMG]? +\d)")
PAGE: Final = late(r"\s*<(?:!doctype html|html|head>|body|\?xml)", re.I)
_TITLE: Final = late(
    r"<(?:title|h1)>\s*(?:HTTP (?:Status )?|[^<]{0,40}\berror:? )?([45]\d\d)\b|<title>[^<]{0,80}?\| ([45]\d\d): |"
    r"\berror code:? (\d{3})\b",
    re.I,
)
_TEXT_STATUS: Final = late(r"ERR_ACCESS_DENIED|ERR_CACHE_ACCESS_DENIED")


class Asked:
    """What curl printed of the request: where it went."""

    def __init__(self) -> None:
        self._host = ""
        self._path = ""

    def note(self, line: str) -> bool:
        """Notes a line of curl's own; False for any other line."""
        asked = _ASKED.match(line)
        if asked is not None:
            self._path = asked[2]
            return True
        host = _HOST.match(line)
        if host is not None and "." in host[1]:
            self._host = host[1]
            return True
        return line.startswith(("* ", "> ", ">", "} [", "{ [")) and not line.startswith(">>>")

    @property
    def url(self) -> str | None:
        return f"https://{self._host}{self._path}" if self._host else None


class AnswerReader:
    """Takes the lines of one answer, from its status line on."""

    def __init__(self, status: int, asked: Asked) -> None:
        self._status = status
        self._asked = asked
        self._headers: dict[str, str] = {}
        self._body: list[str] = []
        self._length = 0
        self._in_head = True

    def add(self, line: str) -> bool:
        """Takes a line; False if the answer has ended before it."""
        following = STATUS_LINE.match(line)
        if following is not None and (self._status < 200 or (self._status == 200 and not self._body)):
            self._status, self._headers, self._in_head = int(following[1]), {}, True  # of a proxy, or a 100
            return True
        if following is not None:
            return False
        if self._in_head:
            return self._add_header(line)
        if _PROGRESS.match(line) and not line.lstrip().startswith(('{"', "<")):
            self._asked.note(line)
            return True
        if not self._body and not line.strip():
            return True
        if self._body and begins_record(line) and not is_open("\n".join(self._body)):
            return False
        if self._length < MAX_BODY:
            self._body.append(line)
        self._length += len(line) + 1
        return True

    def _add_header(self, line: str) -> bool:
        if not line.strip() or line.strip() == "<":
            self._in_head = False
            return True
        header = _HEADER.match(line)
        if header is None:
            if self._headers or line[:1] in ("{", "[", "<"):
                self._in_head = False
                return self.add(line)
            return False
        if len(self._headers) < 100:
            self._headers.setdefault(header[1].lower(), header[2].strip())
        return True

    def candidate(self) -> Candidate | None:
        """The answer; that of an RPC if its headers have the RPC's status."""
        body = "\n".join(self._body)
        context = "\n".join(filter(None, (self._asked.url and f"Host: {self._asked.url}", body[:8192])))
        rpc = self._headers.get("grpc-status", "")
        if rpc.isdecimal() and rpc != "0":
            message = self._headers.get("grpc-message", "")
            return Candidate("rpc", context, status=rpc, body=message, headers=self._headers, is_whole=True)
        return Candidate(
            "answer",
            context,
            status=self._status,
            body=body or None,
            headers=self._headers,
            url=self._asked.url,
            is_whole=True,
        )


class PageReader:
    """Takes the lines of an HTML page."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._ended = False

    def add(self, line: str) -> bool:
        """Takes a line; False behind the page's end."""
        if self._ended or (not line.lstrip().startswith("<") and begins_record(line) and "</" not in line):
            return False
        if self._length < MAX_BODY:
            self._lines.append(line)
        self._length += len(line) + 1
        self._ended = "</html>" in line.lower()
        return True

    def candidate(self) -> Candidate | None:
        """The answer whose body the page is; its status is the one that it prints."""
        text = "\n".join(self._lines)
        found = _TITLE.search(text)
        if found is not None:
            status: int | None = int(next(part for part in found.groups() if part))
        else:
            status = 403 if _TEXT_STATUS.search(text) else None
        return Candidate("answer", text[:8192], status=status, body=text, is_whole=True)
