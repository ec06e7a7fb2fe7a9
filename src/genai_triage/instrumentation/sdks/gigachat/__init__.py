"""gigachat 0.1 and 0.2: every public method of the clients and of what hangs on them, each call one operation.

`chat` holds the methods whose answers are read closely; `resources` finds all others when the SDK is imported.
"""

from genai_triage.instrumentation.sdks.gigachat import chat, resources
from genai_triage.instrumentation.transports import httpx

PATCHES = (*chat.PATCHES, *resources.PATCHES, *httpx.PATCHES)
