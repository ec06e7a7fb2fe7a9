"""What operations are called: panels, alerts and saved queries select by these names."""

from __future__ import annotations

import pytest

from genai_triage.telemetry.operation_names import makes_jobs, operation_name, operation_of_request, resource_name


@pytest.mark.parametrize(
    ("provider", "method", "path", "name"),
    [
        ("gemini", "POST", "/v1beta/models/m:generateContent", "generate_content"),
        ("gemini", "POST", "/v1beta/models/m:streamGenerateContent", "generate_content"),
        ("gemini", "POST", "/v1beta/models/m:embedContent", "embeddings"),
        ("gemini", "POST", "/v1beta/models/m:batchEmbedContents", "embeddings"),
        ("gemini", "POST", "/v1beta/models/m:countTokens", "count_tokens"),
        ("gemini", "POST", "/v1/publishers/google/models/m:computeTokens", "compute_tokens"),
        ("gemini", "POST", "/v1beta/models/m:batchGenerateContent", "create_batch"),
        ("gemini", "POST", "/v1beta/models/m:asyncBatchEmbedContent", "create_batch"),
        ("gemini", "POST", "/v1/x/models/veo-3:fetchPredictOperation", "get_operation"),
        ("gemini", "POST", "/v1beta/files/f:download", "download_file"),
        ("gemini", "POST", "/v1beta/files:register", "register_files"),
        ("gemini", "POST", "/upload/v1beta/fileSearchStores/s:uploadToFileSearchStore", "upload_to_file_search_store"),
        ("gemini", "POST", "/v1beta/fileSearchStores/s:importFile", "import_file"),
        ("gemini", "POST", "/v1beta/webhooks/w:rotateSigningSecret", "rotate_signing_secret"),
        ("gemini", "POST", "/v1/x/models/m:rawPredict", "predict"),
        ("gemini", "POST", "/v1/x/models/m:streamRawPredict", "predict"),
        ("gemini", "POST", "/v1beta/models/imagen-4:predict", "generate_images"),
        ("gemini", "POST", "/v1beta/models/veo-3:predictLongRunning", "generate_videos"),
        ("gemini", "POST", "/v1/x/models/text-embedding-005:predict", "embeddings"),
        ("gemini", "POST", "/v1/x/models/m:predict", "predict"),
        ("gemini", "POST", "/v1beta/batches/b:cancel", "cancel_batch"),
        ("gemini", "POST", "/v1beta/tunedModels/t:transferOwnership", "transfer_ownership"),
        ("gemini", "POST", "/v1beta/nothing/n:doThis", None),
        ("gemini", "POST", f"/v1beta/files/f:do_{'x' * 50}", f"do_{'x' * 37}"),
        ("gemini", "POST", "/v1beta/cachedContents", "create_cache"),
        ("gemini", "POST", "/v1beta/tuningJobs", "tune_model"),
        ("gemini", "POST", "/v1beta/auth_tokens", "create_auth_token"),
        ("gemini", "POST", "/v1beta/files", "upload_file"),
        ("gemini", "POST", "/upload/v1beta/files", "upload_file"),
        ("gemini", "POST", "/download/v1beta/files/f", "download_file"),
        ("gemini", "POST", "/v1beta/triggers/t/executions", "run_trigger"),
        ("gemini", "POST", "/v1beta/interactions", "generate_content"),
        ("gemini", "POST", "/v1beta/agents", "create_agent"),
        ("gemini", "POST", "/v1beta/environments/e/files", "upload_environment_file"),
        ("gemini", "POST", "/v1beta/models/m/operations/o:cancel", "cancel_operation"),
        ("gemini", "GET", "/v1beta/models", "list_models"),
        ("gemini", "GET", "/v1beta/models/m", "get_model"),
        ("gemini", "GET", "/v1beta/batches", "list_batches"),
        ("gemini", "GET", "/v1beta/batches/b", "get_batch"),
        ("gemini", "GET", "/v1beta/files/f", "get_file"),
        ("gemini", "GET", "/v1beta/cachedContents/c", "get_cache"),
        ("gemini", "GET", "/v1beta/fileSearchStores/s/documents", "list_documents"),
        ("gemini", "GET", "/v1beta/fileSearchStores/s/documents/d", "get_document"),
        ("gemini", "GET", "/v1beta/triggers/t/executions", "list_executions"),
        ("gemini", "GET", "/v1beta/interactions/i", "fetch_response"),
        ("gemini", "GET", "/v1beta/environments/e/files", "list_environment_files"),
        ("gemini", "GET", "/v1beta/models/m/operations/o", "get_operation"),
        ("gemini", "GET", "/v1beta/tunedModels/t", "get_tuning"),
        ("gemini", "GET", "/v1beta/nothing", None),
        ("gemini", "GET", "/", None),
        ("gemini", "GET", "/v1beta/openai/models", "list_models"),
        ("gemini", "DELETE", "/v1beta/files/f", "delete_file"),
        ("gemini", "PATCH", "/v1beta/cachedContents/c", "update_cache"),
        ("gemini", "PUT", "/v1beta/cachedContents/c", "update_cache"),
        ("gemini", "HEAD", "/v1beta/files/f", None),
        ("gemini", "DELETE", "/v1beta/fileSearchStores/s/documents/d", "delete_document"),
        ("gemini", "POST", "/v1beta/openai/chat/completions", "chat"),
        ("gemini", "POST", "/v1beta/openai/embeddings", "embeddings"),
        ("gemini", "POST", "/v1beta/openai/images/generations", "generate_images"),
        ("gigachat", "POST", "/api/v1/chat/completions", "chat"),
        ("gigachat", "POST", "/api/v2/chat/completions", "chat"),
        ("gigachat", "POST", "/api/v1/embeddings", "embeddings"),
        ("gigachat", "POST", "/api/v1/tokens/count", "count_tokens"),
        ("gigachat", "POST", "/api/v1/threads/retrieve", "retrieve_threads"),
        ("gigachat", "POST", "/api/v1/threads/delete", "delete_thread"),
        ("gigachat", "POST", "/api/v1/threads/messages/run", "run_thread"),
        ("gigachat", "POST", "/api/v1/threads/messages/rerun", "rerun_thread"),
        ("gigachat", "POST", "/api/v1/assistants/modify", "update_assistant"),
        ("gigachat", "POST", "/api/v1/assistants/delete", "delete_assistant"),
        ("gigachat", "POST", "/api/v1/assistants/files/delete", "delete_assistant_file"),
        ("gigachat", "POST", "/api/v1/functions/convert", "convert_function"),
        ("gigachat", "GET", "/api/v1/files/f/content", "get_image"),
        ("gigachat", "GET", "/api/v1/balance", "get_balance"),
        ("gigachat", "POST", "/api/v1/ai/check", "check_ai"),
        ("gigachat", "POST", "/api/v2/oauth", "get_token"),
        ("gigachat", "POST", "/v1/token", "get_token"),
        ("gigachat", "POST", "/api/v1/files", "upload_file"),
        ("gigachat", "POST", "/api/v1/files/f/delete", "delete_file"),
        ("gigachat", "POST", "/api/v1/threads", "create_thread"),
        ("gigachat", "POST", "/api/v1/threads/run", "run_thread"),
        ("gigachat", "POST", "/api/v1/threads/messages", "add_messages"),
        ("gigachat", "POST", "/api/v1/threads/t/run", "run_thread"),
        ("gigachat", "POST", "/api/v1/threads/t/messages", "add_messages"),
        ("gigachat", "POST", "/api/v1/assistants", "create_assistant"),
        ("gigachat", "POST", "/api/v1/batches", "create_batch"),
        ("gigachat", "POST", "/api/v1/functions/validate", None),
        ("gigachat", "GET", "/api/v1/models", "list_models"),
        ("gigachat", "GET", "/api/v1/models/m", "get_model"),
        ("gigachat", "GET", "/api/v1/files", "list_files"),
        ("gigachat", "GET", "/api/v1/files/f", "get_file"),
        ("gigachat", "GET", "/api/v1/threads", "list_threads"),
        ("gigachat", "GET", "/api/v1/threads/messages", "list_messages"),
        ("gigachat", "GET", "/api/v1/threads/run", "get_run"),
        ("gigachat", "GET", "/api/v1/batches", "list_batches"),
    ],
)
def test_a_raw_request_is_called_after_the_method_that_would_have_sent_it(
    provider: str, method: str, path: str, name: str | None
) -> None:
    assert operation_of_request(provider, method, path) == name


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/v1beta/files/f", "download_file"),
        ("GET", "/v1beta/media/m", "download_file"),
        ("GET", "/v1beta/environments/e/files/f", "download_environment_file"),
        ("GET", "/v1beta/models/m", "get_model"),
        ("DELETE", "/v1beta/files/f", "delete_file"),
    ],
)
def test_a_request_for_what_is_in_a_file_is_a_download(method: str, path: str, name: str) -> None:
    assert operation_of_request("gemini", method, path, content=True) == name


