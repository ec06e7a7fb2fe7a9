"""What CONTRIBUTING and the pages about the house name is there: files, folders, and targets of make."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = ("CONTRIBUTING.md", "docs/how-a-failure-travels.md", "docs/glossary.md")
PACKAGE: Final = ROOT / "src" / "genai_triage"
MADE: Final = ("site/",)
"""What a command makes."""
_PATH: Final = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|\w+\.py)`")
_TARGET: Final = re.compile(r"`make ([a-z-]+)")


def _text(page: str) -> str:
    text = (ROOT / page).read_text("utf-8")
    return text + "".join(text.replace("{ru,pt}", language) for language in ("ru", "pt"))


def _is_there(path: str) -> bool:
    if "/" not in path:
        return any((ROOT / "tests").rglob(path)) or any(PACKAGE.rglob(path))
    places = (ROOT, PACKAGE, PACKAGE / "instrumentation", PACKAGE / "taxonomy")
    return any((place / path).exists() for place in places)


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_is_named_is_there(page: str) -> None:
    named = set(_PATH.findall(_text(page))) - {*MADE}
    gone = sorted(path for path in named if not _is_there(path))
    assert not gone, f"{page} names {', '.join(gone)}"


@pytest.mark.parametrize("page", PAGES)
def test_a_target_of_make_that_is_named_is_there(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(_TARGET.findall(_text(page))) - targets == set()
