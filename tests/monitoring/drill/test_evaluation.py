"""What a drill says of its alert in Prometheus: which of several it follows, and who scrapes the application."""

from __future__ import annotations

from typing import Any, cast

import pytest

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.drill.api import Prometheus, Rule, Sample, Target
from genai_triage.monitoring.drill.evaluation import Evaluation
from genai_triage.monitoring.drill.plan import plan
from genai_triage.monitoring.drill.stages import Passed, Stuck
from genai_triage.monitoring.drill.subject import Setting, Subject
from genai_triage.monitoring.metrics import STRATEGIES, Strategy
from genai_triage.monitoring.options import Options
from genai_triage.simulator import Simulator

GROUP = {m.JOB: "shop", m.PROVIDER: "gcp.gemini"}


class Asked:
    """Prometheus' answers."""

    url = "http://localhost:9090"

    def __init__(self) -> None:
        self.active: list[tuple[str, str]] = []
        """Severity and state of each alert."""
        self.scraped = ""
        self.more: list[Target] = []
        """Further targets."""
        self.counts: dict[str, float] = {}
        """Failed calls of each job."""
        self.expressions: list[str] = []
        """What was asked."""
        self.names: tuple[str, ...] = ()
        """Of the counter of calls."""

    def rules(self) -> tuple[list[Rule], list[str]]:
        return [_rule(*one) for one in self.active], ["triage:calls:increase5m"]

    def targets(self) -> list[Target]:
        return [Target(self.scraped, {m.JOB: "shop"}, 15.0, "", True), *self.more]

    def query(self, expression: str) -> list[Sample]:
        self.expressions.append(expression)
        if "__name__" in expression:
            return [Sample({"__name__": name}, 1.0) for name in self.names]
        return [Sample({**GROUP, m.JOB: job}, count) for job, count in self.counts.items()]


def _rule(severity: str, state: str) -> Rule:
    labels = {"alertname": "LLMAuthFailing", "severity": severity, "owner": "account", **GROUP}
    alert: dict[str, Any] = {"labels": labels, "state": state, "activeAt": "2026-07-14T12:00:00Z"}
    return Rule("LLMAuthFailing", {"severity": severity}, 60.0, 60.0, "", (alert,))


@pytest.fixture
def asked() -> Asked:
    return Asked()


def evaluation(asked: Asked, simulator: Simulator, page: str = "", rules: Options | None = None) -> Evaluation:
    setting = Setting(
        plan=plan("auth", "gemini"),
        simulator=simulator,
        prometheus=cast(Prometheus, asked),
        metrics_url=page,
        rules=rules or Options(),
    )
    subject = Subject(setting)
    subject.groups = [GROUP]
    return Evaluation(setting, subject)


@pytest.mark.parametrize(
    ("active", "severity"),
    [
        ([("critical", "pending"), ("warning", "firing")], "warning"),
        ([("warning", "firing"), ("critical", "firing")], "critical"),
    ],
    ids=["what fires", "what pages"],
)
def test_of_two_alerts_the_drill_follows(
    active: list[tuple[str, str]], severity: str, asked: Asked, simulator: Simulator
) -> None:
    asked.active = active
    prometheus = evaluation(asked, simulator)
    for stage in (prometheus.pending, prometheus.firing):
        found = stage()
        assert isinstance(found, Passed)
        assert (found.labels or {})["severity"] == severity


@pytest.mark.parametrize(
    ("page", "scraped"),
    [
        ("http://shop/metrics", "http://10.0.0.7:80/metrics"),
        ("https://shop/metrics", "https://10.0.0.7:443/metrics"),
        ("http://localhost:9464/metrics", "http://10.0.0.7:9464/metrics"),
    ],
)
def test_the_application_is_the_target_with_its_port(
    page: str, scraped: str, asked: Asked, simulator: Simulator
) -> None:
    asked.scraped = scraped
    assert evaluation(asked, simulator, page).scrape_interval == 15.0


