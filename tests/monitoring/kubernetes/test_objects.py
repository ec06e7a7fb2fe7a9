"""The exported folder as Kubernetes' own tools read it, and the sizes of its objects."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from genai_triage.monitoring.kubernetes.objects import MAX_BYTES, applied_size
from genai_triage.monitoring.metrics import DEFAULT_STRATEGY, Strategy
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.render import artifacts
from genai_triage.taxonomy.texts import LANGUAGES
from tests.monitoring.kubernetes.test_schemas import objects
from tests.support.programs import needs
from tests.support.yaml_files import read_all, read_yaml

LIMIT_OF_ANNOTATIONS = 262_144
LIMIT_OF_CONFIG_MAP = 1_048_576


@pytest.fixture(scope="module", params=["example", "own"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is exported with the example's receivers, or with one's own."""
    target = tmp_path_factory.mktemp(request.param)
    own = {"webhooks_url": "https://hooks.test/llm"} if request.param == "own" else {}
    for path, text in artifacts(Options(**own), "kubernetes").items():  # type: ignore[arg-type]
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, encoding="utf-8")
    return target


def built(folder: Path) -> list[Any]:
    """What `kubectl apply -k` would send."""
    done = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return read_all(done.stdout)


def in_order(found: list[Any]) -> list[Any]:
    return sorted(found, key=lambda one: (one["kind"], one["metadata"]["name"]))


@needs("kubectl")
@pytest.mark.parametrize(
    ("part", "parts"),
    [
        (".", ("prometheus-operator", "grafana-sidecar")),
        ("prometheus-operator", ("prometheus-operator",)),
        ("grafana-sidecar", ("grafana-sidecar",)),
        ("grafana-operator", ("grafana-operator",)),
    ],
)
def test_kustomize_builds_every_object(folder: Path, part: str, parts: tuple[str, ...]) -> None:
    files = [path for name in parts for path in (folder / name).glob("*.yaml") if path.stem != "kustomization"]
    written = [read_yaml(path.read_text("utf-8")) for path in files]
    if "example" in folder.name:
        # Alerts that nobody reads would look as if they were sent.
        written = [one for one in written if one["kind"] != "AlertmanagerConfig"]
    assert in_order(built(folder / part)) == in_order(written)


def test_there_is_nothing_beside_the_objects_but_runbooks(folder: Path) -> None:
    found = Counter(path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file())
    assert set(found) == {
        "kustomization.yaml",
        "prometheus-operator",
        "grafana-sidecar",
        "grafana-operator",
        "runbooks",
    }


@pytest.mark.parametrize(
    ("language", "names"), [*((language, DEFAULT_STRATEGY) for language in LANGUAGES), ("ru", "NoTranslation")]
)
def test_every_object_fits_in_the_annotation_of_kubectl_apply_or_says_that_it_does_not(
    language: str, names: Strategy
) -> None:
    options = Options(language=language, names=names, group_labels=("namespace", "cluster"))
    for path, document in objects(options).items():
        size = applied_size(document)
        metadata = document["metadata"]
        if "argocd.argoproj.io/sync-options" in metadata.get("annotations", {}):
            assert document["kind"] == "ConfigMap", path
            assert MAX_BYTES < size < LIMIT_OF_CONFIG_MAP * 0.7, path
        else:
            assert size < 0.96 * LIMIT_OF_ANNOTATIONS, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_object_fits_in_the_annotation_of_kubectl_apply(language: str) -> None:
    sizes = {path: applied_size(document) for path, document in objects(Options(language=language)).items()}
    assert max(sizes.values()) < 0.96 * LIMIT_OF_ANNOTATIONS, sizes


def test_the_annotation_is_json_as_go_writes_it() -> None:
    # Of Go: `json.NewEncoder` writes {"a":"\u003cq\"\u003e \u0026 é"} of this.
    assert applied_size({"a": '<q"> & é'}) == len('{"a":"\\u003cq\\"\\u003e \\u0026 é"}'.encode())


def test_objects_have_what_is_chosen() -> None:
    chosen = Options(namespace="observability", object_labels=(("role", "rules"),))
    for document in objects(chosen).values():
        metadata = document["metadata"]
        assert metadata["namespace"] == "observability"
        assert {"app.kubernetes.io/part-of": "genai-triage", "role": "rules"}.items() <= metadata["labels"].items()
        assert "release" not in json.dumps(metadata)
