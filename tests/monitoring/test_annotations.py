"""Grafana's alerts say what Prometheus' do: both texts of an alert are filled in by the real promtool and compared."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring import rules
from genai_triage.monitoring.alerts import Alert, alerts
from genai_triage.monitoring.annotations import Grafana, Prometheus, filled, percent, questions, service_of, templates
from genai_triage.monitoring.options import Options, Thresholds
from tests.support.languages import TRANSLATED
from tests.support.pages import HOUR, OURS, class_board, traces
from tests.support.programs import program
from tests.support.promtool import MODEL, attempts, calls, failures, ok, series

pytestmark = pytest.mark.timeout(600)

OF_A_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
SCENES: Mapping[tuple[str, str], tuple[Mapping[str, str], str]] = {
    ("LLMAuthFailing", "critical"): (
        {
            calls("auth", "account"): "0+8x20",
            failures("auth", "account", "gemini.key_invalid"): "0+2x20",
            failures("auth", "account", "gemini.key_expired"): "0+5x20",
            series(
                "triage_failures_total",
                triage_class="auth",
                triage_owner="account",
                triage_cause="gemini.key_leaked",
                triage_answered_by="service",
            ): "0+1x20",
            calls("auth", "caller"): "0+1x20",
            failures("auth", "caller", "gateway.litellm_key"): "0+1x20",
        },
        "Who answers: service.\n"
        "Cause gemini.key_expired .62%.: Renew .*Cause gemini.key_invalid .25%.: .*Cause gemini.key_leaked .12%.: ",
    ),
    ("LLMAuthFailing", "warning"): (
        {ok(): "0+6x20", calls("auth", "account"): "_x9 1x20"},
        "credential: 1 in 5 min "
        "or since a call succeeded. That is 3.2% of its calls. Replace or correct the credential",
    ),
    ("LLMQuotaExhausted", "critical"): (
        {
            calls("quota", "account"): "0+8x20",
            series(
                "triage_failures_total",
                gen_ai_request_model=MODEL,
                triage_class="quota",
                triage_owner="account",
                triage_cause="gemini.requests_per_day",
                triage_quota_window="day",
            ): "0+8x20",
            series("triage_quota_limit", gen_ai_request_model=MODEL, triage_quota_id=OF_A_DAY): "250x20",
        },
        f"Model: {MODEL}. Limit: 250 .{OF_A_DAY}.. The daily quota .* 1970-01-01 08:00 UTC.\nCause gemini.requests_",
    ),
    ("LLMRateLimited", "warning"): (
        {
            ok(): "0+30x20",
            calls("rate_limit", "caller"): "0+10x20",
            failures("rate_limit", "caller", "gigachat.parallel_requests"): "0+10x20",
            series("triage_retry_after_seconds_sum", triage_class="rate_limit"): "0+335x20",
            series("triage_retry_after_seconds_count", triage_class="rate_limit"): "0+10x20",
        },
        "The provider asks to wait 34 s.\nCause gigachat.parallel_requests: ",
    ),
    ("LLMProviderOutage", "critical"): (
        {
            ok(): "0+28x20",
            calls("internal", "provider"): "0+12x20",
            failures("internal", "provider", "gemini.internal"): "0+12x20",
        },
        "30% of the calls .*Cause gemini.internal: ",
    ),
    ("LLMProviderDegraded", "critical"): (
        {
            ok(): "0+48x20",
            calls("timeout", "provider"): "0+12x20",
            failures("timeout", "provider", "gemini.deadline_exceeded"): "0+12x20",
        },
        "20% of the calls .*Cause gemini.deadline_exceeded: ",
    ),
    ("LLMTruncatedAnswers", "info"): (
        {
            ok(): "0+7x20",
            calls("truncated", "caller"): "0+3x20",
            failures("truncated", "caller", "gemini.max_tokens"): "0+3x20",
        },
        "30% of the last hour's calls .*Cause gemini.max_tokens: ",
    ),
    ("LLMQuotaRunningOut", "warning"): (
        {
            series("gen_ai_client_operation_duration_seconds_count", gen_ai_request_model=MODEL): "_x9 90x20",
            series("triage_quota_limit", gen_ai_request_model=MODEL, triage_quota_id=OF_A_DAY): "100x20",
        },
        f"Limit: 100 .{OF_A_DAY}.. The daily quota .* 1970-01-01 08:00 UTC. Raise ",
    ),
    ("LLMRetriesHideFailures", "warning"): (
        {
            ok(): "0+60x20",
            attempts("ok"): "0+60x20",
            attempts("rate_limit"): "0+15x20",
            attempts("overloaded"): "0+5x20",
        },
        "75% of the failed requests are rate_limit. 25% of the failed requests are overloaded. Treat ",
    ),
}
"""Samples that bring an alert about, and what it says of them, by the alert's name and severity."""
COMPARED = ("summary", "description", "runbook_url")
"""The other addresses have a start in them, which Grafana knows less well."""


