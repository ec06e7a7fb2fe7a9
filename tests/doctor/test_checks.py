"""What each check says of an environment."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage._version import __version__
from genai_triage.doctor import packages, processes, providers
from genai_triage.doctor.model import Check
from genai_triage.doctor.target import Target

VERSIONS = {
    "genai-triage": __version__,
    "google-genai": "3.6.1",
    "gigachat": "0.2.3",
    "opentelemetry-api": "1.45.0",
    "opentelemetry-sdk": "1.45.0",
    "opentelemetry-instrumentation": "0.66b0",
    "opentelemetry-distro": "0.66b0",
}


def target(
    environ: dict[str, str] | None = None,
    command: tuple[str, ...] = (),
    roots: dict[str, bool | None] | None = None,
    **versions: Any,
) -> Target:
    """An interpreter with what is usual, but for some versions; None for what is not installed."""
    changed = {**VERSIONS, **{name.replace("_", "-"): version for name, version in versions.items()}}
    found: dict[str, str] = {name: version for name, version in changed.items() if version is not None}
    return Target("3.12.1", "/venv/bin/python", environ or {}, command, found, {}, roots or {})


def the(name: str, found: list[Check]) -> tuple[str, str, str]:
    (check,) = (check for check in found if check.name == name)
    return check.state, check.text, check.fix


def of_packages(looked_at: Target, name: str) -> tuple[str, str, str]:
    return the(name, list(packages.checks(looked_at)))


def test_a_program_in_whose_environment_this_package_is_not_fails_with_the_command_to_type() -> None:
    assert of_packages(target(genai_triage=None), "genai-triage") == (
        "fail",
        "genai-triage is not installed for the program's interpreter, so none of its calls is observed.",
        "Type: /venv/bin/python -m pip install genai-triage",
    )


def test_an_sdk_that_is_too_old_fails_with_the_version_to_install() -> None:
    assert of_packages(target(google_genai="1.31.0"), "google-genai") == (
        "fail",
        "google-genai 1.31.0 is older than what is observed.",
        "Type: /venv/bin/python -m pip install 'google-genai>=1.32'",
    )


def test_the_layers_that_are_on_and_why_others_are_not_are_said() -> None:
    looked_at = target({"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "triage_gigachat"})

    assert of_packages(looked_at, "layers")[1] == (
        "on: triage_google_genai; skipped: triage_google_generativeai (google-generativeai is not installed), "
        "triage_gigachat (OTEL_PYTHON_DISABLED_INSTRUMENTATIONS), triage_httpx (httpx is not installed), "
        "triage_httpx2 (httpx2 is not installed), triage_requests (requests is not installed), "
        "triage_aiohttp (aiohttp is not installed), triage_grpc (grpcio is not installed)"
    )


def test_a_disabled_sdk_fails() -> None:
    assert of_packages(target({"OTEL_SDK_DISABLED": "true"}), "switches")[0] == "fail"


def test_packages_of_opentelemetry_of_several_releases_are_told() -> None:
    assert of_packages(target(opentelemetry_instrumentation="0.61b0"), "versions") == (
        "warn",
        "opentelemetry-api 1.45.0, opentelemetry-sdk 1.45.0, opentelemetry-instrumentation 0.61b0, "
        "opentelemetry-distro 0.66b0",
        "They are not of one release; type: /venv/bin/python -m pip install --upgrade opentelemetry-api "
        "opentelemetry-sdk opentelemetry-instrumentation opentelemetry-distro",
    )


@pytest.mark.parametrize(
    ("neighbour", "state"),
    [("openinference_instrumentation_google_genai", "ok"), ("logfire", "warn"), ("ddtrace", "warn")],
)
def test_a_neighbour_is_told_with_what_happens(neighbour: str, state: str) -> None:
    versions: dict[str, Any] = {neighbour: "1.0"}
    found = of_packages(target(**versions), neighbour.replace("_", "-"))

    assert found[0] == state
    assert found[2]


@pytest.mark.parametrize(
    ("command", "environ", "sdk", "state", "fix"),
    [
        ("gunicorn -w 3 app:app", {}, "1.45.0", "ok", ""),
        ("gunicorn app:app", {}, "1.43.0", "fail", "Type: export OTEL_METRICS_EXPORTER=triage_otlp"),
        (
            "gunicorn app:app",
            {"OTEL_METRICS_EXPORTER": "prometheus"},
            "1.45.0",
            "fail",
            "Type: export OTEL_METRICS_EXPORTER=triage_prometheus",
        ),
        ("python -m gunicorn app:app", {"OTEL_METRICS_EXPORTER": "triage_otlp"}, "1.43.0", "ok", ""),
    ],
)
def test_a_server_of_several_processes_needs_the_exporter_for_it(
    command: str, environ: dict[str, str], sdk: str, state: str, fix: str
) -> None:
    found = list(processes.checks(target(environ, tuple(command.split()), opentelemetry_sdk=sdk)))

    assert [(one.name, one.state, one.fix) for one in found] == [("gunicorn", state, fix)]


def test_uvicorn_with_one_worker_is_one_process() -> None:
    looked_at = target(command=("uvicorn", "app:app"), opentelemetry_sdk="1.43.0")

    assert list(processes.checks(looked_at)) == [Check("processes", "uvicorn", "ok", "uvicorn runs in one process")]


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({"GEMINI_API_KEY": "k-1"}, ("ok", "GEMINI_API_KEY is set, for the Gemini Developer API")),
        (
            {"GOOGLE_API_KEY": "k-1", "GOOGLE_GEMINI_BASE_URL": "https://me:pw@proxy.example/x?k=1"},
            ("ok", "GOOGLE_API_KEY is set, for the Gemini Developer API at https://proxy.example/x"),
        ),
        (
            {"GOOGLE_GENAI_USE_VERTEXAI": "1", "GOOGLE_API_KEY": "k"},
            ("ok", "Vertex AI, with the default credentials, or a key"),
        ),
        ({}, ("warn", "no key for the Gemini Developer API is in the environment.")),
    ],
)
def test_whether_a_key_is_set_is_said_and_never_the_key(environ: dict[str, str], found: tuple[str, str]) -> None:
    assert the("gemini", list(providers.checks(target(environ))))[:2] == found


def test_the_scope_of_gigachat_is_said() -> None:
    looked_at = target({"GIGACHAT_CREDENTIALS": "c", "GIGACHAT_SCOPE": "GIGACHAT_API_CORP"})

    assert the("gigachat", list(providers.checks(looked_at)))[:2] == (
        "ok",
        "GIGACHAT_CREDENTIALS is set, for GigaChat with the scope GIGACHAT_API_CORP",
    )


@pytest.mark.parametrize(
    ("roots", "state"),
    [
        ({"certifi": True}, "ok"),
        ({"certifi": False}, "warn"),
        ({"GIGACHAT_CA_BUNDLE_FILE": True, "certifi": False}, "ok"),
        ({"GIGACHAT_CA_BUNDLE_FILE": None, "certifi": True}, "fail"),
    ],
)
def test_the_root_certificate_is_looked_for_where_the_sdk_looks(roots: dict[str, bool | None], state: str) -> None:
    assert the("certificate", list(providers.checks(target(roots=roots))))[0] == state
