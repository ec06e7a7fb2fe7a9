"""The lines of the report. The command as a whole is run end to end."""

from __future__ import annotations

import pytest

from genai_triage.monitoring.drill.command import _line, _Watch
from genai_triage.monitoring.drill.stages import Passed, Result, Stage, Stuck


def test_waiting_is_told_once_it_takes_long_and_again_when_it_changes(capsys: pytest.CaptureFixture[str]) -> None:
    watch = _Watch()
    for seconds, says in ((0.2, "No."), (5.0, "No."), (6.0, "No."), (7.0, "Almost.")):
        watch(Stage.SCRAPED, Stuck(says, "Wait."), seconds)

    assert [line.split(maxsplit=6)[-2:] for line in capsys.readouterr().out.splitlines()] == [
        ["s", "No."],
        ["s", "Almost."],
    ]


@pytest.mark.parametrize(
    ("result", "line"),
    [
        (Result(Stage.FIRING, Passed("It fires"), 1.26), "  ok    alert firing            1.3 s  It fires"),
        (Result(Stage.FIRING, Stuck("No.", "Wait."), 75.0), "  STOP  alert firing           75.0 s  No."),
        (Result(Stage.EXPOSED, None), "  --    metric exposed                 not looked at: no --metrics-url"),
    ],
)
def test_each_stage_is_one_line(result: Result, line: str) -> None:
    assert _line(result) == line
