"""Runs an operation around a call of the application: sync, async, and streams of both kinds.

What the files add is invisible to the application: same result, same exception object, same laziness, and no context is
left behind between two steps of a stream. Their names hold the two words by which Python's `warnings` knows a frame
that `stacklevel` does not count: a warning of an SDK keeps pointing at the line of the application that called it.
"""

from genai_triage.telemetry.calls.importlib_bootstrap_calls import (
    Finish,
    Wrapper,
    async_call,
    async_stream,
    awaited_stream,
    running_call,
    sync_call,
    sync_stream,
)
from genai_triage.telemetry.calls.importlib_bootstrap_inside import await_in, call_in, outside
from genai_triage.telemetry.calls.importlib_bootstrap_sessions import (
    managed_session,
    opened_session,
    replace_step,
    watch_end,
    watch_step,
)
from genai_triage.telemetry.calls.importlib_bootstrap_streams import AsyncStream, Pending, SyncStream
from genai_triage.telemetry.calls.importlib_bootstrap_tools import async_tool, sync_tool

__all__ = [
    "AsyncStream",
    "Finish",
    "Pending",
    "SyncStream",
    "Wrapper",
    "async_call",
    "async_stream",
    "async_tool",
    "await_in",
    "awaited_stream",
    "call_in",
    "managed_session",
    "opened_session",
    "outside",
    "replace_step",
    "running_call",
    "sync_call",
    "sync_stream",
    "sync_tool",
    "watch_end",
    "watch_step",
]
