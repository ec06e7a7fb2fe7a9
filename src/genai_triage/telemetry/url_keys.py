"""Keys in the URLs that other instrumentations put on their spans: `?key=…` is how Gemini's REST API may be called."""

from __future__ import annotations

import re
from typing import Final

from opentelemetry.trace import Span

from genai_triage.telemetry import gate

_NAMES: Final = ("http.url", "url.full", "url.query", "http.target")
_HIDDEN: Final = "REDACTED"
"""As the conventions write it (semconv, `url.full`)."""
_KEY: Final = re.compile(
    r"(?i)((?:^|[?&;])[\w.-]{0,40}(?:key|token|secret|password|passwd|signature|credential|auth)[\w.-]{0,40}=)[^&#;]+"
)
_USER: Final = re.compile(r"://[^/?#@]{1,1000}@")


def without_keys(url: str) -> str:
    """Returns the URL with the values of its telling parameters, and whoever it names before the host, hidden."""
    return _USER.sub(f"://{_HIDDEN}@", _KEY.sub(rf"\1{_HIDDEN}", url))


def hide_keys(span: Span) -> None:
    """Hides the keys in the URL of another instrumentation's span that is still open."""
    attributes = getattr(span, "attributes", None) or {}
    for name in _NAMES:
        url = attributes.get(name)
        if isinstance(url, str) and ("=" in url or "@" in url):
            hidden = without_keys(url)
            if hidden != url:
                gate.mend(span, name, hidden)
