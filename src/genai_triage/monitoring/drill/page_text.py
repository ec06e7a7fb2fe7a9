"""The page as the person on call gets it, readable on a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from typing import Final

from genai_triage.monitoring.drill.webhook import Message, Notification

_LABEL: Final = 13
_WIDTH: Final = 100
"""Columns where nobody says how many there are."""
_LINKS: Final = (
    ("runbook", "runbook_url", "--runbooks-url"),
    ("dashboard", "dashboard_url", "--grafana-url"),
    ("traces", "traces_url", "--grafana-url"),
)
_TOLD: Final = ("summary", "description", *(name for _, name, _ in _LINKS))


def lines(page: Notification, message: Message | None = None) -> Iterator[str]:
    """Yields what the templates made of it, if they are known, or what they would make it of; then its labels."""
    if message is not None:
        yield f"What {page.receiver} gets, as in Slack, by e-mail or in PagerDuty:"
        yield ""
        yield from (f"  {line}".rstrip() for line in (message.title, "", *message.text.rstrip().splitlines(), ""))
        yield from _row("labels", _labels(page))
        return
    labels = page.labels
    severity, owner = labels.get("severity", "no severity"), labels.get("owner", "nobody")
    yield f"What {page.receiver} gets:"
    yield ""
    yield f"  [{page.status.upper()}] {page.name}, {severity}, owner {owner}"
    for name in ("summary", "description"):
        yield from _row(name, page.annotations.get(name, "none"))
    for name, annotation, flag in _LINKS:
        # A link is one word, to be clicked: it is not wrapped.
        link = page.annotations.get(annotation) or f"none: export the rules with {flag}"
        yield f"  {name:<{_LABEL}}{link}"
    for name in sorted(set(page.annotations) - set(_TOLD)):
        yield from _row(name, page.annotations[name])
    yield from _row("labels", _labels(page))


def _labels(page: Notification) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(page.labels.items()))


def _row(name: str, text: str) -> Iterator[str]:
    """Wraps a text beside its name; its own lines stay."""
    width = max(40, min(shutil.get_terminal_size((_WIDTH, 24)).columns, 120) - _LABEL - 2)
    found = [part for line in text.splitlines() for part in textwrap.wrap(line, width, break_long_words=False) or [""]]
    for first, part in zip((name, *[""] * len(found)), found or [""], strict=False):
        yield f"  {first:<{_LABEL}}{part}".rstrip()
