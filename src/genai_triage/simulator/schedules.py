"""Plans that make requests fail: every n-th, the first n, all after n, or a random share."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from genai_triage.simulator.exchange import Facts
from genai_triage.simulator.scenarios import fits_endpoint, provider_of, scenario
from genai_triage.taxonomy.model import Cause

MOST_SCHEDULES = 1000
_STAGES = ("", "handshake", "turn", "message")
_RULES = ("every", "first", "after", "share")


class ScheduleError(ValueError):
    """A schedule that cannot be followed; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a cause is answered. With no rule, every matching request fails.

    Requests are counted for each schedule apart, and only those that match.
    """

    cause: str
    every: int | None = None
    """Every n-th request fails."""
    first: int | None = None
    """The first n fail, the rest succeed."""
    after: int | None = None
    """The first n succeed, the rest fail until the schedule is cleared."""
    share: float | None = None
    """This share of the requests fails, chosen at random."""
    times: int | None = None
    """At most so many failures in all."""
    model: str = ""
    """Only requests for this model."""
    endpoint: str = ""
    """Only this endpoint, a word of `Example.endpoint`, or `*` for all; by default that of the cause's example."""
    seed: int = 0
    """Seed of `share`."""
    at: str = ""
    """Of a session: `handshake`, `turn` (in the middle of an answer) or `message` (by an error object among its
    messages); by default as it is set up. What is counted are handshakes, setups or turns."""

    def __post_init__(self) -> None:
        if sum(getattr(self, rule) is not None for rule in _RULES) > 1:
            raise ScheduleError(f"A schedule takes one of {', '.join(_RULES)}, not several.")
        for rule, least in (("every", 1), ("first", 1), ("after", 0), ("times", 1)):
            value = getattr(self, rule)
            if value is not None and value < least:
                raise ScheduleError(f"{rule} must be at least {least}.")
        if self.at not in _STAGES:
            raise ScheduleError(f"at must be one of {', '.join(filter(None, _STAGES))}.")
        if self.share is not None and not 0 < self.share <= 1:
            raise ScheduleError("share must be above 0 and at most 1.")

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Schedule:
        """Reads a schedule from the names and values of its fields.

        Raises:
            ScheduleError: If a name is unknown, a value does not fit, or the cause is missing.
        """
        kinds = {field.name: str(field.type) for field in dataclasses.fields(cls)}
        for name in values:
            if name not in kinds:
                raise ScheduleError(f"A schedule has no {name[:80]!r}; it takes {', '.join(kinds)}.")
        if not values.get("cause"):
            raise ScheduleError("A schedule needs a cause.")
        return cls(
            **{name: _converted(name, kinds[name], value) for name, value in values.items() if value is not None}
        )

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Reads `cause[:name=value,...]`, e.g. `gemini.requests_per_day:after=10,model=gemini-2.5-flash`.

        Raises:
            ScheduleError: If the text is not of that form.
        """
        cause, _, rest = text.partition(":")
        values: dict[str, str] = {"cause": cause}
        for pair in filter(None, rest.split(",")):
            name, separator, value = pair.partition("=")
            if not separator or name in values:
                raise ScheduleError(f"{pair!r} is not one new name=value.")
            values[name] = value
        return cls.from_mapping(values)


def _converted(name: str, kind: str, value: Any) -> Any:
    convert = float if kind.startswith("float") else int if kind.startswith("int") else str
    try:
        return convert(value)
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise ScheduleError(
            f"{name} must be {'a number' if convert is not str else 'text'}, not {_shown(value)}."
        ) from None


def _shown(value: Any) -> str:
    """The value as the sentence about it shows it: bounded, and a kind where it has no short text."""
    return repr(value)[:80] if isinstance(value, (str, int, float)) else f"a {type(value).__name__}"


class ScheduleBook:
    """The schedules in force and how far each has come. The list is replaced, never changed: threads may read it."""

    def __init__(self, causes: Mapping[str, Cause]) -> None:
        self._causes = causes
        self._entries: list[_Entry] = []

    def add(self, schedule: Schedule) -> None:
        """Puts a schedule in force, after those that are.

        Raises:
            ScheduleError: If its cause is unknown or cannot be answered.
        """
        cause = self._causes.get(schedule.cause)
        if cause is None:
            raise ScheduleError(f"There is no cause {schedule.cause[:80]!r}.")
        plan = scenario(cause)
        if plan.way in ("url", "none"):
            raise ScheduleError(f"{schedule.cause} cannot be scheduled. {plan.how}")
        if len(self._entries) >= MOST_SCHEDULES:
            raise ScheduleError(f"There are {MOST_SCHEDULES} schedules already; clear them first.")
        self._entries = [*self._entries, _Entry(schedule, cause)]

    def clear(self) -> None:
        self._entries = []

    def restart(self) -> None:
        """Counts every schedule from the beginning: the quota is new, the outage comes again."""
        self._entries = [_Entry(entry.schedule, entry.cause) for entry in self._entries]

    def __iter__(self) -> Iterator[Schedule]:
        return iter([entry.schedule for entry in self._entries])

    def due(self, facts: Facts) -> Cause | None:
        """Counts a request in every schedule that it matches; the cause of the first that is due."""
        chosen: Cause | None = None
        for entry in self._entries:
            if entry.matches(facts):
                entry.count()
                if chosen is None and entry.take():
                    chosen = entry.cause
        return chosen


class _Entry:
    def __init__(self, schedule: Schedule, cause: Cause) -> None:
        self.schedule = schedule
        self.cause = cause
        self._seen = 0
        self._failed = 0
        self._chance = random.Random(schedule.seed)

    def matches(self, facts: Facts) -> bool:
        if provider_of(self.cause) not in (None, facts.provider):
            return False
        if self.schedule.model not in ("", facts.model) or self.schedule.at != facts.stage:
            return False
        example = self.cause.example
        if example is not None and example.grpc is not None and not facts.rpc:
            return False
        wanted = self.schedule.endpoint or (example.endpoint if example else "")
        return fits_endpoint(wanted, facts.endpoint)

    def count(self) -> None:
        self._seen += 1

    def take(self) -> bool:
        """Whether the request just counted fails."""
        if self.schedule.times is not None and self._failed >= self.schedule.times:
            return False
        due = self._rule()
        self._failed += due
        return due

    def _rule(self) -> bool:
        plan = self.schedule
        if plan.every is not None:
            return self._seen % plan.every == 0
        if plan.first is not None:
            return self._seen <= plan.first
        if plan.after is not None:
            return self._seen > plan.after
        if plan.share is not None:
            return self._chance.random() < plan.share
        return True