def by_grafana(alert: Alert, text: str, options: Options) -> str:
    """Grafana's template for promtool: its answers are asked for, and chosen as Grafana chooses them, by their labels.

    Source: `queryDataResponseToExecutionResults` in Grafana's pkg/services/ngalert/eval/eval.go.
    """
    asked = sorted(questions(alert, options))
    begin = '{{ $none := query "vector(0)" | first }}'
    for number, (name, expr) in enumerate(asked):
        begin += (
            f"{{{{ $a{number} := $none }}}}{{{{ range $one := query `{expr}` }}}}"
            f"{{{{ $in := true }}}}{{{{ $out := true }}}}{_unless_included('$labels', '$one.Labels', '$in')}"
            f"{_unless_included('$one.Labels', '$labels', '$out')}"
            f"{{{{ if or $in $out }}}}{{{{ $a{number} = $one }}}}{{{{ end }}}}{{{{ end }}}}"
        )
        text = re.sub(rf"\$values\.{name}\b", f"$values.arg{number}", text)
    begin += f"{{{{ $values := args {' '.join(f'$a{number}' for number in range(len(asked)))} }}}}"
    return begin + text.replace("$values.B.Value", "$value")


def _unless_included(part: str, whole: str, flag: str) -> str:
    """Takes the flag back unless a set of labels includes another."""
    differs = f"{{{{ if ne (index {whole} $name) $value_of }}}}{{{{ {flag} = false }}}}{{{{ end }}}}"
    return f"{{{{ range $name, $value_of := {part} }}}}{differs}{{{{ end }}}}"


def compare(folder: Path, alert: Alert, samples: Mapping[str, str], options: Options, says: str = "") -> None:
    """Both texts, and both addresses of the runbook, are the same, and there is something in them."""
    ours, theirs = templates(alert, Prometheus(), options), templates(alert, Grafana(), options)
    labels = {f"{name}_a": ours[name] for name in COMPARED}
    labels |= {f"{name}_b": by_grafana(alert, theirs[name], options) for name in COMPARED}
    found = "ALERTS{job='shop'}"
    same = {
        name: f"label_join(ALERTS{{job='shop',{name}_a!=''}}, 'text', '', '{name}_a') and on (text, triage_owner) "
        f"label_join({found}, 'text', '', '{name}_b')"
        for name in COMPARED
    }
    said = f'ALERTS{{job="shop",description_b=~"(?s).*{says}.*"}}'.replace("\n", "\\n")
    tests = {f"count({found}) - count({one})": 0 for one in same.values()} | {f"count({said})": 1}
    run(folder, {"alert": "Both", "expr": f"max without () ({alert.expr})", "labels": labels}, samples, options, tests)


def run(
    folder: Path, rule: dict[str, Any], samples: Mapping[str, str], options: Options, values: Mapping[str, int]
) -> None:
    """With this rule, these expressions have these values after twelve minutes."""
    records = yaml.safe_load(rules.artifacts(options)[rules.RECORDS])["groups"]
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in samples.items()],
        "promql_expr_test": [
            {"expr": expr, "eval_time": "12m", "exp_samples": [{"value": value}]} for expr, value in values.items()
        ],
    }
    groups = [*records, {"name": "both", "rules": [rule]}]
    document = {"rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": [test]}
    (folder / "rules.yml").write_text(yaml.safe_dump({"groups": groups}, width=100000), encoding="utf-8")
    (folder / "tests.yml").write_text(yaml.safe_dump(document, width=100000), encoding="utf-8")
    done = subprocess.run(
        [program("promtool"), "test", "rules", "tests.yml"], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def the(name: str, severity: str, options: Options) -> Alert:
    return next(alert for alert in alerts(options) if (alert.name, alert.severity) == (name, severity))


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: "-".join(scene))
def test_grafana_says_what_prometheus_does(scene: tuple[str, str], tmp_path: Path) -> None:
    samples, says = SCENES[scene]
    elsewhere = {
        calls("auth", "account", job="bank"): "0+9x20",
        series("triage_failures_total", job="bank", triage_cause="gemini.key_missing", triage_class="auth"): "0+9x20",
    }
    apart = replace(OURS, thresholds=Thresholds(shared_services=3))  # of which each is paged by itself
    compare(tmp_path, the(*scene, apart), {**samples, **elsewhere}, apart, says)


