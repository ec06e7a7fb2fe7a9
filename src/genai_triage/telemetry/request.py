"""What an instrumentation reads off a call before it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from genai_triage.taxonomy.model import Failure, FailureClass, Provider
from genai_triage.taxonomy.vendors import Service, vendor_of
from genai_triage.telemetry import names

_PORTS: Final = {"https": 443, "http": 80, "wss": 443, "ws": 80}


@dataclass(slots=True)
class Server:
    """Where a call goes."""

    address: str | None
    port: int | None
    netlocs: tuple[str, ...]
    """`host` or `host:port` of every address whose requests are attempts of the operation."""
    api_version: str | None = None


@dataclass(slots=True)
class Request:
    """What the application asked for."""

    provider: Provider
    provider_name: str
    operation: str
    model: str | None
    server: Server
    attributes: dict[str, Any] = field(default_factory=dict)
    """`gen_ai.request.*` and other attributes that are known before the call."""
    stream: bool = False
    credential: Callable[[], str | None] | None = None
    """Returns the credential that the SDK's client holds, for a request that shows only a token; None if not wanted."""
    results: int = 0
    """How many results are asked for, by a list of texts to embed; 0 where it is not known, or one."""
    url: tuple[object, str] | None = None
    """Of a raw request its URL, as an object and as text: to make the text costs as much as to read the request."""

    def text_of(self, url: object) -> object:
        """Returns the text of a URL if it is at hand, else the URL."""
        return self.url[1] if self.url is not None and self.url[0] is url else url


@lru_cache(maxsize=256)
def server_of(url: str, *others: str) -> Server:
    """Reads a base URL; `others` are further URLs that belong to the same operation, a token endpoint for one.

    A URL that does not parse gives a server without an address.
    """
    try:
        parts = urlsplit(url)
        address, port = parts.hostname, parts.port
    except ValueError:
        return Server(None, None, ())
    if port is None:
        port = _PORTS.get(parts.scheme)
    version = next((step for step in parts.path.split("/") if step[:1] == "v" and step[1:2].isdigit()), None)
    netlocs = tuple(filter(None, map(netloc_of, (url, *others))))
    return Server(address, port, netlocs, version)


def netloc_of(url: str) -> str | None:
    """`host`, or `host:port` where the port is not the scheme's own; None for a URL without a host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    return host if port in (None, _PORTS.get(parts.scheme)) else f"{host}:{port}"


def results_of(texts: Any) -> int:
    """How many results a list of texts asks for; a list of numbers is one text, in tokens."""
    return len(texts) if isinstance(texts, list) and len(texts) > 1 and not isinstance(texts[0], int) else 0


def model_of(resource: Any) -> str | None:
    """The model in a resource name: `models/m`, `projects/p/…/models/m`, `projects/p/…/endpoints/e`; None for none."""
    if not isinstance(resource, str) or not resource:
        return None
    if resource.startswith(("models/", "projects/", "publishers/")):
        return resource.rpartition("/")[2]
    return resource


_RANGED = (
    (names.REQUEST_CHOICE_COUNT, "candidate_count", "candidateCount"),
    (names.REQUEST_TEMPERATURE, "temperature", "temperature"),
    (names.REQUEST_TOP_P, "top_p", "topP"),
)
_CHECKED_CLASSES = frozenset(
    {FailureClass.INVALID_REQUEST, FailureClass.UNSUPPORTED, FailureClass.NOT_FOUND, FailureClass.TOO_LARGE}
)


def findings(request: Request, failure: Failure) -> list[str]:
    """What the failed request itself shows; hints that never change the class."""
    if failure.failure_class not in _CHECKED_CLASSES and failure.http_status != 400:
        return []
    found = []
    vendor = vendor_of(request.provider)
    ranges = vendor.parameter_ranges if vendor else {}
    for attribute, parameter, label in _RANGED:
        if attribute not in request.attributes:
            continue
        value = request.attributes[attribute]
        if parameter in ranges and isinstance(value, (int, float)):
            low, high = ranges[parameter]
            if not low <= value <= high:
                found.append(f"{label} {value:g} is outside {low}–{high}")
    if failure.failure_class in _CHECKED_CLASSES:
        found += _used(request.server.api_version, request.model[:100] if request.model else None)
    return found


@lru_cache(maxsize=64)
def _used(api_version: str | None, model: str | None) -> tuple[str, ...]:
    """Says what version of the API, and what model, a request is for."""
    found = [f"the API version used is {api_version}"] if api_version else []
    if model:
        is_sentence = len(model.split(maxsplit=1)) > 1
        found.append("the model's name is a sentence" if is_sentence else f"the model used is {model}")
    return tuple(found)


def least_of(service: Service, operation: str, *, stream: bool = False) -> Request:
    """Returns what is recorded of a call to a service that cannot be described."""
    return Request(service.provider, service.provider_name, operation, None, Server(None, None, ()), stream=stream)
