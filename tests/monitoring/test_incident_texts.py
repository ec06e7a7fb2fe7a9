"""What a receiver shows of an incident: the templates that amtool and Alertmanager fill in."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from genai_triage.monitoring import alertmanager, notifications
from genai_triage.monitoring.options import Options
from tests.monitoring.test_alertmanager import amtool
from tests.monitoring.test_incidents import post
from tests.support import stack
from tests.support.inbox import Inbox, inbox
from tests.support.programs import program

pytestmark = pytest.mark.timeout(600)

PROVIDER = "gcp.gemini"


def alert(job: str, name: str = "LLMAuthFailing", severity: str = "critical", **more: str) -> dict[str, Any]:
    labels = {"alertname": name, "severity": severity, "job": job, "gen_ai_provider_name": PROVIDER, **more}
    annotations = {
        "summary": f"{job} calling {PROVIDER}: 100% of the calls fail.",
        "description": f"100% of the calls of {job} fail.\nCause gemini.key_invalid: Make a new key.",
        "runbook_url": "https://books.test/auth.md",
        "dashboard_url": f"https://grafana.test/d/class?var-service={job}",
        "traces_url": f"https://grafana.test/explore?{job}",
    }
    return {
        "status": "firing",
        "labels": {key: value for key, value in labels.items() if value},
        "annotations": annotations,
        "startsAt": "2026-11-27T03:00:00Z",
    }


def resolved(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "status": "resolved"}


def shown(folder: Path, template: str, alerts: Sequence[dict[str, Any]], options: Options | None = None) -> str:
    """What the real amtool makes of a group of alerts."""
    common = set.intersection(*(set(one["labels"].items()) for one in alerts))
    firing = any(one["status"] == "firing" for one in alerts)
    data = {
        "receiver": "pager",
        "status": "firing" if firing else "resolved",
        "alerts": list(alerts),
        "groupLabels": {},
        "commonLabels": dict(common),
        "commonAnnotations": {},
        "externalURL": "",
    }
    (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
    (folder / notifications.FILE).write_text(notifications.templates(options or Options()), encoding="utf-8")
    command = [
        *(program("amtool"), "template", "render"),
        f"--template.glob={folder / notifications.FILE}",
        f"--template.data={folder / 'data.json'}",
        f'--template.text={{{{ template "{template}" . }}}}',
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("alerts", "says"),
    [
        pytest.param([alert("shop")], "[FIRING] shop calling gcp.gemini: 100% of the calls fail.", id="one"),
        pytest.param(
            [alert("bank"), alert("desk", "LLMBillingBlocked"), alert("shop")],
            "[FIRING:3] gcp.gemini: LLMAuthFailing, LLMBillingBlocked",
            id="several",
        ),
        pytest.param([alert("bank"), resolved(alert("shop"))], "[FIRING:1] gcp.gemini: LLMAuthFailing", id="one over"),
        pytest.param(
            [resolved(alert("bank")), resolved(alert("shop"))], "[RESOLVED] gcp.gemini: LLMAuthFailing", id="all over"
        ),
        pytest.param(
            [alert("bank"), alert("shop", gen_ai_provider_name="gigachat")],
            "[FIRING:2] LLMAuthFailing",
            id="several providers",
        ),
    ],
)
def test_a_title_says_which_alerts_there_are(alerts: list[dict[str, Any]], says: str, tmp_path: Path) -> None:
    assert shown(tmp_path, notifications.TITLE, alerts) == says


def test_a_text_lists_the_services_of_each_alert_and_shows_one_of_them(tmp_path: Path) -> None:
    """What is critical comes first; a service with two series stands once."""
    services = [f"service{number:02}" for number in range(30)]
    alerts = [
        *(alert(job, triage_owner=owner) for job in services for owner in ("account", "caller")),
        alert("shop", "LLMTimeouts", "warning"),
        resolved(alert("old", "LLMProviderOutage")),
    ]
    assert shown(tmp_path, notifications.TEXT, alerts) == (
        f"LLMAuthFailing (critical): {', '.join(services)} (30)\n"
        "100% of the calls of service00 fail.\nCause gemini.key_invalid: Make a new key.\n"
        "Runbook: https://books.test/auth.md\n"
        "Dashboard: https://grafana.test/d/class?var-service=service00\n"
        "Traces: https://grafana.test/explore?service00\n\n"
        "LLMTimeouts (warning): shop\n"
        "100% of the calls of shop fail.\nCause gemini.key_invalid: Make a new key.\n"
        "Runbook: https://books.test/auth.md\n"
        "Dashboard: https://grafana.test/d/class?var-service=shop\n"
        "Traces: https://grafana.test/explore?shop\n\n"
        "Over: LLMProviderOutage (critical): old\n"
    )


@pytest.mark.parametrize(
    ("found", "says"),
    [
        pytest.param(alert("shop", namespace="prod"), "prod/shop", id="namespace"),
        pytest.param(alert("shop"), "shop", id="none"),
        pytest.param(alert("prod/shop", service_name="shop"), "prod/shop", id="namespace of OTLP"),
        pytest.param(alert("prod/shop", namespace="prod"), "prod/shop", id="both namespaces"),
        pytest.param(
            alert("shop", namespace="prod", triage_credential="3f2a91bc"), "prod/shop (key 3f2a91bc)", id="credential"
        ),
        pytest.param(
            alert("", "LLMProviderWideOutage"), " calling gcp.gemini: 100% of the calls fail.", id="of no service"
        ),
    ],
)
def test_a_service_is_called_as_in_a_summary(found: dict[str, Any], says: str, tmp_path: Path) -> None:
    options = Options(group_labels=("namespace", "triage_credential"))
    first, *_ = shown(tmp_path, notifications.TEXT, [found], options).splitlines()
    assert first == f"{found['labels']['alertname']} (critical): {says}"


def test_the_provider_stands_beside_the_service_where_there_are_several(tmp_path: Path) -> None:
    alerts = [alert("bank"), alert("shop", gen_ai_provider_name="gigachat")]
    first, *_ = shown(tmp_path, notifications.TEXT, alerts).splitlines()
    assert first == "LLMAuthFailing (critical): bank → gcp.gemini, shop → gigachat (2)"


def test_alerts_of_others_are_told_by_their_summary(tmp_path: Path) -> None:
    found = alert("node", "NodeDown")
    assert (
        shown(tmp_path, notifications.TEXT, [found]) == "NodeDown: node calling gcp.gemini: 100% of the calls fail.\n"
    )


@pytest.mark.parametrize(("language", "runbook"), [("ru", "Ранбук: "), ("pt", "Runbook: ")])
def test_it_is_in_the_language_of_the_alerts(language: str, runbook: str, tmp_path: Path) -> None:
    lines = shown(tmp_path, notifications.TEXT, [alert("shop")], Options(language=language)).splitlines()
    assert lines[3] == f"{runbook}https://books.test/auth.md"


def test_alertmanager_takes_the_receivers_that_the_page_shows(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "thirty-services.md").read_text(encoding="utf-8")
    (shown_there,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.M | re.S)
    mail = 'global: {smtp_smarthost: "mail.test:25", smtp_from: "alerts@mail.test"}'
    config = f"{mail}\nroute: {{receiver: pager}}\ntemplates: [{notifications.FILE}]\n{shown_there}"
    (tmp_path / "alertmanager.yml").write_text(config, encoding="utf-8")
    (tmp_path / notifications.FILE).write_text(notifications.templates(Options()), encoding="utf-8")

    found = amtool("check-config", str(tmp_path / "alertmanager.yml"))
    assert " - 3 receivers\n - 1 templates\n  SUCCESS" in found


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    """What Slack and PagerDuty get from a real Alertmanager that is configured as the templates' file says."""
    folder = tmp_path_factory.mktemp("delivered")
    (folder / notifications.FILE).write_text(notifications.templates(Options()), encoding="utf-8")
    title, text = (f'{{{{ template "{name}" . }}}}' for name in (notifications.TITLE, notifications.TEXT))
    with inbox() as found:
        config = alertmanager.configuration(Options(speed=30, webhooks_url=found.url))
        by_name = {receiver["name"]: receiver for receiver in config["receivers"]}
        by_name["pager"]["pagerduty_configs"] = [
            {"routing_key": "key", "url": f"{found.url}/enqueue", "description": title, "details": {"text": text}}
        ]
        by_name["owner-account"]["slack_configs"] = [{"api_url": f"{found.url}/slack", "title": title, "text": text}]
        with stack.alertmanager(folder, config) as url:
            alerts = [alert(f"service{number}", owner="account") for number in range(3)]
            post(url, *(one["labels"] for one in alerts))
            for receiver in ("enqueue", "slack"):
                found.wait(lambda sent, receiver=receiver: sent.receiver == receiver)  # type: ignore[misc]
    return found


def test_pagerduty_shows_the_title_and_the_services(delivered: Inbox) -> None:
    (sent,) = (one.body for one in delivered.sent if one.receiver == "enqueue")

    assert sent["payload"]["summary"] == "[FIRING:3] gcp.gemini: LLMAuthFailing"
    text = sent["payload"]["custom_details"]["text"]
    assert text.startswith("LLMAuthFailing (critical): service0, service1, service2 (3)")


def test_slack_shows_the_title_and_the_services(delivered: Inbox) -> None:
    (sent,) = (one.body for one in delivered.sent if one.receiver == "slack")

    (attached,) = sent["attachments"]
    assert attached["title"] == "[FIRING:3] gcp.gemini: LLMAuthFailing"
    assert attached["text"].startswith("LLMAuthFailing (critical): service0, service1, service2 (3)")
