"""What several families of GigaChat's rows share: pages and statuses."""

from __future__ import annotations

from typing import Final

DOCS: Final = "https://developers.sber.ru/docs/ru/gigachat/"
ERRORS: Final = DOCS + "api/errors-description"
CHAT: Final = DOCS + "api/reference/rest/post-chat"
LIMITS: Final = DOCS + "limitations"
FUNCTIONS: Final = DOCS + "guides/functions/overview"
GRPC: Final = DOCS + "api/grpc/grpc-errors"
