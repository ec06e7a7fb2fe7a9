"""What to do about GigaChat's API, by the cause's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "gigachat.token_scope_empty": "Set `scope` to GIGACHAT_API_PERS, GIGACHAT_API_B2B or GIGACHAT_API_CORP, "
    "whichever your contract in Sber Studio shows.",
    "gigachat.token_scope_mismatch": "Pass `scope=` as the key's project in Sber Studio shows it "
    "(GIGACHAT_API_PERS, _B2B or _CORP): SDK and GigaChain take GIGACHAT_API_PERS if none is given.",
    "gigachat.token_scope_invalid": "Correct the spelling of `scope`: it must be GIGACHAT_API_PERS, "
    "GIGACHAT_API_B2B or GIGACHAT_API_CORP.",
    "gigachat.token_key_undecodable": "Paste the authorization key (base64 of client id and secret) from Sber "
    "Studio as `credentials` (GIGACHAT_CREDENTIALS), not the client secret, and without quotes.",
    "gigachat.token_key_unknown": "Issue the authorization key anew in Sber Studio and put it in place of the old "
    "one (GIGACHAT_CREDENTIALS): the service does not know this key.",
    "gigachat.token_header_incorrect": "Pass the authorization key of Sber Studio as `credentials`, without quotes "
    "(in raw HTTP `Authorization: Basic KEY`): a client secret or an access token was sent in its place.",
    "gigachat.token_rquid": "Send a fresh uuid4 in the RqUID header of the token request (the gigachat SDK does so "
    "by itself).",
    "gigachat.token_refused": "Check `credentials` (the authorization key of Sber Studio) and `scope`, and outside "
    "the SDK the RqUID header: the token endpoint does not say which is wrong.",
    "gigachat.token_rate_limited": "Share one access token between workers and refresh it once per 30 minutes: the "
    "token endpoint takes 10 requests a second.",
    "gigachat.token_expired": "Request a new access token: it lives for 30 minutes; given `credentials` in place of "
    "`access_token`, the SDK renews it by itself.",
    "gigachat.unauthorized": "Get a new access token at the token endpoint: the Authorization header is empty, or "
    "its token is wrong or older than 30 minutes; pass `credentials` to the SDK and it renews tokens itself.",
    "gigachat.credentials_malformed": "Pass the base64 authorization key from Sber Studio as `credentials`, not the "
    "client secret and not an access token.",
    "gigachat.payment_required": "Check in Sber Studio which model's tokens are used up and that the request names "
    "that model, then top up there (embeddings are billed apart), or use a model your plan covers.",
    "gigachat.grpc_exhausted": "Check in Sber Studio whether the model's tokens are used up, and top up; if tokens "
    "are left, lower the number of parallel requests: gRPC code 8 means either.",
    "gigachat.grpc_bare_exhausted": "Lower the number of parallel requests and retry after a wait; if it stays, "
    "check the model's token balance in Sber Studio.",
    "gigachat.balance_pay_as_you_go": "Stop calling GET /balance on a pay-as-you-go contract, which has no prepaid "
    "tokens; look at the account in Sber Studio.",
    "gigachat.permission_denied": "Check in Sber Studio that the contract covers this model and method, or ask "
    "gigachat@sberbank.ru for access.",
    "gigachat.model_not_found": "Take the model's name from GET /models (`get_models()`): this one does not exist "
    "or is retired.",
    "gigachat.wrong_auth_url": "Correct the auth URL (`auth_url`, GIGACHAT_AUTH_URL): tokens come from "
    "https://ngw.devices.sberbank.ru:9443/api/v2/oauth, with nothing behind it; the key is not at fault.",
    "gigachat.wrong_base_url": "Correct the base URL (`base_url`, GIGACHAT_BASE_URL): `/v1` or `/v2` on "
    "api.giga.chat, `/api/v1` on gigachat.devices.sberbank.ru, with `https://` before it; key and contract are fine.",
    "gigachat.edge_refused": "Check the base URL (`base_url`), then ask gigachat@sberbank.ru whether your address "
    "is blocked: Sber's front door refused before the key was looked at.",
    "gigachat.not_found": "Check the id in the request and the path behind the base URL: no such file, thread or "
    "assistant is there, or it belongs to another project.",
    "gigachat.embedding_too_long": "Split the text before embedding, and measure the parts with POST /tokens/count: "
    "the error names the index, its tokens and the maximum for one text.",
    "gigachat.batch_too_large": "Send at most 100 texts per embeddings request.",
    "gigachat.payload_too_large": "Shorten the prompt or history; measure it with POST /tokens/count against the "
    "model's context window.",
    "gigachat.functions_unsupported": "Choose a model that supports functions (GigaChat-2 and its Pro and Max), or "
    "send no `functions`; if the model should have them, write to gigachat@sberbank.ru.",
    "gigachat.feature_unsupported": "Leave the named feature out or choose a model that has it by "
    "https://developers.sber.ru/docs/ru/gigachat/models.",
    "gigachat.history_order": "Put one system message first, and let a function result follow every function call "
    "of the assistant.",
    "gigachat.function_result": "Send the function's result as a JSON object in the message's `content`.",
    "gigachat.function_schema": "Complete the tool's JSON schema: every object needs `properties`, every array "
    "needs `items`.",
    "gigachat.parameter_range": "Bring the named parameter into the range the error states.",
    "gigachat.invalid_json": "Send a body that is made by a JSON library (`json=` of the HTTP client), not put "
    "together as text: the service cannot parse it.",
    "gigachat.invalid_params": "Correct the value that the error names: the request parses, but this model does not "
    "take it.",
    "gigachat.bad_request": "Correct the parameter that the error's message names; if it names none, compare the "
    "request with the method's page in GigaChat's API reference.",
    "gigachat.parallel_requests": "Send fewer requests at the same time: 1 for individuals, 10 for companies by "
    "default, for whom gigachat@sberbank.ru raises it.",
    "gigachat.gateway_time_limit": "Stream the answer or ask for a shorter one: the gateway cuts a request that "
    "takes about 300 seconds.",
    "gigachat.gateway_fault": "Retry with exponential backoff; if it took about 300 seconds, stream the answer, "
    "because the gateway cuts longer requests.",
    "gigachat.internal": "Retry with exponential backoff; if it persists, write to gigachat@sberbank.ru with the "
    "answer's x-request-id (`triage.request_id`).",
    "gigachat.unavailable": "Retry with exponential backoff: GigaChat has no capacity now; if it goes on, ask "
    "gigachat@sberbank.ru.",
    "gigachat.deadline_exceeded": "Raise the deadline of the call (`timeout`), or stream the answer: GigaChat did "
    "not finish in time.",
    "gigachat.grpc_unknown_service": "Correct the channel's address (gigachat.devices.sberbank.ru:443) and make the "
    "stubs anew from Sber's current proto file: the server there knows no such service or method.",
    "gigachat.run_failed": "Start the run again; if it keeps failing, shorten the thread or write to "
    "gigachat@sberbank.ru with the thread's id.",
    "gigachat.blacklist": "Rephrase the prompt or use a newer Pro or Max model: the topic filter answered instead "
    "of the model; companies may have gigachat@sberbank.ru adjust it.",
    "gigachat.length": "Raise `max_tokens` or ask for a shorter answer: it ended at the token limit.",
    "gigachat.invalid_function_arguments": "Retry; simplify the function's schema and add few-shot examples if the "
    "model keeps writing invalid arguments.",
    "gigachat.unknown_finish_reason": "Retry and look the finish reason up in GigaChat's reference: this version "
    "does not know it.",
    "gigachat.missing_embeddings": "Call `embeddings` again with fewer texts at a time, and pair embeddings with texts "
    "only if there are as many: the answer holds fewer than were asked for.",
    "gigachat.empty_answer": "Retry: the answer holds no text and no function call.",
    "gigachat.file_too_large": "Send a smaller file: at most 15 MB for an image, 35 MB for audio, 40 MB for a text, "
    "80 MB of all in one request; its tokens do not matter here.",
    "gigachat.file_type": 'Pass name, content and MIME type of the file (`upload_file(("a.txt", data, '
    '"text/plain"))`): the service takes no octet-stream, and a path alone is sent as the content.',
    "gigachat.file_over_context": "Cut the attached file into parts: its text must fit into the model's context "
    "window together with the prompt, measured with POST /tokens/count.",
    "gigachat.undefined_function": "Put every function that the history calls into this request's `functions`, or "
    "take those messages out of the history.",
    "gigachat.function_arguments": "Send `function_call.arguments` as a JSON object, as GigaChat answered it: "
    "OpenAI's clients send it as a string.",
    "gigachat.requests_per_minute": "Spread the requests over the window that the error names, or ask "
    "gigachat@sberbank.ru for a higher limit: it counts requests in time, not parallel ones.",
    "gigachat.token_unauthorized": "Issue the authorization key anew in Sber Studio, put it where the application "
    "reads it (GIGACHAT_CREDENTIALS), and check that `scope` is its contract's: the token endpoint refused the key.",
    "gigachat.grpc_not_found": "Correct the model's name in the request by ListModels: gRPC code 5 says that what "
    "it asks for does not exist.",
    "gigachat.grpc_denied": "Send a fresh access token in the `authorization` metadata (`Bearer …`, 30 minutes), "
    "then check in Sber Studio that the contract covers the model: gRPC code 7 means either.",
    "gigachat.grpc_invalid": "Check parameters and messages of the request, its size against the context window, "
    "and that the model supports functions: gRPC code 3 means any of these.",
}
