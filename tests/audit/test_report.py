"""What an audit proves: nothing without requests and telemetry, and a leak whatever else is missing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genai_triage.audit.needles import Needle
from genai_triage.audit.report import CLEAN, LEAK, UNPROVEN, Report, as_json, as_table
from genai_triage.audit.search import Finding

FOUND = Finding("prompt", "canary", "stdout", "line 1")
SEARCHED = {"traces": 0, "metrics": 0, "logs": 0, "stdout": 900, "stderr": 900}
NO_REQUEST = "No request of the program reached the simulator, so nothing is proven."
NO_TELEMETRY = "The program exported nothing, so nothing is proven."


def report(requests: int = 2, findings: tuple[Finding, ...] = (), **searched: int) -> Report:
    return Report(0, requests, 1, SEARCHED | searched, (), findings)


@pytest.mark.parametrize(
    ("made", "status", "word", "why"),
    [
        (report(), UNPROVEN, "unproven", NO_TELEMETRY),
        (report(traces=1), CLEAN, "clean", ""),
        (report(metrics=1), CLEAN, "clean", ""),
        (report(logs=1), CLEAN, "clean", ""),
        (report(requests=0, traces=1), UNPROVEN, "unproven", NO_REQUEST),
        (report(findings=(FOUND,)), LEAK, "leak", ""),
        (report(requests=0, findings=(FOUND,)), LEAK, "leak", ""),
    ],
)
def test_what_is_printed_proves_nothing_and_a_leak_always_counts(
    made: Report, status: int, word: str, why: str
) -> None:
    told: dict[str, Any] = json.loads(as_json(made))
    assert (made.status, told["status"], made.unproven) == (status, word, why)
    assert as_table(made).splitlines()[-1].split(None, 1) == (
        ["LEAK", "canary: prompt, in stdout, line 1"] if made.findings else ["found", why or "nothing"]
    )


NEEDLES = (
    Needle("prompt", "canary", frozenset({b"x"})),
    Needle("APP_KEY", "environment", frozenset({b"y"})),
    Needle("TOKEN", "environment", frozenset({b"z"})),
)
LEAKS = (
    Finding("APP_KEY", "environment", "traces", "Span.name", "app"),
    Finding("prompt", "canary", "logs", "LogRecord.body"),
)


def test_a_table_says_what_was_done_and_found() -> None:
    made = Report(3, 4, 2, {"traces": 12345, "logs": 7}, NEEDLES, LEAKS)
    assert as_table(made).splitlines() == [
        "program     ended with status 3",
        "requests    4 seen by the simulator, 2 of them refused with canaries",
        "searched    traces 12,345 bytes, logs 7 bytes",
        "for         canaries: prompt",
        "            environment: APP_KEY, TOKEN",
        "LEAK        the value of APP_KEY, in traces, Span.name, recorded by app",
        "LEAK        canary: prompt, in logs, LogRecord.body",
    ]


def test_an_environment_without_secrets_is_said() -> None:
    lines = as_table(Report(0, 1, 0, {"traces": 1}, NEEDLES[:1], ())).splitlines()
    assert lines[4] == "            environment: no variable that looks like a secret"


def test_json_has_all_of_it() -> None:
    made = Report(3, 4, 2, {"traces": 12345}, NEEDLES, LEAKS[:1])
    assert json.loads(as_json(made)) == {
        "status": "leak",
        "program_status": 3,
        "requests": {"seen": 4, "refused": 2},
        "searched_bytes": {"traces": 12345},
        "searched_for": {"canary": ["prompt"], "environment": ["APP_KEY", "TOKEN"]},
        "findings": [
            {
                "needle": "APP_KEY",
                "kind": "environment",
                "signal": "traces",
                "field": "Span.name",
                "recorded_by": "app",
            }
        ],
    }
