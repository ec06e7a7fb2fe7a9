"""The canonical names of gRPC codes; source: google/rpc/code.proto."""

from __future__ import annotations

from typing import Final

RPC_CODES: Final = (
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
)
"""Names by number."""

FAILED_RPC_CODES: Final = frozenset(RPC_CODES[1:])

OTHER_SPELLINGS: Final = {"CANCELED": "CANCELLED"}
"""Names as other languages' libraries print them: grpc-go has `Canceled`."""
