"""What the application is told to do, and what the simulator means by each answer.

The causes come from the taxonomy, so a new row is gone through without a change here. What no server can answer
(the caller's own mistakes, healed failures, good answers) is listed by hand.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle
from typing import Any

from genai_triage.simulator import Simulator, authorization_key, scenario
from genai_triage.taxonomy import CAUSES, Cause

OK = "ok"
EXPECTED = "demo.expected"
STEP = "demo.step"


@dataclass(frozen=True)
class Step:
    """One thing the application does."""

    service: str
    """A module of the application."""
    call: str
    """A function of it."""
    arguments: dict[str, Any] = field(default_factory=dict)
    expected: tuple[str, ...] = (OK,)
    """What each operation of the step must be classified as, in order: a cause's id or `ok`."""
    retries: int | None = None
    """Requests on the wire that the step must take in all, where it matters."""
    heals: bool = False
    """Whether the SDK repairs a failed request by itself."""
    about: str = ""

    @property
    def name(self) -> str:
        return f"{self.service} {self.call}: {self.about or ', '.join(self.expected)}"

    def as_json(self, number: int) -> dict[str, Any]:
        """The step as the application reads it."""
        note = {STEP: number, EXPECTED: list(self.expected)}
        return {
            "service": self.service,
            "call": self.call,
            "arguments": self.arguments,
            "name": self.name,
            "note": note,
        }


def steps(simulator: Simulator) -> list[Step]:
    """The whole demonstration; sets the simulator's schedules for what heals.

    Another way to call a service (raw HTTP, gRPC) is another module of the application and another line here.
    """
    return [
        *_good(),
        *_healed(simulator),
        *_own_mistakes(),
        *_given_up(),
        *_addresses(simulator),
        *_stalls(),
        *_answers(),
        *_credentials(),
        *_without_an_sdk(),
        *_files(),
        *_jobs(),
        *_agents(),
        *_sessions(),
    ]


def left_out(taken: list[Step]) -> dict[str, str]:
    """Causes that the simulator can bring about and no step does, with the reason."""
    brought = {cause for step in taken for cause in step.expected}
    return {
        cause.id: _why_left_out(cause)
        for cause in CAUSES.values()
        if scenario(cause).way != "none" and cause.id not in brought
    }


_GEMINI, _GIGACHAT = "gemini-2.5-flash", "GigaChat-2"
_STALL = "network.read_timeout"
_PATIENCE = 2.0
"""Seconds; a busy machine needs more than half a second to connect at all."""

_ASKED = ("ask", "ask_async", "stream", "stream_async", "chat", "chat_async")
_GEMINI_ERRORS = {
    "": (*_ASKED, "embed", "embed_async", "count_tokens", "count_tokens_async"),
    "generate": _ASKED,
    "stream": ("stream", "stream_async"),
    "embed": ("embed", "embed_async"),
    "count": ("count_tokens", "count_tokens_async"),
}
_CHATTED = ("chat", "chat_async", "stream", "stream_async")
_GIGACHAT_ERRORS = {
    "": (*_CHATTED, "create", "create_async", "embeddings", "embeddings_async", "count_tokens", "count_tokens_async"),
    "chat": (*_CHATTED, "create", "create_async"),
    "stream": ("stream", "stream_async"),
    "embeddings": ("embeddings", "embeddings_async"),
    "tokens": ("count_tokens", "count_tokens_async"),
}
_WAITING_LIMIT = 30.0
_TEXT_FIELDS = {"candidates", "promptFeedback", "usageMetadata", "choices", "messages"}


def _good() -> Iterator[Step]:
    for call in (*_GEMINI_ERRORS[""], "read_first_chunk"):
        yield Step("gemini", call, {"model": "gemini-embedding-001" if call.startswith("embed") else _GEMINI})
    yield Step("gemini", "chat", {"model": _GEMINI, "turns": 3}, (OK,) * 3, about="three turns")
    yield Step("gemini", "call_function", {"model": f"{_GEMINI}-call-function"}, retries=0, about="ok, in two requests")
    for call in _GIGACHAT_ERRORS[""]:
        model = "Embeddings" if call.startswith("embeddings") else _GIGACHAT
        yield Step("gigachat", call, {"model": model})
    yield Step("gigachat", "balance")
    yield Step("gigachat", "call_function", {"model": f"{_GIGACHAT}-call-function"})


