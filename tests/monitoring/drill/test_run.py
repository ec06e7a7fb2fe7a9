"""The stages come in their order, each is waited for as long as it may take, and the failure ends with the drill."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.monitoring.drill import run
from genai_triage.monitoring.drill.api import ApiError
from genai_triage.monitoring.drill.plan import plan
from genai_triage.monitoring.drill.run import Drill
from genai_triage.monitoring.drill.stages import Passed, Result, Stage, Stuck, by_class, host, times, where
from genai_triage.monitoring.drill.subject import Subject
from genai_triage.monitoring.options import Options

WAY = [
    *(Stage.READY, Stage.PRODUCED, Stage.EXPOSED, Stage.SCRAPED, Stage.PENDING, Stage.FIRING, Stage.RECEIVED),
    Stage.DELIVERED,
]
NO = Stuck("No.", "Wait.")


class World:
    """Parts that pass unless they are told otherwise, on a clock that moves when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done: list[str] = []
        self.answers: dict[str, Any] = {}
        self.watched: list[tuple[Stage, float]] = []
        self.scrape_interval, self.interval, self.longest_wait = 60.0, 30.0, 300.0

    def part(self, *checks: str) -> Any:
        """A part with these checks."""
        world = self

        class Part:
            scrape_interval = property(lambda _: world.scrape_interval)
            interval = property(lambda _: world.interval)
            longest_wait = property(lambda _: world.longest_wait)

            def __init__(self, *_: object) -> None:
                self.name = checks[0]

            def __getattr__(self, name: str) -> Callable[[], Any]:
                return lambda: world.ask(f"{self.name}.{name}")

        return Part

    def ask(self, name: str) -> Any:
        if not self.done or self.done[-1] != name:
            self.done.append(name)
        answer = self.answers.get(name.partition(".")[2], Passed("Yes."))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def wait(self, seconds: float) -> None:
        assert seconds == 0.2
        self.now += seconds

    def drill(self, **setting: Any) -> list[Result]:
        made = {"metrics_url": "http://x", "app": None, "is_local": True, "patience": None, **setting}
        of: Any = SimpleNamespace(**made)
        return list(Drill(of, lambda stage, stuck, seconds: self.watched.append((stage, seconds))).run())


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(run, "Subject", lambda setting: None)
    monkeypatch.setattr(run, "Production", made.part("app"))
    monkeypatch.setattr(run, "Evaluation", made.part("rules"))
    monkeypatch.setattr(run, "Delivery", made.part("delivery"))
    monkeypatch.setattr(run, "time", SimpleNamespace(monotonic=lambda: made.now))
    monkeypatch.setattr(run, "threading", SimpleNamespace(Event=lambda: SimpleNamespace(wait=made.wait)))
    return made


def test_every_stage_in_turn_and_what_is_done_between_them(world: World) -> None:
    assert [result.stage for result in world.drill()] == WAY
    assert world.done == [
        *("rules.ready", "app.begin", "delivery.begin", "app.produced", "app.exposed", "rules.scraped"),
        *("delivery.begin", "rules.pending", "delivery.begin", "rules.firing", "delivery.received"),
        *("delivery.delivered", "rules.ending", "app.end"),
    ]


def test_with_somebody_s_own_prometheus_it_is_seen_that_the_failure_is_over(world: World) -> None:
    assert [result.stage for result in world.drill(is_local=False)] == [*WAY, Stage.OVER]
    assert world.done[-3:] == ["rules.ending", "app.end", "rules.succeeded"]


def test_a_page_that_is_not_known_is_not_looked_at(world: World) -> None:
    found = world.drill(metrics_url="")
    assert [result.outcome for result in found if result.stage is Stage.EXPOSED] == [None]
    assert [result.stage for result in found] == WAY


@pytest.mark.parametrize(
    "name", ["ready", "produced", "exposed", "scraped", "pending", "firing", "received", "delivered"]
)
def test_it_ends_with_the_first_stage_that_is_not_reached(world: World, name: str) -> None:
    world.answers[name] = Stuck("No.", "Wait.", final=True)
    found = world.drill(is_local=False)
    place = ["ready", "produced", "exposed", "scraped", "pending", "firing", "received", "delivered"].index(name)
    is_counted = place > WAY.index(Stage.SCRAPED)
    assert [result.stage for result in found] == [*WAY[: place + 1], *([Stage.OVER] if is_counted else [])]
    assert found[place].stopped
    assert ("rules.ending" in world.done, "app.end" in world.done, "app.begin" in world.done) == (True, True, place > 0)


