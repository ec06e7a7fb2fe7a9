"""The conditions that several alerts have in common."""

from __future__ import annotations

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import HOUR, group, recorded, total
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import FailureClass, Owner
from genai_triage.telemetry import names


def owner_of(failure_class: FailureClass) -> Owner | None:
    """Returns the class's owner, or None where one of its causes has another: then the series says it."""
    owners = {cause.owner for cause in CAUSES.values() if cause.failure_class is failure_class}
    return failure_class.owner if owners <= {failure_class.owner} else None


def calls(failure_class: FailureClass, options: Options) -> str:
    """Selects the failed calls of a class in five minutes."""
    return f'{recorded("calls", options)}{{{m.CLASS}="{failure_class}"}}'


def on_group(options: Options) -> str:
    """Matches series of the same service and provider."""
    return f"on ({', '.join(group(options))})"


def share_of(part: str, whole: str, options: Options) -> str:
    """Divides `part` by all calls of its service and provider, where there are any."""
    return f"{part} / {on_group(options)} group_left () ({whole} > 0)"


def most_fail(part: str, least_share: float, least_calls: float, least_in_hour: float, options: Options) -> str:
    """Returns the share of the calls that failed, where it is large and there are enough calls, or none works.

    Args:
        least_share, least_calls: Of five minutes.
        least_in_hour: Failures in an hour from which it matters that no call succeeded.
    """
    every = recorded("all_calls", options)
    return (
        f"{share_of(part, every, options)} >= {least_share:g} and {on_group(options)} {every} >= {least_calls:g}"
        f" or ({_nothing_works(part, least_in_hour, options)})"
    )


def _nothing_works(part: str, least: float, options: Options) -> str:
    """Returns the share of an hour's calls that failed, where enough did and none succeeded for half an hour.

    It serves those that call too rarely for five minutes to say anything.
    """
    succeeded = f'{recorded("calls", options)}{{{m.CLASS}="{names.OK}"}}'
    failed = total(part, HOUR, options)
    return (
        f"{share_of(failed, total(recorded('all_calls', options), HOUR, options), options)} > 0"
        f" and ({failed} >= {least:g})"
        f" unless {on_group(options)} ({total(succeeded, HOUR // 2, options)} > 0)"
    )
