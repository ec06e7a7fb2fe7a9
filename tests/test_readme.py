"""What the README and the pages behind it claim: tables against the code, examples against a real failed call."""

from __future__ import annotations

import re
import shlex
import subprocess
import venv
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from google import genai

import genai_triage
from genai_triage.cli import parser
from genai_triage.instrumentation import INSTRUMENTORS
from genai_triage.instrumentation.raw import hosts
from genai_triage.simulator import Simulator
from genai_triage.taxonomy import FailureClass
from genai_triage.telemetry import names, settings
from tests.launch.test_run import AT_80
from tests.support.recorded import Recorded

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS, TELEMETRY, EXPLAIN, IN_CODE = (
    (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("settings", "telemetry", "explain", "in-your-code")
)
CLASSES = "| whose it is | [classes](docs/taxonomy.md#classes) | would the same call succeed later? |"
PICTURE = ROOT / "docs" / "failed-span.svg"


@pytest.fixture
def out_of_quota(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Requests for gemini-2.5-flash are over their daily quota; key and address are in the environment."""
    with Simulator(latency=0) as simulator:
        simulator.schedule("gemini.requests_per_day", model="gemini-2.5-flash")
        monkeypatch.setenv("GEMINI_API_KEY", "any")
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", simulator.gemini_url)
        yield


def block(language: str, beginning: str, page: str = README) -> str:
    """The fenced block that begins so."""
    blocks: list[str] = re.findall(rf"^```{language}\n(.*?)^```", page, re.M | re.S)
    return next(text for text in blocks if text.startswith(beginning))


def rows(header: str, page: str = README) -> list[list[str]]:
    """The cells of the tables under this header."""
    tables = [part.partition("\n\n")[0] for part in page.split(f"{header}\n")[1:]]
    lines = [line for table in tables for line in table.splitlines()[1:]]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


OF_OPENTELEMETRY = rows("| environment variable | effect |", SETTINGS)


@pytest.mark.parametrize(
    ("page", "header", "retried"),
    [
        ("README.md", CLASSES, "yes"),
        ("docs/ru/index.md", "| чья это забота | классы | поможет ли повтор |", "да"),
        ("docs/pt/index.md", "| de quem é | classes | repetir ajuda? |", "sim"),
    ],
)
def test_classes_are_those_of_the_taxonomy_by_owner(page: str, header: str, retried: str) -> None:
    listed = [
        (name, owner.partition(":")[0].strip("`"), later == retried)
        for owner, classes, later in rows(header, (ROOT / page).read_text(encoding="utf-8"))
        for name in re.findall(r"`(\w+)`", classes)
    ]

    assert sorted(listed) == sorted((str(c), str(c.owner), c.retryable) for c in FailureClass)


def test_settings_are_those_that_are_read() -> None:
    ours = rows("| environment variable | default | effect |", SETTINGS)
    listed = {name for row in (*ours, *OF_OPENTELEMETRY) for name in re.findall(r"`(\w+)`", row[0])}
    read = {value for value in vars(settings).values() if re.match("(GENAI|OTEL)_", str(value))}

    assert {row[0].strip("`") for row in ours} == {value for value in read if value.startswith("GENAI")} | {
        hosts.HOSTS_VARIABLE
    }
    assert read | {"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS"} <= listed


def test_every_instrumentation_that_can_be_left_out_is_named() -> None:
    (row,) = [row for row in OF_OPENTELEMETRY if "DISABLED_INSTR" in row[0]]

    assert re.findall(r"`(\w+)`", row[1]) == [kind.entry_point for kind in INSTRUMENTORS]


def test_versions_are_those_of_the_package() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    stated = re.findall(r"`([\w-]+)` >= ([\d.]*\d)", README)

    assert len(stated) >= 4
    for package, version in stated:
        assert f'"{package} >= {version}"' in project


@pytest.mark.usefixtures("out_of_quota")
def test_example_prints_what_stands_under_it(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block("python", "import genai_triage", IN_CODE), "in-your-code.md", "exec"), {})

    assert capsys.readouterr().out == block("text", "quota ", IN_CODE)


def test_terminal_shows_what_stands_under_the_first_command() -> None:
    assert block("text", "genai-triage: auth") == re.sub("\033\\[[0-9;]*m", "", AT_80)


def test_what_is_explained_is_what_stands_under_it_with_nothing_else_installed(tmp_path: Path) -> None:
    venv.create(tmp_path, with_pip=False)
    python = tmp_path / "bin" / "python"
    _, *words = shlex.split(block("console", '$ genai-triage explain "', EXPLAIN).removeprefix("$ "))
    environment = {"PYTHONPATH": str(ROOT / "src")}
    ended = subprocess.run([python, "-m", "genai_triage.cli", *words], capture_output=True, text=True, env=environment)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == block("text", "auth ", EXPLAIN)


@pytest.mark.usefixtures("out_of_quota")
def test_span_has_the_attributes_shown(telemetry: Recorded) -> None:
    call()
    lines = block("text", "error.type", TELEMETRY).splitlines()

    assert len(lines) >= 14
    shown = dict(line.split(maxsplit=1) for line in lines)
    assert {name: str(telemetry.attributes[name]) for name in shown} == shown
    assert not {name for name in telemetry.attributes if name.startswith("triage.")} - {*shown, "triage.message"}


@pytest.mark.usefixtures("out_of_quota")
def test_picture_shows_the_same_span(telemetry: Recorded) -> None:
    call()
    texts = [element.text or "" for element in ElementTree.parse(PICTURE).iter("{http://www.w3.org/2000/svg}text")]
    triage = texts[texts.index("With genai-triage") :]

    assert triage[1] == telemetry.operation.name
    assert triage[2] == f"ERROR  {telemetry.operation.status.description}"
    for name in (names.ERROR_TYPE, names.CLASS, names.CAUSE, names.OWNER, names.QUOTA_LIMIT, names.QUOTA_WINDOW):
        assert triage[triage.index(name) + 1] == str(telemetry.attributes[name])
    assert " ".join(triage[triage.index(names.FIX) + 1 :]) == telemetry.attributes[names.FIX]


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:)([^)#]+)", README))
def test_linked_file_exists(path: str) -> None:
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)`", README))))
def test_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


PAGES = "\n".join((README, SETTINGS, EXPLAIN, IN_CODE))


@pytest.mark.parametrize("words", sorted(set(re.findall(r"`genai-triage ([^`…]+)`", PAGES))))
def test_a_command_in_a_sentence_can_be_typed(words: str) -> None:
    assert parser().parse_args(shlex.split(words)).run


def test_named_functions_are_public() -> None:
    named = set(re.findall(r"genai_triage\.(\w+)\(", PAGES))

    assert named == {"classify", "instrument"} & set(genai_triage.__all__)


def call() -> None:
    with genai.Client() as client, pytest.raises(Exception, match="exceeded your current quota"):
        client.models.generate_content(model="gemini-2.5-flash", contents="Hello")
