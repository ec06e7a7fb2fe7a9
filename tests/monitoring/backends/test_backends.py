"""What holds for the files of every backend without Prometheus."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from genai_triage import cli
from genai_triage.monitoring import render
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.backends import WRITERS
from genai_triage.monitoring.backends.conditions import condition, monitors, reason
from genai_triage.monitoring.options import FORMATS, Format, Options, Thresholds
from genai_triage.taxonomy import FailureClass
from tests.monitoring.test_language import MADE_UP, MARKED, spoken
from tests.monitoring.test_local_diffs import changes
from tests.support.languages import TRANSLATED

every_backend = pytest.mark.parametrize("backend", WRITERS)


def test_a_plain_export_has_none_of_their_files() -> None:
    folders = {path.partition("/")[0] for path in render.artifacts(Options())}
    assert folders & set(WRITERS) == set()


@every_backend
def test_an_export_for_one_has_its_files_and_the_runbooks(backend: Format, tmp_path: Path) -> None:
    assert cli.main(["export", str(tmp_path), "--format", backend]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {backend, "runbooks"}


def test_every_backend_is_a_format() -> None:
    assert set(WRITERS) < set(FORMATS)


@every_backend
@pytest.mark.parametrize("failure_class", FailureClass, ids=str)
def test_every_class_is_asked_for_in_a_file_of_an_alert(backend: Format, failure_class: FailureClass) -> None:
    uids = {one.uid for one in monitors(Options()) if failure_class in one.condition.classes}
    found = {path: text for path, text in WRITERS[backend](Options()).items() if Path(path).stem in uids}
    assert {Path(path).stem for path in found} == uids
    assert uids
    assert all(re.search(rf"\b{failure_class}\b", text) for text in found.values())


@every_backend
def test_every_alert_has_a_file_or_a_reason_on_the_page(backend: Format) -> None:
    files = WRITERS[backend](Options())
    page = files[f"{backend}/README.md"]
    stems = {Path(path).stem for path in files}
    assert {one.uid for one in monitors(Options())} <= stems
    for alert in alerts(Options()):
        assert alert.uid in stems or re.search(rf"Not here\..*`{alert.uid}`", page)


@every_backend
def test_files_of_json_are_json(backend: Format) -> None:
    texts = [text for path, text in WRITERS[backend](Options()).items() if path.endswith(".json")]
    assert texts
    for text in texts:
        json.loads(text)


@every_backend
def test_commands_of_a_page_can_be_read_by_a_shell(backend: Format) -> None:
    blocks = commands(backend)
    assert blocks
    for block in blocks:
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


@every_backend
def test_commands_that_edit_files_leave_json(backend: Format, tmp_path: Path) -> None:
    for path, text in WRITERS[backend](Options()).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for block in commands(backend):
        if block.startswith("sed"):
            before = {path: path.read_text("utf-8") for path in tmp_path.rglob("*.json")}
            subprocess.run(["bash", "-ec", block], cwd=tmp_path / backend, check=True)
            assert before != {path: path.read_text("utf-8") for path in before}
    for file in tmp_path.rglob("*.json"):
        json.loads(file.read_text("utf-8"))


def commands(backend: Format) -> list[str]:
    """The blocks of shell commands on the page of a backend."""
    page = WRITERS[backend](Options())[f"{backend}/README.md"]
    return re.findall(r"^```bash\n(.*?)^```$", page, re.M | re.S)


@every_backend
def test_nothing_is_left_to_fill_in_by_a_template_of_ours(backend: Format) -> None:
    for text in WRITERS[backend](Options()).values():
        assert not re.search(r"(?<![{$])\{(service|provider|value|model|owner|fix|url|to)\}(?!\})", text)


@every_backend
def test_a_page_is_in_the_language(backend: Format) -> None:
    with spoken(MARKED):
        page = WRITERS[backend](Options(language=MADE_UP))[f"{backend}/README.md"]
    page = re.sub(r"```.*?```|`[^`]*`", " ", page, flags=re.S)
    while "⟪" in page:
        page = re.sub("⟪[^⟪⟫]*⟫", "", page)
    assert set(re.findall(r"[A-Za-z]{2,}", page)) <= {"genai", "triage", *BRANDS}


BRANDS = {"Datadog", "Honeycomb", "SigNoz", "Elastic"}


@every_backend
@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_changes_no_query(backend: Format, language: str) -> None:
    plain, translated = (
        {path: set(QUERY.findall(text)) for path, text in WRITERS[backend](options).items()}
        for options in (Options(), Options(language=language))
    )
    assert plain == translated
    assert any(plain.values())


QUERY = re.compile(r'^ *"(?:query|query_string|expression|esql|formula)": .*$', re.M)


@every_backend
def test_a_changed_alert_changes_its_own_file_only(backend: Format) -> None:
    after = WRITERS[backend](Options(thresholds=Thresholds(first_failures=7)))
    changed = {line.split(" ", 1)[0] for line in changes(WRITERS[backend](Options()), after)}
    firsts = {one.uid for one in monitors(Options()) if one.alert.value == "count"}
    assert {Path(path).stem for path in changed} == firsts


@pytest.mark.parametrize("backend", ["datadog", "signoz", "elastic"])
def test_counters_are_sent_as_deltas_so_that_a_first_failure_counts(backend: Format) -> None:
    sends = [block for block in commands(backend) if "OTEL_EXPORTER_OTLP_ENDPOINT=" in block]
    assert sends
    assert all("export OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta\n" in block for block in sends)
    assert all("export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n" in block for block in sends)


@every_backend
def test_a_page_says_why_each_alert_that_differs_does(backend: Format) -> None:
    page = WRITERS[backend](Options())[f"{backend}/README.md"]
    lines = [line for line in page.splitlines() if line.startswith("- ")]
    for alert in alerts(Options()):
        found = condition(alert, Options())
        wanted = f"Not here. {reason(alert)}" if found is None else found.without
        told = [line for line in lines if f"`{alert.uid}`" in line]
        assert [line.startswith(f"- {wanted} `") for line in told] == [True] * bool(wanted)
    assert any(line.startswith("- Whether no call succeeds, for those that call rarely, is asked by") for line in lines)
    assert ("## How a condition is written" in page) is (backend != "elastic")


@every_backend
def test_a_monitor_for_rare_callers_looks_back_an_hour_or_eight(backend: Format) -> None:
    stems = {Path(path).stem for path in WRITERS[backend](Options())}
    assert {stem.rpartition("-")[2] for stem in stems if re.search(r"critical-\w+$", stem)} == {"1h", "8h"}


def called(backend: Format, folder: Path) -> list[str]:
    """The arguments of every `curl` that the page's commands for the import make."""
    for path, text in WRITERS[backend](Options()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    blocks = [block for block in commands(backend) if "curl " in block]
    script = "\n".join(('curl() { echo "$*" >>../calls; }', *blocks))
    subprocess.run(["bash", "-ec", script], cwd=folder / backend, check=True)
    return (folder / "calls").read_text("utf-8").splitlines()


def files(folder: Path, pattern: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))


