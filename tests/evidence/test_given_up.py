"""What gave up retrying is judged by the last try, whether it holds it or only prints its class."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, NoReturn

import pytest

import genai_triage

PRINTED = "RetryError[<Future at 0x7f3a5c1b2d90 state=finished raised {}>]"


class RetryError(Exception):
    """As tenacity has it."""

    def __init__(self, last_attempt: Any) -> None:
        self.last_attempt = last_attempt
        super().__init__(last_attempt)

    def __str__(self) -> str:
        return f"RetryError[{self.last_attempt}]"


class Blocking:
    """A future of somebody's, which would wait for ever."""

    def exception(self, timeout: float | None = None) -> NoReturn:
        raise AssertionError("asked for its result")

    result = exception
    done = exception


def cause_of(error: BaseException) -> str:
    failure = genai_triage.classify(error)
    assert failure is not None
    return failure.cause.id


def test_the_last_try_decides() -> None:
    errors = pytest.importorskip("google.genai.errors")
    last: Future[None] = Future()
    body = {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "Your API key was reported as leaked."}}
    last.set_exception(errors.ClientError(403, body))

    assert cause_of(RetryError(last)) == cause_of(errors.ClientError(403, body)) == "gemini.key_leaked"


@pytest.mark.parametrize("last", [Future(), Blocking(), None], ids=["not done", "somebody's", "none"])
def test_nothing_is_waited_for(last: Any) -> None:
    assert cause_of(RetryError(last)) == "status.unclassified"


@pytest.mark.parametrize("kind", [Exception, RuntimeError])
@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("ReadTimeout", "network.read_timeout"),
        ("ResourceExhausted", "gemini.rate_limited"),
        ("AuthenticationError", "gemini.unauthenticated"),
        ("ServerError", "status.server_error"),
    ],
)
def test_a_class_that_is_only_printed_is_looked_up(kind: type[Exception], name: str, cause: str) -> None:
    assert cause_of(kind(PRINTED.format(name))) == cause
    assert cause_of(kind("The job gave up: tenacity." + PRINTED.format(name))) == cause


@pytest.mark.parametrize(
    "text", [PRINTED.format("ClientError"), "RetryError[<Future at 0x1 state=finished returned dict>]"]
)
def test_a_class_that_says_nothing_decides_nothing(text: str) -> None:
    assert cause_of(Exception(text)) == "status.unclassified"


def test_a_status_name_that_a_text_gives_alone_is_read() -> None:
    text = "Permission denied on resource project example. (Status: {})"
    assert cause_of(Exception(text.format("PERMISSION_DENIED"))) == "gemini.iam_denied"
    assert cause_of(Exception(text.format("GOOD"))) == "status.unclassified"
