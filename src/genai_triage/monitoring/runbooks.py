"""The runbooks: a page for each class of failure, and one for each alert that is about no class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts import SEVERITIES, Alert, alerts, guides
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import FAILURE_CLASS
from genai_triage.monitoring.playbooks import PLAYBOOKS, Guide, Playbook
from genai_triage.monitoring.recording import HOUR, by, class_share, group, recorded, total
from genai_triage.monitoring.symptoms import symptoms
from genai_triage.monitoring.traces_and_logs import examples
from genai_triage.taxonomy import CAUSES, Cause, FailureClass
from genai_triage.telemetry import names

FOLDER: Final = "runbooks"
_SECTIONS: Final = (
    ("gemini.", "Gemini"),
    ("gigachat.", "GigaChat"),
    ("gateway.", "On the way to the vendor"),
    ("network.", "Without an answer"),
    ("client.", "In the application"),
    ("status.", "By the status alone"),
)
"""Prefix of a cause's id and the heading of its table."""


def artifacts(options: Options) -> dict[str, str]:
    """Returns every page as Markdown, by its path."""
    pages = {member.value: _class_page(member, options) for member in FailureClass}
    pages.update({name: _guide_page(name, guide, options) for name, guide in guides(options).items()})
    texts = {f"{FOLDER}/{name}.md": _text(lines) for name, lines in pages.items()}
    return {f"{FOLDER}/README.md": _text(_index(options)), **texts}


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def _index(options: Options) -> Iterator[str]:
    say = options.say
    yield f"# {say('Runbooks')}"
    yield ""
    yield say("Generated from the taxonomy and its alerts: a page for each class of failure, the same parts on each.")
    yield say(
        "An alert's `runbook_url` leads to the row of the cause behind most failures, or to the top of the page; "
        "a failed span's `triage.class` names the page."
    )
    yield ""
    yield from _table(
        ("page", "owner", "retryable", "what to do", "alerts"),
        (
            (
                _link(member.value, member.value, options),
                member.owner.value,
                _yes(member.retryable, options),
                say(PLAYBOOKS[member].fix),
                _alert_links(_alerts_about(member, options), options),
            )
            for member in FailureClass
        ),
        options,
    )
    yield from _paragraph("These pages belong to no class:", options)
    yield from _table(
        ("page", "what to do", "alerts"),
        (
            (_link(page, page, options), say(guide.fix), _alert_links(_alerts_on(page, options), options))
            for page, guide in guides(options).items()
        ),
        options,
    )
    yield say(
        "Every alert can be tried: `genai-triage drill auth` brings the class about and follows its alert to the\n"
        "receiver; `genai-triage drill --list` names the classes."
    )


def _class_page(failure_class: FailureClass, options: Options) -> Iterator[str]:
    """Writes what a person reads from the top: what it is, what to do about which cause; queries come last."""
    playbook, say = PLAYBOOKS[failure_class], options.say
    yield f"# {failure_class}"
    yield ""
    yield f"**{say(playbook.fix)}**"
    yield ""
    yield failure_class.meaning_in(options.language)
    yield _whose(failure_class, options) + _exceptions(failure_class, options)
    yield ""
    if options.dashboards_url is not None:
        dashboard = f"{options.dashboards_url.rstrip('/')}/d/{FAILURE_CLASS}?var-class={failure_class}"
        yield from _paragraph("[Dashboard of this class]({url})", options, url=dashboard)
    yield from _checks(playbook.checks, options)
    yield from _heading("Diagnose", options)
    yield f"{say(playbook.telling)} {say('The owner acts by the fix of the cause:')}"
    yield ""
    yield from _causes(failure_class, options)
    yield from _commands(playbook, options)
    yield from _ending(playbook.verify, playbook.escalate, options)
    yield from _practice(failure_class, options)
    yield from _queries(failure_class, options)
    yield from _alert_sections(failure_class.value, options)
    yield from _alerts_elsewhere(failure_class, options)


def _heading(text: str, options: Options) -> Iterator[str]:
    yield f"## {options.say(text)}"
    yield ""


def _paragraph(text: str, options: Options, **values: str) -> Iterator[str]:
    yield options.say(text, **values)
    yield ""


def _checks(checks: Iterable[str], options: Options) -> Iterator[str]:
    yield from _heading("First three checks", options)
    yield from (f"{number}. {options.say(check)}" for number, check in enumerate(checks, 1))
    yield ""


def _ending(verify: str, escalate: str, options: Options) -> Iterator[str]:
    yield from _heading("Verify the fix", options)
    yield from _paragraph(verify, options)
    yield from _heading("When to escalate", options)
    yield from _paragraph(escalate, options)


