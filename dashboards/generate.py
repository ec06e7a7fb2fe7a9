"""Writes the dashboards from the taxonomy's tables and the metric catalogue.

`generate.py` writes `dashboards/grafana/*.json`; `generate.py --check` only tells whether they are up to date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from generator.failure_class import failure_class  # noqa: E402
from generator.overview import overview  # noqa: E402
from generator.provider_health import provider_health  # noqa: E402

from genai_triage.monitoring.panels import FAILURE_CLASS, OVERVIEW, PROVIDER_HEALTH  # noqa: E402

FOLDER = HERE / "grafana"


def files() -> dict[Path, str]:
    """Returns every file, by its path."""
    texts = {OVERVIEW: overview(), FAILURE_CLASS: failure_class(), PROVIDER_HEALTH: provider_health()}
    return {FOLDER / f"{uid}.json": text for uid, text in texts.items()}


def main() -> int:
    """Writes or checks the files.

    Returns:
        0, or 1 if a file is not up to date.
    """
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only tell whether the files are up to date")
    if parser.parse_args().check:
        return _check()
    FOLDER.mkdir(exist_ok=True)
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
    return 0


def _check() -> int:
    wanted = files()
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    stale += [path for path in FOLDER.glob("*.json") if path not in wanted]
    for path in stale:
        print(f"{path.relative_to(HERE.parent)} is stale: run `make docs` and commit what it changes", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
