"""The Russian texts, in the files and the order of the English ones."""

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
