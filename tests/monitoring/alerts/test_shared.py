"""Several services that begin to fail together are one alert, and whoever fails alone keeps its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_triage.monitoring.options import Options
from tests.support.promtool import PROVIDER, Expected, Series, Unit, answers, calls, check, fires, ok

pytestmark = pytest.mark.timeout(300)

SHARED = ("LLMSharedFailure", "critical")
END = 90


def failing(
    job: str, begins: int, failure_class: str = "auth", owner: str = "account", *, ends: int = END, **labels: str
) -> dict[str, str]:
    """A service of a call a second, all of which fail from one minute to another."""

    def of(series: str) -> str:
        return series.replace("}", "".join(f',{name}="{value}"' for name, value in labels.items()) + "}")

    works = f"0+60x{begins}"
    again = f" {60 * begins + 60}+60x{END - ends}" if ends < END else ""
    bad = f"0x{begins} 60+60x{ends - begins - 1}"
    return {
        of(ok(job=job)): f"{works} {60 * begins}x{ends - begins - 1}{again}",
        of(calls(failure_class, owner, job=job)): f"{bad}{f' {60 * (ends - begins)}x{END - ends}' if again else ''}",
    }


def services(*begins: int, ends: int = END) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, minute in enumerate(begins):
        found |= failing(f"s{number}", minute, ends=ends)
    return found


def paged(at: str, *found: tuple[str, str]) -> Expected:
    """Exactly these critical alerts (name, job) have fired until then."""
    expr = f'group by (alertname, job) (max_over_time(ALERTS{{alertstate="firing",severity="critical"}}[{at}]))'
    labels = (f'{{alertname="{name}"{f",job={chr(34)}{job}{chr(34)}" if job else ""}}}' for name, job in found)
    return Expected(at, expr, tuple((text, 1.0) for text in labels))


ALONE = [("LLMAuthFailing", f"s{number}") for number in range(3)]
TOGETHER = [("LLMSharedFailure", "")]


CASES: dict[str, tuple[Series, list[tuple[str, str]]]] = {
    "three at once": (services(20, 20, 20), TOGETHER),
    "six, one a minute": (services(*range(20, 26)), TOGETHER),
    "two": (services(20, 20), TOGETHER),
    "two, of whom one was paged before": (services(20, 24), [*TOGETHER, ALONE[0]]),
    "three, one after another": (services(20, 35, 50), ALONE),
    "one more when no others begin to": (services(30, 30, 30, 60), [*TOGETHER, ("LLMAuthFailing", "s3")]),
    "one that failed long before": (services(5, 40, 40, 40), [*TOGETHER, ("LLMAuthFailing", "s0")]),
    "nothing more when it is over": (services(20, 20, 20, ends=40), TOGETHER),
    "of two classes": (
        failing("s0", 20) | failing("s1", 20) | failing("s2", 20, "billing"),
        [*TOGETHER, ("LLMBillingBlocked", "s2")],
    ),
    "one of them by its own fault": (
        failing("s0", 20) | failing("s1", 20) | failing("s2", 20, "invalid_request", "caller"),
        [*TOGETHER, ("LLMInvalidRequests", "s2")],
    ),
}
"""Services, and who is paged of them."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The critical alerts that have fired in any case, each of which is at a provider that is called like it."""
    samples = {
        of.replace(PROVIDER, name): values for name, (of_case, _) in CASES.items() for of, values in of_case.items()
    }
    fired = f'max_over_time(ALERTS{{alertstate="firing",severity="critical"}}[{END}m])'
    asked = Expected(f"{END}m", f"group by (gen_ai_provider_name, alertname, job) ({fired})")
    return answers(tmp_path_factory.mktemp("shared"), samples, asked, Expected("5m", "ALERTS"))


@fires(SHARED)
@pytest.mark.parametrize("case", CASES)
def test_who_begins_to_fail_together_is_paged_once(case: str, pages: list[dict[str, str]]) -> None:
    of_case = (one for one in pages if one["gen_ai_provider_name"] == case)
    assert sorted((one["alertname"], one.get("job", "")) for one in of_case) == sorted(CASES[case][1])


def test_another_provider_is_another_incident(tmp_path: Path) -> None:
    other = failing("s1", 20)
    samples = services(20) | {name.replace(PROVIDER, "gigachat"): values for name, values in other.items()}
    check(tmp_path, [Unit(samples, (paged(f"{END}m", *ALONE[:2]),))])


