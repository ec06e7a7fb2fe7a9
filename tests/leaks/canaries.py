"""Things that must not be found in anything that is exported, and what gives each of them away."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Canary:
    """A secret, or a piece of a conversation."""

    kind: str
    text: str
    traces: tuple[str, ...]
    """Parts that are found nowhere unless the canary, or some of it, has leaked."""


def _canary(kind: str, text: str, *traces: str) -> Canary:
    return Canary(kind, text, traces or (text,))


_WORDS = ("heliotrope", "marmalade", "Ludmila")
CONVERSATION = _canary("conversation", "Tell Ludmila that heliotrope and marmalade do not mix", *_WORDS)
"""A prompt or an answer."""

_CLIENT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301:9b2d7c11-0f6e-4a5b-8c3d-5e6f7a8b9c0d"
_BASIC = base64.b64encode(_CLIENT.encode()).decode()
_WRAPPED = "\n".join(re.findall(r".{1,76}", base64.b64encode((_CLIENT + ":GIGACHAT_API_PERS").encode()).decode()))

KEYS = (
    _canary("gemini key", "AIzaSyD4nK7qXb2mR9vTzWcE1uHfGpLs6oJyQ8a", "AIza", "4nK7qXb2m", "J yQ8a", "oJyQ8a"),
    _canary("gemini express key", "AQ.Ab8RN6Kq2vX9mT4wZ7cY1uHfGpLs6oJyQ8a", "Ab8RN6Kq", "oJyQ8a"),
    _canary("google token", "ya29.a0AfB_byC3dE5fG7hI9jK1lM3nO5pQ7r", "ya29", "byC3dE5f", "nO5pQ7r"),
    _canary("google refresh token", "1//0gLk3jH5gF7dS9aP1oI3uY5tR7eW", "0gLk3jH5", "tR7eW"),
    _canary("client secret", "GOCSPX-k3jH5gF7dS9aP1oI3uY5tR7eW", "GOCSPX", "gF7dS9aP"),
    _canary("jwt", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJlMTIz", "eyJhb", "eyJzd", "c2lnbmF0"),
    _canary("gigachat authorization key", f"Basic {_BASIC}", _BASIC[:12], _BASIC[-12:]),
    _canary("wrapped authorization key", f"Authorization: Basic {_WRAPPED}", _WRAPPED[:12], _WRAPPED[-12:]),
    _canary("aws key id", "AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    _canary("letters-only token", '"access_token": "qwertyuiopasdfghjklzxcvbnm"', "qwertyuiop", "zxcvbnm"),
    _canary("hex key in a path", "/v1/keys/9f86d081884c7d659a2feaa0c55ad015/models", "9f86d081", "c55ad015"),
    _canary("hex key after key_", "key_9f86d081884c7d659a2feaa0c55ad015", "9f86d081", "c55ad015"),
    _canary("encoded query", "next%3Fkey%3D9f86d081884c7d659a2feaa0c55ad015", "9f86d081", "c55ad015"),
    _canary("query key", "https://example.test/v1?key=plainlookingsecret&x=1", "plainlooking"),
    _canary("password in a URL", "https://me:plainlookingsecret@example.test/v1", "plainlooking"),
    _canary("e-mail address", "ludmila.petrova@example.test", "ludmila.petrova", "petrova@"),
    _canary("phone", "+7 916 123 45 67", "916 123", "123 45 67", "45 67"),
    _canary("card", "4111 1111 1111 1234", "4111 1111", "1111 1234"),
    _canary("card with other hyphens", "4222\u20111111\u20111111\u20114321", "4222\u20111111", "1111\u20114321"),
    _canary("project number", "projects/123456789012/locations", "123456789012"),
)

EVERY = (CONVERSATION, *KEYS)

_TOGETHER = 3
"""Keys in one text: few enough that none of them stands where a text is cut."""
TEXTS = (
    CONVERSATION.text,
    *("; ".join(key.text for key in KEYS[start : start + _TOGETHER]) for start in range(0, len(KEYS), _TOGETHER)),
)
"""Texts that together hold every canary."""


def leaked(canary: Canary, exported: str) -> list[str]:
    """The parts of the canary that stand in what was exported."""
    return [trace for trace in canary.traces if trace in exported]
