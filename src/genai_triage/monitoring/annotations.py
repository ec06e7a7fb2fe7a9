"""What a person reads of an alert, and where its links lead: templates, for Prometheus (and Mimir) and for Grafana.

Both read the same: only how a fact is asked for differs. Each cause has a line of its own, which prints nothing but its
fix: `{{-` takes the line break before it away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

from genai_triage.monitoring import facts
from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts import Alert, dashboard_link, runbook_link, traces_link
from genai_triage.monitoring.facts import Fact, Scope
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import without_credential
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.gateways import NOBODY

_MAIN: Final = "0.5"
"""Share of the failures above which links lead to one cause."""
_ALL: Final = "0.995"
"""Share from which it is not worth saying."""


class Evaluator(Protocol):
    """How the templates of whoever evaluates the rules refer to the number, and ask for facts."""

    value: str
    grafana: str
    """The template of Grafana's address, where it is known without being given."""

    def begin(self, alert: Alert, options: Options) -> str:
        """Returns what a template starts with."""

    def each(self, alert: Alert, fact: Fact, body: str, options: Options, *, first: bool = False) -> str:
        """Repeats a body, in which `.` has the labels and the value of an answer, for each answer or only the first."""


class Prometheus:
    """Its templates evaluate queries."""

    value = "$value"
    grafana = ""

    def begin(self, alert: Alert, options: Options) -> str:
        """Makes matchers of the alert's labels."""
        labels = alert.group(options)
        target = _matchers("$target", without_credential(labels)) if m.CREDENTIAL in labels else ""
        return _matchers("$group", labels) + target + _matchers("$series", alert.series)

    def each(self, alert: Alert, fact: Fact, body: str, options: Options, *, first: bool = False) -> str:
        """Asks about the alert's own series."""
        target = "@target" if m.CREDENTIAL in alert.group(options) else "@group"
        expr = fact.query(alert, Scope(options, "@group", target, "@series" if alert.series else ""))
        expr = facts.top(1 if first else fact.most_asked or fact.most, expr, ()) if fact.is_ranked else expr
        expr = expr.replace("%", "%%")
        expr = expr.replace("@group", "%[1]s").replace("@series", "%[2]s").replace("@target", "%[3]s")
        given = "$group $series $target" if target == "@target" else "$group $series"
        return f"{{{{- range query (printf `{expr}` {given}) }}}}{body}{{{{- end }}}}"


def _matchers(variable: str, labels: tuple[str, ...]) -> str:
    pairs, values = ",".join(f"{name}=%q" for name in labels), "".join(f" $labels.{name}" for name in labels)
    return f"{{{{- {variable} := printf `{pairs}`{values} }}}}"


class Grafana:
    """Its templates are given the answers to queries that stand beside the condition."""

    value = "$values.B.Value"
    grafana = '{{ externalURL | reReplaceAll "/+$" "" }}'

    def begin(self, alert: Alert, options: Options) -> str:
        """Needs nothing."""
        return ""

    def each(self, alert: Alert, fact: Fact, body: str, options: Options, *, first: bool = False) -> str:
        """Takes the answers by their names, which are in the order of their ranks."""
        if fact.most > 1 and not first:
            return f"{{{{- range $values }}}}{body}{{{{- end }}}}"
        return f"{{{{- with $values.{names(fact)[0]} }}}}{body}{{{{- end }}}}"


def names(fact: Fact) -> tuple[str, ...]:
    """Returns the names of the answers to a fact, for Grafana: `cause1`, `cause2` …"""
    return tuple(f"{fact.name}{rank}" for rank in range(1, fact.most + 1)) if fact.most > 1 else (fact.name,)


def questions(alert: Alert, options: Options) -> Iterator[tuple[str, str]]:
    """Yields what Grafana evaluates beside an alert's condition, by the name of the answer."""
    scope = Scope(options, kept_group=alert.group(options), kept_series=alert.series)
    for fact in facts.facts(alert):
        expr = fact.query(alert, scope)
        for rank, name in enumerate(names(fact), 1):
            found = facts.ranked(rank, expr, scope.kept) if fact.is_ranked else expr
            # No answer at all would make the whole alert one without data.
            yield name, found if fact is facts.START else f"{found} or on () vector(0)"


def templates(alert: Alert, evaluator: Evaluator, options: Options) -> dict[str, str]:
    """Returns the templates of everything that is told of an alert; without links whose address nobody gave."""
    return {
        "summary": filled(alert.summary, alert, evaluator, options),
        "description": evaluator.begin(alert, options) + _description(alert, evaluator, options),
        **_links(alert, evaluator, options),
    }


