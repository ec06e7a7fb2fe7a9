"""Every cause of the taxonomy that has a server's answer is answered as its row's example says."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from genai_triage.simulator import Simulator, authorization_key, scenario, simulatable
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause, Example, FailureClass
from tests.support import AUTHORIZATION_KEY
from tests.support.products import crossed

WITHOUT_MODEL = ("balance", "files")
GEMINI_CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "": ("/v1beta/models/{model}:generateContent", {}),
    "generate": ("/v1beta/models/{model}:generateContent", {}),
    "stream": ("/v1beta/models/{model}:streamGenerateContent?alt=sse", {}),
    "embed": ("/v1beta/models/{model}:batchEmbedContents", {}),
    "count": ("/v1beta/models/{model}:countTokens", {}),
    "interactions": ("/v1beta/interactions", {"model": "{model}", "input": "Hello"}),
}
GIGACHAT_CALLS: dict[str, tuple[str, dict[str, Any] | None]] = {
    "": ("/api/v1/chat/completions", {"model": "{model}", "messages": []}),
    "chat": ("/api/v1/chat/completions", {"model": "{model}", "messages": []}),
    "stream": ("/api/v1/chat/completions", {"model": "{model}", "messages": [], "stream": True}),
    "embeddings": ("/api/v1/embeddings", {"model": "{model}", "input": ["Hello"]}),
    "tokens": ("/api/v1/tokens/count", {"model": "{model}", "input": ["Hello"]}),
    "models": ("/api/v1/models/{model}", None),
    "balance": ("/api/v1/balance", None),
    "files": ("/api/v1/files", None),
    "threads": ("/api/v1/threads/messages/run", {"model": "{model}", "messages": []}),
}


def causes(*ways: str, fault: bool = False) -> list[Cause]:
    return [
        cause
        for cause in CAUSES.values()
        if scenario(cause).way in ways and cause.example is not None and bool(cause.example.fault) is fault
    ]


def named(cause: Cause) -> str:
    return cause.id


def send(simulator: Simulator, cause: Cause, *, model: str, headers: dict[str, str]) -> httpx.Response:
    example = cause.example
    assert example is not None
    is_gigachat = cause.id.startswith("gigachat.")
    calls: Any = GIGACHAT_CALLS if is_gigachat else GEMINI_CALLS
    endpoint = "stream" if example.stream and not example.endpoint else example.endpoint
    path, template = calls[endpoint]
    body = None if template is None else json.loads(json.dumps(template).replace("{model}", model))
    return httpx.request(
        "GET" if template is None else "POST", simulator.url + path.format(model=model), json=body, headers=headers
    )


def check(example: Example, answer: httpx.Response) -> None:
    assert answer.status_code == example.http
    for name, value in example.headers.items():
        if name.lower() not in ("content-length", "content-encoding", "transfer-encoding", "connection", "date"):
            assert answer.headers[name] == value
    if example.body is None:
        return
    if answer.headers["content-type"].startswith("text/event-stream") and not isinstance(example.body, str):
        assert example.http == 200
        assert leaves(example.body) <= leaves(events(answer.text))
    elif isinstance(example.body, str):
        assert answer.text.endswith(example.body)
    else:
        assert answer.json() == example.body


def events(text: str) -> list[Any]:
    lines = (line.removeprefix("data:").strip() for line in text.splitlines() if line.startswith("data:"))
    return [json.loads(line) for line in lines if line != "[DONE]"]


def leaves(node: Any) -> set[str]:
    """Every scalar in a JSON value with its key: a stream may rearrange an answer, but must not lose any of it."""
    if isinstance(node, dict):
        inner = [leaves(value) for value in node.values()]
        scalars = {f"{key}={value!r}" for key, value in node.items() if not isinstance(value, (dict, list))}
        return scalars.union(*inner)
    return set().union(*map(leaves, node)) if isinstance(node, list) else set()


def header(cause: Cause) -> dict[str, Any]:
    return {"model": "any", "headers": {"x-simulate": cause.id}}


def model_name(cause: Cause) -> dict[str, Any]:
    return {"model": f"gemini-2.5-flash-fail-{cause.id}", "headers": {"authorization": "Bearer any"}}


def credential(cause: Cause) -> dict[str, Any]:
    is_gigachat = cause.id.startswith("gigachat.")
    name, start = ("authorization", "Bearer ") if is_gigachat else ("x-goog-api-key", "")
    return {"model": "any", "headers": {name: f"{start}fail-{cause.id}"}}


WITH_MODEL = [cause for cause in causes("answer") if cause.example and cause.example.endpoint not in WITHOUT_MODEL]
OTHERS = [cause for cause in causes("answer") if cause not in WITH_MODEL]


def word(value: Any) -> str:
    return value.id if isinstance(value, Cause) else value.__name__


@pytest.mark.parametrize(
    ("cause", "order"),
    [
        *crossed(WITH_MODEL, [header, model_name, credential], name=word),
        *crossed(OTHERS, [header, credential], name=word),
    ],
)
def test_an_order_brings_the_example(simulator: Simulator, cause: Cause, order: Callable[[Cause], Any]) -> None:
    assert cause.example is not None
    check(cause.example, send(simulator, cause, **order(cause)))
    assert [record.cause for record in simulator.requests] == [cause.id]


@pytest.mark.parametrize("cause", causes("token"), ids=named)
@pytest.mark.parametrize("by", ["scope", "key", "header"])
def test_token_cause_is_answered_by_the_token_endpoint(simulator: Simulator, cause: Cause, by: str) -> None:
    assert cause.example is not None
    key = authorization_key(cause.id) if by == "key" else AUTHORIZATION_KEY
    headers = {"authorization": f"Basic {key}", "rquid": str(uuid.uuid4())}
    if by == "header":
        headers["x-simulate"] = cause.id
    scope = f"fail-{cause.id}" if by == "scope" else "GIGACHAT_API_PERS"

    check(cause.example, httpx.post(simulator.oauth_url, headers=headers, data={"scope": scope}))


def test_every_cause_says_how() -> None:
    assert all(scenario(cause).how.endswith((".", "id")) for cause in CAUSES.values())


@pytest.mark.parametrize("example", [None, Example(exception="builtins.ValueError: bad"), Example(grpc=("rpc", ""))])
def test_cause_without_an_answer_is_not_simulatable(example: Example | None) -> None:
    cause = Cause("client.some", FailureClass.CLIENT, "https://example.com", "observed", (), example)

    assert not simulatable(cause)


def test_every_documented_row_with_an_http_status_is_simulatable() -> None:
    rows = [cause for cause in CAUSES.values() if cause.example and cause.example.http is not None]

    assert len(rows) > 60
    assert all(simulatable(cause) for cause in rows)
