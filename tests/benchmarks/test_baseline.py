"""What a run is held to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import baseline
from benchmarks.table import over_bare, ratio

WAS = {"bare": 1000.0, "floor": 600.0, "ours": 900.0}


@pytest.fixture
def committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A baseline of one scenario, measured with what is installed here."""
    monkeypatch.setattr(baseline, "FILE", tmp_path / "baseline.json")
    baseline.renew({"success": WAS})
    return baseline.FILE


def _as_if_elsewhere(file: Path) -> None:
    content = json.loads(file.read_text())
    content["environment"]["python"] = "another"
    file.write_text(json.dumps(content))


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(("ours", "is_over"), [(800, False), (944, False), (946, True)])
def test_five_percent_more_instructions_are_too_many(ours: float, is_over: bool) -> None:
    over, warnings = baseline.judge({"success": {**WAS, "ours": ours}})
    assert (bool(over), warnings) == (is_over, [])


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(
    ("bare", "ours", "is_over"),
    [(5000.0, 19.9, False), (5000.0, 20.1, True), (1000.0, 13.9, False), (1000.0, 14.1, True)],
)
def test_a_small_cost_may_change_by_two_thousandths_of_the_bare_sdk_or_four(
    bare: float, ours: float, is_over: bool
) -> None:
    baseline.renew({"success": {**WAS, "bare": bare, "ours": 10.0}})
    over, _ = baseline.judge({"success": {**WAS, "bare": bare, "ours": ours}})
    assert bool(over) == is_over


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(("ours", "is_over"), [(1124, False), (1126, True)])
def test_a_launch_may_cost_a_quarter_more_as_packages_differ(ours: float, is_over: bool) -> None:
    baseline.renew({"launch": {"ours": 900.0}})
    assert bool(baseline.judge({"launch": {"ours": ours}})[0]) == is_over


@pytest.mark.usefixtures("committed")
def test_a_row_that_is_only_shown_is_not_held_to_the_baseline() -> None:
    baseline.renew({"socket-success": WAS})
    assert "socket-success" not in baseline.load()[1]


@pytest.mark.parametrize(
    ("floor", "ours", "is_over"),
    [
        (600, 1050, True),  # dearer, and so in ratio to what the same SDK takes to record
        (600, 1020, False),  # another Python takes less for the SDK's part than for ours
        (700, 1050, False),  # the SDK has become dearer, and the row with it
        (300, 900, False),  # the SDK has become cheaper, the row has not become dearer
    ],
)
def test_with_other_versions_a_row_is_over_if_its_ratio_to_the_floor_is(
    committed: Path, floor: float, ours: float, is_over: bool
) -> None:
    _as_if_elsewhere(committed)
    over, warnings = baseline.judge({"success": {**WAS, "floor": floor, "ours": ours}})
    assert bool(over) == is_over
    assert warnings == ["The baseline was measured with another python: it is compared with more tolerance."]


@pytest.mark.parametrize(("ours", "is_over"), [(1349, False), (1351, True)])
def test_with_other_versions_a_row_without_a_floor_may_be_half_over(
    committed: Path, ours: float, is_over: bool
) -> None:
    baseline.renew({"foreign": {"bare": 1000.0, "ours": 900.0}})
    _as_if_elsewhere(committed)
    assert bool(baseline.judge({"foreign": {"bare": 1000.0, "ours": ours}})[0]) == is_over


@pytest.mark.usefixtures("committed")
def test_a_scenario_that_the_baseline_lacks_is_not_judged() -> None:
    assert baseline.judge({"quota": WAS})[0] == []


@pytest.mark.usefixtures("committed")
def test_renewing_one_scenario_keeps_the_others() -> None:
    baseline.renew({"quota": WAS})
    assert set(baseline.load()[1]) == {"success", "quota"}


def test_renewing_forgets_what_was_measured_with_other_versions(committed: Path) -> None:
    _as_if_elsewhere(committed)
    baseline.renew({"quota": WAS})
    assert set(baseline.load()[1]) == {"quota"}


def test_the_committed_baseline_has_every_scenario_that_is_held() -> None:
    assert set(baseline.load()[1]) == set(command.TITLES) - set(baseline.UNHELD)


def test_costs_are_thousands_over_the_bare_sdk() -> None:
    found = over_bare({"success": {"bare": 10_000, "floor": 12_000, "ours": 13_000}, "launch": {"ours": 5_000}})
    assert found == {"success": {"bare": 10, "floor": 2, "ours": 3}, "launch": {"ours": 5}}


@pytest.mark.parametrize(("row", "expected"), [(WAS, 1.5), ({"ours": 5.0}, None), ({"ours": 5.0, "floor": 2.0}, None)])
def test_there_is_no_ratio_to_a_floor_that_does_nothing(row: dict[str, float], expected: float | None) -> None:
    assert ratio(row) == expected


def test_an_unknown_scenario_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--only", "success,nonsense"])
    assert "no scenario is named nonsense" in capsys.readouterr().err


def test_without_valgrind_a_run_says_that_it_only_has_times(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "_run", lambda names, directory, counting: {"success": {"bare": 1e6, "ours": 2e6}})
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert command.main(["--only", "success", "--json", str(tmp_path / "numbers.json")]) == 0
    assert (
        "Only times, which the machine's load changes: valgrind is not installed (put these on the PATH: valgrind)."
        in capsys.readouterr().out
    )
    assert json.loads((tmp_path / "numbers.json").read_text())["microseconds"] == {
        "success": {"bare": 1000, "ours": 1000}
    }


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(("ours", "status"), [(1.9e6, 0), (1.95e6, 1)])
def test_a_run_over_the_baseline_fails(monkeypatch: pytest.MonkeyPatch, ours: float, status: int) -> None:
    found = {"success": {"bare": 1e6, "floor": 1.6e6, "ours": ours}}
    monkeypatch.setattr(command, "_run", lambda names, directory, counting: found)
    monkeypatch.setattr("benchmarks.callgrind.why_not", lambda: None)
    assert command.main(["--only", "success"]) == status


def test_without_valgrind_nothing_is_made_the_baseline(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert command.main(["--renew"]) == 2
    assert capsys.readouterr().err == (
        "Nothing can be made the baseline: valgrind is not installed (put these on the PATH: valgrind).\n"
    )


def test_without_valgrind_a_run_that_only_counts_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert command.main(["--counts"]) == 2
    assert capsys.readouterr().err == (
        "Nothing can be counted: valgrind is not installed (put these on the PATH: valgrind).\n"
    )
