"""Breaks the code on purpose, one place at a time, and tells which breaks no test notices.

The breaks stand in `tests/mutants.toml`: where, what, what a user would suffer, and the tests that are to notice.
Each one is made in a copy of `src`, so that several run at once and the checkout stays as it is.
Exits with status 1 if fewer than 95 % are noticed, or if one that is not noticed is not explained there.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests" / "mutants.toml"
LEAST_KILLED = 0.95
_LIMIT = 600
"""Seconds that the tests of one mutant may take; a test that hangs is ended, and so notices, by its own limit."""

_PLUGINS = ("-p", "pytest_timeout", "-p", "anyio.pytest_plugin")
"""All that the tests need: pytest rewrites the code of each plugin that it finds, and ours is one."""


@dataclass(frozen=True)
class Mutant:
    """One break."""

    id: str
    file: str
    """Below `src/genai_triage`."""
    find: str
    """Stands exactly once in the file."""
    replace: str
    harm: str
    """What a user would suffer."""
    tests: tuple[str, ...]
    """What pytest is given: paths below `tests`, and options."""
    survives: str = ""
    """Why no test can notice, where that is so."""

    @property
    def path(self) -> Path:
        """The file in the checkout."""
        return ROOT / "src" / "genai_triage" / self.file


def mutants() -> list[Mutant]:
    """Reads the table.

    Raises:
        ValueError: If an id stands twice, or a text to be replaced does not stand exactly once in its file.
    """
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))["mutant"]
    found = [Mutant(**{**row, "tests": tuple(row["tests"])}) for row in table]
    ids = [one.id for one in found]
    for one in found:
        if ids.count(one.id) > 1:
            raise ValueError(f"{TABLE.name} has the id {one.id!r} twice.")
        count = one.path.read_text(encoding="utf-8").count(one.find) if one.path.exists() else 0
        if count != 1 or one.find == one.replace:
            raise ValueError(
                f"{TABLE.name}, {one.id}: {one.find!r} stands {count} times in {one.file}, not once; "
                "adapt the row to what the code is now."
            )
    return found


_IMPORTED = (
    *("pytest_timeout", "anyio.pytest_plugin", "httpx", "requests", "aiohttp", "websockets", "grpc", "uvicorn", "yaml"),
    *("starlette.applications", "pydantic", "gigachat", "google.genai", "google.generativeai", "google.rpc.status_pb2"),
    *("google.api_core.exceptions", "opentelemetry.sdk.trace", "opentelemetry.sdk.metrics", "opentelemetry.sdk._logs"),
)
"""What the tests import and no break changes: loaded once, which takes longer than most tests of a mutant."""


def load_what_is_not_broken() -> None:
    """Imports what every child then has; nothing of ours."""
    with warnings.catch_warnings(), contextlib.suppress(ImportError):
        warnings.simplefilter("ignore")
        for name in _IMPORTED:
            importlib.import_module(name)
    loaded = [name for name in sys.modules if name.partition(".")[0] == "genai_triage"]
    if loaded:
        raise RuntimeError(f"{loaded[0]} is loaded, so that a break of it would not be seen.")
    gc.freeze()


@dataclass
class Run:
    """Tests that run in a process of their own, forked from this one, against a copy of `src`."""

    mutant: Mutant | None
    """None: nothing is broken."""
    directory: tempfile.TemporaryDirectory[str]
    pid: int
    began: float
    failed: tuple[str, ...] = ()
    """The tests that did, when it has ended."""

    @classmethod
    def start(cls, mutant: Mutant | None, tests: Sequence[str]) -> Run:
        directory = tempfile.TemporaryDirectory()
        source = Path(directory.name) / "src"
        shutil.copytree(ROOT / "src", source)  # with what is compiled: only the broken file is compiled again
        (source.parent / "dashboards").symlink_to(ROOT / "dashboards")  # a checkout's are exported from there
        if mutant is not None:
            broken = source / "genai_triage" / mutant.file
            broken.write_text(broken.read_text(encoding="utf-8").replace(mutant.find, mutant.replace), encoding="utf-8")
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            os._exit(_tested(source, tests))
        return cls(mutant, directory, pid, time.monotonic())

    def ended(self) -> int | None:
        """Pytest's exit status; None while it runs.

        Raises:
            RuntimeError: If pytest could not run, or did not end in time.
        """
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        name = self.mutant.id if self.mutant else "without a break"
        if pid == 0 and time.monotonic() - self.began < _LIMIT * (1 if self.mutant else 6):
            return None
        if pid == 0:
            raise RuntimeError(f"{name}: the tests take more than {_LIMIT} s; name fewer.")
        said = (Path(self.directory.name) / "said").read_text(encoding="utf-8", errors="replace")
        self.failed = tuple(re.findall(r"^(?:FAILED|ERROR) (\S+)", said, re.M))
        self.directory.cleanup()
        code = os.waitstatus_to_exitcode(status)
        is_broken_on_import = "while loading conftest" in said
        if code > 2 and not is_broken_on_import:  # below 0: the break has ended the process
            raise RuntimeError(f"{name}: pytest could not run: {said[-1000:]}")
        return code


def _tested(source: Path, tests: Sequence[str]) -> int:
    """Runs tests in a forked child."""
    os.setsid()
    os.chdir(ROOT)
    said = os.open(source.parent / "said", os.O_CREAT | os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ |= {
        "PYTHONPATH": str(source),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(source), str(ROOT)]
    try:
        return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *_PLUGINS, *tests]))
    except BaseException:  # whatever a break raises is noticed
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def run_all(asked: Iterable[tuple[Mutant | None, Sequence[str]]], jobs: int) -> Iterator[tuple[Run, bool]]:
    """Yields each run as it ends, and whether its tests have noticed."""
    waiting, running = list(asked)[::-1], list[Run]()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(Run.start(*waiting.pop()))
            for run in running[:]:
                code = run.ended()
                if code is not None:
                    running.remove(run)
                    yield run, code != 0
            time.sleep(0.02)
    finally:
        for run in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)


def main() -> int:
    """Runs the table, or the mutants that are named."""
    parser = argparse.ArgumentParser(description="Tells which deliberate breaks of the code no test notices.")
    parser.add_argument("ids", nargs="*", help="only these; by default all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    try:
        chosen = [one for one in mutants() if not options.ids or one.id in options.ids]
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    if not chosen:
        print(f"{TABLE.name} has none of these ids.", file=sys.stderr)
        return 2
    began = time.monotonic()
    load_what_is_not_broken()
    noticed: dict[Mutant, bool] = {}
    every = sorted({path for one in chosen for path in one.tests})
    for run, is_noticed in run_all([(None, every), *((one, one.tests) for one in chosen)], options.jobs):
        if run.mutant is not None:
            noticed[run.mutant] = is_noticed
            print(f"{'dead ' if is_noticed else 'alive'} {run.mutant.id}", flush=True)
        elif is_noticed:  # what fails anyway notices nothing
            print(f"A test fails without any break; mend it first: {' '.join(run.failed)}", file=sys.stderr)
            return 2
    alive = [one for one, is_dead in noticed.items() if not is_dead]
    for one in alive:
        print(f"alive: {one.id} ({one.file}): {one.harm}. {one.survives or 'Not explained.'}")
    for one in chosen:
        if noticed[one] and one.survives:
            print(f"dead, though said to survive: {one.id}")
    share = 1 - len(alive) / len(chosen)
    seconds = time.monotonic() - began
    print(f"{len(chosen) - len(alive)} of {len(chosen)} mutants are noticed ({share:.0%}) in {seconds:.0f} s.")
    return 0 if share >= LEAST_KILLED and all(one.survives for one in alive) else 1


if __name__ == "__main__":
    sys.exit(main())
