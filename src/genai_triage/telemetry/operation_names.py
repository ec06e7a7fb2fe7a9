"""Names of operations: the conventions' where they have one, else the SDK's method and its resource.

Source: semconv, GenAI client spans, `gen_ai.operation.name`. This is the one table; a raw request takes the name of the
method that would have sent it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from genai_triage.patterns import late
from genai_triage.taxonomy.vendors import Vendor, vendor_of
from genai_triage.telemetry import names

_CONVENTIONAL: Final = {
    ("models", "generate_content"): "generate_content",
    ("models", "generate_content_stream"): "generate_content",
    ("models", "embed_content"): "embeddings",
    ("interactions", "create"): "generate_content",
    ("interactions", "get"): names.FETCH_RESPONSE,
    ("agents", "create"): "create_agent",
    # The draft for realtime models has events for a session and spans for what it generates, which no wire shows.
    ("live", "connect"): names.REALTIME,
    ("live_music", "connect"): names.REALTIME,
    ("interactions", "connect"): names.REALTIME,
}
_OURS: Final = {
    ("tokens", "create"): "create_auth_token",
    ("tunings", "tune"): "tune_model",
    ("batches", "create_embeddings"): "create_batch",
    ("file_search_stores", "download_media"): "download_file",
    ("", "get_base_model"): "get_model",
    ("", "get_base_model_name"): "get_tuned_model",
    ("gigachat", "get_models"): "list_models",
    ("gigachat", "get_files"): "list_files",
    ("gigachat", "openapi_function_convert"): "convert_function",
    ("assistants", "get"): "list_assistants",
    ("assistants", "delete_file"): "delete_assistant_file",
    ("threads", "get_threads"): "list_threads",
    ("threads", "retrieve"): "retrieve_threads",
    ("threads", "get_messages"): "list_messages",
    ("threads", "add_message"): "add_messages",
    ("threads", "run_stream"): "run_thread",
    ("threads", "run_messages"): "run_thread",
    ("threads", "run_messages_stream"): "run_thread",
    ("threads", "rerun_messages"): "rerun_thread",
    ("threads", "rerun_messages_stream"): "rerun_thread",
}
_SINGULARS: Final = {"batches": "batch", "tokens": "auth_token"}
_WORD: Final = late(r"(?<=[a-z0-9])(?=[A-Z])")


def operation_name(resource: str, method: str) -> str:
    """Returns the operation's name for a method of a resource, e.g. `files`, `upload` → `upload_file`."""
    known = _CONVENTIONAL.get((resource, method)) or _OURS.get((resource, method))
    if known is not None:
        return known
    if method == "list":
        return f"list_{resource}"
    return method if "_" in method else f"{method}_{singular(resource)}"


def singular(resource: str) -> str:
    """Returns what one of a resource is called, e.g. `caches` → `cache`."""
    return _SINGULARS.get(resource, resource.removesuffix("s"))


_ASKING: Final = ("get_", "list_", "fetch_", "cancel_", "delete_", "update_", "download_", "retrieve_")
"""How the names of operations begin that are about what is there already."""


def makes_jobs(operation: str) -> bool:
    """Returns whether a job that such an operation answers with was made by it, and not only asked for."""
    return not operation.startswith(_ASKING) and operation != names.OTHER_OPERATION


def resource_name(class_name: str) -> str:
    """Returns the resource that an SDK's class stands for, e.g. `AsyncFileSearchStores` → `file_search_stores`."""
    name = class_name.removeprefix("Async").removeprefix("GeminiNextGen").removesuffix("Resource")
    return _WORD.sub("_", name).lower()