def _whose(failure_class: FailureClass, options: Options) -> str:
    retryable = _yes(failure_class.retryable, options)
    return options.say("Owner: {owner}. Retryable: {retryable}.", owner=failure_class.owner, retryable=retryable)


def _exceptions(failure_class: FailureClass, options: Options) -> str:
    """Names causes that have another owner or flag than their class, in one sentence; empty if there is none."""
    found = [
        options.say(
            "{cause} (owner {owner}, retryable: {retryable})",
            cause=f"`{cause.id}`",
            owner=cause.owner,
            retryable=_yes(cause.retryable, options),
        )
        for cause in _causes_of(failure_class)
        if (cause.owner, cause.retryable) != (failure_class.owner, failure_class.retryable)
    ]
    return " " + options.say("Exceptions: {causes}.", causes=", ".join(found)) if found else ""


def _queries(failure_class: FailureClass, options: Options) -> Iterator[str]:
    selector = f'{{{m.CLASS}="{failure_class}"}}'
    failures = f"{recorded('failures', options)}{selector}"
    labels = (*group(options), m.CAUSE, m.MODEL, m.OPERATION)
    lately = f"increase({m.CALLS.name}{selector}[{options.time(HOUR)}])"
    yield from _heading("Look", options)
    yield from _paragraph("Paste into Explore:", options)
    yield from _promql(
        (
            (
                "Which causes, models and operations, in the last hour",
                f"sort_desc({by(labels, total(failures, HOUR, options))} > 0)",
            ),
            ("When it began, by cause", by((m.CAUSE,), failures)),
            ("Its share of the calls of the last hour", f"{class_share(options)}{selector}"),
            ("Which instances have it", f"{by((m.JOB, *options.group_labels, 'instance'), lately)} > 0"),
        ),
        options,
    )
    yield from _paragraph("The failed calls, in Tempo (TraceQL), with what the provider said:", options)
    spans, events = examples(options.group_labels)
    shown = ", ".join(f"span.{name}" for name in (names.CAUSE, names.MESSAGE, names.FIX))
    failed = f'{{ span.{names.CLASS} = "{failure_class}" }}'
    yield from _code("text", f"{failed} | select({shown})")
    yield from _of_one_place(f"{failed} | {spans} | select({shown})", options)
    yield from _paragraph("The log events of the calls that raised, in Loki (LogQL):", options)
    raised = f'{{service_name=~".+"}} | {m.CLASS}="{failure_class}"'
    yield from _code("text", raised)
    yield from _of_one_place(f"{raised} | {events}", options)


def _of_one_place(query: str, options: Options) -> Iterator[str]:
    """Writes a query once more, narrowed by the group labels that traces and logs have."""
    if any(examples(options.group_labels)):
        yield from _paragraph("Of one place alone, with its names for the words in capitals:", options)
        yield from _code("text", query)


def _promql(queries: Iterable[tuple[str, str]], options: Options) -> Iterator[str]:
    """Writes queries, each below a comment that says what it shows."""
    yield from _code("promql", *(line for about, expr in queries for line in (f"# {options.say(about)}", expr)))


def _commands(playbook: Playbook, options: Options) -> Iterator[str]:
    if not playbook.commands:
        return
    yield from _heading("Try it by hand", options)
    yield from _paragraph("From the failing host and with its credential, without the application:", options)
    for command in playbook.commands:
        yield from _code("sh", f"# {options.say(command.about)}", command.text)


def _causes(failure_class: FailureClass, options: Options) -> Iterator[str]:
    for prefix, heading in _SECTIONS:
        found = [cause for cause in _causes_of(failure_class) if cause.id.startswith(prefix)]
        if not found:
            continue
        yield f"### {options.say(heading)}"
        yield ""
        yield from _table(
            ("cause", "looks like", "owner", "retryable", "fix", "vendor's page"),
            (
                (
                    f'<a id="{cause.id}"></a>`{cause.id}`',
                    symptoms(cause, options),
                    cause.owner.value,
                    _yes(cause.retryable, options),
                    cause.fix_in(options.language),
                    f"[{options.say('page')}]({cause.doc_in(options.language)})",
                )
                for cause in found
            ),
            options,
        )


