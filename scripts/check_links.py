"""Asks every address that the tables and the docs lead to whether it is still there.

Needs the internet, so no test runs it. Exit status 1 if a page is gone.

Usage: python scripts/check_links.py
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import httpx

from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.texts import LANGUAGES
from genai_triage.taxonomy.vendors import VENDORS

ROOT: Final = Path(__file__).resolve().parent.parent
_ADDRESS: Final = re.compile(r"https?://[^\s<>()\[\]\"'`|\\…]+")
_MADE_UP: Final = re.compile(r"https?://(?:[^/]*\.(?:internal|example|invalid)\b|localhost|127\.|[^/]*[{$])")
_CODE: Final = re.compile(r"^[ ]*```.*?^[ ]*```|`[^`\n]*`", re.M | re.S)
_GONE: Final = frozenset({404, 410})
_LIMIT: Final = 20.0
"""Seconds for each answer."""


def addresses() -> dict[str, str]:
    """Returns the addresses, each with the place that leads there."""
    found: dict[str, str] = {}
    for place, text in _texts():
        for address in _ADDRESS.findall(text):
            address = address.rstrip(".,:;*")
            if not _MADE_UP.match(address):
                found.setdefault(address, place)
    return found


def _texts() -> Iterator[tuple[str, str]]:
    for cause in CAUSES.values():
        for language in LANGUAGES:
            yield cause.id, f"{cause.fix_in(language)} {cause.doc_in(language)}"
    for vendor in VENDORS:
        yield "vendors.py", " ".join(vendor.docs.values())
    pages = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("examples/**/*.md"),
        ROOT / "dashboards/README.md",
    ]
    for page in sorted(pages):
        yield str(page.relative_to(ROOT)), _CODE.sub("", page.read_text(encoding="utf-8"))


def answer(client: httpx.Client, address: str) -> str | None:
    """Returns what is wrong with an address; a page that refuses programs is there."""
    try:
        with client.stream("GET", address) as response:
            return f"HTTP {response.status_code}" if response.status_code in _GONE else None
    except httpx.HTTPError as error:
        return type(error).__name__


def main() -> int:
    """Prints the addresses that do not answer, and where they stand.

    Returns:
        1 if there is one.
    """
    known = addresses()
    with httpx.Client(follow_redirects=True, timeout=_LIMIT) as client, ThreadPoolExecutor(16) as pool:
        answers = dict(zip(known, pool.map(lambda address: answer(client, address), known), strict=True))
    wrong = {address: problem for address, problem in answers.items() if problem}
    for address, problem in wrong.items():
        print(f"{known[address]}: {address}: {problem}")
    print(f"{len(known) - len(wrong)} of {len(known)} addresses answer.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
