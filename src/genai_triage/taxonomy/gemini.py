"""Causes of failure of Google's Gemini API (Developer API, Vertex AI, Interactions API, Live API): a row per cause.

Sources: https://ai.google.dev/gemini-api/docs/troubleshooting (rows marked `page`),
https://ai.google.dev/gemini-api/docs/api-errors, google/api/error_reason.proto, and reports of users.
"""

from __future__ import annotations

from typing import Final

from .model import Cause, Example, FailureClass, Signal
from .payloads import (
    bad_request,
    blocked,
    close_frame,
    error_info,
    finished,
    google_error,
    interactions_error,
    localized,
    no_candidate,
    quota_failure,
    violation,
)

PARAMETER_RANGES: Final = {"candidate_count": (1, 8), "temperature": (0.0, 1.0), "top_p": (0.0, 1.0)}
"""Inclusive ranges of the troubleshooting page; newer models allow more, so a finding is only a hint."""

_DOCS: Final = "https://ai.google.dev/gemini-api/docs/"
_TROUBLESHOOTING: Final = _DOCS + "troubleshooting"
_API_ERRORS: Final = _DOCS + "api-errors"
_API_KEY: Final = _DOCS + "api-key"
_BILLING: Final = _DOCS + "billing"
_RATE_LIMITS: Final = _DOCS + "rate-limits"
_REGIONS: Final = _DOCS + "available-regions"
_MODELS: Final = _DOCS + "models"
_DEPRECATIONS: Final = _DOCS + "deprecations"
_TOKENS: Final = _DOCS + "tokens"
_FILES: Final = _DOCS + "files"
_CACHING: Final = _DOCS + "caching"
_FUNCTIONS: Final = _DOCS + "function-calling"
_STRUCTURED: Final = _DOCS + "structured-output"
_SIGNATURES: Final = _DOCS + "thought-signatures"
_SAFETY: Final = _DOCS + "safety-settings"
_POLICY: Final = "https://ai.google.dev/gemini-api/terms"
_LANGUAGES: Final = _DOCS + "models#supported-languages"
_IMAGES: Final = _DOCS + "image-generation"
_LIVE: Final = _DOCS + "live-session"
_BATCH: Final = _DOCS + "batch-api"
_REFERENCE: Final = "https://ai.google.dev/api/generate-content"
_KEY_RESTRICTIONS: Final = "https://cloud.google.com/docs/authentication/api-keys"
_ERROR_REASONS: Final = "https://cloud.google.com/apis/design/errors"
_ENABLE_API: Final = "https://cloud.google.com/service-usage/docs/enable-disable"
_IAM: Final = "https://cloud.google.com/vertex-ai/generative-ai/docs/access-control"
_ADC: Final = "https://cloud.google.com/docs/authentication/troubleshoot-adc"
_VERTEX_429: Final = "https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429"
_MODEL_ARMOR: Final = "https://cloud.google.com/security-command-center/docs/model-armor-overview"
_CODE_ASSIST: Final = "https://developers.google.com/gemini-code-assist/resources/quotas"

_INVALID: Final = ("INVALID_ARGUMENT", "400")
_PRECONDITION: Final = ("FAILED_PRECONDITION", "400")
_REFUSED: Final = ("INVALID_ARGUMENT", "FAILED_PRECONDITION", "400")
_UNAUTHENTICATED: Final = ("UNAUTHENTICATED", "401")
_DENIED: Final = ("PERMISSION_DENIED", "403")
_NOT_FOUND: Final = ("NOT_FOUND", "404")
_EXHAUSTED: Final = ("RESOURCE_EXHAUSTED", "429")
_INTERNAL: Final = ("INTERNAL", "500")
_UNAVAILABLE: Final = ("UNAVAILABLE", "503")
_LATE: Final = ("DEADLINE_EXCEEDED", "504")
_CLOSED: Final = (1007, 1008, 1011)
_SDK: Final = ("builtins.ValueError", "builtins.RuntimeError", "pydantic_core.ValidationError")

_PAGE: Final = "page"


def _said(*text: str, status: tuple[str, ...] = (), live: bool = True) -> tuple[Signal, ...]:
    """The same words in an HTTP or RPC answer and, unless `live` is off, in the reason of a Live API close."""
    answered = Signal(status=status, text=text)
    return (answered, Signal(close=_CLOSED, text=text)) if live else (answered,)


