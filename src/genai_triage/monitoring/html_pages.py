"""The runbooks as pages that a browser shows: each is whole by itself, whatever server gives it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_INDEX: Final = "README.md"
"""What a server shows of a folder is called `index.html`."""
_ANCHOR: Final = re.compile(r"&lt;a id=&quot;([\w.]+)&quot;&gt;&lt;/a&gt;")
_NO_WORD: Final = re.compile(r"[^\w-]+")
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }}
table {{ border-collapse: collapse; display: block; overflow-x: auto; }}
th, td {{ border: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top; }}
tr:has(:target), :target {{ background: #fd08; }}
pre {{ border: 1px solid #8886; overflow-x: auto; padding: .6rem; }}
code {{ font: 14px ui-monospace, monospace; overflow-wrap: anywhere; }}
td:first-child code {{ white-space: nowrap; }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def page(path: str, markdown: str, language: str) -> tuple[str, str]:
    """Returns a Markdown file's path and text as HTML.

    Args:
        language: Of its text, as HTML names it.
    """
    tokens = _reader().parse(markdown)
    _name_headings(tokens)
    body = _ANCHOR.sub(r'<a id="\1"></a>', str(_reader().renderer.render(tokens, _reader().options, {})))
    title = next((one.content for at, one in enumerate(tokens) if at and tokens[at - 1].type == "heading_open"), "")
    file = PurePosixPath(path)
    name = "index.html" if file.name == _INDEX else f"{file.stem}.html"
    return str(file.with_name(name)), _PAGE.format(language=language, title=escape(title), body=body)


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    """Reads CommonMark with tables; what looks like HTML is text: vendors' messages have words in angle brackets."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _name_headings(tokens: Sequence[Token]) -> None:
    """Gives each heading the id that links to it have: its words in small letters."""
    for opened, inline in pairwise(tokens):
        if opened.type == "heading_open":
            opened.attrSet("id", _NO_WORD.sub("-", inline.content.lower()).strip("-"))
