"""What is kept of an answer while it is read."""

from __future__ import annotations

from enum import Enum
from types import SimpleNamespace as Having
from typing import Any

import pytest

from genai_triage.evidence import classify_answer, classify_response
from genai_triage.evidence.documents import read_documents
from genai_triage.evidence.limits import MAX_CANDIDATES
from genai_triage.evidence.reading import (
    CHAT,
    DIALECTS,
    GEMINI,
    GIGACHAT_V2,
    GOOD_FINISHES,
    LIVE,
    Dialect,
    Reading,
    normal_name,
)
from genai_triage.evidence.scan import scan
from genai_triage.taxonomy import Provider


def test_a_reason_is_not_lost_to_an_unspecified_one_that_follows() -> None:
    reading = Reading()
    reading.add_candidate(0, "STOP", True)
    reading.add_candidate(0, "FINISH_REASON_UNSPECIFIED", False)
    assert reading.finish_reasons == ["STOP"]


def test_a_reason_that_is_printed_with_its_class_is_known() -> None:
    reading = Reading()
    reading.add_candidate(0, "FinishReason.SAFETY", False)
    assert reading.finish_reasons == ["SAFETY"]


def test_an_answer_with_alternatives_without_end_keeps_the_first() -> None:
    reading = Reading()
    for index in range(10 * MAX_CANDIDATES):
        reading.add_candidate(index, "STOP", True)
    assert list(reading.candidates) == list(range(MAX_CANDIDATES))


@pytest.mark.parametrize(
    ("provider", "url"),
    [
        ("gemini", "https://generativelanguage.googleapis.com/v1beta/files/f-1:download?alt=media"),
        ("gigachat", "https://gigachat.devices.sberbank.ru/api/v1/files/f-1/content"),
    ],
)
def test_a_file_that_is_downloaded_may_quote_an_error(provider: Provider, url: str) -> None:
    quoting = '{"error": {"code": 503, "status": "UNAVAILABLE", "message": "The model is overloaded."}}'
    assert classify_response(provider, 200, quoting, {"content-type": "application/json"}, url) is None


@pytest.mark.parametrize("chunk", [{"candidates": []}, {"candidates": [{"content": {"role": "model"}, "index": 0}]}])
def test_a_stream_that_is_left_before_its_first_words_has_not_failed(chunk: dict[str, Any]) -> None:
    reading = Reading()
    read_documents([chunk], reading)
    assert classify_answer("gemini", reading, complete=False) is None
    assert classify_answer("gemini", reading, complete=True) is not None


@pytest.mark.parametrize(
    ("status", "has_ended"),
    [
        ("completed", True),
        ("failed", True),
        ("requires_continuation", False),
        ("in_progress", False),
        ("queued", False),
    ],
)
def test_an_interaction_s_last_event_is_an_end_unless_it_says_that_it_goes_on(status: str, has_ended: bool) -> None:
    reading = Reading()
    read_documents([{"event_type": "interaction.completed", "interaction": {"id": "v1_x", "status": status}}], reading)
    assert reading.ended is has_ended


@pytest.mark.parametrize("text", ["}}}", "[[[", '\\"}', ""])
def test_brackets_in_the_texts_behind_a_model_are_no_levels(text: str) -> None:
    answer = Reading()
    scan('{"choices": [', f'], "model": "GigaChat-2", "note": "{text}"}}', answer, is_stream=False)
    assert answer.model == "GigaChat-2"


def test_a_model_deeper_in_an_answer_is_not_the_answer_s() -> None:
    answer = Reading()
    scan('{"choices": [', '{"model": "of a part"}], "note": "{"}', answer, is_stream=False)
    assert answer.model is None


