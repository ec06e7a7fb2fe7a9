"""When what observes a library is put in place: at once for an SDK, with the first call for what others use too."""

from __future__ import annotations

import pytest

from genai_triage.instrumentation import instrumentors
from genai_triage.instrumentation.placing import Placing, placing_of

LAZY = [
    ("grpc", "grpc.channels"),
    ("httpx", "raw.httpx"),
    ("requests", "raw.requests"),
    ("aiohttp", "raw.aiohttp"),
]


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows each time that the telemetry is set up."""
    times: list[int] = []
    monkeypatch.setattr(instrumentors, "configure", lambda: times.append(1))
    return times


@pytest.mark.parametrize(("library", "module"), LAZY)
def test_the_telemetry_is_set_up_once_with_the_first_call_after_each_placing(
    library: str, module: str, configured: list[int]
) -> None:
    pytest.importorskip(library)
    placing = placing_of(library, module)
    for count in (1, 2):
        placing.place()
        try:
            assert len(configured) == count - 1
            found = [placing._wake() for _ in range(3)]  # type: ignore[attr-defined]
            assert (len(configured), len(set(found))) == (count, 1)
        finally:
            placing.remove()
        assert placing._placed == ()


def test_the_telemetry_of_an_sdk_is_set_up_with_its_placing(configured: list[int]) -> None:
    pytest.importorskip("gigachat")
    placing = placing_of("gigachat", "sdks.gigachat")
    assert type(placing) is Placing
    placing.place()
    try:
        assert configured == [1]
    finally:
        placing.remove()
    assert placing._placed == ()
