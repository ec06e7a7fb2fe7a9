"""Every query of every dashboard, on a real Prometheus that scrapes the real library under load.

Four services call the simulator: one whose calls all succeed, one that meets every class of failure, one under the
latest conventions, and one with sessions, jobs and functions, which gets a new version in between.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("google.genai")
pytest.importorskip("gigachat")

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from prometheus_client import CollectorRegistry, start_http_server

import genai_triage
from genai_triage.monitoring import metrics as m
from genai_triage.monitoring import rules
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.facts import PACIFIC
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import FAILURE_CLASS, OVERVIEW, PROVIDER_HEALTH
from genai_triage.monitoring.recording import records
from genai_triage.simulator import Simulator
from genai_triage.taxonomy import CAUSES, FailureClass, Owner
from genai_triage.taxonomy.resets import next_midnight, zone_of
from tests.support import stack
from tests.support.boards import BOARDS, PANELS, Found, panel, replaced
from tests.support.load import GEMINI, GIGACHAT, LOST, PATIENCE, Application, make
from tests.support.stack import Series
from tests.support.yaml_files import read_yaml

pytestmark = pytest.mark.timeout(600)

ROUNDS = 2
STEP = 2
"""Seconds: what Grafana would take for `$__interval` if a dashboard were a minute wide."""

FAILING, LATEST, HEALTHY, LASTING, NOBODY = "failing", "latest", "healthy", "lasting", "nobody"
JOBS = {FAILING: "shop/failing", LATEST: "latest", HEALTHY: "healthy", LASTING: "lasting"}
"""OTLP writes the service's namespace before its name."""

GRAFANAS = {
    "alertname": "LLMTelemetryMissing (warning)",
    "alertstate": "firing",
    "grafana_alertstate": "Alerting",
    "job": JOBS[FAILING],
    "severity": "warning",
}
"""An alert of Grafana's own, as it writes its state history to Prometheus: with the rule's title."""


@dataclass
class World:
    """Prometheus after the load."""

    url: str = ""
    start: float = 0.0
    end: float = 0.0
    expected: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Failures by provider and cause that the failing service met."""

    @property
    def classes(self) -> Counter[str]:
        """Failures by class."""
        found: Counter[str] = Counter()
        for (_, cause), number in self.expected.items():
            found[CAUSES[cause].failure_class.value] += number
        return found

    def run(self, found: Found, number: int = 0, *, last: int = 0, **chosen: str) -> list[Series]:
        """A panel's query, as Grafana asks it with these variables chosen, for the last seconds or for the whole."""
        target = found.panel["targets"][number]
        if "service" in chosen:
            chosen["service"] = JOBS.get(chosen["service"], chosen["service"])
        expr = replaced(target["expr"], {**defaults(found.board), **self.times(last), **chosen})
        if target.get("instant"):
            return finite(stack.instant(self.url, expr, self.end))
        return finite(stack.ranged(self.url, expr, self.end - last if last else self.start, self.end, STEP))

    def times(self, last: int = 0) -> dict[str, str]:
        return {
            "__range": f"{last or math.ceil(self.end - self.start)}s",
            "__interval": f"{STEP}s",
            "__rate_interval": f"{2 * STEP}s",
        }


def defaults(board: str) -> dict[str, str]:
    """What each variable is replaced by on opening the dashboard."""
    found = {}
    for variable in BOARDS[board]["templating"]["list"]:
        value = (variable.get("current") or {}).get("value", "")
        found[variable["name"]] = variable.get("allValue", ".*") if value == ["$__all"] else str(value)
    return found


def finite(series: list[Series]) -> list[Series]:
    """Without what is not drawn: NaN."""
    kept = ((labels, [(when, value) for when, value in samples if math.isfinite(value)]) for labels, samples in series)
    return [(labels, samples) for labels, samples in kept if samples]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, Simulator() as simulator:
        application = Application(simulator)
        ports = {job: Service(job) for job in JOBS.values()}
        directory = tmp_path_factory.mktemp("prometheus")
        with stack.prometheus(directory, config(directory, ports)) as url:
            found = World(url, start=time.time())
            load(application, ports, found, patch)
            found.end = round(time.time(), 3)
            yield found
        for service in ports.values():
            service.stop()


