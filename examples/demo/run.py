"""Takes an example application through every class of failure, against the simulator, and shows what was recorded.

The application (`app/`) is what a user would write and knows nothing of genai-triage; `opentelemetry-instrument` adds
the instrumentation. This program is everything around it: the services, the collector, and the comparison.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import application
import boards
from plan import Step, left_out, steps
from progress import Progress, columns
from received import Received, read
from table import Table
from verdict import judge

from genai_triage.audit.collector import Collector
from genai_triage.simulator import Schedule, ScheduleError, Simulator, proto

_STUBS = Path(proto.__file__).parent
"""GigaChat's stubs, which users generate themselves: Sber publishes none."""
_FOREIGN = ("OTEL_EXPORTER_", "GEMINI_", "GOOGLE_", "GIGACHAT_", "GENAI_TRIAGE_")
"""Settings of the user's own services, which must not reach the demonstration."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration.

    Returns:
        0 if every failure was classified as the simulator meant it, 1 if not, 2 after bad arguments.
    """
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace) -> int:
    with ExitStack() as held:
        simulator = held.enter_context(Simulator(grpc_port=0))
        collector = held.enter_context(Collector())
        planned = steps(simulator)
        taken = [step for step in planned if options.only in step.name]
        if not taken:
            print(f"No step's name holds {options.only!r}.", file=sys.stderr)
            return 2
        for schedule in options.schedule:
            simulator.add(schedule)
        print(_opening(len(taken)), flush=True)
        environment = _environment(simulator, collector)
        progress = Progress(len(taken))
        progress.begin()
        shown = held.enter_context(boards.scraping(options.dashboards))
        started = time.monotonic()
        ended = application.run(taken, environment | shown.environment, progress, shown.wait_for_the_last_scrape)
        seconds = time.monotonic() - started
        progress.end()
        received = read(collector)
        differs = _tell(received, taken, {} if options.only else left_out(planned), progress, options, seconds)
        if ended:
            print(f"The application ended with {ended}.", file=sys.stderr)
        if options.dashboards:
            shown.show(received)
        return 1 if ended or differs else 0


def _opening(count: int) -> str:
    """What the reader is about to see."""
    text = (
        f"An application that knows nothing of genai-triage takes {count} steps with Gemini and GigaChat, which a "
        "simulator on this machine plays. Nearly every call fails, each in another way. Within a minute you see what "
        "OpenTelemetry was told: for every failure its class, whose problem it is, its cause, and what to do."
    )
    return textwrap.fill(text, columns()) + "\n"


def _tell(
    received: Received,
    taken: Sequence[Step],
    omitted: dict[str, str],
    progress: Progress,
    options: argparse.Namespace,
    seconds: float,
) -> bool:
    """Prints the table, and on request the details; true if something differs from what was meant."""
    verdict = judge(received, taken)
    table = Table(verdict, taken, omitted, columns(), sys.stdout.isatty() and "NO_COLOR" not in os.environ)
    print(f"\nWhat genai-triage recorded in {seconds:.0f} s:\n")
    print(table.classes())
    if options.details:
        print(table.causes())
        print("\nWhat the application saw itself:\n")
        print("\n".join(progress.seen(columns())))
    else:
        print(table.more(dashboards=not options.dashboards))
    return bool(verdict.differences)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--details", action="store_true", help="list every cause with its fix, and what the application saw"
    )
    parser.add_argument("--dashboards", action="store_true", help="show the run on the dashboards, until Ctrl+C")
    parser.add_argument("--only", default="", metavar="TEXT", help="only the steps whose name holds this text")
    parser.add_argument(
        "--schedule",
        type=_schedule,
        action="append",
        default=[],
        metavar="CAUSE[:NAME=VALUE,...]",
        help="let the services fail beyond the plan, which shows as a difference",
    )
    return parser


def _schedule(text: str) -> Schedule:
    try:
        return Schedule.parse(text)
    except ScheduleError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def _environment(simulator: Simulator, collector: Collector) -> dict[str, str]:
    """Standard OpenTelemetry settings and the SDKs' own; of ours, only which hosts the simulator stands for."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    port = simulator.url.rpartition(":")[2]

    def on_localhost(url: str) -> str:
        return url.replace("127.0.0.1", "localhost")

    return {
        **kept,
        "OTEL_SERVICE_NAME": "demo",
        "OTEL_TRACES_EXPORTER": "otlp",
        "OTEL_METRICS_EXPORTER": "otlp",
        "OTEL_LOGS_EXPORTER": "otlp",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_METRIC_EXPORT_INTERVAL": "1000",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
        "OTEL_BLRP_SCHEDULE_DELAY": "200",
        "GEMINI_API_KEY": "demo",
        "GOOGLE_GEMINI_BASE_URL": simulator.gemini_url,
        "GOOGLE_VERTEX_BASE_URL": simulator.gemini_url,
        "GIGACHAT_CREDENTIALS": "ZGVtbzpkZW1v",
        "GIGACHAT_BASE_URL": simulator.gigachat_url,
        "GIGACHAT_AUTH_URL": simulator.oauth_url,
        # Without an SDK a service is known by its host: one name of this machine for each.
        "RAW_GIGACHAT_URL": on_localhost(simulator.gigachat_url),
        "RAW_GIGACHAT_OAUTH_URL": on_localhost(simulator.oauth_url),
        "LIVE_BASE_URL": simulator.tls_url,
        "LIVE_CA_FILE": simulator.ca_file,
        "GRPC_TARGET": simulator.grpc_target,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_STUBS), os.environ.get("PYTHONPATH", "")))),
        "GENAI_TRIAGE_HOSTS": f"127.0.0.1:{port}=gemini,localhost:{port}=gigachat",
        "NO_PROXY": "127.0.0.1,localhost,simulator.invalid",
        # google-genai warns of enum values newer than itself and of old methods, google-api-core of older Pythons.
        "PYTHONWARNINGS": "ignore::UserWarning,ignore::FutureWarning,ignore:The generate_images",
    }


if __name__ == "__main__":
    sys.exit(main())
