"""What to do about answers known by their status alone, by the cause's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "status.unauthenticated": "Replace the credential that the request carries by a valid one of the service at the "
    "base URL: it was not accepted.",
    "status.network_login": "Sign in to the network that this machine uses (a portal or proxy asks for it), then "
    "call again: the service itself was not asked.",
    "status.payment_required": "Settle the account, or top up its balance, at the service that the base URL names.",
    "status.permission_denied": "Give this credential the right to the call at the service that the base URL names: "
    "it is known there, and may not do this.",
    "status.legal_block": "Call from a place where the service may be offered: the answer says that law forbids it "
    "here.",
    "status.not_found": "Correct the path of the URL or the name of the resource: nothing is found there.",
    "status.too_many_requests": "Wait as long as the answer says, or a minute, and send fewer requests: the service "
    "counts them.",
    "status.too_large": "Send a smaller request: body, URL or headers exceed a limit.",
    "status.unsupported": "Use a method, protocol version and API version that the service implements.",
    "status.conflict": "Send the request again: it collided with another change.",
    "status.already_exists": "Use the existing resource or another name: one of this name is already there.",
    "status.bad_request": "Correct the request by the service's API reference: it is refused as malformed.",
    "status.redirected": "Correct the base URL: the service answers with a redirect that the client does not follow.",
    "status.request_timeout": "Raise the client's timeout, or send a smaller request: it did not get through in time.",
    "status.cancelled": "Nothing to repair if the application gave the call up itself.",
    "status.unavailable": "Retry with exponential backoff: the service has no capacity now.",
    "status.no_response": "Retry, and read the log of the nginx in front of the service: it closed the connection "
    "without an answer.",
    "status.server_error": "Retry with exponential backoff; report it to the provider if it persists.",
    "status.rpc_failed": "Report the status to the provider: no version of gRPC defines it.",
    "status.connection_closed": "Connect again; the WebSocket closed with a code that no page describes.",
    "status.unclassified": "Run `genai-triage explain` on the application's own log and report the scrubbed facts "
    "that it prints to the maintainers of genai-triage, without prompts; `triage.findings` has what is known too "
    "(who answered, status, exception).",
}
