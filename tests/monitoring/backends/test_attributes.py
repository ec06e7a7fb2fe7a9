"""What things are called without Prometheus, and which spans stand for a call."""

from __future__ import annotations

import pytest

from genai_triage.monitoring.backends.attributes import SCOPES, attribute
from genai_triage.telemetry import beside, names


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("namespace", "k8s.namespace.name"),
        ("cluster", "k8s.cluster.name"),
        ("deployment_environment_name", "deployment.environment.name"),
        ("team", "team"),
    ],
)
def test_a_label_is_an_attribute_of_the_resource(label: str, name: str) -> None:
    assert attribute(label) == name


def test_every_span_that_stands_for_a_call_is_ours_or_the_official_instrumentations() -> None:
    ours, *official = SCOPES
    assert ours == names.SCOPE
    assert all(scope.startswith(beside._OFFICIAL_SCOPES) for scope in official)
    assert all(any(scope.startswith(start) for scope in official) for start in beside._OFFICIAL_SCOPES)
