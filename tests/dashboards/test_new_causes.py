"""Which causes are new since a service's last version, on samples given by hand, evaluated by promtool."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("grafana_foundation_sdk", reason="needs Python 3.11")

from generator import new_causes

from genai_triage.monitoring import metrics as m
from tests.support.boards import replaced
from tests.support.evaluated import evaluated

VALUES = {
    "service": ".*",
    "provider": ".*",
    "model": ".*",
    "class": "auth|quota",
    "__range": "60m",
    "__interval": "1m",
    "__rate_interval": "4m",
}
CAME = 100
"""Minute in which the second version comes, under the address of the first; the range begins 40 minutes before."""
DEPLOYED = {
    'target_info{job="shop",service_version="1"}': "1x99 stale",
    'target_info{job="shop",service_version="2"}': "_x100 1x20",
}
CAUSES = {
    "met first under the new version": ("0x105 1x14", 106),
    "met in the first minute of the new version, by a new series": ("_x100 1x20", CAME),
    "met before": ("0x80 1x39", None),
    "met before and since": ("0x80 1x20 0x5 1x13", None),
    "met before the range and since": ("0x20 1x79 0x5 1x14", None),
    "never met": ("0x120", None),
}


def failures(samples: str) -> dict[str, str]:
    labels = {m.PROVIDER: "gcp.gemini", m.CLASS: "auth", m.CAUSE: "gemini.api_key_invalid", m.OWNER: "account"}
    written = ",".join(f'{name}="{value}"' for name, value in labels.items())
    return {f'{m.FAILURES.name}{{job="shop",{written}}}': samples}


def row(minute: int | None) -> dict[str, float]:
    if minute is None:
        return {}
    labels = (
        f'{{{m.PROVIDER}="gcp.gemini",job="shop",service_version="2",{m.CAUSE}="gemini.api_key_invalid",'
        f'{m.CLASS}="auth",{m.OWNER}="account"}}'
    )
    return {labels: 60_000.0 * minute}


def asked(tmp_path: Path, series: dict[str, str], minute: int | None) -> None:
    expr = replaced(new_causes.since_last_version(), VALUES)
    evaluated(tmp_path, series, "1m", [(expr, "120m", row(minute))])


@pytest.mark.parametrize("name", CAUSES)
def test_cause_is_new_if_it_was_not_there_before_the_version(tmp_path: Path, name: str) -> None:
    samples, minute = CAUSES[name]

    asked(tmp_path, {**DEPLOYED, **failures(samples)}, minute)


@pytest.mark.parametrize(
    "versions",
    [
        {'target_info{job="shop",service_version="1"}': "1x120"},
        {'target_info{job="shop",service_version="1"}': "_x100 1x20"},
        {
            'target_info{job="other",service_version="1"}': "1x99",
            'target_info{job="other",service_version="2"}': "_x100 1x20",
        },
        {},
    ],
    ids=["one all the time", "its first", "another service's", "none"],
)
def test_no_cause_is_new_without_a_second_version(tmp_path: Path, versions: dict[str, str]) -> None:
    asked(tmp_path, {**versions, **failures("0x105 1x14")}, None)


def test_version_that_came_last_counts_if_there_are_several(tmp_path: Path) -> None:
    third = {
        'target_info{job="shop",service_version="0"}': "1x80 stale",
        'target_info{job="shop",service_version="1"}': "_x81 1x18 stale",
    }

    asked(tmp_path, {**DEPLOYED, **third, **failures("0x90 1x29")}, None)
