"""What a drill says of its alert in Alertmanager: held back, sent, or sent before the drill."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.drill.api import Prometheus
from genai_triage.monitoring.drill.delivery import Delivery
from genai_triage.monitoring.drill.plan import plan
from genai_triage.monitoring.drill.stages import Passed, Stuck
from genai_triage.monitoring.drill.subject import Setting, Subject
from genai_triage.monitoring.drill.webhook import Notification
from genai_triage.simulator import Simulator

CONFIG = "receivers: [{name: owner, webhook_configs: [{url: 'http://localhost'}]}]"
ACTIVE = {"state": "active", "silencedBy": [], "inhibitedBy": []}
TOLD = {"summary": "Calls fail."}
LABELS = {"alertname": "LLMAuthFailing", m.JOB: "shop", m.PROVIDER: "gcp.gemini"}


class Asked:
    """Alertmanager's answers."""

    url = "http://localhost:9093"

    def __init__(self) -> None:
        self.counts = (5.0, 0.0)
        self.others = 0
        """Active alerts of another service."""
        self.status: dict[str, Any] = {"state": "active", "silencedBy": [], "inhibitedBy": []}

    def alerts(self) -> list[dict[str, Any]]:
        mine = {"labels": LABELS, "annotations": TOLD, "status": self.status, "receivers": [{"name": "owner"}]}
        return [mine, *({"labels": {**LABELS, m.JOB: "bank"}, "status": ACTIVE} for _ in range(self.others))]

    def config(self) -> str:
        return CONFIG

    def sent(self) -> tuple[float, float]:
        return self.counts


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def delivery(asked: Asked, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    """Of a drill whose failures were seen, and whose alert fires."""
    monkeypatch.setattr(Delivery, "_alertmanager", lambda _: asked)
    setting = Setting(plan=plan("auth", "gemini"), simulator=simulator, prometheus=Prometheus("http://localhost:9090"))
    subject = Subject(setting)
    subject.groups = [LABELS]
    made = Delivery(setting, subject)
    made.begin()
    return made


def test_what_was_sent_before_the_drill_is_not_its_own(delivery: Delivery, asked: Asked) -> None:
    assert isinstance(delivery.delivered(), Stuck)
    asked.counts = (6.0, 0.0)
    assert isinstance(delivery.delivered(), Passed)


@pytest.mark.parametrize(
    ("by", "says"),
    [({"silencedBy": ["s1"]}, "silenced by s1"), ({"inhibitedBy": ["a1"]}, "inhibited by another alert (a1)")],
)
def test_an_alert_that_is_held_back_is_not_waited_for(
    by: dict[str, list[str]], says: str, delivery: Delivery, asked: Asked
) -> None:
    asked.status = {**asked.status, "state": "suppressed", **by}
    found = delivery.delivered()

    assert isinstance(found, Stuck)
    assert found.final
    assert says in found.says


def test_what_was_sent_before_alertmanager_had_the_alert_is_not_it(
    delivery: Delivery, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(asked, "alerts", list)
        asked.counts = (6.0, 0.0)
        delivery.begin()
    assert isinstance(delivery.delivered(), Stuck)
    asked.counts = (7.0, 0.0)
    delivery.begin()
    assert isinstance(delivery.delivered(), Passed)


@pytest.mark.parametrize(
    ("others", "says"),
    [
        (0, "Alertmanager sent LLMAuthFailing to owner, by its own count; see that it is there"),
        (
            2,
            "Alertmanager sent LLMAuthFailing to owner, by its own count (or one of 2 other active alerts: "
            "--webhook-port tells them apart); see that it is there",
        ),
    ],
)
def test_a_count_that_may_be_of_other_alerts_is_told_as_such(
    others: int, says: str, delivery: Delivery, asked: Asked
) -> None:
    asked.counts, asked.others = (6.0, 0.0), others
    found = delivery.delivered()
    assert isinstance(found, Passed)
    assert found.says == says
    assert found.page == Notification("owner", "firing", LABELS, TOLD)