class Service:
    """The library's metrics as a Python service shows them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._registry = CollectorRegistry()
        self.deploy("1.0")
        self._server, self._thread = start_http_server(0, "127.0.0.1", self._registry)
        self.address = f"127.0.0.1:{self._server.server_port}"

    def deploy(self, version: str) -> None:
        """Starts anew, under the same address."""
        resource = Resource({"service.name": self._name, "service.version": version})
        self.meters = MeterProvider([PrometheusMetricReader(registry=self._registry)], resource)

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.meters.shutdown()


def config(directory: Path, services: dict[str, Service]) -> dict[str, Any]:
    """Scrapes each service every second, and evaluates the rules as often."""
    return {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(written) for written in fast_rules(directory)],
        "scrape_configs": [
            {"job_name": job, "static_configs": [{"targets": [service.address]}]} for job, service in services.items()
        ],
    }


def fast_rules(directory: Path) -> Iterator[Path]:
    """The rules with seconds for minutes, under the names that dashboards read."""
    fast, slow = Options(speed=60), Options()
    names = {quick.name: record.name for quick, record in zip(records(fast), records(slow), strict=True)}
    texts = rules.artifacts(fast)
    state = {"record": "GRAFANA_ALERTS", "expr": "vector(1)", "labels": GRAFANAS}
    texts["grafana"] = json.dumps({"groups": [{"name": "grafana", "rules": [state]}]})
    for number, path in enumerate((rules.RECORDS, rules.ALERTS, "grafana")):
        groups = read_yaml(texts[path])["groups"]
        for rule in (rule for group in groups for rule in group["rules"]):
            rule["expr"] = re.sub(r"triage:\w+:\w+", lambda found: names[found[0]], rule["expr"])
            if "record" in rule:
                rule["record"] = names.get(rule["record"], rule["record"])
            else:
                rule["keep_firing_for"] = "1h"  # what fired is still there, however long the other services take
        written = directory / f"{number}.rules.json"
        written.write_text(json.dumps({"groups": groups}), encoding="utf-8")
        yield written


_FEW = (FailureClass.AUTH, FailureClass.QUOTA)


def load(application: Application, services: dict[str, Service], found: World, patch: pytest.MonkeyPatch) -> None:
    """Every service makes its calls, in two rounds, so that rates have something to compare."""
    good, bad = application.succeeding(), application.failing()
    few = [call for call in bad if call.cause and CAUSES[call.cause].failure_class in _FEW and call.provider == GEMINI]
    for name, calls in ((HEALTHY, good), (FAILING, [*good, *bad]), (LATEST, [*good, *few])):
        if name == LATEST:
            patch.setenv("OTEL_SEMCONV_STABILITY_OPT_IN", "gen_ai_latest_experimental")
        else:
            patch.delenv("OTEL_SEMCONV_STABILITY_OPT_IN", raising=False)
        service = services[JOBS[name]]
        genai_triage.instrument(meter_provider=service.meters)
        try:
            for _ in range(ROUNDS):
                make(calls if name == HEALTHY else [*calls, *application.healing()])
                scraped(found.url, JOBS[name])
        finally:
            genai_triage.uninstrument()
    last(application, services[JOBS[LASTING]], found)
    scraped(found.url, JOBS[LATEST], STEP)
    found.expected.update({(call.provider, call.cause): ROUNDS for call in bad if call.cause})
    firing = f'ALERTS{{job="{JOBS[FAILING]}",alertname="LLMAuthFailing",alertstate="firing"}}'
    stack.wait_for(lambda: stack.instant(found.url, firing, time.time()), "the alert for auth")


def last(application: Application, service: Service, found: World) -> None:
    """Under the first version all is well; under the second there are sessions, one of which is lost, and functions."""
    for version, calls in (("1.0", application.succeeding()[:1]), ("2.0", application.lasting())):
        service.meters.shutdown()
        service.deploy(version)
        genai_triage.instrument(meter_provider=service.meters)
        try:
            make(calls)
            scraped(found.url, JOBS[LASTING], STEP)
        finally:
            genai_triage.uninstrument()


def scraped(url: str, job: str, later: float = 0) -> None:
    """Wait until Prometheus has read what a service shows now, or some seconds later."""
    now = time.time() + later
    newest = f'max(timestamp({m.CALLS.name}{{job="{job}"}}))'
    stack.wait_for(
        lambda: [1 for _, [(_, at)] in stack.instant(url, newest, time.time()) if at > now], f"{job}'s scrape"
    )


def queries(wanted: Callable[[Found, int], bool] = lambda found, number: True) -> pytest.MarkDecorator:
    """Each query that is wanted, by its panel and its number there."""
    found = [
        pytest.param(found, number, id=f"{found.name} {target['refId']}")
        for found in PANELS
        for number, target in enumerate(found.panel["targets"])
        if wanted(found, number)
    ]
    return pytest.mark.parametrize(("found", "number"), found)


RENAMED = [metric for metric in m.METRICS if metric.latest]
"""Metrics of the latest conventions."""
NO_CALLS = "No calls"
SAYS_NO_CALLS = {"Calls that succeeded", "Availability", "Error budget left", "Failures", "Whose problem it is"}
"""Panels that say it by a value."""
SELF_CONTAINED = "What it means, and what to do"
"""The panel that shows a constant."""
SAID_TO_BE_PROVIDERS = {cause.id for cause in CAUSES.values() if cause.owner is Owner.PROVIDER}


def values(series: list[Series], *labels: str) -> dict[tuple[str, ...], float]:
    """The value of each row of an instant query, by labels."""
    return {tuple(found.get(label, "") for label in labels): samples[-1][1] for found, samples in series}


def totals(series: list[Series], label: str) -> dict[str, float]:
    """All that the series with each value of a label counted, over time or at once."""
    found: dict[str, float] = {}
    for labels, samples in series:
        name = labels.get(label, "")
        found[name] = found.get(name, 0) + sum(value for _, value in samples)
    return found


@queries()
def test_every_query_returns_data_where_every_class_failed(world: World, found: Found, number: int) -> None:
    assert world.run(found, number)


@queries()
def test_no_query_returns_anything_for_a_service_that_never_called(world: World, found: Found, number: int) -> None:
    assert found.panel["title"] == SELF_CONTAINED or world.run(found, number, service=NOBODY) == []


@queries(lambda found, _: found.defaults["noValue"] == NO_CALLS)
def test_no_calls_is_said_of_a_service_that_called_before_the_range(world: World, found: Found, number: int) -> None:
    assert world.run(found, number, last=2 * STEP, service=HEALTHY) == []


@pytest.mark.parametrize("found", [found for found in PANELS if found.defaults["noValue"] == NO_CALLS], ids=str)
def test_panel_that_says_no_calls_shows_something_if_all_calls_succeeded(world: World, found: Found) -> None:
    assert world.run(found, service=HEALTHY)


OF_SOME = {"Tokens of calls that raised", "How sessions ended"}
"""What not both services have: the older conventions do not tell the one, and sessions are another service's."""


