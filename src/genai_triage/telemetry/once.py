"""A right that is taken once, by whoever comes first."""

from __future__ import annotations


def take(left: list[bool]) -> bool:
    """Returns True to one caller, False to all others; `left` holds one item, and none once the right is taken."""
    try:
        return left.pop()  # one step of the interpreter: no two threads get the same item
    except IndexError:
        return False


class Once:
    """Lets the first caller of `take` through, whichever thread it is in; there is no lock to wait for."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = [True]
        """Empty once it is taken."""

    def take(self) -> bool:
        """Returns True to one caller, False to all others."""
        return take(self.left)
