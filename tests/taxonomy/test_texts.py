"""Every cause has a fix and every class a meaning; a language that lacks one falls back to English."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from genai_triage.taxonomy import CAUSES, FailureClass, texts
from genai_triage.taxonomy.match import cause_of
from genai_triage.telemetry import gate, names
from tests.support.languages import TRANSLATED, fixed_parts

MARKING = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "mark_translated.py"))
KEY_INVALID = CAUSES["gemini.key_invalid"]
KEY_EXPIRED = CAUSES["gemini.key_expired"]
AUTH = FailureClass.AUTH.meaning
CLASSES = [str(failure_class) for failure_class in FailureClass]


@pytest.fixture
def half_done(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A language whose translation has only begun, and has a slip."""
    module = ModuleType("half done")
    module.FIXES = {"gemini.key_invalid": "Créez une clé.", "gemini.no_such": "Rien."}  # type: ignore[attr-defined]
    module.CLASSES = {"auth": "La clé."}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "genai_triage.taxonomy.texts.fr", module)
    monkeypatch.setattr(texts, "LANGUAGES", ("en", "fr"))
    texts.load.cache_clear()
    yield "fr"
    texts.load.cache_clear()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_language_has_a_text_for_every_id_and_no_other(language: str) -> None:
    gaps = texts.gaps(language, CAUSES, CLASSES)
    assert not gaps, "\n".join(gaps)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_says_what_the_english_says_now(language: str) -> None:
    outdated = MARKING["outdated"](language, MARKING["marks"](language))
    assert not outdated, "\n".join(outdated)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_one_sentence_and_keeps_code_addresses_and_numbers(language: str) -> None:
    english, said = texts.load("en").fixes, texts.load(language).fixes
    assert {name: lost for name, text in said.items() if (lost := fixed_parts(english[name]) - fixed_parts(text))} == {}
    assert [name for name, text in said.items() if not text[0].isupper() or not text.endswith(".")] == []
    assert [name for name, text in said.items() if re.search(r"[.!?] [A-ZÀ-ÚА-Я]", text)] == []
    assert sorted(said.values()) == sorted(set(said.values()))


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_passes_the_gate_as_it_is(language: str) -> None:
    said = texts.load(language).fixes.values()
    assert [text for text in said if gate.clean({names.FIX: text}) != {names.FIX: text}] == []


def test_a_text_whose_english_was_reworded_is_told(half_done: str) -> None:
    (told,) = MARKING["outdated"](
        half_done, {"gemini.key_invalid": "of before", "auth": MARKING["_hash"](AUTH, "La clé.")}
    )

    assert told == (
        f"'gemini.key_invalid' says {KEY_INVALID.fix!r} in English by now, in fr 'Créez une clé.': make them say the "
        "same in taxonomy/texts/fr, then run `python scripts/mark_translated.py fr gemini.key_invalid`"
    )


def test_a_translation_that_was_reworded_since_it_was_read_is_told(half_done: str) -> None:
    known = {"gemini.key_invalid": MARKING["_hash"](KEY_INVALID.fix, "Créez une clé."), "auth": "of before"}

    (told,) = MARKING["outdated"](half_done, known)

    assert told.startswith(f"'auth' says {AUTH!r} in English by now, in fr 'La clé.': make them say the same")


def test_only_the_texts_that_are_named_are_marked(
    half_done: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(MARKING["mark"].__globals__, "MARKS", tmp_path)
    (tmp_path / "fr.txt").write_text("gemini.gone 00000000\n")

    MARKING["mark"](half_done, ["auth"])

    assert MARKING["marks"](half_done) == {"auth": MARKING["_hash"](AUTH, "La clé.")}


def test_gaps_name_what_is_missing_and_what_is_too_many(half_done: str) -> None:
    gaps = texts.gaps(half_done, ["gemini.key_invalid", "gemini.key_expired"], ["auth", "billing"])
    assert gaps == [
        "'gemini.key_expired' has no text: write one sentence for it in FIXES of taxonomy/texts/fr",
        "'gemini.no_such' stands in FIXES of taxonomy/texts/fr, but is not a cause of the tables: correct or remove it",
        "'billing' has no text: write one sentence for it in CLASSES of taxonomy/texts/fr",
    ]


def test_a_fix_is_given_in_the_language_asked_for(half_done: str) -> None:
    assert KEY_INVALID.fix_in(half_done) == "Créez une clé."
    assert FailureClass.AUTH.meaning_in(half_done) == "La clé."


def test_a_text_that_a_language_lacks_is_english(half_done: str) -> None:
    assert KEY_EXPIRED.fix_in(half_done) == KEY_EXPIRED.fix
    assert FailureClass.BILLING.meaning_in(half_done) == FailureClass.BILLING.meaning


@pytest.mark.parametrize("language", ["en", "xx", "", "os", "../en"])
def test_english_stands_in_for_an_unknown_language(language: str) -> None:
    assert KEY_EXPIRED.fix_in(language).startswith("Renew the API key")
    assert FailureClass.TRUNCATED.meaning_in(language) == "The answer ended at the token limit."


def test_texts_are_loaded_by_the_first_that_asks() -> None:
    script = (
        "import sys; from genai_triage.taxonomy import CAUSES; en = 'genai_triage.taxonomy.texts.en';"
        "assert en not in sys.modules; CAUSES['gemini.key_invalid'].fix; assert en in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_language_that_nobody_asks_for_is_not_loaded() -> None:
    script = (
        "import sys; from genai_triage.taxonomy import CAUSES; texts = 'genai_triage.taxonomy.texts';"
        "CAUSES['gemini.key_invalid'].fix_in('ru');"
        "assert f'{texts}.ru' in sys.modules; assert not {f'{texts}.en', f'{texts}.pt'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("own", sorted(texts.VENDORS_OWN))
def test_a_vendor_s_own_remedy_is_told_of_its_calls_only(own: str, language: str) -> None:
    cause, _, vendor = own.partition("@")
    remedies = {texts.fix_of(cause, language, vendor=whose) for whose in (None, "gemini")}
    assert len(remedies) == 1
    assert texts.fix_of(cause, language, vendor=vendor) not in remedies
    fixes = {cause_of(cause, vendor).fix_in(language), texts.fix_of(cause, language, vendor=vendor)}
    assert len(fixes) == 1
    assert cause_of(cause, vendor).fix == texts.fix_of(cause, vendor=vendor)
    assert cause_of(cause, "gemini").fix_in(language) in remedies
