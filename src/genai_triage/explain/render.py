"""Reports as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from genai_triage.taxonomy import Cause
from genai_triage.taxonomy.gateways import EDGE, NOBODY, SERVICE
from genai_triage.taxonomy.model import Owner
from genai_triage.taxonomy.vendors import PROVIDERS, title_of

from . import facts
from .groups import Group, Report
from .judge import Finding
from .names import About
from .texts import say

_MAX_LISTED: Final = 12


class Writer:
    """Writes in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)

    def report(self, report: Report) -> str:
        """The whole report."""
        groups = report.groups
        parts = ["\n".join(self._group(group)) for group in groups]
        if report.count > 1 and len(groups) > 1:
            failures = self.say("many", count=report.count)
            parts.insert(0, self.say("summary", failures=failures, causes=len(groups)))
        if not groups:
            parts.append(f"{self.say('none')}\n{self.say('none_hint')}")
        if report.elsewhere:
            parts.append("\n".join(self._elsewhere(report)))
        return "\n\n".join(parts)

    def findings(self, found: list[Finding]) -> str:
        """What a name means."""
        return "\n\n".join("\n".join(self._group(Group(finding))) for finding in found)

    def about(self, about: About) -> str:
        """What a class or an alert is."""
        return "\n".join(self._about(about))

    def _group(self, group: Group) -> Iterator[str]:
        finding = group.finding
        failure = finding.failure
        cause = failure.cause
        head = [failure.failure_class.value, cause.id]
        if failure.provider is not None:
            head.append(title_of(failure.provider))
        if group.count > 1:
            head.append(self.say("times", count=group.count))
        yield " · ".join(head)
        rows: list[tuple[str, str]] = []
        if finding.is_unknown:
            rows.append(("known", "; ".join(self._facts(finding)) or self.say("nothing_read")))
            rows.append(("read", "; ".join(finding.seen) or self.say("nothing_read")))
        rows += [
            ("do", self.say("do_unknown") if finding.is_unknown else cause.fix_in(self._language)),
            ("owner", self._owner(failure.owner, is_retryable=failure.retryable)),
            ("means", failure.failure_class.meaning_in(self._language)),
            ("sure", self._sure(finding)),
            ("provider", self._told(finding)),
        ]
        if failure.message:
            rows.append(("said", failure.message))
        if not finding.is_unknown and finding.form != "name":
            rows.append(("facts", "; ".join(self._facts(finding))))
        if finding.sureness != "certain":
            rows.append(("else", "; ".join(_named(other) for other in finding.others)))
        rows.append(("see", facts.doc_of(failure, self._language)))
        yield from self._table(rows)
        if finding.is_unknown:
            yield f"  {self.say('report')}: {self.say('report_hint')}"
            yield from (f"    {name}: {value}" for name, value in facts.report_facts(finding).items())

    def _table(self, rows: list[tuple[str, str]]) -> Iterator[str]:
        width = max(len(self.say(key)) for key, value in rows if value)
        yield from (f"  {self.say(key):<{width}}  {value}" for key, value in rows if value)

    def _owner(self, owner: Owner, *, is_retryable: bool) -> str:
        who = f"{owner.value} ({self.say(f'owner_{owner.value}')})"
        return self.say("retryable" if is_retryable else "not_retryable", owner=who)

    def _sure(self, finding: Finding) -> str:
        return f"{self.say(finding.sureness)}: {self._evidence(finding)}"

    def _evidence(self, finding: Finding) -> str:
        signal = finding.signal
        if signal is None:
            return self.say("by_nothing", count=facts.rows_for(finding.failure))
        if signal.kind in ("own", "name"):
            return self.say("by_own" if signal.kind == "own" else "by_asked")
        if signal.kind == "words":
            return self.say("by_words", phrase=signal.phrase)
        value = self.say("any_value") if signal.value == "*" else signal.value
        evidence = self.say(f"kind_{signal.kind}", value=value)
        if signal.phrase:
            return self.say("by_phrase", evidence=evidence, phrase=signal.phrase)
        return self.say("status_alone", evidence=evidence) if finding.sureness == "weak" else evidence

    def _told(self, finding: Finding) -> str:
        provider = finding.failure.provider
        if provider is None:
            return self.say("not_told", providers=" | ".join(PROVIDERS)) if finding.form != "name" else ""
        return f"{title_of(provider)} ({self.say(f'told_{finding.how}')})" if finding.how else ""

    def _facts(self, finding: Finding) -> Iterator[str]:
        failure = finding.failure
        if finding.exception:
            yield self.say("exception", name=finding.exception)
        if failure.http_status is not None:
            yield self.say("http", status=failure.http_status)
        rpc = facts.rpc_status_of(failure)
        if rpc is not None:
            yield self.say("rpc", status=rpc)
        code = facts.code_of(failure)
        if code is not None and code not in (rpc, str(failure.http_status)):
            yield self.say("http", status=code) if code.isdecimal() else code
        if finding.form not in ("finish", "block", "cause", "words"):
            yield self._who(failure.answered_by)
        if failure.retry_after is not None:
            yield self.say("retry_after", seconds=f"{failure.retry_after:g}")
        yield from self._quota(facts.quota_of(failure))
        request_id = facts.request_id_of(failure)
        if request_id is not None:
            yield self.say("request_id", id=request_id)

    def _who(self, answered_by: str) -> str:
        known = {SERVICE: "answered_service", EDGE: "answered_edge", NOBODY: "answered_none"}.get(answered_by)
        return self.say(known) if known else self.say("answered_other", who=answered_by)

    def _quota(self, quota: dict[str, Any]) -> Iterator[str]:
        if "id" in quota:
            yield str(quota["id"])
        if "limit" in quota:
            yield self.say("quota_limit", limit=quota["limit"])
        if "window" in quota:
            yield self.say("quota_window", window=quota["window"])
        if "model" in quota:
            yield self.say("model", model=quota["model"])

    def _elsewhere(self, report: Report) -> Iterator[str]:
        most = sorted(report.elsewhere.items(), key=lambda item: -item[1])
        listed = ", ".join(f"{label} × {count}" if count > 1 else label for label, count in most[:_MAX_LISTED])
        yield self.say("elsewhere", what=listed + (", …" if len(most) > _MAX_LISTED else ""))
        yield self.say("elsewhere_hint", providers=" | ".join(PROVIDERS))

    def _about(self, about: About) -> Iterator[str]:
        failure_class = about.failure_class
        yield about.name if about.summary == "" else f"{self.say('alert')} · {about.name}"
        rows = [("said", about.summary), ("do", about.fix)]
        if failure_class is not None:
            rows += [
                ("means", failure_class.meaning_in(self._language)),
                ("owner", self._owner(failure_class.owner, is_retryable=failure_class.retryable)),
            ]
        rows = [("alert" if key == "said" else key, value) for key, value in rows]
        yield from self._table(rows)
        if about.causes:
            yield f"  {self.say('causes')}"
            yield from (f"    {cause.id}: {cause.fix_in(self._language)}" for cause in about.causes)


