"""The runbooks: a page for each class of failure, and one each for missing telemetry and for hidden failures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts import SEVERITIES, Alert, alerts, guides
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.playbooks import PLAYBOOKS, Guide, Playbook
from genai_triage.monitoring.recording import HOUR, by, class_share, group, recorded, total
from genai_triage.monitoring.symptoms import symptoms
from genai_triage.taxonomy import CAUSES, Cause, FailureClass
from genai_triage.telemetry import names

FOLDER: Final = "runbooks"
_SECTIONS: Final = (
    ("gemini.", "Gemini"),
    ("gigachat.", "GigaChat"),
    ("network.", "Without an answer"),
    ("client.", "In the application"),
    ("status.", "By the status alone"),
)
"""Prefix of a cause's id and the heading of its table."""


def artifacts(options: Options) -> dict[str, str]:
    """Every page as Markdown, by its path."""
    pages = {member.value: _class_page(member, options) for member in FailureClass}
    pages.update({name: _guide_page(name, guide, options) for name, guide in guides(options).items()})
    texts = {f"{FOLDER}/{name}.md": _text(lines) for name, lines in pages.items()}
    return {f"{FOLDER}/README.md": _text(_index(options)), **texts}


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def _index(options: Options) -> Iterator[str]:
    yield "# Runbooks"
    yield ""
    yield "Generated from the taxonomy and its alerts: a page for each class of failure, the same parts on each."
    yield "An alert's `runbook_url` leads to its section; a failed span's `triage.class` names the page."
    yield ""
    yield from _table(
        ("page", "owner", "retryable", "what to do", "alerts"),
        (
            (
                _link(member.value, member.value, options),
                member.owner.value,
                _yes(member.retryable),
                PLAYBOOKS[member].fix,
                _alert_links([alert for alert in alerts(options) if member in alert.classes], options),
            )
            for member in FailureClass
        ),
    )
    yield "Two pages belong to no class:"
    yield ""
    yield from _table(
        ("page", "what to do", "alerts"),
        (
            (_link(page, page, options), guide.fix, _alert_links(_alerts_on(page, options), options))
            for page, guide in guides(options).items()
        ),
    )
    yield "Every alert can be tried: `genai-triage drill auth` brings the class about and follows its alert to the"
    yield "receiver; `genai-triage drill --list` names the classes."


def _class_page(failure_class: FailureClass, options: Options) -> Iterator[str]:
    playbook = PLAYBOOKS[failure_class]
    yield f"# {failure_class}"
    yield ""
    yield f"**{playbook.fix}**"
    yield ""
    yield failure_class.meaning
    yield f"Owner: {failure_class.owner}. Retryable: {_yes(failure_class.retryable)}.{_exceptions(failure_class)}"
    yield ""
    yield from _checks(playbook.checks)
    yield from _queries(failure_class, options)
    yield from _commands(playbook)
    yield "## Diagnose"
    yield ""
    yield f"{playbook.telling} The owner acts by the fix of the cause:"
    yield ""
    yield from _causes(failure_class)
    yield from _ending(playbook.verify, playbook.escalate)
    yield from _alert_sections(failure_class.value, options)
    yield from _alerts_elsewhere(failure_class, options)
    yield from _practice(failure_class)


def _checks(checks: Iterable[str]) -> Iterator[str]:
    yield "## First three checks"
    yield ""
    yield from (f"{number}. {check}" for number, check in enumerate(checks, 1))
    yield ""


def _ending(verify: str, escalate: str) -> Iterator[str]:
    yield "## Verify the fix"
    yield ""
    yield verify
    yield ""
    yield "## When to escalate"
    yield ""
    yield escalate
    yield ""


def _exceptions(failure_class: FailureClass) -> str:
    """Causes that have another owner or flag than their class, in one sentence; empty if there is none."""
    found = [
        f"`{cause.id}` (owner {cause.owner}, retryable: {_yes(cause.retryable)})"
        for cause in _causes_of(failure_class)
        if (cause.owner, cause.retryable) != (failure_class.owner, failure_class.retryable)
    ]
    return f" Exceptions: {', '.join(found)}." if found else ""


def _queries(failure_class: FailureClass, options: Options) -> Iterator[str]:
    selector = f'{{{m.CLASS}="{failure_class}"}}'
    failures = f"{recorded('failures', options)}{selector}"
    labels = (*group(options), m.CAUSE, m.MODEL, m.OPERATION)
    lately = f"increase({m.CALLS.name}{selector}[{options.time(HOUR)}])"
    dashboard = f"{options.dashboards_url.rstrip('/')}/d/genai-triage-class?var-class={failure_class}"
    yield "## Look"
    yield ""
    yield f"[Dashboard of this class]({dashboard}), or paste into Explore:"
    yield ""
    yield from _code(
        "promql",
        "# Which causes, models and operations, in the last hour",
        f"sort_desc({by(labels, total(failures, HOUR, options))} > 0)",
        "# When it began, by cause",
        by((m.CAUSE,), failures),
        "# Its share of the calls of the last hour",
        f"{class_share(options)}{selector}",
        "# Which instances have it",
        f"{by((m.JOB, *options.group_labels, 'instance'), lately)} > 0",
    )
    yield "The failed calls, in Tempo (TraceQL), with what the provider said:"
    yield ""
    shown = ", ".join(f"span.{name}" for name in (names.CAUSE, names.MESSAGE, names.FIX))
    yield from _code("text", f'{{ span.{names.CLASS} = "{failure_class}" }} | select({shown})')
    yield "The log events of the calls that raised, in Loki (LogQL):"
    yield ""
    yield from _code("text", f'{{service_name=~".+"}} | {m.CLASS}="{failure_class}"')


