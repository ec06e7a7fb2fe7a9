"""Takes an example application through every class of failure, against the simulator, and shows what was recorded.

The application (`app/`) is what a user would write and knows nothing of genai-triage; `opentelemetry-instrument` adds
the instrumentation. This program is everything around it: the services, the collector, and the comparison.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from plan import Step, left_out, steps
from received import read
from table import Style, table
from verdict import judge

from genai_triage.audit.collector import Collector
from genai_triage.simulator import Schedule, ScheduleError, Simulator, proto

_APPLICATION = Path(__file__).parent / "app" / "main.py"
_STUBS = Path(proto.__file__).parent
"""GigaChat's stubs, which users generate themselves: Sber publishes none."""
_INSTRUMENT = Path(sys.executable).parent / "opentelemetry-instrument"
_TIME_LIMIT = 300.0
"""Seconds; most are spent waiting, but a busy machine takes its time with the rest."""
_FOREIGN = ("OTEL_EXPORTER_", "GEMINI_", "GOOGLE_", "GIGACHAT_", "GENAI_TRIAGE_")
"""Settings of the user's own services, which must not reach the demonstration."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration.

    Returns:
        0 if every failure was classified as the simulator meant it, 1 if not, 2 after bad arguments.
    """
    options = _parser().parse_args(arguments)
    with Simulator(grpc_port=0) as simulator, Collector() as collector:
        planned = steps(simulator)
        taken = [step for step in planned if options.only in step.name]
        if not taken:
            print(f"No step's name holds {options.only!r}.", file=sys.stderr)
            return 2
        for schedule in options.schedule:
            simulator.add(schedule)
        print(f"An application takes {len(taken)} steps; this is what it sees itself:\n", flush=True)
        started = time.monotonic()
        ended = _run_application(taken, _environment(simulator, collector))
        seconds = time.monotonic() - started
        verdict = judge(read(collector), taken)
        omitted = {} if options.only else left_out(planned)
        print(f"\nAnd this is what genai-triage recorded in {seconds:.0f} s:")
        print(table(verdict, taken, omitted, Style(sys.stdout.isatty() and "NO_COLOR" not in os.environ)))
    if ended:
        print(f"The application ended with {ended}.", file=sys.stderr)
    return 1 if ended or verdict.differences else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
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


def _run_application(taken: Sequence[Step], environment: dict[str, str]) -> str:
    """Run the application to its end; empty if it ended well, else how it ended."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "steps.json"
        path.write_text(json.dumps([step.as_json(number) for number, step in enumerate(taken)]), encoding="utf-8")
        command = [str(_INSTRUMENT), sys.executable, str(_APPLICATION), str(path)]
        try:
            status = subprocess.run(command, env=environment, timeout=_TIME_LIMIT, check=False).returncode
        except subprocess.TimeoutExpired:
            return f"no end after {_TIME_LIMIT:.0f} s"
    return f"exit status {status}" if status else ""


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
