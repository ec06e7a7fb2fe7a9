"""Wherever an expression, a legend or a link of a dashboard is about a service, group labels are added to it."""

from __future__ import annotations

import pytest

from genai_triage.monitoring.boards import adapted
from genai_triage.monitoring.options import Options


def _adapted(expr: str, *labels: str) -> str:
    variables = [{"name": "service", "query": {"query": "label_values(x, job)"}, "type": "query"}]
    board = {"panels": [{"targets": [{"expr": expr}]}], "templating": {"list": variables}}
    found = adapted(board, Options(group_labels=labels, runbooks_url="https://books.test"))
    return str(found["panels"][0]["targets"][0]["expr"])


@pytest.mark.parametrize(
    ("label", "chosen"),
    [("namespace", 'namespace=~"$namespace"'), ("triage_credential", 'triage_credential=~"|$triage_credential"')],
)
def test_a_panel_is_narrowed_by_a_label_and_keeps_what_has_no_credential(label: str, chosen: str) -> None:
    """Not every metric has the credential: what lacks it belongs to any."""
    assert (
        _adapted('sum by (job) (x{job=~"$service"})', label) == f'sum by (job, {label}) (x{{job=~"$service",{chosen}}})'
    )


def test_an_alert_without_the_label_is_listed_too() -> None:
    assert _adapted('x{job=~"|$service"}', "namespace") == 'x{job=~"|$service",namespace=~"|$namespace"}'
