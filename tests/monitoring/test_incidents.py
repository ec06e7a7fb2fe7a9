"""How many notifications an incident is that thirty services see, counted at a real Alertmanager's receivers."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime, timezone

import pytest

from genai_triage.monitoring import alertmanager
from genai_triage.monitoring.options import Options
from tests.support import stack
from tests.support.inbox import Inbox, Sent, inbox

pytestmark = pytest.mark.timeout(180)

Labels = dict[str, str]
SPEED = 60
"""A group that pages waits for a second, an owner's for five."""
PLACES = ("namespace", "cluster")
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def service(number: int) -> Labels:
    return {"job": f"service{number}", "namespace": f"ns{number % 3}", "cluster": "eu" if number % 2 else "us"}


def alerts(name: str, severity: str, owner: str, of: str, services: range = range(30), **more: str) -> list[Labels]:
    """An alert for each service. `of` is the provider: each incident here has one of its own."""
    common = {"alertname": name, "severity": severity, "owner": owner, "gen_ai_provider_name": of, **more}
    return [{**common, **service(number)} for number in services]


def of_provider(name: str, severity: str, of: str, **more: str) -> Labels:
    """The alert that is about no service."""
    return {"alertname": name, "severity": severity, "owner": "provider", "gen_ai_provider_name": of, **more}


FIRST: Mapping[str, list[Labels]] = {
    "outage": [
        *alerts("LLMProviderOutage", "critical", "provider", "outage"),
        *alerts("LLMTimeouts", "critical", "provider", "outage"),
        *alerts("LLMProviderDegraded", "critical", "provider", "outage"),
        *alerts("LLMProviderDegraded", "warning", "provider", "outage"),
    ],
    "hanging": alerts("LLMTimeouts", "critical", "provider", "hanging"),
    "wide": [
        of_provider("LLMProviderWideOutage", "critical", "wide"),
        *alerts("LLMProviderOutage", "critical", "provider", "wide", range(10)),
        *alerts("LLMTimeouts", "critical", "provider", "wide", range(10, 30)),
    ],
    "key": alerts("LLMAuthFailing", "warning", "account", "key"),
    "money": alerts("LLMBillingBlocked", "warning", "account", "money"),
    "network": alerts("LLMNetworkFailing", "critical", "network", "network", range(0, 30, 6)),
    "pace": alerts("LLMRateLimited", "warning", "caller", "pace"),
    "pipeline": [
        {name: value for name, value in one.items() if name != "gen_ai_provider_name"}
        for one in alerts("LLMTelemetryMissing", "warning", "caller", "", range(0, 30, 6))
    ],
    "own": [
        *alerts("LLMInvalidRequests", "critical", "caller", "own", range(2)),
        *alerts("LLMInvalidRequests", "warning", "caller", "own", range(2)),
    ],
}
"""What fires at once, by incident."""
THEN = [
    *alerts("LLMAuthFailing", "critical", "account", "key"),
    *alerts("LLMBillingBlocked", "critical", "account", "money"),
]
"""What fires a minute after its warning: after the time that a page waits."""
CLOCK, END = "clock", "end"
"""Providers of alerts that only tell the time: whatever was posted before them has arrived when they have."""


def post(url: str, *labels: Labels, ended: bool = False) -> None:
    end = {"endsAt": datetime.now(timezone.utc).isoformat()} if ended else {}
    body = json.dumps([{"labels": one, **end} for one in labels]).encode()
    request = urllib.request.Request(f"{url}/api/v2/alerts", body, {"Content-Type": "application/json"})
    with _direct.open(request, timeout=10):
        pass


def about(of: str, receiver: str | None = None) -> Callable[[Sent], bool]:
    """Whether a notification is about an incident, and for a receiver."""
    return lambda sent: (
        receiver in (None, sent.receiver)
        and any(one.get("gen_ai_provider_name", "pipeline") == of for one in sent.alerts)
    )


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Inbox, Inbox]]:
    """What arrives, of every incident at once: without credentials in the labels, and of a dead key with them.

    Both are waited for together.
    """
    with ExitStack() as held:
        plain, keys = held.enter_context(inbox()), held.enter_context(inbox())
        urls = []
        for found, labels in ((plain, PLACES), (keys, (*PLACES, "triage_credential"))):
            options = Options(group_labels=labels, speed=SPEED, webhooks_url=found.url)
            config = alertmanager.configuration(options)
            urls.append(held.enter_context(stack.alertmanager(tmp_path_factory.mktemp("incidents"), config)))
        post(urls[1], *failing_keys(), of_provider("LLMAuthFailing", "critical", END, owner="account"))
        _tell(urls[0], plain)
        keys.wait(about(END, "owner-account"))
        yield plain, keys


