"""What is installed, and what is told of each version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from genai_triage._version import __version__
from genai_triage.doctor import packages
from genai_triage.doctor.model import GROUPS
from tests.doctor.test_checks import of_packages, target, the

PIP = "Type: /venv/bin/python -m pip install"
OPENTELEMETRY = ("opentelemetry-api", "opentelemetry-sdk", "opentelemetry-instrumentation", "opentelemetry-distro")


def test_checks_are_in_groups_of_the_report() -> None:
    found = list(packages.checks(target(logfire="1.0")))
    assert {one.group for one in found} == {"installed", "opentelemetry", "beside"} <= set(GROUPS)


@pytest.mark.parametrize(
    ("version", "state", "fix"),
    [
        ("3.9.18", "fail", "Use Python 3.10 to 3.13: genai-triage does not run on it."),
        ("3.10.0", "ok", ""),
        ("3.13.9", "ok", ""),
        ("3.14.0", "warn", "It is newer than what genai-triage was tried on (3.13)."),
    ],
)
def test_pythons_from_the_first_to_the_last_are_good(version: str, state: str, fix: str) -> None:
    found = the("python", list(packages.checks(replace(target(), python=version))))
    assert found == (state, f"Python {version} at /venv/bin/python", fix)


def test_this_package_of_another_version_is_told() -> None:
    assert of_packages(target(), "genai-triage") == ("ok", f"genai-triage {__version__}", "")
    assert of_packages(target(genai_triage="0.0.1"), "genai-triage") == (
        "warn",
        f"genai-triage 0.0.1 for the program, {__version__} for this command",
        f"{PIP} genai-triage=={__version__}",
    )


@pytest.mark.parametrize(
    ("name", "version", "state", "text"),
    [
        ("google-genai", "1.32.0", "ok", "google-genai 1.32.0 is supported"),
        ("google-genai", "4.0.0rc1", "ok", "google-genai 4.0.0rc1 is supported"),
        ("google-genai", "of our own", "ok", "google-genai of our own is supported"),
        ("google-generativeai", "0.8.0", "ok", "google-generativeai 0.8.0 is supported"),
        ("google-generativeai", "0.7.2", "fail", "google-generativeai 0.7.2 is older than what is observed."),
        ("google-generativeai", None, "ok", "google-generativeai is not installed; it is left out"),
        ("gigachat", "0.0.9", "fail", "gigachat 0.0.9 is older than what is observed."),
        ("gigachat", "0.2.0", "ok", "gigachat 0.2.0 is supported"),
    ],
)
def test_an_sdk_is_supported_from_a_version_on(name: str, version: str | None, state: str, text: str) -> None:
    versions: dict[str, Any] = {name.replace("-", "_"): version}
    assert of_packages(target(**versions), name)[:2] == (state, text)


def test_without_any_sdk_it_is_said_what_to_install() -> None:
    bare = target(google_genai=None, gigachat=None)
    assert of_packages(bare, "sdk") == (
        "warn",
        "No SDK of Gemini or GigaChat is installed, so only raw HTTP and gRPC calls can be observed.",
        f"Install gigachat, or for Gemini {PIP.replace('Type', 'type')} google-genai",
    )
    assert all(one.name != "sdk" for one in packages.checks(target(google_genai=None)))


def test_no_layer_at_all_fails() -> None:
    state, text, fix = of_packages(target({"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": " * "}), "layers")
    assert (state, fix) == ("fail", "Take an SDK's layer out of OTEL_PYTHON_DISABLED_INSTRUMENTATIONS.")
    assert text.startswith("on: none; skipped: triage_google_genai (OTEL_PYTHON_DISABLED_INSTRUMENTATIONS), ")


def test_a_layer_that_the_installed_release_does_not_have_is_told() -> None:
    looked_at = replace(target(), instrumentors={"triage_gigachat": "x"})
    state, text, _ = of_packages(looked_at, "layers")
    assert state == "ok"
    assert text.startswith(
        "on: triage_gigachat; skipped: triage_google_genai (not in the genai-triage that is installed), "
    )


def test_libraries_go_by_the_names_of_their_distributions() -> None:
    every = target(google_generativeai="0.8.5", httpx="1", httpx2="1", requests="1", aiohttp="1", grpcio="1")
    assert of_packages(every, "layers") == (
        "ok",
        "on: triage_google_genai, triage_google_generativeai, triage_gigachat, triage_httpx, triage_httpx2, "
        "triage_requests, triage_aiohttp, triage_grpc",
        "",
    )


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, ("ok", "no GENAI_TRIAGE_* is set: every default holds", "")),
        (
            {"GENAI_TRIAGE_HOSTS": "secret", "GENAI_TRIAGE_CONSOLE": "json", "OTHER": "x"},
            ("ok", "set: GENAI_TRIAGE_CONSOLE, GENAI_TRIAGE_HOSTS", ""),
        ),
        (
            {"OTEL_SDK_DISABLED": " True "},
            ("fail", "OTEL_SDK_DISABLED=true: nothing is recorded.", "Type: unset OTEL_SDK_DISABLED"),
        ),
        ({"OTEL_SDK_DISABLED": "false"}, ("ok", "no GENAI_TRIAGE_* is set: every default holds", "")),
    ],
)
def test_switches_are_named_without_their_values(environ: dict[str, str], found: tuple[str, str, str]) -> None:
    assert of_packages(target(environ), "switches") == found


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("GENAI_TRIAGE_LANGUAGES", "Correct it to GENAI_TRIAGE_LANGUAGE."),
        ("GENAI_TRIAGE_HOST", "Correct it to GENAI_TRIAGE_HOSTS."),
        ("GENAI_TRIAGE_NOTHING_OF_THE_KIND", "The settings are in docs/settings.md."),
    ],
)
def test_a_setting_that_there_is_not_is_told(name: str, fix: str) -> None:
    assert of_packages(target({name: "1"}), "setting") == (
        "warn",
        f"{name} is set, which is no setting of genai-triage.",
        fix,
    )


@pytest.mark.parametrize(
    "name",
    ["GENAI_TRIAGE_RUN", "GENAI_TRIAGE_AUDIT_LOG", "GENAI_TRIAGE_WEBHOOKS", "GENAI_TRIAGE_SOFT_FAILURES"],
)
def test_what_is_set_by_us_or_read_by_grafana_is_known(name: str) -> None:
    assert of_packages(target({name: "1"}), "switches") == ("ok", f"set: {name}", "")
    assert [one.name for one in packages.checks(target({name: "1"})) if one.name == "setting"] == []


def test_without_any_library_it_is_not_said_to_switch_a_layer_on() -> None:
    state, _, fix = of_packages(target(google_genai=None, gigachat=None), "layers")
    assert (state, fix) == ("fail", "Install an SDK, or a library to call with.")


@pytest.mark.parametrize("name", OPENTELEMETRY)
def test_a_package_of_opentelemetry_that_is_missing_fails(name: str) -> None:
    versions: dict[str, Any] = {name.replace("-", "_"): None}
    assert of_packages(target(**versions), "versions") == ("fail", f"Not installed: {name}.", f"{PIP} {name}")


@pytest.mark.parametrize(
    ("name", "version"), [("api", "1.44.0"), ("sdk", "1.44.0"), ("instrumentation", "0.65b0"), ("distro", "0.65b0")]
)
def test_packages_of_one_release_are_good_and_any_that_is_not_is_told(name: str, version: str) -> None:
    assert of_packages(target(), "versions")[0] == "ok"
    versions: dict[str, Any] = {f"opentelemetry_{name}": version}
    assert of_packages(target(**versions), "versions")[0] == "warn"


def test_stable_and_other_packages_of_two_releases_are_told() -> None:
    versions: dict[str, Any] = {"opentelemetry_instrumentation": "0.65b0", "opentelemetry_distro": "0.65b0"}
    assert of_packages(target(**versions), "versions")[0] == "warn"


@pytest.mark.parametrize(
    ("name", "state", "title"),
    [
        ("opentelemetry-instrumentation-google-genai", "ok", "the official instrumentation of google-genai"),
        ("openinference-instrumentation-google-genai", "ok", "OpenInference"),
        ("openlit", "ok", "OpenLIT"),
        ("opentelemetry-instrumentation-google-generativeai", "warn", "OpenLLMetry"),
        ("traceloop-sdk", "warn", "Traceloop's SDK"),
        ("logfire", "warn", "Logfire"),
        ("ddtrace", "warn", "Datadog's ddtrace"),
        ("sentry-sdk", "ok", "Sentry"),
    ],
)
def test_each_neighbour_is_told_and_warned_of_where_something_is_to_be_done(name: str, state: str, title: str) -> None:
    versions: dict[str, Any] = {name.replace("-", "_"): "1.2"}
    assert of_packages(target(**versions), name)[:2] == (state, f"{title} ({name} 1.2) is installed too.")


def test_what_is_to_be_done_stands_on_the_page_as_it_is_told() -> None:
    page = (Path(__file__).parents[2] / "docs" / "beside-others.md").read_text(encoding="utf-8")
    table = page.partition("| installed too | do |\n| --- | --- |\n")[2].partition("\n\n")[0]
    assert table.splitlines() == [f"| `{name}` | {fix} |" for name, (_, fix) in packages.NEIGHBOURS.items() if fix]


def test_no_neighbour_is_said_too() -> None:
    found = of_packages(target(), "neighbours")
    assert found == ("ok", "no other instrumentation of these SDKs is installed", "")
