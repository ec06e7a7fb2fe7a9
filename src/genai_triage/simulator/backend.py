"""Decides what each request is answered with. Knows no socket and no framework.

Another transport reads its request into `Facts` and writes `answer` in its own form; or it asks `decide`, writes
`Decision.cause.example` or `Decision.reply` in its own form, and calls `remember`.
"""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from genai_triage.simulator import failures, gigachat
from genai_triage.simulator.canaries import Canaries
from genai_triage.simulator.exchange import Facts, SimResponse
from genai_triage.simulator.jobs import JobBook
from genai_triage.simulator.reply import Reply, compose
from genai_triage.simulator.resources.uploads import UploadBook
from genai_triage.simulator.scenarios import CALL_FUNCTION, Way, named_by, scenario
from genai_triage.simulator.schedules import ScheduleBook
from genai_triage.simulator.services import SERVICES
from genai_triage.simulator.tokens import TokenStore
from genai_triage.taxonomy.model import Cause, Example

_MAX_RECORDS = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """One request that was answered. Holds no body and no credential."""

    number: int
    """From 1 since the start."""
    method: str
    path: str
    provider: str
    endpoint: str
    model: str
    cause: str
    """Empty for a good answer."""
    status: int
    """HTTP status, for an RPC the one that REST would send; 0 if there is none: the connection was reset or left
    without an answer, or the cause is an RPC status."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a request gets: a failure, else a complaint of the simulator itself, else the good reply."""

    reply: Reply
    cause: Cause | None = None
    complaint: str = ""


