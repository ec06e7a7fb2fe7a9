"""What the Gemini API and Vertex AI say of each kind of resource and of each kind of job.

Shapes: https://ai.google.dev/api/files, /caching, /batch-api, /file-search, /interactions-api and their neighbours.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from genai_triage.simulator.resources.outcome import Outcome

NOW: Final = "2026-01-01T00:00:00Z"
"""Of all that is there; nothing depends on the time."""
PICTURE: Final = base64.b64encode(bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")).decode()
_DAY_LATER: Final = "2026-01-02T00:00:00Z"
_TIMES: Final = {"createTime": NOW, "updateTime": NOW}
_SNAKE_TIMES: Final = {"create_time": NOW, "update_time": NOW}
_TYPE: Final = "type.googleapis.com/google.ai.generativelanguage."


class Asked(NamedTuple):
    """What a document is made of."""

    name: str
    """Of the resource, as its path has it."""
    model: str = ""
    label: str = ""
    """The display name."""
    size: str = "1024"
    outcome: Outcome = Outcome()
    given: Mapping[str, Any] = {}

    @property
    def id(self) -> str:
        return self.name.rpartition("/")[2]


def _file(asked: Asked) -> dict[str, Any]:
    states = {"RUNNING": "PROCESSING", "SUCCEEDED": "ACTIVE"}
    error = {"error": dict(asked.outcome.error)} if asked.outcome.error else {}
    return {
        "name": asked.name,
        "displayName": asked.label,
        "mimeType": "text/plain",
        "sizeBytes": asked.size,
        **_TIMES,
        "expirationTime": _DAY_LATER,
        "sha256Hash": base64.b64encode(bytes(32)).decode(),
        "uri": f"https://generativelanguage.googleapis.com/v1beta/{asked.name}",
        "downloadUri": f"https://generativelanguage.googleapis.com/v1beta/{asked.name}:download?alt=media",
        "state": states.get(asked.outcome.state, "FAILED"),
        "source": "UPLOADED",
        **error,
    }


def _environment_files(asked: Asked) -> dict[str, Any]:
    path = asked.name.partition("/files/")[2]
    file = {"name": asked.id, "path": path, "type": "file", "size_bytes": int(asked.size), "created": NOW}
    return {"files": [file]}


def _cache(asked: Asked) -> dict[str, Any]:
    model = asked.given.get("model") or f"models/{asked.model or 'gemini-2.5-flash'}"
    usage = {"totalTokenCount": 4096}
    return {"name": asked.name, "model": model, "usageMetadata": usage, **_TIMES, "expireTime": _DAY_LATER}


def _store(asked: Asked) -> dict[str, Any]:
    counts = {"activeDocumentsCount": "1", "pendingDocumentsCount": "0", "failedDocumentsCount": "0"}
    return {"name": asked.name, "displayName": asked.label, **_TIMES, **counts, "sizeBytes": asked.size}


def _document(asked: Asked) -> dict[str, Any]:
    state = {"state": "STATE_ACTIVE", "mimeType": "text/plain", "sizeBytes": asked.size}
    return {"name": asked.name, "displayName": asked.label, **state, **_TIMES}


def _tuned_model(asked: Asked) -> dict[str, Any]:
    states = {"RUNNING": "CREATING", "SUCCEEDED": "ACTIVE"}
    base = asked.given.get("baseModel", "models/gemini-2.5-flash")
    state = states.get(asked.outcome.state, "FAILED")
    return {"name": asked.name, "displayName": asked.label, "baseModel": base, "state": state, **_TIMES}


def _tuning_job(asked: Asked) -> dict[str, Any]:
    error = {"error": dict(asked.outcome.error)} if asked.outcome.error else {}
    state = {"state": f"JOB_STATE_{asked.outcome.state}", "baseModel": asked.given.get("baseModel", "gemini-2.5-flash")}
    return {"name": asked.name, **state, **_TIMES, **error}


def _model(asked: Asked) -> dict[str, Any]:
    return {"name": asked.name, "displayName": asked.label or asked.id, "version": "001", **_TIMES}


def _corpus(asked: Asked) -> dict[str, Any]:
    return {"name": asked.name, "displayName": asked.label, **_TIMES}


def _permission(asked: Asked) -> dict[str, Any]:
    return {"name": asked.name, "granteeType": "EVERYONE", "role": "READER"}


def _token(asked: Asked) -> dict[str, Any]:
    return {"name": asked.name, "expireTime": _DAY_LATER, "newSessionExpireTime": NOW}


def _agent(asked: Asked) -> dict[str, Any]:
    return {"id": asked.given.get("id") or asked.id, "description": "An agent", **_SNAKE_TIMES}


def _webhook(asked: Asked) -> dict[str, Any]:
    events = asked.given.get("subscribed_events") or ["batch.succeeded"]
    uri = asked.given.get("uri") or "https://example.com/hook"
    return {"id": asked.id, "subscribed_events": events, "uri": uri, "state": "enabled", **_SNAKE_TIMES}


def _trigger(asked: Asked) -> dict[str, Any]:
    interaction = {"agent": "deep-research", "input": "Hello"}
    when = {
        "schedule": asked.given.get("schedule") or "0 0 * * *",
        "time_zone": asked.given.get("time_zone") or "UTC",
    }
    return {"id": asked.id, "interaction": interaction, **when, "status": "active", **_SNAKE_TIMES}


def _execution(asked: Asked) -> dict[str, Any]:
    of = asked.name.split("/")[1] if "/" in asked.name else "t"
    return {"id": asked.id, "trigger_id": of, "status": asked.outcome.status, "start_time": NOW}


def _environment(asked: Asked) -> dict[str, Any]:
    return {"id": asked.id, "created": NOW, "updated": NOW, "status": "running", "file_count": "1"}


def _voice(asked: Asked) -> dict[str, Any]:
    kind = asked.given.get("type") or "prompted"
    return {"id": asked.id, "type": kind, "display_name": asked.label or "A voice", "language_code": "en-US"}


def _credential(asked: Asked) -> dict[str, Any]:
    kind = asked.given.get("type") or "bearer_token"
    return {"id": asked.given.get("id") or asked.id, "type": kind, "status": "active", **_SNAKE_TIMES}


def _decision(asked: Asked) -> dict[str, Any]:
    answers = {name: {"type": "noul", "value": "yes"} for name in asked.given.get("questions") or ()}
    return {"answers": answers, "usage": {"total_input_tokens": 8, "total_output_tokens": 1, "total_tokens": 9}}


def _operation(asked: Asked) -> dict[str, Any]:
    """A long-running operation: what it answers with is told by whose it is."""
    done: dict[str, Any] = {} if asked.outcome.is_open else {"done": True}
    metadata = _operation_metadata(asked)
    if asked.outcome.state == "CANCELLED":
        return {"name": asked.name, **metadata, **done, "error": {"code": 1, "message": "The operation was cancelled."}}
    if asked.outcome.error:
        return {"name": asked.name, **metadata, **done, "error": dict(asked.outcome.error)}
    if done:
        done["response"] = _operation_response(asked)
    return {"name": asked.name, **metadata, **done}


def _operation_metadata(asked: Asked) -> dict[str, Any]:
    if not asked.name.startswith("tunedModels/"):
        return {}
    kind = {"@type": f"{_TYPE}v1beta.CreateTunedModelMetadata"}
    steps = {"totalSteps": 10, "completedSteps": 5 if asked.outcome.is_open else 10}
    return {"metadata": {**kind, **steps, "tunedModel": asked.name.partition("/operations/")[0]}}


def _operation_response(asked: Asked) -> dict[str, Any]:
    owner, _, _ = asked.name.partition("/operations/")
    if owner.startswith("tunedModels/"):
        return {"@type": f"{_TYPE}v1beta.TunedModel", **_tuned_model(Asked(owner))}
    if owner.startswith("fileSearchStores/"):
        store = owner.removesuffix("/upload")
        return {"parent": store, "documentName": f"{store}/documents/{asked.id}"}
    return _videos(asked, is_vertex="projects/" in asked.name)


def _videos(asked: Asked, *, is_vertex: bool) -> dict[str, Any]:
    reasons = list(asked.outcome.filtered)
    filtered = {"raiMediaFilteredCount": len(reasons), "raiMediaFilteredReasons": reasons} if reasons else {}
    if is_vertex:
        videos = [] if reasons else [{"bytesBase64Encoded": PICTURE, "mimeType": "video/mp4"}]
        return {"videos": videos, **filtered}
    uri = f"https://generativelanguage.googleapis.com/v1beta/files/{asked.id}:download?alt=media"
    samples = [] if reasons else [{"video": {"uri": uri}}]
    return {"generateVideoResponse": {"generatedSamples": samples, **filtered}}


_ITEMS: Final = 10


def _batch(asked: Asked) -> dict[str, Any]:
    """A batch of the Gemini API, which is an operation."""
    end = asked.outcome
    pending = str(_ITEMS) if end.is_open else "0"
    good = str(_ITEMS) if end.is_good and not end.stats else "0"
    stats = end.stats or {"requestCount": str(_ITEMS), "pendingRequestCount": pending, "successfulRequestCount": good}
    metadata: dict[str, Any] = {
        "@type": f"{_TYPE}v1main.GenerateContentBatch",
        "model": f"models/{asked.model or 'gemini-2.5-flash'}",
        "displayName": asked.label,
        **_TIMES,
        "batchStats": dict(stats),
        "state": f"BATCH_STATE_{end.state}",
        "name": asked.name,
    }
    if end.is_open:
        return {"name": asked.name, "metadata": metadata}
    metadata["endTime"] = NOW
    if end.error:
        return {"name": asked.name, "metadata": metadata, "done": True, "error": dict(end.error)}
    if end.state != "SUCCEEDED":
        return {"name": asked.name, "metadata": metadata, "done": True}
    metadata["output"] = {"inlinedResponses": {"inlinedResponses": _items(end)}}
    return {"name": asked.name, "metadata": metadata, "done": True, "response": metadata["output"]}


def _items(end: Outcome) -> list[dict[str, Any]]:
    """Answers of a batch's items, and the errors of those that failed."""
    bad = int(end.stats.get("failedRequestCount", 0))
    good = int(end.stats.get("successfulRequestCount", 1))
    answer = {"candidates": [{"content": {"parts": [{"text": "Yes."}], "role": "model"}, "finishReason": "STOP"}]}
    return [{"response": answer}] * good + [{"error": {"code": 13, "message": "Internal error encountered."}}] * bad


