"""`genai-triage export`: what it writes, what it refuses, and that an installed wheel suffices."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from genai_triage import cli
from genai_triage.monitoring import render
from genai_triage.monitoring.alerts import THRESHOLDS, alerts
from genai_triage.monitoring.flags import FLAGS
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.render import artifacts
from genai_triage.monitoring.rules import groups
from tests.support.boards import all_panels
from tests.support.yaml_files import read_yaml

ROOT = Path(__file__).parents[2]
RULES = "rules/prometheus/alerts.rules.yml"
RECORDS = "rules/prometheus/recording.rules.yml"
MIMIR = "rules/mimir/genai-triage.yml"
GRAFANA = "provisioning/alerting/genai-triage.yml"
ALERTMANAGER = "alertmanager/alertmanager.yml"
TEMPLATES = "alertmanager/genai-triage.tmpl"
BOARDS = ("genai-triage-overview", "genai-triage-class", "genai-triage-provider")
DASHBOARDS = {f"grafana/{name}.json" for name in BOARDS}
POLICIES = "grafana-notifications/genai-triage.yml"
PROVIDER = "provisioning/dashboards/genai-triage.yml"
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
OUTSIDE = dict(os.environ)
"""The environment as it is outside the tests: with the roots that the package index needs."""


@pytest.fixture(scope="module", autouse=True)
def rendered_once() -> Iterator[None]:
    """The files of the same options are the same: to render them takes a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "_PARTS", tuple(map(cache, render._PARTS)))
        yield


def export(folder: Path, *arguments: str) -> set[str]:
    """Paths of what is written, without the runbooks."""
    assert cli.main(["export", str(folder), *arguments]) == 0
    paths = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert any(path.startswith("runbooks/") for path in paths)
    return {path for path in paths if not path.startswith("runbooks/")}


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one sentence that is said, with status 2."""
    capsys.readouterr()
    assert cli.main(["export", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    return line.removeprefix("genai-triage: ")


@pytest.mark.parametrize(
    ("format_", "expected"),
    [
        ("", {RULES, RECORDS, MIMIR, GRAFANA, ALERTMANAGER, TEMPLATES, POLICIES}),
        ("prometheus", {RULES, RECORDS, ALERTMANAGER, TEMPLATES}),
        ("mimir", {MIMIR, ALERTMANAGER, TEMPLATES}),
        ("grafana", {RECORDS, GRAFANA, POLICIES}),
    ],
)
def test_each_format_has_its_files_and_the_dashboards(format_: str, expected: set[str], tmp_path: Path) -> None:
    arguments = ["--format", format_] if format_ else []
    assert export(tmp_path, *arguments) == expected | DASHBOARDS | {PROVIDER}


OPERATOR = "prometheus-operator"
OBJECTS = {
    *(f"{OPERATOR}/{name}.yaml" for name in ("kustomization", "podmonitor", "alertmanagerconfig")),
    *(f"{OPERATOR}/rules-{group['name'].partition('.')[2].replace('.', '-')}.yaml" for group in groups(Options())),
    *(f"grafana-{way}/{name}.yaml" for way in ("sidecar", "operator") for name in ("kustomization", *BOARDS)),
    "grafana-sidecar/genai-triage-overview-2.yaml",
    "kustomization.yaml",
}


def test_for_kubernetes_there_are_objects_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(tmp_path, "--format", "kubernetes") == OBJECTS
    assert f"kubectl apply --server-side -k {tmp_path}" in capsys.readouterr().out


def test_options_choose_namespace_and_labels_of_objects(tmp_path: Path) -> None:
    chosen = ("--namespace=llm", "--label=role=rules", "--label=prometheus=main", "--grafana-label=grafana=main")
    export(tmp_path, "--format", "kubernetes", *chosen)
    monitor = read_yaml((tmp_path / OPERATOR / "podmonitor.yaml").read_text("utf-8"))
    assert monitor["metadata"] == {
        "name": "genai-triage",
        "namespace": "llm",
        "labels": {"app.kubernetes.io/part-of": "genai-triage", "role": "rules", "prometheus": "main"},
    }
    dashboard = read_yaml((tmp_path / "grafana-operator/genai-triage-class.yaml").read_text("utf-8"))
    assert dashboard["spec"]["instanceSelector"] == {"matchLabels": {"grafana": "main"}}


def test_without_options_it_writes_what_is_committed(plain: Path) -> None:
    for path in (RULES, RECORDS, MIMIR, GRAFANA, ALERTMANAGER, TEMPLATES, POLICIES, PROVIDER):
        assert (plain / path).read_text("utf-8") == (ROOT / "dashboards" / path).read_text("utf-8")
    for page in (plain / "runbooks").iterdir():
        assert page.read_text("utf-8") == (ROOT / "docs" / "runbooks" / page.name).read_text("utf-8")


def variables(folder: Path, dashboard: str) -> dict[str, dict[str, Any]]:
    document = json.loads((folder / dashboard).read_text("utf-8"))
    return {one["name"]: one for one in document["templating"]["list"]}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written without options."""
    folder = tmp_path_factory.mktemp("plain")
    export(folder)
    return folder


