"""What the console knows of a failed call, and of all calls of a process: what has passed the gate, and counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from genai_triage.taxonomy.model import Cause, Failure, FailureClass
from genai_triage.telemetry import gate, names
from genai_triage.telemetry.report import Outcome
from genai_triage.telemetry.request import Request


@dataclass(frozen=True, slots=True)
class FailedCall:
    """One failure, as span and event have it."""

    cause: Cause
    provider: str
    """`gemini` or `gigachat`."""
    attributes: gate.Clean
    """By the names of spans' attributes; the request's and what was said of the failure."""
    retries: int
    backoff: float
    """Seconds waited between the retries."""
    seconds: float
    """How long the call took."""
    trace_id: int
    """0 where no trace is recorded."""

    def get(self, name: str) -> Any:
        """The value of a span's attribute; None if it has none."""
        return self.attributes.get(name)

    def fix_in(self, language: str) -> str:
        """What to do, in a language."""
        return self.cause.fix_in(language)

    def doc_in(self, language: str) -> str:
        """The page about the cause: the vendor's own where it has one."""
        return str(self.get(names.DOC) or self.cause.doc_in(language))


def failed_call(request: Request, failure: Failure, outcome: Outcome, facts: gate.Clean, trace_id: int) -> FailedCall:
    """Puts together what is said of a failed call."""
    attributes = gate.clean(
        {
            names.OPERATION_NAME: request.operation,
            names.PROVIDER_NAME: request.provider_name,
            names.REQUEST_MODEL: request.model,
        }
    )
    attributes.update(facts)
    if outcome.error_type is not None:
        attributes.update(gate.clean({names.ERROR_TYPE: outcome.error_type}))
    retries = outcome.retries
    return FailedCall(
        cause=failure.cause,
        provider=str(request.provider),
        attributes=attributes,
        retries=0 if retries is None else retries.count,
        backoff=0.0 if retries is None else retries.seconds,
        seconds=outcome.seconds,
        trace_id=trace_id,
    )


def failure_before_calls(error: BaseException | None) -> FailedCall | None:
    """Returns what an exception shows that ended a program before its first call, as one without a key does.

    None where it is none of an SDK's: what else goes wrong in a program is not for us to explain.
    """
    if error is None:
        return None
    from genai_triage.evidence import classify_exception  # a program that ends well does not wait for it

    failure = classify_exception(error)
    if failure.provider is None or failure.failure_class is FailureClass.UNCLASSIFIED:
        return None
    return FailedCall(failure.cause, failure.provider, gate.Clean(), retries=0, backoff=0.0, seconds=0.0, trace_id=0)


@dataclass(slots=True)
class Tally:
    """The calls of a process."""

    calls: int = 0
    retries: int = 0
    backoff: float = 0.0
    """Seconds waited between retries, of calls that a retry healed too."""
    causes: Counter[str] = field(default_factory=Counter)
    """Failures by cause."""
    rows: dict[str, Cause] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        return self.causes.total()
