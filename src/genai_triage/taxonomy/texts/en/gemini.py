"""What to do about Gemini's API, by the cause's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "gemini.key_not_found": "Check that the key still exists on https://aistudio.google.com/apikey; a new key needs a "
    "few minutes before it works everywhere.",
    "gemini.key_expired": "Renew the API key on https://aistudio.google.com/apikey: the one in use has expired.",
    "gemini.key_invalid": "Create or copy an API key on https://aistudio.google.com/apikey and set it as "
    "GEMINI_API_KEY, without quotes or spaces.",
    "gemini.key_leaked": "Delete the key on https://aistudio.google.com/apikey and create another: Google found it "
    "published and disabled it.",
    "gemini.key_missing": "Send the API key in the x-goog-api-key header: the request carried no credential at all.",
    "gemini.credentials_ambiguous": "Send one credential only: drop either the API key or the OAuth token (or unset "
    "one of GOOGLE_API_KEY and GEMINI_API_KEY).",
    "gemini.key_not_accepted": "Authenticate with OAuth (Application Default Credentials or a service account): this "
    "endpoint takes no AI Studio key.",
    "gemini.credential_wrong_kind": "Use a key created now on https://aistudio.google.com/apikey or restrict the old "
    "one to the Gemini API: this kind of credential is refused.",
    "gemini.token_expired": "Refresh the OAuth access token (`gcloud auth application-default login`): it lives for an "
    "hour.",
    "gemini.token_scope_insufficient": "Log in again with the scope https://www.googleapis.com/auth/cloud-platform: "
    "the access token's scopes do not cover this method.",
    "gemini.account_invalid": "Restore the Google account or service account behind the credential: it is deleted, "
    "disabled or must sign in again.",
    "gemini.unauthenticated": "Check the credential: the service accepted neither an API key nor an OAuth token from "
    "this request.",
    "gemini.credentials_absent": "Set GEMINI_API_KEY or GOOGLE_API_KEY, or pass `api_key` to the client: the SDK found "
    "no credential.",
    "gemini.adc_not_found": "Run `gcloud auth application-default login` or point GOOGLE_APPLICATION_CREDENTIALS at a "
    "service-account file.",
    "gemini.credentials_refresh_failed": "Log in again (`gcloud auth application-default login`) or replace the "
    "service-account key: Google would not renew the token.",
    "gemini.google_auth": "Check the Google credentials and whether this host reaches oauth2.googleapis.com: "
    "google-auth could not obtain a token.",
    "gemini.billing_account_spend_cap": "Move the billing account to a higher usage tier in Google AI Studio: the "
    "account as a whole reached its spend cap.",
    "gemini.billing_disabled": "Link an open billing account to the project on "
    "https://console.cloud.google.com/billing and wait a few minutes.",
    "gemini.billing_overdue": "Pay the overdue balance of the billing account on "
    "https://console.cloud.google.com/billing: Google stopped serving the project.",
    "gemini.free_tier_unavailable": "Set up a paid plan for the project in Google AI Studio: the free tier is not "
    "offered in this country.",
    "gemini.prerequisite_unmet": "Set up billing for the project in Google AI Studio; if it is, check that the "
    "resources the request names are ready.",
    "gemini.prepay_depleted": "Buy prepaid credits for the project on https://ai.studio/projects: the balance is used "
    "up and waiting does not help.",
    "gemini.spend_cap": "Raise the project's spend cap on https://ai.studio/spend or wait for the next billing month.",
    "gemini.location_unsupported": "Call from a country on the list of available regions, or use Vertex AI in a "
    "supported location.",
    "gemini.api_disabled": "Enable the Generative Language API (or the Vertex AI API) for the project in the Google "
    "Cloud console and wait a few minutes.",
    "gemini.key_api_blocked": "Allow the Generative Language API under the key's API restrictions on "
    "https://console.cloud.google.com/apis/credentials.",
    "gemini.key_referrer_blocked": "Remove the HTTP-referrer restriction of the key, or use a server key: this caller "
    "sends no allowed referrer.",
    "gemini.key_ip_blocked": "Add this host's public address to the key's IP restriction on "
    "https://console.cloud.google.com/apis/credentials.",
    "gemini.key_app_blocked": "Use a key without an Android or iOS application restriction: such a key works only "
    "inside the named app.",
    "gemini.consumer_suspended": "Appeal the suspension of the Google Cloud project or account, or switch to another "
    "project: its key is refused.",
    "gemini.consumer_invalid": "Check the project behind the key and the x-goog-user-project header: it does not exist "
    "or may not be charged for this call.",
    "gemini.iam_denied": "Grant the service account the role roles/aiplatform.user on the project that the error "
    "names.",
    "gemini.project_denied": "Contact Google's support or use another project: Google has denied this project access "
    "to the Gemini API.",
    "gemini.tuned_model_denied": "Authenticate with OAuth as an account that owns the tuned model or was given access "
    "to it: an API key is not enough.",
    "gemini.organization_policy": "Ask the organization's administrator to allow this API, location or caller: an "
    "organization policy or service perimeter forbids it.",
    "gemini.account_restricted": "Sign in to the Google account with a browser and follow the verification or appeal "
    "it asks for: the account may not use the service.",
    "gemini.permission_denied": "Check on https://aistudio.google.com/apikey that the key belongs to a project that "
    "may use this model and feature.",
    "gemini.no_quota": "Set up billing or choose a model your tier includes (https://ai.dev/rate-limit): your limit "
    "for this model is 0, so waiting never helps.",
    "gemini.requests_per_day": "Wait for midnight Pacific time, switch to another model, or move the project to a "
    "higher tier on https://ai.dev/rate-limit.",
    "gemini.tokens_per_day": "Wait for midnight Pacific time, send fewer tokens, or move the project to a higher tier "
    "on https://ai.dev/rate-limit.",
    "gemini.long_quota": "Look up the quota on https://ai.dev/rate-limit and wait for its reset or request an "
    "increase: its window is a day or longer.",
    "gemini.user_quota": "Wait for the reset the error names, or sign in with an API key or a larger Code Assist plan.",
    "gemini.current_quota": "See on https://ai.dev/rate-limit which limit is full: the answer names neither the quota "
    "nor its window.",
    "gemini.requests_per_minute": "Wait the seconds that RetryInfo names, then send fewer requests per minute or move "
    "the project to a higher tier.",
    "gemini.tokens_per_minute": "Wait the seconds that RetryInfo names, then send fewer input tokens per minute: "
    "shorten prompts or use context caching.",
    "gemini.concurrent_requests": "Run fewer sessions or requests at the same time: the limit of concurrent ones is "
    "reached.",
    "gemini.short_window": "Wait, then spread the requests: a limit with a window of an hour or less is used up.",
    "gemini.shared_capacity": "Retry with exponential backoff, or use the global endpoint, another region or "
    "provisioned throughput: shared capacity is short, not your quota.",
    "gemini.rate_limited": "Wait, retry with exponential backoff and send fewer requests per minute; see your limits "
    "on https://ai.dev/rate-limit.",
    "gemini.no_capacity": "Retry with exponential backoff or switch to another model for now: this model has no free "
    "capacity.",
    "gemini.model_overloaded": "Retry with exponential backoff or switch to another model for now: the model is in "
    "high demand.",
    "gemini.unavailable": "Retry with exponential backoff, or switch to another model or region while the service is "
    "unavailable.",
    "gemini.internal": "Retry with exponential backoff; if it persists, shorten the input context or switch to another "
    "model for now.",
    "gemini.aborted": "Send the request again: another change to the same resource ran at the same time.",
    "gemini.job_failed": "Read the job's own log or result file for the items that failed, then submit it again.",
    "gemini.batch_items_failed": (
        "Read the `error` of each failed item in the batch's result (`dest.inlined_responses`, or the lines of its "
        "file), mend those requests and submit only them again: the other answers are good."
    ),
    "gemini.job_expired": "Split the batch into smaller ones: it was not finished within 48 hours.",
    "gemini.deadline_exceeded": "Raise the timeout in the client's http_options or shorten the prompt: the service did "
    "not finish in time.",
    "gemini.live_idle": "Open a new session or resume the old one by its handle, and keep sending input: the session "
    "stood idle too long.",
    "gemini.cancelled": "Nothing to repair if the application gave the call up itself; otherwise raise the timeout of "
    "whatever cancels it.",
    "gemini.media_filtered": "Rephrase the image or video prompt: the responsible-AI filter removed every result.",
    "gemini.invalid_argument": "Compare the request with the API reference: a field is misspelt, missing or has a "
    "value that this model does not take.",
    "gemini.failed_precondition": "Put the named resource into the state the call needs, then repeat it.",
    "gemini.file_not_active": "Poll `client.files.get` until the file's state is ACTIVE before using it in a prompt.",
    "gemini.context_too_long": "Shorten the prompt or history: measure it with `count_tokens` against the model's "
    "input limit.",
    "gemini.payload_too_large": "Send large media through the Files API instead of inline: the request exceeds the "
    "size limit.",
    "gemini.parameter_range": "Bring the named parameter into its range: candidates 1–8, temperature and topP 0.0–1.0 "
    "(2.0 on newer models), output tokens by model.",
    "gemini.unknown_field": "Use the API version that knows the field (`v1beta` for preview features) or correct its "
    "name.",
    "gemini.malformed_json": "Repair the request's JSON: a value has the wrong type or the text does not parse.",
    "gemini.empty_input": "Send at least one non-empty part in `contents`: the request has nothing to answer.",
    "gemini.thought_signature": "Send back every thought signature with the function call it came with: the history "
    "lost one.",
    "gemini.function_turns": "Order the history as user, function call, function response, with one response for each "
    "call.",
    "gemini.role": "Use only the roles `user` and `model`, alternating, and put system text into `system_instruction`.",
    "gemini.combination_unsupported": "Send the two features in separate requests: this model does not take tools, "
    "search, JSON mode or caching together.",
    "gemini.mime_type": "Send a MIME type the model reads and name it in `mime_type`.",
    "gemini.unreadable_input": "Check the image, document or URL by opening it: the service could not read it.",
    "gemini.schema": "Simplify the response or tool schema: fewer properties, shorter enums, no unsupported keywords, "
    "every `required` name defined.",
    "gemini.cache_conflict": "Move system instruction, tools and tool config into the cached content, and use the "
    "model it was made for.",
    "gemini.cache_too_small": "Cache only content above the model's minimum token count, or send it uncached.",
    "gemini.deadline_too_short": "Set the client's timeout to 10 seconds or more (`http_options.timeout` is in "
    "milliseconds).",
    "gemini.already_exists": "Choose another id or use the existing resource: one of this name is already there.",
    "gemini.model_retired": "Move to the successor named on the deprecations page: the model is retired or closed to "
    "new users.",
    "gemini.model_not_found": "Take the model's name from `client.models.list()`: this API version or region does not "
    "know it.",
    "gemini.wrong_address": "Correct the base URL and API version (`http_options`): "
    "https://generativelanguage.googleapis.com with `v1beta`, once and without a model's name in it; the key is not "
    "at fault.",
    "gemini.file_not_found": "Upload the file again with the same key: files live 48 hours and belong to one project.",
    "gemini.cache_not_found": "Create the cached content again: it expired (its TTL is one hour by default) or belongs "
    "to another project.",
    "gemini.session_not_found": "Start a new session: the session or its resumption handle has expired.",
    "gemini.live_unsupported": "Use a model of the Live API: this one does not offer bidiGenerateContent.",
    "gemini.feature_unsupported": "Leave the named feature out or choose a model that has it: see the capabilities "
    "table of the model.",
    "gemini.unimplemented": "Use another method or API version: the service does not implement this one.",
    "gemini.not_found": "Check the resource's name, the API version in the URL and the location: nothing is found at "
    "this address.",
    "gemini.prompt_safety": "Rephrase the prompt, or relax the safety settings where your policy permits: the safety "
    "filter blocked the prompt.",
    "gemini.prompt_other": "Rephrase the prompt or write it in a supported language: it may violate the terms of "
    "service.",
    "gemini.prompt_blocklist": "Remove the term from the prompt that stands on the terminology blocklist.",
    "gemini.prompt_prohibited": "Rewrite the prompt: it holds content that no setting permits.",
    "gemini.prompt_image_safety": "Describe another image: the prompt is unsafe for image generation.",
    "gemini.prompt_model_armor": "Review the Model Armor template of the project: it blocked the prompt.",
    "gemini.prompt_jailbreak": "Remove the instructions that try to override the model's rules: the prompt counts as a "
    "jailbreak.",
    "gemini.prompt_blocked": "Rephrase the prompt: a filter blocked it for a reason this version does not know.",
    "gemini.answer_safety": "Rephrase the prompt, or relax the safety settings where your policy permits: the safety "
    "filter stopped the answer.",
    "gemini.answer_blocklist": "Rephrase the prompt: the answer held a term of the blocklist.",
    "gemini.answer_prohibited": "Rewrite the prompt: the answer would have held content that no setting permits.",
    "gemini.answer_personal_data": "Ask for no sensitive personal data: the answer held some.",
    "gemini.language": "Write the prompt and ask for the answer in a supported language.",
    "gemini.image_safety": "Describe another image: the generated one was held back as unsafe.",
    "gemini.image_prohibited": "Describe another image: the generated one held prohibited content.",
    "gemini.image_other": "Rephrase the image prompt: the image was held back without a stated reason.",
    "gemini.answer_model_armor": "Review the Model Armor template of the project: it blocked the answer.",
    "gemini.escalation": "Rephrase the prompt: an escalation rule filtered the request.",
    "gemini.live_turn_rejected": "Rephrase the input: a filter ended the turn, and `turnCompleteReason` names it.",
    "gemini.recitation": "Make the prompt more distinctive and raise the temperature: the answer resembled known "
    "material.",
    "gemini.image_recitation": "Describe a more distinctive image: the generated one resembled known material.",
    "gemini.max_tokens": "Raise `max_output_tokens` or lower the thinking budget: the answer ended at the token limit.",
    "gemini.interaction_budget": "Raise the token budget of the interaction or narrow the task: it was used up before "
    "the answer was complete.",
    "gemini.malformed_function_call": "Retry; simplify the function's schema or set the calling mode to ANY if the "
    "model keeps writing invalid calls.",
    "gemini.unexpected_tool_call": "Retry; declare the function the model called, or tell it in the prompt which tools "
    "exist.",
    "gemini.too_many_tool_calls": "Retry with fewer tools or a narrower task: the model kept calling tools without an "
    "answer.",
    "gemini.no_image": "Retry and ask for an image explicitly: the model answered without one.",
    "gemini.malformed_response": "Retry: the model produced an answer the service could not use.",
    "gemini.finish_other": "Retry, then rephrase the prompt: the answer stopped for a reason that has no name.",
    "gemini.no_candidate": "Retry: the answer holds no candidate and names no reason.",
    "gemini.empty_answer": "Retry; if it persists, lower the thinking budget or drop the tools: the candidate has no "
    "content although it ended with STOP.",
    "gemini.error_without_code": "Log the raw answer and upgrade google-genai: the SDK crashed on an error object that "
    "has no code.",
}
