"""Exports what a process has recorded when it ends in a way that runs none of the SDK's exit handlers.

Those ways are: a forked process of `multiprocessing` before Python 3.14, which runs finalizers only; a worker of
Celery's pool, which sends a signal of Celery's; and uvicorn, alone or as gunicorn's worker, which ends itself by the
signal that it was sent, after its shutdown.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import wrapt
from opentelemetry import _logs, metrics, trace

from genai_triage.telemetry import watch

_LIMIT: Final = 5.0
"""Seconds that the end of a process is delayed at most, where nobody takes what it has recorded."""
_SERVER: Final = "uvicorn.server"
_logger = logging.getLogger("genai_triage")
_watched: set[str] = set()
"""Whose end is watched already, in this process or in the one that it was forked from."""

Providers = tuple[Any, Any, Any]
"""Of traces, metrics and logs, as given; None for the global one."""


def at_end(providers: Providers, *, is_forked: bool) -> None:
    """Has what is recorded exported when this process ends."""
    flush = partial(_flush, providers)
    if is_forked and _is_of_multiprocessing():
        sys.modules["multiprocessing.util"].Finalize(None, flush, exitpriority=0)
    if is_forked and "celery.signals" in sys.modules and _is_first("celery"):
        sys.modules["celery.signals"].worker_process_shutdown.connect(lambda **_: flush(), weak=False)
    if hasattr(sys.modules.get(_SERVER), "Server") and _is_first("uvicorn"):
        wrapt.wrap_function_wrapper(_SERVER, "Server.shutdown", partial(_shut_down, flush))


def _is_first(server: str) -> bool:
    """Whether the end of such a server is not watched yet."""
    is_first = server not in _watched
    _watched.add(server)
    return is_first


def _is_of_multiprocessing() -> bool:
    process = sys.modules.get("multiprocessing.process")
    return process is not None and "multiprocessing.util" in sys.modules and process.parent_process() is not None


async def _shut_down(
    flush: Callable[[], None], wrapped: Callable[..., Any], server: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """uvicorn's shutdown, and what has been recorded is exported when the last request has been answered."""
    try:
        return await wrapped(*args, **kwargs)
    finally:
        await asyncio.to_thread(flush)


def _flush(providers: Providers) -> None:
    if watch.watcher is not None:
        watch.watcher.summarise()
    flushing = threading.Thread(target=_flush_all, args=(providers,), name="genai-triage-flush", daemon=True)
    try:
        flushing.start()
        flushing.join(_LIMIT)
    except RuntimeError:  # Python has begun to end, and starts no threads
        return


def _flush_all(providers: Providers) -> None:
    for provider in in_use(providers):
        flush = getattr(provider, "force_flush", None)
        try:
            if flush is not None:
                flush()
        except Exception as error:
            _logger.warning("Process %d could not export all that it recorded: %s", os.getpid(), type(error).__name__)


def in_use(providers: Providers) -> Iterator[Any]:
    """Yields the providers in use, of metrics, traces and logs."""
    traces, points, logs = providers
    yield points or metrics.get_meter_provider()
    yield traces or trace.get_tracer_provider()
    yield logs or _logs.get_logger_provider()
