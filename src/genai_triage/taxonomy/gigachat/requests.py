"""Causes of GigaChat's classes `not_found`, `too_large`, `unsupported` and `invalid_request`."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import gigachat_error

from .common import CHAT, DOCS, ERRORS, FUNCTIONS, GRPC, LIMITS

_MODELS: Final = DOCS + "models"
_COUNT: Final = DOCS + "api/reference/rest/post-tokens-count"
_UNPROCESSABLE: Final = ("400", "422", "INVALID_ARGUMENT")
_TOO_LARGE: Final = ("400", "413", "422", "INVALID_ARGUMENT", "RESOURCE_EXHAUSTED", "OUT_OF_RANGE")

_OVER: Final = (
    *("too large", "larger than", "too long", "too big", "exceeds max", "exceeds the max", "exceeded max", "exceeds"),
    *("слишком больш", "слишком длин", "превыш", "слишком много", "больше лимита", "при лимите"),
)
_SIZED: Final = (
    *("token", "prompt", "context", "message", "request", "payload", "body", "input", "text", "content", "size"),
    *("токен", "промпт", "контекст", "сообщени", "запрос", "размер", "текст", "тел"),
)
"""What has a size."""
_NO_SIZE: Final = (
    *(
        "запросов",
        "requests",
        "message larger than max",
        "message exceeds maximum size",
        "metadata",
        "max_tokens",
        "function name",
    ),
    *("repetition_penalty", "temperature", "top_p", "update_interval", "profanity"),
)
"""What has a count or a range instead."""

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gigachat.model_not_found",
        failure_class=FailureClass.NOT_FOUND,
        doc=_MODELS,
        source="page: gRPC 5 (error in the model's name); observed: 404 No such model",
        signals=(
            Signal(
                status=("404", "NOT_FOUND", "400", "422", "INVALID_ARGUMENT"),
                text=("no such model", "model not found", "unknown model", "model does not exist", "модель не найдена"),
            ),
            Signal(status=("404", "NOT_FOUND"), text=("model",), unless=("thread", "file", "assistant", "batch")),
        ),
        example=Example(http=404, body=gigachat_error(404, "No such model"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.grpc_not_found",
        failure_class=FailureClass.NOT_FOUND,
        doc=GRPC,
        source="page: gRPC 5 (the requested resource is not found; error in the model's name for one)",
        signals=(Signal(status=("NOT_FOUND",)),),
        example=Example(grpc=("NOT_FOUND", "")),
    ),
    Cause(
        id="gigachat.grpc_invalid",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=GRPC,
        source="page: gRPC 3 (400, 413, 422: error in the request's parameters)",
        signals=(Signal(status=("INVALID_ARGUMENT",)),),
        example=Example(grpc=("INVALID_ARGUMENT", "")),
    ),
    Cause(
        id="gigachat.wrong_auth_url",
        failure_class=FailureClass.NOT_FOUND,
        doc=DOCS + "api/reference/rest/post-token",
        source="observed: 404 of the token host on a path that is none of its own",
        signals=(
            Signal(hop=("edge",), fact=("no_api_path",), endpoint=("token",)),
            Signal(status=("404", "405"), endpoint=("token",)),
        ),
        example=Example(http=404, body="not found", headers={"server": "SynGX"}, endpoint="token"),
    ),
    Cause(
        id="gigachat.wrong_base_url",
        failure_class=FailureClass.NOT_FOUND,
        doc=DOCS + "api/reference/rest/gigachat-api",
        source="observed: a page of SynGX, without x-request-id, on a path that is none of the API's",
        signals=(Signal(hop=("edge",), fact=("no_api_path",)),),
        example=Example(
            http=404,
            body="<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1>"
            "</center>\r\n<hr><center>SynGX</center>\r\n</body>\r\n</html>\r\n",
        ),
    ),
    Cause(
        id="gigachat.edge_refused",
        failure_class=FailureClass.PERMISSION,
        doc=DOCS + "api/reference/rest/gigachat-api",
        source="observed: 403 with a page of SynGX, without x-request-id",
        signals=(Signal(hop=("edge",), status=("403",)),),
        example=Example(
            http=403,
            body="<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1>"
            "</center>\r\n<hr><center>SynGX</center>\r\n</body>\r\n</html>\r\n",
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.not_found",
        failure_class=FailureClass.NOT_FOUND,
        doc=ERRORS,
        source="observed: 404 on files, threads and paths",
        signals=(
            Signal(status=("404", "410")),
            Signal(exception=("gigachat.NotFoundError",), general=True),
        ),
        example=Example(http=404, body=gigachat_error(404, "Not found"), endpoint="files"),
    ),
    Cause(
        id="gigachat.embedding_too_long",
        failure_class=FailureClass.TOO_LARGE,
        doc=_COUNT,
        source="observed: 413 Tokens limit exceeded for index",
        signals=(
            Signal(status=_TOO_LARGE, text=("for index",), subject=("token", "limit", "max", "токен")),
            Signal(status=_TOO_LARGE, endpoint=("embeddings",), text=("tokens limit exceeded",)),
        ),
        example=Example(
            http=413,
            body=gigachat_error(413, "Tokens limit exceeded for index 0: 2321 (max 514)"),
            endpoint="embeddings",
        ),
    ),
    Cause(
        id="gigachat.file_too_large",
        failure_class=FailureClass.TOO_LARGE,
        doc=DOCS + "guides/working-with-files",
        source="observed: 413 on an upload; the page of files: 15 MB an image, 35 MB audio, 40 MB a text",
        signals=(
            Signal(status=("413",), endpoint=("files",)),
            Signal(status=_TOO_LARGE, endpoint=("files",), text=(*_OVER, "limit", "лимит")),
            Signal(
                status=_TOO_LARGE,
                text=_OVER,
                subject=("file size", "size of the file", "размер файла", "file is too", "файл слишком"),
            ),
        ),
        example=Example(http=413, body=gigachat_error(413, "Payload too large"), endpoint="files"),
    ),
    Cause(
        id="gigachat.file_type",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=DOCS + "guides/working-with-files",
        source="observed: 400 and 415 on an upload's MIME type",
        signals=(
            Signal(status=("415",), endpoint=("files",)),
            Signal(
                status=_UNPROCESSABLE,
                text=(
                    "octet-stream",
                    "mime type",
                    "mime-type",
                    "content type",
                    "file type",
                    "file format",
                    "тип файла",
                ),
                subject=("file", "upload", "octet", "unsupported", "mime", "файл"),
            ),
        ),
        example=Example(
            http=400,
            body=gigachat_error(400, "Unsupported file format: application/octet-stream"),
            endpoint="files",
        ),
    ),
    Cause(
        id="gigachat.file_over_context",
        failure_class=FailureClass.TOO_LARGE,
        doc=DOCS + "guides/working-with-files",
        source="observed: 413, 422 on a file whose text is longer than the context",
        signals=(
            Signal(
                status=_TOO_LARGE,
                text=("attachment", "attached file", "file content", "файл", "вложени"),
                subject=("token", "context", "токен", "контекст", "too large", "too long"),
            ),
        ),
        example=Example(
            http=422, body=gigachat_error(422, "Attached file content exceeds model context tokens"), endpoint="chat"
        ),
    ),
    Cause(
        id="gigachat.batch_too_large",
        failure_class=FailureClass.TOO_LARGE,
        doc=LIMITS,
        source="observed: 413 on embeddings",
        signals=(
            Signal(status=("413",), endpoint=("embeddings",)),
            Signal(status=("413",), endpoint=("embeddings",), text=("too large",)),
        ),
        example=Example(http=413, body=gigachat_error(413, "Payload too large"), endpoint="embeddings"),
    ),
    Cause(
        id="gigachat.payload_too_large",
        failure_class=FailureClass.TOO_LARGE,
        doc=ERRORS,
        source="page: 413 Payload too large; gRPC 3",
        signals=(
            Signal(status=("413",)),
            Signal(
                status=_TOO_LARGE,
                text=(
                    "payload too large",
                    "context length",
                    "context window",
                    "maximum context",
                    "token limit",
                    "tokens limit",
                    "too many tokens",
                    "слишком много токенов",
                    "лимит токенов",
                    "лимита токенов",
                    "контекстного окна",
                    "контекстное окно",
                ),
                unless=_NO_SIZE,
            ),
            Signal(status=_TOO_LARGE, text=_OVER, subject=_SIZED, unless=_NO_SIZE),
            Signal(exception=("gigachat.RequestEntityTooLargeError",), general=True),
        ),
        example=Example(http=413, body=gigachat_error(413, "Payload too large"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.functions_unsupported",
        failure_class=FailureClass.UNSUPPORTED,
        doc=ERRORS,
        source="page: 422 Requested model does not support functions; gRPC 3",
        signals=(
            Signal(
                status=_UNPROCESSABLE,
                text=(
                    "does not support function",
                    "doesn't support function",
                    "not support functions",
                    "functions are not supported",
                    "functions not supported",
                    "не поддерживает функц",
                ),
            ),
        ),
        example=Example(
            http=422, body=gigachat_error(422, "Requested model does not support functions"), endpoint="chat"
        ),
    ),
    Cause(
        id="gigachat.feature_unsupported",
        failure_class=FailureClass.UNSUPPORTED,
        doc=_MODELS,
        source="observed: 400 or 422 '… not supported'",
        signals=(
            Signal(
                status=_UNPROCESSABLE,
                text=(
                    "does not support",
                    "doesn't support",
                    "not supported by",
                    "is not supported for",
                    "model not supported",
                    "не поддерживает",
                ),
            ),
        ),
        example=Example(http=422, body=gigachat_error(422, "Requested model does not support images"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.undefined_function",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FUNCTIONS,
        source="observed: 422 'undefined functions in dialog history'",
        signals=(
            Signal(
                status=_UNPROCESSABLE,
                text=("undefined function", "unknown function", "function is not defined", "functions not defined"),
            ),
        ),
        example=Example(http=422, body=gigachat_error(422, "undefined functions in dialog history"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.function_arguments",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FUNCTIONS,
        source="observed: 400 and 422 on arguments that are a string",
        signals=(
            Signal(
                status=_UNPROCESSABLE,
                text=("arguments",),
                subject=("string", "object", "unmarshal", "dict", "json", "map"),
                unless=("is missing", "schema"),
            ),
        ),
        example=Example(
            http=422,
            body=gigachat_error(422, "Invalid params: function_call.arguments must be an object, not a string"),
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.history_order",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FUNCTIONS,
        source="observed: 422 on the history",
        signals=(
            Signal(
                status=_UNPROCESSABLE,
                text=(
                    "must have a result in history",
                    "system message must be",
                    "one system message",
                    "must be the first",
                    "first message",
                    "last message",
                    "function call in history",
                    "in history",
                    "must be after",
                    "must follow",
                ),
            ),
        ),
        example=Example(
            http=422,
            body=gigachat_error(422, "Invalid params: every assistant function call must have a result in history"),
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.function_result",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FUNCTIONS,
        source="observed: 422 on a function result that is not JSON",
        signals=(
            Signal(
                status=_UNPROCESSABLE,
                text=(
                    "function result",
                    "result is not a valid json",
                    "function content",
                    "valid json object",
                    "must be valid json",
                ),
                subject=("function", "result"),
                unless=("response_format", "schema"),
            ),
        ),
        example=Example(
            http=422, body=gigachat_error(422, "Invalid params: function result must be valid json"), endpoint="chat"
        ),
    ),
    Cause(
        id="gigachat.function_schema",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=FUNCTIONS,
        source="observed: 422 Field '…' is missing",
        signals=(
            Signal(
                status=_UNPROCESSABLE, text=("schema", ".properties"), unless=("response_format", "response format")
            ),
            Signal(
                status=_UNPROCESSABLE,
                text=("field '", "is missing"),
                subject=("properties", "items", "parameters", "function", "few_shot", "return_parameters"),
            ),
        ),
        example=Example(
            http=422, body=gigachat_error(422, "Field 'properties.schema.properties' is missing"), endpoint="chat"
        ),
    ),
    Cause(
        id="gigachat.parameter_range",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=CHAT,
        source="observed: 422 … must be in range …",
        signals=(
            Signal(
                status=_UNPROCESSABLE,
                text=(
                    "must be in range",
                    "must be between",
                    "out of range",
                    "must be greater",
                    "must be less",
                    "must be positive",
                ),
            ),
            Signal(status=("OUT_OF_RANGE", "416")),
        ),
        example=Example(
            http=422,
            body=gigachat_error(422, "Invalid params: repetition_penalty must be in range (0, +inf)"),
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.invalid_json",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=CHAT,
        source="observed: 400 invalid JSON syntax",
        signals=(
            Signal(
                status=_UNPROCESSABLE,
                text=("invalid json", "json syntax", "unmarshal", "unexpected end of json", "cannot parse"),
                subject=("json", "body", "unmarshal"),
            ),
        ),
        example=Example(
            http=400, body=gigachat_error(400, "Your request contains invalid JSON syntax."), endpoint="chat"
        ),
    ),
    Cause(
        id="gigachat.invalid_params",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=ERRORS,
        source="observed: 422; gRPC 3",
        signals=(Signal(status=("422",)), Signal(exception=("gigachat.UnprocessableEntityError",), general=True)),
        example=Example(http=422, body=gigachat_error(422, "Invalid params: message role is unknown"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.bad_request",
        failure_class=FailureClass.INVALID_REQUEST,
        doc=ERRORS,
        source="page: 400 (names the parameter); gRPC 3",
        signals=(
            Signal(status=("400", "FAILED_PRECONDITION")),
            Signal(exception=("gigachat.BadRequestError",), general=True),
        ),
        example=Example(http=400, body=gigachat_error(400, "Id must not be empty"), endpoint="files"),
    ),
)
