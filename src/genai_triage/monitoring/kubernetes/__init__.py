"""Objects for a Kubernetes cluster: rules, routes, dashboards, and how the applications' pods are scraped.

A folder for each operator that may run there, with a `kustomization.yaml`; the one above them is for a cluster with the
Prometheus Operator and Grafana's sidecar, as kube-prometheus-stack installs them.
"""

from __future__ import annotations

from typing import Final

from genai_triage.monitoring.kubernetes import dashboards, prometheus_operator
from genai_triage.monitoring.kubernetes.objects import KUSTOMIZATION, kustomization
from genai_triage.monitoring.options import Options

_COMMENT: Final = """\
For a cluster with the Prometheus Operator and Grafana's sidecar: `kubectl apply --server-side -k` this folder.
With the Grafana Operator instead of the sidecar: prometheus-operator and grafana-operator."""


def artifacts(options: Options) -> dict[str, str]:
    """Returns every file, by its path."""
    return {
        KUSTOMIZATION: kustomization(_COMMENT, [prometheus_operator.FOLDER, dashboards.SIDECAR]),
        **prometheus_operator.artifacts(options),
        **dashboards.artifacts(options),
    }
