"""google-api-core's exceptions: status, reason and details as attributes, and the answer of REST itself."""

from __future__ import annotations

import json
from types import SimpleNamespace as Having
from typing import Any

import pytest
from google.api_core import exceptions as api_core

from tests.support.told import told

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
