"""The numbers as a table."""

from __future__ import annotations

from collections.abc import Mapping

Rows = Mapping[str, Mapping[str, float]]
"""By scenario: `bare`, and what `floor` and `ours` cost over it."""


def over_bare(found: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """What was measured, in thousands, with `floor` and `ours` as costs over the bare SDK."""
    return {
        name: {mode: (value - (0 if mode == "bare" else row.get("bare", 0))) / 1000 for mode, value in row.items()}
        for name, row in found.items()
    }


def ratio(row: Mapping[str, float]) -> float | None:
    """Of our cost to the floor's; None where the floor does nothing."""
    floor = row.get("floor", 0)
    return round(row["ours"] / floor, 3) if floor > 10 else None


def table(titles: Mapping[str, str], counts: Rows, times: Rows, baseline: Rows, goals: Mapping[str, str]) -> str:
    """A line for every scenario; instructions and times, each where they were measured."""
    counted = ("bare k", "+floor k", "+ours k", "× floor", "was", "change", "goal") if counts else ()
    timed = ("bare µs", "+floor µs", "+ours µs") if times else ()
    lines = [_line("", (*counted, *timed))]
    for name in counts or times:
        cells = (*_counted(counts[name], baseline.get(name)), goals.get(name, "")) if counts else ()
        measured = tuple(_number(times[name].get(mode)) for mode in ("bare", "floor", "ours")) if times else ()
        lines.append(_line(titles[name], (*cells, *measured)))
    return "\n".join(lines)


def _counted(row: Mapping[str, float], was: Mapping[str, float] | None) -> tuple[str, ...]:
    found = ratio(row)
    return (
        *(_number(row.get(mode)) for mode in ("bare", "floor", "ours")),
        "" if found is None else f"{found:.2f}",
        "" if was is None else _number(was["ours"]),
        "" if was is None else f"{(row['ours'] / was['ours'] - 1) * 100:+.1f} %",
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _line(title: str, cells: tuple[str, ...]) -> str:
    return f"{title:55}" + "".join(f"{cell:>10}" for cell in cells)
