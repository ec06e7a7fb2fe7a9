"""The Alertmanager example: who is told, and what is not told because of something else, tried with the real tools."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from genai_triage.monitoring import alertmanager as example
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.options import Options
from genai_triage.taxonomy import Owner
from tests.support import stack
from tests.support.programs import program
from tests.support.yaml_files import read_yaml

ALERTS = alerts(Options())
SERVICE = {"job": "shop", "gen_ai_provider_name": "gcp.gemini"}
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("alertmanager") / "alertmanager.yml"
    path.write_text(example.artifacts(Options())[example.PATH], encoding="utf-8")
    return path


def amtool(*arguments: str) -> str:
    done = subprocess.run([program("amtool"), *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def receivers(config: Path, **labels: str) -> set[str]:
    pairs = (f"{name}={value}" for name, value in labels.items())
    return set(amtool("config", "routes", "test", f"--config.file={config}", *pairs).split(","))


def test_amtool_accepts_the_configuration(config: Path) -> None:
    assert "SUCCESS" in amtool("check-config", str(config))


def _times(route: dict[str, Any]) -> tuple[str, str, str]:
    return route["group_wait"], route["group_interval"], route["repeat_interval"]


def test_a_page_is_told_at_once_and_whoever_works_in_office_hours_is_told_of_it_and_its_warning_together() -> None:
    route = example.configuration(Options())["route"]
    pager, *others = route["routes"][0]["routes"]
    assert (_times(route), pager["receiver"], pager["continue"]) == (("30s", "5m", "4h"), "pager", True)
    assert {_times(one) for one in others} == {("7m", "15m", "1d")}
    notes = [one["routes"][0] for one in others if one["receiver"].startswith("owner-")]
    assert {(*one["matchers"], *_times(one)) for one in notes} == {('severity="info"', "5m", "1h", "5d")}
    assert [one["matchers"] for one in others if one["receiver"] == "finance" and one["continue"]] == [
        ['alertname=~"LLMBillingBlocked|LLMBalanceRunningOut"'],
        ['alertname="LLMSharedFailure"', 'triage_class="billing"'],
    ]


@pytest.mark.parametrize("owner", Owner, ids=str)
def test_a_note_is_repeated_every_five_days(owner: Owner) -> None:
    ((ours,),) = [[route["routes"] for route in example.configuration(Options())["route"]["routes"]]]
    (quiet, *_) = next(route["routes"] for route in ours if route["receiver"] == f"owner-{owner}")
    assert (quiet["matchers"], quiet["repeat_interval"]) == (['severity="info"'], "5d")


@pytest.mark.parametrize("severity", ["critical", "warning", "info"])
@pytest.mark.parametrize("owner", Owner, ids=str)
def test_owner_is_told_and_the_pager_only_of_what_is_critical(owner: Owner, severity: str, config: Path) -> None:
    expected = {f"owner-{owner}"} | ({"pager"} if severity == "critical" else set())
    assert receivers(config, alertname="LLMTimeouts", owner=owner.value, severity=severity) == expected


@pytest.mark.parametrize("name", ["LLMBillingBlocked", "LLMBalanceRunningOut"])
def test_whoever_pays_is_told_of_money(name: str, config: Path) -> None:
    assert receivers(config, alertname=name, owner="account", severity="warning") == {"owner-account", "finance"}


def test_alerts_of_others_stay_with_the_others(config: Path) -> None:
    assert receivers(config, alertname="NodeDown", owner="account", severity="critical") == {"others"}


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.uid)
def test_every_alert_reaches_its_owner(alert: Any, config: Path) -> None:
    owner = alert.labels.get("owner", "caller")
    told = receivers(config, alertname=alert.name, owner=owner, severity=alert.severity)
    assert f"owner-{owner}" in told
    assert ("pager" in told) == (alert.severity == "critical")


def test_every_receiver_is_used_and_every_name_in_the_inhibitions_is_an_alert() -> None:
    text = example.artifacts(Options())[example.PATH]
    names = {name for rule in read_yaml(text)["inhibit_rules"] for name in _names(rule)}
    assert names <= {alert.name for alert in ALERTS}
    told = {alert.name for alert in ALERTS if "finance" in alert.tells}
    assert told == {"LLMBillingBlocked", "LLMBalanceRunningOut", "LLMSharedFailure"}


def _names(rule: dict[str, Any]) -> Iterator[str]:
    for matcher in rule["source_matchers"] + rule["target_matchers"]:
        label, _, value = matcher.partition("=")
        if label == "alertname":
            yield from value.strip('~"').split("|")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Alertmanager with the example."""
    folder = tmp_path_factory.mktemp("running")
    nobody = Options(webhooks_url="http://127.0.0.1:9/")
    with stack.alertmanager(folder, example.configuration(nobody)) as url:
        yield url