@pytest.mark.parametrize("language", TRANSLATED)
def test_grafana_says_what_prometheus_does_in_a_language(language: str, tmp_path: Path) -> None:
    options = replace(OURS, language=language)
    samples, _ = SCENES["LLMQuotaExhausted", "critical"]
    compare(tmp_path, the("LLMQuotaExhausted", "critical", options), samples, options, "gemini.requests_per_day: ")


def test_grafana_says_it_of_a_service_told_apart_by_more_labels(tmp_path: Path) -> None:
    options = replace(OURS, group_labels=("namespace",))
    samples, says = SCENES["LLMAuthFailing", "critical"]
    prod = {name.replace("{", '{namespace="prod",', 1): values for name, values in samples.items()}
    compare(tmp_path, the("LLMAuthFailing", "critical", options), prod, options, f"prod/shop .*{says}")


@pytest.mark.parametrize(("samples", "minute"), [("0+2x30", 5), ("_x11 1x20", 12)], ids=["a-while-ago", "just-now"])
def test_grafana_leads_to_where_the_failures_began(samples: str, minute: int, tmp_path: Path) -> None:
    """By fives of minutes, because it has no state of the alert to ask for."""
    alert = the("LLMAuthFailing", "warning", OURS)
    links = templates(alert, Grafana(), OURS)
    labels = {name: by_grafana(alert, links[name], OURS) for name in ("dashboard_url", "traces_url")}
    wanted = {"dashboard_url": class_board("auth", minute - HOUR), "traces_url": traces(["auth"], minute - HOUR)}
    values = {f"count(ALERTS{{{name}='{address}'}})": 1 for name, address in wanted.items()}
    run(
        tmp_path,
        {"alert": "Led", "expr": f"max without () ({alert.expr})", "labels": labels},
        {calls("auth", "account"): samples},
        OURS,
        values,
    )


