"""The stages in Prometheus: the series is there, the rules see it, the alert fires."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.drill.api import ApiError, Rule, Sample, Target
from genai_triage.monitoring.drill.stages import Labels, Passed, Stuck, by_class, host, plain, where
from genai_triage.monitoring.drill.subject import Setting, Subject
from genai_triage.monitoring.metrics import ANY_CALLS, strategy_of
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import recorded
from genai_triage.monitoring.rules import ALERTS, RECORDS
from genai_triage.monitoring.translation import translated_query
from genai_triage.telemetry import names

_MINUTE: Final = 60.0
"""Seconds between scrapes, pushes or evaluations, where nobody names them."""
_RECORD: Final = recorded("calls", Options()).partition(":increase")[0] + ":increase"
"""Beginning of the record's name; the rest is the window that it was exported with."""


class Evaluation:
    """Follows the failure through Prometheus, up to a firing alert."""

    def __init__(self, setting: Setting, subject: Subject) -> None:
        self._of = setting
        self._subject = subject
        self._rules: list[Rule] = []
        self._seen_before: dict[tuple[tuple[str, str], ...], float] = {}
        self._succeeded_before: dict[tuple[tuple[str, str], ...], float] = {}

    @property
    def scrape_interval(self) -> float:
        """Returns the seconds between two scrapes of the application."""
        try:
            target = self._target()
        except ApiError:
            return _MINUTE
        return target.interval if target is not None else _MINUTE

    @property
    def interval(self) -> float:
        """Returns the seconds between two evaluations of the rules."""
        return max((rule.interval for rule in self._rules), default=_MINUTE)

    @property
    def longest_wait(self) -> float:
        """Returns the seconds of the longest `for`."""
        return max((rule.wait for rule in self._rules), default=0.0)

    def ready(self) -> Passed | Stuck:
        """Prometheus answers, and the service has no alert of the class already: a second one would not be sent."""
        self._subject.service = self._of.service or self._job_of_page()
        active = [
            alert["labels"]
            for rule in self._loaded()
            for alert in rule.active
            if self._subject.could_be_mine(alert["labels"])
        ]
        if active and self._subject.service:
            return Stuck(
                f"{active[0]['alertname']} is active already for {where(active[0])}.",
                "Nothing could be told from it: wait until it has resolved (rules keep it for 15 minutes), or drill "
                "another class.",
                final=True,
            )
        if renamed := self._renamed():
            return renamed
        # Whose calls these are is not known yet; whoever has such an alert already is somebody else.
        self._subject.others = active
        self._seen_before = {_key(sample): sample.value for sample in self._series()}
        aside = f"; {len(active)} such alerts of other services are active, and left aside" if active else ""
        return Passed(f"Prometheus at {host(self._of.prometheus.url)} answers{aside}")

    def scraped(self) -> Passed | Stuck:
        grown = [sample for sample in self._series() if sample.value > self._seen_before.get(_key(sample), 0.0)]
        mine = [sample.labels for sample in grown if not self._subject.is_others(sample.labels)]
        if mine:
            self._subject.groups = mine
            return Passed(f"{self._calls} has grown for {where(self._subject.groups[0])}")
        if grown:
            return self._only_others(grown[0].labels)
        return self._renamed() or self._not_scraped()

    def _renamed(self) -> Stuck | None:
        """Says under which names Prometheus has the calls, if it has them under others alone."""
        found = self._of.prometheus.query(f"count by (__name__) ({ANY_CALLS})")
        names_found = {sample.labels.get("__name__", "") for sample in found}
        strategy = strategy_of(names_found)
        if strategy is None or self._calls in names_found:
            return None
        return Stuck(
            f"Prometheus has {m.CALLS.named(strategy)}, and no {self._calls}.",
            f"Give --names {strategy}, and export the rules so.",
            final=True,
        )

    @property
    def _calls(self) -> str:
        """Returns what the counter of calls is called there."""
        return m.CALLS.named(self._of.rules.names)

    def _ask(self, expression: str) -> list[Sample]:
        """Evaluates an expression under the names that Prometheus has; its answers have the default ones."""
        rules = self._of.rules
        found = self._of.prometheus.query(translated_query(expression, rules.names, rules.dotted_labels))
        return [Sample(plain(sample.labels), sample.value) for sample in found]

    def _only_others(self, labels: Labels) -> Stuck:
        grown = f"{self._calls} of class {self._subject.failure_class} has grown"
        return Stuck(
            f"{grown} for {where(labels)} alone, whose alert was active before.",
            "If that is the drilled one, wait until its alert has resolved; else say with --service which it is.",
        )

    def _not_scraped(self) -> Stuck:
        page = self._of.metrics_url
        service = self._subject.service
        missing = f"new {self._calls} of class {self._subject.failure_class}{f' for {service}' if service else ''}"
        if self._of.pushes or not page:
            return Stuck(
                f"Prometheus has no {missing}.",
                "Follow the metric through the exporter and the collector; see the runbook `telemetry`.",
            )
        target = self._target()
        if target is None:
            return Stuck(
                f"Prometheus has no target for {page}.",
                f"Add to scrape_configs: {{job_name: {service or 'my-app'}, static_configs: "
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
            f"Prometheus scrapes {target.url}, but has no {missing}.",
            "Look for metric_relabel_configs or a sample_limit that drops it, and whether the job has that name.",
        )

    def pending(self) -> Passed | Stuck:
        self._rules = self._loaded()
        _, records = self._of.prometheus.rules()
        wanted = ", ".join(sorted(self._subject.alerts))
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
        if found := self._active():
            return Passed(f"{found[0]['labels']['alertname']} is {found[0]['state']}", found[0]["labels"])
        broken = next((rule for rule in self._rules if rule.error), None)
        if broken is not None:
            return Stuck(f"{broken.name} cannot be evaluated: {broken.error}.", "Export the rules again and reload.")
        return Stuck(
            f"{wanted} is loaded, but its expression finds nothing yet ({self._recorded(counted)}; evaluated "
            f"every {self.interval:g} s).",
            "Its thresholds may be above what the drill reaches; compare with the rule's expression.",
        )

    def firing(self) -> Passed | Stuck:
        self._rules = self._loaded()
        found = self._active()
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

    def _loaded(self) -> list[Rule]:
        return [rule for rule in self._of.prometheus.rules()[0] if rule.name in self._subject.alerts]

    def _active(self) -> list[Mapping[str, Any]]:
        """Returns pending and firing alerts of this drill, the firing and the severe ones first."""
        found = [alert for rule in self._rules for alert in rule.active if self._subject.is_mine(alert["labels"])]
        return sorted(
            found, key=lambda alert: (alert["state"] != "firing", alert["labels"].get("severity") != "critical")
        )

    def ending(self) -> None:
        """Remembers the successes from before calls succeed again."""
        self._succeeded_before = {_key(sample): sample.value for sample in self._series(names.OK)}

    def succeeded(self) -> Passed | Stuck:
        """Checks that a success of the drilled service is counted: until then its alerts do not resolve."""
        for sample in self._series(names.OK):
            mine = any(self._subject.is_same(sample.labels, group) for group in self._subject.groups)
            if mine and sample.value > self._succeeded_before.get(_key(sample), 0.0):
                return Passed(f"a call of {where(sample.labels)} has succeeded since; its alerts resolve")
        return Stuck(
            f"Prometheus has counted no success of {where(self._subject.groups[0])} since the drill's failures.",
            "Let it make a call that succeeds: until one does, its alerts stay, for up to a day.",
        )

    def _series(self, failure_class: str = "") -> list[Sample]:
        """Counts calls of the drilled class, or of another, by service and provider."""
        chosen = f'{m.CLASS}="{failure_class or self._subject.failure_class}"'
        name = json.dumps(self._subject.service)
        parts = (f"{m.JOB}={name},", f"{m.SERVICE}={name},") if self._subject.service else ("",)
        counts = " or ".join(f"{m.CALLS.name}{{{part}{chosen}}}" for part in parts)
        return self._ask(f"sum by ({', '.join(self._subject.group)}) ({counts})")

    def _recorded(self, record: str) -> str:
        """Says what the rules see of the service, in words."""
        job = json.dumps(self._subject.groups[0].get(m.JOB, ""))
        seen = self._ask(f"sum by ({m.CLASS}) ({record}{{{m.JOB}={job}}}) > 0")
        return by_class(seen) if seen else f"{record} has no value"

    def _target(self) -> Target | None:
        """Finds what scrapes the application's page; the first of several that might."""
        return next(iter(self._targets()), None)

    def _targets(self) -> list[Target]:
        """Finds them by port, for Prometheus may know the host by another name; by host, where one has it."""
        if not self._of.metrics_url:
            return []
        url = self._of.metrics_url
        found = [one for one in self._of.prometheus.targets() if _port(one.url) == _port(url)]
        return [one for one in found if _host(one.url) == _host(url)] or found

    def _job_of_page(self) -> str:
        """Returns the job that scrapes the page; none where another service may have the same port."""
        jobs = set() if self._of.pushes else {one.labels.get(m.JOB, "") for one in self._targets()}
        return jobs.pop() if len(jobs) == 1 else ""


def _key(sample: Sample) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(sample.labels.items()))


def _port(url: str) -> int | None:
    parts = urlsplit(url)
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _host(url: str) -> str:
    found = urlsplit(url).hostname or ""
    return "localhost" if found in ("127.0.0.1", "::1") else found
