"""Why a row won can be seen: what was observed, which rows were tried, which was taken, and what else holds."""

from __future__ import annotations

import pytest

from genai_triage.taxonomy import CAUSES, Cause, Evidence, Violation
from genai_triage.taxonomy.match import explain, match
from tests.taxonomy.test_match import _evidence

MINUTE = Violation("GenerateRequestsPerMinute", value="5")


def test_a_phrase_that_splits_a_status_is_told() -> None:
    message = "Number of urls to lookup exceeds the limit (21 > 20)."
    found = explain(Evidence(provider="gemini", status="INVALID_ARGUMENT", http_status=400, message=message))
    assert found.taken is not None
    assert (found.taken.cause.id, found.taken.kind, found.taken.value) == (
        "gemini.url_count",
        "status",
        "INVALID_ARGUMENT",
    )
    assert found.taken.phrase == "number of urls"
    assert found.evidence == (("status", "INVALID_ARGUMENT"), ("status", "400"), ("status", "4xx"))
    assert "gemini.invalid_argument" in [cause.id for cause in found.others]


def test_stronger_evidence_is_tried_first_and_a_row_that_does_not_hold_is_among_those_tried() -> None:
    evidence = Evidence(
        provider="gemini",
        status="RESOURCE_EXHAUSTED",
        http_status=429,
        violations=(MINUTE,),
        message="You exceeded your current quota.",
    )
    found = explain(evidence)
    assert [kind for kind, _ in found.evidence][:2] == ["quota", "quota"]
    assert found.taken is not None
    assert (found.taken.kind, found.taken.value) == ("quota", "requests:minute")
    assert "gemini.current_quota" in [cause.id for cause in found.others]


def test_a_row_whose_phrase_has_another_subject_was_tried_and_not_taken() -> None:
    message = "This model's field x is deprecated"
    found = explain(Evidence(provider="gemini", status="INVALID_ARGUMENT", message=message))
    refused = [one.cause.id for one in found.tried if not one.holds]
    assert "gemini.model_retired" in refused
    assert found.failure.cause.id not in refused


def test_an_exception_s_class_is_evidence_too() -> None:
    found = explain(Evidence(exceptions=("builtins.ConnectionRefusedError", "builtins.Exception")))
    assert found.taken is not None
    assert (found.taken.kind, found.taken.cause.id) == ("exception", "network.refused")


def test_nothing_is_taken_where_no_row_knows_anything() -> None:
    found = explain(Evidence(exceptions=("foreign.Oddity",)))
    assert found.taken is None
    assert found.failure.cause.id == "status.unclassified"


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES.keys())
def test_what_is_explained_is_what_is_matched(cause: Cause) -> None:
    for signal in cause.signals:
        for text in (*signal.text[:3], "nothing that any row knows"):
            evidence = _evidence(cause, signal, text)
            assert explain(evidence).failure == match(evidence)