@pytest.mark.parametrize("scraped", ["http://10.0.0.7:9464/metrics", "https://10.0.0.7/metrics"])
def test_a_target_with_another_port_is_another_application(scraped: str, asked: Asked, simulator: Simulator) -> None:
    asked.scraped = scraped
    assert evaluation(asked, simulator, "http://shop/metrics").scrape_interval == 60.0


PAGE = "http://127.0.0.1:9464/metrics"
DRILL = Target("http://localhost:9464/metrics", {m.JOB: "drill"}, 5.0, "", True)


def test_of_two_targets_with_its_port_the_application_is_that_of_its_host(asked: Asked, simulator: Simulator) -> None:
    asked.scraped, asked.more = "http://10.0.0.7:9464/metrics", [DRILL]
    assert evaluation(asked, simulator, PAGE).scrape_interval == 5.0


def test_an_active_alert_of_the_drilled_service_ends_the_drill(asked: Asked, simulator: Simulator) -> None:
    asked.scraped, asked.active = PAGE, [("warning", "firing")]
    found = evaluation(asked, simulator, PAGE).ready()
    assert isinstance(found, Stuck)
    assert found.final
    assert found.says == "LLMAuthFailing is active already for shop calling gcp.gemini."


@pytest.mark.parametrize("others", [[DRILL], [Target("http://10.0.0.8:9464/metrics", {m.JOB: "drill"}, 5.0, "", True)]])
def test_a_service_that_failed_before_is_not_taken_for_the_drilled_one(
    others: list[Target], asked: Asked, simulator: Simulator
) -> None:
    asked.scraped, asked.more, asked.active = "http://10.0.0.7:9464/metrics", others, [("warning", "firing")]
    asked.counts = {"shop": 10.0}
    drill = evaluation(asked, simulator, PAGE)
    assert isinstance(drill.ready(), Passed)

    asked.counts = {"drill": 1.0, **({"shop": 12.0} if others != [DRILL] else {})}
    grown = drill.scraped()
    assert isinstance(grown, Passed)
    assert grown.says == "triage_calls_total has grown for drill calling gcp.gemini"

    asked.counts = {}
    pending = drill.pending()
    assert isinstance(pending, Stuck), "the alert of shop is another's"


def test_it_is_told_that_only_such_a_service_fails(asked: Asked, simulator: Simulator) -> None:
    asked.scraped, asked.active, asked.counts = "http://10.0.0.7:80/metrics", [("warning", "firing")], {"shop": 10.0}
    drill = evaluation(asked, simulator)
    ready = drill.ready()
    assert isinstance(ready, Passed)
    assert ready.says.endswith(" answers; 1 such alerts of other services are active, and left aside")

    asked.counts = {"shop": 12.0}
    found = drill.scraped()
    assert isinstance(found, Stuck)
    assert found.says == (
        "triage_calls_total of class auth has grown for shop calling gcp.gemini alone, whose alert was active before."
    )


def test_a_success_after_the_failures_ends_it(asked: Asked, simulator: Simulator) -> None:
    """Until one is counted, the rules keep the alert."""
    drill = evaluation(asked, simulator)
    asked.counts = {GROUP[m.JOB]: 5.0, "bank": 5.0}
    drill.ending()
    asked.counts["bank"] = 6.0
    missing = drill.succeeded()
    assert isinstance(missing, Stuck)
    assert missing.says == "Prometheus has counted no success of shop calling gcp.gemini since the drill's failures."

    asked.counts[GROUP[m.JOB]] = 6.0
    found = drill.succeeded()
    assert isinstance(found, Passed)
    assert found.says == "a call of shop calling gcp.gemini has succeeded since; its alerts resolve"


@pytest.mark.parametrize(("namespace", "mine"), [("prod", True), ("staging", False)])
def test_a_service_of_the_same_name_in_another_place_is_another(
    namespace: str, mine: bool, asked: Asked, simulator: Simulator
) -> None:
    setting = Setting(
        plan=plan("auth", "gemini"),
        simulator=simulator,
        prometheus=cast(Prometheus, asked),
        rules=Options(group_labels=("namespace", "triage_credential")),
    )
    subject = Subject(setting)
    subject.groups = [{**GROUP, "namespace": "prod"}]

    assert subject.is_mine({"alertname": "LLMAuthFailing", **GROUP, "namespace": namespace}) == mine


