"""The ways that metrics go from a Python application to whoever evaluates the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from genai_triage.monitoring.metrics import DEFAULT_STRATEGY, STRATEGIES, Strategy
from scripts.paths import servers

Outcome = Literal["works", "says so", "silent", "wrong"]
"""What is seen: as from the first way; nothing, and an alert says why; nothing, and nothing says so; or wrong numbers,
of which an alert tells after an hour of frequent calls."""


FAST: Final = 30
"""Two seconds for a minute."""
MODERATE: Final = 6
"""Ten seconds for a minute: VictoriaMetrics finds a new series up to ten seconds after its first sample, and a
record of records is a chain of them. At full speed that is within an evaluation."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a way is given."""

    folder: Path
    rules: tuple[Path, ...]
    """Rules with seconds for minutes, with the names of the way."""
    pages: Mapping[str, str]
    """Job by address of the pages that the Python exporter serves."""


@dataclass(frozen=True, slots=True)
class Running:
    """A way that is there."""

    data: str
    """URL of who answers queries."""
    rules: str
    """URL of who evaluates the rules."""
    otlp: str = ""
    """URL that the application pushes metrics to."""


@dataclass(frozen=True, slots=True)
class Way:
    """One of them."""

    key: str
    how: str
    """As a user would say it."""
    versions: str
    start: Callable[[Place], AbstractContextManager[Running]]
    names: Strategy = DEFAULT_STRATEGY
    """What to give as `--names`."""
    delta: bool = False
    """Whether the application counts anew after each export."""
    outcome: Outcome = "works"
    advice: str = ""
    """What to set, or what to do instead."""
    empty: tuple[str, ...] = ()
    """Queries, by dashboard and panel, that need what this way has not."""
    early: tuple[str, ...] = ()
    """Alerts that may fire at the very start, when the record of all calls is found later than that of one class."""
    speed: int = FAST
    """How much faster the rules are than those that are exported."""


_SHARES: Final = ("LLMSafetyBlocksSpike",)
_NO_VERSIONS: Final = ("genai-triage-overview/New since the last version A",)
"""There is no `target_info`, which has a service's version."""
_RECEIVER: Final = "--web.enable-otlp-receiver"


def _scraped(*, old: bool) -> Callable[[Place], AbstractContextManager[Running]]:
    @contextmanager
    def start(place: Place) -> Iterator[Running]:
        with servers.prometheus(place.folder, place.rules, place.pages, old=old) as url:
            yield Running(url, url)

    return start


def _otlp(strategy: Strategy, *features: str) -> Callable[[Place], AbstractContextManager[Running]]:
    """Pushes straight into Prometheus."""

    @contextmanager
    def start(place: Place) -> Iterator[Running]:
        otlp = {"translation_strategy": strategy, "promote_resource_attributes": ["service.name"]}
        arguments = [_RECEIVER, *(f"--enable-feature={name}" for name in features)]
        with servers.prometheus(place.folder, place.rules, config={"otlp": otlp}, arguments=arguments) as url:
            yield Running(url, url, f"{url}/api/v1/otlp/v1/metrics")

    return start


def _exporter(
    job: Mapping[str, Any], *, old: bool, processors: Mapping[str, Any] = {}, **settings: Any
) -> Callable[[Place], AbstractContextManager[Running]]:
    """Scrapes the page of the collector's exporter."""

    @contextmanager
    def start(place: Place) -> Iterator[Running]:
        page = servers.address()
        exporters = {"prometheus": {"endpoint": page, **settings}}
        with (
            servers.collector(place.folder, exporters, processors) as otlp,
            servers.prometheus(place.folder, place.rules, {page: "collector"}, old=old, job=job) as url,
        ):
            yield Running(url, url, f"{otlp}/v1/metrics")

    return start


