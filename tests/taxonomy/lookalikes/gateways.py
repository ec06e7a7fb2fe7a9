"""Texts like those of what gateways and proxies refuse on their own account."""

from __future__ import annotations

from typing import Final

LOOKALIKES: Final[dict[str, list[tuple[str, str]]]] = {
    "gateway.litellm_guardrail": [
        ("400 by litellm", "litellm.BadRequestError: Invalid function name: 'guardrail check'"),
        ("400 by litellm", "litellm.BadRequestError: the content of messages[0] is empty"),
        ("401 by litellm", "Authentication Error, LiteLLM Virtual Key expected."),
    ],
    "gateway.litellm_budget": [
        ("400 by litellm", "litellm.BadRequestError: the thinking budget exceeded budget_max of the model"),
        ("400 by litellm", "litellm.BadRequestError: thinking budget is invalid"),
        ("429 by litellm", "Max parallel request limit reached"),
    ],
    "gateway.litellm_limit": [
        ("400 by litellm", "litellm.BadRequestError: Invalid params: max parallel requests field is unknown"),
        ("429 by litellm", "No deployments available for selected model, Try again in 5 seconds."),
        (
            "429 by litellm",
            "litellm.RateLimitError: RateLimitError: GeminiException - Rate limit reached throttling_error",
        ),
    ],
    "gateway.litellm_model": [
        ("403 by litellm", "litellm.PermissionDeniedError: the caller is not allowed to access models' files"),
        ("400 by litellm", "Invalid model name passed in model=gemini-9."),
        ("403 by litellm", "User is not allowed to call this route: /key/generate"),
    ],
    "gateway.litellm_no_deployment": [
        ("400 by litellm", "Invalid model name passed in model=gemini-9."),
        ("429 by litellm", "Rate limit exceeded for api_key: 88dc28."),
    ],
    "gateway.litellm_unknown_model": [
        ("401 by litellm", "key not allowed to access model."),
        ("400 by litellm", "Invalid user name passed in user=x"),
    ],
    "gateway.litellm_no_database": [
        ("401 by litellm", "Authentication Error, LiteLLM Virtual Key expected."),
        ("500 by litellm", "litellm.APIConnectionError: the database of the index is not connected"),
    ],
    "gateway.litellm_key": [
        ("400 by litellm", "litellm.BadRequestError: cache key expired"),
        ("400 by litellm", "No connected db."),
        ("401 by litellm", "key not allowed to access model."),
        ("400 by litellm", "litellm.BadRequestError: the key of the tool's schema is missing"),
    ],
    "gateway.gpt2giga_limit": [
        ("400 by gpt2giga", "unknown field: concurrency limits"),
        ("401 by gpt2giga", "Invalid API key"),
        ("429 by gpt2giga", "Too many requests"),
    ],
    "gateway.gpt2giga_key": [
        ("429 by gpt2giga", "Concurrency limit reached for the requested model"),
        ("400 by gpt2giga", "The API of this key is unknown"),
    ],
    "gateway.openrouter_credits": [
        ("429 by openrouter", "Rate limit exceeded: free-models-per-min."),
        ("401 by openrouter", "No auth credentials found"),
    ],
    "gateway.openrouter_day": [
        ("429 by openrouter", "Rate limit exceeded: free-models-per-min."),
        ("404 by openrouter", "No endpoints found for google/gemini-2.0-flash-exp:free."),
    ],
    "gateway.openrouter_limit": [
        ("400 by openrouter", "The text says: rate limit exceeded the fee"),
        ("402 by openrouter", "Insufficient credits. Add more using https://openrouter.ai/settings/credits"),
        ("404 by openrouter", "No endpoints found for google/gemini-2.0-flash-exp:free."),
    ],
    "gateway.openrouter_model": [
        ("401 by openrouter", "No auth credentials found"),
        ("400 by openrouter", "tools[0].id is not a valid id"),
    ],
    "gateway.openrouter_key": [
        ("404 by openrouter", "Thread of this user not found"),
        ("404 by openrouter", "No endpoints found for google/gemini-9."),
        ("400 by openrouter", "The user's file was not found"),
    ],
    "gateway.new_api_saturated": [
        ("429 by new_api", "Too many requests (request id: 2026)"),
        ("503 by new_api", "No available channel for model gemini-9 under group default"),
    ],
    "gateway.new_api_price": [
        ("503 by new_api", "No available channel for model gemini-9 under group default"),
        ("403 by new_api", "User quota is not enough: the price of the model is 3"),
    ],
    "gateway.new_api_channel": [
        ("403 by new_api", "User quota is not enough"),
        ("400 by new_api", "The audio has no second channel"),
    ],
    "gateway.new_api_quota": [
        ("401 by new_api", "无效的令牌"),
        ("429 by new_api", "Too many requests"),
    ],
    "gateway.new_api_limit": [
        ("400 by new_api", "The interest rate limits the loan"),
        ("403 by new_api", "User quota is not enough"),
        ("429 by new_api", "当前分组上游负载已饱和，请稍后再试"),
    ],
    "gateway.new_api_denied": [
        ("401 by new_api", "无效的令牌"),
        ("503 by new_api", "No available channel for model gemini-9 under group default"),
    ],
    "gateway.new_api_key": [
        ("400 by new_api", "invalid token at line 3 of the JSON body"),
        ("403 by new_api", "用户已被封禁"),
        ("403 by new_api", "User quota is not enough"),
    ],
    "gateway.portkey_key": [
        ("400 by portkey", "The virtual keyboard is unknown"),
        ("429 by portkey", "Portkey Error: rate limit exceeded."),
        ("412 by portkey", "Portkey Error: Portkey API Key Usage Limit Exceeded. Error Code: 04"),
    ],
    "gateway.portkey_limit": [
        ("400 by portkey", "The sample rate limits the audio"),
        ("412 by portkey", "Portkey Error: Portkey API Key Usage Limit Exceeded. Error Code: 04"),
        ("401 by portkey", "Portkey Error: Invalid API Key. Error Code: 03"),
    ],
    "gateway.portkey_budget": [
        ("400 by portkey", "The thinking budget 50000 is invalid."),
        ("429 by portkey", "Portkey Error: rate limit exceeded."),
        ("401 by portkey", "Portkey Error: Invalid API Key. Error Code: 03"),
    ],
    "gateway.portkey_guardrail": [
        ("429 by portkey", "Portkey Error: rate limit exceeded."),
        ("400 by portkey", "Portkey Error: the config has no checks"),
    ],
    "gateway.apigee_quota": [
        ("401 by apigee", "Invalid ApiKey oauth.v2.InvalidApiKey"),
        ("500 by apigee", "Execution of ReadQuota failed steps.javascript.ScriptExecutionFailed"),
    ],
    "gateway.apigee_key": [
        ("500 by apigee", "Unresolved variable : access token_count steps.javascript.ScriptExecutionFailed"),
        ("429 by apigee", "Rate limit quota violation. policies.ratelimit.QuotaViolation"),
        ("404 by apigee", "Unable to identify proxy for host: keys.example.com"),
    ],
    "gateway.apigee_threat": [
        ("401 by apigee", "Invalid ApiKey oauth.v2.InvalidApiKey"),
        ("500 by apigee", "Execution of JSReadBody failed steps.javascript.ScriptExecutionFailed"),
    ],
    "gateway.apigee_timeout": [
        ("503 by apigee", "The Service is temporarily unavailable messaging.adaptors.http.flow.ServiceUnavailable"),
        ("404 by apigee", "Unable to identify proxy for host: x messaging.adaptors.http.flow.ApplicationNotFound"),
    ],
    "gateway.apigee_target": [
        ("504 by apigee", "Gateway Timeout messaging.adaptors.http.flow.GatewayTimeout"),
        ("429 by apigee", "Spike arrest violation. policies.ratelimit.SpikeArrestViolation"),
    ],
    "gateway.apigee_route": [
        ("503 by apigee", "The Service is temporarily unavailable messaging.adaptors.http.flow.ServiceUnavailable"),
        ("401 by apigee", "Invalid ApiKey oauth.v2.InvalidApiKey"),
    ],
    "gateway.apigee_policy": [
        ("429 by apigee", "Rate limit quota violation. policies.ratelimit.QuotaViolation"),
        ("401 by apigee", "Invalid ApiKey oauth.v2.InvalidApiKey"),
    ],
    "gateway.kong_limit": [
        ("401 by kong", "No API key found in request"),
        ("502 by kong", "An invalid response was received from the upstream server"),
    ],
    "gateway.kong_key": [
        ("403 by kong", "You cannot consume this service: the unauthorized group"),
        ("429 by kong", "API rate limit exceeded"),
        ("404 by kong", "no Route matched with those values"),
    ],
    "gateway.kong_denied": [
        ("401 by kong", "No API key found in request"),
        ("400 by kong", "bad request: prompt pattern is blocked"),
    ],
    "gateway.kong_guard": [
        ("400 by kong", "bad request: prompt template 'x' does not exist"),
        ("400 by kong", "bad request: no 'messages' received"),
        ("403 by kong", "You cannot consume this service"),
    ],
    "gateway.kong_route": [
        ("502 by kong", "An invalid response was received from the upstream server"),
        ("400 by kong", "The routes of the trip do not match"),
    ],
    "gateway.kong_upstream": [
        ("404 by kong", "no Route matched with those values"),
        ("429 by kong", "API rate limit exceeded"),
    ],
    "gateway.proxy_login": [
        ("403 by proxy", "ERR_ACCESS_DENIED Access Denied."),
        ("raise httpx.ProxyError", "503 Service Unavailable"),
    ],
    "gateway.proxy_lost": [
        ("403 by proxy", "ERR_ACCESS_DENIED Access Denied."),
        ("407 by proxy", "Proxy Authentication Required"),
    ],
    "gateway.proxy_refused": [
        ("raise httpx.ProxyError", "503 Service Unavailable"),
        ("raise httpx.ProxyError", "407 Proxy Authentication Required"),
    ],
    "gateway.cloudflare_limit": [
        ("403 by cloudflare", "error code: 1020"),
        ("521 by cloudflare", "error code: 521"),
    ],
    "gateway.origin_unreachable": [
        ("403 by cloudflare", "error code: 1020"),
        ("429 by cloudflare", "error code: 1015"),
    ],
    "gateway.timeout": [
        ("502 by gateway", "The task failed"),
        ("503 by gateway", "upstream connect error or disconnect/reset before headers"),
    ],
}
