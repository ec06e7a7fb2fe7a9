"""What a request asked for and what is sent back, whatever carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from genai_triage.taxonomy.model import Provider

JSON = "application/json"
EVENT_STREAM = "text/event-stream"


Stage = Literal["", "handshake", "turn", "message"]
"""When a session fails: as it is set up, at the handshake, in a turn, or by an error object among a turn's messages."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One request, as far as an answer depends on it. Holds no prompt text and no credential."""

    provider: Provider
    endpoint: str
    """A word of `Example.endpoint`, or `other`."""
    operation: str
    """The provider's own name for the call, e.g. `streamGenerateContent`, `chat/completions`."""
    method: str = "POST"
    path: str = ""
    """Without the query, which may hold a key."""
    model: str = ""
    stream: bool = False
    sse: bool = False
    """A stream of server-sent events; otherwise a stream is one JSON array."""
    input_characters: tuple[int, ...] = (0,)
    """Length of each input text, in characters: one for a prompt, several for embeddings."""
    max_tokens: int | None = None
    functions: tuple[Mapping[str, Any], ...] = ()
    """Declared functions: `name` and a JSON schema under `parameters`."""
    must_call: bool = False
    """The request forces a function call."""
    has_function_result: bool = False
    """The history ends with the result of a function call."""
    schema: Mapping[str, Any] | None = None
    """JSON schema of a structured answer."""
    asked: str = ""
    """Value of the `x-simulate` header."""
    credential_cause: str = ""
    """Cause named by the API key, the scope, the authorization key or the access token."""
    token: Literal["", "ok", "expired", "unknown"] = ""
    """State of the GigaChat access token; empty where none is needed."""
    refusal: str = ""
    """What GigaChat's token endpoint objects to: `rquid`, or its own error code."""
    rpc: bool = False
    """Asked over gRPC."""
    stage: Stage = ""
    """Of a session: where it stands."""
    label: str = ""
    """The display name that something is given; it asks for a failure as a model's name does."""
    job: str = ""
    """Id of the job that is asked for, cancelled or, once the simulator has named it, made."""
    makes_job: bool = False
    cancels_job: bool = False
    job_state: Literal["", "open", "done", "cancelled"] = ""
    """Empty for a job that the simulator does not know."""
    job_cause: str = ""
    """Id of the cause that the job has ended with."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """What the answer about a resource repeats of the request: words, and lists of words."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What a single endpoint needs to answer: ids of files and threads, sizes."""


@dataclass(frozen=True, slots=True)
class SimResponse:
    """What goes back over the connection."""

    status: int = 200
    pieces: tuple[bytes, ...] = ()
    """The body; more than one piece for a stream."""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    streamed: bool = False
    fault: Literal["", "reset", "cut", "stall"] = ""
    rpc: tuple[str, str] | None = None
    """gRPC status name and details text, where the cause has no other form."""
    declared_length: int | None = None
    """`content-length` in bytes where it differs from what is sent."""
