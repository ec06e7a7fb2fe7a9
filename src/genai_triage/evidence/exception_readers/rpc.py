"""gRPC: `grpc.RpcError` and `grpc.aio.AioRpcError`."""

from __future__ import annotations

from genai_triage.evidence.address import provider_of
from genai_triage.evidence.exception_view import ExceptionView, call, items
from genai_triage.evidence.grpc import evidence_of_rpc
from genai_triage.taxonomy import Evidence


def of_rpc_error(view: ExceptionView) -> Evidence | None:
    """`grpc.RpcError` and `grpc.aio.AioRpcError`: methods code(), details(), trailing_metadata()."""
    # The class comes first: on exceptions of other libraries `code` is a deprecated property that warns.
    if not any(name.startswith("grpc.") or name.endswith("RpcError") for name in view.names):
        return None
    if not callable(view.get("code")):
        return None
    details = call(view.exc, "details")
    metadata = [item for name in ("initial_metadata", "trailing_metadata") for item in items(call(view.exc, name))]
    # Its text holds debug_error_string(), which itself would wait forever on a call that was cancelled locally.
    known = view.provider or provider_of(view.text[:2000].lower())
    status = call(view.exc, "code")
    return evidence_of_rpc(known, status, details, metadata) if status is not None else None
