"""How long a condition must hold before its alert fires, where an installation chose another time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_DURATION: Final = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)
"""As Prometheus writes it, the largest unit first."""
_SECONDS: Final = (86400, 3600, 60, 1)
_MOST: Final = 7 * 86400


class WaitError(ValueError):
    """A time that cannot be followed; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds by the name of an alert, or of one of its rules: `LLMRateLimited`, `LLMRateLimited/critical`."""

    chosen: tuple[tuple[str, int], ...] = ()

    def of(self, name: str, severity: str, default: int) -> int:
        """Returns the seconds of a rule: its own, else its alert's, else the default."""
        found = dict(self.chosen)
        return found.get(f"{name}/{severity}", found.get(name, default))

    @classmethod
    def parse(cls, pairs: Iterable[str], known: Mapping[str, Iterable[str]]) -> Waits:
        """Reads `name=duration` pairs.

        Args:
            known: The severities of each alert, by its name.

        Raises:
            WaitError: If a name is unknown, or what follows is no duration.
        """
        found: dict[str, int] = {}
        for pair in pairs:
            name, _, text = pair.partition("=")
            alert, _, severity = name.partition("/")
            if alert not in known:
                raise WaitError(f"There is no alert {alert!r}; there are {', '.join(known)}.")
            if name != alert and severity not in known[alert]:
                raise WaitError(f"{alert} has no rule {severity!r}; it has {', '.join(known[alert])}.")
            found[name] = _seconds(name, text)
        return cls(tuple(found.items()))


def _seconds(name: str, text: str) -> int:
    parts = _DURATION.fullmatch(text)
    if not text or parts is None:
        raise WaitError(f"{name} must hold for a time such as 10m, 90s or 1h30m, not {text!r}.")
    seconds = sum(int(number or 0) * size for number, size in zip(parts.groups(), _SECONDS, strict=True))
    if seconds > _MOST:
        raise WaitError(f"{name} must hold for at most 7d, not {text!r}.")
    return seconds
