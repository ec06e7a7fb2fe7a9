"""Panels of each kind, with what every panel of these dashboards has: id, title, description, unit, text for no value.

A panel's text for no value says which zero it is: the queries return 0 if there were calls and nothing to count, and
nothing if there was no call.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from grafana_foundation_sdk.builders import bargauge, heatmap, prometheus, stat, timeseries
from grafana_foundation_sdk.builders import common as build
from grafana_foundation_sdk.builders import dashboard as build_dashboard
from grafana_foundation_sdk.builders import table as tables
from grafana_foundation_sdk.models import common, dashboard
from grafana_foundation_sdk.models.heatmap import HeatmapColorMode, HeatmapColorScale
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from genai_triage.monitoring.panels import Dashboard, panel_id
from genai_triage.taxonomy import FailureClass, Owner
from generator import colours
from generator.links import Link
from generator.variables import METRICS_SOURCE

# The library marks the classic dashboard's builders as superseded; Grafana before 12 reads nothing else.
warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"grafana_foundation_sdk\..*")

# The library's enums are named by value below: to a type checker that knows no `StrEnum` (before Python 3.11), their
# members are strings.

MIN_STEP: Final = "1m"
"""OpenTelemetry exports once a minute; a shorter step would show gaps."""

NO_CALLS: Final = "No calls"
NONE: Final = "none"
"""The label of the one row that says that there were calls and nothing to list."""

COUNT: Final = "locale"
"""Whole numbers, all digits."""
LARGE: Final = "short"
"""Numbers of which the first digits are enough: `1.2 Mil`."""
PERCENT: Final = "percentunit"
SECONDS: Final = "s"
AGO: Final = "dateTimeFromNow"
"""Of a time in milliseconds: how long ago it was."""
PER_MINUTE: Final = "suffix:/min"
TEXT: Final = "string"

Panel = dashboard.Panel
Property = dashboard.DynamicConfigValue


@dataclass(frozen=True, slots=True)
class About:
    """What identifies a panel and explains it."""

    dashboard: Dashboard
    key: str
    title: str
    description: str
    unit: str
    no_value: str = NO_CALLS


@dataclass(frozen=True, slots=True)
class Query:
    """One expression of a panel."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what is shown of a label or a value."""

    name: str
    title: str
    width: int | None = None
    unit: str | None = None
    links: tuple[Link, ...] = ()
    texts: Mapping[str, str] | None = None
    """What is shown instead of a value."""
    shades: Mapping[str, str] | None = None
    """The colour of a value."""
    word: str | None = None
    """One word for any value: a column that is only there to be clicked."""
    wraps: bool = False
    hidden: bool = False
    """Only there for links: those of another column with this value, since a link sees what a cell shows."""


@dataclass(frozen=True, slots=True)
class Step:
    """From which value on a colour is shown; None is the lowest."""

    value: float | None
    colour: str


STEPS_OF_NONE: Final = (Step(None, colours.NEUTRAL),)


def class_shades() -> dict[str, str]:
    return {member.value: colour for member, colour in colours.CLASSES.items()}


def owner_shades() -> dict[str, str]:
    return {member.value: colour for member, colour in colours.OWNERS.items()}


def class_texts(text: Mapping[FailureClass, str]) -> dict[str, str]:
    return {member.value: line for member, line in text.items()}


def owner_texts() -> dict[str, str]:
    """Says who an owner is, in words."""
    return {member.value: line for member, line in _OWNERS.items()}


_OWNERS: Final[Mapping[Owner, str]] = {
    Owner.ACCOUNT: "account: whoever administers or pays",
    Owner.CALLER: "caller: the application's developers",
    Owner.CONTENT: "content: the product's owners",
    Owner.PROVIDER: "provider: Google or Sber",
    Owner.NETWORK: "network: whoever runs the host and the way out",
    Owner.UNKNOWN: "unknown: nobody has classified it yet",
}


def number(
    about: About,
    query: Query,
    *,
    decimals: int | None = None,
    steps: Sequence[Step] = STEPS_OF_NONE,
    texts: Mapping[str, str] | None = None,
    links: Iterable[Link] = (),
) -> Panel:
    """Shows one number for the whole range, or one for each series."""
    builder = (
        stat.Panel()
        .reduce_options(_last())
        .graph_mode(common.BigValueGraphMode.NONE)
        .color_mode(common.BigValueColorMode.VALUE)
        .text_mode(common.BigValueTextMode.AUTO)
        .justify_mode(common.BigValueJustifyMode.AUTO)
        .orientation(common.VizOrientation.AUTO)
        .wide_layout(True)
        .thresholds(_thresholds(steps))
        .color_scheme(build_dashboard.FieldColor().mode(dashboard.FieldColorModeId("thresholds")))
    )
    if decimals is not None:
        builder.decimals(decimals)
    builder.mappings([*([_value_map(texts)] if texts else []), _grey(about.no_value)])
    return _finished(builder, about, [_instant(query)], links)


