"""gRPC statuses → evidence."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any, Final

from genai_triage.taxonomy import Evidence, Provider

from . import delay
from .error_body import read_error
from .grpc_names import OTHER_SPELLINGS, RPC_CODES
from .limits import MAX_HEADERS, MAX_TEXT
from .protobuf import read_status
from .who_answered import note_request_id

_DETAILS_KEY: Final = "grpc-status-details-bin"
_RETRY_KEY: Final = "retry-after"


def evidence_of_rpc(
    provider: Provider | None, status: object, details: object = "", metadata: object = None
) -> Evidence | None:
    """What an RPC's status shows of a failure; None for OK.

    Args:
        provider: whose service was called; None if unknown.
        status: name, number, or an object such as `grpc.StatusCode`.
        details: the status message.
        metadata: initial or trailing metadata, as pairs or a mapping; `grpc-status-details-bin` is read.
    """
    name = status_name(status)
    if name == "OK":
        return None
    text = details if isinstance(details, str) else ""
    evidence = Evidence(provider=provider, status=name, rpc=True, message=text[:MAX_TEXT] or None, is_spoken=True)
    is_rich = False
    for key, value in _entries(metadata):
        if key == _DETAILS_KEY and not is_rich:
            is_rich = True
            _read_rich_status(value, evidence)
        elif key == _RETRY_KEY and evidence.retry_after is None and isinstance(value, str):
            evidence.retry_after = delay.in_header(value)
    if evidence.reset_after is None:
        evidence.reset_after = delay.reset_said_in(text)
    if evidence.retry_after is None:
        evidence.retry_after = evidence.reset_after or delay.said_in(text)
    note_request_id(evidence, list(_entries(metadata)))
    return evidence


def status_name(status: object) -> str:
    """The canonical name of a gRPC status in any form; `UNKNOWN` for what is none."""
    if not isinstance(status, (str, int)):
        named = getattr(status, "name", None)
        value = getattr(status, "value", None)
        status = named if isinstance(named, str) else value[0] if isinstance(value, tuple) and value else value
    if isinstance(status, str):
        text = status[:60].rpartition(".")[2].strip()
        if not text.isdecimal():
            upper = _snake(text).upper()
            return OTHER_SPELLINGS.get(upper, upper) or "UNKNOWN"
        status = int(text)
    if isinstance(status, int) and not isinstance(status, bool) and 0 <= status < len(RPC_CODES):
        return RPC_CODES[status]
    return "UNKNOWN"


def _snake(text: str) -> str:
    """`ResourceExhausted` and `resource exhausted` → `resource_exhausted`; names in capitals stay."""
    if text.isupper() or not text:
        return text
    spaced = "".join("_" + letter if letter.isupper() and index else letter for index, letter in enumerate(text))
    return spaced.replace(" ", "_").replace("-", "_").replace("__", "_")


def _entries(metadata: object) -> Iterable[tuple[str, Any]]:
    if metadata is None:
        return
    items: Any = metadata.items() if hasattr(metadata, "items") else metadata
    if not hasattr(items, "__iter__"):
        return
    for count, item in enumerate(items):
        if count >= MAX_HEADERS:
            return
        key = getattr(item, "key", None)
        value = getattr(item, "value", None)
        if key is None and isinstance(item, (tuple, list)) and len(item) == 2:
            key, value = item
        if isinstance(key, bytes):
            key = key.decode("latin-1")
        if isinstance(key, str):
            yield key.lower(), value


def _read_rich_status(value: object, evidence: Evidence) -> None:
    if isinstance(value, str):
        try:
            value = base64.b64decode(value[:100_000] + "==")
        except ValueError:
            return
    if not isinstance(value, (bytes, bytearray)):
        return
    status = read_status(bytes(value))
    status.pop("code", None)
    if evidence.message:
        status.pop("message", None)
    read_error(status, evidence)
