"""What to do about failures without an answer, by the cause's id, in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {}
