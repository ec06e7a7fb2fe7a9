"""Causes of Gemini's class `permission`: the API is off, the key is restricted, IAM or a policy says no."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Owner, Signal
from genai_triage.taxonomy.payloads import error_info, google_error

from .common import CLOSED, DENIED, ERROR_REASONS, INVALID, POLICY, PRECONDITION, TROUBLESHOOTING, UNAUTHENTICATED, said

_KEY_RESTRICTIONS: Final = "https://cloud.google.com/docs/authentication/api-keys"
_ENABLE_API: Final = "https://cloud.google.com/service-usage/docs/enable-disable"
_STORAGE: Final = ("storage.objects.", "storage.buckets.", "cloud storage bucket", "access the gcs", "gcs bucket")
_IAM: Final = "https://cloud.google.com/vertex-ai/generative-ai/docs/access-control"

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gemini.api_disabled",
        failure_class=FailureClass.PERMISSION,
        doc=_ENABLE_API,
        source="observed: 403 with ErrorInfo SERVICE_DISABLED",
        signals=(
            Signal(reason=("SERVICE_DISABLED", "accessNotConfigured", "SERVICE_NOT_ACTIVATED", "SERVICE_NOT_VISIBLE")),
            *said(
                "has not been used in project",
                "api is not enabled",
                "api has not been used",
                status=(*DENIED, "FAILED_PRECONDITION"),
            ),
            Signal(
                status=(*DENIED, "FAILED_PRECONDITION"),
                text=("it is disabled", "not been enabled", "is disabled for"),
                subject=(" api", "service", "googleapis.com"),
                unless=("billing",),
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
        doc=_KEY_RESTRICTIONS,
        source="observed: 403 with ErrorInfo API_KEY_SERVICE_BLOCKED",
        signals=(
            Signal(reason=("API_KEY_SERVICE_BLOCKED",)),
            *said("requests to this api", status=DENIED),
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
        doc=_KEY_RESTRICTIONS,
        source="observed: 403 with ErrorInfo API_KEY_HTTP_REFERRER_BLOCKED",
        signals=(
            Signal(reason=("API_KEY_HTTP_REFERRER_BLOCKED", "refererBlocked", "ipRefererBlocked")),
            *said("requests from referer", "referer restriction", "referrer restriction", status=DENIED),
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
        doc=_KEY_RESTRICTIONS,
        source="observed: 403 with ErrorInfo API_KEY_IP_ADDRESS_BLOCKED",
        signals=(
            Signal(reason=("API_KEY_IP_ADDRESS_BLOCKED",)),
            *said("ip address restriction", "originating ip address", status=DENIED),
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
        doc=_KEY_RESTRICTIONS,
        source="observed: 403 with ErrorInfo API_KEY_ANDROID_APP_BLOCKED or API_KEY_IOS_APP_BLOCKED",
        signals=(
            Signal(reason=("API_KEY_ANDROID_APP_BLOCKED", "API_KEY_IOS_APP_BLOCKED")),
            *said("requests from this android client", "requests from this ios client", status=DENIED),
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
        doc="https://cloud.google.com/resource-manager/docs/project-suspension-guidelines",
        source="observed: 403 with ErrorInfo CONSUMER_SUSPENDED",
        signals=(
            Signal(reason=("CONSUMER_SUSPENDED", "GCP_SUSPENDED")),
            Signal(
                status=(*DENIED, *INVALID, *UNAUTHENTICATED),
                text=("has been suspended",),
                subject=("consumer", "project", "account", "api key", "api_key"),
            ),
            Signal(close=CLOSED, text=("has been suspended",), subject=("consumer", "project", "account", "api key")),
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
        id="gemini.quota_project_denied",
        failure_class=FailureClass.PERMISSION,
        doc="https://cloud.google.com/docs/authentication/troubleshoot-adc#user-creds-client-based",
        source="observed: 403 with ErrorInfo USER_PROJECT_DENIED",
        signals=(
            Signal(reason=("USER_PROJECT_DENIED",)),
            *said("serviceusage.services.use", "serviceusage.serviceusageconsumer", status=DENIED),
            Signal(
                status=DENIED,
                text=("required permission to use project", "a quota project, which is not set"),
            ),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "Caller does not have required permission to use project example-project. Grant the caller the "
                "roles/serviceusage.serviceUsageConsumer role, or a custom role with the serviceusage.services.use "
                "permission.",
                error_info("USER_PROJECT_DENIED", consumer="projects/example-project"),
            ),
        ),
    ),
    Cause(
        id="gemini.consumer_invalid",
        failure_class=FailureClass.PERMISSION,
        doc=ERROR_REASONS,
        source="observed: 403 with ErrorInfo CONSUMER_INVALID",
        signals=(
            Signal(reason=("CONSUMER_INVALID", "RESOURCE_PROJECT_INVALID", "CONSUMER_*")),
            *said("consumer invalid", "project not found or deleted", status=DENIED),
            Signal(status=DENIED, text=("has been deleted",), subject=("project", "consumer")),
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
        id="gemini.bucket_denied",
        failure_class=FailureClass.PERMISSION,
        doc="https://cloud.google.com/vertex-ai/docs/general/access-control#service-agents",
        source="observed: 403 and 400 on a Cloud Storage object",
        signals=(
            Signal(
                status=(*DENIED, *INVALID, *PRECONDITION), text=_STORAGE, subject=("access", "permission", "denied")
            ),
            Signal(close=CLOSED, text=_STORAGE),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "service-0@gcp-sa-aiplatform.iam.gserviceaccount.com does not have storage.objects.get access "
                "to the Google Cloud Storage object.",
            ),
        ),
    ),
    Cause(
        id="gemini.code_assist_seat",
        failure_class=FailureClass.PERMISSION,
        doc="https://developers.google.com/gemini-code-assist/docs/set-up-gemini",
        source="observed: 403 of Code Assist without a license",
        signals=(
            Signal(reason=("SUBSCRIPTION_REQUIRED", "LICENSE_REQUIRED", "NO_LICENSE")),
            *said(
                "named user on your organization",
                "code assist license",
                "gemini code assist for",
                "valid license of",
                "valid subscription of gemini",
                "#3501",
                status=(*DENIED, "FAILED_PRECONDITION"),
            ),
        ),
        example=Example(
            http=403,
            body=google_error(
                "PERMISSION_DENIED",
                "You use a Google Cloud Project but lack a Gemini Code Assist license. (#3501)",
            ),
        ),
    ),
    Cause(
        id="gemini.iam_denied",
        failure_class=FailureClass.PERMISSION,
        doc=_IAM,
        source="observed: 403 with ErrorInfo IAM_PERMISSION_DENIED",
        signals=(
            Signal(reason=("IAM_PERMISSION_DENIED",)),
            *said(
                "denied on resource",
                "permission 'aiplatform.",
                "permission `aiplatform.",
                "permission denied on resource",
                status=DENIED,
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
        id="gemini.model_not_allowed",
        failure_class=FailureClass.PERMISSION,
        doc="https://cloud.google.com/vertex-ai/generative-ai/docs/model-garden/explore-models",
        source="observed: 400 and 403 'Project … is not allowed to use Publisher Model'",
        signals=said(
            "is not allowed to use publisher model",
            "is not allowed to use",
            "is not allowlisted",
            "not been allowlisted",
            status=(*DENIED, "FAILED_PRECONDITION"),
        ),
        example=Example(
            http=400,
            body=google_error(
                "FAILED_PRECONDITION",
                "Project `000000000000` is not allowed to use Publisher Model "
                "`projects/example-project/locations/europe-west1/publishers/google/models/gemini-experimental`",
            ),
        ),
    ),
    Cause(
        id="gemini.project_denied",
        failure_class=FailureClass.PERMISSION,
        doc=POLICY,
        source="observed: 403 without details",
        signals=(
            Signal(
                status=(*DENIED, "FAILED_PRECONDITION"),
                text=("denied access", "project has been blocked", "project is not allowed"),
                unless=("policy", "perimeter"),
            ),
            Signal(close=CLOSED, text=("denied access", "project has been blocked", "project is not allowed")),
        ),
        example=Example(
            http=403,
            body=google_error("PERMISSION_DENIED", "Your project has been denied access. Please contact support."),
        ),
    ),
    Cause(
        id="gemini.tuned_model_denied",
        failure_class=FailureClass.PERMISSION,
        doc=TROUBLESHOOTING,
        source="page: 403 PERMISSION_DENIED (tuned model without proper authentication)",
        signals=said("tunedmodel", "tuned model", status=DENIED),
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
                    "USER_BLOCKED_BY_ADMIN",
                )
            ),
            Signal(
                status=(*DENIED, *PRECONDITION),
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
        doc=POLICY,
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
            *said(
                "terms of service",
                "verify your account",
                "account has been disabled",
                "restricted by age",
                status=DENIED,
            ),
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
        id="gemini.robot_refused",
        failure_class=FailureClass.PERMISSION,
        owner=Owner.NETWORK,
        doc=TROUBLESHOOTING,
        source="observed: 403 with Google's page on automated queries",
        signals=said("sending automated queries", "unusual traffic", status=DENIED, live=False),
        example=Example(
            http=403,
            body="<html><title>Sorry...</title><body>We're sorry... but your computer or network may be sending "
            "automated queries.</body></html>",
        ),
    ),
    Cause(
        id="gemini.permission_denied",
        failure_class=FailureClass.PERMISSION,
        doc=TROUBLESHOOTING,
        source="page: 403 PERMISSION_DENIED",
        signals=(
            Signal(status=DENIED),
            Signal(code=("permission_denied", "permission", "permission_error", "forbidden")),
            Signal(
                close=CLOSED,
                text=(
                    "does not have permission",
                    "permission denied",
                    "permission_denied",
                    "not allowed",
                    "not authorized",
                    "is not permitted",
                ),
                unless=("parameter", "field", "argument"),
            ),
            Signal(exception=("*.PermissionDeniedError", "*.PermissionDenied", "*.Forbidden"), general=True),
        ),
        example=Example(http=403, body=google_error("PERMISSION_DENIED", "The caller does not have permission")),
    ),
)
