"""Two group labels reach every place where services are told apart: rules, routing, runbooks, dashboards."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser as parser
import pytest

from genai_triage.monitoring import alertmanager, provisioning, rules, runbooks
from genai_triage.monitoring.alerts.links import QUOTED
from genai_triage.monitoring.options import OptionError, Options
from genai_triage.monitoring.recording import records
from genai_triage.taxonomy import CAUSES
from tests.monitoring.test_alertmanager import amtool, labels, states
from tests.monitoring.test_notifications import alert
from tests.support import stack
from tests.support.boards import Found, all_panels, replaced
from tests.support.pages import HOUR, class_board, traces
from tests.support.programs import program
from tests.support.promtool import PROVIDER, Expected, Notified, Unit, check, series
from tests.support.yaml_files import read_yaml

pytestmark = pytest.mark.timeout(600)

LABELS = ("namespace", "cluster")
OPTIONS = Options(group_labels=LABELS, dashboards_url="https://grafana.test", runbooks_url="https://books.test/llm")
RULES = {path: read_yaml(text) for path, text in rules.artifacts(OPTIONS).items()}
ALERTS = [rule for group in RULES[rules.ALERTS]["groups"] for rule in group["rules"]]
BOARDS = {
    Path(path).stem: json.loads(text)
    for path, text in provisioning.artifacts(OPTIONS).items()
    if path.endswith(".json")
}
PANELS = [
    found
    for uid, board in BOARDS.items()
    for found in (Found(uid, one) for one in all_panels(board) if one["type"] != "row")
    if found.reads_metrics
]
VALUES = {
    **dict.fromkeys(("service", "provider", "model", "class", *LABELS), "any"),
    "slo": "1",
    "__range": "3h",
    "__interval": "1m",
    "__rate_interval": "4m",
}
"""Of the dashboards' variables."""
IN_PROD = "{resource.k8s.namespace.name = `prod` || resource.service.namespace = `prod`}"
QUERIES = [
    line
    for text in runbooks.artifacts(OPTIONS).values()
    for block in re.findall(r"^```promql\n(.*?)^```$", text, re.M | re.S)
    for line in block.splitlines()
    if not line.startswith("#")
]


def grouped(expr: str) -> Iterator[list[str]]:
    """Labels of each aggregation and each match that is about services."""
    parser.parse(expr)
    for found in re.findall(r"\b(?:by|on) \(([^)]*)\)", expr):
        names = found.split(", ")
        # What services share is matched by the reason for which they fail.
        if "job" in names or {"gen_ai_provider_name", "triage_class"} & set(names) == {"gen_ai_provider_name"}:
            yield names
    for found in re.findall(r"\bwithout \(([^)]*)\)", expr):
        yield found.split(", ")


def test_every_record_aggregates_and_matches_by_them() -> None:
    for record in records(OPTIONS):
        for names in grouped(record.expr):
            assert set(LABELS) <= set(names), record.name


OF_ALL = ["gen_ai_provider_name"]
"""What a provider's outage for all services, wherever they run, is told apart by."""


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: f"{rule['alert']}-{rule['labels']['severity']}")
def test_every_alert_aggregates_and_matches_by_them(rule: dict[str, Any]) -> None:
    of_all = OF_ALL if rule["alert"] == "LLMProviderWideOutage" else None
    for names in grouped(rule["expr"]):
        assert set(LABELS) <= set(names) or names == of_all


def test_every_query_of_the_runbooks_aggregates_by_them() -> None:
    found = [names for query in QUERIES for names in grouped(query)]

    assert found
    assert [names for names in found if not set(LABELS) <= set(names) and names != OF_ALL] == []


def test_every_alert_names_them_in_its_summary_and_passes_them_on() -> None:
    """But for those that are about several services."""
    for rule in (rule for rule in ALERTS if rule["alert"] not in ("LLMProviderWideOutage", "LLMSharedFailure")):
        annotations = rule["annotations"]
        for name in LABELS:
            again = 'match (printf "^%s/" .) $labels.job'
            said = f"{{{{ with $labels.{name} }}}}{{{{ if not ({again}) }}}}{{{{ . }}}}/{{{{ end }}}}{{{{ end }}}}"
            assert said in annotations["summary"]
            assert (
                f"{{{{ with $labels.{name} }}}}&var-{name}={{{{ . | {QUOTED} }}}}{{{{ end }}}}"
                in annotations["dashboard_url"]
            )


