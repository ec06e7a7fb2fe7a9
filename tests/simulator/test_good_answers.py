"""Every path that is served has the answer that is committed beside this file, in `good_answers.json`.

What differs from one request to the next (ids, times, texts) is a sign there.
`python -m tests.simulator.test_good_answers` writes the file again; read what has changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
import pytest

from genai_triage.simulator import Simulator, reply
from genai_triage.simulator.gigachat import _ENDPOINTS, _GOOD
from genai_triage.simulator.resources.documents import KINDS
from tests.simulator.test_gigachat import token

FILE: Final = Path(__file__).with_name("good_answers.json")
V = "/v1beta"
MODEL = f"{V}/models/gemini-2.5-flash"
VERTEX = "/v1/projects/p/locations/l"
TOOL = {
    "functionDeclarations": [
        {"name": "add", "parameters": {"type": "OBJECT", "properties": {"a": {"type": "INTEGER"}}}}
    ]
}
PROMPT = {"contents": [{"role": "user", "parts": [{"text": "x" * 40}]}]}
CALL = {**PROMPT, "tools": [TOOL], "toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}
CHAT = {"model": "GigaChat-2-Max", "messages": [{"role": "user", "content": "x" * 40}]}
GIGA_CALL = {**CHAT, "functions": [{"name": "add", "parameters": {"type": "object"}}], "function_call": {"name": "add"}}


class Asked(NamedTuple):
    method: str
    path: str
    body: Any = None


GEMINI: Final = (
    Asked("POST", f"{MODEL}:generateContent", PROMPT),
    Asked("POST", f"{MODEL}:generateContent", CALL),
    Asked("POST", f"{MODEL}:generateContent", {**PROMPT, "generationConfig": {"maxOutputTokens": 2}}),
    Asked("POST", f"{MODEL}:streamGenerateContent?alt=sse", PROMPT),
    Asked("POST", f"{MODEL}:streamGenerateContent", PROMPT),
    Asked("POST", f"{MODEL}:countTokens", PROMPT),
    Asked("POST", f"{V}/models/gemini-embedding-001:embedContent", {"content": {"parts": [{"text": "x" * 40}]}}),
    Asked(
        "POST",
        f"{V}/models/gemini-embedding-001:batchEmbedContents",
        {"requests": [{"content": {"parts": [{"text": "x" * size}]}} for size in (4, 400)]},
    ),
    Asked(
        "POST",
        f"{VERTEX}/publishers/google/models/e:predict",
        {"instances": [{"content": "x" * 40}, {"content": "x"}]},
    ),
    Asked("POST", f"{V}/models/imagen:predict", {"instances": [{"prompt": "x"}]}),
    Asked("GET", f"{V}/models"),
    Asked("GET", MODEL),
    Asked("GET", f"{V}/models/gemini-embedding-001"),
    Asked("GET", "/v1beta1/publishers/google/models"),
    Asked("GET", f"{V}/nothing"),
    Asked("POST", f"{V}/interactions", {"model": "gemini-2.5-flash", "input": "x" * 40}),
    Asked("POST", f"{V}/interactions", {"model": "gemini-2.5-flash", "input": "x" * 40, "stream": True}),
    Asked(
        "POST",
        f"{V}/interactions",
        {"model": "m-call-function", "input": "x", "tools": [{"type": "function", "name": "add"}]},
    ),
    Asked("GET", f"{V}/interactions/i"),
    Asked("POST", f"{V}/interactions/i/cancel"),
    Asked("DELETE", f"{V}/interactions/i"),
    *(
        Asked(method, f"{V}/{kind}{name}", body)
        for kind in KINDS
        if kind not in ("models", "environmentFiles")
        for method, name, body in (("GET", "", None), ("GET", "/one", None), ("DELETE", "/one", None), ("POST", "", {}))
    ),
    Asked("POST", f"{V}/cachedContents", {"model": "models/gemini-2.5-pro"}),
    Asked("POST", f"{V}/webhooks", {"subscribed_events": ["a"], "uri": "https://x"}),
    Asked("POST", f"{V}/triggers", {"schedule": "1 * * * *", "time_zone": "Asia/Tokyo"}),
    Asked("POST", f"{V}/agents", {"id": "mine"}),
    Asked("POST", f"{V}/tuningJobs", {"baseModel": "b"}),
    Asked("GET", f"{V}/environments/e/files"),
    Asked("GET", f"{V}/files/one:download?alt=media"),
    Asked("POST", f"{V}/files:register", {"uris": ["gs://a/b", "gs://c/d"]}),
    Asked("POST", f"{MODEL}:batchGenerateContent", {"batch": {"displayName": "mine"}}),
    Asked("POST", f"{MODEL}:asyncBatchEmbedContent", {}),
    Asked("POST", f"{V}/models/veo:predictLongRunning", {"instances": [{"prompt": "x"}]}),
    Asked("POST", f"{V}/models/veo:fetchPredictOperation", {"operationName": "models/veo/operations/o"}),
    Asked("GET", f"{V}/models/veo/operations/o"),
    Asked("POST", f"{V}/batches/one:cancel"),
    Asked("POST", f"{V}/fileSearchStores/s:importFile", {"fileName": "files/one"}),
    Asked("GET", f"{V}/fileSearchStores/s/documents/d"),
    Asked("POST", f"{MODEL}:computeTokens", PROMPT),
    Asked("POST", f"{V}/models/aqa:generateAnswer", PROMPT),
    Asked("POST", f"{V}/webhooks/w:ping", {}),
    Asked("POST", f"{V}/webhooks/w:rotateSigningSecret", {}),
    Asked("POST", f"{V}/tunedModels/t:transferOwnership", {}),
    Asked("GET", f"{VERTEX}/batchPredictionJobs/b"),
    Asked("GET", f"{VERTEX}/tuningJobs/t"),
)
GIGACHAT: Final = (
    *(
        Asked(method, f"/v1/{operation.replace('{id}', 'one')}", {})
        for method, operation in _ENDPOINTS
        if "chat" not in operation
    ),
    Asked("POST", "/v1/chat/completions", CHAT),
    Asked("POST", "/v1/chat/completions", GIGA_CALL),
    Asked("POST", "/v1/chat/completions", {**CHAT, "max_tokens": 2}),
    Asked("POST", "/v1/chat/completions", {**CHAT, "stream": True}),
    Asked("POST", "/v1/chat/completions", {**GIGA_CALL, "stream": True}),
    Asked("POST", "/v2/chat/completions", CHAT),
    Asked("POST", "/v2/chat/completions", {**CHAT, "stream": True}),
    Asked("POST", "/v1/embeddings", {"model": "EmbeddingsGigaR", "input": ["x" * 40, "x"]}),
    Asked("POST", "/v1/tokens/count", {"model": "GigaChat", "input": ["x" * 40, "x"]}),
    Asked("GET", "/v1/models/Embeddings"),
    Asked("POST", "/v1/threads/run", {"thread_id": "t", "model": "GigaChat"}),
    Asked("GET", "/v1/threads/run?thread_id=t"),
    Asked("POST", "/v1/threads/messages/run", {"thread_id": "t", "messages": CHAT["messages"]}),
    Asked("POST", "/v1/threads/messages/run", {"thread_id": "t", "messages": CHAT["messages"], "stream": True}),
    Asked("GET", "/v1/threads/messages?thread_id=t"),
    Asked("POST", "/v1/assistants/delete", {"assistant_id": "a"}),
    Asked("GET", "/v1/assistants?assistant_id=a"),
    Asked("GET", "/v1/nothing"),
)
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ID: Final = re.compile(r"\b(?:[0-9a-f]{20}|0{8}[0-9a-f]{4})\b")
_TEXTS: Final = ("text", "content")


def plain(value: Any, key: str = "") -> Any:
    """A value of an answer, with signs for what differs from one request to the next."""
    if isinstance(value, dict):
        return {name: plain(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        if len(value) > 20 and all(isinstance(one, float) for one in value):
            return [*value[:2], f"{len(value)} numbers"]
        return [plain(one, key) for one in value]
    if isinstance(value, str):
        if key in _TEXTS and value and not value.startswith("Yes."):
            return "TEXT"
        return _TIME.sub(_time, _ID.sub("ID", _UUID.sub("UUID", value)))
    if isinstance(value, int) and not isinstance(value, bool) and value > 1_600_000_000:
        return "TIME"
    return value


def _time(found: re.Match[str]) -> str:
    """A time, if it is none of those that never change."""
    return found[0] if found[0].startswith("2026-01-0") else "TIME"


def lines(text: str) -> list[Any]:
    """The lines of a stream, with the JSON in them read."""
    found: list[Any] = []
    for line in text.split("\n"):
        mark, _, rest = line.strip("\r").partition(": ")
        found.append({mark: plain(json.loads(rest))} if rest.startswith("{") else plain(line))
    return found


def answer(simulator: Simulator, provider: str, asked: Asked, bearer: str) -> dict[str, Any]:
    """What is committed of an answer."""
    url = (simulator.gemini_url if provider == "gemini" else simulator.gigachat_url.removesuffix("/v1")) + asked.path
    headers = {"x-goog-api-key": "k"} if provider == "gemini" else {"authorization": f"Bearer {bearer}"}
    got = httpx.request(asked.method, url, json=asked.body, headers=headers)
    kind = got.headers["content-type"]
    shown: Any
    if "json" in kind:
        shown = plain(got.json())
    else:
        shown = lines(got.text) if "event-stream" in kind else f"{len(got.content)} bytes"
    assert {name: got.headers.get(name) for name in _HEADERS} == (_HEADERS if provider == "gemini" else _NO_HEADERS)
    return {"status": got.status_code, "type": kind, "body": shown}


_HEADERS: Final[Mapping[str, str | None]] = {
    "vary": "Origin, X-Origin, Referer",
    "x-xss-protection": "0",
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
}
"""Of each answer of Google's."""
_NO_HEADERS: Final[Mapping[str, str | None]] = dict.fromkeys(_HEADERS)


