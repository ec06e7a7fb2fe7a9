"""How often an operation's requests were sent again because the one before had failed, and the time waited between.

A token request is no retry of the call that it is for: requests for tokens and all others are followed apart. A
redirect has not failed, nor has a round of function calling.
"""

from __future__ import annotations

from genai_triage import evidence
from genai_triage.taxonomy.model import Provider
from genai_triage.telemetry.attempt import Attempt


class Retries:
    """Made for an operation when it goes on after an attempt that failed: most never need one."""

    __slots__ = ("_failed", "_failed_at", "_waited", "count", "seconds")

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        """Between the end of a failed attempt and the next request."""
        self._failed: set[bool] = set()
        """Whether it is for tokens, of each kind of request whose last one failed."""
        self._failed_at: float | None = None
        self._waited = 0.0

    def ended(self, provider: Provider, attempt: Attempt) -> None:
        """Notes the attempt before the next one, whose request is still at hand."""
        kind = _is_for_token(provider, attempt)
        if attempt.has_failed:
            self._failed.add(kind)
            self._failed_at = attempt.ended_at
        else:
            self._failed.discard(kind)

    def sent(self, provider: Provider, attempt: Attempt) -> None:
        """Notes the next attempt."""
        if self._failed_at is not None:
            self._waited += max(attempt.started_at - self._failed_at, 0.0)
            self._failed_at = None
        if _is_for_token(provider, attempt) in self._failed:
            self.count += 1
            self.seconds += self._waited
            self._waited = 0.0


def _is_for_token(provider: Provider, attempt: Attempt) -> bool:
    url = getattr(attempt.request, "url", None)
    return url is not None and evidence.is_token_request(provider, url)
