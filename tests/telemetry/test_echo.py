"""What a service's message repeats of the request is elided; what is the service's own stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.taxonomy import CAUSES, Cause
from genai_triage.telemetry import echo

CAUSE = CAUSES["status.bad_request"]
PROMPT = "Tell Ludmila, that heliotrope and\nmarmalade do not mix. Привет, мир, как дела"
BODY = {"model": "gemini-2.5-flash", "contents": [{"role": "user", "parts": [{"text": PROMPT}]}]}


def without_echo(message: str, sent: object, cause: Cause, model: str | None = None) -> str:
    return echo.without_echo(message, echo.words_sent(sent), cause, model)


def _message(body: Any) -> Struct:
    made = Struct()
    made.update(body)
    return made


FORMS: dict[str, object] = {
    "bytes": json.dumps(BODY).encode(),
    "bytes without escapes": json.dumps(BODY, ensure_ascii=False).encode(),
    "a buffer": bytearray(json.dumps(BODY).encode()),
    "text": json.dumps(BODY),
    "text of an older client": json.dumps(BODY).replace("\\n", "\n"),
    "cut in the middle of a text": json.dumps(BODY).rpartition('"}]')[0].encode(),
    "an object": BODY,
    "protobuf": _message(BODY),
    "the beginning of a long one": json.dumps({**BODY, "later": "x" * 2 * MAX_BODY}).encode(),
    "the end of a long one": json.dumps({"inlineData": "x" * 2 * MAX_BODY, **BODY}).encode(),
}


@pytest.mark.parametrize("sent", FORMS.values(), ids=list(FORMS))
@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("The text Tell Ludmila that heliotrope and marmalade do not mix is bad.", "The text […] is bad."),
        ("tell, LUDMILA; that", "[…]"),
        ("Bad: Привет мир! Как дела?", "Bad: […]?"),
        ("Refused: that heliotrope and marm…", "Refused: […]…"),
        ("heliotrope and marmalade, or: do not mix", "[…], or: […]"),
    ],
)
def test_a_run_of_words_of_the_request_is_elided(message: str, left: str, sent: object) -> None:
    assert without_echo(message, sent, CAUSE) == left


@pytest.mark.parametrize("sent", FORMS.values(), ids=list(FORMS))
@pytest.mark.parametrize(
    "message",
    [
        "Please tell me that marmalade and heliotrope mix.",
        "do not heliotrope",
        "models/gemini-2.5-flash is not found",
        "user parts text contents model",
        "мир Привет mix",
    ],
)
def test_other_words_stay(message: str, sent: object) -> None:
    assert without_echo(message, sent, CAUSE) == message


@pytest.mark.parametrize(
    ("prompt", "message", "left"),
    [
        ("my number is AB1234567", "Unknown: AB1234567", "Unknown: […]"),
        ("say pneumonoultramicroscopicsilicovolcano", "pneumonoultramicroscopicsilicovolcano?", "[…]?"),
        ("change the configuration", "bad configuration", "bad configuration"),
    ],
    ids=["a number", "a long word", "a plain word"],
)
def test_a_word_that_tells_by_itself_is_elided(prompt: str, message: str, left: str) -> None:
    assert without_echo(message, json.dumps({"messages": [{"content": prompt}]}), CAUSE) == left


@pytest.mark.parametrize("sent", [b"scope=Tell Ludmila that", "Tell Ludmila that", None, object(), 3, b"", b"{"])
def test_what_is_no_content_elides_nothing(sent: object) -> None:
    assert without_echo("Tell Ludmila that", sent, CAUSE) == "Tell Ludmila that"


@pytest.mark.parametrize("cause_id", sorted(cause.id for cause in CAUSES.values() if cause.example is not None))
def test_a_sentence_that_the_table_knows_stays_though_somebody_asks_about_it(cause_id: str) -> None:
    example = CAUSES[cause_id].example
    assert example is not None
    said = example.grpc[1] if example.grpc else example.exception
    body = example.body
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        said = str(body["error"].get("message", said))
    assert without_echo(said, {"contents": f"What does this mean: {said}"}, CAUSES[cause_id]) == said


def test_a_model_that_is_asked_about_stays() -> None:
    said = "models/my-own-tuned-model is not found"
    sent = {"contents": "What is my-own-tuned-model?"}
    assert without_echo(said, sent, CAUSE, "my-own-tuned-model") == said
    assert without_echo(said, sent, CAUSE) == "models/[…] is not found"


def test_of_a_request_that_is_an_object_64_kilobytes_are_looked_at() -> None:
    words = echo.words_sent({"contents": ["x" * (MAX_BODY - 30), "these words are looked at", "and these are not"]})
    assert b" these words " in words
    assert b" and these " not in words


def test_words_of_two_texts_are_no_run() -> None:
    sent = {"contents": [{"parts": [{"text": "heliotrope and"}, {"text": "marmalade again"}]}]}
    assert without_echo("No heliotrope and marmalade here.", sent, CAUSE) == "No heliotrope and marmalade here."


def test_the_end_of_a_text_that_is_too_long_to_be_looked_at_is_elided() -> None:
    sent = json.dumps({"contents": [{"parts": [{"text": "x" * 2 * MAX_BODY + " heliotrope and marmalade"}]}]})
    assert without_echo("Refused: heliotrope and marmalade", sent, CAUSE) == "Refused: […]"


@pytest.mark.parametrize("cut", range(12))
@pytest.mark.parametrize("is_ascii", [True, False], ids=["escaped", "as it is"])
def test_of_a_long_text_beginning_and_end_are_elided_wherever_they_are_cut(cut: int, is_ascii: bool) -> None:
    prompt = "привет 🙂 мир как дела " + "я" * MAX_BODY + "ы" * cut + " пока \\n мир 🙂 до встречи"
    sent = json.dumps({"contents": prompt, "x": "y" * cut}, ensure_ascii=is_ascii).encode()
    assert without_echo("Bad: Привет 🙂 мир, как дела!", sent, CAUSE) == "Bad: […]!"
    assert without_echo("Bad: мир 🙂 до встречи!", sent, CAUSE) == "Bad: […]!"


def test_the_end_of_a_long_request_may_begin_in_a_name() -> None:
    sent = json.dumps({"x": "y" * 2 * MAX_BODY, "z" * (MAX_BODY // 2 - 40): "heliotrope and marmalade"}).encode()
    assert without_echo("Bad: heliotrope and marmalade!", sent, CAUSE) == "Bad: […]!"


def test_a_text_that_is_no_json_is_looked_at_as_it_is() -> None:
    sent = b'{"contents": "heliotrope and\\nmarmalade \\x are '
    assert without_echo("Bad: heliotrope and marmalade!", sent, CAUSE) == "Bad: […]!"


def test_the_name_of_a_function_stays() -> None:
    sent = {"tools": [{"functionDeclarations": [{"name": "weather_of_a_city"}]}]}
    assert without_echo("Unknown function weather_of_a_city", sent, CAUSE) == "Unknown function weather_of_a_city"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b'{"a": "seven77"}', b" seven77 "),
        (b'{"a" :\t"seven77"}', b" seven77 "),
        (b'{"a":[ "in a list"]}', b" in a list "),
        (b'{"a":"\\"b\\" c"}', b" b c "),
        (b'{"role":"user","n":0.5,"a":"short6"}', b""),
    ],
)
def test_a_small_request_without_a_value_of_seven_characters_says_nothing(sent: bytes, words: bytes) -> None:
    assert echo.words_sent(sent) == words


@pytest.mark.parametrize(
    ("word", "tells"),
    [("a" * 19, False), ("a" * 20, True), ("a1" * 3 + "a", False), ("a1" * 4, True), ("abcdefgh", False)],
    ids=["19 letters", "20 letters", "7 with digits", "8 with digits", "8 letters"],
)
def test_a_word_tells_by_itself_if_it_is_long_or_has_digits(word: str, tells: bool) -> None:
    sent = {"contents": f"say {word} now"}
    assert without_echo(f"Bad: {word}.", sent, CAUSE) == ("Bad: […]." if tells else f"Bad: {word}.")


@pytest.mark.parametrize(("run", "is_elided"), [("heliotrope and", False), ("heliotrope and marmalade", True)])
def test_three_words_in_a_row_are_a_piece(run: str, is_elided: bool) -> None:
    sent = {"contents": "no heliotrope and marmalade"}
    assert without_echo(f"Bad: {run}!", sent, CAUSE) == ("Bad: […]!" if is_elided else f"Bad: {run}!")


def _nested(text: str, levels: int) -> Any:
    value: Any = text
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(("levels", "is_seen"), [(12, True), (13, True), (14, False), (10_000, False)])
def test_texts_are_looked_for_in_a_dozen_levels(levels: int, is_seen: bool) -> None:
    words = echo.words_sent({"contents": _nested("heliotrope and marmalade", levels - 1)})
    assert (b" heliotrope and marmalade " in words) is is_seen


@pytest.mark.parametrize("form", [json.dumps, lambda body: body], ids=["JSON", "an object"])
@pytest.mark.parametrize("member", ["model", "role", "mimeType", "mime_type", "type", "data", "name", "id"])
def test_what_only_names_something_is_no_content(member: str, form: Any) -> None:
    words = echo.words_sent(form({member: "heliotrope and marmalade", "text": "x" * 600}))
    assert b"heliotrope" not in words
    assert b"heliotrope" in echo.words_sent(form({"text": "heliotrope and marmalade"}))


@pytest.mark.parametrize(("text", "is_looked_at"), [("abc", False), ("abcd", True)])
@pytest.mark.parametrize("form", [json.dumps, lambda body: body], ids=["JSON", "an object"])
def test_a_text_of_three_characters_holds_no_piece(form: Any, text: str, is_looked_at: bool) -> None:
    words = echo.words_sent(form({"contents": [text, "x" * 600]}))
    assert (f" {text} ".encode() in words) is is_looked_at


@pytest.mark.parametrize("form", [json.dumps, lambda body: body], ids=["JSON", "an object"])
def test_a_thousand_texts_are_looked_at(form: Any) -> None:
    words = echo.words_sent(form([f"word{number:04}" for number in range(1100)]))
    assert [f" word{number:04} ".encode() in words for number in (0, 999, 1000)] == [True, True, False]


@pytest.mark.parametrize("mark", ["«", "»", "“", "”", "„", "‘", "’", "–", "—", "…", "\u00a0"])
def test_a_mark_between_words_parts_them(mark: str) -> None:
    said = f"Bad: heliotrope{mark}and{mark}marmalade!"
    assert without_echo(said, {"contents": "no heliotrope and marmalade"}, CAUSE) == "Bad: […]!"


def test_behind_a_text_with_a_raw_line_s_end_names_are_still_no_content() -> None:
    words = echo.words_sent('{"text": "heliotrope\nand", "name": "marmalade", "later": "' + "x" * 600 + '"}')
    assert b" heliotrope and " in words
    assert b"marmalade" not in words
