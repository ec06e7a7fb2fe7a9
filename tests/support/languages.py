"""The languages whose texts are all there."""

from __future__ import annotations

from genai_triage.taxonomy.texts import ENGLISH, LANGUAGES

COMPLETE = (ENGLISH, "pt")
"""Their tests hold them complete; one of `LANGUAGES` that is not here yet falls back to English, text by text."""

TRANSLATED = [language for language in LANGUAGES if language != ENGLISH]
