"""A service that was taken away while it failed is no incident any more; one that only rests still is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from genai_triage.monitoring.options import Options
from tests.support.promtool import Expected, Unit, apart, calls, check, firing, ok, series

pytestmark = pytest.mark.timeout(600)

CRITICAL = ("LLMAuthFailing", "critical")
AUTH = calls("auth", "account")
FAILS = "0+1x59 60+1x60"
"""Two hours."""
UP = 'up{job="shop",instance="a"}'
GONE = Unit({AUTH: f"{FAILS} stale"}, (firing("3h20m", *CRITICAL, "account"), firing("4h", *CRITICAL)))
"""It is told for an hour and a half, in which it may come back, and for as long as the alert stays."""


def test_an_alert_of_a_service_that_was_taken_away_ends(tmp_path: Path) -> None:
    held = (firing("7h", *CRITICAL, "account"),)
    cases = {
        "gone": GONE,
        "gone with its target": Unit({AUTH: f"{FAILS} stale", UP: "1x120 stale"}, GONE.expected),
        "calls another": Unit(
            {AUTH: f"{FAILS} stale", UP: "1x480", ok(provider="gigachat", instance="b"): "_x122 0+1x360"},
            GONE.expected,
        ),
        "calls nobody since its restart": Unit({AUTH: f"{FAILS} stale", UP: "1x480"}, held),
        "calls once in 90 minutes": Unit(
            {AUTH: "0x5 1x89 2x89 3x89 4x5 stale"}, (firing("14h", *CRITICAL, "account"),)
        ),
        "is down": Unit({AUTH: f"{FAILS} stale", UP: "1x120 0x360"}, held),
        "was not scraped for 70 minutes": Unit({AUTH: f"{FAILS} _x70 121x400"}, held),
        "runs for 20 minutes each six hours": Unit({AUTH: "_x60 1+1x20 stale _x340 1+1x20 stale"}, held),
    }
    check(tmp_path, [_at_providers_of_their_own(apart(cases))])


def _at_providers_of_their_own(unit: Unit) -> Unit:
    """Else they would be one incident of several services."""
    found = {re.sub(r'(job="([^"]*)".*)gcp\.gemini', r"\1\2", name): values for name, values in unit.series.items()}
    return replace(unit, series=found)


def test_a_key_that_was_changed_no_longer_fails(tmp_path: Path) -> None:
    """Its process is there, and calls with another."""
    of = {"triage_class": "auth", "triage_owner": "account", "triage_credential": "0dead0ff"}
    good = {"triage_class": "ok", "triage_owner": "none", "triage_credential": "600df00d"}
    samples = {
        series("triage_calls_total", **of): f"{FAILS} stale",
        series("triage_calls_total", "b", **good): "_x122 0+1x360",
        UP: "1x480",
    }
    chosen = 'alertstate="firing",alertname="LLMAuthFailing",severity="critical"'
    count = f"count(ALERTS{{{chosen}}})"
    expected = (Expected("2h", count, (("{}", 1),)), Expected("4h", count))
    check(tmp_path, [Unit(samples, expected)], Options(group_labels=("triage_credential",)))
