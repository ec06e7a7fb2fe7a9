"""What a group label is called where there is no Prometheus: resource attributes keep the dots of their names."""

from __future__ import annotations

from typing import Final

SERVICE: Final = "service.name"
_NAMES: Final = {"namespace": "k8s.namespace.name", "cluster": "k8s.cluster.name"}
"""Labels that a scrape adds, and the attributes that say the same; other labels are attributes with underscores."""


def attribute(label: str) -> str:
    """Returns the resource attribute of a group label: of `service_namespace`, `service.namespace`."""
    return _NAMES.get(label, label.replace("_", "."))
