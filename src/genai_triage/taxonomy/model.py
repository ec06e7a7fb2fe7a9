"""The words of the taxonomy: class, owner, cause, evidence, failure.

Source: the class table of the taxonomy (docs/taxonomy.md). Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Literal, cast

from . import texts
from .doc_pages import edition

Provider = Literal["gemini", "gigachat"]


class _StrEnum(str, Enum):
    """A string enum whose members print as their value (Python 3.10 lacks StrEnum)."""

    __str__ = str.__str__
    __format__ = str.__format__  # type: ignore[assignment]


class Owner(_StrEnum):
    """Who must act on a failure."""

    ACCOUNT = "account"
    CALLER = "caller"
    CONTENT = "content"
    PROVIDER = "provider"
    NETWORK = "network"
    UNKNOWN = "unknown"


class FailureClass(_StrEnum):
    """The closed list of failure classes; safe as a metric label, alerts are keyed on it."""

    owner: Owner
    retryable: bool

    def __new__(cls, value: str, owner: Owner, retryable: bool) -> FailureClass:
        member = str.__new__(cls, value)
        member._value_ = value
        member.owner = owner
        member.retryable = retryable
        return member

    AUTH = ("auth", Owner.ACCOUNT, False)
    PERMISSION = ("permission", Owner.ACCOUNT, False)
    BILLING = ("billing", Owner.ACCOUNT, False)
    QUOTA = ("quota", Owner.ACCOUNT, False)
    RATE_LIMIT = ("rate_limit", Owner.CALLER, True)
    REGION = ("region", Owner.ACCOUNT, False)
    INVALID_REQUEST = ("invalid_request", Owner.CALLER, False)
    TOO_LARGE = ("too_large", Owner.CALLER, False)
    UNSUPPORTED = ("unsupported", Owner.CALLER, False)
    NOT_FOUND = ("not_found", Owner.CALLER, False)
    SAFETY = ("safety", Owner.CONTENT, False)
    RECITATION = ("recitation", Owner.CONTENT, False)
    TRUNCATED = ("truncated", Owner.CALLER, False)
    MALFORMED_OUTPUT = ("malformed_output", Owner.PROVIDER, True)
    OVERLOADED = ("overloaded", Owner.PROVIDER, True)
    INTERNAL = ("internal", Owner.PROVIDER, True)
    TIMEOUT = ("timeout", Owner.PROVIDER, True)
    NETWORK = ("network", Owner.NETWORK, True)
    CANCELLED = ("cancelled", Owner.CALLER, False)
    CLIENT = ("client", Owner.CALLER, False)
    UNCLASSIFIED = ("unclassified", Owner.UNKNOWN, False)

    @property
    def meaning(self) -> str:
        """What the class means, in English."""
        return texts.meaning_of(self.value)

    def meaning_in(self, language: str) -> str:
        """Says what the class means; in English where the language has no text for it."""
        return texts.meaning_of(self.value, language)


# Not frozen: every field of a frozen object costs a call, and a thousand of these are made when a program starts.
@dataclass(slots=True, unsafe_hash=True)
class Example:
    """One answer that shows a cause: the row's own test case, and what the simulator sends.

    Exactly one of these shapes:
    an HTTP answer (`http` with `body`), an HTTP 200 stream that breaks (`http=200`, `stream=True`, `body` is
    the event sent after a first good chunk), an RPC status (`grpc`), a transport fault (`fault`, with the
    exception it surfaces as), or something the SDK or the client library does by itself (`exception`).
    """

    http: int | None = None
    body: Any = None
    """A JSON value, or a `str` sent as it is."""
    headers: Mapping[str, str] = field(default_factory=dict)
    endpoint: str = ""
    """Gemini: generate, stream, embed, count, interactions, live. GigaChat: token, chat, stream, embeddings,
    tokens, balance, models, files, threads. Empty: any."""
    stream: bool = False
    grpc: tuple[str, str] | None = None
    """gRPC status name and details text."""
    fault: Literal["", "refuse", "reset", "cut", "stall", "dns", "tls_untrusted", "connect_stall"] = ""
    exception: str = ""
    """`package.module.Class: message`, the exception Python users see."""


@dataclass(slots=True, unsafe_hash=True)
class Violation:
    """One `google.rpc.QuotaFailure.violations[]` entry, as sent."""

    quota_id: str = ""
    metric: str = ""
    value: str | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """The violated quota that decides the class."""

    id: str | None = None
    metric: str | None = None
    limit: int | None = None
    window: str | None = None
    """`minute`, `hour`, `day`, `month` … or None where no window applies."""
    model: str | None = None
    resets_at: datetime | None = field(default=None, compare=False)
    """When it comes back, in UTC; None where nothing tells: Gemini's day ends at midnight Pacific time, a short window
    when the answer says so."""


# Not frozen, as `Example`.
@dataclass(slots=True, unsafe_hash=True)
class Signal:
    """What shows a cause. Every given field must hold; within a field any one value is enough.

    Exactly one of the fields down to `exception` is the key that rows are looked up by; the others only narrow it.
    """

    hop: tuple[str, ...] = ()
    """Who between the caller and the vendor answered on its own account, as in `Evidence.answered_by`."""
    finish: tuple[str, ...] = ()
    """Finish reason of an answer, in capitals; `*` is any value the table does not know."""
    block: tuple[str, ...] = ()
    """Block reason of a prompt, in capitals; `*` is any value the table does not know."""
    quota: tuple[str, ...] = ()
    """What the deciding quota violation counts: `{requests|tokens|*}:{minute|day|…|zero}`."""
    reason: tuple[str, ...] = ()
    """`google.rpc.ErrorInfo.reason`, or a reason of the old `errors` list; `CONSUMER_*` is any other of that family."""
    code: tuple[str, ...] = ()
    """The provider's own code: a snake_case string (Interactions API) or a number (GigaChat's token endpoint)."""
    close: tuple[int | str, ...] = ()
    """WebSocket close code; `*` is any code the table does not know."""
    status: tuple[str, ...] = ()
    """Status name (`RESOURCE_EXHAUSTED`) or HTTP status (`402`), whichever the answer has; `4xx` is any other."""
    fact: tuple[str, ...] = ()
    """What the body of a 200, or its absence, shows by its shape: `empty_answer`, `stream_cut` …"""
    exception: tuple[str, ...] = ()
    """Exception class as `package.Class` (top-level package) or `*.Class`, matched over the MRO, most derived first."""
    general: bool = False
    """The class alone says little: a text that any other row knows outranks it."""
    endpoint: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    """Lower-case substrings of the message."""
    subject: tuple[str, ...] = ()
    """Lower-case substrings of the message, one of which must be there too: what the text is about."""
    unless: tuple[str, ...] = ()
    """Lower-case substrings that make the text one about something else."""
    min_elapsed: float = 0.0
    """Seconds the request took at least."""


@dataclass(slots=True)
class Evidence:
    """What was observed of one failure, in the provider's own words; the input of classification."""

    provider: Provider | None = None
    http_status: int | None = None
    """HTTP status on the wire."""
    status: str | None = None
    """Status name in the answer (`RESOURCE_EXHAUSTED`), or of the RPC."""
    error_status: int | None = None
    """Status inside an error object; it outranks the one on the wire."""
    rpc: bool = False
    """The status is that of an RPC, not of an HTTP answer."""
    code: str | None = None
    """The provider's own code: Interactions string code, or number of GigaChat's token endpoint."""
    reasons: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    """`google.rpc.ErrorInfo.metadata`."""
    finish: str | None = None
    block: str | None = None
    close_code: int | None = None
    fact: str | None = None
    endpoint: str = ""
    message: str | None = None
    is_spoken: bool = False
    """Whether the message is a sentence of the service's own error object: only such a one is shown."""
    place: str | None = None
    """What the client's own validation or parsing says, as type and place without any value."""
    hint: str = ""
    """Further texts of the answer (field violations, localized messages), matched like the message, never shown."""
    retry_after: float | None = None
    """Seconds to wait before the next try; of a used-up day that is no time when it comes back."""
    reset_after: float | None = None
    """Seconds until the quota comes back, where the answer says that of the quota itself."""
    elapsed: float | None = None
    exceptions: tuple[str, ...] = ()
    """Class names over the MRO, most derived first, as `package.Class`."""
    ranked: tuple[Provider | None, int, Cause] | None = None
    """What its exceptions have been found to say, of which provider's call."""
    answered_by: str | None = None
    """Who answered, from the closed list of `gateways.ANSWERED_BY`; None where nothing tells."""
    is_carried: bool = False
    """Whether a gateway carries the error of the vendor behind it: the error is the vendor's, the hop the gateway's."""
    request_id: str | None = None
    """The answer's own id, which a support asks for."""
    items_cause: Cause | None = None
    """Of a batch with failed items: what most of them failed with, whose class, owner and flag are the batch's."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A row of the taxonomy: one documented or observed cause of failure."""

    id: str
    failure_class: FailureClass
    doc: str
    """URL of the provider's page for it."""
    source: str
    """Where the row comes from: `page` (the vendor's error page) or `observed`, with the row or report."""
    signals: tuple[Signal, ...] = ()
    example: Example | None = None
    owner: Owner = field(default=None)  # type: ignore[assignment]
    """Defaults to the class's owner."""
    retryable: bool = field(default=None)  # type: ignore[assignment]
    """Defaults to the class's flag."""
    vendor: Provider | None = field(default=None, compare=False)
    """Whose remedy the fix is, where each vendor has its own."""

    def __post_init__(self) -> None:
        if self.owner is None:
            object.__setattr__(self, "owner", self.failure_class.owner)
        if self.retryable is None:
            object.__setattr__(self, "retryable", self.failure_class.retryable)

    @property
    def fix(self) -> str:
        """One sentence in the imperative, in English: what the owner does."""
        return texts.fix_of(self.id, vendor=self.vendor)

    def fix_in(self, language: str) -> str:
        """Says what the owner does; in English where the language has no text for it."""
        return texts.fix_of(self.id, language, vendor=self.vendor)

    def doc_in(self, language: str) -> str:
        """Returns the page in a language; as it is where there is none in it."""
        return edition(self.doc, language)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, whose it is and what to do."""

    cause: Cause
    provider: Provider | None = None
    message: str | None = None
    """The sentence of the provider's own error object, scrubbed in what the public functions return; for a failure of
    the client's own, type and place, as in `contents.0.parts: extra field`."""
    retry_after: float | None = None
    """Seconds, if the provider said."""
    quota: Quota | None = None
    http_status: int | None = None
    rpc_status: str | None = None
    code: str | None = None
    """The provider's own code as its page prints it: `RESOURCE_EXHAUSTED`, `402`; the value of `error.type`."""
    answered_by: str = "none"
    """Who answered: `service`, `edge`, a gateway or proxy on the way, or `none`; a closed list, safe as a label."""
    request_id: str | None = None
    """The answer's id (`x-request-id` and its kin), which a support asks for."""
    findings: tuple[str, ...] = field(default=(), compare=False)
    """Of a failure that no row knows: what was read of it, as in `status 799` and `exception app.Broken`."""

    @property
    def failure_class(self) -> FailureClass:
        return self.cause.failure_class

    @property
    def owner(self) -> Owner:
        return self.cause.owner

    @property
    def retryable(self) -> bool:
        return self.cause.retryable


