"""A line of JSON for each failure and for the summary: its members are what programs rely on."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

from genai_triage.console import json_lines
from genai_triage.console.facts import FailedCall, Tally
from genai_triage.taxonomy import CAUSES
from genai_triage.telemetry import gate, names

DAY = CAUSES["gemini.requests_per_day"]
KEY = CAUSES["gemini.key_invalid"]


def call(**known: object) -> FailedCall:
    attributes = {names.OPERATION_NAME: "generate_content", names.REQUEST_MODEL: "gemini-2.5-flash", **known}
    return FailedCall(DAY, "gemini", gate.clean(attributes), retries=2, backoff=4.0626, seconds=5.1234, trace_id=255)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_failure_has_all_that_is_known(language: str) -> None:
    known = {
        names.MESSAGE: "You exceeded — your quota",
        names.FINDINGS: ("one", "two"),
        names.ERROR_TYPE: "ClientError",
        names.HTTP_STATUS_CODE: 429,
        names.RPC_STATUS_CODE: "RESOURCE_EXHAUSTED",
        names.RETRY_AFTER: 17.5,
        names.QUOTA_ID: "PerDay",
        names.QUOTA_METRIC: "requests",
        names.QUOTA_LIMIT: 20,
        names.QUOTA_WINDOW: "day",
        names.QUOTA_MODEL: "gemini-2.5-flash",
        names.QUOTA_RESETS_AT: "2026-07-15T07:00:00Z",
        names.ANSWERED_BY: "service",
        names.REQUEST_ID: "id-1",
    }
    text = json_lines.failure(call(**known), 3, language)
    found = json.loads(text)
    assert text.count("\n") == 1
    assert text.endswith("\n")
    assert "—" in text
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", found["time"])
    age = datetime.now(timezone.utc) - datetime.fromisoformat(found.pop("time"))
    assert timedelta(0) <= age + timedelta(milliseconds=1) < timedelta(minutes=1)
    assert found == {
        "kind": "failure",
        "process": os.getpid(),
        "class": "quota",
        "cause": DAY.id,
        "owner": DAY.owner.value,
        "retryable": DAY.retryable,
        "fix": DAY.fix_in(language),
        "doc": DAY.doc_in(language),
        "count": 3,
        "provider": "gemini",
        "operation": "generate_content",
        "model": "gemini-2.5-flash",
        "message": "You exceeded — your quota",
        "findings": ["one", "two"],
        "error_type": "ClientError",
        "http_status": 429,
        "rpc_status": "RESOURCE_EXHAUSTED",
        "retry_after": 17.5,
        "quota": {
            "id": "PerDay",
            "metric": "requests",
            "limit": 20,
            "window": "day",
            "model": "gemini-2.5-flash",
            "resets_at": "2026-07-15T07:00:00Z",
        },
        "answered_by": "service",
        "request_id": "id-1",
        "retries": 2,
        "backoff": 4.063,
        "seconds": 5.123,
        "trace_id": f"{255:032x}",
    }


def test_what_is_not_known_is_null() -> None:
    bare = FailedCall(KEY, "gemini", gate.Clean(), retries=0, backoff=0.0, seconds=0.0, trace_id=0)
    found = json.loads(json_lines.failure(bare, 1, "en"))
    assert {name for name, value in found.items() if value is None} == {
        *("operation", "model", "message", "error_type", "http_status", "rpc_status", "retry_after", "quota"),
        *("answered_by", "request_id", "trace_id"),
    }
    assert found["findings"] == []


def test_the_owner_and_whether_a_retry_helps_are_the_causes_own_and_not_those_of_its_class() -> None:
    cause = CAUSES["network.tls_untrusted"]
    assert (cause.owner, cause.retryable) != (cause.failure_class.owner, cause.failure_class.retryable)
    bare = FailedCall(cause, "gemini", gate.Clean(), retries=0, backoff=0.0, seconds=0.0, trace_id=0)
    found = json.loads(json_lines.failure(bare, 1, "en"))
    assert (found["owner"], found["retryable"]) == (cause.owner.value, cause.retryable)


def test_a_quota_has_what_is_known_of_it() -> None:
    assert json.loads(json_lines.failure(call(**{names.QUOTA_LIMIT: 0}), 1, "en"))["quota"] == {"limit": 0}


@pytest.mark.parametrize("language", ["en", "pt"])
def test_a_summary_has_its_causes_the_most_frequent_first(language: str) -> None:
    tally = Tally(calls=9, retries=4, backoff=12.3456, causes=Counter({DAY.id: 1, KEY.id: 2}))
    tally.rows.update({DAY.id: DAY, KEY.id: KEY})
    assert json.loads(json_lines.summary(tally, language)) == {
        "kind": "summary",
        "process": os.getpid(),
        "calls": 9,
        "failed": 3,
        "causes": [
            {
                "class": cause.failure_class.value,
                "cause": cause.id,
                "owner": cause.owner.value,
                "fix": cause.fix_in(language),
                "count": count,
            }
            for cause, count in ((KEY, 2), (DAY, 1))
        ],
        "retries": 4,
        "backoff": 12.346,
    }
