"""The metric instruments and what is recorded on them. Attribute dicts that repeat are built once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeVar

from opentelemetry.context import Context
from opentelemetry.metrics import Counter, Histogram, Meter
from opentelemetry.metrics import _Gauge as Gauge  # public in no release yet

from genai_triage import taxonomy
from genai_triage.evidence.reading import Reading
from genai_triage.taxonomy.model import Failure, FailureClass, Provider, Quota
from genai_triage.taxonomy.payloads import HTTP_OF_STATUS
from genai_triage.telemetry import gate, names
from genai_triage.telemetry.jobs import Jobs
from genai_triage.telemetry.kinds import Kinds, Points
from genai_triage.telemetry.tally import Series, Tally, add_all
from genai_triage.telemetry.usage import UsageCounters

Attributes = dict[str, Any]
_Key = TypeVar("_Key")
_Series = TypeVar("_Series")

_USING: Final = names.INFERENCE_OPERATIONS | {names.REALTIME}
"""Operations whose tokens the latest conventions count."""
_OF_SESSION: Final = (names.PROVIDER_NAME, names.OPERATION_NAME, names.REQUEST_MODEL)
_OF_CALL: Final = (names.PROVIDER_NAME, names.CLASS, names.OWNER, names.CREDENTIAL)
_OF_ATTEMPT: Final = (names.PROVIDER_NAME, names.CLASS, names.TRANSPORT, names.CREDENTIAL)
_OF_FAILURE: Final = (
    *(names.PROVIDER_NAME, names.OPERATION_NAME, names.CLASS, names.CAUSE),
    *(names.OWNER, names.ANSWERED_BY, names.CREDENTIAL, names.REQUEST_MODEL, names.QUOTA_WINDOW),
)
_OF_LIMIT: Final = (names.PROVIDER_NAME, names.QUOTA_ID, names.REQUEST_MODEL)
_MOST_SERIES: Final = 2000
"""Series of one instrument that are kept; the SDK keeps as many by default."""
_WINDOWS: Final = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})


class Instruments:
    """Every instrument of the contract, on one meter."""

    def __init__(self, meter: Meter, tally: Tally, *, latest_conventions: bool = False) -> None:
        self.tally = tally
        self.labels = gate.Labels(known_codes())
        self.kinds = Kinds(self.labels)
        self._latest = latest_conventions
        self.started: set[str | tuple[str, str]] = set()
        """Names of providers whose classes are started, and with labels of credentials."""
        self._series_of_calls: dict[tuple[str, str, str, str | None], Series[Counter]] = {}
        self._series_of_attempts: dict[tuple[str, str, str, str | None], Series[Counter]] = {}
        self._series_of_failures: dict[tuple[str | None, ...], Series[Counter]] = {}
        self._series_of_limits: dict[tuple[str | None, ...], Series[Gauge]] = {}
        self._duration = _seconds(meter, names.OPERATION_DURATION, "Duration of a GenAI operation.")
        self._tool = _seconds(meter, names.EXECUTE_TOOL_DURATION, "Duration of a tool's execution.")
        if latest_conventions:
            self._inference_duration = _seconds(meter, names.INFERENCE_DURATION, "Duration of a GenAI inference.")
            first, each = names.INFERENCE_FIRST_CHUNK, names.INFERENCE_PER_CHUNK
            self._input_tokens = _tokens(meter, names.INFERENCE_INPUT_TOKENS, "Input tokens of an operation.")
            self._output_tokens = _tokens(meter, names.INFERENCE_OUTPUT_TOKENS, "Output tokens of an operation.")
            self._usage = UsageCounters(meter)
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
        self.jobs = Jobs()
        oldest = "Age of the oldest job that was asked for and is not finished."
        gate.watch(meter, names.METRIC_JOBS_OLDEST, oldest, names.PROVIDER_NAME, self._collected)
        self._open_sessions = meter.create_up_down_counter(
            names.METRIC_SESSIONS_OPEN, "{session}", "Sessions that are open now."
        )
        self._skipped = meter.create_counter(names.METRIC_SKIPPED, "{failure}", "Failures of our own, by place.")

    def start_classes(self, provider: Provider, provider_name: str, credential: str | None = None) -> None:
        """Starts `triage.calls` at 0 for every class of the provider, so that a first failure is an increase."""
        subject = provider_name if credential is None else (provider_name, credential)
        if subject in self.started:
            return
        self.started.add(subject)
        for outcome in [(names.OK, names.NO_OWNER), *sorted(_outcomes(taxonomy.causes_of(provider)))]:
            series = self._series_of_call(provider_name, *outcome, credential)
            gate.count(series.instrument, 0, series.labels)

    def call(self, provider_name: str, failure: Failure | None, credential: str | None = None) -> None:
        if failure is None:
            self.tally.count(self._series_of_call(provider_name, names.OK, names.NO_OWNER, credential))
        else:
            # An enum's `value` is a property in Python, and costs a dozen times as much.
            outcome = failure.failure_class._value_, failure.owner._value_
            self.tally.count(self._series_of_call(provider_name, *outcome, credential))

    def _series_of_call(self, provider_name: str, outcome: str, owner: str, credential: str | None) -> Series[Counter]:
        key = provider_name, outcome, owner, credential
        series = self._series_of_calls.get(key)
        if series is None:
            series = self._series_of_calls.setdefault(key, Series(self._calls, _labelled(_OF_CALL, key)))
        return series

    def attempt(
        self, provider_name: str, transport: str, failure: Failure | None, credential: str | None = None
    ) -> None:
        key = provider_name, names.OK if failure is None else failure.failure_class._value_, transport, credential
        series = self._series_of_attempts.get(key)
        if series is None:
            series = self._series_of_attempts.setdefault(key, Series(self._attempts, _labelled(_OF_ATTEMPT, key)))
        self.tally.count(series)

    def failure(
        self,
        provider_name: str,
        operation: str,
        model: str | None,
        failure: Failure,
        context: Context | None,
        credential: str | None = None,
    ) -> None:
        """`context` is the operation's: exemplars lead from the point to its trace."""
        request_model, quota = self.labels.label(names.REQUEST_MODEL, model), failure.quota
        key = (
            *(provider_name, self.labels.operation(operation), failure.failure_class._value_, failure.cause.id),
            *(failure.owner._value_, failure.answered_by, credential, request_model),
            quota.window if quota is not None and quota.window in _WINDOWS else None,
        )
        series = self._series_of_failures.get(key)
        if series is None:
            series = _kept(self._series_of_failures, key, Series(self._failures, _labelled(_OF_FAILURE, key)))
        self.tally.count(series, context)
        if failure.retry_after is not None:
            of_class = {names.PROVIDER_NAME: provider_name, names.CLASS: failure.failure_class._value_}
            gate.record(self._retry_after, failure.retry_after, of_class)
        if quota is not None:
            self._quota(provider_name, request_model, quota)

    def _quota(self, provider_name: str, request_model: str | None, quota: Quota) -> None:
        quota_id = self.labels.label(names.QUOTA_ID, quota.id)
        if quota_id is None or quota.limit is None:
            return
        key = provider_name, quota_id, request_model
        series = self._series_of_limits.get(key)
        if series is None:
            series = _kept(self._series_of_limits, key, Series(self._quota_limit, _labelled(_OF_LIMIT, key)))
        self.tally.state(series, quota.limit)

    def duration(self, operation: str, seconds: float, attributes: Mapping[str, Any], context: Context | None) -> None:
        histogram = self._inference_duration if operation in names.INFERENCE_OPERATIONS else self._duration
        gate.record_time(histogram, seconds, attributes, context)

    def tool(self, seconds: float, attributes: Mapping[str, Any], context: Context | None) -> None:
        gate.record(self._tool, seconds, attributes, context)

    def tokens(self, operation: str, answer: Reading, points: Points, error_type: str | None = None) -> None:
        """Records what an answer, or a turn of a session, used."""
        if self._latest:
            self._latest_tokens(operation, answer, points.labels, error_type)
            return
        given, output = answer.input_tokens, answer.output_tokens
        if given is not None:
            gate.record(self._token_usage, given, points.input)
        if output is not None:
            gate.record(self._token_usage, output, points.output)

    def _latest_tokens(
        self, operation: str, answer: Reading, attributes: Mapping[str, Any], error_type: str | None
    ) -> None:
        """Records tokens as the latest conventions have them: of inferences, failed ones too."""
        if operation not in _USING:
            return
        self._usage.count_answer(answer, attributes)
        if error_type is not None:
            attributes = {**attributes, names.ERROR_TYPE: error_type}
        gate.record(self._input_tokens, answer.input_tokens or 0, attributes)
        gate.record(self._output_tokens, answer.output_tokens or 0, attributes)

    def balance(self, provider_name: str, model: str, tokens: float) -> None:
        label = self.labels.label(names.REQUEST_MODEL, model)
        if label is not None:
            gate.state(self._balance, tokens, {names.PROVIDER_NAME: provider_name, names.REQUEST_MODEL: label})

    def session(self, amount: Literal[1, -1], labels: Mapping[str, Any]) -> None:
        """Counts a session that opens or is over, by the labels of its call."""
        gate.step(self._open_sessions, amount, {name: labels[name] for name in _OF_SESSION if name in labels})

    def skipped(self, place: str) -> None:
        """Counts what our guard hid; `place` is a name of our own code's."""
        gate.count_one(self._skipped, {names.PLACE: place})

    def _collected(self) -> Iterable[tuple[str, float]]:
        """Is called whenever metrics are collected, before any counter is read."""
        add_all()
        return self.jobs.oldest()


