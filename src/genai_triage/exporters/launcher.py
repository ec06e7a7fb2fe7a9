"""Says, before `opentelemetry-instrument` starts a program, which exporter's name leads nowhere.

OpenTelemetry gives all instrumentation up at such a name, with a traceback, before anything of ours has begun. Its
launcher loads the entry points of `opentelemetry_environment_variables`, whose variables are options of it; there are
none here, and nothing is changed.
Source: opentelemetry-instrumentation, `auto_instrumentation.run`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from genai_triage.exporters import named


def unknown(environ: Mapping[str, str], words: Sequence[str]) -> list[str]:
    """Returns a sentence for each exporter that no installed package has.

    Args:
        environ: The launcher's environment.
        words: Its command line, whose options come before the environment.
    """
    chosen = dict(environ)
    for signal in named.SIGNALS:
        option = f"--{signal}_exporter"
        for word, following in zip(words, [*words[1:], ""], strict=True):
            if word == option or word.startswith(f"{option}="):
                chosen[named.variable(signal)] = word.partition("=")[2] or following
    return [f"{one.stops()} {one.correct()}" for one in named.missing(chosen) if one.name not in named.PACKAGES]


def _tell() -> None:
    try:
        for sentence in unknown(os.environ, sys.argv):
            print(f"genai-triage: {sentence}", file=sys.stderr)
    except Exception:
        return


_tell()
