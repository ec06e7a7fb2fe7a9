"""Failures and the summary as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from genai_triage.console.facts import FailedCall, Tally
from genai_triage.console.stream import Stream
from genai_triage.console.texts import say
from genai_triage.explain.texts import say as say_as_explain
from genai_triage.taxonomy.texts import ENGLISH
from genai_triage.taxonomy.vendors import title_of
from genai_triage.telemetry import names
from genai_triage.wrapping import wrapped

_BEGIN: Final = "genai-triage:"
_RED, _GREEN, _BOLD, _DIM, _END = "\033[1;31m", "\033[32m", "\033[1m", "\033[2m", "\033[0m"


class Writer:
    """Writes for a stream: as wide as it is, with its characters, coloured if it can be.

    Args:
        stream: Where it is for.
        language: English takes its place where the stream lacks its letters.
    """

    def __init__(self, stream: Stream, language: str) -> None:
        self._stream = stream
        self._language = language if stream.can_write(say("retries", language)) else ENGLISH

    def failure(self, call: FailedCall, times: int) -> str:
        """A block for the first failure by a cause, a line for each after it."""
        cause = call.cause
        what = f"{call.get(names.OPERATION_NAME) or ''} {call.get(names.REQUEST_MODEL) or ''}".strip()
        head = [cause.failure_class.value, cause.id, title_of(call.provider), *([what] if what else [])]
        if times == 1:
            return self._lines(" · ".join(head), self._rows(call), _RED)
        head.append(f"× {times}")
        if call.retries:
            head.append(f"{self._say('retries')}: {self._waited(call.retries, call.backoff)}")
        return self._lines(" · ".join(head), [], _RED)

    def _rows(self, call: FailedCall) -> list[tuple[str, str]]:
        explained, cause = self._explained, call.cause
        owner = f"{cause.owner.value} ({explained(f'owner_{cause.owner.value}')})"
        rows = [
            (explained("do"), call.fix_in(self._language)),
            (explained("owner"), explained("retryable" if cause.retryable else "not_retryable", owner=owner)),
        ]
        if call.retries:
            rows.append((self._say("retries"), self._waited(call.retries, call.backoff)))
        if call.get(names.MESSAGE):
            rows.append((explained("said"), call.get(names.MESSAGE)))
        rows.append((self._say("findings"), "; ".join(call.get(names.FINDINGS) or ())))
        rows.append((explained("facts"), "; ".join(self._facts(call))))
        rows.append((explained("see"), call.doc_in(self._language)))
        return [(name, value) for name, value in rows if value]

    def _facts(self, call: FailedCall) -> Iterator[str]:
        status, rpc, retry_after = map(call.get, (names.HTTP_STATUS_CODE, names.RPC_STATUS_CODE, names.RETRY_AFTER))
        limit, window, resets_at = map(call.get, (names.QUOTA_LIMIT, names.QUOTA_WINDOW, names.QUOTA_RESETS_AT))
        if status is not None:
            yield self._explained("http", status=status)
        if rpc is not None:
            yield self._explained("rpc", status=rpc)
        if limit is not None:
            yield self._explained("quota_limit", limit=limit)
        if window is not None:
            yield self._explained("quota_window", window=window)
        if retry_after is not None:
            yield self._explained("retry_after", seconds=f"{retry_after:g}")
        if resets_at is not None:
            yield self._say("resets_at", time=resets_at)

    def _waited(self, count: int, seconds: float) -> str:
        return self._say("waited", count=count, seconds=f"{seconds:.1f}")

    def summary(self, tally: Tally, process: int | None, *, has_fixes: bool = False) -> str:
        """What all calls came to.

        Args:
            tally: The calls.
            process: Its number, where there may be others.
            has_fixes: Whether it is said again what to do.
        """
        if not tally.calls:
            return self._lines(self._say("no_calls"), [], _BOLD)
        parts = [self._say("calls", count=tally.calls), self._say("failed", count=tally.failed)]
        if tally.retries:
            parts.append(f"{self._say('retries')} {self._waited(tally.retries, tally.backoff)}")
        if process is not None:
            parts.insert(0, self._say("process", number=process))
        rows = []
        for name, count in tally.causes.most_common():
            cause = tally.rows[name]
            rows.append((f"{count} ×", f"{cause.failure_class.value} · {name} · {cause.owner.value}"))
            if has_fixes:
                rows.append((self._explained("do"), cause.fix_in(self._language)))
        return self._lines(" · ".join(parts), rows, _RED if tally.failed else _GREEN)

    def _lines(self, head: str, rows: list[tuple[str, str]], colour: str) -> str:
        """A head and rows below it, wrapped where the stream is a terminal."""
        lines = [self._coloured(line, colour) for line in self._wrapped(f"{_BEGIN} {head}")]
        width = max((len(name) for name, _ in rows), default=0)
        for name, value in rows:
            first, *others = self._wrapped(f"  {name:<{width}}  {value}")
            named = len(name) + 2
            lines += [self._coloured(first[:named], _DIM) + first[named:], *others]
        return "\n".join(lines) + "\n"

    def _wrapped(self, line: str) -> list[str]:
        columns = self._stream.columns
        return [line] if columns is None else wrapped(line, columns).split("\n")

    def _coloured(self, text: str, colour: str) -> str:
        return f"{colour}{text}{_END}" if self._stream.has_colours else text

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)

    def _explained(self, key: str, **values: object) -> str:
        return say_as_explain(key, self._language, **values)
