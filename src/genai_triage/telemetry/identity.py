"""What `service.instance.id` a process exports under.

Source: semconv, Service; opentelemetry-sdk, ServiceInstanceIdResourceDetector (from 1.44 on).
"""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import unquote

INSTANCE: Final = "service.instance.id"
_ATTRIBUTES: Final = "OTEL_RESOURCE_ATTRIBUTES"


def given_id() -> str | None:
    """Returns the id that the environment gives, to every process that has it."""
    pairs = (pair.partition("=") for pair in os.environ.get(_ATTRIBUTES, "").split(","))
    return next((unquote(value.strip()) for name, _, value in pairs if name.strip() == INSTANCE and value), None)


def renews_ids() -> bool:
    """Whether the SDK gives a process an id, and a forked one another."""
    from opentelemetry.sdk.resources import ResourceDetector

    return hasattr(ResourceDetector, "is_process_dependent")
