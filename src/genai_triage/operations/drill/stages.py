"""The stages between a failure and the person who must hear of it, and what to say where they end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from genai_triage.operations import metrics as m
from genai_triage.operations.drill.api import Alertmanager, ApiError, Prometheus, Rule, Sample, Target, metrics_page
from genai_triage.operations.drill.application import Application
from genai_triage.operations.drill.plan import Plan, expected
from genai_triage.operations.drill.webhook import Notification, Webhook
from genai_triage.operations.options import Options
from genai_triage.operations.recording import recorded
from genai_triage.operations.rules import ALERTS, RECORDS
from genai_triage.simulator import Simulator

Labels = Mapping[str, str]


class Stage(str, Enum):
    """Where an alert can get stuck, from the inside out."""

    READY = "ready"
    PRODUCED = "failure produced"
    EXPOSED = "metric exposed"
    SCRAPED = "series in Prometheus"
    PENDING = "alert pending"
    FIRING = "alert firing"
    RECEIVED = "in Alertmanager"
    DELIVERED = "receiver got it"


@dataclass(frozen=True, slots=True)
class Passed:
    """A stage that was reached."""

    says: str
    labels: Labels | None = None
    """Of the alert, where there is one."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A stage that is not reached yet, or not at all."""

    says: str
    """What is the case, as a sentence."""
    advice: str
    """What to do, as a sentence."""
    final: bool = False
    """Whether waiting cannot help."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one stage ended."""

    stage: Stage
    outcome: Passed | Stuck | None
    """None: not checked."""
    seconds: float = 0.0

    @property
    def stopped(self) -> bool:
        return isinstance(self.outcome, Stuck)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Who takes part in a drill."""

    plan: Plan
    simulator: Simulator
    prometheus: Prometheus
    app: Application | None = None
    """The drill's own; None: the user's."""
    metrics_url: str = ""
    """The application's metrics page; empty: it is not looked at."""
    pushes: bool = False
    """Whether the application pushes its metrics, even if it has a page too."""
    service: str = ""
    """Label `job` or `service_name` of its series; empty: the job that scrapes its page, else whichever is found."""
    alertmanager_url: str = ""
    """Empty: Prometheus is asked."""
    webhook: Webhook | None = None
    """None: Alertmanager's own count of notifications is believed."""
    patience: float | None = None
    """Seconds to wait at each stage; None: by the intervals that Prometheus names."""


_POLL: Final = 0.2
_SLACK: Final = 15.0
_APP_LIMIT: Final = 60.0
_USER_LIMIT: Final = 300.0
"""Seconds for a person to make calls."""
_SCRAPE: Final = 60.0
"""Seconds between scrapes, or pushes, where nobody names them."""
_GROUP_WAIT: Final = 360.0
"""Seconds: Alertmanager's defaults for the first notification of a group that exists already, and a minute."""

_RECORD: Final = recorded("calls", Options()).partition(":increase")[0] + ":increase"
"""Beginning of the record's name; the rest is the window that it was exported with."""

Watch = Callable[[Stage, Stuck, float], None]
"""Told what a stage waits for, and for how many seconds already."""