def bars(
    about: About,
    query: Query,
    *,
    shades: Mapping[str, str] | None = None,
    steps: Sequence[Step] = STEPS_OF_NONE,
    decimals: int | None = 0,
    most: float | None = None,
    links: Iterable[Link] = (),
) -> Panel:
    """Draws a bar for each series, over the whole range; `shades` gives series their fixed colours."""
    builder = (
        bargauge.Panel()
        .reduce_options(_last())
        .display_mode(common.BarGaugeDisplayMode.BASIC)
        .value_mode(common.BarGaugeValueMode.TEXT)
        .name_placement(common.BarGaugeNamePlacement.LEFT)
        .orientation(common.VizOrientation.HORIZONTAL)
        .show_unfilled(True)
        .thresholds(_thresholds(steps))
        .color_scheme(build_dashboard.FieldColor().mode(dashboard.FieldColorModeId("thresholds")))
        .mappings([_grey(about.no_value)])
        .min(0)
    )
    if decimals is not None:
        builder.decimals(decimals)
    if most is not None:
        builder.max(most)
    _paint(builder, shades)
    return _finished(builder, about, [_instant(query)], links)


def lines(
    about: About,
    *queries: Query,
    shades: Mapping[str, str] | None = None,
    steps: Sequence[Step] = (),
    most: float | None = None,
    links: Iterable[Link] = (),
) -> Panel:
    """Draws lines over time; `steps` are drawn as dashed lines."""
    builder = _over_time().draw_style(common.GraphDrawStyle.LINE).line_width(2).fill_opacity(0)
    builder.span_nulls(False).show_points(common.VisibilityMode.AUTO).point_size(5)
    if steps:
        builder.thresholds(_thresholds(steps))
        builder.thresholds_style(build.GraphThresholdsStyleConfig().mode(common.GraphThresholdsStyleMode("dashed")))
    if most is not None:
        builder.axis_soft_max(most)
    _paint(builder, shades)
    return _finished(builder, about, [_ranged(query) for query in queries], links)


def stacks(
    about: About,
    *queries: Query,
    shades: Mapping[str, str] | None = None,
    over: Mapping[str, str] | None = None,
    links: Iterable[Link] = (),
) -> Panel:
    """Stacks whole numbers over time; series named in `over` are lines above the bars, in their colour."""
    builder = (
        _over_time()
        .draw_style(common.GraphDrawStyle.BARS)
        .bar_alignment(common.BarAlignment.BEFORE)
        .line_width(0)
        .fill_opacity(90)
        .stacking(build.StackingConfig().mode(common.StackingMode("normal")).group("A"))
        .decimals(0)
    )
    _paint(builder, shades)
    for name, colour in (over or {}).items():
        builder.override_by_name(
            name,
            [
                Property("custom.drawStyle", "line"),
                Property("custom.lineWidth", 2),
                Property("custom.fillOpacity", 0),
                Property("custom.stacking", {"mode": "none", "group": "B"}),
                _fixed(colour),
            ],
        )
    return _finished(builder, about, [_ranged(query) for query in queries], links)


def heat(about: About, query: Query) -> Panel:
    """Draws a histogram over time."""
    colour = heatmap.HeatmapColorOptions().mode(HeatmapColorMode("scheme")).scheme("Viridis").steps(64).exponent(0.5)
    builder = (
        heatmap.Panel()
        .calculate(False)
        .color(colour.scale(HeatmapColorScale.EXPONENTIAL).fill("dark-blue").reverse(True))
        .cell_gap(1)
        .y_axis(heatmap.YAxisConfig().unit(about.unit).axis_placement(common.AxisPlacement.LEFT))
        .rows_frame(heatmap.RowsHeatmapOptions().layout(common.HeatmapCellLayout("auto")))
        .cell_values(heatmap.CellValues().unit("reqps"))
        .show_value(common.VisibilityMode.NEVER)
        .tooltip(heatmap.HeatmapTooltip().mode(common.TooltipDisplayMode("single")).y_histogram(False))
        .filter_values(heatmap.FilterValueRange().le(1e-9))
        .exemplars_color("rgba(255,0,255,0.7)")
    )
    return _finished(builder, about, [_ranged(query).format(PromQueryFormat.HEATMAP)], ())


def rows(
    about: About,
    queries: Sequence[Query],
    columns: Sequence[Column],
    *,
    sort: str | None = None,
) -> Panel:
    """Joins instant queries with the same labels to a table; columns in their order, all others hidden."""
    builder = (
        tables.Panel()
        .show_header(True)
        .cell_height(common.TableCellHeight.SM)
        .align(common.FieldTextAlignment.AUTO)
        .filterable(True)
    )
    if sort is not None:
        builder.sort_by([build.TableSortByFieldState().display_name(sort).desc(True)])
    for column in columns:
        builder.override_by_name(column.name, _properties(column))
    builder.with_transformation(dashboard.DataTransformerConfig(id_val="merge", options={}))
    builder.with_transformation(
        dashboard.DataTransformerConfig(
            id_val="filterFieldsByName", options={"include": {"names": [column.name for column in columns]}}
        )
    )
    builder.with_transformation(
        dashboard.DataTransformerConfig(
            id_val="organize",
            options={
                "indexByName": {column.name: place for place, column in enumerate(columns)},
                "excludeByName": {},
                "renameByName": {},
            },
        )
    )
    targets = [_instant(query).format(PromQueryFormat.TABLE) for query in queries]
    return _finished(builder, about, targets, ())


