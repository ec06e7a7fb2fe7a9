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
        fix="Set `scope` to GIGACHAT_API_PERS, GIGACHAT_API_B2B or GIGACHAT_API_CORP, whichever your contract in "
        "Sber Studio shows.",
        doc=ERRORS,
        source="page: 400 at the token endpoint, code 5",
        signals=(Signal(code=("5",)), Signal(status=_ANY_AUTH, text=("scope is empty",))),
        example=Example(http=400, body=gigachat_token_error(5, "scope is empty"), endpoint="token"),
    ),
    Cause(
        id="gigachat.token_scope_mismatch",
        failure_class=FailureClass.AUTH,
        fix="Set `scope` to the API version that the key's project in Sber Studio shows: PERS, B2B and CORP keys are "
        "not interchangeable.",
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
        fix="Correct the spelling of `scope`: it must be GIGACHAT_API_PERS, GIGACHAT_API_B2B or GIGACHAT_API_CORP.",
        doc=ERRORS,
        source="page: 400 at the token endpoint, code 1",
        signals=(Signal(code=("1",)), Signal(status=_ANY_AUTH, text=("scope data format invalid",))),
        example=Example(http=400, body=gigachat_token_error(1, "scope data format invalid"), endpoint="token"),
    ),
    Cause(
        id="gigachat.token_key_undecodable",
        failure_class=FailureClass.AUTH,
        fix="Paste the authorization key (base64 of client id and secret) from Sber Studio, not the client secret, "
        "and without quotes.",
        doc=ERRORS,
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
        doc=ERRORS,
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
        doc=LIMITS,
        source="observed: 429 at the token endpoint",
        signals=(Signal(status=("429",), endpoint=_TOKEN_ENDPOINT),),
        example=Example(http=429, body={"message": "Too many requests"}, endpoint="token"),
    ),
    Cause(
        id="gigachat.token_expired",
        failure_class=FailureClass.AUTH,
        fix="Request a new access token: it lives for 30 minutes.",
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
            ),
        ),
        example=Example(http=401, body=gigachat_error(401, "Token has expired"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.unauthorized",
        failure_class=FailureClass.AUTH,
        fix="Send a valid access token in `Authorization: Bearer <token>`: the header is empty or holds a bad token.",
        doc=ERRORS,
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
)
