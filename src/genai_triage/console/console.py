"""The console of a process: counts its calls, and writes of those that failed."""

from __future__ import annotations

import os
import sys
import threading

from genai_triage.console import json_lines
from genai_triage.console.facts import FailedCall, Tally, failed_call, failure_before_calls
from genai_triage.console.stream import Stream
from genai_triage.console.text import Writer
from genai_triage.launch.mark import first_process
from genai_triage.telemetry import gate
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.report import Outcome
from genai_triage.telemetry.request import Request

_SPAWNING = ("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver")


class Console:
    """Is told of each operation.

    Args:
        stream: Where to.
        language: Of what people read; JSON too has fixes in it.
        is_json: Whether a line is a JSON object.
    """

    def __init__(self, stream: Stream, language: str, *, is_json: bool) -> None:
        self._stream = stream
        self._writer = Writer(stream, language)
        self._language = language
        self._is_json = is_json
        self._tally = Tally()
        self._lock = threading.RLock()
        self._summarised = -1
        """How many calls the last summary knew of."""
        self._has_children = False

    @guarded
    def ended(self, request: Request, outcome: Outcome, facts: gate.Clean | None, trace_id: int) -> None:
        """Counts an operation, and shows it if it failed."""
        failure, retries, tally = outcome.counted, outcome.retries, self._tally
        with self._lock:
            tally.calls += 1
            if retries is not None:
                tally.retries += retries.count
                tally.backoff += retries.seconds
            if failure is None:
                return
            tally.rows[failure.cause.id] = failure.cause
            tally.causes[failure.cause.id] += 1
            times = tally.causes[failure.cause.id]
        call = failed_call(request, failure, outcome, facts or gate.Clean(), trace_id)
        self._stream.write(self._shown(call, times))

    def _shown(self, call: FailedCall, times: int) -> str:
        if self._is_json:
            return json_lines.failure(call, times, self._language)
        return self._writer.failure(call, times)

    @guarded
    def summarise(self) -> None:
        """Writes what all calls of this process came to, unless that has been said or there is nothing to say."""
        with self._lock:
            if self._summarised == self._tally.calls or (not self._tally.calls and not self._is_all_there_is()):
                return
            self._summarised = self._tally.calls
            before = None if self._tally.calls else failure_before_calls(_ended_by())
            is_first = first_process() in (None, os.getpid())
            if self._is_json:
                text = json_lines.summary(self._tally, self._language)
            else:
                process = None if is_first else os.getpid()
                text = self._writer.summary(self._tally, process, has_fixes=_ended_by() is not None)
        self._stream.write(text if before is None else self._shown(before, 1) + text)

    def _is_all_there_is(self) -> bool:
        """Whether no other process can have made calls: the program's first one, that has started none."""
        if first_process() != os.getpid() or self._has_children or any(map(sys.modules.get, _SPAWNING)):
            return False
        return not _has_had_children()

    def begin_again(self) -> None:
        """A forked child counts its own calls, and waits for no thread that only its parent has."""
        self._lock = threading.RLock()
        self._tally = Tally()
        self._summarised = -1
        self._has_children = False

    def has_forked(self) -> None:
        """Notes that another process may make calls."""
        self._has_children = True


def _has_had_children() -> bool:
    """Whether a program that this process has started, as `subprocess` does without a fork of Python's, has ended."""
    try:
        from resource import RUSAGE_CHILDREN, getrusage
    except ImportError:  # on Windows
        return False
    return getrusage(RUSAGE_CHILDREN).ru_maxrss > 0


def _ended_by() -> BaseException | None:
    """The exception that has ended the program: what was shown of a failure stands above its long traceback."""
    return getattr(sys, "last_value", None)
