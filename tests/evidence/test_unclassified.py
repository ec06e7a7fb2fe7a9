"""Of a failure that no row knows, what was read of it is told: names and numbers, never a text."""

from __future__ import annotations

from typing import Any

import pytest

import genai_triage
from genai_triage.evidence import classify_response
from genai_triage.taxonomy.model import Failure
from tests.support.recorded import Recorded

GENERATE = "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"


class Broken(Exception):
    """An application's own."""


def found(failure: Failure | None) -> tuple[str, ...]:
    assert failure is not None
    assert failure.cause.id == "status.unclassified"
    return failure.findings


@pytest.mark.parametrize(
    ("status", "body", "url", "findings"),
    [
        (700, "a page", None, ("answered by service", "status 700")),
        (700, "a page", GENERATE, ("answered by service", "endpoint generate", "status 700")),
        (
            *(799, {"error": {"code": 799, "status": "BRAND_NEW", "message": "my secret prompt"}}, None),
            ("answered by service", "status BRAND_NEW", "status 799"),
        ),
    ],
    ids=["a status", "with its endpoint", "with its own name"],
)
def test_who_answered_and_with_what_is_told(status: int, body: Any, url: Any, findings: tuple[str, ...]) -> None:
    assert found(genai_triage.classify_response("gemini", status, body, url=url)) == findings


def test_of_an_exception_its_class_is_told() -> None:
    package = Broken.__module__.partition(".")[0]
    assert found(genai_triage.classify(Broken("a text"))) == ("nobody answered", f"exception {package}.Broken")


@pytest.mark.parametrize("name", ["AIzaSyD-" + "a1B2" * 8, "AIzaSyD" + "a1B2" * 8])
def test_a_name_that_is_a_key_is_scrubbed(name: str) -> None:
    named = type(name, (Exception,), {"__module__": "app"})
    assert found(genai_triage.classify(named())) == ("nobody answered", "exception app.[key]")


def test_a_name_that_is_a_text_is_left_out() -> None:
    named = type("what the user wrote", (Exception,), {"__module__": "app"})
    assert found(genai_triage.classify(named())) == ("nobody answered",)


def test_a_failure_that_a_row_knows_needs_none() -> None:
    failure = classify_response("gemini", 404, {"error": {"code": 404, "status": "NOT_FOUND"}})
    assert failure is not None
    assert failure.findings == ()


def test_they_stand_on_the_span(telemetry: Recorded) -> None:
    pytest.importorskip("google.genai")
    from google import genai

    client = genai.Client(api_key="any")
    client._api_client.request = _broken  # type: ignore[method-assign]
    with pytest.raises(Broken):
        client.models.generate_content(model="gemini-2.5-flash", contents="Hello")

    assert telemetry.attributes["triage.cause"] == "status.unclassified"
    assert telemetry.attributes["triage.findings"] == (
        "nobody answered",
        f"exception {__name__.partition('.')[0]}.Broken",
    )


def _broken(*args: Any, **kwargs: Any) -> Any:
    raise Broken("a text")
