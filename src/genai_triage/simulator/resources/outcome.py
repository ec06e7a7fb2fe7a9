"""How a job ends, read off a cause's example: its state, its error, its items, its filtered media."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from genai_triage.evidence.grpc_names import RPC_CODES
from genai_triage.simulator.exchange import Facts
from genai_triage.taxonomy.model import Example

_UNKNOWN: Final = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job."""

    state: str = "SUCCEEDED"
    """The last word of the state, e.g. `RUNNING`."""
    status: str = "completed"
    """The same as interactions have it."""
    error: Mapping[str, Any] | None = None
    """A `google.rpc.Status`."""
    stats: Mapping[str, Any] = field(default_factory=dict)
    """`batchStats`."""
    filtered: tuple[str, ...] = ()
    """Why media were filtered."""

    @property
    def is_open(self) -> bool:
        return self.state == "RUNNING"

    @property
    def is_good(self) -> bool:
        return self.state == "SUCCEEDED" and not self.filtered


OPEN: Final = Outcome("RUNNING", "in_progress")
CANCELLED: Final = Outcome("CANCELLED", "cancelled")
GOOD: Final = Outcome()


def outcome_of(facts: Facts) -> Outcome:
    """Where the job of a request stands, but for a failure of its own."""
    return {"open": OPEN, "cancelled": CANCELLED}.get(facts.job_state, GOOD)


def failed(example: Example) -> Outcome | None:
    """How a job ends that ends with a cause; None for a cause that no job can end with."""
    if example.grpc is not None and example.grpc[0] in RPC_CODES:
        return _with_error({"code": RPC_CODES.index(example.grpc[0]), "message": example.grpc[1]})
    body = example.body if isinstance(example.body, dict) else {}
    if isinstance(body.get("error"), dict):
        return _with_error(_rpc_status(body["error"]))
    metadata = body.get("metadata")
    if isinstance(metadata, dict) and "state" in metadata:
        state = str(metadata["state"]).rpartition("_")[2]
        return Outcome(state, "completed" if state == "SUCCEEDED" else "failed", stats=metadata.get("batchStats", {}))
    reasons = tuple(str(one["raiFilteredReason"]) for one in body.get("predictions", ()) if "raiFilteredReason" in one)
    if reasons:
        return Outcome(filtered=reasons)
    return Outcome("FAILED", str(body["status"])) if isinstance(body.get("status"), str) else None


def _with_error(error: Mapping[str, Any]) -> Outcome:
    return Outcome("FAILED", "failed", error=error)


def _rpc_status(error: Mapping[str, Any]) -> dict[str, Any]:
    """An error of REST as a job has it: the code is the RPC's, and its name is left out."""
    name = error.get("status")
    code = RPC_CODES.index(name) if name in RPC_CODES else _UNKNOWN
    details = {"details": error["details"]} if "details" in error else {}
    return {"code": code, "message": error.get("message", ""), **details}
