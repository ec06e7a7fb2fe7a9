"""A name that is asked for: a cause, a class, an alert, a code, a finish reason, an exception's class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from genai_triage.evidence.grpc_names import FAILED_RPC_CODES
from genai_triage.evidence.judge import ends_badly
from genai_triage.evidence.reading import normal_name
from genai_triage.patterns import late
from genai_triage.taxonomy import CAUSES, Cause, Failure, FailureClass, causes_of
from genai_triage.taxonomy.match import cause_of
from genai_triage.taxonomy.model import Provider
from genai_triage.taxonomy.vendors import PROVIDERS
from genai_triage.telemetry.redaction import scrub_term

from .candidate import Candidate
from .classes import is_known
from .judge import Finding, Signal, judge, provider_of_cause
from .printed import rebuild

_TOKEN: Final = late(r"[A-Za-z_][\w.@-]{1,120}")
_CAUSE: Final = late(r"(?:" + "|".join(sorted({cause.partition(".")[0] for cause in CAUSES})) + r")\.\w+(?:@\w+)?")
_CLASSES: Final = {member.value: member for member in FailureClass}
_MAX_NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class About:
    """What a class or an alert is about."""

    name: str
    failure_class: FailureClass | None
    causes: tuple[Cause, ...]
    summary: str = ""
    """What an alert says."""
    fix: str = ""


def is_name(text: str) -> bool:
    """Whether what was given is one word that may be a name."""
    return _TOKEN.fullmatch(text) is not None


def about(text: str, provider: Provider | None, language: str) -> About | None:
    """The class or the alert of this name."""
    lowered = text.lower()
    failure_class = _CLASSES.get(text)
    if failure_class is not None:  # in capitals it is a finish reason
        return About(text, failure_class, _causes_in(failure_class, provider))
    return _alert(text, provider, language) if lowered.startswith("llm") else None


def findings_of(text: str, provider: Provider | None) -> list[Finding]:
    """What a cause's id, a code, a reason or an exception's class of this name is: of each vendor, if it differs."""
    if text in CAUSES:
        cause = CAUSES[text]
        return [_asked(cause, provider or provider_of_cause(text))]
    found: dict[str, Finding] = {}
    for candidate in _candidates(text):
        for one in (provider,) if provider is not None else PROVIDERS:
            finding = judge(candidate, one)
            if isinstance(finding, Finding) and not finding.is_unknown and _says_something(finding):
                finding.form, finding.how = "name", ""
                if found.setdefault(finding.failure.cause.id, finding) is not finding:
                    _share(found[finding.failure.cause.id])
        if found:
            break
    return list(found.values())


def _share(finding: Finding) -> None:
    """Takes the vendor off what is the same of every vendor."""
    finding.failure = replace(finding.failure, cause=cause_of(finding.failure.cause.id, None), provider=None)


def nearest(text: str) -> list[str]:
    """The names that one may have meant."""
    names = [*CAUSES, *(member.value for member in FailureClass), *_alert_names(text)]
    close = get_close_matches(text, names, _MAX_NEAREST, 0.6)
    last = text.rpartition(".")[2]
    close += [name for name in CAUSES if last and name.rpartition(".")[2] == last and name not in close]
    return close[:_MAX_NEAREST]


def is_like_a_cause(text: str) -> bool:
    """Whether a word is written as the id of a cause is."""
    return _CAUSE.fullmatch(text) is not None


def shown(text: str) -> str:
    """A name that was asked for, as it may be repeated: none that looks like a key."""
    return text if len(text) <= 80 and scrub_term(text) == text else "[…]"


def _asked(cause: Cause, provider: Provider | None) -> Finding:
    failure = Failure(cause_of(cause.id, provider), provider)
    return Finding(failure, "certain", Signal("name", cause.id), form="name")


def _candidates(text: str) -> Iterator[Candidate]:
    """A word in each of the forms that it may have."""
    name = normal_name(text)
    if name in FAILED_RPC_CODES and text.isupper():
        yield Candidate("rpc", "", status=text, body="")
    if ends_badly(name) and "." not in text.removeprefix("FinishReason."):
        yield Candidate("finish", "", word=name)
        yield Candidate("block", "", word=name)
    if "." not in text:
        yield Candidate("reason", "", word=text)
        yield Candidate("code", "", word=text.lower())
    module, _, last = text.rpartition(".")
    if is_known(module, last):
        yield Candidate("exception", "", exception=rebuild(module, last, ""), modules=(module,))
    elif not module:
        for home in _HOMES:
            if is_known(home, last):
                yield Candidate("exception", "", exception=rebuild(home, last, ""), modules=(home,))
                return


_HOMES: Final = (
    *("google.genai.errors", "gigachat.exceptions", "google.api_core.exceptions", "google.auth.exceptions", "httpx"),
    *("aiohttp", "requests.exceptions", "grpc", "websockets.exceptions", "socket", "ssl", "json"),
)
"""Modules of which a class may be meant that is named alone."""


def _says_something(finding: Finding) -> bool:
    """Whether a row knows the word itself, and not only any word of its kind."""
    return finding.signal is not None and "*" not in finding.signal.value


def _causes_in(failure_class: FailureClass, provider: Provider | None) -> tuple[Cause, ...]:
    rows = CAUSES.values() if provider is None else causes_of(provider)
    return tuple(cause for cause in rows if cause.failure_class is failure_class)


def _alert(name: str, provider: Provider | None, language: str) -> About | None:
    from genai_triage.monitoring.alerts import alerts
    from genai_triage.monitoring.options import Options

    options = Options(language=language)
    for alert in alerts(options):
        if alert.name.lower() == name.lower():
            failure_class = alert.about if isinstance(alert.about, FailureClass) else None
            causes = () if failure_class is None else _causes_in(failure_class, provider)
            summary = options.say(
                alert.summary,
                service="{service}",
                provider="{provider}",
                model="{model}",
                value="{value}",
                failure_class="{failure_class}",
            )
            return About(alert.name, failure_class, causes, summary, options.say(alert.fix))
    return None


def _alert_names(text: str) -> list[str]:
    if not text.lower().startswith("llm"):
        return []
    from genai_triage.monitoring.alerts import alerts
    from genai_triage.monitoring.options import Options

    return sorted({alert.name for alert in alerts(Options())})
