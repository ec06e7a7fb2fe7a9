"""One method of a service over gRPC, as the server needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from genai_triage.simulator.exchange import Facts
from genai_triage.taxonomy.model import Provider


@dataclass(frozen=True, slots=True)
class RpcMethod:
    """How a method's messages are read and written."""

    provider: Provider
    request: Any
    """Protobuf class of its requests."""
    streams: bool
    """Whether it answers with a stream."""
    read: Callable[[Any], Facts]
    """A request's facts."""
    write: Callable[[Any], Any]
    """The message for REST's JSON; raises `NotTellable` for what it has no form for."""