@pytest.mark.parametrize("dashboard", sorted(DASHBOARDS))
def test_a_dashboard_is_the_committed_one_but_for_what_is_chosen(dashboard: str, chosen: Path) -> None:
    written, committed = (
        json.loads((folder / dashboard).read_text("utf-8")) for folder in (chosen, ROOT / "dashboards")
    )
    for document in (written, committed):
        for variable in document["templating"]["list"]:
            for key in ("current", "query") if variable["type"] == "constant" else ("current",):
                variable.pop(key, None)
    assert written == committed


def links(node: Any) -> Iterator[str]:
    """Every address in a dashboard."""
    if isinstance(node, dict):
        yield from (one for key, one in node.items() if key == "url")
        yield from (url for one in node.values() for url in links(one))
    elif isinstance(node, list):
        yield from (url for one in node for url in links(one))


@pytest.mark.parametrize("dashboard", sorted(DASHBOARDS))
def test_without_an_address_of_runbooks_dashboards_have_all_other_links(
    dashboard: str, plain: Path, chosen: Path
) -> None:
    without, with_all = (list(links(json.loads((at / dashboard).read_text("utf-8")))) for at in (plain, chosen))
    assert without == [url for url in with_all if "runbook" not in url]
    assert len(without) < len(with_all)
    assert not [name for name in (*variables(plain, dashboard), *columns(plain, dashboard)) if "runbook" in str(name)]


def columns(folder: Path, dashboard: str) -> Iterator[Any]:
    """What the tables' columns, and the overrides of panels, are about."""
    for panel in all_panels(json.loads((folder / dashboard).read_text("utf-8"))):
        yield from (one["matcher"]["options"] for one in panel.get("fieldConfig", {}).get("overrides", ()))
        for one in panel.get("transformations", ()):
            yield from one["options"].get("include", {}).get("names", ())
            yield from one["options"].get("indexByName", ())


def test_nothing_leads_to_an_address_that_nobody_gave(plain: Path) -> None:
    found = [path for path in plain.rglob("*") if path.is_file() and "example.com" in path.read_text("utf-8")]
    assert found == []


@pytest.mark.parametrize("rules", [RULES, MIMIR])
def test_alerts_of_prometheus_have_only_links_whose_address_is_given(rules: str, plain: Path) -> None:
    found = told(plain, rules)
    assert found
    assert found == [{"summary", "description"}] * len(found)


def test_alerts_of_grafana_ask_it_for_its_address(plain: Path) -> None:
    (first, *_) = read_yaml((plain / GRAFANA).read_text("utf-8"))["groups"]
    says = first["rules"][0]["annotations"]
    for name in ("dashboard_url", "traces_url"):
        assert '{{ externalURL | reReplaceAll "/+$" "" }}/' in says[name]
    assert all("runbook_url" not in one for one in told(plain, GRAFANA))


