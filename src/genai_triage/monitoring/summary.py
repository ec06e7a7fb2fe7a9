"""What `genai-triage export` says of the files that it wrote, to people and to programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from genai_triage.monitoring.alerts import THRESHOLDS, alerts
from genai_triage.monitoring.backends import WRITERS
from genai_triage.monitoring.flags import FLAGS
from genai_triage.monitoring.grafana_policies import PATH as POLICIES
from genai_triage.monitoring.kubernetes.prometheus_operator import FOLDER as OPERATOR
from genai_triage.monitoring.options import Format, Options, Thresholds
from genai_triage.monitoring.rules import ALERTS, MIMIR
from genai_triage.monitoring.waits import Waits

_USES: Final[dict[str, str]] = {
    "rules/prometheus": "Prometheus, Thanos, VictoriaMetrics: list both files under rule_files.",
    "rules/mimir": "Mimir: mimirtool rules load {to}/rules/mimir/genai-triage.yml",
    "alertmanager": "Alertmanager: copy routes, inhibitions and the templates, and name your receivers.",
    "grafana": "Grafana: copy the dashboards to {options.dashboards_path}, or import them.",
    "provisioning": "Grafana: copy what is inside to its provisioning folder.",
    "grafana-notifications": "Grafana: who is told; its head says what it replaces before you copy it.",
    **{backend: f"{{to}}/{backend}/README.md says how to send, import and read." for backend in WRITERS},
    "kustomization.yaml": "Kubernetes: kubectl apply --server-side -k {to}",
    "prometheus-operator": "Kubernetes: rules, scraping and routes; applied with the above.",
    "grafana-sidecar": "Kubernetes: the dashboards as ConfigMaps; applied with the above.",
    "grafana-operator": "Kubernetes: instead, kubectl apply -k {to}/grafana-operator and -k {to}/prometheus-operator",
    "runbooks": "Publish them under {runbooks}.",
}
"""What each folder is for."""
_UNKNOWN: Final = "an address of your choice"
_FLAG: Final = {one.option: one.flag for one in FLAGS}


@dataclass(frozen=True, slots=True)
class _Loss:
    """What is not there for want of an address."""

    option: str
    places: tuple[str, ...]
    """Files or folders: it matters where one of them is written."""
    says: str


_LOSSES: Final = (
    _Loss("dashboards_url", (ALERTS, MIMIR, OPERATOR), "alerts and runbooks do not link to dashboards and traces"),
    # An alert that Grafana evaluates asks Grafana for its address.
    _Loss("dashboards_url", ("grafana",), "runbooks do not link to dashboards"),
    _Loss("runbooks_url", ("grafana", OPERATOR), "alerts and dashboards do not link to runbooks"),
    _Loss("runbooks_url", ("runbooks",), "alerts do not link to runbooks"),
    _Loss("webhooks_url", ("alertmanager",), "the Alertmanager example's receivers send nothing: complete them there"),
    _Loss("webhooks_url", (POLICIES,), "Grafana's contact points have no address: complete them there"),
    _Loss("webhooks_url", (OPERATOR,), "the AlertmanagerConfig's receivers would send nothing, so it is not applied"),
)
"""The first row of an option that matters counts."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written, with which options."""

    folder: Path
    paths: Sequence[str]
    """Relative to the folder, with `/` between parts."""
    options: Options
    format: Format | None = None

    def lines(self) -> Iterator[str]:
        """Yields what a person reads: what each folder is for, and what an address would add."""
        yield f"{len(self.paths)} files in {self.folder}"
        found = [part for part in _USES if self._has(part)]
        width = max(map(len, found))
        yield from (f"  {part:<{width}}  {self._filled(_USES[part])}" for part in found)
        if losses := list(self._losses()):
            yield "Left out, because no address was given:"
            yield from (f"  {_FLAG[loss.option]:<{width}}  {loss.says}" for loss in losses)

    def document(self) -> dict[str, Any]:
        """Returns the same as a document for programs, with every setting."""
        return {
            "directory": str(self.folder),
            "format": self.format,
            "files": [{"path": path, "use": self._use(path)} for path in self.paths],
            "missing_addresses": [{"flag": _FLAG[loss.option], "effect": loss.says} for loss in self._losses()],
            "settings": {one.flag.removeprefix("--"): _plain(getattr(self.options, one.option)) for one in FLAGS},
        }

    def _use(self, path: str) -> str:
        return self._filled(next(use for part, use in _USES.items() if _is_in(path, part)))

    def _filled(self, use: str) -> str:
        return use.format(to=self.folder, options=self.options, runbooks=self.options.runbooks_url or _UNKNOWN)

    def _has(self, part: str) -> bool:
        return any(_is_in(path, part) for path in self.paths)

    def _losses(self) -> Iterator[_Loss]:
        told: set[str] = set()
        for loss in _LOSSES:
            missing = getattr(self.options, loss.option) is None and loss.option not in told
            if missing and any(map(self._has, loss.places)):
                told.add(loss.option)
                yield loss


def _is_in(path: str, place: str) -> bool:
    """Tells whether a path is a place, or in it."""
    return path == place or path.startswith(f"{place}/")


def _plain(value: Any) -> Any:
    """Returns an option's value in the types of JSON."""
    if isinstance(value, Thresholds):
        return {name: value[one] for name, one in THRESHOLDS.items()}
    if isinstance(value, Waits):
        rules = alerts(Options(waits=value))
        return {f"{one.name}/{one.severity}": Options().time(one.wait) if one.wait else "0s" for one in rules}
    return list(value) if isinstance(value, tuple) else value
