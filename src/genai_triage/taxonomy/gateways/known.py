"""How each gateway is known: by its headers, the members and types of its error objects, and its own words."""

from __future__ import annotations

from typing import Final, NamedTuple

from genai_triage.taxonomy.model import Provider

SERVICE: Final = "service"
"""The vendor's API."""
EDGE: Final = "edge"
"""The vendor's front door: a page, no request id."""
PROXY: Final = "proxy"
"""A proxy between the application and the internet."""
CLOUDFLARE: Final = "cloudflare"
"""Cloudflare, before somebody's origin."""
GATEWAY: Final = "gateway"
"""Any other server on the way."""
NOBODY: Final = "none"
"""No answer came."""


# A named tuple, as a frozen dataclass takes a dozen times as long to make when a program starts.
class Gateway(NamedTuple):
    """A gateway for language models that people run or rent."""

    name: str
    """As in `triage.answered_by`."""
    headers: tuple[str, ...] = ()
    """How the names of headers begin that it alone sends."""
    server: str = ""
    """A part of `Server` or `Via`."""
    host: str = ""
    """Its own host, where it is a service that people call."""
    types: tuple[str, ...] = ()
    """Values of `error.type` that it alone makes."""
    members: tuple[str, ...] = ()
    """A member of the body that it alone has."""
    words: tuple[str, ...] = ()
    """Lower-case parts of its messages that nobody else writes."""
    carries: tuple[str, ...] = ()
    """Lower-case parts of a message that say that the error is the vendor's."""
    provider: Provider | None = None
    """The one vendor that stands behind it."""
    details: tuple[str, ...] = ()
    """Whole texts of `detail`, in lower case, that mean it where its vendor is called."""
    request_id: str = ""
    """The header with its own id of the request."""


GATEWAYS: Final[tuple[Gateway, ...]] = (
    Gateway(
        name="litellm",  # https://docs.litellm.ai/docs/exception_mapping, litellm/proxy/_types.py
        headers=("x-litellm-", "llm_provider-"),
        types=(
            "budget_exceeded",
            "key_model_access_denied",
            "team_model_access_denied",
            "user_model_access_denied",
            "org_model_access_denied",
            "project_model_access_denied",
            "expired_key",
            "auth_error",
            "no_db_connection",
            "token_not_found_in_db",
            "throttling_error",
        ),
        members=("model_armor_response",),
        words=(
            "litellm.",
            "litellm proxy",
            "litellm virtual key",
            "received model group=",
            "available model group fallbacks",
            "exceededbudget:",
            "budget has been exceeded! ",
            "no connected db.",
            "no deployments available for selected model",
            "invalid proxy server token passed",
            "invalid model name passed in",
            "max parallel request limit reached",
            ". limit type: ",
        ),
        request_id="x-litellm-call-id",
    ),
    Gateway(
        name="gpt2giga",  # https://github.com/ai-forever/gpt2giga, gpt2giga/common/exceptions.py
        words=(
            "gpt2giga",
            "concurrency limit reached for the requested model",
            "unexpected gigachatexception",
            "unexpected responseerror",
            "stream interrupted",
            "upstream service error",
        ),
        carries=("upstream service error",),
        provider="gigachat",
        details=("api key required", "invalid api key", "api key not configured"),
    ),
    Gateway(
        name="openrouter",  # https://openrouter.ai/docs/api-reference/errors
        host="openrouter.ai",
        words=(
            "openrouter.ai/",
            "provider returned error",
            "no auth credentials found",
            "no allowed providers are available",
            "no endpoints found",
            "free-models-per-",
            "rate-limited upstream",
        ),
    ),
    Gateway(
        name="apigee",  # https://cloud.google.com/apigee/docs/api-platform/troubleshoot/fault-handling
        headers=("x-apigee-",),
        members=("fault",),
        request_id="x-apigee-message-id",
    ),
    Gateway(
        name="kong",  # https://developer.konghq.com/gateway/
        headers=("x-kong-",),
        server="kong/",
        words=("no route matched with those values", "no api key found in request", "ai token rate limit exceeded"),
        request_id="x-kong-request-id",
    ),
    Gateway(
        name="new_api",  # https://github.com/QuantumNous/new-api and its parent, one-api
        headers=("x-new-api-", "x-oneapi-"),
        types=("new_api_error", "one_api_error", "v_api_error", "rix_api_error", "upstream_error"),
        words=("(request id: 20",),
        request_id="x-oneapi-request-id",
    ),
    Gateway(
        name="portkey",  # https://portkey.ai/docs
        headers=("x-portkey-",),
        host="api.portkey.ai",
        types=("hooks_failed",),
        words=("portkey",),
        request_id="x-portkey-trace-id",
    ),
)

ANSWERED_BY: Final = (SERVICE, EDGE, PROXY, CLOUDFLARE, *(gateway.name for gateway in GATEWAYS), GATEWAY, NOBODY)
"""Every value of `triage.answered_by`."""
