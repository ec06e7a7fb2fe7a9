"""Tables: several queries joined to rows, and the values of one query by size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from grafana_foundation_sdk.builders import common as build
from grafana_foundation_sdk.builders import dashboard as build_dashboard
from grafana_foundation_sdk.builders import table as tables
from grafana_foundation_sdk.models import common, dashboard
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from generator.columns import Column, Property, properties
from generator.panel import MOST_STEPS, STEPS_OF_NONE, About, Panel, Query, Step, finished, instant, thresholds

NO_FAILURE: Final = "No failure in this range"
_WHEN: Final = "When"
Sort = tuple[str, bool]
"""Title of a column, and whether its largest value comes first."""
FIRST: Final = "Value #A"
"""What the first of several queries counts."""


def rows(about: About, queries: Sequence[Query], columns: Sequence[Column], *, sort: Sequence[Sort] = ()) -> Panel:
    """Joins instant queries with the same labels to a table; columns in their order, all others left out.

    Of several queries, each must return a row whenever the first does: Grafana names a value `Value #A` only while
    another query has one. Rows that the first does not have are left out.
    """
    builder = _table(sort)
    by = {title for title, _ in sort}
    for column in columns:
        builder.override_by_name(column.name, properties(column, is_sorted=column.title in by))
    _transform(builder, columns, several=len(queries) > 1)
    targets = [instant(query).format(PromQueryFormat.TABLE) for query in queries]
    return finished(builder, about, targets, ())


def ranking(
    about: About,
    query: Query,
    columns: Sequence[Column],
    value: Column,
    *,
    steps: Sequence[Step] = STEPS_OF_NONE,
    most: float | None = None,
    decimals: int | None = 0,
) -> Panel:
    """Lists what a query counts, the largest first, with a bar for each."""
    builder = _table([(value.title, True)]).min(0).thresholds(thresholds(steps))
    builder.color_scheme(build_dashboard.FieldColor().mode(dashboard.FieldColorModeId("thresholds")))
    if most is not None:
        builder.max(most)
    for column in columns:
        builder.override_by_name(column.name, properties(column))
    found = [*properties(replace(value, bar=True), is_sorted=True), Property("unit", about.unit)]
    if decimals is not None:
        found.append(Property("decimals", decimals))
    builder.override_by_name(value.name, found)
    _transform(builder, (*columns, value), several=False)
    return finished(builder, about, [instant(query).format(PromQueryFormat.TABLE)], ())


def last_times(about: About, query: Query, column: Column, *, latest_first: bool) -> Panel:
    """Lists when something happened last; 0 is never in the range."""
    time = Column("Value", _WHEN, unit=about.unit, texts={"0": NO_FAILURE}, wraps=True)
    return rows(about, (query,), (column, time), sort=((_WHEN, latest_first),))


def _table(sort: Sequence[Sort]) -> Any:
    builder = (
        tables.Panel()
        .show_header(True)
        # Two lines where a table has one height for all rows; newer ones fit each row to its text.
        .cell_height(common.TableCellHeight.LG)
        .align(common.FieldTextAlignment.AUTO)
        .filterable(False)
        .min_width(60)
        .max_data_points(MOST_STEPS)
    )
    builder.sort_by([build.TableSortByFieldState().display_name(title).desc(desc) for title, desc in sort])
    return builder


def _transform(builder: Any, columns: Sequence[Column], *, several: bool) -> None:
    """Joins the frames, leaves out rows without the first value, and puts the columns in order."""
    there = {"fieldName": FIRST, "config": {"id": "isNotNull", "options": {}}}
    _add(builder, "merge", {})
    if several:
        _add(builder, "filterByValue", {"filters": [there], "type": "include", "match": "all"})
    arrange(builder, columns)


def arrange(builder: Any, columns: Sequence[Column]) -> None:
    """Leaves out what is no column, and puts the columns in order."""
    names = [column.name for column in columns]
    order = {"indexByName": {name: place for place, name in enumerate(names)}, "excludeByName": {}, "renameByName": {}}
    _add(builder, "filterFieldsByName", {"include": {"names": names}})
    _add(builder, "organize", order)


def _add(builder: Any, kind: str, options: dict[str, Any]) -> None:
    builder.with_transformation(dashboard.DataTransformerConfig(id_val=kind, options=options))
