"""What was read ahead reaches the reader as it came: the same pieces, the rest, and the error that it ended with."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.instrumentation.transports.streams import (
    AsyncReplayed,
    AsyncTailed,
    AsyncWatched,
    Replayed,
    Tailed,
    Watched,
    aread_ahead,
    read_ahead,
)


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


@pytest.mark.parametrize("size", [1, MAX_BODY])
def test_who_closes_a_refusal_closes_the_answer_once(size: int) -> None:
    body, later = Body([b"a" * size, b"b"]), Body([b"a" * size, b"b"])
    Replayed(read_ahead(body), body).close()
    asyncio.run(AsyncReplayed(asyncio.run(aread_ahead(later)), later).aclose())
    assert (body.closed, later.closed) == (1, 1)


class Noting:
    """An attempt and a watch: notes what it is told."""

    def __init__(self) -> None:
        self.tail = (b"", b"")
        self.told: list[Any] = []

    def break_off(self) -> None:
        self.told.append("broke off")

    def passed(self, piece: bytes) -> None:
        self.told.append(piece)

    def ended(self) -> None:
        self.told.append("ended")

    def failed(self, error: BaseException) -> None:
        self.told.append(error)

    def closed(self) -> None:
        self.told.append("closed")


def _sync(kind: Any, body: Body, noted: Noting, pieces: int, leave: BaseException | None) -> list[bytes]:
    stream = kind[0](body, noted)
    reader, got = iter(stream), []
    for piece in reader:
        got.append(piece)
        if len(got) == pieces:
            if leave is not None:
                reader.throw(leave)
            reader.close()
            break
    stream.close()
    return got


def _async(kind: Any, body: Body, noted: Noting, pieces: int, leave: BaseException | None) -> list[bytes]:
    got: list[bytes] = []

    async def main() -> None:
        stream = kind[1](body, noted)
        reader = stream.__aiter__()
        async for piece in reader:
            got.append(piece)
            if len(got) == pieces:
                if leave is not None:
                    await reader.athrow(leave)
                await reader.aclose()
                break
        await stream.aclose()

    asyncio.run(main())
    return got


TAILED, WATCHED = (Tailed, AsyncTailed), (Watched, AsyncWatched)
PIECES = [b"1", b"2", b"3"]
either = pytest.mark.parametrize("run", [_sync, _async])


@either
@pytest.mark.parametrize(
    ("pieces", "tail"),
    [([], (b"", b"")), (PIECES[:1], (b"", b"1")), (PIECES, (b"2", b"3"))],
    ids=["none", "one", "all"],
)
def test_the_last_two_pieces_of_a_stream_are_remembered(run: Any, pieces: list[bytes], tail: Any) -> None:
    body, noted = Body(pieces), Noting()
    assert run(TAILED, body, noted, 99, None) == pieces
    assert (noted.tail, noted.told, body.closed) == (tail, [], 1)


@either
def test_a_stream_that_breaks_off_is_told_to_its_attempt_and_raises_the_same(run: Any) -> None:
    broken, noted = ConnectionResetError("peer closed"), Noting()
    with pytest.raises(ConnectionResetError) as raised:
        run(TAILED, Body(PIECES, broken), noted, 99, None)
    assert raised.value is broken
    assert (noted.tail, noted.told) == ((b"2", b"3"), ["broke off"])


@either
def test_a_stream_of_an_sdk_that_is_left_has_not_broken_off(run: Any) -> None:
    body, noted = Body(PIECES), Noting()
    assert run(TAILED, body, noted, 2, None) == PIECES[:2]
    assert (noted.tail, noted.told, body.closed) == ((b"1", b"2"), [], 1)


@either
def test_a_watch_is_told_of_every_piece_and_the_end(run: Any) -> None:
    body, noted = Body(PIECES), Noting()
    assert run(WATCHED, body, noted, 99, None) == PIECES
    assert (noted.told[:4], body.closed) == ([*PIECES, "ended"], 1)


@either
def test_a_watch_is_told_the_error_of_a_body_that_breaks_off(run: Any) -> None:
    broken, noted = ConnectionResetError("peer closed"), Noting()
    with pytest.raises(ConnectionResetError) as raised:
        run(WATCHED, Body(PIECES, broken), noted, 99, None)
    assert raised.value is broken
    assert noted.told[:4] == [*PIECES, broken]


@either
@pytest.mark.parametrize("leave", [None, ZeroDivisionError("the application's")])
def test_a_reader_that_leaves_is_no_error_of_the_body_whatever_it_raises(run: Any, leave: BaseException | None) -> None:
    body, noted = Body(PIECES), Noting()
    with contextlib.suppress(ZeroDivisionError):
        run(WATCHED, body, noted, 2, leave)
    assert noted.told[:3] == [b"1", b"2", "closed"]


@pytest.mark.parametrize("kind", WATCHED)
def test_a_body_that_nobody_reads_is_over_when_it_is_dropped(kind: Any) -> None:
    noted = Noting()
    kind(Body(PIECES), noted)
    assert noted.told == ["closed"]


class Stuck(Body):
    """A body that cannot be closed."""

    def close(self) -> None:
        raise ConnectionResetError

    async def aclose(self) -> None:
        raise ConnectionResetError


def test_a_body_whose_close_fails_is_over() -> None:
    noted, anoted = Noting(), Noting()
    stream, astream = Watched(Stuck(PIECES), noted), AsyncWatched(Stuck(PIECES), anoted)
    with pytest.raises(ConnectionResetError):
        stream.close()
    with pytest.raises(ConnectionResetError):
        asyncio.run(astream.aclose())
    assert noted.told == anoted.told == ["closed"]


async def _echoes(told: list[Any]) -> Any:
    try:
        told.append((yield b"1"))
        try:
            yield b"2"
        except ValueError as error:
            told.append(error)
            yield b"3"
    finally:
        told.append("closed")


class Echoing:
    def __init__(self, told: list[Any]) -> None:
        self._told = told

    def __aiter__(self) -> Any:
        return _echoes(self._told)


def test_what_is_sent_and_thrown_into_a_stream_of_an_sdk_reaches_its_own_iterator() -> None:
    told: list[Any] = []
    error = ValueError()

    async def main() -> list[Any]:
        pieces: Any = AsyncTailed(Echoing(told), Noting()).__aiter__()  # type: ignore[arg-type]
        assert pieces.__aiter__() is pieces
        got = [await anext(pieces), await pieces.asend("hello"), await pieces.athrow(error)]
        await pieces.aclose()
        return got

    assert asyncio.run(main()) == [b"1", b"2", b"3"]
    assert told == ["hello", error, "closed"]


def test_an_iterator_that_cannot_be_closed_is_left_as_it_is() -> None:
    class Bare:
        def __aiter__(self) -> Any:
            return self

        async def __anext__(self) -> bytes:
            return b"1"

    async def main() -> bytes:
        pieces: Any = AsyncTailed(Bare(), Noting()).__aiter__()  # type: ignore[arg-type]
        piece: bytes = await anext(pieces)
        await pieces.aclose()
        return piece

    assert asyncio.run(main()) == b"1"


@pytest.mark.parametrize("kind", [AsyncTailed, AsyncWatched])
def test_a_reader_that_leaves_early_ends_the_body_s_own_iterator_at_once(kind: Any) -> None:
    told: list[Any] = []

    async def main() -> None:
        pieces = kind(Echoing(told), Noting()).__aiter__()
        assert await anext(pieces) == b"1"
        await pieces.aclose()
        assert told == ["closed"]

    asyncio.run(main())
