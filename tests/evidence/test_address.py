"""What a URL says of the endpoint."""

from __future__ import annotations

import pytest

from genai_triage.evidence.address import endpoint_of


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("https://ngw.devices.sberbank.ru:9443/api/v2/oauth", "token"),
        ("https://ngw.devices.sberbank.ru:9443/api/v3/sessions", "token"),
        ("https://gigachat.devices.sberbank.ru/api/v1/tokens/count", "tokens"),
        ("https://gigachat.devices.sberbank.ru/api/v1/chat/completions", "chat"),
        ("https://gateway.example.test/nothing/known", ""),
        ("", ""),
    ],
)
def test_an_endpoint_is_told_by_host_and_path(url: str, endpoint: str) -> None:
    assert endpoint_of("gigachat", url) == endpoint