def test_promtool_accepts_the_rules(tmp_path: Path) -> None:
    for path in (rules.RECORDS, rules.ALERTS):
        file = tmp_path / Path(path).name
        file.write_text(rules.artifacts(OPTIONS)[path], encoding="utf-8")
        done = subprocess.run([program("promtool"), "check", "rules", file], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


PROD, STAGING = {"namespace": "prod", "cluster": "eu"}, {"namespace": "staging", "cluster": "eu"}


def auth(where: dict[str, str]) -> str:
    return series("triage_calls_total", triage_class="auth", triage_owner="account", **where)


def good(where: dict[str, str]) -> str:
    return series("triage_calls_total", triage_class="ok", triage_owner="none", **where)


def test_services_of_one_name_are_never_added_up(tmp_path: Path) -> None:
    """All calls fail in production; with staging's, it would be one in eleven."""
    samples = {auth(PROD): "0+10x30", good(PROD): "0x30", auth(STAGING): "0x30", good(STAGING): "0+100x30"}
    firing = 'ALERTS{alertstate="firing",alertname="LLMAuthFailing",severity="critical"}'
    found = (('{namespace="prod",cluster="eu",job="shop"}', 1.0),)
    check(
        tmp_path,
        [Unit(samples, (Expected("15m", f"count by (namespace, cluster, job) ({firing})", found),))],
        OPTIONS,
    )


@pytest.mark.parametrize(
    ("where", "service", "link", "places"),
    [
        (PROD, "prod/eu/shop", "&var-namespace=prod&var-cluster=eu", [IN_PROD, "{resource.k8s.cluster.name = `eu`}"]),
        ({"namespace": "prod"}, "prod/shop", "&var-namespace=prod", [IN_PROD]),
        ({}, "shop", "", []),
    ],
    ids=["both", "one", "none"],
)
def test_a_person_reads_which_service_it_is_and_its_causes_only(
    where: dict[str, str], service: str, link: str, places: list[str], tmp_path: Path
) -> None:
    mine, others = CAUSES["gemini.key_invalid"], CAUSES["gemini.key_expired"]
    elsewhere = {"namespace": "dev", "cluster": "us"}
    of = {"triage_class": "auth", "triage_owner": "account"}
    samples = {
        auth(where): "_x9 2x20",
        good(where): "0+6x30",
        series("triage_failures_total", triage_cause=mine.id, **of, **where): "_x9 2x20",
        series("triage_failures_total", triage_cause=others.id, **of, **elsewhere): "_x9 5x20",
    }
    told = alert(
        {"severity": "warning", "owner": "account", "gen_ai_provider_name": PROVIDER, **of, **where},
        summary=f"{service} calling gcp.gemini: calls are refused for their credential.",
        description=f"Calls of {service} to gcp.gemini are refused for their credential: 2 in 5 min "
        "or since a call succeeded. "
        f"That is 6.2% of its calls.\nCause {mine.id}: {mine.fix}",
        dashboard_url=class_board("auth", 9 - HOUR, f"var-service=shop{link}"),
        runbook_url=f"https://books.test/llm/auth.md#{mine.id}",
        traces_url=traces(["auth"], 9 - HOUR, mine.id, places=places),
    )
    check(tmp_path, [Unit(samples, notified=(Notified("10m", "LLMAuthFailing", (told,)),))], OPTIONS)


@pytest.fixture(scope="module")
def routing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Alertmanager with these options."""
    nobody = Options(group_labels=LABELS, webhooks_url="http://127.0.0.1:9/")
    with stack.alertmanager(tmp_path_factory.mktemp("grouped"), alertmanager.configuration(nobody)) as url:
        yield url


def test_alertmanager_groups_and_inhibits_by_them(tmp_path: Path) -> None:
    path = tmp_path / "alertmanager.yml"
    path.write_text(alertmanager.artifacts(OPTIONS)[alertmanager.PATH], encoding="utf-8")
    config = alertmanager.configuration(OPTIONS)

    assert "SUCCESS" in amtool("check-config", str(path))
    assert config["route"]["group_by"] == ["alertname", "job", "service_name", "gen_ai_provider_name", *LABELS]
    every = ["gen_ai_provider_name"]
    assert [rule["equal"][-2:] for rule in config["inhibit_rules"]] == [
        [*LABELS],
        ["gen_ai_provider_name", "triage_class"],
        [*LABELS],
        every,
        [*LABELS],
        [*LABELS],
    ]


@pytest.mark.parametrize(("where", "state"), [(PROD, "suppressed"), (STAGING, "active")], ids=["same", "other"])
def test_critical_silences_the_warning_of_the_same_namespace_only(
    where: dict[str, str], state: str, routing: str
) -> None:
    fired = (
        labels("LLMAuthFailing", "critical", "account", **PROD),
        labels("LLMAuthFailing", "warning", "account", **where),
    )
    found = states(routing, f"in-{where['namespace']}", *fired, suppressed=int(state == "suppressed"))

    assert found == {"LLMAuthFailing critical": "active", "LLMAuthFailing warning": state}


EACH_BOARD = pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)


@EACH_BOARD
def test_a_dashboard_has_a_variable_for_each_before_the_service(board: dict[str, Any]) -> None:
    variables = {one["name"]: one for one in board["templating"]["list"]}

    assert list(variables)[3:6] == ["namespace", "cluster", "service"]
    assert [variables[name]["query"]["query"] for name in ("namespace", "cluster", "service")] == [
        "label_values(triage_calls_total, namespace)",
        'label_values(triage_calls_total{namespace=~"$namespace"}, cluster)',
        'label_values(triage_calls_total{namespace=~"$namespace",cluster=~"$cluster"}, job)',
    ]
    assert [(variables[name]["multi"], variables[name]["allValue"]) for name in LABELS] == [(True, ".*")] * 2


@pytest.mark.parametrize("found", PANELS, ids=str)
def test_every_query_of_a_panel_is_narrowed_and_aggregates_by_them(found: Found) -> None:
    for expr in found.expressions:
        for selector in re.findall(r"[a-zA-Z_:]\w*\{([^}]*)\}", expr):
            assert re.search(r',namespace=~"\|?\$namespace",cluster=~"\|?\$cluster"', selector)
        parser.parse(replaced(expr, VALUES))
        for names in re.findall(r"\b(?:by|on) \(([^)]*)\)", expr):
            assert "job" not in names.split(", ") or set(LABELS) <= set(names.split(", "))


def test_the_choice_of_a_credential_does_not_blank_what_is_counted_without_it() -> None:
    """Durations, limits and waiting times do not have it."""
    written = provisioning.artifacts(Options(group_labels=("triage_credential",)))["grafana/genai-triage-overview.json"]
    found = re.findall(r'triage_credential=~\\"([^"]*)\\"', written)

    assert set(found) == {"|$triage_credential"}


@pytest.mark.parametrize("found", PANELS, ids=str)
def test_every_legend_that_names_a_service_names_them(found: Found) -> None:
    for target in found.panel["targets"]:
        legend = target.get("legendFormat") or ""
        assert "{{job}}" not in legend or legend.startswith("{{namespace}} {{cluster}} {{job}}")


@EACH_BOARD
def test_every_link_to_a_dashboard_passes_them_on(board: dict[str, Any]) -> None:
    chosen = "${service:queryparam}&${namespace:queryparam}&${cluster:queryparam}"
    row = (
        "var-service=${__data.fields.job}&var-namespace=${__data.fields.namespace}&var-cluster=${__data.fields.cluster}"
    )
    found = re.findall(r'"/d/[^"]*"', json.dumps(board))

    assert found
    assert all((chosen in url) != (row in url) for url in found)


def test_firing_alerts_are_listed_with_them() -> None:
    (found,) = (one for one in PANELS if one.panel["title"] == "Firing alerts")
    by_id = {one["id"]: one["options"] for one in found.panel["transformations"]}
    names = by_id["filterFieldsByName"]["include"]["names"]
    overrides = [one["matcher"]["options"] for one in found.panel["fieldConfig"]["overrides"]]

    assert names[4:7] == [*LABELS, "where"]
    assert list(by_id["organize"]["indexByName"]) == names == overrides


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("job",), "group_labels must name labels of your own, not 'job': rules and dashboards use it."),
        (
            ("triage_cause",),
            "group_labels must name labels of your own, not 'triage_cause': rules and dashboards use it.",
        ),
        *(
            ((name,), f"group_labels must name labels as Prometheus has them, like k8s_namespace_name, not '{name}'.")
            for name in ("k8s.namespace", "__name__", "")
        ),
        (("namespace", "namespace"), "group_labels must not name a label twice: 'namespace'."),
    ],
)
def test_labels_that_cannot_be_followed_are_refused(names: tuple[str, ...], says: str) -> None:
    with pytest.raises(OptionError) as refused:
        Options(group_labels=names)
    assert str(refused.value) == says


def test_a_label_that_is_called_like_a_variable_gets_one_of_its_own() -> None:
    board = json.loads(provisioning.artifacts(Options(group_labels=("provider",)))["grafana/genai-triage-class.json"])

    assert [one["name"] for one in board["templating"]["list"]][3:6] == ["group_provider", "service", "provider"]
