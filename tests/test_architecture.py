"""The house: a floor imports only from those below it, in no circle, and no file is too long to be read."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import genai_triage

PACKAGE = "genai_triage"
SOURCES = Path(genai_triage.__file__).parent
ROOT = SOURCES.parents[1]
MAX_LINES = 500

BELOW = {
    "taxonomy": {"taxonomy"},
    "evidence": {"taxonomy", "evidence"},
    "telemetry": {"taxonomy", "evidence", "telemetry"},
    "instrumentation": {"taxonomy", "evidence", "telemetry", "instrumentation"},
}
"""What each floor may import of the package."""
CELLAR = {"interrupts", "patterns", "wrapping", "_version"}
"""What stands below every floor."""
BARE_FLOORS = ("taxonomy", "evidence")
"""Floors that need nothing but the standard library."""


def name_of(path: Path) -> str:
    """The module's name in the package; empty for the package itself."""
    parts = path.relative_to(SOURCES).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(path): path for path in sorted(SOURCES.rglob("*.py"))}


@cache
def imports_of(module: str, *, lazy: bool) -> frozenset[str]:
    """The modules of the package that a module imports; those of functions too if `lazy`, other packages with a dot."""
    path = FILES[module]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    nodes = ast.walk(tree) if lazy else _at_import(tree)
    return frozenset(name for node in nodes for name in _names(node, package)) - {module}


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the module is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _at_import(child)


def _names(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield _own(alias.name)
    elif isinstance(node, ast.ImportFrom):
        source = _absolute(node, package)
        for alias in node.names:
            inner = f"{source}.{alias.name}".strip(".")
            yield inner if inner in FILES else source


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return _own(node.module or "")
    steps = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*steps, *([node.module] if node.module else [])]).strip(".")


def _own(name: str) -> str:
    """A module of ours by its name in the package; of others with a colon before it."""
    if name == PACKAGE:
        return ""
    return name.removeprefix(f"{PACKAGE}.") if name.startswith(f"{PACKAGE}.") else f":{name.partition('.')[0]}"


def floor_of(module: str) -> str:
    return module.partition(".")[0]


def circle_from(start: str) -> list[str]:
    """A way back to `start` along what is imported; empty if there is none."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop()
        for following in imports_of(way[-1], lazy=False):
            if following == start:
                return [*way, start]
            if following in FILES and following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


@pytest.mark.parametrize("module", FILES)
def test_no_module_imports_itself_in_a_circle(module: str) -> None:
    assert circle_from(module) == []


@pytest.mark.parametrize("module", [module for module in FILES if floor_of(module) in BELOW])
def test_a_floor_imports_only_from_those_below(module: str) -> None:
    allowed = BELOW[floor_of(module)] | CELLAR
    ours = {name for name in imports_of(module, lazy=True) if not name.startswith(":")}
    assert {name for name in ours if floor_of(name) not in allowed} == set()


@pytest.mark.parametrize("module", sorted(CELLAR))
def test_what_stands_below_the_floors_imports_none_of_them(module: str) -> None:
    assert {name for name in imports_of(module, lazy=True) if not name.startswith(":")} == set()


@pytest.mark.parametrize("module", [module for module in FILES if floor_of(module) in BARE_FLOORS])
def test_the_two_floors_below_need_only_the_standard_library(module: str) -> None:
    others = {name.removeprefix(":") for name in imports_of(module, lazy=True) if name.startswith(":")}
    assert others - set(sys.stdlib_module_names) == set()


def readable() -> Iterator[Path]:
    """The files that people read: those of the package and of the dashboards' generator, without generated ones."""
    for folder in (SOURCES, ROOT / "dashboards" / "generator"):
        yield from (path for path in sorted(folder.rglob("*.py")) if not path.stem.endswith(("_pb2", "_pb2_grpc")))


@pytest.mark.parametrize("path", readable(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_is_longer_than_anyone_reads(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from genai_triage.telemetry import gate", "telemetry.gate"),
        ("from genai_triage.telemetry.gate import write", "telemetry.gate"),
        ("from genai_triage import evidence", "evidence"),
        ("import genai_triage.telemetry.gate", "telemetry.gate"),
        ("from . import judge", "evidence.judge"),
        ("from .judge import with_fact", "evidence.judge"),
        ("import wrapt.wrappers", ":wrapt"),
        ("from opentelemetry.sdk import trace", ":opentelemetry"),
    ],
)
def test_every_kind_of_import_is_seen(line: str, found: str) -> None:
    (statement,) = ast.parse(line).body
    assert list(_names(statement, "evidence")) == [found]
