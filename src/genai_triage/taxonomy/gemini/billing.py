"""Causes of Gemini's classes `billing` and `region`: money, and where the API is offered."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import error_info, google_error, interactions_error

from .common import API_ERRORS, CLOSED, DENIED, DOCS, EXHAUSTED, PRECONDITION, REFUSED, said

_BILLING: Final = DOCS + "billing"
_REGIONS: Final = DOCS + "available-regions"

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gemini.billing_account_spend_cap",
        failure_class=FailureClass.BILLING,
        doc=_BILLING,
        source="observed: 429 without details",
        signals=(
            Signal(status=EXHAUSTED, text=("billing account",), subject=("exceeded", "spend", " cap", "limit")),
            Signal(close=CLOSED, text=("billing account has exceeded",)),
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
        doc="https://cloud.google.com/billing/docs/how-to/modify-project",
        source="observed: 403 with ErrorInfo BILLING_DISABLED",
        signals=(
            Signal(reason=("BILLING_DISABLED", "BILLING_*")),
            *said(
                "requires billing",
                "billing to be enabled",
                "billing is disabled",
                "no billing account",
                "billing account is",
                "billing account for",
                "billing account has",
                "enable billing",
                "billing has not been enabled",
                "billing is not enabled",
                "billing disabled",
                "billing not enabled",
                "accessible to billed users",
                status=(*DENIED, "INVALID_ARGUMENT"),
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
        doc=_BILLING,
        source="observed: 403 'dunning decision is deny'",
        signals=said("dunning", "past due", "delinquent", status=DENIED),
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
        doc=_BILLING,
        source="page: 400 FAILED_PRECONDITION (free tier not available in your country, enable billing)",
        signals=(
            *said(
                "free tier",
                "paid plan",
                "paid tier",
                "nível sem custo financeiro",
                "faturamento",
                "plano pago",
                status=PRECONDITION,
                live=False,
            ),
            Signal(
                status=PRECONDITION,
                text=("billing",),
                subject=(
                    "enable",
                    "set up",
                    "account",
                    "project",
                    "plan",
                    "requires",
                    "required",
                    "disabled",
                    "linked",
                ),
            ),
            Signal(close=CLOSED, text=("enable billing", "free tier is not")),
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
        doc=API_ERRORS,
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
        doc=_BILLING,
        source="observed: 429 without details; 402 on the Interactions API",
        signals=(
            Signal(code=("payment_required",)),
            Signal(reason=("INSUFFICIENT_G1_CREDITS_BALANCE", "INSUFFICIENT_CREDITS", "PREPAID_CREDITS_DEPLETED")),
            Signal(status=("402",)),
            *said(
                "prepayment credits",
                "prepaid credits",
                "prepay credits",
                "prepaid balance",
                "credits are depleted",
                "credits have been depleted",
                "credit balance",
                "insufficient credits",
                "out of credits",
                status=(*EXHAUSTED, *DENIED, *PRECONDITION),
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
        doc=_BILLING,
        source="observed: 429 without details",
        signals=said(
            "spending cap",
            "spend cap",
            "spending limit",
            "spend limit",
            "monthly budget",
            status=(*EXHAUSTED, *DENIED, *PRECONDITION),
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
        doc=_REGIONS,
        source="observed: 400 FAILED_PRECONDITION",
        signals=said(
            "location is not supported",
            "not available in your country",
            "not available in your region",
            "not supported in your country",
            "not supported in your region",
            "not available in your location",
            "unsupported country",
            "country, region, or territory",
            "from your country",
            status=(*REFUSED, *DENIED, "451", "UNAVAILABLE", "503"),
        ),
        example=Example(
            http=400, body=google_error("FAILED_PRECONDITION", "User location is not supported for the API use.")
        ),
    ),
)
