"""Exporters of metrics for servers of several processes; OpenTelemetry loads them by name, see docs/prefork.md.

`OTEL_METRICS_EXPORTER=triage_prometheus`: a page for each process. `triage_otlp`: an identity for each process.
"""
