"""What to do about who stands between the application and the vendor, by the cause's id, in Brazilian Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {}
