"""The application of a drill: it calls a provider again and again, in the manner that it is told.

It runs under `opentelemetry-instrument`, takes addresses and credentials from the SDKs' own environment variables, and
ends when its standard input does. Each line there is `provider manner`; each line that it writes is what became of a
call, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

import genai_triage

QUESTION: Final = "Why does a prism split white light?"
PAUSE: Final = 0.4
"""Seconds between two calls of a worker."""
WORKERS: Final = 4
_PATIENCE: Final = 20.0
_IMPATIENCE: Final = 1.0
"""Seconds that a client waits for an answer."""
_GIVEN_UP: Final = 0.2
"""Seconds after which a caller loses interest."""
_SLOW_MODEL: Final = "fail-network.read_timeout"
"""Asked for this one, the simulator does not answer."""


class VaultSealed(Exception):
    """An exception of the application's own that no taxonomy knows."""


def gemini_calls() -> Mapping[str, Callable[[], object]]:
    """Returns the calls through google-genai, by manner."""
    from google import genai
    from google.genai import types

    def client(seconds: float, **options: Any) -> genai.Client:
        return genai.Client(http_options=types.HttpOptions(timeout=int(seconds * 1000), **options))

    patient, impatient = client(_PATIENCE), client(_IMPATIENCE)
    again = types.HttpRetryOptions(attempts=5, initial_delay=0.02, max_delay=0.1, jitter=0.01)
    persistent = client(_PATIENCE, retry_options=again)

    def ask(of: genai.Client, contents: Any = QUESTION) -> object:
        return of.models.generate_content(model="gemini-2.5-flash", contents=contents)

    class Sealed(types.Content):
        def __getattribute__(self, name: str) -> Any:
            if name == "parts":
                raise VaultSealed("the key vault is sealed")
            return super().__getattribute__(name)

    async def give_up() -> object:
        other = client(_PATIENCE).aio
        try:
            return await _given_up(other.models.generate_content(model=_SLOW_MODEL, contents=QUESTION))
        finally:
            # Old versions of the SDK cannot be closed.
            if hasattr(other, "aclose"):
                await other.aclose()

    return {
        "ask": lambda: ask(patient),
        "impatient": lambda: ask(impatient),
        "persistent": lambda: ask(persistent),
        "refused": lambda: ask(patient, []),
        "unknown": lambda: ask(patient, [Sealed()]),
        "give_up": lambda: asyncio.run(give_up()),
    }


def gigachat_calls() -> Mapping[str, Callable[[], object]]:
    """Returns the calls through gigachat, by manner."""
    from gigachat import GigaChat
    from gigachat.models import Chat, Messages, MessagesRole

    model = "GigaChat-2"
    patient, impatient = GigaChat(timeout=_PATIENCE, model=model), GigaChat(timeout=_IMPATIENCE, model=model)
    nameless = GigaChat(timeout=_PATIENCE)

    class Sealed(Chat):
        def model_dump(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
            raise VaultSealed("the key vault is sealed")

    def chat(kind: type[Chat] = Chat, **settings: Any) -> Chat:
        return kind(messages=[Messages(role=MessagesRole.USER, content=QUESTION)], **settings)

    async def give_up() -> object:
        async with GigaChat(timeout=_PATIENCE) as other:
            return await _given_up(other.achat(chat(model=_SLOW_MODEL)))

    return {
        "ask": lambda: patient.chat(chat(model=model)),
        "impatient": lambda: impatient.chat(chat(model=model)),
        "refused": lambda: nameless.chat(chat()),
        "unknown": lambda: patient.chat(chat(Sealed, model=model)),
        "give_up": lambda: asyncio.run(give_up()),
    }


CALLS: Final[Mapping[str, Callable[[], Mapping[str, Callable[[], object]]]]] = {
    "gemini": gemini_calls,
    "gigachat": gigachat_calls,
}


async def _given_up(call: Any) -> object:
    task = asyncio.ensure_future(call)
    await asyncio.wait([task], timeout=_GIVEN_UP)
    task.cancel()
    return await task


class Workers:
    """Calls one provider from several threads until they are stopped."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._calls = CALLS[provider]()
        self._manner = "ask"
        self._stopped = threading.Event()

    def start(self) -> None:
        for _ in range(WORKERS):
            threading.Thread(target=self._work, daemon=True).start()

    def change(self, manner: str) -> None:
        self._manner = manner

    def _work(self) -> None:
        while not self._stopped.wait(PAUSE):
            manner, outcome = self._manner, {"class": "ok"}
            try:
                self._calls[manner]()
            except BaseException as error:
                failure = genai_triage.classify(error)
                if failure is not None:
                    outcome = {"class": failure.failure_class.value, "cause": failure.cause.id}
            line = json.dumps({"provider": self._provider, "manner": manner, **outcome})
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


def main() -> None:
    workers = {provider: Workers(provider) for provider in sys.argv[1:]}
    for one in workers.values():
        one.start()
    for line in sys.stdin:
        provider, _, manner = line.strip().partition(" ")
        workers[provider].change(manner)


if __name__ == "__main__":
    main()
