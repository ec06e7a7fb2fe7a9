"""A cause's example as an answer to the request at hand. Nothing here knows a single cause."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from genai_triage.simulator.exchange import EVENT_STREAM, JSON, Facts, SimResponse
from genai_triage.simulator.services import SERVICES
from genai_triage.taxonomy.model import Example
from genai_triage.taxonomy.vendors import vendor_of

_OURS = {"content-length", "content-encoding", "transfer-encoding", "connection", "date", "content-type"}
"""Headers of an example that the server sets for what it sends."""


def as_answer(example: Example, facts: Facts, good: SimResponse) -> SimResponse:
    """What the example sends to this request.

    Args:
        example: An HTTP answer, an RPC status, or the fault `reset`, `cut` or `stall`.
        facts: The request.
        good: The good answer, which a fault or a broken stream begins with.
    """
    if example.grpc is not None:
        return SimResponse(0, rpc=example.grpc)
    if example.fault == "cut":
        return _cut(good)
    if example.fault in ("reset", "stall"):
        return SimResponse(fault=example.fault)
    if facts.stream and facts.stage:
        return _late(example, facts, good)
    if example.http == 200 and facts.stream and example.stream:
        return _broken_stream(example, facts, good)
    if example.http == 200:
        return _with_headers(_soft(example, facts, good), example)
    return _with_headers(_plain(example.http or 500, _error_body(example, facts), facts, good), example)


def _cut(good: SimResponse) -> SimResponse:
    if good.streamed:
        return replace(good, pieces=good.pieces[:1], fault="cut")
    body = b"".join(good.pieces)
    return replace(good, pieces=(body[: len(body) // 2],), declared_length=len(body), fault="cut")


def _late(example: Example, facts: Facts, good: SimResponse) -> SimResponse:
    """A stream that has begun well: by a message it is told to end, else the connection does."""
    if facts.stage == "message" and example.body is not None:
        return _broken_stream(example, facts, good)
    return _cut(good)


def _broken_stream(example: Example, facts: Facts, good: SimResponse) -> SimResponse:
    if example.body is None:
        last = b""
    elif isinstance(example.body, str):
        last = example.body.encode()
    elif facts.sse:
        last = SERVICES[facts.provider].event(facts, example.body)
    else:
        last = b"," + json.dumps(example.body).encode() + b"]"
    return replace(good, pieces=(good.pieces[0], last) if last else good.pieces[:1])


def _soft(example: Example, facts: Facts, good: SimResponse) -> SimResponse:
    """A failure inside a 200, in the form that the request wants its answer."""
    service = SERVICES[facts.provider]
    streamed = service.soft_stream(facts, example.body) if facts.stream else None
    return streamed or _plain(200, service.soft_body(facts, example.body), facts, good)


def _error_body(example: Example, facts: Facts) -> Any:
    """Google wraps the error of a stream that is a JSON array in an array."""
    vendor = vendor_of(facts.provider)
    is_array = vendor is not None and vendor.streams_arrays and facts.stream and not facts.sse
    if is_array and isinstance(example.body, dict):
        return [example.body]
    return example.body


def _plain(status: int, body: Any, facts: Facts, good: SimResponse) -> SimResponse:
    content_type = JSON
    if isinstance(body, str):
        content_type = _content_type(body)
        data = body.encode()
    else:
        data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    if content_type.startswith("text/html"):
        vendor = vendor_of(facts.provider)
        headers = {"server": vendor.edge_server} if vendor and vendor.edge_server else {}
        return SimResponse(status, (data,), content_type, headers)
    return SimResponse(status, (data,), content_type, good.headers)


def _content_type(text: str) -> str:
    start = text.lstrip()[:16].lower()
    if start.startswith("<"):
        return "text/html; charset=utf-8"
    if start.startswith(("data:", "event:")):
        return EVENT_STREAM
    return JSON if start.startswith(("{", "[", '"')) else "text/plain; charset=utf-8"


def _with_headers(answer: SimResponse, example: Example) -> SimResponse:
    given = {name.lower(): value for name, value in example.headers.items()}
    kept = {name: value for name, value in given.items() if name not in _OURS}
    return replace(
        answer,
        headers={**answer.headers, **kept},
        content_type=given.get("content-type", answer.content_type),
    )
