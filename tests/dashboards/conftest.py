"""Makes the generator, and the helpers of these tests, importable."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "dashboards"), str(Path(__file__).parent)]
