"""Counts the instructions of a piece of this very process, if it runs under valgrind's callgrind.

Only what lies between `start` and `stop` is counted. Valgrind is asked by its client requests: an instruction sequence
that does nothing on a real processor, called here as machine code.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
from pathlib import Path

from scripts import programs

_CODE = bytes.fromhex(
    "4889f8"  # mov rax, rdi: the request
    "31d2"  # xor edx, edx: the answer where nobody listens
    "48c1c703 48c1c70d 48c1c73d 48c1c733"  # rol rdi by 3, 13, 61 and 51: as it was
    "4887db"  # xchg rbx, rbx
    "4889d0"  # mov rax, rdx
    "c3"  # ret
)
_RUNNING_ON_VALGRIND = 0x1001
_TOOL = ord("C") << 24 | ord("T") << 16
_DUMP, _ZERO, _START_INSTRUMENTATION = _TOOL, _TOOL + 1, _TOOL + 4


def why_not() -> str | None:
    """What is missing for counting; None if nothing is."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return f"instructions are counted on x86-64 only, and this is {platform.machine()}"
    absent = programs.missing(["bench"])
    return f"valgrind is not installed ({programs.how_to_get(absent)})" if absent else None


def command(directory: Path) -> list[str]:
    """What a Python command is put behind; the counts are written into `directory`."""
    out = f"--callgrind-out-file={directory}/out.%p"
    return ["valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no", "--compress-strings=no", out]


class Callgrind:
    """The counter of this process and of its forks."""

    windows = 6
    rounds = 1

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._memory = mmap.mmap(-1, len(_CODE), prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        self._memory.write(_CODE)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self._memory))
        self._ask = ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)(address)
        if not self._request(_RUNNING_ON_VALGRIND):
            raise RuntimeError("This process does not run under valgrind.")

    def begin(self) -> None:
        """Switches instrumentation on, once: what ran before was quick and is not counted."""
        self._request(_START_INSTRUMENTATION)

    def start(self) -> None:
        self._request(_ZERO)

    def stop(self) -> int:
        """Instructions since `start`."""
        self._request(_DUMP)
        (dump,) = self._directory.glob(f"out.{os.getpid()}.*")
        line = next(line for line in dump.read_text().splitlines() if line.startswith("summary:"))
        dump.rename(dump.with_name(f"counted.{dump.name}"))
        return int(line.split()[1])

    def _request(self, number: int) -> int:
        question = (ctypes.c_ulong * 6)(number)
        return int(self._ask(ctypes.addressof(question)))
