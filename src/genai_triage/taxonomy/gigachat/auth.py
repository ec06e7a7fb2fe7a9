"""Causes of GigaChat's class `auth`, and all that its token endpoint refuses."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import gigachat_error, gigachat_token_error

from .common import DOCS, ERRORS, LIMITS

_TOKEN: Final = DOCS + "api/reference/rest/post-token"
_QUICKSTART: Final = DOCS + "quickstart/ind-using-api"
_TOKEN_ENDPOINT: Final = ("token",)
_UNAUTHORIZED: Final = ("401", "UNAUTHENTICATED")
_ANY_AUTH: Final = ("400", "401", "403", "UNAUTHENTICATED", "PERMISSION_DENIED", "INVALID_ARGUMENT")

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gigachat.token_scope_empty",
        failure_class=FailureClass.AUTH,
        doc=ERRORS,
        source="page: 400 at the token endpoint, code 5",
        signals=(Signal(code=("5",)), Signal(status=_ANY_AUTH, text=("scope is empty",))),
        example=Example(http=400, body=gigachat_token_error(5, "scope is empty"), endpoint="token"),
    ),
    Cause(
        id="gigachat.token_scope_mismatch",
        failure_class=FailureClass.AUTH,
        doc=ERRORS,
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
        doc=ERRORS,
        source="page: 400 at the token endpoint, code 1",
        signals=(Signal(code=("1",)), Signal(status=_ANY_AUTH, text=("scope data format invalid",))),
        example=Example(http=400, body=gigachat_token_error(1, "scope data format invalid"), endpoint="token"),
    ),
    Cause(
        id="gigachat.token_key_undecodable",
        failure_class=FailureClass.AUTH,
        doc=ERRORS,
        source="page: 401 at the token endpoint, code 4 (seen as 400)",
        signals=(
            Signal(code=("4",)),
            Signal(
                status=_ANY_AUTH,
                text=("can't decode", "cannot decode", "can`t decode", "decode 'authorization'"),
                subject=("authoriz", "header", "credential"),
            ),
        ),
        example=Example(
            http=400, body=gigachat_token_error(4, "Can't decode 'Authorization' header"), endpoint="token"
        ),
    ),
    Cause(
        id="gigachat.token_key_unknown",
        failure_class=FailureClass.AUTH,
        doc=ERRORS,
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
        doc=ERRORS,
        source="page: 400 at the token endpoint (RqUID missing or not uuid4)",
        signals=(
            Signal(status=("400", "INVALID_ARGUMENT", "422", "401"), text=("rquid", "rq-uid", "rq_uid")),
            Signal(code=("2", "3"), text=("rquid", "rq-uid", "rq_uid"), endpoint=_TOKEN_ENDPOINT),
        ),
        example=Example(http=400, body={"message": "RqUID header is missing or is not uuid4"}, endpoint="token"),
    ),
    Cause(
        id="gigachat.token_unauthorized",
        failure_class=FailureClass.AUTH,
        doc=_TOKEN,
        source="observed: 401 at the token endpoint without a readable code",
        signals=(Signal(status=("401", "UNAUTHENTICATED"), endpoint=_TOKEN_ENDPOINT),),
        example=Example(http=401, body={"message": "Unauthorized"}, endpoint="token"),
    ),
    Cause(
        id="gigachat.token_refused",
        failure_class=FailureClass.AUTH,
        doc=_TOKEN,
        source="observed: 400 or 403 at the token endpoint without a readable code",
        signals=(
            Signal(status=("400", "403", "422", "PERMISSION_DENIED"), endpoint=_TOKEN_ENDPOINT),
            Signal(code=("2", "3"), endpoint=_TOKEN_ENDPOINT),
        ),
        example=Example(http=400, body={"message": "Bad Request"}, endpoint="token"),
    ),
    Cause(
        id="gigachat.token_rate_limited",
        failure_class=FailureClass.RATE_LIMIT,
        doc=LIMITS,
        source="observed: 429 at the token endpoint",
        signals=(Signal(status=("429",), endpoint=_TOKEN_ENDPOINT),),
        example=Example(http=429, body={"message": "Too many requests"}, endpoint="token"),
    ),
    Cause(
        id="gigachat.token_expired",
        failure_class=FailureClass.AUTH,
        doc=ERRORS,
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
                unless=("certificate", "сертификат"),
            ),
        ),
        example=Example(http=401, body=gigachat_error(401, "Token has expired"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.unauthorized",
        failure_class=FailureClass.AUTH,
        doc=ERRORS,
        source="page: 401 Unauthorized",
        signals=(
            Signal(status=_UNAUTHORIZED),
            Signal(status=("403",), text=("unauthorized", "unauthenticated", "access token", "invalid token")),
            Signal(
                status=("PERMISSION_DENIED",),
                text=("token", "unauthorized", "authorization", "unauthenticated", "credential", "авториз", "токен"),
                unless=("no access to", "нет доступа к"),
            ),
            Signal(exception=("gigachat.AuthenticationError",), general=True),
        ),
        example=Example(http=401, body=gigachat_error(401, "Unauthorized"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.credentials_malformed",
        failure_class=FailureClass.AUTH,
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
)
