"""A process that forks while one of its threads is at a first request: both go on."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
import threading

import pytest

from genai_triage.instrumentation.forks import ForkLock

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

_FORKS_IN_A_FIRST_REQUEST = """
import os, signal, sys, threading
import httpx
import genai_triage
from genai_triage.instrumentation import placing

URL = "https://generativelanguage.googleapis.com/v1/models/m:generateContent"
signal.alarm(60)

def post():
    with httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200, json={}))) as client:
        return client.post(URL, json={}).status_code

genai_triage.instrument()
inside, forking = threading.Event(), threading.Event()
imported = placing._module

def load(name):
    inside.set()
    forking.wait(0.2)  # the fork is asked for meanwhile
    return imported(name)

placing._module = load
first = threading.Thread(target=post)
first.start()
assert inside.wait(60)
child = os.fork()
if child == 0:
    signal.alarm(20)
    os._exit(0 if post() == 200 else 1)
_, status = os.waitpid(child, 0)
first.join()
print(os.waitstatus_to_exitcode(status), post())
"""


def test_the_child_of_a_fork_in_a_first_request_goes_on() -> None:
    printed = subprocess.run([sys.executable, "-c", _FORKS_IN_A_FIRST_REQUEST], capture_output=True, text=True)
    assert printed.stdout == "0 200\n", printed.stderr


def _child_gets(lock: ForkLock) -> bool:
    """Does what Python does at a fork, without one: gRPC and others of this process have handlers of their own."""
    lock._before()
    child = copy.copy(lock)
    child._in_child()
    lock._in_parent()
    return child._lock.acquire(timeout=1)


def test_a_fork_waits_for_the_holder_who_finishes() -> None:
    lock, held, events = ForkLock(), threading.Event(), []

    def hold() -> None:
        with lock:
            held.set()
            threading.Event().wait(0.1)
            events.append("finished")

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(60)
    assert _child_gets(lock)
    events.append("forked")
    holder.join()
    assert events == ["finished", "forked"]


def test_a_holder_that_does_not_finish_holds_neither_fork_nor_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("genai_triage.instrumentation.forks._PATIENCE", 0.05)
    lock, held, go_on = ForkLock(), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            go_on.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(60)
    assert _child_gets(lock)
    go_on.set()
    holder.join()


def test_whoever_forks_while_holding_goes_on_holding() -> None:
    lock = ForkLock()
    with lock:
        assert _child_gets(lock)
        other = threading.Thread(target=lambda: taken.append(lock._lock.acquire(timeout=0.05)))
        taken: list[bool] = []
        other.start()
        other.join()
    assert taken == [False]