class OpenQuota:
    """What a `Quota` is while it is made: every field of a frozen object costs a call, and this is all in one."""

    __slots__ = Quota.__slots__

    def __init__(
        self, id: str | None, metric: str | None, limit: int | None, window: str | None, model: str | None
    ) -> None:
        self.id = id
        self.metric = metric
        self.limit = limit
        self.window = window
        self.model = model
        self.resets_at = None

    def closed(self) -> Quota:
        """Becomes a `Quota`, which nobody can change."""
        made: Any = self
        made.__class__ = Quota
        return cast("Quota", made)


class OpenFailure:
    """What a `Failure` is while it is made, as `OpenQuota`."""

    __slots__ = Failure.__slots__

    def __init__(
        self,
        cause: Cause,
        provider: Provider | None,
        message: str | None,
        retry_after: float | None,
        quota: Quota | None,
        http_status: int | None,
        rpc_status: str | None,
        code: str | None,
        answered_by: str,
        request_id: str | None,
        findings: tuple[str, ...],
    ) -> None:
        self.cause = cause
        self.provider = provider
        self.message = message
        self.retry_after = retry_after
        self.quota = quota
        self.http_status = http_status
        self.rpc_status = rpc_status
        self.code = code
        self.answered_by = answered_by
        self.request_id = request_id
        self.findings = findings

    def closed(self) -> Failure:
        """Becomes a `Failure`, which nobody can change."""
        made: Any = self
        made.__class__ = Failure
        return cast("Failure", made)
