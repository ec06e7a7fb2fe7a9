"""The stack's files: read by the real tools where those are packaged, and consistent with each other everywhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from genai_triage.monitoring.drill.api import Prometheus
from genai_triage.monitoring.drill.servers import prometheus
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.render import artifacts
from tests.support.programs import needs
from tests.support.yaml_files import read_yaml

STACK = Path(__file__).parents[2] / "examples" / "stack"
OPTIONS = Options(
    dashboards_url="http://localhost:3000",
    runbooks_url="http://localhost:8081",
    runbooks_format="html",
    runbook_suffix=".html",
    webhooks_url="http://host.docker.internal:9099",
)
GENERATED = artifacts(OPTIONS)


def read(name: str) -> Any:
    return read_yaml((STACK / name).read_text(encoding="utf-8"))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The stack as its README has it: with what `genai-triage export` writes."""
    shutil.copytree(STACK, tmp_path / "stack")
    for path, text in GENERATED.items():
        file = tmp_path / "stack" / "generated" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "stack"


COMPOSE = read("docker-compose.yml")
SERVICES: dict[str, Any] = COMPOSE["services"]


def mounts() -> Iterator[tuple[str, str, str]]:
    """Service, path on this machine and path in the container of every mounted file or folder."""
    for name, service in SERVICES.items():
        for volume in service.get("volumes", ()):
            source, target, *_ = volume.split(":")
            if source.startswith("./"):
                yield name, source, target


