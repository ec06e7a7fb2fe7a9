"""What stays and what goes of a URL on another instrumentation's span."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import INVALID_SPAN, Status, StatusCode

from genai_triage.telemetry import url_keys
from genai_triage.telemetry.url_keys import hide_keys, hide_keys_of_exception, urls_of, without_keys


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


def _span(attributes: dict[str, Any] | None = None) -> Any:
    return TracerProvider().get_tracer("another").start_span("GET", attributes=attributes)


def test_the_urls_of_a_span_are_its_texts_under_the_names_of_the_conventions() -> None:
    attributes = {"url.full": "https://h/x", "http.url": "https://h/y", "http.target": 5, "url.path": "/x"}
    assert urls_of(_span(attributes)) == ["https://h/y", "https://h/x"]


def test_a_span_that_keeps_no_attributes_has_no_urls() -> None:
    assert urls_of(INVALID_SPAN) == []


class _Writes:
    """A span that notes each attribute that is set."""

    def __init__(self, **attributes: str) -> None:
        self.attributes = {name.replace("_", "."): value for name, value in attributes.items()}
        self.written: list[tuple[str, str]] = []

    def set_attribute(self, name: str, value: str) -> None:
        self.written.append((name, value))


def test_only_a_url_with_a_key_is_written_again() -> None:
    span: Any = _Writes(http_url="https://h/x?key=abc", url_full="https://h/x?alt=sse")
    hide_keys(span)
    assert span.written == [("http.url", "https://h/x?key=REDACTED")]


SAID = "GET https://user:pass@h/x?key=abc&alt=sse failed"
SHOWN = "GET https://REDACTED@h/x?key=REDACTED&alt=sse failed"


def test_what_another_instrumentation_notes_of_an_exception_has_no_key() -> None:
    span = _span()
    hide_keys_of_exception(span)
    try:
        raise ConnectionError(SAID)
    except ConnectionError as error:
        span.record_exception(error, {"retries": 3})
    (event,) = span.events
    assert event.name == "exception"
    assert (event.attributes["exception.message"], event.attributes["retries"]) == (SHOWN, 3)
    assert f"ConnectionError: {SHOWN}" in event.attributes["exception.stacktrace"]
    assert "abc" not in event.attributes["exception.stacktrace"].replace(SHOWN, "")


@pytest.mark.parametrize("attributes", [{}, None])
def test_an_event_without_attributes_stays_one_with_its_time(attributes: Any) -> None:
    span = _span()
    hide_keys_of_exception(span)
    span.add_event("retry", attributes, 5)
    assert [(event.name, dict(event.attributes), event.timestamp) for event in span.events] == [("retry", {}, 5)]


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ((Status(StatusCode.ERROR, SAID),), SHOWN),
        ((StatusCode.ERROR, SAID), SHOWN),
        ((Status(StatusCode.ERROR),), None),
        ((StatusCode.ERROR,), None),
    ],
    ids=["object", "code and text", "object without a text", "code"],
)
def test_the_status_that_another_instrumentation_sets_has_no_key(status: Any, shown: str | None) -> None:
    span = _span()
    hide_keys_of_exception(span)
    span.set_status(*status)
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, shown)


def test_what_cannot_be_looked_over_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> str:
        raise RecursionError

    monkeypatch.setattr(url_keys, "without_keys_in", broken)
    span = _span()
    hide_keys_of_exception(span)
    span.add_event("exception", {"exception.message": SAID})
    assert [dict(event.attributes) for event in span.events] == [{"exception.message": ""}]


def test_of_a_stack_trace_without_end_a_part_is_kept() -> None:
    assert len(url_keys.without_keys_in("x" * 100_001)) == 100_000
