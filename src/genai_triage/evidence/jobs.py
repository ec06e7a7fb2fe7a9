"""Jobs: batches, long-running operations, tunings, files, thread runs, interactions → state, name and failed items.

A job's answer is good, and says what became of the job: the failure is the job's, at the moment that the caller learns
of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .error_body import NESTED
from .limits import MAX_NAME
from .reading import Reading

CANCELLED: Final = "cancelled"
"""The fact that a job was ended before its time."""
_FAILED_STATES: Final = {
    "FAILED": "job_failed",
    "EXPIRED": "job_expired",
    "CANCELLED": CANCELLED,
    "CANCELED": CANCELLED,
}
_STATUSES: Final = {
    "failed": "job_failed",
    "cancelled": CANCELLED,
    "canceled": CANCELLED,
    "budget_exceeded": "budget_exceeded",
    "expired": "job_expired",
}
_OPEN_STATES: Final = ("PENDING", "RUNNING", "QUEUED", "PROCESSING", "PAUSED", "UPDATING", "CREATING")
_OPEN_STATUSES: Final = ("in_progress", "queued", "created")
_STATS: Final = ("batchStats", "batch_stats", "completionStats", "completion_stats")
_COUNTS: Final = ("failedRequestCount", "failed_request_count", "failedCount", "failed_count")
_GOOD_COUNTS: Final = ("successfulRequestCount", "successful_request_count", "successfulCount", "successful_count")
_ENDS: Final = frozenset({"response", "error", "result"})
_RESULTS: Final = ("response", "dest", "output")
_RESPONSES: Final = (
    *("inlinedResponses", "inlined_responses"),
    *("inlinedEmbedContentResponses", "inlined_embed_content_responses"),
)


def read_job(document: Mapping[str, Any], reading: Reading) -> None:
    """Adds what a document says of a job: its name, whether it goes on, and what it failed with."""
    inner = next((document[key] for key in NESTED[1:] if isinstance(document.get(key), dict)), document)
    state, status = _state(inner), inner.get("status")
    if state is None and not isinstance(status, str) and "done" not in inner:
        return
    name = inner.get("name") or inner.get("id") or inner.get("run_id") or inner.get("thread_id")
    if isinstance(name, str) and name:
        reading.job = name
        reading.job_goes_on = _goes_on(inner, state, status)
    reading.fact = reading.fact or _fact(inner, state, status)
    if reading.fact is None and state is None and _is_without_result(inner, name):
        reading.fact = "no_result"
    has_ended = inner.get("done") is True if state is None else state not in _OPEN_STATES
    if reading.fact is None and has_ended:  # of one that goes on every look would tell the same items again
        _read_items(inner, state, reading)


def _is_without_result(document: Mapping[str, Any], name: Any) -> bool:
    """Whether an operation is done and holds neither of what it may end with (google/longrunning/operations.proto)."""
    is_operation = isinstance(name, str) and "operations/" in name
    return is_operation and document.get("done") is True and _ENDS.isdisjoint(document)


def _state(document: Mapping[str, Any]) -> str | None:
    """The last word of the state, in capitals: `JOB_STATE_FAILED` and `BATCH_STATE_FAILED` are one."""
    for holder in (document, document.get("metadata")):
        state = holder.get("state") if isinstance(holder, dict) else None
        if isinstance(state, str):
            return state[:MAX_NAME].rpartition("_")[2].upper()
    return None


def _goes_on(document: Mapping[str, Any], state: str | None, status: Any) -> bool:
    if state is not None:
        return state in _OPEN_STATES
    return status in _OPEN_STATUSES or ("done" in document and document["done"] is not True)


def _fact(document: Mapping[str, Any], state: str | None, status: Any) -> str | None:
    if isinstance(status, str) and not any(key in document for key in ("choices", "candidates")):
        fact = _STATUSES.get(status.lower())
        if fact is not None:
            return fact
    return None if state is None else _FAILED_STATES.get(state)


def _read_items(document: Mapping[str, Any], state: str | None, reading: Reading) -> None:
    """Counts the items of a batch that failed although the batch succeeded."""
    items = _items(document)
    failed, total = _stated(document)
    if failed is None:
        failed, total = sum(map(_has_failed, items)), len(items)
    if failed or (state == "SUCCEEDED" and "PARTIALLY" in str(document.get("state"))):
        reading.fact = "items_failed"
        reading.items = (failed, total) if failed else None
        reading.item_errors = [item["error"] for item in items if _has_failed(item)]


def _stated(document: Mapping[str, Any]) -> tuple[int | None, int]:
    for holder in (document, document.get("metadata")):
        for key in _STATS:
            stats = holder.get(key) if isinstance(holder, dict) else None
            if isinstance(stats, dict):
                failed = _first_count(stats, _COUNTS)
                return failed, failed + _first_count(stats, _GOOD_COUNTS)
    return None, 0


def _first_count(stats: Mapping[str, Any], names: tuple[str, ...]) -> int:
    """A count; as a string in protobuf's JSON."""
    value = next((stats[name] for name in names if name in stats), 0)
    if isinstance(value, str) and value.isdecimal() and len(value) < 12:
        value = int(value)
    return value if type(value) is int and 0 <= value < 10**12 else 0


def _items(document: Mapping[str, Any]) -> list[Any]:
    """The items themselves, where the answer holds them."""
    metadata = document.get("metadata")
    holder: Any = next((document[key] for key in _RESULTS if document.get(key)), None)
    if holder is None and isinstance(metadata, dict):
        holder = metadata.get("output")
    for _ in range(2):
        for key in _RESPONSES:
            if isinstance(holder, dict) and key in holder:
                holder = holder[key]
    return holder if isinstance(holder, list) else []


def _has_failed(item: Any) -> bool:
    return isinstance(item, dict) and bool(item.get("error"))
