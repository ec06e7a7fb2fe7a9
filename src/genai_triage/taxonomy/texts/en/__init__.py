"""The English texts: a file per table of causes, in its order, and one for the classes.

A fix is one sentence in the imperative: what the owner does, where, and with which values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from . import client, gateways, gemini, gigachat, network, status
from .classes import CLASSES

__all__ = ["CLASSES", "FIXES"]

FIXES: Final[Mapping[str, str]] = {
    **gemini.FIXES,
    **gigachat.FIXES,
    **gateways.FIXES,
    **network.FIXES,
    **client.FIXES,
    **status.FIXES,
}
