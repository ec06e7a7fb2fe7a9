"""Texts like those of Gemini's causes about credentials, money, permission, quotas and the service."""

from __future__ import annotations

from typing import Final

_INVALID: Final = "INVALID_ARGUMENT"
_PRECONDITION: Final = "FAILED_PRECONDITION"
_DENIED: Final = "PERMISSION_DENIED"
_UNKNOWN_CALLER: Final = "UNAUTHENTICATED"
_NOT_FOUND: Final = "NOT_FOUND"
_EXHAUSTED: Final = "RESOURCE_EXHAUSTED"
_UNAVAILABLE: Final = "UNAVAILABLE"
_REFRESH: Final = "raise google.RefreshError"

LOOKALIKES: Final[dict[str, list[tuple[str, str]]]] = {
    "gemini.iamcredentials_disabled": [
        (_REFRESH, "Vertex AI API has not been used in project 0 before or it is disabled."),
        (_REFRESH, "Permission 'iam.serviceAccounts.getAccessToken' denied on resource"),
    ],
    "gemini.impersonation_denied": [
        (_REFRESH, "Unable to acquire a token: invalid_grant"),
        (_REFRESH, "Permission 'iam.serviceAccounts.signBlob' denied on resource"),
    ],
    "gemini.reauthentication_needed": [
        (_REFRESH, "invalid_grant: Token has been expired or revoked."),
        (_REFRESH, "invalid_grant: Account not found"),
    ],
    "gemini.clock_wrong": [
        (_REFRESH, "invalid_grant: Invalid JWT Signature."),
        (_REFRESH, "The token is short and was used too often"),
    ],
    "gemini.service_account_gone": [
        (_REFRESH, "invalid_grant: Bad Request"),
        (_REFRESH, "The tuned model has been deleted"),
        ("code invalid_grant", "The file of the service account is empty"),
    ],
    "gemini.metadata_server_empty": [
        ("raise google.TransportError", "Failed to retrieve the token: 404 of https://oauth2.googleapis.com/token"),
        ("raise google.TransportError", "Compute Engine Metadata server unavailable. Last exception: timed out"),
    ],
    "gemini.token_server_unreached": [
        (_REFRESH, "Too many retries: invalid_grant"),
        ("raise google.TransportError", "the certificate of the proxy was refused"),
    ],
    "gemini.credentials_file_broken": [
        ("raise builtins.ValueError", "The file photo.json is not valid"),
        ("raise builtins.ValueError", "Could not deserialize the answer: keys are missing"),
        ("raise builtins.ValueError", "The prompt must hold no private keywords"),
    ],
    "gemini.interactions_only": [
        (_NOT_FOUND, "This model is no longer available. See the Interactions API for newer ones."),
        (_INVALID, "The legacy Interactions API schema is no longer supported."),
    ],
    "gemini.interactions_schema": [
        (_INVALID, "The response schema of the Interactions API call has too many states"),
        ("code invalid_request", "The schema of tools[0] is invalid"),
    ],
    "gemini.media_chunks": [
        (_INVALID, "media chunk 3 has no data"),
        ("close 1007", "realtime_input.audio is missing its sample size"),
    ],
    "gemini.field_deprecated": [
        (_INVALID, "gemini-1.5-flash is deprecated. Use a newer model."),
        (_INVALID, "The model in field `model` has been removed"),
        ("close 1007", "models/gemini-2.0-flash-live is no longer supported"),
    ],
    "gemini.ephemeral_token": [
        (_INVALID, "The page token has been used before"),
        (_UNKNOWN_CALLER, "Access token has expired"),
    ],
    "gemini.key_not_found": [
        (_INVALID, "Model not found. Please pass a valid API model."),
        (_NOT_FOUND, "The cache key was not found"),
        (_INVALID, "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), \"API key not found\""),
    ],
    "gemini.key_expired": [
        ("reason API_KEY_INVALID", "API key not valid. Please pass a valid API key."),
        (_INVALID, "The cached content has expired"),
        (_UNKNOWN_CALLER, "The access token has expired"),
    ],
    "gemini.key_invalid": [
        (_INVALID, "The cache key is not valid"),
        (_DENIED, "The API is not valid for this key's project"),
        (_INVALID, "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), \"what is an invalid api key?\""),
    ],
    "gemini.key_leaked": [
        (_DENIED, "Memory was reported as exhausted"),
        (_INVALID, "The tool `report_leak` was declared twice"),
    ],
    "gemini.key_missing": [
        (_INVALID, "properties.key is missing"),
        (_DENIED, "Callers of this method must be allowlisted"),
        (_INVALID, "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), \"why is my api key is missing\""),
    ],
    "gemini.credentials_ambiguous": [
        (_INVALID, "Please pass only one image"),
        (_INVALID, "pass only one of response_schema and response_json_schema"),
        (_INVALID, "Please pass only one page token"),
    ],
    "gemini.key_not_accepted": [
        (
            _UNKNOWN_CALLER,
            "Request is missing required authentication credential. Expected OAuth 2 access token.",
        ),
        (_UNKNOWN_CALLER, "API key not valid. Please pass a valid API key."),
        ("reason CREDENTIALS_MISSING", "Request is missing required authentication credential."),
    ],
    "gemini.credential_not_sent": [
        (_DENIED, "Request is missing required permission"),
        (_UNKNOWN_CALLER, "Request had invalid authentication credentials."),
    ],
    "gemini.token_expired": [
        (_UNKNOWN_CALLER, "API key expired. Please renew the API key."),
        (_DENIED, "The session has expired"),
        (_DENIED, "The page token has expired"),
    ],
    "gemini.token_scope_insufficient": [
        (_DENIED, "Request had insufficient permissions."),
        (_UNKNOWN_CALLER, "Request had invalid authentication credentials."),
    ],
    "gemini.unauthenticated": [
        ("close 1008", "Permission denied on resource project example-project"),
        ("close 1007", "The author token of the document is too long"),
    ],
    "gemini.vertex_settings_absent": [
        ("raise builtins.ValueError", "Project and API key are mutually exclusive in the client initializer."),
        ("raise builtins.ValueError", "location must be set for this index"),
    ],
    "gemini.credentials_absent": [
        ("raise builtins.ValueError", "Missing key 'name' in the tool's arguments"),
        ("raise builtins.ValueError", "The key of the cache must be set"),
    ],
    "gemini.adc_not_found": [
        ("raise builtins.ValueError", "The default voice was not found"),
        ("raise builtins.ValueError", "Could not automatically determine the language"),
    ],
    "gemini.credentials_refresh_failed": [
        (_UNAVAILABLE, "Getting metadata of the file failed"),
        ("raise builtins.ValueError", "the grant of the document is invalid"),
    ],
    "gemini.billing_account_spend_cap": [
        (_EXHAUSTED, "See the billing account for your tier"),
        (_EXHAUSTED, "You exceeded your spend-based rate limit."),
    ],
    "gemini.billing_disabled": [
        (_DENIED, "You do not have permission to read the billing export"),
        (_INVALID, "labels: key 'billing' has an invalid value"),
        (_INVALID, "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), \"please enable billing\""),
    ],
    "gemini.billing_overdue": [
        (_DENIED, "You may not read this job: its deadline is past, due to a policy"),
        (_DENIED, "The caller does not have permission"),
    ],
    "gemini.free_tier_unavailable": [
        (_PRECONDITION, "The label 'billing' is used by another job."),
        (_PRECONDITION, "The File billing.pdf is not in an ACTIVE state and usage is not allowed."),
        ("close 1008", "The tier of this session is not known"),
    ],
    "gemini.prepay_depleted": [
        (_EXHAUSTED, "Your project has exceeded its monthly spending cap."),
        (_DENIED, "You do not have permission to see the credits of this project"),
    ],
    "gemini.spend_cap": [
        (_EXHAUSTED, "You exceeded your spend-based rate limit."),
        (_EXHAUSTED, "Resource has been exhausted (e.g. check quota)."),
    ],
    "gemini.location_unsupported": [
        (_INVALID, "The location of the bucket is unknown"),
        (_DENIED, "Permission denied on 'locations/moon-1' (or it may not exist)"),
        (_INVALID, "The parameter `location` is not supported by this model."),
    ],
    "gemini.api_disabled": [
        (_DENIED, "Billing has not been enabled and it is disabled"),
        (_DENIED, "The tuning job cannot be read: it is disabled"),
    ],
    "gemini.key_api_blocked": [
        (_DENIED, "Requests to this bucket are blocked."),
        (_DENIED, "Requests from referer <empty> are blocked."),
    ],
    "gemini.key_referrer_blocked": [
        (_DENIED, "Requests from this country are blocked."),
        (_DENIED, "The document refers to a restricted page"),
    ],
    "gemini.key_ip_blocked": [
        (_DENIED, "The IP address of the proxy is not in the perimeter"),
        (_DENIED, "The key has a website restriction"),
    ],
    "gemini.key_app_blocked": [
        (_DENIED, "Requests from this client are blocked."),
        (_DENIED, "The Android robot in the picture is blocked"),
    ],
    "gemini.consumer_suspended": [
        (_DENIED, "The tuning job has been suspended"),
        (_DENIED, "The batch has been suspended"),
    ],
    "gemini.quota_project_denied": [
        (_DENIED, "Caller does not have required permission to use model example-model."),
        (_DENIED, "Permission 'serviceusage.quotas.get' is missing"),
    ],
    "gemini.consumer_invalid": [
        (_DENIED, "The file has been deleted"),
        (_DENIED, "The corpus has been deleted"),
    ],
    "gemini.bucket_denied": [
        (_INVALID, "The bucket of labels holds too many values"),
        (_DENIED, "You do not have access to the vector store"),
        (_INVALID, "Invalid GCS bucket name: 'My Bucket'"),
    ],
    "gemini.code_assist_seat": [
        (_DENIED, "The license of the picture does not permit this"),
        (_DENIED, "You must be named as the owner of the project"),
    ],
    "gemini.iam_denied": [
        (_DENIED, "Permission to change safety settings is missing"),
        (_DENIED, "You were denied by the resource's owner"),
    ],
    "gemini.model_not_allowed": [
        (_DENIED, "Your project has been denied access. Please contact support."),
        (_DENIED, "This client is not allowed to call the method"),
    ],
    "gemini.project_denied": [
        (_DENIED, "The caller does not have permission"),
        (_DENIED, "Access to the bucket was refused"),
        (_DENIED, "The organization's policy denied access to the bucket"),
    ],
    "gemini.tuned_model_denied": [
        (_DENIED, "You do not have permission to tune a model"),
        (_DENIED, "The caller does not have permission"),
    ],
    "gemini.organization_policy": [
        (_PRECONDITION, "The constraint of the schema cannot be met"),
        (_DENIED, "Your organization is not on the list of testers"),
    ],
    "gemini.account_restricted": [
        (_DENIED, "The caller does not have permission"),
        (_DENIED, "Verify that the service account has the role"),
    ],
    "gemini.robot_refused": [
        (_DENIED, "Automated function calling is not permitted here"),
        (_DENIED, "The query is unusual, and traffic to it is blocked"),
    ],
    "gemini.permission_denied": [
        ("close 1007", "The parameter `language_code` is not allowed for this model"),
        ("close 1007", "Invalid argument: the field `setup` is not permitted twice"),
    ],
    "gemini.spend_rate": [
        (_EXHAUSTED, "Your project has exceeded its monthly spending cap."),
        (_EXHAUSTED, "Resource has been exhausted (e.g. check quota)."),
    ],
    "gemini.no_free_tier": [
        (_EXHAUSTED, "You exceeded the free tier's requests per minute."),
        (_EXHAUSTED, "Quota exceeded for generate_content_free_tier_requests"),
    ],
    "gemini.provisioned_throughput": [
        (_EXHAUSTED, "Too many requests. The throughput of shared capacity is exceeded."),
        (_EXHAUSTED, "Resource exhausted. Please try again later."),
    ],
    "gemini.vertex_quota": [
        (
            "429",
            "Quota exceeded for metric: generativelanguage.googleapis.com/generate_requests per minute",
        ),
        ("429", "aiplatform.googleapis.com has no capacity: resource exhausted"),
    ],
    "gemini.vertex_allowance": [
        (_EXHAUSTED, "You exceeded your current quota, please check your plan and billing details."),
        (_EXHAUSTED, "The metrics of the quota could not be read"),
    ],
    "gemini.code_assist_rate": [
        ("reason RATE_LIMIT_EXCEEDED", "Rate limit exceeded"),
        ("reason QUOTA_EXHAUSTED", "You have exhausted your capacity on this model. Your quota will reset after 3h."),
    ],
    "gemini.user_quota": [
        (
            "429",
            "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute per user' of service "
            "'cloudcode-pa.googleapis.com'",
        ),
        (_EXHAUSTED, "Resource has been exhausted (e.g. check quota)."),
        (_EXHAUSTED, "The daily news feed is exhausted"),
    ],
    "gemini.current_quota": [
        (_EXHAUSTED, "Resource has been exhausted (e.g. check quota)."),
        (_EXHAUSTED, "The message exceeded the size of a packet"),
    ],
    "gemini.concurrent_requests": [
        (_EXHAUSTED, "Resource has been exhausted (e.g. check quota)."),
        (_EXHAUSTED, "The cache was changed by a concurrent update"),
    ],
    "gemini.shared_capacity": [
        (_EXHAUSTED, "You exceeded your current quota, please check your plan and billing details."),
        (_EXHAUSTED, "Received message larger than max (5000000 vs. 4194304)"),
    ],
    "gemini.robot_limited": [
        (_EXHAUSTED, "Too many queries"),
        (_EXHAUSTED, "The automated test quota is used up"),
    ],
    "gemini.rate_limited": [
        ("close 1007", "Field quota_project is invalid"),
        ("close 1008", "Too many languages in the setup message"),
        ("close 1007", "The audio has too many channels"),
    ],
    "gemini.no_capacity": [
        (_EXHAUSTED, "You exceeded your current quota, please check your plan and billing details."),
        (_EXHAUSTED, "The cache's capacity limit was reached"),
        ("close 1008", "The load of the document failed"),
    ],
    "gemini.model_overloaded": [
        (_UNAVAILABLE, "The service is currently unavailable."),
        ("INTERNAL", "An internal error has occurred."),
        ("INTERNAL", "Incapacity of the parser: unknown token"),
    ],
    "gemini.unavailable": [
        ("close 1007", "The voice is not available for this model"),
        ("close 1008", "Your project has been denied access"),
    ],
    "gemini.internal": [
        ("close 1007", "The internal name of the tool is invalid"),
        ("close 1008", "An operation was declared twice"),
    ],
    "gemini.deadline_exceeded": [
        ("close 1007", "The field `timeout` is unknown to the setup message"),
        (_UNAVAILABLE, "The service is currently unavailable."),
        ("close 1007", "The field `timing` is unknown"),
        (_UNAVAILABLE, "No time slot is free for this model"),
    ],
    "gemini.live_session_over": [
        ("close 1008", "BidiGenerateContent session not found"),
        ("close 1011", "Maximum concurrent sessions reached for this project."),
        ("close 1008", "The session was closed due to inactivity."),
    ],
    "gemini.live_idle": [
        ("close 1007", "The value idle of `state` is unknown"),
        ("close 1008", "BidiGenerateContent session expired"),
        ("close 1011", "Session duration limit reached"),
        ("close 1007", "The video identifier is invalid"),
    ],
}
