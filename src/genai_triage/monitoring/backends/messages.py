"""What a person reads of an alert: title, problem, whose it is, what to do, first checks, causes, runbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from genai_triage.monitoring.alerts import Alert, runbook_link
from genai_triage.monitoring.backends.conditions import Monitor
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.playbooks import PLAYBOOKS, Guide
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Owner


@dataclass(frozen=True, slots=True)
class Variables:
    """How a backend's texts name what differs from one alarm to the next."""

    service: str
    provider: str


def owner(alert: Alert) -> Owner:
    """Returns who must act, if no cause says otherwise."""
    return alert.owner or alert.classes[0].owner


def title(monitor: Monitor, names: Variables, options: Options) -> str:
    """Returns one line."""
    return _filled(monitor.alert.summary, monitor, names, options)


def paragraphs(monitor: Monitor, names: Variables, options: Options) -> Iterator[str]:
    """Yields what is seen, what to do and where to look first, as Markdown, the most needed first."""
    alert = monitor.alert
    yield _filled(alert.problem, monitor, names, options)
    yield options.say("What to do ({owner}): {fix}", owner=owner(alert).value, fix=options.say(alert.fix))
    if runbook := runbook_link(alert.page, options):
        yield options.say("Runbook: {url}", url=runbook)
    guide = alert.about if isinstance(alert.about, Guide) else PLAYBOOKS[alert.about]
    checks = "\n".join(f"{number}. {options.say(check)}" for number, check in enumerate(guide.checks, 1))
    yield f"{options.say('Look first:')}\n{checks}"


def causes(alert: Alert, options: Options) -> Iterator[str]:
    """Yields a line for each cause that the alert may have: its fix, and its owner where that is another."""
    for cause in CAUSES.values():
        if cause.failure_class in alert.classes:
            whose = "" if cause.owner is owner(alert) else f" ({cause.owner.value})"
            yield f"- `{cause.id}`{whose}: {cause.fix_in(options.language)}"


def text(monitor: Monitor, names: Variables, options: Options, most: int) -> str:
    """Returns the whole message, of at most `most` characters: causes that do not fit are left to the runbook."""
    found = within(paragraphs(monitor, names, options), "\n\n", most)
    lines = [options.say("Causes, each with its fix:"), *causes(monitor.alert, options)]
    told = bounded(lines, most - len(found) - 2, options)
    return f"{found}\n\n{told}" if told else found


def within(parts: Iterator[str], separator: str, most: int) -> str:
    """Joins the first parts, as many as fit."""
    found = ""
    for part in parts:
        longer = f"{found}{separator}{part}" if found else part
        if len(longer) > most:
            break
        found = longer
    return found


def bounded(lines: list[str], most: int, options: Options) -> str:
    """Joins lines, as many as fit, and says how many do not; nothing, if no more than the first line would."""
    for number in range(len(lines), 1, -1):
        left = len(lines) - number
        found = "\n".join(
            [*lines[:number], *([options.say("And {number} more: see the runbook.", number=left)] if left else [])]
        )
        if len(found) <= most:
            return found
    return ""


def _filled(told: str, monitor: Monitor, names: Variables, options: Options) -> str:
    condition = monitor.condition
    says = options.say(
        told,
        service=names.service,
        provider=names.provider,
        model="",
        value=_value(monitor, options),
        **monitor.alert.values,
    )
    if not condition.none_succeeds:
        return says
    return f"{says} {options.say('No call has succeeded in {window}.', window=options.span(condition.window))}"


def _value(monitor: Monitor, options: Options) -> str:
    condition = monitor.condition
    if condition.none_succeeds or monitor.alert.value == "count" or condition.share is None:
        return f"≥ {condition.count:g}"
    return f"≥ {options.percent(condition.share)}"
