"""What stays and what goes of a URL on another instrumentation's span."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider

from genai_triage.telemetry.url_keys import hide_keys, without_keys


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://h/v1/models/m:generateContent?key=AIzaSyA", "https://h/v1/models/m:generateContent?key=REDACTED"),
        ("https://h/x?alt=sse&key=abc&pageSize=5", "https://h/x?alt=sse&key=REDACTED&pageSize=5"),
        ("https://h/x?access_token=ya29.a#part", "https://h/x?access_token=REDACTED#part"),
        ("https://h/x?X-Goog-Signature=12ab", "https://h/x?X-Goog-Signature=REDACTED"),
        ("https://user:pass@h/x", "https://REDACTED@h/x"),
        ("key=abc&alt=sse", "key=REDACTED&alt=sse"),
        ("https://h/x?a=b;key=abc#token=def", "https://h/x?a=b;key=REDACTED#token=REDACTED"),
        ("https://h/x?next=%2Fy%3Fkey=abc", "https://h/x?next=%2Fy%3Fkey=REDACTED"),
        ("https://h/AIzaSyD4nK7qXb2mR9/x", "https://h/[key]/x"),
        ("https://h/x?upload_id=AIzaSyD4nK7qXb2mR9&alt=sse", "https://h/x?upload_id=[key]&alt=sse"),
        ("/v1/models?key=abc", "/v1/models?key=REDACTED"),
        ("http://127.0.0.1:8080/v1/models?pageSize=5", "http://127.0.0.1:8080/v1/models?pageSize=5"),
        ("https://h/a@b?x=y@z", "https://h/a@b?x=y@z"),
    ],
)
def test_values_of_telling_parameters_are_hidden(url: str, shown: str) -> None:
    assert without_keys(url) == shown


@pytest.mark.parametrize("name", ["http.url", "url.full", "url.query", "http.target"])
def test_a_span_keeps_no_key_wherever_it_has_its_url(name: str) -> None:
    span: Any = TracerProvider().get_tracer("another").start_span("GET", attributes={name: "?alt=sse&key=abc"})
    hide_keys(span)
    assert dict(span.attributes) == {name: "?alt=sse&key=REDACTED"}
