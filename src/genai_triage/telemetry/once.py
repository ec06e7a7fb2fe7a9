"""A right that is taken once, by whoever comes first."""

from __future__ import annotations


class Once:
    """Lets the first caller of `take` through, whichever thread it is in; there is no lock to wait for."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = [True]
        """Empty once it is taken."""

    def take(self) -> bool:
        """Returns True to one caller, False to all others."""
        try:
            return self.left.pop()  # one step of the interpreter: no two threads get the same item
        except IndexError:
            return False

    @property
    def is_taken(self) -> bool:
        return not self.left
