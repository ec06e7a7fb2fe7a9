"""What is published: its metadata, its bytes, its types from a user's side, and the files of the forge."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from email import message_from_string
from pathlib import Path
from zipfile import ZipFile

import pytest
from trove_classifiers import classifiers

import hatch_build
from scripts import release
from tests.support.programs import needs, program
from tests.support.yaml_files import read_yaml

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ADDRESS = "https://forge.example/them/genai-triage"
OUTSIDE = dict(os.environ)
"""With the roots and settings that pip needs."""
FORGE = ROOT / ".github"
FORMS = sorted(path for path in (FORGE / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
WORKFLOWS = sorted((FORGE / "workflows").glob("*.yml"))


def test_every_classifier_is_one_of_the_index() -> None:
    assert set(PROJECT["project"]["classifiers"]) - set(classifiers) == set()


def test_without_an_address_nothing_is_said_of_one() -> None:
    assert hatch_build.urls("", "1.2.3") == {}
    page = hatch_build.absolute(README, "", "1.2.3")
    assert re.findall(r"\]\((?!https?:|#)[^)]*\)", page) == []
    assert "![" not in page
    assert page.count("```") == README.count("```")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("see [a](docs/a.md#b).", "see a."),
        ("one\n\n![a `b`](docs/a.svg)\n\ntwo", "one\n\ntwo"),
        ("[![a](docs/a.svg)](docs/a.md)", ""),
        ("[a](https://b.example/c), [a](#b)", "[a](https://b.example/c), [a](#b)"),
        ("`triage.calls[5m]` (see docs/a.md)", "`triage.calls[5m]` (see docs/a.md)"),
    ],
)
def test_without_an_address_no_link_leads_nowhere(text: str, left: str) -> None:
    assert hatch_build.absolute(text, "", "1") == left


def test_every_address_comes_from_the_one_setting() -> None:
    assert hatch_build.urls(ADDRESS, "1.2.3") == {
        "Repository": ADDRESS,
        "Documentation": f"{ADDRESS}/blob/v1.2.3/docs/index.md",
        "Changelog": f"{ADDRESS}/blob/v1.2.3/CHANGELOG.md",
        "Issues": f"{ADDRESS}/issues",
        "Security": f"{ADDRESS}/blob/v1.2.3/SECURITY.md",
    }


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("[a](docs/a.md#b)", f"[a]({ADDRESS}/blob/v1/docs/a.md#b)"),
        ("![a `b`](docs/a.svg)", f"![a `b`]({ADDRESS}/raw/v1/docs/a.svg)"),
        ("[![a](docs/a.svg)](docs/a.md)", f"[![a]({ADDRESS}/raw/v1/docs/a.svg)]({ADDRESS}/blob/v1/docs/a.md)"),
        ("[a](https://b.example/c)", "[a](https://b.example/c)"),
        ("[a](#b)", "[a](#b)"),
        ("`triage.calls[5m]` (see docs/a.md)", "`triage.calls[5m]` (see docs/a.md)"),
    ],
)
def test_links_to_files_lead_to_them_in_this_version(text: str, moved: str) -> None:
    assert hatch_build.absolute(text, ADDRESS, "1") == moved


def test_no_link_of_the_readme_is_left_behind() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", hatch_build.absolute(README, ADDRESS, "1"))

    assert len(targets) > 10
    assert [target for target in targets if not re.match("https?://|#", target)] == []


def test_files_that_differ_between_two_builds_are_named(tmp_path: Path) -> None:
    for name, contents in {"one": ["same", "a", "only"], "other": ["same", "b"]}.items():
        (tmp_path / name).mkdir()
        for number, text in enumerate(contents):
            (tmp_path / name / f"file{number}").write_text(text)

    assert list(release.differing(tmp_path / "one", tmp_path / "other")) == ["file1", "file2"]


def built(source: Path, target: Path, epoch: str, mask: str = "022") -> Path:
    """The folder of what a build makes, with another mask for new files and the files' times set to this."""
    command = f"umask {mask} && exec '{sys.executable}' -m hatchling build -d '{target}'"
    environment = {**OUTSIDE, "SOURCE_DATE_EPOCH": epoch}
    subprocess.run(["sh", "-c", command], cwd=source, env=environment, check=True, capture_output=True)
    return target


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("first"), "1700000000")