def test_alertmanager_remembers_what_it_sent_until_it_is_repeated(tmp_path: Path) -> None:
    """It warns of a `repeat_interval` that is longer than it keeps its data."""
    config = example.configuration(Options(webhooks_url="http://127.0.0.1:9/"))
    longest = json.loads(json.dumps(config).replace('"5d"', '"6d"'))
    for name, one, warns in (("ours", config, False), ("longer", longest, True)):
        folder = tmp_path / name
        folder.mkdir()
        with stack.alertmanager(folder, one):
            log = (folder / "alertmanager.log").read_text("utf-8")
        assert ("repeat_interval is greater than the data retention period" in log) == warns, log


def states(url: str, service: str, *fired: dict[str, str], suppressed: int = 0) -> dict[str, str]:
    """Whether each alert, of a service of its own, is `active` or `suppressed`, by name and severity.

    As many as `suppressed` are waited for: an alert is active until Alertmanager has seen the one that silences it.
    """
    sent = [{"labels": {**SERVICE, "job": service, **labels}} for labels in fired]
    _ask(f"{url}/api/v2/alerts", json.dumps(sent).encode())
    filters = f'?filter=job%3D"{service}"'
    found = stack.wait_for(lambda: _all(url, filters, len(fired), suppressed), "the alerts")
    return {f"{one['labels']['alertname']} {one['labels']['severity']}": one["status"]["state"] for one in found}


def _all(url: str, filters: str, number: int, suppressed: int) -> list[dict[str, Any]] | None:
    found = json.loads(_ask(f"{url}/api/v2/alerts{filters}"))
    known = [one["status"]["state"] for one in found]
    is_settled = len(found) == number and "unprocessed" not in known and known.count("suppressed") >= suppressed
    return found if is_settled else None


def _ask(url: str, body: bytes | None = None) -> bytes:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with _direct.open(request, timeout=60) as answer:
        return bytes(answer.read())


def labels(name: str, severity: str, owner: str = "provider", **more: str) -> dict[str, str]:
    return {"alertname": name, "severity": severity, "owner": owner, **more}


def test_critical_silences_the_warning_of_the_same_name(running: str) -> None:
    fired = [labels("LLMAuthFailing", severity, "account") for severity in ("critical", "warning")]
    expected = {"LLMAuthFailing critical": "active", "LLMAuthFailing warning": "suppressed"}
    assert states(running, "same", *fired, suppressed=1) == expected


def test_critical_of_one_provider_silences_nothing_of_another(running: str) -> None:
    other = labels("LLMAuthFailing", "warning", "account", gen_ai_provider_name="gigachat")
    found = states(running, "other", labels("LLMAuthFailing", "critical", "account"), other)
    assert set(found.values()) == {"active"}


@pytest.mark.parametrize("name", ["LLMTimeouts", "LLMProviderDegraded", "LLMMalformedOutput"])
def test_an_outage_silences_what_follows_from_it(name: str, running: str) -> None:
    found = states(
        running, f"outage-{name}", labels("LLMProviderOutage", "critical"), labels(name, "warning"), suppressed=1
    )
    assert found == {"LLMProviderOutage critical": "active", f"{name} warning": "suppressed"}


@pytest.mark.parametrize("severity", ["critical", "warning"])
def test_an_outage_that_one_service_sees_silences_nothing_of_another(severity: str, running: str) -> None:
    other = labels("LLMTimeouts", severity, gen_ai_provider_name=f"one-{severity}", service_name="other")
    found = states(
        running,
        f"one-{severity}",
        labels("LLMProviderOutage", "critical", gen_ai_provider_name=f"one-{severity}"),
        other,
    )
    assert set(found.values()) == {"active"}