@queries(
    lambda found, number: (
        found.panel["title"] not in OF_SOME and any(one.name in found.expressions[number] for one in RENAMED)
    )
)
@pytest.mark.parametrize("service", [FAILING, LATEST])
def test_query_of_a_renamed_metric_finds_it_under_both_names(
    world: World, found: Found, number: int, service: str
) -> None:
    assert world.run(found, number, service=service)


def test_table_has_a_line_for_every_cause_with_its_count_and_owner(world: World) -> None:
    rows = world.run(panel(OVERVIEW, "What failed, and what to do"), service=FAILING)

    assert values(rows, m.PROVIDER, m.CLASS, m.CAUSE, m.OWNER) == {
        (provider, CAUSES[cause].failure_class.value, cause, CAUSES[cause].owner.value): count
        for (provider, cause), count in world.expected.items()
    }


TABLES = [found for found in PANELS if found.panel["type"] == "table" and len(found.panel["targets"]) > 1]
ROWS = [found for found in TABLES if '"fix"' in found.expressions[0]]
"""Those that say what to do."""
STATES = {"none", "no_calls"}


def lines(series: list[Series]) -> dict[str, float]:
    """The value of each row of a table by all its labels, without what only says that there is no row."""
    return {json.dumps(labels): samples[0][1] for labels, samples in series if labels["fix"] not in STATES}


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("found", ROWS, ids=str)
def test_table_has_for_every_line_since_when_and_when_last(world: World, found: Found, number: int) -> None:
    chosen: dict[str, Any] = (
        {"service": FAILING, "class": "auth"} if found.board == FAILURE_CLASS else {"service": FAILING}
    )
    counts, times = (lines(world.run(found, one, **chosen)) for one in (0, number))

    assert counts
    assert set(counts) == set(times)
    assert all(world.start <= time / 1000 <= world.end for time in times.values())


