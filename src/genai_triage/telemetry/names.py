"""Names of spans' attributes and metrics, in one place.

Names under `gen_ai.`, `server.`, `error.`, `http.` and `rpc.` are the OpenTelemetry semantic conventions' (GenAI client
spans and metrics); what they lack lives under `triage.`. The conventions are renaming the client metrics:
`OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental` switches to the new names.
"""

from __future__ import annotations

SCOPE = "genai_triage"
SCHEMA_URL = "https://opentelemetry.io/schemas/1.37.0"

OPERATION_NAME = "gen_ai.operation.name"
PROVIDER_NAME = "gen_ai.provider.name"
REQUEST_MODEL = "gen_ai.request.model"
REQUEST_STREAM = "gen_ai.request.stream"
REQUEST_TEMPERATURE = "gen_ai.request.temperature"
REQUEST_TOP_P = "gen_ai.request.top_p"
REQUEST_TOP_K = "gen_ai.request.top_k"
REQUEST_MAX_TOKENS = "gen_ai.request.max_tokens"
REQUEST_CHOICE_COUNT = "gen_ai.request.choice.count"
REQUEST_SEED = "gen_ai.request.seed"
REQUEST_FREQUENCY_PENALTY = "gen_ai.request.frequency_penalty"
REQUEST_PRESENCE_PENALTY = "gen_ai.request.presence_penalty"
REQUEST_STOP_SEQUENCES = "gen_ai.request.stop_sequences"
REQUEST_REASONING_LEVEL = "gen_ai.request.reasoning.level"
OUTPUT_TYPE = "gen_ai.output.type"
OUTPUT_TYPES = {"application/json": "json", "text/x.enum": "text", "text/plain": "text"}
"""`gen_ai.output.type` by the MIME type that Gemini is asked for."""
PREVIOUS_RESPONSE_ID = "gen_ai.request.previous_response.id"
AGENT_NAME = "gen_ai.agent.name"
EMBEDDINGS_DIMENSIONS = "gen_ai.embeddings.dimension.count"
RESPONSE_ID = "gen_ai.response.id"
RESPONSE_MODEL = "gen_ai.response.model"
RESPONSE_FINISH_REASONS = "gen_ai.response.finish_reasons"
RESPONSE_TIME_TO_FIRST_CHUNK = "gen_ai.response.time_to_first_chunk"
USAGE_INPUT_TOKENS = "gen_ai.usage.input_tokens"
USAGE_OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
USAGE_CACHE_READ_TOKENS = "gen_ai.usage.cache_read.input_tokens"
USAGE_REASONING_TOKENS = "gen_ai.usage.reasoning.output_tokens"
TOKEN_TYPE = "gen_ai.token.type"
TOKEN_MODALITY = "gen_ai.token.modality"
SERVER_ADDRESS = "server.address"
SERVER_PORT = "server.port"
ERROR_TYPE = "error.type"
HTTP_STATUS_CODE = "http.response.status_code"
RPC_STATUS_CODE = "rpc.response.status_code"
EXCEPTION_TYPE = "exception.type"
EXCEPTION_MESSAGE = "exception.message"

CLASS = "triage.class"
CAUSE = "triage.cause"
OWNER = "triage.owner"
RETRYABLE = "triage.retryable"
RETRY_AFTER = "triage.retry_after"
FIX = "triage.fix"
DOC = "triage.doc"
MESSAGE = "triage.message"
QUOTA_ID = "triage.quota.id"
QUOTA_METRIC = "triage.quota.metric"
QUOTA_LIMIT = "triage.quota.limit"
QUOTA_WINDOW = "triage.quota.window"
QUOTA_MODEL = "triage.quota.model"
FINDINGS = "triage.findings"
ATTEMPTS = "triage.attempts"
ABANDONED = "triage.abandoned"
TRANSPORT = "triage.transport"
PLACE = "triage.place"

EXCEPTION_EVENT = "gen_ai.client.operation.exception"

OTHER = "_OTHER"
"""`error.type` where nothing better is known (semconv, Recording errors)."""
OTHER_VALUE = "_other"
"""A label's value beyond its budget."""
OTHER_OPERATION = "other"
OK = "ok"
NO_OWNER = "none"

INFERENCE_OPERATIONS = frozenset({"chat", "generate_content", "text_completion"})

OPERATION_DURATION = "gen_ai.client.operation.duration"
OPERATION_FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk"
OPERATION_PER_CHUNK = "gen_ai.client.operation.time_per_output_chunk"
TOKEN_USAGE = "gen_ai.client.token.usage"
INFERENCE_DURATION = "gen_ai.client.inference.duration"
INFERENCE_FIRST_CHUNK = "gen_ai.client.inference.time_to_first_chunk"
INFERENCE_PER_CHUNK = "gen_ai.client.inference.time_per_output_chunk"
INFERENCE_INPUT_TOKENS = "gen_ai.client.inference.operation.input_tokens"
INFERENCE_OUTPUT_TOKENS = "gen_ai.client.inference.operation.output_tokens"
INFERENCE_USAGE_INPUT = "gen_ai.client.inference.usage.input_tokens"
INFERENCE_USAGE_OUTPUT = "gen_ai.client.inference.usage.output_tokens"

METRIC_CALLS = "triage.calls"
METRIC_FAILURES = "triage.failures"
METRIC_ATTEMPTS = "triage.attempts"
METRIC_RETRY_AFTER = "triage.retry_after"
METRIC_QUOTA_LIMIT = "triage.quota.limit"
METRIC_BALANCE = "triage.balance"
METRIC_JOBS_OLDEST = "triage.jobs.oldest"
METRIC_SKIPPED = "triage.skipped"

DURATION_BUCKETS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
"""Seconds (semconv, GenAI client metrics)."""
TOKEN_BUCKETS = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864)
RETRY_AFTER_BUCKETS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400)
"""Seconds: from a burst limit to a day."""
