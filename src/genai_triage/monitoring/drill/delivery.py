"""The stages in and after Alertmanager: it has the alert, and a receiver gets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import yaml

from genai_triage.monitoring.drill.api import Alertmanager, ApiError
from genai_triage.monitoring.drill.stages import Passed, Stuck, host
from genai_triage.monitoring.drill.subject import Setting, Subject
from genai_triage.monitoring.drill.webhook import Message, Notification

_MESSAGE: Final = 5.0
"""Seconds between a notification and the message about it."""


class Delivery:
    """Follows the alert through Alertmanager."""

    def __init__(self, setting: Setting, subject: Subject) -> None:
        self._of = setting
        self._subject = subject
        self._sent_before: tuple[float, float] | None = None

    def begin(self) -> None:
        """Remembers how much was sent before Alertmanager had the alert: until then, others' alerts are sent too."""
        counts = self._sent()
        if self._sent_before is None or not self._has_it():
            self._sent_before = counts

    def _has_it(self) -> bool:
        try:
            return bool(self._in_alertmanager())
        except (ApiError, IndexError):
            return False

    def received(self) -> Passed | Stuck:
        senders = self._of.prometheus.alertmanagers()
        if not senders:
            return Stuck(
                "Prometheus sends its alerts to no Alertmanager.",
                'Add alerting: {alertmanagers: [{static_configs: [{targets: ["HOST:9093"]}]}]}, and reload it.',
                final=True,
            )
        found = self._in_alertmanager()
        if found:
            receivers = ", ".join(one["name"] for one in found[0]["receivers"])
            return Passed(f"{found[0]['labels']['alertname']} goes to {receivers}", found[0]["labels"])
        self.begin()
        asked = self._alertmanager().url
        return Stuck(
            f"Alertmanager at {host(asked)} does not have it; Prometheus sends to {', '.join(map(host, senders))}.",
            "See that both are the same, and that no alert_relabel_configs drops it.",
        )

    def delivered(self) -> Passed | Stuck:
        if self._of.webhook is not None:
            arrived = self._of.webhook.wait(self._is_expected, 0)
            if arrived is not None:
                runbook = arrived.annotations.get("runbook_url", "no runbook")
                says = f"{arrived.name} arrived at {arrived.receiver}; {runbook}"
                return Passed(says, arrived.labels, arrived, self._message(arrived))
        found = self._in_alertmanager()
        if not found:
            return Stuck("Alertmanager no longer has the alert.", "Keep the calls coming until it is sent.")
        if all(alert["status"]["state"] == "suppressed" for alert in found):
            return _suppressed(found[0])
        names = {one["name"] for alert in found for one in alert["receivers"]}
        if not names & set(_working_receivers(self._alertmanager().config())):
            return Stuck(
                f"Alertmanager routes it to {', '.join(sorted(names))}, which sends nothing anywhere.",
                "Give the receiver an integration, or route the alert to another one.",
                final=True,
            )
        return self._by_count(found[0], names)

    def _message(self, arrived: Notification) -> Message | None:
        """Returns what its templates made of it, where they belong to the drill's own Alertmanager."""
        webhook = self._of.webhook
        return webhook.message(arrived.receiver, arrived.name, _MESSAGE) if webhook and self._of.is_local else None

    def _by_count(self, alert: Mapping[str, Any], receivers: Iterable[str]) -> Passed | Stuck:
        """Asks Alertmanager's own counters."""
        shown = ", ".join(sorted(receivers))
        before, now = self._sent_before, self._sent()
        sent, failed = (0.0, 0.0) if before is None or now is None else (now[0] - before[0], now[1] - before[1])
        if 0 < failed == sent:
            return Stuck(
                f"Alertmanager could not deliver: all {failed:g} tries since the drill began failed.",
                f"Look at its log; check address and credentials of {shown}.",
            )
        if sent > failed and self._of.webhook is None:
            page = Notification(shown, "firing", alert["labels"], alert.get("annotations", {}))
            counted = f"by its own count{self._or_others()}; see that it is there"
            says = f"Alertmanager sent {page.name} to {shown}, {counted}"
            return Passed(says, alert["labels"], page)
        where = f" at {self._of.webhook.url}" if self._of.webhook is not None else ""
        return Stuck(
            f"Nothing has arrived{where} yet; Alertmanager routes it to {shown}.",
            "It waits for group_wait, or for group_interval where the group was told of before; else check the route.",
        )

    def _or_others(self) -> str:
        """Says that other alerts are active, of which Alertmanager's count may be."""
        others = [one for one in self._alertmanager().alerts() if not self._subject.is_mine(one["labels"])]
        sent = sum(str(one["status"]["state"]) == "active" for one in others)
        return f" (or one of {sent} other active alerts: --webhook-port tells them apart)" if sent else ""

    def _in_alertmanager(self) -> list[Mapping[str, Any]]:
        """Returns the alerts of this drill that Alertmanager has, those that it does not suppress first."""
        found = [alert for alert in self._alertmanager().alerts() if self._subject.is_mine(alert["labels"])]
        return sorted(found, key=lambda alert: str(alert["status"]["state"]) == "suppressed")

    def _alertmanager(self) -> Alertmanager:
        return Alertmanager(self._of.alertmanager_url or self._of.prometheus.alertmanagers()[0])

    def _sent(self) -> tuple[float, float] | None:
        try:
            return self._alertmanager().sent()
        except (ApiError, IndexError):
            return None

    def _is_expected(self, notification: Notification) -> bool:
        return notification.status == "firing" and self._subject.is_mine(notification.labels)


def _suppressed(alert: Mapping[str, Any]) -> Stuck:
    status = alert["status"]
    name = alert["labels"]["alertname"]
    if status["silencedBy"]:
        silence = status["silencedBy"][0]
        return Stuck(f"{name} is silenced by {silence}.", "Expire the silence if it should not be.", final=True)
    return Stuck(
        f"{name} is inhibited by another alert ({', '.join(status['inhibitedBy'])}).",
        "Wait until that one has resolved, and drill again.",
        final=True,
    )


def _working_receivers(config: str) -> Iterator[str]:
    """Names the receivers that have an integration."""
    for receiver in (yaml.safe_load(config) or {}).get("receivers", ()):
        if any(key.endswith("_configs") and value for key, value in receiver.items()):
            yield receiver["name"]