def test_who_was_paged_before_another_joined_is_over_with_it(tmp_path: Path) -> None:
    """What leaves a group of alerts, or is no longer silenced when the rest is over, is told once more."""
    page, warning, shared = (
        f'ALERTS{{alertstate="firing",alertname="{name}",severity="{severity}"}}'
        for name, severity in (("LLMAuthFailing", "critical"), ("LLMAuthFailing", "warning"), SHARED)
    )
    last = (f"last_over_time(timestamp({one})[{END}m:1m])" for one in (page, shared))
    expected = (
        Expected("49m", f"group by (job) ({page})", (('{job="s0"}', 1.0),)),
        Expected(f"{END}m", f"({next(last)} - on (gen_ai_provider_name) {next(last)}) / 60 > 2"),
        Expected(f"{END}m", f"count_over_time(({warning} unless on (gen_ai_provider_name) {shared})[58m:1m])"),
    )
    check(tmp_path, [Unit(services(20, 24, ends=50), expected)])


@pytest.mark.parametrize(
    ("keys", "found"),
    [(("aa", "aa"), TOGETHER), (("aa", "bb"), ALONE[:2])],
    ids=["with one key", "with two"],
)
def test_services_share_a_key_where_the_label_tells(
    keys: tuple[str, ...], found: list[tuple[str, str]], tmp_path: Path
) -> None:
    samples: dict[str, str] = {}
    for number, key in enumerate(keys):
        samples |= failing(f"s{number}", 20, namespace=f"team{number}", triage_credential=key)
    options = Options(group_labels=("namespace", "triage_credential"))
    check(tmp_path, [Unit(samples, (paged(f"{END}m", *found),))], options)


def test_it_has_the_class_and_its_owner(tmp_path: Path) -> None:
    samples: dict[str, str] = {}
    for number in range(3):
        samples |= failing(f"s{number}", 20, "network", "network")
    labels = (
        f'{{alertname="{SHARED[0]}",severity="critical",owner="network",gen_ai_provider_name="{PROVIDER}",'
        'triage_class="network",triage_owner="network"}'
    )
    firing = f'sum without (alertstate, __name__) (ALERTS{{alertstate="firing",alertname="{SHARED[0]}"}})'
    check(tmp_path, [Unit(samples, (Expected("22m", firing), Expected("30m", firing, ((labels, 1.0),))))])


def limited(*, ends: int = END) -> dict[str, str]:
    found: dict[str, str] = {}
    for number in range(3):
        found |= failing(f"s{number}", 20, "rate_limit", "caller", ends=ends)
    return found


def test_a_limit_that_services_share_is_one_page_when_it_lasts(tmp_path: Path) -> None:
    check(tmp_path, [Unit(limited(), (paged("25m"), paged(f"{END}m", *TOGETHER)))])


def test_a_limit_that_is_hit_for_four_minutes_pages_nobody(tmp_path: Path) -> None:
    check(tmp_path, [Unit(limited(ends=24), (paged(f"{END}m"),))])


_LONG = 130
"""Minutes in which who rarely calls fails often enough."""


def together(*, ends: int = _LONG) -> dict[str, str]:
    """Three services of a call a second that begin to fail at once."""
    found: dict[str, str] = {}
    for number in range(3):
        after = f" 1200+60x{_LONG - ends}" if ends < _LONG else ""
        found[ok(job=f"s{number}")] = f"0+60x20 1200x{ends - 21}{after}"
        found[calls("auth", "account", job=f"s{number}")] = f"0x20 60+60x{ends - 21} {60 * (ends - 20)}x{_LONG - ends}"
    return found


def rarely(first: int, every: int) -> dict[str, str]:
    """A service that calls rarely, in vain from a minute on."""
    counts = " ".join(f"{number}x{every - 1}" for number in range(1, (_LONG - first) // every + 2))
    return {ok(job="rare"): f"1x{_LONG}", calls("auth", "account", job="rare"): f"0x{first - 1} {counts}"}


@pytest.mark.parametrize(
    ("samples", "found"),
    [
        pytest.param(together() | rarely(20, 30), TOGETHER, id="with the others", marks=pytest.mark.exhaustive),
        pytest.param(together() | rarely(35, 20), TOGETHER, id="later, while they fail"),
        pytest.param(
            together(ends=40) | rarely(70, 15), [*TOGETHER, ("LLMAuthFailing", "rare")], id="when the others work again"
        ),
    ],
)
def test_who_rarely_calls_is_in_the_incident_of_the_others(
    samples: Series, found: list[tuple[str, str]], tmp_path: Path
) -> None:
    check(tmp_path, [Unit(samples, (paged(f"{_LONG}m", *found),))])
