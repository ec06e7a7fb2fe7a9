"""Names that are never twice the same: models, statuses and quota ids that a caller or a service makes up."""

from __future__ import annotations

import itertools
import json
from typing import Final

import httpx

from benchmarks.scale.finding import Finding, at_most, equal, told
from benchmarks.scale.network import client, post
from benchmarks.scale.observed import Observed, processor, resident
from genai_triage.telemetry import names

_VALUES: Final = 101
"""Of a label: the first hundred, and one for all others."""
_SERIES: Final = 60_000
"""What the first hundred of each label may make together, whatever comes."""
_GROWTH: Final = 8.0


def run(calls: int) -> list[Finding]:
    """Makes calls of which each has new names; half are refused."""
    fifth = calls // 5
    numbers = itertools.count()
    with Observed().on() as observed, client(lambda request: _answer(next(numbers))) as one:
        memory, series, costs = [], [], []
        for part in range(5):
            began = processor()
            for number in range(part * fifth, (part + 1) * fifth):
                post(one, f"model-{number}-{'x' * (number % 40)}")
            costs.append((processor() - began) / fifth * 1e6)
            memory.append(resident())
            series.append(observed.series())
        counted = observed.calls()
        values = {label: _values(observed, label) for label in (names.REQUEST_MODEL, names.QUOTA_ID, names.ERROR_TYPE)}
    return [
        equal("triage.calls", counted, 5 * fifth),
        *(at_most(f"values of {label}", found, _VALUES) for label, found in values.items()),
        told("series after a fifth", series[0]),
        at_most("series at the end", series[-1], _SERIES),
        equal("of them new since two fifths", series[-1] - series[1], 0),
        at_most("growth of resident memory since two fifths", memory[-1] - memory[1], _GROWTH, "MB"),
        at_most("processor time of a call, in ratio to the second fifth's", costs[-1] / costs[1], 1.25),
    ]


def _answer(number: int) -> httpx.Response:
    if number % 2:
        return httpx.Response(200, json={"candidates": [], "modelVersion": f"made-up-{number}"})
    violation = {"quotaId": f"MadeUp{number}PerMinute", "quotaMetric": f"made.up/{number}", "quotaValue": str(number)}
    details = [{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]}]
    status = 400 + number % 200
    error = {"code": status, "message": f"m {number}", "status": f"MADE_UP_{number}", "details": details}
    body = json.dumps({"error": error}).encode()
    return httpx.Response(status, headers={"content-type": "application/json"}, content=body)


def _values(observed: Observed, label: str) -> int:
    return len({attributes[label] for _, attributes, _ in observed.points() if label in attributes})
