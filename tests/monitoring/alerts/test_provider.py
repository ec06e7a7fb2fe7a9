"""The provider's outage and its error budget: when they fire, when they do not, and that they resolve."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from genai_triage.monitoring.options import Options, Thresholds
from tests.support.promtool import (
    COARSE,
    JOB,
    ONE_IN_TEN_MINUTES,
    PROVIDER,
    Expected,
    Series,
    Unit,
    calls,
    check,
    fires,
    firing,
    none_fires,
    ok,
    quiet,
)

pytestmark = pytest.mark.timeout(600)

OVERLOADED, INTERNAL = calls("overloaded", "provider"), calls("internal", "provider")
OUTAGE = ("LLMProviderOutage", "critical")
FAST_BURN, SLOW_BURN = ("LLMProviderDegraded", "critical"), ("LLMProviderDegraded", "warning")


@fires(OUTAGE)
def test_outage_fires_when_a_quarter_fails_and_resolves(tmp_path: Path) -> None:
    samples = {ok(): "0+30x80", OVERLOADED: "0+6x20 120x60", INTERNAL: "0+4x20 80x60"}
    times = (firing("1m", *OUTAGE), firing("8m", *OUTAGE, "provider"), firing("21m", *OUTAGE, "provider"))
    check(tmp_path, [Unit(samples, (*times, firing("60m", *OUTAGE)))])


def test_the_budget_does_not_page_once_more_when_an_outage_is_over(tmp_path: Path) -> None:
    """While it lasts, it silences the budget, which half an hour of failures uses up."""
    samples = {ok(): "0x30 30+30x120", OVERLOADED: "0+30x30 900x120"}
    burning, outage = (
        f'ALERTS{{alertstate="firing",alertname="{name}",severity="critical"}}'
        for name in ("LLMProviderDegraded", OUTAGE[0])
    )
    alone = f"count_over_time(({burning} unless on (job) {outage})[140m:1m])"
    check(
        tmp_path,
        [Unit(samples, (firing("30m", *FAST_BURN, "provider"), firing("140m", *FAST_BURN), Expected("140m", alone)))],
    )


def test_outage_fires_when_the_provider_fails_every_call_of_a_quiet_service(tmp_path: Path) -> None:
    check(tmp_path, [Unit({ok(): "0x120", OVERLOADED: ONE_IN_TEN_MINUTES}, (firing("80m", *OUTAGE, "provider"),))])


def test_outage_does_not_fire(tmp_path: Path) -> None:
    cases: dict[str, Series] = {
        "15 in 100": {ok(): "0+85x60", OVERLOADED: "0+15x60"},
        "all of two": {ok(): "0x60", OVERLOADED: "0x9 2x50"},
        "caller's own timeouts": {ok(): "0+6x60", calls("timeout", "caller"): "0+30x60"},
    }
    check(tmp_path, [none_fires(*OUTAGE, "60m", cases)])


WIDE = ("LLMProviderWideOutage", "critical")
FAILING = {OVERLOADED: "0+6x60", calls("timeout", "provider"): "0+6x60", ok(): "0+18x60"}
WORKING = {ok(): "0+30x60"}


def services(failing: int, working: int, provider: str = PROVIDER) -> dict[str, str]:
    """The series of that many services."""
    every = [(f"failing{number}", FAILING) for number in range(failing)]
    every += [(f"working{number}", WORKING) for number in range(working)]
    return {
        name.replace(f'job="{JOB}"', f'job="{job}"').replace(PROVIDER, provider): values
        for job, samples in every
        for name, values in samples.items()
    }


def wide(at: str, number: int | None) -> Expected:
    """That the alert fires once, about a provider and no service."""
    labels = f'{{alertname="{WIDE[0]}",severity="critical",owner="provider",gen_ai_provider_name="{PROVIDER}"}}'
    expr = f'sum without (alertstate, __name__) (ALERTS{{alertstate="firing",alertname="{WIDE[0]}"}})'
    return Expected(at, expr, () if number is None else ((labels, float(number)),))


@fires(WIDE)
def test_wide_outage_fires_once_when_half_of_the_services_see_it(tmp_path: Path) -> None:
    check(tmp_path, [Unit(services(15, 15), (wide("0m", None), wide("8m", 1)))])


def late(job: str, minute: int) -> dict[str, str]:
    """A service whose calls are timed out from a minute on."""
    return {
        ok(job=job): f"0+30x{minute} {30 * minute}x{90 - minute}",
        calls("timeout", "provider", job=job): f"0x{minute} 30+30x{90 - minute}",
    }


def test_wide_outage_fires_when_few_of_many_begin_to_see_it_together(tmp_path: Path) -> None:
    samples = services(0, 16) | {name: values for job in "abc" for name, values in late(job, 30).items()}
    check(tmp_path, [Unit(samples, (wide("30m", None), wide("38m", 1)))])


def test_wide_outage_does_not_fire_when_few_of_many_see_one_each(tmp_path: Path) -> None:
    samples = services(0, 16)
    for job, minute in (("a", 10), ("b", 25), ("c", 40)):
        samples |= late(job, minute)
    check(tmp_path, [Unit(samples, (Expected("58m", f'max_over_time(ALERTS{{alertname="{WIDE[0]}"}}[58m])'),))])


@pytest.mark.parametrize("number", [1, 3])
def test_an_outage_of_one_class_after_another_is_over_with_the_last(number: int, tmp_path: Path) -> None:
    """A tenth overloaded, then two fifths internal: each has come and gone once."""
    samples = {
        ok(): "0+60x10 654+54x9 1176+36x19 1920+60x80",
        OVERLOADED: "0x10 6+6x9 60x100",
        INTERNAL: "0x20 24+24x19 480x80",
    }
    of_each = {name.replace(JOB, f"s{one}"): values for one in range(number) for name, values in samples.items()}
    wide_or_not = " or ".join(f'ALERTS{{alertstate="firing",alertname="{name}"}}' for name in (OUTAGE[0], WIDE[0]))
    fires_then = Expected("35m", f"group (count by (job) ({wide_or_not}))", (("{}", 1.0),))
    check(tmp_path, [Unit(of_each, (fires_then, Expected("95m", wide_or_not)))])


def test_what_fades_is_no_new_outage_of_each_service(tmp_path: Path) -> None:
    """15 in 100 still fail for half an hour: enough for the services' own alerts, not for the wide one to begin."""
    samples = {ok(): "0+60x10 624+24x19 1131+51x29 2610+60x60", OVERLOADED: "0x10 36+36x19 729+9x29 990x60"}
    of_each = {name.replace(JOB, f"s{one}"): values for one in range(3) for name, values in samples.items()}
    outage, wide = (f'ALERTS{{alertstate="firing",alertname="{name}"}}' for name in (OUTAGE[0], WIDE[0]))
    alone = f"count_over_time(({outage} unless on (gen_ai_provider_name) {wide})[118m:1m])"
    told = Expected("50m", f"count ({outage})", (("{}", 3.0),))
    check(tmp_path, [Unit(of_each, (told, Expected("118m", alone), Expected("118m", wide)))])


