"""Markdown's tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = True) -> str:
    """Writes a table whose first column is text, and whose others are numbers."""
    aligned = ["---", *(["---:"] if numbers else ["---"]) * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, aligned, *rows))


def number(value: float | None) -> str:
    """Writes a number as short as it says something; empty for None."""
    if value is None:
        return ""
    text = f"{value:,.0f}" if abs(value) >= 20 else f"{value:.1f}"
    return "0" if text in ("-0.0", "0.0") else text
