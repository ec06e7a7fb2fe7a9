"""Everything of the Gemini API and of Vertex AI that is no answer of a model: files, caches, batches, agents …

What a request asks for is read off its path, whose last named segment is the kind of resource; `documents` holds what
there is to say of each kind, `outcome` how jobs end, `uploads` how files arrive.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from genai_triage.evidence.address import endpoint_of
from genai_triage.simulator.exchange import JSON, Facts, SimResponse
from genai_triage.simulator.resources import uploads
from genai_triage.simulator.resources.documents import KINDS, PICTURE, Asked
from genai_triage.simulator.resources.outcome import Outcome, failed, outcome_of
from genai_triage.taxonomy.model import Example

DISCOVERY: Final = ["$discovery", "rest"]
_BATCHES: Final = ("batchGenerateContent", "asyncBatchEmbedContent")
_POLL: Final = "fetchPredictOperation"
_LONG: Final = "predictLongRunning"
_MAKERS: Final = {
    **dict.fromkeys(_BATCHES, "batches"),
    _LONG: "operations",
    "importFile": "operations",
    "uploadToFileSearchStore": "operations",
}
"""The kind of job that a path's verb makes."""
_PROMPTED: Final = "predict"
_BYTES: Final = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


def read(
    method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: Any, size: int
) -> Facts | None:
    """The facts of a request; None for a path that names no resource.

    Args:
        method: HTTP method.
        path: Path, e.g. `/v1beta/files/abc:download`.
        query: Query parameters.
        headers: Request headers, names in lower case.
        body: The JSON body; anything for a request without one.
        size: Length of the body, in bytes.
    """
    steps = [step for step in path.removeprefix("/resumable").split("/") if step]
    if steps == DISCOVERY:
        details = {"kind": "discovery", "origin": uploads.origin_of(headers)}
        return Facts("gemini", "other", "discovery", method, path, details=details)
    is_upload = steps[:1] == ["upload"]
    steps = steps[2:] if steps[:1] in (["upload"], ["download"]) else steps[1:]
    if not steps:
        return None
    request = body if isinstance(body, dict) else {}
    steps[-1], _, verb = steps[-1].partition(":")
    at = next((place for place in reversed(range(len(steps))) if steps[place] in KINDS), None)
    if at is None or verb not in _KNOWN or (verb in ("", _PROMPTED) and steps[at] == "models" and method == "GET"):
        return None
    kind, name = steps[at], "/".join(steps)
    if kind == "files" and "environments" in steps:
        kind = "environmentFiles"
    if verb == _POLL:
        kind, name = "operations", str(request.get("operationName", ""))
        method = "GET"
    facts = Facts(
        provider="gemini",
        endpoint=_endpoint(path),
        operation=f"{kind}.{verb or method}",
        method=method,
        path=path,
        model=_model(steps, request),
        label=uploads.label_of(request) if is_upload or kind != "decisions" else "",
        details={
            "kind": kind,
            "name": name,
            "verb": verb,
            "has_id": "1" if at < len(steps) - 1 else "",
            **({"media": "1"} if query.get("alt") == "media" and method == "GET" else {}),
        },
        given=_given(request),
    )
    return _with_upload(facts, query, headers, body, size) if is_upload else _with_job(facts)


def _endpoint(path: str) -> str:
    """The endpoint's word; what issues tokens for Live sessions is not where GigaChat's come from."""
    word = endpoint_of("gemini", path.lower())
    return "auth_tokens" if word == "token" else word or "other"


def _model(steps: list[str], request: Mapping[str, Any]) -> str:
    """The model that a request names, in its path or its body."""
    for collection in ("models", "tunedModels"):
        if collection in steps[:-1]:
            return steps[steps.index(collection) + 1]
    named = request.get("model") or request.get("baseModel") or ""
    return str(named).rpartition("models/")[2]


