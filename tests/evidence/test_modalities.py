"""Tokens by modality: the same of an SDK's object, of protobuf and of JSON, and nothing that is no count."""

from __future__ import annotations

from types import SimpleNamespace as Having
from typing import Any

import pytest

from genai_triage.evidence.limits import MAX_MEMBERS
from genai_triage.evidence.modalities import tokens_by_modality

NOTHING: dict[str, int] = {}


class Slotted:
    """Stands for a message of protobuf, which has no `__dict__`."""

    __slots__ = ("candidates_tokens_details", "prompt_tokens_details")

    def __init__(self, **members: Any) -> None:
        for name, value in members.items():
            setattr(self, name, value)


def detail(modality: Any, tokens: Any) -> Any:
    return Having(modality=modality, token_count=tokens)


@pytest.mark.parametrize(
    ("member", "place"),
    [
        ("prompt_tokens_details", 0),
        ("tool_use_prompt_tokens_details", 0),
        ("candidates_tokens_details", 1),
        ("cache_tokens_details", 2),
    ],
)
def test_each_member_of_an_object_is_counted_in_its_place(member: str, place: int) -> None:
    usage = Having(**{member: [detail("TEXT", 3), detail("AUDIO", 4)]})
    expected = [NOTHING] * 3
    expected[place] = {"text": 3, "audio": 4}
    assert list(tokens_by_modality(usage)) == expected


@pytest.mark.parametrize(
    ("member", "count", "place"),
    [
        ("promptTokensDetails", "tokenCount", 0),
        ("prompt_tokens_details", "token_count", 0),
        ("input_tokens_by_modality", "tokens", 0),
        ("toolUsePromptTokensDetails", "tokenCount", 0),
        ("tool_use_tokens_by_modality", "tokens", 0),
        ("candidatesTokensDetails", "tokenCount", 1),
        ("output_tokens_by_modality", "tokens", 1),
        ("cacheTokensDetails", "tokenCount", 2),
        ("cached_tokens_by_modality", "tokens", 2),
    ],
)
def test_each_member_of_json_is_counted_in_its_place(member: str, count: str, place: int) -> None:
    expected = [NOTHING] * 3
    expected[place] = {"image": 3}
    assert list(tokens_by_modality({member: [{"modality": "IMAGE", count: 3}]})) == expected


def test_what_tools_brought_is_input_too() -> None:
    usage = Having(
        prompt_tokens_details=[detail("TEXT", 3)],
        tool_use_prompt_tokens_details=[detail("TEXT", 4), detail("IMAGE", 5)],
    )
    assert tokens_by_modality(usage).input == {"text": 7, "image": 5}


def test_of_a_modality_that_stands_twice_both_count() -> None:
    assert tokens_by_modality(Slotted(prompt_tokens_details=(detail(1, 3), detail(1, 4)))).input == {"text": 7}


@pytest.mark.parametrize(
    ("modality", "name"),
    [
        *((value, "text") for value in ("TEXT", "text", 1)),
        *((value, "image") for value in ("IMAGE", 2)),
        *((value, "audio") for value in ("AUDIO", 4)),
        *((value, None) for value in ("DOCUMENT", "", 3, 0, None, True, 1.0)),
    ],
    ids=repr,
)
def test_only_a_modality_that_the_conventions_know_is_counted(modality: Any, name: str | None) -> None:
    found = tokens_by_modality(Slotted(candidates_tokens_details=[detail(modality, 3)])).output
    assert found == (NOTHING if name is None else {name: 3})


@pytest.mark.parametrize("tokens", [0, -1, "3", 3.0, True, None])
def test_only_a_number_of_tokens_is_counted(tokens: Any) -> None:
    assert tokens_by_modality(Having(prompt_tokens_details=[detail("TEXT", tokens)])).input == NOTHING


@pytest.mark.parametrize(
    "details", ["TEXT", {"modality": "TEXT", "token_count": 3}, 5, [], None, ["TEXT"], [None]], ids=repr
)
def test_what_is_no_list_of_details_counts_nothing(details: Any) -> None:
    assert list(tokens_by_modality(Having(prompt_tokens_details=details))) == [NOTHING] * 3
    assert list(tokens_by_modality({"prompt_tokens_details": details})) == [NOTHING] * 3


def test_of_many_details_the_first_are_counted() -> None:
    usage = Having(prompt_tokens_details=[detail("TEXT", 1)] * (MAX_MEMBERS + 5))
    assert tokens_by_modality(usage).input == {"text": MAX_MEMBERS}


@pytest.mark.parametrize("usage", [None, 5, {}, Having(), Having(other=3), Slotted()], ids=repr)
def test_of_what_has_no_details_nothing_is_counted(usage: Any) -> None:
    assert list(tokens_by_modality(usage)) == [NOTHING] * 3
