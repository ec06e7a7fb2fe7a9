"""How wide, how colourful and in which letters the console writes, and that it waits for nobody."""

from __future__ import annotations

import os
import select
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.console.stream import Stream

ENGLISH_SIGNS = "a · b … – — × “c” ’"


def _taking(got: list[tuple[int, bytes]], most: int = 1000) -> Callable[[int, bytes], int]:
    """A `write` that takes so many bytes at most, and notes them."""

    def write(descriptor: int, data: bytes) -> int:
        got.append((descriptor, data[:most]))
        return len(data[:most])

    return write


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Stderr is a terminal of 123 columns, and no variable says anything."""
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "isatty", lambda descriptor: descriptor == 2)
    monkeypatch.setattr(os, "get_terminal_size", lambda descriptor: SimpleNamespace(columns=123))
    return monkeypatch


@pytest.mark.parametrize(("given", "columns"), [("", 123), ("60", 60), ("0", 123), ("wide", 123), ("-1", 123)])
def test_a_terminal_is_as_wide_as_it_says_or_as_is_set(given: str, columns: int, terminal: pytest.MonkeyPatch) -> None:
    terminal.setenv("COLUMNS", given)
    assert Stream().columns == columns


def test_a_terminal_that_does_not_say_has_80_columns(terminal: pytest.MonkeyPatch) -> None:
    terminal.setattr(os, "get_terminal_size", lambda descriptor: SimpleNamespace(columns=0))
    assert Stream().columns == 80

    def unknown(descriptor: int) -> Any:
        raise OSError

    terminal.setattr(os, "get_terminal_size", unknown)
    assert Stream().columns == 80


def test_a_file_and_a_pipe_are_not_wrapped(terminal: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Stream(str(tmp_path / "log")).columns is None
    terminal.setattr(os, "isatty", lambda descriptor: False)
    assert Stream().columns is None


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({}, True),
        ({"TERM": "xterm"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_a_terminal_has_colours_unless_it_cannot_or_they_are_not_wanted(
    variables: dict[str, str], coloured: bool, terminal: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        terminal.setenv(name, value)
    assert Stream().has_colours is coloured


@pytest.mark.parametrize(
    ("encoding", "known", "written"),
    [
        ("UTF-8", "utf-8", ENGLISH_SIGNS.encode()),
        ("ascii", "ascii", b'a - b ... - - x "c" \''),
        ("latin-1", "iso8859-1", b'a - b ... - - x "c" \''),
        ("no-such", "ascii", b'a - b ... - - x "c" \''),
        (None, "ascii", b'a - b ... - - x "c" \''),
    ],
)
def test_signs_that_a_terminal_lacks_are_plain_ones(
    encoding: str | None, known: str, written: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    got: list[tuple[int, bytes]] = []
    monkeypatch.setattr("sys.__stderr__", SimpleNamespace(encoding=encoding))
    monkeypatch.setattr(os, "write", _taking(got))
    stream = Stream()
    stream.write(ENGLISH_SIGNS)
    assert (stream.encoding, got) == (known, [(2, written)])
    assert stream.can_write("plain")
    assert stream.can_write("Привет") is (known == "utf-8")


def test_letters_that_a_terminal_lacks_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[tuple[int, bytes]] = []
    monkeypatch.setattr("sys.__stderr__", SimpleNamespace(encoding="ascii"))
    monkeypatch.setattr(os, "write", _taking(got))
    Stream().write("да")
    assert got == [(2, rb"\u0434\u0430")]


def test_a_block_of_which_a_part_is_taken_is_written_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[tuple[int, bytes]] = []
    monkeypatch.setattr(os, "write", _taking(got, 3))
    Stream().write("12345678")
    assert got == [(2, b"123"), (2, b"456"), (2, b"78")]


@pytest.mark.parametrize(("ready", "tries"), [(True, 3), (False, 1)])
def test_a_terminal_that_takes_nothing_is_waited_for_a_tenth_of_a_second(
    ready: bool, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bytes] = []
    waited: list[float] = []

    def write(descriptor: int, data: bytes) -> int:
        tried.append(data)
        if len(tried) < 3:
            raise BlockingIOError
        return len(data)

    def wait(reading: Any, writing: Any, failing: Any, seconds: float) -> Any:
        waited.append(seconds)
        assert (reading, writing, failing) == ([], [2], [])
        return [], writing if ready else [], []

    monkeypatch.setattr(os, "write", write)
    monkeypatch.setattr(select, "select", wait)
    Stream().write("x")
    assert (len(tried), set(waited)) == (tries, {0.1})


def test_a_socket_that_has_taken_the_place_of_stderr_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[tuple[int, bytes]] = []
    kinds = {"now": stat.S_IFREG}
    real = os.fstat
    monkeypatch.setattr(os, "fstat", lambda fd: SimpleNamespace(st_mode=kinds["now"]) if fd == 2 else real(fd))
    monkeypatch.setattr(os, "write", _taking(got))
    stream = Stream()
    kinds["now"] = stat.S_IFSOCK
    stream.write("somebody's")
    assert got == []
    Stream().write("own")
    assert got == [(2, b"own")]


def test_a_file_is_appended_to_and_is_its_owner_s(tmp_path: Path) -> None:
    path = tmp_path / "log"
    stream = Stream(str(path))
    stream.write("один\n")
    stream.write("two\n")
    assert path.read_text(encoding="utf-8") == "один\ntwo\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 & ~_umask()


def test_a_file_is_in_utf_8_whatever_the_terminal_has_and_is_closed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.__stderr__", SimpleNamespace(encoding="ascii"))
    stream = Stream(str(tmp_path / "log"))
    stream.write("до")
    before = os.listdir("/proc/self/fd")
    stream.write("·\n")
    assert (len(os.listdir("/proc/self/fd")), (tmp_path / "log").read_bytes()) == (len(before), "до·\n".encode())


@pytest.mark.parametrize("error", [BrokenPipeError(32, "Broken pipe"), OSError(9, "Bad file descriptor"), ValueError()])
def test_where_nobody_reads_nothing_is_raised(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(descriptor: int, data: bytes) -> int:
        raise error

    monkeypatch.setattr(os, "write", write)
    Stream().write("x")


def test_what_takes_the_place_of_a_stderr_that_was_closed_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[tuple[int, bytes]] = []
    real = os.fstat

    def closed(descriptor: int) -> Any:
        if descriptor == 2:
            raise OSError(9, "Bad file descriptor")
        return real(descriptor)

    monkeypatch.setattr(os, "write", _taking(got))
    monkeypatch.setattr(os, "fstat", closed)
    stream = Stream()
    monkeypatch.setattr(os, "fstat", lambda fd: SimpleNamespace(st_mode=stat.S_IFSOCK) if fd == 2 else real(fd))
    stream.write("somebody's")
    assert got == []


@pytest.mark.skipif(not hasattr(signal, "sigtimedwait"), reason="there is no SIGPIPE")
@pytest.mark.parametrize("blocked", [set(), {signal.SIGPIPE}], ids=["not blocked", "blocked by the program"])
def test_a_program_that_dies_of_sigpipe_does_not_die_of_ours_and_has_its_mask_back(
    blocked: set[signal.Signals], monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(descriptor: int, data: bytes) -> int:
        os.kill(os.getpid(), signal.SIGPIPE)
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(os, "write", write)
    handler = signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
    try:
        Stream().write("x")
        after = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        pending = signal.sigpending()
    finally:
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGPIPE, handler)
    assert (after, pending) == (mask | blocked, blocked)


def test_where_a_signal_cannot_be_waited_for_it_writes_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[tuple[int, bytes]] = []
    monkeypatch.delattr(signal, "sigtimedwait", raising=False)
    monkeypatch.setattr(signal, "getsignal", lambda number: signal.SIG_DFL)
    monkeypatch.setattr(os, "write", _taking(got))
    Stream().write("x")
    assert got == [(2, b"x")]


def _umask() -> int:
    old = os.umask(0)
    os.umask(old)
    return old
