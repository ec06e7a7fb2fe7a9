"""What a URL or a text says of the vendor and the endpoint."""

from __future__ import annotations

import pytest

from genai_triage.evidence.address import (
    asks_for_content,
    asks_to_cancel,
    endpoint_of,
    is_token_request,
    provider_named,
    provider_of,
    url_text,
)
from genai_triage.taxonomy import Provider
from genai_triage.taxonomy.vendors import VENDORS


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("https://ngw.devices.sberbank.ru:9443/api/v2/oauth", "token"),
        ("https://ngw.devices.sberbank.ru:9443/api/v3/sessions", "token"),
        ("https://gigachat.devices.sberbank.ru/api/v1/tokens/count", "tokens"),
        ("https://gigachat.devices.sberbank.ru/api/v1/chat/completions", "chat"),
        ("https://gateway.example.test/nothing/known", ""),
        ("https://relay.test/ngw.devices.sberbank.ru", ""),
        ("", ""),
    ],
)
def test_an_endpoint_is_told_by_host_and_path(url: str, endpoint: str) -> None:
    assert endpoint_of("gigachat", url) == endpoint


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://ngw.devices.sberbank.ru:9443/api/v2/oauth", True),
        (b"https://ngw.devices.sberbank.ru:9443/api/v2/oauth", True),
        ("https://gigachat.devices.sberbank.ru/api/v1/tokens/count", False),
        ("", False),
        (None, False),
    ],
)
def test_a_request_to_the_token_endpoint_is_known_by_its_url(url: object, is_one: bool) -> None:
    assert is_token_request("gigachat", url) is is_one


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("models/m:generateContent", "generate"),
        ("models/m:streamGenerateContent?alt=sse", "stream"),
        ("MODELS/M:GENERATECONTENT", "generate"),
        ("files/f:download", "download"),
        ("models/m:batchGenerateContent", "batches"),
        ("fileSearchStores/s/upload/operations/o", "files"),
        ("files", "files"),
        ("models", "models"),
        ("x?y=/files", ""),
        ("x" * 2048 + "/files", ""),
    ],
)
def test_the_endpoint_of_a_path_is_known_whoever_answers_it(path: str, endpoint: str) -> None:
    """Behind any gateway and of nobody, the methods' names stand for themselves."""
    for provider in ("gemini", None):
        assert endpoint_of(provider, url_text(f"https://relay.test/v1beta/{path}")) == endpoint


GEMINI = """
    files/f:download download|download/v1beta/files/f download|models/m:streamGenerateContent stream
    models/m:generateContent generate|models/m:countTokens count|models/m:computeTokens count
    models/m:embedContent embed|models/m:batchEmbedContents embed|models/m:batchGenerateContent batches
    models/m:asyncBatchEmbedContent batches|models/veo:predictLongRunning operations|models/imagen:predict predict
    models/m:rawPredict predict|models/m:streamRawPredict predict|interactions interactions
    openai/chat/completions generate|openai/embeddings embed|openai/images/generations images
    ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent live
    fileSearchStores/s/documents files|upload/v1beta/files files|cachedContents/c caches|batches/b batches
    projects/p/locations/l/batchPredictionJobs/1 batches|auth_tokens token|models/veo/operations/o operations
    tunedModels/t models|files/f files|models/m models|nothing/known -
"""
GIGACHAT = """
    api/v2/oauth token|chat/completions chat|embeddings embeddings|tokens/count tokens|balance balance|models models
    files/f/content download|files/f files|threads/run threads|assistants/delete threads|batches batches
    functions/convert functions|ai/check check|api/v1/token token|nothing/known -
"""


@pytest.mark.parametrize(
    ("vendor", "path", "endpoint"),
    [
        (vendor, *one.split())
        for vendor, paths in (("gemini", GEMINI), ("gigachat", GIGACHAT))
        for line in paths.strip().splitlines()
        for one in line.split("|")
    ],
)
def test_every_path_of_a_vendor_is_an_endpoint_by_name(vendor: Provider, path: str, endpoint: str) -> None:
    assert endpoint_of(vendor, url_text(f"https://relay.test/{path}")) == endpoint.strip("-")


def test_every_endpoint_of_a_vendor_is_among_them() -> None:
    known = {part.lower() for vendor in VENDORS for part, _ in vendor.endpoints}
    paths = f"{GEMINI}{GIGACHAT}".lower()
    assert {part for part in known if part.lstrip("/") not in paths} == set()


class Url:
    """Stands for a library's type of URLs."""

    def __str__(self) -> str:
        return "HTTPS://Api.Test/Files/1?alt=media"


@pytest.mark.parametrize(
    ("url", "text"), [(None, ""), (Url(), "https://api.test/files/1"), ("A?b?c", "a"), ("x" * 3000, "x" * 2048)]
)
def test_a_url_is_lower_case_without_its_query_and_bounded(url: object, text: str) -> None:
    assert url_text(url) == text


@pytest.mark.parametrize(
    ("url", "asks"),
    [(Url(), True), ("a?alt=media", True), ("a?alt=sse", False), (None, False), ("x" * 2048 + "?alt=media", False)],
)
def test_what_asks_for_the_content_of_a_file_says_so_in_its_query(url: object, asks: bool) -> None:
    assert asks_for_content(url) is asks


@pytest.mark.parametrize(
    ("url", "asks"), [("a/cancel", True), ("a:cancel", True), ("a/cancel/b", False), ("cancel", False)]
)
def test_what_asks_for_the_end_of_a_job_ends_with_it(url: str, asks: bool) -> None:
    assert asks_to_cancel(url) is asks


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("https://generativelanguage.googleapis.com/v1", "gemini"),
        ("gigachat.devices.sberbank.ru", "gigachat"),
        ("api.giga.chat", "gigachat"),
        ("beta.sberdevices.ru", "gigachat"),
        ("developers.sber.ru", "gigachat"),
        ("any.googleapis.com", "gemini"),
        ("https://gigachat.devices.sberbank.ru said type.googleapis.com/google.rpc.errorinfo", "gigachat"),
        ("https://api.test", None),
        ("", None),
    ],
)
def test_a_vendor_is_told_by_a_host_of_its(text: str, provider: str | None) -> None:
    assert provider_of(text) == provider


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("gemini failed", "gemini"),
        ("call to vertex ai failed", "gemini"),
        *((f"call to {name} failed", "gemini") for name in ("vertexai", "google ai studio")),
        *((f"call to {name} failed", "gemini") for name in ("google genai", "google-genai")),
        ("gigachat: 429", "gigachat"),
        ("гигачат не отвечает", "gigachat"),
        ("gemini and gigachat", "gigachat"),
        ("my-gemini", None),
        ("mygemini", None),
        ("x.gemini", None),
        ("gemini2", None),
        ("me@gemini", None),
        ("nobody", None),
    ],
)
def test_a_vendor_is_told_by_a_name_that_stands_as_a_word(text: str, provider: str | None) -> None:
    assert provider_named(text) == provider