@pytest.mark.parametrize("service", [FAILING, HEALTHY, LASTING])
@pytest.mark.parametrize("found", TABLES, ids=str)
def test_every_query_of_a_table_has_a_row_whenever_the_first_has(world: World, found: Found, service: str) -> None:
    """Grafana calls a column `Value` while only one query has rows, and `Value #A` from two on."""
    for last in (0, 2 * STEP):
        asked = [world.run(found, number, last=last, service=service) for number in range(len(found.panel["targets"]))]
        assert len({bool(series) for series in asked}) == 1


def test_failure_of_the_last_seconds_has_its_columns(world: World) -> None:
    """A step is longer than that: no query may wait for the next one."""
    found = panel(OVERVIEW, "What failed, and what to do")
    scope: dict[str, Any] = {"service": FAILING, "__interval": "1h", "__rate_interval": "1h"}
    counts, since, last = (lines(world.run(found, number, **scope)) for number in range(3))

    assert counts
    assert set(counts) == set(since) == set(last)


@pytest.mark.parametrize(
    ("chosen", "state"), [({"service": HEALTHY}, "none"), ({"service": HEALTHY, "last": 2 * STEP}, "no_calls")]
)
@pytest.mark.parametrize("found", ROWS, ids=str)
def test_table_says_why_it_is_empty(world: World, found: Found, chosen: dict[str, Any], state: str) -> None:
    """In a column without links, and without the columns that have them."""
    first, *others = (world.run(found, number, **chosen) for number in range(len(found.panel["targets"])))

    assert [labels for labels, _ in first] == [{"fix": state}]
    assert all({"fix": state} in [labels for labels, _ in series] for series in others)


def test_row_says_where(world: World) -> None:
    rows = world.run(panel(OVERVIEW, "What failed, and what to do"), service=FAILING)
    words = {(labels[m.PROVIDER], labels.get(m.MODEL, "")): labels["where"] for labels, _ in rows}

    assert words["gigachat", "GigaChat-2"] == "shop/failing → gigachat (GigaChat-2)"


def test_row_names_what_its_links_choose(world: World) -> None:
    """A column that no row has would stand in the link as the reference that it is."""
    for labels, _ in world.run(panel(OVERVIEW, "What failed, and what to do"), service=FAILING):
        model = labels.get(m.MODEL)
        spans = f" | {{span.gen_ai.request.model = `{model}`}}" if model else " | {}"
        assert labels["service_of_row"] == FAILING
        assert (labels["chosen_model"], labels["model_spans"]) == (model or "All", spans)


def test_row_has_the_severity_of_the_alert_about_it(world: World) -> None:
    found = panel(OVERVIEW, "What failed, and what to do")
    firing = {
        (labels[m.CLASS], labels[m.PROVIDER]): rank
        for labels, [(_, rank)] in world.run(panel(OVERVIEW, "Firing alerts"), service=FAILING)
        if labels.get(m.CLASS) and labels["owner"] != Owner.PROVIDER
    }
    ranks = {
        (labels[m.CLASS], labels[m.PROVIDER]): rank
        for labels, [(_, rank)] in world.run(found, 3, service=FAILING)
        if labels["fix"] not in STATES
    }

    assert firing
    assert {place: ranks[place] for place in firing} == {
        place: max(rank for other, rank in firing.items() if other == place) for place in firing
    }
    assert set(ranks.values()) <= {1, 2, 3}


