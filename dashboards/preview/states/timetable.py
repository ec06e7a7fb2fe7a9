"""The states that the dashboards are drawn in: who calls when, and how each call ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Final

from preview.states import recorded as r
from preview.states.exported import CHAT, FAST, SLOW
from preview.states.recorded import Recorded

NOW: Final = int(datetime(2026, 3, 14, 3, 4, 30, tzinfo=timezone.utc).timestamp())
"""When the person on call opens the dashboard; everything is evaluated at this time."""
MINUTE, HOUR, DAY = 60, 3600, 86400
SCRAPED: Final = NOW - 10
"""The last scrape: since the last full minute, at which Grafana asks for the last point of a graph."""
EVALUATED: Final = NOW - 5
"""The last evaluation of the rules."""

Event = tuple[float, str]
"""A time, and the name of a recorded call."""


@dataclass(frozen=True)
class Service:
    """A service under Prometheus' eyes."""

    job: str
    calls: list[Event]
    versions: tuple[tuple[float, str], ...] = ((0, "1.4.0"),)
    """Since when which version runs."""
    since: float = NOW - 6 * HOUR
    scraped_every: int = MINUTE


@dataclass(frozen=True)
class State:
    """What a Prometheus holds, and the range in which it is looked at."""

    name: str
    about: str
    services: tuple[Service, ...]
    last: int = 3 * HOUR
    chosen: dict[str, str] = field(default_factory=dict)
    """Variables of the class dashboard."""


def every(seconds: float, call: str, start: float, end: float = NOW) -> Iterator[Event]:
    """A call again and again, at odd moments that are the same each time."""
    number = int((end - start) / seconds)
    for index in range(number):
        yield start + seconds * (index + (0.5 + 0.618 * index + len(call) * 0.37) % 1), call


def good(start: float, end: float = NOW, *, seldom: float = 1.0, skip: tuple[str, ...] = ()) -> list[Event]:
    """The calls of an application at work, each kind at its own pace."""
    paces = {
        r.GOOD_GEMINI: 14,
        r.GOOD_STREAM: 31,
        r.GOOD_EMBEDDING: 44,
        r.GOOD_GIGACHAT: 33,
        r.GOOD_GIGACHAT_STREAM: 58,
        r.BALANCE: 300,
        r.HEALED: 700,
    }
    found: list[Event] = []
    for call, seconds in paces.items():
        if call not in skip:
            found += every(seconds * seldom, call, start, end)
    return found


def lasting(start: float) -> list[Event]:
    """Sessions, a job that is not finished, and functions."""
    return [
        *every(600, r.SESSION, start),
        *every(2400, r.LOST_SESSION, start),
        (start + HOUR, r.JOB),
        *every(50, r.FUNCTION, start),
        *every(500, r.FAILED_FUNCTION, start),
    ]


_GEMINI_GOOD: Final = (r.GOOD_GEMINI, r.GOOD_STREAM, r.GOOD_EMBEDDING, r.HEALED)


def states(recorded: Recorded) -> tuple[State, ...]:
    """Returns every state, the worst first."""
    return (
        _all(recorded),
        _one(),
        _minute(),
        _well(),
        _no_calls(),
        State("empty", "no telemetry", ()),
        _outage(),
        _weeks(),
    )


def _all(recorded: Recorded) -> State:
    failing = sorted(name for name in recorded if "." in name)
    start = NOW - 2.5 * HOUR
    bad = [one for number, name in enumerate(failing) for one in every(240 + 37 * (number % 17), name, start)]
    crowded = every(4, f"gemini.shared_capacity {FAST}", NOW - 20 * MINUTE)
    shop = Service("shop", [*good(NOW - 6 * HOUR), *lasting(NOW - 6 * HOUR), *bad, *crowded])
    few = [
        name
        for name in failing
        if name.startswith(("gemini.key_not_found", "gemini.requests_per_day", "gigachat.blacklist"))
    ]
    search = [one for name in few for one in every(900, name, NOW - HOUR)]
    support = Service("support-bot", good(NOW - 6 * HOUR, seldom=6))
    return State(
        "all",
        "every class of failure, in one of three services",
        (shop, Service("search", [*good(NOW - 6 * HOUR, seldom=4), *search]), support),
    )


def _one() -> State:
    onset = NOW - 40 * MINUTE
    calls = [*good(NOW - 6 * HOUR, onset), *good(onset, skip=_GEMINI_GOOD)]
    bad = every(20, f"gemini.key_not_found {FAST}", onset)
    return State(
        "one",
        "one cause for 40 minutes: the key is refused",
        (Service("shop", [*calls, *bad]), Service("search", good(NOW - 6 * HOUR, seldom=4))),
        chosen={"class": "auth"},
    )


def _minute() -> State:
    shop = Service("shop", [*good(NOW - 6 * HOUR), (NOW - 55, f"gemini.requests_per_day {SLOW}")])
    return State("minute", "one failure, a minute ago", (shop,), chosen={"class": "quota"})


def _well() -> State:
    calls = good(NOW - 6 * HOUR, skip=(r.HEALED,))
    return State(
        "well",
        "every call succeeds",
        (Service("shop", calls), Service("search", good(NOW - 6 * HOUR, seldom=4, skip=(r.HEALED,)))),
    )


def _no_calls() -> State:
    return State(
        "nocalls",
        "the services run, none called in the range",
        (Service("shop", good(NOW - 6 * HOUR, NOW - 4 * HOUR)),),
    )


def _outage() -> State:
    onset = NOW - 25 * MINUTE
    calls = [*good(NOW - 6 * HOUR, onset), *good(onset, skip=_GEMINI_GOOD), *every(120, r.GOOD_GEMINI, onset)]
    bad = [
        *every(16, f"gemini.shared_capacity {FAST}", onset),
        *every(30, f"gemini.internal {FAST}", onset),
        *every(45, f"gemini.shared_capacity {SLOW}", onset),
        *every(75, f"gemini.deadline_exceeded {SLOW}", onset),
    ]
    other = [*good(NOW - 6 * HOUR, onset, seldom=4), *every(60, f"gemini.shared_capacity {FAST}", onset)]
    return State(
        "outage",
        "Gemini is down for 25 minutes",
        (Service("shop", [*calls, *bad]), Service("search", other)),
        chosen={"class": "overloaded"},
    )


def _weeks() -> State:
    start, deployed = NOW - 14 * DAY, NOW - 5 * DAY
    days = [start + DAY * day for day in range(14)]
    bad: Iterable[Event] = [
        *[
            one
            for day in days
            for one in every(180, f"gemini.shared_capacity {FAST}", day + 14 * HOUR, day + 15 * HOUR)
        ],
        *[
            one
            for day in days[::3]
            for one in every(300, f"gigachat.requests_per_minute {CHAT}", day + 9 * HOUR, day + 12 * HOUR)
        ],
        *every(2 * HOUR, f"gemini.max_tokens {FAST}", start),
        *every(900, f"gemini.malformed_function_call {FAST}", deployed),
        *every(240, f"gemini.requests_per_day {SLOW}", days[8], days[8] + 6 * HOUR),
        *every(5 * HOUR, "network.refused gigachat", start),
    ]
    shop = Service(
        "shop",
        [*good(start, seldom=8), *bad],
        versions=((0, "1.4.0"), (deployed, "1.5.0")),
        since=start,
        scraped_every=2 * MINUTE,
    )
    return State(
        "weeks",
        "two weeks, with a new version nine days in",
        (shop,),
        last=14 * DAY,
        chosen={"class": "malformed_output"},
    )
