"""What a peer has recorded of one call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Seen:
    """Names only: what values an application's own calls would have is not the question."""

    spans: list[str] = field(default_factory=list)
    """Their names."""
    attributes: list[str] = field(default_factory=list)
    """Of all spans, each once."""
    metrics: list[str] = field(default_factory=list)
    """Names of metrics that got a point."""
    points: int = 0
    events: list[str] = field(default_factory=list)
    """Names of log events, of a span's own, or of what is sent as one."""

    def add_span(self, name: str, attributes: Any) -> None:
        self.spans.append(name)
        self.attributes = sorted({*self.attributes, *map(str, attributes or ())})
