"""Which alerts say nothing while another says more: for Grafana, without inhibitions, a part of the condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts import Alert
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import group
from genai_triage.taxonomy.model import Owner


def muted(alert: Alert, every: Iterable[Alert], options: Options) -> str:
    """Returns an alert's condition, without the series about which an alert of `every` says more.

    As in Alertmanager's inhibitions: what is critical mutes what else has its name, and a reason its consequences.
    """
    return f"({alert.expr})" + "".join(f" unless {one}" for one in _mutes(alert, every, options))


def _mutes(alert: Alert, every: Iterable[Alert], options: Options) -> Iterator[str]:
    silenced = alert.silenced
    for other in every:
        is_graver = other.name == alert.name and other.severity == "critical" != alert.severity
        is_reason = silenced is not None and other.name == silenced.by
        if not is_graver and silenced is not None and is_reason and silenced.whole_provider:
            yield _of_provider(alert, other, options)
        elif is_graver or is_reason:
            yield f"on ({', '.join(group(options))}) ({other.expr})"


def _of_provider(alert: Alert, other: Alert, options: Options) -> str:
    """Mutes what is the provider's own fault, for every service that calls it."""
    labels = (m.PROVIDER, *options.group_labels)
    if m.OWNER not in alert.series:
        return f"on ({', '.join(labels)}) ({other.expr})"
    blamed = f'label_replace({other.expr}, "{m.OWNER}", "{Owner.PROVIDER}", "", "")'
    return f"on ({', '.join((*labels, m.OWNER))}) {blamed}"
