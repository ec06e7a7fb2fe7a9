"""Single lines: which of them may tell a failure, and in which form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from genai_triage.evidence.grpc import status_name
from genai_triage.evidence.grpc_names import FAILED_RPC_CODES
from genai_triage.evidence.judge import ends_badly
from genai_triage.evidence.limits import MAX_TEXT
from genai_triage.evidence.reading import normal_name
from genai_triage.patterns import late
from genai_triage.taxonomy.match import CAUSES
from genai_triage.taxonomy.model import FailureClass

from .candidate import Candidate, Form
from .classes import is_known
from .printed import rebuild

_NAMES: Final = "|".join(sorted(FAILED_RPC_CODES))
_CLASSES: Final = "|".join(member.value for member in FailureClass)

_WORDS: Final = (
    *("error", "exception", "fail", "timed out", "timeout", "refused", "denied", "unable", "exhaust", "unauthor"),
    *(
        "unavailable",
        "interrupt",
        "cancel",
        "reset by",
        "broken pipe",
        "certificate",
        "ssl",
        "block",
        "finish",
        "closed",
    ),
    *("invalid", "unreachable", "reject", "quota", "could not", "cannot", "couldn't", "too many", "unsupported"),
    *("not_found", "already_exists", "deadline", "aborted", "out_of_range", "precondition", "data_loss"),
    *(
        "unimplemented",
        "permission",
        "triage.",
        "incomplete",
        "exit",
        "econn",
        "etimedout",
        "not found",
        "unsupported",
        "gaierror",
        "received 1",
    ),
    *("ошибк", "не удалось", "отказ", "недоступ", "превышен", "вернул", "falha", "excedid"),
)
"""Lower-case words without one of which, or a status, no line tells a failure: a log has millions of such lines."""
_STATUS: Final = late(r"[45]\d\d(?<![\w./-]...)(?![\w/-]|\.\d)")


def may_tell(line: str) -> bool:
    """Whether a line may tell a failure at all; plain searches, as this is asked of every line."""
    lowered = line.lower()
    for word in _WORDS:
        if word in lowered:
            return True
    return "INTERNAL" in line or "UNKNOWN" in line or _STATUS.search(line) is not None


_LEVEL: Final = late(
    r"\b(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL|SEVERE|PANIC)\b|\blevel=\"?(\w{4,8})|"
    r"^(?:\x1b\[\d+m)?([IWEF])\d{4} ",
    0,
)
_LOW: Final = frozenset({"TRACE", "DEBUG", "INFO", "NOTICE", "I"})
_SUFFIXES: Final = (
    r"Error|Exception|Timeout|Exceeded|Exhausted|Unavailable|Argument|Precondition|Denied|Found|Unauthenticated|"
    r"Cancelled|Requests|Unauthorized|Forbidden|BadRequest|BadGateway|Rendezvous|Conflict|Aborted|Interrupt|DataLoss|"
    r"ConnectionClosed|InvalidStatus|InvalidURL|NotImplemented"
)
_SUFFIXED: Final = late(rf"\w+?(?:{_SUFFIXES})|Error|Exception|Timeout")
_RAISED: Final = late(
    r"(?<![\w./-])(?P<path>(?:[A-Za-z_]\w{0,60}\.){0,10})(?P<name>_?[A-Za-z]\w{2,80})"
    r"(?P<sep>: ?| ?\((?=['\"]|\d)| - |$)(?P<text>.*)",
    re.S | re.M,
)
_PLACE: Final = late(r"(?:\S{1,300}\.py:\d+: \w{1,100}(?:\n|$)|(?:FAILED|ERROR) \S{1,300}\.py::)")
"""Where pytest says that a failure was which it has printed above."""
_BARE: Final = frozenset({"Error", "Exception", "Timeout"})
"""Names that say no more than that something failed."""
_ALONE: Final = late(r"(?:^|: |raised |- |\| )$")
"""What stands before a class that is the whole of what a line prints."""
_ATTEMPTS: Final = late(r"RetryError\[<Future at 0x[0-9a-f]{4,16} state=finished raised (\w{1,100})>\]")
_ID: Final = r"[a-z]{3,12}\.[a-z0-9_]{2,60}"
_OWN: Final = late(rf"\b(?:{_CLASSES}): ({_ID})\b|triage\.cause[\"']?\s{{0,20}}[=:\s]\s{{0,20}}[\"']?({_ID})")
_REQUESTED: Final = late(r"HTTP Request: [A-Z]{3,7} (\S{1,2000}) \"HTTP/[\d.]{1,3} (\d{3})\b")
_CONNECTION: Final = late(
    r"\b(https?://[\w.-]{1,250}(?::\d{1,5})?) \"[A-Z]{3,7} (\S{1,2000}) HTTP/[\d.]{1,3}\" (\d{3}) "
)
_STATUS_SAID: Final = late(r"(?i:\b(?:response|status|http|error)(?: response)?(?: code)?[:= ]{1,3}([45]\d\d)\b)")
_ACCESS: Final = late(r"\"[A-Z]{3,7} \S{1,2000} HTTP/[\d.]{1,3}\" \d{3}\b")
_FINISH: Final = late(
    r"(?i:finish[_ ]?reason)[\"']?(?:\]|\s)*(?:is|was|:|=|=>)\s*[<\"']?"
    r"(?:(?:protos\.)?(?:Candidate\.)?FinishReason\.)?([A-Za-z_]{3,60})\b"
)
_BLOCK: Final = late(
    r"(?:(?i:block[_ ]?reason)[\"']?\s*(?:is|was|:|=|=>)|\bblocked due to)\s*"
    r"[<\"']?(?:Block(?:ed)?Reason\.)?([A-Za-z_]{3,60})\b"
)
_RPC: Final = late(
    rf"(?i:grpc)[- ]?(?i:status|code)?:?[ =]*(?:code)?\s*(\d{{1,2}})?[ :(]*({_NAMES})\b\)?(?:[:,] ?(.*)|$)"
)
_RPC_OF_GO: Final = late(r"\brpc error: code = (\w{2,30}) desc =\s?(.*)", re.S)
_RPC_OF_NODE: Final = late(rf"^(?:.*?Error: )?(\d{{1,2}}) ({_NAMES}): (.*)$")
_RPC_OF_FIELDS: Final = late(rf"\b(?:status|code|grpc_code|error_status)=[\"']?({_NAMES})\b")
_STRONG: Final = late(
    rf"\b[45]\d\d (?:{_NAMES})\b|StatusCode\.(?:{_NAMES})|[\"'](?:error|status|code|status_code)[\"']\s{{0,9}}:|"
    r"\bError code: [45]\d\d\b|(?i:\bhttp(?:/[\d.]+)?(?: error| status)?(?: code)?[:=]? ?[45]\d\d\b)|"
    r"(?i:\bstatus(?:[ _]code)?(?: is|:|=)? ?[45]\d\d\b)|\breceived 1\d{3} \(|\bcurl: \(\d+\)|"
    rf"(?i:\berror\b.{{0,40}}\b[45]\d\d\b)|\b(?:{_NAMES}): "
)
_BAD_WORD: Final = late(
    r"(?i:\berror|exception|\bfail(?:s|ed|ures?)?\b|timed out|timeout|refused|denied|unable|exhaust|"
    r"unauthor|unavailable|reset by peer|rejected|exceeded|could not|cannot|invalid|certificate verify|"
    r"ошибк|не удалось|отказ|недоступ|превышен|вернул|falha|excedid)|\b[45]\d\d\b"
)
_REASONS: Final[dict[Form, re.Pattern[str]]] = {"block": _BLOCK, "finish": _FINISH}
_NO_REASON: Final = frozenset(
    {"NONE", "NULL", "TRUE", "FALSE", "FINISH_REASON_UNSPECIFIED", "BLOCKED_REASON_UNSPECIFIED"}
)


def level_of(line: str) -> str:
    """The level that a line's beginning states; empty if none."""
    found = _LEVEL.search(line[:200])
    return (found[1] or found[2] or found[3]).upper() if found else ""