def _vertex_batch(asked: Asked) -> dict[str, Any]:
    end = asked.outcome
    failed, good = (end.stats.get(name, "0") for name in ("failedRequestCount", "successfulRequestCount"))
    state = "PARTIALLY_SUCCEEDED" if failed != "0" else end.state
    stats = {"completionStats": {"successfulCount": good, "failedCount": failed}} if end.stats else {}
    error = {"error": dict(end.error)} if end.error else {}
    model = asked.given.get("model") or "publishers/google/models/gemini-2.5-flash"
    return {"name": asked.name, "state": f"JOB_STATE_{state}", "model": model, **_TIMES, **stats, **error}


class Kind(NamedTuple):
    """A kind of resource, by the segment of a path that names it."""

    make: Callable[[Asked], dict[str, Any]]
    listed: str = ""
    """The key that a list has it under; by default the segment."""
    is_job: bool = False
    """Whether what is made goes on after the answer."""


KINDS: Final[Mapping[str, Kind]] = {
    "files": Kind(_file, is_job=True),
    "environmentFiles": Kind(_environment_files),
    "cachedContents": Kind(_cache),
    "batches": Kind(_batch, listed="operations", is_job=True),
    "batchPredictionJobs": Kind(_vertex_batch, is_job=True),
    "operations": Kind(_operation, is_job=True),
    "tunedModels": Kind(_tuned_model),
    "tuningJobs": Kind(_tuning_job, is_job=True),
    "models": Kind(_model),
    "fileSearchStores": Kind(_store),
    "documents": Kind(_document),
    "auth_tokens": Kind(_token),
    "corpora": Kind(_corpus),
    "permissions": Kind(_permission),
    "agents": Kind(_agent),
    "webhooks": Kind(_webhook),
    "triggers": Kind(_trigger),
    "executions": Kind(_execution, listed="trigger_executions"),
    "environments": Kind(_environment),
    "voices": Kind(_voice),
    "credentials": Kind(_credential),
    "decisions": Kind(_decision),
}
