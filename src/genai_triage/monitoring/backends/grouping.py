"""One incident, one notification: by which attributes a backend puts the alarms of many services together."""

from __future__ import annotations

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alertmanager import incidents
from genai_triage.monitoring.alerts import Alert
from genai_triage.monitoring.backends.attributes import attribute
from genai_triage.monitoring.backends.messages import owner
from genai_triage.monitoring.options import Options
from genai_triage.taxonomy.model import Owner
from genai_triage.telemetry import names

_SHARED = {"account": Owner.ACCOUNT, "place": Owner.NETWORK}
"""Whose incidents those are that services share, though the alert has another owner."""


def incident(alert: Alert, options: Options) -> tuple[str, ...] | None:
    """Returns the attributes that tell an alert's incidents apart; None where each service has its own.

    They are those of Alertmanager's routes; an alert of ours is a file of its own, so its name need not be one.
    """
    found = incidents(options).get(_SHARED[alert.shared] if alert.shared else owner(alert))
    return None if found is None else tuple(_attribute(label) for label in found if label != "owner")


def _attribute(label: str) -> str:
    return names.PROVIDER_NAME if label == m.PROVIDER else attribute(label)