def test_datadogs_commands_validate_and_make_each_monitor_and_the_dashboard(tmp_path: Path) -> None:
    found = called("datadog", tmp_path)
    monitors_ = files(tmp_path / "datadog", "monitors/*.json")
    sent = [("dashboard", "dashboard.json")]
    sent += [(path, file) for file in monitors_ for path in ("monitor/validate", "monitor")]
    assert sorted(found) == sorted(
        f"--fail-with-body -sS -X POST https://api.datadoghq.com/api/v1/{path} -H Content-Type: application/json"
        f" -H DD-API-KEY: … -H DD-APPLICATION-KEY: … --data-binary @{file}"
        for path, file in sent
    )


def test_signozs_commands_make_the_dashboard_and_each_rule(tmp_path: Path) -> None:
    found = called("signoz", tmp_path)
    sent = [("dashboards", "dashboard.json"), *(("rules", file) for file in files(tmp_path / "signoz", "rules/*.json"))]
    assert sorted(found) == sorted(
        f"--fail-with-body -sS -X POST http://localhost:8080/api/v2/{path} -H SigNoz-Api-Key: …"
        f" -H Content-Type: application/json --data-binary @{file}"
        for path, file in sent
    )


def test_honeycombs_commands_make_columns_first_then_triggers_and_queries(tmp_path: Path) -> None:
    found = called("honeycomb", tmp_path)
    columns = [line for line in found if "/1/columns/" in line]
    assert found[: len(columns)] == columns
    assert columns[0] == (
        "-sS -X POST https://api.honeycomb.io/1/columns/shop -H X-Honeycomb-Team: … -H Content-Type: application/json"
        ' -d {"key_name": "triage.class", "type": "string"}'
    )
    assert [re.findall(r'"([^"]+)"', line)[1::2] for line in columns] == [
        ["triage.class", "string"],
        ["triage.cause", "string"],
        ["triage.owner", "string"],
        ["triage.fix", "string"],
        ["error.type", "string"],
        ["triage.retries", "integer"],
        ["triage.quota.limit", "float"],
    ]
    folder = tmp_path / "honeycomb"
    sent = [(kind, file) for kind in ("triggers", "queries") for file in files(folder, f"{kind}/*.json")]
    assert sorted(found[len(columns) :]) == sorted(
        f"--fail-with-body -sS -X POST https://api.honeycomb.io/1/{kind}/__all__ -H X-Honeycomb-Team: …"
        f" -H Content-Type: application/json --data-binary @{file}"
        for kind, file in sent
    )


