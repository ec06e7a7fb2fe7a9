"""Has `opentelemetry-instrument` show failures in the terminal where what it is told to export by leads nowhere.

OpenTelemetry gives all instrumentation up at such a name, with two tracebacks, before anything of ours has begun. Its
launcher loads the entry points of `opentelemetry_environment_variables`, whose variables are options of it; there are
none here. Only a name that no installed package has is replaced, where the launcher passes it on: in its environment,
or in its options. A file of settings that cannot be read is given up for the terminal too.
Source: opentelemetry-instrumentation, `auto_instrumentation.run`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping, MutableSequence

from genai_triage.exporters import named


def replace_unknown(environ: MutableMapping[str, str], words: MutableSequence[str]) -> list[str]:
    """Puts the terminal in the place of what leads nowhere, exporters or file; returns a sentence for each.

    Args:
        environ: The launcher's environment.
        words: Its command line, whose options come before the environment.
    """
    places = _options(words)
    if unread := named.unread_file(environ):
        del environ[named.CONFIG_FILE]
        for signal in named.SIGNALS:
            _pass_on(signal, named.CONSOLE, environ, words, places)
        return [unread.sentence()]
    chosen = {**environ, **{named.variable(signal): value for signal, (_, value) in places.items()}}
    unknown = [one for one in named.missing(chosen) if one.name not in named.PACKAGES]
    for signal in {signal for one in unknown for signal in one.signals}:
        _pass_on(signal, named.with_terminal(signal, chosen, {one.name for one in unknown}), environ, words, places)
    return [one.sentence() for one in unknown]


def _pass_on(
    signal: str,
    value: str,
    environ: MutableMapping[str, str],
    words: MutableSequence[str],
    places: Mapping[str, tuple[int, str]],
) -> None:
    """Names a signal's exporters where the launcher looks: in its option if there is one, else in its environment."""
    if signal in places:
        place, given = places[signal]
        words[place] = words[place].removesuffix(given) + value
    else:
        environ[named.variable(signal)] = value


def _options(words: MutableSequence[str]) -> dict[str, tuple[int, str]]:
    """The place and the value of each option that names a signal's exporters; what follows the program is its own."""
    options = {f"--{signal}_exporter": signal for signal in named.SIGNALS}
    found: dict[str, tuple[int, str]] = {}
    place = 1
    while place < len(words) and words[place].startswith("-"):
        name, is_joined, value = words[place].partition("=")
        if not is_joined:
            place += 1
            value = words[place] if place < len(words) else ""
        if name in options and value:
            found[options[name]] = place, value
        place += 1
    return found


def _tell() -> None:
    try:
        for sentence in replace_unknown(os.environ, sys.argv):
            print(f"genai-triage: {sentence}", file=sys.stderr)
    except Exception:
        return


_tell()
