"""The dashboards: as ConfigMaps for the sidecar beside Grafana, and as objects of the Grafana Operator."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Final

from genai_triage.monitoring import provisioning
from genai_triage.monitoring.boards import Json
from genai_triage.monitoring.kubernetes.objects import MAX_BYTES, Object, applied_size, manifest, written
from genai_triage.monitoring.kubernetes.split import divided, single_quoted
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
    boards = list(_boards(options))
    config_maps = [one for board in boards for one in _config_maps(board, options)]
    return {
        **written(SIDECAR, {f"{one['metadata']['name']}.yaml": (_comment(one), one) for one in config_maps}),
        **written(
            OPERATOR, {f"{board['uid']}.yaml": (_OF_OPERATOR, _grafana_dashboard(board, options)) for board in boards}
        ),
    }


def _boards(options: Options) -> Iterator[Json]:
    for path, text in provisioning.artifacts(options).items():
        if path.endswith(".json"):
            yield json.loads(translated(path, text, options.names, options.dotted_labels))


def _small(board: Json) -> str:
    """Writes a dashboard without spaces."""
    return json.dumps(board, separators=(",", ":"), ensure_ascii=False)


def _config_maps(board: Json, options: Options) -> Iterator[Object]:
    """Yields a dashboard's ConfigMap, or two where it is too large for one."""
    board = single_quoted(board)
    whole = _config_map(board, options)
    if applied_size(whole) <= MAX_BYTES:
        yield whole
        return
    yield from (_config_map(part, options) for part in divided(board, options))


def _config_map(board: Json, options: Options) -> Object:
    uid, text = board["uid"], _small(board)
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


def _grafana_dashboard(board: Json, options: Options) -> Object:
    packed = gzip.compress(_small(board).encode(), mtime=0)
    spec = {
        "instanceSelector": {"matchLabels": dict(options.grafana_labels)},
        "allowCrossNamespaceImport": True,
        "folder": options.folder,
        "gzipJson": b64encode(packed).decode(),
    }
    return manifest("grafana.integreatly.org/v1beta1", "GrafanaDashboard", board["uid"], options, spec=spec)
