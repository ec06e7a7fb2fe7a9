"""What `genai-triage export` says of its files: what each folder is for, what an address would add, every setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genai_triage.monitoring.alerts import THRESHOLDS, severities
from genai_triage.monitoring.flags import FLAGS
from genai_triage.monitoring.options import Options, Thresholds
from genai_triage.monitoring.summary import Summary
from genai_triage.monitoring.waits import Waits

FOLDER = Path("/srv/out")
ADDRESSES = {name: f"https://{name}.test" for name in ("dashboards_url", "runbooks_url", "webhooks_url")}
USES = {
    "rules/prometheus/alerts.rules.yml": "Prometheus, Thanos, VictoriaMetrics: list both files under rule_files.",
    "rules/mimir/genai-triage.yml": "Mimir: mimirtool rules load /srv/out/rules/mimir/genai-triage.yml",
    "alertmanager/alertmanager.yml": (
        "Alertmanager: copy routes, inhibitions and the templates, and name your receivers."
    ),
    "grafana/a.json": "Grafana: copy the dashboards to /var/lib/grafana/dashboards/genai-triage, or import them.",
    "provisioning/alerting/genai-triage.yml": "Grafana: copy what is inside to its provisioning folder.",
    "grafana-notifications/genai-triage.yml": (
        "Grafana: who is told; its head says what it replaces before you copy it."
    ),
    "datadog/README.md": "/srv/out/datadog/README.md says how to send, import and read.",
    "elastic/otel/rules/a.json": "/srv/out/elastic/README.md says how to send, import and read.",
    "kustomization.yaml": "Kubernetes: kubectl apply --server-side -k /srv/out",
    "prometheus-operator/kustomization.yaml": "Kubernetes: rules, scraping and routes; applied with the above.",
    "grafana-sidecar/kustomization.yaml": "Kubernetes: the dashboards as ConfigMaps; applied with the above.",
    "grafana-operator/kustomization.yaml": (
        "Kubernetes: instead, kubectl apply -k /srv/out/grafana-operator and -k /srv/out/prometheus-operator"
    ),
    "runbooks/README.md": "Publish them under an address of your choice.",
}


def lines(*paths: str, **options: Any) -> list[str]:
    return list(Summary(FOLDER, paths, Options(**options)).lines())


@pytest.mark.parametrize(("path", "use"), USES.items())
def test_a_file_has_the_use_of_its_folder(path: str, use: str) -> None:
    told = Summary(FOLDER, [path], Options()).document()
    assert told["files"] == [{"path": path, "use": use}]
    given = {name: url for name, url in ADDRESSES.items() if name != "runbooks_url"}
    first, second, *rest = lines(path, **given)
    assert (first, second.split(maxsplit=1)[1]) == ("1 files in /srv/out", use)
    assert len(rest) == 2 * path.startswith(("runbooks", "grafana/", "prometheus-operator"))


def test_folders_stand_in_a_column_and_addresses_in_what_is_said() -> None:
    chosen = {**ADDRESSES, "dashboards_path": "/boards"}
    assert lines("grafana/a.json", "grafana/b.json", "runbooks/auth.md", **chosen) == [
        "3 files in /srv/out",
        "  grafana   Grafana: copy the dashboards to /boards, or import them.",
        "  runbooks  Publish them under https://runbooks_url.test.",
    ]


GRAFANA_URL, RUNBOOKS_URL, WEBHOOKS_URL = "--grafana-url", "--runbooks-url", "--webhooks-url"
LINKS = (GRAFANA_URL, "alerts and runbooks do not link to dashboards and traces")
ALERTS_AND_BOARDS = (RUNBOOKS_URL, "alerts and dashboards do not link to runbooks")


@pytest.mark.parametrize(
    ("path", "lost"),
    [
        ("rules/prometheus/alerts.rules.yml", [LINKS]),
        ("rules/prometheus/recording.rules.yml", []),
        ("rules/mimir/genai-triage.yml", [LINKS]),
        (
            "prometheus-operator/podmonitor.yaml",
            [
                LINKS,
                ALERTS_AND_BOARDS,
                (WEBHOOKS_URL, "the AlertmanagerConfig's receivers would send nothing, so it is not applied"),
            ],
        ),
        ("grafana/a.json", [(GRAFANA_URL, "runbooks do not link to dashboards"), ALERTS_AND_BOARDS]),
        ("runbooks/auth.md", [(RUNBOOKS_URL, "alerts do not link to runbooks")]),
        (
            "alertmanager/alertmanager.yml",
            [(WEBHOOKS_URL, "the Alertmanager example's receivers send nothing: complete them there")],
        ),
        (
            "grafana-notifications/genai-triage.yml",
            [(WEBHOOKS_URL, "Grafana's contact points have no address: complete them there")],
        ),
        ("provisioning/dashboards/genai-triage.yml", []),
    ],
)
def test_a_missing_address_costs_what_its_files_lack(path: str, lost: list[tuple[str, str]]) -> None:
    told = Summary(FOLDER, [path], Options()).document()["missing_addresses"]
    assert [(one["flag"], one["effect"]) for one in told] == lost
    left_out = lines(path)[2:]
    assert [tuple(line.split(maxsplit=1)) for line in left_out[1:]] == lost
    assert left_out[:1] == ["Left out, because no address was given:"] * bool(lost)
    assert Summary(FOLDER, [path], Options(**ADDRESSES)).document()["missing_addresses"] == []  # type: ignore[arg-type]


def test_programs_are_told_every_setting_as_it_was_chosen() -> None:
    chosen: dict[str, Any] = {
        "thresholds": Thresholds(slo=0.9),
        "waits": Waits((("LLMTimeouts", 600), ("LLMProviderOutage/critical", 0))),
        "group_labels": ("namespace", "team"),
        "object_labels": (("a", "b"),),
        "language": "pt",
        **ADDRESSES,
    }
    told = Summary(FOLDER, ["runbooks/README.md"], Options(**chosen), "grafana").document()
    settings = told["settings"]
    assert (told["directory"], told["format"]) == ("/srv/out", "grafana")
    assert list(settings) == [one.flag.removeprefix("--") for one in FLAGS]
    assert settings["threshold"] == {name: one.default for name, one in THRESHOLDS.items()} | {"slo": 0.9}
    assert set(settings["for"]) == {f"{name}/{one}" for name, found in severities().items() for one in found}
    names = ("LLMTimeouts/critical", "LLMTimeouts/warning", "LLMProviderOutage/critical", "LLMProviderDegraded/warning")
    assert [settings["for"][name] for name in names] == ["10m", "10m", "0s", "1h"]
    assert settings["group-label"] == ["namespace", "team"]
    assert settings["language"] == "pt"
    assert settings["grafana-url"] == ADDRESSES["dashboards_url"]
