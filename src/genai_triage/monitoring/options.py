"""What a user can choose when the files of monitoring are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args
from urllib.parse import urlsplit

from genai_triage.monitoring.metrics import CREDENTIAL, DEFAULT_STRATEGY, METRICS, STRATEGIES, Strategy, has_dots
from genai_triage.monitoring.texts import say
from genai_triage.monitoring.waits import Waits
from genai_triage.taxonomy.texts import ENGLISH, LANGUAGES

Format = Literal["prometheus", "mimir", "grafana", "kubernetes", "datadog", "honeycomb", "signoz", "elastic"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
"""Who evaluates the alerts: Prometheus and its like, Mimir's ruler, Grafana, Kubernetes' operators, others."""
RUNBOOKS: Final = ("md", "html")
"""What the runbooks are: Markdown, or pages that a browser shows."""

_UNSAFE = re.compile(r"[\s{}\"'$]")
"""What templates, or files that are read with variables, would take for their own."""
_LABEL = re.compile(r"(?!__)[a-zA-Z_][a-zA-Z0-9_]*")
_OWN_LABELS = {
    *("job", "instance", "service_name", "le", "alertname", "alertstate", "severity", "owner"),
    *(name for metric in METRICS for name in metric.labels),
} - {CREDENTIAL}
"""What rules and dashboards aggregate by in any case, or never do."""
_NAMESPACE = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")
_VALUE = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_PREFIX = r"[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/"
_OF_AN_OBJECT = re.compile(rf"(?:{_PREFIX})?{_VALUE}=(?:{_VALUE})?")
"""A label of an object in Kubernetes, and its value."""
_SPANS = ((3600, "h"), (60, "min"), (1, "s"))
_UNITS = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))


class OptionError(ValueError):
    """An option that cannot be followed; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that an alert compares with; it is declared in the alert's file."""

    name: str
    default: float
    about: str
    is_share: bool
    """Whether it is between 0 and 1: of all calls of a service to a provider, if nothing else is said."""

    def parse(self, text: str) -> float:
        """Reads a user's choice.

        Raises:
            OptionError: If it is no number, or not in the range.
        """
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not (0 < value < 1 if self.is_share else 1 <= value < float("inf")):
            wanted = "a number between 0 and 1" if self.is_share else "a number from 1 up"
            raise OptionError(f"{self.name} must be {wanted}, not {text!r}.")
        return value


def share(name: str, default: float, about: str) -> Threshold:
    """Declares a threshold between 0 and 1."""
    return Threshold(name, default, about, is_share=True)


def number(name: str, default: float, about: str) -> Threshold:
    """Declares a threshold from 1 up."""
    return Threshold(name, default, about, is_share=False)


