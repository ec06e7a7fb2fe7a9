"""Texts like those of GigaChat's causes."""

from __future__ import annotations

from typing import Final

LOOKALIKES: Final[dict[str, list[tuple[str, str]]]] = {
    "gigachat.token_scope_empty": [
        ("400", "The scope of the function is not set"),
        ("400", "Messages must not be empty"),
    ],
    "gigachat.token_scope_mismatch": [
        ("400", "scope is empty"),
        ("400", "The consumed text is not fully included"),
    ],
    "gigachat.token_scope_invalid": [
        ("400", "The date format is invalid"),
        ("400", "scope is empty"),
    ],
    "gigachat.token_key_undecodable": [
        ("400", "Can't decode the image"),
        ("400", "cannot decode attachment"),
        ("401", "Authorization error: header is incorrect"),
    ],
    "gigachat.token_key_unknown": [
        ("401", "The database doesn't answer"),
        ("400", "function result doesn't match the schema"),
    ],
    "gigachat.token_header_incorrect": [
        ("400", "The header of the attached table is not correct"),
        ("400", "Header X-Session-ID is incorrect"),
        ("401", "Token has expired"),
    ],
    "gigachat.token_rquid": [
        ("400", "Id must not be empty"),
        ("400", "Header X-Request-ID is missing"),
    ],
    "gigachat.token_expired": [
        ("401", "Unauthorized"),
        ("401", "credentials doesn't match db data"),
        ("401", "The certificate of the client has expired"),
    ],
    "gigachat.unauthorized": [
        ("PERMISSION_DENIED", "the token has no access to GigaChat-2-Max"),
        ("403", "Permission denied: the token of this contract has no access to the model"),
        ("403", "Permission denied"),
        ("PERMISSION_DENIED", "the model is not in the contract"),
    ],
    "gigachat.credentials_malformed": [
        ("raise builtins.ValueError", "Invalid schema format"),
        ("raise builtins.ValueError", "A name must be provided"),
    ],
    "gigachat.payment_required": [
        ("RESOURCE_EXHAUSTED", "load balancer has no capacity"),
        ("RESOURCE_EXHAUSTED", "too many parallel requests"),
    ],
    "gigachat.grpc_bare_exhausted": [
        ("RESOURCE_EXHAUSTED", "Too many requests"),
        ("RESOURCE_EXHAUSTED", "Payment Required"),
    ],
    "gigachat.model_not_found": [
        ("404", "Assistant of the model GigaChat-Pro not found"),
        ("404", "File not found"),
        ("404", "No such thread"),
        ("422", "unknown role"),
    ],
    "gigachat.embedding_too_long": [("400", "Bad value for index"), ("422", "No text for index 3")],
    "gigachat.file_too_large": [
        ("400 at files", "Unsupported file format: application/octet-stream"),
        ("413 at chat", "Payload too large"),
        ("400", "The file's text exceeds the context"),
    ],
    "gigachat.file_type": [("422", "content type of the message is wrong"), ("400", "Id must not be empty")],
    "gigachat.file_over_context": [("400", "file not found"), ("422", "attachments must be a list")],
    "gigachat.batch_too_large": [
        ("413 at embeddings", "Tokens limit exceeded for index 0: 2321 (max 514)"),
        ("413 at files", "File is too large"),
    ],
    "gigachat.payload_too_large": [
        ("422", "repetition_penalty exceeds the maximum of 2"),
        ("400", "Слишком много запросов"),
        ("422", "function name is too long"),
        ("RESOURCE_EXHAUSTED", "Received message larger than max (5000000 vs. 4194304)"),
        ("RESOURCE_EXHAUSTED", "received metadata size exceeds soft limit (15093 vs. 8192); content-type:21B"),
        ("422", "max_tokens exceeds the maximum"),
    ],
    "gigachat.functions_unsupported": [
        ("422", "Requested model does not support images"),
        ("422", "undefined functions in dialog history"),
    ],
    "gigachat.feature_unsupported": [
        ("422", "Requested model does not support functions"),
        ("400", "Unsupported file format: application/octet-stream"),
    ],
    "gigachat.undefined_function": [
        ("422", "every assistant function call must have a result in history"),
        ("422", "Requested model does not support functions"),
    ],
    "gigachat.function_arguments": [
        ("422", "Field 'arguments' is missing in schema"),
        ("422", "arguments are out of order"),
    ],
    "gigachat.history_order": [
        ("422", "undefined functions in dialog history"),
        ("422", "temperature must be the number 1"),
        ("400", "The message is the last of its kind"),
    ],
    "gigachat.function_result": [
        ("422", "Requested model does not support functions"),
        ("400", "Your request contains invalid JSON syntax."),
        ("422", "response_format.schema must be valid json"),
    ],
    "gigachat.function_schema": [
        ("422", "response_format.schema has no type"),
        ("422", "Field 'messages' is missing"),
        ("400", "Header X-Session-ID is missing"),
    ],
    "gigachat.parameter_range": [
        ("422", "temperature must be a number"),
        ("422", "the range of cells in the attached table is empty"),
    ],
    "gigachat.invalid_json": [
        ("422", "Invalid params: function result must be valid json"),
        ("400", "The syntax of the query is unknown"),
        ("422", "cannot parse the attached document"),
    ],
    "gigachat.requests_per_minute": [
        ("429", "Too many requests"),
        ("429", "Too Many Requests: parallel limit 1"),
        ("429", "Too many parallel requests for this permit"),
    ],
    "gigachat.parallel_requests": [
        ("RESOURCE_EXHAUSTED", "Закончились токены модели"),
        ("RESOURCE_EXHAUSTED", "Too many tokens in the request: the context window is 32768"),
        ("RESOURCE_EXHAUSTED", "Слишком много токенов в запросе"),
    ],
    "gigachat.grpc_unknown_service": [
        ("UNIMPLEMENTED", ""),
        ("UNIMPLEMENTED", "Compression gzip is not implemented by the service"),
        ("NOT_FOUND", "unknown model"),
    ],
    "gigachat.gateway_fault": [
        ("500", "Internal Server Error"),
        ("500", "Ошибка в тексте: совсем не то"),
    ],
    "gigachat.empty_answer": [
        ("raise builtins.ValueError", "The menu has no choice of colours"),
        ("raise builtins.ValueError", "Messages must not be empty"),
    ],
}