def some(jobs: str, good: str, bad: str) -> dict[str, str]:
    """Services that make so many calls at once, of which the provider fails some."""
    failed = partial(calls, "internal", "provider")
    return {name: f"0x29 {number}x30" for job in jobs for name, number in ((ok(job=job), good), (failed(job=job), bad))}


@pytest.mark.parametrize(
    "samples",
    [
        services(2, 0),
        services(15, 0, "gigachat") | services(0, 3),
        {calls("overloaded", "provider", job=f"idle{number}"): "0x9 1x50" for number in range(3)},
        {calls("timeout", "caller", job=f"slow{number}"): "0+9x60" for number in range(5)},
        some("abc", "2", "1") | some("d", "6", "0"),
        services(0, 16) | some("abc", "2", "1") | some("d", "8", "2"),
    ],
    ids=[
        "two services",
        "of another provider",
        "three calls",
        "the callers' own timeouts",
        "one of three calls of each",
        "few of the calls of a few",
    ],
)
def test_wide_outage_does_not_fire(samples: Series, tmp_path: Path) -> None:
    never = Expected("60m", f'max_over_time(ALERTS{{alertname="{WIDE[0]}",gen_ai_provider_name="{PROVIDER}"}}[60m])')
    check(tmp_path, [Unit(samples, (never,))])