@needs("docker-compose")
def test_docker_compose_reads_it(copied: Path) -> None:
    done = subprocess.run(
        ["docker-compose", "config", "--services"], cwd=copied, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert set(done.stdout.split()) == set(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_every_image_is_pinned_to_a_patch_version(service: str) -> None:
    assert re.fullmatch(r"[a-z-]+(/[a-z-]+)?:v?\d+\.\d+\.\d+(-alpine)?", SERVICES[service]["image"])


@pytest.mark.parametrize("service", SERVICES)
def test_no_port_is_open_to_the_network(service: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[service].get("ports", ()))


@pytest.mark.parametrize(("service", "source", "target"), list(mounts()))
def test_every_mounted_file_exists(copied: Path, service: str, source: str, target: str) -> None:
    assert (copied / source).exists()


@pytest.mark.parametrize(("file", "rules"), [("prometheus.yml", "/etc/prometheus/rules"), ("host/prometheus.yml", "")])
@needs("promtool")
def test_promtool_reads_configuration_and_rules(copied: Path, file: str, rules: str) -> None:
    path = with_rules_of(copied, file)
    done = subprocess.run(["promtool", "check", "config", str(path)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"SUCCESS: \d+ rules found", done.stdout)) == 2
    assert not rules or rules in [target for _, _, target in mounts()]


def with_rules_of(copied: Path, file: str) -> Path:
    """The configuration, its rule files looked for where they were exported to."""
    config = read_yaml((copied / file).read_text(encoding="utf-8"))
    folder = copied / "generated" / "rules" / "prometheus"
    config["rule_files"] = [str(folder / Path(pattern).name) for pattern in config["rule_files"]]
    path = copied / "checked.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


@needs("amtool")
def test_amtool_reads_the_routes(copied: Path) -> None:
    path = copied / "generated" / "alertmanager" / "alertmanager.yml"
    done = subprocess.run(["amtool", "check-config", str(path)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@needs("prometheus")
@pytest.mark.parametrize("file", ["prometheus.yml", "host/prometheus.yml"])
def test_prometheus_starts_with_it_and_loads_every_rule(copied: Path, tmp_path: Path, file: str) -> None:
    config = json.loads(with_rules_of(copied, file).read_text(encoding="utf-8"))
    with prometheus(tmp_path, config) as url:
        alerting, recording = Prometheus(url).rules()

    text = "".join(text for path, text in GENERATED.items() if path.startswith("rules/prometheus/"))
    assert len(alerting) == len(re.findall(r"^ *- alert: ", text, re.M)) > 0
    assert len(recording) == len(re.findall(r"^ *- record: ", text, re.M)) > 0


@pytest.mark.parametrize("file", ["prometheus.yml", "host/prometheus.yml"])
def test_prometheus_sends_to_alertmanager(file: str) -> None:
    (manager,) = read(file)["alerting"]["alertmanagers"]
    (target,) = manager["static_configs"][0]["targets"]

    assert target in ("alertmanager:9093", "localhost:9093")
    assert target.startswith("localhost") or "alertmanager" in SERVICES


def test_every_address_in_the_stack_is_a_service_of_it() -> None:
    """Names that the collector, Prometheus and Grafana look up."""
    text = (STACK / "collector.yaml").read_text(encoding="utf-8")
    named = re.findall(r":-(?:https?://)?([a-z]+):\d+\}", text)
    named += [target.partition(":")[0] for job in read("prometheus.yml")["scrape_configs"] for target in _targets(job)]
    named += [urlsplit(url).hostname or "" for url in _grafana_addresses().values()]

    assert {*named} - {"localhost"} == {"prometheus", "alertmanager", "collector", "tempo", "loki"}


def _targets(job: dict[str, Any]) -> list[str]:
    return [target for one in job["static_configs"] for target in one["targets"]]


def _grafana_addresses() -> dict[str, str]:
    return {name: url for name, url in SERVICES["grafana"]["environment"].items() if name.endswith("_URL")}


def test_data_sources_have_the_uids_that_are_exported_by_default() -> None:
    found = {source["type"]: source["uid"] for source in read("datasources.yml")["datasources"]}

    assert found["prometheus"] == OPTIONS.datasource_uid
    assert found["tempo"] == OPTIONS.traces_uid
    assert found["loki"] == OPTIONS.logs_uid


def test_data_sources_take_their_addresses_from_grafanas_environment() -> None:
    named = re.findall(r"^ +url: \$\{(\w+)\}$", (STACK / "datasources.yml").read_text(encoding="utf-8"), re.M)

    assert sorted(named) == sorted(_grafana_addresses())


def test_data_sources_name_only_each_other() -> None:
    text = (STACK / "datasources.yml").read_text(encoding="utf-8")
    uids = {source["uid"] for source in read("datasources.yml")["datasources"]}

    assert set(re.findall(r"datasourceUid: (\w+)", text)) <= uids


def test_grafana_finds_the_dashboards_where_they_are_mounted() -> None:
    targets = {target: source for service, source, target in mounts() if service == "grafana"}
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]

    assert targets[OPTIONS.dashboards_path] == "./generated/grafana"
    assert f"grafana/{Path(home).name}" in GENERATED
    assert str(Path(home).parent) == OPTIONS.dashboards_path


def test_pipelines_of_the_collector_use_what_is_defined_and_nothing_is_left_over() -> None:
    config = read("collector.yaml")
    pipelines = config["service"]["pipelines"]

    assert set(pipelines) == {"metrics", "traces", "logs"}
    for kind in ("receivers", "processors", "exporters"):
        assert {name for pipeline in pipelines.values() for name in pipeline[kind]} == set(config[kind])
    assert set(config["service"]["extensions"]) == set(config["extensions"])


def test_collectors_own_metrics_are_scraped_where_they_are_served() -> None:
    (reader,) = read("collector.yaml")["service"]["telemetry"]["metrics"]["readers"]
    jobs = {job["job_name"]: job for job in read("prometheus.yml")["scrape_configs"]}

    assert _targets(jobs["collector"]) == [f"collector:{reader['pull']['exporter']['prometheus']['port']}"]


def test_tempo_takes_spans_where_the_collector_sends_them() -> None:
    endpoint = read("collector.yaml")["exporters"]["otlp_grpc/tempo"]["endpoint"]
    listens = read("tempo.yaml")["distributor"]["receivers"]["otlp"]["protocols"]["grpc"]["endpoint"]

    assert endpoint.rstrip("}").rpartition(":")[2] == listens.rpartition(":")[2]


COMMANDS = re.findall(r"^[$#] genai-triage (.+?)(?<!\\)$", (STACK / "README.md").read_text("utf-8"), re.M | re.S)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme_are_understood(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from genai_triage import cli

    monkeypatch.chdir(tmp_path)
    words = command.partition(" #")[0].replace("\\\n", " ").split()
    if words[0] == "export":
        assert cli.main(words) == 0
        assert (tmp_path / "generated" / "rules" / "prometheus" / "alerts.rules.yml").is_file()
    else:
        # With --list the arguments are read, and no drill is held.
        assert cli.main([*words, "--list"]) == 0
