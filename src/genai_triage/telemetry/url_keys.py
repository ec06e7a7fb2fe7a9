"""Keys in what other instrumentations put on their spans: `?key=…` is how Gemini's REST API may be called."""

from __future__ import annotations

from typing import Final

from opentelemetry.trace import Span

from genai_triage.patterns import late
from genai_triage.telemetry import gate, redaction

_NAMES: Final = ("http.url", "url.full", "url.query", "http.target")
_HIDDEN: Final = "REDACTED"
"""As the conventions write it (semconv, `url.full`)."""
_NAME: Final = (
    r"(?i)((?:^|[?&;#]|%3f|%26)[\w.-]{0,40}(?:key|token|secret|password|passwd|signature|credential|auth)[\w.-]{0,40}=)"
)
_KEY: Final = late(_NAME + r"[^&#;]+")
_KEY_IN_TEXT: Final = late(_NAME + r"[^&#;\s\"'<>()]+")
_MAX_TEXT: Final = 100_000
"""Of an exception's text or stack trace that is looked at; what is beyond is not kept."""
_USER: Final = late(r"://[^/?#@]{1,1000}@")


def without_keys(url: str) -> str:
    """Returns the URL without values of telling parameters, whoever it names before the host, and any other key."""
    if "=" in url:
        url = _KEY.sub(rf"\1{_HIDDEN}", url)
    return redaction.without_credentials(_USER.sub(f"://{_HIDDEN}@", url) if "@" in url else url)


def hide_keys(span: Span) -> None:
    """Hides the keys in the URL of another instrumentation's span that is still open."""
    for name, url in _urls(span):
        hidden = without_keys(url)
        if hidden != url:
            gate.mend(span, name, hidden)


def urls_of(span: Span) -> list[str]:
    """Returns the URLs that another instrumentation put on its span."""
    return [url for _, url in _urls(span)]


def _urls(span: Span) -> list[tuple[str, str]]:
    attributes = getattr(span, "attributes", None) or {}
    return [(name, url) for name in _NAMES if isinstance(url := attributes.get(name), str)]


def without_keys_in(text: str) -> str:
    """Returns an exception's text or stack trace without the keys in URLs, headers and anywhere else."""
    return _USER.sub(
        f"://{_HIDDEN}@", _KEY_IN_TEXT.sub(rf"\1{_HIDDEN}", redaction.without_credentials(text[:_MAX_TEXT]))
    )


def hide_keys_of_exception(span: Span) -> None:
    """Hides the keys in the text of an exception that another instrumentation is about to note on its span."""
    gate.shield(span, without_keys_in)
