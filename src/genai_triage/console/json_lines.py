"""Failures and the summary as JSON, an object a line, for programs; the names are those of `genai-triage explain`."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from typing import Any

from genai_triage.console.facts import FailedCall, Tally
from genai_triage.telemetry import names

_QUOTA = {
    "id": names.QUOTA_ID,
    "metric": names.QUOTA_METRIC,
    "limit": names.QUOTA_LIMIT,
    "window": names.QUOTA_WINDOW,
    "model": names.QUOTA_MODEL,
    "resets_at": names.QUOTA_RESETS_AT,
}


def failure(call: FailedCall, times: int, language: str) -> str:
    """A failed call; `times` is how many of this process failed by the same cause, this one included."""
    cause = call.cause
    quota = {short: call.get(name) for short, name in _QUOTA.items() if call.get(name) is not None}
    document: dict[str, Any] = {
        "kind": "failure",
        "time": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
        "process": os.getpid(),
        "class": cause.failure_class.value,
        "cause": cause.id,
        "owner": cause.owner.value,
        "retryable": cause.retryable,
        "fix": call.fix_in(language),
        "doc": call.doc_in(language),
        "count": times,
        "provider": call.provider,
        "operation": call.get(names.OPERATION_NAME),
        "model": call.get(names.REQUEST_MODEL),
        "message": call.get(names.MESSAGE),
        "findings": call.get(names.FINDINGS) or [],
        "error_type": call.get(names.ERROR_TYPE),
        "http_status": call.get(names.HTTP_STATUS_CODE),
        "rpc_status": call.get(names.RPC_STATUS_CODE),
        "retry_after": call.get(names.RETRY_AFTER),
        "quota": quota or None,
        "answered_by": call.get(names.ANSWERED_BY),
        "request_id": call.get(names.REQUEST_ID),
        "retries": call.retries,
        "backoff": round(call.backoff, 3),
        "seconds": round(call.seconds, 3),
        "trace_id": f"{call.trace_id:032x}" if call.trace_id else None,
    }
    return _line(document)


def summary(tally: Tally, language: str) -> str:
    """What all calls of this process came to."""
    causes = [
        {
            "class": tally.rows[name].failure_class.value,
            "cause": name,
            "owner": tally.rows[name].owner.value,
            "fix": tally.rows[name].fix_in(language),
            "count": count,
        }
        for name, count in tally.causes.most_common()
    ]
    return _line(
        {
            "kind": "summary",
            "process": os.getpid(),
            "calls": tally.calls,
            "failed": tally.failed,
            "causes": causes,
            "retries": tally.retries,
            "backoff": round(tally.backoff, 3),
        }
    )


def _line(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False) + "\n"
