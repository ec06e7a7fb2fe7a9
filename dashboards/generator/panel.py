"""Panels of each kind, with what every panel of these dashboards has: id, title, description, unit, text for no value.

A panel's text for no value says which zero it is: the queries return 0 if there were calls and nothing to count, and
nothing if there was no call.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zlib import crc32

from grafana_foundation_sdk.builders import common as build
from grafana_foundation_sdk.builders import dashboard as build_dashboard
from grafana_foundation_sdk.builders import heatmap, prometheus, stat, timeseries
from grafana_foundation_sdk.models import common, dashboard
from grafana_foundation_sdk.models.heatmap import HeatmapColorMode, HeatmapColorScale
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from genai_triage.monitoring.panels import Dashboard, panel_id
from genai_triage.taxonomy import CAUSES, FailureClass, Owner
from generator import colours
from generator.links import Link
from generator.mappings import grey, value_map
from generator.promql import NONE, OTHERS
from generator.variables import METRICS_SOURCE

# The library marks the classic dashboard's builders as superseded; Grafana before 12 reads nothing else.
warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"grafana_foundation_sdk\..*")

# The library's enums are named by value below: to a type checker that knows no `StrEnum` (before Python 3.11), their
# members are strings.

MIN_STEP: Final = "1m"
"""OpenTelemetry exports once a minute; a shorter step would show gaps."""

MOST_STEPS: Final = 240
"""Of a range, where a step is a bar, or what a time is exact to: a pixel each would cost more and show less."""

NO_CALLS: Final = "No calls"
NO_TELEMETRY: Final = "No telemetry"

COUNT: Final = "locale"
"""Whole numbers, all digits."""
LARGE: Final = "short"
"""Numbers of which the first digits are enough: `1.2 Mil`."""
PERCENT: Final = "percentunit"
SECONDS: Final = "s"
AGO: Final = "dateTimeFromNow"
"""Of a time in milliseconds: how long ago it was."""
LOCAL_TIME: Final = "dateTimeAsLocal"
"""Of a time in milliseconds, by the reader's clock."""
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
    exemplars: bool = False
    """Whether points are drawn that lead to a trace each."""


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


def cause_shades() -> dict[str, str]:
    """Returns patterns of causes with their colours: that of a cause does not depend on which others there are."""
    of_colour: dict[str, list[str]] = {colour: [] for colour in colours.SERIES}
    for cause in CAUSES.values():
        of_colour[colours.SERIES[crc32(cause.id.encode()) % len(colours.SERIES)]].append(re.escape(cause.id))
    return {f"({'|'.join(ids)})": colour for colour, ids in of_colour.items()}


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
    size: int | None = None,
    below_each_other: bool = False,
    links: Iterable[Link] = (),
) -> Panel:
    """Shows one number for the whole range, or one for each series.

    Args:
        below_each_other: Whether each series has a line, in one size however many there are; without it, they are
            beside each other where that fits.
        size: Of its text in pixels; without it, Grafana makes it as large as fits, if it is short.
    """
    builder = (
        stat.Panel()
        .reduce_options(_last())
        .graph_mode(common.BigValueGraphMode.NONE)
        .color_mode(common.BigValueColorMode.VALUE)
        .text_mode(common.BigValueTextMode.AUTO)
        .justify_mode(common.BigValueJustifyMode.AUTO)
        .orientation(common.VizOrientation.HORIZONTAL if below_each_other else common.VizOrientation.AUTO)
        .wide_layout(True)
        .thresholds(thresholds(steps))
        .color_scheme(build_dashboard.FieldColor().mode(dashboard.FieldColorModeId("thresholds")))
    )
    if decimals is not None:
        builder.decimals(decimals)
    if below_each_other:
        builder.text(build.VizTextDisplayOptions().title_size(15).value_size(20))
    if size is not None:
        builder.text(build.VizTextDisplayOptions().value_size(size))
    builder.mappings(
        [*([value_map(texts, dict.fromkeys(texts, colours.NOTHING))] if texts else []), grey(about.no_value)]
    )
    return finished(builder, about, [instant(query)], links)