@pytest.mark.parametrize(
    ("name", "setting", "seconds"),
    [
        ("ready", {}, 0),
        ("ready", {"patience": 9.0}, 0),
        ("produced", {}, 300),
        ("produced", {"app": object()}, 60),
        ("exposed", {}, 15),
        ("scraped", {}, 135),
        ("pending", {}, 165),
        ("firing", {}, 405),
        ("received", {}, 75),
        ("delivered", {}, 360),
        ("firing", {"patience": 9.0}, 9),
    ],
)
def test_a_stage_is_waited_for_as_long_as_it_may_take(
    world: World, name: str, setting: dict[str, Any], seconds: float
) -> None:
    world.answers[name] = NO
    last = world.drill(**setting)[-1]
    assert last.outcome == NO
    assert seconds <= last.seconds < seconds + 0.5
    assert all(before < seconds for _, before in world.watched)
    assert len(world.watched) == pytest.approx(5 * seconds, abs=2)


def test_what_is_over_is_waited_for_two_scrapes(world: World) -> None:
    world.answers["succeeded"] = NO
    last = world.drill(is_local=False)[-1]
    assert (last.stage, round(last.seconds)) == (Stage.OVER, 135)


def test_a_server_that_does_not_answer_is_told(world: World) -> None:
    world.answers["ready"] = ApiError("http://p does not answer")
    (result,) = world.drill()
    assert result.outcome == Stuck("http://p does not answer.", "Check the address, and that the server runs.")


def test_the_failure_ends_though_prometheus_is_gone_by_then(world: World) -> None:
    world.answers["ending"] = ApiError("gone")
    assert [result.stage for result in world.drill()] == WAY
    assert world.done[-1] == "app.end"


def test_the_failure_ends_when_nobody_wants_to_see_the_rest(world: World) -> None:
    of: Any = SimpleNamespace(metrics_url="", app=None, is_local=False, patience=None)
    going_on = Drill(of).run()
    next(going_on)
    going_on.close()
    assert world.done[-1] == "app.end"


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({"service_name": "shop", "job": "j", "gen_ai_provider_name": "gcp.gemini"}, "shop calling gcp.gemini"),
        ({"job": "j"}, "j calling a provider"),
        ({}, "a service calling a provider"),
    ],
)
def test_who_calls_whom_is_said(labels: dict[str, str], said: str) -> None:
    assert where(labels) == said


def test_counts_are_said_class_by_class() -> None:
    samples: list[Any] = [
        SimpleNamespace(labels={"triage_class": name}, value=value)
        for name, value in (("quota", 2.0), ("auth", 1.0), ("quota", 3.0), ("server", 0.0))
    ]
    assert (by_class(samples), by_class([])) == ("auth 1, quota 5", "nothing")
    assert (times(1), times(0), times(2.0)) == ("1 call", "0 calls", "2 calls")


def test_an_address_is_said_without_a_password() -> None:
    assert host("http://me:pw@h:9090/x") == "h:9090"


SHOP = {"job": "shop", "service_name": "s", "gen_ai_provider_name": "gcp.gemini"}


def subject(service: str = "", group_labels: tuple[str, ...] = ()) -> Subject:
    rules = Options(group_labels=group_labels)
    setting: Any = SimpleNamespace(plan=plan("quota", "gemini"), rules=rules, service=service)
    made = Subject(setting)
    made.groups = [SHOP]
    return made


@pytest.mark.parametrize(
    ("changed", "mine"),
    [
        ({}, True),
        ({"triage_class": "quota"}, True),
        ({"triage_class": "auth"}, False),
        ({"alertname": "Other"}, False),
        ({"job": "other"}, False),
        ({"service_name": "other"}, False),
        ({"gen_ai_provider_name": "other"}, False),
        ({"namespace": "other"}, True),
    ],
)
def test_an_alert_is_the_drill_s_by_its_name_class_and_series(changed: dict[str, str], mine: bool) -> None:
    made = subject()
    labels = {**SHOP, "alertname": min(made.alerts), **changed}
    assert made.is_mine(labels) is mine


def test_group_labels_tell_services_apart_too() -> None:
    made = subject(group_labels=("namespace",))
    assert made.group == ("job", "service_name", "gen_ai_provider_name", "namespace")
    assert not made.is_mine({**SHOP, "alertname": min(made.alerts), "namespace": "other"})


@pytest.mark.parametrize(("service", "could_be"), [("", True), ("shop", True), ("s", True), ("other", False)])
def test_before_the_series_are_known_an_alert_could_be_the_service_s(service: str, could_be: bool) -> None:
    made = subject(service)
    labels = {**SHOP, "alertname": min(made.alerts)}
    assert made.could_be_mine(labels) is could_be
    assert not made.could_be_mine({**labels, "triage_class": "auth"})


def test_what_failed_before_is_somebody_else_s() -> None:
    made = subject()
    made.others = [SHOP]
    assert made.is_others({**SHOP, "x": "y"})
    assert not made.is_others({**SHOP, "job": "z"})
