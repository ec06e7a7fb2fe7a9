"""The lines of the report. The command as a whole is run end to end."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.cli import main
from genai_triage.monitoring.drill.command import _alerts, _line, _reachable, _shown, _Watch, directions, document
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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["--names", "NoTranslation"],
            "--names is for --prometheus: the drill's own servers have the names of the exporter's page.",
        ),
        (
            ["--group-label", "job"],
            "--group-label must name labels of your own, not 'job': rules and dashboards use it.",
        ),
        (["--group-label", "team,team"], "--group-label must not name a label twice: 'team'."),
        (
            ["--prometheus", "http://127.0.0.1:1", "--group-label", "a b"],
            "--group-label must name labels as Prometheus has them, like k8s_namespace_name, not 'a b'.",
        ),
    ],
)
def test_rules_that_cannot_be_are_one_sentence_and_status_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drill", "auth", "--provider", "gemini", *arguments]) == 2
    assert capsys.readouterr() == ("", f"genai-triage: {says}\n")


def shown(*results: Result, plan_: str = "auth") -> list[str]:
    """What a drill with these results tells."""
    out = io.StringIO()
    setting: Any = SimpleNamespace(plan=plan(plan_, "gemini"))
    assert list(_shown(iter(results), setting, out)) == list(results)
    return out.getvalue().splitlines()


ALERT = {"alertname": "LLMAuthFailing", "severity": "critical", "owner": "account"}
ARRIVED = Result(Stage.DELIVERED, Passed("LLMAuthFailing arrived at pager", ALERT), 2.0)
OVER = Result(Stage.OVER, Stuck("No success.", "Let it make a call that succeeds."), 30.0)


def test_it_begins_with_what_fails_and_ends_with_what_arrived() -> None:
    assert shown(ARRIVED) == [
        "Drill of auth: gemini fails with gemini.key_invalid, LLMAuthFailing must arrive.",
        "  ok    receiver got it         2.0 s  LLMAuthFailing arrived at pager",
        "",
        "LLMAuthFailing arrived.",
    ]


def test_of_several_alerts_one_must_arrive() -> None:
    assert shown(ARRIVED, plan_="timeout")[0] == (
        "Drill of timeout: gemini fails with gemini.deadline_exceeded, LLMTimeouts must arrive."
    )
    names = " or ".join(_alerts(plan("overloaded", "gemini")))
    assert shown(ARRIVED, plan_="overloaded")[0].endswith(f", {names} must arrive.")


def test_where_it_stops_stands_last_with_what_to_do() -> None:
    assert shown(Result(Stage.FIRING, Stuck("It waits.", "Wait."), 75.0))[1:] == [
        "  STOP  alert firing           75.0 s  It waits.",
        "",
        "It stopped at: alert firing. It waits.",
        "Wait.",
    ]


def test_an_alert_that_may_stay_is_told_after_it_arrived() -> None:
    assert shown(ARRIVED, OVER)[-3:] == ["", "LLMAuthFailing arrived.", "Let it make a call that succeeds."]
    assert shown(ARRIVED, Result(Stage.OVER, Passed("Over."), 3.0))[-1] == "LLMAuthFailing arrived."


def test_the_page_stands_before_the_end() -> None:
    page = Notification("pager", "firing", ALERT, {"summary": "No calls."})
    lines = shown(Result(Stage.DELIVERED, Passed("It arrived", ALERT, page), 2.0))
    assert lines[2:5] == ["", "What pager gets:", ""]
    assert lines[-2:] == ["", "LLMAuthFailing arrived."]


@pytest.mark.parametrize(
    ("page", "where"),
    [("http://x:9464/metrics", " (its metrics page is expected at http://x:9464/metrics)"), ("", "")],
)
def test_an_application_of_ones_own_is_told_where_to_call(page: str, where: str) -> None:
    simulator: Any = SimpleNamespace(
        gemini_url="http://GEMINI", gigachat_url="http://GIGACHAT", oauth_url="http://OAUTH", url="http://SIM:8080"
    )
    assert directions(simulator, page).splitlines() == [
        f"Start your application with these settings{where}, and let it make calls:",
        "  export GOOGLE_GEMINI_BASE_URL=http://GEMINI",
        "  export GIGACHAT_BASE_URL=http://GIGACHAT GIGACHAT_AUTH_URL=http://OAUTH",
        "Raw HTTP calls, made without an SDK, go to http://SIM:8080 and need one more (or =gigachat):",
        "  export GENAI_TRIAGE_HOSTS=SIM:8080=gemini",
    ]


@pytest.mark.parametrize(("host", "reached"), [("0.0.0.0", "127.0.0.1"), ("10.0.0.7", "10.0.0.7")])
def test_a_page_on_all_addresses_is_reached_on_this_machine(host: str, reached: str) -> None:
    assert _reachable(host) == reached
