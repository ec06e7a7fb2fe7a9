"""Causes of Gemini's classes `quota` and `rate_limit`, and of a 429 that is nobody's quota."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import (
    close_frame,
    error_info,
    google_error,
    interactions_error,
    quota_failure,
    violation,
)

from .common import CLOSED, DOCS, EXHAUSTED, TROUBLESHOOTING, said

_RATE_LIMITS: Final = DOCS + "rate-limits"
_VERTEX_429: Final = "https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429"
_VERTEX_QUOTAS: Final = "https://cloud.google.com/vertex-ai/generative-ai/docs/quotas"
_CODE_ASSIST: Final = "https://developers.google.com/gemini-code-assist/resources/quotas"

_AT_ONCE: Final = ("session", "request", "connection", "job", "batch", "limit", "prediction")
_NO_FREE_TIER: Final = (
    "free quota tier",
    "doesn't have a free tier",
    "does not have a free tier",
    "no free tier",
    "not available in the free tier",
    "not available on the free tier",
    "not included in the free tier",
    "free tier is not available for",
    "not available for free tier",
    "requires a paid tier",
    "only available on the paid tier",
)

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gemini.no_quota",
        failure_class=FailureClass.QUOTA,
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
        id="gemini.spend_rate",
        failure_class=FailureClass.RATE_LIMIT,
        doc=_RATE_LIMITS,
        source="observed: 429 'You exceeded your spend-based rate limit'",
        signals=said("spend-based", "spend based rate", "spend rate limit", "spending rate", status=EXHAUSTED),
        example=Example(http=429, body=google_error("RESOURCE_EXHAUSTED", "You exceeded your spend-based rate limit.")),
    ),
    Cause(
        id="gemini.no_free_tier",
        failure_class=FailureClass.QUOTA,
        doc=_RATE_LIMITS,
        source="observed: 429 '… doesn't have a free quota tier'",
        signals=(
            Signal(
                quota=("*:zero",),
                text=_NO_FREE_TIER,
            ),
            Signal(status=EXHAUSTED, text=_NO_FREE_TIER),
        ),
        example=Example(
            http=429,
            body=google_error(
                "RESOURCE_EXHAUSTED", "Gemini 2.5 Pro Preview doesn't have a free quota tier. Please use another model."
            ),
        ),
    ),
    Cause(
        id="gemini.provisioned_throughput",
        failure_class=FailureClass.RATE_LIMIT,
        doc="https://cloud.google.com/vertex-ai/generative-ai/docs/provisioned-throughput/error-code-429",
        source="observed: 429 'Exceeded the Provisioned Throughput'",
        signals=said("provisioned throughput", "provisioned-throughput", status=EXHAUSTED),
        example=Example(
            http=429,
            body=google_error("RESOURCE_EXHAUSTED", "Too many requests. Exceeded the Provisioned Throughput."),
        ),
    ),
    Cause(
        id="gemini.vertex_quota",
        failure_class=FailureClass.RATE_LIMIT,
        doc=_VERTEX_QUOTAS,
        source="observed: 429 'Quota exceeded for aiplatform.googleapis.com/…_per_minute_…'",
        signals=(Signal(quota=("requests:minute", "tokens:minute"), text=("aiplatform.googleapis.com",)),),
        example=Example(
            http=429,
            body=google_error(
                "RESOURCE_EXHAUSTED",
                "Quota exceeded for aiplatform.googleapis.com/generate_content_requests_per_minute_per_project_per_"
                "base_model with base model: gemini-1.5-pro. Please submit a quota increase request.",
            ),
        ),
    ),
    Cause(
        id="gemini.vertex_allowance",
        failure_class=FailureClass.QUOTA,
        doc=_VERTEX_QUOTAS,
        source="observed: 429 'The following quota metrics exceed quota limits'",
        signals=said("quota metrics exceed quota limits", status=EXHAUSTED),
        example=Example(
            http=429,
            body=google_error(
                "RESOURCE_EXHAUSTED",
                "The following quota metrics exceed quota limits: aiplatform.googleapis.com/custom_model_training_cpus",
            ),
        ),
    ),
    Cause(
        id="gemini.code_assist_rate",
        failure_class=FailureClass.RATE_LIMIT,
        doc=_CODE_ASSIST,
        source="observed: 429 of Code Assist that ends within seconds or a minute",
        signals=(
            Signal(quota=("requests:minute", "tokens:minute"), text=("cloudcode-pa.googleapis.com",)),
            Signal(reason=("RATE_LIMIT_EXCEEDED",), text=("quota will reset", "exhausted your capacity")),
        ),
        example=Example(
            http=429,
            body=google_error(
                "RESOURCE_EXHAUSTED",
                "You have exhausted your capacity on this model. Your quota will reset after 4s.",
                error_info("RATE_LIMIT_EXCEEDED", "cloudcode-pa.googleapis.com", quotaResetDelay="4s"),
            ),
        ),
    ),
    Cause(
        id="gemini.requests_per_day",
        failure_class=FailureClass.QUOTA,
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
        doc=_CODE_ASSIST,
        source="observed: 429 with ErrorInfo QUOTA_EXHAUSTED (Code Assist)",
        signals=(
            Signal(reason=("QUOTA_EXHAUSTED", "QUOTA_EXCEEDED", "quotaExceeded")),
            Signal(quota=("requests:day",), text=("cloudcode-pa.googleapis.com",)),
            *said(
                "quota will reset",
                "exhausted your capacity",
                "exhausted your daily quota",
                "daily quota",
                "daily limit",
                status=EXHAUSTED,
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
        doc=_RATE_LIMITS,
        source="observed: 429 'You exceeded your current quota' without details",
        signals=(
            *said(
                "exceeded your current quota",
                "exceeded your quota",
                "you have exceeded your",
                "exceeded quota",
                "quota exceeded",
                status=EXHAUSTED,
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
        doc=_RATE_LIMITS,
        source="observed: Live API close 1011 and batch jobs: concurrent sessions",
        signals=(
            Signal(quota=("concurrent:minute", "concurrent:unknown", "concurrent:second")),
            Signal(status=EXHAUSTED, text=("concurrent",), subject=_AT_ONCE),
            Signal(close=CLOSED, text=("concurrent",), subject=_AT_ONCE),
        ),
        example=Example(
            body=close_frame(1011, "Maximum concurrent sessions reached for this project."), endpoint="live"
        ),
    ),
    Cause(
        id="gemini.short_window",
        failure_class=FailureClass.RATE_LIMIT,
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
        doc=_VERTEX_429,
        source="observed: 429 without QuotaFailure and RetryInfo",
        signals=said(
            "resource has been exhausted",
            "resource exhausted",
            "resources exhausted",
            "resources have been exhausted",
            status=EXHAUSTED,
        ),
        example=Example(
            http=429, body=google_error("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")
        ),
    ),
    Cause(
        id="gemini.robot_limited",
        failure_class=FailureClass.RATE_LIMIT,
        doc=TROUBLESHOOTING,
        source="observed: 429 with Google's page on automated queries",
        signals=said("sending automated queries", "unusual traffic", status=EXHAUSTED, live=False),
        example=Example(
            http=429,
            body="<html><title>Sorry...</title><body>We're sorry... but your computer or network may be sending "
            "automated queries.</body></html>",
        ),
    ),
    Cause(
        id="gemini.rate_limited",
        failure_class=FailureClass.RATE_LIMIT,
        doc=TROUBLESHOOTING,
        source="page: 429 RESOURCE_EXHAUSTED",
        signals=(
            Signal(code=("rate_limit_exceeded", "too_many_requests", "resource_exhausted", "rate_limit_error")),
            Signal(reason=("RATE_LIMIT_EXCEEDED", "userRateLimitExceeded", "CONCURRENT_LIMIT_EXCEEDED")),
            Signal(status=EXHAUSTED),
            Signal(
                close=CLOSED,
                text=("quota", "rate limit", "resource_exhausted", "too many requests"),
                unless=("quota_project", "quota project", "quotaproject"),
            ),
            Signal(close=CLOSED, text=("too many",), subject=("request", "session", "connection", "concurrent")),
            Signal(exception=("*.RateLimitError", "*.ResourceExhausted", "*.TooManyRequests"), general=True),
        ),
        example=Example(
            http=429,
            body=interactions_error("too_many_requests", "You have made too many requests in a short period of time."),
            endpoint="interactions",
        ),
    ),
)
