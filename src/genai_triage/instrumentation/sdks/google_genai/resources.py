"""Every other public method of google-genai, found in the SDK that is installed: what a release adds is seen as well.

A call is one operation, however many requests it takes, named by the rule of `telemetry/operation_names.py`. What an
SDK refuses before it sends anything, or fails to read after a good answer, is the operation's failure; a method that
sends nothing and fails at nothing is no call to a provider.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Final

from genai_triage.evidence.sdk_object import read_cancelled, read_nothing, read_object
from genai_triage.instrumentation.patch import Found, Patch
from genai_triage.instrumentation.sdks.google_genai import interactions, live, models
from genai_triage.instrumentation.sdks.google_genai.request import fields_of, least, request_of
from genai_triage.instrumentation.sdks.google_genai.senders import passes, unless_running
from genai_triage.telemetry import names
from genai_triage.telemetry.calls import Wrapper, async_call, sync_call
from genai_triage.telemetry.current import is_suppressed
from genai_triage.telemetry.operation_names import operation_name, operation_of_request, resource_name
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.target import Describe, Read, Target

_CLOSELY_READ: Final = {path for patch in (*models.PATCHES, *live.PATCHES) for path in patch.paths}
_NO_CALLS: Final = frozenset({"do_request", "do_request_async"})
"""The SDK's own senders."""
_CONNECT: Final = "connect"
_POLLED: Final = "get"
"""Of a job, again and again until it is done."""
_IMAGES: Final = frozenset({"generate_images", "edit_image", "upscale_image", "recontext_image", "segment_image"})
_UNJUDGED: Final = ("list", "delete", "download")
"""What these give back says nothing about how the call went."""


def _describe(operation: str, parameters: tuple[str, ...]) -> Describe:
    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        given = {**dict(zip(parameters, args, strict=False)), **kwargs} if args else kwargs
        model = given.get("model", given.get("base_model"))
        if model is None and operation.endswith("_model"):
            model = given.get("name")
        attributes = {names.OUTPUT_TYPE: "image"} if operation in _IMAGES else None
        return request_of(
            instance, operation, model=model, config=fields_of(given.get("config")), attributes=attributes
        )

    return describe


def _wrapper(owner: type, name: str, function: Any) -> Wrapper:
    resource = resource_name(owner.__name__)
    if name == _CONNECT:
        return live.wrapper()
    is_async = inspect.iscoroutinefunction(inspect.unwrap(function))
    closely = interactions.wrapper(name, is_async=is_async) if resource == "interactions" else None
    return _generic(operation_name(resource, name), name, function, is_async) if closely is None else closely


def _generic(operation: str, name: str, function: Any, is_async: bool) -> Wrapper:
    code = inspect.unwrap(function).__code__
    target = Target(
        _describe(operation, code.co_varnames[1 : code.co_argcount]),
        _reader(name),
        owns_nested_calls=True,
        least=least(operation),
        needs_attempt=True,
    )
    return async_call(target) if is_async else sync_call(target)


def _reader(name: str) -> Read:
    if name.startswith(_UNJUDGED):
        return read_nothing
    return read_cancelled if name.startswith("cancel") else read_object


def _methods(owner: type) -> Iterator[Patch]:
    """The patches of a resource's public methods."""
    for name in dir(owner):
        path = f"{owner.__name__}.{name}"
        if name.startswith("_") or name in _NO_CALLS or path in _CLOSELY_READ:
            continue
        function = getattr(owner, name, None)
        if _is_method(function):
            is_busy = name == _POLLED
            yield Patch(owner.__module__, path, _wrapper(owner, name, function), is_busy=is_busy, passes=is_suppressed)


def _is_method(function: Any) -> bool:
    return inspect.isfunction(inspect.unwrap(function))


def _of_client(module: Any) -> Iterator[Patch]:
    """The resources that the client's module has imported."""
    base = sys.modules[f"{module.__package__}._api_module"].BaseModule
    for owner in _subclasses(base):
        yield from _methods(owner)


def _subclasses(owner: type) -> Iterator[type]:
    children: list[type] = owner.__subclasses__()
    for child in children:
        yield child
        yield from _subclasses(child)


def _of_next_client(module: Any) -> Iterator[Patch]:
    """The resources of the client that serves interactions, agents and what came after."""
    for owner in vars(module).values():
        if inspect.isclass(owner) and owner.__module__ == module.__name__ and _sends(owner):
            yield from _methods(owner)


def _of_former_resources(module: Any) -> Iterator[Patch]:
    """The resources of the client that served interactions before, up to 1.x."""
    package = sys.modules[f"{module.__name__.rpartition('.resources.')[0]}._resource"]
    for base in (package.SyncAPIResource, package.AsyncAPIResource):
        for owner in _subclasses(base):
            yield from _methods(owner)


def _sends(owner: type) -> bool:
    return hasattr(owner, "do_request") or hasattr(owner, "do_request_async")


def _describe_request(client: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    """A request that no method of a resource has made: the next page of a list, or what a release has added."""
    given = {**dict(zip(("http_method", "path"), args, strict=False)), **kwargs}
    request = request_of(SimpleNamespace(_api_client=client), names.OTHER_OPERATION)
    method, path = str(given.get("http_method")), str(given.get("path"))
    operation = operation_of_request(request.provider, method.upper(), f"/{path.partition('?')[0].lstrip('/')}")
    return request if operation is None else replace(request, operation=operation)


_NET = Target(_describe_request, read_nothing, least=least(names.OTHER_OPERATION))


_API_CLIENT: Final = "google.genai._api_client"

PATCHES = (
    Patch(_API_CLIENT, "BaseApiClient.request", unless_running(sync_call(_NET)), is_busy=True, passes=passes),
    Patch(_API_CLIENT, "BaseApiClient.async_request", unless_running(async_call(_NET))),
    Found("google.genai.client", _of_client),
    Found("google.genai._gaos.google_genai", _of_next_client),
    Found("google.genai._interactions.resources.interactions", _of_former_resources),
)