class Drill:
    """One run through the stages. The failure is brought about while it runs and ends with it."""

    def __init__(self, setting: Setting, watch: Watch | None = None) -> None:
        self._of = setting
        self._watch = watch or (lambda stage, stuck, seconds: None)
        self._class = setting.plan.failure_class
        self._service = setting.service
        self._names = {alert.name for alert in expected(self._class, Options())}
        self._pause = threading.Event()
        self._groups: list[Labels] = []
        self._rules: list[Rule] = []
        self._exposed_before: float = 0.0
        self._seen_before: dict[tuple[tuple[str, str], ...], float] = {}
        self._sent_before: tuple[float, float] | None = None
        self._requests_before = 0
        self._outcomes_before: Mapping[str, int] = {}

    def run(self) -> Generator[Result, None, None]:
        """Results as they come, the last one being that of the first stage that is not reached."""
        try:
            for stage, check, limit in self._stages():
                if check is None:
                    yield Result(stage, None)
                    continue
                result = self._await(stage, check, limit)
                yield result
                if result.stopped:
                    return
                if stage is Stage.READY:
                    self._begin()
        finally:
            self._end()

    def _stages(self) -> Iterator[tuple[Stage, Callable[[], Passed | Stuck] | None, Callable[[], float]]]:
        has_page = bool(self._of.metrics_url)
        yield Stage.READY, self._ready, lambda: 0.0
        yield Stage.PRODUCED, self._produced, lambda: _APP_LIMIT if self._of.app else _USER_LIMIT
        yield Stage.EXPOSED, self._exposed if has_page else None, lambda: _SLACK
        yield Stage.SCRAPED, self._scraped, lambda: 2 * self._scrape_interval() + _SLACK
        yield Stage.PENDING, self._pending, lambda: 5 * self._interval() + _SLACK
        yield Stage.FIRING, self._firing, lambda: self._longest_wait() + 3 * self._interval() + _SLACK
        yield Stage.RECEIVED, self._received, lambda: 2 * self._interval() + _SLACK
        yield Stage.DELIVERED, self._delivered, lambda: _GROUP_WAIT

    def _await(self, stage: Stage, check: Callable[[], Passed | Stuck], limit: Callable[[], float]) -> Result:
        started = time.monotonic()
        while True:
            try:
                outcome = check()
            except ApiError as problem:
                outcome = Stuck(f"{problem}.", "Check the address, and that the server runs.")
            seconds = time.monotonic() - started
            if isinstance(outcome, Passed) or outcome.final:
                return Result(stage, outcome, seconds)
            patience = self._of.patience
            if seconds >= (limit() if patience is None or stage is Stage.READY else patience):
                return Result(stage, outcome, seconds)
            self._watch(stage, outcome, seconds)
            self._pause.wait(_POLL)

    # Bringing it about

    def _begin(self) -> None:
        of = self._of
        self._requests_before = max((record.number for record in of.simulator.requests), default=0)
        if of.app is not None:
            self._outcomes_before = of.app.outcomes(of.plan.provider)
            of.app.manner(of.plan.provider, of.plan.manner)
        if of.plan.by_service:
            of.simulator.schedule(**of.plan.schedule)

    def _end(self) -> None:
        self._of.simulator.reset()
        if self._of.app is not None:
            self._of.app.manner(self._of.plan.provider, "ask")

    # The stages

    def _ready(self) -> Passed | Stuck:
        """Prometheus answers, and no alert of the class is there already: a second one would not be sent."""
        self._service = self._of.service or self._job_of_page()
        firing = [
            alert["labels"] for rule in self._loaded() for alert in rule.active if self._is_of_service(alert["labels"])
        ]
        if firing:
            return Stuck(
                f"{firing[0].get('alertname')} is active already for {_where(firing[0])}.",
                "Nothing could be told from it: wait until it has resolved (rules keep it for 15 minutes), or drill "
                "another class.",
                final=True,
            )
        self._seen_before = {_key(sample.labels): sample.value for sample in self._series()}
        self._exposed_before = self._count_exposed()
        self._sent_before = self._sent()
        return Passed(f"Prometheus at {_host(self._of.prometheus.url)} answers")

    def _produced(self) -> Passed | Stuck:
        of = self._of
        cause = of.plan.cause.id
        if of.app is not None and of.app.ended:
            log = f"Its log ends with: {of.app.ended}."
            return Stuck("The drill's application ended.", log, final=True)
        fresh = [record for record in of.simulator.requests if record.number > self._requests_before]
        answered = sum(record.cause == cause for record in fresh)
        classes = self._new_outcomes()
        if of.app is None:
            if answered:
                return Passed(f"{_times(answered)} answered with {cause}")
            return self._no_request(len(fresh))
        if classes[self._class.value]:
            return Passed(f"{_times(classes[self._class.value])} classified as {self._class}, {cause}")
        # A failure inside an answer raises nothing, so the application alone cannot tell.
        if of.plan.by_service and answered and classes["ok"] and not self._raises():
            return Passed(f"{_times(answered)} answered with {cause}")
        others = ", ".join(name for name in classes if name != "ok")
        if others:
            return Stuck(
                f"Calls were classified as {others} instead of {self._class}.",
                "Look at the failed span's triage.message; if the class is wrong, report it.",
            )
        return Stuck("The application has made no failed call yet.", "Look at its log.")

    def _raises(self) -> bool:
        example = self._of.plan.cause.example
        return example is None or bool(example.fault) or (example.http or 0) >= 400

    def _no_request(self, others: int) -> Stuck:
        if others:
            return Stuck(
                f"{others} requests reached the simulator, but none that can fail with {self._of.plan.cause.id}.",
                "Make a plain generate or chat call.",
            )
        return Stuck(
            f"No request has reached the simulator at {self._of.simulator.url}.",
            "Point the application there with the settings above, restart it, and let it make calls.",
        )

    def _exposed(self) -> Passed | Stuck:
        url = self._of.metrics_url
        samples = [sample for name, sample in metrics_page(url, (m.CALLS.name,)) if name == m.CALLS.name]
        count = _sum(samples, self._class.value) - self._exposed_before
        if count > 0:
            return Passed(f"{url} counts {_times(count)} of class {self._class}")
        if not samples:
            return Stuck(
                f"{url} has no {m.CALLS.name}.",
                "Start the application under opentelemetry-instrument with genai-triage installed beside it.",
            )
        return Stuck(
            f"{url} counts calls, but none of class {self._class}: {_by_class(samples)}.",
            "See that this is the page of the process that makes the calls.",
        )

    def _scraped(self) -> Passed | Stuck:
        grown = [sample for sample in self._series() if sample.value > self._seen_before.get(_key(sample.labels), 0.0)]
        if grown:
            self._groups = [sample.labels for sample in grown]
            return Passed(f"{m.CALLS.name} has grown for {_where(self._groups[0])}")
        return self._not_scraped()

    def _not_scraped(self) -> Stuck:
        page = self._of.metrics_url
        of_service = f" for {self._service}" if self._service else ""
        if self._of.pushes or not page:
            return Stuck(
                f"Prometheus has no new {m.CALLS.name} of class {self._class}{of_service}.",
                "Follow the metric through the exporter and the collector; see the runbook `telemetry`.",
            )
        target = self._target()
        if target is None:
            return Stuck(
                f"Prometheus has no target for {page}.",
                f"Add to scrape_configs: {{job_name: {self._service or 'my-app'}, static_configs: "
                f'[{{targets: ["{urlsplit(page).netloc}"]}}]}}, and reload it.',
            )
        if target.error:
            return Stuck(
                f"Prometheus cannot scrape {target.url}: {target.error}.",
                "Make the metrics page reachable from where Prometheus runs.",
            )
        if not target.scraped:
            return Stuck(f"Prometheus has not scraped {target.url} yet.", f"It does so every {target.interval:g} s.")
        return Stuck(
            f"Prometheus scrapes {target.url}, but has no new {m.CALLS.name} of class {self._class}{of_service}.",
            "Look for metric_relabel_configs or a sample_limit that drops it, and whether the job has that name.",
        )

    def _pending(self) -> Passed | Stuck:
        # A Prometheus that has just started did not know its Alertmanager when the drill began.
        self._sent_before = self._sent_before or self._sent()
        self._rules = self._loaded()
        _, records = self._of.prometheus.rules()
        wanted = ", ".join(sorted(self._names))
        if not self._rules:
            return Stuck(
                f"Prometheus has not loaded a rule named {wanted}.",
                f"Add {ALERTS} and {RECORDS} of `genai-triage export` to rule_files, and reload it.",
                final=True,
            )
        counted = next((name for name in records if name.startswith(_RECORD)), None)
        if counted is None:
            return Stuck(
                f"The alerts are loaded, but the recording rule that they read is not: {recorded('calls', Options())}.",
                f"Add {RECORDS} to rule_files, and reload Prometheus.",
                final=True,
            )
        if found := self._active(self._rules):
            return Passed(f"{found[0]['labels']['alertname']} is {found[0]['state']}", found[0]["labels"])
        broken = next((rule for rule in self._rules if rule.error), None)
        if broken is not None:
            return Stuck(f"{broken.name} cannot be evaluated: {broken.error}.", "Export the rules again and reload.")
        return Stuck(
            f"{wanted} is loaded, but its expression finds nothing yet ({self._recorded(counted)}).",
            "Its thresholds may be above what the drill reaches; compare with the rule's expression.",
        )

    def _firing(self) -> Passed | Stuck:
        self._rules = self._loaded()
        found = self._active(self._rules)
        firing = [alert["labels"] for alert in found if alert["state"] == "firing"]
        if firing:
            labels = firing[0]
            return Passed(
                f"{labels['alertname']}, severity {labels.get('severity')}, owner {labels.get('owner')}", labels
            )
        if not found:
            return Stuck(
                "The alert was pending, and its condition no longer holds.",
                "Keep the calls coming until it fires: a share of few calls jumps.",
            )
        name = found[0]["labels"]["alertname"]
        wait = max(rule.wait for rule in self._rules if rule.name == name)
        return Stuck(f"{name} is pending since {found[0]['activeAt'][11:19]} UTC; its `for` is {wait:g} s.", "Wait.")

    def _received(self) -> Passed | Stuck:
        senders = self._of.prometheus.alertmanagers()
        if not senders:
            return Stuck(
                "Prometheus sends its alerts to no Alertmanager.",
                'Add alerting: {alertmanagers: [{static_configs: [{targets: ["HOST:9093"]}]}]}, and reload it.',
                final=True,
            )
        found = self._in_alertmanager()
        if found:
            receivers = ", ".join(one["name"] for one in found[0]["receivers"])
            return Passed(f"{found[0]['labels']['alertname']} goes to {receivers}", found[0]["labels"])
        asked = self._alertmanager().url
        return Stuck(
            f"Alertmanager at {_host(asked)} does not have it; Prometheus sends to {', '.join(map(_host, senders))}.",
            "See that both are the same, and that no alert_relabel_configs drops it.",
        )

    def _delivered(self) -> Passed | Stuck:
        if self._of.webhook is not None:
            arrived = self._of.webhook.wait(self._is_expected, 0)
            if arrived is not None:
                runbook = arrived.annotations.get("runbook_url", "no runbook")
                return Passed(f"{arrived.name} arrived at {arrived.receiver}; {runbook}", arrived.labels)
        found = self._in_alertmanager()
        if not found:
            return Stuck("Alertmanager no longer has the alert.", "Keep the calls coming until it is sent.")
        if all(alert["status"]["state"] == "suppressed" for alert in found):
            return _suppressed(found[0])
        names = {one["name"] for alert in found for one in alert["receivers"]}
        if not names & set(_working_receivers(self._alertmanager().config())):
            return Stuck(
                f"Alertmanager routes it to {', '.join(sorted(names))}, which sends nothing anywhere.",
                "Give the receiver an integration, or route the alert to another one.",
                final=True,
            )
        return self._by_count(found[0], names)

    def _by_count(self, alert: Mapping[str, Any], receivers: Iterable[str]) -> Passed | Stuck:
        """What Alertmanager's own counters say."""
        shown = ", ".join(sorted(receivers))
        before, now = self._sent_before, self._sent()
        sent, failed = (0.0, 0.0) if before is None or now is None else (now[0] - before[0], now[1] - before[1])
        if 0 < failed == sent:
            return Stuck(
                f"Alertmanager could not deliver: all {failed:g} tries since the drill began failed.",
                f"Look at its log; check address and credentials of {shown}.",
            )
        if sent > failed and self._of.webhook is None:
            name = alert["labels"]["alertname"]
            return Passed(
                f"Alertmanager sent {name} to {shown}, by its own count; see that it is there", alert["labels"]
            )
        where = f" at {self._of.webhook.url}" if self._of.webhook is not None else ""
        return Stuck(
            f"Nothing has arrived{where} yet; Alertmanager routes it to {shown}.",
            "It waits for group_wait, or for group_interval where the group was told of before; else check the route.",
        )

    # What they ask

    def _loaded(self) -> list[Rule]:
        return [rule for rule in self._of.prometheus.rules()[0] if rule.name in self._names]

    def _series(self) -> list[Sample]:
        """Failed calls of the class, by service and provider."""
        labels = ", ".join((m.JOB, m.SERVICE, m.PROVIDER))
        chosen = f'{m.CLASS}="{self._class}"'
        name = self._service
        parts = [f'{m.JOB}="{name}",', f'{m.SERVICE}="{name}",'] if name else [""]
        counts = " or ".join(f"{m.CALLS.name}{{{part}{chosen}}}" for part in parts)
        return self._of.prometheus.query(f"sum by ({labels}) ({counts})")

    def _recorded(self, record: str) -> str:
        """What the rules see of the service, in words."""
        job = self._groups[0].get(m.JOB, "")
        seen = self._of.prometheus.query(f'sum by ({m.CLASS}) ({record}{{{m.JOB}="{job}"}}) > 0')
        return _by_class(seen) if seen else f"{record} has no value"

    def _count_exposed(self) -> float:
        if not self._of.metrics_url or self._of.app is not None:
            return 0.0
        try:
            found = metrics_page(self._of.metrics_url, (m.CALLS.name,))
        except ApiError:
            return 0.0
        return _sum([sample for name, sample in found if name == m.CALLS.name], self._class.value)

    def _new_outcomes(self) -> Mapping[str, int]:
        assert self._of.app is not None or not self._outcomes_before
        if self._of.app is None:
            return _Zero()
        now = self._of.app.outcomes(self._of.plan.provider)
        now.subtract(dict(self._outcomes_before))
        return +now

    def _active(self, rules: Iterable[Rule]) -> list[Mapping[str, Any]]:
        """Pending and firing alerts of this drill, the firing and the severe ones first."""
        found = [alert for rule in rules for alert in rule.active if self._is_mine(alert["labels"])]
        return sorted(
            found, key=lambda alert: (alert["state"] != "firing", alert["labels"].get("severity") != "critical")
        )

    def _in_alertmanager(self) -> list[Mapping[str, Any]]:
        """The alerts of this drill that Alertmanager has, those that it does not suppress first."""
        found = [alert for alert in self._alertmanager().alerts() if self._is_mine(alert["labels"])]
        return sorted(found, key=lambda alert: str(alert["status"]["state"]) == "suppressed")

    def _alertmanager(self) -> Alertmanager:
        return Alertmanager(self._of.alertmanager_url or self._of.prometheus.alertmanagers()[0])

    def _sent(self) -> tuple[float, float] | None:
        try:
            return self._alertmanager().sent()
        except (ApiError, IndexError):
            return None

    def _is_expected(self, notification: Notification) -> bool:
        return notification.status == "firing" and self._is_mine(notification.labels)

    def _is_mine(self, labels: Labels) -> bool:
        if labels.get("alertname") not in self._names or labels.get(m.CLASS, self._class) != self._class:
            return False
        shared = (m.JOB, m.SERVICE, m.PROVIDER)
        return any(all(labels.get(one, "") == group.get(one, "") for one in shared) for group in self._groups)

    def _is_of_service(self, labels: Labels) -> bool:
        if labels.get(m.CLASS, self._class) != self._class:
            return False
        return not self._service or self._service in (labels.get(m.JOB), labels.get(m.SERVICE))

    def _target(self) -> Target | None:
        """What scrapes the application's page. Prometheus may know the host by another name, so the port decides."""
        if not self._of.metrics_url:
            return None
        port = _port(self._of.metrics_url)
        return next((one for one in self._of.prometheus.targets() if _port(one.url) == port), None)

    def _job_of_page(self) -> str:
        target = None if self._of.pushes else self._target()
        return target.labels.get(m.JOB, "") if target is not None else ""

    def _scrape_interval(self) -> float:
        try:
            target = self._target()
        except ApiError:
            return _SCRAPE
        return target.interval if target is not None else _SCRAPE

    def _interval(self) -> float:
        return max((rule.interval for rule in self._rules), default=_SCRAPE)

    def _longest_wait(self) -> float:
        return max((rule.wait for rule in self._rules), default=0.0)


