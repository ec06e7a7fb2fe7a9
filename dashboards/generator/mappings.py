"""What is shown instead of a value, and in which colour."""

from __future__ import annotations

from collections.abc import Mapping

from grafana_foundation_sdk.models import dashboard

from generator import colours


def value_map(texts: Mapping[str, str], shades: Mapping[str, str] | None = None) -> dashboard.ValueMap:
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


def grey(no_value: str) -> dashboard.SpecialValueMap:
    """Greys no value, which else has the colour of the lowest one: red, where little is bad."""
    shown = dashboard.ValueMappingResult(text=no_value, color=colours.NOTHING)
    match = dashboard.SpecialValueMatch("null+nan")
    return dashboard.SpecialValueMap(dashboard.DashboardSpecialValueMapOptions(match=match, result=shown))