_REF_IDS: Final = "ABCDEFGH"


def _finished(builder: Any, about: About, targets: Sequence[Any], links: Iterable[Link]) -> Panel:
    for target, name in zip(targets, _REF_IDS, strict=False):
        builder.with_target(target.ref_id(name).datasource(METRICS_SOURCE).interval(MIN_STEP))
    builder.id(panel_id(about.dashboard, about.key)).title(about.title).description(about.description)
    builder.datasource(METRICS_SOURCE).unit(about.unit).no_value(about.no_value).interval(MIN_STEP)
    panel: Panel = builder.build()
    found = [dict(link) for link in links]
    if found:
        assert panel.field_config is not None
        # The library's own link is that of a dashboard, with fields that a data link lacks.
        panel.field_config.defaults.links = found  # type: ignore[assignment]
    return panel


def _instant(query: Query) -> Any:
    return prometheus.Dataquery().expr(query.expr).legend_format(query.legend).instant()


def _ranged(query: Query) -> Any:
    return prometheus.Dataquery().expr(query.expr).legend_format(query.legend).range()


def _last() -> Any:
    return build.ReduceDataOptions().calcs(["lastNotNull"]).values(False)


def _over_time() -> Any:
    legend = build.VizLegendOptions().display_mode(common.LegendDisplayMode("list")).show_legend(True).calcs([])
    tooltip = build.VizTooltipOptions().mode(common.TooltipDisplayMode("multi")).sort(common.SortOrder.DESCENDING)
    return timeseries.Panel().legend(legend.placement(common.LegendPlacement.BOTTOM)).tooltip(tooltip).axis_soft_min(0)


def _thresholds(steps: Sequence[Step]) -> Any:
    found = [dashboard.Threshold(value=step.value, color=step.colour) for step in steps]
    return build_dashboard.ThresholdsConfig().mode(dashboard.ThresholdsMode("absolute")).steps(found)


def _fixed(colour: str) -> Property:
    return Property("color", {"mode": "fixed", "fixedColor": colour})


def _paint(builder: Any, shades: Mapping[str, str] | None) -> None:
    """Gives a fixed colour to each series whose name is, or ends with, a word."""
    for word, colour in {**shades, NONE: colours.NOTHING}.items() if shades else ():
        builder.override_by_regexp(f"/(^| ){word}$/", [_fixed(colour)])


def _value_map(texts: Mapping[str, str], shades: Mapping[str, str] | None = None) -> dashboard.ValueMap:
    """Maps values to texts and colours, without an index."""
    # Grafana looks a value up by its key (`getValueMappingResult` of @grafana/data 10 and 13); only the editor sorts by
    # the index, and a running number would change with every row above.
    shades = shades or {}
    return dashboard.ValueMap(
        {
            value: dashboard.ValueMappingResult(text=texts.get(value), color=shades.get(value))
            for value in {**texts, **shades}
        }
    )


def _grey(no_value: str) -> dashboard.SpecialValueMap:
    """Greys no value, which else has the colour of the lowest one: red, where little is bad."""
    shown = dashboard.ValueMappingResult(text=no_value, color=colours.NOTHING)
    match = dashboard.SpecialValueMatch("null+nan")
    return dashboard.SpecialValueMap(dashboard.DashboardSpecialValueMapOptions(match=match, result=shown))


def _properties(column: Column) -> list[Property]:
    found = [Property("displayName", column.title)]
    if column.width is not None:
        found.append(Property("custom.width", column.width))
    if column.unit is not None:
        found.append(Property("unit", column.unit))
        found.append(Property("decimals", 0))
    if column.texts or column.shades:
        found.append(Property("mappings", [_value_map(column.texts or {}, column.shades)]))
    if column.word is not None:
        anything = dashboard.RegexMap(
            dashboard.DashboardRegexMapOptions(
                pattern=f"^(?!{NONE}$).+$", result=dashboard.ValueMappingResult(text=column.word)
            )
        )
        found.append(Property("mappings", [_value_map({NONE: ""}), anything]))
    if column.shades:
        found.append(Property("custom.cellOptions", {"type": "color-text"}))
    elif column.wraps:
        found.append(Property("custom.cellOptions", {"type": "auto", "wrapText": True}))
        found.append(Property("custom.inspect", True))
    if column.hidden:
        found.append(Property("custom.hidden", True))
    if column.links:
        found.append(Property("links", [dict(link) for link in column.links]))
    return found


def label_of(metric_label: str) -> str:
    """Returns the placeholder of a legend."""
    return f"{{{{{metric_label}}}}}"
