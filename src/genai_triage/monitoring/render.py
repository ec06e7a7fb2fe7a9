"""Every file that an operator is given, as text by its path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from genai_triage.monitoring import alertmanager, grafana_policies, kubernetes, provisioning, rules, runbooks
from genai_triage.monitoring.backends import WRITERS
from genai_triage.monitoring.options import FORMATS, Format, Options
from genai_triage.monitoring.translation import translated

Artifacts = dict[str, str]
"""Text by path, relative to the folder that is exported to, with `/` between parts."""

_PARTS: Final[tuple[Callable[[Options], Artifacts], ...]] = (
    provisioning.artifacts,
    rules.artifacts,
    alertmanager.artifacts,
    grafana_policies.artifacts,
    runbooks.artifacts,
)
"""One function for each kind of file."""

_READERS: Final[dict[str, tuple[Format, ...]]] = {
    rules.RECORDS: ("prometheus", "grafana"),
    rules.ALERTS: ("prometheus",),
    rules.MIMIR: ("mimir",),
    rules.GRAFANA: ("grafana",),
    grafana_policies.PATH: ("grafana",),
    alertmanager.PATH: ("prometheus", "mimir"),
    alertmanager.TEMPLATES: ("prometheus", "mimir"),
}
"""Files that not every format needs."""


def artifacts(options: Options, wanted: Format | None = None) -> Artifacts:
    """Returns every file but Kubernetes' and those of backends without Prometheus, or those that one format needs.

    Raises:
        ModuleNotFoundError: If runbooks shall be HTML, and what reads Markdown is not installed.
    """
    found = _artifacts(options, wanted)
    return _with_html(found, options) if options.runbooks_format == "html" else found


def _with_html(texts: Artifacts, options: Options) -> Artifacts:
    from genai_triage.monitoring.html_pages import page

    is_runbook = {path: path.startswith(f"{runbooks.FOLDER}/") for path in texts}
    return dict(
        page(path, text, options.language) if is_runbook[path] else (path, text) for path, text in texts.items()
    )


def _artifacts(options: Options, wanted: Format | None) -> Artifacts:
    if wanted is not None and wanted in WRITERS:
        return {**WRITERS[wanted](options), **runbooks.artifacts(options)}
    is_cluster = wanted == "kubernetes"
    found = kubernetes.artifacts(options) if is_cluster else {}
    return found | {
        path: translated(path, text, options.names, options.dotted_labels)
        for part in ((runbooks.artifacts,) if is_cluster else _PARTS)
        for path, text in part(options).items()
        if wanted is None or wanted in _READERS.get(path, FORMATS)
    }
