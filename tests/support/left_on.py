"""The instrumentation, left on from one test that asks for it to the next: to switch it costs more than most calls."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

import genai_triage
from tests.support.recorded import Recorded

FIXTURES: Final = frozenset({"raw", "telemetry", "watched"})
"""Those that leave it on; before a test that asks for none of them it is switched off."""
_HOSTS: Final = "GENAI_TRIAGE_HOSTS"
"""Read when it is switched on; all other settings are read with the providers."""


class LeftOn:
    """Knows whether it may be on, and for which hosts."""

    def __init__(self) -> None:
        self._may_be_on = False
        self._hosts: str | None = None
        """None if it is off, or if a test has switched it by itself."""

    def switch_on(self, recorded: Recorded) -> None:
        """Has it record here from now on, with the settings of the environment."""
        hosts = os.environ.get(_HOSTS, "")
        if self._hosts != hosts:
            genai_triage.uninstrument()
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
        self._may_be_on, self._hosts = True, hosts

    def switch_off(self) -> None:
        """Takes off what was left on."""
        if self._may_be_on:
            genai_triage.uninstrument()
            self._may_be_on = False

    @contextmanager
    def noticing(self) -> Iterator[None]:
        """Notices when a test switches it off, as it may switch it on again for other hosts."""
        uninstrument = genai_triage.uninstrument

        def noticed() -> None:
            self._hosts = None
            uninstrument()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(genai_triage, "uninstrument", noticed)
            yield


LEFT_ON: Final = LeftOn()
