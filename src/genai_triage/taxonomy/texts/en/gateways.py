"""What to do about who stands between the application and the vendor, by the cause's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "gateway.litellm_guardrail": "Review the guardrail in LiteLLM's config (`guardrails:`, its Model Armor template "
    "for one) or rephrase the content: LiteLLM blocked it, the vendor was not asked.",
    "gateway.litellm_budget": "Raise `max_budget` of the key, team or user in LiteLLM's admin UI, or wait for its "
    "`budget_duration`: the budget set in LiteLLM is spent, not the vendor's.",
    "gateway.litellm_limit": "Send fewer requests at a time, or raise `rpm_limit`, `tpm_limit` or "
    "`max_parallel_requests` of the key in LiteLLM's admin UI: the limit is LiteLLM's, not the vendor's.",
    "gateway.litellm_model": "Add the model to the key's or team's `models` in LiteLLM's admin UI, or call one that "
    "it lists: this LiteLLM key may not use the model.",
    "gateway.litellm_no_deployment": "Look in LiteLLM's log for why it put the model's deployments on cooldown (a "
    "bad vendor key, earlier 429s), and retry once one is back.",
    "gateway.litellm_unknown_model": "Call a `model_name` that LiteLLM's GET /v1/models lists, or add the model to "
    "`model_list` in LiteLLM's config.",
    "gateway.litellm_key": "Send LiteLLM's own virtual key (`sk-…`) as the API key, made new in its admin UI if it "
    "expired: LiteLLM refused this one, the vendor's key is not at fault.",
    "gateway.litellm_no_database": "Send LiteLLM's master key (LITELLM_MASTER_KEY), or give LiteLLM a database for "
    "virtual keys (DATABASE_URL): LiteLLM refused this key, the vendor was not asked.",
    "gateway.gpt2giga_limit": "Send fewer requests at a time, or raise the concurrency limit of the model in "
    "gpt2giga's settings: gpt2giga refused before GigaChat was asked.",
    "gateway.gpt2giga_key": "Send the value of GPT2GIGA_API_KEY, with which gpt2giga is started, as the client's "
    "API key (set it there if none is configured): gpt2giga refused, GigaChat was not asked.",
    "gateway.openrouter_credits": "Buy credits on https://openrouter.ai/settings/credits, raise the key's limit "
    "there, or lower `max_tokens`: the account at OpenRouter is short, not the one at the vendor.",
    "gateway.openrouter_day": "Buy credits on https://openrouter.ai/settings/credits, or leave the `:free` models "
    "until midnight UTC: OpenRouter's free requests of this day are used up.",
    "gateway.openrouter_limit": "Wait and send fewer requests, or add your own Google key under "
    "https://openrouter.ai/settings/integrations: the limit is that of OpenRouter's shared or free access.",
    "gateway.openrouter_model": "Take the model's id from https://openrouter.ai/models and check the allowed "
    "providers on https://openrouter.ai/settings/privacy: OpenRouter has no endpoint for this request.",
    "gateway.openrouter_key": "Send a valid key from https://openrouter.ai/settings/keys as `Authorization: "
    "Bearer`: OpenRouter refused this one, the vendor was not asked.",
    "gateway.apigee_quota": "Raise the quota of the API product, or of the Quota or SpikeArrest policy, in Apigee, "
    "or wait for its interval: the limit is Apigee's, and the vendor's quota is untouched.",
    "gateway.apigee_key": "Send an approved app's key or token of the API product in Apigee: Apigee refused the "
    "credential, the vendor was not asked.",
    "gateway.apigee_threat": "Review the Model Armor template that Apigee's policy names, or rephrase the content: "
    "Apigee blocked it before the vendor was asked.",
    "gateway.apigee_timeout": "Raise `io.timeout.millis` of the target endpoint in Apigee, or stream or shorten the "
    "answer: Apigee waited no longer for the vendor.",
    "gateway.apigee_target": "Check the target server and its health in Apigee, then retry with exponential "
    "backoff: Apigee did not reach what stands behind it.",
    "gateway.apigee_route": "Correct host and base path to those of a proxy deployed in Apigee: none is there for "
    "this address.",
    "gateway.apigee_policy": "Open a debug session of the proxy in Apigee and mend the policy that the error's "
    "`errorcode` names: Apigee failed, not the vendor.",
    "gateway.kong_limit": "Wait, or raise the limits of the Rate Limiting plugin (for AI: AI Rate Limiting "
    "Advanced) on the route in Kong: the limit is Kong's, not the vendor's.",
    "gateway.kong_key": "Send the credential of a Kong consumer as the route's auth plugin in Kong wants it (header "
    "`apikey` by default): Kong refused, the vendor was not asked.",
    "gateway.kong_denied": "Add the consumer's group or the caller's address to the ACL or IP Restriction plugin in "
    "Kong: Kong refused, the vendor was not asked.",
    "gateway.kong_guard": "Rephrase the prompt, or change the patterns of the AI Prompt Guard plugin in Kong: Kong "
    "blocked it, the vendor was not asked.",
    "gateway.kong_route": "Correct host and path of the base URL to those of a route in Kong: none matches this "
    "request.",
    "gateway.kong_upstream": "Check the host, port and timeouts of the service in Kong, then retry with exponential "
    "backoff: Kong did not get an answer from behind it.",
    "gateway.new_api_channel": "Add a channel that serves this model to the key's group in the gateway's console "
    "(new-api, one-api), or call a model that its GET /v1/models lists: waiting does not help.",
    "gateway.new_api_price": "Set the model's price or ratio in the gateway's console (new-api, one-api), or call a "
    "model that has one: the gateway refused, the vendor was not asked.",
    "gateway.new_api_quota": "Top up the user, or raise the token's quota, in the gateway's console (new-api, "
    "one-api): its own quota is used up, not the vendor's.",
    "gateway.new_api_limit": "Send fewer requests, or raise the rate limit of the group in the gateway's console "
    "(new-api, one-api): the limit is the gateway's.",
    "gateway.new_api_saturated": "Retry with exponential backoff, or add channels to the group in the gateway's "
    "console (new-api, one-api): those behind the gateway are saturated.",
    "gateway.new_api_denied": "Ask the operator of the gateway (new-api, one-api) to unblock the user or to allow "
    "the token this model: the vendor was not asked.",
    "gateway.new_api_key": "Send a valid token from the gateway's console (new-api, one-api), active and not "
    "expired: the gateway refused it, the vendor's key is not at fault.",
    "gateway.portkey_key": "Correct the Portkey API key or the virtual key in `x-portkey-*` headers by those on "
    "https://app.portkey.ai: Portkey refused it, the vendor was not asked.",
    "gateway.portkey_limit": "Wait for the window, or raise the key's rate limit on https://app.portkey.ai: the "
    "limit is Portkey's, not the vendor's.",
    "gateway.portkey_budget": "Raise the budget of the key or provider on https://app.portkey.ai, or wait for its "
    "reset: the budget set in Portkey is spent, not the vendor's.",
    "gateway.portkey_guardrail": "Review the guardrail that Portkey ran (its checks are in the answer's "
    "`hook_results`) on https://app.portkey.ai, or rephrase the content: Portkey denied it.",
    "gateway.proxy_login": "Put the proxy's user name and password into HTTPS_PROXY "
    "(`http://user:password@host:port`): the proxy wants a login, the vendor was not asked.",
    "gateway.proxy_lost": "Have the proxy's administrator check its DNS and its way to the API's host, or set "
    "NO_PROXY for that host: the proxy did not reach it.",
    "gateway.proxy_refused": "Have the proxy's administrator allow the API's host, or set NO_PROXY for it: the "
    "proxy refused the request, and the key is fine.",
    "gateway.cloudflare_limit": "Send fewer requests, or have the operator of the base URL's host raise its rate "
    "limiting rule in Cloudflare: the vendor was not asked.",
    "gateway.origin_tls": "Have the operator of the base URL's host renew the origin's certificate or change the "
    "SSL mode in Cloudflare: Cloudflare does not trust the server behind it.",
    "gateway.origin_timeout": "Stream the answer or shorten the task: the server behind Cloudflare (the base URL's "
    "host) took longer than its 100 seconds.",
    "gateway.origin_unreachable": "Have the operator of the base URL's host start the origin server and let "
    "Cloudflare's addresses through its firewall; then retry: Cloudflare cannot connect to it.",
    "gateway.origin_fault": "Retry with exponential backoff; if it goes on, have the operator of the base URL's "
    "host read the log of the server behind Cloudflare, whose answer was unusable.",
    "gateway.cloudflare_refused": "Have the operator of the base URL's host allow this address or client in "
    "Cloudflare's security rules, or call the vendor directly: a block page answered.",
    "gateway.fault": "Read the log of the relay or gateway at the base URL, raise its time limit, or call the "
    "vendor directly; a retry may pass: it failed itself, not the vendor.",
    "gateway.unavailable": "Retry with exponential backoff; if it goes on, check the gateway or proxy on the way "
    "(the base URL's host) and that the server behind it runs.",
    "gateway.timeout": "Raise the read timeout of the gateway at the base URL, or stream the answer: the gateway "
    "waited no longer.",
    "gateway.limit": "Wait and send fewer requests, or raise the limit of the gateway at the base URL: it is not "
    "the vendor's.",
    "gateway.too_large": "Send a smaller request, or raise the body size limit of the gateway at the base URL "
    "(nginx: `client_max_body_size`).",
    "gateway.payment": "Settle the account at the gateway that the base URL names: the gateway refused, the vendor "
    "was not asked.",
    "gateway.key": "Send the key that the gateway at the base URL wants, not the vendor's: the gateway refused this "
    "one.",
    "gateway.denied": "Ask the operator of the gateway at the base URL to allow this caller and model: the vendor "
    "was not asked.",
    "gateway.route": "Correct the base URL's path by the gateway's own documentation: the gateway there has no such "
    "address.",
}
