"""docs/when-alerts-fire.md: what fires, measured by the real promtool, for every event at every traffic.

Usage: python -m tests.monitoring.traffic.page
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tests.monitoring.traffic.measure import Fired, measure
from tests.monitoring.traffic.scenes import END, START, TRAFFICS, Process, Scene, Traffic, never, share, within

PAGE = Path(__file__).parents[3] / "docs" / "when-alerts-fire.md"
OLD = (90_000, 900)
"""Calls, and failures among them, that a process counts already."""
_TOGETHER = 13
"""Services in one run: promtool has little memory for queries over a day."""


def _deployed(traffic: Traffic) -> Scene:
    return Process(traffic, never, old=OLD, last=START), Process(traffic, never, instance="b", first=START)


EVENTS: Mapping[str, Callable[[Traffic], Scene]] = {
    "all calls `auth` for 8 h": lambda rate: (Process(rate, within(START, START + 480, rate)),),
    "all `not_found` for 5 h": lambda rate: (Process(rate, within(START, START + 300, rate), "not_found"),),
    "all `overloaded` for 8 h": lambda rate: (Process(rate, within(START, START + 480, rate), "overloaded"),),
    "all `timeout` for 5 min": lambda rate: (Process(rate, within(START, START + 5, rate), "timeout"),),
    "steady 5 % `rate_limit`": lambda rate: (Process(rate, share(0.05, rate), "rate_limit"),),
    "steady 20 % `auth`": lambda rate: (Process(rate, share(0.2, rate)),),
    "steady 50 % `timeout`": lambda rate: (Process(rate, share(0.5, rate), "timeout"),),
    "5 in a million `permission`": lambda rate: (Process(rate, share(5e-6, rate), "permission"),),
    "a deploy: new instances, old ones gone": _deployed,
    "a restart: counters from 0": lambda rate: (Process(rate, never, old=OLD, resets=frozenset({START})),),
    "taken away while all are `auth`, after 8 h": lambda rate: (
        Process(rate, within(START, START + 480, rate), last=START + 480),
    ),
    "Prometheus away for 70 min": lambda rate: (Process(rate, never, old=OLD, unseen=(range(START, START + 70),)),),
    "rules first loaded over old counters": lambda rate: (Process(rate, never, old=OLD),),
}
"""Failures are of one class; whatever counters are old have 900 failures."""


def _cron(every: int, failure_class: str, minutes: int = 1) -> Scene:
    """A process some minutes long, pushed once in each; its five calls a minute fail from the start on."""
    runs = range(0, END, every)
    return tuple(
        Process(
            lambda minute: 5,
            within(START, END, lambda minute: 5),
            failure_class,
            instance=f"run-{run}",
            first=run,
            last=run + minutes,
        )
        for run in runs
    )


CRON: Mapping[str, Scene] = {
    "a cron job of a minute, hourly, all `auth`": _cron(60, "auth"),
    "a cron job of a minute, hourly, all `not_found`": _cron(60, "not_found"),
    "a cron job of a minute, twice a day, all `auth`": _cron(720, "auth"),
    "a cron job of 20 minutes, twice a day, all `auth`": _cron(720, "auth", 20),
}
_HEAD = """# When alerts fire

What fires, when first, until when, and in how many episodes: measured by Prometheus' own `promtool` over all rules
with their default thresholds, evaluated each minute on
counters sampled each minute. The time is in minutes after the event's first minute; before it, five hours of calls
succeeded. "540+" still fires when the look ends, 13 hours after.
`!` is critical, no mark a warning. Lesser alerts that a graver one mutes (Alertmanager's inhibitions) are listed too.
"""
_TAIL = """
How this comes about:

* **Rare calls.** Three failures since the last success, and none since, are critical (`failed_run`), however long
  they take, if no more than a day is between them. The alert
  ends when a call succeeds. A class that does not heal by itself warns from its first failure until then.
* **Very many calls.** Such a class needs a share too: one in a thousand calls of five minutes (`first_share_auth` and
  so on, one for each class).
* **A share about the threshold.** What fires goes on until the share of ten minutes is below half of what began it.
  Failures that have come, gone and come again within six hours are one incident, until two hours pass without one.
* **Bursts and short jobs.** A minute of each hour in which all is `overloaded` is a fifth of five minutes, which
  pages: at one call a second six times in ten hours. The same of `rate_limit`, `timeout` or `network` is not told. Nor
  is a job of a minute, hourly, of whose calls half fail and half succeed with a class that heals:
  `--for LLMRateLimited=2m` tells it, each hour anew.
* **Taken away.** A service that was there all of an hour, called at least twice an hour, and has not been heard of for
  an hour and a half is gone, and so are its alerts; not if its target is there (`up`, `target_info`) and has made no
  call at all since it was started. A short job, and who calls more rarely, is held: of these nobody can tell whether
  they are gone. If they are: `amtool silence add job=shop --duration=1d --comment="taken away"`. A job that runs for
  hours, twice a day, is told as solved in between.
* **New or old.** A counter that appears counts from 0 if its process is new or was restarted. One that is back after
  a gap counts what it grew by in up to half an hour, and
  nothing after a longer gap. When the rules begin to be evaluated, nothing that is there already counts, nor for
  eight minutes what appears.

Thresholds are options of `genai-triage export --threshold`. Run `python -m tests.monitoring.traffic.page` to measure
again.
"""


def scenes() -> dict[str, Scene]:
    """Returns every event at every traffic, and the cron jobs."""
    found = {_key(event, rate): make(rate) for event, make in EVENTS.items() for rate in TRAFFICS}
    return {**found, **CRON}


def _key(event: str, rate: Traffic) -> str:
    return f"{event}, {rate.name}"


def page(found: Mapping[str, tuple[Fired, ...]]) -> str:
    """Writes the page."""
    return "\n".join((_HEAD, *_tables(found), _TAIL))


def _tables(found: Mapping[str, tuple[Fired, ...]]) -> Iterator[str]:
    yield _row("", *(f"{rate.name}" for rate in TRAFFICS))
    yield _row(*(["---"] * (len(TRAFFICS) + 1)))
    for event in EVENTS:
        yield _row(event, *(cell(found[_key(event, rate)]) for rate in TRAFFICS))
    yield ""
    yield _row("", "fires")
    yield _row("---", "---")
    for event in CRON:
        yield _row(event, cell(found[event]))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def cell(fired: Iterable[Fired], end: int = END) -> str:
    """Writes what fires for one service, which was looked at until a minute."""
    return "<br>".join(_told(one, end) for one in fired) or "nothing"


def _told(one: Fired, end: int) -> str:
    mark = "!" if one.severity == "critical" else ""
    last = f"{END - START}+" if one.last >= end else str(one.last - START)
    times = f", {one.episodes} episodes" if one.episodes > 1 else ""
    return f"`{one.name}`{mark} {one.first - START}–{last}{times}"


def measured(chosen: Mapping[str, Scene], end: int = END, alerts: Iterable[str] = ()) -> dict[str, tuple[Fired, ...]]:
    """Measures until a minute, some services at a time; all alerts, or these."""
    names, found = list(chosen), {}
    for start in range(0, len(names), _TOGETHER):
        with tempfile.TemporaryDirectory() as folder:
            some = {name: chosen[name] for name in names[start : start + _TOGETHER]}
            found.update(measure(Path(folder), some, end=end, names=alerts))
    return found


if __name__ == "__main__":
    PAGE.write_text(page(measured(scenes())), encoding="utf-8")
    sys.exit(0)
