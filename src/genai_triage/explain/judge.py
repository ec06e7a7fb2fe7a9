"""Candidates → findings: the one judge decides what failed; here is told whose it is, how sure and by what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from genai_triage.evidence.address import provider_of
from genai_triage.evidence.close import evidence_of_close, is_normal_close
from genai_triage.evidence.error_body import find_error
from genai_triage.evidence.exception_chain import exceptions_in
from genai_triage.evidence.exceptions import evidence_of_exception
from genai_triage.evidence.grpc import evidence_of_rpc
from genai_triage.evidence.grpc_names import FAILED_RPC_CODES
from genai_triage.evidence.http import evidence_of_response
from genai_triage.evidence.parse import read_body
from genai_triage.interrupts import let_through
from genai_triage.patterns import late
from genai_triage.taxonomy import CAUSES, UNCLASSIFIED, Evidence
from genai_triage.taxonomy.match import Explanation, Try, cause_of, causes_of, explain
from genai_triage.taxonomy.model import Cause, Failure, FailureClass, Provider
from genai_triage.taxonomy.vendors import SERVICES, vendor_of
from genai_triage.telemetry.redaction import cut_at_a_word, scrub_failure, scrub_term

from .candidate import Candidate
from .classes import is_of_libraries
from .ends import begins_record
from .lines_that_tell import answered_in, finished_in
from .whose import How, is_of_others, whose

Sureness = Literal["certain", "likely", "weak"]

_OWN_WORDS: Final = frozenset({"finish", "block", "quota", "reason"})
"""Kinds of evidence whose words are one vendor's."""
_CERTAIN: Final = frozenset({"finish", "block", "quota", "reason", "code", "close", "own", "name"})
"""Kinds of evidence that mean one thing."""
_UNREAD: Final = frozenset({"unparsable", "html", "empty_body"})
"""What any page or text shows by its form, which is a failure only where an answer was expected."""
_NAME: Final = late(r"[A-Za-z_][\w.]{0,120}")
_MEMBERS: Final = frozenset(
    {
        *("code", "status", "message", "details", "errors", "error", "type", "param", "error_description", "reason"),
        *("status_code", "statusCode", "detail", "metadata", "path", "timestamp", "request_id", "requestId", "domain"),
    }
)
"""Members of the error objects of services; an object with others may be the application's own."""
_SHARED: Final = ("network.", "client.", "status.")
_MAX_OTHERS: Final = 4
_MIN_WORDS: Final = 16
"""Characters of words that say of themselves whose they are."""


@dataclass(frozen=True, slots=True)
class Signal:
    """The evidence that decided, in words of our own tables."""

    kind: str
    """As in `match.Try`, or `own` (our telemetry had judged it) or `name` (it was asked for)."""
    value: str = ""
    phrase: str = ""


@dataclass(slots=True)
class Finding:
    """One failure that was read, and why it is what it is. Nothing in it is the input's but what was scrubbed."""

    failure: Failure
    sureness: Sureness
    signal: Signal | None
    others: tuple[Cause, ...] = ()
    how: How = ""
    """What tells the provider."""
    form: str = ""
    exception: str = ""
    """The class's name, scrubbed."""
    seen: tuple[str, ...] = ()
    """Evidence that was read, as `kind value`, of names and numbers alone."""

    @property
    def key(self) -> tuple[str, str | None, str]:
        """What findings are grouped by; of the unclassified ones each exception and status stands for itself."""
        own = f"{self.exception} {self.failure.http_status} {self.failure.code}" if self.is_unknown else ""
        return self.failure.cause.id, self.failure.provider, own

    @property
    def is_unknown(self) -> bool:
        return self.failure.cause.id == UNCLASSIFIED.id


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A failure that is told of no vendor: of another service, or of nobody knows whom."""

    label: str
    """The exception's class or the status, scrubbed."""
    finding: Finding | None = field(default=None, compare=False)
    """What it would be as a vendor's; None where it surely is somebody else's."""


def judge(candidate: Candidate, given: Provider | None) -> Finding | Elsewhere | None:
    """Judges a candidate.

    Args:
        candidate: what was read.
        given: whose calls the input is about; None to tell by the input.

    Returns:
        A finding; what is no vendor's; or None for what is no failure.
    """
    if candidate.form == "cause":
        return _told_by_us(candidate)
    found = _judged(candidate, given)
    finding = found.finding if isinstance(found, Elsewhere) else found
    if candidate.form != "exception" or finding is None or finding.sureness != "weak":
        return found
    return _by_its_words(candidate, finding, given) or found


def _by_its_words(candidate: Candidate, found: Finding, given: Provider | None) -> Finding | None:
    """What the text of an application's own exception says, where its class says little."""
    if found.signal is not None and found.signal.kind != "exception":
        return None
    for inner in (finished_in(candidate.context), answered_in(candidate.context)):
        if inner is None:
            continue
        inner.modules = candidate.modules
        told = _judged(inner, given)
        if isinstance(told, Finding) and not told.is_unknown:
            told.exception = found.exception
            return told
    return None


