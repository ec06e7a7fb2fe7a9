"""Everything that operators read can be said in another language, and a test knows what is missing in one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from genai_triage.monitoring import boards, options, provisioning, rules, runbooks, texts
from genai_triage.monitoring.alerts import alerts, guides
from genai_triage.monitoring.annotations import Grafana, Prometheus, templates
from genai_triage.monitoring.backends import WRITERS
from genai_triage.monitoring.options import OptionError, Options
from genai_triage.monitoring.playbooks import PLAYBOOKS
from genai_triage.monitoring.render import artifacts
from genai_triage.taxonomy import CAUSES, FailureClass, Owner
from genai_triage.taxonomy.texts import LANGUAGES
from tests.support.boards import all_panels
from tests.support.languages import TRANSLATED, fixed_parts
from tests.support.pages import OURS
from tests.support.yaml_files import read_yaml

MADE_UP = "made_up"
"""A language in which every text stands between two marks."""


class Marked(dict[str, str]):
    """Its translations, which remember what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, text: str, default: object = None) -> str:
        self.asked.add(text)
        return f"⟪{text}⟫"


@contextmanager
def spoken(translations: Mapping[str, str]) -> Iterator[None]:
    """The made-up language has these translations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(options, "LANGUAGES", (*LANGUAGES, MADE_UP))
        patch.setattr(texts, "load", lambda language: translations if language == MADE_UP else {})
        yield
    boards._of_taxonomy.cache_clear()


MARKED = Marked()
with spoken(MARKED):
    FILES = artifacts(replace(OURS, language=MADE_UP))
    for backend in WRITERS:
        artifacts(replace(OURS, language=MADE_UP), backend)
    runbooks.artifacts(replace(OURS, language=MADE_UP, group_labels=("namespace",)))
ASKED = frozenset(MARKED.asked)
"""Every English text there is."""

OF_TAXONOMY = sorted(
    {
        text
        for said in (*(cause.fix for cause in CAUSES.values()), *(member.meaning for member in FailureClass))
        for text in (said, boards.plain(said))
    },
    key=len,
    reverse=True,
)
"""They have their translations there."""
NAMES = {*map(str, FailureClass), *map(str, Owner), *(alert.name for alert in alerts(Options())), *guides(Options())}
"""The same in every language."""
OF_PROTOCOLS = {
    "gRPC",
    "WebSocket",
    "close",
    "code",
    "reason",
    "quotaId",
    "blockReason",
    "finishReason",
    "finish_reason",
}


def english(text: str) -> set[str]:
    """Words that stand outside of the marks, and are not the taxonomy's."""
    text = without_taxonomy(text)
    while "⟪" in text:
        text, before = re.sub("⟪[^⟪⟫]*⟫", "", text), text
        assert text != before, text
    return set(re.findall(r"[A-Za-z]{2,}\w*", text))


def without_taxonomy(text: str) -> str:
    for known in OF_TAXONOMY:
        text = text.replace(known, "").replace(known.replace("|", "\\|"), "")
    return text


def prose(page: str) -> str:
    """What a page says: comments of its code, but neither code nor addresses nor what a cause's row cites."""
    page = without_taxonomy(page)
    for cause in CAUSES.values():
        page = page.replace(f"; {cause.source} |", " |").replace(f"| {cause.source} |", "|")
    blocks = re.compile(r"^```\w+\n(.*?)^```$", re.M | re.S)
    page = blocks.sub(lambda block: "\n".join(re.findall("^# .*$", block[1], re.M)), page)
    return re.sub(r"\]\([^)]*\)|<a [^>]*>|`[^`]*`|\b(HTTP \d+|gRPC)( \w+)?", " ", page)


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".md")])
def test_a_runbook_is_in_the_language(path: str) -> None:
    assert english(prose(FILES[path])) - NAMES - OF_PROTOCOLS == set()