@pytest.mark.parametrize("name", ["LLMProviderOutage", "LLMTimeouts", "LLMProviderDegraded", "LLMMalformedOutput"])
def test_an_outage_that_most_services_see_silences_what_follows_from_it_everywhere(name: str, running: str) -> None:
    of = f"wide-{name}"
    wide = labels("LLMProviderWideOutage", "critical", gen_ai_provider_name=of, service_name="")
    found = states(
        running, of, wide, labels(name, "critical", gen_ai_provider_name=of, service_name="any"), suppressed=1
    )
    assert found == {"LLMProviderWideOutage critical": "active", f"{name} critical": "suppressed"}


def test_an_outage_does_not_silence_the_callers_own_timeouts(running: str) -> None:
    fired = labels("LLMProviderOutage", "critical"), labels("LLMTimeouts", "warning", "caller")
    assert set(states(running, "own", *fired).values()) == {"active"}


@pytest.mark.parametrize(
    ("now", "before"),
    [("LLMQuotaExhausted", "LLMQuotaRunningOut"), ("LLMBillingBlocked", "LLMBalanceRunningOut")],
)
def test_what_has_happened_silences_the_warning_that_it_would(now: str, before: str, running: str) -> None:
    fired = labels(now, "warning", "account"), labels(before, "warning", "account")
    assert states(running, now, *fired, suppressed=1) == {f"{now} warning": "active", f"{before} warning": "suppressed"}


OUTAGE = labels("LLMProviderOutage", "critical")
WIDE = labels("LLMProviderWideOutage", "critical")
SHARED = labels("LLMSharedFailure", "critical", "account", triage_class="auth")
LATE = labels("LLMTimeouts", "critical")
AUTH = labels("LLMAuthFailing", "warning", "account", triage_class="auth")


def of_another(alert: dict[str, str], **more: str) -> dict[str, str]:
    return {**alert, **more}


@pytest.mark.parametrize(
    ("silencer", "silenced", "heard"),
    [
        pytest.param(OUTAGE, LATE, of_another(LATE, service_name="other"), id="an outage, of another service"),
        pytest.param(
            OUTAGE, LATE, of_another(LATE, gen_ai_provider_name="gigachat"), id="an outage, of another provider"
        ),
        pytest.param(OUTAGE, LATE, of_another(AUTH, severity="critical"), id="an outage, a dead key"),
        pytest.param(
            WIDE, LATE, of_another(LATE, gen_ai_provider_name="gigachat"), id="a wide outage, of another provider"
        ),
        pytest.param(WIDE, LATE, of_another(AUTH, severity="critical"), id="a wide outage, a dead key"),
        pytest.param(WIDE, LATE, of_another(LATE, owner="caller"), id="a wide outage, the caller's own timeouts"),
        pytest.param(
            WIDE,
            LATE,
            of_another(labels("LLMNetworkFailing", "critical", "network", triage_class="network")),
            id="a wide outage, the network",
        ),
        pytest.param(SHARED, AUTH, of_another(AUTH, severity="critical"), id="a shared failure, one that comes later"),
        pytest.param(
            SHARED, AUTH, of_another(AUTH, gen_ai_provider_name="gigachat"), id="a shared failure, of another provider"
        ),
        pytest.param(
            SHARED,
            AUTH,
            of_another(labels("LLMBillingBlocked", "warning", "account", triage_class="billing")),
            id="a shared failure, of another class",
        ),
        pytest.param(SHARED, AUTH, of_another(LATE), id="a shared failure, timeouts"),
    ],
)
def test_what_says_more_about_one_thing_silences_nothing_else(
    silencer: dict[str, str],
    silenced: dict[str, str],
    heard: dict[str, str],
    running: str,
    request: pytest.FixtureRequest,
) -> None:
    """Each way: what follows from it is silenced, and by then the other would be too."""
    of = request.node.callspec.id
    fired = {"silencer": silencer, "silenced": silenced, "heard": heard}
    sent = [
        {"labels": {**SERVICE, "gen_ai_provider_name": of, **alert, "job": of, "part": part}}
        for part, alert in fired.items()
    ]
    _ask(f"{running}/api/v2/alerts", json.dumps(sent).encode())
    filters = f"?filter={quote(f'job={json.dumps(of)}')}"
    found = stack.wait_for(lambda: _all(running, filters, 3, 1), "the alerts")
    states = {one["labels"]["part"]: one["status"]["state"] for one in found}

    assert states == {"silencer": "active", "silenced": "suppressed", "heard": "active"}


TOLD_APART = Options(group_labels=("namespace", "triage_credential"))
"""Services by their place, and accounts by their credential."""