def is_low(level: str) -> bool:
    return level in _LOW


def candidates_in(text: str, level: str = "") -> Iterator[Candidate]:
    """The one candidate of a line, with the lines that go on with it; none for an ordinary line."""
    text = text[:MAX_TEXT]
    if _PLACE.match(text):
        return
    found = (
        _own(text)
        or _requested(text)
        or _rpc(text)
        or _raised(text)
        or finished_in(text)
        or _told(text, level or level_of(text))
    )
    if found is not None:
        found.level = level or level_of(text)
        yield found


def _own(text: str) -> Candidate | None:
    """What our own span, event or metric says."""
    for found in _OWN.finditer(text):
        cause = found[1] or found[2]
        if cause in CAUSES:
            return Candidate("cause", text, word=cause)
    return None


def _requested(text: str) -> Candidate | None:
    """What httpx and urllib3 log of a request."""
    found = _REQUESTED.search(text)
    url, status = (found[1], found[2]) if found else ("", "")
    if not found:
        found = _CONNECTION.search(text)
        url, status = (found[1] + found[2], found[3]) if found else ("", "")
    if not found:
        return None
    return Candidate("answer", f"HTTP Request: POST {url}", status=int(status), url=url)


def _rpc(text: str) -> Candidate | None:
    found = _RPC_OF_GO.search(text)
    if found is not None:
        return Candidate("rpc", text, status=status_name(found[1]), body=found[2])
    found = _RPC.search(text)
    if found is not None:
        return Candidate("rpc", text, status=found[2], body=found[3] or "")
    found = _RPC_OF_NODE.match(text)
    if found is not None:
        return Candidate("rpc", text, status=found[2], body=found[3])
    found = _RPC_OF_FIELDS.search(text)
    return None if found is None else Candidate("rpc", text, status=found[1], body="")