def _commands(playbook: Playbook) -> Iterator[str]:
    if not playbook.commands:
        return
    yield "Ask the provider without the application, from the failing host and with its credential:"
    yield ""
    for command in playbook.commands:
        yield from _code("sh", f"# {command.about}", command.text)


def _causes(failure_class: FailureClass) -> Iterator[str]:
    for prefix, heading in _SECTIONS:
        found = [cause for cause in _causes_of(failure_class) if cause.id.startswith(prefix)]
        if not found:
            continue
        yield f"### {heading}"
        yield ""
        yield from _table(
            ("cause", "looks like", "owner", "retryable", "fix", "vendor's page"),
            (
                (
                    f"`{cause.id}`",
                    symptoms(cause),
                    cause.owner.value,
                    _yes(cause.retryable),
                    cause.fix,
                    f"[page]({cause.doc})",
                )
                for cause in found
            ),
        )


def _alert_sections(page: str, options: Options) -> Iterator[str]:
    """A heading for each alert that leads to this page: `runbook_url` points at it."""
    found = _alerts_on(page, options)
    if not found:
        return
    yield "## Alerts"
    yield ""
    for name in dict.fromkeys(alert.name for alert in found):
        rows = sorted(
            (alert for alert in found if alert.name == name), key=lambda alert: SEVERITIES.index(alert.severity)
        )
        yield f"### {name}"
        yield ""
        for alert in rows:
            yield f"{_summary(alert)} **{alert.severity.capitalize()}**, {_owner(alert)}; {_times(alert, options)}:"
            yield ""
            yield from _code("promql", alert.expr)


def _alerts_elsewhere(failure_class: FailureClass, options: Options) -> Iterator[str]:
    found = [alert for alert in alerts(options) if failure_class in alert.classes and alert.page != failure_class.value]
    if found:
        yield f"Also about this class: {_alert_links(found, options)}."
        yield ""


def _practice(failure_class: FailureClass) -> Iterator[str]:
    yield "## Practise"
    yield ""
    yield f"`genai-triage drill {failure_class}` brings the class about and follows its alert to the receiver."


def _guide_page(name: str, guide: Guide, options: Options) -> Iterator[str]:
    yield f"# {name}"
    yield ""
    yield f"**{guide.fix}**"
    yield ""
    yield guide.meaning
    yield ""
    yield from _checks(guide.checks)
    yield "## Look"
    yield ""
    yield from _code("promql", *guide.queries(options))
    if guide.traces:
        title, query = guide.traces
        yield f"{title}, in Tempo (TraceQL):"
        yield ""
        yield from _code("text", query)
    yield "## Diagnose"
    yield ""
    yield from _table(guide.head, (_guide_row(row, options) for row in guide.causes))
    yield from _ending(guide.verify, guide.escalate)
    yield from _alert_sections(name, options)


def _guide_row(row: tuple[str | FailureClass, str, str], options: Options) -> tuple[str, str, str]:
    """A row as it is written; one about a class gets its link and its fix."""
    first, about, then = row
    if isinstance(first, FailureClass):
        return _link(first.value, first.value, options), about, PLAYBOOKS[first].fix
    return first, about, then


def _alerts_on(page: str, options: Options) -> list[Alert]:
    return [alert for alert in alerts(options) if alert.page == page]


def _summary(alert: Alert) -> str:
    text = alert.summary.replace("{service}", "a service").replace("{provider}", "a provider").rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


def _owner(alert: Alert) -> str:
    return f"owner {alert.owner}" if alert.owner is not None else f"owner by the label `{m.OWNER}`"


def _times(alert: Alert, options: Options) -> str:
    fires = f"fires after {options.time(alert.wait)}" if alert.wait else "fires at once"
    return f"{fires} and stays {options.time(alert.keep)}" if alert.keep else fires


def _alert_links(found: Iterable[Alert], options: Options) -> str:
    pages = {alert.name: alert.page for alert in found}
    return ", ".join(_link(name, page, options, name.lower()) for name, page in pages.items()) or "none"


def _link(text: str, page: str, options: Options, anchor: str = "") -> str:
    return f"[{text}]({page}{options.runbook_suffix}{f'#{anchor}' if anchor else ''})"


def _causes_of(failure_class: FailureClass) -> list[Cause]:
    return [cause for cause in CAUSES.values() if cause.failure_class is failure_class]


def _code(language: str, *lines: str) -> Iterator[str]:
    yield f"```{language}"
    yield from lines
    yield "```"
    yield ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield _row(("---",) * len(head))
    for row in rows:
        yield _row(row)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
