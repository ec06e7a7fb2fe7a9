"""All that leaves the process: telemetry as OTLP sends it and as Prometheus is given it, and our log."""

from __future__ import annotations

import logging
from typing import Any

from google.protobuf import text_format
from opentelemetry.exporter.otlp.proto.common._log_encoder import encode_logs
from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans

from tests.support.recorded import Recorded


def as_sent(telemetry: Recorded) -> str:
    """Spans, events and metrics in the very form in which OTLP sends them, as text.

    Raises:
        UnicodeEncodeError, ValueError: If any of it cannot be sent: a whole batch would be lost.
    """
    spans, metrics = list[Any](telemetry.spans), telemetry.metrics_data
    messages: list[Any] = [
        encode_spans(spans),
        encode_logs(telemetry.logs_data),
        *([] if metrics is None else [encode_metrics(metrics)]),
    ]
    for message in messages:
        assert type(message).FromString(message.SerializeToString()) == message
    return "\n".join(text_format.MessageToString(message, as_utf8=True) for message in messages)


def as_logged(records: list[logging.LogRecord]) -> str:
    """What the application's log handler would write of our records, tracebacks included."""
    formatter = logging.Formatter("%(name)s %(levelname)s %(message)s")
    return "\n".join(formatter.format(record) for record in records if record.name.startswith("genai_triage"))


def everything(telemetry: Recorded, caplog: Any) -> str:
    """All that has left since the test began."""
    return as_sent(telemetry) + as_logged(caplog.records)