@pytest.mark.parametrize("there", STRATEGIES)
@pytest.mark.parametrize("given", STRATEGIES)
def test_it_says_which_names_to_give(given: Strategy, there: Strategy, asked: Asked, simulator: Simulator) -> None:
    asked.names = (m.CALLS.named(there),)
    drill = evaluation(asked, simulator, rules=Options(names=given))
    for found in (drill.ready(), drill.scraped()):
        if given == there:
            assert "--names" not in str(found)
            continue
        assert isinstance(found, Stuck)
        assert found.final
        assert found.says == f"Prometheus has {m.CALLS.named(there)}, and no {m.CALLS.named(given)}."
        assert found.advice == f"Give --names {there}, and export the rules so."


def test_it_asks_under_the_names_that_prometheus_has(asked: Asked, simulator: Simulator) -> None:
    rules = Options(names="NoTranslation", group_labels=("k8s.namespace.name",))
    asked.names, asked.counts = ("triage.calls",), {"shop": 1.0}
    drill = evaluation(asked, simulator, rules=rules)
    drill.ready()
    assert asked.expressions[-1] == (
        'sum by (job, "service.name", "gen_ai.provider.name", "k8s.namespace.name") '
        '({"triage.calls", "triage.class"="auth"})'
    )
    asked.counts = {"shop": 2.0}
    grown = drill.scraped()
    assert isinstance(grown, Passed)
    assert grown.says == "triage.calls has grown for shop calling gcp.gemini"


def test_an_alert_of_its_own_is_known_by_labels_with_dots(asked: Asked, simulator: Simulator) -> None:
    setting = Setting(plan=plan("auth", "gemini"), simulator=simulator, prometheus=cast(Prometheus, asked))
    subject = Subject(setting)
    subject.groups = [GROUP]
    alert = {"alertname": "LLMAuthFailing", "job": "shop", "gen_ai.provider.name": "gcp.gemini"}
    assert [subject.is_mine({**alert, "triage.class": one}) for one in ("auth", "quota")] == [True, False]


PAGE = "http://localhost:9464/metrics"
ADVICE_OF_RELABELLING = (
    "Look for metric_relabel_configs or a sample_limit that drops it, and whether the job has that name."
)


@pytest.mark.parametrize(
    ("target", "outcome"),
    [
        (
            None,
            Stuck(
                f"Prometheus has no target for {PAGE}.",
                'Add to scrape_configs: {job_name: my-app, static_configs: [{targets: ["localhost:9464"]}]}, and '
                "reload it.",
            ),
        ),
        (
            Target(PAGE, {m.JOB: "shop"}, 15.0, "connection refused", True),
            Stuck(
                f"Prometheus cannot scrape {PAGE}: connection refused.",
                "Make the metrics page reachable from where Prometheus runs.",
            ),
        ),
        (
            Target(PAGE, {m.JOB: "shop"}, 15.0, "", False),
            Stuck(f"Prometheus has not scraped {PAGE} yet.", "It does so every 15 s."),
        ),
        (
            Target(PAGE, {m.JOB: "shop"}, 15.0, "", True),
            Stuck(
                f"Prometheus scrapes {PAGE}, but has no new triage_calls_total of class auth.", ADVICE_OF_RELABELLING
            ),
        ),
    ],
)
def test_it_says_why_a_page_is_not_in_prometheus(
    target: Target | None, outcome: Stuck, asked: Asked, simulator: Simulator
) -> None:
    asked.scraped, asked.more = "http://10.0.0.7:1/metrics", [target] if target else []
    assert evaluation(asked, simulator, PAGE).scraped() == outcome


def test_without_a_page_it_leads_through_the_pipeline(asked: Asked, simulator: Simulator) -> None:
    assert evaluation(asked, simulator).scraped() == Stuck(
        "Prometheus has no new triage_calls_total of class auth.",
        "Follow the metric through the exporter and the collector; see the runbook `telemetry`.",
    )


