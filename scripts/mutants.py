"""Breaks the code on purpose, one place at a time, and tells which breaks no test notices.

The breaks stand in `tests/mutants.toml`: where, what, what a user would suffer, and the tests that are to notice.
Each one is made in a copy of `src`, so that several run at once and the checkout stays as it is.
Exits with status 1 if fewer than 95 % are noticed, or if one that is not noticed is not explained there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

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


def fails_unbroken(tests: Iterable[str]) -> bool:
    """Whether tests fail as the code is: what fails anyway notices nothing."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=ROOT, check=False).returncode != 0


def is_noticed(mutant: Mutant) -> bool:
    """Runs the mutant's tests against a broken copy of `src`."""
    with tempfile.TemporaryDirectory() as directory:
        source = Path(directory) / "src"
        shutil.copytree(ROOT / "src", source)  # with what is compiled: only the broken file is compiled again
        broken = source / "genai_triage" / mutant.file
        broken.write_text(broken.read_text(encoding="utf-8").replace(mutant.find, mutant.replace), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *_PLUGINS, *mutant.tests]
        environment = {
            **os.environ,
            "PYTHONPATH": str(source),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        try:
            ended = subprocess.run(
                command, cwd=ROOT, env=environment, timeout=_LIMIT, capture_output=True, text=True, check=False
            )
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"{mutant.id}: its tests take more than {_LIMIT} s; name fewer.") from None
    if ended.returncode not in (0, 1, 2):
        raise RuntimeError(f"{mutant.id}: pytest could not run: {ended.stdout[-500:]}{ended.stderr[-500:]}")
    return ended.returncode != 0


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
    noticed = {}
    with ThreadPoolExecutor(options.jobs) as workers:
        unbroken = workers.submit(fails_unbroken, sorted({path for one in chosen for path in one.tests}))
        for one, is_dead in zip(chosen, workers.map(is_noticed, chosen), strict=True):
            noticed[one] = is_dead
            print(f"{'dead ' if is_dead else 'alive'} {one.id}", flush=True)
    if unbroken.result():
        print("Some of these tests fail without any break; mend them first.", file=sys.stderr)
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
