"""Bodies of answers with a good status → evidence of a failure inside them, or None for a good answer.

A body is turned into a reading, which the one judge decides on; what is left to say here is of bodies that are no
JSON, or not the JSON that was asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from genai_triage.patterns import late
from genai_triage.taxonomy import Evidence

from .documents import read_documents
from .error_body import find_error, note_unreadable
from .judge import failure_in_reading, with_fact
from .parse import Body, BrokenEvent, read_last_events
from .reading import Reading
from .scan import scan
from .text import read_raw

_GENERATING: Final = ("generate", "stream", "chat", "interactions", "")
_ANSWERING: Final = ("generate", "stream", "chat")
_PROMISING: Final = (*_ANSWERING, "embed", "embeddings")
DOWNLOAD: Final = "download"
"""The endpoint whose answers are files: their content is the user's own, whatever it says."""
FILES: Final = "files"
_BODYLESS: Final = (FILES, "operations", "caches", "batches", "models", "threads", "live")

# A key that is not escaped stands outside the model's own text.
_ERROR_OBJECT: Final = late(r"(?<!\\)\"error\"\s{0,9}:\s{0,9}\{")
_IS_ERROR: Final = late(r"\{'error'\s{0,9}:|\{\s{0,9}\"(?:status|status_code|code)\"\s{0,9}:\s{0,9}[45]\d\d\b")
_ERROR: Final = '"error"'
_LONGEST_VALUE: Final = 4096
_MAX_ERRORS: Final = 20
"""Places where a text says `"error"` of which one may be a key."""
_BEGINS_WITH_ERROR: Final = late(
    r"[\s\[]{0,20}\{\s{0,20}\"(?:error\"\s{0,9}:\s{0,9}\{|(?:status|status_code|code)\"\s{0,9}:\s{0,9}[45]\d\d\b)"
)


def read_answer(body: Body, reading: Reading) -> bool:
    """Adds what a body with a good status shows; says whether it is good beyond doubt, as nearly every answer is."""
    read_documents(body.documents, reading)
    reading.ended = reading.ended or body.done
    return len(body.documents) == 1 and reading.is_good


def failure_in_success(
    body: Body, evidence: Evidence, content_type: Callable[[], str], reading: Reading | None = None
) -> Evidence | None:
    """Completes the evidence of an answer with a good status; None if the answer is good.

    Args:
        body: of the answer; `cut` says that its end is missing, because it was left early or only its beginning kept.
        evidence: who answered, with which status, at which endpoint.
        content_type: of the answer; asked for only where the body does not speak for itself.
        reading: what `read_answer` has read of it; None to read it here.
    """
    if reading is None:
        reading = Reading()
        read_answer(body, reading)
    if reading.error is not None:
        return failure_in_reading(reading, evidence)
    if body.html or (not body.documents and body.text.strip()[:1] == "<" and "text/html" in content_type().lower()):
        return with_fact(evidence, "html")
    if body.stream and body.tail and not reading.generated:
        scan("", body.tail, reading, is_stream=True)  # one event is longer than what was kept
    if body.had_content and reading.generated:
        reading.add_candidate(0, None, True)
    if not body.documents and not reading.generated:
        return _judge_text(body, evidence, content_type().lower(), reading)
    if reading.fact is None:
        for document in body.documents[: -1 if body.cut else None]:
            if isinstance(document, BrokenEvent):
                return _unparsable(document.data, evidence)
        if not reading.generated:
            return _judge_unknown(body, evidence)
        if body.cut and not (reading.ended or reading.candidates or reading.block_reason):
            return None
    return failure_in_reading(reading, evidence, complete=_complete(body, evidence))


def _complete(body: Body, evidence: Evidence) -> bool | None:
    """Whether the end of a stream is at hand; None for an answer that is no stream."""
    if not body.stream and evidence.endpoint != "stream":
        return None
    return bool(body.text) and body.stream and not body.cut