def _healed(simulator: Simulator) -> Iterator[Step]:
    """The SDKs repair these by themselves; only the retries show it."""
    for call, cause, failures in (
        ("ask_patiently", "gemini.model_overloaded", 2),
        ("ask_patiently_async", "gemini.requests_per_minute", 1),
    ):
        model = f"gemini-2.5-pro-{call}"
        simulator.schedule(cause, first=failures, model=model)
        about = f"{failures} × {cause}, then ok"
        yield Step("gemini", call, {"model": model}, retries=failures, heals=True, about=about)
    for call in ("chat_twice", "chat_twice_async", "stream_twice"):
        model = f"GigaChat-2-Max-{call}"
        simulator.schedule("gigachat.token_expired", after=1, times=1, model=model)
        # Token, good call; refused call, new token, good call.
        about = "ok, then an expired token healed"
        yield Step("gigachat", call, {"model": model}, (OK, OK), retries=1, heals=True, about=about)
    model = "GigaChat-2-Pro"
    simulator.schedule("gigachat.parallel_requests", first=1, model=model)
    arguments = {"model": model, "max_retries": 2, "retry_backoff_factor": 0.05}
    about = "gigachat.parallel_requests, then ok"
    yield Step("gigachat", "chat_as", arguments, retries=1, heals=True, about=about)


def _own_mistakes() -> Iterator[Step]:
    """Failures that no server brings about."""
    for call, cause in (
        ("ask_nothing", "client.contents_required"),
        ("ask_with_a_number", "client.request_invalid"),
        ("embed_truncated", "client.parameter_unavailable"),
        ("ask_after_closing", "client.closed"),
        ("ask_with_a_cyrillic_key", "client.credential_encoding"),
        ("ask_through_a_vault", "status.unclassified"),
    ):
        yield Step("gemini", call, {"model": _GEMINI}, (cause,))
    yield Step("gemini", "ask", {"model": "gemini?alt=media"}, ("client.model_invalid",))
    yield Step("gemini", "ask", {"model": _GEMINI, "base_url": "gemini.example"}, ("client.url_invalid",))
    calling = f"{_GEMINI}-call-function"
    yield Step("gemini", "call_coroutine_function", {"model": calling}, ("client.tool_failed",))
    hot = "fail-gemini.parameter_range"
    yield Step("gemini", "ask_too_hotly", {"model": hot}, ("gemini.parameter_range",))
    yield Step("gigachat", "chat_in_a_wrong_role", {"model": _GIGACHAT}, ("client.request_invalid",))
    yield Step("gigachat", "chat_without_a_model", {}, ("client.model_required",))


def _given_up() -> Iterator[Step]:
    for call in ("ask_and_give_up", "stream_and_give_up"):
        yield Step("gemini", call, {"model": f"fail-{_STALL}", "after": 0.5}, ("client.cancelled",))
    yield Step("gigachat", "chat_and_give_up", {"model": f"fail-{_STALL}", "after": 0.5}, ("client.cancelled",))


def _addresses(simulator: Simulator) -> Iterator[Step]:
    gemini_calls, gigachat_calls = (
        cycle(_ASKED[:4]),
        cycle(("chat_as", "chat_as_async", "stream_as", "stream_as_async")),
    )
    for cause in CAUSES.values():
        if scenario(cause).way != "url" or cause.example is None:
            continue
        url = simulator.fault_urls[cause.example.fault]
        limit = 0.5 if cause.example.fault == "connect_stall" else 10.0
        arguments = {"model": _GEMINI, "base_url": url, "timeout": int(limit * 1000)}
        yield Step("gemini", next(gemini_calls), arguments, (cause.id,))
        settings = {"base_url": f"{url}/api/v1", "auth_url": f"{url}/api/v2/oauth", "timeout": limit}
        yield Step("gigachat", next(gigachat_calls), settings, (cause.id,))


