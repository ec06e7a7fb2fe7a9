"""Causes of failures that have no answer: the name, the connection, TLS, the stream, the client's own time limits.

Sources: the exception classes of httpx, httpx2, httpcore, aiohttp, requests, urllib3, websockets, grpc and the
standard library. They belong to no provider.
"""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause

from . import connecting, connection, streams, timeouts, tls

# Between rows that a text fits equally well the first one wins.
CAUSES: Final[tuple[Cause, ...]] = (
    *tls.CAUSES,
    *connecting.CAUSES,
    *connection.CAUSES,
    *timeouts.CAUSES,
    *streams.CAUSES,
)
