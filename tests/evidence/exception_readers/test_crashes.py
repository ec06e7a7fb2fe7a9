"""SDKs that die of an error body's shape: the answer is in the frame that did, and nowhere else."""

from __future__ import annotations

import json
from types import SimpleNamespace as Having
from typing import Any

import pytest

from genai_triage.evidence import classify_exception
from genai_triage.evidence.exceptions import evidence_of_exception
from tests.support.told import told

ERROR = {"error": {"code": 503, "status": "UNAVAILABLE", "message": "Sorry."}}
NO_LIST = "raise AttributeError(\"'list' object has no attribute 'get'\")"
NO_CODE = "raise TypeError(\"'<=' not supported between instances of 'int' and 'NoneType'\")"


def crash(statement: str, **variables: Any) -> BaseException:
    """What a statement raises in a function with these local variables."""
    namespace: dict[str, Any] = {}
    exec(f"def fail({', '.join(variables)}):\n    {statement}", namespace)
    with pytest.raises(Exception) as error:
        namespace["fail"](**variables)
    return error.value


def answer(status: int, content: Any) -> Any:
    url = "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"
    return Having(status_code=status, _content=content, headers={"Retry-After": "3"}, url=url)


@pytest.mark.parametrize("name", ["response_json", "chunk_json"])
@pytest.mark.parametrize("statement", [NO_LIST, NO_CODE])
def test_the_object_that_google_genai_was_about_to_raise_decides(statement: str, name: str) -> None:
    failure = told(crash(statement, **{name: ERROR}))
    assert (failure.cause.id, failure.provider, failure.message) == ("gemini.unavailable", "gemini", "Sorry.")


@pytest.mark.parametrize("error", [{"error": {"message": "Sorry."}}, {"message": "Sorry."}])
def test_an_object_without_any_code_is_told_as_that(error: Any) -> None:
    failure = told(crash(NO_CODE, response_json=error))
    assert (failure.cause.id, failure.message) == ("gemini.error_without_code", "Sorry.")


@pytest.mark.parametrize(
    ("status", "content", "cause", "seconds"),
    [
        (503, json.dumps([ERROR]).encode(), "gemini.unavailable", 3.0),
        (400, b"[]", "gemini.invalid_argument", 3.0),
        (399, b"[]", "client.refused", None),
        (503, "[]", "client.refused", None),
    ],
)
def test_the_answer_that_google_api_core_was_about_to_raise_decides(
    status: int, content: Any, cause: str, seconds: float | None
) -> None:
    failure = told(crash(NO_LIST, response=answer(status, content)))
    assert (failure.cause.id, failure.retry_after) == (cause, seconds)


@pytest.mark.parametrize(
    "statement",
    [
        "raise AttributeError('no such name')",
        "raise TypeError('not callable')",
        "raise ValueError(\"object has no attribute 'get'\")",
        "raise ValueError(\"'<=' not supported\")",
    ],
)
def test_another_crash_has_nothing_to_do_with_what_is_near(statement: str) -> None:
    assert told(crash(statement, response_json=ERROR, response=answer(503, b"[]"))).cause.id == "client.refused"


def test_only_the_innermost_frame_is_the_one_that_died() -> None:
    def outer(response_json: Any) -> None:
        raise crash(NO_CODE, response_json=ERROR)

    with pytest.raises(TypeError) as error:
        outer({"error": {"code": 400, "message": "Another."}})
    assert told(error.value).message == "Sorry."


@pytest.mark.parametrize(
    "variables", [{"response_json": ERROR}, {"response": answer(503, b"[]")}], ids=["object", "answer"]
)
def test_who_called_is_known_better_than_any_sdk(variables: Any) -> None:
    died = crash(NO_LIST, **variables)
    assert classify_exception(died, provider="gigachat").provider == "gigachat"
    assert classify_exception(died).provider == "gemini"


def test_an_answer_in_a_frame_says_its_endpoint() -> None:
    assert evidence_of_exception(crash(NO_LIST, response=answer(503, b"[]"))).endpoint == "generate"


def test_an_answer_in_a_frame_of_google_s_is_gemini_s_behind_any_address() -> None:
    response = answer(503, b"[]")
    response.url = "https://relay.test/x"
    assert told(crash(NO_LIST, response=response)).provider == "gemini"
