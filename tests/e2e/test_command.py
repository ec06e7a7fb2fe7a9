"""`genai-triage drill` as a user runs it."""

from __future__ import annotations

import re
import shutil
import socket
from pathlib import Path

import pytest

from genai_triage.cli import main
from genai_triage.monitoring.drill.stages import Stage
from genai_triage.taxonomy import FailureClass

from .conftest import Fire


def stages(text: str) -> list[tuple[str, str]]:
    """Mark and stage of each line of the report, those about waiting left out."""
    names = "|".join(stage.value for stage in Stage)
    return re.findall(rf"^  (ok|STOP|--) +({names}) ", text, re.M)


def test_drill_on_servers_of_its_own_follows_the_alert_to_the_receiver(fire: Fire) -> None:
    ended = fire.commands["local"]

    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    # Its servers end with it: nobody waits until the alert resolves.
    assert stages(ended.stdout) == [("ok", stage.value) for stage in Stage if stage is not Stage.OVER]
    assert "Drill of quota: gemini fails with gemini.requests_per_day, LLMQuotaExhausted must arrive." in ended.stdout
    # Whichever gets it first: a page goes to both.
    first = re.search(r"LLMQuotaExhausted arrived at (pager|owner-account); no runbook", ended.stdout)
    assert first is not None, ended.stdout
    gets = f"\nWhat {first[1]} gets, as in Slack, by e-mail or in PagerDuty:\n\n  [FIRING] "
    assert f"{gets}genai-triage-drill calling gcp.gemini: " in ended.stdout
    assert re.search(r"\n  LLMQuotaExhausted \((critical|warning)\): genai-triage-drill\n  ", ended.stdout)
    assert "\n  Cause gemini.requests_per_day: Wait for " in ended.stdout
    assert ended.stdout.endswith("\nLLMQuotaExhausted arrived.\n")


def test_drill_of_an_application_of_the_users_own(fire: Fire) -> None:
    ended = fire.commands["own"]

    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert stages(ended.stdout) == [("ok", stage.value) for stage in Stage]
    assert re.search(r"  export GOOGLE_GEMINI_BASE_URL=http://127\.0\.0\.1:\d+\n", ended.stdout)
    assert "own-app calling gcp.gemini" in ended.stdout
    assert "Alertmanager sent LLMRegionBlocked to owner-account" in ended.stdout


def test_drill_that_stops_ends_with_1(fire: Fire, capsys: pytest.CaptureFixture[str]) -> None:
    silent = ["--app", "--port", "0", "--patience", "0"]
    status = main(["drill", "auth", "--prometheus", fire.servers.prometheus_url, "--service", "nobody", *silent])
    shown = capsys.readouterr().out

    assert status == 1
    assert stages(shown) == [("ok", "ready"), ("STOP", "failure produced")]
    assert "\nIt stopped at: failure produced. No request has reached the simulator at http://127.0.0.1:" in shown


@pytest.mark.parametrize("provider", ["gemini", "gigachat"])
def test_list_names_classes_causes_and_alerts(provider: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["drill", "--list", "--provider", provider])
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())

    assert status == 0
    missing = {FailureClass.QUOTA, FailureClass.RECITATION} if provider == "gigachat" else set()
    assert set(lines) == {member.value for member in FailureClass} - missing
    assert lines["billing"].endswith("LLMBillingBlocked (critical, warning)")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Name a class, e.g. genai-triage drill quota; --list names them all."),
        (["quotta"], "There is no class or cause 'quotta'; classes are auth, permission, "),
        (["quota", "--provider", "gigachat"], "gigachat does not fail with quota; try another --provider."),
        (["gigachat.token_refused", "--provider", "gigachat"], "gigachat.token_refused cannot be brought about"),
        (["client", "--app"], "client.contents_required is the application's own doing; no service brings it about"),
        (["auth", "--prometheus", "localhost:9090"], "'localhost:9090' is not an http or https URL"),
        (["auth", "--patience", "-1"], "argument --patience: '-1' is not a number from 0 up"),
        (["auth", "--app", "--port", "99999"], "argument --port: '99999' is not a port between 0 and 65535"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drill", *arguments]) == 2
    shown = capsys.readouterr()

    assert shown.out == ""
    assert shown.err.startswith("genai-triage: ")
    assert says in shown.err
    assert shown.err.count("\n") == 1


def test_port_that_is_taken_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        assert main(["drill", "auth", "--app", "--port", port, "--prometheus", "http://127.0.0.1:1"]) == 2
    assert capsys.readouterr().err == (
        "genai-triage: Cannot listen on the port that was asked for: Address already in use.\n"
    )


def test_missing_servers_are_bad_input(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("prometheus") is None

    assert main(["drill", "auth"]) == 2
    assert "Prometheus is not on the PATH. Give --prometheus the address of a running one." in capsys.readouterr().err