def _judged(candidate: Candidate, given: Provider | None) -> Finding | Elsewhere | None:
    provider, how = whose(candidate.context, candidate.modules, given)
    is_others = provider is None and is_of_others(candidate.context, candidate.modules)
    evidence = _observed(candidate, provider)
    if evidence is None:
        return None
    if is_others:
        evidence.provider = None
    elif evidence.provider is not None and provider is None:
        how = "form"
    explanation = explain(evidence)
    failure = explanation.failure
    if is_normal_close(evidence, failure) or not _fails(candidate, explanation, provider):
        return None
    finding = _finding(candidate, evidence, explanation, how)
    if evidence.provider is None and explanation.taken is not None and explanation.taken.kind in _OWN_WORDS:
        own = provider_of_cause(failure.cause.id)
        finding.failure, finding.how = replace(finding.failure, provider=own), "form" if own else ""
    if is_others and not failure.cause.id.startswith("gateway."):
        return Elsewhere(_label(candidate, evidence))
    if _is_nobodys(candidate, evidence, finding, how):
        is_of_log = candidate.form == "text" and begins_record(candidate.context)
        return Elsewhere(_label(candidate, evidence), None if is_of_log else finding)
    return finding


def judge_words(text: str, given: Provider | None) -> Finding | None:
    """Judges a sentence that stands alone, without its status: by the longest words that a row has of it."""
    lowered = " ".join(text.lower().split())
    found: dict[str, tuple[int, str]] = {}
    for cause in CAUSES.values() if given is None else causes_of(given):
        for signal in cause.signals:
            phrase = max((one for one in signal.text if one in lowered), key=len, default="")
            is_about = not signal.subject or any(one in lowered for one in signal.subject)
            if len(phrase) >= _MIN_WORDS and is_about and not any(one in lowered for one in signal.unless):
                found[cause.id] = max(found.get(cause.id, (0, "")), (len(phrase), phrase))
    if not found:
        return None
    named = provider_of(lowered)
    first, *others = sorted(found, key=lambda cause_id: (-found[cause_id][0], _is_others_network(cause_id, named)))
    provider = given or provider_of_cause(first)
    failure = Failure(cause_of(first, provider), provider)
    how: How = "given" if given else "form" if provider else ""
    return Finding(
        failure,
        "weak",
        Signal("words", phrase=found[first][1]),
        tuple(CAUSES[cause_id] for cause_id in others[:_MAX_OTHERS]),
        how,
        "words",
    )


def _is_others_network(cause_id: str, named: Provider | None) -> bool:
    """Whether a row is of the network to a vendor that no host names: any broken connection has the same words."""
    is_network = CAUSES[cause_id].failure_class is FailureClass.NETWORK
    return is_network and provider_of_cause(cause_id) not in (None, named)


def _observed(candidate: Candidate, provider: Provider | None) -> Evidence | None:
    """The evidence of a candidate, by its form; a hostile one is judged by nothing, never raised from."""
    try:
        return _read(candidate, provider)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        let_through(error)
        return Evidence(provider=provider)


def _read(candidate: Candidate, provider: Provider | None) -> Evidence | None:
    if candidate.form == "answer":
        status = candidate.status if isinstance(candidate.status, int) else None
        return evidence_of_response(provider, status, candidate.body, candidate.headers, candidate.url)
    if candidate.form == "rpc":
        return evidence_of_rpc(provider, candidate.status, candidate.body, candidate.headers)
    if candidate.form == "close":
        return evidence_of_close(candidate.status, candidate.body, provider=provider)
    if candidate.form == "finish":
        return Evidence(provider=provider, finish=candidate.word)
    if candidate.form == "block":
        return Evidence(provider=provider, block=candidate.word)
    if candidate.form == "reason":
        return Evidence(provider=provider, reasons=(candidate.word,))
    if candidate.form == "code":
        return Evidence(provider=provider, code=candidate.word)
    exception = candidate.exception if candidate.exception is not None else Exception(candidate.context)
    return evidence_of_exception(exception, provider)


def _fails(candidate: Candidate, explanation: Explanation, provider: Provider | None) -> bool:
    """Whether it is a failure at all: of a text that only speaks of errors, something known must be told."""
    taken = explanation.taken
    if candidate.form == "answer" and candidate.status is None and isinstance(candidate.body, str):
        return taken is not None and taken.value not in _UNREAD  # nobody says that the text was an answer
    if candidate.is_strong and candidate.form != "text":
        return True
    if taken is None:
        return False
    return candidate.is_strong or (provider is not None and (taken.kind != "exception" or bool(taken.phrase)))


def _is_nobodys(candidate: Candidate, evidence: Evidence, finding: Finding, how: How) -> bool:
    """Whether nothing says that it is a vendor's: neither a sign, nor evidence that others do not have."""
    if how not in ("", "form"):
        return False
    if evidence.close_code is not None:
        return True  # any WebSocket is closed with a code
    is_shared = finding.failure.cause.id.startswith(_SHARED)
    if how == "":
        return is_shared or (finding.signal is not None and finding.signal.kind == "code")  # OpenAI's codes are many's
    return not candidate.is_whole and (is_shared or finding.sureness == "weak")


