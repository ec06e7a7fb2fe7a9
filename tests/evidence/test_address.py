"""What a URL says of the endpoint."""

from __future__ import annotations

import pytest

from genai_triage.evidence.address import endpoint_of, is_token_request


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