def test_bars_of_classes_are_the_six_largest_and_all_others(world: World) -> None:
    series = world.run(panel(OVERVIEW, "Failures by class"), service=FAILING)
    found = {name: count for name, count in totals(series, m.CLASS).items() if name != "none"}
    others = found.pop("others")

    assert len(found) == 6
    assert found == {name: world.classes[name] for name in found}
    assert min(found.values()) >= max(count for name, count in world.classes.items() if name not in found)
    assert others == sum(world.classes.values()) - sum(found.values())


def test_every_class_is_met(world: World) -> None:
    assert set(world.classes) == {member.value for member in FailureClass}


def test_bars_of_healed_attempts_are_above_the_failed_calls(world: World) -> None:
    found = panel(OVERVIEW, "Attempts that failed behind successes")
    attempts = totals(world.run(found, 0, service=FAILING), m.CLASS)
    (calls,) = totals(world.run(found, 1, service=FAILING), m.CLASS).values()

    assert attempts[FailureClass.OVERLOADED] == world.classes[FailureClass.OVERLOADED] + 2 * ROUNDS
    assert calls == sum(world.classes.values())


def test_success_is_the_share_of_calls_by_provider(world: World) -> None:
    found = values(world.run(panel(OVERVIEW, "Calls that succeeded"), service=FAILING), m.PROVIDER)

    for provider, succeeded in ((GEMINI, 4), (GIGACHAT, 4)):
        failed = sum(1 for whose, _ in world.expected if whose == provider)
        assert found[provider,] == pytest.approx(succeeded / (succeeded + failed))


def test_every_owner_has_its_failures(world: World) -> None:
    expected: Counter[str] = Counter()
    for (_, cause), count in world.expected.items():
        expected[CAUSES[cause].owner.value] += count

    assert values(world.run(panel(OVERVIEW, "Whose problem it is"), service=FAILING), m.OWNER) == {
        (owner,): count for owner, count in expected.items()
    }


@pytest.mark.parametrize("failure_class", list(FailureClass))
def test_dashboard_of_a_class_has_its_failures_and_their_causes(world: World, failure_class: FailureClass) -> None:
    chosen = {"service": FAILING, "class": failure_class.value}
    causes = {
        (provider, cause): count
        for (provider, cause), count in world.expected.items()
        if CAUSES[cause].failure_class is failure_class
    }

    assert values(world.run(panel(FAILURE_CLASS, "Failures"), **chosen)) == {(): sum(causes.values())}
    table = world.run(panel(FAILURE_CLASS, "Causes, and what to do about each"), **chosen)
    assert values(table, m.PROVIDER, m.CAUSE) == causes


def test_onset_is_before_the_last_failure(world: World) -> None:
    (first,) = values(world.run(panel(FAILURE_CLASS, "Onset"), service=FAILING)).values()
    (last,) = values(world.run(panel(FAILURE_CLASS, "Last seen"), service=FAILING)).values()

    assert world.start <= first / 1000 < last / 1000 <= world.end


def test_time_of_a_failure_that_was_not_is_0(world: World) -> None:
    assert values(world.run(panel(FAILURE_CLASS, "Onset"), service=HEALTHY)) == {(): 0}


def test_provider_health_has_only_what_the_provider_must_answer_for(world: World) -> None:
    rows = world.run(panel(PROVIDER_HEALTH, "What the provider failed"), service=FAILING)

    assert values(rows, m.PROVIDER, m.CAUSE) == {
        key: count for key, count in world.expected.items() if key[1] in SAID_TO_BE_PROVIDERS
    }


def test_calls_owed_are_those_beyond_the_objective(world: World) -> None:
    owed = values(world.run(panel(PROVIDER_HEALTH, "Calls owed"), service=FAILING, slo="0.95"), m.PROVIDER)

    for provider in (GEMINI, GIGACHAT):
        failed = sum(ROUNDS for whose, cause in world.expected if whose == provider and cause in SAID_TO_BE_PROVIDERS)
        calls = ROUNDS * (4 + sum(1 for whose, _ in world.expected if whose == provider))
        assert owed[provider,] == math.ceil(failed - 0.05 * calls)


