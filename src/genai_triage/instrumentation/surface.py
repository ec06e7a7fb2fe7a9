"""What can be called: the public methods of the SDKs that reach the network, and what is recorded of each.

Nothing is observed by this list, as the instrumentations find the methods in the SDK that is installed: it is what
docs/surface.md shows, and what the tests hold against every SDK that they run with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from genai_triage.telemetry.operation_names import operation_name


class Method(NamedTuple):
    """One public method."""

    path: str
    """As an application writes it behind the client or the package."""
    operation: str
    """`gen_ai.operation.name`."""
    since: str
    """Version of the SDK; the oldest that is supported for what was always there."""
    transports: tuple[str, ...]
    has_sync: bool = True
    has_async: bool = True
    streams: bool = False
    """Whether the answer may be a stream or a session."""
    until: str = ""
    """Version of the SDK that has it no more."""


class Sdk(NamedTuple):
    """One SDK."""

    distribution: str
    module: str
    newest: str
    """The newest version whose methods are all listed."""
    asynchronous: str
    """How an asynchronous method is called, in words."""
    methods: tuple[Method, ...]


Paths = Mapping[str, str]
"""Names of methods by the resource that they are called on; the resource is empty for the client itself."""

_HTTPX: Final = ("httpx", "httpx2")

# google-genai

_GENAI: Final[Mapping[str, Paths]] = {
    "1.32": {
        "models": (
            "generate_content generate_content_stream embed_content count_tokens compute_tokens generate_images"
            " edit_image upscale_image recontext_image segment_image generate_videos get list update delete"
        ),
        "chats.create()": "send_message send_message_stream",
        "live": "connect",
        "live.music": "connect",
        "files": "upload get list download delete",
        "caches": "create get list update delete",
        "batches": "create get list cancel delete",
        "operations": "get",
        "tunings": "tune get list cancel",
        "auth_tokens": "create",
    },
    "1.34": {"batches": "create_embeddings"},
    "1.49": {
        "file_search_stores": "create get list delete import_file upload_to_file_search_store",
        "file_search_stores.documents": "get list delete",
    },
    "1.55": {"interactions": "create get cancel delete"},
    "1.57": {"files": "register_files"},
    "1.73": {"webhooks": "create get list update delete ping rotate_signing_secret"},
    "1.75": {"file_search_stores": "download_media"},
    "2.4": {"agents": "create get list delete"},
    "2.8": {"tunings": "validate_reward"},
    "2.12": {"triggers": "create get list update delete run list_executions"},
    "2.16": {
        "environments": (
            "create get list delete create_environment get_environment list_environments delete_environment"
            " get_environment_files"
        )
    },
    "2.20": {"environments.files": "download list"},
    "2.24": {"credentials": "create get list update delete", "environments.files": "upload"},
    "2.25": {"voices": "create get list delete"},
    "3.2": {"decisions": "create"},
    "3.5": {"interactions": "connect", "interactions.auth_tokens": "create delete"},
}
_GENAI_CLASSES: Final = {
    "auth_tokens": "tokens",
    "environments.files": "environment_files",
    "live.music": "live_music",
    "chats.create()": "models",
}
"""What the SDK calls a resource, where the client calls it otherwise."""
_GENAI_NAMES: Final = {"send_message": "generate_content", "send_message_stream": "generate_content"}
_GENAI_UNTIL: Final = {"environments.get_environment_files": "2.20"}
_GENAI_STREAMS: Final = ("interactions.create", "interactions.get")
_REST: Final = ("httpx", "httpx2", "aiohttp", "requests")
_NEXT: Final = (
    *("interactions", "agents", "webhooks", "triggers", "environments", "credentials", "voices", "decisions"),
)
"""Resources of the client that sends nothing by aiohttp."""


def _genai() -> Iterator[Method]:
    for since, resource, name in _listed(_GENAI):
        path, is_session = f"{resource}.{name}", name == "connect"
        own = _GENAI_CLASSES.get(resource, resource.rpartition(".")[2])
        transports = _HTTPX if resource.partition(".")[0] in _NEXT else _REST
        yield Method(
            path=path,
            operation=_GENAI_NAMES.get(name) or operation_name(own, name),
            since=since,
            transports=("websockets",) if is_session else transports,
            has_sync=not is_session,
            streams=is_session or name.endswith("_stream") or path in _GENAI_STREAMS,
            until=_GENAI_UNTIL.get(path, ""),
        )


# gigachat

_GIGACHAT: Final[Mapping[str, Paths]] = {
    "0.1.30": {
        "": "chat stream embeddings tokens_count get_models get_model upload_file get_image",
        "assistants": "create get update delete_file",
        "threads": (
            "list delete add_messages get_messages get_run run run_messages run_messages_stream rerun_messages"
            " rerun_messages_stream"
        ),
    },
    "0.1.33": {"assistants": "delete", "threads": "retrieve"},
    "0.1.37": {"": "get_balance openapi_function_convert"},
    "0.1.39": {"": "get_file get_files delete_file check_ai"},
    "0.2.0": {"threads": "create_thread get_threads add_message run_stream"},
    "0.2.1": {"": "chat_parse"},
    "0.2.3": {"chat": "create stream parse"},
}
_GIGACHAT_NAMES: Final = {
    **dict.fromkeys(("chat", "stream", "chat_parse", "chat.create", "chat.stream", "chat.parse"), "chat"),
    "embeddings": "embeddings",
    "tokens_count": "count_tokens",
}


def _gigachat() -> Iterator[Method]:
    for since, resource, name in _listed(_GIGACHAT):
        path = f"{resource}.{name}".strip(".")
        yield Method(
            path=path,
            operation=_GIGACHAT_NAMES.get(path) or operation_name(resource or "gigachat", name),
            since=since,
            transports=("httpx",),
            streams=name.endswith("stream"),
        )


# google-generativeai

_GRPC_AND_REST: Final = ("grpc", "requests")
_GENERATIVEAI: Final[Mapping[str, str]] = {
    "GenerativeModel.generate_content": "generate_content",
    "GenerativeModel.start_chat().send_message": "generate_content",
    "GenerativeModel.count_tokens": "count_tokens",
    "embed_content": "embeddings",
    **dict.fromkeys(
        (f"create_tuned_model().{name}" for name in ("done", "result", "update", "wait_bar")), "get_operation"
    ),
    "create_tuned_model().cancel": "cancel_operation",
    **{
        f"caching.CachedContent.{name}": operation_name("caches", name)
        for name in ("create", "get", "list", "update", "delete")
    },
    **{
        name: operation_name("", name)
        for name in (
            *("list_models", "get_model", "get_base_model", "get_base_model_name", "get_tuned_model"),
            *("list_tuned_models", "create_tuned_model", "update_tuned_model", "delete_tuned_model"),
            *("upload_file", "get_file", "list_files", "delete_file"),
            *("list_operations", "get_operation", "delete_operation", "get_permission"),
            *("create_corpus", "get_corpus", "list_corpora", "delete_corpus", "generate_answer"),
        )
    },
}
_WAITING: Final = ("GenerativeModel.", "embed_content", "get_permission", "generate_answer")
"""How the paths begin of what has an asynchronous twin; the methods of corpora have one too."""


def _generativeai() -> Iterator[Method]:
    for path, operation in _GENERATIVEAI.items():
        yield Method(
            path=path,
            operation=operation,
            since="0.8",
            transports=_GRPC_AND_REST,
            has_async=path.startswith(_WAITING) or "corp" in path,
            streams=operation == "generate_content",
        )


def _listed(versions: Mapping[str, Paths]) -> Iterator[tuple[str, str, str]]:
    """Version, resource and method, resource by resource."""
    resources = dict.fromkeys(resource for paths in versions.values() for resource in paths)
    for resource in resources:
        for since, paths in versions.items():
            for name in paths.get(resource, "").split():
                yield since, resource, name


SDKS: Final = (
    Sdk("google-genai", "google.genai", "3.6", "the same on `client.aio`", tuple(_genai())),
    Sdk("gigachat", "gigachat", "0.2.3", "`a` before the name, `a_` before a resource", tuple(_gigachat())),
    Sdk("google-generativeai", "google.generativeai", "0.8", "`_async` behind the name", tuple(_generativeai())),
)
