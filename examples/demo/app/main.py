"""An application that talks to Gemini and GigaChat and has a very bad day. It knows nothing of genai-triage.

Usage: `opentelemetry-instrument python main.py STEPS`, where STEPS is a JSON file: a list of steps, each the name of a
service, the name of one of its calls, the arguments, and a note for the step's span. It runs until its input ends.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import agents_calls
import files_calls
import gemini_calls
import gigachat_calls
import grpc_calls
import httpx_calls
import jobs_calls
import live_calls
from opentelemetry import trace

CALLS: dict[str, ModuleType] = {
    "agents": agents_calls,
    "files": files_calls,
    "gemini": gemini_calls,
    "gigachat": gigachat_calls,
    "httpx": httpx_calls,
    "grpc": grpc_calls,
    "jobs": jobs_calls,
    "live": live_calls,
}
AT_ONCE = 8

tracer = trace.get_tracer("demo")


class Day:
    """The steps, so many at once, with a line for each that is done."""

    def __init__(self, steps: list[dict[str, Any]]) -> None:
        self.steps = steps
        self.done = 0
        self.free = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        await asyncio.gather(*map(self.take, self.steps))

    async def take(self, step: dict[str, Any]) -> None:
        async with self.free:
            with tracer.start_as_current_span(step["name"], attributes=step["note"]):
                said = await outcome(step)
        self.done += 1
        print(f"{self.done:>4}/{len(self.steps)}  {step['name'][:62]:<62}  {said}", flush=True)


async def outcome(step: dict[str, Any]) -> str:
    """What the application's log says of a step."""
    call = getattr(CALLS[step["service"]], step["call"])
    try:
        if inspect.iscoroutinefunction(call):
            said = await call(**step["arguments"])
        else:
            said = await asyncio.to_thread(call, **step["arguments"])
    except Exception as error:
        code = getattr(error, "code", None) or getattr(error, "status_code", None) or ""
        said = f"{type(error).__name__} {code}" if code else f"{type(error).__name__}: {error}"
    return str(said).partition("\n")[0]


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(Day(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))).run())
    sys.stdin.read()
