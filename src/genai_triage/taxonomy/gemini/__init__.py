"""Causes of failure of Google's Gemini API (Developer API, Vertex AI, Interactions API, Live API): a row per cause.

Sources: https://ai.google.dev/gemini-api/docs/troubleshooting (rows marked `page`),
https://ai.google.dev/gemini-api/docs/api-errors, google/api/error_reason.proto, and reports of users.
"""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause

from . import (
    answers,
    auth,
    billing,
    credentials,
    filters,
    limits,
    media,
    migrations,
    not_found,
    permission,
    request_limits,
    request_parts,
    requests,
    service,
)

# Between rows that a text fits equally well the first one wins.
CAUSES: Final[tuple[Cause, ...]] = (
    *credentials.CAUSES,
    *migrations.CAUSES,
    *auth.CAUSES,
    *billing.CAUSES,
    *permission.CAUSES,
    *limits.CAUSES,
    *service.CAUSES,
    *media.CAUSES,
    *request_limits.CAUSES,
    *requests.CAUSES,
    *request_parts.CAUSES,
    *not_found.CAUSES,
    *filters.CAUSES,
    *answers.CAUSES,
)
