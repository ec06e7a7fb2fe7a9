"""The page on a terminal: what the person on call reads, and where it leads."""

from __future__ import annotations

import pytest

from genai_triage.monitoring.drill.page_text import lines
from genai_triage.monitoring.drill.webhook import Message, Notification

LABELS = {"alertname": "LLMAuthFailing", "severity": "critical", "owner": "account", "job": "shop"}
TOLD = {
    "summary": "shop calling gcp.gemini: 100% of the calls are refused.",
    "description": "All of the calls of shop are refused.\nCause gemini.key_expired: Create another key.",
    "runbook_url": "https://books.test/auth.md#gemini.key_expired",
    "dashboard_url": "https://grafana.test/d/genai-triage-class?var-service=shop&var-class=auth",
    "team": "payments",
}


def test_it_has_the_title_what_is_told_links_and_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert list(lines(Notification("owner-account", "firing", LABELS, TOLD))) == [
        "What owner-account gets:",
        "",
        "  [FIRING] LLMAuthFailing, critical, owner account",
        "  summary      shop calling gcp.gemini: 100% of the calls",
        "               are refused.",
        "  description  All of the calls of shop are refused.",
        "               Cause gemini.key_expired: Create another key.",
        "  runbook      https://books.test/auth.md#gemini.key_expired",
        "  dashboard    https://grafana.test/d/genai-triage-class?var-service=shop&var-class=auth",
        "  traces       none: export the rules with --grafana-url",
        "  team         payments",
        "  labels       alertname=LLMAuthFailing job=shop",
        "               owner=account severity=critical",
    ]


def test_an_alert_that_tells_nothing_is_shown_too() -> None:
    assert list(lines(Notification("hook", "resolved", {}, {})))[2:5] == [
        "  [RESOLVED] , no severity, owner nobody",
        "  summary      none",
        "  description  none",
    ]


def test_it_is_shown_as_the_templates_write_it() -> None:
    page = Notification("pager", "firing", {"alertname": "LLMAuthFailing", "job": "shop"}, {"summary": "No."})
    message = Message("pager", "[FIRING] shop: no calls.", "LLMAuthFailing (critical): shop\n\nMake a key.\n")

    assert list(lines(page, message)) == [
        "What pager gets, as in Slack, by e-mail or in PagerDuty:",
        "",
        "  [FIRING] shop: no calls.",
        "",
        "  LLMAuthFailing (critical): shop",
        "",
        "  Make a key.",
        "",
        "  labels       alertname=LLMAuthFailing job=shop",
    ]
