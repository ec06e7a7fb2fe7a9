"""Panels and links of traces and logs are narrowed by the group labels that are attributes of a resource."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest

from genai_triage.monitoring import provisioning, runbooks
from genai_triage.monitoring.kubernetes.split import single_quoted
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.traces_and_logs import narrowed, resource_attributes
from tests.support.boards import all_panels

LABELS = ("namespace", "team", "cluster")


def boards(labels: tuple[str, ...]) -> list[dict[str, Any]]:
    written = provisioning.artifacts(Options(group_labels=labels))
    return [json.loads(text) for path, text in written.items() if path.endswith(".json")]


BOARDS = boards(LABELS)
CHOSEN = "${names:pipe}|${target_names:pipe}|${service:pipe}"
TARGETS = [
    target
    for board in BOARDS
    for panel in all_panels(board)
    for target in panel.get("targets", ())
    if target["datasource"]["type"] in ("tempo", "loki")
]
EXPLORED = re.findall(r'"/explore[^"]*"', json.dumps(BOARDS))
"""Addresses of links to traces and logs."""


@pytest.mark.parametrize(
    ("label", "attributes"),
    [
        ("namespace", ("k8s.namespace.name", "service.namespace")),
        ("cluster", ("k8s.cluster.name",)),
        ("deployment_environment_name", ("deployment.environment.name",)),
        ("cloud_availability_zone", ("cloud.availability_zone",)),
        ("cloud_account_id", ("cloud.account.id",)),
        ("cloud_region", ("cloud.region",)),
        ("deployment_environment", ("deployment.environment",)),
        ("host_name", ("host.name",)),
        ("k8s_cluster_name", ("k8s.cluster.name",)),
        ("k8s_deployment_name", ("k8s.deployment.name",)),
        ("k8s_namespace_name", ("k8s.namespace.name",)),
        ("service_namespace", ("service.namespace",)),
        ("service_version", ("service.version",)),
        ("team", ()),
    ],
)
def test_a_label_is_called_as_a_resource_calls_it(label: str, attributes: tuple[str, ...]) -> None:
    assert resource_attributes(label) == attributes


def test_panels_of_traces_show_what_is_chosen() -> None:
    chosen = (
        f'{{resource.service.name =~ "{CHOSEN}"'
        ' && ("${namespace:pipe}" = ".*" || resource.k8s.namespace.name =~ "${namespace:pipe}"'
        ' || resource.service.namespace =~ "${namespace:pipe}")'
        ' && ("${cluster:pipe}" = ".*" || resource.k8s.cluster.name =~ "${cluster:pipe}") && '
    )
    found = [target["query"] for target in TARGETS if target["datasource"]["type"] == "tempo"]
    assert [query[: len(chosen)] for query in found] == [chosen] * 2


def test_panels_of_logs_show_what_is_chosen() -> None:
    chosen = (
        f'{{service_name=~".+", service_name=~"{CHOSEN}"}}'
        ' | k8s_namespace_name=~"${namespace:pipe}" or service_namespace=~"${namespace:pipe}"'
        ' | k8s_cluster_name=~"${cluster:pipe}" | triage_class='
    )
    (found,) = (target["expr"] for target in TARGETS if target["datasource"]["type"] == "loki")
    assert found[: len(chosen)] == chosen


@pytest.mark.parametrize(
    ("service", "value", "every"),
    [
        (CHOSEN, "${{{}:pipe}}", ".*"),
        ("${__data.fields.service_of_row}", "${{__data.fields.{}}}", ""),
        ("${__field.labels.service_of_row}", "${{__field.labels.{}}}", ""),
    ],
    ids=["chosen", "row", "series"],
)
def test_links_lead_to_what_was_clicked(service: str, value: str, every: str) -> None:
    where, cluster = (value.format(label) for label in ("namespace", "cluster"))
    found = [url for url in map(unquote, EXPLORED) if service in url]
    traces = (
        f"{{resource.service.name =~ `{service}`}}"
        f" | {{(`{where}` = `{every}` || resource.k8s.namespace.name =~ `{where}`"
        f" || resource.service.namespace =~ `{where}`)}}"
        f" | {{(`{cluster}` = `{every}` || resource.k8s.cluster.name =~ `{cluster}`)}} | "
    )
    logs = (
        f"{{service_name=~`..*`, service_name=~`{service}`}}"
        f" | k8s_namespace_name=~`{where}` or service_namespace=~`{where}` | k8s_cluster_name=~`{cluster}` | "
    )
    assert found
    assert [url for url in found if (traces in url) == (logs in url)] == []


def test_no_sign_of_an_address_stands_in_a_link() -> None:
    """Grafana's sanitizer may decode an address once."""
    assert EXPLORED
    assert [url for url in EXPLORED if set("&+#%\\") & set(unquote(url.partition("panes=")[2]))] == []


def test_what_no_resource_has_hides_nothing() -> None:
    before = json.dumps(TARGETS)
    assert narrowed(before, ("team",)) == before
    assert "team" not in before


def test_queries_in_logql_keep_their_quotes() -> None:
    """Loki takes no single quotes."""
    found = [target for target in TARGETS if target["datasource"]["type"] == "loki"]
    assert single_quoted(found) == found


def test_runbooks_narrow_their_queries_too() -> None:
    written = runbooks.artifacts(Options(group_labels=LABELS))
    place = (
        '{ resource.k8s.namespace.name = "NAMESPACE" || resource.service.namespace = "NAMESPACE" }'
        ' | { resource.k8s.cluster.name = "CLUSTER" }'
    )
    shown = "span.triage.cause, span.triage.message, span.triage.fix"
    assert f'\n{{ span.triage.class = "auth" }} | {place} | select({shown})\n' in written["runbooks/auth.md"]
    assert (
        '\n{service_name=~".+"} | triage_class="auth"'
        ' | k8s_namespace_name="NAMESPACE" or service_namespace="NAMESPACE" | k8s_cluster_name="CLUSTER"\n'
    ) in written["runbooks/auth.md"]
    assert f"\n{{ span.triage.retries > 0 && status != error }} | {place}\n" in written["runbooks/retries.md"]


def test_runbooks_say_nothing_of_places_that_traces_do_not_know() -> None:
    assert runbooks.artifacts(Options(group_labels=("team",)))["runbooks/retries.md"].count("TraceQL") == 1
    assert "in capitals" not in "".join(runbooks.artifacts(Options(group_labels=("team",))).values())
