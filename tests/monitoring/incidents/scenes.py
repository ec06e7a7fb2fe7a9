"""What happens to thirty services, each incident at a provider of its own, and how often it is told to whom."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.fleet import Incident

BEGINS, ONSET = 10, 4
"""Minute in which the first service fails, and minutes until the last one does if nothing else is said."""
Labels = dict[str, str]


def service(number: int) -> Labels:
    return {
        "job": f"service{number:02}",
        "namespace": f"team{number % 5}",
        "deployment_environment_name": "prod" if number % 3 else "staging",
    }


SERVICES = tuple(map(service, range(30)))


def _incident(
    provider: str, cause: str, failing: int, *, share: float = 1, lasts: float = 10_000, onset: float = ONSET
) -> Incident:
    return Incident(
        provider=provider,
        cause=cause,
        services=SERVICES,
        failing=failing,
        begins=BEGINS,
        onset=onset,
        share=share,
        lasts=lasts,
    )


def incidents(lasts: float = 10_000) -> tuple[Incident, ...]:
    """Returns the incidents, each of which lasts so many minutes."""
    return (
        _incident("outage", "gemini.model_overloaded", 30, lasts=lasts),
        # The first pages two minutes before the provider's alert fires, which is well within its group's interval.
        _incident("few", "gemini.model_overloaded", 4, lasts=lasts, onset=7.5),
        _incident("key", "gemini.key_invalid", 30, lasts=lasts),
        _incident("pair", "gemini.key_invalid", 2, lasts=lasts, onset=1),
        _incident("quota", "gemini.requests_per_day", 30, share=0.6, lasts=lasts),
        _incident("limit", "gemini.requests_per_minute", 30, share=0.6, lasts=lasts),
        _incident("network", "network.dns", 5, lasts=lasts),
        _incident("bug", "gemini.invalid_argument", 1, lasts=lasts),
    )


TOLD: Mapping[str, Mapping[str, int]] = {
    "outage": {"pager": 1, "owner-provider": 1},
    # The first service pages before the third fails; the provider's alert is the second.
    "few": {"pager": 2, "owner-provider": 1},
    "key": {"pager": 1, "owner-account": 1},
    "pair": {"pager": 1, "owner-account": 1},
    "quota": {"pager": 1, "owner-account": 1},
    "limit": {"pager": 1, "owner-caller": 1},
    "network": {"pager": 1, "owner-network": 1},
    "bug": {"pager": 1, "owner-caller": 1},
}
"""Notifications, by incident and receiver."""
TITLES: Mapping[str, str] = {
    "outage": "a provider's outage",
    "few": "an outage that 4 of them see, one each 2½ minutes",
    "key": "a dead key that all share",
    "pair": "a dead key that 2 of them share",
    "quota": "the daily quota of one model, of 60 % of the calls",
    "limit": "a limit of requests that all share, of 60 % of the calls",
    "network": "a broken network on the node of 5 of them",
    "bug": "a bug in one of them",
}
"""What the documentation calls them."""
