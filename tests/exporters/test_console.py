"""The terminal as an exporter: of whatever signal it is one, it shows failures and exports nothing."""

from __future__ import annotations

import pytest

from genai_triage import console as terminal
from genai_triage.exporters import console, named


@pytest.mark.parametrize("signal", named.SIGNALS)
def test_the_terminal_as_an_exporter_of_any_signal_shows_failures(signal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    switched: list[bool] = []
    monkeypatch.setattr(terminal, "switch_on", lambda: switched.append(True))

    exporter = console.BY_SIGNAL[signal]()

    assert switched == [True]
    assert exporter.force_flush() is True
    exporter.shutdown()