@pytest.fixture(scope="module")
def unpacked(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, unpacked elsewhere."""
    folder = tmp_path_factory.mktemp("unpacked")
    (sdist,) = first.glob("*.tar.gz")
    with tarfile.open(sdist) as packed:
        packed.extractall(folder, filter="data")
    return next(folder.iterdir())


@pytest.mark.exhaustive
def test_two_builds_are_the_same_to_the_byte(first: Path, unpacked: Path, tmp_path: Path) -> None:
    assert list(release.differing(first, built(unpacked, tmp_path, "1700000000", "077"))) == []


@pytest.mark.exhaustive
def test_the_files_inside_have_the_time_that_is_asked_for(first: Path, unpacked: Path, tmp_path: Path) -> None:
    assert len(list(release.differing(first, built(unpacked, tmp_path, "1710000000")))) == 2


@pytest.mark.exhaustive
def test_the_wheel_has_addresses_and_absolute_links_once_there_is_one(unpacked: Path, tmp_path: Path) -> None:
    shutil.copytree(unpacked, tmp_path / "source")
    settings = tmp_path / "source" / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    assert text.count('\naddress = ""\n') == 1
    settings.write_text(text.replace('\naddress = ""\n', f'\naddress = "{ADDRESS}"\n'), encoding="utf-8")
    (wheel,) = built(tmp_path / "source", tmp_path / "dist", "1700000000").glob("*.whl")
    with ZipFile(wheel) as packed:
        (name,) = [name for name in packed.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = message_from_string(packed.read(name).decode())
    version = metadata["Version"]

    assert dict(line.split(", ") for line in metadata.get_all("Project-URL", [])) == hatch_build.urls(ADDRESS, version)
    assert metadata.get_payload() == hatch_build.absolute(README, ADDRESS, version)


USER = """
from typing import Optional

import genai_triage
from genai_triage import Cause, Failure, FailureClass, Owner, Quota


def on_failure(failure: Failure, span: object) -> None:
    owner: Owner = failure.owner
    print(owner, failure.cause.fix_in("ru"))


def seconds(error: Exception) -> Optional[float]:
    failure = genai_triage.classify(error)
    if failure is None:
        return None
    failure_class: FailureClass = failure.failure_class
    cause: Cause = failure.cause
    quota: Optional[Quota] = failure.quota
    print(failure_class.retryable, cause.id, quota)
    return failure.retry_after


genai_triage.instrument(on_failure=on_failure)
"""


@pytest.fixture(scope="module")
def installed(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of an environment that has the wheel and mypy, and nothing else."""
    folder = tmp_path_factory.mktemp("user")
    (wheel,) = first.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "--no-compile", wheel, "mypy"], env=OUTSIDE, check=True)
    return python


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        (("", ""), "Success: no issues found in 1 source file"),
        (("failure.retry_after", "failure.no_such"), '"Failure" has no attribute "no_such"'),
        (("def on_failure(failure: Failure, span: object)", "def on_failure(failure: Failure)"), "incompatible type"),
    ],
    ids=["right", "wrong-name", "wrong-function"],
)
def test_a_users_program_is_checked_by_the_wheels_types(
    installed: Path, tmp_path: Path, changed: tuple[str, str], complaint: str
) -> None:
    (tmp_path / "program.py").write_text(USER.replace(*changed) if changed[0] else USER)
    done = subprocess.run(
        [installed, "-m", "mypy", "--strict", "program.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert complaint in done.stdout
    assert "untyped" not in done.stdout


def schema(name: str, paths: list[Path]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", name, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.github-issue-forms", FORMS),
        ("vendor.github-issue-config", [FORGE / "ISSUE_TEMPLATE" / "config.yml"]),
        ("vendor.dependabot", [FORGE / "dependabot.yml"]),
    ],
)
def test_the_forge_reads_its_files(name: str, paths: list[Path]) -> None:
    assert paths
    schema(name, paths)


@pytest.mark.exhaustive
@needs("go")
def test_actionlint_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    environment = {**OUTSIDE, "GOBIN": str(tmp_path)}
    command = [program("go"), "install", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    done = subprocess.run([tmp_path / "actionlint", *WORKFLOWS], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_files_of_the_forge_name_no_host() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FORGE.rglob("*") if path.is_file()]

    assert len(texts) >= 6
    assert [found for text in texts for found in re.findall(r"https?://\S+|[\w-]+\.(?:org|com|io)\b", text)] == []


def test_the_workflow_that_publishes_has_no_right_but_to_say_who_it_is() -> None:
    workflow = read_yaml((FORGE / "workflows" / "release.yml").read_text(encoding="utf-8"))

    assert workflow["permissions"] == {}
    assert workflow["jobs"]["publish"]["permissions"] == {"id-token": "write"}
    assert workflow["jobs"]["publish"]["needs"] == "build"
    assert "secrets." not in json.dumps(workflow)


def test_every_python_of_the_classifiers_is_in_the_workflow() -> None:
    workflow = read_yaml((FORGE / "workflows" / "checks.yml").read_text(encoding="utf-8"))
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))

    assert workflow["jobs"]["library"]["strategy"]["matrix"]["python"] == named


@pytest.mark.parametrize(
    ("form", "command", "is_required"),
    [
        ("wrong-class.yml", "explain", True),
        ("wrong-class.yml", "doctor", True),
        ("bug.yml", "explain", False),
        ("bug.yml", "doctor", True),
    ],
)
def test_issues_ask_for_what_the_commands_say(form: str, command: str, is_required: bool) -> None:
    fields = read_yaml((FORGE / "ISSUE_TEMPLATE" / form).read_text(encoding="utf-8"))["body"]
    (asked,) = [field for field in fields if field["id"] == command]

    assert f"`genai-triage {command}`" in asked["attributes"]["label"]
    assert asked.get("validations", {}).get("required", False) is is_required
