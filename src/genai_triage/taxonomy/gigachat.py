"""Causes of failure of Sber's GigaChat API (REST and gRPC): a row per cause.

Sources: https://developers.sber.ru/docs/ru/gigachat/api/errors-description (rows marked `page`) and reports of users.
OAuth (token) errors carry `{"code": n, "message"}`, API errors carry `{"status": n, "message"}`.
"""

from __future__ import annotations

from typing import Final

from .model import Cause, Example, FailureClass, Signal
from .payloads import gigachat_answer, gigachat_error, gigachat_token_error

_DOCS: Final = "https://developers.sber.ru/docs/ru/gigachat/"
_ERRORS: Final = _DOCS + "api/errors-description"
_TOKEN: Final = _DOCS + "api/reference/rest/post-token"
_CHAT: Final = _DOCS + "api/reference/rest/post-chat"
_MODELS: Final = _DOCS + "models"
_LIMITS: Final = _DOCS + "limitations"
_TARIFFS: Final = _DOCS + "api/tariffs"
_FUNCTIONS: Final = _DOCS + "guides/functions/overview"
_COUNT: Final = _DOCS + "api/reference/rest/post-tokens-count"
_BALANCE: Final = _DOCS + "api/reference/rest/get-balance"
_GRPC: Final = _DOCS + "api/grpc/grpc-errors"
_QUICKSTART: Final = _DOCS + "quickstart/ind-using-api"

