"""The receiver of notifications."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from genai_triage.monitoring.drill.webhook import Message, Notification, Webhook

LABELS, ANNOTATIONS = {"alertname": "LLMAuthFailing"}, {"summary": "No."}
ALERT = {"status": "firing", "labels": LABELS, "annotations": ANNOTATIONS}
PAYLOAD = {"version": "4", "receiver": "pager", "alerts": [ALERT, {**ALERT, "status": "resolved"}]}


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with Webhook() as running:
        yield running


def post(url: str, body: Any) -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, data, method="POST"), timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as problem:
        return problem.code


def test_every_alert_of_a_notification_is_kept(webhook: Webhook) -> None:
    assert post(f"{webhook.url}pager", PAYLOAD) == 200

    first, second = webhook.notifications
    assert first == Notification("pager", "firing", LABELS, ANNOTATIONS)
    assert (first.name, second.status) == ("LLMAuthFailing", "resolved")


def test_waiting_ends_when_the_notification_arrives(webhook: Webhook) -> None:
    arrived: list[Notification | None] = []
    waiter = threading.Thread(target=lambda: arrived.append(webhook.wait(lambda one: one.status == "resolved", 30)))
    waiter.start()
    post(webhook.url, PAYLOAD)
    waiter.join(60)

    assert arrived == [webhook.notifications[1]]


def test_waiting_ends_without_it_in_time(webhook: Webhook) -> None:
    assert webhook.wait(lambda one: True, 0.01) is None


@pytest.mark.parametrize("body", [b"", b"no JSON", b"[]", b'"text"', {"alerts": [{}]}, {"alerts": 5}])
def test_anything_else_is_refused_and_harms_nothing(webhook: Webhook, body: Any) -> None:
    assert post(webhook.url, body) == 400
    assert webhook.notifications == ()
    assert post(webhook.url, PAYLOAD) == 200


def test_what_is_kept_is_bounded(webhook: Webhook) -> None:
    many = [{**ALERT, "labels": {"number": str(number)}} for number in range(1500)]
    post(webhook.url, {**PAYLOAD, "alerts": many})

    assert [one.labels["number"] for one in webhook.notifications] == [str(number) for number in range(500, 1500)]


def test_a_message_is_kept_by_its_receiver_and_what_it_is_about(webhook: Webhook) -> None:
    body = {"channel": "#drill", "attachments": [{"title": "[FIRING] No calls.", "text": "LLMAuthFailing: shop"}]}
    assert post(f"{webhook.url}messages/pager", body) == 200

    assert webhook.message("pager", "LLMAuthFailing", 0) == Message(
        "pager", "[FIRING] No calls.", "LLMAuthFailing: shop"
    )
    assert webhook.message("pager", "LLMTimeouts", 0.01) is None
    assert webhook.message("finance", "LLMAuthFailing", 0.01) is None
    assert webhook.notifications == ()


def attached(text: str) -> bytes:
    return json.dumps({"attachments": [{"title": "[FIRING] LLMAuthFailing", "text": text}]}).encode()


def test_the_last_of_several_messages_counts_until_it_is_forgotten(webhook: Webhook) -> None:
    for text in ("one service", "two services"):
        assert webhook._take("/messages/pager", attached(text))
    assert webhook._take("/messages/finance", attached("others"))
    assert webhook._take("/pager", json.dumps(PAYLOAD).encode())
    assert webhook.message("pager", "LLMAuthFailing", 0) == Message("pager", "[FIRING] LLMAuthFailing", "two services")
    webhook.forget()
    assert webhook.message("pager", "LLMAuthFailing", 0) is None
    assert webhook.notifications == ()


def test_the_first_of_several_notifications_that_are_wanted_counts(webhook: Webhook) -> None:
    for number in range(3):
        alert = {**ALERT, "labels": {"number": str(number)}}
        webhook._take("/pager", json.dumps({**PAYLOAD, "alerts": [alert]}).encode())
    found = webhook.wait(lambda one: one.labels["number"] != "0", 0)
    assert found is not None
    assert (found.labels, found.name) == ({"number": "1"}, "")


def test_one_that_listens_on_all_addresses_is_reached_on_this_machine() -> None:
    with Webhook("0.0.0.0") as running:
        assert running.url.startswith("http://127.0.0.1:")
        assert post(running.url, PAYLOAD) == 200
