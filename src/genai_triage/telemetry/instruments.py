"""The metric instruments and what is recorded on them. Attribute dicts that repeat are built once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from opentelemetry.context import Context
from opentelemetry.metrics import Histogram, Meter

from genai_triage import taxonomy
from genai_triage.taxonomy.model import Failure, FailureClass, Owner, Provider
from genai_triage.telemetry import names

MAX_MODELS = 100
"""Distinct model names in a process before they become `_other`."""
_MAX_MODEL_LENGTH = 100

Attributes = dict[str, Any]


class ModelNames:
    """Bounds the label values that come from the caller: model names."""

    def __init__(self, limit: int = MAX_MODELS) -> None:
        self._limit = limit
        self._seen: set[str] = set()

    def label(self, model: str) -> str:
        """Returns the model's name, or `_other` once 100 others are known."""
        if model in self._seen:
            return model
        if len(self._seen) >= self._limit or len(model) > _MAX_MODEL_LENGTH:
            return names.OTHER_MODEL
        self._seen.add(model)
        return model


class Instruments:
    """Every instrument of the contract, on one meter."""

    def __init__(self, meter: Meter, *, latest_conventions: bool = False) -> None:
        self.models = ModelNames()
        self._latest = latest_conventions
        self._started: set[str] = set()
        self._ok_calls: dict[str, Attributes] = {}
        self._ok_attempts: dict[tuple[str, str], Attributes] = {}
        self._duration = _seconds(meter, names.OPERATION_DURATION, "Duration of a GenAI operation.")
        if latest_conventions:
            self._inference_duration = _seconds(meter, names.INFERENCE_DURATION, "Duration of a GenAI inference.")
            first, each = names.INFERENCE_FIRST_CHUNK, names.INFERENCE_PER_CHUNK
            self._input_tokens = _tokens(meter, names.INFERENCE_INPUT_TOKENS, "Input tokens of an operation.")
            self._output_tokens = _tokens(meter, names.INFERENCE_OUTPUT_TOKENS, "Output tokens of an operation.")
            self._input_usage = meter.create_counter(names.INFERENCE_USAGE_INPUT, "{token}", "Input tokens used.")
            self._output_usage = meter.create_counter(names.INFERENCE_USAGE_OUTPUT, "{token}", "Output tokens used.")
        else:
            self._inference_duration = self._duration
            first, each = names.OPERATION_FIRST_CHUNK, names.OPERATION_PER_CHUNK
            self._token_usage = _tokens(meter, names.TOKEN_USAGE, "Tokens used by a GenAI operation.")
        self.first_chunk = _seconds(meter, first, "Time from the request to the first chunk of a stream.")
        self.per_chunk = _seconds(meter, each, "Time between two chunks of a stream.")
        self._calls = meter.create_counter(names.METRIC_CALLS, "{call}", "Calls by outcome.")
        self._failures = meter.create_counter(names.METRIC_FAILURES, "{failure}", "Failed calls by cause.")
        self._attempts = meter.create_counter(names.METRIC_ATTEMPTS, "{attempt}", "Requests on the wire by outcome.")
        self._retry_after = meter.create_histogram(
            names.METRIC_RETRY_AFTER,
            "s",
            "How long the provider asked to wait.",
            explicit_bucket_boundaries_advisory=names.RETRY_AFTER_BUCKETS,
        )
        self._quota_limit = meter.create_gauge(
            names.METRIC_QUOTA_LIMIT, "{unit}", "The limit last stated by the provider."
        )
        self._balance = meter.create_gauge(names.METRIC_BALANCE, "{token}", "Prepaid tokens left.")

    def start_classes(self, provider: Provider, provider_name: str) -> None:
        """Starts `triage.calls` at 0 for every class of the provider, so that a first failure is an increase."""
        if provider_name in self._started:
            return
        self._started.add(provider_name)
        self._calls.add(0, self._ok_call(provider_name))
        for failure_class, owner in sorted(_outcomes(taxonomy.causes_of(provider))):
            self._calls.add(0, _call(provider_name, failure_class, owner))

    def call(self, provider_name: str, failure: Failure | None) -> None:
        if failure is None:
            self._calls.add(1, self._ok_call(provider_name))
        else:
            self._calls.add(1, _call(provider_name, failure.failure_class.value, failure.owner.value))

    def attempt(self, provider_name: str, transport: str, failure: Failure | None) -> None:
        if failure is not None:
            attributes = {
                names.PROVIDER_NAME: provider_name,
                names.CLASS: failure.failure_class.value,
                names.TRANSPORT: transport,
            }
        else:
            attributes = self._ok_attempts.get((provider_name, transport)) or self._ok_attempts.setdefault(
                (provider_name, transport),
                {names.PROVIDER_NAME: provider_name, names.CLASS: names.OK, names.TRANSPORT: transport},
            )
        self._attempts.add(1, attributes)

    def failure(
        self, provider_name: str, operation: str, model: str | None, failure: Failure, context: Context | None
    ) -> None:
        """`context` is the operation's: exemplars lead from the point to its trace."""
        attributes: Attributes = {
            names.PROVIDER_NAME: provider_name,
            names.OPERATION_NAME: operation,
            names.CLASS: failure.failure_class.value,
            names.CAUSE: failure.cause.id,
            names.OWNER: failure.owner.value,
        }
        if model is not None:
            attributes[names.REQUEST_MODEL] = model
        quota = failure.quota
        if quota is not None and quota.window:
            attributes[names.QUOTA_WINDOW] = quota.window
        self._failures.add(1, attributes, context)
        if failure.retry_after is not None:
            self._retry_after.record(
                failure.retry_after,
                {names.PROVIDER_NAME: provider_name, names.CLASS: failure.failure_class.value},
            )
        if quota is not None and quota.limit is not None and quota.id:
            limit: Attributes = {names.PROVIDER_NAME: provider_name, names.QUOTA_ID: quota.id[:_MAX_MODEL_LENGTH]}
            if model is not None:
                limit[names.REQUEST_MODEL] = model
            self._quota_limit.set(quota.limit, limit)

    def duration(self, operation: str, seconds: float, attributes: Mapping[str, Any], context: Context | None) -> None:
        histogram = self._inference_duration if operation in names.INFERENCE_OPERATIONS else self._duration
        histogram.record(seconds, attributes, context)

    def tokens(
        self, operation: str, input_tokens: int | None, output_tokens: int | None, attributes: Mapping[str, Any]
    ) -> None:
        if not self._latest:
            if input_tokens is not None:
                self._token_usage.record(input_tokens, {**attributes, names.TOKEN_TYPE: "input"})
            if output_tokens is not None:
                self._token_usage.record(output_tokens, {**attributes, names.TOKEN_TYPE: "output"})
            return
        if operation not in names.INFERENCE_OPERATIONS:
            return
        # The conventions ask for 0 with an unknown modality when no usage arrived.
        self._input_tokens.record(input_tokens or 0, attributes)
        self._output_tokens.record(output_tokens or 0, attributes)
        usage = {**attributes, names.TOKEN_MODALITY: "unknown"}
        self._input_usage.add(input_tokens or 0, usage)
        self._output_usage.add(output_tokens or 0, usage)

    def balance(self, provider_name: str, model: str, tokens: float) -> None:
        self._balance.set(tokens, {names.PROVIDER_NAME: provider_name, names.REQUEST_MODEL: self.models.label(model)})

    def _ok_call(self, provider_name: str) -> Attributes:
        attributes = self._ok_calls.get(provider_name)
        if attributes is None:
            attributes = self._ok_calls[provider_name] = _call(provider_name, names.OK, names.NO_OWNER)
        return attributes


def _outcomes(causes: Iterable[Any]) -> set[tuple[str, str]]:
    """Every (class, owner) pair that can be counted: each class with its own owner, and the causes' overrides."""
    pairs: set[tuple[str, str]] = {(member.value, member.owner.value) for member in FailureClass}
    pairs.update((cause.failure_class.value, cause.owner.value) for cause in causes)
    return pairs


def _call(provider_name: str, failure_class: str, owner: Owner | Literal["none"] | str) -> Attributes:
    return {names.PROVIDER_NAME: provider_name, names.CLASS: failure_class, names.OWNER: str(owner)}


def _seconds(meter: Meter, name: str, description: str) -> Histogram:
    return meter.create_histogram(name, "s", description, explicit_bucket_boundaries_advisory=names.DURATION_BUCKETS)


def _tokens(meter: Meter, name: str, description: str) -> Histogram:
    return meter.create_histogram(name, "{token}", description, explicit_bucket_boundaries_advisory=names.TOKEN_BUCKETS)
