"""The jobs that were asked for: batches, long-running operations, files that are processed, runs in the background.

A job is open for as many polls as the name of its model, file or thread says, one by default, and ends well, with the
cause that the name asks for, or cancelled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from genai_triage.simulator.exchange import Facts
from genai_triage.simulator.scenarios import JOB_FAILS, named_by
from genai_triage.taxonomy.model import Cause

_MAX_JOBS: Final = 1000
_POLLS: Final = re.compile(r"-polls-(\d{1,6})(?=-|$)")
"""In a name: how often the job is still open when it is asked for."""


@dataclass(slots=True)
class _Job:
    polls: int
    """How often it will be found open from now on."""
    model: str
    label: str
    cause: str
    """Id of the cause that it ends with; empty if it ends well."""
    is_cancelled: bool = False


class JobBook:
    """Remembers at most 1,000 jobs; one that it does not know has ended well."""

    def __init__(self, causes: Mapping[str, Cause]) -> None:
        self._causes = causes
        self._jobs: dict[str, _Job] = {}
        self._made = 0

    def clear(self) -> None:
        """Forgets the jobs."""
        self._jobs.clear()

    def seen(self, facts: Facts) -> Facts:
        """Adds what there is to say of the job that a request makes, asks for or cancels."""
        if facts.makes_job:
            return self._make(facts)
        job = self._jobs.get(facts.job) if facts.job else None
        if job is None:
            return facts
        if facts.cancels_job:
            job.is_cancelled = True
            return facts
        job.polls -= 1
        known = replace(facts, model=facts.model or job.model, label=facts.label or job.label)
        if job.is_cancelled:
            return replace(known, job_state="cancelled")
        if job.polls >= 0:
            return replace(known, job_state="open")
        return replace(known, job_state="done", job_cause=job.cause)

    def is_for_end(self, name: str) -> bool:
        """Whether a name asks for the end of a job."""
        return JOB_FAILS in name and named_by(name) in self._causes

    def _make(self, facts: Facts) -> Facts:
        name = facts.model or facts.label or facts.job
        is_late = self.is_for_end(name)
        self._made += 1
        job = facts.job or f"{self._made:012x}"
        found = _POLLS.search(name)
        polls = int(found[1]) if found else 1
        model = facts.model.partition(JOB_FAILS)[0] if is_late else facts.model
        self._jobs.pop(job, None)
        label = facts.label.partition(JOB_FAILS)[0] if is_late else facts.label
        self._jobs[job] = _Job(polls, model, label, named_by(name) if is_late else "")
        for oldest in list(self._jobs)[:-_MAX_JOBS]:
            del self._jobs[oldest]
        return replace(facts, job=job, job_state="open", model=model, label=label)