def _told_by_us(candidate: Candidate) -> Finding:
    provider = next(
        (service.provider for service in SERVICES if service.provider_name == candidate.provider_name),
        provider_of_cause(candidate.word),
    )
    failure = Failure(cause_of(candidate.word, provider), provider)
    return Finding(failure, "certain", Signal("own", _TELLING), form="cause")


_TELLING: Final = "triage.cause"


def provider_of_cause(cause_id: str) -> Provider | None:
    """The provider whose table a cause is in; None for one that others have too."""
    vendor = vendor_of(cause_id.partition(".")[0])
    return None if vendor is None else vendor.provider


def _finding(candidate: Candidate, evidence: Evidence, explanation: Explanation, how: How) -> Finding:
    failure = scrub_failure(explanation.failure)
    if failure.message and not _may_speak(candidate):
        failure = replace(failure, message=None)
    taken = explanation.taken
    return Finding(
        failure,
        _sureness(taken, explanation.failure),
        None if taken is None else Signal(taken.kind, _value(taken), taken.phrase),
        _others(explanation, evidence),
        how,
        candidate.form,
        _class_name(candidate.exception),
        tuple(_seen(evidence, explanation)),
    )


def _may_speak(candidate: Candidate) -> bool:
    """Whether a message is surely the service's: an application's own object may have one with a prompt in it."""
    if candidate.form == "exception":
        kind = type(candidate.exception)
        chain = (kind.__module__, *candidate.modules)
        return any(is_of_libraries(module) for module in chain)
    if candidate.form != "answer":
        return candidate.form in ("rpc", "close")
    error = find_error(read_body(candidate.body).documents, failed=True)
    return error is not None and error.keys() <= _MEMBERS


def _sureness(taken: Try | None, failure: Failure) -> Sureness:
    """How sure: evidence that means one thing; a status with words, a shape or a class; a status or a word alone."""
    if taken is None or failure.cause.id == UNCLASSIFIED.id:
        return "weak"
    if "*" in str(taken.value):
        return "likely"
    if taken.kind in _CERTAIN or (taken.kind == "hop" and not failure.cause.id.endswith(("refused", "failed"))):
        return "certain"
    if taken.kind == "exception":
        is_general = str(taken.value).startswith("builtins.") and not taken.phrase
        return "weak" if is_general else "likely" if taken.phrase else "certain"
    is_telling = taken.kind in ("fact", "hop") and taken.value != "error_without_code"
    return "likely" if taken.phrase or is_telling else "weak"


def _others(explanation: Explanation, evidence: Evidence) -> tuple[Cause, ...]:
    """What else it could be: rows that hold too, then those that a status alone cannot tell apart."""
    taken = explanation.taken
    found = {cause.id: cause for cause in explanation.others}
    if taken is not None and taken.kind == "status" and not taken.phrase:
        for cause in causes_of(evidence.provider) if evidence.provider is not None else ():
            if any(taken.value in signal.status and signal.text and not signal.hop for signal in cause.signals):
                found.setdefault(cause.id, cause)
    found.pop(explanation.failure.cause.id, None)
    telling = [cause for cause in found.values() if not cause.id.startswith("status.")]
    return tuple(telling or found.values())[:_MAX_OTHERS]


def _value(taken: Try) -> str:
    """The evidence that a row knows: a value of our own tables."""
    return str(taken.value) if taken.kind != "exception" else _plain(str(taken.value))


def _seen(evidence: Evidence, explanation: Explanation) -> list[str]:
    """Names and numbers of the evidence, without any text of the input."""
    found = [f"{kind} {value}" for kind, value in explanation.evidence if _is_plain(value)]
    found += [f"exception {_plain(name)}" for name in evidence.exceptions[:1]]
    return list(dict.fromkeys(found))[:8]


def _is_plain(value: object) -> bool:
    """Whether it is a number or a name; `*` and `5xx`, which stand for any other, are neither."""
    text = str(value)
    return text.isdecimal() or (len(text) <= 60 and scrub_term(text) == text and _NAME.fullmatch(text) is not None)


def _class_name(exception: Any) -> str:
    """The class of the exception that was printed, or of the library's one that it wraps."""
    if exception is None:
        return ""
    chain = [type(one) for one in exceptions_in(exception)]
    kind = next((one for one in chain if is_of_libraries(one.__module__)), chain[0])
    module = kind.__module__
    return _plain(kind.__name__ if module == "builtins" else f"{module}.{kind.__name__}")


def _plain(name: str) -> str:
    """A class's name, scrubbed; what is no name at all is left out."""
    return scrub_term(cut_at_a_word(name, 120)) if _NAME.fullmatch(name) else ""


def _label(candidate: Candidate, evidence: Evidence) -> str:
    if candidate.exception is not None:
        return _class_name(candidate.exception) or "exception"
    number = evidence.error_status or evidence.http_status
    if evidence.status in FAILED_RPC_CODES:
        return str(evidence.status)
    return f"HTTP {number}" if number else candidate.form
