"""The rule files: complete, accepted by the real tools, the same for every evaluator, and up to date."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest

from genai_triage.monitoring import alerts as alert_files
from genai_triage.monitoring import metrics, rules
from genai_triage.monitoring.alerts import SEVERITIES, Alert, alerts, alerts_of, runbook_link
from genai_triage.monitoring.annotations import questions
from genai_triage.monitoring.muting import muted
from genai_triage.monitoring.options import Options, Thresholds
from genai_triage.monitoring.panels import PANELS, panel_id
from genai_triage.monitoring.recording import records
from genai_triage.monitoring.runbooks import artifacts as runbooks
from genai_triage.taxonomy import CAUSES, FailureClass, Owner
from genai_triage.taxonomy.texts import ENGLISH
from tests.monitoring import alerts as alert_tests
from tests.monitoring.alerts.test_classes import FIRST
from tests.support.languages import TRANSLATED
from tests.support.pages import OURS
from tests.support.programs import program
from tests.support.promtool import FIRED
from tests.support.yaml_files import read_yaml

for found in pkgutil.iter_modules(alert_tests.__path__):
    # Each says on import which alerts it brings about.
    importlib.import_module(f"{alert_tests.__name__}.{found.name}")

ROOT = Path(__file__).parents[2]
DEFAULTS = OURS
ALERTS = alerts(DEFAULTS)
FILES = {path: read_yaml(text) for path, text in rules.artifacts(DEFAULTS).items()}
RUNBOOKS = runbooks(DEFAULTS)
PROMETHEUS = [*FILES[rules.RECORDS]["groups"], *FILES[rules.ALERTS]["groups"]]
GRAFANA = {rule["uid"]: rule for group in FILES[rules.GRAFANA]["groups"] for rule in group["rules"]}
EXPRESSIONS = {record.name: record.expr for record in records(DEFAULTS)} | {one.uid: one.expr for one in ALERTS}
_STATE = {"alertname", "alertstate", "severity"}
ALWAYS_THERE = {"up": {"job"}, "target_info": {"job"}, "ALERTS": _STATE}
"""Metrics that are not ours, with the labels that may be relied on."""

by_uid = pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.uid)


def prometheus_rule(alert: Alert) -> dict[str, Any]:
    (found,) = (
        rule
        for group in FILES[rules.ALERTS]["groups"]
        for rule in group["rules"]
        if rule["alert"] == alert.name and rule["labels"]["severity"] == alert.severity
    )
    return found


@pytest.mark.parametrize("failure_class", FailureClass, ids=str)
def test_every_class_has_an_alert(failure_class: FailureClass) -> None:
    assert alerts_of(failure_class, DEFAULTS)


@pytest.mark.parametrize("failure_class", [FailureClass.TRUNCATED, FailureClass.CANCELLED], ids=str)
def test_some_classes_are_a_note_at_most(failure_class: FailureClass) -> None:
    assert {alert.severity for alert in alerts_of(failure_class, DEFAULTS)} == {"info"}


@by_uid
def test_every_alert_has_a_test_that_it_fires(alert: Alert) -> None:
    assert (alert.name, alert.severity) in FIRED, (
        f'No test brings {alert.name} ({alert.severity}) about. Write one with @fires(("{alert.name}", '
        f'"{alert.severity}")) in tests/monitoring/alerts/; "A new alert" in CONTRIBUTING shows how.'
    )


def test_every_alert_that_a_test_brings_about_is_there() -> None:
    assert {(alert.name, alert.severity) for alert in ALERTS} >= FIRED


def test_every_file_of_alerts_is_in_the_list() -> None:
    found = {info.name for info in pkgutil.iter_modules(alert_files.__path__)}
    without = {"expressions", "links", "model"}
    listed = {file.__name__.rpartition(".")[2] for file in alert_files.FILES}
    assert found - without == listed, "A file of monitoring/alerts/ is missing in FILES of its __init__.py."


def test_uids_are_unique_and_short() -> None:
    uids = [alert.uid for alert in ALERTS]
    assert len(set(uids)) == len(uids)
    assert all(re.fullmatch("[a-z-]{1,40}", uid) for uid in uids)


@by_uid
def test_name_of_an_alert_begins_as_routes_and_dashboards_expect(alert: Alert) -> None:
    assert re.fullmatch("LLM[A-Z][A-Za-z]+", alert.name)


def test_severities_are_a_closed_list() -> None:
    assert {alert.severity for alert in ALERTS} == set(SEVERITIES)


@by_uid
def test_owner_of_an_alert_is_a_word_or_that_of_the_series(alert: Alert) -> None:
    owner = prometheus_rule(alert)["labels"]["owner"]
    owners = {cause.owner for member in alert.classes for cause in CAUSES.values() if cause.failure_class is member}
    assert owner in {*map(str, Owner), "{{ $labels.triage_owner }}"}
    # By class, by the tokens left, by the limit that the vendor states.
    is_by_cause = alert.name not in {
        *("LLMProviderWideOutage", "LLMProviderDegraded"),
        *("LLMBalanceRunningOut", "LLMQuotaRunningOut"),
    }
    assert not is_by_cause or len(owners) < 2 or owner == "{{ $labels.triage_owner }}"


@by_uid
def test_annotations_say_what_is_wrong_what_to_do_and_where_to_look(alert: Alert) -> None:
    annotations = prometheus_rule(alert)["annotations"]
    links = ["dashboard_url", "runbook_url", *(["traces_url"] if alert.tells_causes else [])]
    assert list(annotations) == ["summary", "description", *links]
    assert alert.fix in annotations["description"]


@by_uid
def test_an_alert_leads_to_a_whole_dashboard_and_not_to_one_panel(alert: Alert) -> None:
    address = prometheus_rule(alert)["annotations"]["dashboard_url"]
    assert f"/d/{alert.dashboard}?var-datasource=prometheus" in address
    assert "viewPanel" not in address


@by_uid
def test_runbook_of_an_alert_is_a_page(alert: Alert) -> None:
    address = prometheus_rule(alert)["annotations"]["runbook_url"].replace("{{ $page }}", alert.page)
    assert runbook_link(alert.page, DEFAULTS) in address
    assert f"runbooks/{alert.page}.md" in RUNBOOKS


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.id)
def test_every_cause_s_fix_is_in_an_alert(cause: Any) -> None:
    """Unless its class is told on another dashboard than those of failures."""
    descriptions = [
        prometheus_rule(alert)["annotations"]["description"]
        for alert in alerts_of(cause.failure_class, DEFAULTS)
        if alert.dashboard != "genai-triage-overview"
    ]
    assert descriptions
    assert all(f'eq . "{cause.id}" }}}} {cause.fix}' in text for text in descriptions)


@by_uid
def test_panel_of_an_alert_is_on_its_dashboard(alert: Alert) -> None:
    dashboard = json.loads((ROOT / "dashboards" / "grafana" / f"{alert.dashboard}.json").read_text(encoding="utf-8"))
    assert panel_id(alert.dashboard, alert.panel) in {panel["id"] for panel in _panels(dashboard)}


def _panels(dashboard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for panel in dashboard["panels"]:
        yield panel
        yield from panel.get("panels", [])


def test_panel_ids_are_unique_on_a_dashboard() -> None:
    for panels in PANELS.values():
        assert len(set(panels.values())) == len(panels)


@pytest.mark.parametrize(("speed", "language"), [(1, ENGLISH), (60, ENGLISH), *((1, one) for one in TRANSLATED)])
def test_promtool_accepts_the_rules(speed: int, language: str, tmp_path: Path) -> None:
    texts = rules.artifacts(Options(speed=speed, language=language))
    paths = []
    for path in (rules.RECORDS, rules.ALERTS):
        paths.append(tmp_path / Path(path).name)
        paths[-1].write_text(texts[path], encoding="utf-8")
    done = subprocess.run([program("promtool"), "check", "rules", *paths], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"SUCCESS: {len(ALERTS)} rules found" in done.stdout


def test_mimir_gets_the_same_groups_in_a_namespace() -> None:
    assert FILES[rules.MIMIR] == {"namespace": "genai-triage", "groups": PROMETHEUS}


def test_a_low_objective_still_has_burn_rates_that_can_be_reached() -> None:
    found = [
        alert.expr for alert in alerts(Options(thresholds=Thresholds(slo=0.5))) if alert.name == "LLMProviderDegraded"
    ]
    shares = [float(share) for expr in found for share in re.findall(r"(?:ratio\w+|> 0\)) > ([\d.]+)", expr)]
    assert len(shares) == 8
    assert max(shares) < 1


def test_no_group_has_more_rules_than_mimir_takes() -> None:
    assert max(len(group["rules"]) for group in PROMETHEUS) <= rules.MAX_RULES


@by_uid
def test_times_of_an_alert(alert: Alert) -> None:
    """A condition that holds for one event needs no `for`; what is rare stays for a while."""
    rule, grafana = prometheus_rule(alert), GRAFANA[alert.uid]
    assert rule.get("for", "0s") == grafana["for"]
    assert rule.get("keep_firing_for") == grafana.get("keepFiringFor")
    if alert.severity == "warning" and alert.name in FIRST.values():
        assert ("for" in rule, rule["keep_firing_for"]) == (False, "15m")


@by_uid
def test_grafana_keeps_an_alert_whose_series_are_gone_as_long(alert: Alert) -> None:
    """It counts evaluations, and ends an alert after two by itself."""
    missing = GRAFANA[alert.uid].get("missing_series_evals_to_resolve", 2)
    assert missing * 60 >= alert.keep


def test_a_data_source_that_fails_is_not_told_by_every_rule() -> None:
    telling = {uid for uid, rule in GRAFANA.items() if rule["execErrState"] == "Error"}
    expected = {"llm-retries-hide-failures-warning", "llm-telemetry-missing-warning"}
    assert telling == expected, (
        f"{', '.join(sorted(telling - expected))}: two alerts tell that the data source fails, which is enough; "
        "a row about no class says `quiet_without_data=True`"
    )


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions_name_only_metrics_and_labels_of_the_catalogue(name: str) -> None:
    known: dict[str, set[str]] = {record.name: set() for record in records(DEFAULTS)} | ALWAYS_THERE
    for metric in metrics.METRICS:
        suffixes = ("_count", "_bucket", "_sum") if metric.kind == "histogram" else ("",)
        known |= {f"{metric.name}{suffix}": {*metric.labels, "le"} for suffix in suffixes}
    for selector in _selectors(promql_parser.parse(EXPRESSIONS[name])):
        if selector.name is None:  # the alert about other names asks for any like ours
            assert {matcher.name for matcher in selector.matchers.matchers} == {"__name__"}
            continue
        assert selector.name in known
        if not selector.name.startswith("triage:"):
            assert {matcher.name for matcher in selector.matchers.matchers} <= known[selector.name] | {"exported_job"}


_AROUND_ONE = (
    promql_parser.AggregateExpr,
    promql_parser.ParenExpr,
    promql_parser.SubqueryExpr,
    promql_parser.UnaryExpr,
)


def _selectors(node: Any) -> Iterator[Any]:
    """Every selector of an expression."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    elif isinstance(node, promql_parser.MatrixSelector):
        yield from _selectors(node.vector_selector)
    elif isinstance(node, promql_parser.Call):
        for argument in node.args:
            yield from _selectors(argument)
    elif isinstance(node, promql_parser.BinaryExpr):
        yield from _selectors(node.lhs)
        yield from _selectors(node.rhs)
    elif isinstance(node, _AROUND_ONE):
        yield from _selectors(node.expr)
    else:
        assert isinstance(node, (promql_parser.NumberLiteral, promql_parser.StringLiteral)), type(node)


