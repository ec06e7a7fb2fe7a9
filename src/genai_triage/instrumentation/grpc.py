"""Raw gRPC: an RPC to Gemini, Vertex AI or GigaChat outside an SDK's operation is an operation, inside one an attempt.

Observed at `Channel.unary_unary` and its three siblings, on the concrete channels of `grpc` and `grpc.aio`: below every
`grpc.intercept_channel`, above the interceptors that a `grpc.aio` channel is made with. Channels made before
`instrument()` are observed, multicallables and stubs made before it are not. Methods of other services cost one look
at their name.

Every call of a multicallable is an operation, also where google-api-core or an interceptor of `grpc.intercept_channel`
calls it again to retry: only an SDK above (google-generativeai) knows that these are one. Retries of an interceptor of
`grpc.aio` are attempts of one operation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genai_triage.instrumentation._patch import Patch, Wrapper
from genai_triage.telemetry.guard import report

_PREFIXES = ("/google.ai.generativelanguage.", "/gigachat.v1.", "/google.cloud.aiplatform.")
_ONLY_SERVICE = {"/google.cloud.aiplatform.": ".PredictionService/"}
_FORMS = ("unary_unary", "unary_stream", "stream_unary", "stream_stream")

_raw: list[Callable[[], None]] = []
"""What to call before a first RPC: one for each user of the instrumentation of raw gRPC."""


def raw_calls_are_on() -> bool:
    """Whether RPCs outside an SDK's operation are operations."""
    return bool(_raw)


class _RawCalls:
    """Switched on and off with the patches: makes RPCs outside an SDK's operation operations."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def apply(self) -> None:
        _raw.append(self._wake)

    def remove(self) -> None:
        _raw.remove(self._wake)


def _is_genai(method: Any) -> bool:
    if not isinstance(method, str) or not method.startswith(_PREFIXES):
        return False
    return all(part in method for prefix, part in _ONLY_SERVICE.items() if method.startswith(prefix))


def _wrapper(form: str, *, is_async: bool) -> Wrapper:
    def make(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        multicallable = wrapped(*args, **kwargs)
        method = args[0] if args else kwargs.get("method")
        if not _is_genai(method):
            return multicallable
        try:
            for wake in _raw:
                wake()
            # Loaded with the first multicallable of ours: whoever only exports telemetry over gRPC never pays for it.
            from genai_triage.instrumentation import _grpc_call

            return _grpc_call.observed(multicallable, method, form, instance, is_async=is_async)
        except Exception as error:
            report("grpc.observed", error)
            return multicallable

    return make


CHANNEL_PATCHES = tuple(
    Patch(module, f"Channel.{form}", _wrapper(form, is_async=is_async))
    for module, is_async in (("grpc._channel", False), ("grpc.aio._channel", True))
    for form in _FORMS
)
"""For an SDK's instrumentation: RPCs inside its operations are attempts."""


def patches(wake: Callable[[], None]) -> tuple[Any, ...]:
    """For the instrumentation of raw gRPC; `wake` is called before the first multicallable of a GenAI service is made."""
    return (*CHANNEL_PATCHES, _RawCalls(wake))