def _stalls() -> Iterator[Step]:
    """The service does not answer within the time limit of the client."""
    for call in _ASKED[:4]:
        # aiohttp, which google-genai prefers for asynchronous calls, does not say what it waited for.
        cause = "network.timeout" if call.endswith("_async") else _STALL
        yield Step("gemini", call, {"model": f"fail-{_STALL}", "timeout": int(_PATIENCE * 1000)}, (cause,))
    for call in ("chat_as", "chat_as_async", "stream_as", "stream_as_async"):
        yield Step("gigachat", call, {"model": f"fail-{_STALL}", "timeout": _PATIENCE}, (_STALL,))


def _answers() -> Iterator[Step]:
    """Every cause that an API call is answered with, by the calls of the SDKs in turn."""
    turns = {key: cycle(calls) for key, calls in _kinds()}
    for cause in CAUSES.values():
        if _why_left_out(cause) or scenario(cause).way != "answer" or cause.id == _STALL:
            continue
        for service in ("gemini", "gigachat") if cause.id.startswith("network.") else (_service(cause),):
            if cause.example is not None and cause.example.endpoint == "balance":
                yield Step("gigachat", "balance", {"credentials": authorization_key(cause.id)}, (cause.id,))
                continue
            call = next(turns[_kind(service, cause)])
            yield Step(service, call, {"model": f"fail-{cause.id}"}, (cause.id,))


def _credentials() -> Iterator[Step]:
    """Every cause that GigaChat's token endpoint answers with."""
    calls = cycle(("chat_as", "chat_as_async", "stream_as", "stream_as_async"))
    for cause in CAUSES.values():
        if scenario(cause).way == "token":
            yield Step("gigachat", next(calls), {"credentials": authorization_key(cause.id)}, (cause.id,))


_PLAIN = {
    "gemini": ("ask_gemini", "ask_gemini_async", "stream_gemini", "stream_gemini_async"),
    "gigachat": ("chat_gigachat", "chat_gigachat_async", "stream_gigachat", "stream_gigachat_async"),
}
"""Calls without an SDK, over HTTP and gRPC alike: those that answer whole, then those that stream."""
_ONLY_REST_TELLS = {
    "gigachat.not_found",
    "gigachat.permission_denied",
    "gigachat.bad_request",
    "gigachat.file_too_large",
    "gigachat.batch_too_large",
    "gigachat.invalid_params",
    "gigachat.gateway_time_limit",
    "gigachat.gateway_fault",
}
"""GigaChat's gRPC has one status for several of REST's, and no text that tells them apart."""


@cache
def _named_finishes() -> set[str]:
    """Finish reasons that Google's published messages have names for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # google-api-core warns of older versions of Python
        from google.ai.generativelanguage_v1beta import Candidate
    return set(Candidate.FinishReason.__members__)


def _without_an_sdk() -> Iterator[Step]:
    """The same answers to plain httpx and to gRPC stubs; GigaChat's token is an operation of its own there."""
    for cause in CAUSES.values():
        if scenario(cause).way == "token":
            yield Step("httpx", "fetch_token", {"credentials": authorization_key(cause.id)}, (cause.id,))
    for service in ("httpx", "grpc"):
        for call in _PLAIN["gemini"]:
            yield Step(service, call, {"model": _GEMINI})
        for call in _PLAIN["gigachat"]:
            yield Step(service, call, {"model": _GIGACHAT}, (OK, OK), about="a token, then ok")
        turns = {(provider, first): cycle(calls[first:]) for provider, calls in _PLAIN.items() for first in (0, 2)}
        whole = {provider: cycle(calls[:2]) for provider, calls in _PLAIN.items()}
        for cause in CAUSES.values():
            if not (_over_httpx(cause) if service == "httpx" else _over_grpc(cause)):
                continue
            example, provider = cause.example, _service(cause)
            assert example is not None
            is_stream = example.stream or example.endpoint == "stream"
            only_whole = example.http == 200 and example.endpoint and not is_stream
            call = next(whole[provider] if only_whole else turns[provider, 2 if is_stream else 0])
            expected = (OK, cause.id) if provider == "gigachat" else (cause.id,)
            yield Step(service, call, {"model": f"fail-{cause.id}"}, expected)