def known_codes() -> set[str]:
    """Returns every status and code that a table knows; the values of `error.type` that are no exception's name."""
    signals = [signal for cause in taxonomy.CAUSES.values() for signal in cause.signals]
    known = {code for signal in signals for code in (*signal.status, *signal.code)}
    known.update(HTTP_OF_STATUS, map(str.lower, HTTP_OF_STATUS), map(str, range(100, 600)))
    return known


def _labelled(labels: tuple[str, ...], values: tuple[str | None, ...]) -> Attributes:
    return {name: value for name, value in zip(labels, values, strict=True) if value is not None}


def _kept(known: dict[_Key, _Series], key: _Key, series: _Series) -> _Series:
    """Returns the series of a key; one too many begins anew each time."""
    return known.setdefault(key, series) if len(known) < _MOST_SERIES else series


def _outcomes(causes: Iterable[Any]) -> set[tuple[str, str]]:
    """Every (class, owner) pair that can be counted: each class with its own owner, and the causes' overrides."""
    pairs: set[tuple[str, str]] = {(member.value, member.owner.value) for member in FailureClass}
    pairs.update((cause.failure_class.value, cause.owner.value) for cause in causes)
    return pairs


def _seconds(meter: Meter, name: str, description: str) -> Histogram:
    return meter.create_histogram(name, "s", description, explicit_bucket_boundaries_advisory=names.DURATION_BUCKETS)


def _tokens(meter: Meter, name: str, description: str) -> Histogram:
    return meter.create_histogram(name, "{token}", description, explicit_bucket_boundaries_advisory=names.TOKEN_BUCKETS)