_TOKEN_ENDPOINT: Final = ("token",)
_BAD_REQUEST: Final = ("400", "INVALID_ARGUMENT")
_UNPROCESSABLE: Final = ("400", "422", "INVALID_ARGUMENT")
_UNAUTHORIZED: Final = ("401", "UNAUTHENTICATED")
_TOO_LARGE: Final = ("400", "413", "422", "INVALID_ARGUMENT", "RESOURCE_EXHAUSTED", "OUT_OF_RANGE")
_ANY_AUTH: Final = ("400", "401", "403", "UNAUTHENTICATED", "PERMISSION_DENIED", "INVALID_ARGUMENT")

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gigachat.token_scope_empty",
        failure_class=FailureClass.AUTH,
        fix="Set `scope` to GIGACHAT_API_PERS, GIGACHAT_API_B2B or GIGACHAT_API_CORP, whichever your contract in "
        "Sber Studio shows.",
        doc=_ERRORS,
        source="page: 400 at the token endpoint, code 5",
        signals=(Signal(code=("5",)), Signal(status=_ANY_AUTH, text=("scope is empty",))),
        example=Example(http=400, body=gigachat_token_error(5, "scope is empty"), endpoint="token"),
    ),
    Cause(
        id="gigachat.token_scope_mismatch",
        failure_class=FailureClass.AUTH,
        fix="Set `scope` to the API version that the key's project in Sber Studio shows: PERS, B2B and CORP keys are "
        "not interchangeable.",
        doc=_ERRORS,
        source="page: 400 at the token endpoint, code 7",
        signals=(
            Signal(code=("7",)),
            Signal(status=_ANY_AUTH, text=("not fully includes consumed scope", "scope from db")),
        ),
        example=Example(
            http=400, body=gigachat_token_error(7, "scope from db not fully includes consumed scope"), endpoint="token"
        ),
    ),
    Cause(
        id="gigachat.token_scope_invalid",
        failure_class=FailureClass.AUTH,
        fix="Correct the spelling of `scope`: it must be GIGACHAT_API_PERS, GIGACHAT_API_B2B or GIGACHAT_API_CORP.",
        doc=_ERRORS,
        source="page: 400 at the token endpoint, code 1",
        signals=(Signal(code=("1",)), Signal(status=_ANY_AUTH, text=("scope data format invalid",))),
        example=Example(http=400, body=gigachat_token_error(1, "scope data format invalid"), endpoint="token"),
    ),
    Cause(
        id="gigachat.token_key_undecodable",
        failure_class=FailureClass.AUTH,
        fix="Paste the authorization key (base64 of client id and secret) from Sber Studio, not the client secret, "
        "and without quotes.",
        doc=_ERRORS,
        source="page: 401 at the token endpoint, code 4 (seen as 400)",
        signals=(
            Signal(code=("4",)),
            Signal(status=_ANY_AUTH, text=("can't decode", "cannot decode", "can`t decode", "decode 'authorization'")),
        ),
        example=Example(
            http=400, body=gigachat_token_error(4, "Can't decode 'Authorization' header"), endpoint="token"
        ),
    ),
    Cause(
        id="gigachat.token_key_unknown",
        failure_class=FailureClass.AUTH,
        fix="Issue the authorization key anew in Sber Studio and replace the old one: the service does not know this "
        "key.",
        doc=_ERRORS,
        source="page: 401 at the token endpoint, code 6",
        signals=(
            Signal(code=("6",)),
            Signal(status=_ANY_AUTH, text=("doesn't match db data", "does not match db data", "credentials doesn")),
        ),
        example=Example(http=401, body=gigachat_token_error(6, "credentials doesn't match db data"), endpoint="token"),
    ),
    Cause(
        id="gigachat.token_header_incorrect",
        failure_class=FailureClass.AUTH,
        fix="Send `Authorization: Basic <authorization key>` without quotes: a client secret or an access token was "
        "sent in its place.",
        doc=_TOKEN,
        source="observed: 401 at the token endpoint",
        signals=(
            Signal(
                status=_ANY_AUTH,
                text=(
                    "header is incorrect",
                    "authorization header",
                    "authorization error",
                    "invalid credentials format",
                ),
            ),
        ),
        example=Example(
            http=401,
            body={"error": {"status_code": 401, "message": "Authorization error: header is incorrect"}},
            endpoint="token",
        ),
    ),
    Cause(
        id="gigachat.token_rquid",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Send a fresh uuid4 in the RqUID header of the token request.",
        doc=_ERRORS,
        source="page: 400 at the token endpoint (RqUID missing or not uuid4)",
        signals=(Signal(status=("400", "INVALID_ARGUMENT", "422", "401"), text=("rquid", "rq-uid", "rq_uid")),),
        example=Example(http=400, body={"message": "RqUID header is missing or is not uuid4"}, endpoint="token"),
    ),
    Cause(
        id="gigachat.token_refused",
        failure_class=FailureClass.AUTH,
        fix="Check the authorization key, the scope and the RqUID header of the token request: the answer does not "
        "say which is wrong.",
        doc=_TOKEN,
        source="observed: 400, 401 or 403 at the token endpoint without a readable code",
        signals=(
            Signal(status=("400", "401", "403", "404", "422", "UNAUTHENTICATED"), endpoint=_TOKEN_ENDPOINT),
            Signal(code=("2", "3"), endpoint=_TOKEN_ENDPOINT),
        ),
        example=Example(http=400, body={"message": "Bad Request"}, endpoint="token"),
    ),
    Cause(
        id="gigachat.token_rate_limited",
        failure_class=FailureClass.RATE_LIMIT,
        fix="Share one access token between workers and refresh it once per 30 minutes: the token endpoint takes 10 "
        "requests a second.",
        doc=_LIMITS,
        source="observed: 429 at the token endpoint",
        signals=(Signal(status=("429",), endpoint=_TOKEN_ENDPOINT),),
        example=Example(http=429, body={"message": "Too many requests"}, endpoint="token"),
    ),
    Cause(
        id="gigachat.token_expired",
        failure_class=FailureClass.AUTH,
        fix="Request a new access token: it lives for 30 minutes.",
        doc=_ERRORS,
        source="page: 401 (token older than 30 minutes); observed: 'Token has expired'",
        signals=(
            Signal(
                status=(*_UNAUTHORIZED, "PERMISSION_DENIED"),
                text=(
                    "token has expired",
                    "token expired",
                    "token is expired",
                    "expired token",
                    "jwt expired",
                    "expired",
                    "истек",
                    "истёк",
                ),
            ),
        ),
        example=Example(http=401, body=gigachat_error(401, "Token has expired"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.unauthorized",
        failure_class=FailureClass.AUTH,
        fix="Send a valid access token in `Authorization: Bearer <token>`: the header is empty or holds a bad token.",
        doc=_ERRORS,
        source="page: 401 Unauthorized",
        signals=(
            Signal(status=_UNAUTHORIZED),
            Signal(
                status=("PERMISSION_DENIED",),
                text=("token", "unauthorized", "authorization", "unauthenticated", "credential", "авториз", "токен"),
            ),
            Signal(exception=("gigachat.AuthenticationError",), general=True),
        ),
        example=Example(http=401, body=gigachat_error(401, "Unauthorized"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.credentials_malformed",
        failure_class=FailureClass.AUTH,
        fix="Pass the base64 authorization key from Sber Studio as `credentials`, not the client secret and not an "
        "access token.",
        doc=_QUICKSTART,
        source="observed: warning of the SDK before the request",
        signals=(
            Signal(
                exception=("builtins.Exception",),
                text=(
                    "invalid credentials format",
                    "use only base64 credentials",
                    "credentials must be provided",
                    "gigachat_credentials",
                    "no credentials",
                    "credentials is required",
                    "credentials are required",
                    "missing credentials",
                ),
            ),
        ),
        example=Example(
            exception="builtins.ValueError: Invalid credentials format. Please use only base64 credentials "
            "(Authorization data, not client "
            "secret!)"
        ),
    ),
    Cause(
        id="gigachat.payment_required",
        failure_class=FailureClass.BILLING,
        fix="Top up the tokens of this very model in Sber Studio (embeddings are billed apart from chat), or use a "
        "model your plan covers.",
        doc=_ERRORS,
        source="page: 402 Payment Required",
        signals=(
            Signal(status=("402",)),
            Signal(
                status=("RESOURCE_EXHAUSTED",),
                text=(
                    "payment",
                    "balance",
                    "paid",
                    "tokens are used up",
                    "out of tokens",
                    "закончились",
                    "оплат",
                    "баланс",
                    "402",
                ),
            ),
        ),
        example=Example(http=402, body=gigachat_error(402, "Payment Required"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.grpc_exhausted",
        failure_class=FailureClass.BILLING,
        retryable=True,
        fix="Check the model's token balance in Sber Studio and, if tokens are left, lower the number of parallel "
        "requests: gRPC code 8 means either.",
        doc=_GRPC,
        source="page: gRPC 8 (402, 429: the model's tokens are used up)",
        signals=(Signal(status=("RESOURCE_EXHAUSTED",)),),
        example=Example(grpc=("RESOURCE_EXHAUSTED", "")),
    ),
    Cause(
        id="gigachat.grpc_bare_exhausted",
        failure_class=FailureClass.RATE_LIMIT,
        fix="Lower the number of parallel requests and retry after a wait; if it stays, check the model's token "
        "balance in Sber Studio.",
        doc=_GRPC,
        source="observed: gRPC 8 with the bare detail 'ResourceExhausted'",
        signals=(Signal(status=("RESOURCE_EXHAUSTED",), text=("resourceexhausted",)),),
        example=Example(grpc=("RESOURCE_EXHAUSTED", "ResourceExhausted")),
    ),
    Cause(
        id="gigachat.balance_pay_as_you_go",
        failure_class=FailureClass.PERMISSION,
        fix="Stop calling GET /balance on a pay-as-you-go contract, which has no prepaid tokens; look at the account "
        "in Sber Studio.",
        doc=_BALANCE,
        source="page: 403 Permission denied on GET /balance",
        signals=(Signal(status=("403", "PERMISSION_DENIED"), endpoint=("balance",)),),
        example=Example(http=403, body=gigachat_error(403, "Permission denied"), endpoint="balance"),
    ),
    Cause(
        id="gigachat.permission_denied",
        failure_class=FailureClass.PERMISSION,
        fix="Check in Sber Studio that the contract covers this model and method, or ask Sber's support for access.",
        doc=_ERRORS,
        source="page: 403 Permission denied; gRPC 7",
        signals=(
            Signal(status=("403", "PERMISSION_DENIED")),
            Signal(exception=("gigachat.ForbiddenError",), general=True),
        ),
        example=Example(http=403, body=gigachat_error(403, "Permission denied"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.model_not_found",
        failure_class=FailureClass.NOT_FOUND,
        fix="Take the model's name from GET /models: this one does not exist or is retired.",
        doc=_MODELS,
        source="page: gRPC 5 (error in the model's name); observed: 404 No such model",
        signals=(
            Signal(
                status=("404", "NOT_FOUND", "400", "422", "INVALID_ARGUMENT"),
                text=("no such model", "model not found", "unknown model", "model does not exist", "модель не найдена"),
            ),
            Signal(status=("404", "NOT_FOUND"), text=("model",)),
        ),
        example=Example(http=404, body=gigachat_error(404, "No such model"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.not_found",
        failure_class=FailureClass.NOT_FOUND,
        fix="Check the id in the request and the base URL (`/api/v1`): there is no such resource.",
        doc=_ERRORS,
        source="observed: 404 on files, threads and paths",
        signals=(
            Signal(status=("404", "NOT_FOUND", "410")),
            Signal(exception=("gigachat.NotFoundError",), general=True),
        ),
        example=Example(http=404, body=gigachat_error(404, "Not found"), endpoint="files"),
    ),
    Cause(
        id="gigachat.embedding_too_long",
        failure_class=FailureClass.TOO_LARGE,
        fix="Split the text before embedding: the error names the index, its tokens and the maximum for one text.",
        doc=_COUNT,
        source="observed: 413 Tokens limit exceeded for index",
        signals=(Signal(status=_TOO_LARGE, text=("tokens limit exceeded", "for index")),),
        example=Example(
            http=413,
            body=gigachat_error(413, "Tokens limit exceeded for index 0: 2321 (max 514)"),
            endpoint="embeddings",
        ),
    ),
    Cause(
        id="gigachat.batch_too_large",
        failure_class=FailureClass.TOO_LARGE,
        fix="Send at most 100 texts per embeddings request.",
        doc=_LIMITS,
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
        fix="Shorten the prompt or history; measure it with POST /tokens/count against the model's context window.",
        doc=_ERRORS,
        source="page: 413 Payload too large; gRPC 3",
        signals=(
            Signal(status=("413",)),
            Signal(
                status=_TOO_LARGE,
                text=(
                    "too large",
                    "larger than",
                    "too long",
                    "context length",
                    "context window",
                    "exceeds max",
                    "exceeds the max",
                    "exceeded max",
                    "maximum context",
                    "token limit",
                    "слишком больш",
                    "слишком длин",
                    "превыш",
                ),
            ),
            Signal(exception=("gigachat.RequestEntityTooLargeError",), general=True),
        ),
        example=Example(http=413, body=gigachat_error(413, "Payload too large"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.functions_unsupported",
        failure_class=FailureClass.UNSUPPORTED,
        fix="Choose a model that supports functions, or send the request without `functions`.",
        doc=_ERRORS,
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
        fix="Leave the named feature out or choose a model that has it.",
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
        id="gigachat.history_order",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Put the system message first and let a function result follow every function call of the assistant.",
        doc=_FUNCTIONS,
        source="observed: 422 on the history",
        signals=(
            Signal(
                status=_UNPROCESSABLE,
                text=(
                    "must have a result in history",
                    "system message must be",
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
        fix="Send the function's result as a JSON object in the message's `content`.",
        doc=_FUNCTIONS,
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
            ),
        ),
        example=Example(
            http=422, body=gigachat_error(422, "Invalid params: function result must be valid json"), endpoint="chat"
        ),
    ),
    Cause(
        id="gigachat.function_schema",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Complete the tool's JSON schema: every object needs `properties`, every array needs `items`.",
        doc=_FUNCTIONS,
        source="observed: 422 Field '…' is missing",
        signals=(Signal(status=_UNPROCESSABLE, text=("field '", "schema", ".properties", "is missing")),),
        example=Example(
            http=422, body=gigachat_error(422, "Field 'properties.schema.properties' is missing"), endpoint="chat"
        ),
    ),
    Cause(
        id="gigachat.parameter_range",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Bring the named parameter into the range the error states.",
        doc=_CHAT,
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
        fix="Repair the request's JSON: the service cannot parse it.",
        doc=_CHAT,
        source="observed: 400 invalid JSON syntax",
        signals=(
            Signal(
                status=_UNPROCESSABLE,
                text=("invalid json", "json syntax", "unmarshal", "unexpected end of json", "cannot parse"),
            ),
        ),
        example=Example(
            http=400, body=gigachat_error(400, "Your request contains invalid JSON syntax."), endpoint="chat"
        ),
    ),
    Cause(
        id="gigachat.invalid_params",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Correct the value that the error names: the request parses, but this model does not take it.",
        doc=_ERRORS,
        source="observed: 422; gRPC 3",
        signals=(Signal(status=("422",)), Signal(exception=("gigachat.UnprocessableEntityError",), general=True)),
        example=Example(http=422, body=gigachat_error(422, "Invalid params: message role is unknown"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.bad_request",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Correct the parameter that the error names.",
        doc=_ERRORS,
        source="page: 400 (names the parameter); gRPC 3",
        signals=(
            Signal(status=(*_BAD_REQUEST, "FAILED_PRECONDITION")),
            Signal(exception=("gigachat.BadRequestError",), general=True),
        ),
        example=Example(http=400, body=gigachat_error(400, "Id must not be empty"), endpoint="files"),
    ),
    Cause(
        id="gigachat.parallel_requests",
        failure_class=FailureClass.RATE_LIMIT,
        fix="Send fewer requests at the same time: 1 for individuals, 10 for companies by default; Sber's support "
        "raises it.",
        doc=_ERRORS,
        source="page: 429 Too Many Requests; gRPC 8",
        signals=(
            Signal(status=("429",)),
            Signal(
                status=("RESOURCE_EXHAUSTED",),
                text=(
                    "too many",
                    "parallel",
                    "concurren",
                    "rate limit",
                    "429",
                    "limit of requests",
                    "слишком много",
                    "одновременн",
                ),
            ),
            Signal(exception=("gigachat.RateLimitError",), general=True),
        ),
        example=Example(http=429, body=gigachat_error(429, "Too Many Requests"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.gateway_time_limit",
        failure_class=FailureClass.TIMEOUT,
        fix="Stream the answer or ask for a shorter one: the gateway cuts a request that takes about 300 seconds.",
        doc=_LIMITS,
        source="observed: 502 after 288 to 301 seconds",
        signals=(Signal(status=("502",), min_elapsed=280.0),),
        example=Example(
            http=502,
            body="<html><head><title>502 Bad Gateway</title></head><body><hr><center>SynGX</center></body></html>",
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.gateway_fault",
        failure_class=FailureClass.INTERNAL,
        fix="Retry with exponential backoff; if it took about 300 seconds, stream the answer, because the gateway "
        "cuts longer requests.",
        doc=_LIMITS,
        source="observed: 502 with an HTML page signed SynGX",
        signals=(Signal(status=("502",)), Signal(status=("500",), text=("sowa",))),
        example=Example(
            http=502,
            body="<html><head><title>502 Bad Gateway</title></head><body><hr><center>SynGX</center></body></html>",
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.internal",
        failure_class=FailureClass.INTERNAL,
        fix="Retry with exponential backoff; if it persists, write to Sber's support with the x-request-id of the "
        "answer.",
        doc=_ERRORS,
        source="page: 500 Internal Server Error; gRPC 13",
        signals=(
            Signal(status=("500", "INTERNAL", "UNKNOWN", "DATA_LOSS", "ABORTED")),
            Signal(exception=("gigachat.ServerError", "gigachat.ResponseError"), general=True),
        ),
        example=Example(http=500, body=gigachat_error(500, "Internal Server Error"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.unavailable",
        failure_class=FailureClass.OVERLOADED,
        fix="Retry with exponential backoff: the service has no capacity now.",
        doc=_ERRORS,
        source="observed: 503; gRPC 14",
        signals=(Signal(status=("503", "UNAVAILABLE")),),
        example=Example(http=503, body=gigachat_error(503, "Service Unavailable"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.deadline_exceeded",
        failure_class=FailureClass.TIMEOUT,
        fix="Raise the deadline of the call, or stream the answer.",
        doc=_GRPC,
        source="page: gRPC 4 (408); observed: 504",
        signals=(Signal(status=("504", "408", "DEADLINE_EXCEEDED")),),
        example=Example(grpc=("DEADLINE_EXCEEDED", "Deadline Exceeded")),
    ),
    Cause(
        id="gigachat.run_failed",
        failure_class=FailureClass.INTERNAL,
        fix="Start the run again; if it keeps failing, shorten the thread or write to Sber's support.",
        doc=_DOCS + "api/reference/rest/get-threads-run",
        source="observed: thread status failed",
        signals=(Signal(fact=("job_failed",)),),
        example=Example(
            http=200,
            body={
                "status": "failed",
                "thread_id": "fc4a58e8-1410-4684-b473-066eabeca000",
                "updated_at": 1715126200,
                "model": "GigaChat-Pro",
            },
            endpoint="threads",
        ),
    ),
    Cause(
        id="gigachat.blacklist",
        failure_class=FailureClass.SAFETY,
        fix="Rephrase the prompt or use a newer Pro or Max model: the topic filter answered instead of the model.",
        doc=_CHAT,
        source="page of the chat method: finish_reason blacklist",
        signals=(
            Signal(finish=("BLACKLIST", "CONTENT_FILTER", "CENSORED")),
            Signal(exception=("gigachat.ContentFilterFinishReasonError",)),
        ),
        example=Example(
            http=200,
            body=gigachat_answer(
                "blacklist",
                "Генеративные языковые модели не обладают собственным мнением — их ответы являются обобщением "
                "информации, находящейся в "
                "открытом доступе.",
            ),
            endpoint="chat",
        ),
    ),
    Cause(
        id="gigachat.length",
        failure_class=FailureClass.TRUNCATED,
        fix="Raise `max_tokens`: the answer ended at the token limit.",
        doc=_CHAT,
        source="page of the chat method: finish_reason length",
        signals=(Signal(finish=("LENGTH", "MAX_TOKENS")), Signal(exception=("gigachat.LengthFinishReasonError",))),
        example=Example(http=200, body=gigachat_answer("length", "Жили-были"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.invalid_function_arguments",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        fix="Retry; simplify the function's schema and add few-shot examples if the model keeps writing invalid "
        "arguments.",
        doc=_FUNCTIONS,
        source="page of the chat method: finish_reason error",
        signals=(Signal(finish=("ERROR",)),),
        example=Example(http=200, body=gigachat_answer("error", ""), endpoint="chat"),
    ),
    Cause(
        id="gigachat.unknown_finish_reason",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        fix="Retry and look the finish reason up in GigaChat's reference: this version does not know it.",
        doc=_CHAT,
        source="observed: an unknown finish reason",
        signals=(Signal(finish=("*",)), Signal(block=("*",))),
        example=Example(http=200, body=gigachat_answer("something_new", ""), endpoint="chat"),
    ),
    Cause(
        id="gigachat.empty_answer",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        fix="Retry: the answer holds no text and no function call.",
        doc=_CHAT,
        source="observed: 200 without choices or content",
        signals=(
            Signal(fact=("no_candidate", "empty_answer")),
            Signal(
                exception=("builtins.Exception",),
                text=("response has no choices", "response has no messages", "response has no assistant"),
            ),
        ),
        example=Example(
            http=200,
            body={"choices": [], "created": 1768996171, "model": "GigaChat:2.0.28.2", "object": "chat.completion"},
            endpoint="chat",
        ),
    ),
)
