"""What to do about answers known by their status alone, by the cause's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "status.unauthenticated": "Check the credential that the request carries.",
    "status.payment_required": "Settle the account or top up its balance.",
    "status.permission_denied": "Check what this credential may do.",
    "status.legal_block": "Call from a place where the service may be offered.",
    "status.not_found": "Check the URL and the name of the resource.",
    "status.too_many_requests": "Wait and send fewer requests.",
    "status.too_large": "Send a smaller request: body, URL or headers exceed a limit.",
    "status.unsupported": "Use a method, protocol version and API version that the service implements.",
    "status.conflict": "Send the request again: it collided with another change.",
    "status.already_exists": "Use the existing resource or another name.",
    "status.bad_request": "Correct the request: the service refuses it as malformed.",
    "status.redirected": "Correct the base URL: the service answers with a redirect that the client does not follow.",
    "status.request_timeout": "Raise the timeout, or send the request faster and smaller.",
    "status.cancelled": "Nothing to repair if the application gave the call up itself.",
    "status.unavailable": "Retry with exponential backoff.",
    "status.no_response": "Retry, and read the log of the nginx in front of the service: it closed the connection "
    "without an answer.",
    "status.server_error": "Retry with exponential backoff; report it to the provider if it persists.",
    "status.rpc_failed": "Report the status to the provider: no version of gRPC defines it.",
    "status.connection_closed": "Connect again; the WebSocket closed with a code that no page describes.",
    "status.unclassified": "Note the exception's class, the status and who answered (`exception.type`, "
    "`http.response.status_code`, `triage.answered_by`), and report these to the maintainers of genai-triage, "
    "without prompts.",
}