@fires(FAST_BURN)
def test_fast_burn_fires_when_a_fifth_fails_and_resolves(tmp_path: Path) -> None:
    samples = {ok(): "0+48x60 2880+60x240", INTERNAL: "0+6x60 360x240", OVERLOADED: "0+6x60 360x240"}
    times = (firing("30m", *FAST_BURN, "provider"), firing("60m", *FAST_BURN, "provider"))
    check(tmp_path, [Unit(samples, (*times, firing("200m", *FAST_BURN)))])


def test_fast_burn_fires_when_a_tenth_fails_for_hours_and_resolves(tmp_path: Path) -> None:
    """Too few for the pair of an hour and 5 minutes (14.4 %), enough for that of six hours and 30 minutes (6 %)."""
    samples = {ok(): "0+90x360 32400+100x120", INTERNAL: "0+10x360 3600x120"}
    times = (firing("30m", *FAST_BURN, "provider"), firing("350m", *FAST_BURN, "provider"))
    check(tmp_path, [Unit(samples, (*times, firing("430m", *FAST_BURN)))], every=COARSE)


def test_fast_burn_of_a_low_objective_fires_when_everything_fails(tmp_path: Path) -> None:
    """More calls than there are cannot fail: 14.4 and 6 times a fifth would never be reached."""
    unit = Unit({INTERNAL: "0+12x60"}, (firing("60m", *FAST_BURN, "provider"),))
    check(tmp_path, [unit], Options(thresholds=Thresholds(slo=0.8)))


def test_fast_burn_does_not_fire(tmp_path: Path) -> None:
    cases: dict[str, Series] = {
        "5 in 100": {ok(): "0+95x60", INTERNAL: "0+5x60"},
        "the caller's own faults": {ok(): "0+6x60", calls("timeout", "caller"): "0+6x60"},
        "blocked content": {ok(): "0+6x60", calls("safety", "content"): "0+6x60"},
        "nine calls an hour": {ok(): "0x60", INTERNAL: "0x9 9x50"},
        "four failures": {ok(): "0+0.4x60", INTERNAL: "0x49 4x10"},
    }
    check(tmp_path, [none_fires(*FAST_BURN, "60m", cases)])


def test_fast_burn_does_not_page_when_an_outage_of_several_services_is_over(tmp_path: Path) -> None:
    """Of twenty calls an hour, six hours are full of those that failed in twenty minutes."""
    samples = {name: values for job in "abc" for name, values in some_time(job, 60).items()} | some_time("slow", 1 / 3)
    burning, wide = (f'ALERTS{{alertstate="firing",alertname="{name}"}}' for name in (FAST_BURN[0], WIDE[0]))
    alone = Expected("120m", f"count_over_time(({burning} unless on (gen_ai_provider_name) {wide})[120m:1m])")
    told = Expected("50m", f"sum by (alertname) ({wide})", ((f'{{alertname="{WIDE[0]}"}}', 1.0),))
    check(tmp_path, [Unit(samples, (told, alone))])


def some_time(job: str, rate: float) -> dict[str, str]:
    """A service of so many calls a minute, all of which fail from the tenth minute to the thirtieth."""
    every = [int(rate * minute) for minute in range(121)]
    bad = [every[min(max(minute, 10), 30)] - every[10] for minute in range(121)]
    good = [made - failed for made, failed in zip(every, bad, strict=True)]
    return {ok(job=job): " ".join(map(str, good)), calls("overloaded", "provider", job=job): " ".join(map(str, bad))}


@fires(SLOW_BURN)
def test_slow_burn_fires_when_4_in_100_fail_for_hours_and_resolves(tmp_path: Path) -> None:
    samples = {ok(): "0+96x1200", INTERNAL: "0+4x600 2400x600"}
    times = (firing("30m", *SLOW_BURN), firing("600m", *SLOW_BURN, "provider"), firing("600m", *FAST_BURN))
    check(tmp_path, [Unit(samples, (*times, firing("1100m", *SLOW_BURN)))], every=COARSE)


