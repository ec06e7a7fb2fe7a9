"""Columns of tables: what is shown of a label or a value, how wide, in which colour, and where a click on it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grafana_foundation_sdk.models import dashboard

from generator.colours import NO_COLOUR
from generator.links import Link
from generator.mappings import value_map

Property = dashboard.DynamicConfigValue


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
    pill: bool = False
    """Whether the colour fills the cell, behind a text that Grafana makes readable on it."""
    word: str | None = None
    """One word for any value: a column that is only there to be clicked."""
    wraps: bool = False
    bar: bool = False
    """Whether a number is drawn as a bar."""
    hidden: bool = False
    """Only there for links: those of another column with this value, since a link sees what a cell shows."""


def properties(column: Column, *, is_sorted: bool = False) -> list[Property]:
    """Returns what overrides a table's defaults in a column."""
    found = [Property("noValue", "")]
    if not column.hidden:
        found.append(Property("displayName", column.title))
    if not (column.hidden or is_sorted):
        # A language's words may be longer than the column is wide; an arrow beside them would go to a line of its own.
        found.append(Property("custom.wrapHeaderText", True))
    if column.width is not None:
        found.append(Property("custom.width", column.width))
    if column.unit is not None:
        found += [Property("unit", column.unit), Property("decimals", 0)]
    elif not column.name.startswith("Value"):
        # A label that looks like a number is none.
        found.append(Property("unit", "string"))
    mappings = _mappings(column)
    if mappings:
        found.append(Property("mappings", mappings))
    found += _cell(column)
    if column.hidden:
        # The second is what the first is called from Grafana 12 on.
        found += [Property("custom.hidden", True), Property("custom.hideFrom", {"viz": True})]
    if column.links:
        found.append(Property("links", [dict(link) for link in column.links]))
    return found


def _mappings(column: Column) -> list[Any]:
    if column.word is not None:
        anything = dashboard.DashboardRegexMapOptions(
            pattern="^.+$", result=dashboard.ValueMappingResult(text=column.word)
        )
        return [dashboard.RegexMap(anything)]
    if column.texts or column.shades:
        return [value_map(column.texts or {}, column.shades)]
    return []


def _cell(column: Column) -> list[Property]:
    """Returns how a cell is drawn."""
    if column.bar:
        return [Property("custom.cellOptions", {"type": "gauge", "mode": "basic", "valueDisplayMode": "text"})]
    if column.pill:
        # A number would stand at the right.
        options = {"type": "color-background", "mode": "basic"}
        # A row without a value has the colour of the lowest threshold, which is green unless it is said.
        plain = {"mode": "absolute", "steps": [{"value": None, "color": NO_COLOUR}]}
        return [
            Property("custom.cellOptions", options),
            Property("custom.align", "left"),
            Property("thresholds", plain),
        ]
    if column.shades:
        return [Property("custom.cellOptions", {"type": "color-text"})]
    if column.wraps:
        wrapped = {"type": "auto", "wrapText": True}
        if column.texts:
            # Rows as high as what is shown: else newer tables measure the value, which is shorter than its text.
            wrapped["dynamicHeight"] = True
        # Grafana 12 moved the wrapping out of the cell's options.
        return [Property("custom.cellOptions", wrapped), Property("custom.wrapText", True)]
    return []
