"""Every query of every dashboard with a group label, on a real Prometheus: `prod/shop` and `staging/shop` are two.

What is chosen of both is what there would be, were the other not there.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring import provisioning
from genai_triage.monitoring.drill import servers
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import records
from tests.support import stack
from tests.support.boards import Found, all_panels, replaced
from tests.support.programs import program
from tests.support.promtool import JOB, MODEL, PROVIDER

pytestmark = pytest.mark.timeout(600)

Series = list[tuple[dict[str, str], list[tuple[float, float]]]]
OPTIONS = Options(group_labels=("namespace",))
PROD, STAGING = "prod", "staging"
PACE = {PROD: 3, STAGING: 7}
"""How much faster each counts than another: no sum of both is a number of one."""
START, MINUTES, STEP = 1_700_000_000, 90, 60
END = START + MINUTES * STEP
PANELS = [
    found
    for path, text in provisioning.artifacts(OPTIONS).items()
    if path.endswith(".json")
    for found in (Found(Path(path).stem, one) for one in all_panels(json.loads(text)) if one["type"] != "row")
    if found.reads_metrics
]
BOARDS = {
    Path(path).stem: json.loads(text)
    for path, text in provisioning.artifacts(OPTIONS).items()
    if path.endswith(".json")
}
CHOICES = {
    m.CLASS: ("auth", "ok", ""),
    m.OWNER: ("account",),
    m.PROVIDER: (PROVIDER,),
    m.MODEL: (MODEL,),
    m.CAUSE: ("gemini.key_invalid",),
    m.QUOTA_ID: ("GenerateRequestsPerDayPerProjectPerModel",),
    m.TOKEN_TYPE: ("input", "output"),
    m.ERROR_TYPE: ("ClientError", ""),
    m.TRANSPORT: ("httpx",),
    m.ANSWERED_BY: ("service",),
    m.QUOTA_WINDOW: ("day",),
    m.OPERATION: ("chat", "realtime_session"),
    m.TOOL: ("weather",),
}
"""Values of each label of ours."""


def combinations(labels: tuple[str, ...]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = [{}]
    for label in labels:
        found = [{**one, label: value} for one in found for value in CHOICES.get(label, ("any",))]
    return [{**one, m.OWNER: "none"} if one.get(m.CLASS) == "ok" and m.OWNER in one else one for one in found]


def series(namespace: str) -> Iterator[tuple[str, dict[str, str], bool]]:
    """The series of one service: name, labels, and whether it counts."""
    service = {m.JOB: JOB, "instance": "a", "namespace": namespace}
    for metric in m.METRICS:
        for labels in combinations(metric.labels):
            every = {**service, **labels}
            if metric.kind == "histogram":
                yield f"{metric.name}_sum", every, True
                yield f"{metric.name}_count", every, True
                for edge in ("1.0", "10.0", "+Inf"):
                    yield f"{metric.name}_bucket", {**every, "le": edge}, True
            else:
                yield metric.name, every, metric.kind == "counter"
    for record in records(OPTIONS):
        for labels in combinations((m.PROVIDER, m.CLASS, m.OWNER, m.MODEL)):
            yield record.name, {m.JOB: JOB, "namespace": namespace, **labels}, False
    alert = {"alertname": "LLMAuthFailing", "severity": "critical", "owner": "account", "alertstate": "firing"}
    yield "ALERTS", {**service, **alert, m.PROVIDER: PROVIDER, m.CLASS: "auth", m.OWNER: "account"}, False
    yield "target_info", {**service, "service_version": "1"}, False


def exposed(namespaces: tuple[str, ...]) -> str:
    """Their samples, a minute apart, in OpenMetrics."""
    lines = []
    for namespace in namespaces:
        for number, (name, labels, counts) in enumerate(dict.fromkeys(map(_key, series(namespace)))):
            text = ",".join(f'{key}="{value}"' for key, value in labels)
            for minute in range(MINUTES + 1):
                value = PACE[namespace] * (number % 5 + 1) * (minute if counts else 1)
                lines.append(f"{name}{{{text}}} {value} {START + minute * STEP}")
    return "\n".join((*lines, "# EOF", ""))


def _key(found: tuple[str, dict[str, str], bool]) -> tuple[str, tuple[tuple[str, str], ...], bool]:
    name, labels, counts = found
    return name, tuple(labels.items()), counts


@dataclass
class Worlds:
    """Addresses of Prometheus with both services, and with one of them."""

    both: str
    alone: Mapping[str, str]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    folder = tmp_path_factory.mktemp("worlds")
    kinds = {"both": (PROD, STAGING), PROD: (PROD,), STAGING: (STAGING,)}
    for kind, namespaces in kinds.items():
        (folder / kind).mkdir()
        text = folder / f"{kind}.txt"
        text.write_text(exposed(namespaces), encoding="utf-8")
        command = [
            program("promtool"),
            "tsdb",
            "create-blocks-from",
            "openmetrics",
            str(text),
            str(folder / kind / "data"),
        ]
        subprocess.run(command, check=True, capture_output=True)
    config: dict[str, Any] = {"global": {"scrape_interval": "1m"}, "scrape_configs": []}

    def running(kind: str) -> Any:
        return servers.prometheus(folder / kind, config, storage=folder / kind / "data")

    with running("both") as both, running(PROD) as prod, running(STAGING) as staging:
        yield Worlds(both, {PROD: prod, STAGING: staging})


def asked(url: str, found: Found, namespace: str) -> list[Series]:
    """What each query of a panel gives, with this namespace chosen."""
    values = {
        variable["name"]: variable.get("allValue", ".*") if one == ["$__all"] else str(one)
        for variable in BOARDS[found.board]["templating"]["list"]
        for one in [(variable.get("current") or {}).get("value", "")]
    }
    values |= {"__range": "1h", "__interval": "1m", "__rate_interval": "4m", "namespace": namespace}
    values |= {"class": "auth"} if found.board == "genai-triage-class" else {}
    exprs = [(replaced(target["expr"], values), target.get("instant")) for target in found.panel["targets"]]
    return [
        _sorted(stack.instant(url, expr, END) if is_instant else stack.ranged(url, expr, END - 1800, END, 60))
        for expr, is_instant in exprs
    ]


def _sorted(found: Series) -> Series:
    return sorted(found, key=lambda one: sorted(one[0].items()))


@pytest.mark.parametrize("namespace", [PROD, STAGING])
@pytest.mark.parametrize("found", PANELS, ids=str)
def test_what_is_chosen_is_as_if_the_other_were_not_there(found: Found, namespace: str, worlds: Worlds) -> None:
    chosen = asked(worlds.both, found, namespace)

    assert repr(chosen) == repr(asked(worlds.alone[namespace], found, ".*"))


@pytest.mark.parametrize("found", PANELS, ids=str)
def test_services_of_all_namespaces_are_listed_apart(found: Found, worlds: Worlds) -> None:
    """Each with its own numbers."""
    every = asked(worlds.both, found, ".*")
    alone = [asked(worlds.alone[namespace], found, ".*") for namespace in (PROD, STAGING)]
    for number, answered in enumerate(every):
        apart = _of_services(answered)
        assert repr(apart) == repr(_sorted([one for world in alone for one in _of_services(world[number])]))


def _of_services(found: Series) -> Series:
    """Without the words of a table that has nothing to list."""
    return [one for one in found if one[0].get(m.JOB, "none") != "none"]


def test_the_samples_reach_every_panel(worlds: Worlds) -> None:
    silent = {found.name for found in PANELS if not any(asked(worlds.both, found, PROD))}
    apart = {
        found.name
        for found in PANELS
        for one in asked(worlds.both, found, ".*")
        for labels, _ in one
        if m.JOB in labels
    }

    assert (sorted(silent), len(apart)) == ([], 7)
