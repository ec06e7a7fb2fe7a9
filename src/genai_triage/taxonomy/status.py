"""General causes by HTTP status or gRPC code, for answers that no row of a provider describes, and the last row of all.

Sources: RFC 9110 and 6585, the IANA registry of HTTP status codes, google/rpc/code.proto.
"""

from __future__ import annotations

from typing import Final

from .model import Cause, Example, FailureClass, Signal

_HTTP: Final = "https://www.iana.org/assignments/http-status-codes/http-status-codes.xhtml"
_RPC: Final = "https://grpc.io/docs/guides/status-codes/"
_SOURCE: Final = "general: the meaning of the status alone"


def _row(
    name: str,
    failure_class: FailureClass,
    fix: str,
    *status: str,
    http: int | None = None,
    exception: tuple[str, ...] = (),
    doc: str = _HTTP,
    retryable: bool | None = None,
) -> Cause:
    """A row known by its status alone; names first, so that the first one serves as the example of an RPC."""
    signals = [Signal(status=status)]
    if exception:
        signals.append(Signal(exception=exception))
    example = Example(http=http, body="") if http is not None else Example(grpc=(status[0], ""))
    return Cause(
        id=f"status.{name}",
        failure_class=failure_class,
        fix=fix,
        doc=doc,
        source=_SOURCE,
        signals=tuple(signals),
        example=example,
        retryable=failure_class.retryable if retryable is None else retryable,
    )


CAUSES: Final[tuple[Cause, ...]] = (
    _row(
        "unauthenticated",
        FailureClass.AUTH,
        "Check the credential that the request carries.",
        "401",
        "UNAUTHENTICATED",
        "511",
        http=511,
    ),
    _row(
        "proxy_auth",
        FailureClass.NETWORK,
        "Give the HTTP client the user name and password of the proxy.",
        "407",
        http=407,
        retryable=False,
    ),
    _row("payment_required", FailureClass.BILLING, "Settle the account or top up its balance.", "402", http=402),
    _row(
        "permission_denied",
        FailureClass.PERMISSION,
        "Check what this credential may do.",
        "403",
        "PERMISSION_DENIED",
        http=403,
    ),
    _row("legal_block", FailureClass.REGION, "Call from a place where the service may be offered.", "451", http=451),
    _row(
        "not_found",
        FailureClass.NOT_FOUND,
        "Check the URL and the name of the resource.",
        "404",
        "410",
        "NOT_FOUND",
        http=410,
    ),
    _row(
        "too_many_requests",
        FailureClass.RATE_LIMIT,
        "Wait and send fewer requests.",
        "429",
        "420",
        "RESOURCE_EXHAUSTED",
        http=429,
    ),
    _row(
        "too_large",
        FailureClass.TOO_LARGE,
        "Send a smaller request: body, URL or headers exceed a limit.",
        "413",
        "414",
        "431",
        "494",
        http=431,
    ),
    _row(
        "unsupported",
        FailureClass.UNSUPPORTED,
        "Use a method, protocol version and API version that the service implements.",
        "UNIMPLEMENTED",
        "501",
        "405",
        "505",
        "506",
        "510",
        "426",
        http=405,
    ),
    _row(
        "conflict",
        FailureClass.INTERNAL,
        "Send the request again: it collided with another change.",
        "409",
        "ABORTED",
        "423",
        "424",
        "425",
        "449",
        http=423,
    ),
    _row(
        "already_exists",
        FailureClass.INVALID_REQUEST,
        "Use the existing resource or another name.",
        "ALREADY_EXISTS",
        doc=_RPC,
    ),
    _row(
        "bad_request",
        FailureClass.INVALID_REQUEST,
        "Correct the request: the service refuses it as malformed.",
        "INVALID_ARGUMENT",
        "FAILED_PRECONDITION",
        "OUT_OF_RANGE",
        "400",
        "422",
        "4xx",
        http=418,
    ),
    _row(
        "redirected",
        FailureClass.INVALID_REQUEST,
        "Correct the base URL: the service answers with a redirect that the client does not follow.",
        "3xx",
        http=302,
    ),
    _row(
        "request_timeout",
        FailureClass.TIMEOUT,
        "Raise the timeout, or send the request faster and smaller.",
        "408",
        "504",
        "522",
        "524",
        "598",
        "599",
        "DEADLINE_EXCEEDED",
        "460",
        http=524,
    ),
    _row(
        "cancelled",
        FailureClass.CANCELLED,
        "Nothing to repair if the application gave the call up itself.",
        "499",
        "CANCELLED",
        http=499,
    ),
    _row(
        "unavailable",
        FailureClass.OVERLOADED,
        "Retry with exponential backoff.",
        "503",
        "529",
        "UNAVAILABLE",
        "509",
        "508",
        "507",
        http=529,
    ),
    _row(
        "origin_unreachable",
        FailureClass.NETWORK,
        "Retry; the proxy in front of the service cannot reach it.",
        "521",
        "523",
        "525",
        "526",
        "530",
        "444",
        http=523,
    ),
    _row(
        "server_error",
        FailureClass.INTERNAL,
        "Retry with exponential backoff; report it to the provider if it persists.",
        "INTERNAL",
        "UNKNOWN",
        "DATA_LOSS",
        "500",
        "502",
        "520",
        "527",
        "5xx",
        http=520,
    ),
    _row(
        "rpc_failed",
        FailureClass.INTERNAL,
        "Report the status to the provider: no version of gRPC defines it.",
        "rpc",
        doc=_RPC,
    ),
    Cause(
        id="status.connection_closed",
        failure_class=FailureClass.NETWORK,
        fix="Connect again; the WebSocket closed with a code that no page describes.",
        doc="https://www.iana.org/assignments/websocket/websocket.xhtml",
        source="general: the close code alone",
        signals=(Signal(close=("*",)),),
        example=Example(body={"ws_close_code": 3999, "ws_close_reason": ""}),
    ),
    Cause(
        id="status.unclassified",
        failure_class=FailureClass.UNCLASSIFIED,
        fix="Report this failure to the maintainers of genai-triage: the taxonomy needs a row for it.",
        doc="https://ai.google.dev/gemini-api/docs/troubleshooting",
        source="general: nothing above fits",
        example=Example(exception="builtins.Exception: something new"),
    ),
)
