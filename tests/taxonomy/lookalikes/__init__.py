"""Texts that look like a cause and are about something else, by the cause: where each was seen, and its words.

A place is a status (`INVALID_ARGUMENT`, `413`), `close 1007`, `reason X`, `code X`, `fact X`, `block X`, or
`raise package.Class`; `429 by kong` is a hop's own answer, `413 at files` an endpoint's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from . import client, gateways, gemini, gemini_requests, gigachat, network

LOOKALIKES: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    **gemini.LOOKALIKES,
    **gemini_requests.LOOKALIKES,
    **gigachat.LOOKALIKES,
    **gateways.LOOKALIKES,
    **network.LOOKALIKES,
    **client.LOOKALIKES,
}