def _remote_write(
    *, old: bool, processors: Mapping[str, Any] = {}, **settings: Any
) -> Callable[[Place], AbstractContextManager[Running]]:
    """Lets the collector write into Prometheus."""

    @contextmanager
    def start(place: Place) -> Iterator[Running]:
        arguments = ["--web.enable-remote-write-receiver"]
        with servers.prometheus(place.folder, place.rules, old=old, arguments=arguments) as url:
            exporter = {"http": {"endpoint": f"{url}/api/v1/write", "tls": {"insecure": True}}, **settings}
            with servers.collector(place.folder, {"prometheus_remote_write": exporter}, processors) as otlp:
                yield Running(url, url, f"{otlp}/v1/metrics")

    return start


@contextmanager
def _through_collector(place: Place) -> Iterator[Running]:
    """Lets the collector push into Prometheus, as examples/stack does."""
    with servers.prometheus(place.folder, place.rules, arguments=[_RECEIVER]) as url:
        exporters = {"otlp_http": {"endpoint": f"{url}/api/v1/otlp"}}
        with servers.collector(place.folder, exporters, {"batch": {"timeout": "200ms"}}) as otlp:
            yield Running(url, url, f"{otlp}/v1/metrics")


def _victoria(
    *arguments: str, label: str = "", scraped: bool = False
) -> Callable[[Place], AbstractContextManager[Running]]:
    """Pushes into VictoriaMetrics, or lets it scrape; vmalert evaluates.

    Args:
        label: The label that has the service's name, of which `job` is made.
    """

    @contextmanager
    def start(place: Place) -> Iterator[Running]:
        with ExitStack() as stack:
            further = list(arguments)
            place.folder.mkdir(parents=True, exist_ok=True)
            if label:
                rule = {"source_labels": [label], "regex": "(.+)", "target_label": "job"}
                further.append(f"-relabelConfig={servers.written(place.folder / 'relabel.json', [rule])}")
            pages = place.pages if scraped else {}
            url = stack.enter_context(servers.victoriametrics(place.folder, further, pages))
            alerts = stack.enter_context(servers.vmalert(place.folder, place.rules, url))
            yield Running(url, alerts, "" if scraped else f"{url}/opentelemetry/v1/metrics")

    return start


@contextmanager
def _thanos(place: Place) -> Iterator[Running]:
    """Lets Thanos' ruler evaluate what Prometheus scrapes."""
    # The sidecar wants blocks of a fixed length.
    blocks = ["--storage.tsdb.min-block-duration=2h", "--storage.tsdb.max-block-duration=2h", "--web.enable-lifecycle"]
    with (
        servers.prometheus(place.folder, (), place.pages, arguments=blocks) as url,
        servers.thanos(place.folder, place.rules, url) as (query, ruler),
    ):
        yield Running(query, ruler)


_OLD, _NEW, _COLLECTOR, _VICTORIA, _THANOS = (
    "Prometheus 2.42",
    "Prometheus 3.16",
    "collector 0.165",
    "VictoriaMetrics 1.148",
    "Thanos 0.42",
)
_HONOR: Final = {"honor_labels": True}
_DEFAULT, _WITHOUT, _SUFFIXES, _NONE = STRATEGIES
_TO_CUMULATIVE: Final[Mapping[str, Any]] = {"delta_to_cumulative": {}}
_RENAMED: Final = "`otlp.translation_strategy: {}`"