@pytest.mark.parametrize("record", records(DEFAULTS), ids=lambda record: record.name)
def test_records_forget_instances(record: Any) -> None:
    """But the two that tell a new process from one that is back."""
    kept = set(re.findall(r"\b(instance|pod|otel_scope_\w+)\b", record.expr.partition("(")[2].partition(")")[0]))
    assert kept == ({"instance"} if record.name == "triage:process:calls" else set())


def test_records_come_after_those_that_they_read() -> None:
    seen: set[str] = set()
    for record in records(DEFAULTS):
        read = {one.name for one in _selectors(promql_parser.parse(record.expr)) if one.name.startswith("triage:")}
        assert read <= {*seen, record.name}
        seen.add(record.name)


@by_uid
def test_grafana_rule_is_the_same_alert(alert: Alert) -> None:
    rule, wanted = GRAFANA[alert.uid], prometheus_rule(alert)
    query = rule["data"][0]["model"]
    assert query["expr"] == f"max without () ({muted(alert, ALERTS, DEFAULTS)})"
    assert query["expr"].startswith(f"max without () (({wanted['expr']})".replace("\n", " "))
    assert (query["instant"], rule["data"][0]["datasourceUid"]) == (True, "prometheus")
    assert rule["labels"] == {name: text.replace("$labels", "$$labels") for name, text in wanted["labels"].items()}
    assert set(rule["annotations"]) == {*wanted["annotations"], "__dashboardUid__", "__panelId__"}