def test_elastics_commands_make_the_searches_and_each_rule_under_its_name(tmp_path: Path) -> None:
    found = called("elastic", tmp_path)
    head = "--fail-with-body -sS -H Authorization: ApiKey … -H kbn-xsrf: true "
    kibana = "https://….kb.….elastic.cloud/api"
    assert found[0] == f"{head}-F file=@otel/searches.ndjson {kibana}/saved_objects/_import?overwrite=true"
    assert sorted(found[1:]) == sorted(
        f"{head}-H Content-Type: application/json --data-binary @{file}"
        f" {kibana}/alerting/rule/genai-triage-{Path(file).stem}"
        for file in files(tmp_path / "elastic", "otel/rules/*.json")
    )


@pytest.mark.parametrize(
    ("backend", "settings"),
    [
        ("datadog", {"ENDPOINT": "http://localhost:4318"}),
        ("signoz", {"ENDPOINT": "http://localhost:4318"}),
        ("honeycomb", {"ENDPOINT": "https://api.honeycomb.io", "HEADERS": "x-honeycomb-team=…"}),
        (
            "elastic",
            {"ENDPOINT": "https://….ingest.….elastic.cloud:443", "HEADERS": "Authorization=ApiKey …"},
        ),
    ],
)
def test_what_an_application_is_started_with_leads_to_the_backend(backend: Format, settings: dict[str, str]) -> None:
    (block,) = (block for block in commands(backend) if "opentelemetry-instrument python app.py" in block)
    show = 'opentelemetry-instrument() { env | grep "^OTEL_EXPORTER_OTLP_"; }'
    done = subprocess.run(["bash", "-ec", f"{show}\n{block}"], env={"PATH": os.defpath}, capture_output=True, text=True)
    found = dict(line.removeprefix("OTEL_EXPORTER_OTLP_").split("=", 1) for line in done.stdout.splitlines())
    expected = {"PROTOCOL": "http/protobuf", "METRICS_TEMPORALITY_PREFERENCE": "delta", **settings}
    if backend == "honeycomb":
        del expected["METRICS_TEMPORALITY_PREFERENCE"]  # Nothing there asks metrics.
    assert found == expected