def as_json(report: Report, language: str) -> str:
    """The whole report as one JSON object."""
    document = {
        "failures": [_document(group, language) for group in report.groups],
        "count": report.count,
        "left_out": [{"what": label, "count": count} for label, count in report.elsewhere.items()],
        "known": report.status == 0,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def findings_as_json(found: list[Finding], language: str) -> str:
    """What a name means, in the same form."""
    report = Report()
    for finding in found:
        report.add(finding)
    return as_json(report, language)


def about_as_json(about: About, language: str) -> str:
    """A class or an alert as JSON."""
    failure_class = about.failure_class
    document = {
        "name": about.name,
        "class": failure_class.value if failure_class else None,
        "owner": failure_class.owner.value if failure_class else None,
        "retryable": failure_class.retryable if failure_class else None,
        "meaning": failure_class.meaning_in(language) if failure_class else about.summary,
        "fix": about.fix or None,
        "causes": [{"cause": cause.id, "fix": cause.fix_in(language)} for cause in about.causes],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _document(group: Group, language: str) -> dict[str, Any]:
    finding = group.finding
    failure, signal = finding.failure, finding.signal
    return {
        "count": group.count,
        "class": failure.failure_class.value,
        "cause": failure.cause.id,
        "owner": failure.owner.value,
        "retryable": failure.retryable,
        "fix": failure.cause.fix_in(language),
        "meaning": failure.failure_class.meaning_in(language),
        "doc": facts.doc_of(failure, language),
        "provider": failure.provider,
        "provider_told_by": finding.how or None,
        "sureness": finding.sureness,
        "evidence": {"kind": signal.kind, "value": signal.value, "phrase": signal.phrase or None} if signal else None,
        "seen": list(finding.seen),
        "or_else": [other.id for other in finding.others],
        "exception": finding.exception or None,
        "message": failure.message,
        "http_status": failure.http_status,
        "rpc_status": facts.rpc_status_of(failure),
        "code": facts.code_of(failure),
        "retry_after": failure.retry_after,
        "quota": facts.quota_of(failure) or None,
        "answered_by": failure.answered_by,
        "request_id": facts.request_id_of(failure),
        "report": facts.report_facts(finding) if finding.is_unknown else None,
    }


def _named(cause: Cause) -> str:
    return f"{cause.id} ({cause.failure_class.value})"
