"""Uploads in both of Google's protocols: in parts, interrupted, and too large."""

from __future__ import annotations

import asyncio
import io
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import errors, types

from genai_triage.simulator import Simulator

CHUNK = 8 * 1024 * 1024
"""Bytes that google-genai sends in one request."""


def _upload(client: genai.Client, way: str, size: int, **config: Any) -> types.File:
    settings = types.UploadFileConfig(mime_type="text/plain", **config)
    content = io.BytesIO(b"x" * size)
    if way == "sync":
        return client.files.upload(file=content, config=settings)
    return asyncio.run(client.aio.files.upload(file=content, config=settings))


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize(("size", "parts"), [(5, 1), (CHUNK + 5, 2)])
def test_a_file_arrives_in_parts(way: str, size: int, parts: int, gemini: genai.Client, simulator: Simulator) -> None:
    file = _upload(gemini, way, size, display_name="Notes")

    assert (file.size_bytes, file.display_name) == (size, "Notes")
    assert [record.status for record in simulator.requests] == [200] * (1 + parts)


def test_a_file_is_processed_until_it_is_asked_for_a_second_time(gemini: genai.Client) -> None:
    file = _upload(gemini, "sync", 5)
    name = str(file.name)
    later = [gemini.files.get(name=name).state for _ in range(2)]

    assert [file.state, *later] == [types.FileState.PROCESSING, types.FileState.PROCESSING, types.FileState.ACTIVE]


def test_a_file_fails_to_be_processed(gemini: genai.Client) -> None:
    file = _upload(gemini, "sync", 5, display_name="notes-polls-0-job-fail-gemini.internal")
    seen = gemini.files.get(name=str(file.name))

    assert file.display_name == "notes-polls-0"
    assert seen.state == types.FileState.FAILED
    assert seen.error
    assert seen.error.code == 13


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize(("after", "sent"), [(0, 1), (1, 2), (2, 3)])
def test_an_upload_is_refused_at_each_of_its_requests(
    way: str, after: int, sent: int, gemini: genai.Client, simulator: Simulator
) -> None:
    simulator.schedule("gemini.unavailable", endpoint="files", after=after)
    with pytest.raises(errors.APIError) as caught:
        _upload(gemini, way, CHUNK + 5)

    assert caught.value.code == 503
    assert [record.status for record in simulator.requests] == [200] * (sent - 1) + [503]


def test_a_name_asks_for_a_refusal(gemini: genai.Client) -> None:
    with pytest.raises(errors.ClientError, match="429"):
        _upload(gemini, "sync", 5, display_name="notes-fail-gemini.requests_per_minute")


def test_a_file_may_be_too_large(gemini: genai.Client, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 2 * 1024**3 + 1)  # sparse: it takes no place

    with pytest.raises(errors.ClientError) as caught:
        gemini.files.upload(file=path)
    assert caught.value.code == 413


def _begin(simulator: Simulator, **headers: str) -> httpx.Response:
    given = {"x-goog-upload-protocol": "resumable", "x-goog-upload-command": "start", **headers}
    return httpx.post(f"{simulator.gemini_url}/upload/v1beta/files", json={"file": {}}, headers=given)


def test_an_upload_goes_on_where_it_was_interrupted(simulator: Simulator) -> None:
    url = _begin(simulator).headers["x-goog-upload-url"]

    def send(command: str, offset: int, content: bytes = b"") -> httpx.Response:
        headers = {"x-goog-upload-command": command, "x-goog-upload-offset": str(offset)}
        return httpx.post(url, content=content, headers=headers)

    assert send("upload", 0, b"Hel").headers["x-goog-upload-status"] == "active"
    assert send("query", 0).headers["x-goog-upload-size-received"] == "3"
    assert send("upload", 5, b"!").status_code == 400
    last = send("upload, finalize", 3, b"lo")
    assert (last.headers["x-goog-upload-status"], last.json()["file"]["sizeBytes"]) == ("final", "5")


def test_an_unknown_upload_is_not_found(simulator: Simulator) -> None:
    url = f"{simulator.gemini_url}/upload/v1beta/files?upload_id=nothing"

    assert httpx.post(url, headers={"x-goog-upload-command": "upload"}).status_code == 404


def test_the_older_protocol_sends_ranges(simulator: Simulator) -> None:
    url = f"{simulator.gemini_url}/upload/v1beta/files?uploadType=resumable"
    place = httpx.post(url, json={"file": {"displayName": "Notes"}}).headers["location"]
    part = httpx.put(place, content=b"Hel", headers={"content-range": "bytes 0-2/5"})
    last = httpx.put(place, content=b"lo", headers={"content-range": "bytes 3-4/5"})

    assert (part.status_code, part.headers["range"]) == (308, "bytes=0-2")
    assert last.json()["file"]["displayName"] == "Notes"
    assert last.json()["file"]["sizeBytes"] == "5"


def test_a_file_is_sent_in_one_request(simulator: Simulator) -> None:
    url = f"{simulator.gemini_url}/upload/v1beta/files?uploadType=media"

    assert httpx.post(url, content=b"Hello", headers={"content-type": "text/plain"}).json()["file"]["sizeBytes"] == "5"


def test_an_upload_stays_on_the_address_where_it_began(simulator: Simulator) -> None:
    headers = {"x-goog-upload-command": "start"}
    answer = httpx.post(f"{simulator.tls_url}/upload/v1beta/files", headers=headers, verify=False)

    assert answer.headers["x-goog-upload-url"].startswith(f"{simulator.tls_url}/upload/v1beta/files?")
