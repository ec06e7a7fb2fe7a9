"""The one judge of a good answer: what a reading shows → evidence of a failure, or None.

A good answer must never become a failure: what is not recognised as an answer of a generating method is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from genai_triage.taxonomy import CAUSES, Cause, Evidence, FailureClass, Provider
from genai_triage.taxonomy.match import match

from .error_body import note_unreadable, read_error
from .limits import MAX_ERRORS, MAX_ITEMS
from .reading import GOOD_FINISHES, UNSPECIFIED, Candidate, Reading, normal_name

# Of several unusable candidates the one whose class stands first is reported.
_WORST_FIRST: Final = (
    FailureClass.PERMISSION,
    FailureClass.INVALID_REQUEST,
    FailureClass.SAFETY,
    FailureClass.RECITATION,
    FailureClass.MALFORMED_OUTPUT,
    FailureClass.TRUNCATED,
)
_NO_BLOCK: Final = "BLOCKED_REASON_UNSPECIFIED"


def failure_in_reading(reading: Reading, evidence: Evidence, *, complete: bool | None = None) -> Evidence | None:
    """Completes the evidence with the failure that an answer shows; None for a good one.

    Args:
        reading: of the answer.
        evidence: who answered, and where.
        complete: None for a whole answer; of a stream, True if it ended by itself and False if it was left early or
            may have been cut by who kept it.
    """
    if reading.is_good:
        return None
    if reading.error is not None:
        read_error(reading.error, evidence)
        note_unreadable(evidence)
        return evidence
    if reading.fact is not None:
        evidence.message = evidence.message or reading.finish_message
        if reading.items is not None:
            _note_items(reading, evidence, *reading.items)
        return with_fact(evidence, reading.fact)
    if not reading.generated and not complete:
        return None
    if _is_blocked(reading):
        evidence.block = normal_name(reading.block_reason)
        evidence.message = evidence.message or reading.finish_message
        return evidence
    if complete is False and not (reading.ended or _ends(reading)):
        return None
    if complete and reading.has_content and not reading.ended and not _ends(reading):
        return with_fact(evidence, "stream_cut")
    if reading.ended and not reading.generated:
        return None
    return _failure_in_candidates(reading, evidence)


def ends_badly(finish: str) -> bool:
    """Whether an answer that ended so is a failure, whatever it holds."""
    return finish not in GOOD_FINISHES


def with_fact(evidence: Evidence, fact: str) -> Evidence:
    """Notes what the answer shows by its shape."""
    evidence.fact = fact
    return evidence


def _note_items(reading: Reading, evidence: Evidence, failed: int, total: int) -> None:
    """Notes how many items of a batch failed, and with what most often."""
    evidence.place = f"{failed} of {total} items failed"
    errors = {repr(error): error for error in reading.item_errors[:MAX_ITEMS]}
    kinds = Counter(map(repr, reading.item_errors[:MAX_ITEMS]))
    found: Counter[str] = Counter()
    for kind, count in kinds.most_common(MAX_ERRORS):
        cause = _cause_of_item(errors[kind], evidence.provider)
        if cause is not None:
            found[cause.id] += count
    if found:
        evidence.items_cause = CAUSES[found.most_common(1)[0][0]]
        evidence.place += f", most often with {evidence.items_cause.id}"


def _cause_of_item(error: Any, provider: Provider | None) -> Cause | None:
    """What an item failed with; None where its error names no status."""
    item = Evidence(provider=provider)
    if isinstance(error, Mapping):
        read_error(error, item)
    return match(item).cause if item.status or item.error_status or item.reasons else None


def _is_blocked(reading: Reading) -> bool:
    """Whether the prompt was blocked; an answer in spite of it counts more."""
    if not reading.block_reason:
        return False
    is_answered = reading.has_content and (reading.finish_reasons or normal_name(reading.block_reason) == _NO_BLOCK)
    return not is_answered


def _ends(reading: Reading) -> bool:
    """Whether any candidate has a finish reason; an unspecified one stands in chunks too."""
    return any(candidate.finish not in (None, UNSPECIFIED) for candidate in reading.candidates.values())


def _failure_in_candidates(reading: Reading, evidence: Evidence) -> Evidence | None:
    """The evidence of the worst candidate, or None if any is usable."""
    candidates = reading.candidates.values()
    if not candidates:
        return with_fact(evidence, "no_candidate")
    bad = []
    for candidate in candidates:
        finish = _finish_of(candidate)
        if finish is not None and ends_badly(finish):
            bad.append(finish)
        elif candidate.content:
            return None
    evidence.message = evidence.message or reading.finish_message
    if not bad:
        return with_fact(evidence, "empty_answer")
    evidence.finish = _worst(evidence, bad)
    return evidence


def _finish_of(candidate: Candidate) -> str | None:
    return None if candidate.finish == UNSPECIFIED and candidate.content else candidate.finish


def _worst(evidence: Evidence, finishes: Iterable[str]) -> str:
    """The finish reason whose class ranks first."""
    known = list(finishes)
    return known[0] if len(known) == 1 else min(known, key=lambda finish: _rank(_class_of(evidence, finish)))


def _class_of(evidence: Evidence, finish: str) -> FailureClass:
    return match(Evidence(provider=evidence.provider, finish=finish)).failure_class


def _rank(failure_class: FailureClass) -> int:
    return _WORST_FIRST.index(failure_class) if failure_class in _WORST_FIRST else len(_WORST_FIRST)