@pytest.mark.parametrize(("given", "taken"), [(5, 3), (5, None), (None, 3), (0, None), (None, None)])
def test_one_number_of_tokens_is_usage(given: int | None, taken: int | None) -> None:
    answer = Reading()
    answer.input_tokens, answer.output_tokens = given, taken
    assert answer.has_usage is (given is not None or taken is not None)


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ('"finishReason": "MAX_TOKENS"', {"finish_reasons": ["MAX_TOKENS"]}),
        ('"finish_reason": "length"', {"finish_reasons": ["LENGTH"]}),
        ('"blockReason": "SAFETY"', {"block_reason": "SAFETY"}),
        ('"block_reason": "SAFETY"', {"block_reason": "SAFETY"}),
        ('"responseId": "r-1"', {"id": "r-1"}),
        ('"modelVersion": "m-1"', {"model": "m-1"}),
        ('"promptTokenCount": 7', {"input_tokens": 7, "output_tokens": 0}),
        ('"prompt_tokens": 7, "completion_tokens": 3', {"input_tokens": 7, "output_tokens": 3}),
    ],
)
@pytest.mark.parametrize("is_head", [True, False], ids=["beginning", "end"])
def test_what_is_too_long_to_parse_says_this_at_either_end(
    member: str, expected: dict[str, Any], is_head: bool
) -> None:
    answer = Reading()
    scan(*(("{" + member, "") if is_head else ("", member + "}")), answer, is_stream=False)
    assert {name: getattr(answer, name) for name in expected} == expected


def test_the_model_that_answered_is_no_model_that_was_asked_for() -> None:
    answer = Reading()
    scan('{"model": "asked", "modelVersion": "answered"', "", answer, is_stream=False)
    assert answer.model == "answered"


@pytest.mark.parametrize(("is_stream", "reasons"), [(True, ["SAFETY"]), (False, ["STOP", "SAFETY"])])
def test_a_stream_repeats_its_reason_and_a_whole_answer_has_one_of_each_candidate(
    is_stream: bool, reasons: list[str]
) -> None:
    answer = Reading()
    scan('{"finishReason": "STOP"', '"finishReason": "SAFETY"}', answer, is_stream=is_stream)
    assert answer.finish_reasons == reasons


def tokens(answer: Reading) -> tuple[int | None, ...]:
    return answer.input_tokens, answer.output_tokens, answer.cached_tokens, answer.reasoning_tokens


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((7, 3), (7, 3, None, None)),
        ((7, None), (7, 0, None, None)),
        ((7, 3, 2, 4, 5), (11, 8, 2, 5)),
        ((0, 0, 0, 0, 0), (0, 0, 0, None)),
        ((None, 3, 2, 4, 5), (None, None, None, None)),
    ],
)
def test_results_of_tools_are_input_and_thoughts_are_output(given: Any, expected: tuple[int | None, ...]) -> None:
    answer = Reading()
    answer.set_tokens(*given)
    assert tokens(answer) == expected


@pytest.mark.parametrize("dialect", [*DIALECTS, LIVE], ids=lambda dialect: dialect.output)
@pytest.mark.parametrize("lacks_last", [False, True], ids=["whole", "of an older version"])
def test_a_usage_object_is_read_in_every_dialect(dialect: Dialect, lacks_last: bool) -> None:
    parts = [name for name in dialect[:5] if name]
    kept = parts[: max(len(parts) - lacks_last, 2)]
    answer, expected = Reading(), Reading()
    answer.add_usage(Having(**{name: 2**place for place, name in enumerate(kept)}), dialect)
    expected.set_tokens(*(2**place for place in range(len(kept))))
    assert tokens(answer) == tokens(expected)


def test_the_tokens_of_rounds_add_up_and_candidates_are_the_round_s_own() -> None:
    answer = Reading()
    answer.set_tokens(7, 3, 2, 0, 1)
    answer.add_candidate(0, "STOP", True)
    answer.ended = answer.round_ends = True
    answer.begin_round()
    assert (answer.rounds, answer.candidates, answer.ended, answer.round_ends) == (2, {}, False, False)
    answer.set_tokens(10, 20)
    assert tokens(answer) == (17, 24, 2, 1)
    answer.set_tokens(10, 25, 4, 0, 5)  # a stream says its usage again
    assert tokens(answer) == (17, 34, 6, 6)
    answer.begin_round()
    answer.set_tokens(1, 1)
    assert (answer.rounds, tokens(answer)) == (3, (18, 35, 6, 6))


