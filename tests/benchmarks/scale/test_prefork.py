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

    exact = [one for one in prefork.run(320) if one.wanted and not one.wanted.startswith("≤")]
    assert [one.what for one in exact] == [
        "processes that answered",
        "triage.calls of all of them",
        "of them without a failure",
        "triage.calls of workers that are replaced",
        "of those without a failure",
    ]
    assert [one for one in exact if not one.is_good] == []
