"""What an audit proves: nothing without requests and telemetry, and a leak whatever else is missing."""

from __future__ import annotations

import json
from typing import Any

import pytest

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
