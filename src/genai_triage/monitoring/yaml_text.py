"""YAML that people can read: keys in the order given, long expressions as blocks."""

from __future__ import annotations

from typing import Any

import yaml

_WIDTH = 10_000
"""No line is folded: a folded expression cannot be searched for."""


def yaml_text(comment: str, document: Any) -> str:
    """Writes a document as YAML.

    Args:
        comment: What stands at its top; may have several lines.
    """
    head = "".join(f"# {line}\n" for line in comment.splitlines())
    return head + yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, writes several lines as a block, and repeats what occurs twice."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
