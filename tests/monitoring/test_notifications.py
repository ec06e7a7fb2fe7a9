"""What a person reads, filled in by the real promtool."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genai_triage.monitoring.alerts import guides
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.playbooks import PLAYBOOKS
from genai_triage.taxonomy import CAUSES, FailureClass
from tests.support.promtool import JOB, PROVIDER, Notified, Unit, attempts, calls, check, failures, ok, series

pytestmark = pytest.mark.timeout(300)

OURS = Options(dashboards_url="https://grafana.test/", runbooks_url="https://books.test/llm/")
GUIDES = guides(OURS)
BY_CLASS = {"triage_class": "auth", "triage_owner": "account"}


def alert(labels: dict[str, str], **annotations: str) -> dict[str, dict[str, str]]:
    return {"exp_labels": {"job": JOB, **labels}, "exp_annotations": annotations}


def told(folder: Path, samples: dict[str, str], at: str, name: str, *alerts: Any, every: int = 60) -> None:
    """Exactly these alerts of a name are told."""
    check(folder, [Unit(samples, notified=(Notified(at, name, alerts),))], OURS, every=every)


def test_a_first_failure_names_its_cause_and_the_fix(tmp_path: Path) -> None:
    cause = CAUSES["gemini.key_invalid"]
    samples = {ok(): "0+6x20", calls("auth", "account"): "_x9 2x20", failures("auth", "account", cause.id): "_x9 2x20"}
    warning = alert(
        {"severity": "warning", "owner": "account", "gen_ai_provider_name": PROVIDER, **BY_CLASS},
        summary="shop calling gcp.gemini: calls are refused for their credential.",
        description="Calls of shop to gcp.gemini are refused for their credential: 2 in 5m. "
        f"{PLAYBOOKS[FailureClass.AUTH].fix} Cause gemini.key_invalid: {cause.fix}",
        dashboard_url="https://grafana.test/d/genai-triage-class?var-service=shop&var-provider=gcp.gemini"
        "&var-class=auth&from=now-3h&to=now&viewPanel=6",
        runbook_url="https://books.test/llm/auth.md#llmauthfailing",
    )
    told(tmp_path, samples, "10m", "LLMAuthFailing", warning)


def test_causes_are_told_the_most_frequent_first(tmp_path: Path) -> None:
    rare, often = CAUSES["gemini.key_invalid"], CAUSES["gemini.key_expired"]
    samples = {
        calls("auth", "account"): "0+4x20",
        failures("auth", "account", rare.id): "0+1x20",
        failures("auth", "account", often.id): "0+3x20",
    }
    every = {"owner": "account", "gen_ai_provider_name": PROVIDER, **BY_CLASS}
    causes = f"{PLAYBOOKS[FailureClass.AUTH].fix} Cause {often.id}: {often.fix} Cause {rare.id}: {rare.fix}"
    links = {
        "dashboard_url": "https://grafana.test/d/genai-triage-class?var-service=shop&var-provider=gcp.gemini"
        "&var-class=auth&from=now-3h&to=now&viewPanel=6",
        "runbook_url": "https://books.test/llm/auth.md#llmauthfailing",
    }
    warning = alert(
        {"severity": "warning", **every},
        summary="shop calling gcp.gemini: calls are refused for their credential.",
        description=f"Calls of shop to gcp.gemini are refused for their credential: 20 in 5m. {causes}",
        **links,
    )
    critical = alert(
        {"severity": "critical", **every},
        summary="shop calling gcp.gemini: most calls are refused for their credential.",
        description=f"100% of the calls of shop to gcp.gemini are refused for their credential. {causes}",
        **links,
    )
    told(tmp_path, samples, "10m", "LLMAuthFailing", critical, warning)


def test_a_service_is_called_by_the_name_that_its_resource_gives(tmp_path: Path) -> None:
    labels = {"service_name": "checkout", "triage_class": "unclassified", "triage_owner": "unknown"}
    warning = alert(
        {"severity": "warning", "owner": "unknown", "gen_ai_provider_name": PROVIDER, **labels},
        summary="checkout calling gcp.gemini: calls fail in a way that the taxonomy does not know.",
        description="Calls of checkout to gcp.gemini fail in a way that the taxonomy does not know: 1 in 5m. "
        f"{PLAYBOOKS[FailureClass.UNCLASSIFIED].fix}",
        dashboard_url="https://grafana.test/d/genai-triage-class?var-service=shop&var-provider=gcp.gemini"
        "&var-class=unclassified&from=now-3h&to=now&viewPanel=6",
        runbook_url="https://books.test/llm/unclassified.md#llmunclassifiedfailures",
    )
    told(tmp_path, {series("triage_calls_total", **labels): "_x9 1x20"}, "10m", "LLMUnclassifiedFailures", warning)


def test_an_address_is_quoted(tmp_path: Path) -> None:
    odd = 'a b&c="'
    samples = {calls("region", "account", job=odd): "_x9 1x20"}
    labels = {"triage_class": "region", "triage_owner": "account"}
    warning = alert(
        {"severity": "warning", "owner": "account", "gen_ai_provider_name": PROVIDER, **labels, "job": odd},
        summary=f"{odd} calling gcp.gemini: calls are refused for the place they come from.",
        description=f"Calls of {odd} to gcp.gemini are refused for the place they come from: 1 in 5m. "
        f"{PLAYBOOKS[FailureClass.REGION].fix}",
        dashboard_url="https://grafana.test/d/genai-triage-class?var-service=a+b%26c%3D%22&var-provider=gcp.gemini"
        "&var-class=region&from=now-3h&to=now&viewPanel=6",
        runbook_url="https://books.test/llm/region.md#llmregionblocked",
    )
    told(tmp_path, samples, "10m", "LLMRegionBlocked", warning)


def test_a_balance_is_told_in_tokens_of_a_model(tmp_path: Path) -> None:
    labels = {"gen_ai_request_model": "GigaChat-2", "gen_ai_provider_name": "gigachat"}
    warning = alert(
        {"severity": "warning", "owner": "account", **labels},
        summary="shop calling gigachat: the prepaid tokens of GigaChat-2 are almost used up.",
        description="4k tokens of GigaChat-2 are left for shop to gigachat: under 5% of the week's highest balance, "
        f"or used up within 24 hours at this pace. {PLAYBOOKS[FailureClass.BILLING].fix}",
        dashboard_url="https://grafana.test/d/genai-triage-overview?var-service=shop&var-provider=gigachat"
        "&from=now-3h&to=now&viewPanel=10",
        runbook_url="https://books.test/llm/billing.md#llmbalancerunningout",
    )
    balance = series("triage_balance", provider="gigachat", gen_ai_request_model="GigaChat-2")
    told(tmp_path, {balance: "100000x70 4000x20"}, "80m", "LLMBalanceRunningOut", warning)


def test_hidden_failures_are_told_as_a_share_of_requests(tmp_path: Path) -> None:
    warning = alert(
        {"severity": "warning", "owner": "caller", "gen_ai_provider_name": PROVIDER},
        summary="shop calling gcp.gemini: many requests fail and are retried, although the calls succeed.",
        description="25% of the requests of shop to gcp.gemini fail; retries hide it from the application, for now. "
        f"{guides(Options())['retries'].fix}",
        dashboard_url="https://grafana.test/d/genai-triage-overview?var-service=shop&var-provider=gcp.gemini"
        "&from=now-3h&to=now&viewPanel=7",
        runbook_url="https://books.test/llm/retries.md#llmretrieshidefailures",
    )
    samples = {ok(): "0+60x20", attempts("ok"): "0+60x20", attempts("rate_limit"): "0+20x20"}
    told(tmp_path, samples, "15m", "LLMRetriesHideFailures", warning)


def test_missing_telemetry_is_told_without_a_provider(tmp_path: Path) -> None:
    warning = alert(
        {"severity": "warning", "owner": "caller"},
        summary="shop: no telemetry about its model calls.",
        description="shop reported its model calls for most of the last day and reports nothing now. "
        f"{guides(Options())['telemetry'].fix}",
        dashboard_url="https://grafana.test/d/genai-triage-overview?var-service=shop&from=now-3h&to=now&viewPanel=5",
        runbook_url="https://books.test/llm/telemetry.md#llmtelemetrymissing",
    )
    told(tmp_path, {ok(): "0+1x1200 stale"}, "1225m", "LLMTelemetryMissing", warning, every=300)
