"""What the real library adds to a service's metrics for each kind of call, recorded once against the simulator."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from google import genai
from google.genai import types

import genai_triage
from genai_triage.simulator import Simulator
from genai_triage.taxonomy import CAUSES
from preview.states.exported import CHAT, FAST, SLOW, Added, Service
from tests.support.load import GIGACHAT, Application, Call, make

GOOD_GEMINI, GOOD_STREAM, GOOD_EMBEDDING = "ok gemini", "ok gemini stream", "ok gemini embedding"
GOOD_GIGACHAT, GOOD_GIGACHAT_STREAM, BALANCE = "ok gigachat", "ok gigachat stream", "balance"
LASTING = SESSION, LOST_SESSION, JOB, FUNCTION, FAILED_FUNCTION = (
    "session",
    "lost session",
    "job",
    "function",
    "failed function",
)
HEALED = "healed"
"""Two overloaded attempts, then an answer."""
_SOURCES: Final = Path(genai_triage.__file__).parent


Recorded = dict[str, Added]
"""By the name of the call: one of the words above, or a cause's id, for a provider's own a model after it."""


def recorded(cache: Path) -> Recorded:
    """Returns what each call adds; it is recorded anew when the library has changed."""
    kept = cache / f"recorded-{_digest()}.json"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob("recorded-*.json"):
            old.unlink()
        kept.write_text(json.dumps({name: added.packed() for name, added in _record().items()}), encoding="utf-8")
    return {name: Added.unpacked(added) for name, added in json.loads(kept.read_text("utf-8")).items()}


def _digest() -> str:
    sources = [*sorted(Path(__file__).parent.glob("*.py")), *sorted(_SOURCES.rglob("*.py"))]
    found = hashlib.sha256()
    for path in sources:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _record() -> Recorded:
    """Makes every call once, alone."""
    service = Service()
    with Simulator() as simulator:
        application = Application(simulator)
        make(application.succeeding())  # the first call of a client also fetches a token
        with service.instrumented():
            return {name: service.added_by(call) for name, call in _calls(simulator, application)}


def _calls(simulator: Simulator, application: Application) -> Iterator[tuple[str, Callable[[], object]]]:
    good = (GOOD_GEMINI, GOOD_STREAM, GOOD_EMBEDDING, GOOD_GIGACHAT, GOOD_GIGACHAT_STREAM, None, BALANCE)
    for name, call in zip(good, application.succeeding(), strict=True):
        if name:
            yield name, call.make
    (healing,) = application.healing()
    yield HEALED, healing.make
    simulator.reset()
    for call in application.failing():
        assert call.cause is not None
        yield from _failing(simulator, application, call, call.cause)
    # The last ones: the age of the job changes with each call after it.
    yield from zip(LASTING, (call.make for call in application.lasting()), strict=True)


def _failing(
    simulator: Simulator, application: Application, call: Call, cause: str
) -> Iterator[tuple[str, Callable[[], object]]]:
    """A call that fails by a cause; a provider's own causes are met by models that exist."""
    if not cause.startswith(("gemini.", "gigachat.")):
        yield f"{cause} {call.provider}", partial(make, [call])
        return
    example = CAUSES[cause].example
    assert example is not None
    ask: Callable[[str], object]
    if call.provider == GIGACHAT:
        ask = application.chat_stream if example.stream else application.chat
    else:
        ask = application.stream if example.stream else _asking(simulator)
    for model in (CHAT,) if call.provider == GIGACHAT else (FAST, SLOW):
        yield f"{cause} {model}", partial(_scheduled, simulator, cause, ask, model)


def _asking(simulator: Simulator) -> Callable[[str], object]:
    """Asks Gemini without retries."""
    client = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=simulator.gemini_url))
    return lambda model: client.models.generate_content(model=model, contents="Why is the sky blue?")


def _scheduled(simulator: Simulator, cause: str, ask: Callable[[str], object], model: str) -> None:
    simulator.reset()
    simulator.schedule(cause)
    try:
        ask(model)
    finally:
        simulator.reset()
