"""The public classification functions: what the evidence says, with the message scrubbed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genai_triage import evidence
from genai_triage.taxonomy.model import Failure, Provider
from genai_triage.telemetry.redaction import scrub_failure


def classify(exc: BaseException) -> Failure | None:
    """Classifies any exception of the Gemini and GigaChat SDKs or of a transport.

    Never raises; an exception that nothing is known of gives the class `unclassified`. None for what is no failure: the
    exception by which an SDK tells that a Live session was closed normally, with 1000.
    Source: the vendors' error pages, see docs/taxonomy.md.
    """
    failure = evidence.classify_end(exc)
    return None if failure is None else scrub_failure(failure)


def classify_response(
    provider: Provider,
    status: int,
    body: bytes | str | dict[str, Any] | list[Any] | None,
    headers: Mapping[str, str] | None = None,
    url: str | None = None,
) -> Failure | None:
    """Classifies an HTTP answer of a provider; None for an answer that is no failure. Never raises.

    `body` may be cut: 64 KiB are enough.
    """
    failure = evidence.classify_response(provider, status, body, headers, url)
    return None if failure is None else scrub_failure(failure)


def classify_grpc(provider: Provider, status: str, details: str = "", metadata: Any = None) -> Failure | None:
    """Classifies an RPC's status; None for OK. Never raises.

    `metadata` is the trailing metadata, as a mapping or as pairs; `grpc-status-details-bin` in it is decoded.
    """
    failure = evidence.classify_grpc(provider, status, details, metadata)
    return None if failure is None else scrub_failure(failure)
