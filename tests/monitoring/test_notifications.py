"""What a person reads and where it leads, filled in by the real promtool."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from genai_triage.monitoring.alerts import Alert, alerts, guides
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.playbooks import PLAYBOOKS
from genai_triage.taxonomy import CAUSES, FailureClass
from tests.support.pages import DAY, HOUR, OURS, board, class_board, traces
from tests.support.promtool import (
    JOB,
    MODEL,
    PROVIDER,
    Notified,
    Unit,
    attempts,
    calls,
    check,
    failures,
    firing,
    ok,
    series,
)

pytestmark = pytest.mark.timeout(600)

BY_CLASS = {"triage_class": "auth", "triage_owner": "account"}
OF_A_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
OF_A_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"


def alert(labels: dict[str, str], **annotations: str) -> dict[str, dict[str, str]]:
    return {"exp_labels": {"job": JOB, **labels}, "exp_annotations": annotations}


def alert_row(name: str) -> Alert:
    return next(one for one in alerts(Options()) if one.name == name)


def told(folder: Path, samples: dict[str, str], at: str, name: str, *alerts: Any, every: int = 60) -> None:
    """Exactly these alerts of a name are told."""
    check(folder, [Unit(samples, notified=(Notified(at, name, alerts),))], OURS, every=every)


def test_a_first_failure_names_its_cause_and_the_fix_and_leads_there(tmp_path: Path) -> None:
    """Two minutes later its dashboard still begins an hour before it did."""
    cause = CAUSES["gemini.key_invalid"]
    samples = {ok(): "0+6x20", calls("auth", "account"): "_x9 2x20", failures("auth", "account", cause.id): "_x9 2x20"}
    warning = alert(
        {"severity": "warning", "owner": "account", "gen_ai_provider_name": PROVIDER, **BY_CLASS},
        summary="shop calling gcp.gemini: calls are refused for their credential.",
        description="Calls of shop to gcp.gemini are refused for their credential: 2 in 5 min "
        "or since a call succeeded. "
        f"That is 6.2% of its calls. Model: {MODEL}.\nCause {cause.id}: {cause.fix}",
        dashboard_url=class_board("auth", 9 - HOUR),
        runbook_url=f"https://books.test/llm/auth.md#{cause.id}",
        traces_url=traces(["auth"], 9 - HOUR, cause.id),
    )
    told(tmp_path, samples, "11m", "LLMAuthFailing", warning)


def test_causes_are_told_the_most_frequent_first(tmp_path: Path) -> None:
    rare, often = CAUSES["gemini.key_invalid"], CAUSES["gemini.key_expired"]
    samples = {
        calls("auth", "account"): "0+4x20",
        failures("auth", "account", rare.id): "0+1x20",
        failures("auth", "account", often.id): "0+3x20",
    }
    every = {"owner": "account", "gen_ai_provider_name": PROVIDER, **BY_CLASS}
    causes = f"Model: {MODEL}.\nCause {often.id} (75%): {often.fix}\nCause {rare.id} (25%): {rare.fix}"
    runbook = f"https://books.test/llm/auth.md#{often.id}"
    warning = alert(
        {"severity": "warning", **every},
        summary="shop calling gcp.gemini: calls are refused for their credential.",
        description=f"Calls of shop to gcp.gemini are refused for their credential: 40 in 5 min "
        "or since a call succeeded. "
        f"That is 100% of its calls. {causes}",
        dashboard_url=class_board("auth", 1 - HOUR),
        runbook_url=runbook,
        traces_url=traces(["auth"], 1 - HOUR, often.id),
    )
    critical = alert(
        {"severity": "critical", **every},
        summary="shop calling gcp.gemini: 100% of the calls are refused for their credential.",
        description=f"100% of the calls of shop to gcp.gemini are refused for their credential. {causes}",
        dashboard_url=class_board("auth", 2 - HOUR),
        runbook_url=runbook,
        traces_url=traces(["auth"], 2 - HOUR, often.id),
    )
    told(tmp_path, samples, "10m", "LLMAuthFailing", critical, warning)


def test_links_lead_to_the_class_where_no_cause_has_most_failures(tmp_path: Path) -> None:
    causes = [CAUSES[f"gemini.{name}"] for name in ("key_expired", "key_invalid", "key_leaked")]
    failed = {
        failures("auth", "account", cause.id): f"_x9 {count}x20" for cause, count in zip(causes, (5, 3, 2), strict=True)
    }
    shares = zip(causes, ("50%", "30%", "20%"), strict=True)
    warning = alert(
        {"severity": "warning", "owner": "account", "gen_ai_provider_name": PROVIDER, **BY_CLASS},
        summary="shop calling gcp.gemini: calls are refused for their credential.",
        description="Calls of shop to gcp.gemini are refused for their credential: 10 in 5 min "
        "or since a call succeeded. "
        f"That is 10% of its calls. Model: {MODEL}."
        + "".join(f"\nCause {cause.id} ({share}): {cause.fix}" for cause, share in shares),
        dashboard_url=class_board("auth", 9 - HOUR),
        runbook_url="https://books.test/llm/auth.md",
        traces_url=traces(["auth"], 9 - HOUR),
    )
    samples = {calls("auth", "account"): "_x9 10x20", ok(): "0+18x20", **failed}
    told(tmp_path, samples, "10m", "LLMAuthFailing", warning)


def test_who_answers_is_told_before_what_to_do(tmp_path: Path) -> None:
    """Of several the one that answered most."""
    cause = CAUSES["gateway.litellm_key"]
    labels = {"triage_class": "auth", "triage_owner": "caller", "triage_cause": cause.id}
    answered = {
        series("triage_failures_total", **labels, triage_answered_by=who): f"_x9 {count}x20"
        for who, count in (("litellm", 3), ("service", 1))
    }
    warning = alert(
        {"severity": "warning", "owner": "caller", "gen_ai_provider_name": PROVIDER, "triage_class": "auth",
         "triage_owner": "caller"},
        summary="shop calling gcp.gemini: calls are refused for their credential.",
        description="Calls of shop to gcp.gemini are refused for their credential: 4 in 5 min "
        "or since a call succeeded. "
        f"That is 11% of its calls. Who answers: litellm.\nCause {cause.id}: {cause.fix}",
        dashboard_url=class_board("auth", 9 - HOUR),
        runbook_url=f"https://books.test/llm/auth.md#{cause.id}",
        traces_url=traces(["auth"], 9 - HOUR, cause.id),
    )  # fmt: skip
    samples = {ok(): "0+6x20", calls("auth", "caller"): "_x9 4x20", **answered}
    told(tmp_path, samples, "10m", "LLMAuthFailing", warning)


def test_nobody_answers_a_call_that_does_not_arrive(tmp_path: Path) -> None:
    cause = CAUSES["network.refused"]
    labels = {"triage_class": "network", "triage_owner": "network"}
    failed = series("triage_failures_total", **labels, triage_cause=cause.id, triage_answered_by="none")
    warning = alert(
        {"severity": "warning", "owner": "network", "gen_ai_provider_name": PROVIDER, **labels},
        summary="shop calling gcp.gemini: 10% of the calls do not reach the provider.",
        description="10% of the calls of shop to gcp.gemini do not reach the provider. Who answers: nobody.\n"
        f"Cause {cause.id}: {cause.fix}",
        dashboard_url=class_board("network", 1 - HOUR),
        runbook_url=f"https://books.test/llm/network.md#{cause.id}",
        traces_url=traces(["network"], 1 - HOUR, cause.id),
    )
    samples = {ok(): "0+54x20", calls("network", "network"): "0+6x20", failed: "0+6x20"}
    told(tmp_path, samples, "10m", "LLMNetworkFailing", warning)


def test_a_quota_is_told_with_its_model_its_limit_and_its_reset(tmp_path: Path) -> None:
    cause = CAUSES["gemini.requests_per_day"]
    of_day = {"triage_class": "quota", "triage_owner": "account"}
    failed = series("triage_failures_total", gen_ai_request_model=MODEL, triage_cause=cause.id, **of_day,
                    triage_quota_window="day")  # fmt: skip
    samples = {
        ok(): "0+6x20",
        calls("quota", "account"): "_x9 2x20",
        failed: "_x9 2x20",
        series("triage_quota_limit", gen_ai_request_model=MODEL, triage_quota_id=OF_A_DAY): "_x9 250x20",
        series("triage_quota_limit", gen_ai_request_model=MODEL, triage_quota_id=OF_A_MINUTE): "_x9 10x20",
        series("triage_quota_limit", gen_ai_request_model="another", triage_quota_id=OF_A_DAY): "_x9 50x20",
    }
    warning = alert(
        {"severity": "warning", "owner": "account", "gen_ai_provider_name": PROVIDER, **of_day},
        summary="shop calling gcp.gemini: calls are refused because a long-window quota is used up.",
        description="Calls of shop to gcp.gemini are refused because a long-window quota is used up: 2 in 5 min "
        "or since a call succeeded. "
        f"That is 6.2% of its calls. Model: {MODEL}. Limit: 250 ({OF_A_DAY}). "
        f"The daily quota comes back at midnight Pacific time: 1970-01-01 08:00 UTC.\nCause {cause.id}: {cause.fix}",
        dashboard_url=class_board("quota", 9 - HOUR),
        runbook_url=f"https://books.test/llm/quota.md#{cause.id}",
        traces_url=traces(["quota"], 9 - HOUR, cause.id),
    )
    told(tmp_path, samples, "10m", "LLMQuotaExhausted", warning)


def test_a_rate_limit_is_told_with_the_limit_of_its_window_and_the_wait(tmp_path: Path) -> None:
    cause = CAUSES["gemini.requests_per_minute"]
    labels = {"triage_class": "rate_limit", "triage_owner": "caller"}
    samples = {
        ok(): "0+30x20",
        calls("rate_limit", "caller"): "0+10x20",
        failures("rate_limit", "caller", cause.id): "0+10x20",
        series("triage_quota_limit", gen_ai_request_model=MODEL, triage_quota_id=OF_A_DAY): "250x20",
        series("triage_quota_limit", gen_ai_request_model=MODEL, triage_quota_id=OF_A_MINUTE): "10x20",
        series("triage_retry_after_seconds_sum", triage_class="rate_limit"): "0+335x20",
        series("triage_retry_after_seconds_count", triage_class="rate_limit"): "0+10x20",
        series("triage_retry_after_seconds_sum", triage_class="overloaded"): "0+9000x20",
        series("triage_retry_after_seconds_count", triage_class="overloaded"): "0+10x20",
    }
    warning = alert(
        {"severity": "warning", "owner": "caller", "gen_ai_provider_name": PROVIDER, **labels},
        summary="shop calling gcp.gemini: 25% of the calls are over a short-window limit.",
        description="25% of the calls of shop to gcp.gemini are over a short-window limit. "
        f"Model: {MODEL}. Limit: 10 ({OF_A_MINUTE}). The provider asks to wait 34 s.\nCause {cause.id}: {cause.fix}",
        dashboard_url=class_board("rate_limit", 1 - HOUR),
        runbook_url=f"https://books.test/llm/rate_limit.md#{cause.id}",
        traces_url=traces(["rate_limit"], 1 - HOUR, cause.id),
    )
    told(tmp_path, samples, "10m", "LLMRateLimited", warning)


def test_an_outage_says_how_many_calls_fail_and_leads_to_the_page_of_the_cause(tmp_path: Path) -> None:
    cause = CAUSES["gemini.internal"]
    samples = {
        ok(): "0+28x20",
        calls("internal", "provider"): "0+12x20",
        failures("internal", "provider", cause.id): "0+12x20",
    }
    critical = alert(
        {"severity": "critical", "owner": "provider", "gen_ai_provider_name": PROVIDER},
        summary="shop calling gcp.gemini: 30% of the calls fail as overloaded or internal.",
        description="30% of the calls of shop to gcp.gemini fail as overloaded or internal. "
        f"Model: {MODEL}.\nCause {cause.id}: {cause.fix}",
        dashboard_url=board("genai-triage-provider", 1 - HOUR, f"var-service={JOB}", f"var-provider={PROVIDER}"),
        runbook_url=f"https://books.test/llm/internal.md#{cause.id}",
        traces_url=traces(["overloaded", "internal"], 1 - HOUR, cause.id),
    )
    told(tmp_path, samples, "10m", "LLMProviderOutage", critical)


def test_a_service_is_called_by_the_name_that_its_resource_gives(tmp_path: Path) -> None:
    labels = {"service_name": "checkout", "triage_class": "unclassified", "triage_owner": "unknown"}
    warning = alert(
        {"severity": "warning", "owner": "unknown", "gen_ai_provider_name": PROVIDER, **labels},
        summary="checkout calling gcp.gemini: calls fail in a way that the taxonomy does not know.",
        description="Calls of checkout to gcp.gemini fail in a way that the taxonomy does not know: 1 in 5 min "
        "or since a call succeeded. "
        f"That is 100% of its calls. {PLAYBOOKS[FailureClass.UNCLASSIFIED].fix}",
        dashboard_url=class_board("unclassified", 9 - HOUR),
        runbook_url="https://books.test/llm/unclassified.md",
        traces_url=traces(["unclassified"], 9 - HOUR, service="checkout"),
    )
    told(tmp_path, {series("triage_calls_total", **labels): "_x9 1x20"}, "10m", "LLMUnclassifiedFailures", warning)


ODD = 'a&b + c="\\'
"""The name of a service that addresses and JSON have to quote."""


def test_an_address_is_quoted(tmp_path: Path) -> None:
    """Traces have no namespace, which OTLP writes before the name."""
    job = f"shops/{ODD}"
    labels = {"triage_class": "region", "triage_owner": "account"}
    found = traces(["region"], 9 - HOUR, service=ODD)
    warning = alert(
        {"severity": "warning", "owner": "account", "gen_ai_provider_name": PROVIDER, **labels, "job": job},
        summary=f"{job} calling gcp.gemini: calls are refused for the place they come from.",
        description=f"Calls of {job} to gcp.gemini are refused for the place they come from: 1 in 5 min "
        "or since a call succeeded. "
        f"That is 100% of its calls. {PLAYBOOKS[FailureClass.REGION].fix}",
        dashboard_url=class_board("region", 9 - HOUR, "var-service=shops%2Fa%26b%20%2B%20c%3D%22%5C"),
        runbook_url="https://books.test/llm/region.md",
        traces_url=found,
    )
    told(tmp_path, {calls("region", "account", job=job): "_x9 1x20"}, "10m", "LLMRegionBlocked", warning)
    (panes,) = parse_qs(urlsplit(found).query)["panes"]
    assert json.loads(panes)["a"]["queries"][0]["filters"][0]["value"] == [ODD]


def test_an_alert_that_begins_again_leads_to_its_new_start(tmp_path: Path) -> None:
    """A state that has ended is not taken for its own."""
    cause = CAUSES["gemini.key_invalid"]
    samples = {
        ok(): "0+6x90",
        calls("auth", "account"): "0x9 2x49 3x40",
        failures("auth", "account", cause.id): "0x9 2x49 3x40",
    }
    warning = alert(
        {"severity": "warning", "owner": "account", "gen_ai_provider_name": PROVIDER, **BY_CLASS},
        summary="shop calling gcp.gemini: calls are refused for their credential.",
        description="Calls of shop to gcp.gemini are refused for their credential: 1 in 5 min "
        "or since a call succeeded. "
        f"That is 3.2% of its calls. Model: {MODEL}.\nCause {cause.id}: {cause.fix}",
        dashboard_url=class_board("auth", 60 - HOUR),
        runbook_url=f"https://books.test/llm/auth.md#{cause.id}",
        traces_url=traces(["auth"], 60 - HOUR, cause.id),
    )
    rests = firing("40m", "LLMAuthFailing", "warning")
    check(tmp_path, [Unit(samples, (rests,), (Notified("62m", "LLMAuthFailing", (warning,)),))], OURS)


def test_a_balance_is_told_in_tokens_of_a_model(tmp_path: Path) -> None:
    labels = {"gen_ai_request_model": "GigaChat-2", "gen_ai_provider_name": "gigachat"}
    chosen = ("var-service=shop", "var-provider=gigachat", "var-model=GigaChat-2")
    warning = alert(
        {"severity": "warning", "owner": "account", **labels},
        summary="shop calling gigachat: the prepaid tokens of GigaChat-2 are almost used up.",
        description="shop has 4k prepaid tokens of GigaChat-2 left at gigachat: "
        "under 5% of the week's highest balance, or used up within 24 hours at this pace. "
        "Top up the tokens of this model before calls are refused.",
        dashboard_url=board("genai-triage-overview", 71 - DAY, *chosen),
        runbook_url="https://books.test/llm/billing.md",
    )
    balance = series("triage_balance", provider="gigachat", gen_ai_request_model="GigaChat-2")
    told(tmp_path, {balance: "100000x70 4000x20"}, "80m", "LLMBalanceRunningOut", warning)


def test_a_quota_is_told_before_it_is_used_up_with_its_limit_and_its_reset(tmp_path: Path) -> None:
    labels = {"gen_ai_request_model": MODEL, "triage_quota_id": OF_A_DAY}
    chosen = ("var-service=shop", "var-provider=gcp.gemini", f"var-model={MODEL}")
    warning = alert(
        {"severity": "warning", "owner": "account", "gen_ai_provider_name": PROVIDER, **labels},
        summary=f"shop calling gcp.gemini: a daily quota of {MODEL} is almost used up.",
        description=f"In the last 24 h, shop used 90% of a daily quota of {MODEL} at gcp.gemini. "
        f"Limit: 100 ({OF_A_DAY}). The daily quota comes back at midnight Pacific time: 1970-01-01 08:00 UTC. "
        "Raise the quota or the plan, or move work to another model, before calls are refused.",
        dashboard_url=board("genai-triage-overview", 10 - DAY, *chosen),
        runbook_url="https://books.test/llm/quota.md",
    )
    samples = {
        series("gen_ai_client_operation_duration_seconds_count", gen_ai_request_model=MODEL): "_x9 90x20",
        series("triage_quota_limit", **labels): "100x30",
        series("triage_quota_limit", gen_ai_request_model="another", triage_quota_id=OF_A_DAY): "7x30",
    }
    told(tmp_path, samples, "11m", "LLMQuotaRunningOut", warning)


def test_hidden_failures_are_told_as_a_share_of_requests_with_their_classes(tmp_path: Path) -> None:
    warning = alert(
        {"severity": "warning", "owner": "caller", "gen_ai_provider_name": PROVIDER},
        summary="shop calling gcp.gemini: 25% of the requests fail and are retried; the calls succeed.",
        description="25% of the requests of shop to gcp.gemini fail; retries hide it from the application, for now. "
        "75% of the failed requests are rate_limit. 25% of the failed requests are overloaded. "
        f"{guides(Options())['retries'].fix}",
        dashboard_url=board("genai-triage-overview", 1 - HOUR, "var-service=shop", "var-provider=gcp.gemini"),
        runbook_url="https://books.test/llm/retries.md",
    )
    failed = {attempts("rate_limit"): "0+15x20", attempts("overloaded"): "0+5x20"}
    samples = {ok(): "0+60x20", attempts("ok"): "0+60x20", **failed}
    told(tmp_path, samples, "15m", "LLMRetriesHideFailures", warning)


def test_an_outage_that_most_services_see_lists_them(tmp_path: Path) -> None:
    """It leads to the provider, whoever calls it; the services that it fails most come first."""
    cause = CAUSES["gemini.unavailable"]
    failed = {"triage_class": "overloaded", "triage_owner": "provider"}
    samples = {}
    for job, bad, good in (("prod/bank", 9, 1), ("desk", 10, 0), ("mail", 5, 5), ("idle", 0, 10)):
        samples[series("triage_calls_total", job=job, **failed)] = f"0+{bad}x20"
        samples[series("triage_calls_total", job=job, triage_class="ok", triage_owner="none")] = f"0+{good}x20"
        samples[series("triage_failures_total", job=job, triage_cause=cause.id, **failed)] = f"0+{bad}x20"
    traces_of_any = traces(list(map(str, alert_row("LLMProviderWideOutage").classes)), 1 - HOUR, cause.id, service="")
    critical = {
        "exp_labels": {"severity": "critical", "owner": "provider", "gen_ai_provider_name": PROVIDER},
        "exp_annotations": {
            "summary": "gcp.gemini fails the calls of 3 services.",
            "description": "gcp.gemini fails at least 20% of the calls of 3 services, by its own fault."
            f" Most affected: desk (100%), prod/bank (90%), mail (50%).\nCause {cause.id}: {cause.fix}",
            "dashboard_url": board("genai-triage-provider", 1 - HOUR, f"var-provider={PROVIDER}"),
            "runbook_url": f"https://books.test/llm/overloaded.md#{cause.id}",
            "traces_url": traces_of_any,
        },
    }
    told(tmp_path, samples, "10m", "LLMProviderWideOutage", critical)


def test_a_failure_that_services_share_lists_all_of_them(tmp_path: Path) -> None:
    """More than ten too; it leads to the class of failure, and to the cause that most of them have."""
    cause, own = CAUSES["network.dns"], calls("auth", "account", job="s0")
    failed = {"triage_class": "network", "triage_owner": "network"}
    samples = {own: "0+1x30"}
    for number in range(12):
        job, bad = f"s{number}", 20 - number
        good = {"triage_class": "ok", "triage_owner": "none"}
        samples[series("triage_calls_total", job=job, **good)] = f"0+{number}x30"
        samples[series("triage_calls_total", job=job, **failed)] = f"0x10 {bad}+{bad}x20"
        samples[series("triage_failures_total", job=job, triage_cause=cause.id, **failed)] = f"0x10 {bad}+{bad}x20"
    named = ", ".join(f"s{number} ({share})" for number, share in enumerate(SHARES))
    critical = {
        "exp_labels": {"severity": "critical", "owner": "network", "gen_ai_provider_name": PROVIDER, **failed},
        "exp_annotations": {
            "summary": "gcp.gemini: the calls of 12 services began to fail together with network.",
            "description": "The calls of 12 services to gcp.gemini began to fail together with network. "
            f"Most affected: {named}.\nCause {cause.id}: {cause.fix}",
            "dashboard_url": board("genai-triage-class", 11 - HOUR, f"var-provider={PROVIDER}&var-class=network"),
            "runbook_url": f"https://books.test/llm/network.md#{cause.id}",
            "traces_url": traces(["network"], 11 - HOUR, cause.id, service=""),
        },
    }
    told(tmp_path, samples, "20m", "LLMSharedFailure", critical)


SHARES = ("95%", "95%", "90%", "85%", "80%", "75%", "70%", "65%", "60%", "55%", "50%", "45%")


@pytest.mark.parametrize(
    ("job", "name", "says", "chosen"),
    [
        pytest.param(JOB, "", JOB, JOB, id="no namespace"),
        # OTLP writes it before the name.
        pytest.param("prod/shop", "", "prod/shop", "prod%2Fshop", id="namespace"),
        pytest.param("prod/shop", "shop", "prod/shop", "prod%2Fshop", id="namespace, and the name"),
        pytest.param("collector", "shop", "shop", "collector", id="the name of something else"),
    ],
)
def test_missing_telemetry_is_told_without_a_provider(
    job: str, name: str, says: str, chosen: str, tmp_path: Path
) -> None:
    more = {"service_name": name} if name else {}
    warning = alert(
        {"severity": "warning", "owner": "caller", "job": job, **more},
        summary=f"{says}: no telemetry about its model calls.",
        description=f"{says} reported its model calls for most of the last day and reports nothing now. "
        f"{guides(Options())['telemetry'].fix}",
        dashboard_url=board("genai-triage-overview", 1210 - HOUR, f"var-service={chosen}"),
        runbook_url="https://books.test/llm/telemetry.md",
    )
    samples = {series("triage_calls_total", job=job, triage_class="ok", triage_owner="none", **more): "0+1x1200 stale"}
    told(tmp_path, samples, "1225m", "LLMTelemetryMissing", warning, every=300)
