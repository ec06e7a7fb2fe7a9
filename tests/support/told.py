"""What the library tells of an exception, where the test expects a failure."""

from __future__ import annotations

import genai_triage
from genai_triage.taxonomy import Failure


def told(error: BaseException) -> Failure:
    """Returns what `genai_triage.classify` says of a failed call's exception."""
    failure = genai_triage.classify(error)
    assert failure is not None
    return failure
