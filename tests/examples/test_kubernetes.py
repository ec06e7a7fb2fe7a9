"""The Kubernetes example: its files against the operators' schemas and code, and what the image injects, run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from genai_triage import cli
from genai_triage.monitoring.kubernetes import prometheus_operator as exported
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.render import artifacts
from genai_triage.monitoring.rules import groups
from genai_triage.simulator import Simulator
from tests.support.crds import needs_go, problems, source_of
from tests.support.programs import needs
from tests.support.yaml_files import read_all, read_yaml

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "kubernetes"
FILES = ("instrumentation.yaml", "collector.yaml", "application.yaml", "application-scraped.yaml")
MOUNT = "/otel-auto-instrumentation-python"
"""Where the operator puts into a pod what it injects."""
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
OUTSIDE = dict(os.environ)
"""The environment as it is outside the tests: with the roots that the package index needs."""


def read(name: str) -> Any:
    return read_yaml((EXAMPLE / name).read_text("utf-8"))


def container(name: str) -> dict[str, Any]:
    (found,) = read(name)["spec"]["template"]["spec"]["containers"]
    return dict(found)


@needs_go
@pytest.mark.parametrize("name", FILES)
def test_every_object_fits_its_schema(name: str) -> None:
    assert problems(read(name)) == []


@needs_go
@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("instrumentation.yaml", ("python",)),
        ("application.yaml", ("template", "spec")),
        ("collector.yaml", ("config", "service")),
    ],
)
def test_a_field_that_no_schema_knows_is_found(name: str, place: tuple[str, ...]) -> None:
    document = read(name)
    node = document["spec"]
    for step in place:
        node = node[step]
    node["unknown"] = "any"
    assert len(problems(document)) == 1


@needs_go
@pytest.mark.parametrize(("part", "kind"), [("prometheus", "Prometheus"), ("alertmanager", "Alertmanager")])
def test_the_charts_values_are_settings_of_the_operators_objects(part: str, kind: str) -> None:
    spec = read("kube-prometheus-stack.yaml")[part][f"{part}Spec"]
    head = {"apiVersion": "monitoring.coreos.com/v1", "kind": kind, "metadata": {"name": part}}
    assert problems({**head, "spec": spec}) == []


@needs("kubectl")
def test_kustomize_builds_the_example_with_what_is_exported(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "example")
    options = Options(webhooks_url="https://hooks.test")
    objects = artifacts(options, "kubernetes")
    for path, text in objects.items():
        file = tmp_path / "example" / "generated" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    done = subprocess.run(["kubectl", "kustomize", str(tmp_path / "example")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    kinds = sorted(one["kind"] for one in read_all(done.stdout))
    assert kinds == sorted(
        [
            "AlertmanagerConfig",
            *["ConfigMap"] * 4,  # the overview is two
            "Instrumentation",
            "OpenTelemetryCollector",
            "PodMonitor",
            *["PrometheusRule"] * len(groups(options)),
        ]
    )


def test_the_collector_does_what_that_of_the_stack_does() -> None:
    config = read("collector.yaml")["spec"]["config"]
    stack = read_yaml((ROOT / "examples" / "stack" / "collector.yaml").read_text("utf-8"))
    assert (config["receivers"], config["processors"]) == (stack["receivers"], stack["processors"])
    assert config["service"]["pipelines"] == stack["service"]["pipelines"]
    assert {name: set(one) for name, one in config["exporters"].items()} == {
        name: set(one) for name, one in stack["exporters"].items()
    }


def test_every_variable_of_the_collector_is_set() -> None:
    spec = read("collector.yaml")["spec"]
    assert set(re.findall(r"\$\{env:(\w+)\}", str(spec["config"]))) == {one["name"] for one in spec["env"]}


def test_applications_send_to_the_collector() -> None:
    collector, instrumentation = read("collector.yaml")["metadata"], read("instrumentation.yaml")
    service = f"{collector['name']}-collector.{collector['namespace']}.svc"
    assert instrumentation["spec"]["exporter"]["endpoint"] == f"http://{service}:4318"
    pod = read("application.yaml")["spec"]["template"]["metadata"]
    meant = f"{instrumentation['metadata']['namespace']}/{instrumentation['metadata']['name']}"
    assert pod["annotations"] == {"instrumentation.opentelemetry.io/inject-python": meant}


def test_the_pod_monitor_selects_the_scraped_application() -> None:
    template = read("application-scraped.yaml")["spec"]["template"]
    assert exported.SCRAPED.items() <= template["metadata"]["labels"].items()
    assert exported.JOB_LABEL in template["metadata"]["labels"]
    scraped = container("application-scraped.yaml")
    (port,) = scraped["ports"]
    variables = {one["name"]: one.get("value") for one in scraped["env"]}
    assert port["name"] == exported.PORT
    assert variables["OTEL_EXPORTER_PROMETHEUS_PORT"] == str(port["containerPort"])
    assert (variables["OTEL_METRICS_EXPORTER"], variables["OTEL_EXPORTER_PROMETHEUS_HOST"]) == ("prometheus", "0.0.0.0")


def test_every_export_of_the_readme_is_one_that_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (EXAMPLE / "README.md").read_text("utf-8").replace("\\\n", "")
    commands = re.findall(r"^\$ genai-triage (export .*)$", text, re.M)
    assert commands
    for command in commands:
        assert cli.main(shlex.split(command)) == 0
    assert (tmp_path / "generated" / "kustomization.yaml").is_file()


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:)([^)#]+)", (EXAMPLE / "README.md").read_text("utf-8")))
def test_a_linked_file_is_there(path: str) -> None:
    assert (EXAMPLE / path).is_file()


DOCKERFILE = (EXAMPLE / "image" / "Dockerfile").read_text("utf-8")


@needs_go
def test_the_image_has_what_the_operator_copies_and_where() -> None:
    code = source_of("Instrumentation", "internal/instrumentation/python.go")
    constants = dict(re.findall(r'^\t(\w+)\s+= "([^"]*)"$', code, re.M))
    copied = {constants[f"{name}LinuxAutoInstrumentationSrc"] for name in ("glibc", "musl")}
    assert copied == {f"{path}/." for path in re.findall(r"^COPY --from=\w+ \S+ (\S+)$", DOCKERFILE, re.M)}
    assert '"cp"' in code
    assert constants["pythonInstrMountPath"] == MOUNT
    assert python_path(code) == python_path_of(MOUNT)


def python_path(code: str) -> str:
    constants = dict(re.findall(r'^\t(\w+)\s+= "([^"]*)"$', code, re.M))
    return f"{constants['pythonPathPrefix']}:{constants['pythonPathSuffix']}"


def python_path_of(folder: object) -> str:
    return f"{folder}/opentelemetry/instrumentation/auto_instrumentation:{folder}"


def test_nothing_in_the_image_is_of_a_registry() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    images += [container(name)["image"] for name in ("application.yaml", "application-scraped.yaml")]
    images.append(read("instrumentation.yaml")["spec"]["python"]["image"])
    assert not [image for image in images if "/" in image]


@pytest.fixture(scope="module")
def injected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image has in /autoinstrumentation, with the package as it is here."""
    folder = tmp_path_factory.mktemp("image")
    subprocess.run([*PIP, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], env=OUTSIDE, check=True)
    (command,) = re.findall(r"^RUN pip (install .*/autoinstrumentation --.*)$", DOCKERFILE, re.M)
    words = shlex.split(command.replace("/autoinstrumentation", str(folder / "autoinstrumentation")))
    done = subprocess.run([*PIP, *words, "--find-links", folder], cwd=EXAMPLE / "image", env=OUTSIDE)
    assert done.returncode == 0
    return folder / "autoinstrumentation"


