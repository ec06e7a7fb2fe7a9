"""What a Prometheus and an Alertmanager answer, and what is made of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from genai_triage.doctor import monitoring, net
from genai_triage.doctor.model import Check
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import records

URL = "http://me:pw@prometheus:9090/"
SHOWN = "http://prometheus:9090"
RECORDS = {one.name for one in records(Options())}
ALERTS = {one.name for one in alerts(Options())}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is answered by path; anything else is not reached."""
    found: dict[str, Any] = {}

    def ask_json(url: str) -> Any:
        parts = urlsplit(url)
        answer = found.get(parts.path)
        if answer is None:
            raise net.Unreachable("it answers 404")
        found.setdefault("queries", []).append(parse_qs(parts.query))
        return answer

    monkeypatch.setattr(net, "ask_json", ask_json)
    return found


def success(**data: Any) -> dict[str, Any]:
    return {"status": "success", "data": data}


def healthy(answers: dict[str, Any], *series: str, loaded: set[str] = RECORDS | ALERTS, broken: str = "") -> None:
    rules = [{"name": name, "health": "err" if name == broken else "ok"} for name in sorted(loaded)]
    groups = [{"rules": rules[:3]}, {"rules": rules[3:]}]
    answers["/api/v1/query"] = success(result=[{"metric": {"__name__": name}} for name in series])
    answers["/api/v1/rules"] = success(groups=groups)
    answers["/api/v1/alertmanagers"] = success(activeAlertmanagers=[{}, {}])


def by_name(url: str = URL) -> dict[str, Check]:
    return {check.name: check for check in monitoring.prometheus(url)}


def test_all_is_well(answers: dict[str, Any]) -> None:
    healthy(answers, "triage_calls_total")
    found = by_name()
    assert {name: (check.group, check.state, check.text) for name, check in found.items()} == {
        "series": ("monitoring", "ok", "Prometheus sees triage_calls_total"),
        "records": ("monitoring", "ok", f"all {len(RECORDS)} records of this version are loaded"),
        "alerts": ("monitoring", "ok", f"all {len(ALERTS)} alerts of this version are loaded"),
        "alerting": ("monitoring", "ok", "Prometheus sends to 2 Alertmanager(s)"),
    }
    assert answers["queries"][0] == {"query": ['count by (__name__) ({__name__=~"triage[._]calls(_total)?"})']}


@pytest.mark.parametrize(
    ("series", "way"),
    [
        ("triage_calls_total", ""),
        ("triage_calls", ", so export with --names UnderscoreEscapingWithoutSuffixes"),
        ("triage.calls_total", ", so export with --names NoUTF8EscapingWithSuffixes"),
        ("triage.calls", ", so export with --names NoTranslation"),
    ],
)
def test_the_names_that_series_have_say_how_to_export(answers: dict[str, Any], series: str, way: str) -> None:
    healthy(answers, series)
    assert by_name()["series"].text == f"Prometheus sees {series}{way}"


def test_without_a_series_it_is_said_what_to_look_at(answers: dict[str, Any]) -> None:
    healthy(answers)
    assert by_name()["series"] == Check(
        "monitoring",
        "series",
        "warn",
        f"Prometheus at {SHOWN} sees no triage.calls: none was made within 5 minutes, or none arrives.",
        "Make a call; if there is still none, look at /targets, or at what pushes to Prometheus.",
    )


@pytest.mark.parametrize("count", [1, 3, 4])
def test_rules_that_are_missing_are_named_up_to_three(answers: dict[str, Any], count: int) -> None:
    missing = sorted(ALERTS)[:count]
    healthy(answers, "triage_calls_total", loaded=RECORDS | ALERTS - set(missing))
    found = by_name()
    some = ", ".join(missing[:3]) + (", …" if count > 3 else "")
    assert (found["records"].state, found["alerts"].state) == ("ok", "fail")
    assert found["alerts"].text == f"{count} of {len(ALERTS)} alerts of this version are not loaded: {some}."
    assert found["alerts"].fix == (
        "Name monitoring/rules/prometheus/*.yml in rule_files and reload Prometheus; to write them, "
        "type: genai-triage export monitoring"
    )


