"""OpenTelemetry's own switches: whether its SDK is on, and which instrumentations it is told to leave out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

SDK_DISABLED: Final = "OTEL_SDK_DISABLED"
DISABLED_INSTRUMENTATIONS: Final = "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS"


def is_sdk_disabled(environ: Mapping[str, str] | None = None) -> bool:
    """Whether OpenTelemetry's SDK takes itself for switched off: no word but `true` does that (SDK environment)."""
    return (os.environ if environ is None else environ).get(SDK_DISABLED, "").strip().lower() == "true"


def disabled_instrumentations(environ: Mapping[str, str] | None = None) -> frozenset[str]:
    """The entry points that `opentelemetry-instrument` is told to leave out; `*` is all of them."""
    names = (os.environ if environ is None else environ).get(DISABLED_INSTRUMENTATIONS, "")
    return frozenset(name.strip() for name in names.split(","))
