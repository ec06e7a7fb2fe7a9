"""The arguments of `genai-triage drill`. Imports nothing of ours: every other command loads it too."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from genai_triage.wrapping import any_of


def add_arguments(
    command: argparse.ArgumentParser,
    port: Callable[[str], int],
    seconds: Callable[[str], float],
    languages: Sequence[str],
    strategies: Sequence[str],
) -> None:
    """Adds the arguments of the command.

    Args:
        port, seconds: Read a port and a duration.
        languages: That texts are written in.
        strategies: Of translating names, the default first.
    """
    command.add_argument("failure", nargs="?", metavar="CLASS", help="a class, or one cause, e.g. quota")
    command.add_argument("--list", action="store_true", help="list the classes with their alerts, then end")
    command.add_argument("--provider", choices=("gemini", "gigachat"), help="by default the one whose SDK is installed")
    command.add_argument("--json", action="store_true", help="the result as JSON; what happens goes to stderr")
    command.add_argument("--patience", type=seconds, metavar="SECONDS", help="the longest wait at each stage")
    servers = command.add_argument_group("servers", "Without --prometheus, local ones are started with the rules.")
    servers.add_argument("--prometheus", metavar="URL", type=_url, help="the one whose rules are drilled")
    servers.add_argument("--alertmanager", metavar="URL", type=_url, help="by default the one Prometheus sends to")
    servers.add_argument(
        "--webhook-port",
        type=port,
        metavar="PORT",
        help="listen here, on all addresses, and wait until Alertmanager calls",
    )
    rules = command.add_argument_group("rules", "As they were, or for the local servers would be, exported.")
    rules.add_argument(
        "--group-label",
        action="append",
        metavar="NAME[,NAME]",
        help="labels beside job that tell services apart; may be given several times",
    )
    rules.add_argument(
        "--names",
        choices=strategies,
        default=strategies[0],
        metavar="SCHEME",
        help=f"with --prometheus: how its pipeline translates names: {any_of(strategies)}",
    )
    rules.add_argument("--language", choices=languages, default="en", help="of the local servers' texts (default: en)")
    app = command.add_argument_group("application", "Without --app, a small one is started.")
    app.add_argument("--app", action="store_true", help="your own application makes the calls")
    app.add_argument("--port", type=port, default=8080, help="of the simulator it is pointed at (default: %(default)s)")
    app.add_argument("--service", default="", metavar="NAME", help="label job or service_name of its series")
    app.add_argument("--metrics-url", type=_url, metavar="URL", help="its metrics page, if it has one")
    app.add_argument(
        "--metrics-host", metavar="HOST", default="127.0.0.1", help="of the small one's page (default: %(default)s)"
    )
    app.add_argument(
        "--metrics-port", metavar="PORT", type=port, default=9464, help="of the small one's page (default: %(default)s)"
    )
    app.add_argument("--otlp", default="", type=_url, metavar="URL", help="the small one pushes to this collector too")


def _url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise argparse.ArgumentTypeError(f"{text!r} is not an http or https URL")
    return text
