"""Starts the journey of a simulated failure in the program's interpreter, and says how far it came."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any, Final

from genai_triage.doctor import net
from genai_triage.doctor.exporter import endpoint
from genai_triage.doctor.model import Check
from genai_triage.doctor.target import Target
from genai_triage.exporters import named

SECONDS: Final = 60.0
"""The longest wait: an SDK is imported, and an exporter may try again."""
_START: Final = (
    "import sys; sys.path[:] = [path for path in sys.path if path]; "
    "from genai_triage.doctor.journey import main; main()"
)
_NAME: Final = "journey"


def checks(target: Target) -> Iterator[Check]:
    """Yields what became of the failure."""
    if "genai-triage" not in target.versions:
        text, fix = (
            "genai-triage is not installed there, so nothing was tried.",
            "Install genai-triage there, as is said above.",
        )
        yield Check("a failure", _NAME, "fail", text, fix)
        return
    env = {**target.environ, "OTEL_EXPORTER_OTLP_TIMEOUT": "2", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "2"}
    try:
        done = subprocess.run(
            [target.executable, "-c", _START], env=env, capture_output=True, text=True, timeout=SECONDS, check=True
        )
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except subprocess.TimeoutExpired:
        fix = "See the lines of the exporter above."
        yield Check("a failure", _NAME, "fail", f"a simulated failure was not exported within {SECONDS:g} s.", fix)
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip().splitlines() or ["nothing was said"])[-1]
        fix = f"Type: {target.executable} -m pip install --upgrade genai-triage"
        yield Check("a failure", _NAME, "fail", f"a simulated failure could not be followed: {said[:200]}", fix)
    else:
        yield from _told(found, target)


def _told(found: dict[str, Any], target: Target) -> Iterator[Check]:
    for text in found["warnings"]:
        yield Check("a failure", "warning", "warn", text, "")
    library = found["library"]
    if library is None:
        text, fix = "no library is installed to make a call with.", "Install an SDK, as is said above."
        yield Check("a failure", _NAME, "warn", text, fix)
    elif found["class"] is None or not found["counted"]:
        text = f"a simulated failure of {library} was not recorded."
        fix = "Look above at what is on, what is set and which versions there are; a warning says what has changed."
        yield Check("a failure", _NAME, "fail", text, fix)
    else:
        recorded = f"a simulated failure of {library} was recorded as {found['class']}/{found['cause']}"
        yield from _exported(recorded, found["exported"], target)


def _exported(recorded: str, results: list[dict[str, Any]], target: Target) -> Iterator[Check]:
    if not results:
        text = f"{recorded}; its span was not exported, as no exporter of traces is named and installed"
        yield Check("a failure", _NAME, "ok", text)
    for result in results:
        if result["result"] == "SUCCESS":
            yield Check("a failure", _NAME, "ok", f"{recorded}, and its span reached {_place(result, target)}")
        else:
            text = f"{recorded}, and its span did not reach {_place(result, target)}."
            yield Check("a failure", _NAME, "fail", text, "See the lines of the exporter above.")


def _place(result: dict[str, Any], target: Target) -> str:
    found = dict(named.named("traces", target.environ)).get(result["exporter"], "")
    if not found.startswith("otlp_proto_"):
        return f"the exporter {result['exporter']}"
    return f"the OTLP endpoint {net.shown(endpoint('traces', found, target.environ))}"
