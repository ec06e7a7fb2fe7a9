"""Runs the command as `python -m genai_triage.cli`."""

from __future__ import annotations

import sys

from genai_triage.cli import main

sys.exit(main())
