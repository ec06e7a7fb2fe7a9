"""The addresses that alerts lead to, as a test expects them; promtool's clock begins in 1970."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from genai_triage.monitoring.options import Options
from tests.support.promtool import JOB, PROVIDER

OURS = Options(dashboards_url="https://grafana.test/", runbooks_url="https://books.test/llm/")
HOUR, DAY = 60, 24 * 60


def board(uid: str, start: int, *chosen: str) -> str:
    """A dashboard from a minute on, with these variables."""
    variables = "&".join(("var-datasource=prometheus", *chosen))
    return f"https://grafana.test/d/{uid}?{variables}&from={start * 60_000}&to=now"


def class_board(failure_class: str, start: int, service: str = f"var-service={JOB}") -> str:
    """The dashboard of a class, for our provider."""
    return board("genai-triage-class", start, service, f"var-provider={PROVIDER}", f"var-class={failure_class}")


def traces(
    classes: Sequence[str], start: int, cause: str = ".*", service: str = JOB, places: Sequence[str] | None = None
) -> str:
    """The traces of a service's failures of these classes, in Grafana's search of traces; of any, if it has no name.

    Args:
        places: Steps of the query that narrow it by group labels, where there are such labels.
    """
    chosen = [
        *([("service-name", "service.name", "resource", "=", [service])] if service else []),
        ("class", "triage.class", "span", "=~" if len(classes) > 1 else "=", list(classes)),
        ("cause", "triage.cause", "span", "=~", [cause]),
    ]
    keys = ("id", "tag", "scope", "operator", "value")
    query: dict[str, object] = {
        "refId": "A",
        "datasource": {"type": "tempo", "uid": "tempo"},
        "queryType": "traceqlSearch",
        "limit": 20,
        "filters": [{**dict(zip(keys, one, strict=True)), "valueType": "string"} for one in chosen],
    }
    if places is not None:
        steps = [f"{{{scope}.{tag} {operator} `{'|'.join(value)}`}}" for _, tag, scope, operator, value in chosen]
        del query["filters"]
        query |= {"queryType": "traceql", "query": " | ".join((*steps, *places))}
    pane = {"datasource": "tempo", "queries": [query], "range": {"from": str(start * 60_000), "to": "now"}}
    panes = quote(json.dumps({"a": pane}, separators=(",", ":")), safe="")
    return f"https://grafana.test/explore?schemaVersion=1&panes={panes}"
