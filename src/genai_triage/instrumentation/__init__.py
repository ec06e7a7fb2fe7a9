"""Where calls are observed: one small file for each library, and the instrumentors that OpenTelemetry loads.

Nothing here imports an SDK, and the SDKs' files are not imported before the SDK is: an application that never
imports one pays nothing.
"""

from __future__ import annotations

from genai_triage.instrumentation.instrumentors import (
    INSTRUMENTORS,
    AiohttpInstrumentor,
    GigaChatInstrumentor,
    GoogleGenaiInstrumentor,
    GoogleGenerativeAiInstrumentor,
    GrpcInstrumentor,
    Httpx2Instrumentor,
    HttpxInstrumentor,
    RequestsInstrumentor,
)

__all__ = [
    "INSTRUMENTORS",
    "AiohttpInstrumentor",
    "GigaChatInstrumentor",
    "GoogleGenaiInstrumentor",
    "GoogleGenerativeAiInstrumentor",
    "GrpcInstrumentor",
    "Httpx2Instrumentor",
    "HttpxInstrumentor",
    "RequestsInstrumentor",
]
