"""The generated page says what the tables say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent.parent


def test_the_taxonomy_page_is_up_to_date() -> None:
    script = _ROOT / "scripts" / "generate_taxonomy_docs.py"
    environment = {**os.environ, "PYTHONPATH": str(_ROOT / "src")}
    done = subprocess.run([sys.executable, str(script), "--check"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
