"""What is shown of a failure is a word that is known, or looks like what it is said to be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from genai_triage.explain.facts import code_of
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Failure

REFUSED = Failure(CAUSES["gemini.rate_limited"], provider="gemini")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("rate_limit_exceeded", "rate_limit_exceeded"),
        ("UNAVAILABLE", "UNAVAILABLE"),
        ("a-token-of-somebody", None),
        ("", None),
        (None, None),
    ],
)
def test_a_code_is_shown_if_it_is_known(given: str | None, shown: str | None) -> None:
    assert code_of(replace(REFUSED, code=given)) == shown