APPLICATION = """
from google import genai
client = genai.Client()
try:
    client.models.generate_content(model="gemini-2.5-flash", contents="Hello")
except genai.errors.ClientError as error:
    print(error.code)
"""


@contextmanager
def collector() -> Iterator[tuple[str, dict[str, bytes]]]:
    """An endpoint of OTLP over HTTP; yields its address, and what came by path."""
    came: dict[str, bytes] = defaultdict(bytes)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came[self.path] += self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", came
    finally:
        server.shutdown()


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_an_application_that_knows_nothing_of_it_tells_what_failed(injected: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([*PIP, "--python", str(python), "install", "google-genai"], env=OUTSIDE, check=True)
    (tmp_path / "app.py").write_text(APPLICATION, encoding="utf-8")
    spec = read("instrumentation.yaml")["spec"]
    with Simulator(latency=0) as simulator, collector() as (endpoint, came):
        simulator.schedule("gemini.requests_per_day")
        environment = {
            # As injectPythonSDK and injectCommonSDKConfig of the operator set them.
            "PYTHONPATH": python_path_of(injected),
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            **dict.fromkeys(("OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"), "otlp"),
            "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint,
            "OTEL_SERVICE_NAME": "shop",
            "OTEL_PROPAGATORS": ",".join(spec["propagators"]),
            "OTEL_TRACES_SAMPLER": spec["sampler"]["type"],
            **{one["name"]: one["value"] for one in spec["python"]["env"]},
            "GOOGLE_GEMINI_BASE_URL": simulator.gemini_url,
            "GEMINI_API_KEY": "any",
        }
        done = subprocess.run([python, "app.py"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "429\n", "")
    assert set(came) == {"/v1/traces", "/v1/metrics", "/v1/logs"}
    for path, body in came.items():
        assert b"gemini.requests_per_day" in body, path
        assert b'{"key": "service.name", "value": {"stringValue": "shop"}}' in body, path


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_nothing_is_injected_that_would_have_to_fit_what_the_application_has(injected: Path) -> None:
    found = {path.name for path in injected.iterdir()}
    assert "genai_triage" in found
    assert not {"google", "grpc", "requests", "httpx", "pydantic"} & found
    # Loaded by the Python that it is for; any other takes the Python beside it.
    assert {path.parent.name for path in injected.rglob("*.so")} <= {"wrapt"}
