"""Servers that do not start."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from genai_triage.monitoring.drill.servers import PROMETHEUS, ServerError, binary, prometheus, require_servers


def test_missing_binary_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for check in (require_servers, lambda: binary(PROMETHEUS)):
        with pytest.raises(ServerError, match=r"^Prometheus is not on the PATH\.$"):
            check()


@pytest.mark.skipif(not any(map(shutil.which, PROMETHEUS)), reason="not installed: prometheus")
def test_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerError, match=r"prometheus does not start: .*field nonsense not found"),
        prometheus(tmp_path, {"nonsense": True}),
    ):
        pytest.fail("it started")
