"""Where clicks lead: every link is well-formed, and alert → panel → traces → runbook → back is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest

from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import FAILURE_CLASS, OVERVIEW, PROVIDER_HEALTH
from genai_triage.telemetry import names
from tests.support.boards import BOARDS, PANELS, Found

BUILT_IN = {"__url_time_range", "__from", "__to"}


@dataclass(frozen=True)
class Placed:
    """A link, and where it stands."""

    board: str
    place: str
    link: dict[str, Any]
    panel: Found | None = None

    def __str__(self) -> str:
        return f"{self.board}/{self.place}/{self.link['title']}"

    @property
    def url(self) -> str:
        return str(self.link["url"])

    @property
    def references(self) -> list[str]:
        """What Grafana replaces."""
        return re.findall(r"\$\{([^}]+)\}", self.url)


def placed() -> Iterator[Placed]:
    for uid, board in BOARDS.items():
        yield from (Placed(uid, "top", link) for link in board["links"])
    for found in PANELS:
        title = found.panel["title"]
        yield from (Placed(found.board, title, link, found) for link in found.defaults.get("links", ()))
        for rule in found.panel["fieldConfig"]["overrides"]:
            for one in rule["properties"]:
                if one["id"] == "links":
                    where = f"{title} [{rule['matcher']['options']}]"
                    yield from (Placed(found.board, where, link, found) for link in one["value"])


LINKS = list(placed())
EACH_LINK = pytest.mark.parametrize("found", LINKS, ids=str)


def leading_to(begin: str) -> pytest.MarkDecorator:
    """Each link whose address begins so."""
    return pytest.mark.parametrize("found", [one for one in LINKS if one.url.startswith(begin)], ids=str)


def variables(board: str) -> set[str]:
    return {one["name"] for one in BOARDS[board]["templating"]["list"]}


@EACH_LINK
def test_link_refers_to_what_there_is(found: Placed) -> None:
    for reference in found.references:
        name, _, _ = reference.partition(":")
        if name.startswith("__data.fields."):
            assert name.removeprefix("__data.fields.") in columns(found)
        elif name.startswith("__field.labels."):
            assert name.removeprefix("__field.labels.") in series_labels(found)
        else:
            assert name in variables(found.board) | BUILT_IN


def columns(found: Placed) -> set[str]:
    """Names of the fields of a table."""
    assert found.panel is not None
    by_id = {one["id"]: one["options"] for one in found.panel.panel["transformations"]}
    return set(by_id["filterFieldsByName"]["include"]["names"])


def series_labels(found: Placed) -> set[str]:
    """Labels that the series of a panel's first query are named by."""
    assert found.panel is not None
    legend = found.panel.panel["targets"][0]["legendFormat"]
    named = set(re.findall(r"\{\{(\w+)\}\}", legend))
    assert all(re.search(rf"\bby \([^)]*\b{name}\b|\"{name}\"", found.panel.expressions[0]) for name in named)
    return named | set(re.findall(r'label_replace\(.*, "(service_of_row)"', found.panel.expressions[0]))


@EACH_LINK
def test_value_that_a_link_takes_from_a_cell_is_not_replaced_by_a_text(found: Placed) -> None:
    """A link sees what the cell shows."""
    for reference in found.references:
        if reference.startswith("__data.fields."):
            assert found.panel is not None
            shown = replacing(found.panel, reference.removeprefix("__data.fields."))
            assert set(shown) <= {"none"}


def replacing(found: Found, column: str) -> list[str]:
    """Values instead of which a column shows a text."""
    (rule,) = (one for one in found.panel["fieldConfig"]["overrides"] if one["matcher"]["options"] == column)
    mappings = [mapping for one in rule["properties"] if one["id"] == "mappings" for mapping in one["value"]]
    return [
        value
        for mapping in mappings
        for value, shown in (mapping["options"].items() if mapping["type"] == "value" else [("*", {"text": "*"})])
        if shown.get("text") is not None
    ]


