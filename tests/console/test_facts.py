"""What the console knows of a call that failed: what was asked for, what has passed the gate, how long it took."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.console.facts import Tally, failed_call, failure_before_calls
from genai_triage.explain.printed import rebuild
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Failure
from genai_triage.telemetry import gate, names
from genai_triage.telemetry.report import Outcome
from genai_triage.telemetry.request import Request, server_of
from tests.support import vendor_exceptions as vendor

KEY = CAUSES["gigachat.unauthorized"]


def _failed(error_type: str | None, waited: Any, facts: gate.Clean) -> Any:
    request = Request("gigachat", "gigachat", "chat", "GigaChat-2", server_of("https://x"))
    failure = Failure(KEY, "gigachat")
    outcome = Outcome(failure, None, error_type, 2.5, None, None, waited)
    return failed_call(request, failure, outcome, facts, 255)


def test_a_failed_call_has_what_was_asked_for_and_what_has_passed_the_gate() -> None:
    call = _failed("X", SimpleNamespace(count=2, seconds=1.5), gate.clean({names.HTTP_STATUS_CODE: 401}))
    assert dict(call.attributes) == {
        names.OPERATION_NAME: "chat",
        names.PROVIDER_NAME: "gigachat",
        names.REQUEST_MODEL: "GigaChat-2",
        names.HTTP_STATUS_CODE: 401,
        names.ERROR_TYPE: "X",
    }
    assert (call.cause, call.provider) == (KEY, "gigachat")
    assert (call.retries, call.backoff, call.seconds, call.trace_id) == (2, 1.5, 2.5, 255)


def test_of_a_call_that_did_not_raise_and_was_not_repeated_there_is_no_more() -> None:
    call = _failed(None, None, gate.Clean())
    assert set(call.attributes) == {names.OPERATION_NAME, names.PROVIDER_NAME, names.REQUEST_MODEL}
    assert (call.retries, call.backoff) == (0, 0.0)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("no"),
        ConnectionRefusedError(111, "Connection refused"),
        rebuild("gigachat.exceptions", "QuiteNewError", "new"),
    ],
    ids=["none", "the program's own", "of nobody", "unknown"],
)
def test_what_ends_a_program_otherwise_is_not_explained(error: BaseException | None) -> None:
    assert failure_before_calls(error) is None


def test_what_an_sdk_refuses_before_its_first_call_is_explained_without_a_call() -> None:
    error = vendor.gigachat_error(401, {"status": 401, "message": "no"}, "https://gigachat.devices.sberbank.ru/x")
    found = failure_before_calls(error)
    assert found is not None
    assert (found.cause, found.provider, dict(found.attributes)) == (KEY, "gigachat", {})
    assert (found.retries, found.backoff, found.seconds, found.trace_id) == (0, 0.0, 0.0, 0)


def test_a_tally_adds_its_causes_up() -> None:
    tally = Tally()
    tally.causes.update({"a": 2, "b": 3})
    assert (tally.failed, Tally().failed) == (5, 0)
