"""YAML that people can read: keys in the order given, long expressions as blocks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from io import StringIO
from typing import Any, Final

import yaml
from yaml.emitter import Emitter, ScalarAnalysis

_WIDTH = 10_000
"""No line is folded: a folded expression cannot be searched for."""


def yaml_text(comment: str, document: Any) -> str:
    """Writes a document as YAML.

    Args:
        comment: What stands at its top; may have several lines.
    """
    head = "".join(f"# {line}\n" for line in comment.splitlines())
    return head + yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def read_all(text: str) -> Iterator[Any]:
    """Reads the documents of a file, by libyaml where PyYAML was built with it: that takes a tenth of the time."""
    yield from yaml.load_all(text, _LOADER)


_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, writes several lines as a block, and repeats what occurs twice."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def analyze_scalar(self, scalar: str) -> ScalarAnalysis:
        return _analysis(scalar)


@lru_cache(maxsize=20_000)
def _analysis(text: str) -> ScalarAnalysis:
    """How a text may be written, which PyYAML asks several times of each, a character at a time."""
    return _ANALYST.analyze_scalar(text)


_ANALYST: Final = Emitter(StringIO(), allow_unicode=True)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
