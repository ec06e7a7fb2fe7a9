"""What each cause looks like before anybody has classified it: the words to recognise it by in a log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from genai_triage.monitoring.options import Options
from genai_triage.taxonomy import Cause, Example

_LIMIT: Final = 110
"""Characters of a provider's text."""
_MARKS: Final = ("reason", "quotaId", "blockReason", "finishReason", "finish_reason")
"""Keys of an answer whose values are machine-readable and tell causes apart."""
_FAULTS: Final = {
    "refuse": "connection refused",
    "reset": "connection reset by the server",
    "cut": "the answer breaks off",
    "stall": "no answer",
    "dns": "the name does not resolve",
    "tls_untrusted": "certificate verify failed",
    "connect_stall": "the connection is never answered",
}


def symptoms(cause: Cause, options: Options) -> str:
    """Returns one line of Markdown: status, machine-readable marks and the beginning of the text, or the exception."""
    example = cause.example
    if example is None:
        return cause.source
    told = [*_elapsed(cause, options), *_marks(example.body), _text(example), _exception(example)]
    return "; ".join(filter(None, (_status(example, options), *(told if any(told) else [cause.source]))))


def _elapsed(cause: Cause, options: Options) -> Iterator[str]:
    least = max((signal.min_elapsed for signal in cause.signals), default=0.0)
    if least:
        yield options.say("after {seconds} s or more", seconds=f"{least:.0f}")


def _status(example: Example, options: Options) -> str:
    if example.grpc is not None:
        return f"gRPC {example.grpc[0]}"
    if isinstance(example.body, dict) and "ws_close_code" in example.body:
        return f"WebSocket close {example.body['ws_close_code']}"
    if example.fault:
        return options.say(_FAULTS[example.fault])
    if example.http is None:
        return ""
    return " ".join(filter(None, (f"HTTP {example.http}", *_named(example.body, ("status",), str))))


def _marks(body: Any) -> Iterator[str]:
    seen = dict.fromkeys(f"{key} `{value}`" for key in _MARKS for value in _named(body, (key,), str) if value != "*")
    code = next(_named(body, ("code",), int), None)
    if isinstance(body, dict) and code is not None and code == body.get("code") and "message" in body:
        yield f"code {code}"
    yield from seen


def _text(example: Example) -> str:
    if example.grpc is not None:
        return _quoted(example.grpc[1])
    if isinstance(example.body, str):
        return _quoted(example.body)
    return _quoted(next(_named(example.body, ("message", "ws_close_reason", "finishMessage"), str), ""))


def _exception(example: Example) -> str:
    """Shows class and text, the class without its package's inner modules."""
    if not example.exception:
        return ""
    name, _, text = example.exception.partition(": ")
    package, _, rest = name.partition(".")
    kind = rest.rpartition(".")[2] if package == "builtins" else f"{package}.{rest.rpartition('.')[2]}"
    return f"`{kind}`: {_quoted(text)}" if text else f"`{kind}`"


def _quoted(text: str) -> str:
    """Quotes the beginning, as code: a provider's text may hold any markup."""
    words = " ".join(text.split()).replace("`", "'")
    if len(words) > _LIMIT:
        words = f"{words[:_LIMIT].rpartition(' ')[0]} …"
    return f"`{words}`" if words else ""


def _named(value: Any, keys: tuple[str, ...], kind: type) -> Iterator[Any]:
    """Yields the values of these keys anywhere in a JSON value, the outermost first."""
    if isinstance(value, dict):
        yield from (found for key in keys if isinstance(found := value.get(key), kind) and found != "")
        for inner in value.values():
            yield from _named(inner, keys, kind)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner, keys, kind)
