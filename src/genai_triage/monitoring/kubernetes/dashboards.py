"""The dashboards: as ConfigMaps for the sidecar beside Grafana, and as objects of the Grafana Operator."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from genai_triage.monitoring import provisioning
from genai_triage.monitoring.kubernetes.objects import MAX_BYTES, Object, applied_size, manifest, written
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.translation import translated

SIDECAR: Final = "grafana-sidecar"
OPERATOR: Final = "grafana-operator"
FOLDER_ANNOTATION: Final = "grafana_folder"

_OF_SIDECAR: Final = f"""\
For the sidecar of Grafana's Helm chart and of kube-prometheus-stack, which looks for this label. They are in
a folder of their own with sidecar.dashboards.folderAnnotation={FOLDER_ANNOTATION} and foldersFromFilesStructure."""
_TOO_LARGE: Final = "Too large for client-side `kubectl apply`: use `kubectl apply --server-side`."
_SERVER_SIDE: Final = {"argocd.argoproj.io/sync-options": "ServerSideApply=true"}
"""Tells Argo CD, which applies on the client's side by default; Flux applies on the server's."""
_OF_OPERATOR: Final = "For the Grafana Operator 5; instanceSelector chooses the Grafana object by its labels."


def artifacts(options: Options) -> dict[str, str]:
    """Returns the objects of both kinds and their `kustomization.yaml`, by path."""
    boards = dict(_boards(options))
    config_maps = {name: _config_map(name, text, options) for name, text in boards.items()}
    return {
        **written(SIDECAR, {f"{name}.yaml": (_comment(one), one) for name, one in config_maps.items()}),
        **written(
            OPERATOR,
            {f"{name}.yaml": (_OF_OPERATOR, _grafana_dashboard(name, text, options)) for name, text in boards.items()},
        ),
    }


def _boards(options: Options) -> Iterator[tuple[str, str]]:
    """Yields uid and JSON of each dashboard, without spaces."""
    for path, text in provisioning.artifacts(options).items():
        if path.endswith(".json"):
            document = json.loads(translated(path, text, options.names, options.dotted_labels))
            yield PurePosixPath(path).stem, json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _config_map(uid: str, text: str, options: Options) -> Object:
    annotations = {FOLDER_ANNOTATION: options.folder}
    # The last newline makes it a block in YAML, without a backslash before every quote.
    data = {f"{uid}.json": f"{text}\n"}

    def with_annotations(**more: str) -> Object:
        return manifest(
            "v1",
            "ConfigMap",
            uid,
            options,
            labels={"grafana_dashboard": "1"},
            annotations={**annotations, **more},
            data=data,
        )

    found = with_annotations()
    return found if applied_size(found) <= MAX_BYTES else with_annotations(**_SERVER_SIDE)


def _comment(config_map: Object) -> str:
    return f"{_OF_SIDECAR}\n{_TOO_LARGE}" if applied_size(config_map) > MAX_BYTES else _OF_SIDECAR


def _grafana_dashboard(uid: str, text: str, options: Options) -> Object:
    packed = gzip.compress(text.encode(), mtime=0)
    spec = {
        "instanceSelector": {"matchLabels": dict(options.grafana_labels)},
        "allowCrossNamespaceImport": True,
        "folder": options.folder,
        "gzipJson": b64encode(packed).decode(),
    }
    return manifest("grafana.integreatly.org/v1beta1", "GrafanaDashboard", uid, options, spec=spec)
