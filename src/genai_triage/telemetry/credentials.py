"""Fingerprints of credentials: which key a call was made with, without the key.

A fingerprint is the first 8 hex digits of HMAC-SHA256 over the credential, with a key that is the same everywhere: the
same credential has the same fingerprint in every service. 32 bits tell nothing of a key that nobody could guess; what
could be guessed (a password, a gateway's `sk-1234`) has no fingerprint. What is good for an hour or less (an access
token) has none either, but stands for the credential that it was given for, where that was seen.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from genai_triage.telemetry.bounded_set import BoundedSet

KEY: Final = b"genai-triage"
_DIGITS: Final = 8
_LEAST: Final = 16
"""Characters of a secret that is no password."""
_MOST: Final = 16_384
_API_KEY: Final = "x-goog-api-key"
_AUTHORIZATION: Final = "authorization"
_SHORT_LIVED: Final = ("ya29.", "eyJ", "auth_tokens/")
"""How access tokens begin: Google's, a JSON Web Token as GigaChat's, a Live session's."""
_MAX_TOKENS: Final = 1000
MAX_LABELS: Final = 20
"""Each has a series for every class."""


class Fingerprints:
    """Tells the credentials of a process apart; keeps no credential."""

    def __init__(self) -> None:
        self._of_tokens: OrderedDict[str, str] = OrderedDict()
        """Fingerprints of credentials, by those of the access tokens that were given for them."""
        self._labels = BoundedSet(MAX_LABELS)

    def label(self, fingerprint: str) -> str:
        """Returns a fingerprint, or what stands for all others: who calls with its users' keys has any number."""
        return self._labels.label(fingerprint)

    def of(self, credential: object) -> str | None:
        """Returns the fingerprint of a credential; None for what is none, can be guessed, or is good for an hour."""
        if not isinstance(credential, str) or not _LEAST <= len(credential) <= _MOST:
            return None
        if credential.startswith(_SHORT_LIVED):
            return self._of_tokens.get(_digest(credential))
        return _digest(credential)

    def of_request(self, headers: object, url: object = "") -> str | None:
        """Returns the fingerprint of what a request is authorized with.

        Args:
            headers: a mapping or pairs of name and value, a gRPC call's metadata for one.
            url: of the request, which `str` makes a text of; the key may stand in its query.
        """
        found = _authorizing(headers)
        return self.of(found.get(_API_KEY)) or self.of(_key_in(str(url))) or self._of_scheme(found.get(_AUTHORIZATION))

    def learn(self, token: object, fingerprint: str) -> None:
        """Notes the access token that was given for the credential with this fingerprint."""
        if isinstance(token, str) and token.startswith(_SHORT_LIVED):
            self._of_tokens[_digest(token)] = fingerprint
            while len(self._of_tokens) > _MAX_TOKENS:
                self._of_tokens.popitem(last=False)

    def _of_scheme(self, authorization: str | None) -> str | None:
        scheme, _, credential = (authorization or "").strip().partition(" ")
        credential = credential.strip()
        if scheme.lower() == "basic":
            return self.of(credential) if _is_hard_to_guess(credential) else None
        return self.of(credential) if scheme.lower() == "bearer" else None


def _digest(credential: str) -> str:
    return hmac.new(KEY, credential.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:_DIGITS]


def _authorizing(headers: object) -> dict[str, str]:
    """The two headers that credentials stand in, by their names in lower case."""
    if not isinstance(headers, Collection):
        return {}  # an iterator is the application's to read
    pairs: Iterable[Any] = headers.items() if isinstance(headers, Mapping) else headers
    found = {_text(name).lower(): value for name, value in pairs}
    return {name: _text(found[name]) for name in (_API_KEY, _AUTHORIZATION) if name in found}


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _key_in(url: str) -> str | None:
    """The key in a URL's query."""
    if "key=" not in url:
        return None
    return parse_qs(urlsplit(url).query).get("key", [None])[0]


def _is_hard_to_guess(pair: str) -> bool:
    """Whether the part behind the colon is no password, in base64."""
    try:
        _, _, secret = base64.b64decode(pair, validate=True).partition(b":")
    except ValueError:
        return False
    return len(secret) >= _LEAST
