"""google-genai 1.32 to 3.x: every public method of every resource, each call one operation.

`models` holds the methods whose answers are read closely, `live` the sessions; `resources` finds all others when the
SDK is imported.
"""

from genai_triage.instrumentation.sdks.google_genai import live, models, resources, senders, tools
from genai_triage.instrumentation.transports import aiohttp, httpx, requests, websockets

PATCHES = (
    *models.PATCHES,
    *live.PATCHES,
    *resources.PATCHES,
    *senders.PATCHES,
    *tools.PATCHES,
    *httpx.PATCHES,
    *aiohttp.PATCHES,
    *requests.PATCHES,
    *websockets.PATCHES,
)
