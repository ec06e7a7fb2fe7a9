"""Panels are known by a key, wherever a row names one."""

from __future__ import annotations

import pytest

from genai_triage.monitoring.panels import OVERVIEW, PANELS, panel_id


def test_a_panel_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(LookupError) as told:
        panel_id(OVERVIEW, "tries")
    assert str(told.value) == f"genai-triage-overview has no panel 'tries'; it has {', '.join(PANELS[OVERVIEW])}."
