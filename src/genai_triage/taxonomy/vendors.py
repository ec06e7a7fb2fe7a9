"""The vendors, and all that is theirs: hosts, paths, gRPC methods, packages, names, and habits of their answers.

The only place with such facts, so that a vendor is added here and in its table of causes. It loads none of the tables:
every program that uses httpx imports it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from .model import Provider


class Endpoint(NamedTuple):
    """What a part of a path says of the answer; empty where it says nothing."""

    part: str
    """In the vendor's own spelling."""
    name: str = ""
    """As in `Signal.endpoint`."""


class Service(NamedTuple):
    """One of a vendor's services, as telemetry tells them apart."""

    provider: Provider
    provider_name: str
    """`gen_ai.provider.name`."""
    setting_names: tuple[str, ...]
    """How `GENAI_TRIAGE_HOSTS` may call it, the documented name first."""
    default_url: str
    hosts: tuple[str, ...]
    grpc_prefix: str
    """How the full names of its gRPC methods begin."""
    is_shared: bool = False
    """Whether its hosts serve more than GenAI: a path that no method of the SDKs sends to is somebody else's."""
    grpc_service: str = ""
    """A part that the full name must have too, where the prefix is shared with services that are not GenAI's."""
    regional_host: str = ""
    """Pattern of further hosts."""


