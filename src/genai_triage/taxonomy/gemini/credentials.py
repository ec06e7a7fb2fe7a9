"""Causes of Gemini's class `auth` that google-auth raises: what the token endpoints answered, read from its text."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal

_ADC: Final = "https://cloud.google.com/docs/authentication/troubleshoot-adc"
_IMPERSONATION: Final = "https://cloud.google.com/iam/docs/service-account-impersonation"
_ANY: Final = ("google.GoogleAuthError",)
_REFRESH: Final = ("google.RefreshError", "google.ReauthFailError", "google.OAuthError")
_UNREACHED: Final = (
    "max retries exceeded",
    "failed to establish a new connection",
    "connection refused",
    "connection aborted",
    "connection reset",
    "connecttimeout",
    "connect timeout",
    "read timed out",
    "timed out after",
    "name resolution",
    "failed to resolve",
    "nodename nor servname",
    "getaddrinfo",
    "cannot connect to host",
    "network is unreachable",
    "no route to host",
    "remote end closed connection",
    "proxyerror",
)


def _row(
    name: str,
    *text: str,
    example: str,
    exceptions: tuple[str, ...] = _REFRESH,
    subject: tuple[str, ...] = (),
    failure_class: FailureClass = FailureClass.AUTH,
    doc: str = _ADC,
) -> Cause:
    return Cause(
        id=f"gemini.{name}",
        failure_class=failure_class,
        doc=doc,
        source="observed: google.auth.exceptions",
        signals=(
            Signal(exception=exceptions, text=text, subject=subject),
            Signal(code=("invalid_grant",), text=text, subject=subject),
        ),
        example=Example(exception=f"google.auth.exceptions.{example}"),
    )


CAUSES: Final[tuple[Cause, ...]] = (
    _row(
        "iamcredentials_disabled",
        "iam service account credentials api has not been used",
        "iamcredentials.googleapis.com/overview",
        example='RefreshError: (\'Unable to acquire impersonated credentials\', \'{"error": {"code": 403, "message": '
        '"IAM Service Account Credentials API has not been used in project 0 before or it is disabled."}}\')',
        doc=_IMPERSONATION,
    ),
    _row(
        "impersonation_denied",
        "unable to acquire impersonated credentials",
        "iam.serviceaccounts.getaccesstoken",
        "iam.serviceaccounts.getopenidtoken",
        example='RefreshError: (\'Unable to acquire impersonated credentials\', \'{"error": {"code": 403, "message": '
        "\"Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).\"}}')",
        doc=_IMPERSONATION,
    ),
    _row(
        "reauthentication_needed",
        "invalid_rapt",
        "reauth related error",
        "reauthentication is needed",
        "reauthentication failed",
        "rapt_required",
        example="RefreshError: ('invalid_grant: reauth related error (invalid_rapt)', {'error': 'invalid_grant'})",
        doc=_ADC,
    ),
    _row(
        "clock_wrong",
        "token must be a short-lived token",
        "check your iat and exp",
        "token used too early",
        example="RefreshError: ('invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a "
        "reasonable timeframe. Check your iat and exp values in the JWT claim.', {'error': 'invalid_grant'})",
    ),
    _row(
        "service_account_gone",
        "invalid_grant: account not found",
        "invalid_grant: invalid jwt signature",
        "account has been deleted",
        "account_deleted",
        "service account is disabled",
        "invalid_grant: not a valid email",
        example="RefreshError: ('invalid_grant: Invalid JWT Signature.', {'error': 'invalid_grant'})",
        doc="https://cloud.google.com/iam/docs/keys-create-delete",
    ),
    _row(
        "metadata_server_empty",
        "compute engine metadata",
        "metadata.google.internal",
        "metadata service",
        subject=("404", "not found", "unable to find", "no service account", "default service account"),
        exceptions=("google.TransportError", "google.RefreshError"),
        example='TransportError: ("Failed to retrieve http://metadata.google.internal/computeMetadata/v1/instance/'
        "service-accounts/default/?recursive=true from the Google Compute Engine metadata service. Status: 404 "
        "Response: b''\", None)",
        doc="https://cloud.google.com/compute/docs/access/create-enable-service-accounts-for-instances",
    ),
    Cause(
        id="gemini.token_server_unreached",
        failure_class=FailureClass.NETWORK,
        doc=_ADC,
        source="observed: google.auth.exceptions.TransportError without an answer",
        signals=(
            Signal(
                exception=("google.TransportError", "google.RefreshError"),
                text=_UNREACHED,
            ),
            Signal(exception=("google.TimeoutError",)),
            Signal(
                exception=("google.TransportError",),
                text=("compute engine metadata", "metadata.google.internal"),
                unless=("404", "403", "status:"),
            ),
        ),
        example=Example(
            exception="google.auth.exceptions.TransportError: HTTPSConnectionPool(host='oauth2.googleapis.com', "
            "port=443): Max retries exceeded with url: /token"
        ),
    ),
    _row(
        "credentials_file_broken",
        "could not deserialize key",
        "private_key",
        "private key in ",
        "load private key",
        "invalid private key",
        "service account info was not in the expected format",
        "is not a valid json file",
        "does not have a valid type",
        "no key could be detected",
        exceptions=("google.MalformedError", "google.DefaultCredentialsError", "builtins.ValueError"),
        example="MalformedError: Service account info was not in the expected format, missing fields client_email.",
        doc="https://cloud.google.com/iam/docs/keys-create-delete",
    ),
)
