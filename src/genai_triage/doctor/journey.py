"""Follows one simulated failure from the call to the exporter; runs in the program's interpreter, in its own process.

A server on this machine answers as the vendor does, and the first library that is installed calls it. Of that call one
span is exported, of the service `genai-triage-doctor`; no metric is, as an alert would read it.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

SERVICE: Final = "genai-triage-doctor"
_CAUSES: Final = {"gemini": "gemini.requests_per_day", "gigachat": "gigachat.payment_required"}
_PATH: Final = "/v1beta/models/gemini-2.5-flash:generateContent"
_CLIENT_SETTINGS: Final = ("GOOGLE_", "GEMINI_", "GIGACHAT_", "GENAI_TRIAGE_CONSOLE", "GENAI_TRIAGE_BALANCE_INTERVAL")
"""Variables that would lead a client, or the report, elsewhere."""


def main() -> None:
    """Prints what became of the call, as one line of JSON."""
    with suppress(KeyError):
        for name in [name for name in os.environ if name.startswith(_CLIENT_SETTINGS)]:
            del os.environ[name]
    warnings = _Warnings()
    logging.getLogger("genai_triage").addHandler(warnings)
    print(json.dumps({**_follow(), "warnings": warnings.texts}))


class _Warnings(logging.Handler):
    """Keeps what this package warns of: what was skipped, and why."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _follow() -> dict[str, Any]:
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
    from opentelemetry.sdk.trace.sampling import ALWAYS_ON

    import genai_triage

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"127.0.0.1:{server.server_address[1]}"
    os.environ.update(GENAI_TRIAGE_HOSTS=f"{place}=gemini", NO_PROXY="127.0.0.1", no_proxy="127.0.0.1")
    resource, spans, points = Resource({"service.name": SERVICE}), InMemorySpanExporter(), InMemoryMetricReader()
    tracing = TracerProvider(sampler=ALWAYS_ON, resource=resource)
    tracing.add_span_processor(SimpleSpanProcessor(spans))
    metering = MeterProvider([points], resource=resource)
    genai_triage.instrument(tracer_provider=tracing, meter_provider=metering)
    library = _called(f"http://{place}")
    calls = [span for span in spans.get_finished_spans() if (span.attributes or {}).get("triage.class")]
    attributes: Mapping[str, Any] = (calls[0].attributes or {}) if calls else {}
    return {
        "library": library,
        "class": attributes.get("triage.class"),
        "cause": attributes.get("triage.cause"),
        "counted": _is_counted(points),
        "exported": _export(calls) if calls else [],
    }


class _Answers(BaseHTTPRequestHandler):
    """Answers every request as the vendor answers one that fails."""

    def do_POST(self) -> None:
        from genai_triage.taxonomy import CAUSES

        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_gigachat = self.path.startswith("/gigachat")
        example = CAUSES[_CAUSES["gigachat" if is_gigachat else "gemini"]].example
        if example is None:
            raise LookupError("the cause has no example")
        body = example.body if isinstance(example.body, str) else json.dumps(example.body or {})
        self.send_response(example.http or 500)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


def _called(url: str) -> str | None:
    """Calls with the first library that is installed, and returns its name."""
    for name, call in _CALLS.items():
        try:
            call(url)
        except ImportError:
            continue
        except Exception:
            return name  # of the failure that was asked for
        return name
    return None


def _google_genai(url: str) -> None:
    from google import genai

    client = genai.Client(api_key="simulated", vertexai=False, http_options={"base_url": url})
    client.models.generate_content(model="gemini-2.5-flash", contents="Hello")


def _gigachat(url: str) -> None:
    from gigachat import GigaChat

    GigaChat(base_url=f"{url}/gigachat", access_token="simulated", verify_ssl_certs=False).chat("Hello")


def _google_generativeai(url: str) -> None:
    import google.generativeai as genai

    genai.configure(api_key="simulated", transport="rest", client_options={"api_endpoint": url})
    genai.GenerativeModel("gemini-2.5-flash").generate_content("Hello")


def _raw(library: str) -> Callable[[str], None]:
    def call(url: str) -> None:
        module = __import__(library)
        module.post(f"{url}{_PATH}", json={"contents": [{"parts": [{"text": "Hello"}]}]}, timeout=5)

    return call


_CALLS: Final[Mapping[str, Callable[[str], None]]] = {
    "google-genai": _google_genai,
    "gigachat": _gigachat,
    "google-generativeai": _google_generativeai,
    "httpx": _raw("httpx"),
    "httpx2": _raw("httpx2"),
    "requests": _raw("requests"),
}


def _is_counted(points: Any) -> bool:
    found = points.get_metrics_data()
    return found is not None and any(
        metric.name == "triage.failures"
        for resource in found.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    )


def _export(spans: Any) -> list[dict[str, Any]]:
    """Gives the span to each exporter of traces that is named and installed; the terminal's are left out."""
    from genai_triage.exporters import named

    if not named.is_export_named(os.environ):
        return []
    results = []
    for word, name in named.named("traces", os.environ):
        entry_point = named.installed("traces", name)
        if entry_point is None or name in ("console", named.CONSOLE):
            continue
        try:
            exporter = entry_point.load()()
            results.append({"exporter": word, "result": exporter.export(spans).name})
            exporter.shutdown()
        except Exception as error:
            results.append({"exporter": word, "result": type(error).__name__})
    return results
