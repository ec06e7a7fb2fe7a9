"""What README and the start pages have a new user type: each block, from the wheel, with nothing else installed."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from genai_triage.audit.collector import SIGNALS, Collector
from genai_triage.simulator import Simulator
from genai_triage.taxonomy import CAUSES
from tests.launch.programs import BLOCK, GENAI, GIGACHAT, SUMMARY, environment
from tests.support.fresh import Block, Machine, blocks_of

STANDS_IN = "http://collector:4318"
"""The only thing that a user puts their own for; here it is a collector of the test's."""
OWN_PAGE = """
import os, urllib.request
if os.environ.get("OTEL_METRICS_EXPORTER") == "prometheus":
    address = "http://localhost:" + os.environ["OTEL_EXPORTER_PROMETHEUS_PORT"] + "/metrics"
    print(urllib.request.urlopen(address).read().decode())
"""
"""What is appended to the user's program: it reads the page that Prometheus would, while it runs."""
_MISMATCH = CAUSES["gigachat.token_scope_mismatch"]
BLOCK_OF_GIGACHAT = f"""\
genai-triage: auth · {_MISMATCH.id} · GigaChat · chat
  do       {_MISMATCH.fix}
  owner    account (whoever owns the account, its keys and its plan); a retry does not help
  it said  scope from db not fully includes consumed scope
  facts    HTTP 400
  see      {_MISMATCH.doc}
genai-triage: calls 1 · failed 1
  1 ×  auth · {_MISMATCH.id} · account
"""
NOT_INSTALLED = (
    "genai-triage: opentelemetry-exporter-otlp-proto-grpc is not installed, so traces, metrics and logs are not "
    "exported and failures are shown here. To export, type: pip install opentelemetry-exporter-otlp-proto-grpc\n"
)


class Sdk(NamedTuple):
    """An SDK, a program that calls with it, what that prints and what is shown of its failure."""

    package: str
    program: str
    output: str
    cause: str
    shown: str


GOOGLE = Sdk("google-genai", GENAI, "ClientError\n", "gemini.key_invalid", BLOCK + SUMMARY)
SBER = Sdk("gigachat", GIGACHAT, "BadRequestError\n", _MISMATCH.id, BLOCK_OF_GIGACHAT)
PAGES = {
    "README.md": (GOOGLE, SBER),
    "docs/index.md": (GOOGLE,),
    "docs/ru/index.md": (SBER,),
    "docs/pt/index.md": (GOOGLE,),
}
"""Pages, and the SDKs that their readers have."""


class Reader(NamedTuple):
    """Who reads the page, and what stands in their folder: `app.py`, and `app.log` with what it had printed."""

    sdk: Sdk
    machine: Machine
    folder: Path
    variables: dict[str, str]

    def type(self, lines: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Types what has to succeed."""
        done = self.machine.type(lines, self.folder, {**self.variables, **variables})
        assert done.returncode == 0, f"{lines}\n{done.stdout}{done.stderr}"
        return done


@contextmanager
def seated(sdk: Sdk, machine: Machine, folder: Path) -> Iterator[Reader]:
    """Has typed `pip install genai-triage`, and set nothing but where the services are."""
    machine.back_to("wheel")
    (folder / "app.py").write_text(sdk.program + OWN_PAGE)
    with Simulator(latency=0) as simulator:
        named = environment(simulator)
        kept = ("GENAI_TRIAGE_HOSTS", "GOOGLE_GEMINI_BASE_URL", "GIGACHAT_")
        yield Reader(sdk, machine, folder, {name: value for name, value in named.items() if name.startswith(kept)})


@pytest.fixture
def reader(sdk: Sdk, machines: Callable[[str], Machine], tmp_path: Path) -> Iterator[Reader]:
    with seated(sdk, machines(sdk.package), tmp_path) as sits:
        yield sits


def language_of(block: str) -> str:
    """The language that a block asks for."""
    found = re.search(r"(?:--language |GENAI_TRIAGE_LANGUAGE=)(\w+)", block)
    return found[1] if found else "en"


def shows_the_failure(reader: Reader, block: str) -> None:
    reader.machine.back_to("sdk")
    said = reader.type(block).stderr
    language = language_of(block)

    assert f"  {CAUSES[reader.sdk.cause].fix_in(language)}\n" in said
    assert said == reader.sdk.shown or language != "en"


def explains_the_log(reader: Reader, block: str) -> None:
    line = f"{reader.sdk.program}".replace("print(type(error).__name__)", "raise")
    (reader.folder / "fails.py").write_text(line)
    reader.type("python fails.py 2> app.log || true")
    said = reader.type(block)

    assert f" · {reader.sdk.cause} · " in said.stdout
    assert CAUSES[reader.sdk.cause].fix_in(language_of(block)) in said.stdout
    assert said.stderr == ""


def sends_it_to_the_collector(reader: Reader, block: str) -> None:
    assert STANDS_IN in block
    with Collector() as collector:
        done = reader.type(block.replace(STANDS_IN, collector.url))
        arrived = {signal: b"".join(collector.bodies(signal)) for signal in SIGNALS}

    assert done.stdout.endswith(f", 0 to mend\n{reader.sdk.output}")
    assert done.stderr == ""
    for signal in SIGNALS:
        assert reader.sdk.cause.encode() in arrived[signal]
        assert b"\x0a\x0cservice.name\x12\x06\x0a\x04shop" in arrived[signal]


def serves_a_page_for_prometheus(reader: Reader, block: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    page = reader.type(block, OTEL_EXPORTER_PROMETHEUS_PORT=port).stdout

    assert re.search(rf'^triage_failures_total{{.*triage_cause="{reader.sdk.cause}".*}} 1\.0$', page, re.M)
    assert 'service_name="shop"' in page


def writes_the_files(reader: Reader, block: str) -> None:
    done = reader.type(block)
    written = reader.folder / "monitoring"
    dashboard = json.loads((written / "grafana" / "genai-triage-overview.json").read_text(encoding="utf-8"))

    assert dashboard["title"]
    assert (written / "rules" / "prometheus" / "alerts.rules.yml").is_file()
    assert done.stderr == ""


CLAIMS: dict[str, Callable[[Reader, str], None]] = {
    "genai-triage run ": shows_the_failure,
    "genai-triage explain ": explains_the_log,
    "proto-http": sends_it_to_the_collector,
    "exporter-prometheus": serves_a_page_for_prometheus,
    "genai-triage export ": writes_the_files,
}
"""What a block that has these words does."""


BLOCKS = [block for page in PAGES for block in blocks_of(page)]


def claims_of(block: str) -> list[Callable[[Reader, str], None]]:
    return [claim for words, claim in CLAIMS.items() if words in block]


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_every_block_has_one_claim(block: Block) -> None:
    assert len(claims_of(block.commands)) == 1


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("sdk", "block"),
    [
        pytest.param(sdk, block, id=f"{block.page}-{sdk.package}-{block.line}")
        for block in BLOCKS
        for sdk in PAGES[block.page]
    ],
)
def test_a_block_does_what_the_page_says(reader: Reader, block: Block) -> None:
    (claim,) = claims_of(block.commands)
    claim(reader, block.commands)


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
@pytest.mark.parametrize("sdk", [GOOGLE, SBER], ids=lambda sdk: sdk.package)
def test_opentelemetrys_launcher_needs_no_exporter(reader: Reader) -> None:
    done = reader.type("opentelemetry-instrument python app.py")

    assert (done.stdout, done.stderr) == (reader.sdk.output, NOT_INSTALLED + reader.sdk.shown)
    assert {name for name in reader.machine.installed() if "exporter" in name} == set()