def tiles(about: About, query: Query, shades: Mapping[str, str], states: Mapping[str, tuple[str, str]]) -> Panel:
    """Shows a number on a tile of its colour for each series, with its name in the same size however many there are.

    Args:
        states: What is shown of a series that says why there is no other: its title and colour.
    """
    builder = (
        stat.Panel()
        .reduce_options(_last())
        .graph_mode(common.BigValueGraphMode.NONE)
        .color_mode(common.BigValueColorMode.BACKGROUND_SOLID)
        .text_mode(common.BigValueTextMode.VALUE_AND_NAME)
        .justify_mode(common.BigValueJustifyMode.AUTO)
        .orientation(common.VizOrientation.AUTO)
        .wide_layout(False)
        .text(build.VizTextDisplayOptions().title_size(16).value_size(26))
        .thresholds(thresholds((Step(None, colours.NOTHING),)))
        .color_scheme(build_dashboard.FieldColor().mode(dashboard.FieldColorModeId("thresholds")))
        .decimals(0)
        .mappings([grey(about.no_value)])
    )
    for name, colour in shades.items():
        builder.override_by_name(name, [_fixed(colour)])
    for name, (title, colour) in states.items():
        builder.override_by_name(name, [_fixed(colour), Property("displayName", title)])
    return finished(builder, about, [instant(query)], ())


def lines(
    about: About,
    *queries: Query,
    shades: Mapping[str, str] | None = None,
    hues: Mapping[str, str] | None = None,
    steps: Sequence[Step] = (),
    most: float | None = None,
    links: Iterable[Link] = (),
) -> Panel:
    """Draws lines over time; `steps` are drawn as dashed lines.

    Args:
        hues: Of lines by how their names end, where Grafana's own colours, of which some are green, would praise a
            failure.
    """
    builder = _over_time().draw_style(common.GraphDrawStyle.LINE).line_width(2).fill_opacity(0)
    builder.span_nulls(False).show_points(common.VisibilityMode.AUTO).point_size(5)
    if steps:
        builder.thresholds(thresholds(steps))
        builder.thresholds_style(build.GraphThresholdsStyleConfig().mode(common.GraphThresholdsStyleMode("dashed")))
    if most is not None:
        builder.axis_soft_max(most)
    _paint(builder, shades)
    _tint(builder, hues)
    _link(builder, links)
    return finished(builder, about, [_ranged(query) for query in queries], ())


def stacks(
    about: About,
    *queries: Query,
    shades: Mapping[str, str] | None = None,
    hues: Mapping[str, str] | None = None,
    over: Mapping[str, str] | None = None,
    ranked: bool = False,
    links: Iterable[Link] = (),
) -> Panel:
    """Stacks whole numbers over time; series named in `over` are lines above the bars, in their colour.

    Args:
        shades: The colours of series.
        hues: Of series by how their names end: those that end alike are shades of one.
        ranked: Whether the legend lists how many each series has, most first.
    """
    builder = (
        _over_time()
        .draw_style(common.GraphDrawStyle.BARS)
        .bar_alignment(common.BarAlignment.BEFORE)
        .line_width(0)
        .fill_opacity(90)
        .stacking(build.StackingConfig().mode(common.StackingMode("normal")).group("A"))
        .max_data_points(MOST_STEPS)
        .decimals(0)
        .color_scheme(_shades_of(colours.WARNING))
    )
    if ranked:
        builder.legend(_ranked_legend())
    _paint(builder, shades)
    _tint(builder, hues)
    _link(builder, links, (over or {}).keys())
    for name, colour in (over or {}).items():
        builder.override_by_name(
            name,
            [
                Property("custom.drawStyle", "line"),
                Property("custom.lineWidth", 2),
                Property("custom.fillOpacity", 0),
                Property("custom.stacking", {"mode": "none", "group": "B"}),
                _fixed(colour),
                Property("displayName", name),
            ],
        )
    return finished(builder, about, [_ranged(query) for query in queries], ())


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
    return finished(builder, about, [_ranged(query).format(PromQueryFormat.HEATMAP)], ())


_REF_IDS: Final = "ABCDEFGH"