def test_firing_alerts_lead_to_their_runbooks(world: World) -> None:
    rows = world.run(panel(OVERVIEW, "Firing alerts"), service=FAILING)
    pages = {(labels["alertname"], labels["page"]) for labels, _ in rows}

    assert ("LLMAuthFailing", "auth") in pages
    assert (GRAFANAS["alertname"], "telemetry") in pages
    assert {(name.partition(" ")[0], page) for name, page in pages} <= {
        (alert.name, alert.page) for alert in alerts(Options())
    }


def test_alert_about_one_class_has_it_in_its_row(world: World) -> None:
    """Of a whole provider: the class of which most calls failed."""
    rows = world.run(panel(OVERVIEW, "Firing alerts"), service=FAILING)
    of_one = {alert.name: alert.classes[0] for alert in alerts(Options()) if len(alert.classes) == 1}
    found = {(labels["alertname"], labels.get(m.CLASS)) for labels, _ in rows if labels["alertname"] in of_one}

    assert found
    assert {(name, of_one[name]) for name, _ in found} == found


HEADROOM = "Limits that were hit, and what is left of them"
DAILY, BY_MINUTE = "fail-gemini.requests_per_day", "fail-gemini.requests_per_minute"


def test_daily_limit_that_was_hit_is_shown_with_its_use_and_its_end(world: World) -> None:
    found = panel(OVERVIEW, HEADROOM)
    limit, used, share, end = (
        values(world.run(found, number, service=FAILING), m.MODEL)[DAILY,] for number in range(4)
    )

    assert used == ROUNDS
    assert share == pytest.approx(ROUNDS / limit)
    assert end / 1000 == pytest.approx(next_midnight(zone_of(PACIFIC), world.end).timestamp())


def test_limit_of_a_minute_comes_back_at_once(world: World) -> None:
    ends = values(world.run(panel(OVERVIEW, HEADROOM), 3, service=FAILING), m.MODEL)

    assert ends[BY_MINUTE,] == 0


def test_each_limit_has_a_value_in_each_column(world: World) -> None:
    found = panel(OVERVIEW, HEADROOM)
    rows = [sorted(map(str, values(world.run(found, number), *QUOTA))) for number in range(4)]

    assert rows == [rows[0]] * 4


QUOTA = (m.PROVIDER, m.MODEL, m.QUOTA_ID)


def test_cause_that_came_with_a_version_is_new(world: World) -> None:
    rows = world.run(panel(OVERVIEW, "New since the last version"), service=LASTING)

    assert [(labels[m.CAUSE], labels["service_version"]) for labels, _ in rows] == [(LOST, "2.0")]


@pytest.mark.parametrize(("service", "why"), [(FAILING, "same"), (HEALTHY, "same")])
def test_without_a_new_version_the_table_says_so(world: World, service: str, why: str) -> None:
    rows = world.run(panel(OVERVIEW, "New since the last version"), service=service)

    assert [labels["fix"] for labels, _ in rows] == [why]


def test_failures_are_counted_by_who_answered(world: World) -> None:
    rows = world.run(panel(OVERVIEW, "Who answered, and whose it is"), service=FAILING)
    answered = totals(rows, m.ANSWERED_BY)

    assert set(answered) == {"service", "edge", "none"}
    assert sum(answered.values()) == sum(world.expected.values())


def test_time_of_failures_is_that_of_calls_that_failed(world: World) -> None:
    spent = totals(world.run(panel(OVERVIEW, "Time spent in calls that failed"), service=FAILING), m.CLASS)

    assert set(spent) == set(world.classes)
    assert spent[FailureClass.TIMEOUT] > 2 * ROUNDS * PATIENCE * 0.9


