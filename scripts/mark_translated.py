"""Notes which English fixes and meanings a language's texts say, so that a test tells when either is reworded.

Run it with the ids of the texts that were translated or read again: `mark_translated.py ru gemini.key_invalid auth`.
The notes stand in `tests/taxonomy/translated/`: a file per language, and a line per text with the hash of both.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from genai_triage.taxonomy.texts import ENGLISH, LANGUAGES, load

MARKS = Path(__file__).parents[1] / "tests" / "taxonomy" / "translated"


def said(language: str) -> dict[str, str]:
    """Returns the fixes and meanings of a language by id: an id of a cause has a dot, one of a class has none."""
    texts = load(language)
    return {**texts.classes, **texts.fixes}


def marks(language: str) -> dict[str, str]:
    """Reads the hash of each text of a language and of the English that it says."""
    path = MARKS / f"{language}.txt"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return dict(line.split(" ") for line in lines)


def outdated(language: str, known: Mapping[str, str]) -> list[str]:
    """Lists, a sentence each, the texts of a language that are not marked as they are, with the English that is."""
    english = said(ENGLISH)
    return [
        f"{name!r} says {english[name]!r} in English by now, in {language} {text!r}: make them say the same in "
        f"taxonomy/texts/{language}, then run `python scripts/mark_translated.py {language} {name}`"
        for name, text in said(language).items()
        if name in english and known.get(name) != _hash(english[name], text)
    ]


def mark(language: str, names: Collection[str]) -> None:
    """Notes that these texts of a language say what the English does now, and forgets texts that are gone."""
    english, known = said(ENGLISH), marks(language)
    found = {
        name: _hash(english[name], text) if name in names else known[name]
        for name, text in sorted(said(language).items())
        if name in english and (name in names or name in known)
    }
    MARKS.mkdir(exist_ok=True)
    (MARKS / f"{language}.txt").write_text("".join(f"{name} {sign}\n" for name, sign in found.items()), "utf-8")


def _hash(english: str, text: str) -> str:
    return hashlib.sha256(f"{english}\n{text}".encode()).hexdigest()[:8]


def main() -> int:
    """Marks texts.

    Returns:
        0, or 1 if a language has no text of that id.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=[one for one in LANGUAGES if one != ENGLISH])
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--all", action="store_true", help="every text of the language: they were all read again")
    arguments = parser.parse_args()
    texts = said(arguments.language)
    unknown = [name for name in arguments.ids if name not in texts]
    if unknown or not (arguments.ids or arguments.all):
        print(f"no text in {arguments.language}: {', '.join(unknown)}" if unknown else "no id given", file=sys.stderr)
        return 1
    mark(arguments.language, [*texts] if arguments.all else arguments.ids)
    return 0


if __name__ == "__main__":
    sys.exit(main())
