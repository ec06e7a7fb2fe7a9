"""What is chosen is followed in every file: as if it were the default, and nowhere the default instead."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from genai_triage.monitoring import alertmanager, alerts, grafana_policies, provisioning, rules, translation
from genai_triage.monitoring.alerts import THRESHOLDS, severities
from genai_triage.monitoring.kubernetes import objects
from genai_triage.monitoring.options import Format, Options, Thresholds
from genai_triage.monitoring.render import artifacts
from genai_triage.monitoring.waits import Waits

NUMBERS = {name: (0.0625 if one.is_share else 41) + 0.0001 * at for at, (name, one) in enumerate(THRESHOLDS.items())}
CHOSEN: dict[str, Any] = {
    "datasource_uid": "metrics-1",
    "traces_uid": "traces-1",
    "logs_uid": "logs-1",
    "folder": "Folder 1",
    "dashboards_url": "https://grafana.test/1/",
    "runbooks_url": "https://books.test/1/",
    "runbook_suffix": ".page",
    "webhooks_url": "https://hooks.test/1/",
    "dashboards_path": "/srv/boards-1",
    "thresholds": Thresholds(**NUMBERS),
    "waits": Waits(tuple((name, 1800 + 60 * at) for at, name in enumerate(severities()))),
    "group_labels": ("namespace", "k8s_cluster_name", "team", "triage_credential"),
    "names": "UnderscoreEscapingWithoutSuffixes",
    "namespace": "place-1",
    "object_labels": (("role", "rules-1"),),
    "grafana_labels": (("grafana", "main-1"),),
    "language": "ru",
    "speed": 2,
}


SOURCES = provisioning._sources()


@pytest.fixture(autouse=True)
def written_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON is YAML, and is written in a tenth of the time; one dashboard is enough."""
    monkeypatch.setattr(provisioning, "_sources", lambda: SOURCES[-1:])
    for module in (alertmanager, grafana_policies, objects, provisioning, rules, translation):
        monkeypatch.setattr(module, "yaml_text", lambda comment, document: f"# {comment!r}\n{json.dumps(document)}\n")


@contextmanager
def defaults() -> Iterator[None]:
    """For the time of the block, all of that is the default."""
    usual = [one.default for one in THRESHOLDS.values()]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in CHOSEN.items():
            patch.setitem(Options.__init__.__kwdefaults__, name, value)  # type: ignore[arg-type]
        _set_defaults(NUMBERS[name] for name in THRESHOLDS)
        alerts.alerts.cache_clear()
        try:
            yield
        finally:
            _set_defaults(usual)
            alerts.alerts.cache_clear()


def _set_defaults(values: Iterable[float]) -> None:
    for one, value in zip(THRESHOLDS.values(), values, strict=True):
        object.__setattr__(one, "default", value)


FORMATS: tuple[Format | None, ...] = (None, "kubernetes", "datadog", "honeycomb", "signoz", "elastic")


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_chosen_is_followed_as_if_it_were_the_default(format_: Format | None) -> None:
    assert set(CHOSEN) == {*Options.__init__.__kwdefaults__} - {"runbooks_format", "dotted_labels"}  # type: ignore[misc]
    chosen = artifacts(Options(**CHOSEN), format_)
    with defaults():
        expected = artifacts(Options(), format_)
    assert [path for path in expected if chosen.get(path) != expected[path]] == []
    assert chosen.keys() == expected.keys()
