"""Every block of commands is typed by a test or has a reason; what no other test types is typed here."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from genai_triage.audit.collector import Collector
from genai_triage.monitoring.drill import local
from genai_triage.monitoring.drill.servers import free_port
from genai_triage.monitoring.drill.webhook import Webhook
from genai_triage.telemetry.credentials import Fingerprints
from tests import test_readme_commands
from tests.docs import test_tutorial, test_typed
from tests.prefork.servers import PATIENCE, Server, calls_by_instance
from tests.support.fresh import ROOT, Block, Machine, blocks_of, pages, prompts_outside
from tests.support.programs import needs
from tests.test_readme_commands import GOOGLE, Reader, seated

Claim = Callable[[Reader, Block], None]
SHOP: Final = """
import os
from google import genai
def app(environ, start_response):
    with genai.Client(api_key="any") as client:
        client.models.generate_content(model="gemini-2.5-flash", contents="Hello")
    start_response("200 OK", [("content-type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
"""What a server of several processes serves: each request is one call, and answers with the process's number."""
RAW: Final = """
import httpx, os
httpx.post(f"http://{os.environ['GATEWAY']}/v1beta/models/gemini-2.5-flash:generateContent", json={"contents": []})
"""
"""An application that asks a gateway without an SDK."""
RUNBOOKS: Final = "docs/runbooks/"


def noted(reader: Reader, *programs: str) -> dict[str, str]:
    """Variables with which programs that are not on this machine only write down what they are told."""
    folder = reader.folder / "stand-ins"
    folder.mkdir(exist_ok=True)
    for name in programs:
        script = f'#!/bin/sh\ncat >> {folder / "read"}\necho {name} "$@" >> {folder / "told"}\n'
        (folder / name).write_text(script, encoding="utf-8")
        (folder / name).chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{reader.machine.path}"}


def told(reader: Reader) -> list[str]:
    """What those programs were told, in order."""
    return (reader.folder / "stand-ins" / "told").read_text(encoding="utf-8").splitlines()


def beside(example: str, reader: Reader) -> None:
    """Puts the reader into a copy of an example's folder."""
    shutil.copytree(ROOT / "examples" / example, reader.folder, dirs_exist_ok=True)


@contextmanager
def serving(reader: Reader, lines: str, **variables: str) -> Iterator[Server]:
    """Types lines of which the last goes on until it is ended, as an init system does it."""
    socket, log = reader.folder / "socket", reader.folder / "log"
    (reader.folder / "app.py").write_text(SHOP, encoding="utf-8")
    reader.type("pip install gunicorn")
    variables = {"GUNICORN_CMD_ARGS": f"--bind unix:{socket} --timeout 120 --no-control-socket", **variables}
    with log.open("wb") as file:
        process = reader.machine.start(lines, reader.folder, {**reader.variables, **variables}, file)
        try:
            yield Server(process, socket, log)
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def pushes_from_every_worker(reader: Reader, block: Block) -> None:
    with Collector() as collector:
        endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}
        with serving(reader, block.commands, **endpoint) as running:
            running.ask_until(workers=3)
        calls = calls_by_instance(collector)

    assert len(calls) == 3, running.said
    assert running.own_lines == set()


def serves_a_page_for_each_worker(reader: Reader, block: Block) -> None:
    first = min(free_port(), 65_000)
    with serving(reader, block.commands, OTEL_EXPORTER_PROMETHEUS_PORT=str(first)) as running:
        running.ask_until(workers=3)
        calls = [ok_calls(first + number) for number in range(1, 4)]

    assert all(calls), running.said
    assert running.own_lines == set()


def ok_calls(port: int) -> float:
    """How many calls a process's page counts."""
    page = subprocess.run(["curl", "-sS", f"http://localhost:{port}/metrics"], capture_output=True, text=True).stdout
    return sum(float(count) for count in re.findall(r'^triage_calls_total{.*triage_class="ok".*} (.+)$', page, re.M))


def writes_monitors(reader: Reader, block: Block) -> None:
    reader.type(block.commands)
    written = reader.folder / "monitoring" / "datadog"

    assert (written / "README.md").is_file()
    assert "https://runbooks.internal/genai/auth" in "".join(one.read_text("utf-8") for one in written.rglob("*.json"))


def reaches_grafana_cloud(reader: Reader, block: Block) -> None:
    """Its addresses are the reader's own; what is loaded and sent is what was written."""
    keys = {"GRAFANA_TOKEN": "glsa_x"}
    reader.type('pip install "genai-triage[monitoring]"')
    reader.type(block.commands, **noted(reader, "mimirtool", "curl"), **keys)
    loaded, *sent = told(reader)

    assert loaded == "mimirtool rules load monitoring/rules/mimir/genai-triage.yml"
    assert (reader.folder / loaded.split()[-1]).is_file()
    assert len(sent) == len(list((reader.folder / "monitoring" / "grafana").glob("*.json"))) == 3
    assert all(line.endswith("/api/dashboards/db") and "Bearer glsa_x" in line for line in sent)
    bodies = (reader.folder / "stand-ins" / "read").read_text(encoding="utf-8").splitlines()
    assert [set(json.loads(body)) for body in bodies] == [{"dashboard", "overwrite"}] * 3


def tells_places_apart(reader: Reader, block: Block) -> None:
    reader.type('pip install "genai-triage[monitoring]"')
    reader.type(block.commands)
    rules = (reader.folder / "monitoring" / "rules" / "prometheus" / "recording.rules.yml").read_text("utf-8")

    assert "namespace, cluster, deployment_environment_name" in rules


def follows_the_page_through_my_prometheus(reader: Reader, block: Block) -> None:
    port = free_port()
    page = f"http://127.0.0.1:{port}/metrics"
    servers = reader.folder / "servers"
    servers.mkdir()
    with Webhook() as webhook, local.stack(servers, webhook, {"genai-triage-drill": page}, speed=100) as stack:
        said = reader.type(
            block.commands.replace("http://prometheus.internal:9090", f"{stack.prometheus_url} --metrics-port {port}")
        ).stdout

    assert said.endswith("\nLLMQuotaExhausted arrived.\n")


def serves_a_page_of_its_own(reader: Reader, block: Block) -> None:
    reader.type("pip install opentelemetry-exporter-prometheus")
    quiet = {"OTEL_TRACES_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
    page = reader.type(block.commands.replace("9464", str(free_port())), **quiet).stdout

    assert re.search(rf'^triage_failures_total{{.*triage_cause="{GOOGLE.cause}".*}} 1\.0$', page, re.M)


def is_the_fingerprint(reader: Reader, block: Block) -> None:
    key = "AIzaSyA-a-key-of-39-characters-as-theirs"
    assert reader.type(block.commands, GEMINI_API_KEY=key).stdout == f"{Fingerprints().of(key)}\n"


def finds_nothing(reader: Reader, block: Block) -> None:
    (reader.folder / "app.py").write_text(GOOGLE.program, encoding="utf-8")
    keys = {"GEMINI_API_KEY": "a-key-of-39-characters-as-theirs-are", "GIGACHAT_CREDENTIALS": "YS1rZXk6b2YtdGhlaXJz"}
    said = reader.type(block.commands, **keys).stdout
    shape = re.compile(r"\d[\d,]*")

    assert shape.sub("#", said[said.index("program ") :]) == shape.sub("#", block.printed)


def names_a_gateway(reader: Reader, block: Block) -> None:
    gateway = reader.variables["GOOGLE_GEMINI_BASE_URL"].removeprefix("http://")
    reader.type("pip install httpx")
    (reader.folder / "app.py").write_text(RAW, encoding="utf-8")
    reader.variables.pop("GENAI_TRIAGE_HOSTS")
    lines = block.commands.replace("llm.internal", gateway)
    said = reader.type(f"{lines}\ngenai-triage run -- python app.py", GATEWAY=gateway).stderr

    assert re.search(r"^genai-triage: calls 1 · ", said, re.M)


def gives_a_fixture(reader: Reader, block: Block) -> None:
    page = (ROOT / block.page).read_text(encoding="utf-8")
    (tests,) = re.findall(r"^```python\n(from google import genai\n\n\ndef answer.*?)^```", page, re.M | re.S)
    (reader.folder / "test_app.py").write_text(tests, encoding="utf-8")
    reader.type("pip install pytest")
    reader.type(block.commands)

    assert re.search(r"^\d passed", reader.type("pytest -q test_app.py").stdout, re.M)


def starts_the_stack(reader: Reader, block: Block) -> None:
    beside("stack", reader)
    reader.type(block.commands, **noted(reader, "docker"))

    assert told(reader) == ["docker compose up -d"]
    assert (reader.folder / "generated" / "runbooks" / "auth.html").is_file()


def sends_it_to_the_stack(reader: Reader, block: Block) -> None:
    with Collector() as collector:
        reader.type(block.commands.replace("http://localhost:4318", collector.url))

        assert GOOGLE.cause.encode() in b"".join(collector.bodies("traces"))


def applies_it_to_the_cluster(reader: Reader, block: Block) -> None:
    reader.type(block.commands, **noted(reader, "kubectl"))

    assert told(reader) == ["kubectl apply --server-side -k generated"]
    assert (reader.folder / "generated" / "kustomization.yaml").is_file()


def builds_the_image(reader: Reader, block: Block) -> None:
    beside("kubernetes", reader)
    reader.type(block.commands, **noted(reader, "docker", "helm", "kubectl"))
    built, upgraded, applied = told(reader)

    assert (reader.folder / built.split()[-1] / "Dockerfile").is_file()
    assert (reader.folder / upgraded.split()[-1]).is_file()
    assert (applied, (reader.folder / "kustomization.yaml").is_file()) == ("kubectl apply --server-side -k .", True)


def applies_it_by_terraform(reader: Reader, block: Block) -> None:
    beside("terraform", reader)
    reader.type(block.commands, **noted(reader, "terraform"))

    assert told(reader) == ["terraform init", "terraform apply"]
    assert len(list((reader.folder / "generated" / "grafana").glob("*.json"))) == 3


def says_what_the_answer_is(reader: Reader, block: Block) -> None:
    (reader.folder / "body.json").write_text(json.dumps({"error": {"code": 400, "status": "INVALID_ARGUMENT"}}))

    assert "invalid_request" in reader.type(block.commands).stdout


def tells_the_hour(reader: Reader, block: Block) -> None:
    assert re.search(r"\d\d:00:00", reader.type(block.commands, LC_ALL="C", TZ="UTC").stdout)


CLAIMS: dict[tuple[str, int], Claim] = {
    ("docs/prefork.md", 1): pushes_from_every_worker,
    ("docs/prefork.md", 2): serves_a_page_for_each_worker,
    ("docs/without-prometheus.md", 1): writes_monitors,
    ("docs/without-prometheus.md", 2): reaches_grafana_cloud,
    ("docs/thirty-services.md", 1): tells_places_apart,
    ("docs/privacy.md", 1): is_the_fingerprint,
    ("docs/privacy.md", 2): finds_nothing,
    ("docs/gateways.md", 1): names_a_gateway,
    ("docs/in-your-code.md", 1): gives_a_fixture,
    ("dashboards/README.md", 2): follows_the_page_through_my_prometheus,
    ("dashboards/README.md", 3): serves_a_page_of_its_own,
    ("examples/stack/README.md", 1): starts_the_stack,
    ("examples/stack/README.md", 2): sends_it_to_the_stack,
    ("examples/kubernetes/README.md", 1): applies_it_to_the_cluster,
    ("examples/kubernetes/README.md", 2): builds_the_image,
    ("examples/terraform/README.md", 1): applies_it_by_terraform,
    (f"{RUNBOOKS}unclassified.md", 1): says_what_the_answer_is,
    (f"{RUNBOOKS}quota.md", 1): tells_the_hour,
}
"""What a page's blocks do, by page and number."""
REASONS: dict[tuple[str, int], str] = {
    ("docs/explain.md", 2): "tests/test_readme.py compares all that it prints with what stands below it",
    ("dashboards/README.md", 4): "needs Prometheus 3, which Debian has not; `make paths` sends the same way",
    ("dashboards/preview/README.md", 1): "the development environment's; .ci/run types it",
    ("examples/stack/README.md", 3): "needs the stack's containers; tests/e2e follows the same drill through servers",
    (
        "examples/stack/README.md",
        4,
    ): "changes the host; tests/examples/test_stack.py reads its commands and files",
    ("examples/kubernetes/README.md", 3): "needs a cluster; tests/e2e follows the same drill through servers",
}
"""Why nobody types a block, and what is tried instead."""
BLOCKS: dict[tuple[str, int], Block] = {
    (page, number): block for page in pages() for number, block in enumerate(blocks_of(page), 1)
}
ELSEWHERE: Final = {*test_readme_commands.BLOCKS, *test_tutorial.BLOCKS, *test_typed.BLOCKS}


def of_a_vendor(place: tuple[str, int]) -> bool:
    """Whether a runbook asks a vendor, or the way to it; what can be asked of a simulator, its own test asks."""
    return place[0].startswith(RUNBOOKS) and re.search("curl|openssl", BLOCKS[place].commands) is not None


@pytest.mark.parametrize("place", BLOCKS, ids=lambda place: f"{place[0]}-{place[1]}")
def test_every_block_of_every_page_is_typed_or_has_a_reason(place: tuple[str, int]) -> None:
    assert [BLOCKS[place] in ELSEWHERE, place in CLAIMS, place in REASONS, of_a_vendor(place)].count(True) == 1


@pytest.mark.parametrize("page", pages())
def test_every_line_to_type_stands_in_a_block(page: str) -> None:
    assert prompts_outside(page) == []


def test_no_claim_or_reason_is_left_of_a_block_that_is_gone() -> None:
    assert {*CLAIMS, *REASONS} <= set(BLOCKS)


@pytest.mark.exhaustive
@pytest.mark.timeout(1200)
@needs("prometheus", "alertmanager", "curl")
@pytest.mark.parametrize("place", CLAIMS, ids=lambda place: f"{place[0]}-{place[1]}")
def test_a_block_does_what_its_page_says(
    place: tuple[str, int], machines: Callable[[str], Machine], tmp_path: Path
) -> None:
    with seated(GOOGLE, machines(GOOGLE.package), tmp_path) as reader:
        CLAIMS[place](reader, BLOCKS[place])