def test_a_round_that_says_nothing_of_tokens_adds_none() -> None:
    answer = Reading()
    answer.begin_round()
    answer.set_tokens(7, 3)
    assert tokens(answer) == (7, 3, None, None)


def test_the_tokens_of_turns_add_up_where_they_are_known() -> None:
    session, turn = Reading(), Reading()
    session.add_turn(turn)
    assert tokens(session) == (None, None, None, None)
    turn.set_tokens(7, 3, 2, 0, 1)
    for _ in range(2):
        session.add_turn(turn)
    assert tokens(session) == (14, 8, 4, 2)
    session.add_turn(Reading())
    assert tokens(session) == (14, 8, 4, 2)


@pytest.mark.parametrize(
    ("usage", "cached"),
    [
        (Having(prompt_tokens=7, completion_tokens=3, precached_prompt_tokens=2), 2),
        (Having(prompt_tokens=7, completion_tokens=3, prompt_tokens_details=Having(cached_tokens=4)), 4),
        (Having(prompt_tokens=7, completion_tokens=3, precached_prompt_tokens=2, prompt_tokens_details=None), 2),
        (
            Having(
                prompt_tokens=7,
                completion_tokens=3,
                precached_prompt_tokens=2,
                prompt_tokens_details=Having(cached_tokens=None),
            ),
            2,
        ),
        (Having(prompt_tokens=7, completion_tokens=3), None),
    ],
    ids=["own", "detail", "no details", "no detail", "none"],
)
def test_cached_tokens_are_found_in_the_usage_or_its_details(usage: Any, cached: int | None) -> None:
    answer = Reading()
    answer.add_usage(usage, CHAT)
    assert (tokens(answer), answer.usage) == ((7, 3, cached, None), usage)


def test_the_cached_tokens_of_gigachat_s_second_version_are_a_detail() -> None:
    answer = Reading()
    usage = Having(input_tokens=7, output_tokens=3, input_tokens_details=Having(cached_tokens=4))
    answer.add_usage(usage, GIGACHAT_V2)
    assert tokens(answer) == (7, 3, 4, None)


def test_a_usage_that_waits_is_read_once_and_the_one_before_it_is_kept() -> None:
    answer = Reading()
    first, last = (Having(prompt_token_count=7, candidates_token_count=number) for number in (3, 5))
    answer.add_usage(first, GEMINI)
    answer.unread_usage = last
    for _ in range(2):
        answer.read_usage()
    assert (tokens(answer), answer.unread_usage, answer.usage) == ((7, 5, None, None), None, first)


class Named(Enum):
    SAFETY = 3


class Texts(str, Enum):
    SAFETY = "safety"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        *((finish, finish) for finish in sorted(GOOD_FINISHES)),
        *((finish.lower(), finish) for finish in sorted(GOOD_FINISHES)),
        ("FINISH_REASON_STOP", "STOP"),
        ("MAX_TOKENS", "MAX_TOKENS"),
        ("max_tokens", "MAX_TOKENS"),
        ("FinishReason.SAFETY", "SAFETY"),
        ("content_filter: SAFETY", "SAFETY"),
        (" a.b : c.safety ", "SAFETY"),
        (Named.SAFETY, "SAFETY"),
        (Texts.SAFETY, "SAFETY"),
        (Having(value="safety", name="OTHER"), "SAFETY"),
        (Having(value=3, name="SAFETY"), "SAFETY"),
        (5, "5"),
        ("x" * 201, "X" * 200),
    ],
)
def test_a_reason_has_one_name_however_it_comes(value: Any, name: str) -> None:
    assert normal_name(value) == name


@pytest.mark.parametrize("call", ["FUNCTION_CALL", "tool_calls", "TOOL_CALL", "need_more_input"])
def test_an_answer_that_asks_for_a_function_holds_something(call: str) -> None:
    answer = Reading()
    answer.add_candidate(0, call, False)
    assert (answer.has_content, answer.is_good) == (True, True)


