"""Says which failure counts, where the exception, the last attempt, the answer and the end of a stream disagree.

The call raised:

1. The last attempt counts if the exception is how the SDK raises what that attempt failed with.
2. Else the exception counts if a status speaks in it, or if it says that the call was given up.
3. Else the SDK choked on an answer, and the answer counts, as far as it was read.
4. Else the last attempt's answer counts if its status was fine, and what it refused with if the exception says little.
5. Else the exception counts, whatever it is.

The call returned, or its stream ended:

6. What was read of the answer counts: an error object, the finish reasons, the blocked prompt, a missing end.
7. Without a finish reason, an error object at the end of the last attempt's stream counts more: the SDK may drop it.
8. Else the end of the last attempt's stream is read as a part of the answer: it may show the finish reason or the end
   mark that the SDK kept to itself.

The application left a stream early:

9. What had been read counts: an error object, a finish reason, a blocked prompt; not that the end is missing.
10. Without a finish reason, an error object at the end of the last attempt's stream counts.
"""

from __future__ import annotations

from typing import Final

from genai_triage import evidence
from genai_triage.evidence.reading import Reading
from genai_triage.taxonomy import UNCLASSIFIED
from genai_triage.taxonomy.model import Failure, Provider
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.guard import guarded

_GIVEN_UP: Final = (KeyboardInterrupt, SystemExit, GeneratorExit)


def failure_of_exception(
    error: BaseException, provider: Provider, answer: Reading, last: Attempt | None, elapsed: float
) -> Failure:
    """Returns what a call failed with that raised `error` after `elapsed` seconds."""
    failure = _failure_of_exception(error, provider, answer, last, elapsed)
    return Failure(cause=UNCLASSIFIED, provider=provider) if failure is None else failure


@guarded
def _failure_of_exception(
    error: BaseException, provider: Provider, answer: Reading, last: Attempt | None, elapsed: float
) -> Failure:
    if last is not None and (known := last.failure_beside(error)) is not None and last.explains(error):
        return known
    failure = evidence.classify_exception(error, provider=provider, elapsed=elapsed)
    if failure.http_status is not None or failure.rpc_status is not None or isinstance(error, _GIVEN_UP):
        return failure
    return _failure_behind(failure, provider, answer, last) or failure


def _failure_behind(failure: Failure, provider: Provider, answer: Reading, last: Attempt | None) -> Failure | None:
    """Returns what the answer itself says, on which the SDK choked."""
    is_known = answer.received or answer.finish_reasons or answer.block_reason
    inner = failure_of_answer(provider, answer, last) if is_known else None
    if inner is None and last is not None:
        return last.failure_in_answer(refused=_says_little(failure))
    return inner


@guarded
def failure_of_answer(
    provider: Provider, answer: Reading, last: Attempt | None, *, complete_stream: bool | None = None
) -> Failure | None:
    """Returns what is wrong with an answer that arrived; `complete_stream`: its stream ended by itself."""
    failure = evidence.classify_answer(provider, answer, complete=complete_stream)
    if failure is None or answer.finish_reasons or last is None:
        return failure
    inside = last.failure_in_answer()
    if inside is not None:
        return inside
    if not complete_stream:
        return failure
    last.read_end(answer)
    return evidence.classify_answer(provider, answer, complete=True)


@guarded
def failure_of_abandoned(provider: Provider, answer: Reading, last: Attempt | None) -> Failure | None:
    """Returns what is wrong with a stream that the application left early, by what it had been given."""
    failure = evidence.classify_answer(provider, answer, complete=False)
    if failure is None and last is not None and not answer.finish_reasons:
        return last.failure_in_answer()
    return failure


def _says_little(failure: Failure) -> bool:
    """Whether nothing but the exception's class spoke: what an SDK raises that could not read the provider's error."""
    cause = failure.cause
    return cause is UNCLASSIFIED or any(signal.general for signal in cause.signals)