def _raised(text: str) -> Candidate | None:
    """An exception by its class and text; the outermost that a line names."""
    attempts = _ATTEMPTS.search(text)
    if attempts is not None:
        return Candidate("exception", text, exception=rebuild("", attempts[1], ""), modules=("tenacity",))
    found = _class_in(text, 0)
    if found is None:
        return None
    module, name, said = found["path"].rstrip("."), found["name"], _said(found)
    exception = rebuild(module, name, said)
    modules = [module or type(exception).__module__]
    inner = _class_in(said, 0)
    if inner is not None and not module and name in _BARE:
        return _raised(said)
    if inner is not None and inner["path"]:
        exception.__cause__ = rebuild(inner["path"].rstrip("."), inner["name"], _said(inner))
        modules.append(inner["path"].rstrip("."))
    is_strong = bool(module) or name not in _BARE
    return Candidate("exception", text, exception=exception, modules=tuple(modules), is_strong=is_strong)


def _class_in(text: str, position: int) -> re.Match[str] | None:
    """The first class of an exception that stands in a text with its own text, or as the last word of a line."""
    end = text.find("\n")
    while True:
        found = _RAISED.search(text, position, len(text))
        if found is None or (0 <= end < found.start()):
            return None
        module, name = found["path"].rstrip("."), found["name"]
        is_class = _SUFFIXED.fullmatch(name) or is_known(module, name)
        is_quoted = found["text"].strip() and name not in _BARE
        if is_class and (module or is_quoted or _ALONE.search(text[: found.start()])):
            return found
        position = found.end("name")


def _said(found: re.Match[str]) -> str:
    return (("(" if found["sep"].strip() == "(" else "") + found["text"]).strip()


def has_class(text: str) -> bool:
    """Whether a line prints an exception with its class, whose text may go on in the next lines."""
    return _class_in(text, 0) is not None


def is_strong(text: str) -> bool:
    """Whether a line tells a failure of its own by its form."""
    return _STRONG.search(text) is not None or _class_in(text, 0) is not None


def finished_in(text: str) -> Candidate | None:
    """The finish or block reason that a text names, unless an answer that ended so is good."""
    for form in _REASONS:
        found = _REASONS[form].search(text)
        reason = normal_name(found[1]) if found is not None else ""
        if reason and reason not in _NO_REASON and ends_badly(reason):
            return Candidate(form, text, word=reason)
    return None


def answered_in(text: str) -> Candidate | None:
    """The answer whose status a text names in words that no SDK has."""
    found = _STATUS_SAID.search(text)
    return None if found is None else Candidate("answer", text, status=int(found[1]))


def _told(text: str, level: str) -> Candidate | None:
    """A failure in the application's own words."""
    if _ACCESS.search(text):
        return None  # what a server logs of those who call it
    if _STRONG.search(text):
        return Candidate("text", text)
    if is_low(level) or _BAD_WORD.search(text) is None:
        return None
    return Candidate("text", text, is_strong=False)
