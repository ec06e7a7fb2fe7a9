"""What calls of one kind have in common: put together once, found by one look-up with every call."""

from __future__ import annotations

from typing import Any, Final

from genai_triage.telemetry import gate, names
from genai_triage.telemetry.request import Request

_MAX_KNOWN: Final = 256
Attributes = dict[str, Any]


class Points:
    """The labels of the points of one call, which are not to be changed."""

    __slots__ = ("answered_by", "input", "labels", "output")

    def __init__(self, labels: Attributes, answered_by: str | None) -> None:
        self.answered_by = gate.clean({names.RESPONSE_MODEL: answered_by} if answered_by else {})
        """The model that the answer names, clean, as the span has it."""
        # In the order in which the SDK sorts them with every point: what is in order is sorted in no time.
        self.labels = dict(sorted(labels.items()))
        self.input = dict(sorted({**labels, names.TOKEN_TYPE: "input"}.items()))
        self.output = dict(sorted({**labels, names.TOKEN_TYPE: "output"}.items()))


class Kind:
    """One kind of call: to one model of one server."""

    __slots__ = ("_key", "_labels", "_points", "attributes", "span_name")

    def __init__(self, key: tuple[Any, ...], labels: gate.Labels) -> None:
        self._key = key
        self._labels = labels
        self._points: dict[str | None, Points] = {}
        self.attributes = gate.clean(_attributes(*key))
        """What is known before the call, clean; not to be changed."""
        operation, model = key[0], self.attributes.get(names.REQUEST_MODEL)
        self.span_name = f"{operation} {model}" if model else operation

    def points(self, answered_by: str | None) -> Points:
        """Returns the labels of points; `answered_by` is the model that the answer names."""
        points = self._points.get(answered_by)
        if points is None:
            points = self._made(answered_by)
            if len(self._points) >= _MAX_KNOWN:
                self._points.clear()
            if answered_by is None or (type(answered_by) is str and len(answered_by) <= gate.MAX_NAME):
                self._points[answered_by] = points
        return points

    def _made(self, answered_by: str | None) -> Points:
        labels = dict(self._labels.of_call(*self._key[:5]))
        response_model = self._labels.label(names.RESPONSE_MODEL, answered_by)
        if response_model is not None:
            labels[names.RESPONSE_MODEL] = response_model
        return Points(labels, answered_by)


class Kinds:
    """The kinds of call of a process that were met last."""

    def __init__(self, labels: gate.Labels) -> None:
        self._labels = labels
        self._known: dict[tuple[Any, ...], Kind] = {}

    def of(self, request: Request) -> Kind:
        """Returns the kind of a call; the same for the same call, unless its model's name is none."""
        server, model = request.server, request.model
        key = (request.operation, request.provider_name, model, server.address, server.port, request.stream)
        kind = self._known.get(key)
        if kind is None:
            kind = Kind(key, self._labels)
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            if model is None or (type(model) is str and len(model) <= gate.MAX_NAME):
                self._known[key] = kind
        return kind


def _attributes(
    operation: str, provider_name: str, model: str | None, address: str | None, port: int | None, is_stream: bool
) -> Attributes:
    attributes: Attributes = {names.OPERATION_NAME: operation, names.PROVIDER_NAME: provider_name}
    if model:
        attributes[names.REQUEST_MODEL] = model
    if address:
        attributes[names.SERVER_ADDRESS] = address
        if port is not None:
            attributes[names.SERVER_PORT] = port
    if is_stream:
        attributes[names.REQUEST_STREAM] = True
    return attributes
