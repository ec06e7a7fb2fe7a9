"""A terminal of so many columns, and what is seen on it."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence


def on_terminal(
    command: Sequence[str], columns: int, env: Mapping[str, str] | None = None, *, with_output: bool = True
) -> tuple[int, str]:
    """Runs a command on a terminal; its exit status and what is seen.

    Args:
        command: The command.
        columns: How wide the terminal is.
        env: Its environment; this process's by default.
        with_output: Whether standard output goes there too, as stderr does.
    """
    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    stdout = other if with_output else subprocess.DEVNULL
    with subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=other) as process:
        os.close(other)
        seen = b""
        while piece := _read(main):
            seen += piece
    os.close(main)
    return process.returncode, seen.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """What was written; nothing once the other end is closed, which Linux tells by an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
