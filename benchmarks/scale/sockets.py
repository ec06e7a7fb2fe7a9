"""Calls of both SDKs over real sockets, from many threads, of which one in ten fails."""

from __future__ import annotations

import base64
import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from gigachat import GigaChat
from gigachat.exceptions import GigaChatException
from google import genai
from google.genai.errors import APIError

from benchmarks.scale.finding import Finding, equal
from benchmarks.scale.observed import Observed
from benchmarks.scale.simulated import Addresses, simulated

_THREADS: Final = 64
_KEY: Final = base64.b64encode(b"client:secret").decode()
_FAILING: Final = itertools.cycle(
    ("fail-gemini.internal", "fail-gemini.requests_per_day", "fail-gemini.model_overloaded", "fail-gemini.key_invalid")
)


def run(calls: int) -> list[Finding]:
    """Makes half of the calls by each SDK."""
    each = calls // 2
    with Observed().on() as observed, simulated() as addresses:
        with ThreadPoolExecutor(_THREADS) as pool:
            of_gemini = _Gemini(addresses)
            list(pool.map(of_gemini.call, range(each)))
            before = observed.calls()
            giga = _giga(addresses)
            list(pool.map(lambda _: _chat(giga), range(each)))
        good, counted = observed.calls(triage_class="ok"), observed.calls()
    return [
        equal("triage.calls of google-genai", before, each),
        equal("triage.calls of gigachat", counted - before, each),
        equal("of all of them without a failure", good, 2 * each - each // 10),
    ]


class _Gemini:
    def __init__(self, addresses: Addresses) -> None:
        self._client = genai.Client(api_key="any", http_options={"base_url": addresses.url})

    def call(self, number: int) -> None:
        model = next(_FAILING) if number % 10 == 9 else "gemini-2.5-flash"
        try:
            self._client.models.generate_content(model=model, contents="Hi")
        except APIError:
            return


def _giga(addresses: Addresses) -> Any:
    return GigaChat(
        credentials=_KEY,
        model="GigaChat-2",
        base_url=f"{addresses.url}/api/v1",
        auth_url=f"{addresses.url}/api/v2/oauth",
        max_retries=0,
    )


def _chat(giga: Any) -> None:
    try:
        giga.chat("Hi")
    except GigaChatException:
        return
