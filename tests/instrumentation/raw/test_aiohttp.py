"""Where a call of aiohttp goes, before aiohttp has built its request."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from yarl import URL

from genai_triage.instrumentation.raw.aiohttp import netloc_of_call


@pytest.mark.parametrize(
    ("base", "args", "kwargs", "netloc"),
    [
        (None, ("POST", "https://Vendor.test/v1?key=a"), {}, "vendor.test"),
        (None, ("POST", URL("https://vendor.test:8443/v1")), {}, "vendor.test:8443"),
        (None, ("POST",), {"str_or_url": "https://vendor.test/v1"}, "vendor.test"),
        (None, ("POST", "https://user:secret@vendor.test/v1"), {}, "vendor.test"),
        (None, ("POST", "https://vendor.test:443/v1"), {}, "vendor.test"),
        (None, ("POST", "http://vendor.test:80/v1"), {}, "vendor.test"),
        (None, ("POST", "http://vendor.test:443/v1"), {}, "vendor.test:443"),
        (None, ("POST", "https://vendor.test?key=a"), {}, "vendor.test"),
        (None, ("POST", "/v1"), {}, ""),
        (URL("https://vendor.test/api/"), ("POST", "v1/models"), {}, "vendor.test"),
        (URL("http://vendor.test:8080"), ("POST",), {"str_or_url": URL("/v1")}, "vendor.test:8080"),
        (URL("https://vendor.test"), ("POST", "https://elsewhere.test/v1"), {}, "elsewhere.test"),
    ],
)
def test_a_call_goes_to_its_url_and_a_relative_one_to_the_base_of_its_session(
    base: URL | None, args: tuple[Any, ...], kwargs: dict[str, Any], netloc: str
) -> None:
    assert netloc_of_call(SimpleNamespace(_base_url=base), args, kwargs) == netloc


def test_a_session_of_an_aiohttp_without_bases_has_none() -> None:
    assert netloc_of_call(object(), ("POST", "/v1"), {}) == ""
