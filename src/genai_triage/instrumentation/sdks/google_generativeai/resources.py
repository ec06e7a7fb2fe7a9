"""Every other call of google-generativeai, found in its modules: models, files, caches, tunings, corpora, permissions.

A listing is one operation from its first page to its last, whatever the number of pages.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from types import GeneratorType
from typing import Any, Final

from opentelemetry import context as otel_context

from genai_triage.evidence.reading import Reading
from genai_triage.evidence.sdk_object import read_job_message
from genai_triage.instrumentation.patch import Found, Patch
from genai_triage.instrumentation.sdks.google_generativeai.content import PACKAGE, least, server_of_client
from genai_triage.taxonomy.vendors import GEMINI_API
from genai_triage.telemetry.calls import (
    AsyncStream,
    Finish,
    Pending,
    SyncStream,
    Wrapper,
    async_call,
    await_in,
    call_in,
    sync_call,
)
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.operation_names import operation_name
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.target import Describe, Target, is_wanted

_MODULES: Final = tuple(
    f"{PACKAGE}.{name}"
    for name in (
        *("models", "files", "operations", "permission", "retriever", "answer", "caching"),
        *("types.file_types", "types.permission_types", "types.retriever_types"),
    )
)
_FUTURE: Final = "CreateTunedModelOperation"
_RESOURCES: Final = {"CachedContent": "caches", _FUTURE: "operations", "Permissions": "permissions"}
"""What a class's methods are about; for any other it is called like the class."""
_METHODS: Final = {
    "File": ("delete",),
    _FUTURE: ("update", "done", "running", "cancelled", "result", "exception", "wait_bar", "cancel"),
}
"""Methods that send a request and show it by none of their parameters, inherited ones too."""
_WHOLE: Final = frozenset({"CachedContent"})
"""Classes all of whose methods send a request."""
_MODELS: Final = ("model", "source_model", "tuned_model")


class _Listing(SyncStream):
    """What a listing gives, page after page; it is no stream of a model's, so that its pieces are not measured."""

    __slots__ = ()

    def _self_step(self, step: Callable[..., Any], *args: Any) -> Any:
        state = self._self_state
        operation = state if type(state) is Operation else self._self_operation()
        if operation is None:
            return step(*args)
        try:
            return call_in(operation.context, step, *args)
        except BaseException as error:
            self._self_failed(operation, error)
            raise

    def _self_abandon(self) -> None:
        state, self._self_state = self._self_state, None
        if isinstance(state, Operation):
            state.succeed()  # whoever has found what was looked for asks for no more


class _AsyncListing(AsyncStream):
    """The same, asynchronous."""

    __slots__ = ()

    async def _self_step(self, step: Callable[..., Any], *args: Any) -> Any:
        state = self._self_state
        operation = state if type(state) is Operation else self._self_operation()
        if operation is None:
            return await step(*args)
        try:
            return await await_in(operation, step(*args))
        except BaseException as error:
            self._self_failed(operation, error)
            raise

    _self_abandon = _Listing._self_abandon


def _listing(target: Target, kind: type[SyncStream] | type[AsyncStream]) -> Wrapper:
    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        items = wrapped(*args, **kwargs)
        if not is_wanted(target):
            return items
        return kind(items, target, Pending(instance, args, kwargs, otel_context.get_current()))

    return wrapper


def _finisher(target: Target) -> Finish:
    def finish(operation: Operation, answer: Any) -> Any:
        if isinstance(answer, GeneratorType):
            return _Listing(answer, target, operation)
        _read(operation.answer, answer)
        operation.succeed()
        return answer

    return finish


@guarded
def _read(reading: Reading, answer: Any) -> None:
    """A file, a cache or an operation."""
    message = getattr(answer, "_proto", None) or getattr(answer, "_operation", None)
    if message is not None:
        read_job_message(reading, message)