# Without generated comparison and slots, which would double the time that every program spends here.
@dataclass(frozen=True, eq=False, repr=False)
class Vendor:
    """Who offers the models."""

    provider: Provider
    title: str
    """What people read."""
    services: tuple[Service, ...]
    names: tuple[str, ...]
    """Lower-case names that people call it by."""
    domains: tuple[str, ...]
    """Parts of a URL or a message that name one of its hosts."""
    endpoints: tuple[Endpoint, ...]
    """The first whose part stands in a path says what the path is."""
    main_endpoint: str
    """The endpoint that answers a prompt."""
    packages: tuple[str, ...]
    """Top-level Python packages whose exceptions are about this vendor."""
    path_endings: tuple[tuple[str, str], ...]
    """How paths end that no resource's rule names, and the operation that they are."""
    path_resources: Mapping[str, str]
    """What the SDK calls a resource, by the segment of a path that names it."""
    sdk_modules: tuple[str, ...]
    """How the names of its SDKs' modules begin, where an exception of another library came through."""
    sdk: tuple[str, str]
    """Module and distribution of the SDK."""
    doc_hosts: tuple[str, ...]
    docs: Mapping[str, str] = field(default_factory=dict)
    """Its own page for a cause that others have too, by the cause's id."""
    token_host: str = ""
    """How the host that issues access tokens begins."""
    token_path: str = ""
    has_own_codes: bool = False
    """Whether a small number in an error is a code of its token endpoint, not one of `google.rpc.Code`."""
    wraps_errors: bool = False
    """Whether an error object stands under the key `error`."""
    streams_arrays: bool = False
    """Whether a stream without server-sent events is a JSON array."""
    edge_server: str = ""
    """`Server` header of the pages that its gateway answers with."""
    edge_page: str = ""
    """Pattern, in lower case, of what these pages are signed with."""
    edge_words: tuple[str, ...] = ()
    """Words one of which stands in whatever the pattern finds: they are asked for before the pattern."""
    api_paths: Mapping[str, str] = field(default_factory=dict)
    """Pattern of the paths that a host has, by the host: any other is a wrong address."""
    request_id_headers: tuple[str, ...] = ()
    """Headers that its API's answers repeat from the request, or make up."""
    quota_day: str = ""
    """The time zone at whose midnight a daily quota comes back; empty where the vendor does not say."""
    parameter_ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Documented inclusive ranges; newer models allow more, so a finding is only a hint."""


GEMINI_API: Final = Service(
    provider="gemini",
    provider_name="gcp.gemini",
    setting_names=("gemini", "gcp.gemini"),
    default_url="https://generativelanguage.googleapis.com",
    hosts=("generativelanguage.googleapis.com", "generativelanguage.mtls.googleapis.com"),
    grpc_prefix="/google.ai.generativelanguage.",
)
VERTEX_AI: Final = Service(
    provider="gemini",
    provider_name="gcp.vertex_ai",
    setting_names=("vertex_ai", "vertex", "gcp.vertex_ai"),
    default_url="https://aiplatform.googleapis.com",
    hosts=("aiplatform.googleapis.com", "aiplatform.mtls.googleapis.com"),
    is_shared=True,
    # The other services of this package train and deploy models.
    grpc_prefix="/google.cloud.aiplatform.",
    grpc_service=".PredictionService/",
    regional_host=r"[a-z0-9-]+-aiplatform(?:\.mtls)?\.googleapis\.com|aiplatform\.[a-z]+\.rep\.googleapis\.com",
)
GIGACHAT_API: Final = Service(
    provider="gigachat",
    provider_name="gigachat",
    setting_names=("gigachat",),
    default_url="https://gigachat.devices.sberbank.ru/api/v1",
    hosts=("gigachat.devices.sberbank.ru", "ngw.devices.sberbank.ru", "api.giga.chat"),
    grpc_prefix="/gigachat.v1.",
)

GEMINI: Final = Vendor(
    provider="gemini",
    title="Gemini",
    services=(GEMINI_API, VERTEX_AI),
    names=("gemini", "vertex ai", "vertexai", "google ai studio", "google genai", "google-genai"),
    domains=("googleapis.com",),
    endpoints=(
        Endpoint(":download", "download"),
        Endpoint("/download/", "download"),
        Endpoint(":streamGenerateContent", "stream"),
        Endpoint(":generateContent", "generate"),
        Endpoint(":countTokens", "count"),
        Endpoint(":computeTokens", "count"),
        Endpoint(":embedContent", "embed"),
        Endpoint(":batchEmbedContents", "embed"),
        Endpoint(":batchGenerateContent", "batches"),
        Endpoint(":asyncBatchEmbedContent", "batches"),
        Endpoint(":predictLongRunning", "operations"),
        Endpoint(":predict", "predict"),
        Endpoint(":rawPredict", "predict"),
        Endpoint(":streamRawPredict", "predict"),
        Endpoint("/interactions", "interactions"),
        Endpoint("/chat/completions", "generate"),
        Endpoint("/embeddings", "embed"),
        Endpoint("/images/generations", "images"),
        Endpoint("BidiGenerateContent", "live"),
        # Before uploads and operations, which a store has of its own.
        Endpoint("/fileSearchStores", "files"),
        Endpoint("/upload/", "files"),
        Endpoint("/cachedContents", "caches"),
        Endpoint("/batches", "batches"),
        Endpoint("/batchPredictionJobs", "batches"),
        Endpoint("/auth_tokens", "token"),
        Endpoint("/operations", "operations"),
        Endpoint("/tunedModels", "models"),
        Endpoint("/files", "files"),
        Endpoint("/models", "models"),
    ),
    main_endpoint="generate",
    packages=("google", "langchain_google_genai", "langchain_google_vertexai", "vertexai"),
    path_endings=(
        ("/chat/completions", "chat"),
        ("/embeddings", "embeddings"),
        ("/images/generations", "generate_images"),
    ),
    path_resources={
        **{name: name for name in ("models", "files", "batches", "operations", "documents", "interactions", "agents")},
        **{name: name for name in ("webhooks", "triggers", "environments", "voices", "credentials", "decisions")},
        "tunedModels": "tunings",
        "tuningJobs": "tunings",
        "cachedContents": "caches",
        "batchPredictionJobs": "batches",
        "fileSearchStores": "file_search_stores",
        "auth_tokens": "tokens",
    },
    sdk_modules=("google.genai.", "google.generativeai.", "google.ai.generativelanguage", "vertexai."),
    sdk=("google.genai", "google-genai"),
    doc_hosts=("ai.google.dev", "cloud.google.com", "developers.google.com"),
    wraps_errors=True,
    streams_arrays=True,
    edge_page=r"<title>error \d{3} \(|that.s all we know|//www\.google\.com/images/errors|sending automated queries",
    edge_words=("<title>error ", "s all we know", "//www.google.com/images/errors", "sending automated queries"),
    api_paths=dict.fromkeys(
        ("generativelanguage.googleapis.com", "generativelanguage.mtls.googleapis.com"),
        r"/(?:upload/|download/|ws/)?v1(?:alpha|beta\d?)?/|/ws/",
    ),
    # Source: https://ai.google.dev/gemini-api/docs/rate-limits, "RPD quotas reset at midnight Pacific time".
    quota_day="America/Los_Angeles",
    # Source: the troubleshooting page, "Check your API calls for model parameter errors".
    parameter_ranges={"candidate_count": (1, 8), "temperature": (0.0, 1.0), "top_p": (0.0, 1.0)},
)
GIGACHAT: Final = Vendor(
    provider="gigachat",
    title="GigaChat",
    services=(GIGACHAT_API,),
    names=("gigachat", "гигачат"),
    domains=("sberbank.ru", "giga.chat", "sberdevices.ru", "sber.ru"),
    endpoints=(
        Endpoint("/oauth", "token"),
        Endpoint("/chat/completions", "chat"),
        Endpoint("/embeddings", "embeddings"),
        Endpoint("/tokens/count", "tokens"),
        Endpoint("/balance", "balance"),
        Endpoint("/models", "models"),
        Endpoint("/content", "download"),
        Endpoint("/files", "files"),
        Endpoint("/threads", "threads"),
        Endpoint("/assistants", "threads"),
        Endpoint("/batches", "batches"),
        Endpoint("/functions", "functions"),
        Endpoint("/ai/check", "check"),
        # Behind `/tokens/count`, in which it stands.
        Endpoint("/token", "token"),
    ),
    main_endpoint="chat",
    packages=("gigachat", "langchain_gigachat", "gpt2giga"),
    path_endings=(
        ("/chat/completions", "chat"),
        ("/embeddings", "embeddings"),
        ("/tokens/count", "count_tokens"),
        ("/oauth", "get_token"),
        ("/token", "get_token"),
        ("/balance", "get_balance"),
        ("/ai/check", "check_ai"),
        ("/functions/convert", "convert_function"),
        ("/content", "get_image"),
        ("/threads/messages/rerun", "rerun_thread"),
        ("/threads/messages/run", "run_thread"),
        ("/threads/retrieve", "retrieve_threads"),
        ("/threads/delete", "delete_thread"),
        ("/assistants/modify", "update_assistant"),
        ("/assistants/delete", "delete_assistant"),
        ("/assistants/files/delete", "delete_assistant_file"),
    ),
    path_resources={name: name for name in ("models", "files", "threads", "assistants", "batches")},
    sdk_modules=("gigachat.",),
    sdk=("gigachat", "gigachat"),
    doc_hosts=("developers.sber.ru",),
    docs={"network.tls_untrusted": "https://developers.sber.ru/docs/ru/gigachat/certificates"},
    token_host="ngw.",
    token_path="/oauth",
    has_own_codes=True,
    edge_server="SynGX",
    edge_page=r"syngx|sowa",
    edge_words=("syngx", "sowa"),
    api_paths={
        "gigachat.devices.sberbank.ru": r"/api/v1(?:/|$)",
        "ngw.devices.sberbank.ru": r"/api/v2/oauth/?$",
        "api.giga.chat": r"/(?:v[12]/|api/v1/|api/v2/oauth/?$)",
    },
    request_id_headers=("x-request-id", "x-session-id"),
)

VENDORS: Final[tuple[Vendor, ...]] = (GEMINI, GIGACHAT)
SERVICES: Final[tuple[Service, ...]] = tuple(service for vendor in VENDORS for service in vendor.services)
PROVIDERS: Final[tuple[Provider, ...]] = tuple(vendor.provider for vendor in VENDORS)
SDK_SCOPES: Final = frozenset(
    {
        *(module.strip(".").replace(".", "_") for vendor in VENDORS for module in vendor.sdk_modules),
        "google_ai_studio",
    }
)
"""How instrumentations call the SDKs in the names of their scopes, e.g. `google_genai`."""

_BY_PROVIDER: Final[Mapping[object, Vendor]] = {vendor.provider: vendor for vendor in VENDORS}


def vendor_of(provider: object) -> Vendor | None:
    """Finds the vendor by its key; None for None and for any other word."""
    return _BY_PROVIDER.get(provider) if isinstance(provider, str) else None


def title_of(provider: str) -> str:
    """Returns what people read of a vendor, by its key; any other word as it is."""
    vendor = vendor_of(provider)
    return provider if vendor is None else vendor.title


def regional_service(host: str) -> Service | None:
    """Finds the service that has a host in each region, by one of those."""
    for service in SERVICES:
        if service.regional_host and re.fullmatch(service.regional_host, host):
            return service
    return None


def service_of_method(path: str) -> Service | None:
    """Finds the service of a gRPC method by its full name, `/package.Service/Method`; None for anybody else's."""
    for service in SERVICES:
        if path.startswith(service.grpc_prefix) and service.grpc_service in path:
            return service
    return None
