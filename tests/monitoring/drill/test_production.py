"""What a drill says of the failure itself: brought about, answered, classified, counted on the application's page."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import pytest

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.drill import production
from genai_triage.monitoring.drill.api import ApiError, Prometheus, Sample
from genai_triage.monitoring.drill.plan import plan
from genai_triage.monitoring.drill.production import Production
from genai_triage.monitoring.drill.stages import Passed, Stuck
from genai_triage.monitoring.drill.subject import Setting, Subject
from genai_triage.simulator import Simulator

PAGE = "http://127.0.0.1:9464/metrics"
URL = "http://127.0.0.1:7000"


class Asked:
    """The simulator, as far as a drill steers it."""

    url = URL

    def __init__(self) -> None:
        self.requests: list[Any] = []
        self.done: list[Any] = []

    def answer(self, *causes: str) -> None:
        self.requests += [
            SimpleNamespace(number=len(self.requests) + 1 + at, cause=one) for at, one in enumerate(causes)
        ]

    def schedule(self, **values: str) -> None:
        self.done.append(values)

    def reset(self) -> None:
        self.done.append("reset")


class Application:
    """The drill's own application."""

    def __init__(self, **outcomes: int) -> None:
        self.ended = ""
        self.found = Counter(outcomes)
        self.told: list[tuple[str, str]] = []

    def outcomes(self, provider: str) -> Counter[str]:
        assert provider == "gemini"
        return Counter(self.found)

    def manner(self, provider: str, manner: str) -> None:
        self.told.append((provider, manner))


@pytest.fixture
def asked() -> Asked:
    return Asked()


def of(asked: Asked, word: str = "auth", app: Application | None = None, page: str = "") -> Production:
    setting = Setting(
        plan=plan(word, "gemini"),
        simulator=cast(Simulator, asked),
        prometheus=Prometheus("http://localhost:9090"),
        app=cast(Any, app),
        metrics_url=page,
    )
    return Production(setting, Subject(setting))


def test_calls_fail_from_the_beginning_to_the_end(asked: Asked) -> None:
    app = Application()
    made = of(asked, app=app)
    made.begin()
    assert (asked.done, app.told) == ([{"cause": "gemini.key_invalid", "endpoint": "*"}], [("gemini", "ask")])
    made.end()
    assert (asked.done[1:], app.told[1:]) == (["reset"], [("gemini", "ask")])


def test_what_the_application_does_by_itself_is_asked_of_no_service(asked: Asked) -> None:
    app = Application()
    of(asked, "cancelled", app).begin()
    assert (asked.done, app.told) == ([], [("gemini", "give_up")])


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ([], ["gemini.key_invalid"], Passed("1 call answered with gemini.key_invalid")),
        ([], ["gemini.key_invalid", "", "gemini.key_invalid"], Passed("2 calls answered with gemini.key_invalid")),
        (
            ["gemini.key_invalid"],
            [],
            Stuck(
                f"No request has reached the simulator at {URL}.",
                "Point the application there with the settings above, restart it, and let it make calls.",
            ),
        ),
        (
            ["gemini.key_invalid"],
            ["", ""],
            Stuck(
                "2 requests reached the simulator, but none that can fail with gemini.key_invalid.",
                "Make a plain generate or chat call.",
            ),
        ),
    ],
)
def test_the_users_application_is_followed_by_its_requests(
    before: list[str], after: list[str], outcome: Passed | Stuck, asked: Asked
) -> None:
    asked.answer(*before)
    made = of(asked)
    made.begin()
    asked.answer(*after)
    assert made.produced() == outcome


NONE = Stuck("The application has made no failed call yet.", "It needs a few seconds to start.")


@pytest.mark.parametrize(
    ("word", "answered", "outcomes", "outcome"),
    [
        ("auth", [], {"auth": 1}, Passed("1 call classified as auth, gemini.key_invalid")),
        ("auth", [], {"auth": 3, "ok": 9}, Passed("3 calls classified as auth, gemini.key_invalid")),
        ("auth", [], {"ok": 5}, NONE),
        ("auth", ["gemini.key_invalid"], {"ok": 5}, NONE),
        ("safety", ["gemini.prompt_safety"], {"ok": 5}, Passed("1 call answered with gemini.prompt_safety")),
        ("safety", ["gemini.prompt_safety"], {}, NONE),
        ("safety", [], {"ok": 5}, NONE),
        (
            "auth",
            [],
            {"ok": 5, "network": 1, "timeout": 2},
            Stuck(
                "Calls were classified as network, timeout instead of auth.",
                "Look at the failed span's triage.message; if the class is wrong, report it.",
            ),
        ),
    ],
)
def test_the_drills_own_application_is_asked_what_became_of_its_calls(
    word: str, answered: list[str], outcomes: dict[str, int], outcome: Passed | Stuck, asked: Asked
) -> None:
    """What it counted before the drill is none of it."""
    app = Application(auth=2, safety=1, ok=7)
    made = of(asked, word, app)
    made.begin()
    asked.answer(*answered)
    app.found.update(outcomes)
    assert made.produced() == outcome


def test_an_application_that_has_ended_is_not_waited_for(asked: Asked) -> None:
    app = Application(auth=1)
    made = of(asked, app=app)
    made.begin()
    app.ended = "exit status 1: No key"
    assert made.produced() == Stuck(
        "The drill's application ended.", "Its log ends with: exit status 1: No key.", final=True
    )


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Calls by class, as the metrics page has them; the page is gone with a class `gone`."""
    found: dict[str, float] = {}

    def read(url: str, prefixes: tuple[str, ...]) -> list[tuple[str, Sample]]:
        assert (url, prefixes) == (PAGE, ("triage_calls_total",))
        if "gone" in found:
            raise ApiError("nobody answers")
        other = ("triage_calls_total_created", Sample({m.CLASS: "auth"}, 99.0))
        return [other, *(("triage_calls_total", Sample({m.CLASS: name}, value)) for name, value in found.items())]

    monkeypatch.setattr(production, "metrics_page", read)
    return found


def test_the_page_counts_what_came_after_the_beginning(page: dict[str, float], asked: Asked) -> None:
    page.update(auth=4.0)
    made = of(asked, page=PAGE)
    made.begin()
    assert made.exposed() == Stuck(
        f"{PAGE} counts calls, but none of class auth: auth 4.",
        "See that this is the page of the process that makes the calls.",
    )
    page.update(auth=6.0, ok=3.0)
    assert made.exposed() == Passed(f"{PAGE} counts 2 calls of class auth")


def test_a_page_without_our_metrics_is_of_an_application_without_us(page: dict[str, float], asked: Asked) -> None:
    assert of(asked, page=PAGE).exposed() == Stuck(
        f"{PAGE} has no triage_calls_total.",
        "Start the application under opentelemetry-instrument with genai-triage installed beside it.",
    )


def test_a_page_that_is_not_there_yet_counts_from_nothing(page: dict[str, float], asked: Asked) -> None:
    page.update(gone=1.0)
    made = of(asked, page=PAGE)
    made.begin()
    page.clear()
    page.update(auth=1.0)
    assert made.exposed() == Passed(f"{PAGE} counts 1 call of class auth")
