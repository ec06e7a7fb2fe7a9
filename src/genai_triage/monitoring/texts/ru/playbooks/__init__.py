"""What the playbooks of the classes say, in Russian, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from . import answers, requests

__all__ = ["TEXTS"]

TEXTS: Final[Mapping[str, str]] = {
    **requests.TEXTS,
    **answers.TEXTS,
}