def _polling(call: Callable[[Finish], Wrapper], target: Target) -> Wrapper:
    """For a method of a future: it polls, once or until the job is over, and asks for nothing more after that."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if _is_over(instance):
            return wrapped(*args, **kwargs)
        finish = _finisher(target)

        def finish_poll(operation: Operation, answer: Any) -> Any:
            _read(operation.answer, instance)
            return finish(operation, answer)

        return call(finish_poll)(wrapped, instance, args, kwargs)

    return wrapper


@guarded
def _is_over(future: Any) -> bool:
    return bool(future._operation.done)


def _wrapper(operation: str, function: Any, *, is_poll: bool = False) -> Wrapper:
    target = Target(
        _describe(operation, tuple(inspect.signature(function).parameters)),
        _read,
        owns_nested_calls=True,
        finishes=False,
        least=least(operation),
        needs_attempt=True,
    )
    if inspect.isgeneratorfunction(function):
        return _listing(target, _Listing)
    if inspect.isasyncgenfunction(function):
        return _listing(target, _AsyncListing)
    call = async_call if inspect.iscoroutinefunction(function) else sync_call
    if is_poll:
        return _polling(partial(call, target), target)
    return call(target, _finisher(target))


def _describe(operation: str, parameters: tuple[str, ...]) -> Describe:
    own = parameters[1:] if parameters[:1] in (("self",), ("cls",)) else parameters
    asked = ("name", *_MODELS) if operation.endswith("_model") else _MODELS

    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        given = {**dict(zip(own, args, strict=False)), **kwargs} if args else kwargs
        model = next((given[name] for name in asked if given.get(name) is not None), None)
        model = getattr(model, "name", model)
        return Request(
            provider=GEMINI_API.provider,
            provider_name=GEMINI_API.provider_name,
            operation=operation,
            model=model.rpartition("/")[2] if isinstance(model, str) else None,
            server=server_of_client(given.get("client")),
        )

    return describe


def _of_module(module: Any) -> Iterator[Patch]:
    """The functions and methods that a module of the SDK defines."""
    for name, value in list(vars(module).items()):
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(value) and _takes_client(value, module.__name__):
            yield Patch(module.__name__, name, _wrapper(_function_name(name), value))
        elif inspect.isclass(value):
            yield from _of_class(value)


def _of_package(package: Any) -> Iterator[Patch]:
    """The names that the package itself has for functions of its modules."""
    for name, value in list(vars(package).items()):
        module = getattr(value, "__module__", None)
        if module in _MODULES and inspect.isfunction(value) and _takes_client(value, module):
            yield Patch(package.__name__, name, _wrapper(_function_name(name), value))


def _takes_client(function: Any, module: str) -> bool:
    """Whether it sends a request: all of the files' functions do, of others those that may be given a client."""
    return module.endswith(".files") or "client" in inspect.signature(function).parameters


def _of_class(owner: type) -> Iterator[Patch]:
    listed = _METHODS.get(owner.__name__, ())
    for name in dict.fromkeys((*vars(owner), *listed)):
        value = inspect.getattr_static(owner, name, None)
        function = getattr(value, "__func__", value)
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        known = owner.__name__ in _WHOLE or name in listed
        is_future = owner.__name__ == _FUTURE  # whose makers take a client and send nothing
        if known or ("client" in inspect.signature(function).parameters and not is_future):
            call = _wrapper(_method_name(owner.__name__, name), function, is_poll=is_future)
            yield Patch(owner.__module__, f"{owner.__name__}.{name}", call)


def _function_name(name: str) -> str:
    return operation_name("", name.removesuffix("_async"))


def _method_name(owner: str, method: str) -> str:
    resource = _RESOURCES.get(owner, f"{owner.lower()}s")
    method = "get" if resource == "operations" and method != "cancel" else method.removesuffix("_async")
    return operation_name(resource, method)


PATCHES = (*(Found(module, _of_module) for module in _MODULES), Found(PACKAGE, _of_package))
