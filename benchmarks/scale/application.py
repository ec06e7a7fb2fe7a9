"""What the pre-fork server serves: each request is a call of Gemini, of the model that its path names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final

from google import genai
from google.genai.errors import APIError

# A connection that is kept may be closed by the server while the next request is on its way.
_OPTIONS: Final[Any] = {"base_url": os.environ["GEMINI_URL"], "headers": {"connection": "close"}}
_CLIENT: Final = genai.Client(api_key="any", http_options=_OPTIONS)


def wsgi(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answers with the number of the process that made the call."""
    with suppress(APIError):
        _CLIENT.models.generate_content(model=environ["PATH_INFO"].removeprefix("/"), contents="Hi")
    start("200 OK", [("content-type", "text/plain")])
    return [str(os.getpid()).encode()]