def _tell(url: str, found: Inbox) -> None:
    post(url, *(one for labels in FIRST.values() for one in labels))
    post(url, of_provider("LLMTimeouts", "critical", CLOCK))
    found.wait(about(CLOCK, "pager"))
    post(url, *THEN)
    owners = ("account", "caller", "network", "provider")
    post(url, *(of_provider("LLMBillingBlocked", "critical", END, owner=owner) for owner in owners))
    for owner in owners:
        found.wait(about(END, f"owner-{owner}"))
    post(url, *FIRST["outage"], ended=True)
    found.wait(lambda sent: about("outage", "pager")(sent) and sent.status == "resolved")


def failing_keys() -> list[Labels]:
    return [
        one
        for key, services in KEYS.items()
        for severity in ("warning", "critical")
        for one in alerts("LLMAuthFailing", severity, "account", "key", services, triage_credential=key)
    ]


@pytest.fixture(scope="module")
def told(both: tuple[Inbox, Inbox]) -> Inbox:
    return both[0]


@pytest.fixture(scope="module")
def keys(both: tuple[Inbox, Inbox]) -> Inbox:
    return both[1]


def counted(told: Inbox, of: str, status: str = "firing") -> dict[str, int]:
    """Notifications about an incident, by receiver."""
    return dict(Counter(one.receiver for one in told.sent if about(of)(one) and one.status == status))


@pytest.mark.parametrize(
    ("of", "notifications"),
    [
        pytest.param("outage", {"pager": 1, "owner-provider": 1}, id="an outage that is 60 notifications by service"),
        pytest.param("hanging", {"pager": 1, "owner-provider": 1}, id="an outage that services see as timeouts"),
        pytest.param("wide", {"pager": 1, "owner-provider": 1}, id="an outage that most services see"),
        pytest.param("key", {"pager": 1, "owner-account": 1}, id="a dead key that is 90 by service"),
        pytest.param("money", {"pager": 1, "owner-account": 1, "finance": 1}, id="an account without money"),
        pytest.param("network", {"pager": 1, "owner-network": 1}, id="the network of one place"),
        pytest.param("pace", {"owner-caller": 1}, id="a limit that services share"),
        pytest.param("pipeline", {"owner-caller": 1}, id="the pipeline of one place"),
        pytest.param("own", {"pager": 2, "owner-caller": 2}, id="the own fault of two services"),
    ],
)
def test_an_incident_is_told_once_to_each(of: str, notifications: dict[str, int], told: Inbox) -> None:
    assert counted(told, of) == notifications


def test_the_end_of_an_incident_is_told_to_the_pager_alone(told: Inbox) -> None:
    assert counted(told, "outage", "resolved") == {"pager": 1}


@pytest.mark.parametrize(
    ("of", "name", "number"), [("outage", "LLMProviderOutage", 30), ("key", "LLMAuthFailing", 30)], ids=str
)
def test_every_service_is_listed_in_the_one_notification(of: str, name: str, number: int, told: Inbox) -> None:
    """By its critical alert: what that one silences is not."""
    for sent in (one for one in told.sent if about(of)(one) and one.status == "firing"):
        assert Counter(f"{one['alertname']} {one['severity']}" for one in sent.alerts) == {f"{name} critical": number}
        assert {one["job"] for one in sent.alerts} == {service(number)["job"] for number in range(30)}


def test_an_outage_that_most_services_see_is_one_alert(told: Inbox) -> None:
    for sent in filter(about("wide"), told.sent):
        assert [one["alertname"] for one in sent.alerts] == ["LLMProviderWideOutage"]


KEYS = {"3f2a91bc": range(15), "77c0d1e2": range(15, 30)}


def test_services_with_one_key_are_one_incident_and_those_with_another_are_another(keys: Inbox) -> None:
    told = Counter(
        (one.receiver, one.body["groupLabels"]["triage_credential"]) for one in keys.sent if about("key")(one)
    )
    assert told == {(receiver, key): 1 for receiver in ("pager", "owner-account") for key in KEYS}
