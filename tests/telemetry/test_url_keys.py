"""What stays and what goes of a URL on another instrumentation's span."""

from __future__ import annotations

import pytest

from genai_triage.telemetry.url_keys import without_keys


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://h/v1/models/m:generateContent?key=AIzaSyA", "https://h/v1/models/m:generateContent?key=REDACTED"),
        ("https://h/x?alt=sse&key=abc&pageSize=5", "https://h/x?alt=sse&key=REDACTED&pageSize=5"),
        ("https://h/x?access_token=ya29.a#part", "https://h/x?access_token=REDACTED#part"),
        ("https://h/x?X-Goog-Signature=12ab", "https://h/x?X-Goog-Signature=REDACTED"),
        ("https://user:pass@h/x", "https://REDACTED@h/x"),
        ("key=abc&alt=sse", "key=REDACTED&alt=sse"),
        ("/v1/models?key=abc", "/v1/models?key=REDACTED"),
        ("http://127.0.0.1:8080/v1/models?pageSize=5", "http://127.0.0.1:8080/v1/models?pageSize=5"),
        ("https://h/a@b?x=y@z", "https://h/a@b?x=y@z"),
    ],
)
def test_values_of_telling_parameters_are_hidden(url: str, shown: str) -> None:
    assert without_keys(url) == shown