def test_a_cause_that_grafana_is_given_twice_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two as frequent, Prometheus 2.42 takes the first now here, now there."""
    alert = the("LLMAuthFailing", "critical", OURS)
    asked = dict(questions(alert, OURS))
    monkeypatch.setattr(f"{__name__}.questions", lambda *_: {**asked, "cause2": asked["cause1"]}.items())
    text, told = by_grafana(alert, templates(alert, Grafana(), OURS)["description"], OURS), "Cause gemini.key_expired"
    once = f'ALERTS{{job="shop",text=~"(?s).*{told}.*",text!~"(?s).*{told}.*{told}.*"}}'
    rule = {"alert": "Told", "expr": f"max without () ({alert.expr})", "labels": {"text": text}}
    run(tmp_path, rule, SCENES["LLMAuthFailing", "critical"][0], OURS, {f"count({once})": 1})


def test_a_gateway_s_daily_quota_is_not_told_to_come_back_at_the_vendor_s_midnight(tmp_path: Path) -> None:
    alert = the("LLMQuotaExhausted", "critical", OURS)
    failed = series(
        "triage_failures_total",
        triage_class="quota",
        triage_owner="account",
        triage_cause="gemini.requests_per_day",
        triage_answered_by="litellm",
        triage_quota_window="day",
    )
    rule = {
        "alert": "Told",
        "expr": f"max without () ({alert.expr})",
        "labels": {"text": templates(alert, Prometheus(), OURS)["description"]},
    }
    silent = 'ALERTS{job="shop",text=~"(?s).*Cause gemini.requests_per_day.*",text!~"(?s).*quota comes back.*"}'
    run(tmp_path, rule, {calls("quota", "account"): "0+8x20", failed: "0+8x20"}, OURS, {f"count({silent})": 1})


BY_ACCOUNT = Options(group_labels=("namespace", "triage_credential"), runbooks_url="https://books.test")
OF_ACCOUNTS = [one for one in alerts(BY_ACCOUNT) if "namespace" in one.group(BY_ACCOUNT)]
"""What is about one service."""
OF_LIMITS = r"triage_(?:quota_limit|retry_after_seconds_\w+)"
"""Metrics that no credential tells apart."""


def test_limits_and_waiting_times_are_asked_for_without_the_credential() -> None:
    told = "".join(templates(one, Prometheus(), BY_ACCOUNT)["description"] for one in OF_ACCOUNTS)
    assert set(re.findall(rf"{OF_LIMITS}\{{(%\[\d\]s)", told)) == {"%[3]s"}
    assert set(re.findall(r"triage:failures:increase5m\{(%\[\d\]s,%\[\d\]s)", told)) == {"%[1]s,%[2]s"}
    service = "job=%q,service_name=%q,gen_ai_provider_name=%q,namespace=%q"
    values = "$labels.job $labels.service_name $labels.gen_ai_provider_name $labels.namespace"
    assert f"$group := printf `{service},triage_credential=%q` {values} $labels.triage_credential }}}}" in told
    assert f"$target := printf `{service}` {values} }}}}" in told
    assert set(re.findall(r"` (\$group [^)]*)\)", told)) == {"$group $series $target"}


def test_without_a_credential_there_is_one_set_of_matchers() -> None:
    chosen = Options(group_labels=("namespace",))
    told = "".join(templates(one, Prometheus(), chosen)["description"] for one in alerts(chosen))
    assert set(re.findall(rf"{OF_LIMITS}\{{(%\[\d\]s)", told)) == {"%[1]s"}
    assert "$target" not in told


def test_grafana_asks_for_limits_and_waiting_times_by_the_service() -> None:
    # The alert about a quota itself has no credential in its series.
    asked = [expr for one in OF_ACCOUNTS if m.QUOTA_ID not in one.series for _, expr in questions(one, BY_ACCOUNT)]
    found = [by for expr in asked for by in re.findall(rf"by \(([^)]*)\) \(+(?:\w+\()?{OF_LIMITS}", expr)]
    assert found
    assert [by for by in found if "namespace" not in by or "triage_credential" in by] == []
    failures = [by for expr in asked for by in re.findall(r"by \(([^)]*)\) \(sum_over_time\(triage:failures", expr)]
    assert len([by for by in failures if "namespace, triage_credential" in by]) > 100
    assert [
        by for by in failures if "triage_credential" not in by and "gen_ai_provider_name, triage_class" not in by
    ] == []


@pytest.mark.parametrize(
    ("labels", "named"),
    [
        ((), False),
        (("namespace",), False),
        (("triage_credential",), True),
        (("namespace", "triage_credential"), True),
    ],
)
def test_a_service_is_named_with_its_key_where_that_tells_accounts_apart(labels: tuple[str, ...], named: bool) -> None:
    for language, word in (("en", "key"), ("ru", "ключ"), ("pt", "chave")):
        template = service_of("$labels", Options(group_labels=labels, language=language))
        key = f"{{{{ with $labels.triage_credential }}}} ({word} {{{{ . }}}}){{{{ end }}}}"
        assert template.endswith(key) is named
        assert template.count("triage_credential") == named
        assert template.startswith("{{ with $labels.namespace }}") is ("namespace" in labels)


@pytest.mark.parametrize(("language", "mark"), [("en", ""), ("ru", ","), ("pt", ",")])
def test_decimals_have_the_mark_of_the_language(language: str, mark: str) -> None:
    options = Options(language=language)
    then = f' | reReplaceAll "[.]" "{mark}"' if mark else ""
    assert percent("$x", options).endswith(f'"$1$2"{then}')
    balance = next(one for one in alerts(options) if one.value == "tokens")
    assert f"{{{{ humanize $value{then} }}}}" in filled(balance.problem, balance, Prometheus(), options)


@pytest.mark.parametrize("evaluator", [Prometheus(), Grafana()], ids=["prometheus", "grafana"])
def test_an_address_that_is_given_is_that_of_every_link(evaluator: Prometheus | Grafana) -> None:
    chosen = Options(dashboards_url="https://grafana.test/", runbooks_url="https://books.test/")
    for alert in alerts(chosen):
        links = {name: text for name, text in templates(alert, evaluator, chosen).items() if name.endswith("_url")}
        assert "https://grafana.test/d/" in links["dashboard_url"]
        assert "externalURL" not in "".join(links.values())
        assert "https://books.test/" in links["runbook_url"]
        assert ("traces_url" in links) is alert.tells_causes
        if alert.tells_causes:
            assert "https://grafana.test/explore?" in links["traces_url"]
            assert links["runbook_url"].endswith(".md{{ with $cause }}#{{ . }}{{ end }}")
