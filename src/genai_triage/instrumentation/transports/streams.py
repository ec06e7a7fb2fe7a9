"""Bodies that pass through us: what each adds to a stream of httpx or httpx2, whose own type is joined at first use."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from typing import Any, Protocol

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.telemetry.attempt import Attempt


@lru_cache(maxsize=16)
def stream_type(library: str, mixin: type) -> Any:
    """The type of `library`'s streams that does what `mixin` does; the library is surely imported by now."""
    module = sys.modules[library]
    base = module.AsyncByteStream if hasattr(mixin, "__aiter__") else module.SyncByteStream
    return type(mixin.__name__, (mixin, base), {})


class Ahead:
    """What was read of a stream before its reader came, at most 64 KiB, and where reading stopped."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.rest: Any = None
        """The stream's iterator, if there may be more to read."""
        self.error: Exception | None = None
        """What reading ended with, for the reader to get in its turn."""

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    def is_full_with(self, chunk: bytes) -> bool:
        """Keeps a chunk; whether no more are wanted."""
        self.chunks.append(chunk)
        return sum(map(len, self.chunks)) >= MAX_BODY


def read_ahead(stream: Any) -> Ahead:
    """Reads at most 64 KiB."""
    ahead, iterator = Ahead(), iter(stream)
    try:
        for chunk in iterator:
            if ahead.is_full_with(chunk):
                ahead.rest = iterator
                break
    except Exception as error:
        ahead.error = error
    except BaseException:
        # Interrupted while the error body was on its way: nobody will get this answer, so it is closed here.
        stream.close()
        raise
    return ahead


async def aread_ahead(stream: Any) -> Ahead:
    """Reads at most 64 KiB."""
    ahead, iterator = Ahead(), stream.__aiter__()
    try:
        async for chunk in iterator:
            if ahead.is_full_with(chunk):
                ahead.rest = iterator
                break
    except Exception as error:
        ahead.error = error
    except BaseException:
        # Cancelled while the error body was on its way: nobody will get this answer, so it is closed here.
        await stream.aclose()
        raise
    return ahead


class _Replayed:
    def __init__(self, ahead: Ahead, original: Any) -> None:
        self._chunks, self._rest, self._error = ahead.chunks, ahead.rest, ahead.error
        self._original = original

    def _raise(self) -> None:
        error, self._error = self._error, None
        if error is not None:
            try:
                raise error
            finally:
                del error  # its traceback holds this frame


class Replayed(_Replayed):
    """What was read ahead, then the rest, then the error that reading ended with."""

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks
        if self._rest is not None:
            yield from self._rest
        self._raise()

    def close(self) -> None:
        self._original.close()


class AsyncReplayed(_Replayed):
    """The same, asynchronous."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk
        if self._rest is not None:
            async for chunk in self._rest:
                yield chunk
        self._raise()

    async def aclose(self) -> None:
        close = getattr(self._rest, "aclose", None)
        if close is not None:
            await close()
        await self._original.aclose()


class Tailed:
    """Passes a stream on and remembers its last two pieces, for an error object that the SDK drops."""

    def __init__(self, original: Any, attempt: Attempt) -> None:
        self._original, self._attempt = original, attempt

    def __iter__(self) -> Iterator[bytes]:
        attempt = self._attempt
        try:
            for chunk in self._original:
                attempt.tail = (attempt.tail[1], chunk)
                yield chunk
        except Exception:
            attempt.break_off()
            raise

    def close(self) -> None:
        self._original.close()


class AsyncTailed:
    """The same, asynchronous."""

    def __init__(self, original: Any, attempt: Attempt) -> None:
        self._original, self._attempt = original, attempt

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _AsyncTail(self._original.__aiter__(), self._attempt)

    async def aclose(self) -> None:
        await self._original.aclose()


class _AsyncTail:
    """Stands for the stream's own iterator, which whoever stops early may close: a generator around it would not."""

    __slots__ = ("_attempt", "_iterator", "_next")

    def __init__(self, iterator: Any, attempt: Attempt) -> None:
        self._iterator, self._next, self._attempt = iterator, iterator.__anext__, attempt

    def __aiter__(self) -> _AsyncTail:
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk: bytes = await self._next()
        except StopAsyncIteration:
            raise
        except Exception:
            self._attempt.break_off()
            raise
        self._attempt.tail = (self._attempt.tail[1], chunk)
        return chunk

    def asend(self, value: Any) -> Any:
        return self._iterator.asend(value)

    def athrow(self, *error: Any) -> Any:
        return self._iterator.athrow(*error)

    async def aclose(self) -> None:
        close = getattr(self._iterator, "aclose", None)
        if close is not None:
            await close()


class Watch(Protocol):
    """Follows one body while the application reads it; exactly one of the last three is the end."""

    def passed(self, piece: bytes) -> None: ...
    def ended(self) -> None: ...
    def failed(self, error: BaseException) -> None: ...
    def closed(self) -> None:
        """Closed or dropped before its end; or after it, when it tells nothing new."""


class Watched:
    """Passes a body on and tells the watch."""

    def __init__(self, original: Any, watch: Watch) -> None:
        self._original, self._watch = original, watch

    def __iter__(self) -> Iterator[bytes]:
        watch = self._watch
        try:
            for piece in self._original:
                watch.passed(piece)
                try:
                    yield piece
                except BaseException:
                    watch.closed()  # whatever is raised here is how the reader leaves
                    raise
        except BaseException as error:
            watch.failed(error)
            raise
        watch.ended()

    def close(self) -> None:
        try:
            self._original.close()
        finally:
            self._watch.closed()

    def __del__(self) -> None:
        self._watch.closed()


class AsyncWatched:
    """The same, asynchronous."""

    def __init__(self, original: Any, watch: Watch) -> None:
        self._original, self._watch = original, watch

    async def __aiter__(self) -> AsyncIterator[bytes]:
        watch = self._watch
        pieces = self._original.__aiter__()
        try:
            async for piece in pieces:
                watch.passed(piece)
                try:
                    yield piece
                except BaseException:
                    watch.closed()  # whatever is raised here is how the reader leaves
                    raise
        except BaseException as error:
            watch.failed(error)
            raise
        finally:
            close = getattr(pieces, "aclose", None)
            if close is not None:
                await close()  # at once, as without us: an open iterator would wait for the garbage collector
        watch.ended()

    async def aclose(self) -> None:
        try:
            await self._original.aclose()
        finally:
            self._watch.closed()

    def __del__(self) -> None:
        self._watch.closed()
