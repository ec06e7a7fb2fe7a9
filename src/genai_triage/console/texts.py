"""What the console says of its own; owners and the names of most rows are those of `genai-triage explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from genai_triage.taxonomy.texts import ENGLISH

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "retries": "retries",
        "waited": "{count}, {seconds} s of waiting",
        "findings": "request",
        "resets_at": "back at {time}",
        "calls": "calls {count}",
        "failed": "failed {count}",
        "process": "process {number}",
        "no_calls": "no call to Gemini or GigaChat was seen.",
    },
    "pt": {
        "retries": "tentativas",
        "waited": "{count}, {seconds} s de espera",
        "findings": "pedido",
        "resets_at": "volta em {time}",
        "calls": "chamadas {count}",
        "failed": "falhas {count}",
        "process": "processo {number}",
        "no_calls": "nenhuma chamada ao Gemini ou ao GigaChat foi vista.",
    },
    "ru": {
        "retries": "повторы",
        "waited": "{count}, ожидание {seconds} с",
        "findings": "запрос",
        "resets_at": "вернётся {time}",
        "calls": "вызовов {count}",
        "failed": "сбоев {count}",
        "process": "процесс {number}",
        "no_calls": "вызовов Gemini или GigaChat не было.",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """Returns a text in a language, or in English."""
    return TEXTS.get(language, TEXTS[ENGLISH])[key].format(**values)
