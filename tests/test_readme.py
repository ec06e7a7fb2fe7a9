"""What the README claims: tables against the code, the span and the example against a real failed call."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Recorded
from google import genai

from genai_triage.simulator import Simulator
from genai_triage.taxonomy import FailureClass
from genai_triage.telemetry import names, settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
