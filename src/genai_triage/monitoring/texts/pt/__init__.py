"""The Brazilian Portuguese translations: a file per kind of what operators read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from . import alerts, backends, dashboards, details, pipeline, playbooks, runbooks

__all__ = ["TEXTS"]

TEXTS: Final[Mapping[str, str]] = {
    **alerts.TEXTS,
    **backends.TEXTS,
    **dashboards.TEXTS,
    **details.TEXTS,
    **pipeline.TEXTS,
    **playbooks.TEXTS,
    **runbooks.TEXTS,
}
