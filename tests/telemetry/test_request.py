"""What is read off a call before it is made: where it goes, which model, how many results."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from genai_triage.taxonomy import CAUSES, UNCLASSIFIED
from genai_triage.taxonomy.model import Failure
from genai_triage.telemetry import names
from genai_triage.telemetry.request import Request, findings, model_of, netloc_of, results_of, server_of


@pytest.mark.parametrize(
    ("url", "address", "port", "netlocs", "version"),
    [
        ("https://h.test/v1beta", "h.test", 443, ("h.test",), "v1beta"),
        ("http://h.test/api/v1/x", "h.test", 80, ("h.test",), "v1"),
        ("wss://h.test", "h.test", 443, ("h.test",), None),
        ("ws://h.test/", "h.test", 80, ("h.test",), None),
        ("https://h.test:443/v2", "h.test", 443, ("h.test",), "v2"),
        ("https://h.test:9443/v/vertex/1v", "h.test", 9443, ("h.test:9443",), None),
        ("http://h.test:443", "h.test", 443, ("h.test:443",), None),
        ("http://[::1]:8080/v1", "::1", 8080, ("[::1]:8080",), "v1"),
        ("http://[::1]/v1", "::1", 80, ("[::1]",), "v1"),
        ("https://h.test:port/v1", None, None, (), None),
        ("/v1/models", None, None, (), "v1"),
        ("", None, None, (), None),
    ],
)
def test_a_server_is_read_off_its_url(
    url: str, address: str | None, port: int | None, netlocs: tuple[str, ...], version: str | None
) -> None:
    server = server_of(url)
    assert (server.address, server.port, server.netlocs, server.api_version) == (address, port, netlocs, version)


def test_requests_to_a_token_endpoint_belong_to_the_operation() -> None:
    server = server_of("https://h.test/api", "https://ngw.test:9443/oauth", "https://h.test:no/", "")
    assert (server.address, server.netlocs) == ("h.test", ("h.test", "ngw.test:9443"))


@pytest.mark.parametrize("url", ["", "/v1", "https:///v1", "https://h.test:no/"])
def test_a_url_without_a_host_names_no_place(url: str) -> None:
    assert netloc_of(url) is None


@pytest.mark.parametrize(
    ("texts", "results"),
    [(["a", "b"], 2), (["a"], 0), ([], 0), ("ab", 0), ([1, 2, 3], 0), ([[1, 2], [3]], 2), (("a", "b"), 0), (None, 0)],
)
def test_a_list_of_texts_asks_for_as_many_results(texts: Any, results: int) -> None:
    assert results_of(texts) == results


@pytest.mark.parametrize(
    ("resource", "model"),
    [
        ("gemini-2.5-flash", "gemini-2.5-flash"),
        ("models/gemini-2.5-flash", "gemini-2.5-flash"),
        ("projects/p/locations/us/publishers/google/models/m", "m"),
        ("projects/p/locations/us/endpoints/17", "17"),
        ("publishers/google/models/m", "m"),
        ("tunedModels/m", "tunedModels/m"),
        ("google/gemma-3", "google/gemma-3"),
        ("", None),
        (None, None),
        (5, None),
    ],
)
def test_a_model_is_the_last_part_of_its_resource_s_name(resource: Any, model: str | None) -> None:
    assert model_of(resource) == model


# What a failed request itself shows


def _findings(cause: str, status: int | None = None, **changes: Any) -> list[str]:
    server = dataclasses.replace(server_of("https://h.test"), api_version="v1beta")
    request = Request("gemini", "gcp.gemini", "generate_content", "m", server)
    failure = Failure(cause=CAUSES.get(cause, UNCLASSIFIED), provider="gemini", http_status=status)
    return findings(dataclasses.replace(request, **changes), failure)


USED = ["the API version used is v1beta", "the model used is m"]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        (names.REQUEST_TEMPERATURE, 1, []),
        (names.REQUEST_TEMPERATURE, 0, []),
        (names.REQUEST_TEMPERATURE, 2.5, ["temperature 2.5 is outside 0.0–1.0"]),
        (names.REQUEST_TEMPERATURE, -1, ["temperature -1 is outside 0.0–1.0"]),
        (names.REQUEST_TEMPERATURE, "hot", []),
        (names.REQUEST_TOP_P, 1.0, []),
        (names.REQUEST_TOP_P, 1.5, ["topP 1.5 is outside 0.0–1.0"]),
        (names.REQUEST_CHOICE_COUNT, 8, []),
        (names.REQUEST_CHOICE_COUNT, 9, ["candidateCount 9 is outside 1–8"]),
        (names.REQUEST_CHOICE_COUNT, 0, ["candidateCount 0 is outside 1–8"]),
    ],
)
def test_a_parameter_out_of_its_range_is_told(name: str, value: Any, found: list[str]) -> None:
    assert _findings("gemini.invalid_argument", attributes={name: value}) == [*found, *USED]


@pytest.mark.parametrize(
    ("cause", "status", "found"),
    [
        ("gemini.invalid_argument", None, USED),
        ("gemini.model_overloaded", 503, []),
        ("status.unclassified", 400, []),
    ],
)
def test_version_and_model_are_told_where_they_may_be_the_reason(
    cause: str, status: int | None, found: list[str]
) -> None:
    assert _findings(cause, status) == found


def test_a_range_is_told_with_any_400() -> None:
    found = _findings("status.unclassified", 400, attributes={names.REQUEST_TEMPERATURE: 3})
    assert found == ["temperature 3 is outside 0.0–1.0"]


def test_what_the_request_does_not_name_is_not_told() -> None:
    assert _findings("gemini.invalid_argument", model=None, server=server_of("")) == []


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("Tell me of my bank account", "the model's name is a sentence"),
        ("m" * 101, f"the model used is {'m' * 100}"),
        ("m ", "the model used is m "),
    ],
    ids=["sentence", "long", "with a space behind it"],
)
def test_a_sentence_in_the_model_s_place_is_not_repeated(model: str, told: str) -> None:
    assert _findings("gemini.invalid_argument", model=model)[-1] == told


def test_the_text_of_a_url_is_at_hand_for_the_very_url_that_was_asked_for() -> None:
    asked, other = object(), object()
    request = Request("gemini", "gcp.gemini", "generate_content", "m", server_of("https://x"))
    assert request.text_of(asked) is asked
    request.url = asked, "https://x/v1"
    assert (request.text_of(asked), request.text_of(other)) == ("https://x/v1", other)
