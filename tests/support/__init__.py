"""What tests of several folders share: callers, servers, readers."""

import base64
from typing import Final

AUTHORIZATION_KEY: Final = base64.b64encode(b"client:secret").decode()
"""What GigaChat gives its customers: client and secret, as base64."""
