"""Every check is made, at once, and one that fails or hangs is one line of the report."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from genai_triage.doctor import examination, exporter, monitoring
from genai_triage.doctor.examination import _Task, examine
from genai_triage.doctor.model import Check
from tests.doctor.test_checks import target


def _check(group: str, name: str = "x") -> Check:
    return Check(group, name, "ok", "found")


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What each part was asked to look at."""
    found: dict[str, Any] = {}
    program = target()

    def look_at(words: list[str], environ: Any) -> Any:
        found["words"] = (words, environ)
        return program

    def part(name: str, group: str) -> Any:
        def checks(asked: Any) -> Iterator[Check]:
            found[name] = asked is program
            yield _check(group, name)

        return checks

    monkeypatch.setattr(examination, "look_at", look_at)
    for name, group in (
        ("packages", "installed"),
        ("processes", "processes"),
        ("providers", "providers"),
        ("followed", "a failure"),
    ):
        monkeypatch.setattr(getattr(examination, name), "checks", part(name, group))
    exporters = [lambda name=name: _check("exporter", name) for name in ("traces", "logs")]
    monkeypatch.setattr(exporter, "checks", lambda asked: iter(exporters))
    for name in ("prometheus", "alertmanager"):
        monkeypatch.setattr(monitoring, name, lambda url, name=name: [_check("monitoring", f"{name} {url}")])
    return found


NOT_LOOKED_AT = "prometheus"


@pytest.mark.parametrize(
    ("where", "servers"),
    [
        ({}, [NOT_LOOKED_AT]),
        ({"prometheus": "p"}, ["prometheus p"]),
        ({"alertmanager": "a"}, ["alertmanager a", NOT_LOOKED_AT]),
        ({"prometheus": "p", "alertmanager": "a"}, ["prometheus p", "alertmanager a"]),
    ],
)
def test_every_part_is_looked_at_in_the_order_of_the_report(
    where: dict[str, str], servers: list[str], looked: dict[str, Any]
) -> None:
    found = examine(["python"], {"A": "b"}, **where)
    before = ["packages", "traces", "logs", "processes", "providers"]
    assert [check.name for check in found.checks] == [*before, *servers, "followed"]
    assert looked == {
        "words": (["python"], {"A": "b"}),
        **dict.fromkeys(("packages", "processes", "providers", "followed"), True),
    }
    unseen = [(check.text, check.fix) for check in found.checks if check.name == NOT_LOOKED_AT]
    assert unseen == [("Prometheus was not looked at", "Add --prometheus URL, and --alertmanager URL.")] * len(unseen)


@pytest.mark.parametrize("error", [ValueError("odd"), OSError("odd"), KeyError("odd")])
def test_a_check_that_goes_wrong_is_one_line(error: Exception) -> None:
    def make() -> Iterator[Check]:
        yield _check("exporter")
        raise error

    task = _Task("exporter", make)
    task.start()
    said = f"this could not be looked at: {type(error).__name__}: {error}"
    assert task.result(time.monotonic() + 10) == [Check("exporter", "check", "warn", said)]


def test_a_check_that_hangs_holds_up_neither_the_report_nor_the_end() -> None:
    free = threading.Event()

    def make() -> list[Check]:
        free.wait()
        return [_check("exporter")]

    task = _Task("exporter", make)
    task.start()
    late = Check("exporter", "check", "fail", "there was no answer in time.", "Look at name resolution and proxies.")
    assert task.result(time.monotonic() - 1) == [late]
    assert task.thread is not None
    assert task.thread.daemon
    free.set()
    assert task.result(time.monotonic() + 10) == [_check("exporter")]


def test_there_is_time_for_the_failure_that_is_followed() -> None:
    assert examination.SECONDS == 62.0
