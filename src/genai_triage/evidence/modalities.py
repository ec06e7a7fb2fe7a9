"""Tokens by modality, as Gemini breaks its usage down: read from the SDKs' objects, protobuf and JSON alike.

Source: Gemini API, `UsageMetadata` and `ModalityTokenCount`; Interactions, `Usage`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from .limits import MAX_MEMBERS

Counts = dict[str, int]
Spellings = tuple[str, ...]
"""The names of one member: an object's, and those in JSON."""

_NAMES: Final = {"TEXT": "text", "IMAGE": "image", "AUDIO": "audio", 1: "text", 2: "image", 4: "audio"}
"""The modalities that the conventions know; protobuf has numbers for them."""
_INPUT: Final = ("prompt_tokens_details", "promptTokensDetails", "input_tokens_by_modality")
_TOOL_INPUT: Final = ("tool_use_prompt_tokens_details", "toolUsePromptTokensDetails", "tool_use_tokens_by_modality")
_OUTPUT: Final = ("candidates_tokens_details", "candidatesTokensDetails", "output_tokens_by_modality")
_CACHED: Final = ("cache_tokens_details", "cacheTokensDetails", "cached_tokens_by_modality")
_DETAILS: Final = (_INPUT[0], _TOOL_INPUT[0], _OUTPUT[0], _CACHED[0])
"""What an object has of these in its `__dict__`, as models of pydantic do, is all that it has."""
_SPELLINGS: Final = frozenset((*_INPUT, *_TOOL_INPUT, *_OUTPUT, *_CACHED))
_MODALITY: Final = ("modality",)
_COUNT: Final = ("token_count", "tokenCount", "tokens")


class ByModality(NamedTuple):
    """Tokens by the conventions' names of modalities; what is of none of them is left out."""

    input: Counts
    output: Counts
    cached: Counts


NOTHING: Final = ByModality({}, {}, {})
"""Of a usage without details, as most are; not to be changed."""


def tokens_by_modality(usage: Any) -> ByModality:
    """Reads the details of a usage object; empty where there are none."""
    fields = getattr(usage, "__dict__", None)
    if type(fields) is dict and fields:
        get, names = fields.get, _DETAILS
        if not (get(names[0]) or get(names[1]) or get(names[2]) or get(names[3])):  # `any` would cost thrice as much
            return NOTHING
    if type(usage) is dict and _SPELLINGS.isdisjoint(usage):
        return NOTHING
    read = _of_document if isinstance(usage, Mapping) else _of_object
    given = _counts(read, usage, _INPUT)
    of_tools = _counts(read, usage, _TOOL_INPUT)
    if of_tools:
        for name, tokens in of_tools.items():
            given[name] = given.get(name, 0) + tokens
    return ByModality(given, _counts(read, usage, _OUTPUT), _counts(read, usage, _CACHED))


def _counts(read: Callable[[Any, Spellings], Any], usage: Any, names: Spellings) -> Counts:
    details = read(usage, names)
    if not details:
        return {}
    found: Counts = {}
    if isinstance(details, (str, Mapping)) or not hasattr(details, "__iter__"):
        return found
    for detail in islice(details, MAX_MEMBERS):
        modality, tokens = read(detail, _MODALITY), read(detail, _COUNT)
        name = _name_of(modality) if modality else None
        if name is not None and type(tokens) is int and tokens > 0:
            found[name] = found.get(name, 0) + tokens
    return found


def _name_of(modality: Any) -> str | None:
    """The conventions' name; None for one that nobody knows, and for what is no name at all."""
    if isinstance(modality, str):
        return _NAMES.get(str.upper(modality))
    return _NAMES.get(modality) if type(modality) is int else None


def _of_object(holder: Any, names: Spellings) -> Any:
    """A name that it lacks would cost a pydantic model dearly, so only its own is asked for."""
    return getattr(holder, names[0], None)


def _of_document(holder: Any, names: Spellings) -> Any:
    if type(holder) is dict or isinstance(holder, Mapping):
        for name in names:
            if name in holder:
                return holder[name]
    return None