def _over_httpx(cause: Cause) -> bool:
    example = cause.example
    if example is None or _why_left_out(cause) or scenario(cause).way != "answer" or cause.id == _STALL:
        return False
    return example.endpoint in ("", "generate", "chat", "stream")


def _over_grpc(cause: Cause) -> bool:
    """Whether a status of gRPC, or a message of it, tells this cause."""
    example = cause.example
    if example is None or cause.id in _ONLY_REST_TELLS or cause.id.partition(".")[0] not in ("gemini", "gigachat"):
        return False
    if scenario(cause).way == "rpc":
        return True
    if not _over_httpx(cause) or example.fault or example.headers:
        return False
    body = example.body[0] if isinstance(example.body, list) and example.body else example.body
    if not isinstance(body, dict):
        return False
    ends = [one["finishReason"] for one in body.get("candidates", ()) if "finishReason" in one]
    return bool({"error", "status", "candidates", "choices"} & body.keys()) and _named_finishes().issuperset(ends)


def _files() -> Iterator[Step]:
    """Uploads, downloads, stores: a call is one operation, however many requests it takes."""
    for call in ("upload", "upload_async", "upload_in_parts", "download", "download_async"):
        yield Step("files", call, about="ok, in several requests" if call == "upload_in_parts" else "")
    yield Step("files", "cache", {"model": _GEMINI})
    yield Step("files", "tidy_up", {}, (OK, OK))
    yield Step("files", "keep_in_store", {}, (OK,) * 5, about="a store, an import, two polls, a list")
    yield Step("files", "upload_and_wait", {"name": "notes"}, (OK,) * 3, about="an upload, two polls")
    yield Step("files", "upload", {"name": "fail-gemini.requests_per_minute"}, ("gemini.requests_per_minute",))
    broken = "notes-polls-0-job-fail-gemini.internal"
    yield Step("files", "upload_and_wait", {"name": broken}, (OK, "gemini.internal"), about="it cannot be read")
    for call in ("send_file", "send_file_async"):
        yield Step("gigachat", call)
    calls = cycle(("send_file", "send_file_async"))
    for cause in CAUSES.values():
        if cause.example is not None and cause.id.startswith("gigachat.") and cause.example.endpoint == "files":
            yield Step("gigachat", next(calls), {"credentials": authorization_key(cause.id)}, (cause.id,))


def _jobs() -> Iterator[Step]:
    """What takes its time: it is made well, and what becomes of it is learned later."""
    batches, pictures = cycle(("run_batch", "run_batch_async")), cycle(("draw", "draw_async"))
    for call in ("run_batch", "run_batch_async"):
        yield Step(
            "jobs", call, {"model": f"{_GEMINI}-polls-2"}, (OK,) * 4, about="three polls, the last finds it done"
        )
    yield Step("jobs", "cancel_batch", {"model": _GEMINI}, (OK, OK))
    yield Step("jobs", "film", {"model": "veo-3.1"}, (OK,) * 3)
    yield Step("jobs", "think_in_background", {"model": _GEMINI}, (OK,) * 3)
    for call in ("draw", "draw_async"):
        yield Step("jobs", call, {"model": "imagen-4"})
    for cause in CAUSES.values():
        kind = _kind_of_job(cause)
        ends = f"-polls-0-job-fail-{cause.id}"
        if kind == "batch":
            yield Step("jobs", next(batches), {"model": f"{_GEMINI}{ends}"}, (OK, cause.id))
        elif kind == "media":
            yield Step("jobs", next(pictures), {"model": f"imagen-4-fail-{cause.id}"}, (cause.id,))
            yield Step("jobs", "film", {"model": f"veo-3.1{ends}"}, (OK, cause.id))
        elif kind == "interaction":
            yield Step("jobs", "think_in_background", {"model": f"{_GEMINI}{ends}"}, (OK, cause.id))
        elif kind == "run":
            yield Step("jobs", "run_thread", {"thread": f"demo{ends}"}, (OK, cause.id))
    yield Step("jobs", "film", {"model": "veo-3.1-polls-0-job-fail-gemini.internal"}, (OK, "gemini.internal"))