def finished(builder: Any, about: About, targets: Sequence[Any], links: Iterable[Link]) -> Panel:
    for target, name in zip(targets, _REF_IDS, strict=False):
        builder.with_target(target.ref_id(name).datasource(METRICS_SOURCE).interval(MIN_STEP))
    panel = named(builder.interval(MIN_STEP), about, METRICS_SOURCE)
    found = [dict(link) for link in links]
    if found:
        assert panel.field_config is not None
        # The library's own link is that of a dashboard, with fields that a data link lacks.
        panel.field_config.defaults.links = found  # type: ignore[assignment]
    return panel


def named(builder: Any, about: About, source: Any) -> Panel:
    """Builds a panel with what every panel has, whatever data source it asks."""
    builder.id(panel_id(about.dashboard, about.key)).title(about.title).description(about.description)
    panel: Panel = builder.datasource(source).unit(about.unit).no_value(about.no_value).build()
    return panel


def instant(query: Query) -> Any:
    return prometheus.Dataquery().expr(query.expr).legend_format(query.legend).instant()


def _ranged(query: Query) -> Any:
    found = prometheus.Dataquery().expr(query.expr).legend_format(query.legend).range()
    return found.exemplar(True) if query.exemplars else found


def _last() -> Any:
    return build.ReduceDataOptions().calcs(["lastNotNull"]).values(False)


def _over_time() -> Any:
    legend = build.VizLegendOptions().display_mode(common.LegendDisplayMode("list")).show_legend(True).calcs([])
    tooltip = build.VizTooltipOptions().mode(common.TooltipDisplayMode("multi")).sort(common.SortOrder.DESCENDING)
    return timeseries.Panel().legend(legend.placement(common.LegendPlacement.BOTTOM)).tooltip(tooltip).axis_soft_min(0)


def _ranked_legend() -> Any:
    legend = build.VizLegendOptions().display_mode(common.LegendDisplayMode("table")).show_legend(True)
    return legend.placement(common.LegendPlacement.RIGHT).calcs(["sum"]).sort_by("Total").sort_desc(True)


def thresholds(steps: Sequence[Step]) -> Any:
    found = [dashboard.Threshold(value=step.value, color=step.colour) for step in steps]
    return build_dashboard.ThresholdsConfig().mode(dashboard.ThresholdsMode("absolute")).steps(found)


def _fixed(colour: str) -> Property:
    return Property("color", {"mode": "fixed", "fixedColor": colour})


def _tint(builder: Any, hues: Mapping[str, str] | None) -> None:
    """Gives a hue to the series whose names are, or end with, a word: a shade of it to each."""
    for word, hue in (hues or {}).items():
        builder.override_by_regexp(
            f"/(^| ){re.escape(word)}$/", [Property("color", {"mode": "shades", "fixedColor": hue})]
        )


def _shades_of(hue: str) -> Any:
    return build_dashboard.FieldColor().mode(dashboard.FieldColorModeId("shades")).fixed_color(hue)


def _paint(builder: Any, shades: Mapping[str, str] | None) -> None:
    """Gives a fixed colour to each series whose name is, or ends with, a word."""
    for word, colour in {**shades, OTHERS: colours.NOTHING}.items() if shades else ():
        builder.override_by_regexp(f"/(^| ){word}$/", [_fixed(colour)])
    # It is only there to be drawn at 0 where there is no other.
    unnamed = Property("custom.hideFrom", {"legend": True, "tooltip": True, "viz": False})
    builder.override_by_regexp(f"/(^| ){NONE} *$/", [_fixed(colours.NOTHING), unnamed])


def _link(builder: Any, links: Iterable[Link], others: Iterable[str] = ()) -> None:
    """Gives links to each series that is one, and not a word for what is none."""
    found = [dict(link) for link in links]
    if found:
        words = "|".join(("Time", NONE, OTHERS, *others))
        builder.override_by_regexp(f"/^(?!(.* )?({words}) *$).+/", [Property("links", found)])


def label_of(metric_label: str) -> str:
    """Returns the placeholder of a legend."""
    return f"{{{{{metric_label}}}}}"