_VERBS: Final = {
    "generateContent": "generate_content",
    "streamGenerateContent": "generate_content",
    "embedContent": "embeddings",
    "batchEmbedContents": "embeddings",
    "countTokens": "count_tokens",
    "computeTokens": "compute_tokens",
    "batchGenerateContent": "create_batch",
    "asyncBatchEmbedContent": "create_batch",
    "fetchPredictOperation": "get_operation",
    "download": "download_file",
    "register": "register_files",
    "uploadToFileSearchStore": "upload_to_file_search_store",
    "importFile": "import_file",
    "rotateSigningSecret": "rotate_signing_secret",
    "rawPredict": "predict",
    "streamRawPredict": "predict",
}
"""Of a path `…:verb`; any other verb is the method of its resource."""
_PREDICTIONS: Final = (("/imagen", "generate_images"), ("/veo", "generate_videos"), ("embedding", "embeddings"))
"""`:predict` and `:predictLongRunning`, by a part of the path, which names the model."""
_CONTENT: Final = frozenset({"files", "media"})
"""Segments of the paths of what can be downloaded."""
_WORDS: Final = {"GET": "get", "POST": "create", "PATCH": "update", "PUT": "update", "DELETE": "delete"}
_CREATED_BY: Final = {("files", "create"): "upload", ("tunings", "create"): "tune"}
_PARTS: Final = {
    ("GET", "executions"): "list_executions",
    ("POST", "executions"): "run_trigger",
    ("GET", "messages"): "list_messages",
    ("POST", "messages"): "add_messages",
    ("GET", "run"): "get_run",
    ("POST", "run"): "run_thread",
}
"""Segments behind a resource, or behind its id, that are no method of it."""


@lru_cache(maxsize=512)
def operation_of_request(provider: str, method: str, path: str, *, content: bool = False) -> str | None:
    """Returns the name of the method that would have sent a request; None for a path that no method sends to.

    `content`: whether it asks for what is in a file (`alt=media`).
    """
    steps = [step for step in path.split("/") if step]
    if content and method == "GET" and _CONTENT.intersection(steps):
        return "download_environment_file" if "environments" in steps else "download_file"
    verb = steps[-1].partition(":")[2] if steps else ""
    if verb:
        return _of_verb(provider, path, steps, verb)
    known = next((name for ending, name in _vendor(provider).path_endings if path.endswith(ending)), None)
    if known is not None:
        return known
    if steps[:1] in (["upload"], ["download"]):
        return "upload_file" if steps[0] == "upload" else "download_file"
    if "environments" in steps and "files" in steps:
        return "list_environment_files" if method == "GET" else "upload_environment_file"
    at = _resource_at(provider, steps)
    return None if at is None else _of_resource(_vendor(provider).path_resources[steps[at]], method, steps[at + 1 :])


def _vendor(provider: str) -> Vendor:
    vendor = vendor_of(provider)
    assert vendor is not None
    return vendor


def _of_verb(provider: str, path: str, steps: list[str], verb: str) -> str | None:
    known = _VERBS.get(verb)
    if known is not None:
        return known
    if verb.startswith("predict"):
        return next((name for part, name in _PREDICTIONS if part in path), "predict")
    at = _resource_at(provider, steps)
    if at is None:
        return None
    return operation_name(_vendor(provider).path_resources[steps[at].partition(":")[0]], _snake(verb))


def _snake(name: str) -> str:
    return _WORD.sub("_", name).lower()[:40]


def _resource_at(provider: str, steps: list[str]) -> int | None:
    """The place of the last resource in a path; a name may stand where another's id does."""
    resources = _vendor(provider).path_resources
    places = [place for place, step in enumerate(steps) if step.partition(":")[0] in resources]
    return places[-1] if places else None


def _of_resource(resource: str, method: str, rest: list[str]) -> str | None:
    known = next((name for step in rest if (name := _PARTS.get((method, step)))), None)
    if known is not None:
        return known
    if len(rest) > 1:
        return operation_name(resource, _snake(rest[1]))
    word = _WORDS.get(method)
    if word is None:
        return None
    if not rest:
        word = "list" if word == "get" else _CREATED_BY.get((resource, word), word)
    return operation_name(resource, word)