def _links(alert: Alert, evaluator: Evaluator, options: Options) -> dict[str, str]:
    begin = evaluator.begin(alert, options)
    asked = evaluator.each(alert, facts.START, '{{ $start = printf "%.0f" .Value }}', options)
    started, start = f'{begin}{{{{- $start := "now-3h" }}}}{asked}', "{{ $start }}"
    grafana, found = options.dashboards_url or evaluator.grafana, {}
    if grafana:
        found["dashboard_url"] = started + dashboard_link(alert, options, grafana, start)
    if not alert.tells_causes:
        runbook = runbook_link(alert.page, options)
        return {**found, "runbook_url": runbook} if runbook else found
    set_both = f"{{{{- $page = .Labels.{m.CLASS} }}}}{{{{- $cause = .Labels.{m.CAUSE} }}}}"
    main = f"{{{{- if gt .Value {_MAIN} }}}}{set_both}{{{{- end }}}}"
    asked = evaluator.each(alert, facts.CAUSES, main, options, first=True)
    page = f'{{{{- $page := "{alert.page}" }}}}{{{{- $cause := "" }}}}{asked}'
    cause = "{{ with $cause }}{{ . }}{{ else }}.%2A{{ end }}"
    anchor = "{{ with $cause }}#{{ . }}{{ end }}"
    if runbook := runbook_link("{{ $page }}", options):
        found["runbook_url"] = begin + page + runbook + anchor
    if grafana:
        found["traces_url"] = started + page + traces_link(alert, options, grafana, start, cause)
    return found


def _description(alert: Alert, evaluator: Evaluator, options: Options) -> str:
    problem = filled(alert.problem, alert, evaluator, options)
    told = "".join(
        evaluator.each(alert, fact, _SAYS[fact.name](options), options)
        for fact in facts.facts(alert)
        if fact.name in _SAYS
    )
    told += _services(alert, evaluator, options) if alert.every_service else ""
    return problem + told + (_causes(alert, evaluator, options) if alert.tells_causes else f" {options.say(alert.fix)}")


def _services(alert: Alert, evaluator: Evaluator, options: Options) -> str:
    """Names the services that a provider fails most, each with the share of its calls."""
    begin = f"{{{{ if $listed }}}},{{{{ else }}}} {options.say('Most affected')}:{{{{ end }}}}"
    body = (
        f"{{{{- $share := .Value }}}}{{{{- $of := .Labels }}}}{{{{- with .Labels.{m.JOB} }}}}{begin} "
        f"{service_of('$of', options)} ({{{{ {percent('$share', options)} }}}}){{{{- $listed = true }}}}{{{{- end }}}}"
    )
    asked = evaluator.each(alert, facts.SERVICES, body, options)
    return f"{{{{- $listed := false }}}}{asked}{{{{ if $listed }}}}.{{{{ end }}}}"


def _causes(alert: Alert, evaluator: Evaluator, options: Options) -> str:
    """Names the causes counted lately, each with its fix; where none is, says what to do about the class."""
    fixes = (cause for cause in CAUSES.values() if cause.failure_class in alert.classes)
    general = options.say(alert.fix)
    body = "\n".join(
        (
            "",
            "{{- $share := .Value }}",
            f"{{{{- with .Labels.{m.CAUSE} }}}}",
            # Of two as frequent, Prometheus 2.42 takes the first now here, now there: Grafana may get one twice.
            "{{- if ne . $told }}",
            f"{options.say('Cause')} {{{{ . }}}}{_unless_all('$share', options)}:",
            "{{- $told = . }}",
            '{{- if eq . "" }}',
            *(f'{{{{- else if eq . "{cause.id}" }}}} {cause.fix_in(options.language)}' for cause in fixes),
            f"{{{{- else }}}} {general}",
            "{{- end }}",
            "{{- end }}",
            "{{- end }}",
            "",
        )
    )
    asked = evaluator.each(alert, facts.CAUSES, body, options)
    return f'\n{{{{- $told := "" }}}}\n{asked}\n{{{{- if not $told }}}} {general}{{{{ end }}}}'


def _unless_all(share: str, options: Options) -> str:
    return f"{{{{ if lt {share} {_ALL} }}}} ({{{{ {percent(share, options)} }}}}){{{{ end }}}}"


def _share(options: Options) -> str:
    return _positive(options.say("That is {share} of its calls.", share=f"{{{{ {percent('.Value', options)} }}}}"))


def _answered(options: Options) -> str:
    nobody = f'{{{{ if eq . "{NOBODY}" }}}}{options.say("nobody")}{{{{ else }}}}{{{{ . }}}}{{{{ end }}}}'
    says = options.say("Who answers: {who}.", who=nobody)
    return f"{{{{- with .Labels.{m.ANSWERED_BY} }}}} {says}{{{{- end }}}}"