WAYS: Final = (
    Way("scrape-old", "Prometheus scrapes the Python exporter's page", _OLD, _scraped(old=True)),
    Way("scrape-new", "the same", _NEW, _scraped(old=False)),
    Way("otlp", "OTLP into Prometheus", _NEW, _otlp(_DEFAULT)),
    *(
        Way(f"otlp-{name}", f"OTLP into Prometheus, {_RENAMED.format(name)}", _NEW, _otlp(name), names=name)
        for name in (_WITHOUT, _SUFFIXES, _NONE)
    ),
    Way(
        "collector-otlp",
        "OTLP, the collector's `otlp_http` into Prometheus",
        f"{_COLLECTOR}, {_NEW}",
        _through_collector,
    ),
    Way(
        "exporter-old",
        "the collector's `prometheus` exporter, scraped",
        f"{_COLLECTOR}, {_OLD}",
        _exporter(_HONOR, old=True),
        advice="`honor_labels: true` in the scrape job",
    ),
    Way(
        "exporter-new",
        "the same",
        f"{_COLLECTOR}, {_NEW}",
        _exporter(_HONOR, old=False),
        advice="`honor_labels: true` in the scrape job",
    ),
    Way(
        "exporter-exported",
        "the same without `honor_labels`",
        f"{_COLLECTOR}, {_OLD}",
        _exporter({}, old=True),
        outcome="says so",
        advice="set `honor_labels: true`: all services are one, that of the scrape job",
    ),
    Way(
        "exporter-without",
        f"the same, `translation_strategy: {_WITHOUT}`",
        f"{_COLLECTOR}, {_OLD}",
        _exporter(_HONOR, old=True, translation_strategy=_WITHOUT),
        names=_WITHOUT,
        advice="`honor_labels: true` in the scrape job",
    ),
    Way(
        "exporter-dots",
        f"the same, `translation_strategy: {_NONE}`",
        f"{_COLLECTOR}, {_NEW}",
        _exporter(_HONOR, old=False, translation_strategy=_NONE),
        names=_NONE,
        advice="`honor_labels: true` in the scrape job",
    ),
    Way("write-new", "the collector's `prometheus_remote_write`", f"{_COLLECTOR}, {_NEW}", _remote_write(old=False)),
    Way(
        "write-without",
        "the same, `add_metric_suffixes: false`",
        f"{_COLLECTOR}, {_OLD}",
        _remote_write(old=True, add_metric_suffixes=False),
        names=_WITHOUT,
    ),
    Way(
        "delta-otlp",
        "delta temporality, OTLP into Prometheus",
        _NEW,
        _otlp(_DEFAULT),
        delta=True,
        outcome="silent",
        advice="Prometheus drops it: unset `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`, or the next line",
    ),
    Way(
        "delta-converted",
        "the same, `--enable-feature=otlp-deltatocumulative`",
        _NEW,
        _otlp(_DEFAULT, "otlp-deltatocumulative"),
        delta=True,
    ),
    Way(
        "delta-native",
        "the same, `--enable-feature=otlp-native-delta-ingestion`",
        _NEW,
        _otlp(_DEFAULT, "otlp-native-delta-ingestion"),
        delta=True,
        outcome="wrong",
        advice="no counter is one: convert, by the line above",
    ),
    Way(
        "delta-write",
        "delta temporality, the collector's `prometheus_remote_write`",
        f"{_COLLECTOR}, {_NEW}",
        _remote_write(old=False),
        delta=True,
        outcome="silent",
        advice="the exporter drops it: put the processor `delta_to_cumulative` before it",
    ),
    Way(
        "delta-processor",
        "the same, after the processor `delta_to_cumulative`",
        f"{_COLLECTOR}, {_NEW}",
        _remote_write(old=False, processors=_TO_CUMULATIVE),
        delta=True,
    ),
    Way(
        "delta-exporter",
        "delta temporality, the collector's `prometheus` exporter",
        f"{_COLLECTOR}, {_OLD}",
        _exporter(_HONOR, old=True),
        delta=True,
        advice="`honor_labels: true` in the scrape job",
    ),
    Way(
        "victoria-scrape",
        "VictoriaMetrics scrapes the page, vmalert",
        _VICTORIA,
        _victoria(scraped=True),
        early=_SHARES,
        speed=MODERATE,
    ),
    Way(
        "victoria-otlp",
        "OTLP into VictoriaMetrics with `-opentelemetry.usePrometheusNaming`, vmalert",
        _VICTORIA,
        _victoria("-opentelemetry.usePrometheusNaming", label="service_name"),
        empty=_NO_VERSIONS,
        early=_SHARES,
        speed=MODERATE,
        advice="make `job` of `service_name` with `-relabelConfig`",
    ),
    Way(
        "victoria-dots",
        "the same without the flag",
        _VICTORIA,
        _victoria(label="service.name"),
        names=_NONE,
        empty=_NO_VERSIONS,
        early=_SHARES,
        speed=MODERATE,
        advice="make `job` of `service.name` with `-relabelConfig`",
    ),
    Way("thanos", "Prometheus scrapes the page, Thanos' sidecar, querier and ruler", f"{_NEW}, {_THANOS}", _thanos),
)
