"""A program that records the model's answer by itself."""

from __future__ import annotations

import sys

import httpx
from opentelemetry import trace

URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"

with trace.get_tracer("leaking").start_as_current_span("ask") as span:
    answer = httpx.post(URL, json={"contents": [{"parts": [{"text": "Hello"}]}]})
    span.set_attribute("app.answer", answer.text)
    print("to stdout")
    print("to stderr", file=sys.stderr)
sys.exit(7)