@leading_to("/d/")
def test_link_to_a_dashboard_sets_variables_that_it_has(found: Placed) -> None:
    path, _, query = found.url.partition("?")
    board = path.removeprefix("/d/")
    assert board in BOARDS
    passed = [one for one in query.split("&") if one != "${__url_time_range}"]
    named = [re.sub(r"^var-(\w+)=.*$|^\$\{(\w+):queryparam\}$", r"\1\2", one) for one in passed]
    assert len(named) == len({*named})
    assert {*named} <= variables(board)
    assert {"service", "provider", "model", "datasource", "traces", "logs"} <= {*named}


SERVICE = {
    "names:pipe": "shop|bank",
    "target_names:pipe": "till",
    "service:pipe": ".*",
    "__data.fields.job": "prod/shop",
    "__field.labels.job": "prod/shop",
    "__data.fields.service_of_row": "shop",
    "__field.labels.service_of_row": "shop",
}
ROW = {
    "__data.fields.model_spans": " | {span.gen_ai.request.model = `gemini-2.5-flash`}",
    "__data.fields.gen_ai_provider_name": "gcp.gemini",
    "__field.labels.gen_ai_provider_name": "gcp.gemini",
    "traces": "tempo-uid",
    "logs": "loki-uid",
    "__from": "1795744800000",
    "__to": "1795748400000",
    **SERVICE,
}
"""What Grafana puts in the place of references."""


def followed(found: Placed) -> str:
    """The address of a link as Grafana makes it for a row, or a series, about `auth` by `gemini.key_invalid`."""
    causes = {name: "gemini.key_invalid" for name in found.references if name.endswith(names.CAUSE.replace(".", "_"))}
    values = {**ROW, **causes}
    return re.sub(r"\$\{([^}]*)\}", lambda one: quote(values.get(one[1], "auth"), safe=""), found.url)


def pane(url: str) -> dict[str, Any]:
    """What Explore reads from its address."""
    parameters = dict(parse_qsl(urlsplit(url).query, strict_parsing=True))
    assert parameters["schemaVersion"] == "1"
    found: dict[str, Any] = json.loads(parameters["panes"])["a"]
    return found


def test_provider_of_a_model_is_shown_for_that_model() -> None:
    (found,) = (one for one in LINKS if one.place.startswith("Failed calls by model ["))

    assert "&var-model=${__data.fields.chosen_model}&" in found.url


@leading_to("/explore?")
def test_link_to_explore_is_a_query_of_a_class(found: Placed) -> None:
    its = pane(followed(found))
    (query,) = its["queries"]
    service = "shop" if "service_of_row" in found.url else "shop|bank|till|.*"

    assert query["datasource"]["uid"] == its["datasource"]
    if query["datasource"]["type"] == "tempo":
        assert (query["queryType"], its["datasource"]) == ("traceql", "tempo-uid")
        steps = query["query"].split(" | ")
        assert steps[:2] == [f"{{resource.service.name =~ `{service}`}}", f"{{span.{names.CLASS} = `auth`}}"]
        assert set(steps[2:]) <= {
            f"{{span.{names.CAUSE} = `gemini.key_invalid`}}",
            f"{{span.{names.PROVIDER_NAME} = `gcp.gemini`}}",
            f"{{span.{names.REQUEST_MODEL} = `gemini-2.5-flash`}}",
        }
    else:
        assert its["datasource"] == "loki-uid"
        assert query["expr"] == f"{{service_name=~`..*`, service_name=~`{service}`}} | triage_class=`auth`"


@leading_to("/explore?")
def test_link_to_explore_survives_a_sanitizer_that_decodes_it(found: Placed) -> None:
    """Some versions of Grafana decode an address: what has a meaning in one must not stand inside the query."""
    url = followed(found)

    assert pane(unquote(url)) == pane(url)
    assert not set("&+#%\\") & set(json.dumps(pane(url), ensure_ascii=False).replace('\\"', ""))