def _model(options: Options) -> str:
    model = f"{{{{ . }}}}{_unless_all('$share', options)}"
    says = options.say("Model: {model}.", model=model)
    return f"{{{{- $share := .Value }}}}{{{{- with .Labels.{m.MODEL} }}}} {says}{{{{- end }}}}"


def _limit(options: Options) -> str:
    says = options.say("Limit: {limit} ({quota}).", limit='{{ printf "%.0f" $limit }}', quota="{{ . }}")
    return f"{{{{- $limit := .Value }}}}{{{{- with .Labels.{m.QUOTA_ID} }}}} {says}{{{{- end }}}}"


def _reset(options: Options) -> str:
    time = '{{ .Value | humanizeTimestamp | reReplaceAll ":00 .*" " UTC" }}'
    return _positive(options.say("The daily quota comes back at midnight Pacific time: {time}.", time=time))


def _wait(options: Options) -> str:
    return _positive(options.say("The provider asks to wait {seconds} s.", seconds='{{ printf "%.0f" .Value }}'))


def _outcome(options: Options) -> str:
    share = f"{{{{ {percent('$share', options)} }}}}"
    says = options.say("{share} of the failed requests are {failure_class}.", share=share, failure_class="{{ . }}")
    return f"{{{{- $share := .Value }}}}{{{{- with .Labels.{m.CLASS} }}}} {says}{{{{- end }}}}"


def _positive(text: str) -> str:
    return f"{{{{- if gt .Value 0.0 }}}} {text}{{{{- end }}}}"


_SAYS: Final = {
    facts.SHARE.name: _share,
    facts.MODEL.name: _model,
    facts.ANSWERED.name: _answered,
    facts.LIMIT.name: _limit,
    facts.RESET.name: _reset,
    facts.WAIT.name: _wait,
    facts.OUTCOMES.name: _outcome,
}
"""The sentence about an answer, by the fact; what has none is told elsewhere."""


def percent(value: str, options: Options) -> str:
    """Returns the template of a share: no decimals from 10 % up, one that matters below."""
    longer = "^([0-9][0-9]+)[.][0-9]+|^([0-9][.]0*[1-9])[0-9]+"
    return _decimals(f'humanizePercentage {value} | reReplaceAll "{longer}" "$1$2"', options)


def _decimals(template: str, options: Options) -> str:
    return template if options.decimal_mark == "." else f'{template} | reReplaceAll "[.]" "{options.decimal_mark}"'


def filled(text: str, alert: Alert, evaluator: Evaluator, options: Options) -> str:
    """Returns a text of an alert in the options' language, with templates for its placeholders."""
    value = {
        "count": f'printf "%.0f" {evaluator.value}',
        "percent": percent(evaluator.value, options),
        "tokens": _decimals(f"humanize {evaluator.value}", options),
        "none": evaluator.value,
    }[alert.value]
    return options.say(
        text,
        service=service_of("$labels", options),
        provider=_label(m.PROVIDER),
        model=_label(m.MODEL),
        failure_class=_label(m.CLASS),
        value=f"{{{{ {value} }}}}",
        **alert.values,
    )


def _label(name: str) -> str:
    return f"{{{{ $labels.{name} }}}}"


def service_of(labels: str, options: Options) -> str:
    """Names the service of the series, after the labels that tell services apart: `prod/eu/shop (key 3f2a91bc)`.

    Args:
        labels: How the template refers to the labels.
    """
    further = without_credential(options.group_labels)
    name, job = f"{labels}.{m.SERVICE}", f"{labels}.{m.JOB}"
    # OTLP writes the service's namespace before its name into the job, and there only; a group label may be the same.
    again = f'match (printf "^%s/" .) {job}'
    groups = (
        f"{{{{ with {labels}.{one} }}}}{{{{ if not ({again}) }}}}{{{{ . }}}}/{{{{ end }}}}{{{{ end }}}}"
        for one in further
    )
    is_job = f'eq {name} (reReplaceAll ".*/" "" {job})'
    named = f"{{{{ if {name} }}}}{{{{ if {is_job} }}}}{{{{ {job} }}}}{{{{ else }}}}{{{{ {name} }}}}{{{{ end }}}}"
    key = f"{{{{ with {labels}.{m.CREDENTIAL} }}}} ({options.say('key')} {{{{ . }}}}){{{{ end }}}}"
    with_key = key if m.CREDENTIAL in options.group_labels else ""
    return "".join((*groups, f"{named}{{{{ else }}}}{{{{ {job} }}}}{{{{ end }}}}", with_key))
