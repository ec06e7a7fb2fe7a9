"""Names of operations: the conventions' where they have one, else the SDK's method and its resource.

Source: semconv, GenAI client spans, `gen_ai.operation.name`. This is the one table; a raw request takes the name of the
method that would have sent it.
"""

from __future__ import annotations

from typing import Final

from genai_triage.patterns import late

_CONVENTIONAL: Final = {
    ("models", "generate_content"): "generate_content",
    ("models", "generate_content_stream"): "generate_content",
    ("models", "embed_content"): "embeddings",
    ("interactions", "create"): "generate_content",
    ("interactions", "get"): "fetch_response",
    ("agents", "create"): "create_agent",
}
_OURS: Final = {
    ("tokens", "create"): "create_auth_token",
    ("tunings", "tune"): "tune_model",
    ("batches", "create_embeddings"): "create_batch",
    ("file_search_stores", "download_media"): "download_file",
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


def resource_name(class_name: str) -> str:
    """Returns the resource that an SDK's class stands for, e.g. `AsyncFileSearchStores` → `file_search_stores`."""
    name = class_name.removeprefix("Async").removeprefix("GeminiNextGen").removesuffix("Resource")
    return _WORD.sub("_", name).lower()
