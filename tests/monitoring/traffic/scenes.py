"""What happens to a service, minute by minute: the samples of its counters, as Prometheus would have them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.support.promtool import calls

DAY = 1440
START = 300
"""Minute in which the event begins; before it, every call succeeds."""
END = 1080
"""Last minute that is looked at: thirteen hours after the start."""
OWNERS = {"auth": "account", "permission": "account", "rate_limit": "caller", "not_found": "caller"}
OWNERS |= {"overloaded": "provider", "timeout": "provider"}

Minute = Callable[[int], int]
"""How many calls are made, or fail, in a minute."""


@dataclass(frozen=True)
class Traffic:
    """How often a service calls: so many calls in every so many minutes."""

    name: str
    size: int
    gap: int = 1

    def __call__(self, minute: int) -> int:
        return 0 if minute % self.gap else self.size


TRAFFICS = (
    Traffic("10 a day", 1, 144),
    Traffic("4 an hour", 1, 15),
    Traffic("1 a second", 60),
    Traffic("1,000 a second", 60_000),
)


@dataclass(frozen=True)
class Process:
    """A process, from its first minute to before its last, with what it calls and what of that fails."""

    made: Minute
    failed: Minute
    failure_class: str = "auth"
    instance: str = "a"
    first: int = 0
    last: int = END + 1
    old: tuple[int, int] = (0, 0)
    """Calls and failures that it counts already."""
    unseen: tuple[range, ...] = ()
    """Minutes without a sample."""
    resets: frozenset[int] = frozenset()
    """Minutes in which it was restarted."""

    def series(self, job: str, per_minute: int = 1) -> Iterator[tuple[str, str]]:
        """Yields its series, each with so many samples a minute."""
        failed = [self.failed(minute) for minute in range(self.first, self.last)]
        ok = [self.made(minute) - bad for minute, bad in zip(range(self.first, self.last), failed, strict=True)]
        made, bad = self.old
        yield (
            calls("ok", "none", instance=self.instance, provider=job, job=job),
            self._samples(ok, made - bad, per_minute),
        )
        owner = OWNERS[self.failure_class]
        yield (
            calls(self.failure_class, owner, instance=self.instance, provider=job, job=job),
            self._samples(failed, bad, per_minute),
        )

    def _samples(self, counts: list[int], old: int, per_minute: int) -> str:
        counted, found = old, []
        for minute, more in enumerate(counts, self.first):
            counted = more if minute in self.resets else counted + more
            sample = "_" if any(minute in some for some in self.unseen) else str(counted)
            found.extend([sample] * per_minute)
        absent = [f"_x{self.first * per_minute}"] if self.first else []
        return " ".join((*absent, *_packed(found), *(["stale"] if self.last <= END else [])))


def _packed(values: Iterable[str]) -> Iterator[str]:
    """Writes what repeats as `value x times`, which promtool reads faster."""
    last, times = "", 0
    for value in (*values, ""):
        if value == last:
            times += 1
            continue
        if times:
            yield (f"_x{times}" if last == "_" else f"{last}x{times - 1}") if times > 1 else last
        last, times = value, 1


Scene = tuple[Process, ...]


def never(minute: int) -> int:
    """Nothing fails."""
    return 0


def within(first: int, last: int, traffic: Minute) -> Minute:
    """Every call fails in these minutes."""
    return lambda minute: traffic(minute) if first <= minute < last else 0


def share(part: float, traffic: Minute, first: int = START, last: int = END) -> Minute:
    """A share of the calls fails in these minutes, by chance: the same chance each time."""
    chance = random.Random(7)
    found = [_drawn(traffic(minute), part, chance) if first <= minute < last else 0 for minute in range(END + 1)]
    return lambda minute: found[minute] if minute <= END else 0


def _drawn(number: int, part: float, chance: random.Random) -> int:
    if number > 1000:
        return max(0, round(chance.gauss(number * part, (number * part * (1 - part)) ** 0.5)))
    return sum(chance.random() < part for _ in range(number))
