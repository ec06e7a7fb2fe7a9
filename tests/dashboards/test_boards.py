"""The structure of the dashboards: what every panel has, where it stands, and that all is generated."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from genai_triage.monitoring.panels import CHOSEN_NAMES, FAILURE_CLASS, OVERVIEW, PROVIDER_HEALTH
from genai_triage.monitoring.panels import PANELS as IDS
from genai_triage.taxonomy import CAUSES, FailureClass, Owner
from genai_triage.taxonomy.vendors import SERVICES
from tests.support.boards import ALL_PANELS, BOARDS, FOLDER, PANELS, Found, all_panels, panel

pytest.importorskip("grafana_foundation_sdk", reason="needs Python 3.11")

import generate
from generator import colours
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

EACH_BOARD = pytest.mark.parametrize("uid", sorted(BOARDS))
EACH_PANEL = pytest.mark.parametrize("found", PANELS, ids=str)
EACH_OF_ALL = pytest.mark.parametrize("found", ALL_PANELS, ids=str)


def of_kind(*kinds: str) -> pytest.MarkDecorator:
    """Each panel of these types."""
    return pytest.mark.parametrize("found", [one for one in PANELS if one.panel["type"] in kinds], ids=str)


GRAFANAS = {
    "semi-dark-green": {"#181b1f": "#56a64b", "#ffffff": "#37872d"},
    "dark-green": {"#181b1f": "#37872d", "#ffffff": "#19730e"},
    "dark-orange": {"#181b1f": "#fa6400", "#ffffff": "#e55400"},
    "red": {"#181b1f": "#f2495c", "#ffffff": "#e02f44"},
    "blue": {"#181b1f": "#5794f2", "#ffffff": "#3274d9"},
    "semi-dark-red": {"#181b1f": "#e02f44", "#ffffff": "#c4162a"},
    "semi-dark-blue": {"#181b1f": "#3274d9", "#ffffff": "#1f60c4"},
}
"""Shades of Grafana's named colours in its dark and its light theme, by the colour of a panel there."""
TILES = [*colours.OWNERS.values(), colours.NOTHING, *GRAFANAS[colours.GOOD_TILE].values()]
PILLS = [colour for name in colours.SEVERITIES.values() for colour in GRAFANAS.get(name, {"": name}).values()]
EACH_CLASS = pytest.mark.parametrize("failure_class", list(FailureClass))


def test_committed_files_are_what_is_generated() -> None:
    wanted = {path.name: text for path, text in generate.files().items()}
    committed = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}

    stale = sorted(name for name in {*committed, *wanted} if committed.get(name) != wanted.get(name))
    assert stale == [], "run `make docs`"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_check_in_another_process_finds_them_up_to_date(seed: str) -> None:
    """Whatever the order of sets in that process."""
    command = [sys.executable, str(Path(generate.__file__)), "--check"]
    ended = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, b"")


def test_check_names_a_file_that_is_not_up_to_date(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, text = next(iter(generate.files().items()))
    monkeypatch.setattr(
        generate, "files", lambda: {**{one: one.read_text("utf-8") for one in FOLDER.iterdir()}, path: text + " "}
    )
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])

    assert generate.main() == 1
    told = f"dashboards/grafana/{path.name} is stale: run `make docs` and commit what it changes\n"
    assert capsys.readouterr().err == told


@EACH_BOARD
def test_dashboard_is_known_by_its_file_and_cannot_be_edited(uid: str) -> None:
    board = BOARDS[uid]

    assert (board["uid"], board["editable"]) == (uid, False)
    assert len(uid) <= 40
    assert board["title"]
    assert board["description"]


def test_titles_are_unique() -> None:
    assert len({board["title"] for board in BOARDS.values()}) == len(BOARDS)