def _given(request: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer repeats; never a text or a secret."""
    given = {name: request[name] for name in _REPEATED if isinstance(request.get(name), (str, list))}
    voice, questions = request.get("voice"), request.get("questions")
    if isinstance(voice, dict):
        given["type"] = str(voice.get("type", ""))
    return {**given, "questions": list(questions)} if isinstance(questions, dict) else given


_REPEATED: Final = ("id", "type", "schedule", "time_zone", "subscribed_events", "uri", "uris", "model", "baseModel")


def _with_upload(facts: Facts, query: Mapping[str, str], headers: Mapping[str, str], body: Any, size: int) -> Facts:
    return replace(facts, details={**facts.details, **uploads.read(query, headers, body, size)})


def _with_job(facts: Facts) -> Facts:
    kind, verb = facts.details["kind"], facts.details["verb"]
    identifier = facts.details["name"].rpartition("/")[2] if facts.details["has_id"] or verb == _POLL else ""
    if verb == "cancel":
        return replace(facts, job=identifier, cancels_job=True)
    makes = facts.method == "POST" and (verb in _MAKERS or (not verb and _is_made(kind)))
    return replace(facts, makes_job=makes, job="" if makes or facts.method != "GET" else identifier)


def _is_made(kind: str) -> bool:
    return KINDS[kind].is_job or kind == "tunedModels"


def good(facts: Facts) -> SimResponse:
    """The good answer to a request that `read` knows."""
    details = facts.details
    if details["kind"] == "discovery":
        return _json(uploads.discovery(details["origin"]))
    if "refused" in details:
        return error(int(details["refused"]), details["why"])
    if "command" in details:
        begun = uploads.progress(facts)
        if begun is not None:
            return begun
        return _json(_uploaded(facts))
    return _answer(facts, outcome_of(facts))


def ended(facts: Facts, example: Example) -> SimResponse:
    """A job's answer once it has failed."""
    end = failed(example)
    return error(400, "no job ends with this cause.") if end is None else _answer(facts, end)


def error(status: int, message: str) -> SimResponse:
    """An error of the simulator itself, in Google's envelope."""
    name = {404: "NOT_FOUND"}.get(status, "INVALID_ARGUMENT")
    body = {"error": {"code": status, "message": f"simulator: {message}", "status": name}}
    return SimResponse(status, (json.dumps(body).encode(),), _CONTENT_TYPE)


_CONTENT_TYPE: Final = f"{JSON}; charset=UTF-8"


def _answer(facts: Facts, end: Outcome) -> SimResponse:
    details = facts.details
    kind, verb, name = details["kind"], details["verb"], details["name"]
    if verb == "download" or "media" in details or "/media/" in name:
        return SimResponse(200, (_BYTES,), "application/octet-stream")
    if verb in _VERBS:
        return _json(_VERBS[verb](facts))
    if facts.method == "DELETE" or facts.cancels_job:
        return _json({})
    if facts.method == "GET" and not details["has_id"] and verb != _POLL:
        one = _document(facts, f"{name}/{_FIRST}", end)
        return _json({KINDS[kind].listed or kind: [one]})
    return _json(_document(facts, _name(facts), end))


_FIRST: Final = "1"


def _uploaded(facts: Facts) -> dict[str, Any]:
    """The last answer of an upload: the file, or the operation that puts it into a store."""
    document = _document(facts, _name(facts), outcome_of(facts))
    return document if facts.details["verb"] or facts.details["kind"] == "environmentFiles" else {"file": document}


def _name(facts: Facts) -> str:
    """The name of what is answered about: a new one for what is made."""
    details, name = facts.details, facts.details["name"]
    if not facts.makes_job or details["kind"] == "environmentFiles":
        return name if details["has_id"] or details["verb"] else f"{name}/{_FIRST}"
    if details["verb"] in _BATCHES:
        return f"batches/{facts.job}"
    if details["verb"] == "uploadToFileSearchStore":
        return f"{name}/upload/operations/{facts.job}"
    if details["verb"]:
        return f"{name}/operations/{facts.job}"
    if details["kind"] == "tunedModels":
        return f"{name}/{facts.job}/operations/{facts.job}"
    return f"{name}/{facts.job}"


def _document(facts: Facts, name: str, end: Outcome) -> dict[str, Any]:
    kind = _MAKERS.get(facts.details["verb"], facts.details["kind"])
    if kind == "tunedModels" and facts.makes_job:
        kind = "operations"
    size = facts.details.get("received") or facts.details.get("bytes") or "1024"
    asked = Asked(name, facts.model, facts.label, size, end, facts.given)
    return KINDS[kind].make(asked)


def _registered(facts: Facts) -> dict[str, Any]:
    uris = facts.given.get("uris") or ["gs://bucket/file"]
    return {"files": [{**KINDS["files"].make(Asked(f"files/{number}")), "uri": uri} for number, uri in enumerate(uris)]}


def _tokens(facts: Facts) -> dict[str, Any]:
    return {"tokensInfo": [{"tokens": ["SGVsbG8="], "tokenIds": ["1"], "role": "user"}]}


def _pictures(facts: Facts) -> dict[str, Any]:
    return {"predictions": [{"bytesBase64Encoded": PICTURE, "mimeType": "image/png"}]}


_VERBS: Final[Mapping[str, Callable[[Facts], dict[str, Any]]]] = {
    "register": _registered,
    "computeTokens": _tokens,
    _PROMPTED: _pictures,
    "ping": lambda _: {},
    "rotateSigningSecret": lambda _: {"secret": "whsec_example"},
    "validateReinforcementTuningReward": lambda _: {"overallReward": 1.0},
    "generateAnswer": lambda _: {"answer": {"content": {"parts": [{"text": "Yes."}]}, "finishReason": "STOP"}},
    "transferOwnership": lambda _: {},
}
"""What verbs answer that are about no one resource."""
_KNOWN: Final = frozenset({"", "cancel", "download", _POLL, *_MAKERS, *_VERBS})


def _json(body: Any) -> SimResponse:
    return SimResponse(200, (json.dumps(body, ensure_ascii=False).encode(),), _CONTENT_TYPE)
