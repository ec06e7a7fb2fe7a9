"""Brings pages that stand outside of docs/ into the site, and leads links to where the site has what they mean.

The files are written to be read in the repository too, so their links are relative to where they stand there.
Source: mkdocs, user guide, "Hooks".
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).resolve().parents[2]
OUTSIDE: Final = (
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "RELEASING.md", "SECURITY.md"),
    *("dashboards/README.md", "dashboards/preview/README.md"),
    *(f"examples/{name}/README.md" for name in ("demo", "kubernetes", "stack", "terraform")),
)
"""Files of the repository that are pages of the site, under the same path."""
_DOCS: Final = "docs/"
_LINK: Final = re.compile(
    r"(?P<text>!?\[(?:[^\[\]]|\[[^\]]*\])*\])\((?!https?:|mailto:|#)(?P<path>[^)#\s]+)(?P<anchor>#[^)]*)?\)"
)
_FENCED: Final = re.compile(r"(^[ ]*```.*?^[ ]*```)", re.M | re.S)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds the pages that stand outside of docs/."""
    for path in OUTSIDE:
        if (ROOT / path).is_file():
            files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Leads the page's links to the site's files; what the site does not have stays as a text."""
    here = posixpath.dirname(in_repository(page.file.src_uri))
    parts = _FENCED.split(markdown)
    parts[::2] = [_LINK.sub(lambda link: _led(link, here, page.file.src_uri, files), part) for part in parts[::2]]
    return "".join(parts)


def in_repository(uri: str) -> str:
    """Returns where a page of the site stands in the repository."""
    return uri if uri in OUTSIDE else _DOCS + uri


def _led(link: re.Match[str], here: str, uri: str, files: Files) -> str:
    path = posixpath.normpath(posixpath.join(here, link["path"]))
    target = _on_site(path)
    if target is None or files.get_file_from_path(target) is None:
        if not (ROOT / path).exists():
            return link[0]  # is nowhere: the build says so
        return f"`{path}`" if link["text"].startswith("!") else link["text"][1:-1]
    return f"{link['text']}({posixpath.relpath(target, posixpath.dirname(uri) or '.')}{link['anchor'] or ''})"


def _on_site(path: str) -> str | None:
    """Returns a file's path on the site; a folder is its README."""
    if (ROOT / path).is_dir():
        path = f"{path}/README.md"
    if path in OUTSIDE:
        return path
    if path == "README.md":
        return "index.md"
    return path.removeprefix(_DOCS) if path.startswith(_DOCS) else None
