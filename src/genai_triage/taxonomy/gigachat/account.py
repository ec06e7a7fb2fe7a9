"""Causes of GigaChat's classes `billing` and `permission`: tokens used up, and what the tariff allows."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import gigachat_error

from .common import DOCS, ERRORS, GRPC

_BALANCE: Final = DOCS + "api/reference/rest/get-balance"

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="gigachat.payment_required",
        failure_class=FailureClass.BILLING,
        fix="Top up the tokens of this very model in Sber Studio (embeddings are billed apart from chat), or use a "
        "model your plan covers.",
        doc=ERRORS,
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
        doc=GRPC,
        source="page: gRPC 8 (402, 429: the model's tokens are used up)",
        signals=(Signal(status=("RESOURCE_EXHAUSTED",)),),
        example=Example(grpc=("RESOURCE_EXHAUSTED", "")),
    ),
    Cause(
        id="gigachat.grpc_bare_exhausted",
        failure_class=FailureClass.RATE_LIMIT,
        fix="Lower the number of parallel requests and retry after a wait; if it stays, check the model's token "
        "balance in Sber Studio.",
        doc=GRPC,
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
        doc=ERRORS,
        source="page: 403 Permission denied; gRPC 7",
        signals=(
            Signal(status=("403", "PERMISSION_DENIED")),
            Signal(exception=("gigachat.ForbiddenError",), general=True),
        ),
        example=Example(http=403, body=gigachat_error(403, "Permission denied"), endpoint="chat"),
    ),
)
