"""Where a text ends: what begins a new record of a log, and whether brackets are still open."""

from __future__ import annotations

from typing import Final

from genai_triage.patterns import late

_BEGINS: Final = late(
    r"\s{0,4}(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]|\[?\d\d:\d\d:\d\d\b|"
    r"\[?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL|TRACE|NOTICE)\b[\]: |-]|\{\"|[IWEF]\d{4} \d\d:|"
    r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d{1,3}(?:\.\d{1,3}){3} - |[$#] \w|>>> |HTTP/\d|"
    r"(?:time|ts|level|timestamp)=)"
)


def begins_record(line: str) -> bool:
    """Whether a line begins a new record of a log, or is a prompt."""
    return _BEGINS.match(line) is not None


def is_open(text: str) -> bool:
    """Whether a text may go on in the next line: a bracket or an RPC's angle is not closed yet."""
    if "of RPC that terminated with" in text and not text.rstrip().endswith(">"):
        return True
    return text.count("{") > text.count("}") or text.count("[") > text.count("]") or text.count("(") > text.count(")")
