"""What the program's interpreter tells of itself."""

from __future__ import annotations

import json
import os
import sys
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.doctor import target

SOURCE = (Path(target.__file__).parent / "probe.py").read_text(encoding="utf-8")


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Its names; what it has printed is `said`."""
    packages = [("google.genai", "1.0"), ("Google_Genai", "2.0"), (None, "3"), ("PyYAML", "6")]
    distributions = [SimpleNamespace(metadata={"Name": name}, version=version) for name, version in packages]
    points = {
        "opentelemetry_traces_exporter": [
            SimpleNamespace(name="otlp", value="b:c"),
            SimpleNamespace(name="a", value=""),
        ],
        "opentelemetry_logs_exporter": [SimpleNamespace(name="console", value="")],
        "opentelemetry_instrumentor": [SimpleNamespace(name="triage_httpx", value="x:Y")],
    }
    found = SimpleNamespace(select=lambda group: points.get(group, []))
    monkeypatch.setattr(metadata, "distributions", lambda: iter(distributions))
    monkeypatch.setattr(metadata, "entry_points", lambda: found)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    for name in ("GIGACHAT_CA_BUNDLE_FILE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    names: dict[str, Any] = {}
    exec(SOURCE, names)
    return {**names, "said": json.loads(capsys.readouterr().out)}


def test_it_tells_what_is_installed_by_normal_names_the_first_that_is_imported(probe: dict[str, Any]) -> None:
    said = probe["said"]
    assert (said["python"], said["executable"]) == (".".join(map(str, sys.version_info[:3])), sys.executable)
    assert said["versions"] == {"google-genai": "1.0", "pyyaml": "6"}
    assert said["instrumentors"] == {"triage_httpx": "x:Y"}
    assert said["exporters"] == {"traces": ["a", "otlp"], "metrics": [], "logs": ["console"]}
    assert set(said["roots"]) == {"certifi", "system"}


def test_a_module_of_the_programs_folder_is_not_taken_for_one_of_pythons(probe: dict[str, Any]) -> None:
    assert "" not in sys.path


def test_entry_points_of_older_pythons_are_a_mapping(probe: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "entry_points", lambda: {"g": [SimpleNamespace(name="a", value="b")]})
    assert (probe["_entry_points"]("g"), probe["_entry_points"]("h")) == ({"a": "b"}, {})


@pytest.mark.parametrize("organisation", ["Russian Trusted Root CA", "Russian Trusted Sub CA"])
def test_a_store_has_the_root_or_not(organisation: str, probe: dict[str, Any], tmp_path: Path) -> None:
    trustme = pytest.importorskip("trustme")
    file = tmp_path / "ca.pem"
    trustme.CA(organization_name=organisation).cert_pem.write_to_path(str(file))
    assert probe["_has_root"](str(file)) is organisation.endswith("Root CA")


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_store_that_cannot_be_read_has_neither(text: str | None, probe: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text)
    assert probe["_has_root"](str(file)) is None


def test_the_stores_are_those_that_are_named_and_certifis(
    probe: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/none.pem")
    monkeypatch.setenv("GIGACHAT_CA_BUNDLE_FILE", "")
    assert probe["_roots"]() == {"SSL_CERT_FILE": None, "certifi": False, "system": probe["said"]["roots"]["system"]}
    monkeypatch.setenv("GIGACHAT_CA_BUNDLE_FILE", os.devnull)
    monkeypatch.setitem(sys.modules, "certifi", None)
    assert list(probe["_roots"]()) == ["GIGACHAT_CA_BUNDLE_FILE", "SSL_CERT_FILE", "system"]
