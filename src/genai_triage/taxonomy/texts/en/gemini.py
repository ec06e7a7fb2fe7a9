"""What to do about Gemini's API, by the cause's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "gemini.key_not_found": "Look on https://aistudio.google.com/apikey whether the key still exists, and if not, "
    "create one there and set it as GEMINI_API_KEY; a key made just now needs a few minutes.",
    "gemini.key_expired": "Renew the API key on https://aistudio.google.com/apikey and set the new one as "
    "GEMINI_API_KEY: the one in use has expired.",
    "gemini.key_invalid": "Create or copy an API key on https://aistudio.google.com/apikey and set it as "
    "GEMINI_API_KEY, without quotes or spaces.",
    "gemini.key_leaked": "Delete the key on https://aistudio.google.com/apikey, create another and set it as "
    "GEMINI_API_KEY: Google found it published and disabled it for good.",
    "gemini.key_missing": "Set GEMINI_API_KEY or pass `api_key` to the client: the request carried no credential at "
    "all.",
    "gemini.credentials_ambiguous": "Send one credential only, the API key or the OAuth token: take the other out "
    "of the client's arguments and of the `headers` in `http_options`.",
    "gemini.key_not_accepted": "Authenticate with OAuth instead of an API key (`gcloud auth application-default "
    "login`, on servers a service account): this endpoint takes no keys of AI Studio.",
    "gemini.credential_wrong_kind": "Use a key created now on https://aistudio.google.com/apikey or restrict the "
    "old one to the Gemini API: this kind of credential is refused.",
    "gemini.token_expired": "Get a new OAuth access token (`gcloud auth print-access-token`), or give the client "
    "Application Default Credentials, which renew it: a token lives for an hour.",
    "gemini.token_scope_insufficient": "Log in again with `gcloud auth application-default login "
    "--scopes=https://www.googleapis.com/auth/cloud-platform`, or give the VM that access scope: the token's scopes "
    "do not cover this method.",
    "gemini.account_invalid": "Enable or restore the service account on "
    "https://console.cloud.google.com/iam-admin/serviceaccounts, or sign in again as the user: the account behind "
    "the credential is deleted or disabled.",
    "gemini.unauthenticated": "Replace the credential: set GEMINI_API_KEY to a key of "
    "https://aistudio.google.com/apikey, or on Vertex AI run `gcloud auth application-default login`; the one sent "
    "is not accepted.",
    "gemini.credentials_absent": "Set GEMINI_API_KEY or GOOGLE_API_KEY, or pass `api_key` to the client: the SDK "
    "found no credential.",
    "gemini.vertex_settings_absent": "Pass `project` and `location` to the client, or set GOOGLE_CLOUD_PROJECT and "
    "GOOGLE_CLOUD_LOCATION: the SDK found neither these nor an API key for Vertex AI.",
    "gemini.adc_not_found": "Run `gcloud auth application-default login` or point GOOGLE_APPLICATION_CREDENTIALS at "
    "a service-account file.",
    "gemini.credentials_refresh_failed": "Log in again (`gcloud auth application-default login`) or replace the "
    "service-account key: Google would not renew the token.",
    "gemini.google_auth": "Read the exception's text, then log in again (`gcloud auth application-default login`) "
    "or point GOOGLE_APPLICATION_CREDENTIALS at a valid key file: google-auth could not obtain a token.",
    "gemini.mutual_tls": "Repair the client certificate that google-auth found, or set "
    "GOOGLE_API_USE_CLIENT_CERTIFICATE to false: its mutual TLS channel could not be made.",
    "gemini.billing_account_spend_cap": "Wait for the next month, or have the billing account moved to a higher "
    "usage tier (AI Studio shows it on https://ai.studio/spend): the account as a whole reached its tier's cap.",
    "gemini.billing_disabled": "Link an open billing account to the project on "
    "https://console.cloud.google.com/billing and wait a few minutes.",
    "gemini.billing_overdue": "Pay the overdue balance of the billing account on "
    "https://console.cloud.google.com/billing: Google stopped serving the project.",
    "gemini.free_tier_unavailable": "Set up a paid plan for the project in Google AI Studio: the free tier is not "
    "offered in this country.",
    "gemini.prerequisite_unmet": "Set up billing for the project in Google AI Studio; if it is set up, check that "
    "each file, cache or agent which the request names is ready.",
    "gemini.prepay_depleted": "Buy prepaid credits for the project on https://ai.studio/projects: the balance is "
    "used up and waiting does not help.",
    "gemini.spend_cap": "Raise the project's spend cap on https://ai.studio/spend or wait for the next billing month.",
    "gemini.location_unsupported": "Run the call from a country of "
    "https://ai.google.dev/gemini-api/docs/available-regions (the server's or proxy's address counts), or use "
    "Vertex AI in a supported location.",
    "gemini.api_disabled": "Enable the API that the error names (for AI Studio's keys the Generative Language API) "
    "on https://console.cloud.google.com/apis/library in the project that it names, and wait a few minutes.",
    "gemini.key_api_blocked": "Allow the API that the error names (Gemini's is the Generative Language API) under "
    "the key's API restrictions on https://console.cloud.google.com/apis/credentials.",
    "gemini.key_referrer_blocked": "Take the website restriction off the key on "
    "https://console.cloud.google.com/apis/credentials, or use another key: this caller sends none of the allowed "
    "referrers.",
    "gemini.key_ip_blocked": "Add the address that the error names to the key's IP restriction on "
    "https://console.cloud.google.com/apis/credentials.",
    "gemini.key_app_blocked": "Create a key without Android or iOS restriction on "
    "https://console.cloud.google.com/apis/credentials: this one works only inside the app it is bound to.",
    "gemini.consumer_suspended": "Appeal as the mail to the project's owner says, or use a key of another project: "
    "Google suspended this one for a breach of its terms.",
    "gemini.consumer_invalid": "Correct the project: GOOGLE_CLOUD_PROJECT, or `gcloud auth application-default "
    "set-quota-project`; the one that the error names does not exist or may not be charged.",
    "gemini.quota_project_denied": "Grant the calling account roles/serviceusage.serviceUsageConsumer on the "
    "project that the error names, or name another with `gcloud auth application-default set-quota-project`.",
    "gemini.iam_denied": "Grant the calling account the role roles/aiplatform.user on "
    "https://console.cloud.google.com/iam-admin/iam of the project that the error names, and check that name: it "
    "may be misspelt.",
    "gemini.project_denied": "Read the banner on the project's page in Google AI Studio and follow it, contact "
    "Google's support, or use another project: this one is denied access to the Gemini API.",
    "gemini.model_not_allowed": "Take a model that the project may use, or ask for access to this one on "
    "https://console.cloud.google.com/vertex-ai/model-garden: the project is not on its list.",
    "gemini.tuned_model_denied": "Authenticate with OAuth as an account that owns the tuned model or was given "
    "access to it: an API key is not enough.",
    "gemini.organization_policy": "Ask the organization's administrator to allow this API, location or caller, and "
    "hand over the identifier in the error: a policy or service perimeter forbids the call.",
    "gemini.account_restricted": "Sign in to the Google account in a browser and finish the verification or appeal "
    "that it asks for (the error may hold the link): until then it may not use the service.",
    "gemini.permission_denied": "Check that GEMINI_API_KEY is set and that its project on "
    "https://aistudio.google.com/apikey may use this model and feature; a tuned model needs OAuth.",
    "gemini.robot_refused": "Call from another address, without the VPN or shared proxy: Google's front door takes "
    "this network's traffic for a robot's; the key was not looked at.",
    "gemini.no_quota": "Choose a model that your tier includes, or set up billing in Google AI Studio; "
    "https://ai.dev/rate-limit shows both: the limit for this model is 0, so waiting never helps.",
    "gemini.requests_per_day": "Wait for midnight Pacific time, switch to another model, or move the project to a "
    "higher tier on https://ai.dev/rate-limit.",
    "gemini.vertex_quota": "Wait a minute, then send fewer requests and tokens per minute, or request more of the "
    "quota that the error names on https://console.cloud.google.com/iam-admin/quotas.",
    "gemini.vertex_allowance": "Request more of the quota that the error names on "
    "https://console.cloud.google.com/iam-admin/quotas, or give up some of what uses it: waiting frees none.",
    "gemini.tokens_per_day": "Wait for midnight Pacific time, send fewer tokens, or move the project to a higher "
    "tier on https://ai.dev/rate-limit: its tokens per day are used up.",
    "gemini.long_quota": "Look up the quota on https://ai.dev/rate-limit and wait for its reset or request an "
    "increase: its window is a day or longer.",
    "gemini.user_quota": "Wait for the reset that the error names, or call the Gemini API with an API key or buy a "
    "larger Code Assist plan: the user's own quota is used up.",
    "gemini.code_assist_rate": "Wait as long as the error says; for more, call the Gemini API with an API key or "
    "take a larger Code Assist plan: the limit is the user's own.",
    "gemini.current_quota": "See on https://ai.dev/rate-limit which limit is full: wait a minute for one per "
    "minute, until midnight Pacific time for one per day, or raise the tier there; the answer does not say which.",
    "gemini.requests_per_minute": "Wait as long as the answer says, or a minute, then send fewer requests per "
    "minute, or request a higher quota or tier for the project on https://ai.dev/rate-limit.",
    "gemini.tokens_per_minute": "Wait as long as the answer says, or a minute, then send fewer input tokens per "
    "minute: shorten prompts or spread the long ones.",
    "gemini.concurrent_requests": "Close sessions that are done and run fewer sessions or jobs at the same time: "
    "the project's limit of concurrent ones is reached.",
    "gemini.short_window": "Wait as long as the answer says, or an hour, then spread the requests; "
    "https://ai.dev/rate-limit shows the limit, whose window is an hour or less.",
    "gemini.shared_capacity": "Retry with exponential backoff, or switch to another model; on Vertex AI take the "
    "`global` location or provisioned throughput: shared capacity is short, not your quota.",
    "gemini.rate_limited": "Wait, retry with exponential backoff and send fewer requests per minute; see your "
    "limits on https://ai.dev/rate-limit, and request a higher quota there if they are too low.",
    "gemini.robot_limited": "Wait and send fewer requests from this address, or call from another one: Google's "
    "front door takes this network's traffic for a robot's; no quota is used up.",
    "gemini.no_capacity": "Wait and retry with exponential backoff, or switch to another model for now: the service "
    "has no free capacity for this one.",
    "gemini.model_overloaded": "Switch to another model for now, or wait and retry with exponential backoff: the "
    "model is in high demand; if it persists, use Send feedback in Google AI Studio.",
    "gemini.unavailable": "Switch to another model for now, or wait and retry with exponential backoff; if it "
    "persists, see https://aistudio.google.com/status and use Send feedback in Google AI Studio.",
    "gemini.internal": "Shorten the input context, switch to another model for now, or wait and retry; if it "
    "persists, report it with Send feedback in Google AI Studio.",
    "gemini.aborted": "Send the request again: another change to the same resource ran at the same time.",
    "gemini.job_failed": "Read the job's `error` (a batch's result file has one for each item), mend what it names, "
    "then submit the job again.",
    "gemini.batch_items_failed": "Read the `error` of each failed item in the batch's result "
    "(`dest.inlined_responses`, or the lines of its file) and submit only those requests again, mended where the error "
    "is theirs: the other answers are good.",
    "gemini.job_expired": "Split the batch into smaller ones and submit it again, or take another model (this one "
    "may be about to retire): it was not finished within 48 hours.",
    "gemini.deadline_exceeded": "Raise the timeout in the client's http_options or shorten the prompt: the service "
    "did not finish in time.",
    "gemini.live_idle": "Open a new session or resume the old one by its handle, and keep sending input: the "
    "session stood idle too long.",
    "gemini.live_session_over": "Turn on `session_resumption` and reconnect with the last handle as soon as "
    "`go_away` arrives: the session reached its longest duration.",
    "gemini.cancelled": "Nothing to repair if the application gave the call up itself; otherwise raise the timeout "
    "of whatever cancels it.",
    "gemini.media_filtered": "Rephrase the prompt, or take other pictures: the responsible-AI filter refused it or "
    "removed every result.",
    "gemini.invalid_argument": "Compare the request with the API reference (format, examples, API version): a field "
    "is misspelt, missing, or of a newer version than the endpoint.",
    "gemini.failed_precondition": "Bring what the request names (file, cache, job, tuned model) into the state that "
    "the call needs, and check that billing is set up in Google AI Studio, then send it again.",
    "gemini.service_agents": "Wait a few minutes and send the call again: Google is still setting up the service "
    "agents that read the Cloud Storage file.",
    "gemini.file_not_active": "Poll `client.files.get` until the file's state is ACTIVE before using it in a prompt.",
    "gemini.context_too_long": "Shorten the prompt or history: measure it with `count_tokens` against the model's "
    "`input_token_limit`, which `client.models.get(model=…)` names.",
    "gemini.payload_too_large": "Send large media through the Files API (`client.files.upload`) instead of inline, "
    "or split the request: it exceeds the size limit.",
    "gemini.parameter_range": "Bring the named parameter into its range: candidates 1–8, temperature and topP "
    "0.0–1.0 (2.0 on newer models), output tokens by model.",
    "gemini.unknown_field": "Use the API version that knows the field (`v1beta` for preview features, "
    "`http_options.api_version`), or correct its name.",
    "gemini.malformed_json": "Correct the value that the error names by the API reference: it has the wrong type, "
    "or the text is no JSON.",
    "gemini.empty_input": "Fill the empty part that the error names, or take it out: `contents` needs at least one "
    "part with text or data.",
    "gemini.thought_signature": "Send back every thought signature with the function call it came with: the history "
    "lost one.",
    "gemini.function_turns": "Order the history as user, function call, function response: one response for each "
    "call, under the call's `name`.",
    "gemini.role": "Use only the roles `user` and `model`, alternating, and put system text into `system_instruction`.",
    "gemini.combination_unsupported": "Send the two features in separate requests: this model does not take tools, "
    "search, JSON mode or caching together.",
    "gemini.mime_type": "Name the file's true type in `mime_type` (application/pdf, image/png …, not "
    "application/octet-stream), or convert the file: this model does not read the type sent.",
    "gemini.unreadable_input": "Open the image, document or URL that the request names (a URL must be public and "
    "allow robots): the service could not read it.",
    "gemini.media_too_long": "Cut the video or audio into parts that are no longer than the error allows, and send "
    "them in requests of their own.",
    "gemini.voice": "Take a voice that https://ai.google.dev/gemini-api/docs/speech-generation lists as "
    "`voice_name`: the model has none of the name sent.",
    "gemini.speech_only": "Set `response_modalities` to AUDIO and ask the model to read the text aloud (`Say: …`): "
    "it only speaks.",
    "gemini.audio_format": "Send the audio as 16-bit PCM in one rate for the whole session "
    "(`audio/pcm;rate=16000`), or as a whole WAV file: the service could not take the format sent.",
    "gemini.base64": "Pass the raw bytes to the SDK (`types.Part.from_bytes`), or encode them as base64 exactly "
    "once: the data sent does not decode.",
    "gemini.file_uri": "Pass the `uri` that `client.files.upload` returned; gs:// addresses are for Vertex AI, and "
    "web pages for the url_context tool.",
    "gemini.schema": "Simplify the response or tool schema: fewer properties, shorter enums, no unsupported "
    "keywords, every `required` name defined.",
    "gemini.tool_mode": "Set the function calling mode to ANY where `allowed_function_names` is given, or leave the "
    "names out, and name only functions that are declared.",
    "gemini.cache_conflict": "Move system instruction, tools and tool config into the cached content, and use the "
    "model it was made for.",
    "gemini.cache_too_small": "Cache only content above the model's minimum token count, or send it uncached.",
    "gemini.deadline_too_short": "Set the client's timeout to 10 seconds or more (`http_options.timeout` is in "
    "milliseconds).",
    "gemini.already_exists": "Choose another id or use the existing resource: one of this name is already there.",
    "gemini.model_retired": "Move to the successor that https://ai.google.dev/gemini-api/docs/deprecations names: "
    "the model is retired, or closed to new users.",
    "gemini.model_not_found": "Take the model's name from `client.models.list()` or "
    "https://ai.google.dev/gemini-api/docs/models: this API version or region does not know it.",
    "gemini.wrong_address": "Correct the base URL and API version (`http_options`): "
    "https://generativelanguage.googleapis.com with `v1beta`, once and without a model's name in it; the key is not "
    "at fault.",
    "gemini.file_not_found": "Upload the file again with the same key: files live 48 hours and belong to one project.",
    "gemini.cache_not_found": "Create the cached content again: it expired (its TTL is one hour by default) or "
    "belongs to another project.",
    "gemini.session_not_found": "Start a new session: the session or its resumption handle has expired.",
    "gemini.live_unsupported": "Take a model of https://ai.google.dev/gemini-api/docs/live whose supported actions "
    "have bidiGenerateContent (`client.models.list()`): this one is none of the Live API.",
    "gemini.feature_unsupported": "Leave the named feature out, or choose a model and API version that have it: see "
    "the capabilities table of the model on https://ai.google.dev/gemini-api/docs/models.",
    "gemini.system_instruction": "Put the system text into the first user message, or take a model that has "
    "`system_instruction`: this one (Gemma, and models for images or speech) has none.",
    "gemini.unimplemented": "Use another method or API version: the service does not implement this one.",
    "gemini.not_found": "Check that the resource's name and every parameter are valid for the API version in the "
    "URL, and the location: nothing is found at this address.",
    "gemini.prompt_safety": "Rephrase the prompt, or relax the safety settings where your policy permits: the "
    "safety filter blocked the prompt.",
    "gemini.prompt_other": "Rephrase the prompt: the query or answer may violate the terms of service, or be in a "
    "language or of a kind that is not supported.",
    "gemini.prompt_blocklist": "Take the terms out of the prompt that stand on your terminology blocklist, or "
    "change that list: one of them blocked it.",
    "gemini.prompt_prohibited": "Rewrite the prompt: it holds content that no setting permits.",
    "gemini.prompt_image_safety": "Describe another image: the prompt is unsafe for image generation.",
    "gemini.prompt_model_armor": "Review the project's Model Armor template, and the floor settings above it, in "
    "Security Command Center: it blocked the prompt, and the answer names the filter.",
    "gemini.prompt_jailbreak": "Remove the instructions that try to override the model's rules: the prompt counts "
    "as a jailbreak.",
    "gemini.prompt_blocked": "Rephrase the prompt: a filter blocked it for a reason this version does not know.",
    "gemini.answer_safety": "Rephrase the prompt, or relax the safety settings where your policy permits: the "
    "safety filter stopped the answer.",
    "gemini.answer_blocklist": "Rephrase the prompt: the answer held a term of the blocklist.",
    "gemini.answer_prohibited": "Rewrite the prompt: the answer would have held content that no setting permits.",
    "gemini.answer_personal_data": "Ask for no sensitive personal data: the answer held some.",
    "gemini.language": "Write the prompt and ask for the answer in a supported language.",
    "gemini.image_safety": "Describe another image: the generated one was held back as unsafe.",
    "gemini.image_prohibited": "Describe another image: the generated one held prohibited content.",
    "gemini.image_other": "Rephrase the image prompt: the image was held back without a stated reason.",
    "gemini.answer_model_armor": "Review the project's Model Armor template, and the floor settings above it, in "
    "Security Command Center: it blocked the model's answer, not the prompt.",
    "gemini.escalation": "Rephrase the prompt: an escalation rule filtered the request.",
    "gemini.live_turn_rejected": "Rephrase the input: a filter ended the turn, and `turn_complete_reason` names it.",
    "gemini.recitation": "Make the prompt more distinctive and raise the temperature: the answer resembled known "
    "material.",
    "gemini.image_recitation": "Describe a more distinctive image: the generated one resembled known material.",
    "gemini.max_tokens": "Raise `max_output_tokens` or lower the thinking budget: the answer ended at the token limit.",
    "gemini.interaction_budget": "Raise the token budget of the interaction or narrow the task: it was used up "
    "before the answer was complete.",
    "gemini.malformed_function_call": "Retry; simplify the function's schema or set the calling mode to ANY if the "
    "model keeps writing invalid calls.",
    "gemini.unexpected_tool_call": "Retry; declare the function the model called, or tell it in the prompt which "
    "tools exist.",
    "gemini.too_many_tool_calls": "Retry with fewer tools or a narrower task: the model kept calling tools without "
    "an answer.",
    "gemini.no_image": "Retry and ask for an image explicitly: the model answered without one.",
    "gemini.malformed_response": "Retry: the model produced an answer the service could not use.",
    "gemini.finish_other": "Retry, then rephrase the prompt: the answer stopped for a reason that has no name.",
    "gemini.missing_embeddings": "Send the contents again in smaller batches, and pair embeddings with texts only if "
    "there are as many: the answer holds fewer embeddings than contents were sent.",
    "gemini.no_result": "Ask for the operation once more, then start it anew: it is done and holds neither a response "
    "nor an error.",
    "gemini.no_candidate": "Retry: the answer holds no candidate and names no reason.",
    "gemini.empty_answer": "Retry; if it persists, lower the thinking budget or drop the tools: the candidate has "
    "no content although it ended with STOP.",
    "gemini.error_without_code": "Log the raw answer and upgrade google-genai: the SDK crashed on an error object "
    "that has no code.",
    "gemini.iamcredentials_disabled": "Enable iamcredentials.googleapis.com (IAM Service Account Credentials API) "
    "in the project that the error names, on https://console.cloud.google.com/apis/library, and wait a few minutes.",
    "gemini.impersonation_denied": "Grant the calling account roles/iam.serviceAccountTokenCreator on the service "
    "account to impersonate: it may not make tokens for it.",
    "gemini.reauthentication_needed": "Run `gcloud auth application-default login` again: the organization's "
    "session length ran out; on servers use a service account, which has none.",
    "gemini.clock_wrong": "Set this machine's clock by NTP (`timedatectl set-ntp true`): Google refuses a token "
    "whose times are off.",
    "gemini.service_account_gone": "Create a new key for a service account that exists and is enabled, on "
    "https://console.cloud.google.com/iam-admin/serviceaccounts, and point GOOGLE_APPLICATION_CREDENTIALS at it.",
    "gemini.metadata_server_empty": "Attach a service account to the VM, pod or job, or point "
    "GOOGLE_APPLICATION_CREDENTIALS at a key file: the metadata server has no account to offer.",
    "gemini.token_server_unreached": "Let this host reach the server that the error names "
    "(oauth2.googleapis.com:443, or metadata.google.internal on Google Cloud) through firewall and HTTPS_PROXY: no "
    "token could be asked for.",
    "gemini.credentials_file_broken": "Download the service account's JSON key anew and point "
    "GOOGLE_APPLICATION_CREDENTIALS at it: the file in use is cut, reformatted or of another kind.",
    "gemini.interactions_only": "Call `client.interactions.create` for this model instead of `generate_content`, or "
    "take another model: it answers on the Interactions API only.",
    "gemini.interactions_schema": "Upgrade the SDK (`pip install -U google-genai`): it sends the Interactions API's "
    "legacy schema, which is no longer taken.",
    "gemini.media_chunks": "Send `audio=`, `video=` or `text=` in `send_realtime_input` instead of `media=` or "
    "`media_chunks`, and upgrade google-genai: that field is no longer taken.",
    "gemini.field_deprecated": "Replace the field that the error names by its successor in the API reference, or "
    "upgrade the SDK if it sets the field: the model is not at fault.",
    "gemini.ephemeral_token": "Create a new ephemeral token (`client.auth_tokens.create`) for each session, with "
    "enough `uses` and a later `expire_time`: this one is spent or expired.",
    "gemini.credential_not_sent": "Set GEMINI_API_KEY (Gemini API) or run `gcloud auth application-default login` "
    "(Vertex AI): no credential arrived with the request.",
    "gemini.bucket_denied": "Grant roles/storage.objectViewer on the bucket to the account that the error names "
    "(often Vertex AI's service agent, service-…@gcp-sa-aiplatform.iam.gserviceaccount.com).",
    "gemini.code_assist_seat": "Assign a Gemini Code Assist license to this user in the Google Cloud console (Admin "
    "for Gemini), or sign in without GOOGLE_CLOUD_PROJECT to use the individual tier.",
    "gemini.spend_rate": "Wait as long as the answer says, or ten minutes, then spread the calls, or move the "
    "project to a higher usage tier: the limit is money per ten minutes, and no credit is missing.",
    "gemini.no_free_tier": "Set up billing for the project in Google AI Studio, or take a model that the free tier "
    "has (https://ai.google.dev/gemini-api/docs/pricing): waiting never helps.",
    "gemini.provisioned_throughput": "Wait and retry, let the overflow go to shared capacity (header "
    "X-Vertex-AI-LLM-Request-Type: shared), or buy more units: the provisioned throughput is used up.",
    "gemini.media_child": "Rephrase the prompt without children, or ask Google for the approval that "
    "`personGeneration` allow_all needs: the filter on minors stopped it (support code 58061214 or 17301594).",
    "gemini.media_celebrity": "Describe no real, well-known person in prompt and pictures: the celebrity filter "
    "stopped it (support code 29310472 or 15236754).",
    "gemini.media_person": "Set `person_generation` to allow_adult, or describe a picture without faces: people are "
    "not allowed in this request (support code 39322892).",
    "gemini.media_violence": "Rephrase the prompt without violence: the filter stopped it (support code 61493863 or "
    "56562880).",
    "gemini.media_sexual": "Rephrase the prompt without sexual content: the filter stopped it (support code "
    "90789179, 63429089 or 43188360).",
    "gemini.media_dangerous": "Rephrase the prompt without dangerous acts: the filter stopped it (support code "
    "62263041).",
    "gemini.media_hate": "Rephrase the prompt without hateful, toxic or vulgar words: the filter stopped it "
    "(support code 57734940 or 22137204: hate, 78610348: toxic, 32635315: vulgar).",
    "gemini.media_personal_data": "Leave numbers of cards, documents and the like out of the prompt: the filter on "
    "personal data stopped it (support code 92201652).",
    "gemini.media_prohibited": "Rewrite the prompt: it asks for content that Google prohibits (support code "
    "89371032, 49114662 or 72817394).",
    "gemini.media_third_party": "Describe no brands, characters or works of others in prompt and pictures: the "
    "guardrail for third-party content stopped it (support code 35561574 or 35561575).",
    "gemini.speech_filtered": "Rephrase the text or the prompt of the speech: the filter refused it; a retry of the "
    "same one sometimes passes.",
    "gemini.model_armor_floor": "Review the Model Armor floor settings of the project, its folders and the "
    "organization in Security Command Center, or rephrase the prompt: they blocked it, and the answer names the "
    "filter.",
    "gemini.model_armor": "Review the Model Armor template or floor settings that blocked the call in Security "
    "Command Center, or rephrase the prompt: the content matched a filter.",
    "gemini.video_parameters": "Take a combination that this model offers on its page: 1080p and 4k need 8 seconds, "
    "other lengths 720p; aspect ratios are 16:9 and 9:16.",
    "gemini.url_count": "Send at most 20 URLs in one prompt with the url_context tool: split the request, or take "
    "links out of the text.",
    "gemini.function_count": "Declare no more functions than the error allows: send only those that this request "
    "may need, or split the agent.",
    "gemini.function_name": "Give each function a name of its own that starts with a letter or underscore, has only "
    "letters, digits, `_`, `.`, `:` or `-`, and is no longer than the error allows.",
    "gemini.stop_sequence_count": "Send at most 5 entries in `stop_sequences`.",
    "gemini.embedding_batch": "Split the batch, or the text: at most 100 texts in one request of the Gemini API, on "
    "Vertex AI 250 texts and 20,000 tokens in all.",
    "gemini.image_count": "Send no more images, videos or files in one request than the error allows; split the "
    "rest over several.",
    "gemini.page_count": "Split the document: one request takes no more pages than the error names (1,000 for a PDF).",
    "gemini.thinking": "Take the thinking parameter out, or use the one that this model has: `thinking_budget` on "
    "2.5 models, `thinking_level` LOW or HIGH on Gemini 3.",
    "gemini.safety_settings": "Send only categories and thresholds of "
    "https://ai.google.dev/gemini-api/docs/safety-settings in `safety_settings`: the model does not know one that "
    "was sent.",
    "gemini.thinking_both": "Send `thinking_budget` or `thinking_level`, not both: the budget is for 2.5 models, "
    "the level for Gemini 3.",
    "gemini.server_side_tools": "Set `tool_config.include_server_side_tool_invocations` to true: built-in tools "
    "together with function calling need it.",
    "gemini.tool_circulation": "Use a Gemini 3 model, or drop the built-in tool or "
    "`include_server_side_tool_invocations`: this model takes no built-in tools together with functions.",
    "gemini.search_retrieval": "Declare the tool `google_search` in place of `google_search_retrieval`: only Gemini "
    "1.5 took the old one.",
    "gemini.tool_required": "Declare the Computer Use tool (`types.Tool(computer_use=…)`) in `tools`, or take "
    "another model: this one works with it only.",
    "gemini.output_tokens": "Set `max_output_tokens` to at least 1 and at most the model's `output_token_limit`, "
    "which `client.models.get(model=…)` names.",
    "gemini.continuation": "Send the answer's continuation token in the next call: the service is not done with the "
    "answer.",
    "gemini.vertex_model_not_found": "Take a model that Vertex AI has in this location (for Live not `global`, but "
    "us-central1 for one) and check name and project: it is not there, or the project may not use it.",
}
