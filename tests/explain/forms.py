"""The forms in which people meet a failure: what Python, curl and loggers print of it."""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping
from typing import Any

from genai_triage.explain.groups import Report, report_of
from genai_triage.explain.lines import lines_of
from genai_triage.taxonomy import Provider
from tests.support import vendor_exceptions as vendor

HEADING = "Traceback (most recent call last):"
QUOTA = {
    "error": {
        "code": 429,
        "message": "You exceeded your current quota.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [
                    {
                        "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                        "quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
                        "quotaValue": "20",
                    }
                ],
            }
        ],
    }
}
"""An answer of Gemini that is over the day's quota."""
DAY = "gemini.requests_per_day"
"""What it is."""


def read(text: str | bytes, provider: Provider | None = None) -> Report:
    """What a pasted text came to."""
    return report_of(lines_of([text if isinstance(text, bytes) else text.encode("utf-8", "replace")]), provider)


def causes(text: str | bytes, provider: Provider | None = None) -> list[str]:
    """The causes of all failures in a text, a failure each."""
    return [group.finding.failure.cause.id for group in read(text, provider).groups for _ in range(group.count)]


def printed(exception: BaseException) -> str:
    """What Python prints of an exception, without the frames."""
    return "".join(traceback.format_exception_only(exception)).rstrip("\n")


def as_traceback(exception: BaseException, path: str = "/app/main.py") -> str:
    return f'{HEADING}\n  File "{path}", line 3, in main\n    answer = ask()\n{printed(exception)}\n'


def as_log_line(exception: BaseException) -> str:
    return f"2026-11-26 22:00:00,123 ERROR app.llm: the call failed: {printed(exception)}\n"


def as_curl(status: int, body: Any, headers: Mapping[str, str | None] | None) -> str:
    """What `curl -i` prints."""
    head = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items() if value is not None)
    return f"HTTP/1.1 {status} Any\r\n{head}\r\n{vendor.raw_body(body).decode()}\n"


def as_json(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False)


def over_quota() -> str:
    """A traceback of google-genai."""
    return as_traceback(vendor.genai_error(429, QUOTA), "/venv/lib/python3.12/site-packages/google/genai/models.py")