@EACH_BOARD
def test_dashboard_has_each_panel_with_its_id(uid: str) -> None:
    found = [one["id"] for one in all_panels(BOARDS[uid])]
    ids: dict[str, list[int]] = {board: sorted(panels.values()) for board, panels in IDS.items()}

    assert sorted(found) == ids[uid]
    assert len(set(found)) == len(found)


@EACH_BOARD
def test_titles_of_panels_are_unique(uid: str) -> None:
    assert max(Counter(one["title"] for one in all_panels(BOARDS[uid])).values()) == 1


@EACH_BOARD
def test_panels_do_not_overlap_nor_leave_the_grid(uid: str) -> None:
    open_panels = BOARDS[uid]["panels"]
    for group in (open_panels, *(row["panels"] for row in open_panels if row["type"] == "row" and row["collapsed"])):
        places = [one["gridPos"] for one in group]
        assert all(place["x"] >= 0 and place["x"] + place["w"] <= 24 and place["h"] > 0 for place in places)
        assert [pair for pair in combinations(places, 2) if overlap(*pair)] == []


def overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


def test_overview_shows_at_most_12_panels_before_a_row_is_opened() -> None:
    assert len([one for one in BOARDS[OVERVIEW]["panels"] if one["type"] != "row"]) <= 12


def test_overview_answers_without_scrolling() -> None:
    """A screen of 1080 lines shows about 17 units of the grid."""
    first = [one for one in BOARDS[OVERVIEW]["panels"] if one["gridPos"]["y"] + one["gridPos"]["h"] <= 17]

    assert {one["id"] for one in first} >= {IDS[OVERVIEW][key] for key in ("success", "firing", "owners", "failures")}


@EACH_OF_ALL
def test_panel_explains_itself(found: Found) -> None:
    assert found.panel["title"]
    assert found.panel["description"].endswith((".", "?", "…"))
    assert found.defaults["unit"]
    assert found.defaults["noValue"]


@EACH_PANEL
def test_panel_asks_the_chosen_data_source(found: Found) -> None:
    source = {"type": "prometheus", "uid": "${datasource}"}

    assert found.panel["targets"]
    assert [one["datasource"] for one in (found.panel, *found.panel["targets"])] == [source] * (
        1 + len(found.panel["targets"])
    )


@EACH_PANEL
def test_panel_asks_for_no_less_than_a_minute(found: Found) -> None:
    """OpenTelemetry exports once a minute: a shorter step shows gaps."""
    assert {one["interval"] for one in (found.panel, *found.panel["targets"])} == {"1m"}


@EACH_OF_ALL
def test_panel_says_which_zero_it_shows(found: Found) -> None:
    """The text for no value speaks of what was not there: calls, streams, rules …; never of failures alone."""
    assert found.defaults["noValue"] not in ("", "No data", "-", "0", "N/A")


@of_kind("stat")
def test_single_values_take_the_last_one(found: Found) -> None:
    """The library's default takes none."""
    assert found.panel["options"]["reduceOptions"]["calcs"] == ["lastNotNull"]


@of_kind("stat")
def test_no_value_is_grey(found: Found) -> None:
    """Else it has the colour of the lowest value: red, where little is bad."""
    shown = {"text": found.defaults["noValue"], "color": colours.NOTHING}

    assert {"type": "special", "options": {"match": "null+nan", "result": shown}} in found.defaults["mappings"]


@of_kind("timeseries")
def test_graph_has_a_legend_and_one_tooltip_for_all(found: Found) -> None:
    assert found.panel["options"]["legend"]["showLegend"] is True
    assert found.panel["options"]["tooltip"]["mode"] == "multi"


@EACH_BOARD
def test_variables_are_those_of_every_dashboard(uid: str) -> None:
    names = [one["name"] for one in variables(uid)]

    assert names[:7] == ["datasource", "traces", "logs", "service", "provider", "model", "class"]
    assert {one["name"] for one in variables(uid) if one.get("hide") == 2} == set(names[7:])


