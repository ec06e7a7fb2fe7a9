"""What to do about failures before a request, by the cause's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "client.cancelled": "Nothing to repair if the application gave the call up itself; otherwise look for the "
    "timeout or shutdown that cancelled it.",
    "client.model_required": "Pass `model` to the call, or to the client: the SDK has none to send the request to.",
    "client.model_invalid": "Correct the model's name: it may not hold '..', '?' or '&'.",
    "client.contents_required": "Pass non-empty `contents`: the SDK has nothing to send.",
    "client.mime_type": "Pass `mime_type`: the SDK cannot tell the file's type from its name.",
    "client.tool_failed": "Repair the application's own function that the error names: it raised, or did not fit, "
    "inside automatic function calling.",
    "client.parameter_unavailable": "Leave the parameter out, or switch between the Gemini Developer API and Vertex "
    "AI: only one of them takes it.",
    "client.request_invalid": "Correct the argument that the validation error names: the SDK refused the request "
    "before sending it.",
    "client.credential_encoding": "Take line breaks, quotes, spaces and non-Latin letters out of the key: it cannot "
    "stand in an HTTP header.",
    "client.url_invalid": "Correct the base URL or proxy URL: it needs `https://` and a host.",
    "client.closed": "Keep the client open, and in its own event loop, until every call has ended.",
    "client.file_unreadable": "Check the path and its permissions: the file to send or the certificate to trust "
    "cannot be opened.",
    "client.dependency_missing": "Install the package that the error names (`pip install`) in the environment that "
    "runs the application.",
    "client.no_candidate_read": "Check `candidates`, `prompt_feedback` and the finish reason before reading the "
    "text: the answer held none.",
    "client.refused": "Correct the argument that the exception's text names: the SDK or the application refused the "
    "call before any request was sent.",
    "client.answer_not_json": "Retry; ask for JSON by the schema (`response_schema`, `response_format`) instead of "
    "the prompt alone, and take code fences off before parsing: the model's answer is no JSON.",
    "client.answer_off_schema": "Retry; send the schema with the request (strict, with `required`) or let the "
    "missing fields be optional: the model's answer does not fit the application's model.",
    "client.tool_schema": "Change the tool's schema as the exception's text says: no Union, every argument one "
    "plain type with a description.",
    "client.grpc_message_size": "Raise the channel options grpc.max_receive_message_length and "
    "grpc.max_send_message_length, or shorten the message: gRPC itself takes 4 MB.",
    "client.grpc_metadata_size": "Shorten the call's metadata (token, baggage, own keys), or raise the channel "
    "option grpc.max_metadata_size, 8 KB by default: metadata is too large, not the prompt.",
    "client.credential_encoding@gigachat": "Take line breaks, quotes, spaces and non-Latin letters out of the "
    "authorization key (`credentials`, GIGACHAT_CREDENTIALS): it cannot stand in an HTTP header.",
}
