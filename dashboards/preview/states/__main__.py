"""Starts a Prometheus for each state and runs a command that is told their addresses."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from genai_triage.monitoring.drill.servers import ServerError
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.render import artifacts
from genai_triage.taxonomy.texts import ENGLISH, LANGUAGES
from preview.states import history, rules
from preview.states.recorded import Recorded, recorded
from preview.states.timetable import NOW, State, states

_MOST_FAILURES = 500
_RUNBOOKS = "https://runbooks.example.com/genai-triage"
_OUT = Path(__file__).parents[1] / "out"
_CACHE = _OUT / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command.

    Returns:
        Its exit status, or 2 if a state is unknown or Prometheus is missing.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", default="", help="only these states, with commas between them")
    parser.add_argument("--language", choices=LANGUAGES, default=ENGLISH, help="of the dashboards")
    parser.add_argument("command", nargs="+", help="finds the states in the JSON file that the variable STATES names")
    options = parser.parse_args(arguments)
    added = recorded(_CACHE)
    known = {state.name: state for state in states(added)}
    wanted = options.state.split(",") if options.state else list(known)
    if unknown := set(wanted) - set(known):
        print(f"There is no state {', '.join(sorted(unknown))}: choose from {', '.join(known)}.", file=sys.stderr)
        return 2
    try:
        with ExitStack() as stack:
            told = []
            for name in wanted:
                url = stack.enter_context(rules.serving(history.build(known[name], added, _CACHE)))
                told.append(_told(known[name], url, added))
            written = _CACHE / f"states-{os.getpid()}.json"
            written.write_text(json.dumps(told), encoding="utf-8")
            stack.callback(written.unlink)
            environment = {**os.environ, "STATES": str(written), **_exported(options.language)}
            return subprocess.run(options.command, env=environment, check=False).returncode
    except ServerError as problem:
        print(problem, file=sys.stderr)
        return 2


def _exported(language: str) -> dict[str, str]:
    """Writes what is exported in a language, with links to runbooks, and names its folder in a variable."""
    for path, text in artifacts(Options(language=language, runbooks_url=_RUNBOOKS)).items():
        written = _OUT / language / path
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(text, encoding="utf-8")
    return {"EXPORTED": str(_OUT / language)}


def _told(state: State, url: str, added: Recorded) -> dict[str, Any]:
    """A state as the command reads it, with its last failures as Tempo and Loki have them."""
    events = sorted((at, name, service.job) for service in state.services for at, name in service.calls)
    failures = [
        {"at": at, "service": job, "span": added[name].span, "event": added[name].event}
        for at, name, job in reversed(events)
        if added[name].span and at <= NOW
    ]
    return {
        "name": state.name,
        "url": url,
        "now": NOW,
        "last": state.last,
        "chosen": state.chosen,
        "failures": failures[:_MOST_FAILURES],
    }


if __name__ == "__main__":
    sys.exit(main())
