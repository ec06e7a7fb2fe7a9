"""Which causes can be answered, how to ask for one, and how a request names it."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from genai_triage.evidence.grpc_names import RPC_CODES
from genai_triage.simulator.exchange import Stage
from genai_triage.taxonomy.model import Cause, Example, Provider
from genai_triage.taxonomy.vendors import PROVIDERS

HEADER = "x-simulate"
CALL_FUNCTION = "call-function"
"""Asked like a cause, but for a good answer: the first declared function is called."""
_NAMED = re.compile(rf"(?:^|-)(?:fail-(?P<cause>[\w.]+)|(?P<call>{CALL_FUNCTION}))$")
JOB_FAILS = "-job-fail-"
"""In a model's or a display name: the job that is made ends with the cause, and the request that makes it is good."""
_LATE: Final[Mapping[str, Stage]] = {"-turn-fail-": "turn", "-message-fail-": "message"}
"""In a model's name: when its Live session fails; by default as it is set up."""
_STREAM_TWINS = ({"generate", "stream"}, {"chat", "stream"})

Way = Literal["answer", "token", "live", "url", "rpc", "none"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """How one cause is brought about."""

    cause: str
    way: Way
    """Where it is answered: `answer`, any API call; `token`, the token request; `live`, a Live session;
    `url`, another address; `rpc`, any RPC; `none`, nowhere."""
    how: str
    """One sentence: what to do, or why it cannot be done."""


def scenario(cause: Cause) -> Scenario:
    """Tells how a cause is simulated."""
    way = _way(cause.example)
    return Scenario(cause.id, way, _how(cause, way))


def simulatable(cause: Cause) -> bool:
    """Whether the simulator can bring the cause about."""
    return _way(cause.example) != "none"


def _way(example: Example | None) -> Way:
    if example is None:
        return "none"
    if example.endpoint == "live" or is_close_frame(example.body):
        return "live"
    if example.fault in ("refuse", "dns", "tls_untrusted", "connect_stall"):
        return "url"
    if example.grpc is not None:
        return "rpc" if example.grpc[0] in RPC_CODES else "none"
    if example.http is None and not example.fault:
        return "none"
    return "token" if example.endpoint == "token" else "answer"


def is_close_frame(body: Any) -> bool:
    """Whether an example's body is the close frame of a websocket."""
    return isinstance(body, dict) and "ws_close_code" in body


def _how(cause: Cause, way: Way) -> str:
    example = cause.example
    if example is None:
        return "The row has no example."
    if way == "token":
        return f"Use the scope fail-{cause.id}, or the authorization key {authorization_key(cause.id)!r}."
    if way == "live":
        return f"Open a Live session for the model fail-{cause.id}."
    if way == "url":
        return f"Point the client at the simulator's {example.fault} address (`fault_urls`)."
    if way == "rpc":
        return f"Make an RPC for the model fail-{cause.id}, or with the metadata {HEADER}: {cause.id}."
    if way == "answer":
        kind = " with a streaming call" if example.stream else ""
        place = f" on the {example.endpoint} endpoint" if example.endpoint else ""
        return f"Ask for the model fail-{cause.id}, or send {HEADER}: {cause.id}{kind}{place}."
    return "It happens in the client before any request is sent, so no server can bring it about."


def named_by(name: str) -> str:
    """The cause id (or `call-function`) in a model name, an API key, a scope or an access token; empty if none.

    The marker stands at the end, so `gemini-2.5-flash-fail-gemini.internal` keeps its model's name.
    """
    found = _NAMED.search(name)
    return (found["cause"] or found["call"]) if found else ""


def stage_of(model: str) -> Stage:
    """When the Live session of a model fails, by its name."""
    return next((stage for mark, stage in _LATE.items() if mark in model), "")


def named_by_authorization_key(key: str) -> str:
    """The cause id in a GigaChat authorization key, base64 of `fail:<cause id>`; empty if none."""
    try:
        client, _, secret = base64.b64decode(key, validate=True).decode("ascii").partition(":")
    except ValueError:
        return ""
    return secret if client == "fail" else ""


def authorization_key(cause_id: str) -> str:
    """A GigaChat authorization key that asks for a cause."""
    return base64.b64encode(f"fail:{cause_id}".encode()).decode("ascii")


def provider_of(cause: Cause) -> Provider | None:
    """The provider whose service fails so; None for causes of the network."""
    prefix = cause.id.partition(".")[0]
    return next((provider for provider in PROVIDERS if provider == prefix), None)


def fits_endpoint(wanted: str, endpoint: str) -> bool:
    """Whether a cause of endpoint `wanted` can happen at `endpoint`; empty or `*` is every one but the token's."""
    if wanted in ("", "*"):
        return endpoint != "token"
    return wanted == endpoint or {wanted, endpoint} in _STREAM_TWINS