_AUTH: Final = (
    Cause(
        id="gemini.key_invalid",
        failure_class=FailureClass.AUTH,
        fix="Create or copy an API key on https://aistudio.google.com/apikey and set it as GEMINI_API_KEY, without "
        "quotes or spaces.",
        doc=_API_KEY,
        source="observed: 400 with ErrorInfo API_KEY_INVALID",
        signals=(
            Signal(reason=("API_KEY_INVALID", "keyInvalid")),
            *_said(
                "api key not valid",
                "valid api key",
                "api_key_invalid",
                "invalid api key",
                status=(*_INVALID, *_UNAUTHENTICATED, *_DENIED),
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
        id="gemini.key_not_found",
        failure_class=FailureClass.AUTH,
        fix="Check that the key still exists on https://aistudio.google.com/apikey; a new key needs a few minutes "
        "before it works everywhere.",
        doc=_API_KEY,
        source="observed: 400 API_KEY_INVALID with 'API Key not found'",
        signals=(
            Signal(reason=("API_KEY_INVALID",), text=("api key not found",)),
            *_said("api key not found", status=(*_INVALID, *_NOT_FOUND, *_DENIED)),
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
        fix="Renew the API key on https://aistudio.google.com/apikey: the one in use has expired.",
        doc=_API_KEY,
        source="observed: 400 API_KEY_INVALID with 'API key expired'",
        signals=(
            Signal(reason=("API_KEY_INVALID",), text=("expired",)),
            Signal(reason=("keyExpired", "API_KEY_EXPIRED")),
            *_said(
                "api key expired",
                "api key has expired",
                "renew the api key",
                status=(*_INVALID, *_UNAUTHENTICATED, *_DENIED),
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
        id="gemini.key_leaked",
        failure_class=FailureClass.AUTH,
        fix="Delete the key on https://aistudio.google.com/apikey and create another: Google found it published and "
        "disabled it.",
        doc=_API_KEY,
        source="observed: 403 without details",
        signals=(
            Signal(reason=("API_KEY_LEAKED",)),
            *_said(
                "reported as leaked",
                "key was leaked",
                "key has been leaked",
                status=(*_DENIED, *_INVALID, *_UNAUTHENTICATED),
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
        fix="Send the API key in the x-goog-api-key header: the request carried no credential at all.",
        doc=_API_KEY,
        source="page: 403 PERMISSION_DENIED (check that the API key is set); observed: unregistered callers",
        signals=(
            *_said(
                "unregistered callers",
                "without established identity",
                "missing a valid api key",
                "api key is missing",
                "missing api key",
                "please use api key",
                "no api key",
                "missing or invalid authorization header",
                status=(*_DENIED, *_UNAUTHENTICATED, *_INVALID),
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
        fix="Send one credential only: drop either the API key or the OAuth token (or unset one of GOOGLE_API_KEY "
        "and GEMINI_API_KEY).",
        doc=_API_KEY,
        source="observed: 400 'Multiple authentication credentials received'",
        signals=_said(
            "multiple authentication credentials", "pass only one", status=(*_INVALID, *_UNAUTHENTICATED), live=True
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
        fix="Authenticate with OAuth (Application Default Credentials or a service account): this endpoint takes no "
        "AI Studio key.",
        doc=_ADC,
        source="observed: 401 with ErrorInfo CREDENTIALS_MISSING",
        signals=(
            Signal(reason=("CREDENTIALS_MISSING",)),
            *_said(
                "api keys are not supported by this api",
                "missing required authentication credential",
                status=(*_UNAUTHENTICATED, *_DENIED),
            ),
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
        id="gemini.credential_wrong_kind",
        failure_class=FailureClass.AUTH,
        fix="Use a key created now on https://aistudio.google.com/apikey or restrict the old one to the Gemini API: "
        "this kind of credential is refused.",
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
        fix="Refresh the OAuth access token (`gcloud auth application-default login`): it lives for an hour.",
        doc=_ADC,
        source="observed: 401 with ErrorInfo ACCESS_TOKEN_EXPIRED",
        signals=(
            Signal(reason=("ACCESS_TOKEN_EXPIRED", "SESSION_COOKIE_EXPIRED")),
            *_said(
                "token expired",
                "token has expired",
                "expired token",
                "token is expired",
                status=(*_UNAUTHENTICATED, *_DENIED),
            ),
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
        fix="Log in again with the scope https://www.googleapis.com/auth/cloud-platform: the access token's scopes "
        "do not cover this method.",
        doc=_ADC,
        source="observed: 403 with ErrorInfo ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        signals=(
            Signal(reason=("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions")),
            *_said("insufficient authentication scopes", status=(*_DENIED, *_UNAUTHENTICATED)),
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
        fix="Restore the Google account or service account behind the credential: it is deleted, disabled or must "
        "sign in again.",
        doc=_ERROR_REASONS,
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
        fix="Check the credential: the service accepted neither an API key nor an OAuth token from this request.",
        doc=_API_ERRORS,
        source="observed: 401 UNAUTHENTICATED; api-errors: authentication",
        signals=(
            Signal(status=_UNAUTHENTICATED),
            Signal(code=("authentication", "unauthenticated", "authentication_error", "invalid_api_key")),
            Signal(
                close=_CLOSED, text=("authentication credential", "unauthenticated", "ephemeral token", "auth token")
            ),
            Signal(exception=("*.AuthenticationError", "*.Unauthenticated", "*.Unauthorized"), general=True),
        ),
        example=Example(
            http=401,
            body=interactions_error("authentication", "Invalid authentication credentials."),
            endpoint="interactions",
        ),
    ),
    Cause(
        id="gemini.credentials_absent",
        failure_class=FailureClass.AUTH,
        fix="Set GEMINI_API_KEY or GOOGLE_API_KEY, or pass `api_key` to the client: the SDK found no credential.",
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
                    "project or api key must be set",
                    "project/location or api key must be set",
                    "must provide either api_key",
                    "project and location or api key must be set",
                    "could not resolve api token from the environment",
                    "could not resolve project using application default credentials",
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
        fix="Run `gcloud auth application-default login` or point GOOGLE_APPLICATION_CREDENTIALS at a "
        "service-account file.",
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
        fix="Log in again (`gcloud auth application-default login`) or replace the service-account key: Google would "
        "not renew the token.",
        doc=_ADC,
        source="observed: google.auth.exceptions.RefreshError",
        signals=(
            Signal(exception=("google.RefreshError", "google.ReauthFailError", "google.OAuthError")),
            Signal(code=("invalid_grant", "invalid_client", "unauthorized_client", "invalid_token", "invalid_rapt")),
            Signal(status=_UNAVAILABLE, text=("getting metadata from plugin failed",)),
            Signal(exception=("builtins.Exception",), text=("invalid_grant", "reauthentication is needed")),
        ),
        example=Example(
            exception="google.auth.exceptions.RefreshError: ('invalid_grant: Bad Request', {'error': 'invalid_grant', "
            "'error_description': 'Bad Request'})"
        ),
    ),
    Cause(
        id="gemini.google_auth",
        failure_class=FailureClass.AUTH,
        fix="Check the Google credentials and whether this host reaches oauth2.googleapis.com: google-auth could not "
        "obtain a token.",
        doc=_ADC,
        source="observed: google.auth.exceptions",
        signals=(Signal(exception=("google.GoogleAuthError",)),),
        example=Example(
            exception="google.auth.exceptions.TransportError: Failed to retrieve "
            "http://metadata.google.internal/computeMetadata/v1/instance/"
            "service-accounts/default/token from the Google Compute Engine metadata service."
        ),
    ),
)

_PERMISSION: Final = (
    Cause(
        id="gemini.api_disabled",
        failure_class=FailureClass.PERMISSION,
        fix="Enable the Generative Language API (or the Vertex AI API) for the project in the Google Cloud console "
        "and wait a few minutes.",
        doc=_ENABLE_API,
        source="observed: 403 with ErrorInfo SERVICE_DISABLED",
        signals=(
            Signal(reason=("SERVICE_DISABLED", "accessNotConfigured", "SERVICE_NOT_ACTIVATED", "SERVICE_NOT_VISIBLE")),
            *_said(
                "has not been used in project",
                "it is disabled",
                "api is not enabled",
                "not been enabled",
                "api has not been used",
                status=(*_DENIED, "FAILED_PRECONDITION"),
            ),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Generative Language API has not been used in project 000000000000 before or it is disabled. Enable "
                "it by visiting "
                "https://console.developers.google.com/apis/api/generativelanguage.googleapis.com/overview?project=00"
                "0000000000 then "
                "retry. If you enabled this API recently, wait a few minutes for the action to propagate to our "
                "systems and retry.",
                error_info(
                    "SERVICE_DISABLED",
                    service="generativelanguage.googleapis.com",
                    serviceTitle="Generative Language API",
                    consumer="projects/000000000000",
                    containerInfo="000000000000",
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.key_api_blocked",
        failure_class=FailureClass.PERMISSION,
        fix="Allow the Generative Language API under the key's API restrictions on "
        "https://console.cloud.google.com/apis/credentials.",
        doc=_KEY_RESTRICTIONS,
        source="observed: 403 with ErrorInfo API_KEY_SERVICE_BLOCKED",
        signals=(
            Signal(reason=("API_KEY_SERVICE_BLOCKED",)),
            *_said("are blocked.", "requests to this api generativelanguage", status=_DENIED),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Requests to this API generativelanguage.googleapis.com method "
                "google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent are blocked.",
                error_info(
                    "API_KEY_SERVICE_BLOCKED",
                    service="generativelanguage.googleapis.com",
                    methodName="google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent",
                    consumer="projects/000000000000",
                    apiName="generativelanguage.googleapis.com",
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.key_referrer_blocked",
        failure_class=FailureClass.PERMISSION,
        fix="Remove the HTTP-referrer restriction of the key, or use a server key: this caller sends no allowed "
        "referrer.",
        doc=_KEY_RESTRICTIONS,
        source="observed: 403 with ErrorInfo API_KEY_HTTP_REFERRER_BLOCKED",
        signals=(
            Signal(reason=("API_KEY_HTTP_REFERRER_BLOCKED", "refererBlocked", "ipRefererBlocked")),
            *_said("requests from referer", "referer restriction", "referrer restriction", status=_DENIED),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Requests from referer <empty> are blocked.",
                error_info(
                    "API_KEY_HTTP_REFERRER_BLOCKED",
                    service="generativelanguage.googleapis.com",
                    httpReferrer="<empty>",
                    consumer="projects/000000000000",
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.key_ip_blocked",
        failure_class=FailureClass.PERMISSION,
        fix="Add this host's public address to the key's IP restriction on "
        "https://console.cloud.google.com/apis/credentials.",
        doc=_KEY_RESTRICTIONS,
        source="observed: 403 with ErrorInfo API_KEY_IP_ADDRESS_BLOCKED",
        signals=(
            Signal(reason=("API_KEY_IP_ADDRESS_BLOCKED",)),
            *_said("ip address restriction", "originating ip address", status=_DENIED),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "The provided API key has an IP address restriction. The originating IP address of the call "
                "(203.0.113.7) violates "
                "this restriction.",
                error_info(
                    "API_KEY_IP_ADDRESS_BLOCKED",
                    service="generativelanguage.googleapis.com",
                    consumer="projects/000000000000",
                    callerIp="203.0.113.7",
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.key_app_blocked",
        failure_class=FailureClass.PERMISSION,
        fix="Use a key without an Android or iOS application restriction: such a key works only inside the named app.",
        doc=_KEY_RESTRICTIONS,
        source="observed: 403 with ErrorInfo API_KEY_ANDROID_APP_BLOCKED or API_KEY_IOS_APP_BLOCKED",
        signals=(
            Signal(reason=("API_KEY_ANDROID_APP_BLOCKED", "API_KEY_IOS_APP_BLOCKED")),
            *_said("requests from this android client", "requests from this ios client", status=_DENIED),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Requests from this Android client application <empty> are blocked.",
                error_info(
                    "API_KEY_ANDROID_APP_BLOCKED",
                    service="generativelanguage.googleapis.com",
                    consumer="projects/000000000000",
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.consumer_suspended",
        failure_class=FailureClass.PERMISSION,
        fix="Appeal the suspension of the Google Cloud project or account, or switch to another project: its key is "
        "refused.",
        doc="https://cloud.google.com/resource-manager/docs/project-suspension-guidelines",
        source="observed: 403 with ErrorInfo CONSUMER_SUSPENDED",
        signals=(
            Signal(reason=("CONSUMER_SUSPENDED",)),
            *_said("has been suspended", status=(*_DENIED, *_INVALID, *_UNAUTHENTICATED)),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Permission denied: Consumer 'api_key:EXAMPLE' has been suspended.",
                error_info(
                    "CONSUMER_SUSPENDED",
                    service="generativelanguage.googleapis.com",
                    containerInfo="api_key:EXAMPLE",
                    consumer="projects/000000000000",
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.consumer_invalid",
        failure_class=FailureClass.PERMISSION,
        fix="Check the project behind the key and the x-goog-user-project header: it does not exist or may not be "
        "charged for this call.",
        doc=_ERROR_REASONS,
        source="observed: 403 with ErrorInfo CONSUMER_INVALID",
        signals=(
            Signal(reason=("CONSUMER_INVALID", "RESOURCE_PROJECT_INVALID", "USER_PROJECT_DENIED", "CONSUMER_*")),
            *_said("consumer invalid", "project not found or deleted", "has been deleted", status=_DENIED),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Permission denied on resource project example-project.",
                error_info(
                    "CONSUMER_INVALID", service="aiplatform.googleapis.com", consumer="projects/example-project"
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.iam_denied",
        failure_class=FailureClass.PERMISSION,
        fix="Grant the service account the role roles/aiplatform.user on the project that the error names.",
        doc=_IAM,
        source="observed: 403 with ErrorInfo IAM_PERMISSION_DENIED",
        signals=(
            Signal(reason=("IAM_PERMISSION_DENIED",)),
            *_said(
                "denied on resource",
                "permission 'aiplatform.",
                "permission `aiplatform.",
                "permission denied on resource",
                status=_DENIED,
            ),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Permission 'aiplatform.endpoints.predict' denied on resource "
                "'//aiplatform.googleapis.com/projects/example-project/"
                "locations/us-central1/publishers/google/models/gemini-2.5-flash' (or it may not exist).",
                error_info(
                    "IAM_PERMISSION_DENIED",
                    "aiplatform.googleapis.com",
                    permission="aiplatform.endpoints.predict",
                    resource="projects/example-project/locations/us-central1/publishers/google/models/gemini-2.5-flash",
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.project_denied",
        failure_class=FailureClass.PERMISSION,
        fix="Contact Google's support or use another project: Google has denied this project access to the Gemini API.",
        doc=_POLICY,
        source="observed: 403 without details",
        signals=_said(
            "denied access",
            "project has been blocked",
            "project is not allowed",
            "is not allowed to use",
            "is not allowlisted",
            "not been allowlisted",
            "named user on your organization",
            status=(*_DENIED, "FAILED_PRECONDITION"),
        ),
        example=Example(
            http=403,
            body=google_error("PERMISSION_DENIED", "Your project has been denied access. Please contact support."),
        ),
    ),
    Cause(
        id="gemini.tuned_model_denied",
        failure_class=FailureClass.PERMISSION,
        fix="Authenticate with OAuth as an account that owns the tuned model or was given access to it: an API key "
        "is not enough.",
        doc=_TROUBLESHOOTING,
        source="page: 403 PERMISSION_DENIED (tuned model without proper authentication)",
        signals=_said("tunedmodel", "tuned model", status=_DENIED),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "You do not have permission to access tunedModels/sentence-translator-u3b7m or it may not exist.",
            ),
        ),
    ),
    Cause(
        id="gemini.organization_policy",
        failure_class=FailureClass.PERMISSION,
        fix="Ask the organization's administrator to allow this API, location or caller: an organization policy or "
        "service perimeter forbids it.",
        doc="https://cloud.google.com/resource-manager/docs/organization-policy/overview",
        source="observed: google/api/error_reason.proto",
        signals=(
            Signal(
                reason=(
                    "SECURITY_POLICY_VIOLATED",
                    "ORG_RESTRICTION_VIOLATION",
                    "ORG_RESTRICTION_HEADER_INVALID",
                    "LOCATION_POLICY_VIOLATED",
                    "LOCATION_ORG_POLICY_VIOLATED",
                    "RESOURCE_USAGE_RESTRICTION_VIOLATED",
                    "GCP_SUSPENDED",
                    "USER_BLOCKED_BY_ADMIN",
                    "SYSTEM_PARAMETER_UNSUPPORTED",
                )
            ),
            Signal(
                status=(*_DENIED, *_PRECONDITION),
                text=(
                    "organization's policy",
                    "organization policy",
                    "constraints/",
                    "vpc service controls",
                    "vpcservicecontrols",
                ),
            ),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: EXAMPLE",
                error_info("SECURITY_POLICY_VIOLATED", service="aiplatform.googleapis.com"),
            ),
        ),
    ),
    Cause(
        id="gemini.account_restricted",
        failure_class=FailureClass.PERMISSION,
        fix="Sign in to the Google account with a browser and follow the verification or appeal it asks for: the "
        "account may not use the service.",
        doc=_POLICY,
        source="observed: 403 with ErrorInfo VALIDATION_REQUIRED or TOS_VIOLATION; finish reason PUP_LIMITED_DISABLED",
        signals=(
            Signal(
                reason=(
                    "VALIDATION_REQUIRED",
                    "TOS_VIOLATION",
                    "ACCOUNT_DISABLED",
                    "UNSUPPORTED_CLIENT",
                    "RESTRICTED_AGE",
                    "INELIGIBLE_ACCOUNT",
                )
            ),
            Signal(finish=("PUP_LIMITED_DISABLED",)),
            *_said("terms of service", "verify your account", "account has been disabled", status=_DENIED),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Verify your account to continue.",
                error_info(
                    "VALIDATION_REQUIRED",
                    "cloudcode-pa.googleapis.com",
                    validation_url="https://accounts.google.com/signin/continue",
                ),
            ),
        ),
    ),
    Cause(
        id="gemini.permission_denied",
        failure_class=FailureClass.PERMISSION,
        fix="Check on https://aistudio.google.com/apikey that the key belongs to a project that may use this model "
        "and feature.",
        doc=_TROUBLESHOOTING,
        source="page: 403 PERMISSION_DENIED",
        signals=(
            Signal(status=_DENIED),
            Signal(code=("permission_denied", "permission", "permission_error", "forbidden")),
            Signal(
                close=_CLOSED,
                text=(
                    "does not have permission",
                    "permission denied",
                    "permission_denied",
                    "not allowed",
                    "not authorized",
                    "is not permitted",
                ),
            ),
            Signal(exception=("*.PermissionDeniedError", "*.PermissionDenied", "*.Forbidden"), general=True),
        ),
        example=Example(http=403, body=google_error("PERMISSION_DENIED", "The caller does not have permission")),
    ),
)

_BILLING_AND_REGION: Final = (
    Cause(
        id="gemini.billing_account_spend_cap",
        failure_class=FailureClass.BILLING,
        fix="Move the billing account to a higher usage tier in Google AI Studio: the account as a whole reached its "
        "spend cap.",
        doc=_BILLING,
        source="observed: 429 without details",
        signals=(
            Signal(status=_EXHAUSTED, text=("billing account",)),
            Signal(close=_CLOSED, text=("billing account has exceeded",)),
        ),
        example=Example(
            http=429,
            body=google_error(
                "RESOURCE_EXHAUSTED",
                "Your billing account has exceeded its monthly spending cap. Please go to https://ai.studio/spend to "
                "learn more.",
            ),
        ),
    ),
    Cause(
        id="gemini.billing_disabled",
        failure_class=FailureClass.BILLING,
        fix="Link an open billing account to the project on https://console.cloud.google.com/billing and wait a few "
        "minutes.",
        doc="https://cloud.google.com/billing/docs/how-to/modify-project",
        source="observed: 403 with ErrorInfo BILLING_DISABLED",
        signals=(
            Signal(reason=("BILLING_DISABLED", "BILLING_*")),
            *_said(
                "requires billing",
                "billing to be enabled",
                "billing is disabled",
                "billing account",
                "enable billing",
                "billing has not been enabled",
                "billing is not enabled",
                "billing disabled",
                "billing not enabled",
                "accessible to billed users",
                status=(*_DENIED, "INVALID_ARGUMENT"),
            ),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "This API method requires billing to be enabled. Please enable billing on project #000000000000 by "
                "visiting "
                "https://console.developers.google.com/billing/enable?project=000000000000 then retry.",
                error_info("BILLING_DISABLED", service="aiplatform.googleapis.com", consumer="projects/000000000000"),
            ),
        ),
    ),
    Cause(
        id="gemini.billing_overdue",
        failure_class=FailureClass.BILLING,
        fix="Pay the overdue balance of the billing account on https://console.cloud.google.com/billing: Google "
        "stopped serving the project.",
        doc=_BILLING,
        source="observed: 403 'dunning decision is deny'",
        signals=_said("dunning", "past due", "delinquent", status=_DENIED),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED", "Lightning dunning decision is deny for project: projects/000000000000"
            ),
        ),
    ),
    Cause(
        id="gemini.free_tier_unavailable",
        failure_class=FailureClass.BILLING,
        fix="Set up a paid plan for the project in Google AI Studio: the free tier is not offered in this country.",
        doc=_BILLING,
        source="page: 400 FAILED_PRECONDITION (free tier not available in your country, enable billing)",
        signals=(
            *_said("billing", "free tier", "paid plan", "paid tier", status=_PRECONDITION, live=False),
            Signal(close=_CLOSED, text=("enable billing", "free tier is not")),
        ),
        example=Example(
            http=400,
            body=google_error(
                "FAILED_PRECONDITION",
                "Gemini API free tier is not available in your country. Please enable billing on your project in "
                "Google AI Studio.",
            ),
        ),
    ),
    Cause(
        id="gemini.prerequisite_unmet",
        failure_class=FailureClass.BILLING,
        fix="Set up billing for the project in Google AI Studio; if it is, check that the resources the request "
        "names are ready.",
        doc=_API_ERRORS,
        source="observed: api-errors: failed_precondition",
        signals=(Signal(code=("failed_precondition",)),),
        example=Example(
            http=400,
            body=interactions_error(
                "failed_precondition", "The request cannot be processed because a prerequisite is not met."
            ),
            endpoint="interactions",
        ),
    ),
    Cause(
        id="gemini.prepay_depleted",
        failure_class=FailureClass.BILLING,
        fix="Buy prepaid credits for the project on https://ai.studio/projects: the balance is used up and waiting "
        "does not help.",
        doc=_BILLING,
        source="observed: 429 without details; 402 on the Interactions API",
        signals=(
            Signal(code=("payment_required",)),
            Signal(reason=("INSUFFICIENT_G1_CREDITS_BALANCE", "INSUFFICIENT_CREDITS", "PREPAID_CREDITS_DEPLETED")),
            Signal(status=("402",)),
            *_said(
                "prepayment credits",
                "prepaid credits",
                "prepay credits",
                "prepaid balance",
                "credits are depleted",
                "credits have been depleted",
                "credit balance",
                "insufficient credits",
                "out of credits",
                status=(*_EXHAUSTED, *_DENIED, *_PRECONDITION),
            ),
        ),
        example=Example(
            http=429,
            body=google_error(
                "RESOURCE_EXHAUSTED",
                "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to "
                "manage your project and "
                "billing.",
            ),
        ),
    ),
    Cause(
        id="gemini.spend_cap",
        failure_class=FailureClass.BILLING,
        fix="Raise the project's spend cap on https://ai.studio/spend or wait for the next billing month.",
        doc=_BILLING,
        source="observed: 429 without details",
        signals=_said(
            "spending cap",
            "spend cap",
            "spending limit",
            "spend limit",
            "monthly budget",
            status=(*_EXHAUSTED, *_DENIED, *_PRECONDITION),
        ),
        example=Example(
            http=429,
            body=google_error(
                "RESOURCE_EXHAUSTED",
                "Your project has exceeded its monthly spending cap. Please go to AI Studio at "
                "https://ai.studio/spend to manage your "
                "project spend cap.",
            ),
        ),
    ),
    Cause(
        id="gemini.location_unsupported",
        failure_class=FailureClass.REGION,
        fix="Call from a country on the list of available regions, or use Vertex AI in a supported location.",
        doc=_REGIONS,
        source="observed: 400 FAILED_PRECONDITION",
        signals=_said(
            "location is not supported",
            "not available in your country",
            "not available in your region",
            "not supported in your country",
            "not supported in your region",
            "not available in your location",
            "unsupported country",
            "country, region, or territory",
            "from your country",
            status=(*_REFUSED, *_DENIED, "451"),
        ),
        example=Example(
            http=400, body=google_error("FAILED_PRECONDITION", "User location is not supported for the API use.")
        ),
    ),
)

_QUOTA: Final = (
    Cause(
        id="gemini.no_quota",
        failure_class=FailureClass.QUOTA,
        fix="Set up billing or choose a model your tier includes (https://ai.dev/rate-limit): your limit for this "
        "model is 0, so waiting never helps.",
        doc=_RATE_LIMITS,
        source="observed: 429 with 'limit: 0' or several violations without quotaValue",
        signals=(Signal(quota=("*:zero",)),),
        example=Example(
            http=429,
            body=quota_failure(
                [
                    violation(
                        "GenerateContentInputTokensPerModelPerDay-FreeTier",
                        "generate_content_free_tier_input_token_count",
                        None,
                        "gemini-3.1-pro",
                    ),
                    violation(
                        "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
                        "generate_content_free_tier_requests",
                        None,
                        "gemini-3.1-pro",
                    ),
                    violation(
                        "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
                        "generate_content_free_tier_requests",
                        None,
                        "gemini-3.1-pro",
                    ),
                    violation(
                        "GenerateContentInputTokensPerModelPerMinute-FreeTier",
                        "generate_content_free_tier_input_token_count",
                        None,
                        "gemini-3.1-pro",
                    ),
                ],
                "55s",
            ),
        ),
    ),
    Cause(
        id="gemini.requests_per_day",
        failure_class=FailureClass.QUOTA,
        fix="Wait for midnight Pacific time, switch to another model, or move the project to a higher tier on "
        "https://ai.dev/rate-limit.",
        doc=_RATE_LIMITS,
        source="page: 429 RESOURCE_EXHAUSTED (request a quota increase); observed: quotaId …PerDay…",
        signals=(Signal(quota=("requests:day",)),),
        example=Example(
            http=429,
            body=quota_failure(
                [
                    violation(
                        "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "generate_content_free_tier_requests", "20"
                    )
                ],
                "41s",
            ),
        ),
    ),
    Cause(
        id="gemini.tokens_per_day",
        failure_class=FailureClass.QUOTA,
        fix="Wait for midnight Pacific time, send fewer tokens, or move the project to a higher tier on "
        "https://ai.dev/rate-limit.",
        doc=_RATE_LIMITS,
        source="observed: quotaId …InputTokens…PerDay…",
        signals=(Signal(quota=("tokens:day",)),),
        example=Example(
            http=429,
            body=quota_failure(
                [
                    violation(
                        "GenerateContentInputTokensPerModelPerDay-FreeTier",
                        "generate_content_free_tier_input_token_count",
                        "1000000",
                    )
                ],
                "22s",
            ),
        ),
    ),
    Cause(
        id="gemini.long_quota",
        failure_class=FailureClass.QUOTA,
        fix="Look up the quota on https://ai.dev/rate-limit and wait for its reset or request an increase: its "
        "window is a day or longer.",
        doc=_RATE_LIMITS,
        source="observed: quotaId with a window of a day or longer; api-errors: quota_exceeded",
        signals=(
            Signal(quota=("*:day", "*:week", "*:month", "*:year")),
            Signal(code=("quota_exceeded", "insufficient_quota")),
            Signal(reason=("dailyLimitExceeded",)),
        ),
        example=Example(
            http=429,
            body=interactions_error("quota_exceeded", "You have exceeded your daily quota."),
            endpoint="interactions",
        ),
    ),
    Cause(
        id="gemini.user_quota",
        failure_class=FailureClass.QUOTA,
        fix="Wait for the reset the error names, or sign in with an API key or a larger Code Assist plan.",
        doc=_CODE_ASSIST,
        source="observed: 429 with ErrorInfo QUOTA_EXHAUSTED (Code Assist)",
        signals=(
            Signal(reason=("QUOTA_EXHAUSTED", "QUOTA_EXCEEDED", "quotaExceeded")),
            *_said(
                "quota will reset",
                "exhausted your capacity",
                "exhausted your daily quota",
                "daily quota",
                "daily limit",
                status=_EXHAUSTED,
            ),
        ),
        example=Example(
            http=429,
            body=[
                google_error(
                    "RESOURCE_EXHAUSTED",
                    "You have exhausted your capacity on this model. Your quota will reset after 3h20m10s.",
                    error_info(
                        "QUOTA_EXHAUSTED",
                        "cloudcode-pa.googleapis.com",
                        model="gemini-2.5-pro",
                        quotaResetDelay="3h20m10s",
                    ),
                )
            ],
        ),
    ),
    Cause(
        id="gemini.current_quota",
        failure_class=FailureClass.QUOTA,
        fix="See on https://ai.dev/rate-limit which limit is full: the answer names neither the quota nor its window.",
        doc=_RATE_LIMITS,
        source="observed: 429 'You exceeded your current quota' without details",
        signals=(
            *_said(
                "exceeded your current quota",
                "exceeded your quota",
                "you have exceeded your",
                "exceeded quota",
                "quota exceeded",
                status=_EXHAUSTED,
            ),
            Signal(quota=("*:unknown",)),
        ),
        example=Example(
            http=429,
            body=google_error(
                "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details."
            ),
        ),
    ),
    Cause(
        id="gemini.requests_per_minute",
        failure_class=FailureClass.RATE_LIMIT,
        fix="Wait the seconds that RetryInfo names, then send fewer requests per minute or move the project to a "
        "higher tier.",
        doc=_RATE_LIMITS,
        source="page: 429 RESOURCE_EXHAUSTED (too many requests per minute); observed: quotaId …PerMinute…",
        signals=(Signal(quota=("requests:minute",)),),
        example=Example(
            http=429,
            body=quota_failure(
                [
                    violation(
                        "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
                        "generate_content_free_tier_requests",
                        "15",
                    )
                ],
                "38s",
            ),
        ),
    ),
    Cause(
        id="gemini.tokens_per_minute",
        failure_class=FailureClass.RATE_LIMIT,
        fix="Wait the seconds that RetryInfo names, then send fewer input tokens per minute: shorten prompts or use "
        "context caching.",
        doc=_RATE_LIMITS,
        source="observed: quotaId …InputTokens…PerMinute…",
        signals=(Signal(quota=("tokens:minute",)),),
        example=Example(
            http=429,
            body=quota_failure(
                [
                    violation(
                        "GenerateContentPaidTierInputTokensPerModelPerMinute",
                        "generate_content_paid_tier_input_token_count",
                        "4000000",
                    )
                ],
                "47s",
            ),
        ),
    ),
    Cause(
        id="gemini.concurrent_requests",
        failure_class=FailureClass.RATE_LIMIT,
        fix="Run fewer sessions or requests at the same time: the limit of concurrent ones is reached.",
        doc=_RATE_LIMITS,
        source="observed: Live API close 1011 and batch jobs: concurrent sessions",
        signals=(
            Signal(quota=("concurrent:minute", "concurrent:unknown", "concurrent:second")),
            *_said("concurrent", status=_EXHAUSTED),
        ),
        example=Example(
            body=close_frame(1011, "Maximum concurrent sessions reached for this project."), endpoint="live"
        ),
    ),
    Cause(
        id="gemini.short_window",
        failure_class=FailureClass.RATE_LIMIT,
        fix="Wait, then spread the requests: a limit with a window of an hour or less is used up.",
        doc=_RATE_LIMITS,
        source="observed: quotaId with a window of an hour or less",
        signals=(Signal(quota=("*:minute", "*:second", "*:hour")),),
        example=Example(
            http=429,
            body=quota_failure(
                [
                    violation(
                        "ImagenImagesPerHourPerProjectPerModel",
                        "imagen_images_per_hour",
                        "60",
                        "imagen-4.0-generate-001",
                    )
                ],
                "600s",
            ),
        ),
    ),
    Cause(
        id="gemini.shared_capacity",
        failure_class=FailureClass.OVERLOADED,
        fix="Retry with exponential backoff, or use the global endpoint, another region or provisioned throughput: "
        "shared capacity is short, not your quota.",
        doc=_VERTEX_429,
        source="observed: 429 without QuotaFailure and RetryInfo",
        signals=_said(
            "resource has been exhausted",
            "resource exhausted",
            "resources exhausted",
            "resources have been exhausted",
            status=_EXHAUSTED,
        ),
        example=Example(
            http=429, body=google_error("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")
        ),
    ),
    Cause(
        id="gemini.rate_limited",
        failure_class=FailureClass.RATE_LIMIT,
        fix="Wait, retry with exponential backoff and send fewer requests per minute; see your limits on "
        "https://ai.dev/rate-limit.",
        doc=_TROUBLESHOOTING,
        source="page: 429 RESOURCE_EXHAUSTED",
        signals=(
            Signal(code=("rate_limit_exceeded", "too_many_requests", "resource_exhausted", "rate_limit_error")),
            Signal(reason=("RATE_LIMIT_EXCEEDED", "userRateLimitExceeded", "CONCURRENT_LIMIT_EXCEEDED")),
            Signal(status=_EXHAUSTED),
            Signal(close=_CLOSED, text=("quota", "rate limit", "too many", "resource_exhausted")),
            Signal(exception=("*.RateLimitError", "*.ResourceExhausted", "*.TooManyRequests"), general=True),
        ),
        example=Example(
            http=429,
            body=interactions_error("too_many_requests", "You have made too many requests in a short period of time."),
            endpoint="interactions",
        ),
    ),
)

_SERVICE: Final = (
    Cause(
        id="gemini.no_capacity",
        failure_class=FailureClass.OVERLOADED,
        fix="Retry with exponential backoff or switch to another model for now: this model has no free capacity.",
        doc=_TROUBLESHOOTING,
        source="observed: 429 or 503 with ErrorInfo MODEL_CAPACITY_EXHAUSTED",
        signals=(
            Signal(reason=("MODEL_CAPACITY_EXHAUSTED", "RESOURCE_AVAILABILITY")),
            *_said("no capacity available", "capacity", "overloaded", "high demand", status=_EXHAUSTED),
        ),
        example=Example(
            http=429,
            body=[
                google_error(
                    "RESOURCE_EXHAUSTED",
                    "No capacity available for model gemini-3-pro-preview on the server",
                    error_info("MODEL_CAPACITY_EXHAUSTED", "cloudcode-pa.googleapis.com", model="gemini-3-pro-preview"),
                )
            ],
        ),
    ),
    Cause(
        id="gemini.model_overloaded",
        failure_class=FailureClass.OVERLOADED,
        fix="Retry with exponential backoff or switch to another model for now: the model is in high demand.",
        doc=_TROUBLESHOOTING,
        source="page: 503 UNAVAILABLE; observed: 'high demand' and 'overloaded'",
        signals=_said("overloaded", "high demand", "capacity", "try again later", status=(*_UNAVAILABLE, *_INTERNAL)),
        example=Example(
            http=503,
            body=google_error(
                "UNAVAILABLE",
                "This model is currently experiencing high demand. Spikes in demand are usually temporary. Please "
                "try again later.",
            ),
        ),
    ),
    Cause(
        id="gemini.unavailable",
        failure_class=FailureClass.OVERLOADED,
        fix="Retry with exponential backoff, or switch to another model or region while the service is unavailable.",
        doc=_TROUBLESHOOTING,
        source="page: 503 UNAVAILABLE (printed INDISPONÍVEL)",
        signals=(
            Signal(status=(*_UNAVAILABLE, "INDISPONÍVEL")),
            Signal(exception=("*.ServiceUnavailable", "*.ServiceUnavailableError"), general=True),
            Signal(code=("service_unavailable", "unavailable", "overloaded_error", "overloaded")),
            Signal(close=_CLOSED, text=("unavailable", "overloaded")),
            Signal(close=(1012, 1013)),
        ),
        example=Example(http=503, body=google_error("UNAVAILABLE", "The service is currently unavailable.")),
    ),
    Cause(
        id="gemini.internal",
        failure_class=FailureClass.INTERNAL,
        fix="Retry with exponential backoff; if it persists, shorten the input context or switch to another model "
        "for now.",
        doc=_TROUBLESHOOTING,
        source="page: 500 INTERNAL (documented cause: context too long)",
        signals=(
            Signal(status=(*_INTERNAL, "UNKNOWN", "DATA_LOSS")),
            Signal(
                code=(
                    "api_error",
                    "internal",
                    "internal_error",
                    "internal_server_error",
                    "server_error",
                    "unknown",
                    "data_loss",
                )
            ),
            Signal(close=(1011,)),
            Signal(close=_CLOSED, text=("operation was aborted", "internal error")),
            Signal(
                exception=(
                    "google.ServerError",
                    "*.InternalServerError",
                    "google.APIError",
                    "google.GoogleAPIError",
                    "google.GenAiError",
                    "google.GeminiNextGenAPIClientError",
                    "google.Unknown",
                    "google.DataLoss",
                    "google.BadGateway",
                ),
                general=True,
            ),
        ),
        example=Example(
            http=500,
            body=google_error(
                "INTERNAL",
                "An internal error has occurred. Please retry or report in "
                "https://developers.generativeai.google/guide/troubleshooting",
            ),
        ),
    ),
    Cause(
        id="gemini.aborted",
        failure_class=FailureClass.INTERNAL,
        fix="Send the request again: another change to the same resource ran at the same time.",
        doc=_API_ERRORS,
        source="observed: api-errors: aborted (409)",
        signals=(
            Signal(code=("aborted", "conflict")),
            Signal(status=("ABORTED", "409")),
            Signal(exception=("*.Aborted", "*.Conflict", "*.ConflictError"), general=True),
        ),
        example=Example(http=409, body=google_error("ABORTED", "The operation was aborted.")),
    ),
    Cause(
        id="gemini.job_failed",
        failure_class=FailureClass.INTERNAL,
        fix="Read the job's own log or result file for the items that failed, then submit it again.",
        doc=_BATCH,
        source="observed: a batch, operation, file or interaction that the service reports as failed",
        signals=(Signal(fact=("job_failed",)),),
        example=Example(
            http=200, body={"name": "batches/123456", "metadata": {"state": "BATCH_STATE_FAILED"}, "done": True}
        ),
    ),
    Cause(
        id="gemini.job_expired",
        failure_class=FailureClass.TIMEOUT,
        fix="Split the batch into smaller ones: it was not finished within 48 hours.",
        doc=_BATCH,
        source="observed: batch state EXPIRED",
        signals=(Signal(fact=("job_expired",)),),
        example=Example(
            http=200, body={"name": "batches/123456", "metadata": {"state": "BATCH_STATE_EXPIRED"}, "done": True}
        ),
    ),
    Cause(
        id="gemini.deadline_exceeded",
        failure_class=FailureClass.TIMEOUT,
        fix="Raise the timeout in the client's http_options or shorten the prompt: the service did not finish in time.",
        doc=_TROUBLESHOOTING,
        source="page: 504 DEADLINE_EXCEEDED",
        signals=(
            Signal(status=(*_LATE, "408")),
            Signal(exception=("*.DeadlineExceeded", "*.GatewayTimeout"), general=True),
            Signal(code=("deadline_exceeded", "timeout", "request_timeout")),
            Signal(close=_CLOSED, text=("deadline", "timed out", "timeout")),
            Signal(
                status=(*_UNAVAILABLE, "499", "CANCELLED"), text=("deadline exceeded", "deadline expired", "timed out")
            ),
        ),
        example=Example(http=504, body=google_error("DEADLINE_EXCEEDED", "The request timed out. Please try again.")),
    ),
    Cause(
        id="gemini.live_idle",
        failure_class=FailureClass.TIMEOUT,
        fix="Open a new session or resume the old one by its handle, and keep sending input: the session stood idle "
        "too long.",
        doc=_LIVE,
        source="observed: Live API close 1007 and 1008",
        signals=(
            Signal(
                close=(1000, 1001, 1006, 1007, 1008, 1011),
                text=(
                    "no response was generated",
                    "idle",
                    "inactiv",
                    "session duration",
                    "session lifetime",
                    "maximum session",
                    "session time",
                    "goaway signal",
                ),
            ),
        ),
        example=Example(
            body=close_frame(1007, "Your session was closed because no response was generated for 180 seconds."),
            endpoint="live",
        ),
    ),
    Cause(
        id="gemini.cancelled",
        failure_class=FailureClass.CANCELLED,
        fix="Nothing to repair if the application gave the call up itself; otherwise raise the timeout of whatever "
        "cancels it.",
        doc=_API_ERRORS,
        source="observed: api-errors: cancelled (499)",
        signals=(
            Signal(code=("cancelled", "canceled")),
            Signal(status=("CANCELLED", "CANCELED", "499")),
            Signal(exception=("google.Cancelled",), general=True),
            Signal(fact=("cancelled",)),
        ),
        example=Example(http=499, body=google_error("CANCELLED", "The operation was cancelled.")),
    ),
)

_REQUEST: Final = (
    Cause(
        id="gemini.media_filtered",
        failure_class=FailureClass.SAFETY,
        fix="Rephrase the image or video prompt: the responsible-AI filter removed every result.",
        doc="https://cloud.google.com/vertex-ai/generative-ai/docs/image/responsible-ai-imagen",
        source="observed: raiFilteredReason of Imagen and Veo; 400 on a prompt",
        signals=(
            Signal(fact=("media_filtered",)),
            *_said(
                "responsible ai",
                "usage guidelines",
                "sensitive words",
                "safety filter",
                "safety polic",
                "violates our",
                "may violate our",
                "violated google",
                "blocked by safety",
                "content polic",
                "model armor",
                status=(*_INVALID, *_DENIED),
            ),
        ),
        example=Example(
            http=200,
            body={
                "predictions": [
                    {
                        "raiFilteredReason": (
                            "Unable to show generated images. All images were filtered out because "
                            "they violated usage guidelines."
                        )
                    }
                ]
            },
        ),
    ),
    Cause(
        id="gemini.invalid_argument",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Compare the request with the API reference: a field is misspelt, missing or has a value that this model "
        "does not take.",
        doc=_TROUBLESHOOTING,
        source="page: 400 INVALID_ARGUMENT",
        signals=(
            Signal(status=_INVALID),
            Signal(
                code=(
                    "invalid_request",
                    "invalid_argument",
                    "invalid_request_error",
                    "bad_request",
                    "invalid_value",
                    "missing_required_parameter",
                )
            ),
            Signal(close=(1002, 1003, 1007, 1008)),
            Signal(
                exception=(
                    "google.ClientError",
                    "*.BadRequestError",
                    "google.BadRequest",
                    "*.UnprocessableEntityError",
                    "*.InvalidArgument",
                ),
                general=True,
            ),
        ),
        example=Example(http=400, body=google_error("INVALID_ARGUMENT", "Request contains an invalid argument.")),
    ),
    Cause(
        id="gemini.failed_precondition",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Put the named resource into the state the call needs, then repeat it.",
        doc=_TROUBLESHOOTING,
        source="observed: 400 FAILED_PRECONDITION with any other text",
        signals=(
            Signal(status=("FAILED_PRECONDITION",)),
            Signal(exception=("*.FailedPrecondition",), general=True),
        ),
        example=Example(http=400, body=google_error("FAILED_PRECONDITION", "Precondition check failed.")),
    ),
    Cause(
        id="gemini.file_not_active",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Poll `client.files.get` until the file's state is ACTIVE before using it in a prompt.",
        doc=_FILES,
        source="observed: 400 FAILED_PRECONDITION",
        signals=_said("not in an active state", "active state", "still processing", "is not active", status=_REFUSED),
        example=Example(
            http=400,
            body=google_error(
                "FAILED_PRECONDITION", "The File ksyc4x0ratoj is not in an ACTIVE state and usage is not allowed."
            ),
        ),
    ),
    Cause(
        id="gemini.context_too_long",
        failure_class=FailureClass.TOO_LARGE,
        fix="Shorten the prompt or history: measure it with `count_tokens` against the model's input limit.",
        doc=_TOKENS,
        source="observed: 400 on the input token count; page: 500 INTERNAL (context too long)",
        signals=_said(
            "input token count",
            "exceeds the maximum number of tokens",
            "maximum number of tokens allowed",
            "token count exceeds",
            "tokens exceeds",
            "exceeds the maximum number of input tokens",
            "maximum context length",
            "context length",
            "context window",
            "context is too long",
            "input context is too long",
            "prompt is too long",
            "input is too long",
            "too many tokens",
            "token limit",
            status=(*_INVALID, *_INTERNAL, "OUT_OF_RANGE"),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "The input token count (1208303) exceeds the maximum number of tokens allowed (1048576).",
            ),
        ),
    ),
    Cause(
        id="gemini.payload_too_large",
        failure_class=FailureClass.TOO_LARGE,
        fix="Send large media through the Files API instead of inline: the request exceeds the size limit.",
        doc=_FILES,
        source="observed: 400 and 413 on the request size",
        signals=(
            Signal(status=("413",)),
            *_said(
                "payload size exceeds",
                "request size exceeds",
                "request body size",
                "request entity too large",
                "exceeds the limit",
                "too large",
                "exceeds the maximum allowed size",
                "file size exceeds",
                "maximum file size",
                "size limit",
                "larger than",
                "exceeds the maximum",
                "exceeds the supported page limit",
                "too many images",
                "max payload size",
                "at most 100 requests",
                "too many contents",
                "too many files",
                "exceeds the allowed",
                "too long",
                status=(*_INVALID, "RESOURCE_EXHAUSTED", "OUT_OF_RANGE"),
            ),
            Signal(close=(1009,)),
        ),
        example=Example(
            http=400, body=google_error("INVALID_ARGUMENT", "Request payload size exceeds the limit: 20971520 bytes.")
        ),
    ),
    Cause(
        id="gemini.parameter_range",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Bring the named parameter into its range: candidates 1–8, temperature and topP 0.0–1.0 (2.0 on newer "
        "models), output tokens by model.",
        doc=_TROUBLESHOOTING,
        source="page: parameter ranges; api-errors: out_of_range (416)",
        signals=(
            Signal(code=("out_of_range",)),
            Signal(status=("OUT_OF_RANGE", "416")),
            Signal(exception=("*.OutOfRange",), general=True),
            *_said(
                "supported range",
                "must be in the range",
                "must be in range",
                "must be between",
                "out of range",
                "must be less than",
                "must be greater than",
                "must be at most",
                "must be at least",
                "must be one of",
                "valid range",
                status=_INVALID,
            ),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, "
                "2.0].\n",
            ),
        ),
    ),
    Cause(
        id="gemini.unknown_field",
        failure_class=FailureClass.UNSUPPORTED,
        fix="Use the API version that knows the field (`v1beta` for preview features) or correct its name.",
        doc=_TROUBLESHOOTING,
        source="page: 400 INVALID_ARGUMENT (feature of a newer API version); observed: 'Unknown name'",
        signals=(
            Signal(code=("parameter_unknown", "unknown_parameter")),
            *_said("unknown name", "cannot find field", "unknown field", "no such field", status=_INVALID),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                'Invalid JSON payload received. Unknown name "systemInstruction": Cannot find field.',
                bad_request('Invalid JSON payload received. Unknown name "systemInstruction": Cannot find field.'),
            ),
        ),
    ),
    Cause(
        id="gemini.malformed_json",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Repair the request's JSON: a value has the wrong type or the text does not parse.",
        doc=_REFERENCE,
        source="observed: 400 with BadRequest.fieldViolations",
        signals=_said(
            "invalid json payload",
            "invalid value at",
            "proto field is not repeating",
            "starting an object on a scalar field",
            "error parsing request",
            "failed to parse request",
            "could not parse json",
            "cannot bind",
            status=_INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Invalid value at 'contents[0].parts[0]' (text), 1",
                bad_request("Invalid value at 'contents[0].parts[0]' (text), 1", "contents[0].parts[0]"),
            ),
        ),
    ),
    Cause(
        id="gemini.empty_input",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Send at least one non-empty part in `contents`: the request has nothing to answer.",
        doc=_REFERENCE,
        source="observed: 400 'contents is not specified'",
        signals=_said(
            "contents is not specified",
            "must not be empty",
            "must include at least one parts field",
            "empty text parameter",
            "one field must be initialized",
            "is not set",
            "cannot be empty",
            "content is required",
            "contents are required",
            "at least one contents field is required",
            status=_INVALID,
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "* GenerateContentRequest.contents: contents is not specified\n"),
        ),
    ),
    Cause(
        id="gemini.thought_signature",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Send back every thought signature with the function call it came with: the history lost one.",
        doc=_SIGNATURES,
        source="observed: 400 and finish reason MISSING_THOUGHT_SIGNATURE",
        signals=(
            Signal(finish=("MISSING_THOUGHT_SIGNATURE",)),
            Signal(code=("missing_thought_signature",)),
            *_said("thought_signature", "thought signature", "thoughtsignature", "corrupted thought", status=_INVALID),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Function call is missing a thought_signature in functionCall parts. This is required for tools to "
                "work correctly, and "
                "missing thought_signature may lead to degraded model performance.",
            ),
        ),
    ),
    Cause(
        id="gemini.function_turns",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Order the history as user, function call, function response, with one response for each call.",
        doc=_FUNCTIONS,
        source="observed: 400 on the order or number of function parts",
        signals=_said(
            "function response parts",
            "function call turn",
            "function response turn",
            "function_response.name",
            "functioncall.name",
            "function call comes immediately after",
            "function_declarations",
            status=_INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Please ensure that the number of function response parts is equal to the number of function call "
                "parts of the function "
                "call turn.",
            ),
        ),
    ),
    Cause(
        id="gemini.role",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Use only the roles `user` and `model`, alternating, and put system text into `system_instruction`.",
        doc=_REFERENCE,
        source="observed: 400 on roles and turns",
        signals=_said(
            "valid role",
            "multiturn requests",
            "role 'system'",
            "role of the",
            "user role",
            "alternate between",
            status=_INVALID,
        ),
        example=Example(http=400, body=google_error("INVALID_ARGUMENT", "Please use a valid role: user, model.")),
    ),
    Cause(
        id="gemini.combination_unsupported",
        failure_class=FailureClass.UNSUPPORTED,
        fix="Send the two features in separate requests: this model does not take tools, search, JSON mode or "
        "caching together.",
        doc=_FUNCTIONS,
        source="observed: 400 on tools together with other features",
        signals=_said(
            "with a response mime type",
            "multiple tools are supported only",
            "controlled generation is not supported",
            "tool use with function calling",
            "with function calling is unsupported",
            "not supported together",
            "cannot be used together",
            "can not be used together",
            "json mode is not",
            status=_REFUSED,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT", "Function calling with a response mime type: 'application/json' is unsupported"
            ),
        ),
    ),
    Cause(
        id="gemini.mime_type",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Send a MIME type the model reads and name it in `mime_type`.",
        doc=_FILES,
        source="observed: 400 on a MIME type",
        signals=_said("mime type", "mime_type", "mimetype", "media type", status=_INVALID),
        example=Example(
            http=400, body=google_error("INVALID_ARGUMENT", "Unsupported MIME type: application/octet-stream")
        ),
    ),
    Cause(
        id="gemini.unreadable_input",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Check the image, document or URL by opening it: the service could not read it.",
        doc=_FILES,
        source="observed: 400 on images, documents and URLs",
        signals=_said(
            "provided image is not valid",
            "unable to process input image",
            "input image",
            "document has no pages",
            "cannot fetch content",
            "failed to fetch",
            "base64 decoding failed",
            "sample rate",
            "failed to parse wav",
            "speaker voice",
            "unsupported file uri",
            "invalid or unsupported file uri",
            "url_retrieval",
            "image is not valid",
            status=_INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Unable to process input image. Please retry or report in "
                "https://developers.generativeai.google/guide/troubleshooting",
            ),
        ),
    ),
    Cause(
        id="gemini.schema",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Simplify the response or tool schema: fewer properties, shorter enums, no unsupported keywords, every "
        "`required` name defined.",
        doc=_STRUCTURED,
        source="observed: 400 on schemas",
        signals=_said(
            "schema",
            "too many states",
            "should be non-empty for object type",
            "response_schema",
            "property is not defined",
            ".properties",
            ".items",
            "enum",
            status=_INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Request contains an invalid argument.",
                bad_request("The specified schema produces a constraint that has too many states for serving."),
            ),
        ),
    ),
    Cause(
        id="gemini.cache_conflict",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Move system instruction, tools and tool config into the cached content, and use the model it was made "
        "for.",
        doc=_CACHING,
        source="observed: 400 on cached content",
        signals=_said(
            "cachedcontent can not be used",
            "cachedcontent cannot be used",
            "is different from the model",
            "cachedcontent.model",
            status=_INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "CachedContent can not be used with GenerateContent request setting system_instruction, tools or "
                "tool_config.\n\nProposed "
                "fix: move those values to CachedContent from GenerateContent request.",
            ),
        ),
    ),
    Cause(
        id="gemini.cache_too_small",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Cache only content above the model's minimum token count, or send it uncached.",
        doc=_CACHING,
        source="observed: 400 on cached content",
        signals=_said(
            "cached content is too small",
            "min_total_token_count",
            "minimum token count to start caching",
            status=_INVALID,
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT", "Cached content is too small. total_token_count=1032, min_total_token_count=4096"
            ),
        ),
    ),
    Cause(
        id="gemini.deadline_too_short",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Set the client's timeout to 10 seconds or more (`http_options.timeout` is in milliseconds).",
        doc=_TROUBLESHOOTING,
        source="observed: 400 on X-Server-Timeout below 10 s",
        signals=_said("deadline", "x-server-timeout", status=_INVALID),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT", "Manually set deadline 5s is too short. Minimum allowed deadline is 10s."
            ),
        ),
    ),
    Cause(
        id="gemini.already_exists",
        failure_class=FailureClass.INVALID_REQUEST,
        fix="Choose another id or use the existing resource: one of this name is already there.",
        doc=_API_ERRORS,
        source="observed: api-errors: already_exists (409)",
        signals=(
            Signal(code=("already_exists",)),
            Signal(status=("ALREADY_EXISTS",)),
            Signal(status=("409",), text=("already exists",)),
            Signal(exception=("*.AlreadyExists",), general=True),
        ),
        example=Example(
            http=409, body=interactions_error("already_exists", "The resource already exists."), endpoint="interactions"
        ),
    ),
    Cause(
        id="gemini.model_retired",
        failure_class=FailureClass.NOT_FOUND,
        fix="Move to the successor named on the deprecations page: the model is retired or closed to new users.",
        doc=_DEPRECATIONS,
        source="observed: 404 '… is no longer available …'",
        signals=_said(
            "no longer available",
            "deprecated",
            "has been retired",
            "discontinued",
            "has been shut down",
            "no longer supported",
            status=(*_NOT_FOUND, *_REFUSED),
        ),
        example=Example(
            http=404,
            body=google_error(
                "NOT_FOUND",
                "This model models/gemini-2.0-flash is no longer available to new users. Please update your code to "
                "use a newer model for "
                "the latest features and improvements.",
            ),
        ),
    ),
    Cause(
        id="gemini.model_not_found",
        failure_class=FailureClass.NOT_FOUND,
        fix="Take the model's name from `client.models.list()`: this API version or region does not know it.",
        doc=_MODELS,
        source="page: 404 NOT_FOUND; observed: '… is not found for API version …'",
        signals=(
            Signal(code=("model_not_found",)),
            *_said(
                "is not found for api version",
                "publisher model",
                "listmodels",
                "unexpected model name format",
                "model not found",
                status=_NOT_FOUND,
            ),
            Signal(status=_NOT_FOUND, text=("models/",)),
            Signal(
                status=_INVALID,
                text=("unexpected model name format", "invalid model name", "model not found", "publisher model"),
            ),
        ),
        example=Example(
            http=404,
            body=google_error(
                "NOT_FOUND",
                "models/gemini-1.5-flash is not found for API version v1beta, or is not supported for "
                "generateContent. Call "
                "ModelService.ListModels to see the list of available models and their supported methods.",
            ),
        ),
    ),
    Cause(
        id="gemini.file_not_found",
        failure_class=FailureClass.NOT_FOUND,
        fix="Upload the file again with the same key: files live 48 hours and belong to one project.",
        doc=_FILES,
        source="page: 404 NOT_FOUND (referenced image, audio or video); observed: 403 'File … or it may not exist'",
        signals=(
            Signal(status=_DENIED, text=("access the file", "file files/")),
            Signal(
                status=(*_NOT_FOUND, *_INVALID),
                text=("file not found", "file files/", "file does not exist", "requested file"),
            ),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED", "You do not have permission to access the File files/abc123 or it may not exist."
            ),
        ),
    ),
    Cause(
        id="gemini.cache_not_found",
        failure_class=FailureClass.NOT_FOUND,
        fix="Create the cached content again: it expired (its TTL is one hour by default) or belongs to another "
        "project.",
        doc=_CACHING,
        source="observed: 403 'CachedContent not found'",
        signals=_said("cachedcontent", "cached content", status=(*_DENIED, *_NOT_FOUND)),
        example=Example(
            http=403, body=google_error("PERMISSION_DENIED", "CachedContent not found (or permission denied)")
        ),
    ),
    Cause(
        id="gemini.session_not_found",
        failure_class=FailureClass.NOT_FOUND,
        fix="Start a new session: the session or its resumption handle has expired.",
        doc=_LIVE,
        source="observed: Live API close on resumption",
        signals=_said(
            "session not found",
            "resumption handle",
            "session handle",
            "session expired",
            "session has expired",
            "session resumption",
            "session does not belong",
            "handle is invalid",
            "invalid handle",
            status=(*_INVALID, *_NOT_FOUND, *_DENIED),
        ),
        example=Example(
            body=close_frame(1008, "BidiGenerateContent session expired: session resumption handle not found"),
            endpoint="live",
        ),
    ),
    Cause(
        id="gemini.live_unsupported",
        failure_class=FailureClass.UNSUPPORTED,
        fix="Use a model of the Live API: this one does not offer bidiGenerateContent.",
        doc=_LIVE,
        source="observed: Live API close 1007 and 1008",
        signals=(
            Signal(
                close=_CLOSED,
                text=(
                    "not supported in the live api",
                    "not supported for bidi",
                    "does not support bidi",
                    "operation is not implemented",
                    "not implemented",
                    "unimplemented",
                ),
            ),
        ),
        example=Example(
            body=close_frame(1007, "gemini-2.0-flash-exp is not supported in the live api."), endpoint="live"
        ),
    ),
    Cause(
        id="gemini.feature_unsupported",
        failure_class=FailureClass.UNSUPPORTED,
        fix="Leave the named feature out or choose a model that has it: see the capabilities table of the model.",
        doc=_MODELS,
        source="page: check that the model supports the feature; observed: 400 '… is not enabled for …'",
        signals=_said(
            "is not enabled for",
            "not supported for this model",
            "not supported by this model",
            "not supported by the model",
            "not supported for the model",
            "not supported for model",
            "does not support",
            "doesn't support",
            "not support",
            "is unsupported",
            "not supported with",
            "not supported in",
            "not supported by",
            "not supported for",
            "is not supported",
            "are not supported",
            "only supports text output",
            "not available for this model",
            "only works in thinking mode",
            "unsupported model",
            "unsupported language",
            "only supported on",
            "only supported for",
            "not enabled",
            status=_REFUSED,
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "Developer instruction is not enabled for models/gemma-3-12b-it"),
        ),
    ),
    Cause(
        id="gemini.unimplemented",
        failure_class=FailureClass.UNSUPPORTED,
        fix="Use another method or API version: the service does not implement this one.",
        doc=_API_ERRORS,
        source="observed: api-errors: unimplemented (501)",
        signals=(
            Signal(code=("unimplemented", "not_implemented")),
            Signal(status=("UNIMPLEMENTED", "501")),
            Signal(exception=("*.MethodNotImplemented",), general=True),
        ),
        example=Example(
            http=501, body=google_error("UNIMPLEMENTED", "Operation is not implemented, or supported, or enabled.")
        ),
    ),
    Cause(
        id="gemini.not_found",
        failure_class=FailureClass.NOT_FOUND,
        fix="Check the resource's name, the API version in the URL and the location: nothing is found at this address.",
        doc=_TROUBLESHOOTING,
        source="page: 404 NOT_FOUND",
        signals=(
            Signal(status=_NOT_FOUND),
            Signal(status=("PERMISSION_DENIED", "403"), text=("it may not exist",)),
            Signal(code=("not_found", "resource_not_found")),
            Signal(close=_CLOSED, text=("not found", "is not found")),
            Signal(exception=("*.NotFoundError", "*.NotFound"), general=True),
        ),
        example=Example(http=404, body=google_error("NOT_FOUND", "Requested entity was not found.")),
    ),
)


def _content(
    name: str,
    fix: str,
    *,
    finish: tuple[str, ...] = (),
    block: tuple[str, ...] = (),
    code: tuple[str, ...] = (),
    source: str = "",
    doc: str = _SAFETY,
    failure_class: FailureClass = FailureClass.SAFETY,
) -> Cause:
    """A row for content that a filter stopped, shown by an enum value of the answer."""
    signals = [Signal(finish=finish)] if finish else []
    signals += [Signal(block=block)] if block else []
    signals += [Signal(code=code)] if code else []
    body = (
        finished(finish[0])
        if finish
        else blocked(block[0])
        if block
        else interactions_error(code[0], "The response was blocked.")
    )
    return Cause(
        id=f"gemini.{name}",
        failure_class=failure_class,
        fix=fix,
        doc=doc,
        source=source or "observed: enum value of the API reference",
        signals=tuple(signals),
        example=Example(http=200 if finish or block else 400, body=body),
    )


_CONTENT: Final = (
    _content(
        "prompt_safety",
        "Rephrase the prompt, or relax the safety settings where your policy permits: the safety filter blocked the "
        "prompt.",
        block=("SAFETY",),
        source="page: safety issues (blocked prompt)",
    ),
    _content(
        "prompt_other",
        "Rephrase the prompt or write it in a supported language: it may violate the terms of service.",
        block=("OTHER",),
        source="page: BlockedReason.OTHER",
    ),
    _content(
        "prompt_blocklist",
        "Remove the term from the prompt that stands on the terminology blocklist.",
        block=("BLOCKLIST",),
    ),
    _content(
        "prompt_prohibited",
        "Rewrite the prompt: it holds content that no setting permits.",
        block=("PROHIBITED_CONTENT",),
        doc=_POLICY,
    ),
    _content(
        "prompt_image_safety",
        "Describe another image: the prompt is unsafe for image generation.",
        block=("IMAGE_SAFETY",),
        doc=_IMAGES,
    ),
    _content(
        "prompt_model_armor",
        "Review the Model Armor template of the project: it blocked the prompt.",
        block=("MODEL_ARMOR",),
        doc=_MODEL_ARMOR,
    ),
    _content(
        "prompt_jailbreak",
        "Remove the instructions that try to override the model's rules: the prompt counts as a jailbreak.",
        block=("JAILBREAK",),
    ),
    _content(
        "prompt_blocked",
        "Rephrase the prompt: a filter blocked it for a reason this version does not know.",
        block=("*", "BLOCKED_REASON_UNSPECIFIED"),
        source="observed: an unknown block reason",
    ),
    _content(
        "answer_safety",
        "Rephrase the prompt, or relax the safety settings where your policy permits: the safety filter stopped the "
        "answer.",
        finish=("SAFETY", "CONTENT_FILTER"),
        code=("safety", "content_blocked", "content_filter", "content_policy_violation"),
        source="page: safety issues (blocked answer)",
    ),
    _content(
        "answer_blocklist",
        "Rephrase the prompt: the answer held a term of the blocklist.",
        finish=("BLOCKLIST",),
        code=("blocklist",),
    ),
    _content(
        "answer_prohibited",
        "Rewrite the prompt: the answer would have held content that no setting permits.",
        finish=("PROHIBITED_CONTENT",),
        code=("prohibited_content",),
        doc=_POLICY,
    ),
    _content(
        "answer_personal_data",
        "Ask for no sensitive personal data: the answer held some.",
        finish=("SPII",),
        code=("spii",),
    ),
    _content(
        "language",
        "Write the prompt and ask for the answer in a supported language.",
        finish=("LANGUAGE",),
        code=("language",),
        doc=_LANGUAGES,
        source="page: known issues (unsupported language)",
    ),
    _content(
        "image_safety",
        "Describe another image: the generated one was held back as unsafe.",
        finish=("IMAGE_SAFETY",),
        code=("image_safety",),
        doc=_IMAGES,
    ),
    _content(
        "image_prohibited",
        "Describe another image: the generated one held prohibited content.",
        finish=("IMAGE_PROHIBITED_CONTENT",),
        code=("image_prohibited_content",),
        doc=_IMAGES,
    ),
    _content(
        "image_other",
        "Rephrase the image prompt: the image was held back without a stated reason.",
        finish=("IMAGE_OTHER",),
        code=("image_other",),
        doc=_IMAGES,
    ),
    _content(
        "answer_model_armor",
        "Review the Model Armor template of the project: it blocked the answer.",
        finish=("MODEL_ARMOR",),
        doc=_MODEL_ARMOR,
    ),
    _content(
        "escalation",
        "Rephrase the prompt: an escalation rule filtered the request.",
        finish=("ESCALATION",),
        doc=_POLICY,
    ),
    _content(
        "live_turn_rejected",
        "Rephrase the input: a filter ended the turn, and `turnCompleteReason` names it.",
        finish=(
            "RESPONSE_REJECTED",
            "PROHIBITED_INPUT_CONTENT",
            "IMAGE_PROHIBITED_INPUT_CONTENT",
            "INPUT_TEXT_CONTAIN_PROMINENT_PERSON_PROHIBITED",
            "INPUT_IMAGE_CELEBRITY",
            "INPUT_IMAGE_PHOTO_REALISTIC_CHILD_PROHIBITED",
            "INPUT_TEXT_NCII_PROHIBITED",
            "INPUT_OTHER",
            "INPUT_IP_PROHIBITED",
            "UNSAFE_PROMPT_FOR_IMAGE_GENERATION",
            "GENERATED_IMAGE_SAFETY",
            "GENERATED_CONTENT_SAFETY",
            "GENERATED_AUDIO_SAFETY",
            "GENERATED_VIDEO_SAFETY",
            "GENERATED_CONTENT_PROHIBITED",
            "GENERATED_CONTENT_BLOCKLIST",
            "GENERATED_IMAGE_PROHIBITED",
            "GENERATED_IMAGE_CELEBRITY",
            "GENERATED_IMAGE_PROMINENT_PEOPLE_DETECTED_BY_REWRITER",
            "GENERATED_IMAGE_IDENTIFIABLE_PEOPLE",
            "GENERATED_IMAGE_MINORS",
            "OUTPUT_IMAGE_IP_PROHIBITED",
            "GENERATED_OTHER",
            "MAX_REGENERATION_REACHED",
        ),
        doc=_LIVE,
        source="observed: TurnCompleteReason of the Live API",
    ),
    _content(
        "recitation",
        "Make the prompt more distinctive and raise the temperature: the answer resembled known material.",
        finish=("RECITATION",),
        code=("recitation",),
        doc=_TROUBLESHOOTING,
        source="page: recitation issue",
        failure_class=FailureClass.RECITATION,
    ),
    _content(
        "image_recitation",
        "Describe a more distinctive image: the generated one resembled known material.",
        finish=("IMAGE_RECITATION",),
        code=("image_recitation",),
        doc=_IMAGES,
        failure_class=FailureClass.RECITATION,
    ),
    _content(
        "max_tokens",
        "Raise `max_output_tokens` or lower the thinking budget: the answer ended at the token limit.",
        finish=("MAX_TOKENS", "CONTINUATION", "LENGTH"),
        code=("max_tokens", "incomplete"),
        doc=_TOKENS,
        source="page: maximum output tokens",
        failure_class=FailureClass.TRUNCATED,
    ),
    Cause(
        id="gemini.interaction_budget",
        failure_class=FailureClass.TRUNCATED,
        fix="Raise the token budget of the interaction or narrow the task: it was used up before the answer was "
        "complete.",
        doc=_DOCS + "interactions",
        source="observed: Interaction status budget_exceeded",
        signals=(Signal(fact=("budget_exceeded",)), Signal(code=("budget_exceeded",))),
        example=Example(
            http=200,
            body={"id": "v1_example", "object": "interaction", "status": "budget_exceeded"},
            endpoint="interactions",
        ),
    ),
    _content(
        "malformed_function_call",
        "Retry; simplify the function's schema or set the calling mode to ANY if the model keeps writing invalid "
        "calls.",
        finish=("MALFORMED_FUNCTION_CALL", "MALFORMED_TOOL_CALL"),
        code=("malformed_function_call", "malformed_tool_call"),
        doc=_FUNCTIONS,
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    _content(
        "unexpected_tool_call",
        "Retry; declare the function the model called, or tell it in the prompt which tools exist.",
        finish=("UNEXPECTED_TOOL_CALL",),
        code=("unexpected_tool_call",),
        doc=_FUNCTIONS,
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    _content(
        "too_many_tool_calls",
        "Retry with fewer tools or a narrower task: the model kept calling tools without an answer.",
        finish=("TOO_MANY_TOOL_CALLS",),
        code=("too_many_tool_calls",),
        doc=_FUNCTIONS,
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    _content(
        "no_image",
        "Retry and ask for an image explicitly: the model answered without one.",
        finish=("NO_IMAGE",),
        code=("no_image",),
        doc=_IMAGES,
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    _content(
        "malformed_response",
        "Retry: the model produced an answer the service could not use.",
        finish=("MALFORMED_RESPONSE", "FINISH_REASON_UNSPECIFIED"),
        doc=_REFERENCE,
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    _content(
        "finish_other",
        "Retry, then rephrase the prompt: the answer stopped for a reason that has no name.",
        finish=("OTHER", "*"),
        doc=_REFERENCE,
        source="observed: finish reason OTHER or unknown",
        failure_class=FailureClass.MALFORMED_OUTPUT,
    ),
    Cause(
        id="gemini.no_candidate",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        fix="Retry: the answer holds no candidate and names no reason.",
        doc=_REFERENCE,
        source="observed: 200 without candidates",
        signals=(
            Signal(fact=("no_candidate",)),
            Signal(
                exception=("builtins.Exception",),
                text=(
                    "only works when the response contains a valid",
                    "none was returned",
                    "none were returned",
                    "requires the response to contain",
                    "no candidates",
                    "candidates is empty",
                    "returned no candidates",
                    "list index (0) out of range",
                ),
            ),
        ),
        example=Example(http=200, body=no_candidate()),
    ),
    Cause(
        id="gemini.empty_answer",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        fix="Retry; if it persists, lower the thinking budget or drop the tools: the candidate has no content "
        "although it ended with STOP.",
        doc=_REFERENCE,
        source="observed: 200 STOP without parts",
        signals=(Signal(fact=("empty_answer",)),),
        example=Example(
            http=200,
            body={
                "candidates": [{"content": {"role": "model"}, "finishReason": "STOP", "index": 0}],
                "modelVersion": "gemini-2.5-flash",
            },
        ),
    ),
    Cause(
        id="gemini.error_without_code",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        fix="Log the raw answer and upgrade google-genai: the SDK crashed on an error object that has no code.",
        doc=_TROUBLESHOOTING,
        source="observed: TypeError in google.genai.errors",
        signals=(
            Signal(fact=("error_without_code",)),
            Signal(
                exception=("builtins.TypeError",),
                text=(
                    "'<=' not supported between instances of 'int' and 'nonetype'",
                    "'<=' not supported between instances of 'int' and 'str'",
                ),
            ),
        ),
        example=Example(exception="builtins.TypeError: '<=' not supported between instances of 'int' and 'NoneType'"),
    ),
)

CAUSES: Final[tuple[Cause, ...]] = (
    *_AUTH,
    *_BILLING_AND_REGION,
    *_PERMISSION,
    *_QUOTA,
    *_SERVICE,
    *_REQUEST,
    *_CONTENT,
)
