"""The phase of the pre-fork server, with few calls. It needs gunicorn, which `make frameworks` has."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

pytestmark = [
    pytest.mark.skipif(find_spec("gunicorn") is None, reason="needs gunicorn"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.timeout(600),
]


def test_no_call_of_a_worker_is_lost() -> None:
    from benchmarks.scale import prefork

    found = {one.what: one for one in prefork.run(320)}
    exact = [
        one for what, one in found.items() if what.startswith(("processes that answered", "triage.calls", "of them"))
    ]
    assert len(exact) == 6
    assert [one for one in exact if not one.is_good] == []
