"""What each class of failure means, in one or two sentences, in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CLASSES: Final[Mapping[str, str]] = {}
