"""General causes by HTTP status or gRPC code, for answers that no row of a provider describes, and the last row of all.

Sources: RFC 9110 and 6585, the IANA registry of HTTP status codes, google/rpc/code.proto.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .model import Cause, Example, FailureClass, Owner, Signal

_HTTP: Final = "https://www.iana.org/assignments/http-status-codes/http-status-codes.xhtml"
_RPC: Final = "https://grpc.io/docs/guides/status-codes/"
_WAIT: Final = {"Retry-After": "30"}  # RFC 9110 has it with a 503 and RFC 6585 with a 429; neither vendor sends it
_SOURCE: Final = "general: the meaning of the status alone"


def _row(
    name: str,
    failure_class: FailureClass,
    *status: str,
    http: int | None = None,
    exception: tuple[str, ...] = (),
    doc: str = _HTTP,
    retryable: bool | None = None,
    owner: Owner | None = None,
    headers: Mapping[str, str] | None = None,
) -> Cause:
    """A row known by its status alone; names first, so that the first one serves as the example of an RPC."""
    signals = [Signal(status=status)]
    if exception:
        signals.append(Signal(exception=exception, general=True))
    example = Example(http=http, body="", headers=headers or {}) if http is not None else Example(grpc=(status[0], ""))
    return Cause(
        id=f"status.{name}",
        failure_class=failure_class,
        doc=doc,
        source=_SOURCE,
        signals=tuple(signals),
        example=example,
        owner=failure_class.owner if owner is None else owner,
        retryable=failure_class.retryable if retryable is None else retryable,
    )


CAUSES: Final[tuple[Cause, ...]] = (
    _row("unauthenticated", FailureClass.AUTH, "401", "UNAUTHENTICATED", http=401),
    _row("network_login", FailureClass.AUTH, "511", http=511, owner=Owner.NETWORK),
    _row("payment_required", FailureClass.BILLING, "402", http=402),
    _row("permission_denied", FailureClass.PERMISSION, "403", "PERMISSION_DENIED", http=403),
    _row("legal_block", FailureClass.REGION, "451", http=451),
    _row("not_found", FailureClass.NOT_FOUND, "404", "410", "NOT_FOUND", http=410),
    _row("too_many_requests", FailureClass.RATE_LIMIT, "429", "420", "RESOURCE_EXHAUSTED", http=429, headers=_WAIT),
    _row("too_large", FailureClass.TOO_LARGE, "413", "414", "431", "494", http=431),
    _row("unsupported", FailureClass.UNSUPPORTED, "UNIMPLEMENTED", "501", "405", "505", "506", "510", "426", http=405),
    _row("conflict", FailureClass.INTERNAL, "409", "ABORTED", "423", "424", "425", "449", http=423),
    _row("already_exists", FailureClass.INVALID_REQUEST, "ALREADY_EXISTS", doc=_RPC),
    _row(
        "bad_request",
        FailureClass.INVALID_REQUEST,
        "INVALID_ARGUMENT",
        "FAILED_PRECONDITION",
        "OUT_OF_RANGE",
        "400",
        "422",
        "4xx",
        http=418,
    ),
    _row("redirected", FailureClass.INVALID_REQUEST, "3xx", http=302),
    _row(
        "request_timeout",
        FailureClass.TIMEOUT,
        "408",
        "504",
        "598",
        "599",
        "DEADLINE_EXCEEDED",
        "460",
        http=598,
    ),
    _row("cancelled", FailureClass.CANCELLED, "499", "CANCELLED", http=499),
    _row(
        "unavailable",
        FailureClass.OVERLOADED,
        "503",
        "529",
        "UNAVAILABLE",
        "509",
        "508",
        "507",
        http=529,
        headers=_WAIT,
    ),
    _row("no_response", FailureClass.NETWORK, "444", http=444),
    _row(
        "server_error",
        FailureClass.INTERNAL,
        "INTERNAL",
        "UNKNOWN",
        "DATA_LOSS",
        "500",
        "502",
        "5xx",
        http=577,
        exception=("*.ServerError",),
    ),
    _row("rpc_failed", FailureClass.INTERNAL, "rpc", doc=_RPC),
    Cause(
        id="status.connection_closed",
        failure_class=FailureClass.NETWORK,
        doc="https://www.iana.org/assignments/websocket/websocket.xhtml",
        source="general: the close code alone",
        signals=(Signal(close=("*",)),),
        example=Example(body={"ws_close_code": 3999, "ws_close_reason": ""}),
    ),
    Cause(
        id="status.unclassified",
        failure_class=FailureClass.UNCLASSIFIED,
        doc="https://ai.google.dev/gemini-api/docs/troubleshooting",
        source="general: nothing above fits",
        example=Example(exception="builtins.Exception: something new"),
    ),
)