@by_uid
def test_grafana_rule_has_the_keys_of_file_provisioning(alert: Alert) -> None:
    """Source: `AlertRuleV1` in Grafana's pkg/services/provisioning/alerting/rules_types.go."""
    allowed = {"uid", "title", "condition", "data", "dashboardUid", "panelId", "noDataState", "execErrState", "for"}
    allowed |= {"keepFiringFor", "missing_series_evals_to_resolve", "annotations", "labels", "isPaused"}
    rule = GRAFANA[alert.uid]
    assert set(rule) <= allowed
    assert ("keepFiringFor" in rule) == ("missing_series_evals_to_resolve" in rule) == bool(alert.keep)
    assert rule["noDataState"] == "OK"
    assert rule["execErrState"] in ("OK", "Error")
    assert (rule["condition"], [one["refId"] for one in rule["data"][:3]]) == ("C", ["A", "B", "C"])


@by_uid
def test_grafana_asks_for_every_answer_that_its_texts_use(alert: Alert) -> None:
    rule = GRAFANA[alert.uid]
    answers = {one["refId"] for one in rule["data"] if one["model"].get("type") == "reduce"}
    used = set(re.findall(r"\$values\.(\w+)", " ".join(rule["annotations"].values())))
    every = {name for name, _ in questions(alert, DEFAULTS)}
    assert answers == {"B"} | every
    # Several of a kind are gone through by `range`.
    assert used <= answers
    assert {name for name in every - used if not name[-1].isdigit()} == set()


