"""Who may stand between an application and a vendor: how each is known, and what it refuses on its own account.

A gateway is a row of `known.py`, with its refusals in `refusals.py`; `hops.py` has what answers without being asked:
proxies, Cloudflare, and the vendors' own edge. Sources: the gateways' own code and documentation, and reports of users.
"""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause

from . import hops, platforms, refusals
from .known import ANSWERED_BY, CLOUDFLARE, EDGE, GATEWAY, GATEWAYS, NOBODY, PROXY, SERVICE, Gateway

__all__ = [
    "ANSWERED_BY",
    "CAUSES",
    "CLOUDFLARE",
    "EDGE",
    "GATEWAY",
    "GATEWAYS",
    "NOBODY",
    "PROXY",
    "SERVICE",
    "Gateway",
]

CAUSES: Final[tuple[Cause, ...]] = (*refusals.CAUSES, *platforms.CAUSES, *hops.CAUSES)