ALERTS = [rule for group in read_yaml(FILES[rules.ALERTS])["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: f"{rule['alert']}-{rule['labels']['severity']}")
def test_an_alert_is_in_the_language(rule: dict[str, Any]) -> None:
    for text in (rule["annotations"]["summary"], rule["annotations"]["description"]):
        assert english(re.sub(r"\{\{.*?\}\}", "", text)) == set()


BOARDS = {path: json.loads(text) for path, text in FILES.items() if path.endswith(".json")}


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_a_dashboard_is_in_the_language(board: dict[str, Any]) -> None:
    found = [*shown(board)]

    assert len(found) > 100
    assert [text for text in found if english(text)] == []


def shown(board: dict[str, Any]) -> Iterator[str]:
    """What a person reads on a dashboard."""
    yield from (board["title"], board["description"])
    for link in board["links"]:
        yield from (link["title"], link["tooltip"])
    for variable in board["templating"]["list"]:
        yield from (variable.get("label") or "", variable.get("description") or "")
    for panel in all_panels(board):
        yield from (panel["title"], panel.get("description", ""))
        config = panel.get("fieldConfig", {"defaults": {}, "overrides": []})
        yield config["defaults"].get("noValue", "")
        yield from (link["title"] for link in config["defaults"].get("links", ()))
        properties = [one for rule in config["overrides"] for one in rule["properties"]]
        yield from (one["value"] for one in properties if one["id"] == "displayName")
        yield from (link["title"] for one in properties if one["id"] == "links" for link in one["value"])
        mappings = [*config["defaults"].get("mappings", ()), *_values(properties, "mappings")]
        yield from (text for mapping in mappings for text in _texts(mapping))


def _values(properties: list[dict[str, Any]], name: str) -> Iterator[Any]:
    for one in properties:
        yield from one["value"] if one["id"] == name else ()


def _texts(mapping: dict[str, Any]) -> Iterator[str]:
    results = mapping["options"].values() if mapping["type"] == "value" else [mapping["options"]["result"]]
    yield from (result.get("text") or "" for result in results)


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_a_table_is_sorted_by_a_column_that_it_has(board: dict[str, Any]) -> None:
    for panel in all_panels(board):
        titles = [
            one["value"]
            for rule in panel.get("fieldConfig", {}).get("overrides", ())
            for one in rule["properties"]
            if one["id"] == "displayName"
        ]
        assert {one["displayName"] for one in panel.get("options", {}).get("sortBy", ())} <= set(titles)


def test_what_is_no_text_is_the_same() -> None:
    """Expressions, labels, names and links of alerts."""
    for rule, usual in zip(ALERTS, _usual_alerts(), strict=True):
        assert without_text(rule) == without_text(usual)


def without_text(rule: dict[str, Any]) -> dict[str, Any]:
    kept = {name: text for name, text in rule["annotations"].items() if name.endswith("_url")}
    return {**rule, "annotations": kept}


def _usual_alerts() -> list[dict[str, Any]]:
    groups = read_yaml(rules.artifacts(OURS)[rules.ALERTS])["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_has_every_text(language: str) -> None:
    gaps = list(texts.gaps(language, ASKED))
    assert not gaps, "\n".join(gaps)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_code_addresses_and_numbers(language: str) -> None:
    said = texts.load(language)
    assert {text: lost for text in said if (lost := fixed_parts(text) - fixed_parts(said[text]))} == {}


def test_what_is_missing_left_over_or_does_not_fit_is_told() -> None:
    with spoken({"yes": "да", "no": "", "gone": "ушло", "fires after {time}": "через {минут}"}):
        found = list(texts.gaps(MADE_UP, ["yes", "no", "fires after {time}", "none"]))

    place = "TEXTS of monitoring/texts/made_up"
    assert found == [
        f"'no' has no translation: write one in {place}",
        f"'fires after {{time}}' has other placeholders than its translation in {place}",
        f"'none' has no translation: write one in {place}",
        f"'gone' stands in {place}, but nothing says it: correct or remove it",
    ]


def test_a_text_without_translation_stays_english() -> None:
    with spoken({"yes": "да"}):
        chosen = Options(language=MADE_UP)
        assert [chosen.say("yes"), chosen.say("no")] == ["да", "no"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(OptionError) as refused:
        Options(language="xx")
    assert str(refused.value) == f"language must be one of {', '.join(LANGUAGES)}, not 'xx'."


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_the_taxonomy_says_is_in_the_language(language: str) -> None:
    """Meanings, fixes and pages of vendors, in runbooks and in alerts."""
    chosen = Options(language=language)
    pages = runbooks.artifacts(chosen)
    for member in FailureClass:
        page = pages[f"runbooks/{member}.md"]
        assert f"\n{member.meaning_in(language)}\n" in page
        rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| <a id=")}
        for cause in (one for one in CAUSES.values() if one.failure_class is member):
            fix = cause.fix_in(language).replace("|", "\\|")
            assert rows[cause.id].endswith(f" | {fix} | [{chosen.say('page')}]({cause.doc_in(language)}) |"), cause.id
    for alert in alerts(chosen):
        if alert.tells_causes:
            for evaluator in (Prometheus(), Grafana()):
                told = templates(alert, evaluator, chosen)["description"]
                for cause in (one for one in CAUSES.values() if one.failure_class in alert.classes):
                    assert f'"{cause.id}" }}}} {cause.fix_in(language)}\n' in told
                assert f"{{{{- else }}}} {chosen.say(alert.fix)}\n" in told


@pytest.mark.parametrize("language", TRANSLATED)
def test_fixes_and_meanings_on_dashboards_are_in_the_language(language: str) -> None:
    """The mappings of values to what they say are the same but for the language."""
    english_, said = (
        [text for path, text in provisioning.artifacts(one).items() if path.endswith(".json")]
        for one in (Options(), Options(language=language))
    )
    taken = [
        (one, other)
        for before, after in zip(english_, said, strict=True)
        for one, other in zip(_mapped(json.loads(before)), _mapped(json.loads(after)), strict=True)
        if one in FIXES
    ]
    assert len({one for one, _ in taken}) > 300
    assert [pair for pair in taken if pair[1] not in FIXES[pair[0]][language]] == []


FIXES: dict[str, dict[str, set[str]]] = {}
"""What each fix and meaning is in a language, as cells show it: causes with the same fix may differ there."""
for _language in TRANSLATED:
    for _text, _said in (
        *((cause.fix, cause.fix_in(_language)) for cause in CAUSES.values()),
        *((member.meaning, member.meaning_in(_language)) for member in FailureClass),
        *((one.fix, texts.say(one.fix, _language)) for one in PLAYBOOKS.values()),
    ):
        FIXES.setdefault(boards.plain(_text), {}).setdefault(_language, set()).add(boards.plain(_said))


def _mapped(board: dict[str, Any]) -> Iterator[str]:
    for panel in all_panels(board):
        config = panel.get("fieldConfig", {"defaults": {}, "overrides": []})
        properties = [one for rule in config["overrides"] for one in rule["properties"]]
        for mapping in (*config["defaults"].get("mappings", ()), *_values(properties, "mappings")):
            yield from _texts(mapping)
