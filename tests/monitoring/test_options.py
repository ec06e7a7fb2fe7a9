"""What a user chooses is read, bounded and written as people and Prometheus do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from genai_triage.monitoring.options import OptionError, Options, Thresholds, number, parse_labels, parse_pairs, share

SHARE = share("slo", 0.99, "about")
COUNT = number("failure_count", 5, "about")
KNOWN = {"slo": SHARE, "failure_count": COUNT}


@pytest.mark.parametrize(
    ("seconds", "speed", "promql", "words"),
    [
        (86400, 1, "1d", "24 h"),
        (2 * 86400, 1, "2d", "48 h"),
        (3600, 1, "1h", "1 h"),
        (5400, 1, "90m", "90 min"),
        (300, 1, "5m", "5 min"),
        (90, 1, "90s", "90 s"),
        (1, 1, "1s", "1 s"),
        (0, 1, "1s", "1 s"),
        (3600, 60, "1m", "1 min"),
        (300, 60, "5s", "5 s"),
        (10, 60, "1s", "1 s"),
    ],
)
def test_a_duration_is_written_in_its_largest_unit(seconds: int, speed: int, promql: str, words: str) -> None:
    options = Options(speed=speed)
    assert (options.time(seconds), options.span(seconds)) == (promql, words)


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [(0.01, "en", "1%"), (0.005, "en", "0.5%"), (0.005, "ru", "0,5%"), (0.005, "pt", "0,5%"), (0.25, "ru", "25%")],
)
def test_a_share_is_written_with_the_language_s_mark(value: float, language: str, written: str) -> None:
    assert Options(language=language).percent(value) == written


@pytest.mark.parametrize(("language", "minutes"), [("en", "5 min"), ("ru", "5 мин"), ("pt", "5 min")])
def test_a_duration_is_written_in_the_language(language: str, minutes: str) -> None:
    assert Options(language=language).span(300) == minutes


@pytest.mark.parametrize(
    ("threshold", "text", "value"),
    [(SHARE, "0.5", 0.5), (SHARE, "1e-9", 1e-9), (COUNT, "1", 1.0), (COUNT, "2.5", 2.5)],
)
def test_a_threshold_is_a_number_in_its_range(threshold: Any, text: str, value: float) -> None:
    assert threshold.parse(text) == value


@pytest.mark.parametrize(
    ("threshold", "text", "wanted"),
    [
        *((SHARE, text, "a number between 0 and 1") for text in ("0", "1", "-0.1", "nan", "x", "")),
        *((COUNT, text, "a number from 1 up") for text in ("0", "0.99", "inf", "nan", "x", "")),
    ],
)
def test_any_other_is_refused(threshold: Any, text: str, wanted: str) -> None:
    with pytest.raises(OptionError) as raised:
        threshold.parse(text)
    assert str(raised.value) == f"{threshold.name} must be {wanted}, not {text!r}."


def test_a_threshold_that_is_not_chosen_has_its_default() -> None:
    chosen = Thresholds.parse(["slo=0.5", "slo=0.7"], KNOWN)
    assert (chosen[SHARE], chosen[COUNT]) == (0.7, 5)
    assert chosen == Thresholds(slo=0.7)
    assert hash(chosen) == hash(Thresholds(slo=0.7))
    assert chosen != Thresholds()
    assert chosen != {"slo": 0.7}


def test_a_threshold_that_there_is_not_names_those_there_are() -> None:
    with pytest.raises(OptionError) as raised:
        Thresholds.parse(["speed=1"], KNOWN)
    assert str(raised.value) == "There is no threshold 'speed'; there are slo, failure_count."


@pytest.mark.parametrize("name", ["dashboards_url", "runbooks_url", "webhooks_url"])
@pytest.mark.parametrize(
    "url", ["", "grafana", "ftp://x", "http://", "http://a b", "http://a/$x", 'http://a/"', "http://a/{x}"]
)
def test_an_address_is_a_url_that_no_template_takes_for_its_own(name: str, url: str) -> None:
    with pytest.raises(OptionError) as raised:
        Options(**{name: url})  # type: ignore[arg-type]
    assert str(raised.value) == f"{name} must be an http or https URL, not {url!r}."
    for good in ("http://a", "https://a.b:1/c?d=e"):
        assert getattr(Options(**{name: good}), name) == good  # type: ignore[arg-type]


@pytest.mark.parametrize("sign", " \t\n{}\"'$")
def test_no_sign_that_a_template_or_a_file_takes_for_its_own_is_in_an_address_or_an_ending(sign: str) -> None:
    for name in ("dashboards_url", "runbooks_url", "webhooks_url"):
        with pytest.raises(OptionError):
            Options(**{name: f"http://a/{sign}b"})  # type: ignore[arg-type]
    with pytest.raises(OptionError):
        Options(runbook_suffix=f".{sign}md")


@pytest.mark.parametrize("name", ["datasource_uid", "traces_uid", "logs_uid", "folder", "dashboards_path"])
@pytest.mark.parametrize("text", ["", "  "])
def test_a_name_is_not_empty(name: str, text: str) -> None:
    with pytest.raises(OptionError) as raised:
        Options(**{name: text})  # type: ignore[arg-type]
    assert str(raised.value) == f"{name} must not be empty."


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"runbooks_format": "pdf"}, "runbooks_format must be one of md, html, not 'pdf'."),
        ({"runbook_suffix": ".$x"}, "runbook_suffix must have no space, quote, brace or dollar sign."),
        ({"language": "xx"}, "language must be one of en, ru, pt, not 'xx'."),
        ({"namespace": ""}, "namespace must be a name of Kubernetes, not ''."),
        ({"namespace": "-a"}, "namespace must be a name of Kubernetes, not '-a'."),
        ({"object_labels": (("a", "b "),)}, "object_labels must be KEY=VALUE as Kubernetes takes them, not 'a=b '."),
        ({"grafana_labels": (("", "b"),)}, "grafana_labels must be KEY=VALUE as Kubernetes takes them, not '=b'."),
        *(
            (
                {"group_labels": (label,)},
                f"group_labels must name labels as Prometheus has them, like k8s_namespace_name, not {label!r}.",
            )
            for label in ("", "__name", "1a", "a-b", "a.b")
        ),
        *(
            (
                {"group_labels": (label,)},
                f"group_labels must name labels of your own, not {label!r}: rules and dashboards use it.",
            )
            for label in (
                *("job", "instance", "service_name", "le", "alertname", "alertstate", "severity", "owner"),
                *("triage_class", "gen_ai_provider_name"),
            )
        ),
    ],
    ids=str,
)
def test_what_cannot_be_followed_is_one_sentence(chosen: dict[str, Any], said: str) -> None:
    with pytest.raises(OptionError) as raised:
        Options(**chosen)
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("app.kubernetes.io/name", "x"), ("a", ""), ("a", "b-c_d.e"), ("a", "x" * 63), ("x" * 63, "A.9")),
        (f"{'p' * 253}/a", "x"),
    ],
)
def test_labels_of_kubernetes_are_taken(key: str, value: str) -> None:
    labels = ((key, value),)
    assert Options(object_labels=labels, grafana_labels=labels).object_labels == labels


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("a", "x" * 64), ("x" * 64, "a"), ("", "x"), ("a", "-x"), ("a", "x-"), ("a", "x y"), ("a/b/c", "x")),
        *((f"{'p' * 254}/a", "x"), ("App/a", "x"), ("a/", "x"), ("/a", "x"), ("a", "x/y")),
    ],
)
def test_what_kubernetes_does_not_take_as_a_label_is_refused(key: str, value: str) -> None:
    for name in ("object_labels", "grafana_labels"):
        with pytest.raises(OptionError) as raised:
            Options(**{name: ((key, value),)})  # type: ignore[arg-type]
        assert str(raised.value) == f"{name} must be KEY=VALUE as Kubernetes takes them, not {f'{key}={value}'!r}."


@pytest.mark.parametrize("namespace", ["a", "9", "team-a", "a" * 63])
def test_a_namespace_of_kubernetes_is_taken(namespace: str) -> None:
    assert Options(namespace=namespace).namespace == namespace


@pytest.mark.parametrize("namespace", ["a" * 64, "a-", "a.b", "a b", "A"])
def test_no_other_namespace_is(namespace: str) -> None:
    with pytest.raises(OptionError) as raised:
        Options(namespace=namespace)
    assert str(raised.value) == f"namespace must be a name of Kubernetes, not {namespace!r}."


@pytest.mark.parametrize("label", ["team", "Team", "_team", "team_2", "triage_credential", "k8s_namespace_name"])
def test_a_name_that_prometheus_has_is_a_group_label(label: str) -> None:
    assert Options(group_labels=(label,)).group_labels == (label,)


@pytest.mark.parametrize(
    ("names", "dots"),
    [("NoTranslation", True), ("NoUTF8EscapingWithSuffixes", True), ("UnderscoreEscapingWithSuffixes", False)],
)
def test_a_label_with_dots_is_taken_where_the_pipeline_leaves_them(names: Any, dots: bool) -> None:
    if dots:
        options = Options(names=names, group_labels=("k8s.namespace.name", "zone"))
        assert options.group_labels == ("k8s_namespace_name", "zone")
        assert options.dotted_labels == ("k8s.namespace.name",)
    else:
        with pytest.raises(OptionError):
            Options(names=names, group_labels=("k8s.namespace.name",))


def test_labels_with_dots_are_kept_when_another_option_changes() -> None:
    options = Options(names="NoTranslation", group_labels=("k8s.namespace.name", "zone"))
    faster = replace(options, speed=60)
    assert faster.group_labels == ("k8s_namespace_name", "zone")
    assert faster.dotted_labels == ("k8s.namespace.name",)


def test_labels_stand_in_one_text_or_several() -> None:
    assert parse_labels(["a, b", "c"]) == ("a", "b", "c")


def test_the_last_of_a_key_counts_and_a_value_may_have_an_equals_sign() -> None:
    assert parse_pairs("label", ["a=1", "b=", "a=2=3"]) == (("a", "2=3"), ("b", ""))
    with pytest.raises(OptionError) as raised:
        parse_pairs("label", ["a"])
    assert str(raised.value) == "label must be KEY=VALUE as Kubernetes takes them, not 'a'."


def test_a_text_has_its_values_and_one_without_keeps_its_braces() -> None:
    assert Options().say("{a} b", a=1) == "1 b"
    assert Options().say("{a} b") == "{a} b"


def test_a_placeholder_without_a_value_is_named() -> None:
    with pytest.raises(LookupError) as told:
        Options().say("{service} takes {limit}.", service="shop")
    assert (
        str(told.value) == "'{service} takes {limit}.' has no value for 'limit': an alert's row gives it in `values`."
    )
