"""Settings, read once from the environment when the instrumentation is switched on."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass

from genai_triage.taxonomy.texts import ENGLISH, LANGUAGES

_logger = logging.getLogger("genai_triage")

CAPTURE_MESSAGE = "GENAI_TRIAGE_CAPTURE_MESSAGE"
SOFT_FAILURES = "GENAI_TRIAGE_SOFT_FAILURES"
BALANCE_INTERVAL = "GENAI_TRIAGE_BALANCE_INTERVAL"
CHUNK_TIMES = "GENAI_TRIAGE_CHUNK_TIMES"
GENAI_METRICS = "GENAI_TRIAGE_GENAI_METRICS"
LANGUAGE = "GENAI_TRIAGE_LANGUAGE"
CREDENTIAL_FINGERPRINT = "GENAI_TRIAGE_CREDENTIAL_FINGERPRINT"
CREDENTIAL_LABEL = "GENAI_TRIAGE_CREDENTIAL_LABEL"
CONSOLE = "GENAI_TRIAGE_CONSOLE"
CONSOLE_FILE = "GENAI_TRIAGE_CONSOLE_FILE"
STABILITY_OPT_IN = "OTEL_SEMCONV_STABILITY_OPT_IN"

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What users can switch; every default is what telemetry's contract promises."""

    capture_message: bool = True
    """Whether `triage.message` and `exception.message` are recorded, scrubbed."""
    soft_failures_are_errors: bool = False
    """Whether a failure inside an HTTP 200 sets the span's status to ERROR."""
    balance_interval: float | None = None
    """Seconds between polls of GigaChat's balance; None: only when the application asks for it."""
    chunk_times: bool = True
    """Whether the time between two chunks of a stream is a point a chunk; else the span tells the longest."""
    genai_metrics: bool = True
    """Whether `gen_ai.client.*` is recorded, and not left to another instrumentation."""
    latest_conventions: bool = False
    """Whether the renamed GenAI metrics of the latest conventions are used."""
    language: str = ENGLISH
    """Of what people read: fixes and the vendor's page for them; names of classes and causes are the same in all."""
    credential_fingerprint: bool = False
    """Whether a failure says which credential the call was made with, by a fingerprint."""
    credential_label: bool = False
    """Whether calls, failures and attempts are counted by that fingerprint, too."""


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings; a value that cannot be understood costs one warning and the default is used."""
    env = os.environ if environ is None else environ
    is_label = _flag(env, CREDENTIAL_LABEL, default=False)
    opt_in = {word.strip() for word in env.get(STABILITY_OPT_IN, "").split(",")}
    return Settings(
        capture_message=_flag(env, CAPTURE_MESSAGE, default=True),
        soft_failures_are_errors=_soft_failures(env),
        balance_interval=_seconds(env, BALANCE_INTERVAL),
        chunk_times=_flag(env, CHUNK_TIMES, default=True),
        genai_metrics=_flag(env, GENAI_METRICS, default=True),
        latest_conventions="gen_ai_latest_experimental" in opt_in,
        language=_language(env),
        credential_fingerprint=_flag(env, CREDENTIAL_FINGERPRINT, default=False) or is_label,
        credential_label=is_label,
    )


def language(environ: Mapping[str, str] | None = None) -> str:
    """Reads the language of what people read; a word that is none, `from_environment` tells."""
    return _known_language(os.environ if environ is None else environ) or ENGLISH


def is_on(text: str) -> bool | None:
    """Reads a word that is true or false; None for any other."""
    word = text.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name, "").strip().lower()
    if not text:
        return default
    is_true = is_on(text)
    if is_true is not None:
        return is_true
    _logger.warning("%s=%r is neither true nor false; using %s.", name, text[:40], str(default).lower())
    return default


def _soft_failures(env: Mapping[str, str]) -> bool:
    text = env.get(SOFT_FAILURES, "").strip().lower()
    if text not in {"", "unset", "error"}:
        _logger.warning("%s=%r is unknown; use 'error' or leave it out. Using 'unset'.", SOFT_FAILURES, text[:40])
    return text == "error"


def _language(env: Mapping[str, str]) -> str:
    language = _known_language(env)
    if language is None:
        text = env[LANGUAGE].strip()
        _logger.warning("%s=%r is none of %s; using %s.", LANGUAGE, text[:40], ", ".join(LANGUAGES), ENGLISH)
    return language or ENGLISH


def _known_language(env: Mapping[str, str]) -> str | None:
    """Reads a language, written like a locale's if need be (`pt_BR`); None if there are no texts in it."""
    text = env.get(LANGUAGE, "").strip().lower().replace("-", "_")
    language = text.partition("_")[0] if text else ENGLISH
    return language if language in LANGUAGES else None


def _seconds(env: Mapping[str, str], name: str) -> float | None:
    text = env.get(name, "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 86400:
        _logger.warning("%s=%r is not a number of seconds from 1 to 86400; it is ignored.", name, text[:40])
        return None
    return seconds
