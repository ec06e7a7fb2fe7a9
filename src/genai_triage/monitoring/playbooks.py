"""What no table knows: how an operator works on each class of failure. Written by hand, a row per class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from genai_triage.monitoring.options import Options
from genai_triage.taxonomy.model import FailureClass as Class


@dataclass(frozen=True, slots=True)
class Command:
    """A shell command that asks the provider directly, without the application."""

    about: str
    """What it shows, as a clause: `Does Gemini take the key?`"""
    text: str


@dataclass(frozen=True, slots=True)
class Playbook:
    """How to work on a class of failure."""

    fix: str
    """One sentence in the imperative, true for every cause of the class; alerts carry it."""
    telling: str
    """How its causes are told apart."""
    checks: tuple[str, str, str]
    """The first three things to look at, the likeliest first."""
    verify: str
    """How to see that the fix worked."""
    escalate: str
    """When it is no longer the owner's alone, and to whom."""
    typical: tuple[str, ...]
    """Ids of the causes that stand for the class in a drill: the first that the provider at hand can answer with."""
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How to work on an alert that is about no class; it stands beside the alert's row."""

    name: str
    """Of its page."""
    fix: str
    """One sentence in the imperative."""
    meaning: str
    checks: tuple[str, str, str]
    """The first three things to look at, the likeliest first."""
    queries: Callable[[Options], tuple[tuple[str, str], ...]]
    """What to look at, and the PromQL that shows it."""
    head: tuple[str, str, str]
    """Of the table that tells the causes apart."""
    causes: tuple[tuple[str | Class, str, str], ...]
    """Rows of that table; of a class, the last cell is its fix."""
    traces: tuple[str, str] | None = None
    """What to look for in Tempo, and the TraceQL; None if traces show nothing."""
    verify: str
    """How to see that the fix worked."""
    escalate: str
    """When it is no longer the owner's alone, and to whom."""


_GEMINI_KEY: Final = Command(
    "Does Gemini take the key? A good key lists a model; a bad one is answered with the reason.",
    'curl -sS -H "x-goog-api-key: $GEMINI_API_KEY" '
    '"https://generativelanguage.googleapis.com/v1beta/models?pageSize=1"',
)
_GIGACHAT_TOKEN: Final = Command(
    "Does GigaChat's token endpoint take the authorization key and the scope? The numeric `code` of a refusal is the "
    "cause.",
    "curl -sS --cacert russian_trusted_root_ca.pem https://ngw.devices.sberbank.ru:9443/api/v2/oauth \\\n"
    '  -H "Authorization: Basic $GIGACHAT_CREDENTIALS" -H "RqUID: $(cat /proc/sys/kernel/random/uuid)" \\\n'
    "  -d scope=GIGACHAT_API_PERS",
)
_GIGACHAT_BALANCE: Final = Command(
    "How many tokens are left, by model? (Prepaid contracts; pay-as-you-go answers 403.)",
    "curl -sS --cacert russian_trusted_root_ca.pem https://gigachat.devices.sberbank.ru/api/v1/balance \\\n"
    '  -H "Authorization: Bearer $ACCESS_TOKEN"',
)
_GENERATE: Final = Command(
    "Does Gemini answer at all, with this model, from this host, and how fast?",
    "curl -sS -o /dev/null -w '%{http_code}, first byte %{time_starttransfer} s, all %{time_total} s\\n' \\\n"
    '  -H "x-goog-api-key: $GEMINI_API_KEY" -H "content-type: application/json" \\\n'
    '  -d \'{"contents": [{"parts": [{"text": "Hello"}]}]}\' \\\n'
    '  "https://generativelanguage.googleapis.com/v1beta/models/$MODEL:generateContent"',
)
_GIGACHAT_CHAT: Final = Command(
    "Does GigaChat answer at all, with this model, from this host, and how fast?",
    "curl -sS -o /dev/null -w '%{http_code}, first byte %{time_starttransfer} s, all %{time_total} s\\n' \\\n"
    '  --cacert russian_trusted_root_ca.pem -H "Authorization: Bearer $ACCESS_TOKEN" \\\n'
    '  -H "content-type: application/json" \\\n'
    '  -d "{\\"model\\": \\"$MODEL\\", \\"messages\\": [{\\"role\\": \\"user\\", \\"content\\": \\"Hello\\"}]}" \\\n'
    "  https://gigachat.devices.sberbank.ru/api/v1/chat/completions",
)
_COUNT: Final = (
    Command(
        "How many tokens has the prompt for Gemini? `request.json` holds its `contents`.",
        'curl -sS -H "x-goog-api-key: $GEMINI_API_KEY" -H "content-type: application/json" -d @request.json \\\n'
        '  "https://generativelanguage.googleapis.com/v1beta/models/$MODEL:countTokens"',
    ),
    Command(
        'How many tokens has the prompt for GigaChat? `request.json` is `{"model": …, "input": [texts]}`.',
        "curl -sS --cacert russian_trusted_root_ca.pem https://gigachat.devices.sberbank.ru/api/v1/tokens/count \\\n"
        '  -H "Authorization: Bearer $ACCESS_TOKEN" -H "content-type: application/json" -d @request.json',
    ),
)
_MODELS: Final = (
    Command(
        "Which models does Gemini offer to this key, in this API version?",
        'curl -sS -H "x-goog-api-key: $GEMINI_API_KEY" \\\n'
        '  "https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000" | grep \'"name"\'',
    ),
    Command(
        "Which models does GigaChat offer to this contract?",
        "curl -sS --cacert russian_trusted_root_ca.pem https://gigachat.devices.sberbank.ru/api/v1/models \\\n"
        '  -H "Authorization: Bearer $ACCESS_TOKEN"',
    ),
)


