"""The servers of every way, built from Go's module proxy in pinned versions, once."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CACHE: Final = Path(__file__).parents[2] / ".paths"
"""What is built; git ignores it."""
BUILDER: Final = Path(__file__).with_name("collector.yaml")
COLLECTOR_VERSION: Final = "0.165.0"
_TOOLCHAIN: Final = "golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64"
_CAN_FETCH_GO: Final = (1, 21)
"""The first Go that fetches a newer one by itself."""


@dataclass(frozen=True, slots=True)
class Program:
    """A server that is built in its own module, whose versions of dependencies and replacements hold."""

    name: str
    version: str
    module: str
    packages: tuple[str, ...]
    tags: str = "netgo"

    @property
    def folder(self) -> Path:
        """Returns where its binaries are kept."""
        return CACHE / f"{self.name}-{self.version}"


OLD_PROMETHEUS: Final = Program(
    "prometheus", "2.42.0", "github.com/prometheus/prometheus@v0.42.0", ("./cmd/prometheus", "./cmd/promtool")
)
"""That of Debian 12."""
PROMETHEUS: Final = Program(
    "prometheus",
    "3.16.0",
    "github.com/prometheus/prometheus@v0.316.0",
    ("./cmd/prometheus", "./cmd/promtool"),
    # Without the discovery of targets in clouds, which nobody needs here, it is built in a fifth of the time.
    tags="netgo,remove_all_sd",
)
PROGRAMS: Final = (
    OLD_PROMETHEUS,
    PROMETHEUS,
    Program(
        "victoriametrics",
        "1.148.9",
        "github.com/VictoriaMetrics/VictoriaMetrics@v1.148.9",
        ("./app/victoria-metrics", "./app/vmalert"),
    ),
    Program("thanos", "0.42.4", "github.com/thanos-io/thanos@v0.42.4", ("./cmd/thanos",), tags="netgo,slicelabels"),
)


class BuildError(Exception):
    """A server that cannot be had; the message is one sentence."""


def build_all() -> None:
    """Builds what is missing.

    Raises:
        BuildError: If Go is not installed, or a build fails.
    """
    for program in PROGRAMS:
        if not program.folder.exists():
            _build(program)
    if not (CACHE / f"collector-{COLLECTOR_VERSION}").exists():
        _build_collector()


def binary(name: str) -> str:
    """Returns the path of a binary that was built; of Prometheus, the newer."""
    (found,) = (path for path in CACHE.glob(f"*-*/{name}") if path.parent != OLD_PROMETHEUS.folder)
    return str(found)


def old_prometheus() -> str:
    """Returns the path of the older Prometheus; where it was not built, that of the one that is installed."""
    built = OLD_PROMETHEUS.folder / "prometheus"
    return str(built) if built.exists() else shutil.which("prometheus") or str(built)


def _build(program: Program) -> None:
    print(f"Building {program.name} {program.version}: this takes minutes, once.", flush=True)
    source = json.loads(_run([_go(), "mod", "download", "-json", program.module]))["Dir"]
    into = _unfinished(program.folder)
    version = f"-X github.com/prometheus/common/version.Version={program.version}"
    flags = ["-ldflags", f"-s -w {version}", "-tags", program.tags]
    _run([_go(), "build", *flags, "-o", f"{into}{os.sep}", *program.packages], cwd=source)
    into.rename(program.folder)


def _build_collector() -> None:
    """Builds the collector with its own builder, which takes the components from a file."""
    print(f"Building the collector {COLLECTOR_VERSION}: this takes minutes, once.", flush=True)
    folder = CACHE / f"collector-{COLLECTOR_VERSION}"
    into = _unfinished(folder)
    file = into / "builder.yaml"
    file.write_text(BUILDER.read_text("utf-8").replace("OUTPUT", str(into)), encoding="utf-8")
    builder = f"go.opentelemetry.io/collector/cmd/builder@v{COLLECTOR_VERSION}"
    _run([_go(), "run", builder, "--config", str(file)])
    into.rename(folder)


def _unfinished(folder: Path) -> Path:
    """Makes an empty folder that a build is finished in before it gets its name."""
    into = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    return into


def _go() -> str:
    """Finds Go; one that is too old to fetch a newer one gets it from the module proxy.

    Raises:
        BuildError: If there is none.
    """
    found = shutil.which("go")
    if found is None:
        raise BuildError("Go is not on the PATH: the servers are built from source.")
    version = re.search(r"go(\d+)\.(\d+)", _said([found, "version"]))
    if version is not None and (int(version[1]), int(version[2])) >= _CAN_FETCH_GO:
        return found
    return str(_fetched_go(found))


def _fetched_go(old: str) -> Path:
    newer = CACHE / "go"
    if not newer.exists():
        into = _unfinished(newer)
        source = json.loads(_run([old, "mod", "download", "-json", _TOOLCHAIN]))["Dir"]
        shutil.copytree(source, into, dirs_exist_ok=True)
        for file in _programs(into):
            file.chmod(0o755)
        into.rename(newer)
    return newer / "bin" / "go"


def _programs(folder: Path) -> Iterator[Path]:
    """Yields what a module's archive does not mark as executable."""
    yield from (folder / "bin").iterdir()
    yield from (file for file in (folder / "pkg" / "tool").rglob("*") if file.is_file())


def _said(command: list[str]) -> str:
    """Returns what a command prints, or nothing if it is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout + done.stderr


def _run(command: list[str], cwd: str | None = None) -> str:
    """Runs Go out of the way of others: with a low priority, without C."""
    settings = {"GOTOOLCHAIN": "auto", "GOWORK": "off", "CGO_ENABLED": "0", "GOFLAGS": "-trimpath -buildvcs=false"}
    environment = {**os.environ, **settings}
    done = subprocess.run(["nice", *command], cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"{' '.join(command)} failed: {done.stderr.strip()[-2000:]}")
    return done.stdout