def test_a_rule_of_ours_that_cannot_be_evaluated_fails_and_anybody_else_s_does_not(answers: dict[str, Any]) -> None:
    name = min(ALERTS)
    healthy(answers, "triage_calls_total", broken=name)
    assert by_name()["evaluation"] == Check(
        "monitoring",
        "evaluation",
        "fail",
        f"Prometheus cannot evaluate {name}.",
        "Read the error of these on Prometheus's page /rules.",
    )
    healthy(answers, "triage_calls_total", loaded=RECORDS | ALERTS | {"TheirOwn"}, broken="TheirOwn")
    assert "evaluation" not in by_name()


def test_a_prometheus_that_sends_to_nobody_is_told(answers: dict[str, Any]) -> None:
    healthy(answers, "triage_calls_total")
    answers["/api/v1/alertmanagers"] = success(activeAlertmanagers=[])
    assert by_name()["alerting"] == Check(
        "monitoring",
        "alerting",
        "warn",
        "Prometheus sends its alerts to no Alertmanager.",
        "Add alerting: alertmanagers: to prometheus.yml.",
    )


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (None, "it answers 404"),
        ([], "it does not answer as Prometheus does"),
        ({"status": "error"}, "it does not answer as Prometheus does"),
    ],
)
def test_what_is_no_prometheus_fails(answers: dict[str, Any], answer: Any, problem: str) -> None:
    answers["/api/v1/query"] = answer
    assert list(monitoring.prometheus(URL)) == [
        Check(
            "monitoring",
            "prometheus",
            "fail",
            f"Prometheus at {SHOWN}/: {problem}.",
            "Correct --prometheus: it is the address of Prometheus, without /api or /graph.",
        )
    ]


@pytest.mark.parametrize(
    ("answer", "state", "text", "fix"),
    [
        ({"versionInfo": {"version": "0.27.0"}}, "ok", f"Alertmanager 0.27.0 answers at {SHOWN}/", ""),
        ({}, "fail", f"{SHOWN}/ is no Alertmanager.", "Correct --alertmanager."),
        ([], "fail", f"{SHOWN}/ is no Alertmanager.", "Correct --alertmanager."),
        (
            None,
            "fail",
            f"Alertmanager at {SHOWN}/: it answers 404.",
            "Correct --alertmanager: it is the address without /api or /#/alerts.",
        ),
    ],
)
def test_an_alertmanager_is_known_by_its_status(
    answers: dict[str, Any], answer: Any, state: str, text: str, fix: str
) -> None:
    answers["/api/v2/status"] = answer
    (found,) = monitoring.alertmanager(URL)
    assert (found.group, found.name) == ("monitoring", "alertmanager")
    assert (found.state, found.text, found.fix) == (state, text, fix)


def test_of_our_rules_that_cannot_be_evaluated_three_are_named(answers: dict[str, Any]) -> None:
    healthy(answers, "triage_calls_total")
    rules = [rule for group in answers["/api/v1/rules"]["data"]["groups"] for rule in group["rules"]]
    ours = sorted(ALERTS)[:4]
    for rule in rules:
        if rule["name"] in ours:
            rule["health"] = "err"
    rules.append({"name": "A", "health": "err"})
    answers["/api/v1/rules"] = success(groups=[{"rules": rules}])
    assert by_name()["evaluation"].text == f"Prometheus cannot evaluate {', '.join(ours[:3])}."


def test_names_that_no_strategy_gives_say_nothing_of_an_export(answers: dict[str, Any]) -> None:
    healthy(answers, "of_their_own")
    assert by_name()["series"].text == "Prometheus sees of_their_own"
