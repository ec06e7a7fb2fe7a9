"""What alerts ask for beside their number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

import promql_parser
import pytest

from genai_triage.monitoring.alerts import Alert, alerts
from genai_triage.monitoring.annotations import questions
from genai_triage.monitoring.facts import pacific_midnight
from genai_triage.monitoring.options import Options
from genai_triage.taxonomy.resets import UsPacific, next_midnight
from tests.support import stack

EMPTY = {"global": {"scrape_interval": "1h"}}


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with stack.prometheus(tmp_path_factory.mktemp("facts"), EMPTY) as url:
        yield url


def utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp()


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-15 12:00",
        "2026-03-08 07:59",
        "2026-03-08 08:00",
        "2026-03-08 12:00",
        "2026-03-09 06:59",
        "2026-07-01 06:59",
        "2026-07-01 07:00",
        "2026-10-31 23:00",
        "2026-11-01 06:59",
        "2026-11-01 12:00",
        "2026-11-02 08:00",
        "2027-03-14 12:00",
        "2028-02-29 12:00",
        "2026-12-31 23:59",
    ],
)
def test_midnight_is_that_of_the_pacific_coast_all_year(prometheus: str, moment: str) -> None:
    """The hours in which the clocks are changed, and those around."""
    ((_, ((_, found),)),) = stack.instant(prometheus, pacific_midnight(), utc(moment))

    assert found == next_midnight(UsPacific(), utc(moment)).timestamp()


@pytest.mark.parametrize("alert", alerts(Options()), ids=lambda alert: alert.uid)
def test_every_question_parses_and_has_an_answer_without_any_series(prometheus: str, alert: Alert) -> None:
    """No answer at all would make the whole alert one without data."""
    for _, expr in questions(alert, Options()):
        promql_parser.parse(expr)
        assert stack.instant(prometheus, expr, utc("2026-07-01 12:00"))
