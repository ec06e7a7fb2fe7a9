"""The audit's collector keeps what a program exports, unpacked, and says what it takes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import httpx
import pytest

from genai_triage.audit.collector import SIGNALS, Collector


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with Collector() as running:
        yield running


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("encoding", ["gzip", "identity", None])
def test_what_is_exported_is_kept_as_it_was_before_it_was_packed(
    signal: str, encoding: str | None, collector: Collector
) -> None:
    sent = f"{signal} {encoding}".encode()
    headers = {} if encoding is None else {"content-encoding": encoding}

    packed = gzip.compress(sent) if encoding == "gzip" else sent
    answer = httpx.post(f"{collector.url}/v1/{signal}", content=packed, headers=headers)

    assert (answer.status_code, answer.content) == (200, b"")
    assert collector.bodies(signal)[-1] == sent


def test_what_is_no_signal_is_refused_and_not_kept(collector: Collector) -> None:
    before = {signal: collector.bodies(signal) for signal in SIGNALS}

    assert httpx.post(f"{collector.url}/v1/profiles", content=b"x").status_code == 404

    assert {signal: collector.bodies(signal) for signal in SIGNALS} == before
