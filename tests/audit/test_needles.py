"""What is looked for: as much of a secret as gives it away, and no more."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from genai_triage.audit.needles import canary_needles, environment_needles
from genai_triage.simulator.canaries import Canaries


def parts(value: str, name: str = "MY_KEY") -> frozenset[bytes]:
    """What is looked for of a variable's value."""
    (needle,) = environment_needles({name: value})
    return needle.parts


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def test_a_value_is_a_secret_from_eight_characters_on() -> None:
    assert environment_needles({"MY_KEY": "1234567"}) == ()
    assert parts("12345678") == {b"12345678"}


def test_half_of_a_value_is_one_from_32_characters_on() -> None:
    dashes = "-" * 15
    assert parts("a" + dashes * 2) == {b"a" + b"-" * 30}
    assert parts("a" + dashes + dashes + "b") == {b"a" + b"-" * 30 + b"b", b"a" + b"-" * 15, b"-" * 15 + b"b"}


def test_what_is_escaped_in_an_address_is_looked_for_as_it_stands_there() -> None:
    assert parts("a b/c:d€") == {"a b/c:d€".encode(), b"a%20b%2Fc%3Ad%E2%82%AC"}


def test_what_base64_hides_is_looked_for_with_its_parts() -> None:
    assert {b"client-id:secret-1", b"client-id", b"secret-1"} <= parts(encoded("client-id:secret-1"))


def test_a_part_of_it_is_one_from_eight_characters_on() -> None:
    assert not {b"id", b"1234567"} & parts(encoded("id:1234567:secret-1"))
    assert b"secret-1" in parts(encoded("id:1234567:secret-1"))


@pytest.mark.parametrize("hidden", [b"short-1", bytes(range(200, 212)), b"bell\x07bell\x07be"])
def test_what_is_short_or_no_text_is_not_looked_for(hidden: bytes) -> None:
    value = encoded(hidden)
    assert parts(value) <= {value.encode(), value.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D").encode()}


def test_base64_of_addresses_is_read_too() -> None:
    plain = "client>>>?:secret??>"
    value = base64.urlsafe_b64encode(plain.encode()).decode()
    assert {"-", "_"} & set(value)
    assert plain.encode() in parts(value)


@pytest.mark.parametrize("name", ["api_key", "TOKEN", "x_secret_y", "credentials", "Password"])
def test_a_variable_is_a_secret_by_its_name(name: str) -> None:
    assert [(one.name, one.kind) for one in environment_needles({name: "12345678", "OTHER": "12345678"})] == [
        (name, "environment")
    ]


def test_a_value_that_names_a_file_is_none(tmp_path: Path) -> None:
    assert environment_needles({"KEY_FILE": str(tmp_path), "B_KEY": "12345678", "A_KEY": "87654321"}) == (
        *environment_needles({"A_KEY": "87654321"}),
        *environment_needles({"B_KEY": "12345678"}),
    )


def test_of_a_canary_each_made_up_word_and_each_dozen_characters_are_looked_for() -> None:
    canaries = Canaries.random()
    found = {one.name: one for one in canary_needles(canaries)}
    assert list(found) == ["answer of the model", "prompt", *canaries.keys]
    assert {one.kind for one in found.values()} == {"canary"}
    words = {word.strip(".,").encode() for word in canaries.prompt.split() if len(word.strip(".,")) == 10}
    assert found["prompt"].parts == words
    for name, key in canaries.keys.items():
        assert found[name].parts == {key[at : at + 12].encode() for at in range(4, len(key) - 11)}
