"""Greenlets of gevent, which change places in the middle of every call.

Runs in an environment of its own, which has gevent: python -m gevent.monkey --module benchmarks.scale.greenlets NUMBER
"""

from __future__ import annotations

import sys

import gevent
import httpx
from gevent.pool import Pool

from benchmarks.scale import network
from benchmarks.scale.finding import Finding, equal, told_by
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
    print(told_by("gevent", WHAT, run, int(sys.argv[1])))


if __name__ == "__main__":
    main()
