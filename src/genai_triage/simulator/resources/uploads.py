"""Uploads of files: in one request, or begun by one and continued by others, in both of Google's protocols.

Protocols: https://ai.google.dev/gemini-api/docs/files (`X-Goog-Upload-…`), and the one of Google's older client, which
begins with `uploadType=resumable` and continues with `Content-Range`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from genai_triage.simulator.exchange import Facts, SimResponse

STATUS: Final = "x-goog-upload-status"
MOST_BYTES: Final = 2 * 1024**3
"""A file's, as documented."""
_MAX_UPLOADS: Final = 100
_RANGE: Final = re.compile(r"bytes (\d{1,15})-\d{1,15}/(\d{1,15}|\*)")


def read(query: Mapping[str, str], headers: Mapping[str, str], body: Any, size: int) -> dict[str, str]:
    """What a request to an upload address says of the upload, as `Facts.details`.

    Args:
        query: Query parameters.
        headers: Request headers, names in lower case; `:scheme` as HTTP/2 has it.
        body: The JSON body, if it is one.
        size: Length of the body, in bytes.
    """
    details = {"upload": query.get("upload_id", ""), "bytes": str(size), "origin": origin_of(headers)}
    command = headers.get("x-goog-upload-command", "")
    found = _RANGE.match(headers.get("content-range", ""))
    if details["upload"]:
        offset = found[1] if found else headers.get("x-goog-upload-offset", "0")
        is_last = "finalize" in command or (not command and (found is None or _is_last(found, size)))
        return {
            **details,
            **({"ranged": "1"} if found else {}),
            "command": "last" if is_last else "query" if "query" in command else "more",
            "offset": offset,
        }
    begins = "start" in command or query.get("uploadType") == "resumable"
    declared = headers.get("x-goog-upload-header-content-length") or headers.get("x-upload-content-length") or "0"
    return {**details, "command": "start" if begins else "whole", "declared": declared, **_dialect(command)}


def _dialect(command: str) -> dict[str, str]:
    return {} if command else {"dialect": "location"}


def _is_last(found: re.Match[str], size: int) -> bool:
    return found[2].isdecimal() and int(found[1]) + size >= int(found[2])


def discovery(origin: str) -> dict[str, Any]:
    """What Google's older client asks for before it uploads: where, and how.

    Format: https://developers.google.com/discovery/v1/reference/apis
    """
    upload = {"accept": ["*/*"], "maxSize": str(MOST_BYTES), "protocols": {}}
    for protocol, path in (("simple", "/upload/v1beta/files"), ("resumable", "/resumable/upload/v1beta/files")):
        upload["protocols"][protocol] = {"multipart": True, "path": path}  # type: ignore[index]
    method = {
        "id": "generativelanguage.media.upload",
        "httpMethod": "POST",
        "path": "v1beta/files",
        "flatPath": "v1beta/files",
        "parameters": {},
        "parameterOrder": [],
        "request": {"$ref": "CreateFileRequest"},
        "response": {"$ref": "CreateFileResponse"},
        "supportsMediaUpload": True,
        "mediaUpload": upload,
    }
    file = {
        "id": "File",
        "type": "object",
        "properties": {"name": {"type": "string"}, "displayName": {"type": "string"}},
    }
    return {
        "kind": "discovery#restDescription",
        "id": "generativelanguage:v1beta",
        "name": "generativelanguage",
        "version": "v1beta",
        "protocol": "rest",
        "rootUrl": f"{origin}/",
        "servicePath": "",
        "batchPath": "batch",
        "parameters": {"key": {"type": "string", "location": "query"}, "alt": {"type": "string", "location": "query"}},
        "schemas": {
            name: {"id": name, "type": "object", "properties": {"file": {"$ref": "File"}}}
            for name in ("CreateFileRequest", "CreateFileResponse")
        }
        | {"File": file},
        "resources": {"media": {"methods": {"upload": method}}},
    }


def origin_of(headers: Mapping[str, str]) -> str:
    """The address that a request was sent to."""
    return f"{headers.get(':scheme', 'http')}://{headers.get('host', 'localhost')}"


def label_of(body: Any) -> str:
    """The display name that an upload's metadata gives."""
    file = body.get("file", body) if isinstance(body, dict) else {}
    name = file.get("displayName", file.get("display_name", "")) if isinstance(file, dict) else ""
    return str(name)


@dataclass(slots=True)
class _Upload:
    path: str
    label: str
    received: int = 0


class UploadBook:
    """Remembers at most 100 uploads that have begun."""

    def __init__(self) -> None:
        self._uploads: dict[str, _Upload] = {}
        self._begun = 0

    def clear(self) -> None:
        """Forgets them."""
        self._uploads.clear()

    def seen(self, facts: Facts) -> Facts:
        """Adds how far an upload is, and what is wrong with the request."""
        command = facts.details.get("command")
        if command is None:
            return facts
        if command in ("start", "whole"):
            size = facts.details["declared" if command == "start" else "bytes"]
            if size.isdecimal() and int(size) > MOST_BYTES:
                return _refused(facts, "413", f"a file may have at most {MOST_BYTES} bytes.")
            return self._start(facts) if command == "start" else replace(facts, makes_job=True)
        upload = self._uploads.get(facts.details["upload"])
        if upload is None:
            return _refused(facts, "404", "there is no such upload.")
        return _advanced(facts, upload)

    def _start(self, facts: Facts) -> Facts:
        self._begun += 1
        name = f"upload-{self._begun}"
        self._uploads[name] = _Upload(facts.path, facts.label)
        for oldest in list(self._uploads)[:-_MAX_UPLOADS]:
            del self._uploads[oldest]
        return replace(facts, details={**facts.details, "upload": name})


def _advanced(facts: Facts, upload: _Upload) -> Facts:
    command, offset = facts.details["command"], facts.details["offset"]
    if command != "query":
        if offset != str(upload.received):
            return _refused(
                facts, "400", f"{upload.received} bytes have been received, and the next begin at {offset[:20]}."
            )
        upload.received += int(facts.details["bytes"])
    details = {**facts.details, "received": str(upload.received)}
    return replace(facts, label=upload.label, makes_job=command == "last", details=details)


def _refused(facts: Facts, status: str, why: str) -> Facts:
    return replace(facts, details={**facts.details, "refused": status, "why": why})


def progress(facts: Facts) -> SimResponse | None:
    """The answer to a request that does not end an upload; None for one that does."""
    details = facts.details
    if details["command"] == "start":
        url = f"{details['origin']}{facts.path}?upload_id={details['upload']}&upload_protocol=resumable"
        if details.get("dialect"):
            return SimResponse(200, (b"",), headers={"location": url})
        return SimResponse(200, (b"",), headers={"x-goog-upload-url": url, STATUS: "active"})
    received = details.get("received", "0")
    if details["command"] == "query":
        return SimResponse(200, (b"",), headers={STATUS: "active", "x-goog-upload-size-received": received})
    if details["command"] == "more":
        ranged = {} if received == "0" else {"range": f"bytes=0-{int(received) - 1}"}
        return SimResponse(308 if details.get("ranged") else 200, (b"",), headers={STATUS: "active", **ranged})
    return None


def ended(facts: Facts, answer: SimResponse) -> SimResponse:
    """An answer to a part of an upload says whether more is wanted: after an error, nothing is."""
    if facts.details.get("upload", "") == "" or facts.details.get("command") == "start":
        return answer
    is_over = facts.details.get("command") == "last" or answer.status >= 400
    return replace(answer, headers={**answer.headers, STATUS: "final" if is_over else "active"})
