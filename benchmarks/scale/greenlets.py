"""Greenlets of gevent, which change places in the middle of every call.

Runs in an environment of its own, which has gevent: python -m gevent.monkey --module benchmarks.scale.greenlets NUMBER
"""

from __future__ import annotations

import sys
import time

import gevent
import httpx
from gevent.pool import Pool

from benchmarks.scale import network
from benchmarks.scale.finding import Finding, equal, report
from benchmarks.scale.observed import Observed

WHAT = "calls from 1,000 greenlets of gevent"
_GREENLETS = 1000


def run(calls: int) -> list[Finding]:
    """Makes the calls; each lets others go on while it waits for its answer."""
    pool = Pool(_GREENLETS)
    with Observed().on() as observed, network.client(_answer) as one:
        pool.map(lambda _: network.post(one).status_code, range(calls))
        counted, good = observed.calls(), observed.calls(triage_class="ok")
    return [
        equal("triage.calls", counted, calls),
        equal("of them without a failure", good, calls - calls // network.FAILING),
    ]


def _answer(request: httpx.Request) -> httpx.Response:
    gevent.sleep(0)
    return network.answer(request)


def main() -> None:
    size = int(sys.argv[1])
    began = time.monotonic()
    findings = run(size)
    print(report("gevent", f"{size:,} {WHAT}", time.monotonic() - began, findings))


if __name__ == "__main__":
    main()
