"""The id of a process that the environment gives."""

from __future__ import annotations

import pytest

from genai_triage.telemetry.identity import given_id


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ("service.instance.id=pod-1", "pod-1"),
        ("service.name=shop, service.instance.id = pod%201 ,k=v", "pod 1"),
        ("service.instance.id=", None),
        ("service.instance.id", None),
        ("service.name=pod-1", None),
        ("", None),
        (None, None),
    ],
)
def test_the_id_of_a_process_is_read_as_the_sdk_reads_it(
    attributes: str | None, found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OTEL_RESOURCE_ATTRIBUTES", raising=False)
    if attributes is not None:
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", attributes)
    assert given_id() == found
