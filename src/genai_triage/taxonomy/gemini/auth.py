"""Causes of Gemini's class `auth`: keys, tokens, and credentials that the SDK looks for."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import error_info, google_error, interactions_error, localized

from .common import (
    API_ERRORS,
    CLOSED,
    DENIED,
    DOCS,
    ERROR_REASONS,
    INVALID,
    NOT_FOUND,
    UNAUTHENTICATED,
    UNAVAILABLE,
    said,
)

_API_KEY: Final = DOCS + "api-key"
_ADC: Final = "https://cloud.google.com/docs/authentication/troubleshoot-adc"
_EXPIRED: Final = ("token expired", "token has expired", "expired token", "token is expired")

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gemini.key_not_found",
        failure_class=FailureClass.AUTH,
        doc=_API_KEY,
        source="observed: 400 API_KEY_INVALID with 'API Key not found'",
        signals=(
            Signal(reason=("API_KEY_INVALID",), text=("api key not found",)),
            *said("api key not found", status=(*INVALID, *NOT_FOUND, *DENIED)),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "API Key not found. Please pass a valid API key.",
                error_info("API_KEY_INVALID"),
                localized("API Key not found. Please pass a valid API key."),
            ),
        ),
    ),
    Cause(
        id="gemini.key_expired",
        failure_class=FailureClass.AUTH,
        doc=_API_KEY,
        source="observed: 400 API_KEY_INVALID with 'API key expired'",
        signals=(
            Signal(reason=("API_KEY_INVALID",), text=("expired",)),
            Signal(reason=("keyExpired", "API_KEY_EXPIRED")),
            *said(
                "api key expired",
                "api key has expired",
                "renew the api key",
                status=(*INVALID, *UNAUTHENTICATED, *DENIED),
            ),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "API key expired. Please renew the API key.",
                error_info("API_KEY_INVALID"),
                localized("API key expired. Please renew the API key."),
            ),
        ),
    ),
    Cause(
        id="gemini.key_invalid",
        failure_class=FailureClass.AUTH,
        doc=_API_KEY,
        source="observed: 400 with ErrorInfo API_KEY_INVALID",
        signals=(
            Signal(reason=("API_KEY_INVALID", "keyInvalid")),
            *said(
                "api key not valid",
                "valid api key",
                "api_key_invalid",
                "invalid api key",
                status=(*INVALID, *UNAUTHENTICATED, *DENIED),
            ),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "API key not valid. Please pass a valid API key.",
                error_info("API_KEY_INVALID"),
                localized("API key not valid. Please pass a valid API key."),
            ),
        ),
    ),
    Cause(
        id="gemini.key_leaked",
        failure_class=FailureClass.AUTH,
        doc=_API_KEY,
        source="observed: 403 without details",
        signals=(
            Signal(reason=("API_KEY_LEAKED",)),
            *said(
                "reported as leaked",
                "key was leaked",
                "key has been leaked",
                status=(*DENIED, *INVALID, *UNAUTHENTICATED),
            ),
        ),
        example=Example(
            http=403,
            body=google_error("PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."),
        ),
    ),
    Cause(
        id="gemini.key_missing",
        failure_class=FailureClass.AUTH,
        doc=_API_KEY,
        source="page: 403 PERMISSION_DENIED (check that the API key is set); observed: unregistered callers",
        signals=(
            *said(
                "unregistered callers",
                "without established identity",
                "missing a valid api key",
                "api key is missing",
                "missing api key",
                "please use api key",
                "no api key",
                "missing or invalid authorization header",
                status=(*DENIED, *UNAUTHENTICATED, *INVALID),
            ),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Method doesn't allow unregistered callers (callers without established identity). Please use API "
                "Key or "
                "other form of API consumer identity to call this API.",
            ),
        ),
    ),
    Cause(
        id="gemini.credentials_ambiguous",
        failure_class=FailureClass.AUTH,
        doc=_API_KEY,
        source="observed: 400 'Multiple authentication credentials received'",
        signals=(
            *said("multiple authentication credentials", status=(*INVALID, *UNAUTHENTICATED)),
            Signal(
                status=(*INVALID, *UNAUTHENTICATED),
                text=("pass only one",),
                subject=("credential", "api key", "token"),
                unless=("page token",),
            ),
        ),
        example=Example(
            http=400,
            body=[
                google_error("INVALID_ARGUMENT", "Multiple authentication credentials received. Please pass only one.")
            ],
        ),
    ),
    Cause(
        id="gemini.key_not_accepted",
        failure_class=FailureClass.AUTH,
        doc=_ADC,
        source="observed: 401 with ErrorInfo CREDENTIALS_MISSING",
        signals=(
            Signal(reason=("CREDENTIALS_MISSING",), text=("api keys are not supported",)),
            *said("api keys are not supported by this api", status=(*UNAUTHENTICATED, *DENIED)),
        ),
        example=Example(
            http=401,
            body=google_error(
                "UNAUTHENTICATED",
                "API keys are not supported by this API. Expected OAuth2 access token or other authentication "
                "credentials that "
                "assert a principal. See https://cloud.google.com/docs/authentication",
                error_info(
                    "CREDENTIALS_MISSING",
                    method="google.cloud.aiplatform.v1beta1.PredictionService.GenerateContent",
                    service="aiplatform.googleapis.com",
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.credential_not_sent",
        failure_class=FailureClass.AUTH,
        doc=_API_KEY,
        source="observed: 401 with ErrorInfo CREDENTIALS_MISSING and no word of API keys",
        signals=(
            Signal(reason=("CREDENTIALS_MISSING",)),
            *said("missing required authentication credential", status=(*UNAUTHENTICATED, *DENIED)),
        ),
        example=Example(
            http=401,
            body=google_error(
                "UNAUTHENTICATED",
                "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or "
                "other valid authentication credential.",
                error_info("CREDENTIALS_MISSING", service="generativelanguage.googleapis.com"),
            ),
        ),
    ),
    Cause(
        id="gemini.credential_wrong_kind",
        failure_class=FailureClass.AUTH,
        doc=_API_KEY,
        source="observed: 401 with ErrorInfo ACCESS_TOKEN_TYPE_UNSUPPORTED",
        signals=(Signal(reason=("ACCESS_TOKEN_TYPE_UNSUPPORTED",)),),
        example=Example(
            http=401,
            body=google_error(
                "UNAUTHENTICATED",
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or "
                "other valid "
                "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
                error_info(
                    "ACCESS_TOKEN_TYPE_UNSUPPORTED",
                    method="google.ai.generativelanguage.v1beta.GenerativeService.StreamGenerateContent",
                    service="generativelanguage.googleapis.com",
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.token_expired",
        failure_class=FailureClass.AUTH,
        doc=_ADC,
        source="observed: 401 with ErrorInfo ACCESS_TOKEN_EXPIRED",
        signals=(
            Signal(reason=("ACCESS_TOKEN_EXPIRED", "SESSION_COOKIE_EXPIRED")),
            Signal(status=(*UNAUTHENTICATED, *DENIED), text=_EXPIRED, unless=("page token", "cache")),
            Signal(close=CLOSED, text=_EXPIRED),
        ),
        example=Example(
            http=401,
            body=google_error(
                "UNAUTHENTICATED",
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or "
                "other valid "
                "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
                error_info("ACCESS_TOKEN_EXPIRED", service="aiplatform.googleapis.com"),
            ),
        ),
    ),
    Cause(
        id="gemini.token_scope_insufficient",
        failure_class=FailureClass.AUTH,
        doc=_ADC,
        source="observed: 403 with ErrorInfo ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        signals=(
            Signal(reason=("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions")),
            *said("insufficient authentication scopes", status=(*DENIED, *UNAUTHENTICATED)),
        ),
        example=Example(
            http=403,
            body=[
                google_error(
                    "PERMISSION_DENIED",
                    "Request had insufficient authentication scopes.",
                    error_info(
                        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                        method="google.ai.generativelanguage.v1beta.GenerativeService.StreamGenerateContent",
                        service="generativelanguage.googleapis.com",
                    ),
                )
            ],
        ),
    ),
    Cause(
        id="gemini.account_invalid",
        failure_class=FailureClass.AUTH,
        doc=ERROR_REASONS,
        source="observed: google/api/error_reason.proto",
        signals=(Signal(reason=("ACCOUNT_STATE_INVALID", "SESSION_COOKIE_INVALID", "LOGIN_REQUIRED", "authError")),),
        example=Example(
            http=401,
            body=google_error(
                "UNAUTHENTICATED",
                "The service account used is deleted or disabled.",
                error_info("ACCOUNT_STATE_INVALID", email="robot@example-project.iam.gserviceaccount.com"),
            ),
        ),
    ),
    Cause(
        id="gemini.unauthenticated",
        failure_class=FailureClass.AUTH,
        doc=API_ERRORS,
        source="observed: 401 UNAUTHENTICATED; api-errors: authentication",
        signals=(
            Signal(status=UNAUTHENTICATED),
            Signal(code=("authentication", "unauthenticated", "authentication_error", "invalid_api_key")),
            Signal(close=CLOSED, text=("authentication credential", "unauthenticated", "auth token")),
            Signal(exception=("*.AuthenticationError", "*.Unauthenticated", "*.Unauthorized"), general=True),
        ),
        example=Example(
            http=401,
            body=interactions_error("authentication", "Invalid authentication credentials."),
            endpoint="interactions",
        ),
    ),
    Cause(
        id="gemini.vertex_settings_absent",
        failure_class=FailureClass.AUTH,
        doc="https://cloud.google.com/vertex-ai/generative-ai/docs/start/quickstart",
        source="observed: ValueError of the SDK's client for Vertex AI",
        signals=(
            Signal(
                exception=("builtins.Exception",),
                text=(
                    "project or api key must be set",
                    "project/location or api key must be set",
                    "project and location or api key must be set",
                    "could not resolve project using application default credentials",
                ),
            ),
        ),
        example=Example(
            exception="builtins.ValueError: Project and location or API key must be set when using the Vertex AI API."
        ),
    ),
    Cause(
        id="gemini.credentials_absent",
        failure_class=FailureClass.AUTH,
        doc=_API_KEY,
        source="observed: ValueError of the SDK's client",
        signals=(
            Signal(
                exception=("builtins.Exception",),
                text=(
                    "missing key inputs argument",
                    "no api key was provided",
                    "no api_key or adc found",
                    "no api_key",
                    "api_key must be set",
                    "api key must be set",
                    "api_key client option must be set",
                    "api key is required",
                    "api key required",
                    "did not find google_api_key",
                    "google_api_key environment variable",
                    "gemini_api_key environment variable",
                    "must provide either api_key",
                    "could not resolve api token from the environment",
                    "missing api key",
                    "api key not found",
                    "api key must be provided",
                ),
            ),
        ),
        example=Example(
            exception="builtins.ValueError: No API key was provided. Please pass a valid API key. Learn how to "
            "create an API key at "
            "https://aistudio.google.com/docs/api-key."
        ),
    ),
    Cause(
        id="gemini.adc_not_found",
        failure_class=FailureClass.AUTH,
        doc=_ADC,
        source="observed: google.auth.exceptions.DefaultCredentialsError",
        signals=(
            Signal(exception=("google.DefaultCredentialsError",)),
            Signal(
                exception=("builtins.Exception",),
                text=("default credentials were not found", "could not automatically determine credentials"),
            ),
        ),
        example=Example(
            exception="google.auth.exceptions.DefaultCredentialsError: Your default credentials were not found. To "
            "set up Application "
            "Default Credentials, see https://cloud.google.com/docs/authentication/external/set-up-adc for more "
            "information."
        ),
    ),
    Cause(
        id="gemini.credentials_refresh_failed",
        failure_class=FailureClass.AUTH,
        doc=_ADC,
        source="observed: google.auth.exceptions.RefreshError",
        signals=(
            Signal(exception=("google.RefreshError", "google.ReauthFailError", "google.OAuthError")),
            Signal(code=("invalid_grant", "invalid_client", "unauthorized_client", "invalid_token", "invalid_rapt")),
            Signal(status=UNAVAILABLE, text=("getting metadata from plugin failed",)),
            Signal(exception=("builtins.Exception",), text=("invalid_grant", "reauthentication is needed")),
        ),
        example=Example(
            exception="google.auth.exceptions.RefreshError: ('invalid_grant: Bad Request', {'error': 'invalid_grant', "
            "'error_description': 'Bad Request'})"
        ),
    ),
    Cause(
        id="gemini.mutual_tls",
        failure_class=FailureClass.AUTH,
        doc=_ADC,
        source="observed: google.auth.exceptions.MutualTLSChannelError",
        signals=(Signal(exception=("google.MutualTLSChannelError", "google.ClientCertError")),),
        example=Example(exception="google.auth.exceptions.MutualTLSChannelError: bad certificate"),
    ),
    Cause(
        id="gemini.google_auth",
        failure_class=FailureClass.AUTH,
        doc=_ADC,
        source="observed: google.auth.exceptions",
        signals=(Signal(exception=("google.GoogleAuthError",)),),
        example=Example(exception="google.auth.exceptions.UserAccessTokenError: Failed to obtain user access token"),
    ),
)
