"""Failures in the terminal: a block for each on stderr as it happens, and a summary when the process ends.

`GENAI_TRIAGE_CONSOLE=1` switches it on, `json` writes a JSON object a line instead; `GENAI_TRIAGE_CONSOLE_FILE` names a
file to append to. `genai-triage run` sets them. All that is written has passed the gate.
"""

from __future__ import annotations

import atexit
import logging
import os
from typing import Final

from genai_triage.console.console import Console
from genai_triage.console.stream import Stream
from genai_triage.telemetry import sdk_switches, settings, watch

JSON: Final = "json"
_logger = logging.getLogger("genai_triage")


def switch_on_as_set() -> None:
    """Switches the console on if the environment asks for it."""
    text = os.environ.get(settings.CONSOLE, "").strip()
    is_on = True if text.lower() == JSON else settings.is_on(text)
    if is_on:
        switch_on()
    elif text and is_on is None:
        _logger.warning("%s=%r is neither 1, 0 nor json; it is ignored.", settings.CONSOLE, text[:40])


def switch_on() -> None:
    """Shows the failures of this process from here on, and of those that it forks."""
    if watch.watcher is not None or sdk_switches.is_sdk_disabled():
        return
    is_json = os.environ.get(settings.CONSOLE, "").strip().lower() == JSON
    stream = Stream(os.environ.get(settings.CONSOLE_FILE, "").strip() or None)
    console = Console(stream, settings.language(), is_json=is_json)
    watch.watcher = console
    atexit.register(console.summarise)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=console.begin_again, after_in_parent=console.has_forked)
