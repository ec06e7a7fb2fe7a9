"""The report as it is read on a terminal."""

from __future__ import annotations

import pytest

from genai_triage.doctor.model import GROUPS, Check, State, as_json, report
from genai_triage.doctor.text import as_text


def test_groups_stand_in_their_order_under_their_titles() -> None:
    found = report([Check(group, "x", "ok", "found") for group in reversed(GROUPS)])
    lines = as_text(found, 80, is_coloured=False).splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == [
        "installed",
        "OpenTelemetry",
        "beside others",
        "exporter",
        "processes",
        "providers",
        "monitoring",
        "a failure, followed",
        "8 ok, 0 to look at, 0 to mend",
    ]
    assert lines[-2] == ""


@pytest.mark.parametrize(("state", "colour"), [("ok", 32), ("warn", 33), ("fail", 31)])
def test_only_the_state_is_coloured(state: State, colour: int) -> None:
    lines = as_text(report([Check("installed", "x", state, f"{state} is said")]), 80, is_coloured=True).splitlines()
    assert lines[1] == f"  \x1b[{colour}m{state}\x1b[0m{' ' * (5 - len(state))}{state} is said"


def test_a_word_that_is_too_long_stays_whole_and_what_is_to_be_done_is_below() -> None:
    address = "http://" + "long-address." * 4 + "example"
    found = report([Check("installed", "x", "warn", f"see {address} there", f"Open {address} now")])
    assert as_text(found, 30, is_coloured=False).splitlines()[1:6] == [
        "  warn see",
        f"       {address}",
        "       there",
        "       -> Open",
        f"          {address}",
    ]


def test_what_to_do_about_several_lines_is_said_once() -> None:
    fixes = {"traces": "Start it.", "metrics": "Start it.", "logs": "", "temporality": "Start it."}
    found = report([Check("exporter", name, "fail", name, fix) for name, fix in fixes.items()])
    assert as_text(found, 80, is_coloured=False).splitlines()[1:-2] == [
        "  fail traces",
        "  fail metrics",
        "       -> Start it.",
        "  fail logs",
        "  fail temporality",
        "       -> Start it.",
    ]


def test_a_command_to_type_is_not_wrapped() -> None:
    command = "/venv/bin/python -m pip install opentelemetry-exporter-otlp-proto-grpc"
    found = report([Check("exporter", "traces", "fail", "otlp is not installed.", f"Type: {command}")])
    assert as_text(found, 80, is_coloured=False).splitlines()[2:4] == ["       -> Type:", f"          {command}"]


@pytest.mark.parametrize(
    ("states", "status", "last"),
    [
        (("ok", "warn"), 0, "1 ok, 1 to look at, 0 to mend"),
        (("ok", "ok", "fail"), 1, "2 ok, 0 to look at, 1 to mend"),
    ],
)
def test_only_a_failure_is_the_exit_status(states: tuple[State, ...], status: int, last: str) -> None:
    found = report([Check("installed", "x", state, "x") for state in states])
    assert found.status == status
    assert as_text(found, 80, is_coloured=False).splitlines()[-1] == last


def test_texts_are_one_line_and_without_credentials_whoever_wrote_them() -> None:
    key = "AIza" + "Sy1234567890abcdefghijklmnopqrstuvw"
    (check,) = report([Check("installed", "x", "ok", f"a\n  b {key}", f"use {key}\tnow")]).checks
    assert check.text.startswith("a b ")
    assert key not in check.text + check.fix
    assert check.fix.endswith(" now")


def test_json_keeps_letters() -> None:
    assert "Привет" in as_json(report([Check("installed", "x", "ok", "Привет")]))
