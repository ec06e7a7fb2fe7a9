"""The alert about several services that begin to fail together: one dead key, one broken network, is one incident.

It takes the place of their own critical alerts. A service that fails later, when no others begin to, has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.expressions import LEAST_OF_RUN, on_group
from genai_triage.monitoring.alerts.failing import ROWS, TOTAL_CALLS, TOTAL_SHARE
from genai_triage.monitoring.alerts.model import FINANCE, HOLD, MINUTE, SHARED, Alert
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import FAILURE_CLASS
from genai_triage.monitoring.recording import (
    FAILED_RUN,
    FAILED_SINCE_SUCCESS,
    LIMIT,
    OWNERS,
    SHARE_SINCE_SUCCESS,
    by,
    failed_together,
    group,
    in_incident,
    recorded,
    services,
)
from genai_triage.taxonomy.model import FailureClass

_ROWS: Final = tuple(row for row in ROWS if row.is_shared)
_CLASSES: Final = tuple(row.failure_class for row in _ROWS)
_OUTLASTS: Final = HOLD + 3 * MINUTE
"""Seconds that it stays: as long as the warnings that it silences, which would be told when it is over."""
_LASTS: Final = 4 * MINUTE
"""Seconds after which a limit is not over by itself, beside the alert's own minute."""


def alerts(options: Options) -> Iterator[Alert]:
    """Yields the alert, which counts the services."""
    yield Alert(
        name=SHARED,
        severity="critical",
        classes=_CLASSES,
        owner=None,
        expr=_together(options),
        wait=MINUTE,
        keep=_OUTLASTS,
        summary="{provider}: the calls of {value} services began to fail together with {failure_class}.",
        problem="The calls of {value} services to {provider} began to fail together with {failure_class}.",
        value="count",
        about=FailureClass.AUTH,
        advice="Look for what these services have in common: a key, an account, a limit, a network.",
        dashboard=FAILURE_CLASS,
        panel="failures",
        series=(m.CLASS, m.OWNER),
        every_service=True,
        per_credential=True,
        tells=(FINANCE,),
        tells_of=tuple(row.failure_class for row in _ROWS if FINANCE in row.tells),
    )


def _together(options: Options) -> str:
    """Counts the services, where one of them would page by itself."""
    limits, found = options.thresholds, in_incident("|".join(OWNERS), options)
    calls, since = recorded("all_calls", options), by(group(options), FAILED_SINCE_SUCCESS)
    now = f'{failed_together(options)}{{{m.OWNER}=~"{"|".join(OWNERS)}"}}'
    many = f"{now} >= {limits[TOTAL_SHARE]:g} and {on_group(options)} {calls} >= {limits[TOTAL_CALLS]:g}"
    none = (
        f"{found} and {SHARE_SINCE_SUCCESS} >= {LEAST_OF_RUN:g}"
        f" and {on_group(options)} {since} >= {limits[FAILED_RUN]:g}"
    )
    each = ", ".join(services(options))
    return f"count without ({each}) ({found}) and count without ({each}) ({many} or {none}) unless ({_heals(options)})"


def _heals(options: Options) -> str:
    """Finds limits that are hit for less than five minutes, which often end by themselves."""
    each, limited = ", ".join(services(options)), f'{failed_together(options)}{{{m.CLASS}="{LIMIT}"}}'
    before = f"({limited} offset {options.time(_LASTS)} >= {options.thresholds[TOTAL_SHARE]:g})"
    return f"count without ({each}) ({limited}) unless count without ({each}) ({before})"