def told(folder: Path, path: str) -> list[set[str]]:
    """The names of each rule's annotations."""
    groups = read_yaml((folder / path).read_text("utf-8"))["groups"]
    return [{*rule["annotations"]} for group in groups for rule in group["rules"] if "annotations" in rule]


def test_receivers_without_an_address_send_nothing_and_the_file_says_so(plain: Path) -> None:
    text = (plain / ALERTMANAGER).read_text("utf-8")
    assert {tuple(one) for one in read_yaml(text)["receivers"]} == {("name",)}
    assert "# The receivers below send NOTHING yet:" in text


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written with options for the dashboards."""
    folder = tmp_path_factory.mktemp("chosen")
    export(
        folder,
        "--datasource-uid=mimir-1",
        "--traces-uid=tempo-1",
        "--logs-uid=loki-1",
        "--runbooks-url=https://books.test/llm/",
        "--runbook-suffix=",
        "--threshold=slo=0.995",
    )
    return folder


@pytest.mark.parametrize("dashboard", sorted(DASHBOARDS))
def test_options_choose_the_dashboards_sources_and_addresses(dashboard: str, chosen: Path) -> None:
    found = variables(chosen, dashboard)
    expected = {
        "datasource": "mimir-1",
        "traces": "tempo-1",
        "logs": "loki-1",
        "runbooks": "https://books.test/llm",
        "runbook_suffix": "",
        "slo": "0.995",
    }
    assert {name: found[name]["current"]["value"] for name in expected} == expected
    assert [found[name]["query"] for name in ("runbooks", "runbook_suffix", "slo")] == [
        "https://books.test/llm",
        "",
        "0.995",
    ]


def test_options_choose_sources_addresses_and_folders_of_rules(tmp_path: Path) -> None:
    export(
        tmp_path,
        "--datasource-uid=mimir-1",
        "--folder=LLM",
        "--grafana-url=https://grafana.test",
        "--runbooks-url=https://books.test/llm",
        "--webhooks-url=http://hooks.test:9/x",
        "--dashboards-path=/srv/boards",
    )
    (group, *_) = read_yaml((tmp_path / GRAFANA).read_text("utf-8"))["groups"]
    rule = group["rules"][0]
    assert (group["folder"], rule["data"][0]["datasourceUid"]) == ("LLM", "mimir-1")
    assert "https://grafana.test/d/genai-triage-" in rule["annotations"]["dashboard_url"]
    assert "https://books.test/llm/{{ $page }}.md" in rule["annotations"]["runbook_url"]
    (provider,) = read_yaml((tmp_path / PROVIDER).read_text("utf-8"))["providers"]
    assert (provider["folder"], provider["options"]) == ("LLM", {"path": "/srv/boards"})
    (receiver, *_) = read_yaml((tmp_path / ALERTMANAGER).read_text("utf-8"))["receivers"]
    assert receiver["webhook_configs"] == [{"url": "http://hooks.test:9/x/others", "send_resolved": True}]


def test_runbooks_are_pages_of_html_and_alerts_lead_there(tmp_path: Path) -> None:
    export(tmp_path, "--runbooks-format=html", "--runbooks-url=https://books.test", "--format=prometheus")
    assert {path.suffix for path in (tmp_path / "runbooks").iterdir()} == {".html"}
    text = (tmp_path / RULES).read_text("utf-8")
    assert "https://books.test/{{ $page }}.html{{ with $cause }}#{{ . }}{{ end }}" in text
    assert "https://books.test/telemetry.html\n" in text
    assert variables(tmp_path, "grafana/genai-triage-class.json")["runbook_suffix"]["query"] == ".html"


def test_an_ending_of_ones_own_stays(tmp_path: Path) -> None:
    export(tmp_path, "--runbooks-format=html", "--runbook-suffix=/", "--runbooks-url=https://books.test")
    assert "https://books.test/telemetry/\n" in (tmp_path / RULES).read_text("utf-8")


def test_html_needs_a_package_of_the_extra(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "genai_triage.monitoring.html_pages", raising=False)
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    says = refused(capsys, str(tmp_path / "new"), "--runbooks-format=html")
    assert says == 'markdown_it is not installed; type: pip install "genai-triage[monitoring]"'
    assert not (tmp_path / "new").exists()


def test_the_names_are_those_of_the_pipeline(tmp_path: Path) -> None:
    export(tmp_path, "--names=NoTranslation")
    kept = artifacts(Options(names="NoTranslation"))
    assert {path: (tmp_path / path).read_text("utf-8") for path in kept} == kept
    assert kept[RECORDS] != artifacts(Options())[RECORDS]


def test_the_language_is_that_of_what_people_read(tmp_path: Path) -> None:
    export(tmp_path, "--language=ru")
    spoken = artifacts(Options(language="ru"))
    assert {path: (tmp_path / path).read_text("utf-8") for path in spoken} == spoken


def test_group_labels_may_stand_in_one_argument_or_several(tmp_path: Path) -> None:
    export(tmp_path, "--group-label=namespace, cluster", "--group-label", "triage_credential")
    grouped = artifacts(Options(group_labels=("namespace", "cluster", "triage_credential")))
    assert {path: (tmp_path / path).read_text("utf-8") for path in grouped} == grouped


def test_a_threshold_is_in_the_rules(tmp_path: Path) -> None:
    export(tmp_path, "--threshold", "first_failures=7")
    (warning,) = (
        rule
        for group in read_yaml((tmp_path / RULES).read_text("utf-8"))["groups"]
        for rule in group["rules"]
        if rule["alert"] == "LLMAuthFailing" and rule["labels"]["severity"] == "warning"
    )
    assert 'or triage:calls:increase5m{triage_class="auth"} >= 7\n' in warning["expr"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--threshold", "slo=2"], "slo must be a number between 0 and 1, not '2'."),
        (["--threshold", "slo"], "slo must be a number between 0 and 1, not ''."),
        (["--threshold", "failure_count=nan"], "failure_count must be a number from 1 up, not 'nan'."),
        (["--threshold", "failure_count=inf"], "failure_count must be a number from 1 up, not 'inf'."),
        (["--grafana-url", "grafana.test"], "--grafana-url must be an http or https URL, not 'grafana.test'."),
        (["--runbooks-url", "ftp://x"], "--runbooks-url must be an http or https URL, not 'ftp://x'."),
        (["--runbooks-url", "http://[x"], "--runbooks-url must be an http or https URL, not 'http://[x'."),
        (["--webhooks-url", ""], "--webhooks-url must be an http or https URL, not ''."),
        (["--runbook-suffix", "{{"], "--runbook-suffix must have no space, quote, brace or dollar sign."),
        (["--for", "LLMRateLimited=8d"], "LLMRateLimited must hold for at most 7d, not '8d'."),
        (["--for", "LLMRateLimited/info=1m"], "LLMRateLimited has no rule 'info'; it has critical, warning."),
        (["--folder", " "], "--folder must not be empty."),
        (["--datasource-uid", ""], "--datasource-uid must not be empty."),
        (
            ["--group-label", "namespace,job"],
            "--group-label must name labels of your own, not 'job': rules and dashboards use it.",
        ),
        (
            ["--group-label", "namespace,"],
            "--group-label must name labels as Prometheus has them, like k8s_namespace_name, not ''.",
        ),
        (
            ["--group-label", "namespace", "--group-label", "cluster, namespace"],
            "--group-label must not name a label twice: 'namespace'.",
        ),
        (["--namespace", "My_Team"], "--namespace must be a name of Kubernetes, not 'My_Team'."),
        (["--namespace", "a" * 64], f"--namespace must be a name of Kubernetes, not '{'a' * 64}'."),
        (["--label", "release"], "--label must be KEY=VALUE as Kubernetes takes them, not 'release'."),
        (["--label", "a b=c"], "--label must be KEY=VALUE as Kubernetes takes them, not 'a b=c'."),
        (["--label", "a=b c"], "--label must be KEY=VALUE as Kubernetes takes them, not 'a=b c'."),
        (["--grafana-label", "=x"], "--grafana-label must be KEY=VALUE as Kubernetes takes them, not '=x'."),
    ],
)
def test_bad_options_are_one_sentence(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, str(tmp_path / "new"), *arguments) == says
    assert not (tmp_path / "new").exists()


def test_an_unknown_threshold_names_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    says = refused(capsys, str(tmp_path), "--threshold", "speed=1")
    assert says.startswith("There is no threshold 'speed'; there are first_failures, ")


def test_an_unknown_alert_names_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    says = refused(capsys, str(tmp_path), "--for", "LLMNothing=1m")
    assert says.startswith("There is no alert 'LLMNothing'; there are LLMAuthFailing, ")


def test_a_time_is_in_the_rules_and_the_runbook(tmp_path: Path) -> None:
    export(tmp_path, "--for=LLMProviderOutage=10m")
    for path in (RULES, MIMIR, GRAFANA):
        rules = [rule for group in read_yaml((tmp_path / path).read_text("utf-8"))["groups"] for rule in group["rules"]]
        (found,) = (one["for"] for one in rules if "LLMProviderOutage" in (one.get("alert") or one.get("title") or ""))
        assert found == "10m"
    page = (tmp_path / "runbooks" / "overloaded.md").read_text("utf-8")
    assert "**Critical**, owner provider; fires after 10m and stays 25m:" in page


@pytest.mark.parametrize("rule", [f"{one.name} {one.wait}" for one in alerts(Options())])
def test_help_says_how_long_each_alert_waits(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["export", "--help"])
    name, wait = rule.split()
    (line,) = (line for line in capsys.readouterr().out.splitlines() if line.split()[:1] == [name])
    assert {"0": "0s", "60": "1m", "120": "2m", "300": "5m", "900": "15m", "3600": "1h"}[wait] in line.split()


def test_a_file_that_differs_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / RULES
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    says = refused(capsys, str(tmp_path))
    assert says == f"{mine} exists and differs; nothing was written. Give --force to write over it."
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]


def test_force_writes_over_a_file_that_differs(tmp_path: Path) -> None:
    export(tmp_path, "--threshold", "first_failures=7")
    export(tmp_path, "--force")
    assert (tmp_path / RULES).read_text("utf-8") == (ROOT / "dashboards" / RULES).read_text("utf-8")


def test_writing_the_same_again_needs_no_force(tmp_path: Path) -> None:
    assert export(tmp_path) == export(tmp_path)


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").touch()
    says = refused(capsys, str(tmp_path / "taken"), "--format=datadog")
    assert says == f"Cannot write {tmp_path / 'taken' / 'datadog'}: Not a directory."


def test_a_file_where_a_folder_must_be_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "datadog").touch()
    says = refused(capsys, str(tmp_path), "--format=datadog")
    assert says == f"Cannot write {tmp_path / 'datadog'}: File exists."


def test_a_file_of_other_bytes_is_another_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export(tmp_path, "--format=datadog")
    page = tmp_path / "datadog" / "README.md"
    for bytes_ in (b"\xff", page.read_bytes().replace(b"\n", b"\r\n")):
        page.write_bytes(bytes_)
        assert refused(capsys, str(tmp_path), "--format=datadog").startswith(f"{page} exists and differs; ")


ADDRESSES = (
    "--grafana-url=https://grafana.test",
    "--runbooks-url=https://books.test/llm",
    "--webhooks-url=http://h.test",
)
LEFT_OUT = "Left out, because no address was given:"


def test_it_says_what_each_folder_is_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export(tmp_path, *ADDRESSES)
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == f"{len([path for path in tmp_path.rglob('*') if path.is_file()])} files in {tmp_path}"
    assert {line.split()[0] for line in lines} == {path.name for path in tmp_path.iterdir()} - {"rules"} | {
        "rules/prometheus",
        "rules/mimir",
    }


ALL_LOST = [
    "--grafana-url: alerts and runbooks do not link to dashboards and traces",
    "--runbooks-url: alerts and dashboards do not link to runbooks",
    "--webhooks-url: the Alertmanager example's receivers send nothing: complete them there",
]


NO_CONTACT_POINTS = "--webhooks-url: Grafana's contact points have no address: complete them there"


@pytest.mark.parametrize(
    ("format_", "lost"),
    [
        ("prometheus", ALL_LOST),
        ("mimir", ALL_LOST),
        ("grafana", ["--grafana-url: runbooks do not link to dashboards", ALL_LOST[1], NO_CONTACT_POINTS]),
        ("datadog", ["--runbooks-url: alerts do not link to runbooks"]),
        ("honeycomb", ["--runbooks-url: alerts do not link to runbooks"]),
        (
            "kubernetes",
            [
                *ALL_LOST[:2],
                "--webhooks-url: the AlertmanagerConfig's receivers would send nothing, so it is not applied",
            ],
        ),
    ],
)
def test_it_says_once_what_a_missing_address_costs(
    format_: str, lost: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["export", str(tmp_path), "--format", format_]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [": ".join(line.split(maxsplit=1)) for line in lines[lines.index(LEFT_OUT) + 1 :]] == lost


def test_it_tells_programs_what_was_written_and_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export(tmp_path, "--json", "--format=grafana", "--grafana-url=https://grafana.test", "--threshold=slo=0.9")
    told = json.loads(capsys.readouterr().out)
    files = {one["path"]: one["use"] for one in told["files"]}
    assert {*files} == {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files[GRAFANA] == "Grafana: copy what is inside to its provisioning folder."
    assert (told["directory"], told["format"]) == (str(tmp_path), "grafana")
    assert told["missing_addresses"] == [
        {"flag": "--runbooks-url", "effect": "alerts and dashboards do not link to runbooks"},
        {"flag": "--webhooks-url", "effect": "Grafana's contact points have no address: complete them there"},
    ]
    settings = told["settings"]
    assert {*settings} == {one.flag.removeprefix("--") for one in FLAGS}
    assert (settings["grafana-url"], settings["runbooks-url"]) == ("https://grafana.test", None)
    assert {one.partition("/")[0] for one in settings["for"]} == {one.name for one in alerts(Options())}
    assert settings["for"]["LLMProviderOutage/critical"] == "2m"
    assert settings["threshold"] == {name: one.default for name, one in THRESHOLDS.items()} | {"slo": 0.9}


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with nothing but our wheel and what it needs; its folder of commands."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([*PIP, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], env=OUTSIDE, check=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([*PIP, "--python", str(python), "install", "--no-compile", wheel], env=OUTSIDE, check=True)
    return python.parent


def run(installed: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(installed / "genai-triage"), *map(str, arguments)]
    return subprocess.run(command, env=clean, cwd=installed, capture_output=True, text=True)


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_an_installed_wheel_exports_the_same(installed: Path, plain: Path, tmp_path: Path) -> None:
    without_yaml = run(installed, "export", tmp_path / "installed")
    assert (without_yaml.returncode, without_yaml.stderr) == (
        2,
        'genai-triage: yaml is not installed; type: pip install "genai-triage[monitoring]"\n',
    )
    subprocess.run([*PIP, "--python", str(installed / "python"), "install", "pyyaml"], env=OUTSIDE, check=True)
    done = run(installed, "export", tmp_path / "installed")
    assert (done.returncode, done.stderr) == (0, "")
    for path in (path for path in plain.rglob("*") if path.is_file()):
        other = tmp_path / "installed" / path.relative_to(plain)
        assert other.read_bytes() == path.read_bytes()
