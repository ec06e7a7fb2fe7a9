"""What a URL says: which provider answered, and at which endpoint."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy import Provider

_URL_LIMIT: Final = 2048

_HOSTS: Final[tuple[tuple[str, Provider], ...]] = (
    ("sberbank.ru", "gigachat"),
    ("giga.chat", "gigachat"),
    ("sberdevices.ru", "gigachat"),
    ("sber.ru", "gigachat"),
    ("googleapis.com", "gemini"),
)

_GIGACHAT_PATHS: Final = (
    ("/content", "download"),
    ("/oauth", "token"),
    ("/token", "token"),
    ("/chat/completions", "chat"),
    ("/embeddings", "embeddings"),
    ("/tokens/count", "tokens"),
    ("/balance", "balance"),
    ("/models", "models"),
    ("/files", "files"),
    ("/assistants", "threads"),
    ("/threads", "threads"),
    ("/batches", "batches"),
)

_GEMINI_PATHS: Final = (
    (":download", "download"),
    ("/download/", "download"),
    (":streamgeneratecontent", "stream"),
    (":generatecontent", "generate"),
    (":counttokens", "count"),
    (":computetokens", "count"),
    (":embedcontent", "embed"),
    (":batchembedcontents", "embed"),
    (":asyncbatchembedcontent", "batches"),
    (":batchgeneratecontent", "batches"),
    (":predictlongrunning", "operations"),
    (":predict", "predict"),
    ("/interactions", "interactions"),
    ("/chat/completions", "generate"),
    ("/embeddings", "embed"),
    ("bidigeneratecontent", "live"),
    ("/upload/", "files"),
    ("/operations", "operations"),
    ("/batches", "batches"),
    ("/batchpredictionjobs", "batches"),
    ("/files", "files"),
    ("/cachedcontents", "caches"),
    ("/models", "models"),
)


def url_text(url: object) -> str:
    """A URL of any library's type as lower-case text, without its query; bounded."""
    if url is None:
        return ""
    text = url if isinstance(url, str) else str(url)
    return text[:_URL_LIMIT].partition("?")[0].lower()


def provider_of(text: str) -> Provider | None:
    """The provider whose host stands in a lower-case text (a URL or a message)."""
    for host, provider in _HOSTS:
        if host in text:
            return provider
    return None


def endpoint_of(provider: Provider | None, url: str) -> str:
    """The endpoint's name as `Signal.endpoint` knows it; empty if unknown."""
    if not url:
        return ""
    if provider == "gigachat" and "://ngw." in url:
        return "token"
    for part, endpoint in _GIGACHAT_PATHS if provider == "gigachat" else _GEMINI_PATHS:
        if part in url:
            return endpoint
    return ""
