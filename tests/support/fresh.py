"""A new user's machine: an empty virtual environment, an SDK, and what a page has them type, of the built wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final, NamedTuple

ROOT = Path(__file__).parents[2]
_NOT_OURS: Final = {"node_modules", "generated", "out"}
_BLOCK: Final = re.compile(r"^ *```(console|bash|sh|shell)[^\n]*\n(.*?)^ *```", re.M | re.S)
_OTHERS = ("GENAI_TRIAGE_", "GIGACHAT_", "GEMINI_", "GOOGLE_", "OTEL_", "PYTHON")


def built_wheel(folder: Path) -> Path:
    """Builds the wheel of this checkout."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    (built,) = folder.glob("*.whl")
    return built


def outside(wheel: Path, folder: Path, path: str) -> dict[str, str]:
    """The environment of a user who has set nothing, where `pip install genai-triage` installs the wheel."""
    constraints = folder / "constraints.txt"
    constraints.write_text(f"--find-links {wheel.parent}\ngenai-triage == {wheel.name.split('-')[1]}\n")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)},
        "PATH": path,
        "PIP_CONSTRAINT": str(constraints),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONIOENCODING": "utf-8",
    }


class Machine:
    """An environment in which `pip install genai-triage` installs the wheel; it can be taken back to what it had."""

    def __init__(self, folder: Path, wheel: Path, sdk: str) -> None:
        self._folder, self._saved = folder / "environment", folder / "saved"
        self._env = outside(wheel, folder, f"{self._folder / 'bin'}:/usr/bin:/bin")
        venv.create(self._folder, with_pip=True)
        for state, package in (("sdk", sdk), ("wheel", "genai-triage")):
            done = self.type(f"pip install {package}", folder, {})
            assert done.returncode == 0, done.stderr
            shutil.copytree(self._folder, self._saved / state, symlinks=True, copy_function=os.link)

    def back_to(self, state: str) -> None:
        """Leaves nothing but the SDK (`sdk`), or this and the wheel with what it brings (`wheel`)."""
        shutil.rmtree(self._folder)
        shutil.copytree(self._saved / state, self._folder, symlinks=True, copy_function=os.link)

    def type(self, lines: str, folder: Path, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Runs lines in a shell whose environment is active, until one fails."""
        command = ["bash", "-eu", "-o", "pipefail", "-c", lines]
        return subprocess.run(
            command, cwd=folder, env={**self._env, **variables}, capture_output=True, encoding="utf-8", check=False
        )

    def start(self, lines: str, folder: Path, variables: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Begins to type lines of which one goes on; they and what they start are a group of processes."""
        return subprocess.Popen(
            ["bash", "-euc", lines],
            cwd=folder,
            env={**self._env, **variables},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def path(self) -> str:
        """Where its shell looks for programs."""
        return self._env["PATH"]

    def installed(self) -> set[str]:
        """Names of the packages."""
        frozen = self.type("pip freeze", self._folder, {}).stdout
        return set(re.findall(r"^([\w.-]+)", frozen, re.M))


class Block(NamedTuple):
    """What a page has its reader type at once."""

    page: str
    """Its path in the checkout."""
    line: int
    """Where the block begins."""
    commands: str
    """What is typed, without the prompts and without what is printed."""

    printed: str
    """What stands below the commands."""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[str]:
    """Every page of the checkout that a reader may type from."""
    folders = (ROOT.glob("*.md"), *((ROOT / folder).rglob("*.md") for folder in ("docs", "examples", "dashboards")))
    found = (path.relative_to(ROOT) for folder in folders for path in folder)
    return sorted(str(path) for path in found if not _NOT_OURS & set(path.parts))


def blocks_of(page: str) -> list[Block]:
    """The blocks of a page that are typed in a shell."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [Block(page, text[: one.start()].count("\n") + 1, *_typed(one[1], one[2])) for one in _BLOCK.finditer(text)]


def prompts_outside(page: str) -> list[str]:
    """Lines of a page that look typed and stand in none of its blocks."""
    return re.findall(r"^ *\$ .*", _BLOCK.sub("", (ROOT / page).read_text(encoding="utf-8")), re.M)


def _typed(language: str, block: str) -> tuple[str, str]:
    """What is typed, in a console after a prompt, with the lines that a command goes on in; and what is printed."""
    if language != "console":
        return block.rstrip("\n"), ""
    command = re.compile(r"^[$#] ((?:.*\\\n)*.*)\n", re.M)
    return "\n".join(command.findall(block)), command.sub("", block)
