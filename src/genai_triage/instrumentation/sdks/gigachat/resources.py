"""Every other public method of gigachat, found in the SDK that is installed: what a release adds is seen as well.

A call is one operation, with its retries and the renewal of its token; it is named by `telemetry/operation_names.py`.
A token that is still good costs no request, and a method that sends none and fails at nothing is no call.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, Final

from genai_triage.evidence.sdk_object import read_gigachat_run, read_gigachat_thread, read_nothing
from genai_triage.instrumentation.patch import Found, Patch
from genai_triage.instrumentation.sdks.gigachat import chat
from genai_triage.instrumentation.sdks.gigachat.request import MODULE, fields_of, least, options_of, request_of
from genai_triage.patterns import late
from genai_triage.telemetry.calls import Wrapper, async_call, async_stream, sync_call, sync_stream
from genai_triage.telemetry.operation_names import operation_name
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.target import Describe, Read, Target

_OWNER: Final = late(r"(?:Async)?(?P<resource>\w+?)(?:(?:Sync|Async)?Client|Namespace)")
_CLIENT: Final = "gigachat"
_CLOSELY_READ: Final = {path for patch in chat.PATCHES for path in patch.paths}
_NO_CALLS: Final = frozenset({"close", "aclose"})
_DELEGATES: Final = frozenset({"create", "stream", "parse"})
"""Methods of `client.chat` that call closely read functions of the client."""
_RUNS: Final = ("run", "rerun", "get_run")
_THREAD_MAKERS: Final = ("create_thread", "add_message", "add_messages")


def _of_client(module: Any) -> Iterator[Patch]:
    """The methods of the clients and of the resources that their module has imported."""
    for owner in vars(module).values():
        kind = _OWNER.fullmatch(getattr(owner, "__name__", "")) if inspect.isclass(owner) else None
        if kind is not None and owner.__module__.startswith("gigachat."):
            yield from _methods(owner, kind["resource"].lower())


def _methods(owner: type, resource: str) -> Iterator[Patch]:
    for name, function in vars(owner).items():
        path = f"{owner.__name__}.{name}"
        if name.startswith("_") or name in _NO_CALLS or path in _CLOSELY_READ or not inspect.isfunction(function):
            continue
        if not (resource == "chat" and name in _DELEGATES):
            yield Patch(owner.__module__, path, _wrapper(resource, _method(owner, resource, name), function))


def _method(owner: type, resource: str, name: str) -> str:
    """The method's name in the synchronous client; only the client's own methods begin with `a` where they wait."""
    return name.removeprefix("a") if resource == _CLIENT and "Async" in owner.__name__ else name


def _wrapper(resource: str, method: str, function: Any) -> Wrapper:
    is_stream = inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)
    operation = operation_name(resource, method)
    target = Target(
        _describe(operation, function, stream=is_stream),
        _reader(method),
        owns_nested_calls=True,
        least=least(operation, stream=is_stream),
        needs_attempt=True,
    )
    if is_stream:
        return async_stream(target) if inspect.isasyncgenfunction(function) else sync_stream(target)
    return async_call(target) if inspect.iscoroutinefunction(function) else sync_call(target)


def _reader(method: str) -> Read:
    if method.startswith(_RUNS):
        return read_gigachat_run
    return read_gigachat_thread if method in _THREAD_MAKERS else read_nothing


def _describe(operation: str, function: Any, *, stream: bool) -> Describe:
    code = getattr(inspect.unwrap(function), "__code__", function.__code__)
    parameters = code.co_varnames[1 : code.co_argcount]

    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        given = {**dict(zip(parameters, args, strict=False)), **kwargs} if args else kwargs
        options = given.get("thread_options") or given.get("options")
        return request_of(
            _client_of(instance),
            operation,
            given.get("model"),
            attributes=options_of(fields_of(options)),
            thread=given.get("thread_id"),
            stream=stream,
        )

    return describe


def _client_of(instance: Any) -> Any:
    """The client itself, or the one that a resource keeps; its name differs between 0.1 and 0.2."""
    for name in ("_base_client", "base_client"):
        client = getattr(instance, name, None)
        if client is not None:
            return client
    return instance


PATCHES = (Found(MODULE, _of_client),)