class Backend:
    """The simulator's memory and judgement. May be used from several threads.

    Args:
        causes: The rows that can be asked for, by id.
        seed: Seed of the texts of good answers.
        token_life: Seconds a GigaChat access token is good for.
        canaries: Planted in answers and errors; then any credential is let in.
    """

    def __init__(
        self, causes: Mapping[str, Cause], *, seed: int, token_life: float, canaries: Canaries | None = None
    ) -> None:
        self.causes = causes
        self.schedules = ScheduleBook(causes)
        self.tokens = TokenStore(token_life)
        self._jobs = JobBook(causes)
        self._uploads = UploadBook()
        self._canaries = canaries
        self._records: deque[Record] = deque(maxlen=_MAX_RECORDS)
        self._answered = 0
        self._chance = random.Random(seed)
        self._lock = threading.RLock()

    @property
    def records(self) -> tuple[Record, ...]:
        """The latest requests, at most 1000, the oldest first."""
        with self._lock:
            return tuple(self._records)

    def reset(self) -> None:
        """Forgets the requests and the schedules."""
        with self._lock:
            self._records.clear()
            self._answered = 0
            self.schedules.clear()
            self._jobs.clear()
            self._uploads.clear()

    def known(self, facts: Facts) -> Facts:
        """Adds what is remembered of the upload and of the job that a request is about."""
        with self._lock:
            return self._jobs.seen(self._uploads.seen(facts))

    def answer(self, facts: Facts) -> SimResponse:
        """Answers a request, in the form that it has over HTTP, and remembers it."""
        with self._lock:
            decision = self.decide(facts)
            answer = self._as_answer(facts, decision)
            self.remember(facts, decision, 0 if answer.fault in ("reset", "stall") else answer.status)
        return answer

    def with_token(self, facts: Facts, bearer: str) -> Facts:
        """The facts of a call to GigaChat with an access token."""
        cause = named_by(bearer)
        if cause:
            return replace(facts, token="ok", credential_cause=cause)
        return replace(facts, token=self.tokens.state(bearer), credential_cause=self.tokens.cause(bearer))

    def decide(self, facts: Facts) -> Decision:
        """Chooses what a request gets; counts it in the schedules."""
        with self._lock:
            asked = facts.asked or facts.job_cause or self._asked_by_name(facts) or facts.credential_cause
            call_function = facts.must_call or asked == CALL_FUNCTION
            reply = self._reply(facts, call_function)
            if asked and asked != CALL_FUNCTION and not self._is_for_later(facts, asked):
                complaint = self._complaint(facts, asked)
                return Decision(reply, None if complaint else self.causes[asked], complaint)
            if self._canaries is not None:
                return Decision(reply, self.schedules.due(facts) or self._canaries.failure(facts))
            if facts.refusal or facts.token in ("expired", "unknown"):
                return Decision(reply, self._refusal(facts), "the credential is refused.")
            return Decision(reply, self.schedules.due(facts))

    def _asked_by_name(self, facts: Facts) -> str:
        """The cause in the name of a model or of what is made; one that a job ends with is asked of no request."""
        if facts.job_state and not facts.makes_job:
            return ""
        asked = (named_by(name) for name in (facts.model, facts.label) if not self._jobs.is_for_end(name))
        return next(filter(None, asked), "")

    def due_at(self, facts: Facts) -> Cause | None:
        """What happens to a session at the stage where it stands, by the schedules."""
        with self._lock:
            return self.schedules.due(facts)

    def _reply(self, facts: Facts, call_function: bool) -> Reply:
        reply = compose(facts, self._chance, call_function=call_function)
        return reply if self._canaries is None else self._canaries.planted(reply)

    def remember(self, facts: Facts, decision: Decision, status: int) -> None:
        """Puts a request into `records`."""
        with self._lock:
            self._answered += 1
            cause = decision.cause.id if decision.cause else ""
            self._records.append(
                Record(
                    self._answered, facts.method, facts.path, facts.provider, facts.endpoint, facts.model, cause, status
                )
            )

    def _as_answer(self, facts: Facts, decision: Decision) -> SimResponse:
        service = SERVICES[facts.provider]
        cause = decision.cause
        if cause is not None and cause.example is not None and cause.id == facts.job_cause:
            return service.ended(facts, cause.example, decision.reply)
        if decision.cause is not None and decision.cause.example is not None:
            return failures.as_answer(decision.cause.example, facts, self._good(facts, decision.reply))
        if decision.complaint:
            return service.error(400, decision.complaint)
        return self._good(facts, decision.reply)

    def _good(self, facts: Facts, reply: Reply) -> SimResponse:
        if facts.endpoint != "token":
            return SERVICES[facts.provider].good(facts, reply)
        token = self.tokens.issue(facts.credential_cause)
        return gigachat.good_password_token(token) if facts.operation == "token" else gigachat.good_token(token)

    def _is_for_later(self, facts: Facts, asked: str) -> bool:
        """A cause of the API named by a credential is bound to the token that is handed out for it."""
        cause = self.causes.get(asked)
        by_credential = facts.endpoint == "token" and not facts.asked
        return by_credential and cause is not None and scenario(cause).way == "answer"

    def _complaint(self, facts: Facts, asked: str) -> str:
        cause = self.causes.get(asked)
        if cause is None:
            return f"there is no cause {asked!r}; GET /_sim/causes lists them."
        plan = scenario(cause)
        if plan.way in ("url", "none"):
            return f"{asked} cannot be answered here. {plan.how}"
        if not _happens_at(cause.example, plan.way, facts):
            return f"{asked} does not happen at this endpoint. {plan.how}"
        return ""

    def _refusal(self, facts: Facts) -> Cause | None:
        """The row for what GigaChat objects to: a bad token request, an unknown or expired access token."""
        if facts.refusal:
            return self._row(lambda example: _refuses_token(example, facts.refusal))
        return self._row(lambda example: _refuses_call(example, expired=facts.token == "expired"))

    def _row(self, fits: Callable[[Example], bool]) -> Cause | None:
        rows = (cause for cause in self.causes.values() if cause.id.startswith("gigachat."))
        return next((cause for cause in rows if cause.example is not None and fits(cause.example)), None)


def _happens_at(example: Example | None, way: Way, facts: Facts) -> bool:
    endpoint = facts.endpoint
    if way in ("token", "live"):
        return endpoint == way
    if way == "rpc":
        return facts.rpc
    return endpoint != "token" or (example is not None and not example.endpoint and bool(example.fault))


def _message(example: Example) -> str:
    return str(example.body.get("message", "")).lower() if isinstance(example.body, dict) else ""


def _refuses_token(example: Example, refusal: str) -> bool:
    if example.endpoint != "token" or not isinstance(example.body, dict):
        return False
    return "rquid" in _message(example) if refusal == "rquid" else str(example.body.get("code")) == refusal


def _refuses_call(example: Example, *, expired: bool) -> bool:
    if example.endpoint == "token" or example.http != 401:
        return False
    return ("expired" in _message(example)) is expired
