"""Causes of failure of Sber's GigaChat API (REST and gRPC): a row per cause.

Sources: https://developers.sber.ru/docs/ru/gigachat/api/errors-description (rows marked `page`) and reports of users.
OAuth (token) errors carry `{"code": n, "message"}`, API errors carry `{"status": n, "message"}`.
"""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause

from . import account, answers, auth, requests, service

# Between rows that a text fits equally well the first one wins.
CAUSES: Final[tuple[Cause, ...]] = (
    *auth.CAUSES,
    *account.CAUSES,
    *requests.CAUSES,
    *service.CAUSES,
    *answers.CAUSES,
)
