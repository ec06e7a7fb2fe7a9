"""What several families of network failures share: pages, and ways to name an exception."""

from __future__ import annotations

from typing import Final

HTTPX: Final = "https://www.python-httpx.org/exceptions/"
TIMEOUTS: Final = "https://www.python-httpx.org/advanced/timeouts/"
ANY: Final = ("builtins.Exception",)


def any_package(*names: str) -> tuple[str, ...]:
    """Names classes that httpx, its forks, httpcore and others share."""
    return tuple(f"*.{name}" for name in names)
