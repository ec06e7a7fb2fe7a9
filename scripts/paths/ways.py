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
MODERATE: Final = 4
"""15 seconds for a minute: VictoriaMetrics finds a new series up to 13 seconds after its first sample, and a record of
records is a chain of them. As at full speed, that is within an evaluation."""


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
    speed: int = FAST
    """How much faster the rules are than those that are exported."""


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


def _forwarded(**settings: Any) -> Callable[[Place], AbstractContextManager[Running]]:
    """Lets Prometheus write what it scrapes into another, which evaluates the rules."""

    @contextmanager
    def start(place: Place) -> Iterator[Running]:
        arguments = ["--web.enable-remote-write-receiver"]
        with servers.prometheus(place.folder, place.rules, old=True, arguments=arguments) as url:
            write = {"url": f"{url}/api/v1/write", "queue_config": {"batch_send_deadline": "200ms"}, **settings}
            agent = place.folder / "agent"
            with servers.prometheus(agent, (), place.pages, old=True, config={"remote_write": [write]}):
                yield Running(url, url)

    return start


def _federated(**job: Any) -> Callable[[Place], AbstractContextManager[Running]]:
    """Lets Prometheus scrape another, which scrapes the pages; the former evaluates the rules."""

    @contextmanager
    def start(place: Place) -> Iterator[Running]:
        with servers.prometheus(place.folder / "below", (), place.pages, old=True) as below:
            further = {"metrics_path": "/federate", "params": {"match[]": ['{job!=""}']}, **job}
            page = {below.removeprefix("http://"): "federate"}
            with servers.prometheus(place.folder, place.rules, page, old=True, job=further) as url:
                yield Running(url, url)

    return start


@contextmanager
def _through_collector(place: Place) -> Iterator[Running]:
    """Lets the collector push into Prometheus, as examples/stack does."""
    with servers.prometheus(place.folder, place.rules, arguments=[_RECEIVER]) as url:
        exporters = {"otlp_http": {"endpoint": f"{url}/api/v1/otlp"}}
        with servers.collector(place.folder, exporters, {"batch": {"timeout": "200ms"}}) as otlp:
            yield Running(url, url, f"{otlp}/v1/metrics")


def _victoria(
    *arguments: str, label: str = "", instance: str = "", scraped: bool = False
) -> Callable[[Place], AbstractContextManager[Running]]:
    """Pushes into VictoriaMetrics, or lets it scrape; vmalert evaluates.

    Args:
        label: The label that has the service's name, of which `job` is made.
        instance: The label that has its instance's id, of which `instance` is made.
    """

    @contextmanager
    def start(place: Place) -> Iterator[Running]:
        with ExitStack() as stack:
            further = list(arguments)
            place.folder.mkdir(parents=True, exist_ok=True)
            if label:
                rules = [
                    {"source_labels": [source], "regex": "(.+)", "target_label": target}
                    for source, target in ((label, "job"), (instance, "instance"))
                ]
                further.append(f"-relabelConfig={servers.written(place.folder / 'relabel.json', rules)}")
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
_NO_SUFFIXES: Final = {
    "source_labels": ["__name__"],
    "regex": "((?:triage|gen_ai)_.+?)(?:_seconds)?(|_bucket|_sum|_count)(?:_total)?",
    "replacement": "$1$2",
    "target_label": "__name__",
}
_RENAMED: Final = "`otlp.translation_strategy: {}`"

WAYS: Final = (
    Way("scrape-old", "Prometheus scrapes the Python exporter's page", _OLD, _scraped(old=True)),
    Way("scrape-new", "the same", _NEW, _scraped(old=False)),
    Way("write", "Prometheus scrapes the page, and its `remote_write` goes into another", _OLD, _forwarded()),
    Way(
        "write-relabelled",
        "the same, `write_relabel_configs` that take `_total` and `_seconds` off",
        _OLD,
        _forwarded(write_relabel_configs=[_NO_SUFFIXES]),
        names=_WITHOUT,
    ),
    Way(
        "federated",
        "Prometheus scrapes the page, another its `/federate`",
        _OLD,
        _federated(**_HONOR),
        advice="`honor_labels: true` in the scrape job",
    ),
    Way(
        "federated-exported",
        "the same without `honor_labels`",
        _OLD,
        _federated(),
        outcome="says so",
        advice="set `honor_labels: true`: all services are one, that of the scrape job",
    ),
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
        outcome="says so",
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
        outcome="says so",
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
        speed=MODERATE,
    ),
    Way(
        "victoria-otlp",
        "OTLP into VictoriaMetrics with `-opentelemetry.usePrometheusNaming`, vmalert",
        _VICTORIA,
        _victoria("-opentelemetry.usePrometheusNaming", label="service_name", instance="service_instance_id"),
        speed=MODERATE,
        advice="make `job` and `instance` with `-relabelConfig`",
    ),
    Way(
        "victoria-dots",
        "the same without the flag",
        _VICTORIA,
        _victoria(label="service.name", instance="service.instance.id"),
        names=_NONE,
        speed=MODERATE,
        advice="make `job` and `instance` with `-relabelConfig`",
    ),
    Way("thanos", "Prometheus scrapes the page, Thanos' sidecar, querier and ruler", f"{_NEW}, {_THANOS}", _thanos),
)