def _judge_text(body: Body, evidence: Evidence, content_type: str, reading: Reading) -> Evidence | None:
    """A body without any JSON value in it."""
    stripped = body.text.strip()
    if not body.given or evidence.http_status not in (200, None):
        return None
    if not stripped:
        return None if evidence.endpoint in _BODYLESS or body.cut else with_fact(evidence, "empty_body")
    if body.cut:
        return _judge_part(body, stripped, evidence, reading)
    if (body.done or stripped == "[]") and evidence.endpoint in _ANSWERING:
        return with_fact(evidence, "no_candidate")  # an end, or a list of chunks, and nothing in it
    if evidence.endpoint not in (*_PROMISING, "token") and _is_value(stripped):
        return None  # a list of nothing, say, where no object was asked for
    promised = "json" in content_type or "event-stream" in content_type or stripped[0] in "{["
    if body.stream and not body.done:
        is_generating = evidence.endpoint in _GENERATING
        return with_fact(evidence, "stream_cut") if is_generating else _unparsable(stripped, evidence)
    if promised and not body.done and not ("text/plain" in content_type or "octet-stream" in content_type):
        return _unparsable(stripped, evidence)
    return _unparsable(stripped, evidence) if evidence.endpoint in ("generate", "chat", "stream", "token") else None


def _is_value(text: str) -> bool:
    """Whether a short text is JSON."""
    if len(text) > _LONGEST_VALUE:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _judge_part(body: Body, text: str, evidence: Evidence, reading: Reading) -> Evidence | None:
    """A text that is not parsed: it is too long, or it was left early."""
    if text[0] not in "{[":
        return None
    if _BEGINS_WITH_ERROR.match(text) and read_raw(text, evidence):
        note_unreadable(evidence)
        return evidence
    scan(text, body.tail, reading, is_stream=text[0] == "[")
    return failure_in_reading(reading, evidence, complete=False)


def failure_in_end(end: bytes, evidence: Evidence) -> Evidence | None:
    """The error object, or else the finish reason, in the last bytes of a stream; the lack of both says nothing."""
    read = read_last_events(end)
    for document in reversed(read.documents):
        if isinstance(document, BrokenEvent) and read_broken(document.data, evidence):
            return evidence
        error = find_error(document, failed=False)
        if error is not None:
            return failure_in_reading(Reading(error), evidence)
    _, found, rest = read.text.rpartition('"error"')
    if found and read_raw(rest, evidence):
        return evidence
    stopped = failure_in_success(replace(read, cut=True), evidence, str)
    return stopped if stopped is not None and (stopped.finish or stopped.block) else None


def read_end(end: bytes, reading: Reading) -> None:
    """Adds the end mark and the finish reason that the last bytes of a stream show; they may begin inside an event."""
    read = read_last_events(end)
    whole = [document for document in read.documents if not isinstance(document, BrokenEvent)]
    read_documents(whole, reading)
    reading.ended = reading.ended or read.done
    if not whole:
        scan("", read.text, reading, is_stream=True)  # one event is longer than what was kept


def read_broken(text: str, evidence: Evidence) -> bool:
    """Adds the error object that can be made out in a text that is no JSON; says whether there is one."""
    start = _start_of_error(text)
    if start < 0 or not read_raw(text[start:], evidence):
        return False
    note_unreadable(evidence)
    return True


def _start_of_error(text: str) -> int:
    """Where an error object begins in a text; -1 where there is none. No pattern is tried at every character."""
    if _IS_ERROR.match(text):
        return 0
    start = text.find(_ERROR)
    for _ in range(_MAX_ERRORS):
        if start < 0 or _ERROR_OBJECT.match(text, start):
            return start
        start = text.find(_ERROR, start + 1)
    return -1


def _unparsable(text: str, evidence: Evidence) -> Evidence:
    return evidence if read_broken(text, evidence) else with_fact(evidence, "unparsable")


def _judge_unknown(body: Body, evidence: Evidence) -> Evidence | None:
    """JSON that is no answer of a generating method: good, unless the endpoint promised one."""
    if evidence.endpoint not in _PROMISING or body.cut or evidence.http_status not in (200, None):
        return None
    is_empty = all(isinstance(one, dict) and (not one or one.get("data") == []) for one in body.documents)
    return with_fact(evidence, "no_candidate") if is_empty else None
