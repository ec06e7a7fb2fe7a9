"""What promtool makes of an expression of a panel, on samples given by hand."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.support.programs import program

Samples = Mapping[str, float]
"""Values by series, as promtool writes them."""


def evaluated(
    folder: Path, series: Mapping[str, str], interval: str, cases: Iterable[tuple[str, str, Samples]]
) -> None:
    """Fails with what promtool prints, unless each expression has these samples at its time."""
    test = {
        "interval": interval,
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {
                "expr": expr,
                "eval_time": at,
                "exp_samples": [{"labels": labels, "value": value} for labels, value in samples.items()],
            }
            for expr, at, samples in cases
        ],
    }
    path = folder / "case.json"
    document = {"rule_files": [], "evaluation_interval": interval, "tests": [test]}
    path.write_text(json.dumps(document), encoding="utf-8")
    command = [program("promtool"), "test", "rules", str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr + ended.stdout