def test_it_says_who_is_counted(asked: Asked, simulator: Simulator) -> None:
    asked.counts = {"shop": 2.0}
    assert evaluation(asked, simulator).scraped() == Passed("triage_calls_total has grown for shop calling gcp.gemini")


def test_rules_that_are_not_loaded_are_named(asked: Asked, simulator: Simulator) -> None:
    assert evaluation(asked, simulator).pending() == Stuck(
        "Prometheus has not loaded a rule named LLMAuthFailing.",
        "Add rules/prometheus/alerts.rules.yml and rules/prometheus/recording.rules.yml of `genai-triage export` to "
        "rule_files, and reload it.",
        final=True,
    )


@pytest.mark.parametrize(
    ("records", "loaded"),
    [
        ([], False),
        (["triage:all_calls:increase5m"], False),
        (["triage:calls:increase5m"], True),
        (["x", "triage:calls:increase5s"], True),
    ],
)
def test_records_that_are_not_loaded_are_named(
    records: list[str], loaded: bool, asked: Asked, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = _rule("critical", "pending")
    monkeypatch.setattr(asked, "rules", lambda: ([rule], records))
    missing = Stuck(
        "The alerts are loaded, but the recording rule that they read is not: triage:calls:increase5m.",
        "Add rules/prometheus/recording.rules.yml to rule_files, and reload Prometheus.",
        final=True,
    )
    found = evaluation(asked, simulator).pending()
    assert found == (Passed("LLMAuthFailing is pending", rule.active[0]["labels"]) if loaded else missing)


@pytest.mark.parametrize(
    ("error", "counts", "outcome"),
    [
        (
            "",
            {},
            Stuck(
                "LLMAuthFailing is loaded, but its expression finds nothing yet (triage:calls:increase5m has no value; "
                "evaluated every 30 s).",
                "Its thresholds may be above what the drill reaches; compare with the rule's expression.",
            ),
        ),
        (
            "many-to-many",
            {},
            Stuck("LLMAuthFailing cannot be evaluated: many-to-many.", "Export the rules again and reload."),
        ),
    ],
)
def test_it_says_why_an_alert_is_not_pending(
    error: str,
    counts: dict[str, float],
    outcome: Stuck,
    asked: Asked,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = Rule("LLMAuthFailing", {}, 60.0, 30.0, error, ())
    monkeypatch.setattr(asked, "rules", lambda: ([rule], ["triage:calls:increase5m"]))
    asked.counts = counts
    made = evaluation(asked, simulator)
    assert made.pending() == outcome
    assert (made.interval, made.longest_wait) == (30.0, 60.0)


def test_an_alert_that_waits_is_told_with_its_time(asked: Asked, simulator: Simulator) -> None:
    asked.active = [("critical", "pending")]
    assert evaluation(asked, simulator).firing() == Stuck(
        "LLMAuthFailing is pending since 12:00:00 UTC; its `for` is 60 s.", "Wait."
    )


def test_an_alert_that_fires_is_told_with_its_severity_and_owner(asked: Asked, simulator: Simulator) -> None:
    asked.active = [("critical", "firing")]
    found = evaluation(asked, simulator).firing()
    assert found == Passed(
        "LLMAuthFailing, severity critical, owner account",
        {"alertname": "LLMAuthFailing", "severity": "critical", "owner": "account", **GROUP},
    )


def test_an_alert_that_is_over_before_it_fires_is_told(asked: Asked, simulator: Simulator) -> None:
    assert evaluation(asked, simulator).firing() == Stuck(
        "The alert was pending, and its condition no longer holds.",
        "Keep the calls coming until it fires: a share of few calls jumps.",
    )


def test_without_a_success_its_alerts_stay(asked: Asked, simulator: Simulator) -> None:
    made = evaluation(asked, simulator)
    asked.counts = {"shop": 3.0}
    made.ending()
    assert made.succeeded() == Stuck(
        "Prometheus has counted no success of shop calling gcp.gemini since the drill's failures.",
        "Let it make a call that succeeds: until one does, its alerts stay, for up to a day.",
    )
    asked.counts = {"shop": 4.0}
    assert made.succeeded() == Passed("a call of shop calling gcp.gemini has succeeded since; its alerts resolve")
