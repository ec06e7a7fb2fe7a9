"""Files, stores and caches of Gemini, as an application keeps its documents there."""

from __future__ import annotations

import io
from typing import Any

from google import genai
from google.genai import types

client = genai.Client(http_options=types.HttpOptions(retry_options=types.HttpRetryOptions(attempts=1)))

NOTES = b"A prism splits white light.\n"


def upload(name: str = "notes") -> str:
    """Sends a file in one go."""
    config = types.UploadFileConfig(display_name=name, mime_type="text/plain")
    return shown(client.files.upload(file=io.BytesIO(NOTES), config=config))


async def upload_async(name: str = "notes") -> str:
    config = types.UploadFileConfig(display_name=name, mime_type="text/plain")
    return shown(await client.aio.files.upload(file=io.BytesIO(NOTES), config=config))


def upload_in_parts(name: str = "book") -> str:
    """The SDK sends 8 MiB at a time."""
    config = types.UploadFileConfig(display_name=name, mime_type="text/plain")
    return shown(client.files.upload(file=io.BytesIO(NOTES * 300_000), config=config))


def upload_and_wait(name: str) -> str:
    """The service reads the file before it can be used."""
    config = types.UploadFileConfig(display_name=name, mime_type="text/plain")
    file = client.files.upload(file=io.BytesIO(NOTES), config=config)
    while file.state is types.FileState.PROCESSING:
        file = client.files.get(name=str(file.name))
    return shown(file)


def download() -> str:
    return f"{len(client.files.download(file='files/picture'))} bytes"


async def download_async() -> str:
    return f"{len(await client.aio.files.download(file='files/picture'))} bytes"


def tidy_up() -> str:
    """Deletes what is there."""
    names = [str(file.name) for file in client.files.list()]
    for name in names:
        client.files.delete(name=name)
    return f"{len(names)} files deleted"


def keep_in_store() -> str:
    """Makes a store, and waits until it has taken a file in."""
    store = client.file_search_stores.create(config={"display_name": "notes"})
    operation: Any = client.file_search_stores.import_file(
        file_search_store_name=str(store.name), file_name="files/notes"
    )
    while not operation.done:
        operation = client.operations.get(operation)
    return f"{len(list(client.file_search_stores.documents.list(parent=str(store.name))))} documents"


def cache(model: str) -> str:
    config = types.CreateCachedContentConfig(contents="A long text", ttl="300s")
    return str(client.caches.create(model=model, config=config).name)


def shown(file: types.File) -> str:
    return f"{file.name}: {file.state.value if file.state else 'no state'}"
