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
        self.has_it = True
        self.original = CONFIG

    def alerts(self) -> list[dict[str, Any]]:
        mine = {"labels": LABELS, "annotations": TOLD, "status": self.status, "receivers": [{"name": "owner"}]}
        others = [{"labels": {**LABELS, m.JOB: "bank"}, "status": ACTIVE} for _ in range(self.others)]
        return [mine, *others] if self.has_it else others

    def config(self) -> str:
        return self.original

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


@pytest.mark.parametrize(
    ("by", "says", "advice"),
    [
        (
            {"silencedBy": ["s1", "s2"]},
            "LLMAuthFailing is silenced by s1.",
            "Expire the silence if it should not be.",
        ),
        (
            {"inhibitedBy": ["a1", "a2"]},
            "LLMAuthFailing is inhibited by another alert (a1, a2).",
            "Wait until that one has resolved, and drill again.",
        ),
    ],
)
def test_it_says_what_holds_an_alert_back(
    by: dict[str, list[str]], says: str, advice: str, delivery: Delivery, asked: Asked
) -> None:
    asked.status = {**asked.status, "state": "suppressed", **by}
    assert delivery.delivered() == Stuck(says, advice, final=True)


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        (
            (5.0, 0.0),
            Stuck(
                "Nothing has arrived yet; Alertmanager routes it to owner.",
                "It waits for group_wait, or for group_interval where the group was told of before; else check the "
                "route.",
            ),
        ),
        (
            (7.0, 2.0),
            Stuck(
                "Alertmanager could not deliver: all 2 tries since the drill began failed.",
                "Look at its log; check address and credentials of owner.",
            ),
        ),
        ((8.0, 2.0), None),
    ],
)
def test_tries_that_all_failed_are_no_delivery(
    counts: tuple[float, float], outcome: Stuck | None, delivery: Delivery, asked: Asked
) -> None:
    asked.counts = counts
    found = delivery.delivered()
    assert found == outcome if outcome is not None else isinstance(found, Passed)


def test_an_alert_that_is_gone_before_it_is_sent_is_told(delivery: Delivery, asked: Asked) -> None:
    asked.has_it = False
    assert delivery.delivered() == Stuck(
        "Alertmanager no longer has the alert.", "Keep the calls coming until it is sent."
    )


@pytest.mark.parametrize(
    ("config", "works"),
    [
        ("receivers: [{name: owner}]", False),
        ("receivers: [{name: owner, webhook_configs: []}]", False),
        ("receivers: [{name: other, webhook_configs: [{}]}, {name: owner}]", False),
        ("", False),
        ("receivers: [{name: owner, slack_configs: [{channel: x}]}]", True),
    ],
)
def test_a_receiver_without_an_integration_sends_nothing(
    config: str, works: bool, delivery: Delivery, asked: Asked
) -> None:
    asked.original, asked.counts = config, (6.0, 0.0)
    refused = Stuck(
        "Alertmanager routes it to owner, which sends nothing anywhere.",
        "Give the receiver an integration, or route the alert to another one.",
        final=True,
    )
    found = delivery.delivered()
    assert isinstance(found, Passed) if works else found == refused


@pytest.fixture
def sending(delivery: Delivery, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The Alertmanagers that Prometheus sends to."""
    found = ["http://user:secret@am.test:9093"]
    monkeypatch.setattr(Prometheus, "alertmanagers", lambda _: found)
    return found


def test_it_says_to_whom_alertmanager_sends_it(delivery: Delivery, sending: list[str]) -> None:
    assert delivery.received() == Passed("LLMAuthFailing goes to owner", LABELS)


def test_without_an_alertmanager_it_says_how_to_name_one(delivery: Delivery, sending: list[str]) -> None:
    sending.clear()
    assert delivery.received() == Stuck(
        "Prometheus sends its alerts to no Alertmanager.",
        'Add alerting: {alertmanagers: [{static_configs: [{targets: ["HOST:9093"]}]}]}, and reload it.',
        final=True,
    )


def test_another_alertmanager_than_prometheus_sends_to_is_told(
    delivery: Delivery, asked: Asked, sending: list[str]
) -> None:
    asked.has_it = False
    assert delivery.received() == Stuck(
        "Alertmanager at localhost:9093 does not have it; Prometheus sends to am.test:9093.",
        "See that both are the same, and that no alert_relabel_configs drops it.",
    )
