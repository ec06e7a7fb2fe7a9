"""Where the console writes: the process's stderr, or a file. It neither raises nor changes what the program writes."""

from __future__ import annotations

import codecs
import logging
import os
import select
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_logger = logging.getLogger("genai_triage")
_STDERR: Final = 2
_DEFAULT_COLUMNS: Final = 80
_PATIENCE: Final = 0.1
"""Seconds that a terminal which takes nothing more is waited for; the application waits meanwhile."""
_PLAIN: Final = str.maketrans({"·": "-", "…": "...", "–": "-", "—": "-", "×": "x", "“": '"', "”": '"', "’": "'"})
"""What stands for our own signs where the terminal has none."""


class Stream:
    """Takes whole blocks of lines.

    Args:
        path: A file to append to, in UTF-8; None for stderr.
    """

    def __init__(self, path: str | None = None) -> None:
        self._path = path
        self.encoding = "utf-8" if path else _known(getattr(sys.__stderr__, "encoding", None))
        self._began_as_socket = path is None and _is_socket(_STDERR)

    @property
    def columns(self) -> int | None:
        """How wide the terminal is; None where there is none."""
        if not self._is_terminal():
            return None
        given = os.environ.get("COLUMNS", "")
        if given.isdecimal() and int(given):
            return int(given)
        try:
            return os.get_terminal_size(_STDERR).columns or _DEFAULT_COLUMNS
        except OSError:
            return _DEFAULT_COLUMNS

    @property
    def has_colours(self) -> bool:
        """Whether to colour: on a terminal that can, unless NO_COLOR is set; elsewhere with FORCE_COLOR."""
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return self._is_terminal() and os.environ.get("TERM") != "dumb"

    def _is_terminal(self) -> bool:
        try:
            return self._path is None and os.isatty(_STDERR)
        except OSError:
            return False

    def can_write(self, text: str) -> bool:
        """Whether the encoding has these characters."""
        try:
            text.encode(self.encoding)
        except UnicodeError:
            return False
        return True

    def write(self, text: str) -> None:
        """Writes a block at once, so that blocks of several threads and processes do not mix."""
        plain = text if self.can_write("·…–—×“”’") else text.translate(_PLAIN)
        data = plain.encode(self.encoding, "backslashreplace")
        if self._path is not None and self._append(self._path, data):
            return
        try:
            with _without_sigpipe():
                self._write_to_stderr(data)
        except (OSError, ValueError):
            return  # nobody reads it

    def _append(self, path: str, data: bytes) -> bool:
        """Opens the file each time: a daemon closes what is open, and its number may be another file's by then."""
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0), 0o600)
            try:
                os.write(file, data)
            finally:
                os.close(file)
        except OSError as error:
            _logger.warning("%s cannot be written (%s); failures go to stderr.", path, error.strerror)
            self._path = None
            return False
        return True

    def _write_to_stderr(self, data: bytes) -> None:
        if _is_socket(_STDERR) and not self._began_as_socket:
            return  # the program has closed its stderr, and talks to somebody by that number
        while data:
            try:
                data = data[os.write(_STDERR, data) :]
            except BlockingIOError:
                if not select.select([], [_STDERR], [], _PATIENCE)[1]:
                    return


def _known(encoding: str | None) -> str:
    try:
        return codecs.lookup(encoding or "ascii").name
    except LookupError:
        return "ascii"


def _is_socket(descriptor: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False


@contextmanager
def _without_sigpipe() -> Iterator[None]:
    """Keeps a program that dies of SIGPIPE from dying of ours."""
    if not hasattr(signal, "sigtimedwait") or signal.getsignal(signal.SIGPIPE) != signal.SIG_DFL:
        yield
        return
    blocked = {signal.SIGPIPE}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
    try:
        yield
    finally:
        if signal.SIGPIPE not in before:
            signal.sigtimedwait(blocked, 0)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
