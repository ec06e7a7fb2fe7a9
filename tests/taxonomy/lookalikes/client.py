"""Texts like those of what an SDK, or the application, refuses before any request."""

from __future__ import annotations

from typing import Final

_VALUE: Final = "raise builtins.ValueError"

LOOKALIKES: Final[dict[str, list[tuple[str, str]]]] = {
    "client.model_required": [
        (_VALUE, "The model of the car must be red"),
        (_VALUE, "A required field of the model is missing"),
    ],
    "client.model_invalid": [
        (_VALUE, "invalid voice parameter."),
        (_VALUE, "The name of the file is invalid for this model"),
    ],
    "client.contents_required": [
        (_VALUE, "The table of contents is too long"),
        (_VALUE, "parts must be a list"),
    ],
    "client.mime_type": [
        (_VALUE, "mime_type must be a string"),
        (_VALUE, "Unknown type of tool"),
    ],
    "client.tool_failed": [
        (_VALUE, "The function's name is invalid"),
        (_VALUE, "Failed to parse the answer's parameter list"),
    ],
    "client.parameter_unavailable": [
        (_VALUE, "The tool is not supported for model gemini-3.5-flash"),
        (_VALUE, "Cannot get the text. Multiple content parts are not supported."),
    ],
    "client.answer_not_json": [
        ("raise langchain_core.OutputParserException", "Failed to validate Person from completion {'name': 'Anna'}"),
        (_VALUE, "The output must be JSON or text"),
    ],
    "client.tool_schema": [
        (_VALUE, "The schema of the function's database is unknown"),
        (_VALUE, "The keyboard does not support this typing"),
    ],
    "client.grpc_message_size": [
        ("RESOURCE_EXHAUSTED", "received metadata size exceeds soft limit (15093 vs. 8192); content-type:21B"),
        ("RESOURCE_EXHAUSTED", "Too many messages of the maximum size"),
    ],
    "client.grpc_metadata_size": [
        ("RESOURCE_EXHAUSTED", "Received message larger than max (5000000 vs. 4194304)"),
        ("INTERNAL", "Getting metadata of the file failed: its size is unknown"),
        ("UNAVAILABLE", "Compute Engine metadata is unavailable"),
    ],
    "client.credential_encoding": [
        (_VALUE, "The header of the table is invalid"),
        (_VALUE, "The audio codec cannot be used"),
    ],
    "client.url_invalid": [
        (_VALUE, "The URL's page could not be read: invalid picture"),
        (_VALUE, "base must be a number"),
    ],
    "client.closed": [
        (_VALUE, "The session is not open to guests"),
        (_VALUE, "The event of the loop must have a name"),
    ],
    "client.no_candidate_read": [
        ("raise builtins.AttributeError", "'str' object has no attribute 'parts'"),
        ("raise builtins.AttributeError", "'NoneType' object has no attribute 'close'"),
        ("raise builtins.IndexError", "string index out of range"),
    ],
}