@pytest.mark.parametrize(
    ("resource", "method", "name"),
    [
        ("caches", "create", "create_cache"),
        ("batches", "get", "get_batch"),
        ("batches", "list", "list_batches"),
        ("tokens", "delete", "delete_auth_token"),
        ("tokens", "create", "create_auth_token"),
        ("files", "download_all", "download_all"),
        ("live", "connect", "realtime_session"),
        ("models", "generate_content_stream", "generate_content"),
        ("threads", "rerun_messages_stream", "rerun_thread"),
    ],
)
def test_a_method_is_called_after_itself_and_one_of_its_resource(resource: str, method: str, name: str) -> None:
    assert operation_name(resource, method) == name


@pytest.mark.parametrize(
    ("class_name", "resource"),
    [
        ("AsyncFileSearchStores", "file_search_stores"),
        ("AsyncGeminiNextGenInteractionsResource", "interactions"),
        ("GeminiNextGenAgentsResource", "agents"),
        ("Models", "models"),
    ],
)
def test_a_resource_is_called_after_the_class_of_the_sdk(class_name: str, resource: str) -> None:
    assert resource_name(class_name) == resource


@pytest.mark.parametrize(
    ("resource", "method", "name"),
    [
        ("models", "generate_content", "generate_content"),
        ("models", "generate_content_stream", "generate_content"),
        ("models", "embed_content", "embeddings"),
        ("interactions", "create", "generate_content"),
        ("interactions", "get", "fetch_response"),
        ("agents", "create", "create_agent"),
        *((resource, "connect", "realtime_session") for resource in ("live", "live_music", "interactions")),
        ("tokens", "create", "create_auth_token"),
        ("tunings", "tune", "tune_model"),
        ("batches", "create_embeddings", "create_batch"),
        ("file_search_stores", "download_media", "download_file"),
        ("", "get_base_model", "get_model"),
        ("", "get_base_model_name", "get_tuned_model"),
        ("gigachat", "get_models", "list_models"),
        ("gigachat", "get_files", "list_files"),
        ("gigachat", "openapi_function_convert", "convert_function"),
        ("assistants", "get", "list_assistants"),
        ("assistants", "delete_file", "delete_assistant_file"),
        ("threads", "get_threads", "list_threads"),
        ("threads", "retrieve", "retrieve_threads"),
        ("threads", "get_messages", "list_messages"),
        ("threads", "add_message", "add_messages"),
        *(("threads", method, "run_thread") for method in ("run_stream", "run_messages", "run_messages_stream")),
        *(("threads", method, "rerun_thread") for method in ("rerun_messages", "rerun_messages_stream")),
        ("batches", "cancel", "cancel_batch"),
        ("caches", "list", "list_caches"),
        ("caches", "get", "get_cache"),
    ],
)
def test_a_method_of_an_sdk_is_one_operation(resource: str, method: str, name: str) -> None:
    assert operation_name(resource, method) == name


@pytest.mark.parametrize("word", ["get", "list", "fetch", "cancel", "delete", "update", "download", "retrieve"])
def test_who_asks_for_a_job_has_not_made_it(word: str) -> None:
    assert (makes_jobs(f"{word}_batch"), makes_jobs(f"{word}ting")) == (False, True)