PLAYBOOKS: Final[Mapping[Class, Playbook]] = {
    Class.AUTH: Playbook(
        fix="Replace or correct the credential that the cause names; no call will succeed before that.",
        telling="Gemini answers a bad key with HTTP 400 and a missing or leaked one with 403, so the status misleads: "
        "go by the cause. GigaChat's `token_*` causes come from the token endpoint (authorization key and scope), "
        "`token_expired` and `unauthorized` from the API (access token).",
        checks=(
            "Was a secret rotated, or a deployment made without it, when the failures began? Compare the onset with "
            "the deployments.",
            "Do all instances fail, or only those that read another secret? One instance points at its environment.",
            "Is the key of the right kind for the endpoint: an AI Studio key, an OAuth token for Vertex AI, for "
            "GigaChat the authorization key with the scope of its own project?",
        ),
        verify="One call with the new credential succeeds from the failing host, and `ok` calls return.",
        escalate="If the key was leaked: to security at once, before anything else. If a new key is refused too: to "
        "whoever administers the project at the provider.",
        typical=("gemini.key_invalid", "gigachat.unauthorized"),
        commands=(_GEMINI_KEY, _GIGACHAT_TOKEN),
    ),
    Class.PERMISSION: Playbook(
        fix="Grant what the cause names (API, key restriction, IAM role, tariff) to the credential in use.",
        telling="The credential is known. Causes that name the key (`key_*_blocked`) are restrictions of that key; "
        "`api_disabled` and `consumer_*` are the project; `iam_denied` is a role; GigaChat's are the tariff.",
        checks=(
            "Is it one method or model, or everything? One method points at the tariff or a role, everything at the "
            "project or the key.",
            "Did the place of the calls change: new egress address, referrer, application? Keys may be restricted to "
            "them.",
            "Is the project suspended? Its owners have mail about it.",
        ),
        verify="The operation that failed succeeds; a granted role takes some minutes to take effect.",
        escalate="`consumer_suspended` and `project_denied`: to the provider's support, by the project's owner.",
        typical=("gemini.api_disabled", "gigachat.permission_denied"),
        commands=(_GEMINI_KEY,),
    ),
    Class.BILLING: Playbook(
        fix="Pay, top up or raise the cap that the cause names; waiting and retrying do not help.",
        telling="`prepay_depleted` and `payment_required` are used-up credit, `*spend_cap` a limit that somebody set, "
        "`billing_disabled` and `billing_overdue` the account itself. GigaChat's gRPC code 8 can also mean too many "
        "parallel requests.",
        checks=(
            "Which project and which model? GigaChat sells tokens by model, and embeddings apart from chat.",
            "Was the money used by this service, or by a runaway one? Look at tokens by model on the overview.",
            "Did a card expire or a cap take effect at the start of the month?",
        ),
        verify="A call to the same model succeeds; for GigaChat the balance has risen.",
        escalate="To whoever pays, at once: the service is down for its users until then.",
        typical=("gemini.prepay_depleted", "gigachat.payment_required"),
        commands=(_GIGACHAT_BALANCE,),
    ),
    Class.QUOTA: Playbook(
        fix="Raise the quota or the plan, move work to another model, or wait for the reset; retrying does not help.",
        telling="`no_quota` is a limit of 0: the plan does not include the model at all, so no reset will come. The "
        "`*_per_day` causes reset at midnight Pacific time. `current_quota` names neither limit nor window: look it "
        "up. `triage.quota.id`, `.limit` and `.model` on the span name the others.",
        checks=(
            "Which quota, with which limit? See `triage.quota.*` on a failed span, or the quota row of the overview.",
            "Is the free tier in use where the paid one was meant? `FreeTier` in the quota's id tells.",
            "Which service used it up? Quotas belong to the project, so look at all services that share it.",
        ),
        verify="Calls to the same model succeed after the reset or the raise.",
        escalate="If the limit is 0 or the raise takes days: to the product's owner, to choose another model.",
        typical=("gemini.requests_per_day",),
        commands=(
            Command(
                "When is Gemini's day over, in this host's time?",
                "date -d 'TZ=\"America/Los_Angeles\" tomorrow 00:00'",
            ),
        ),
    ),
    Class.RATE_LIMIT: Playbook(
        fix="Send less at once: limit concurrency, honour the retry delay, spread batches; or ask for a higher limit.",
        telling="`requests_per_minute` and `tokens_per_minute` are told apart by the quota; `parallel_requests` is "
        "GigaChat's limit of simultaneous requests (1 for individuals, 10 for companies), which a slower rate does "
        "not help if calls are long.",
        checks=(
            "Did traffic rise, or do retries multiply it? Compare attempts with calls on the overview.",
            "Does the client wait as long as `triage.retry_after` says?",
            "Do several services or environments share the key's project?",
        ),
        verify="The share of rate-limited calls falls below the threshold at the same traffic.",
        escalate="If the traffic is wanted: to whoever administers the project, for a higher tier.",
        typical=("gemini.requests_per_minute", "gigachat.parallel_requests"),
    ),
    Class.REGION: Playbook(
        fix="Send the calls from a country where the API is offered, or use the provider's endpoint for yours.",
        telling="`location_unsupported` goes by the address the request leaves from; `legal_block` is a block of the "
        "resource, not of the caller.",
        checks=(
            "From which address do the requests leave? A new NAT gateway, VPN or cloud region is the usual reason.",
            "Do all instances fail, or only those of one region?",
            "Does the provider's address database place the egress address in the wrong country?",
        ),
        verify="A call from the same host succeeds.",
        escalate="If the address is placed wrongly: to the provider's support with the address; for the law: to legal.",
        typical=("gemini.location_unsupported", "status.legal_block"),
        commands=(
            Command(
                "From which address and country do requests leave this host?",
                "curl -sS https://www.cloudflare.com/cdn-cgi/trace | grep -E '^(ip|loc)='",
            ),
        ),
    ),
    Class.INVALID_REQUEST: Playbook(
        fix="Correct the request in the code as the cause and `triage.findings` say; retrying sends the same again.",
        telling="`triage.findings` on the span names parameters out of range. The named causes (schema, role, turns, "
        "thought signature, RqUID) are one mistake each; the general ones keep the provider's text in "
        "`triage.message`.",
        checks=(
            "Did it begin with a deployment, of the application or of the SDK? Compare `triage.cause` with the "
            "release.",
            "Is it one operation or one model? Models differ in what they allow.",
            "What do `triage.findings` and `triage.message` of a failed span say?",
        ),
        verify="The same input succeeds, and the cause disappears from the table of failures.",
        escalate="If a request that used to work is refused without a release of yours: to the provider, with a "
        "response id.",
        typical=("gemini.invalid_argument", "gigachat.invalid_params"),
    ),
    Class.TOO_LARGE: Playbook(
        fix="Shorten the prompt, the history or the payload, or count tokens before the call and split it.",
        telling="`context_too_long` is the model's context, `payload_too_large` the request's bytes (inline files), "
        "`embedding_too_long` and `batch_too_large` one text or the number of texts of an embeddings call.",
        checks=(
            "Does a chat's history grow without a bound?",
            "Did documents get longer, or retrieval return more of them?",
            "Was the model changed for one with a smaller context?",
        ),
        verify="The longest inputs succeed; look at the token histogram's upper end.",
        escalate="If the product needs inputs of that size: to its owner, for a model with a larger context.",
        typical=("gemini.context_too_long", "gigachat.payload_too_large"),
        commands=_COUNT,
    ),
    Class.UNSUPPORTED: Playbook(
        fix="Use a model or an API version that has the feature, or drop the feature from the request.",
        telling="`unknown_field` and `unimplemented` point at the API version, the others at the model or at a "
        "combination of features.",
        checks=(
            "Was the model changed? Functions, system instructions and thinking are not in every one.",
            "Which API version is called (`v1` or `v1beta`)? Preview features are in the latter only.",
            "Is the SDK older or newer than the feature?",
        ),
        verify="The call with the feature succeeds on the chosen model.",
        escalate="If the provider's page lists the feature for that model: to the provider.",
        typical=("gemini.feature_unsupported", "gigachat.functions_unsupported"),
    ),
    Class.NOT_FOUND: Playbook(
        fix="Correct the name, or replace what is gone: a retired model, an expired file, cache or session.",
        telling="`model_retired` and `model_not_found` fail for everybody who asks for the model; file, cache and "
        "session causes come with age: files live for 48 hours, caches for their TTL.",
        checks=(
            "Is the model on the provider's list today? Retirements are announced on the deprecations page.",
            "Is the resource older than its life, or of another project?",
            "Does the base URL or the API version lead somewhere else?",
        ),
        verify="The call with the new name succeeds.",
        escalate="If a retirement needs a product decision: to the product's owner.",
        typical=("gemini.model_not_found", "gigachat.model_not_found"),
        commands=_MODELS,
    ),
    Class.SAFETY: Playbook(
        fix="Look at which prompts are blocked and by which filter; change the prompt, the content or its setting.",
        telling="`prompt_*` causes blocked what was sent, `answer_*` and `blacklist` what came back, `*model_armor` "
        "your own organisation's filter; `language` is an unsupported language.",
        checks=(
            "Is it one feature or tenant? A template or a new source of content is the usual reason.",
            "Did the system prompt, the model or the safety settings change?",
            "Is somebody probing the service? Compare with the number of users.",
        ),
        verify="The share of blocked calls returns to that of the day before.",
        escalate="To the product's owner; abuse goes to trust and safety. The provider is asked only for wrong blocks.",
        typical=("gemini.prompt_safety", "gigachat.blacklist"),
    ),
    Class.RECITATION: Playbook(
        fix="Ask for original words rather than for a known text, or raise the temperature.",
        telling="`recitation` is a text, `image_recitation` a picture; no setting turns either off.",
        checks=(
            "Does the prompt ask for a known work: lyrics, a book, a licence, code?",
            "Is it one feature or template?",
            "Is the temperature 0?",
        ),
        verify="The share of recitations falls on the same prompts.",
        escalate="If the product must quote: to its owner, to bring the text from elsewhere.",
        typical=("gemini.recitation",),
    ),
    Class.TRUNCATED: Playbook(
        fix="Raise the limit of output tokens, lower the thinking budget, or ask for a shorter answer.",
        telling="Thinking tokens count towards the limit: an empty truncated answer is a thinking budget that ate it; "
        "a long one is a limit that is too low.",
        checks=(
            "Is `gen_ai.request.max_tokens` far below what answers need?",
            "Was thinking switched on with the same limit?",
            "Does structured output end in the middle of its JSON?",
        ),
        verify="The share of truncated answers falls; the output token histogram has room above its upper end.",
        escalate="Never by itself: nobody is paged for it.",
        typical=("gemini.max_tokens", "gigachat.length"),
    ),
    Class.MALFORMED_OUTPUT: Playbook(
        fix="Retry with the same input, simplify the tools' or the answer's schema, and report what repeats.",
        telling="`malformed_function_call`, `unexpected_tool_call` and `invalid_function_arguments` are the model's "
        "tool calls; `empty_answer` and `no_candidate` its silence; `unparsable` and `unusable_stream` are bytes that "
        "are no answer, often a proxy's page.",
        checks=(
            "Is it one model, or did a model's version change (`gen_ai.response.model`)?",
            "Did the tools' schemas grow or get nested?",
            "Is there a proxy that answers in the service's place?",
        ),
        verify="The share falls below the threshold at the same traffic.",
        escalate="If it stays on one model after retries: to the provider, with response ids.",
        typical=("gemini.malformed_function_call", "gigachat.empty_answer"),
    ),
    Class.OVERLOADED: Playbook(
        fix="Let retries back off, send less, and use another model or region while the provider has no capacity.",
        telling="`model_overloaded` and `no_capacity` are one model's capacity, `shared_capacity` is the pool that all "
        "pay-as-you-go customers share; none is a quota of yours.",
        checks=(
            "Is it one model? Another one is the fastest way out.",
            "Does the provider's status page say so (https://aistudio.google.com/status, for Vertex AI "
            "https://status.cloud.google.com)? It is often late.",
            "Do your retries add to it? Compare attempts with calls.",
        ),
        verify="Calls succeed without the switch, and attempts equal calls again.",
        escalate="After 15 minutes: to the provider's support; if it returns daily, buy reserved capacity.",
        typical=("gemini.model_overloaded", "gigachat.unavailable"),
        commands=(_GENERATE, _GIGACHAT_CHAT),
    ),
    Class.INTERNAL: Playbook(
        fix="Retry with back-off, switch to another model, and shorten the context if only long prompts fail.",
        telling="`gateway_fault` never reached the model; `internal` may be a context that is too long for it (the "
        "provider's own page says so); `job_failed` and `run_failed` are asynchronous work.",
        checks=(
            "Do only long prompts fail? Then it is the context, whatever the status says.",
            "Is it one model or region?",
            "Does the provider's status page say so (https://aistudio.google.com/status, for Vertex AI "
            "https://status.cloud.google.com)?",
        ),
        verify="The same prompt succeeds several times.",
        escalate="After 15 minutes, or if one prompt fails always: to the provider's support, with response ids.",
        typical=("gemini.internal", "gigachat.internal"),
        commands=(_GENERATE, _GIGACHAT_CHAT),
    ),
    Class.TIMEOUT: Playbook(
        fix="Raise the client's timeout above what the model needs, stream long answers, or shorten the prompt.",
        telling="`deadline_exceeded` and `gateway_time_limit` are the provider's limit, `read_timeout` and `timeout` "
        "the client's own, `pool_timeout` the client's connection pool: too many calls at once in one process.",
        checks=(
            "Is the client's timeout below the p95 of the latency panel?",
            "Did prompts or outputs get longer, or was thinking switched on?",
            "Is it `pool_timeout`? Then it is the process's own limit, not the provider.",
        ),
        verify="p95 of the duration is below the timeout, and timeouts fall below the threshold.",
        escalate="If latency rose at the same input: to the provider, with the time it began.",
        typical=("gemini.deadline_exceeded", "network.read_timeout"),
        commands=(_GENERATE, _GIGACHAT_CHAT),
    ),
    Class.NETWORK: Playbook(
        fix="Restore the way from the host to the provider: name service, egress, proxy, certificates.",
        telling="`dns` never left the name service, `refused`, `unreachable` and `connect_timeout` met no server, "
        "`tls_*` met one that is not trusted (GigaChat needs the Russian root certificate), `reset` and `stream_cut` "
        "broke on the way.",
        checks=(
            "Do other hosts reach it? `curl` the provider's address from the failing one.",
            "Did a firewall, proxy or certificate bundle change?",
            "Is it `tls_untrusted`? Then the caller's certificates are missing, and retrying does not help.",
        ),
        verify="A call from the failing host succeeds.",
        escalate="To the network's team with the host, the address and the cause.",
        typical=("network.reset",),
        commands=(
            Command(
                "How far does this host get: name, connection, TLS, answer? A 404 is a way that works.",
                "curl -sS -o /dev/null --max-time 10 https://generativelanguage.googleapis.com/ \\\n"
                "  -w 'dns %{time_namelookup} connect %{time_connect} tls %{time_appconnect} http %{http_code}\\n'",
            ),
            Command(
                "Which certificate does GigaChat show, and does this host trust it?",
                "openssl s_client -connect gigachat.devices.sberbank.ru:443 -verify_return_error </dev/null",
            ),
        ),
    ),
    Class.CANCELLED: Playbook(
        fix="Find out why callers give up: most often their own deadline is shorter than the answer takes.",
        telling="`client.cancelled` is the application's own task; `gemini.cancelled` and `status.cancelled` were seen "
        "by the service.",
        checks=(
            "Do users leave before the answer? Compare with the time to the first chunk.",
            "Is a deadline above the call (web server, queue) shorter than its p95?",
            "Did a deployment restart the workers?",
        ),
        verify="The share of cancelled calls falls.",
        escalate="Never by itself: nobody is paged for it.",
        typical=("client.cancelled",),
    ),
    Class.CLIENT: Playbook(
        fix="Correct the code that calls the SDK: it refused before anything was sent.",
        telling="`tool_failed` is the application's own function raising inside automatic function calling; the "
        "others are arguments that the SDK does not take.",
        checks=(
            "Which line raised? The log event names the exception, the application's own log the line.",
            "Was the SDK upgraded?",
            "Does a configuration value miss in one environment (model, address, key)?",
        ),
        verify="A test of that call passes.",
        escalate="Never to the provider: no request reached it.",
        typical=("client.contents_required", "client.model_required"),
    ),
    Class.UNCLASSIFIED: Playbook(
        fix="Read the failed span, act by its message, and add a row for it to the taxonomy.",
        telling="There is one cause. `error.type`, the status code and `triage.message` of the span are what is known.",
        checks=(
            "What do `error.type` and `triage.message` say?",
            "Did the provider or the SDK change its errors lately?",
            "Is genai-triage up to date? A newer version may have the row.",
        ),
        verify="After the new row the same answer is classified (`genai_triage.classify_response`).",
        escalate="To the maintainers of genai-triage: a status, a body without secrets, and the SDK's version.",
        typical=("status.unclassified",),
        commands=(
            Command(
                "What would the installed version make of the answer?",
                "python -c 'import genai_triage, sys; "
                'print(genai_triage.classify_response("gemini", 400, sys.stdin.read()))\' < body.json',
            ),
        ),
    ),
}
"""By class; a test holds that every class has a row."""
