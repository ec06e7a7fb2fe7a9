"""Several services that begin to fail together are one alert, and whoever fails alone keeps its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_triage.monitoring.options import Options
from tests.support.promtool import PROVIDER, Expected, Series, Unit, calls, check, fires, ok

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


@fires(SHARED)
@pytest.mark.parametrize(
    ("samples", "found"),
    [
        pytest.param(services(20, 20, 20), TOGETHER, id="three at once"),
        pytest.param(services(*range(20, 26)), TOGETHER, id="six, one a minute"),
        pytest.param(services(20, 20), ALONE[:2], id="two"),
        pytest.param(services(20, 35, 50), ALONE, id="three, one after another"),
        pytest.param(
            services(30, 30, 30, 60), [*TOGETHER, ("LLMAuthFailing", "s3")], id="one more when no others begin to"
        ),
        pytest.param(services(5, 40, 40, 40), [*TOGETHER, ("LLMAuthFailing", "s0")], id="one that failed long before"),
        pytest.param(services(20, 20, 20, ends=40), TOGETHER, id="nothing more when it is over"),
        pytest.param(
            failing("s0", 20) | failing("s1", 20) | failing("s2", 20, "billing"),
            [*ALONE[:2], ("LLMBillingBlocked", "s2")],
            id="of two classes",
        ),
        pytest.param(
            failing("s0", 20) | failing("s1", 20) | failing("s2", 20, "invalid_request", "caller"),
            [*ALONE[:2], ("LLMInvalidRequests", "s2")],
            id="one of them by its own fault",
        ),
    ],
)
def test_who_begins_to_fail_together_is_paged_once(
    samples: Series, found: list[tuple[str, str]], tmp_path: Path
) -> None:
    check(tmp_path, [Unit(samples, (paged(f"{END}m", *found), Expected("5m", "ALERTS")))])


def test_another_provider_is_another_incident(tmp_path: Path) -> None:
    other = failing("s2", 20)
    samples = services(20, 20) | {name.replace(PROVIDER, "gigachat"): values for name, values in other.items()}
    check(tmp_path, [Unit(samples, (paged(f"{END}m", *ALONE),))])


@pytest.mark.parametrize(
    ("keys", "found"),
    [(("aa", "aa", "aa"), TOGETHER), (("aa", "aa", "bb"), ALONE)],
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
