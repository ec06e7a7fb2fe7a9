"""Where a vendor's page stands in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import urlsplit, urlunsplit


class _Edition(NamedTuple):
    """How the address of a page differs."""

    query: str = ""
    path: tuple[str, str] = ("", "")
    """A part of the path, and what stands in its place."""


_EDITIONS: Final[Mapping[tuple[str, str], _Edition]] = {
    ("ai.google.dev", "ru"): _Edition(query="hl=ru"),
    ("ai.google.dev", "pt"): _Edition(query="hl=pt-br"),
    ("developers.google.com", "ru"): _Edition(query="hl=ru"),
    ("developers.google.com", "pt"): _Edition(query="hl=pt-br"),
    # Google Cloud's documentation has no Russian edition.
    ("cloud.google.com", "pt"): _Edition(query="hl=pt-br"),
    ("docs.python.org", "pt"): _Edition(path=("/3/", "/pt-br/3/")),
    ("nginx.org", "ru"): _Edition(path=("/en/", "/ru/")),
}
"""By host and language. Sber's pages are Russian in every language."""


def edition(url: str, language: str) -> str:
    """Returns the address of a page in a language; as it is where there is no such page."""
    parts = urlsplit(url)
    found = _EDITIONS.get((parts.netloc, language))
    if found is None:
        return url
    query = "&".join(filter(None, (parts.query, found.query)))
    return urlunsplit(parts._replace(path=parts.path.replace(*found.path, 1), query=query))