@by_uid
def test_grafana_rule_links_its_panel(alert: Alert) -> None:
    rule, panel = GRAFANA[alert.uid], panel_id(alert.dashboard, alert.panel)
    assert (rule["dashboardUid"], rule["panelId"]) == (alert.dashboard, panel)
    links = {name: text for name, text in rule["annotations"].items() if name.startswith("__")}
    assert links == {"__dashboardUid__": alert.dashboard, "__panelId__": str(panel)}


def test_grafana_titles_are_unique() -> None:
    """Grafana refuses two rules of one title in a folder."""
    assert len({rule["title"] for rule in GRAFANA.values()}) == len(ALERTS)


def test_grafana_replaces_nothing_in_annotations_and_labels() -> None:
    """Provisioning takes `${name}` in annotations and `$name` in labels for variables of the environment."""
    for rule in GRAFANA.values():
        assert not any("${" in text for text in rule["annotations"].values())
        assert not any(re.search(r"(?<!\$)\$\w", text) for text in rule["labels"].values())


def test_committed_files_are_up_to_date() -> None:
    script = ROOT / "scripts" / "generate_monitoring.py"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, str(script), "--check"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_at_twice_the_speed_every_time_is_half_in_every_file() -> None:
    """How often a group is evaluated, how long a condition must hold, how long an alert stays."""
    fast = Options(speed=2)
    files = {path: read_yaml(text)["groups"] for path, text in rules.artifacts(fast).items()}
    assert {group["interval"] for groups in files.values() for group in groups} == {"30s"}
    rows = {f"{one.name} ({one.severity})": one for one in alerts(fast)}
    halved = {
        name: (fast.time(one.wait) if one.wait else None, fast.time(one.keep) if one.keep else None)
        for name, one in rows.items()
    }
    assert (halved["LLMTimeouts (warning)"], halved["LLMAuthFailing (warning)"]) == (("150s", "150s"), (None, "450s"))
    for path in (rules.ALERTS, rules.MIMIR):
        assert halved == {
            f"{rule['alert']} ({rule['labels']['severity']})": (rule.get("for"), rule.get("keep_firing_for"))
            for group in files[path]
            for rule in group["rules"]
            if "alert" in rule
        }
    of_grafana = {rule["title"]: rule for group in files[rules.GRAFANA] for rule in group["rules"]}
    assert {name: (rule["for"], rule.get("keepFiringFor")) for name, rule in of_grafana.items()} == {
        name: (wait or "0s", keep) for name, (wait, keep) in halved.items()
    }
