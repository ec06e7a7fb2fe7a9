"""Writes what operators are given, with default options: dashboards/ and docs/runbooks/.

The same files as `genai-triage export` writes, committed so that they can be read and compared. With `--check`, writes
nothing and only says whether they are up to date.

Usage: python scripts/generate_monitoring.py [--check]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from genai_triage.monitoring import alertmanager, grafana_policies, provisioning, rules, runbooks
from genai_triage.monitoring.options import Options

ROOT = Path(__file__).resolve().parent.parent
DASHBOARDS = ROOT / "dashboards"
_DASHBOARDS_SCRIPT = DASHBOARDS / "generate.py"
_FOLDERS = (
    *(DASHBOARDS / name for name in ("rules", "alertmanager", "provisioning", "grafana-notifications")),
    ROOT / "docs" / "runbooks",
)
"""Whatever else is in them is left over and goes."""


def files() -> dict[Path, str]:
    """Returns every file but the dashboards, which have a script of their own."""
    options = Options()
    described = {**rules.artifacts(options), **alertmanager.artifacts(options), **grafana_policies.artifacts(options)}
    described[provisioning.PROVIDER] = provisioning.artifacts(options)[provisioning.PROVIDER]
    return {
        **{DASHBOARDS / path: text for path, text in described.items()},
        **{ROOT / "docs" / path: text for path, text in runbooks.artifacts(options).items()},
    }


def stale(wanted: Mapping[Path, str]) -> list[Path]:
    """Finds files that are missing, differ or are left over."""
    differing = [
        path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    return differing + [path for folder in _FOLDERS for path in folder.rglob("*") if _left_over(path, wanted)]


def _left_over(path: Path, wanted: Mapping[Path, str]) -> bool:
    return path.is_file() and path not in wanted


def main() -> int:
    """Writes or checks every file.

    Returns:
        0 if they are up to date or were written, 1 if `--check` finds a stale one.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a file is stale")
    check = parser.parse_args().check
    arguments = ["--check"] if check else []
    dashboards = subprocess.run([sys.executable, str(_DASHBOARDS_SCRIPT), *arguments]).returncode
    wanted = files()
    found = stale(wanted)
    if check:
        for path in found:
            print(f"{path.relative_to(ROOT)} is stale: run `make docs` and commit what it changes", file=sys.stderr)
        return 1 if found or dashboards else 0
    for path in found:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    return dashboards


if __name__ == "__main__":
    sys.exit(main())
