"""What may be said of a failure beside its cause: names and numbers of a closed form, and scrubbed sentences."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from genai_triage._version import __version__
from genai_triage.evidence.grpc_names import FAILED_RPC_CODES
from genai_triage.patterns import late
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.doc_pages import edition
from genai_triage.taxonomy.match import causes_of
from genai_triage.taxonomy.model import Failure
from genai_triage.taxonomy.vendors import vendor_of
from genai_triage.telemetry.redaction import scrub_name, scrub_term

from .judge import Finding

_WORD: Final = late(r"[\w./:@+-]{1,200}")


def doc_of(failure: Failure, language: str) -> str:
    """The page about the cause, in a language if there is one: the vendor's own where it has one."""
    vendor = vendor_of(failure.provider)
    own = vendor.docs.get(failure.cause.id) if vendor is not None else None
    return edition(own, language) if own else failure.cause.doc_in(language)


def code_of(failure: Failure) -> str | None:
    """The provider's code, if any row knows it: another one may be any word."""
    return failure.code if failure.code in _known_codes() or failure.code in FAILED_RPC_CODES else None


def rpc_status_of(failure: Failure) -> str | None:
    return failure.rpc_status if failure.rpc_status in FAILED_RPC_CODES else None


def quota_of(failure: Failure) -> dict[str, Any]:
    """The violated quota as the gate would let it pass."""
    if failure.quota is None:
        return {}
    quota = failure.quota
    found = {
        "id": _word(scrub_term(quota.id or "")),
        "metric": _word(scrub_term(quota.metric or "")),
        "limit": quota.limit,
        "window": quota.window,
        "model": _word(scrub_name((quota.model or "").rpartition("/")[2])),
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def request_id_of(failure: Failure) -> str | None:
    return _word(failure.request_id or "")


def report_facts(finding: Finding) -> dict[str, str]:
    """What a report about an unknown failure needs, scrubbed."""
    failure = finding.failure
    known: Mapping[str, object] = {
        "genai-triage": __version__,
        "python": f"{platform.python_version()} {platform.system().lower()}",
        "provider": failure.provider or "not told",
        "read as": finding.form,
        "exception.type": finding.exception,
        "http.response.status_code": failure.http_status,
        "rpc.response.status_code": rpc_status_of(failure),
        "triage.answered_by": failure.answered_by,
        "triage.message": failure.message,
        "evidence": ", ".join(finding.seen),
    }
    return {name: str(value) for name, value in known.items() if value not in (None, "")}


def rows_for(failure: Failure) -> int:
    """How many rows were asked."""
    return len(causes_of(failure.provider)) if failure.provider is not None else len(CAUSES)


def _word(text: str) -> str | None:
    return text if _WORD.fullmatch(text) else None


@lru_cache(maxsize=1)
def _known_codes() -> frozenset[str]:
    signals = [signal for cause in CAUSES.values() for signal in cause.signals]
    return frozenset(value for signal in signals for value in (*signal.status, *signal.code, *signal.reason))
