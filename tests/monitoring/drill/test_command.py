"""The lines of the report. The command as a whole is run end to end."""

from __future__ import annotations

import pytest

from genai_triage.monitoring.drill.command import _line, _Watch, document
from genai_triage.monitoring.drill.plan import plan
from genai_triage.monitoring.drill.stages import Passed, Result, Stage, Stuck
from genai_triage.monitoring.drill.webhook import Message, Notification


def test_waiting_is_told_once_it_takes_long_and_again_when_it_changes(capsys: pytest.CaptureFixture[str]) -> None:
    watch = _Watch()
    for seconds, says in ((0.2, "No."), (5.0, "No."), (6.0, "No."), (7.0, "Almost.")):
        watch(Stage.SCRAPED, Stuck(says, "Wait."), seconds)

    assert [line.split(maxsplit=6)[-2:] for line in capsys.readouterr().out.splitlines()] == [
        ["s", "No."],
        ["s", "Almost."],
    ]


@pytest.mark.parametrize(
    ("result", "line"),
    [
        (Result(Stage.FIRING, Passed("It fires"), 1.26), "  ok    alert firing            1.3 s  It fires"),
        (Result(Stage.FIRING, Stuck("No.", "Wait."), 75.0), "  STOP  alert firing           75.0 s  No."),
        (Result(Stage.EXPOSED, None), "  --    metric exposed                 not looked at: no --metrics-url"),
    ],
)
def test_each_stage_is_one_line(result: Result, line: str) -> None:
    assert _line(result) == line


def test_programs_are_told_each_stage_and_the_page() -> None:
    page = Notification("owner-account", "firing", {"alertname": "LLMQuotaExhausted"}, {"summary": "No calls."})
    message = Message("owner-account", "[FIRING] No calls.", "Make some.")
    results = [
        Result(Stage.EXPOSED, None),
        Result(Stage.DELIVERED, Passed("It arrived", page.labels, page, message), 1.26),
    ]
    assert document(results, plan("quota", "gemini")) == {
        "class": "quota",
        "cause": "gemini.requests_per_day",
        "provider": "gemini",
        "alerts": ["LLMQuotaExhausted"],
        "arrived": True,
        "stages": [
            {"stage": "metric exposed", "state": "not looked at", "seconds": 0.0, "says": None, "advice": None},
            {"stage": "receiver got it", "state": "reached", "seconds": 1.3, "says": "It arrived", "advice": None},
        ],
        "page": {
            "receiver": "owner-account",
            "status": "firing",
            "labels": {"alertname": "LLMQuotaExhausted"},
            "annotations": {"summary": "No calls."},
        },
        "message": {"title": "[FIRING] No calls.", "text": "Make some."},
    }


def test_programs_are_told_where_it_stopped() -> None:
    told = document([Result(Stage.FIRING, Stuck("No.", "Wait."), 75.0)], plan("quota", "gemini"))
    assert (told["arrived"], told["page"]) == (False, None)
    assert told["stages"] == [
        {"stage": "alert firing", "state": "stopped", "seconds": 75.0, "says": "No.", "advice": "Wait."}
    ]


def test_an_alert_that_arrived_has_arrived_though_no_success_is_seen() -> None:
    page = Notification("pager", "firing", {"alertname": "LLMQuotaExhausted"}, {})
    results = [
        Result(Stage.DELIVERED, Passed("It arrived", page.labels, page), 1.0),
        Result(Stage.OVER, Stuck("No success.", "Make a call."), 30.0),
    ]
    told = document(results, plan("quota", "gemini"))

    assert (told["arrived"], told["page"]["receiver"], told["stages"][-1]["state"]) == (True, "pager", "stopped")
