"""A cause leads to the vendor's page in the reader's language, where there is one."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.doc_pages import edition
from genai_triage.taxonomy.texts import LANGUAGES

GEMINI = "https://ai.google.dev/gemini-api/docs/troubleshooting#error-codes"
SBER = "https://developers.sber.ru/docs/ru/gigachat/api/errors-description"


@pytest.mark.parametrize(
    ("url", "language", "page"),
    [
        (GEMINI, "ru", "https://ai.google.dev/gemini-api/docs/troubleshooting?hl=ru#error-codes"),
        (GEMINI, "pt", "https://ai.google.dev/gemini-api/docs/troubleshooting?hl=pt-br#error-codes"),
        ("https://cloud.google.com/iam/docs/x", "pt", "https://cloud.google.com/iam/docs/x?hl=pt-br"),
        ("https://cloud.google.com/iam/docs/x", "ru", "https://cloud.google.com/iam/docs/x"),
        ("https://nginx.org/en/docs/http/x.html#y", "ru", "https://nginx.org/ru/docs/http/x.html#y"),
        ("https://nginx.org/en/docs/en/x", "ru", "https://nginx.org/ru/docs/en/x"),
        ("https://docs.python.org/3/library/ssl.html", "pt", "https://docs.python.org/pt-br/3/library/ssl.html"),
        (f"{GEMINI[:-12]}?a=b", "ru", f"{GEMINI[:-12]}?a=b&hl=ru"),
        (SBER, "ru", SBER),
        (SBER, "pt", SBER),
    ],
)
def test_a_page_is_given_in_the_language_it_has(url: str, language: str, page: str) -> None:
    assert edition(url, language) == page


@pytest.mark.parametrize("language", [*LANGUAGES, "xx"])
def test_a_page_of_a_cause_stays_on_its_host(language: str) -> None:
    moved = [
        cause.id
        for cause in CAUSES.values()
        if cause.doc_in(language).split("/")[2] != cause.doc.split("/")[2]
        or (language == "en" and cause.doc_in("en") != cause.doc)
    ]
    assert moved == []


@pytest.mark.parametrize(("language", "query"), [("en", ""), ("ru", "hl=ru"), ("pt", "hl=pt-br")])
def test_the_page_of_a_cause_is_given_in_the_language_asked_for(language: str, query: str) -> None:
    cause = CAUSES["gemini.key_invalid"]
    assert cause.doc_in(language) == edition(cause.doc, language)
    assert urlsplit(cause.doc_in(language)).query == query
