"""`genai-triage explain`: says of anything pasted what failed, whose it is and what to do."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Any, Final

from genai_triage.cli.arguments import CommandError, Commands
from genai_triage.cli.completers import completed, languages, names_and_files
from genai_triage.cli.terminal import fitted
from genai_triage.taxonomy.texts import ENGLISH, LANGUAGES
from genai_triage.taxonomy.vendors import PROVIDERS
from genai_triage.telemetry.settings import LANGUAGE, from_environment

_INTERRUPTED: Final = 130
"""128 and the number of SIGINT, as shells have it."""
_STDIN: Final = "-"
_PIECE: Final = 256 * 1024
_FILES: Final = (".log", ".txt", ".json", ".jsonl", ".ndjson", ".html", ".htm", ".out", ".err", ".gz", ".md")
_EXAMPLES: Final = """\
examples:
  genai-triage explain gemini.requests_per_day
  genai-triage explain '{"error": {"code": 429, "message": "quota exceeded"}}'
  genai-triage explain app.log
  kubectl logs deploy/app | genai-triage explain -

Nothing is kept or sent. The exit status is 0 if all that failed is known, 1 if
any is not or nothing failed, 2 for bad input.
"""


def add(commands: Commands, about: str) -> None:
    """Adds the command and its arguments."""
    command = commands.add_parser(
        "explain",
        help=about,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "what",
        nargs="*",
        metavar="WHAT",
        help="a text, a file, or the name of a cause, a class, an alert or a code; - or nothing reads stdin",
    )
    command.add_argument("--provider", choices=PROVIDERS, help="whose calls it is about (default: told by the text)")
    command.add_argument(
        "--language",
        metavar="LANGUAGE",
        help=f"one of {', '.join(LANGUAGES)} (default: {LANGUAGE}, or {ENGLISH})",
    )
    command.add_argument("--json", action="store_true", help="print one JSON object")
    completed(command, "what", names_and_files)
    completed(command, "language", languages)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    language = _language(options.language)
    try:
        return _explained(options, language)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _explained(options: argparse.Namespace, language: str) -> int:
    from genai_triage.explain import names

    text = " ".join(options.what).strip()
    if options.what and not text:
        raise CommandError("The text to explain is empty.")
    path = _path(options.what)
    if path is None and names.is_name(text):
        status = _explained_name(text, options, language)
        if status is not None:
            return status
    from genai_triage.explain.groups import report_of
    from genai_triage.explain.lines import lines_of
    from genai_triage.explain.render import Writer, as_json

    with _input(options.what, text, path, language) as pieces:
        report = report_of(lines_of(pieces), options.provider)
    _print(as_json(report, language) if options.json else fitted(Writer(language).report(report)))
    return report.status


def _explained_name(text: str, options: argparse.Namespace, language: str) -> int | None:
    """Explains a name; None for a word that is none, and is looked at as a text."""
    from genai_triage.explain import names
    from genai_triage.explain.render import Writer, about_as_json, findings_as_json

    about = names.about(text, options.provider, language)
    if about is not None:
        _print(about_as_json(about, language) if options.json else fitted(Writer(language).about(about)))
        return 0
    found = names.findings_of(text, options.provider)
    if found:
        _print(findings_as_json(found, language) if options.json else fitted(Writer(language).findings(found)))
        return 0
    close = names.nearest(text)
    if close or names.is_like_a_cause(text):
        hint = f"; did you mean {' or '.join(close)}?" if close else "; docs/taxonomy.md lists them all."
        raise CommandError(f"{names.shown(text)} is no cause, class, alert or code{hint}")
    return None


def _language(chosen: str | None) -> str:
    """The language that was asked for, else that of the environment."""
    if chosen is None:
        return from_environment({LANGUAGE: os.environ.get(LANGUAGE, "")}).language
    if chosen not in LANGUAGES:
        raise CommandError(f"--language must be one of {', '.join(LANGUAGES)}.")
    return chosen


def _path(words: list[str]) -> Path | None:
    """The file that was named; None if a text was given."""
    if len(words) != 1 or words[0] == _STDIN:
        return None
    word = words[0]
    try:
        path = Path(word)
        if path.exists():
            return path
    except (OSError, ValueError):
        return None
    is_written_as_one = " " not in word and "\n" not in word and "{" not in word and "://" not in word
    if is_written_as_one and (word.lower().endswith(_FILES) or word.startswith(("/", "./", "../", "~"))):
        return path
    return None


@contextmanager
def _input(words: list[str], text: str, path: Path | None, language: str) -> Iterator[Iterator[bytes]]:
    """The pieces of what is to be explained."""
    if path is not None:
        try:
            with path.open("rb") as file:
                yield _pieces(file)
        except OSError as problem:
            raise CommandError(f"The file cannot be read: {problem.strerror}.") from problem
    elif text and words != [_STDIN]:
        yield iter((text.encode("utf-8", "replace"),))
    else:
        if sys.stdin.isatty():
            from genai_triage.explain.texts import say

            print(say("paste", language), file=sys.stderr)
        yield _pieces(sys.stdin.buffer)


def _pieces(file: IO[bytes] | BufferedIOBase | Any) -> Iterator[bytes]:
    """What a file or a pipe has at hand, a piece at a time."""
    read = getattr(file, "read1", file.read)
    while piece := read(_PIECE):
        yield piece


def _print(text: str) -> None:
    """Prints a text whatever the terminal's encoding is."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))
