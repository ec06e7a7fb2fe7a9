"""Streams that are all open, half read, before the first one ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from benchmarks import answers
from benchmarks.scale.finding import Finding, at_most, equal, told
from benchmarks.scale.observed import Observed, resident
from benchmarks.scenarios import gemini, library
from benchmarks.wire import StreamWire

_ROUNDS: Final = 4
_GROWTH: Final = 8.0


def run(streams: int) -> list[Finding]:
    """Opens the streams, reads half of each, then the rest; four times."""
    client = gemini(StreamWire(library()))
    with Observed().on() as observed:
        memory = [_round(client, streams) for _ in range(_ROUNDS)]
        counted, good = observed.calls(), observed.calls(triage_class="ok")
        before_the_end = memory[-1][2]
    made = streams * _ROUNDS
    return [
        equal("triage.calls", counted, made),
        equal("of them without a failure", good, made),
        equal("chunks of a stream that were read", before_the_end, answers.CHUNKS),
        told("resident memory with all open", memory[-1][0], "MB"),
        at_most("growth from the second round's end to the last's", memory[-1][1] - memory[1][1], _GROWTH, "MB"),
    ]


def _round(client: Any, streams: int) -> tuple[float, float, int]:
    """Returns the MB with all half read, those afterwards, and the chunks of one."""
    opened: list[Iterator[Any]] = [
        iter(client.models.generate_content_stream(model="gemini-2.5-flash", contents="Hi")) for _ in range(streams)
    ]
    half = answers.CHUNKS // 2
    for stream in opened:
        for _ in range(half):
            next(stream)
    under_way = resident()
    rest = [sum(1 for _ in stream) for stream in opened]
    opened.clear()
    return under_way, resident(), half + min(rest)
