"""Whether calls can pass as if nothing observed them; loaded with every layer, so it imports next to nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

look: Callable[[], bool] | None = None
"""Says whether nobody would be told of a call that begins now; None where somebody is, or nothing is set up yet."""
passes: Callable[[Any, Callable[[Any], tuple[str, Any]]], bool] | None = None
"""Says of a request (URL, what finds address and service in it) whether it is no call of its own; `current.py` sets it.
"""
has_begun = False
"""Whether an operation has begun in this process: until then no request can be a step of one."""
