"""What tests of several folders share: callers, servers, readers."""

import base64
import os
from typing import Final

AUTHORIZATION_KEY: Final = base64.b64encode(b"client:secret").decode()
"""What GigaChat gives its customers: client and secret, as base64."""


def examples(few: int, many: int) -> int:
    """How many examples of a property are tried: a few each time, many where the variable `THOROUGH` is set."""
    return many if os.environ.get("THOROUGH") else few