ROW_LINKS = [one for one in LINKS if "What failed, and what to do [" in one.place]


@pytest.mark.parametrize("found", ROW_LINKS, ids=str)
def test_link_of_a_row_keeps_its_service_provider_and_model(found: Placed) -> None:
    if found.url.startswith("/d/"):
        assert {"__data.fields.job", "__data.fields.gen_ai_provider_name", "__data.fields.chosen_model"} <= {
            *found.references
        }
    elif found.link["title"] == "Traces":
        assert {"__data.fields.service_of_row", "__data.fields.gen_ai_provider_name", "__data.fields.model_spans"} <= {
            *found.references
        }
    elif found.link["title"] == "Logs":
        assert "__data.fields.service_of_row" in found.references


def test_row_of_a_failure_leads_with_one_click_each_to_class_provider_runbook_traces_and_logs() -> None:
    assert [one.link["title"] for one in ROW_LINKS] == [
        "What is behind this class",
        "Provider health",
        "Runbook",
        "Traces",
        "Logs",
    ]


@pytest.mark.parametrize("found", [one for one in PANELS if one.panel["type"] != "stat"], ids=str)
def test_no_word_for_nothing_is_a_link(found: Found) -> None:
    """Not of a series; and the text that a table shows for no row stands in a column without links."""
    assert "links" not in found.defaults
    for rule in found.panel["fieldConfig"]["overrides"]:
        its = {one["id"]: one["value"] for one in rule["properties"]}
        if "links" in its and rule["matcher"]["id"] == "byRegexp":
            matched = re.compile(rule["matcher"]["options"].strip("/"))
            assert matched.search("auth")
            assert matched.search("gcp.gemini auth")
            words = ["none", "shop none", "none ", "others", "Time"] + ["calls that failed"] * (
                "that failed" in matched.pattern
            )
            assert [word for word in words if matched.search(word)] == []
        elif "links" in its:
            shown = {value for one in its.get("mappings", ()) for value in one["options"]}
            assert not shown & {"none", "no_calls"}


@EACH_LINK
def test_every_link_leads_somewhere_known(found: Placed) -> None:
    assert found.url.startswith(("/d/", "/explore?", "${runbooks:raw}/"))
    assert unquote(found.url) == unquote(unquote(found.url))


@pytest.mark.parametrize(
    ("board", "wanted"),
    [
        (OVERVIEW, {"/d/genai-triage-class", "/d/genai-triage-provider", "/explore", "${runbooks:raw}"}),
        (FAILURE_CLASS, {"/d/genai-triage-overview", "/d/genai-triage-provider", "/explore", "${runbooks:raw}"}),
        (PROVIDER_HEALTH, {"/d/genai-triage-overview", "/d/genai-triage-class", "/explore", "${runbooks:raw}"}),
    ],
)
def test_dashboard_leads_to_the_others_to_traces_and_to_runbooks(board: str, wanted: set[str]) -> None:
    found = {re.split(r"\?|(?<=\})/", one.url)[0] for one in LINKS if one.board == board}

    assert found >= wanted


@pytest.mark.parametrize("board", sorted(BOARDS))
def test_links_at_the_top_are_shown(board: str) -> None:
    """The library's default hides them in a menu, and in Grafana before 12 altogether."""
    links = BOARDS[board]["links"]

    assert len(links) == len(BOARDS) - 1
    assert [link for link in links if link.get("placement")] == []


@pytest.mark.parametrize("name", ["runbooks", "runbook_suffix"])
def test_address_of_the_runbooks_is_the_exports_default(name: str) -> None:
    defaults = {"runbooks": Options().runbooks_url or "", "runbook_suffix": Options().runbook_suffix}
    for board in BOARDS.values():
        (found,) = (one for one in board["templating"]["list"] if one["name"] == name)
        assert found["query"] == found["current"]["value"] == defaults[name]