class _Zero(dict[str, int]):
    def __missing__(self, key: str) -> int:
        return 0


def _suppressed(alert: Mapping[str, Any]) -> Stuck:
    status = alert["status"]
    name = alert["labels"]["alertname"]
    if status["silencedBy"]:
        silence = status["silencedBy"][0]
        return Stuck(f"{name} is silenced by {silence}.", "Expire the silence if it should not be.", final=True)
    return Stuck(
        f"{name} is inhibited by another alert ({', '.join(status['inhibitedBy'])}).",
        "Wait until that one has resolved, and drill again.",
        final=True,
    )


def _working_receivers(config: str) -> Iterator[str]:
    """Names of the receivers that have an integration."""
    for receiver in (yaml.safe_load(config) or {}).get("receivers", ()):
        if any(key.endswith("_configs") and value for key, value in receiver.items()):
            yield receiver["name"]


def _sum(samples: Iterable[Sample], failure_class: str) -> float:
    return sum(sample.value for sample in samples if sample.labels.get(m.CLASS) == failure_class)


def _by_class(samples: Iterable[Sample]) -> str:
    found: dict[str, float] = {}
    for sample in samples:
        found[sample.labels.get(m.CLASS, "")] = found.get(sample.labels.get(m.CLASS, ""), 0.0) + sample.value
    return ", ".join(f"{name} {value:.0f}" for name, value in sorted(found.items()) if value > 0) or "nothing"


def _key(labels: Labels) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(labels.items()))


def _where(labels: Labels) -> str:
    service = labels.get(m.SERVICE) or labels.get(m.JOB, "a service")
    return f"{service} calling {labels.get(m.PROVIDER, 'a provider')}"


def _times(count: float) -> str:
    return "1 call" if count == 1 else f"{count:.0f} calls"


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _port(url: str) -> int | None:
    parts = urlsplit(url)
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)
