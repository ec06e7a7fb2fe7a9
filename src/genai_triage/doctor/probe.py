"""Runs in the program's interpreter and prints what is installed for it; needs only the standard library.

Its text is given to the interpreter with `-c`, as genai-triage need not be installed there.
"""

from __future__ import annotations

import sys

sys.path[:] = [path for path in sys.path if path]  # the folder of the program may have a module named like one of these

import json  # noqa: E402
import os  # noqa: E402
import ssl  # noqa: E402
from collections.abc import Iterable, Iterator  # noqa: E402
from importlib import metadata  # noqa: E402
from typing import Any  # noqa: E402

_ROOT = "Russian Trusted Root CA"
_SIGNALS = ("traces", "metrics", "logs")


def _versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        if name:
            found.setdefault(name.lower().replace("_", "-").replace(".", "-"), distribution.version)
    return found


def _entry_points(group: str) -> dict[str, str]:
    points: Any = metadata.entry_points()
    found = points.select(group=group) if hasattr(points, "select") else points.get(group, ())
    return {point.name: point.value for point in found}


def _exporters() -> dict[str, list[str]]:
    return {signal: sorted(_entry_points(f"opentelemetry_{signal}_exporter")) for signal in _SIGNALS}


def _bundles(variables: Iterable[str]) -> Iterator[tuple[str, str]]:
    for variable in variables:
        if os.environ.get(variable):
            yield variable, os.environ[variable]
    try:
        import certifi
    except ImportError:
        return
    yield "certifi", certifi.where()


def _has_root(file: str) -> bool | None:
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=file)
        return any(_ROOT in str(one.get("subject")) for one in context.get_ca_certs())
    except (OSError, ValueError):
        return None


def _roots() -> dict[str, bool | None]:
    found = {name: _has_root(file) for name, file in _bundles(("GIGACHAT_CA_BUNDLE_FILE", "SSL_CERT_FILE"))}
    system = ssl.create_default_context().get_ca_certs()
    return {**found, "system": any(_ROOT in str(one.get("subject")) for one in system)}


print(
    json.dumps(
        {
            "python": ".".join(map(str, sys.version_info[:3])),
            "executable": sys.executable,
            "versions": _versions(),
            "instrumentors": _entry_points("opentelemetry_instrumentor"),
            "exporters": _exporters(),
            "roots": _roots(),
        }
    )
)