def test_requests_that_brought_nothing_are_a_share_of_those_sent(world: World) -> None:
    shares = values(world.run(panel(OVERVIEW, "Requests that brought nothing")), m.PROVIDER)

    assert all(0 < share < 1 for share in shares.values())
    assert set(shares) == {(GEMINI,), (GIGACHAT,)}


def test_sessions_end_well_or_with_their_cause(world: World) -> None:
    ended = values(world.run(panel(OVERVIEW, "How sessions ended"), service=LASTING), m.CLASS, m.CAUSE)

    assert ended == {("ok", ""): 1, (CAUSES[LOST].failure_class.value, LOST): 1}


def test_tokens_of_calls_that_raised_are_known_under_the_latest_conventions(world: World) -> None:
    """These raised before any was used."""
    rows = world.run(panel(OVERVIEW, "Tokens of calls that raised"), service=LATEST)

    assert values(rows, m.MODEL) == {("none",): 0}


def test_functions_are_counted_with_those_that_raised(world: World) -> None:
    found = panel(OVERVIEW, "Functions that models called")
    ran, raised, slow = (values(world.run(found, number, service=LASTING), "gen_ai_tool_name") for number in range(3))

    assert ran == {("_weather",): 1, ("_time_of_day",): 1}
    assert raised == {("_weather",): 0, ("_time_of_day",): 1}
    assert all(0 < seconds < 60 for seconds in slow.values())


def test_oldest_job_is_as_old_as_the_process_knows(world: World) -> None:
    ((_, samples),) = world.run(panel(OVERVIEW, "Oldest unfinished job"), service=LASTING)

    assert 0 < samples[-1][1] < world.end - world.start


@pytest.mark.parametrize(
    ("failure_class", "windows"), [("quota", {"day"}), ("rate_limit", {"minute"}), ("auth", {"none"})]
)
def test_windows_are_those_of_limits(world: World, failure_class: str, windows: set[str]) -> None:
    chosen: dict[str, Any] = {"service": FAILING, "class": failure_class}
    rows = world.run(panel(FAILURE_CLASS, "By window of the limit"), **chosen)

    assert {window for (window,) in values(rows, m.QUOTA_WINDOW)} == windows


@pytest.mark.parametrize("board", sorted(BOARDS))
def test_variables_offer_the_services_and_what_they_call(world: World, board: str) -> None:
    offered = {
        variable["name"]: label_values(world, replaced(variable["query"]["query"], defaults(board)), variable["regex"])
        for variable in BOARDS[board]["templating"]["list"]
        if variable["type"] == "query"
    }

    assert offered["service"] == set(JOBS.values())
    assert offered["names"] == {FAILING, LATEST, HEALTHY, LASTING}
    assert offered["provider"] == {GEMINI, GIGACHAT}
    assert {"gemini-2.5-flash", "GigaChat-2"} <= offered["model"]


def label_values(world: World, query: str, regex: str) -> set[str]:
    """What Grafana makes of `label_values(selector, label)`."""
    asked = re.fullmatch(r"label_values\((.*), (\w+)\)", query)
    assert asked is not None
    found = {labels[asked[2]] for labels, _ in stack.instant(world.url, asked[1], world.end) if asked[2] in labels}
    if not regex:
        return found
    return {match[1] for value in found if (match := re.search(regex.strip("/"), value))}


@pytest.mark.parametrize("name", ["Alerts", "New versions"])
def test_annotation_has_something_to_mark(world: World, name: str) -> None:
    for board, document in BOARDS.items():
        (annotation,) = (one for one in document["annotations"]["list"] if one["name"] == name)
        expr = replaced(annotation["expr"], {**defaults(board), **world.times()})

        assert stack.ranged(world.url, expr, world.start, world.end, STEP)


@pytest.mark.parametrize(("failure_class", "who"), [("auth", "service"), ("network", "none")])
def test_cause_is_shown_with_who_answered(world: World, failure_class: str, who: str) -> None:
    chosen: dict[str, Any] = {"service": FAILING, "class": failure_class}
    rows = world.run(panel(FAILURE_CLASS, "Causes, and what to do about each"), **chosen)

    assert {answered for (answered,) in values(rows, m.ANSWERED_BY)} == {who}