@pytest.mark.exhaustive
def test_slow_burn_fires_when_2_in_100_fail_for_days_and_resolves(tmp_path: Path) -> None:
    """Too few for the pair of a day and two hours (3 %), enough for that of three days and six hours (1 %)."""
    samples = {ok(): "0+98x4320 423360+100x600", INTERNAL: "0+2x4320 8640x600"}
    times = (firing("600m", *SLOW_BURN, "provider"), firing("4300m", *SLOW_BURN, "provider"))
    check(tmp_path, [Unit(samples, (*times, firing("4800m", *SLOW_BURN)))], every=COARSE)


def test_fast_burn_does_not_page_when_an_outage_of_rare_calls_is_over(tmp_path: Path) -> None:
    """An hour of four calls is full of its failures for most of an hour."""
    quarter = "x14 ".join(map(str, range(33)))
    works = f"{quarter}x479 " + "x14 ".join(map(str, range(33, 60)))
    fails = "0x480 " + "x14 ".join(map(str, range(1, 33))) + "x400"
    burning, outage = (
        f'ALERTS{{alertstate="firing",alertname="{name}",severity="critical"}}' for name in (FAST_BURN[0], OUTAGE[0])
    )
    alone = Expected("1340m", f"count_over_time(({burning} unless on (job) {outage})[600m:1m])")
    check(tmp_path, [Unit({ok(): works, INTERNAL: fails}, (firing("600m", *OUTAGE, "provider"), alone))])


@pytest.mark.parametrize(
    ("each_minute", "told", "every"),
    [
        pytest.param((60, 60), False, COARSE, id="sixty calls a minute"),
        pytest.param((60, 60), False, 60, id="sixty, at full speed", marks=pytest.mark.exhaustive),
        pytest.param((1, 1), False, 60, id="one call a minute", marks=pytest.mark.exhaustive),
        pytest.param((60, 2), True, COARSE, id="sixty, and 2 in 60 fail from then on"),
        pytest.param((60, 2), True, 60, id="sixty and then 2, at full speed", marks=pytest.mark.exhaustive),
    ],
)
def test_slow_burn_does_not_tell_an_outage_again(
    each_minute: tuple[int, int], told: bool, every: int, tmp_path: Path
) -> None:
    """An hour of failures uses up the budget of days, and has been told when it happened."""
    rate, after = each_minute
    end = 60 * rate
    later = f"{end}+{after}x600" if told else f"{end}x600"
    burning = f'ALERTS{{alertstate="firing",alertname="{SLOW_BURN[0]}",severity="warning"}}'
    works = f"0+{rate}x600 {600 * rate}x60 {600 * rate}+{rate}x600"
    check(
        tmp_path,
        [
            Unit(
                {ok(): works, INTERNAL: f"0x600 {rate}+{rate}x59 {later}"},
                (
                    firing("640m", *OUTAGE, "provider"),
                    Expected(
                        "1260m",
                        f"group (max_over_time({burning}[1260m]))",
                        (("{}", 1.0),) if told else (),
                    ),
                ),
            )
        ],
        every=every,
    )


def test_slow_burn_does_not_tell_a_burn_that_paged_again(tmp_path: Path) -> None:
    """15 in 100 for half an hour are no outage, and use up hours of the budget."""
    samples = {ok(): "0+60x10 651+51x29 2130+60x380", calls("timeout", "provider"): "0x10 9+9x29 270x380"}
    paged = firing("30m", *FAST_BURN, "provider")
    check(tmp_path, [quiet(*SLOW_BURN, "390m", samples), Unit(samples, (paged,))])


def test_slow_burn_does_not_fire_within_the_budget(tmp_path: Path) -> None:
    check(tmp_path, [quiet(*SLOW_BURN, "600m", {ok(): "0+199x600", INTERNAL: "0+1x600"})], every=COARSE)