def _alert_sections(page: str, options: Options) -> Iterator[str]:
    """Writes a heading for each alert that leads to this page."""
    found = _alerts_on(page, options)
    if not found:
        return
    yield from _heading("Alerts", options)
    for name in dict.fromkeys(alert.name for alert in found):
        rows = sorted(
            (alert for alert in found if alert.name == name), key=lambda alert: SEVERITIES.index(alert.severity)
        )
        yield f"### {name}"
        yield ""
        for alert in rows:
            severity = f"**{options.say(alert.severity.capitalize())}**"
            yield f"{_summary(alert, options)} {severity}, {_owner(alert, options)}; {_times(alert, options)}:"
            yield ""
            yield from _code("promql", alert.expr)


def _alerts_elsewhere(failure_class: FailureClass, options: Options) -> Iterator[str]:
    found = [alert for alert in alerts(options) if failure_class in alert.classes and alert.page != failure_class.value]
    if found:
        yield from _paragraph("Also about this class: {alerts}.", options, alerts=_alert_links(found, options))


def _practice(failure_class: FailureClass, options: Options) -> Iterator[str]:
    yield from _heading("Practise", options)
    yield from _paragraph(
        "`genai-triage drill {word}` brings the class about and follows its alert to the receiver.",
        options,
        word=failure_class,
    )


def _guide_page(name: str, guide: Guide, options: Options) -> Iterator[str]:
    yield f"# {name}"
    yield ""
    yield f"**{options.say(guide.fix)}**"
    yield ""
    yield from _paragraph(guide.meaning, options)
    yield from _checks(guide.checks, options)
    yield from _heading("Diagnose", options)
    yield from _table(guide.head, (_guide_row(row, options) for row in guide.causes), options)
    yield from _ending(guide.verify, guide.escalate, options)
    yield from _heading("Look", options)
    yield from _promql(guide.queries(options), options)
    if guide.traces:
        about, query = guide.traces
        yield from _paragraph("{what}, in Tempo (TraceQL):", options, what=options.say(about))
        yield from _code("text", query)
        yield from _of_one_place(f"{query} | {examples(options.group_labels)[0]}", options)
    yield from _alert_sections(name, options)


def _guide_row(row: tuple[str | FailureClass, str, str], options: Options) -> tuple[str, str, str]:
    """Writes a row; one about a class gets its link and its fix."""
    first, about, then = row
    if isinstance(first, FailureClass):
        return _link(first.value, first.value, options), options.say(about), options.say(PLAYBOOKS[first].fix)
    return options.say(first), options.say(about), options.say(then)


def _alerts_about(failure_class: FailureClass, options: Options) -> list[Alert]:
    """Finds the alerts about a class, and those that lead to its page although they are about none."""
    return [alert for alert in alerts(options) if failure_class in alert.classes or alert.page == failure_class.value]


def _alerts_on(page: str, options: Options) -> list[Alert]:
    return [alert for alert in alerts(options) if alert.page == page]


def _summary(alert: Alert, options: Options) -> str:
    anyone = {name: options.say(f"a {name}") for name in ("service", "provider", "model")}
    anyone["failure_class"] = options.say("one class")
    some = options.say("many" if alert.value == "count" else "a share")
    text = options.say(alert.summary, **anyone, value=some, **alert.values).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


def _owner(alert: Alert, options: Options) -> str:
    if alert.owner is None:
        return options.say("owner by the label {label}", label=f"`{m.OWNER}`")
    return options.say("owner {owner}", owner=alert.owner)


def _times(alert: Alert, options: Options) -> str:
    wait, keep = options.time(alert.wait), options.time(alert.keep)
    fires = options.say("fires after {time}", time=wait) if alert.wait else options.say("fires at once")
    return options.say("{fires} and stays {time}", fires=fires, time=keep) if alert.keep else fires


def _alert_links(found: Iterable[Alert], options: Options) -> str:
    pages = {alert.name: alert.page for alert in found}
    links = (_link(name, page, options, name.lower()) for name, page in pages.items())
    return ", ".join(links) or options.say("none")


def _link(text: str, page: str, options: Options, anchor: str = "") -> str:
    return f"[{text}]({page}{options.runbook_suffix}{f'#{anchor}' if anchor else ''})"


def _causes_of(failure_class: FailureClass) -> list[Cause]:
    return [cause for cause in CAUSES.values() if cause.failure_class is failure_class]


def _code(language: str, *lines: str) -> Iterator[str]:
    yield f"```{language}"
    yield from lines
    yield "```"
    yield ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], options: Options) -> Iterator[str]:
    yield _row(options.say(cell) for cell in head)
    yield _row(("---",) * len(head))
    for row in rows:
        yield _row(row)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _yes(flag: bool, options: Options) -> str:
    return options.say("yes" if flag else "no")
