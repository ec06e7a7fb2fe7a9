"""Which alerts say nothing while another says more: for Grafana, without inhibitions, a part of the condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts import Alert
from genai_triage.monitoring.alerts.model import Silenced
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import credential, group, without_credential


def muted(alert: Alert, every: Iterable[Alert], options: Options) -> str:
    """Returns an alert's condition, without the series about which an alert of `every` says more.

    As in Alertmanager's inhibitions: what is critical mutes what else has its name, and a reason its consequences.
    """
    return f"({alert.expr})" + "".join(f" unless {one}" for one in _mutes(alert, every, options))


def _mutes(alert: Alert, every: Iterable[Alert], options: Options) -> Iterator[str]:
    reasons = {silenced.by: silenced for silenced in alert.silenced}
    for other in every:
        if other.name == alert.name and other.severity == "critical" != alert.severity:
            yield f"on ({', '.join(group(options))}) ({other.expr})"
        elif other.name in reasons:
            yield _by_reason(alert, reasons[other.name], other.expr, options)


def _by_reason(alert: Alert, silenced: Silenced, expr: str, options: Options) -> str:
    labels = equal(silenced, options)
    if silenced.of is None or m.OWNER not in alert.series:
        return f"on ({', '.join(labels)}) ({expr})"
    return f'on ({", ".join((*labels, m.OWNER))}) label_replace({expr}, "{m.OWNER}", "{silenced.of}", "", "")'


def equal(silenced: Silenced, options: Options) -> tuple[str, ...]:
    """Returns the labels in which an alert must be like the one that silences it."""
    # Not every count has the credential, so what is about one service may differ in it.
    if not silenced.everywhere:
        return without_credential(group(options))
    return (m.PROVIDER, m.CLASS, *credential(options)) if silenced.of_class else (m.PROVIDER,)