def name_of(provider: str, asked: Asked) -> str:
    body = "" if asked.body is None else f" {json.dumps(asked.body)}"
    return re.sub("x{9,}", lambda found: f"x*{len(found[0])}", f"{provider} {asked.method} {asked.path}{body}")


def every() -> dict[str, tuple[str, Asked]]:
    found = [("gemini", asked) for asked in GEMINI] + [("gigachat", asked) for asked in GIGACHAT]
    return {name_of(provider, asked): (provider, asked) for provider, asked in found}


COMMITTED: Final[Mapping[str, Any]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def test_every_kind_of_resource_and_every_method_is_asked_for() -> None:
    assert set(COMMITTED) == set(every())
    assert _GOOD.keys() <= _ENDPOINTS.keys()


@pytest.fixture
def one_text() -> Iterator[None]:
    """The model has one thing to say: how many tokens it has does not depend on what was asked before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reply, "_TEXTS", reply._TEXTS[:1])
        yield


@pytest.mark.usefixtures("one_text")
@pytest.mark.parametrize(("provider", "asked"), every().values(), ids=every().keys())
def test_the_answer_is_the_one_that_is_committed(simulator: Simulator, provider: str, asked: Asked) -> None:
    bearer = token(simulator) if provider == "gigachat" else ""
    assert answer(simulator, provider, asked, bearer) == COMMITTED[name_of(provider, asked)]


def _renew() -> None:
    found: dict[str, Any] = {}
    with Simulator(latency=0) as simulator, pytest.MonkeyPatch.context() as patch:
        patch.setattr(reply, "_TEXTS", reply._TEXTS[:1])
        for name, (provider, asked) in every().items():
            simulator.reset()
            found[name] = answer(simulator, provider, asked, token(simulator) if provider == "gigachat" else "")
    rows = [f" {json.dumps(name)}: {json.dumps(shown, ensure_ascii=False)}" for name, shown in found.items()]
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    _renew()