def grouped(routes: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {" ".join(one["matchers"]): one["group_by"] for one in routes if "group_by" in one}


def test_an_incident_is_an_account_s_a_provider_s_or_a_place_s() -> None:
    (ours,) = example.configuration(TOLD_APART)["route"]["routes"]
    by_receiver = {one["receiver"]: one for one in ours["routes"]}
    account, place = ["gen_ai_provider_name", "triage_credential"], ["owner", "namespace"]
    assert grouped(by_receiver["pager"]["routes"]) == {
        'owner="account"': account,
        'owner="provider"': ["gen_ai_provider_name"],
        'owner="network"': place,
        'alertname=~"LLMUnclassifiedFailures|LLMRateLimited"': ["alertname", *account],
    }
    assert grouped(by_receiver["owner-caller"]["routes"]) == {
        'alertname=~"LLMRateLimited|LLMRetriesHideFailures"': ["alertname", *account],
        'alertname="LLMTelemetryMissing"': ["alertname", "namespace"],
    }
    found = {name: one.get("group_by") for name, one in by_receiver.items() if name.startswith("owner-")}
    assert found == {
        "owner-account": account,
        "owner-provider": ["gen_ai_provider_name"],
        "owner-network": place,
        **dict.fromkeys(("owner-caller", "owner-content", "owner-unknown")),
    }
    assert {tuple(one["group_by"]) for one in ours["routes"] if one["receiver"] == "finance"} == {tuple(account)}


def test_all_else_is_about_one_service() -> None:
    assert example.configuration(TOLD_APART)["route"]["group_by"] == [
        *("alertname", "job", "service_name", "gen_ai_provider_name", "namespace", "triage_credential")
    ]


def test_a_reason_silences_what_is_like_it_in_its_place_and_account() -> None:
    """Not every count has the credential, so what is about one service may differ in it."""
    service = ["job", "service_name", "gen_ai_provider_name", "namespace"]
    found = {rule["source_matchers"][0]: rule["equal"] for rule in example.configuration(TOLD_APART)["inhibit_rules"]}
    assert found == {
        'severity="critical"': ["alertname", *service, "triage_credential"],
        'alertname="LLMSharedFailure"': ["gen_ai_provider_name", "triage_class", "triage_credential"],
        'alertname="LLMProviderWideOutage"': ["gen_ai_provider_name"],
        **{f'alertname="{name}"': service for name in ("LLMProviderOutage", "LLMQuotaExhausted", "LLMBillingBlocked")},
    }


@pytest.mark.parametrize("address", ["https://hooks.test/llm", "https://hooks.test/llm/"])
def test_every_receiver_has_an_address_of_its_own(address: str) -> None:
    found = example.configuration(Options(webhooks_url=address))["receivers"]
    assert [(one["name"], one["webhook_configs"]) for one in found] == [
        (name, [{"url": f"https://hooks.test/llm/{name}", "send_resolved": name in ("others", "pager")}])
        for name in ("others", "pager", "finance", *(f"owner-{owner}" for owner in Owner))
    ]
    head = example.artifacts(Options(webhooks_url=address))[example.PATH]
    assert (
        "\n# Replace the webhooks by receivers of your own; the templates list the services of an incident.\n" in head
    )
    assert "NOTHING" not in head


@pytest.mark.parametrize(
    ("matcher", "parts"),
    [
        ('a="b"', ("a", "=", "b")),
        ('a=~"b|c"', ("a", "=~", "b|c")),
        ('a!="b"', ("a", "!=", "b")),
        ('a!~"b"', ("a", "!~", "b")),
        ('a.b="c \\"d\\\\"', ("a.b", "=", 'c "d\\')),
    ],
)
def test_a_matcher_has_three_parts(matcher: str, parts: tuple[str, str, str]) -> None:
    assert example.parts(matcher) == parts


@pytest.mark.parametrize("text", ["", "a", "a=b", 'a=="b"', 'a="b" ', 'a="b"c"'])
def test_what_is_no_matcher_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no matcher of Alertmanager") as raised:
        example.parts(text)
    assert str(raised.value) == f"no matcher of Alertmanager: {text}"


def test_times_are_divided_by_the_speed() -> None:
    route = example.configuration(Options(speed=60))["route"]
    assert _times(route) == ("1s", "5s", "4m")
    (ours,) = route["routes"]
    assert {_times(one) for one in ours["routes"] if "group_wait" in one} == {("7s", "15s", "24m")}
