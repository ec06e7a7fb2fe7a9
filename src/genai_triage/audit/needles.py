"""What must not be found in what is exported: the canaries and the secrets of the environment, whole and in parts."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from genai_triage.simulator.canaries import Canaries

_TELLING: Final = ("KEY", "TOKEN", "SECRET", "CREDENTIAL", "PASSWORD")
"""In the names of variables that hold a secret."""
_SHORTEST: Final = 8
"""Characters of a value that can be told from any other text."""
_HALVED: Final = 32
"""Characters from which on half a secret is a secret too."""
_WINDOW: Final = 12
"""Characters of a canary key whose sight gives it away."""
_CANARY_WORD: Final = re.compile(r"\b[a-z]{10}\b")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")


@dataclass(frozen=True)
class Needle:
    """One thing that is looked for. Shows its name only, wherever it is printed."""

    name: str
    kind: str
    """`canary` or `environment`."""
    parts: frozenset[bytes] = field(repr=False)
    """Texts any of which gives it away."""

    def is_in(self, data: bytes) -> bool:
        """Returns whether any part of it stands there."""
        return any(part in data for part in self.parts)


def canary_needles(canaries: Canaries) -> tuple[Needle, ...]:
    """Returns what to look for of the canaries: a single made-up word, or a dozen characters of a key."""
    texts = {"answer of the model": canaries.answer, "prompt": canaries.prompt}
    return (
        *(
            Needle(name, "canary", frozenset(map(str.encode, _CANARY_WORD.findall(text))))
            for name, text in texts.items()
        ),
        *(Needle(name, "canary", frozenset(_windows(key))) for name, key in canaries.keys.items()),
    )


def environment_needles(environ: Mapping[str, str]) -> tuple[Needle, ...]:
    """Returns what to look for of the variables whose names tell that they hold a secret."""
    return tuple(
        Needle(name, "environment", frozenset(text.encode("utf-8", "surrogateescape") for text in _forms(value)))
        for name, value in sorted(environ.items())
        if any(word in name.upper() for word in _TELLING) and len(value) >= _SHORTEST and not os.path.exists(value)
    )


def _windows(key: str) -> Iterator[bytes]:
    """The key's own characters: what all keys of its kind begin with is no leak."""
    text = key.encode()
    for start in range(4, len(text) - _WINDOW + 1):
        yield text[start : start + _WINDOW]


def _forms(value: str) -> Iterator[str]:
    yield value
    yield quote(value, safe="", errors="surrogateescape")
    if len(value) >= _HALVED:
        yield value[: len(value) // 2]
        yield value[len(value) // 2 :]
    for text in _decoded(value):
        yield text
        yield from (part for part in text.split(":") if len(part) >= _SHORTEST)


def _decoded(value: str) -> Iterator[str]:
    """The texts that stand in base64 in a value: GigaChat's authorization key is an id and a secret."""
    for found in _BASE64.findall(value):
        bare = found.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            text = base64.b64decode(bare + "=" * (-len(bare) % 4)).decode("ascii")
        except (binascii.Error, ValueError):
            continue
        if len(text) >= _SHORTEST and text.isprintable():
            yield text
