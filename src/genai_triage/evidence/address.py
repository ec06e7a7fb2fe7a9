"""What a URL says: which provider answered, and at which endpoint."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from genai_triage.taxonomy.model import Provider
from genai_triage.taxonomy.vendors import GEMINI, VENDORS, vendor_of

_URL_LIMIT: Final = 2048

# The last vendor first: `type.googleapis.com` stands in answers that gateways of others make.
_DOMAINS: Final = tuple((domain, vendor.provider) for vendor in reversed(VENDORS) for domain in vendor.domains)
_NAMES: Final = {
    vendor.provider: tuple((endpoint.part.lower(), endpoint.name) for endpoint in vendor.endpoints if endpoint.name)
    for vendor in VENDORS
}


def url_text(url: object) -> str:
    """A URL of any library's type as lower-case text, without its query; bounded."""
    if url is None:
        return ""
    text = url if isinstance(url, str) else str(url)
    return text[:_URL_LIMIT].partition("?")[0].lower()


def provider_of(text: str) -> Provider | None:
    """The provider whose host stands in a lower-case text (a URL or a message)."""
    return next((provider for domain, provider in _DOMAINS if domain in text), None)


def asks_to_cancel(url: str) -> bool:
    """Whether a request to an address as `url_text` gives it asks for the end of a job, which is no failure then."""
    return url.endswith(("/cancel", ":cancel"))


def asks_for_content(url: object) -> bool:
    """Whether a request asks for what is in a file, and not what there is to say of it."""
    text = url if isinstance(url, str) else str(url)
    return "alt=media" in text[:_URL_LIMIT]


@lru_cache(maxsize=1)
def _spoken_names() -> tuple[tuple[tuple[str, ...], re.Pattern[str], Provider], ...]:
    return tuple(
        (vendor.names, re.compile(rf"(?<![\w.@-])(?:{'|'.join(map(re.escape, vendor.names))})\b"), vendor.provider)
        for vendor in reversed(VENDORS)
    )


def provider_named(text: str) -> Provider | None:
    """The provider that a lower-case text calls by its name, as an application's own exception does."""
    for names, pattern, provider in _spoken_names():  # a pattern that looks behind is tried at every letter
        if True in map(text.__contains__, names) and pattern.search(text):
            return provider
    return None


def is_token_request(provider: Provider | None, url: object) -> bool:
    """Whether a request to `url` asks for an access token."""
    return endpoint_of(provider, url_text(url)) == "token"


@lru_cache(maxsize=256)
def endpoint_of(provider: Provider | None, url: str) -> str:
    """The endpoint's name as `Signal.endpoint` knows it; empty if unknown."""
    if not url:
        return ""
    vendor = vendor_of(provider) or GEMINI  # whose methods' names stand for themselves, behind any gateway
    if vendor.token_host and f"://{vendor.token_host}" in url:
        return "token"
    return next((name for part, name in _NAMES[vendor.provider] if part in url), "")
