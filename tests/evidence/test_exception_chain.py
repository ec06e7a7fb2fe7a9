"""The exceptions behind an exception: which, in which order, and how many."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace as Having
from typing import Any

import pytest

from genai_triage.evidence.exception_chain import exceptions_in
from genai_triage.evidence.limits import MAX_EXCEPTIONS, MAX_MEMBERS

INNER = ValueError("inner")


def raised(**attributes: Any) -> Exception:
    error = RuntimeError("outer")
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


@pytest.mark.parametrize(
    "error",
    [
        *(
            pytest.param(raised(**{name: INNER}), id=name)
            for name in (
                "__cause__",
                "__context__",
                "cause",
                "_cause",
                "reason",
                "original_exception",
                "original_error",
                "os_error",
                "_last_error",
            )
        ),
        pytest.param(raised(exceptions=[INNER]), id="group"),
        pytest.param(raised(exceptions=("text", INNER)), id="tuple"),
        pytest.param(raised(last_attempt=Having(_exception=INNER)), id="tenacity"),
        pytest.param(RuntimeError("text", INNER), id="argument"),
    ],
)
def test_what_an_exception_wraps_is_found_wherever_it_is_kept(error: Exception) -> None:
    assert list(exceptions_in(error)) == [error, INNER]


@pytest.mark.parametrize(
    "attributes",
    [
        {"__context__": INNER, "__suppress_context__": True},
        {"exceptions": {INNER}},
        {"cause": "a text"},
        {"last_attempt": Having(_exception="a text")},
        {"last_attempt": Having()},
        {"args": [INNER][:0]},
    ],
)
def test_what_is_not_meant_or_no_exception_is_not_followed(attributes: Any) -> None:
    error = raised(**attributes)
    assert list(exceptions_in(error)) == [error]


def test_an_exception_comes_with_all_behind_it_before_its_neighbour() -> None:
    deep, cause, member, argument, context = (ValueError(name) for name in ("deep", "cause", "m", "a", "context"))
    cause.__cause__ = deep
    error = RuntimeError(argument)
    error.__context__, error.__cause__ = context, cause
    error.__suppress_context__ = False
    error.exceptions = [member]  # type: ignore[attr-defined]
    assert list(exceptions_in(error)) == [error, cause, deep, member, argument, context]


def test_an_exception_that_is_met_twice_comes_once() -> None:
    other = ValueError("other")
    error = raised(__cause__=INNER, reason=INNER, os_error=other)
    loop = raised(__cause__=error)
    error.__context__ = loop
    assert list(exceptions_in(loop)) == [loop, error, INNER, other]


def test_of_a_chain_without_end_the_outermost_are_looked_at() -> None:
    chain = [RuntimeError(str(number)) for number in range(MAX_EXCEPTIONS + 5)]
    for outer, inner in pairwise(chain):
        outer.__cause__ = inner
    assert list(exceptions_in(chain[0])) == chain[:MAX_EXCEPTIONS]


@pytest.mark.parametrize("as_kept", [list, tuple])
def test_of_a_large_group_the_first_members_are_looked_at(as_kept: Any) -> None:
    members = [ValueError(str(number)) for number in range(MAX_MEMBERS + 5)]
    group, many = raised(exceptions=as_kept(members)), RuntimeError(*members)
    assert list(exceptions_in(group)) == [group, *members[:MAX_MEMBERS]]
    assert list(exceptions_in(many)) == [many, *members[:MAX_MEMBERS]]
