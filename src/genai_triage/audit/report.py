"""What an audit has found, as a table for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from genai_triage.audit.needles import Needle
from genai_triage.audit.search import Finding

CLEAN, LEAK, UNPROVEN = 0, 1, 2


@dataclass(frozen=True)
class Report:
    """One audit."""

    program_status: int
    requests: int
    """Seen by the simulator."""
    refused: int
    """Of these, answered with an error that echoes canaries; of the latest 1000."""
    searched: Mapping[str, int]
    """Bytes by signal."""
    needles: Sequence[Needle]
    findings: Sequence[Finding]

    @property
    def unproven(self) -> str:
        """Why nothing is proven, in a sentence; empty if something is."""
        if self.findings:
            return ""
        if not self.requests:
            return "No request of the program reached the simulator, so nothing is proven."
        if not any(size for signal, size in self.searched.items() if signal in ("traces", "metrics", "logs")):
            return "The program exported nothing, so nothing is proven."
        return ""

    @property
    def status(self) -> int:
        """The exit status: 0 clean, 1 a leak, 2 nothing is proven."""
        return LEAK if self.findings else UNPROVEN if self.unproven else CLEAN


def as_json(report: Report) -> str:
    """Returns the report in one line."""
    told: dict[str, Any] = {
        "status": {CLEAN: "clean", LEAK: "leak", UNPROVEN: "unproven"}[report.status],
        "program_status": report.program_status,
        "requests": {"seen": report.requests, "refused": report.refused},
        "searched_bytes": dict(report.searched),
        "searched_for": {kind: _names(report, kind) for kind in ("canary", "environment")},
        "findings": [asdict(finding) for finding in report.findings],
    }
    return json.dumps(told)


def as_table(report: Report) -> str:
    """Returns the report in a few lines."""
    return "\n".join(f"{name:<12}{text}".rstrip() for name, text in _rows(report))


def _rows(report: Report) -> Iterator[tuple[str, str]]:
    yield "program", f"ended with status {report.program_status}"
    yield "requests", f"{report.requests} seen by the simulator, {report.refused} of them refused with canaries"
    yield "searched", ", ".join(f"{signal} {size:,} bytes" for signal, size in report.searched.items())
    yield "for", f"canaries: {', '.join(_names(report, 'canary'))}"
    yield "", f"environment: {', '.join(_names(report, 'environment')) or 'no variable that looks like a secret'}"
    for finding in report.findings:
        yield "LEAK", _line(finding)
    if not report.findings:
        yield "found", report.unproven or "nothing"


def _line(finding: Finding) -> str:
    what = f"the value of {finding.needle}" if finding.kind == "environment" else f"canary: {finding.needle}"
    who = f", recorded by {finding.recorded_by}" if finding.recorded_by else ""
    return f"{what}, in {finding.signal}, {finding.field}{who}"


def _names(report: Report, kind: str) -> list[str]:
    return [needle.name for needle in report.needles if needle.kind == kind]
