"""GigaChat access tokens: handed out, known, expired."""

from __future__ import annotations

import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

_MAX_TOKENS = 10_000
_HEAD = "eyJjdHkiOiJqd3QifQ"
"""The service's tokens are encrypted JSON Web Tokens, which begin like this."""


@dataclass(frozen=True, slots=True)
class Token:
    """One access token."""

    value: str
    expires_at: float
    """Unix time, s."""
    cause: str = ""
    """What every API call with this token is answered with; empty for a good token."""


class TokenStore:
    """Tokens by value; the oldest are forgotten beyond 10 000.

    Args:
        life: Seconds a token is good for. The service's own are good for 30 minutes.
    """

    def __init__(self, life: float) -> None:
        self._life = life
        self._tokens: OrderedDict[str, Token] = OrderedDict()

    def issue(self, cause: str = "") -> Token:
        """Hands out a new token."""
        token = Token(f"{_HEAD}.{uuid.uuid4().hex}", time.time() + self._life, cause)
        self._tokens[token.value] = token
        if len(self._tokens) > _MAX_TOKENS:
            self._tokens.popitem(last=False)
        return token

    def state(self, value: str) -> Literal["ok", "expired", "unknown"]:
        token = self._tokens.get(value)
        if token is None:
            return "unknown"
        return "ok" if time.time() < token.expires_at else "expired"

    def cause(self, value: str) -> str:
        """What a token was bound to when it was handed out."""
        token = self._tokens.get(value)
        return token.cause if token else ""

    def expire_all(self) -> None:
        """Ends the life of every token handed out."""
        for value, token in list(self._tokens.items()):
            self._tokens[value] = Token(token.value, 0.0, token.cause)
