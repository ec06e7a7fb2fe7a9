"""google-api-core's exceptions: status, reason and details as attributes, and the answer of REST itself."""

from __future__ import annotations

import json
from types import SimpleNamespace as Having
from typing import Any

import pytest
from google.api_core import exceptions as api_core

from genai_triage.evidence.exceptions import evidence_of_exception
from tests.support.told import told

from .made import raised
from .test_crashes import ERROR, NO_LIST, answer, crash

NOT_VALID = "API key not valid. Please pass a valid API key."
REWRITTEN = "Unknown error trying to retrieve streaming response. Please retry with `stream=False` for more details."


@pytest.mark.parametrize(
    ("detail", "cause", "seconds"),
    [
        (Having(reason="API_KEY_INVALID", metadata={}), "gemini.key_invalid", None),
        (Having(field_violations=[Having(description=NOT_VALID)]), "gemini.key_invalid", None),
        (Having(message=NOT_VALID), "gemini.key_invalid", None),
        (Having(violations=[Having(description=NOT_VALID)]), "gemini.key_invalid", None),
        (Having(retry_delay=Having(seconds=3, nanos=500_000_000)), "gemini.invalid_argument", 3.5),
        (Having(retry_delay=Having(seconds=0, nanos=500_000_000)), "gemini.invalid_argument", 0.5),
        ({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3s"}, "gemini.invalid_argument", 3.0),
    ],
    ids=str,
)
def test_a_detail_says_the_same_as_an_object_of_any_kind(detail: Any, cause: str, seconds: float | None) -> None:
    failure = told(api_core.InvalidArgument("m", details=[detail]))
    assert (failure.cause.id, failure.retry_after) == (cause, seconds)


@pytest.mark.parametrize("details", [[], [Having(reason="API_KEY_INVALID", metadata={"a": "b"})]])
def test_the_reason_of_an_exception_is_that_of_its_details(details: list[Any]) -> None:
    info = Having(reason="API_KEY_INVALID", domain="googleapis.com", metadata={})
    failure = told(api_core.InvalidArgument("m", details=details, error_info=info))
    assert failure.cause.id == "gemini.key_invalid"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (api_core.TooManyRequests("m"), 429, "429"),
        (api_core.ResourceExhausted("m"), 429, "RESOURCE_EXHAUSTED"),
        (api_core.GoogleAPICallError("m"), None, None),
    ],
)
def test_the_status_is_that_of_the_class(error: Any, status: int | None, code: str | None) -> None:
    failure = told(error)
    assert (failure.http_status, failure.code, failure.provider) == (status, code, "gemini")


def test_words_of_an_address_are_none_of_the_service_s() -> None:
    url = "https://generativelanguage.googleapis.com/v1beta/tunedModels/x"
    denied = told(api_core.Forbidden(f"POST {url}?q=api-key-was-reported-as-leaked: Denied"))
    leaked = told(api_core.Forbidden(f"POST {url}: Your API key was reported as leaked."))
    assert (denied.cause.id, leaked.cause.id) == ("gemini.permission_denied", "gemini.key_leaked")


def test_what_google_generativeai_wrote_over_an_answer_is_not_believed() -> None:
    error = api_core.BadRequest(REWRITTEN)
    error.__context__ = crash(NO_LIST, response=answer(503, json.dumps([ERROR]).encode()))
    failure = told(error)
    assert (failure.cause.id, failure.message, failure.retry_after) == ("gemini.unavailable", "Sorry.", 3.0)


@pytest.mark.parametrize("context", [None, ValueError()])
def test_where_the_answer_is_gone_its_words_are_all_there_is(context: BaseException | None) -> None:
    error = api_core.BadRequest(REWRITTEN)
    error.__context__ = context
    assert told(error).cause.id == "gemini.invalid_argument"


def test_another_answer_handled_before_is_not_this_one() -> None:
    error = api_core.BadRequest("m")
    error.__context__ = crash(NO_LIST, response=answer(503, json.dumps([ERROR]).encode()))
    assert told(error).cause.id == "gemini.invalid_argument"


def test_a_printed_delay_is_read() -> None:
    printed = "Slow down. [retry_delay {\n  seconds: 9\n}\n]"
    assert told(api_core.ResourceExhausted(printed)).retry_after == 9.0


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_address_before_the_words_says_the_endpoint_whatever_the_method(method: str, scheme: str) -> None:
    text = f"{method} {scheme}://relay.test/v1beta/MODELS/m:generateContent?api-key-not-valid: Denied"
    said = evidence_of_exception(api_core.Forbidden(text))
    assert (said.endpoint, said.message, said.provider, said.http_status) == ("generate", "Denied", "gemini", 403)
    assert evidence_of_exception(api_core.Forbidden(f"{method} {scheme}://relay.test/x")).endpoint == ""


@pytest.mark.parametrize("as_kept", [list, tuple])
def test_the_exception_s_own_reason_comes_first_and_once(as_kept: Any) -> None:
    details = as_kept([Having(reason="A", metadata={"a": "b"}), Having(reason="B", metadata={})])
    for own, reasons in (("C", ("C", "A", "B")), ("B", ("A", "B")), (None, ("A", "B")), (5, ("A", "B"))):
        error = raised("google.api_core.exceptions", "GoogleAPICallError", "m", details=details, reason=own)
        said = evidence_of_exception(error)
        assert (said.reasons, said.metadata) == (reasons, {"a": "b"})


def test_who_called_is_known_better_than_the_class_and_its_message_better_than_its_text() -> None:
    error = raised(
        *("google.api_core.exceptions", "GoogleAPICallError", "503 m [reason: x]"),
        message="503 m",
        code=Having(value=503),
        grpc_status_code=Having(name="UNAVAILABLE"),
    )
    said = evidence_of_exception(error, "gigachat")
    assert (said.provider, said.http_status, said.status, said.message) == ("gigachat", 503, "UNAVAILABLE", "m")
    bare = raised("google.api_core.exceptions", "GoogleAPICallError", "m", code=404, grpc_status_code="x")
    known = evidence_of_exception(bare)
    assert (known.provider, known.http_status, known.status, known.message) == ("gemini", 404, None, "m")
