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

from genai_triage.monitoring.drill.servers import ServerError
from preview.states import history, rules
from preview.states.recorded import recorded
from preview.states.timetable import NOW, states

_CACHE = Path(__file__).parents[1] / "out" / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command.

    Returns:
        Its exit status, or 2 if a state is unknown or Prometheus is missing.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", default="", help="only these states, with commas between them")
    parser.add_argument("command", nargs="+", help="gets the states as JSON in the variable STATES")
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
                state = known[name]
                url = stack.enter_context(rules.serving(history.build(state, added, _CACHE)))
                told.append(
                    {
                        "name": name,
                        "about": state.about,
                        "url": url,
                        "now": NOW,
                        "last": state.last,
                        "chosen": state.chosen,
                    }
                )
            environment = {**os.environ, "STATES": json.dumps(told)}
            return subprocess.run(options.command, env=environment, check=False).returncode
    except ServerError as problem:
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
