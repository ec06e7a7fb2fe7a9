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
                unless=("balancer", "balancing"),
            ),
        ),
        example=Example(http=402, body=gigachat_error(402, "Payment Required"), endpoint="chat"),
    ),
    Cause(
        id="gigachat.grpc_exhausted",
        failure_class=FailureClass.BILLING,
        retryable=True,
        doc=GRPC,
        source="page: gRPC 8 (402, 429: the model's tokens are used up)",
        signals=(Signal(status=("RESOURCE_EXHAUSTED",)),),
        example=Example(grpc=("RESOURCE_EXHAUSTED", "")),
    ),
    Cause(
        id="gigachat.grpc_bare_exhausted",
        failure_class=FailureClass.RATE_LIMIT,
        doc=GRPC,
        source="observed: gRPC 8 with the bare detail 'ResourceExhausted'",
        signals=(Signal(status=("RESOURCE_EXHAUSTED",), text=("resourceexhausted",)),),
        example=Example(grpc=("RESOURCE_EXHAUSTED", "ResourceExhausted")),
    ),
    Cause(
        id="gigachat.grpc_denied",
        failure_class=FailureClass.PERMISSION,
        doc=GRPC,
        source="page: gRPC 7 (authorization error)",
        signals=(Signal(status=("PERMISSION_DENIED",)),),
        example=Example(grpc=("PERMISSION_DENIED", "")),
    ),
    Cause(
        id="gigachat.balance_pay_as_you_go",
        failure_class=FailureClass.PERMISSION,
        doc=_BALANCE,
        source="page: 403 Permission denied on GET /balance",
        signals=(Signal(status=("403", "PERMISSION_DENIED"), endpoint=("balance",)),),
        example=Example(http=403, body=gigachat_error(403, "Permission denied"), endpoint="balance"),
    ),
    Cause(
        id="gigachat.permission_denied",
        failure_class=FailureClass.PERMISSION,
        doc=ERRORS,
        source="page: 403 Permission denied; gRPC 7",
        signals=(
            Signal(status=("403",)),
            Signal(exception=("gigachat.ForbiddenError",), general=True),
        ),
        example=Example(http=403, body=gigachat_error(403, "Permission denied"), endpoint="chat"),
    ),
)