def variables(uid: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = BOARDS[uid]["templating"]["list"]
    return found


@EACH_BOARD
@pytest.mark.parametrize("name", ["service", "provider", "model"])
def test_variable_of_a_label_takes_all_and_several(uid: str, name: str) -> None:
    (found,) = (one for one in variables(uid) if one["name"] == name)

    assert (found["multi"], found["includeAll"]) == (True, True)
    # `.+` would leave out series that lack the label.
    assert found["allValue"] == ".*"
    assert found["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
    # On every change of the time range.
    assert found["refresh"] == 2


@EACH_BOARD
def test_variables_do_not_shadow_labels(uid: str) -> None:
    """A variable named like a label is taken for it by data links."""
    labels = {"job", "service_name", *(f"triage_{name}" for name in ("class", "cause", "owner"))}

    assert labels.isdisjoint(one["name"] for one in variables(uid))


@EACH_BOARD
def test_names_of_services_are_those_of_the_chosen_ones_without_their_namespaces(uid: str) -> None:
    found = {one["name"]: one for one in variables(uid)}
    hidden = found["names"]

    assert list(found).index("service") < list(found).index("names")
    assert hidden["query"]["query"] == 'label_values(triage_calls_total{job=~"$service"}, job)'
    assert (hidden["hide"], hidden["skipUrlSync"], hidden["includeAll"]) == (2, True, True)
    # All that it offers, and no regular expression for anything: that would be every service.
    assert "allValue" not in hidden
    assert hidden["current"]["value"] == ["$__all"]
    pattern = re.compile(hidden["regex"].strip("/"))
    assert [pattern.search(job)[1] for job in ("shop", "prod/shop")] == ["shop", "shop"]  # type: ignore[index]


@EACH_BOARD
def test_names_of_services_are_also_what_their_targets_call_themselves(uid: str) -> None:
    """The job of a scrape may be called otherwise than the service."""
    found = {one["name"]: one for one in variables(uid)}
    hidden = found["target_names"]

    assert list(found).index("service") < list(found).index("target_names")
    selector = '{__name__=~"target_info|triage_calls_total",job=~"|$service"}'
    assert (hidden["query"]["query"], hidden["regex"]) == (f"label_values({selector}, service_name)", "")
    assert (hidden["hide"], hidden["skipUrlSync"], hidden["includeAll"]) == (2, True, True)
    assert "allValue" not in hidden


@EACH_BOARD
def test_no_service_is_left_out_of_traces_and_logs_when_all_are_chosen(uid: str) -> None:
    """What no variable knows by name is matched by the value for all."""
    found = {one["name"]: one for one in variables(uid)}
    values = {"names": "shop", "target_names": "", "service": found["service"]["allValue"]}
    chosen = re.sub(r"\$\{(\w+):pipe\}", lambda one: values[one[1]], CHOSEN_NAMES)

    assert re.fullmatch(chosen, "till")


@pytest.mark.parametrize(
    ("uid", "offered"),
    [
        (OVERVIEW, {member.value for member in FailureClass}),
        (FAILURE_CLASS, {member.value for member in FailureClass}),
        (
            PROVIDER_HEALTH,
            {cause.failure_class.value for cause in CAUSES.values() if cause.owner is Owner.PROVIDER},
        ),
    ],
)
def test_classes_that_are_offered(uid: str, offered: set[str]) -> None:
    (found,) = (one for one in variables(uid) if one["name"] == "class")

    assert set(found["query"].split(",")) == offered
    if found["includeAll"]:
        # A matcher for anything would take successful calls for failures.
        assert set(found["allValue"].split("|")) == offered


def test_dashboard_of_a_class_shows_exactly_one() -> None:
    (found,) = (one for one in variables(FAILURE_CLASS) if one["name"] == "class")

    assert (found["multi"], found["includeAll"]) == (False, False)


@EACH_CLASS
def test_class_has_its_own_colour_everywhere(failure_class: FailureClass) -> None:
    """On every panel that draws classes, by a rule for that class alone."""
    wanted = {"mode": "fixed", "fixedColor": colours.CLASSES[failure_class]}
    rules = [rule for found in PANELS for rule in found.panel["fieldConfig"]["overrides"]]
    drawn = [rule for rule in rules if rule["matcher"]["options"] == f"/(^| ){failure_class.value}$/"]

    assert len(drawn) >= 5
    assert [one["value"] for rule in drawn for one in rule["properties"] if one["id"] == "color"] == [wanted] * len(
        drawn
    )


@EACH_CLASS
def test_cause_has_one_colour_whatever_others_there_are(failure_class: FailureClass) -> None:
    rules = panel(FAILURE_CLASS, "Failures by cause").panel["fieldConfig"]["overrides"]
    painted = [
        (rule["matcher"]["options"].strip("/"), one["value"])
        for rule in rules
        for one in rule["properties"]
        if one["id"] == "color"
    ]
    causes = [cause.id for cause in CAUSES.values() if cause.failure_class is failure_class]
    drawn = [one["fixedColor"] for cause in causes for name, one in painted if re.search(name, cause)]

    assert drawn == [colours.SERIES[crc32(cause.encode()) % len(colours.SERIES)] for cause in causes]


@pytest.mark.parametrize(
    ("board", "title"),
    [
        (OVERVIEW, "Calls"),
        (OVERVIEW, "Calls that succeeded, over months"),
        (FAILURE_CLASS, "Failures by service and provider"),
        (FAILURE_CLASS, "Duration of these failures"),
        (PROVIDER_HEALTH, "How fast the error budget burns"),
        (PROVIDER_HEALTH, "Availability over a day"),
    ],
)
def test_series_of_a_provider_are_shades_of_its_hue(board: str, title: str) -> None:
    rules = panel(board, title).panel["fieldConfig"]["overrides"]
    painted = {rule["matcher"]["options"]: rule["properties"][0]["value"] for rule in rules}

    assert set(colours.PROVIDERS) == {service.provider_name for service in SERVICES}
    for provider, hue in colours.PROVIDERS.items():
        assert painted[f"/(^| ){re.escape(provider)}$/"] == {"mode": "shades", "fixedColor": hue}


@pytest.mark.parametrize(
    ("board", "title", "latest_first"),
    [
        (OVERVIEW, "Last failure", True),
        (OVERVIEW, "Last telemetry", False),
        (PROVIDER_HEALTH, "Last failure", True),
    ],
)
def test_what_matters_most_of_the_last_times_is_first(board: str, title: str, latest_first: bool) -> None:
    """A failure that goes on, and telemetry that has stopped."""
    (sort,) = panel(board, title).panel["options"]["sortBy"]

    assert (sort["displayName"], sort["desc"]) == ("When", latest_first)


@pytest.mark.parametrize("title", ["Failures by service and provider", "Failures by cause"])
def test_legend_of_a_stack_of_one_class_counts(title: str) -> None:
    legend = panel(FAILURE_CLASS, title).panel["options"]["legend"]

    assert (legend["calcs"], legend["sortBy"], legend["sortDesc"]) == (["sum"], "Total", True)


def test_quantile_is_named_only_where_there_are_several() -> None:
    one = panel(OVERVIEW, "Duration of successful calls, p95").panel["targets"]
    two = panel(PROVIDER_HEALTH, "Duration of successful calls").panel["targets"]

    assert [target["legendFormat"].split()[0] for target in (*one, *two)] == ["{{gen_ai_provider_name}}", "p50", "p95"]


@pytest.mark.parametrize(
    ("board", "title"),
    [
        (OVERVIEW, "Calls that succeeded"),
        (PROVIDER_HEALTH, "Availability"),
        (PROVIDER_HEALTH, "Error budget left"),
        (PROVIDER_HEALTH, "Calls that the provider failed"),
        (PROVIDER_HEALTH, "Calls owed"),
    ],
)
def test_number_has_one_size_and_a_line_for_each_provider(board: str, title: str) -> None:
    options = panel(board, title).panel["options"]

    assert options["orientation"] == "horizontal"
    assert set(options["text"]) == {"titleSize", "valueSize"}


def test_colours_of_classes_differ() -> None:
    assert set(colours.CLASSES) == set(FailureClass)
    assert len({colour.lower() for colour in colours.CLASSES.values()}) == len(FailureClass)


@pytest.mark.parametrize("panel_colour", ["#181b1f", "#ffffff"], ids=["dark", "light"])
@pytest.mark.parametrize(
    "colour",
    {
        *colours.CLASSES.values(),
        *colours.OWNERS.values(),
        *colours.PROVIDERS.values(),
        *colours.SERIES,
        *colours.SEVERITIES.values(),
        colours.NOTHING,
    }
    - GRAFANAS.keys(),
)
def test_colour_stands_out_from_the_panels_of_both_themes(colour: str, panel_colour: str) -> None:
    assert contrast(colour, panel_colour) >= 3


@pytest.mark.parametrize(("name", "theme"), [(name, theme) for name in GRAFANAS for theme in ("#181b1f", "#ffffff")])
def test_named_colour_stands_out_in_its_shade_of_either_theme(name: str, theme: str) -> None:
    assert contrast(GRAFANAS[name][theme], theme) >= 3


def test_named_colours_are_known() -> None:
    named = {colours.GOOD, colours.WARNING, colours.BAD, colours.NEUTRAL}

    assert named <= GRAFANAS.keys()


@pytest.mark.parametrize("colour", [*TILES, *PILLS])
def test_white_text_is_readable_on_a_tile_and_on_a_pill(colour: str) -> None:
    """Grafana writes on a coloured ground in white or black; white is what it takes for these."""
    assert contrast(colour, "#ffffff") >= 3.5


@pytest.mark.parametrize("title", ["Firing alerts", "What failed, and what to do"])
def test_row_without_a_severity_has_no_colour(title: str) -> None:
    """The lowest threshold is what Grafana paints a cell with that has no value."""
    rules = panel(OVERVIEW, title).panel["fieldConfig"]["overrides"]
    (severity,) = (rule for rule in rules if {"id": "displayName", "value": "Severity"} in rule["properties"])
    (steps,) = (found["value"]["steps"] for found in severity["properties"] if found["id"] == "thresholds")

    assert steps == [{"value": None, "color": colours.NO_COLOUR}]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("owner", list(Owner))
def test_owner_has_its_colour(owner: Owner) -> None:
    rules = panel(OVERVIEW, "Whose problem it is").panel["fieldConfig"]["overrides"]
    (rule,) = (one for one in rules if one["matcher"]["options"] == owner.value)

    assert rule["properties"] == [{"id": "color", "value": {"mode": "fixed", "fixedColor": colours.OWNERS[owner]}}]


def test_names_of_owners_have_one_size_however_many_there_are() -> None:
    assert set(panel(OVERVIEW, "Whose problem it is").panel["options"]["text"]) == {"titleSize", "valueSize"}


STATES = {"none": "No failure in this range", "no_calls": "No calls in this range"}


@pytest.mark.parametrize(
    "title", ["What failed, and what to do", "Causes, and what to do about each", "What the provider failed"]
)
def test_table_says_what_to_do_about_every_cause(title: str) -> None:
    (found,) = (one for one in PANELS if one.panel["title"] == title)
    fixes = {cause.id: cause.fix.replace("`", "") for cause in CAUSES.values()}

    assert texts(found, "fix") == {**fixes, **STATES}


@of_kind("table")
def test_no_cell_shows_the_marks_of_code(found: Found) -> None:
    shown = [
        one["value"]
        for rule in found.panel["fieldConfig"]["overrides"]
        for one in rule["properties"]
        if one["id"] in ("mappings", "displayName")
    ]

    assert "`" not in json.dumps(shown)


def properties(found: Found, column: str) -> dict[str, Any]:
    """What a column overrides."""
    (rule,) = (one for one in found.panel["fieldConfig"]["overrides"] if one["matcher"]["options"] == column)
    return {one["id"]: one["value"] for one in rule["properties"]}


@of_kind("table")
def test_empty_cell_is_empty(found: Found) -> None:
    """Without a text of its own, it shows the panel's for no value."""
    for rule in found.panel["fieldConfig"]["overrides"]:
        assert properties(found, rule["matcher"]["options"])["noValue"] == ""


@pytest.mark.parametrize("column", ["fix", "meaning", "whose"])
def test_long_text_is_shown_whole(column: str) -> None:
    """On each version of the table: an option of the cell, of the column from Grafana 12 on, and the row's height."""
    for found in PANELS:
        for rule in found.panel["fieldConfig"]["overrides"]:
            if rule["matcher"]["options"] == column:
                its = properties(found, column)
                assert its["custom.cellOptions"] == {"type": "auto", "wrapText": True, "dynamicHeight": True}
                assert its["custom.wrapText"] is True
                assert "custom.width" not in its or column == "whose"


@of_kind("table")
def test_columns_with_a_width_leave_room_on_a_laptop(found: Found) -> None:
    """Of 1366 pixels, 32 are the page's edges, 16 the panel's; a column without a width wants 60 or more."""
    places = found.panel["gridPos"]["w"]
    room = (1366 - 32) * places / 24 - 8 - 18
    shown = [
        properties(found, rule["matcher"]["options"])
        for rule in found.panel["fieldConfig"]["overrides"]
        if "custom.hidden" not in properties(found, rule["matcher"]["options"])
    ]
    fixed = sum(one.get("custom.width", 60) for one in shown)

    assert fixed <= room


@pytest.mark.parametrize(
    "title", ["What failed, and what to do", "Causes, and what to do about each", "What the provider failed"]
)
def test_what_to_do_has_the_rest_of_the_width(title: str) -> None:
    (found,) = (one for one in PANELS if one.panel["title"] == title)
    columns = [rule["matcher"]["options"] for rule in found.panel["fieldConfig"]["overrides"]]
    shown = {name: properties(found, name) for name in columns if "custom.hidden" not in properties(found, name)}

    assert [name for name, its in shown.items() if "custom.width" not in its] == ["fix"]
    assert 1366 - 32 - 18 - sum(its.get("custom.width", 0) for its in shown.values()) >= 370


def test_column_that_is_only_for_links_is_hidden_from_old_and_new_tables() -> None:
    its = properties(panel(OVERVIEW, "Firing alerts"), "page")

    assert (its["custom.hidden"], its["custom.hideFrom"]) == (True, {"viz": True})


@pytest.mark.parametrize("title", ["Firing alerts", "What failed, and what to do"])
def test_gravest_comes_first(title: str) -> None:
    """By its rank, a number, of which none is the lowest: by their names, a note would come before a warning."""
    found = panel(OVERVIEW, title)
    column = "Value" if title == "Firing alerts" else "Value #D"
    (mapping,) = properties(found, column)["mappings"]
    words = {rank: shown.get("text") for rank, shown in mapping["options"].items()}

    assert found.panel["options"]["sortBy"][0] == {"displayName": "Severity", "desc": True}
    assert words == {"3": "critical", "2": "warning", "1": "info", "0": ""}


@of_kind("table")
def test_header_without_an_arrow_is_shown_whole_in_every_language(found: Found) -> None:
    arrows = {one["displayName"] for one in found.panel["options"].get("sortBy", ())}
    for rule in found.panel["fieldConfig"]["overrides"]:
        its = properties(found, rule["matcher"]["options"])
        assert its.get("displayName") in {None, *arrows} or its["custom.wrapHeaderText"] is True


def test_headers_have_no_funnels() -> None:
    tables = [found for found in PANELS if found.panel["type"] == "table"]

    assert [found.defaults["custom"]["filterable"] for found in tables] == [False] * len(tables)


def test_nothing_is_drawn_whose_names_are_cut() -> None:
    """A bar gauge cuts the names of few bars."""
    assert {found.panel["type"] for found in PANELS} == {"stat", "table", "timeseries", "heatmap"}


ROWS = [found for found in PANELS if found.panel["type"] == "table" and len(found.panel["targets"]) > 1]


@pytest.mark.parametrize("found", ROWS, ids=str)
def test_table_of_several_queries_leaves_out_rows_that_the_first_does_not_have(found: Found) -> None:
    (rule,) = (one["options"] for one in found.panel["transformations"] if one["id"] == "filterByValue")

    assert rule == {
        "filters": [{"fieldName": "Value #A", "config": {"id": "isNotNull", "options": {}}}],
        "type": "include",
        "match": "all",
    }


@of_kind("timeseries")
def test_series_that_stands_for_none_is_only_drawn(found: Found) -> None:
    (its,) = [
        {one["id"]: one["value"] for one in rule["properties"]}
        for rule in found.panel["fieldConfig"]["overrides"]
        if rule["matcher"]["options"] == "/(^| )none *$/"
    ]

    assert its["custom.hideFrom"] == {"legend": True, "tooltip": True, "viz": False}


NOT_BY_MODEL = "Models are not told apart here"


@EACH_PANEL
def test_panel_that_the_model_does_not_reach_says_so(found: Found) -> None:
    reached = '=~"$model"' in " ".join(found.expressions) or "vector(1)" in found.expressions[0]

    assert (NOT_BY_MODEL in found.panel["description"]) is not reached


@pytest.mark.parametrize("column", ["meaning", "whose", "fix"])
def test_dashboard_of_a_class_explains_every_class(column: str) -> None:
    found = texts(panel(FAILURE_CLASS, "What it means, and what to do"), column)

    assert set(found) == {member.value for member in FailureClass}
    assert all(found.values())


def texts(found: Found, column: str) -> dict[str, str]:
    """What a column shows instead of its values."""
    mappings = properties(found, column)["mappings"]
    return {value: shown["text"] for mapping in mappings for value, shown in mapping["options"].items()}


@of_kind("table")
def test_table_shows_columns_that_its_queries_have(found: Found) -> None:
    by_id = {one["id"]: one["options"] for one in found.panel["transformations"]}
    names = by_id["filterFieldsByName"]["include"]["names"]
    several = len(found.panel["targets"]) > 1
    values = {f"Value #{target['refId']}" for target in found.panel["targets"]} if several else {"Value"}

    assert list(by_id["organize"]["indexByName"]) == names
    assert [one["matcher"]["options"] for one in found.panel["fieldConfig"]["overrides"]] == names
    assert {name for name in names if name.startswith("Value")} <= values
    assert several <= ("Value #A" in names)
    assert [name for name in names if not name.startswith("Value") and name not in " ".join(found.expressions)] == []


@EACH_BOARD
def test_model_of_the_library_reads_it_without_loss(uid: str) -> None:
    """Its own output: an unknown or misspelt key is dropped on the way."""
    again = json.loads(json.dumps(Dashboard.from_json(BOARDS[uid]), cls=JSONEncoder))

    assert lost(BOARDS[uid], again) == []


def lost(before: Any, after: Any, path: str = "") -> list[str]:
    """Paths of what is missing or different."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [found for key in before for found in lost(before[key], after.get(key), f"{path}.{key}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [found for number, (one, other) in pairs for found in lost(one, other, f"{path}[{number}]")]
    return [] if before == after else [path]


def test_loss_is_found() -> None:
    misspelt = {**BOARDS[OVERVIEW], "descripton": "x"}
    again = json.loads(json.dumps(Dashboard.from_json(misspelt), cls=JSONEncoder))

    assert lost(misspelt, again) == [".descripton"]
