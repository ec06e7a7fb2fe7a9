"""gigachat's own exception: its parts are arguments in old versions and attributes in new ones."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.evidence.exceptions import evidence_of_exception

from .made import raised

URL = "https://gigachat.devices.sberbank.ru/api/v1/chat/completions"
BODY = b'{"status": 429, "message": "Too many requests"}'
HEADERS = {"Retry-After": "3"}


def known(*arguments: Any, provider: Any = None, **attributes: Any) -> tuple[Any, ...]:
    error = raised("gigachat.exceptions", "ResponseError", *arguments, **attributes)
    said = evidence_of_exception(error, provider)
    return said.provider, said.http_status, said.message, said.endpoint, said.retry_after


@pytest.mark.parametrize(
    ("parts", "retry_after"),
    [((URL, 429, BODY, HEADERS), 3.0), ((URL, 429, BODY), None), ((URL, 429, BODY, None, 5), None)],
)
def test_an_answer_is_read_of_arguments_and_of_attributes(parts: tuple[Any, ...], retry_after: float | None) -> None:
    expected = ("gigachat", 429, "Too many requests", "chat", retry_after)
    named = dict(zip(("url", "status_code", "content", "headers"), parts, strict=False))
    assert (known(*parts), known("words", **named)) == (expected, expected)
    assert known(*parts, provider="gemini")[0] == "gemini"


@pytest.mark.parametrize("arguments", [(), (URL,), (URL, 429)])
def test_with_fewer_arguments_there_is_no_answer(arguments: tuple[Any, ...]) -> None:
    assert known(*arguments)[1] is None