def _kind_of_job(cause: Cause) -> str:
    """What a cause is the end of; empty if of nothing that takes its time."""
    example = cause.example
    body = example.body if example is not None and example.http == 200 and isinstance(example.body, dict) else {}
    if "metadata" in body:
        return "batch"
    if "predictions" in body:
        return "media"
    if "status" not in body:
        return ""
    return "run" if "thread_id" in body else "interaction"


_INTERACTED = ("interact", "interact_async", "stream", "stream_async")


def _agents() -> Iterator[Step]:
    for call in _INTERACTED:
        yield Step("agents", call, {"model": _GEMINI})
    yield Step("agents", "keep_an_agent", {}, (OK,) * 3)
    yield Step("agents", "listen", {}, (OK,) * 4)
    yield Step("agents", "schedule_async", {}, (OK,) * 2)
    calls = cycle(_INTERACTED)
    for cause in CAUSES.values():
        if cause.example is not None and cause.example.endpoint == "interactions":
            yield Step("agents", next(calls), {"model": f"fail-{cause.id}"}, (cause.id,))
    for call in _INTERACTED[2:]:
        late = f"{_GEMINI}-message-fail-gemini.internal"
        yield Step("agents", call, {"model": late}, ("gemini.internal",), about="an error in the middle of a stream")


def _sessions() -> Iterator[Step]:
    """Live sessions with each of their ends."""
    yield Step("live", "talk", {"model": "gemini-live"})
    yield Step("live", "talk", {"model": "gemini-live", "turns": 3}, about="three turns")
    for cause in CAUSES.values():
        if scenario(cause).way == "live":
            yield Step("live", "talk", {"model": f"fail-{cause.id}"}, (cause.id,))
    late = "gemini.live_idle"
    yield Step("live", "talk", {"model": f"gemini-live-turn-fail-{late}"}, (late,), about="in the middle of a turn")
    yield Step("live", "talk", {"model": "fail-gemini.key_invalid"}, ("gemini.key_invalid",))
    yield Step("live", "wait_for_more", {"model": "gemini-live-close-1000"}, about="ok, closed by the service")


def _service(cause: Cause) -> str:
    return "gigachat" if cause.id.startswith("gigachat.") else "gemini"


def _kind(service: str, cause: Cause) -> tuple[str, str, bool]:
    example = cause.example
    assert example is not None
    is_text = example.http in (None, 200)
    return service, "stream" if example.stream and not example.endpoint else example.endpoint, is_text


def _kinds() -> Iterator[tuple[tuple[str, str, bool], tuple[str, ...]]]:
    """Calls by service, endpoint, and whether the failure is inside an answer that only a text has."""
    for service, table, texts in (("gemini", _GEMINI_ERRORS, _ASKED), ("gigachat", _GIGACHAT_ERRORS, _CHATTED)):
        for endpoint, calls in table.items():
            yield (service, endpoint, False), calls
            yield (service, endpoint, True), tuple(call for call in calls if call in texts) or calls


def _why_left_out(cause: Cause) -> str:
    """Why no step brings a cause about; empty if one can."""
    example = cause.example
    if example is None or scenario(cause).way in ("none", "token", "url", "live"):
        return ""
    if scenario(cause).way == "rpc":
        return "RPC status"
    if cause.signals and all(signal.min_elapsed > _WAITING_LIMIT for signal in cause.signals):
        return f"takes {cause.signals[0].min_elapsed:.0f} s"
    table = _GIGACHAT_ERRORS if _service(cause) == "gigachat" else _GEMINI_ERRORS
    if example.endpoint not in (*table, "balance"):
        return f"{example.endpoint} endpoint"
    if example.http == 200 and isinstance(example.body, dict) and not _TEXT_FIELDS & example.body.keys():
        return "batch jobs and media models"
    if cause.id.startswith("status.") and _has_own_row(str(example.http)):
        return "Gemini has its own row for the status"
    return ""


def _has_own_row(status: str) -> bool:
    rows = (cause for cause in CAUSES.values() if cause.id.startswith("gemini."))
    return any(status in signal.status and not signal.text for row in rows for signal in row.signals)
