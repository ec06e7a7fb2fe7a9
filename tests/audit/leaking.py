"""A program that records by itself what it must not: the model's answer, and secrets of its environment."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

import httpx
from opentelemetry import trace

URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
BODY = {"contents": [{"parts": [{"text": "Hello"}]}]}
CHILD = f"""
import httpx, os
from opentelemetry import trace
httpx.post({URL!r}, json={BODY!r})
trace.get_tracer("child").start_span("s", attributes={{"app.key": os.environ["CHILD_TOKEN"]}}).end()
"""

with trace.get_tracer("leaking").start_as_current_span("ask") as span:
    span.set_attribute("app.answer", httpx.post(URL, json=BODY).text)
    span.set_attribute("app.key", os.environ["APP_TOKEN"])
    span.set_attribute("app.user", "user client:secret")
logging.getLogger("genai_triage").error(os.environ["LOGGED_TOKEN"])
subprocess.run([sys.executable, "-c", CHILD], check=True)
print("to stdout")
print("to stderr", file=sys.stderr)
sys.exit(7)