class Thresholds:
    """When alerts fire: what was chosen, else the default of each threshold."""

    def __init__(self, **chosen: float) -> None:
        self._chosen = frozenset(chosen.items())

    def __getitem__(self, threshold: Threshold) -> float:
        return dict(self._chosen).get(threshold.name, threshold.default)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thresholds) and self._chosen == other._chosen

    def __hash__(self) -> int:
        return hash(self._chosen)

    @classmethod
    def parse(cls, pairs: Iterable[str], known: Mapping[str, Threshold]) -> Thresholds:
        """Reads `name=number` pairs.

        Raises:
            OptionError: If a name is unknown or a number does not fit.
        """
        chosen: dict[str, float] = {}
        for pair in pairs:
            name, _, text = pair.partition("=")
            if name not in known:
                raise OptionError(f"There is no threshold {name!r}; there are {', '.join(known)}.")
            chosen[name] = known[name].parse(text)
        return cls(**chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of everything that is written.

    Raises:
        OptionError: If an address is no http(s) URL, a name is empty, or the suffix is no part of an address.
    """

    datasource_uid: str = "prometheus"
    traces_uid: str = "tempo"
    logs_uid: str = "loki"
    folder: str = "GenAI"
    dashboards_url: str | None = None
    """Address of Grafana; without one, alerts that Prometheus evaluates have no links to it."""
    runbooks_url: str | None = None
    """Address of the folder with the runbooks, `{runbooks_url}/{page}.md` is one of them; without one, nothing links
    to them."""
    runbooks_format: str = "md"
    """One of `RUNBOOKS`."""
    runbook_suffix: str = ".md"
    """Ending of a page's address; that of a file, if the server leaves none away."""
    webhooks_url: str | None = None
    """Where the Alertmanager example sends, `{webhooks_url}/{receiver}`; without one, its receivers send nothing."""
    dashboards_path: str = "/var/lib/grafana/dashboards/genai-triage"
    """Folder on Grafana's host with the dashboards' files."""
    thresholds: Thresholds = field(default_factory=Thresholds)
    waits: Waits = field(default_factory=Waits)
    """How long conditions must hold, where it is not the alert's own time."""
    group_labels: tuple[str, ...] = ()
    """Labels beside `job` that tell services apart, such as `namespace`: what differs in one is never added up.

    Where the pipeline leaves dots, a label may be given with them; it is held with underscores, as all names are."""
    dotted_labels: tuple[str, ...] = ()
    """The group labels that were given with dots, as they were given."""
    names: Strategy = DEFAULT_STRATEGY
    """How the pipeline translated the names of metrics and labels."""
    namespace: str = "monitoring"
    """Of the objects in Kubernetes."""
    object_labels: tuple[tuple[str, str], ...] = (("release", "kube-prometheus-stack"),)
    """Of the objects in Kubernetes: what the Prometheus Operator selects rules and monitors by."""
    grafana_labels: tuple[tuple[str, str], ...] = (("dashboards", "grafana"),)
    """Of the Grafana that the Grafana Operator gives the dashboards to."""
    language: str = ENGLISH
    """Of what people read: alerts, runbooks, dashboards."""
    speed: int = 1
    """Divides every duration of the rules: a drill that would take an hour takes a minute at 60."""

    def __post_init__(self) -> None:
        for name in ("dashboards_url", "runbooks_url", "webhooks_url"):
            if getattr(self, name) is not None:
                _check_url(name, getattr(self, name))
        for name in ("datasource_uid", "traces_uid", "logs_uid", "folder", "dashboards_path"):
            if not getattr(self, name).strip():
                raise OptionError(f"{name} must not be empty.")
        if self.runbooks_format not in RUNBOOKS:
            raise OptionError(f"runbooks_format must be one of {', '.join(RUNBOOKS)}, not {self.runbooks_format!r}.")
        if _UNSAFE.search(self.runbook_suffix):
            raise OptionError("runbook_suffix must have no space, quote, brace or dollar sign.")
        if self.language not in LANGUAGES:
            raise OptionError(f"language must be one of {', '.join(LANGUAGES)}, not {self.language!r}.")
        if self.names not in STRATEGIES:
            raise OptionError(f"names must be one of {', '.join(STRATEGIES)}, not {self.names!r}.")
        if has_dots(self.names):
            dotted = (name for name in self.group_labels if "." in name)
            object.__setattr__(self, "dotted_labels", (*self.dotted_labels, *dotted))
            object.__setattr__(self, "group_labels", tuple(name.replace(".", "_") for name in self.group_labels))
        for name in self.group_labels:
            _check_group_label(name)
            if self.group_labels.count(name) > 1:
                raise OptionError(f"group_labels must not name a label twice: {name!r}.")
        if not _NAMESPACE.fullmatch(self.namespace):
            raise OptionError(f"namespace must be a name of Kubernetes, not {self.namespace!r}.")
        for name in ("object_labels", "grafana_labels"):
            for key, value in getattr(self, name):
                if not _OF_AN_OBJECT.fullmatch(f"{key}={value}"):
                    raise OptionError(f"{name} must be KEY=VALUE as Kubernetes takes them, not {f'{key}={value}'!r}.")

    def say(self, text: str, **values: object) -> str:
        """Returns a text in the options' language, with these values for its placeholders.

        Raises:
            LookupError: If a placeholder has no value.
        """
        found = say(text, self.language)
        try:
            return found.format(**values) if values else found
        except KeyError as missing:
            raise LookupError(f"{text!r} has no value for {missing}: an alert's row gives it in `values`.") from None

    def time(self, seconds: int) -> str:
        """Writes a duration as PromQL does, at this speed: `5m`, `90s`; never below a second."""
        left = max(1, round(seconds / self.speed))
        size, unit = next((size, unit) for size, unit in _UNITS if left % size == 0)
        return f"{left // size}{unit}"

    def span(self, seconds: int) -> str:
        """Writes a duration for people, at this speed: `5 min`, `24 h`."""
        left = max(1, round(seconds / self.speed))
        size, unit = next((size, unit) for size, unit in _SPANS if left % size == 0)
        return f"{left // size} {self.say(unit)}"

    def percent(self, share: float) -> str:
        """Writes a share for people: `1%`, `0.5%`."""
        return f"{100 * share:.2g}%".replace(".", self.decimal_mark)

    @property
    def decimal_mark(self) -> str:
        """The mark before the decimals of a number."""
        return "." if self.language == ENGLISH else ","


def parse_labels(texts: Iterable[str]) -> tuple[str, ...]:
    """Reads names of labels, several of which may stand in one text, with commas between them."""
    return tuple(name.strip() for text in texts for name in text.split(","))


def _check_group_label(name: str) -> None:
    if not _LABEL.fullmatch(name):
        raise OptionError(
            f"group_labels must name labels as Prometheus has them, like k8s_namespace_name, not {name!r}."
        )
    if name in _OWN_LABELS:
        raise OptionError(f"group_labels must name labels of your own, not {name!r}: rules and dashboards use it.")


def parse_pairs(name: str, pairs: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Reads `key=value` pairs; the last of a key counts. What is no label of Kubernetes is refused by `Options`.

    Raises:
        OptionError: If there is no `=` in one.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise OptionError(f"{name} must be KEY=VALUE as Kubernetes takes them, not {pair!r}.")
        found[key] = value
    return tuple(found.items())


def _check_url(name: str, text: str) -> None:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.netloc) and not _UNSAFE.search(text)
    except ValueError:
        good = False
    if not good:
        raise OptionError(f"{name} must be an http or https URL, not {text!r}.")
