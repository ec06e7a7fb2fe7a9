"""Keys, places, scopes and certificates of the services whose SDKs are installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genai_triage.doctor import providers
from genai_triage.taxonomy.texts import fix_of
from tests.doctor.test_checks import target, the

VERTEX = {"GOOGLE_GENAI_USE_VERTEXAI": " TRUE "}
TLS = fix_of("network.tls_untrusted", vendor="gigachat")


def of(name: str, environ: dict[str, str], roots: dict[str, bool | None] | None = None) -> tuple[str, str, str]:
    return the(name, list(providers.checks(target(environ, roots=roots))))


@pytest.mark.parametrize(
    ("versions", "names"),
    [
        ({"gigachat": None}, ["gemini"]),
        ({"google_genai": None}, ["gigachat", "certificate"]),
        ({"google_generativeai": "0.8.5"}, ["gemini", "gigachat", "certificate"]),
        ({"google_genai": None, "google_generativeai": "0.8.5", "gigachat": None}, ["gemini"]),
        ({"google_genai": None, "gigachat": None}, []),
    ],
)
def test_a_service_is_looked_at_once_where_its_sdk_is_installed(versions: dict[str, Any], names: list[str]) -> None:
    found = list(providers.checks(target(**versions)))
    assert [one.name for one in found] == names
    assert {one.group for one in found} <= {"providers"}


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        (
            {"GOOGLE_API_KEY": "a", "GEMINI_API_KEY": "b"},
            (
                "warn",
                "two keys for the Gemini Developer API: GOOGLE_API_KEY is used, GEMINI_API_KEY is not.",
                "If the other is meant, type: unset GOOGLE_API_KEY",
            ),
        ),
        (
            {"GEMINI_API_KEY": ""},
            (
                "warn",
                "no key for the Gemini Developer API is in the environment.",
                "Set GEMINI_API_KEY, unless the program passes api_key itself.",
            ),
        ),
        (
            {**VERTEX, "GOOGLE_APPLICATION_CREDENTIALS": "/no/such/file"},
            (
                "fail",
                "Vertex AI: GOOGLE_APPLICATION_CREDENTIALS names a file that is not there.",
                "Correct GOOGLE_APPLICATION_CREDENTIALS.",
            ),
        ),
        (
            VERTEX,
            (
                "warn",
                "Vertex AI is chosen, and neither GOOGLE_CLOUD_PROJECT nor GOOGLE_API_KEY is set.",
                "Set GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION.",
            ),
        ),
        ({**VERTEX, "GOOGLE_CLOUD_PROJECT": "p"}, ("ok", "Vertex AI, with the default credentials, or a key", "")),
        (
            {"GOOGLE_GENAI_USE_VERTEXAI": "false", "GEMINI_API_KEY": "k"},
            ("ok", "GEMINI_API_KEY is set, for the Gemini Developer API", ""),
        ),
    ],
)
def test_gemini_is_told_by_the_variables_that_the_sdk_reads(
    environ: dict[str, str], found: tuple[str, str, str]
) -> None:
    assert of("gemini", environ) == found


def test_a_folder_is_no_file_of_credentials(tmp_path: Path) -> None:
    environ = {**VERTEX, "GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path), "GOOGLE_CLOUD_PROJECT": "p"}
    assert of("gemini", environ)[0] == "fail"


def test_a_file_of_credentials_that_is_there_is_used(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.touch()
    environ = {**VERTEX, "GOOGLE_APPLICATION_CREDENTIALS": str(file), "GOOGLE_CLOUD_PROJECT": "p"}
    assert of("gemini", environ) == ("ok", "Vertex AI, with a file of credentials", "")


@pytest.mark.parametrize(
    "name", ["GIGACHAT_CREDENTIALS", "GIGACHAT_ACCESS_TOKEN", "GIGACHAT_USER", "GIGACHAT_KEY_FILE"]
)
def test_gigachat_has_four_kinds_of_credentials(name: str) -> None:
    text = f"{name} is set, for GigaChat with the scope GIGACHAT_API_PERS"
    assert of("gigachat", {name: "x"}) == ("ok", text, "")


def test_where_gigachat_is_called_is_said_without_a_password() -> None:
    environ = {"GIGACHAT_CREDENTIALS": "x", "GIGACHAT_BASE_URL": "https://me:pw@proxy.example/api/v1?k=1"}
    assert of("gigachat", environ)[1] == (
        "GIGACHAT_CREDENTIALS is set, for GigaChat at https://proxy.example/api/v1, with the scope GIGACHAT_API_PERS"
    )


@pytest.mark.parametrize(
    ("scope", "state"),
    [("GIGACHAT_API_PERS", "ok"), ("GIGACHAT_API_B2B", "ok"), ("GIGACHAT_API_CORP", "ok"), ("PERS", "fail")],
)
def test_gigachat_has_three_scopes(scope: str, state: str) -> None:
    found = of("gigachat", {"GIGACHAT_CREDENTIALS": "x", "GIGACHAT_SCOPE": scope})
    assert found[0] == state
    if state == "fail":
        assert found[1:] == (
            "GIGACHAT_SCOPE is none of GigaChat's scopes.",
            "Set GIGACHAT_SCOPE to GIGACHAT_API_PERS, GIGACHAT_API_B2B or GIGACHAT_API_CORP.",
        )


def test_without_credentials_it_is_said_what_to_set() -> None:
    assert of("gigachat", {"GIGACHAT_SCOPE": "PERS"}) == (
        "warn",
        "no credential for GigaChat is in the environment.",
        "Set GIGACHAT_CREDENTIALS, unless the program passes credentials itself.",
    )


@pytest.mark.parametrize("value", ["0", "false", "no", "off", " FALSE "])
def test_certificates_that_are_not_verified_are_told(value: str) -> None:
    assert of("certificate", {"GIGACHAT_VERIFY_SSL_CERTS": value}, {"certifi": True}) == (
        "warn",
        "GIGACHAT_VERIFY_SSL_CERTS=false: anybody on the way can read the calls.",
        f"Unset GIGACHAT_VERIFY_SSL_CERTS. {TLS}",
    )


@pytest.mark.parametrize(
    ("roots", "found"),
    [
        ({"certifi": True}, ("ok", "the Russian Trusted Root CA is in certifi", "")),
        (
            {"certifi": False},
            ("warn", "the Russian Trusted Root CA is not in certifi, which the SDK trusts.", TLS),
        ),
        (
            {"SSL_CERT_FILE": False, "certifi": True},
            ("warn", "the Russian Trusted Root CA is not in SSL_CERT_FILE, which the SDK trusts.", TLS),
        ),
        (
            {"GIGACHAT_CA_BUNDLE_FILE": True, "SSL_CERT_FILE": False},
            ("ok", "the Russian Trusted Root CA is in GIGACHAT_CA_BUNDLE_FILE", ""),
        ),
        (
            {"GIGACHAT_CA_BUNDLE_FILE": None},
            ("fail", "GIGACHAT_CA_BUNDLE_FILE names no file of certificates.", TLS),
        ),
    ],
)
def test_the_first_store_that_the_sdk_reads_counts(roots: dict[str, bool | None], found: tuple[str, str, str]) -> None:
    assert of("certificate", {"GIGACHAT_VERIFY_SSL_CERTS": "true"}, roots) == found
