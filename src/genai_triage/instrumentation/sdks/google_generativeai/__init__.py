"""google-generativeai 0.8, the SDK before google-genai, over gRPC and REST: every call is one operation.

`content` holds the methods whose answers are read closely; `resources` finds all others when the SDK is imported.
"""

from genai_triage.instrumentation.grpc import channels as grpc
from genai_triage.instrumentation.sdks.google_generativeai import content, resources
from genai_triage.instrumentation.transports import requests

PATCHES = (*content.PATCHES, *resources.PATCHES, *grpc.CHANNEL_PATCHES, *requests.PATCHES)