@pytest.mark.parametrize("finish", [None, ""])
def test_a_candidate_without_a_reason_keeps_the_one_before(finish: Any) -> None:
    answer = Reading()
    answer.add_candidate(1, "STOP", False)
    answer.add_candidate(1, finish, True)
    answer.add_candidate(2, "FINISH_REASON_UNSPECIFIED", True)
    answer.add_candidate(2, "SAFETY", False)
    assert (answer.finish_reasons, sorted(answer.candidates)) == (["STOP", "SAFETY"], [1, 2])


@pytest.mark.parametrize("index", [None, "1", 1.0, True])
def test_a_candidate_without_a_number_is_the_first(index: Any) -> None:
    answer = Reading()
    answer.add_candidate(index, "STOP", True)
    assert list(answer.candidates) == [0]


@pytest.mark.parametrize(
    ("member", "value"), [("error", {}), ("fact", "no_result"), ("block_reason", "SAFETY"), ("candidates", {})]
)
def test_an_answer_is_good_beyond_doubt_where_nothing_speaks_against_it(member: str, value: Any) -> None:
    answer = Reading()
    answer.add_candidate(0, "SAFETY", True)
    answer.add_candidate(1, "STOP", False)
    assert answer.is_good is False
    answer.add_candidate(2, "STOP", True)
    assert answer.is_good is True
    setattr(answer, member, value)
    assert answer.is_good is False


@pytest.mark.parametrize(("member", "value"), [("error", {}), ("fact", "no_result"), ("generated", True)])
def test_an_answer_is_plain_where_it_shows_nothing_to_judge(member: str, value: Any) -> None:
    answer = Reading()
    assert answer.is_plain is True
    setattr(answer, member, value)
    assert answer.is_plain is False


@pytest.mark.parametrize(
    ("listed", "whole", "expected", "fact", "generated"),
    [
        (0, 0, 0, None, True),
        (0, 0, 2, None, True),
        (2, 2, 0, None, False),
        (2, 2, 2, None, False),
        (2, 2, 3, "results_missing", False),
        (2, 1, 0, "results_missing", False),
        (3, 3, 2, None, False),
    ],
)
def test_results_that_were_asked_for_are_missed(
    listed: int, whole: int, expected: int, fact: str | None, generated: bool
) -> None:
    answer = Reading()
    answer.expected = expected
    answer.add_results(listed, whole)
    assert (answer.fact, answer.generated) == (fact, generated)


def test_what_is_known_to_be_worse_is_not_replaced_by_missing_results() -> None:
    answer = Reading()
    answer.fact = "media_filtered"
    answer.add_results(2, 1)
    assert answer.fact == "media_filtered"


def test_where_nothing_was_read_nothing_is_shown() -> None:
    answer, refused = Reading(), Reading({"code": 429})
    assert [answer.generated, answer.job_goes_on, answer.ended, answer.received, answer.round_ends] == [False] * 5
    assert (answer.expected, answer.rounds, answer.candidates, answer.finish_reasons) == (0, 1, {}, [])
    assert (answer.error, answer.has_content, answer.has_usage) == (None, False, False)
    assert refused.error == {"code": 429}


@pytest.mark.parametrize(
    ("reasons", "kept"),
    [
        (["STOP", "SAFETY"], "SAFETY"),
        (["SAFETY", "FINISH_REASON_UNSPECIFIED"], "SAFETY"),
        (["FINISH_REASON_UNSPECIFIED", "SAFETY"], "SAFETY"),
        (["FINISH_REASON_UNSPECIFIED"], "FINISH_REASON_UNSPECIFIED"),
    ],
)
def test_the_last_reason_that_says_something_is_the_candidate_s(reasons: list[str], kept: str) -> None:
    answer = Reading()
    for reason in reasons:
        answer.add_candidate(0, reason, False)
    assert answer.candidates[0].finish == kept
