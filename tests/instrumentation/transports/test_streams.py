"""What was read ahead reaches the reader as it came: the same pieces, the rest, and the error that it ended with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.instrumentation.transports.streams import AsyncReplayed, Replayed, aread_ahead, read_ahead


class Body:
    """A body on its way, which may break off."""

    def __init__(self, pieces: list[bytes], error: Exception | None = None) -> None:
        self._pieces, self._error = pieces, error
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
        if self._error is not None:
            raise self._error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def sync_read(body: Body) -> tuple[list[bytes], Exception | None]:
    got: list[bytes] = []
    try:
        got.extend(piece for piece in iter(Replayed(read_ahead(body), body)))
    except Exception as error:
        return got, error
    return got, None


def async_read(body: Body) -> tuple[list[bytes], Exception | None]:
    got: list[bytes] = []

    async def main() -> None:
        async for piece in AsyncReplayed(await aread_ahead(body), body):
            got.append(piece)

    try:
        asyncio.run(main())
    except Exception as error:
        return got, error
    return got, None


ALL = [b"a" * MAX_BODY, b"b", b"c"]
both = pytest.mark.parametrize("read", [sync_read, async_read])


@both
@pytest.mark.parametrize("pieces", [[], [b"{", b"}"], ALL], ids=["empty", "short", "long"])
def test_every_piece_is_passed_on(read: Any, pieces: list[bytes]) -> None:
    assert read(Body(pieces)) == (pieces, None)


@both
@pytest.mark.parametrize("pieces", [[], [b"{"], ALL], ids=["at once", "early", "late"])
def test_what_breaks_off_breaks_off_with_the_same_error(read: Any, pieces: list[bytes]) -> None:
    broken = ConnectionResetError("peer closed")
    _, error = read(Body(pieces, broken))
    assert error is broken


def test_no_more_than_64_kilobytes_are_read_ahead() -> None:
    endless = Body([b"x" * 1024] * 1000)
    assert len(read_ahead(endless).body) == len(asyncio.run(aread_ahead(endless)).body) == MAX_BODY


def test_who_closes_a_long_refusal_closes_what_it_is_read_from() -> None:
    """A generator that nobody closes is ended by the event loop, later and with a warning."""
    body, ended = Body([]), []

    async def pieces() -> AsyncIterator[bytes]:
        try:
            for piece in ALL:
                yield piece
        finally:
            ended.append(True)

    async def main() -> None:
        source = pieces()
        ahead = await aread_ahead(source)
        await AsyncReplayed(ahead, body).aclose()
        assert ended == [True]

    asyncio.run(main())
    assert body.closed == 1
